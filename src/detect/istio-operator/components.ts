/** The components of an IstioOperator besides gateways. Source: operator/pkg/component/component.go of Istio. */
import type { IstioChart } from '../../model.js';
import { isRecord, stringAt } from '../data.js';
import { componentsOf, namespaceByProfile, type OperatorComponent } from './profiles.js';
import type { SettingsTarget } from './settings.js';
import type { OperatorSpec } from './spec.js';

export const SINGLE: readonly (readonly [SingleComponent, IstioChart])[] = [
  ['base', 'base'],
  ['pilot', 'istiod'],
  ['cni', 'cni'],
  ['ztunnel', 'ztunnel'],
];

export type SingleComponent = 'base' | 'pilot' | 'cni' | 'ztunnel';

/** What a component renders that settings are for. */
export const TARGETS: Readonly<Record<SingleComponent, Omit<SettingsTarget, 'what' | 'inValues'>>> = {
  base: { kind: 'Deployment', name: '', container: '' },
  pilot: { kind: 'Deployment', name: 'istiod', container: 'discovery' },
  cni: { kind: 'DaemonSet', name: 'istio-cni-node', container: 'install-cni' },
  ztunnel: { kind: 'DaemonSet', name: 'ztunnel', container: 'istio-proxy' },
};

export function isEnabled(
  spec: OperatorSpec,
  component: SingleComponent,
  profile: string,
  version: string | null = null,
): boolean {
  const enabled = spec.read(['components', component, 'enabled'])?.value;
  if (typeof enabled === 'boolean') return enabled;
  if (componentsOf(profile, version).has(component)) return true;
  // A component that only the user names is on; one that the profile switches off stays off.
  return (
    (component === 'cni' || component === 'ztunnel') && isRecord(spec.read(['components', component])?.value)
  );
}

export function namespaceOf(spec: OperatorSpec, component: OperatorComponent, profile: string): string {
  return (
    spec.text(['components', component, 'namespace']) ??
    namespaceByProfile(profile, component) ??
    spec.text(['values', 'global', 'istioNamespace']) ??
    spec.text(['namespace']) ??
    (stringAt(spec.documents[0]?.data.value, ['metadata', 'namespace']) || 'istio-system')
  );
}

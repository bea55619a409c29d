/**
 * Variables that no binary registers and that the injection templates look at, in istiod's environment or in the
 * proxy metadata: they have no default of their own, and are alive all the same.
 * Source: https://github.com/istio/istio, manifests/charts/istio-control/istio-discovery/files at every release tag.
 */
import { compare } from 'semver';

interface TemplateVariable {
  readonly name: string;
  /** Whose environment, as the facts name processes. */
  readonly reader: 'pilot' | 'proxy';
  /** First release whose templates no longer look at it; absent: all known ones do. */
  readonly until?: string;
}

const VARIABLES: readonly TemplateVariable[] = [
  { name: 'ENABLE_LEGACY_FSGROUP_INJECTION', reader: 'pilot', until: '1.19.0' },
  { name: 'ENABLE_NATIVE_SIDECARS', reader: 'pilot', until: '1.27.0' },
  { name: 'IPTABLES_TRACE_LOGGING', reader: 'proxy' },
  { name: 'ISTIO_META_NETWORK', reader: 'pilot' },
  { name: 'PILOT_ENABLE_INBOUND_PASSTHROUGH', reader: 'pilot', until: '1.22.0' },
];

/** True where the templates of a release look at a variable. */
export function isReadByTemplates(name: string, reader: string, version: string): boolean {
  return VARIABLES.some(
    variable =>
      variable.name === name &&
      variable.reader === reader &&
      (variable.until === undefined || compare(version, variable.until) < 0),
  );
}

/** The release whose templates no longer look at it. */
export function templatesStopReading(name: string, reader: string): string | undefined {
  return VARIABLES.find(variable => variable.name === name && variable.reader === reader)?.until;
}

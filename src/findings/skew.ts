/**
 * Components of one mesh at different versions. Sources: control plane and data plane,
 * https://istio.io/latest/docs/releases/supported-releases/#control-planedata-plane-skew; the CNI plugin,
 * https://istio.io/latest/docs/setup/additional-setup/cni/#upgrade.
 */
import { compare, minor, parse } from 'semver';
import { controlPlanesOf, selectedBy } from '../detect/control-planes.js';
import type { Finding, Installation, Severity, Upgrade } from '../model.js';

/**
 * One finding per component of which this change moves it or its control plane, and that is of another version.
 * @param told what is said already: CRDs that stay behind have a finding of their own
 */
export function versionSkew(
  upgrades: readonly Upgrade[],
  installations: readonly Installation[],
  told: readonly Finding[] = [],
): Finding[] {
  const behind = new Set(told.flatMap(({ rule, upgrades: ids }) => (rule === 'base-behind' ? ids : [])));
  const moved = new Map<Installation, string>();
  for (const { after, id } of upgrades) if (after && !moved.has(after)) moved.set(after, id);
  return installations.flatMap(component => {
    if (component.chart === 'istiod' || component.chart === 'ambient' || component.partOf !== undefined)
      return [];
    const plane = planeOf(component, controlPlanesOf(installations, component.environment));
    const ids = [component, plane].flatMap(one => (one && moved.get(one)) ?? []);
    if (component.chart === 'base' && ids.some(id => behind.has(id))) return [];
    const found = plane && ids.length > 0 ? skewOf(component, plane) : undefined;
    return plane && found ? [finding(component, plane, found, ids)] : [];
  });
}

/** Who a component works with: a gateway its own revision, CRDs and node agents the newest one. */
function planeOf(component: Installation, planes: readonly Installation[]): Installation | undefined {
  if (component.chart === 'gateway') return selectedBy(component.revision, planes);
  const known = planes.filter(({ istioVersion }) => istioVersion !== null);
  return known.toSorted((left, right) =>
    compare(right.istioVersion ?? '0.0.0', left.istioVersion ?? '0.0.0'),
  )[0];
}

interface Skew {
  readonly severity: Severity;
  readonly why: string;
}

function skewOf(component: Installation, plane: Installation): Skew | undefined {
  const { chart, istioVersion: own } = component;
  const { istioVersion: control } = plane;
  if (own === null || control === null || own === control) return undefined;
  const steps = minorSteps(own, control);
  if (steps === 0) return { severity: 'info', why: 'Patches of one minor work together.' };
  if (chart === 'base')
    return steps < 0
      ? {
          severity: 'medium',
          why: 'CRDs that are older than istiod lack what it reads and writes: base is upgraded first.',
        }
      : { severity: 'info', why: 'Newer CRDs serve an older istiod: base is upgraded first.' };
  if (chart === 'cni')
    return Math.abs(steps) === 1
      ? { severity: 'low', why: 'The CNI plugin works with a control plane one minor older or newer.' }
      : {
          severity: 'medium',
          why: 'The CNI plugin is made for control planes at most one minor older or newer.',
        };
  if (steps > 0)
    return {
      severity: 'medium',
      why: 'A data plane newer than its control plane is not supported: istiod is upgraded first.',
    };
  return steps === -1
    ? {
        severity: 'low',
        why: 'A data plane one minor older than its control plane is supported, for the time of an upgrade.',
      }
    : {
        severity: 'medium',
        why: `A data plane ${-steps} minors older than its control plane is not supported.`,
      };
}

/** How many minors the first is ahead of the second; more than any there will be across majors. */
function minorSteps(own: string, control: string): number {
  const [left, right] = [parse(own), parse(control)];
  if (!left || !right || left.major === right.major) return minor(own) - minor(control);
  return left.major > right.major ? 100 : -100;
}

function finding(component: Installation, plane: Installation, skew: Skew, ids: readonly string[]): Finding {
  const name = nameOf(component);
  const own = component.istioVersion ?? '';
  const control = plane.istioVersion ?? '';
  return {
    rule: 'version-skew',
    title: `${name} is ${own}, its control plane ${control}`,
    summary: `After this change ${name} is ${own} and istiod of the same mesh ${control}. ${skew.why}`,
    severity: skew.severity,
    exposure: 'exposed',
    introducedIn: control,
    upgrades: [...new Set(ids)],
    component: component.chart,
    evidence: 'value',
    locations: [
      { file: component.at.file, line: component.at.line, message: `${component.chart} ${own}` },
      { file: plane.at.file, line: plane.at.line, message: `istiod ${control}` },
    ],
    overrides: [],
    references: ['https://istio.io/latest/docs/releases/supported-releases/#control-planedata-plane-skew'],
    accepted: null,
  };
}

function nameOf({ chart, release }: Installation): string {
  return chart === 'gateway' ? `gateway ${release.namespace}/${release.releaseName}` : chart;
}

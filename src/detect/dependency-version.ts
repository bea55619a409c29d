/** Which version of a dependency would be installed, and what of the chart's files contradicts that. */
import { satisfies } from 'semver';
import type { IstioChart, Position, Problem, TreeChart } from '../model.js';
import { compareVersions, istioVersionOf } from './istio/version.js';
import { halfBump } from './pairing/half-bump.js';

/** A chart that stands under `charts/` of another: a folder or an archive. */
export interface VendoredChart {
  readonly name: string;
  readonly version: string | undefined;
  readonly at: Position;
  readonly tree?: TreeChart;
  readonly archive?: string;
  /** Of the archive. */
  readonly digest?: string | undefined;
  /** Which of Istio's charts the archive is by what it says of itself. */
  readonly own?: IstioChart;
}

export interface Choice {
  readonly version: string | null;
  readonly at: Position;
  readonly copy?: VendoredChart;
}

/** The version that would be installed, and where it is written. A copy or a lock that contradicts Chart.yaml loses. */
export function chooseVersion(
  dependency: {
    readonly name: string;
    readonly declared: string | null;
    readonly at: Position;
    readonly locked: { readonly version: string; readonly at: Position } | undefined;
    readonly copy: VendoredChart | undefined;
  },
  problems: Set<Problem>,
): Choice {
  const { name, declared, at, locked, copy } = dependency;
  const what = `dependency ${name}`;
  const judged = `judged as ${declared}, as Chart.yaml says`;
  const lockFits = locked !== undefined && isCompatible(declared, locked.version);
  if (locked && !lockFits) {
    const why = `Chart.lock has ${locked.version}, which Chart.yaml (${declared}) does not allow, so that \`helm dependency build\` refuses; ${judged}. Run \`helm dependency update\`.`;
    problems.add(
      halfBump(
        { chart: name, version: locked.version, judged: declared ?? '', effect: 'deploy-fails' },
        { what, why, at: locked.at, blocking: isNewer(locked.version, declared) },
      ),
    );
  }
  const copyFits = copy !== undefined && isCompatible(declared, copy.version);
  if (copy && !copyFits) {
    const why = `${copy.archive ?? copy.tree?.path} holds ${copy.version ?? 'no version'}, Chart.yaml asks for ${declared}; ${judged}. Run \`helm dependency update\` and commit what it brings.`;
    problems.add(
      halfBump(
        { chart: name, version: copy.version ?? '', judged: declared ?? '', effect: 'other-charts' },
        { what, why, at, blocking: isNewer(copy.version, declared) },
      ),
    );
  }
  if (copy && copyFits) {
    const version = copy.version ?? declared;
    return { version, at: isExact(declared) ? at : copy.at, copy };
  }
  if (locked && lockFits) return { version: locked.version, at: isExact(declared) ? at : locked.at };
  return { version: declared, at };
}

/** Istio had no charts of these names before 1.6: what is numbered below that comes out of its source, where no release is. */
const FIRST_RELEASE = '1.6.0';

export function isBeforeCharts(version: string): boolean {
  return (compareVersions(version, FIRST_RELEASE) ?? 0) < 0;
}

export function isFromSource({ appVersion, version }: TreeChart): boolean {
  const own = istioVersionOf(appVersion) ?? istioVersionOf(version);
  return own !== null && isBeforeCharts(own);
}

/** A `file://` dependency whose folder is of another version than Chart.yaml asks for. */
export function contradicted(chart: TreeChart, declared: string | null, at: Position): readonly Problem[] {
  const { name, path, version } = chart;
  if (isCompatible(declared, version)) return [];
  const judged = isFromSource(chart)
    ? 'charts of Istio’s source are all numbered so: judged by the tag of its images, else as Chart.yaml says'
    : 'judged as the folder says';
  const why = `${path} holds ${version ?? 'no version'}, which Chart.yaml (${declared}) does not allow, so that \`helm dependency build\` refuses; ${judged}`;
  return [
    halfBump(
      { chart: name, version: declared ?? '', judged: version ?? '', effect: 'deploy-fails' },
      {
        what: `dependency ${name}`,
        why,
        at,
        blocking: isNewer(declared ?? undefined, version ?? ''),
      },
    ),
  ];
}

/** Helm's own question of a dependency: does the version fall into the declared range? No range allows anything. */
export function isCompatible(declared: string | null, version: string | undefined): boolean {
  if (declared === null || declared === '') return true;
  if (version === undefined) return false;
  if (stripV(declared) === stripV(version)) return true;
  return satisfies(version, declared, { loose: true });
}

/**
 * Whether what contradicts Chart.yaml is newer than what it asks for: who deploys without updating dependencies gets
 * a release then that was not judged.
 */
function isNewer(version: string | undefined, declared: string | null): boolean {
  const order = compareVersions(version ?? '', declared ?? '');
  return order === undefined || order > 0;
}

function isExact(declared: string | null): boolean {
  return declared !== null && /^=?\s*v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*)?$/.test(declared.trim());
}

function stripV(version: string): string {
  return version.trim().replace(/^=?\s*v?/, '');
}

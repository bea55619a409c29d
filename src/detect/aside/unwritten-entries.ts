/**
 * Entries among the values of a chart of the tree that name a chart of Istio and a version, where the chart's templates are filled
 * with these values and write no such installation: they are switched off, or something else says at which version it is. Such
 * entries install nothing by themselves.
 */
import type { DataPath, Detection, Positioned, Release } from '../../model.js';
import { environmentsOf } from '../argocd/template-environments.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { FoundInstallation } from '../installations.js';
import { templatesBelow } from '../templates/chart-templates.js';
import { LISTED_CHART } from '../weak-evidence.js';
import { type TakenAside, takenAside } from './taken-aside.js';

interface Filled {
  /** All releases that files declare, of charts of the tree among others. */
  readonly parents: readonly Release[];
  readonly readTemplates: NonNullable<Detection['readTemplates']>;
}

/** Of installations that nothing else says: those that a rendering repeats are left out before. */
export async function unwrittenEntries(
  context: DetectContext,
  installations: readonly FoundInstallation[],
  filled: Filled,
): Promise<TakenAside> {
  const releases = new Set<Release>();
  const problems: TakenAside['problems'][number][] = [];
  const entries = installations.filter(({ release }) => release.form === LISTED_CHART);
  for (const { release } of entries) {
    if (releases.has(release)) continue;
    const folder = await writtenFrom(context, release, filled);
    if (folder === undefined) continue;
    releases.add(release);
    const why = `taken not to be deployed: the templates of chart ${folder || '.'} are filled with these values, and write no installation of this entry`;
    const own = entries.filter(one => one.release === release);
    problems.push(takenAside(release.releaseName, why, release.declared, own));
  }
  return { releases, problems };
}

/** The chart whose templates, all of which were read, are what takes the entry. */
async function writtenFrom(
  context: DetectContext,
  { declared }: Release,
  { parents, readTemplates }: Filled,
): Promise<string | undefined> {
  for (const { folder, data } of await valuesIn(context, declared.file, parents)) {
    const key = keyAt(data, declared.line);
    if (key === undefined) continue;
    const users: string[] = [];
    for (const path of templatesBelow(context, folder)) {
      if (context.charts.holding(path) !== folder) continue;
      if (valuesNamed((await context.text(path)) ?? '').has(key)) users.push(path);
    }
    if (users.length > 0 && users.every(path => readTemplates.has(path))) return folder;
  }
  return undefined;
}

interface ChartValues {
  readonly folder: string;
  readonly data: Positioned;
}

/** The values that a file gives to charts of the tree of which all values are known. */
async function valuesIn(
  context: DetectContext,
  file: string,
  parents: readonly Release[],
): Promise<readonly ChartValues[]> {
  const found: ChartValues[] = [];
  const open = new Set<string>();
  const holds = ({ values }: Release): boolean =>
    values.some(layer => layer.kind === 'document' && layer.file === file);
  // What a chart from elsewhere makes of it is not known; what the templates here hand on to one is a part that they took.
  const isTaken = ({ declared }: Release): boolean =>
    context.charts.isTemplate(declared.file) &&
    context.charts.holding(declared.file) === context.charts.holding(file);
  if (parents.some(parent => parent.chart.kind !== 'tree' && holds(parent) && !isTaken(parent))) return [];
  for (const { chart, values, valuesUnknown } of parents) {
    if (chart.kind !== 'tree') continue;
    if (valuesUnknown) open.add(chart.path);
    for (const layer of values)
      if (layer.kind === 'document' && layer.file === file && !layer.below?.length)
        found.push({ folder: chart.path, data: layer.data });
  }
  const holding = context.charts.holding(file);
  for (const { layer } of holding === undefined ? [] : await environmentsOf(context, holding))
    if (holding !== undefined && layer.kind === 'document' && layer.file === file)
      found.push({ folder: holding, data: layer.data });
  return found.filter(({ folder }) => !open.has(folder));
}

/** The key at the top that a line stands below. */
function keyAt(data: Positioned, line: number): string | undefined {
  const keys = isRecord(data.value) ? Object.keys(data.value) : [];
  const isAround = (path: DataPath): boolean => data.lineOf(path) <= line && line <= data.endLineOf(path);
  return keys.find(key => isAround([key]));
}

/** `.Values.apps`, `index .Values "istio-apps"` */
const NAMED = /\.Values(?:\.(\w{1,200})|\s{1,4}"([^"\n]{1,200})")/g;

function valuesNamed(template: string): ReadonlySet<string> {
  return new Set([...template.matchAll(NAMED)].map(([, name, quoted]) => name ?? quoted ?? ''));
}

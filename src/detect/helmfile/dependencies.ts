/**
 * `dependencies` of a release: charts that Helmfile puts into the release's own chart before Helm sees it.
 * Source: https://helmfile.readthedocs.io/en/latest/advanced-features/#adding-dependencies-without-forking-the-chart
 */
import { append } from '../../append.js';
import type { ChartDependency, DataPath, Problem } from '../../model.js';
import { readChartReference } from '../chart-reference.js';
import { listAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { Field, Place, ReleaseFields } from './fields.js';
import { chartFolder, type ReleaseInput } from './input.js';
import { versionOf } from './version.js';

export interface AddedDependencies {
  readonly dependencies: readonly ChartDependency[];
  readonly problems: readonly Problem[];
}

/** More than any honest release has. */
const MAX_DEPENDENCIES = 100;

export async function addedDependencies(
  input: ReleaseInput,
  fields: ReleaseFields,
): Promise<AddedDependencies> {
  const dependencies: ChartDependency[] = [];
  const problems: Problem[] = [];
  // Those of what it inherits come on top of its own.
  const entries = fields
    .all('dependencies')
    .flatMap(({ part, path }) =>
      listAt(part.data.value, path).map((_, index): Place => ({ part, path: [...path, index] })),
    );
  for (const entry of entries.slice(0, MAX_DEPENDENCIES)) {
    const found = await dependencyAt(input, fields, entry);
    if (found.dependency) dependencies.push(found.dependency);
    append(problems, found.problems);
  }
  return { dependencies, problems };
}

async function dependencyAt(
  input: ReleaseInput,
  fields: ReleaseFields,
  entry: Place,
): Promise<{ readonly dependency?: ChartDependency; readonly problems: readonly Problem[] }> {
  const text = (name: string): Field | undefined => {
    const path: DataPath = [...entry.path, name];
    const raw = stringAt(entry.part.data.value, path);
    return raw === undefined ? undefined : fields.fill(raw, { part: entry.part, path });
  };
  const chart = text('chart');
  if (!chart) return { problems: [] };
  if (!chart.ok) {
    if (!namesIstio(fields.name)) return { problems: [] };
    const why = `a chart that is added to its own is not decided in this repository: \`${chart.gap.what}\` gets its value elsewhere`;
    return { problems: [{ what: `release ${fields.name}`, why, ...chart.at, blocking: true }] };
  }
  const alias = text('alias');
  const field = text('version');
  const key = (name: string): string => (alias?.ok && alias.text !== '' ? alias.text : name);
  const folder = chartFolder(input.context, fields, chart.text);
  const loaded = folder === undefined ? undefined : await input.context.chart(folder);
  if (loaded) {
    const { chart: tree, problems } = loaded;
    const declared = field?.ok ? field.text : null;
    const version = tree.version ?? null;
    const own = tree.own === undefined ? {} : { chart: tree.own };
    const at = tree.at ?? chart.at;
    const { name } = tree;
    return {
      dependency: { name, key: key(name), declared, version, at, tree, ...own, added: true },
      problems,
    };
  }
  const named = readChartReference(chart.text, undefined, input.repositories);
  const { name, repository } = named;
  const known = input.context.recognise(name, repository, named.version);
  const { version, at, problems } = await versionOf(input, named, { field, chart: chart.at });
  const dependency = {
    name,
    key: key(name),
    ...(repository ? { repository } : {}),
    declared: version,
    version,
    at,
    ...(known === undefined ? {} : { chart: known }),
    added: true as const,
  };
  return { dependency, problems: known === undefined ? [] : problems };
}

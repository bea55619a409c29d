/** Helmfile: states with environments, bases, templates, nested states and locked versions. */
import { overlaid } from '../evaluated/overlay.js';
import { type EvaluatedValue, valueFrom } from '../evaluated/value.js';
import type { Problem } from '../model.js';
import { readChartReference } from './chart-reference.js';
import { isRecord, listAt, stringAt } from './data.js';
import type { DetectContext, Detector, DetectorResult } from './detector.js';
import { releasesOf } from './helmfile-fields.js';
import { filesNamed, LoadedFiles, stateFiles } from './helmfile-files.js';
import { releaseOf } from './helmfile-release.js';
import { loadState, repositoriesOf, type State } from './helmfile-state.js';
import { HelmfileTemplates } from './helmfile-template.js';
import { mergeVariants, type Variant } from './variants.js';

export const helmfile: Detector = {
  form: 'helmfile',
  async detect(context) {
    const states = await stateFiles(context);
    if (states.length === 0) return { releases: [], problems: [] };
    const files = new LoadedFiles(context);
    const templates = new HelmfileTemplates(files);
    const all = new Map<string, readonly State[]>();
    for (const path of states)
      all.set(path, await settled(files, () => statesOf(path, 'default', undefined, files, templates, 0)));
    const inner = new Set(
      [...all].flatMap(([path, group]) =>
        group.flatMap(state => [...state.bases, state.file]).filter(file => file !== path),
      ),
    );

    const results: DetectorResult[] = [];
    for (const [path, group] of all) {
      if (inner.has(path)) continue;
      const variants: Variant[] = [];
      for (const environment of environmentsOf(group)) {
        const loaded = await settled(files, () =>
          statesOf(path, environment, undefined, files, templates, 0),
        );
        variants.push({
          name: environment === 'default' ? '' : environment,
          result: await resultOf(context, files, templates, loaded, environment),
        });
      }
      results.push(mergeVariants(variants));
    }
    return {
      releases: results.flatMap(({ releases }) => releases),
      problems: results.flatMap(({ problems }) => problems),
      claimedCharts: results.flatMap(({ claimedCharts }) => claimedCharts ?? []),
    };
  },
};

/** States inside states; more is a ring. */
const MAX_DEPTH = 5;
/** More environments than any honest repository has. */
const MAX_ENVIRONMENTS = 40;

/** A state and those that it runs, for one environment. */
function statesOf(
  path: string,
  environment: string,
  given: EvaluatedValue | undefined,
  files: LoadedFiles,
  templates: HelmfileTemplates,
  depth: number,
): readonly State[] {
  const state = loadState(path, environment, given, files, templates);
  const states: State[] = [state];
  if (depth >= MAX_DEPTH) return states;
  for (const { data } of state.parts) {
    for (const [index, entry] of listAt(data.value, ['helmfiles']).entries()) {
      const name = typeof entry === 'string' ? entry : stringAt(entry, ['path']);
      if (name === undefined) continue;
      let handed: EvaluatedValue | undefined;
      for (const [number, values] of listAt(entry, ['values']).entries()) {
        if (!isRecord(values)) continue;
        const value = valueFrom(data.at(['helmfiles', index, 'values', number]));
        handed = handed ? overlaid(handed, value) : value;
      }
      for (const file of filesNamed(files.context, state.folder, name))
        if (file !== path) states.push(...statesOf(file, environment, handed, files, templates, depth + 1));
    }
  }
  return states;
}

/** The names that some state of the group declares; Helmfile's own is `default`. */
function environmentsOf(states: readonly State[]): readonly string[] {
  const names = new Set(states.flatMap(({ environments }) => [...environments]));
  names.delete('default');
  return ['default', ...names].slice(0, MAX_ENVIRONMENTS);
}

async function resultOf(
  context: DetectContext,
  files: LoadedFiles,
  templates: HelmfileTemplates,
  states: readonly State[],
  environment: string,
): Promise<DetectorResult> {
  const result = {
    releases: [] as DetectorResult['releases'][number][],
    problems: [] as Problem[],
    claimedCharts: [] as string[],
  };
  for (const state of states) {
    result.problems.push(...state.problems);
    const repositories = repositoriesOf(state);
    const variant = environment === 'default' ? '' : environment;
    const input = { context, files, templates, repositories, variant };
    const releases = releasesOf(state, templates);
    for (const fields of releases) {
      const chart = fields.text('chart');
      if (!chart?.ok) continue;
      const { name, repository } = readChartReference(chart.text, undefined, repositories);
      context.learn(name, repository);
    }
    for (const fields of releases) {
      let found = await releaseOf(input, fields);
      // Templates of values may name files that were not read yet.
      for (let round = 0; round < 4 && (await files.loadWanted()); round++)
        found = await releaseOf(input, fields);
      if (found.release) result.releases.push(found.release);
      result.problems.push(...(found.problems ?? []));
      if (found.claimed !== undefined) result.claimedCharts.push(found.claimed);
    }
  }
  return result;
}

/** Evaluates again until every file that is named is there. */
async function settled<T>(files: LoadedFiles, evaluate: () => T): Promise<T> {
  for (let round = 0; ; round++) {
    const result = evaluate();
    if (round >= 12 || !(await files.loadWanted())) return result;
  }
}

/** Helmfile: states with environments, bases, templates, nested states and locked versions. */
import { addAll, append } from '../../append.js';
import type { EvaluatedValue } from '../../evaluated/value.js';
import type { DataPath, EmbeddedManifest, Positioned, Problem } from '../../model.js';
import { readChartReference } from '../chart-reference.js';
import { listAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext, Detector, DetectorResult } from '../detector.js';
import { manifestsInValues } from '../embedded.js';
import { mergeVariants, type Variant } from '../variants.js';
import { releasesOf } from './fields.js';
import { filesNamed, LoadedFiles, stateFiles } from './files.js';
import { emptyMap, NamedValues } from './named-values.js';
import { installedByOperator, type OperatorRelease } from './operator.js';
import { releaseOf } from './release.js';
import { isSelected, selectorsOf } from './selectors.js';
import { loadState, repositoriesOf, type State, type StatePart } from './state.js';
import { HelmfileTemplates } from './template.js';
import { helmfileValues } from './values.js';

export const helmfile: Detector = {
  form: 'helmfile',
  async detect(context) {
    const states = await stateFiles(context);
    if (states.length === 0) return { releases: [], problems: [] };
    const files = new LoadedFiles(context);
    const templates = new HelmfileTemplates(files);
    const all = new Map<string, readonly State[]>();
    for (const path of states)
      all.set(
        path,
        await settled(files, () => statesOf(path, { environment: 'default', files, templates }, [])),
      );
    const results: DetectorResult[] = [];
    const takenIn = new Set<string>();
    const ofDefault = newRun();
    const run = new Map([['', ofDefault]]);
    for (const path of rootsOf(all)) {
      const variants: Variant[] = [];
      const inDefault = newRun();
      for (const environment of environmentsOf(context, path, all.get(path) ?? [])) {
        const loaded = await settled(files, () => statesOf(path, { environment, files, templates }, []));
        addAll(takenIn, loaded.flatMap(filesTakenIn));
        const name = environment === 'default' ? '' : environment;
        const beside = name === '' ? inDefault : (run.get(name) ?? newRun());
        if (name !== '') run.set(name, beside);
        variants.push({ name, result: await resultOf(context, files, templates, loaded, name, beside) });
      }
      const meant = withoutDefault(variants, all.get(path) ?? []);
      if (meant.some(({ name }) => name === '')) {
        append(ofDefault.operators, inDefault.operators);
        append(ofDefault.others, inDefault.others);
      }
      results.push(mergeVariants(meant));
    }
    results.push(mergeVariants(await operatorVariants(files, run)));
    return {
      releases: results.flatMap(({ releases }) => releases),
      problems: results.flatMap(({ problems }) => problems),
      claimedCharts: results.flatMap(({ claimedCharts }) => claimedCharts ?? []),
      manifests: results.flatMap(({ manifests }) => manifests ?? []),
      takenIn: [...takenIn],
    };
  },
};

/**
 * Helmfile's own environment, `default`, is for those that declare none: who names others gives each what it needs, and nothing
 * to that one. It counts where it is declared, or installs what no other one does.
 */
function withoutDefault(variants: readonly Variant[], states: readonly State[]): readonly Variant[] {
  const others = variants.filter(({ name }) => name !== '');
  const own = variants.find(({ name }) => name === '');
  if (!own || others.length === 0 || states.some(({ environments }) => environments.has('default')))
    return variants;
  const known = new Set(others.flatMap(({ result }) => installedBy(result)));
  return installedBy(own.result).every(one => known.has(one)) ? others : variants;
}

function installedBy({ releases, manifests = [] }: DetectorResult): readonly string[] {
  return [
    ...releases.map(({ releaseName, chart }) => `${releaseName} ${chart.name}`),
    ...manifests.map(({ declared }) => `${declared.file}:${declared.line}`),
  ];
}

/** Files of any name that a state's templates write out. */
function filesTakenIn({ parts, file, bases }: State): readonly string[] {
  const found = new Set(
    parts.flatMap(({ filled }) => [...(filled?.carried.values() ?? [])].map(at => at.file)),
  );
  return [...found].filter(path => path !== file && !bases.has(path));
}

function newRun(): Run {
  return { operators: [], others: [] };
}

/** What is run together in one environment, of all states: an operator finds what it installs in any of them. */
interface Run {
  readonly operators: OperatorRelease[];
  readonly others: Omit<OperatorRelease, 'chart'>[];
}

async function operatorVariants(
  files: LoadedFiles,
  run: ReadonlyMap<string, Run>,
): Promise<readonly Variant[]> {
  const variants: Variant[] = [];
  for (const [name, { operators, others }] of run) {
    const releases: DetectorResult['releases'][number][] = [];
    for (const operator of operators) {
      let found = await installedByOperator(operator, others);
      for (let round = 0; round < 4 && (await files.loadWanted()); round++)
        found = await installedByOperator(operator, others);
      append(releases, found);
    }
    variants.push({ name, result: { releases, problems: [] } });
  }
  return variants;
}

/** States inside states; more is no repository of people. */
const MAX_DEPTH = 8;
/** More states than any honest repository runs at once. */
const MAX_STATES = 300;
/** More environments than any honest repository has. */
const MAX_ENVIRONMENTS = 40;

interface Loading {
  readonly environment: string;
  readonly files: LoadedFiles;
  readonly templates: HelmfileTemplates;
}

/** What the state that runs another gives it. */
interface Given {
  readonly given?: EvaluatedValue | undefined;
  readonly selectors?: readonly string[] | undefined;
}

/** Files are those beside the state that names them, filled with its own values; they win over what the other has. */
function handedOn(
  state: State,
  part: StatePart,
  path: DataPath,
  { environment, files, templates }: Loading,
): EvaluatedValue | undefined {
  if (listAt(part.data.value, path).length === 0) return undefined;
  const place = { environment, folder: state.folder, files, templates };
  const at = { file: part.data.file, line: part.data.lineOf(path) };
  const values = new NamedValues(emptyMap(at), place, state.values);
  values.add(part, path);
  return values.all;
}

/** A state and those that it runs, for one environment; a state that runs itself does so once. */
function statesOf(
  path: string,
  loading: Loading,
  trail: readonly string[],
  { given, selectors }: Given = {},
): readonly State[] {
  const { environment, files, templates } = loading;
  const loaded = loadState(path, environment, given, files, templates);
  const state = selectors ? { ...loaded, selectors } : loaded;
  const missing: Problem[] = [];
  const states: State[] = [state];
  for (const part of state.parts) {
    const { data } = part;
    for (const [index, entry] of listAt(data.value, ['helmfiles']).entries()) {
      const name = typeof entry === 'string' ? entry : stringAt(entry, ['path']);
      if (name === undefined) continue;
      const inner = {
        given: handedOn(state, part, ['helmfiles', index, 'values'], loading),
        selectors: selectorsOf(entry, selectors),
      };
      const found = filesNamed(files.context, state.folder, name);
      if (found.length === 0) missing.push(missingState(data.at(['helmfiles', index]), name));
      for (const file of found) {
        if (file === path || trail.includes(file)) continue;
        if (trail.length >= MAX_DEPTH || states.length > MAX_STATES) {
          const why = 'it is run by more, or deeper, states of Helmfile than are read: it was not looked at';
          files.context.leave(file, why);
          continue;
        }
        append(states, statesOf(file, loading, [...trail, path], inner));
      }
    }
  }
  states[0] = { ...state, problems: [...state.problems, ...missing] };
  return states;
}

/** A state that is fetched from elsewhere, or is not here: what it installs can't be seen, at whichever version it is asked for. */
function missingState(entry: Positioned, name: string): Problem {
  const said = JSON.stringify(entry.value);
  const why = `it runs a state of Helmfile that is not in this repository, and what that installs is not known: ${said}`;
  const at = { file: entry.file, line: entry.lineOf([]) };
  return { what: `helmfiles: ${name}`, why, ...at, blocking: namesIstio(said) };
}

/** States that no other takes in; of those that take in each other, the first. */
function rootsOf(all: ReadonlyMap<string, readonly State[]>): readonly string[] {
  const takenIn = (path: string): readonly string[] =>
    (all.get(path) ?? []).flatMap(({ file, bases }) => [file, ...bases]).filter(file => file !== path);
  const inner = new Set([...all.keys()].flatMap(takenIn));
  const roots = [...all.keys()].filter(path => !inner.has(path));
  const reached = new Set(roots.flatMap(path => [path, ...takenIn(path)]));
  for (const path of all.keys()) {
    if (reached.has(path)) continue;
    roots.push(path);
    for (const file of [path, ...takenIn(path)]) reached.add(file);
  }
  return roots;
}

/** The names that some state of the group declares; Helmfile's own is `default`. */
function environmentsOf(context: DetectContext, path: string, states: readonly State[]): readonly string[] {
  const names = new Set(states.flatMap(({ environments }) => [...environments]));
  names.delete('default');
  const all = ['default', ...names];
  const why = `it has more than ${MAX_ENVIRONMENTS} environments: those beyond were not looked at`;
  if (all.length > MAX_ENVIRONMENTS) context.leave(path, why);
  return all.slice(0, MAX_ENVIRONMENTS);
}

async function resultOf(
  context: DetectContext,
  files: LoadedFiles,
  templates: HelmfileTemplates,
  states: readonly State[],
  variant: string,
  beside: Run,
): Promise<DetectorResult> {
  const result = {
    releases: [] as DetectorResult['releases'][number][],
    problems: [] as Problem[],
    claimedCharts: [] as string[],
    manifests: [] as EmbeddedManifest[],
  };
  for (const state of states) {
    append(result.problems, state.problems);
    const repositories = repositoriesOf(state);
    const input = { context, files, templates, repositories, variant };
    const releases = releasesOf(state, templates).filter(isSelected);
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
      if (found.operator) beside.operators.push(found.operator);
      else beside.others.push({ input, fields });
      append(result.problems, found.problems ?? []);
      if (!found.release && !found.operator && found.claimed === undefined)
        append(result.manifests, await manifestsOfOther(input, fields));
      if (found.claimed !== undefined) result.claimedCharts.push(found.claimed);
    }
  }
  return result;
}

/** Resources among the values of a chart that is not at hand, and writes out what it is given. */
async function manifestsOfOther(
  input: Omit<OperatorRelease, 'chart'>['input'],
  fields: OperatorRelease['fields'],
): Promise<readonly EmbeddedManifest[]> {
  const { context, files, templates, variant } = input;
  const namespace = fields.text('namespace');
  const { layers } = await helmfileValues(context, files, templates, fields);
  const found = manifestsInValues(layers, namespace?.ok ? namespace.text : '', fields.at);
  return variant === '' ? found : found.map(one => ({ ...one, destination: variant }));
}

/** Evaluates again until every file that is named is there. */
async function settled<T>(files: LoadedFiles, evaluate: () => T): Promise<T> {
  for (let round = 0; ; round++) {
    const result = evaluate();
    if (round >= 12 || !(await files.loadWanted())) return result;
  }
}

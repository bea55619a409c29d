/**
 * The parameters that the generators of an ApplicationSet yield, as far as the tree decides them.
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
 */
import { textOf } from '../../evaluated/value.js';
import type { Positioned } from '../../model.js';
import { parseEmbedded } from '../../yaml/positioned.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import { filled } from '../reshaped.js';
import { fromClusters } from './cluster-generator.js';
import { fromGit } from './git-generator.js';
import {
  bounded,
  joined,
  leaveRest,
  MAX_PARAMETERS,
  openParameters,
  type Parameters,
  parameter,
  type SetInput,
  textParameter,
  withOwnValues,
  written,
} from './parameters.js';
import { selects } from './selector.js';
import { decided, fillParameters } from './set-template.js';

/** What one entry of `generators` yields. */
export interface Generated {
  readonly parameters: readonly Parameters[];
  /** The generator's own template, which is laid over the set's. */
  readonly template: Positioned | undefined;
}

/** Matrix and merge generators may hold one more level of them. */
const MAX_DEPTH = 4;

/** Parameters of all generators in a list. */
export async function generatedBy(input: SetInput, generators: Positioned): Promise<readonly Generated[]> {
  const all: Generated[] = [];
  let left = MAX_PARAMETERS;
  for (const [index, entry] of listAt(generators.value, []).entries()) {
    const generator = generators.at([index]);
    if (left <= 0) {
      leaveRest(input.context, generator);
      break;
    }
    const parameters = bounded(input, generator, await parametersOf(input, generator, undefined, 0), left);
    left -= parameters.length;
    const own = [nameOf(entry), 'template'];
    const hasTemplate = recordAt(entry, [...own, 'spec']) ?? recordAt(entry, [...own, 'metadata']);
    all.push({ parameters, template: hasTemplate ? generator.at(own) : undefined });
  }
  return all;
}

async function parametersOf(
  input: SetInput,
  original: Positioned,
  given: Parameters | undefined,
  depth: number,
): Promise<readonly Parameters[]> {
  if (depth > MAX_DEPTH) {
    const why = 'its generators are nested deeper than Argo CD allows: what is inside was not looked at';
    input.context.leave(original.file, why, original.lineOf([]));
    return [];
  }
  // The second generator of a matrix may use what the first one yields.
  const generator = given ? filled(original, text => fillParameters(text, given, input.language)) : original;
  const whole = given && elementsOf(input, original, given);
  const found = whole ?? (await yielded(input, generator, depth));
  const selector = recordAt(generator.value, ['selector']);
  if (!selector) return found;
  return found.filter(one => one.open !== undefined || selects(selector, key => textParameter(one, key)));
}

function nameOf(generator: unknown): string {
  return Object.keys(isRecord(generator) ? generator : {}).find(key => key !== 'selector') ?? 'empty';
}

async function yielded(
  input: SetInput,
  generator: Positioned,
  depth: number,
): Promise<readonly Parameters[]> {
  const name = nameOf(generator.value);
  const data = generator.at([name]);
  switch (name) {
    case 'list':
      return fromList(data);
    case 'git':
      return fromGit(input, data);
    case 'clusters':
      return fromClusters(input, data);
    case 'matrix':
      return matrix(input, data.at(['generators']), depth);
    case 'merge':
      return merge(input, data, depth);
    default: {
      const one = openParameters(elsewhere(name, data.value), { file: data.file, line: data.lineOf([]) });
      return [withOwnValues(one, data, input)];
    }
  }
}

/** Where the parameters of a generator are that asks something outside of this repository. */
function elsewhere(name: string, value: unknown): string {
  const map = stringAt(value, ['configMapRef', 'name']) ?? stringAt(value, ['configMapRef']);
  const place = map === undefined ? '' : ` of ConfigMap ${map}`;
  switch (name) {
    case 'clusterDecisionResource':
      return `its clusterDecisionResource generator takes clusters from the status of a resource in the cluster: look at the kind${place}`;
    case 'plugin':
      return `its plugin generator asks a program outside of this repository: look at the address${place}`;
    case 'pullRequest':
      return 'its pullRequest generator makes an Application of each open pull request';
    case 'scmProvider':
      return 'its scmProvider generator makes an Application of each repository of an organisation';
    default:
      return `its ${name} generator asks something outside of this repository`;
  }
}

function fromList(list: Positioned): readonly Parameters[] {
  const found = listAt(list.value, ['elements']).map((_, index) => ({
    values: written(list.at(['elements', index])),
  }));
  const text = stringAt(list.value, ['elementsYaml']);
  if (text === undefined) return found;
  const at = { file: list.file, line: list.lineOf(['elementsYaml']) };
  if (text.includes('{{'))
    return [...found, openParameters('`elementsYaml` is filled in from outside of this repository', at)];
  const parsed = parseEmbedded(list, ['elementsYaml']);
  const [error] = parsed?.errors ?? [];
  if (error)
    return [
      ...found,
      openParameters(`\`elementsYaml\` can't be read as YAML: ${error.message}`, { ...at, line: error.line }),
    ];
  const data = parsed?.documents[0]?.data;
  const elements = Array.isArray(data?.value) ? [...data.value.keys()].map(index => data.at([index])) : [];
  return [
    ...found,
    ...elements.filter(({ value }) => isRecord(value)).map(element => ({ values: written(element) })),
  ];
}

/** Elements that are a parameter of the other generator as it is (`{{ .components | toJson }}`), with the lines of that. */
function elementsOf(
  { language }: SetInput,
  generator: Positioned,
  given: Parameters,
): readonly Parameters[] | undefined {
  const text = stringAt(generator.value, ['list', 'elementsYaml']);
  if (!language || !text?.includes('{{') || listAt(generator.value, ['list', 'elements']).length > 0)
    return undefined;
  const written = decided(text, given, language);
  const value = written?.blocks.find(block => block.text.trim() === written.text.trim())?.value;
  if (value?.kind !== 'list') return undefined;
  return value.items.flatMap(item => (item.kind === 'map' ? [{ values: item }] : []));
}

/** Each set of the first generator with each of the second; of two parameters of a name, the first one's counts. */
async function matrix(
  input: SetInput,
  generators: Positioned,
  depth: number,
): Promise<readonly Parameters[]> {
  const first = await parametersOf(input, generators.at([0]), undefined, depth + 1);
  const all: Parameters[] = [];
  for (const left of first) {
    for (const right of await parametersOf(input, generators.at([1]), left, depth + 1)) {
      all.push({ ...joined(right, left), ...fileOf(right.file ?? left.file) });
      if (all.length > MAX_PARAMETERS) return bounded(input, generators, all);
    }
  }
  return all;
}

function fileOf(file: string | undefined): Pick<Parameters, 'file'> {
  return file === undefined ? {} : { file };
}

/**
 * The first generator's parameters, with what the others say of the same `mergeKeys`; where the tree holds neither's clusters,
 * by themselves and with what each of the others says of those that it selects.
 */
async function merge(input: SetInput, data: Positioned, depth: number): Promise<readonly Parameters[]> {
  const keys = listAt(data.value, ['mergeKeys']).filter(key => typeof key === 'string');
  const lists: (readonly Parameters[])[] = [];
  for (const [index] of listAt(data.value, ['generators']).entries())
    lists.push(await parametersOf(input, data.at(['generators', index]), undefined, depth + 1));
  const [base = [], ...others] = lists;
  return base.flatMap(one => {
    let merged = one;
    const variants: Parameters[] = [];
    for (const other of others.flat()) {
      const why = other.open ?? merged.open;
      if (why !== undefined) merged = openParameters(why, one.values.at, merged.values);
      if (keys.every(key => isSame(one, other, key))) merged = joined(merged, other);
      else if (one.open !== undefined && setsValues(other) && keys.every(key => isOpen(one, other, key)))
        variants.push(joined(one, other));
    }
    return [merged, ...variants].map(found => ({ ...found, ...fileOf(found.file ?? one.file) }));
  });
}

/** Beside the names of what it selects. */
function setsValues({ open, values }: Parameters): boolean {
  return open !== undefined && parameter(values, 'values') !== undefined;
}

/** Neither is known: both may be the same. */
function isOpen(one: Parameters, other: Parameters, key: string): boolean {
  return [one, other].every(({ values }) => {
    const found = parameter(values, key);
    return found === undefined || found.kind === 'unknown';
  });
}

function isSame(one: Parameters, other: Parameters, key: string): boolean {
  const [left, right] = [parameter(one.values, key), parameter(other.values, key)];
  return left !== undefined && right !== undefined && textOf(left) === textOf(right);
}

/**
 * What ResourceSets are filled with: their own inputs, and those of ResourceSetInputProviders of the tree.
 * Sources: https://fluxoperator.dev/docs/crd/resourceset/#inputs-configuration,
 * https://fluxoperator.dev/docs/crd/resourcesetinputprovider/
 */
import { append } from '../../append.js';
import { type EvaluatedMap, mapOf, scalar } from '../../evaluated/value.js';
import type { Position, Positioned } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { written } from '../argocd/parameters.js';
import { selects } from '../argocd/selector.js';
import { listAt, recordAt, stringAt } from '../data.js';
import type { BuiltObject } from '../kustomize/objects.js';
import { readText } from '../layered.js';
import { mergedData } from '../layered-data.js';
import { nearest } from './data.js';
import { OPERATOR } from './variables.js';

export function isInputProvider({ group, kind }: BuiltObject): boolean {
  return group === OPERATOR && kind === 'ResourceSetInputProvider';
}

/** Where the providers of a set are looked for: where the set itself reaches, then anywhere in the tree. */
export interface Providers {
  readonly own: readonly BuiltObject[];
  readonly everywhere: readonly BuiltObject[];
}

/**
 * One mapping for each copy of the set's objects. What comes from where this tree does not reach is one that is open.
 * @param data the set's
 */
export function inputsOf(set: BuiltObject, data: Positioned, providers: Providers): readonly EvaluatedMap[] {
  const own = listAt(data.value, ['spec', 'inputs']);
  const others = listAt(data.value, ['spec', 'inputsFrom']);
  const at = startOf(data, ['spec']);
  if (own.length === 0 && others.length === 0) return [mapOf({}, at)];
  // Each input of one source with each of every other, below the names of the sources: nobody follows that here.
  if (stringAt(data.value, ['spec', 'inputStrategy', 'name']) === 'Permute')
    return [openInputs(mapOf({}, at), `the permuted inputs of ResourceSet ${set.name}`, at)];
  const found = own.map((_, index) => withProvider(written(data.at(['spec', 'inputs', index])), set));
  for (const [index, entry] of others.entries()) {
    if (found.length > MAX_INPUTS) break;
    const place = startOf(data, ['spec', 'inputsFrom', index]);
    append(found, givenBy(set, entry, place, providers));
  }
  return found;
}

/** More than whoever makes objects of them takes. */
const MAX_INPUTS = 6000;

function givenBy(
  set: BuiltObject,
  entry: unknown,
  at: Position,
  { own, everywhere }: Providers,
): readonly EvaluatedMap[] {
  const name = stringAt(entry, ['name']) ?? '';
  const selector = recordAt(entry, ['selector']);
  const isMeant = (one: BuiltObject): boolean =>
    isInputProvider(one) &&
    (one.namespace === set.namespace || one.namespace === '' || set.namespace === '') &&
    (selector === undefined ? one.name === name : selects(selector, label => labelOf(one, label)));
  const near = own.filter(isMeant);
  const meant = near.length > 0 ? near : everywhere.filter(isMeant);
  const names = [...new Set(meant.map(one => one.name))];
  if (names.length === 0) {
    const what =
      selector === undefined ? `ResourceSetInputProvider ${name}` : 'its ResourceSetInputProviders';
    return [openInputs(mapOf({}, at), what, at)];
  }
  return names.map(each => {
    const same = meant.filter(one => one.name === each);
    const files = set.chain.map(({ file }) => file);
    const one = nearest(same, ({ chain }) => chain[0]?.file ?? '', files);
    return one
      ? provided(one)
      : openInputs(mapOf({}, at), `one of several ResourceSetInputProviders ${each}`, at);
  });
}

/** What a provider exports beside its default values, which lies where it looks. */
const EXPORTED = ['id', 'sha', 'branch', 'author', 'title', 'tag', 'digest'];

function provided(provider: BuiltObject): EvaluatedMap {
  const data = mergedData(provider.object);
  const defaults = withProvider(written(data.at(['spec', 'defaultValues'])), provider);
  const type = readText(provider.object, ['spec', 'type']) ?? '';
  if (type === 'Static') return defaults;
  const known = [...defaults.entries].filter(([key]) => !EXPORTED.includes(key));
  const at = startOf(data, ['spec']);
  return openInputs(
    { ...defaults, entries: new Map(known) },
    `what ResourceSetInputProvider ${provider.name} exports`,
    at,
  );
}

/** The operator tells each input where it comes from. */
function withProvider(inputs: EvaluatedMap, { kind, name, namespace }: BuiltObject): EvaluatedMap {
  const { at } = inputs;
  const provider = Object.entries({ kind, name, namespace }).map(
    ([key, text]) => [key, scalar(text, at)] as const,
  );
  const value = mapOf(Object.fromEntries(provider), at);
  return { ...inputs, entries: new Map([...inputs.entries, ['provider', { at, value }]]) };
}

function openInputs(known: EvaluatedMap, what: string, at: Position): EvaluatedMap {
  return { ...known, open: { what, at } };
}

function labelOf({ object }: BuiltObject, label: string): string | undefined {
  return readText(object, ['metadata', 'labels', label]);
}

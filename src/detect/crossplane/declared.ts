/** Compositions of Crossplane, the definitions of what they make, and the objects of the tree that ask for it. */
import { escapeForRegExp } from '../../escape-regexp.js';
import { partAt } from '../../evaluated/part.js';
import { type EvaluatedMap, type EvaluatedValue, mapOf, unknown, valueFrom } from '../../evaluated/value.js';
import type { Position } from '../../model.js';
import { listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { firstOf } from '../limits.js';
import { type Manifest, manifestsOf, manifestsWith } from '../manifests.js';
import { type OverlaidManifest, overlaidManifests } from '../overlaid.js';
import { withDefaults } from './defaults.js';
import { withValue } from './field-path.js';

const EXTENSIONS = /\bapiextensions\.crossplane\.io\//;

export interface Declared {
  readonly compositions: readonly Manifest[];
  readonly definitions: readonly Manifest[];
}

/** What a composition makes its resources for: a composite resource of the tree, or one that nobody in it asks for. */
export interface Composite {
  readonly value: EvaluatedMap;
  readonly apiVersion: string;
  readonly kind: string;
  /** How people call it: `XMesh edge`. */
  readonly called: string;
  readonly declared: Position;
  readonly destination: string;
  /** Nobody in the tree asks for it: what it says is what the definition says by default. */
  readonly isAssumed: boolean;
}

export async function declaredIn(context: DetectContext): Promise<Declared> {
  const found = (await manifestsWith(context, EXTENSIONS)).filter(
    ({ apiVersion, file }) => EXTENSIONS.test(apiVersion) && !context.isSetAside(file),
  );
  return {
    compositions: found.filter(({ kind }) => kind === 'Composition'),
    definitions: found.filter(({ kind }) => kind === 'CompositeResourceDefinition'),
  };
}

/** Of a composition, the kind that it is for. */
export function typeOf({ data }: Manifest): { readonly apiVersion: string; readonly kind: string } {
  const text = (key: string): string => stringAt(data.value, ['spec', 'compositeTypeRef', key]) ?? '';
  return { apiVersion: text('apiVersion'), kind: text('kind') };
}

/** More files than are looked at for what asks for a composition and speaks of Istio nowhere. */
const MAX_FILES = 5000;

/** Objects of the kinds that the compositions are for, and claims of them, on each way to a cluster. */
export async function compositesIn(
  context: DetectContext,
  declared: Declared,
): Promise<readonly Composite[]> {
  const groups = [...new Set(declared.compositions.map(one => groupOf(typeOf(one).apiVersion)))].filter(
    group => group !== '',
  );
  if (groups.length === 0) return [];
  const escaped = groups.map(escapeForRegExp);
  const pattern = new RegExp(`(?:^|[^\\w.-])(?:${escaped.join('|')})/`);
  const isAsking = (apiVersion: string, kind: string): boolean =>
    definedBy(declared, apiVersion, kind) !== undefined;
  const others = await elsewhere(context, pattern);
  const { manifests } = await overlaidManifests(context, pattern, isAsking, others);
  return manifests
    .filter(({ file }) => !context.isSetAside(file))
    .map(manifest => compositeOf(declared, manifest));
}

/** A claim need not speak of Istio: it may set nothing but a version. */
async function elsewhere(context: DetectContext, pattern: RegExp): Promise<readonly Manifest[]> {
  const known = new Set(context.candidates);
  const paths = context.tree.paths.filter(
    path =>
      /\.ya?ml$/i.test(path) &&
      !known.has(path) &&
      !context.isSetAside(path) &&
      !context.charts.isTemplate(path),
  );
  const found: Manifest[] = [];
  for (const path of firstOf(context, paths, MAX_FILES, 'files that may ask for a composition')) {
    const text = await context.text(path);
    if (text === undefined || !pattern.test(text)) continue;
    for (const manifest of await manifestsOf(context, path)) found.push(manifest);
  }
  return found;
}

interface Defined {
  /** Kind of the composite resource. */
  readonly kind: string;
  readonly isClaim: boolean;
  readonly definition?: Manifest;
}

/** Which composite resource an object is, or claims. */
function definedBy(
  { compositions, definitions }: Declared,
  apiVersion: string,
  kind: string,
): Defined | undefined {
  const group = groupOf(apiVersion);
  const own = compositions.map(typeOf).filter(type => groupOf(type.apiVersion) === group);
  if (group === '' || own.length === 0) return undefined;
  const definition = definitions.find(
    ({ data }) =>
      stringAt(data.value, ['spec', 'group']) === group &&
      [['names'], ['claimNames']].some(path => stringAt(data.value, ['spec', ...path, 'kind']) === kind),
  );
  const named = definition && stringAt(definition.data.value, ['spec', 'names', 'kind']);
  if (definition && named !== undefined) {
    const isMade = own.some(type => type.kind === named);
    return isMade ? { kind: named, isClaim: named !== kind, definition } : undefined;
  }
  // A definition that is not in the tree calls its claims as its kind without the X, as all of them do.
  const type = own.find(({ kind: made }) => made === kind || made === `X${kind}`);
  return type && { kind: type.kind, isClaim: type.kind !== kind };
}

/** An object of the tree, or one that a composition makes. */
export function compositeOf(
  declared: Declared,
  {
    data,
    apiVersion,
    kind,
    name,
    declared: at,
    destination,
  }: Pick<OverlaidManifest, 'data' | 'apiVersion' | 'kind' | 'name' | 'declared' | 'destination'>,
  written = valueFrom(data),
): Composite {
  const defined = definedBy(declared, apiVersion, kind);
  const called = `${kind} ${name}`.trim();
  const value = written.kind === 'map' ? written : mapOf({}, written.at);
  const whole = defined?.isClaim ? asComposite(value, called) : value;
  return {
    value: withStatus(filled(defined?.definition, apiVersion, whole, false), called),
    apiVersion,
    kind: defined?.kind ?? kind,
    called,
    declared: at,
    destination,
    isAssumed: false,
  };
}

/** What a composition is for where nobody in the tree asks for it. */
export function assumedComposite(declared: Declared, composition: Manifest): Composite {
  const { apiVersion, kind } = typeOf(composition);
  const at = { file: composition.file, line: composition.data.lineOf(['spec', 'compositeTypeRef']) };
  const definition = definedBy(declared, apiVersion, kind)?.definition;
  const value = mapOf({ metadata: unknown(`the name of a ${kind}`, at), spec: mapOf({}, at) }, at);
  return {
    value: withStatus(filled(definition, apiVersion, value, true), kind),
    apiVersion,
    kind,
    called: kind,
    declared: { file: composition.file, line: composition.data.lineOf([]) },
    destination: '',
    isAssumed: true,
  };
}

function filled(
  definition: Manifest | undefined,
  apiVersion: string,
  value: EvaluatedMap,
  isAssumed: boolean,
): EvaluatedMap {
  if (!definition) return value;
  const versions = listAt(definition.data.value, ['spec', 'versions']);
  const name = apiVersion.split('/')[1] ?? '';
  const named = versions.findIndex(version => stringAt(version, ['name']) === name);
  const index = Math.max(0, named);
  return withDefaults(
    value,
    definition.data.at(['spec', 'versions', index, 'schema', 'openAPIV3Schema']),
    isAssumed,
  );
}

/** The composite resource of a claim has its spec, and a name that nobody knows. */
function asComposite(claim: EvaluatedMap, called: string): EvaluatedMap {
  const name = unknown(`the name that Crossplane gives ${called}`, claim.at);
  const metadata = claim.entries.get('metadata')?.value;
  const part = (key: string): EvaluatedValue | undefined =>
    metadata?.kind === 'map' ? metadata.entries.get(key)?.value : undefined;
  const reference = Object.fromEntries(
    ['name', 'namespace'].flatMap(key => {
      const value = part(key);
      return value ? [[key, value] as const] : [];
    }),
  );
  const named = withValue(claim, ['metadata', 'name'], () => name);
  const whole = withValue(named, ['spec', 'claimRef'], () => mapOf(reference, claim.at));
  return whole?.kind === 'map' ? whole : claim;
}

function withStatus(value: EvaluatedMap, called: string): EvaluatedMap {
  const status = unknown(`the status of ${called}`, value.at);
  return { ...value, entries: new Map([...value.entries, ['status', { at: value.at, value: status }]]) };
}

/** The compositions that make what a composite resource asks for; several where the tree does not say which. */
export function compositionsFor(
  declared: Declared,
  { value, apiVersion, kind }: Composite,
): readonly Manifest[] {
  const all = declared.compositions.filter(one => {
    const type = typeOf(one);
    return type.kind === kind && groupOf(type.apiVersion) === groupOf(apiVersion);
  });
  const definition = definedBy(declared, apiVersion, kind)?.definition?.data.value;
  const named = (name: string): readonly Manifest[] => all.filter(one => one.name === name);
  const enforced = stringAt(definition, ['spec', 'enforcedCompositionRef', 'name']);
  if (enforced !== undefined) return named(enforced);
  // Since version 2 of Crossplane, what is its own stands apart.
  for (const own of [['spec'], ['spec', 'crossplane']]) {
    const name = textIn(value, [...own, 'compositionRef', 'name']);
    if (name !== undefined) return named(name);
    const labels = mapIn(value, [...own, 'compositionSelector', 'matchLabels']);
    if (labels)
      return all.filter(({ data }) => {
        const given = recordAt(data.value, ['metadata', 'labels']) ?? {};
        return [...labels.entries].every(
          ([key, { value: wanted }]) => wanted.kind === 'scalar' && given[key] === wanted.value,
        );
      });
  }
  const usual = named(stringAt(definition, ['spec', 'defaultCompositionRef', 'name']) ?? '');
  return usual.length > 0 ? usual : all;
}

function mapIn(value: EvaluatedValue, path: readonly string[]): EvaluatedMap | undefined {
  const current = partAt(value, ...path);
  return current?.kind === 'map' ? current : undefined;
}

function textIn(value: EvaluatedValue, path: readonly string[]): string | undefined {
  const last = path.at(-1) ?? '';
  const found = mapIn(value, path.slice(0, -1))?.entries.get(last)?.value;
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}

export function groupOf(apiVersion: string): string {
  const [group = '', version] = apiVersion.split('/');
  return version === undefined ? '' : group;
}

/**
 * Patches of Kustomize on what the istiod chart renders to: environment variables of istiod become values that win over
 * the chart's, any other way to change its settings is named.
 */
import { append } from '../../append.js';
import type { OpenValue, Position, Positioned, Problem } from '../../model.js';
import { faultOf, parseEmbedded, positionedAt, type YamlFile } from '../../yaml/positioned.js';
import { assembledLayer, type Part } from '../assembled.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { localPath, speaksOfMesh } from './objects.js';
import { matchesWhole } from './pattern.js';
import { replacementsOf } from './replacements.js';
import { readTransformers } from './transformers.js';
import type { CollectedValues } from './values.js';
import { chainsFrom, type Kustomization } from './ways.js';

/**
 * The patches of a kustomization, and of those that build on it. Where overlays beside each other do not agree on a
 * variable, it is that of whichever of them is deployed: neither set nor absent.
 */
export async function patchesOfEnvironment(context: DetectContext, folder: string): Promise<CollectedValues> {
  const branches: Collected[] = [];
  const { chains, cut } = await chainsFrom(context, folder);
  for (const chain of chains) branches.push(await collectedFrom(context, chain));
  const collected = agreed(branches);
  const own = chains[0]?.[0]?.data;
  if (cut === undefined || !own) return collected;
  const problem = { what: folder, why: cut, file: own.file, line: own.lineOf([]), blocking: true };
  return { ...collected, problems: [...collected.problems, problem], unknown: true };
}

/** What the kustomizations of one chain set, innermost first. */
export async function patchesOfChain(
  context: DetectContext,
  chain: readonly Kustomization[],
): Promise<CollectedValues> {
  return agreed([await collectedFrom(context, chain)]);
}

async function collectedFrom(context: DetectContext, chain: readonly Kustomization[]): Promise<Collected> {
  const collected = collector();
  for (const { data, folder } of chain) {
    for (const patch of await patchesOf(context, data, folder)) readPatch(patch, collected);
    const { builtIn, others } = await readTransformers(context, data, folder, async () => []);
    for (const settings of builtIn) {
      for (const patch of await patchesOf(context, settings, folder)) readPatch(patch, collected);
      for await (const replacement of replacementsOf(context, settings, folder))
        readReplacement(replacement, collected);
    }
    for (const entry of others) {
      // What is missing is told elsewhere; of programs those matter that are told of Istio.
      const path = localPath(folder, entry.value);
      const text = path === undefined || !context.tree.has(path) ? '' : ((await context.text(path)) ?? '');
      if (!speaksOfMesh(text)) continue;
      const why = 'it changes what the chart renders to by a transformer, which is not run here';
      lose(collected, `transformer in ${entry.file}`, why, { file: entry.file, line: entry.lineOf([]) });
    }
    for await (const replacement of replacementsOf(context, data, folder))
      readReplacement(replacement, collected);
  }
  return collected;
}

/** A field of istiod's that is copied from another object: from which, and what that has, is not followed here. */
function readReplacement(replacement: Positioned, collected: Collected): void {
  for (const [index, target] of listAt(replacement.value, ['targets']).entries()) {
    const [kind, name] = ['kind', 'name'].map(key => stringAt(target, ['select', key]));
    const isIstiod = (kind ?? 'Deployment') === 'Deployment' && matchesWhole(name ?? '.*', 'istiod') === true;
    const isMesh = kind === 'ConfigMap' && matchesWhole(name ?? '.*', 'istio') === true;
    const fields = listAt(target, ['fieldPaths']).join(' ');
    if (!(isIstiod && /containers|\*/.test(fields)) && !(isMesh && /data|\*/.test(fields))) continue;
    const at = { file: replacement.file, line: replacement.lineOf(['targets', index]) };
    const why = `a replacement copies a field into ${isMesh ? 'the ConfigMap istio' : 'the Deployment istiod'} after Helm: what that sets is not followed here`;
    lose(collected, `replacement in ${at.file}`, why, at);
  }
}

function lose(collected: Collected, what: string, why: string, at: Position): void {
  collected.unknown = true;
  collected.problems.push({ what, why, ...at, blocking: true });
}

interface Collected {
  /** What each patch sets. */
  readonly parts: (readonly Part[])[];
  readonly problems: Problem[];
  unknown: boolean;
}

function collector(): Collected {
  return { parts: [], problems: [], unknown: false };
}

function agreed(branches: readonly Collected[]): CollectedValues {
  const settings = branches.map(
    ({ parts }) => new Map(parts.flat().map(part => [JSON.stringify(part.path), part])),
  );
  const open = new Map<string, OpenValue>();
  for (const own of settings) {
    for (const [key, { path, data }] of own) {
      if (settings.every(other => other.get(key)?.data.value === data.value)) continue;
      const at = { file: data.file, line: data.lineOf([]) };
      open.set(key, { path, what: 'the overlay that is deployed', at });
    }
  }
  const [first = collector()] = branches;
  const layers = first.parts.flatMap(
    parts => assembledLayer(parts.filter(({ path }) => !open.has(JSON.stringify(path)))) ?? [],
  );
  const problems = branches.flatMap(branch => branch.problems);
  return {
    layers,
    problems: [...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values()],
    unknown: branches.some(({ unknown }) => unknown),
    ...(open.size > 0 ? { open: [...open.values()] } : {}),
  };
}

/** A patch, and what it is for. */
export interface Patch {
  readonly data: Positioned;
  /** Kind and name that it is for. */
  readonly kind: string;
  readonly name: string;
  readonly at: Position;
  /** Why it is not here, or can't be read: it may set anything of what it is for. */
  readonly unread?: string;
}

/** Patches that something else applies after Helm (post-renderers of Flux, patches of Helmfile), as values. */
export function patchesAsValues(patches: readonly Patch[]): CollectedValues {
  const collected = collector();
  for (const patch of patches) readPatch(patch, collected);
  return agreed([collected]);
}

/** The patches in a list, as Kustomize spells them: objects, texts, or with a `target`. */
export function inlinePatches(holder: Positioned, key: string): readonly Patch[] {
  return listAt(holder.value, [key]).flatMap((entry, index) => {
    const target = {
      kind: stringAt(entry, ['target', 'kind']) ?? '',
      name: stringAt(entry, ['target', 'name']) ?? '',
    };
    const inner = recordAt(entry, [])?.patch;
    const path = inner === undefined ? [key, index] : [key, index, 'patch'];
    const written = holder.at(path);
    if (typeof written.value !== 'string') return [patchFor(written, target)];
    return patchesIn(parseEmbedded(holder, path), holder.at([key, index]), target, 'its text');
  });
}

/** What a patch is for, where it does not say that itself. */
interface Target {
  readonly kind: string;
  readonly name: string;
}

function patchFor(data: Positioned, target: Target): Patch {
  return {
    data,
    kind: stringAt(data.value, ['kind']) ?? target.kind,
    name: stringAt(data.value, ['metadata', 'name']) ?? target.name,
    at: { file: data.file, line: data.lineOf([]) },
  };
}

function unreadPatch(entry: Positioned, target: Target, unread: string): Patch {
  return { data: entry, ...target, at: { file: entry.file, line: entry.lineOf([]) }, unread };
}

/** @param where whose text it is, in words */
function patchesIn(
  parsed: YamlFile | undefined,
  entry: Positioned,
  target: Target,
  where: string,
): readonly Patch[] {
  const [error] = parsed?.errors ?? [];
  if (!parsed || error) {
    const message = error ? `: ${faultOf(error)}` : '';
    return [unreadPatch(entry, target, `${where} can’t be read as YAML${message}`)];
  }
  return parsed.documents.map(({ data }) =>
    // A name is that of a file, to whoever takes files there.
    typeof data.value === 'string'
      ? unreadPatch(entry, target, `${data.value} is not read here`)
      : patchFor(data, target),
  );
}

/** Those that a kustomization itself has, in files, texts and objects. */
export async function patchesOf(
  context: DetectContext,
  data: Positioned,
  folder: string,
): Promise<readonly Patch[]> {
  const patches: Patch[] = [];
  for (const key of ['patches', 'patchesStrategicMerge', 'patchesJson6902']) {
    for (const [index, entry] of listAt(data.value, [key]).entries()) {
      const at = data.at([key, index]);
      const target = {
        kind: stringAt(entry, ['target', 'kind']) ?? '',
        name: stringAt(entry, ['target', 'name']) ?? '',
      };
      const isText = typeof entry === 'string' && entry.includes('\n');
      const file = typeof entry === 'string' && !isText ? entry : stringAt(entry, ['path']);
      if (file !== undefined) {
        const path = localPath(folder, file);
        if (path === undefined || !context.tree.has(path))
          patches.push(unreadPatch(at, target, `its file ${file} is not in this repository`));
        else append(patches, patchesIn(await context.yaml(path), at, target, `its file ${file}`));
        continue;
      }
      const inner = isText ? at : data.at([key, index, 'patch']);
      if (typeof inner.value === 'string')
        append(patches, patchesIn(parseEmbedded(inner, []), at, target, 'its text'));
      else if (inner.value !== undefined) patches.push(patchFor(inner, target));
      else if (isRecord(entry)) patches.push(patchFor(at, target));
    }
  }
  return patches;
}

function readPatch({ data, kind, name, at, unread }: Patch, collected: Collected): void {
  // Operations without a target may be meant for anything, as what can't be read.
  const isDeployment =
    kind === 'Deployment' || (kind === '' && (unread !== undefined || Array.isArray(data.value)));
  const isIstiod = isDeployment && (/^(istiod.*)?$/.test(name) || matchesWhole(name, 'istiod') === true);
  const isMesh =
    kind === 'ConfigMap' &&
    (/^istio(-sidecar-injector)?(-.*)?$/.test(name) || (name === '' && unread !== undefined));
  if (!isIstiod && !isMesh) return;
  if (unread !== undefined) {
    lose(collected, `patch in ${at.file}`, `it may change settings of istiod after Helm, and ${unread}`, at);
    return;
  }
  if (isMesh && recordAt(data.value, ['data']) && stringAt(data.value, ['data', 'mesh']) === undefined)
    return;
  if (isIstiod) {
    const { parts, opaque } = Array.isArray(data.value)
      ? operationsOnEnvironment(data)
      : environmentOf(data, CONTAINERS);
    collected.parts.push([...parts, ...imageIn(data)]);
    if (!opaque) return;
  }
  const why = `a patch changes settings of istiod after Helm (${kind} ${name || 'istiod'}), in a way that is not applied here`;
  lose(collected, `patch ${at.file}`, why, at);
}

/** The image that a patch gives istiod's container, as the value that takes a whole one; its tag may be of another release. */
function imageIn(data: Positioned): readonly Part[] {
  const list = Array.isArray(data.value)
    ? data.value.flatMap((operation, index) =>
        IMAGE.test(stringAt(operation, ['path']) ?? '') ? [data.at([index, 'value'])] : [],
      )
    : listAt(data.value, CONTAINERS).flatMap((container, index) =>
        stringAt(container, ['name']) === 'discovery' ? [data.at([...CONTAINERS, index, 'image'])] : [],
      );
  return list.flatMap(image =>
    typeof image.value === 'string' && image.value.includes('/')
      ? [{ path: ['pilot', 'image'], data: image }]
      : [],
  );
}

const IMAGE = /^\/spec\/template\/spec\/containers\/0\/image$/;
const CONTAINERS = ['spec', 'template', 'spec', 'containers'];

const ENVIRONMENT = /^\/spec\/template\/spec\/containers\/0\/env(\/(-|\d+))?$/;

/** Operations (RFC 6902) that add variables to istiod's only container; any other one on them can't be told. */
function operationsOnEnvironment(data: Positioned): {
  readonly parts: readonly Part[];
  readonly opaque: boolean;
} {
  const parts: Part[] = [];
  let opaque = false;
  for (const [index, operation] of listAt(data.value, []).entries()) {
    if (!/env|args|command|configMap/i.test(JSON.stringify(operation))) continue;
    const [, item] = ENVIRONMENT.exec(stringAt(operation, ['path']) ?? '') ?? [undefined, undefined];
    const name = item === undefined ? undefined : stringAt(operation, ['value', 'name']);
    const value = recordAt(operation, ['value'])?.value;
    if (stringAt(operation, ['op']) === 'add' && name !== undefined && value !== undefined)
      parts.push({ path: ['pilot', 'env', name], data: data.at([index, 'value', 'value']) });
    else opaque = true;
  }
  return { parts, opaque };
}

/**
 * Environment variables of istiod's container as values `pilot.env.NAME`.
 * @param containers path of the list of containers
 */
export function environmentOf(
  data: Positioned,
  containers: readonly string[],
  skip: (name: string) => boolean = () => false,
): { readonly parts: readonly Part[]; readonly opaque: boolean } {
  const parts: Part[] = [];
  let opaque = false;
  for (const [index, container] of listAt(data.value, containers).entries()) {
    const name = stringAt(container, ['name']);
    if (name !== undefined && name !== 'discovery') continue;
    const found = environmentList(data.at([...containers, index]), 'env', skip);
    append(parts, found.parts);
    opaque ||= found.opaque || recordAt(container, [])?.envFrom !== undefined;
  }
  return { parts, opaque };
}

/** A list of `name` and `value` as values `pilot.env.NAME`; `opaque` where a value comes from elsewhere. */
export function environmentList(
  data: Positioned,
  key: string,
  skip: (name: string) => boolean = () => false,
): { readonly parts: readonly Part[]; readonly opaque: boolean } {
  const parts: Part[] = [];
  let opaque = false;
  for (const [index, entry] of listAt(data.value, [key]).entries()) {
    const name = stringAt(entry, ['name']);
    if (name === undefined || skip(name)) continue;
    const value = recordAt(entry, [])?.value;
    // A patch takes a variable out.
    if (recordAt(entry, [])?.$patch === 'delete') {
      const at = data.at([key, index]);
      parts.push({ path: ['pilot', 'env', name], data: positionedAt(at.file, at.lineOf([]), null) });
    } else if (recordAt(entry, ['valueFrom'])) opaque ||= !isOfPod(entry);
    else if (value !== undefined)
      parts.push({ path: ['pilot', 'env', name], data: data.at([key, index, 'value']) });
  }
  return { parts, opaque };
}

/**
 * Names, addresses and limits of the pod itself (`GOMEMLIMIT`, `POD_NAME`): none of istiod's settings is one of those. Labels
 * and annotations may say anything.
 */
function isOfPod(entry: unknown): boolean {
  const [source, ...others] = Object.keys(recordAt(entry, ['valueFrom']) ?? {});
  if (others.length > 0) return false;
  const field = stringAt(entry, ['valueFrom', 'fieldRef', 'fieldPath']);
  return source === 'resourceFieldRef' || (field !== undefined && !/labels|annotations/.test(field));
}

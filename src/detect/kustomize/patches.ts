/**
 * Patches of Kustomize on what the istiod chart renders to: environment variables of istiod become values that win over
 * the chart's, any other way to change its settings is named.
 */
import type { OpenValue, Position, Positioned, Problem } from '../../model.js';
import { parseEmbedded, positionedAt } from '../../yaml/positioned.js';
import { assembledLayer, type Part } from '../assembled.js';
import { listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { resolveInTree } from '../tree-path.js';
import type { CollectedValues } from './values.js';
import { chainsFrom, type Kustomization, TOO_MANY_WAYS } from './ways.js';

/**
 * The patches of a kustomization, and of those that build on it. Where overlays beside each other do not agree on a
 * variable, it is that of whichever of them is deployed: neither set nor absent.
 */
export async function patchesOfEnvironment(context: DetectContext, folder: string): Promise<CollectedValues> {
  const branches: Collected[] = [];
  const { chains, isCut } = await chainsFrom(context, folder);
  for (const chain of chains) branches.push(await collectedFrom(context, chain));
  const collected = agreed(branches);
  const own = chains[0]?.[0]?.data;
  if (!isCut || !own) return collected;
  const problem = { what: folder, why: TOO_MANY_WAYS, file: own.file, line: own.lineOf([]), blocking: true };
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
  }
  return collected;
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
    const documents =
      typeof written.value === 'string'
        ? (parseEmbedded(holder, path)?.documents ?? []).map(({ data }) => data)
        : [written];
    return documents.map(data => ({
      data,
      kind: stringAt(data.value, ['kind']) ?? target.kind,
      name: stringAt(data.value, ['metadata', 'name']) ?? target.name,
      at: { file: data.file, line: data.lineOf([]) },
    }));
  });
}

async function patchesOf(
  context: DetectContext,
  data: Positioned,
  folder: string,
): Promise<readonly Patch[]> {
  const patches: Patch[] = [];
  for (const key of ['patches', 'patchesStrategicMerge', 'patchesJson6902']) {
    for (const [index, entry] of listAt(data.value, [key]).entries()) {
      const file = typeof entry === 'string' ? entry : stringAt(entry, ['path']);
      const path = file === undefined ? undefined : resolveInTree(folder, file);
      const target = {
        kind: stringAt(entry, ['target', 'kind']) ?? '',
        name: stringAt(entry, ['target', 'name']) ?? '',
      };
      const inline =
        typeof entry === 'string'
          ? parseEmbedded(data, [key, index])
          : parseEmbedded(data, [key, index, 'patch']);
      const parsed = path !== undefined && context.tree.has(path) ? await context.yaml(path) : inline;
      for (const document of parsed?.documents ?? []) {
        const at = { file: document.data.file, line: document.line };
        const kind = stringAt(document.data.value, ['kind']) ?? target.kind;
        const name = stringAt(document.data.value, ['metadata', 'name']) ?? target.name;
        patches.push({ data: document.data, kind, name, at });
      }
    }
  }
  return patches;
}

function readPatch({ data, kind, name, at }: Patch, collected: Collected): void {
  // Operations without a target may be meant for anything.
  const isDeployment = kind === 'Deployment' || (kind === '' && Array.isArray(data.value));
  const isIstiod = isDeployment && /^(istiod.*)?$/.test(name);
  const isMesh = kind === 'ConfigMap' && /^istio(-sidecar-injector)?(-.*)?$/.test(name);
  if (!isIstiod && !isMesh) return;
  if (isMesh && recordAt(data.value, ['data']) && stringAt(data.value, ['data', 'mesh']) === undefined)
    return;
  if (isIstiod) {
    const { parts, opaque } = Array.isArray(data.value)
      ? operationsOnEnvironment(data)
      : environmentOf(data, ['spec', 'template', 'spec', 'containers']);
    collected.parts.push(parts);
    if (!opaque) return;
  }
  collected.unknown = true;
  const why = `a patch changes settings of istiod after Helm (${kind} ${name || 'istiod'}), in a way that is not applied here`;
  collected.problems.push({ what: `patch ${at.file}`, why, ...at, blocking: true });
}

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
    parts.push(...found.parts);
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
    } else if (recordAt(entry, ['valueFrom'])) opaque = true;
    else if (value !== undefined)
      parts.push({ path: ['pilot', 'env', name], data: data.at([key, index, 'value']) });
  }
  return { parts, opaque };
}

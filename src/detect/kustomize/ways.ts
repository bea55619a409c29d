/** The kustomizations that build on a folder: what it becomes on each of the ways on which it reaches a cluster. */
import { addTo } from '../../grouped.js';
import type { DeployedFolder, Position, Positioned } from '../../model.js';
import { listAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { folderOf } from '../tree-path.js';
import { isKustomizationPath } from './names.js';
import { localPath } from './objects.js';

/** A kustomization, or what whoever deploys its folder sets in the same fields. */
export interface Kustomization {
  readonly data: Positioned;
  readonly folder: string;
}

/** One way up. */
export interface Way {
  /** Innermost first, the components of each before it. */
  readonly chain: readonly Kustomization[];
  /** What tells it from the others; undefined where it is the only one. */
  readonly declared?: Position;
  readonly destination: string;
}

/** More ways up than any honest tree has. */
const MAX_CHAINS = 50;

/** Components of one way, each counted as often as it is taken in: they may take in each other again and again. */
const MAX_COMPONENTS = 1000;
/** Deeper than any honest stack of components. */
const MAX_DEPTH = 50;

const TOO_MANY_WAYS = `more than ${MAX_CHAINS} overlays build on it: the others are not followed`;
const TOO_MANY_COMPONENTS = `more than ${MAX_COMPONENTS} components are taken in on the way to it: the others are not followed`;

/** The ways that were followed, and why they are not all of it. */
export interface Ways {
  readonly ways: readonly Way[];
  readonly cut?: string;
}

/** The ways of a folder: each that something deploys by itself, and each outermost kustomization that nothing deploys. */
export async function waysFrom(
  context: DetectContext,
  folder: string,
  deployed: readonly DeployedFolder[],
): Promise<Ways> {
  const all = await kustomizationsOf(context);
  const { chains, cut } = bareChains(all, folder);
  let isCut = false;
  const found = new Map<string, Found>();
  const covered = new Set<string>();
  for (const deployment of deployed) {
    for (const chain of chains) {
      const end = chain.findIndex(({ folder: own }) => own === deployment.folder);
      if (end < 0) continue;
      const bare = chain.slice(0, end + 1);
      for (const one of bare) covered.add(one.folder);
      found.set(keyOf(bare, deployment), { bare, deployment });
    }
  }
  for (const bare of chains) {
    if (!covered.has(bare.at(-1)?.folder ?? folder)) found.set(keyOf(bare), { bare });
  }
  const taken = [...found.values()];
  const ways = taken.map(({ bare, deployment }, index) => {
    const settings = deployment?.settings;
    const above = settings ? [{ data: settings, folder: deployment.folder }] : [];
    const whole = withComponents([...bare, ...above], all);
    isCut ||= whole.isCut;
    const declared = taken.length > 1 ? distinguishing(taken, index) : undefined;
    return {
      chain: whole.chain,
      destination: deployment?.destination ?? '',
      ...(declared ? { declared } : {}),
    };
  });
  return { ways, ...cutFor(cut, isCut) };
}

/** The kustomization of a folder and those that have it among their resources: one chain for each of the outermost. */
export async function chainsFrom(context: DetectContext, folder: string): Promise<Chains> {
  const all = await kustomizationsOf(context);
  const { chains, cut } = bareChains(all, folder);
  const whole = chains.map(chain => withComponents(chain, all));
  const isCut = whole.some(one => one.isCut);
  return { chains: whole.map(({ chain }) => chain), ...cutFor(cut, isCut) };
}

export interface Chains {
  readonly chains: readonly (readonly Kustomization[])[];
  readonly cut?: string;
}

function cutFor(cut: string | undefined, hasMoreComponents: boolean): { readonly cut?: string } {
  const why = cut ?? (hasMoreComponents ? TOO_MANY_COMPONENTS : undefined);
  return why === undefined ? {} : { cut: why };
}

interface Found {
  readonly bare: readonly Kustomization[];
  readonly deployment?: DeployedFolder;
}

function keyOf(chain: readonly Kustomization[], deployment?: DeployedFolder): string {
  return JSON.stringify([chain.map(({ folder }) => folder), deployment?.declared]);
}

/** The first place on the way up that no other way shares; else whoever deploys it. */
function distinguishing(ways: readonly Found[], index: number): Position | undefined {
  const places = ways.map(placesOf);
  const [own, others] = [places[index] ?? [], places.filter((_, other) => other !== index)];
  return (
    own.find(({ file }) => !others.some(other => other.some(place => place.file === file))) ?? own.at(-1)
  );
}

function placesOf({ bare, deployment }: Found): readonly Position[] {
  const places = bare.map(({ data }) => ({ file: data.file, line: data.lineOf([]) }));
  return deployment ? [...places, ...(deployment.chain ?? [deployment.declared])] : places;
}

/** The kustomizations of a tree. */
interface Kustomizations {
  readonly at: ReadonlyMap<string, readonly Kustomization[]>;
  /** Those that take in a folder, as they come in the tree. */
  readonly above: ReadonlyMap<string, readonly Kustomization[]>;
}

const kustomizationsOf = oncePerTree(async (context): Promise<Kustomizations> => {
  const at = new Map<string, Kustomization[]>();
  const above = new Map<string, Kustomization[]>();
  for (const path of context.tree.paths) {
    if (!isKustomizationPath(path)) continue;
    const [document] = (await context.yaml(path)).documents;
    if (!document) continue;
    const kustomization = { data: document.data, folder: folderOf(path) };
    addTo(at, kustomization.folder, kustomization);
    for (const folder of new Set(foldersIn(kustomization, ['resources', 'bases', 'components'])))
      addTo(above, folder, kustomization);
  }
  return { at, above };
});

function bareChains({ at, above }: Kustomizations, folder: string): Chains {
  const chains: (readonly Kustomization[])[] = [];
  const pending = [at.get(folder) ?? []];
  for (let chain = pending.pop(); chain; chain = pending.pop()) {
    if (chains.length >= MAX_CHAINS) return { chains, cut: TOO_MANY_WAYS };
    const top = chain.at(-1)?.folder ?? folder;
    const known = new Set([folder, ...chain.map(({ folder: own }) => own)]);
    const next = (above.get(top) ?? []).filter(candidate => !known.has(candidate.folder));
    if (next.length === 0) chains.push(chain);
    for (const candidate of next) pending.push([...chain, candidate]);
  }
  return { chains };
}

/** The components of a kustomization come before its own patches. */
function withComponents(
  bare: readonly Kustomization[],
  { at }: Kustomizations,
): { readonly chain: readonly Kustomization[]; readonly isCut: boolean } {
  const chain: Kustomization[] = [];
  const most = bare.length + MAX_COMPONENTS;
  let isCut = false;
  function take(one: Kustomization, around: readonly string[]): void {
    const within = [...around, one.folder];
    for (const folder of new Set(foldersIn(one, ['components']))) {
      if (within.includes(folder)) continue;
      for (const component of at.get(folder) ?? []) {
        isCut ||= chain.length >= most || within.length > MAX_DEPTH;
        if (isCut) return;
        take(component, within);
      }
    }
    chain.push(one);
  }
  for (const one of bare) take(one, []);
  return { chain, isCut };
}

function foldersIn({ data, folder }: Kustomization, keys: readonly string[]): readonly string[] {
  return keys.flatMap(key => listAt(data.value, [key]).flatMap(entry => localPath(folder, entry) ?? []));
}

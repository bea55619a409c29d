/** The kustomizations that build on a folder: what it becomes on each of the ways on which it reaches a cluster. */
import type { DeployedFolder, Position, Positioned } from '../../model.js';
import { listAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { folderOf } from '../tree-path.js';
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

/** Why the ways of a folder are not all of them. */
export const TOO_MANY_WAYS = `more than ${MAX_CHAINS} overlays build on it: the others are not followed`;

/** The ways that were followed, and whether there are more. */
export interface Ways {
  readonly ways: readonly Way[];
  readonly isCut: boolean;
}

/** The ways of a folder: each that something deploys by itself, and each outermost kustomization that nothing deploys. */
export async function waysFrom(
  context: DetectContext,
  folder: string,
  deployed: readonly DeployedFolder[],
): Promise<Ways> {
  const all = await allKustomizations(context);
  const { chains, isCut } = bareChains(all, folder);
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
    const chain = bare.flatMap(one => withComponents(one, all));
    const above = settings ? withComponents({ data: settings, folder: deployment.folder }, all) : [];
    const declared = taken.length > 1 ? distinguishing(taken, index) : undefined;
    return {
      chain: [...chain, ...above],
      destination: deployment?.destination ?? '',
      ...(declared ? { declared } : {}),
    };
  });
  return { ways, isCut };
}

/** The kustomization of a folder and those that have it among their resources: one chain for each of the outermost. */
export async function chainsFrom(context: DetectContext, folder: string): Promise<Chains> {
  const all = await allKustomizations(context);
  const { chains, isCut } = bareChains(all, folder);
  return { chains: chains.map(chain => chain.flatMap(one => withComponents(one, all))), isCut };
}

export interface Chains {
  readonly chains: readonly (readonly Kustomization[])[];
  readonly isCut: boolean;
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

async function allKustomizations(context: DetectContext): Promise<readonly Kustomization[]> {
  const all: Kustomization[] = [];
  for (const path of context.tree.paths) {
    if (!/(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(path)) continue;
    const [document] = (await context.yaml(path)).documents;
    if (document) all.push({ data: document.data, folder: folderOf(path) });
  }
  return all;
}

function bareChains(all: readonly Kustomization[], folder: string): Chains {
  const chains: (readonly Kustomization[])[] = [];
  const pending = [all.filter(({ folder: own }) => own === folder)];
  for (let chain = pending.pop(); chain; chain = pending.pop()) {
    if (chains.length >= MAX_CHAINS) return { chains, isCut: true };
    const top = chain.at(-1)?.folder ?? folder;
    const known = new Set([folder, ...chain.map(({ folder: own }) => own)]);
    const above = all.filter(candidate => !known.has(candidate.folder) && includes(candidate, top));
    if (above.length === 0) chains.push(chain);
    for (const candidate of above) pending.push([...chain, candidate]);
  }
  return { chains, isCut: false };
}

/** The components of a kustomization come before its own patches. */
function withComponents(
  one: Kustomization,
  all: readonly Kustomization[],
  around: readonly string[] = [],
): readonly Kustomization[] {
  const folders = listAt(one.data.value, ['components']).map(entry => localPath(one.folder, entry));
  const within = [...around, one.folder];
  const components = all.filter(({ folder }) => folders.includes(folder) && !within.includes(folder));
  return [...components.flatMap(component => withComponents(component, all, within)), one];
}

function includes({ data, folder }: Kustomization, target: string): boolean {
  return ['resources', 'bases', 'components'].some(key =>
    listAt(data.value, [key]).some(entry => localPath(folder, entry) === target),
  );
}

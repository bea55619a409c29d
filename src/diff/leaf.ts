/** A leaf that differs, as noise layers and classifiers look at it. */
import type { ResourceId } from '../model.js';
import type { OwnLayer } from './noise/own-layers.js';
import type { Path } from './path.js';

export type Risk = 'high' | 'medium' | 'low' | 'none';

export interface LeafChange {
  readonly resource: ResourceId;
  /** API group of the resource; '' for the core group. */
  readonly group: string;
  readonly op: 'added' | 'removed' | 'changed';
  readonly path: Path;
  /** Keys of the path, list items by their key. Empty: the resource itself was added or removed. */
  readonly keys: readonly string[];
  /** The same for the largest part around it that exists on one side only; its own where it changed. */
  readonly blockKeys: readonly string[];
  /** Undefined where there was nothing. */
  readonly before: unknown;
  readonly after: unknown;
  readonly context: DiffContext;
  /** The resource goes by another name now, so that Kubernetes creates a new one. */
  readonly renamed: boolean;
  /** It was installed outside of the release (from crds/), and Helm is to own it now. */
  readonly adopted: boolean;
  /** Keys of the annotations that the resource has afterwards. */
  readonly annotations: ReadonlySet<string>;
}

/** What a single leaf can't tell. */
export interface DiffContext {
  readonly versions: { readonly from: string | null; readonly to: string | null };
  /** Labels that some selector of either render looks at. */
  readonly selectedLabels: ReadonlySet<string>;
  /** Layers of noise of the team's own. */
  readonly ownLayers: readonly OwnLayer[];
}

const WORKLOADS: ReadonlySet<string> = new Set([
  'DaemonSet',
  'Deployment',
  'Job',
  'ReplicaSet',
  'StatefulSet',
]);

/** Keys below the pod template of a workload (`['spec', 'containers', 'discovery', 'image']`); undefined elsewhere. */
export function podKeys(change: LeafChange): readonly string[] | undefined {
  const { kind } = change.resource;
  if (kind === 'Pod') return change.keys;
  if (kind === 'CronJob') return below(change.keys, ['spec', 'jobTemplate', 'spec', 'template']);
  return WORKLOADS.has(kind) ? below(change.keys, ['spec', 'template']) : undefined;
}

export interface ContainerPlace {
  readonly container: string;
  /** Keys below the container. */
  readonly keys: readonly string[];
}

/** Which container of a pod a change is in. */
export function containerPlace(change: LeafChange): ContainerPlace | undefined {
  const [spec, containers = '', container, ...keys] = podKeys(change) ?? [];
  if (spec !== 'spec' || container === undefined) return undefined;
  const isContainer = ['containers', 'initContainers', 'ephemeralContainers'].includes(containers);
  return isContainer ? { container, keys } : undefined;
}

/** The part that stands `depth` keys above a change came or went with it. */
export function isPartOfBlock(change: LeafChange, depth: number): boolean {
  return change.blockKeys.length <= change.keys.length - depth;
}

/** The rest of the keys where they start with a prefix. */
export function below(keys: readonly string[], prefix: readonly string[]): readonly string[] | undefined {
  return prefix.every((key, index) => keys[index] === key) ? keys.slice(prefix.length) : undefined;
}

/** Whole resource added or removed. */
export function isWhole(change: LeafChange): boolean {
  return change.keys.length === 0;
}

/** The difference of two renders of one release, by meaning. */
import { append } from '../append.js';
import type { Change, Problem, RenderedDocument, Restart } from '../model.js';
import { type Causes, type Crossed, causesOf } from './cause.js';
import { summariseCrd } from './crds/summary.js';
import { deltaOf, type LeafDelta } from './delta.js';
import type { Judgement } from './effects/classifier.js';
import { judge } from './effects/registry.js';
import type { Holder } from './expand.js';
import { type Follower, followersOf } from './followers.js';
import type { DiffContext, LeafChange } from './leaf.js';
import { meanwhileOf } from './meanwhile.js';
import { PairMemo } from './memo.js';
import { type OwnLayer, ownNoiseOf } from './noise/own-layers.js';
import { noiseOf } from './noise/registry.js';
import { isOutsideRelease } from './ownership.js';
import { type Pair, pairResources } from './pairs.js';
import { keysOf } from './path.js';
import { presentValues } from './present.js';
import { type JudgedLeaf, projectLeaves, type ResourceChange } from './projection.js';
import { type Resource, resourcesOf } from './resources.js';
import { restartReason } from './restarts.js';
import { hideSecret } from './secrets.js';
import { selectedLabels } from './selectors.js';
import { compareText, fieldAt, isRecord } from './values.js';
import { judgeAdded, judgeRemoved } from './whole.js';

export interface DiffInput {
  /** Null: the release is not there on this side. */
  readonly before: readonly RenderedDocument[] | null;
  readonly after: readonly RenderedDocument[] | null;
  /** New chart with old values; null where it could not be rendered. */
  readonly crossed: readonly RenderedDocument[] | null;
  /** Which upgrade a template belongs to, by Helm's `# Source:` path; undefined: none of them. */
  upgradeOf(source: string): string | undefined;
  /** Istio's own versions; the same on both sides where only values changed. */
  readonly versions: { readonly from: string | null; readonly to: string | null };
  /** The release's namespace. */
  readonly namespace: string;
  /** Layers of noise of the team's own. */
  readonly ownLayers?: readonly OwnLayer[];
}

export interface ReleaseDiff {
  /** Sorted by resource, then path. Noise is among them, with risk `none`. */
  readonly changes: readonly Change[];
  /** Workloads that roll, by name; then what follows them. */
  readonly restarts: readonly Restart[];
  /** Changes that are noise, by layer; `crd-documentation` counts leaves that have no change of their own. */
  readonly hidden: Readonly<Record<string, number>>;
  /** Documents that could not be compared. */
  readonly problems: readonly Problem[];
}

/**
 * Compares two renders. Pure; the same input gives the same bytes. Changes of templates that belong to no upgrade
 * carry the empty id. Never throws for what a chart may render: that becomes a problem.
 */
export function diffRelease(input: DiffInput): ReleaseDiff {
  const before = resourcesOf(input.before ?? [], input.namespace);
  const after = resourcesOf(input.after ?? [], input.namespace);
  const context: DiffContext = {
    versions: input.versions,
    ownLayers: input.ownLayers ?? [],
    selectedLabels: selectedLabels([...before.resources.values(), ...after.resources.values()]),
  };
  const crossed = crossedOf(input);
  const changes: Change[] = [];
  const restarts: Restart[] = [];
  const followers: Restart[] = [];
  const hidden = new Map<string, number>();
  for (const pair of pairResources(before.resources, after.resources, input.versions)) {
    const resource = pair.after ?? pair.before;
    if (!resource) continue;
    const upgrade = input.upgradeOf(resource.source) ?? '';
    const diff = diffOnce(pair, resource, crossed, context, after.resources);
    for (const change of diff.changes) changes.push({ upgrade, resource: resource.id, ...change });
    for (const [layer, count] of Object.entries(diff.hidden))
      hidden.set(layer, (hidden.get(layer) ?? 0) + count);
    if (diff.restart !== undefined) {
      const meanwhile = meanwhileOf(resource, after.resources);
      restarts.push({
        what: nameOf(resource),
        why: diff.restart,
        ...(meanwhile !== undefined && { meanwhile }),
        upgrade,
      });
    }
    append(
      followers,
      diff.followers.map(follower => ({ ...follower, upgrade })),
    );
  }
  for (const { noise } of changes) {
    if (noise !== undefined) hidden.set(noise, (hidden.get(noise) ?? 0) + 1);
  }
  return {
    changes,
    restarts: [...restarts, ...followers],
    hidden: Object.fromEntries([...hidden].sort(([one], [other]) => compareText(one, other))),
    problems: [...before.problems, ...after.problems],
  };
}

function crossedOf(input: DiffInput): Crossed {
  if (input.before === null || input.after === null) return { kind: 'unknown' };
  const { from, to } = input.versions;
  if (input.crossed)
    return { kind: 'rendered', resources: resourcesOf(input.crossed, input.namespace).resources };
  return from !== null && from === to ? { kind: 'same-chart' } : { kind: 'unknown' };
}

interface ResourceDiff {
  readonly changes: readonly ResourceChange[];
  readonly hidden: Readonly<Record<string, number>>;
  readonly restart?: string | undefined;
  readonly followers: readonly Follower[];
}

const made = new PairMemo<ResourceDiff>();

/**
 * What a proof renders again is mostly what was rendered before: the same documents then differ in the same way.
 * @param all every resource of the release as it will be; what comes or goes as a whole is judged by it
 */
function diffOnce(
  pair: Pair,
  resource: Resource,
  crossed: Crossed,
  context: DiffContext,
  all: ReadonlyMap<string, Resource>,
): ResourceDiff {
  const { before, after } = pair;
  const cause = causeId(pair, crossed);
  if (!before || !after || cause === undefined) return diffResource(pair, resource, crossed, context, all);
  const labels = [...context.selectedLabels].sort(compareText);
  const rest = JSON.stringify([
    before.key,
    after.key,
    resource.id,
    isOutsideRelease(before.source),
    isOutsideRelease(after.source),
    cause,
    context.versions,
    labels,
    context.ownLayers,
  ]);
  return made.get(before.value, after.value, rest, () => diffResource(pair, resource, crossed, context, all));
}

/** What the causes of a pair hang on; undefined where that is a document of its own. */
function causeId({ before, after }: Pair, crossed: Crossed): string | undefined {
  if (crossed.kind !== 'rendered') return crossed.kind;
  const middle = crossed.resources.get(after?.key ?? '') ?? crossed.resources.get(before?.key ?? '');
  if (!middle) return 'without middle';
  if (middle.value === after?.value) return 'middle is after';
  return middle.value === before?.value ? 'middle is before' : undefined;
}

function diffResource(
  pair: Pair,
  resource: Resource,
  crossed: Crossed,
  context: DiffContext,
  all: ReadonlyMap<string, Resource>,
): ResourceDiff {
  const holder: Holder = { group: resource.group, kind: resource.id.kind };
  const { before, after } = pair;
  if (!before || !after) {
    return {
      changes: [wholeChange(pair, resource, causesOf(pair, crossed, holder), context, all)],
      hidden: {},
      followers: [],
    };
  }
  const deltas = deltaOf(before.value, after.value, holder);
  if (deltas.length === 0) return { changes: [], hidden: {}, followers: [] };

  const causes = causesOf(pair, crossed, holder);
  const whole: WholeFacts = {
    renamed: before.key !== after.key,
    adopted: isOutsideRelease(before.source) && !isOutsideRelease(after.source),
    annotations: annotationsOf(after),
  };
  const leaves = deltas.map(delta => judgeLeaf(delta, resource, whole, causes, context));
  const changed = leaves.filter(leaf => leaf.delta.isShell !== true).map(leaf => leaf.change);
  const projected =
    resource.id.kind === 'CustomResourceDefinition'
      ? summariseCrd(before.value, after.value, leaves)
      : { changes: projectLeaves(leaves), hidden: {} };
  return { ...projected, restart: restartReason(after, changed), followers: followersOf(pair, changed) };
}

type WholeFacts = Pick<LeafChange, 'renamed' | 'adopted' | 'annotations'>;

function annotationsOf({ value }: Resource): ReadonlySet<string> {
  const annotations = fieldAt(value, ['metadata', 'annotations']);
  return new Set(isRecord(annotations) ? Object.keys(annotations) : []);
}

function judgeLeaf(
  delta: LeafDelta,
  resource: Resource,
  whole: WholeFacts,
  causes: Causes,
  context: DiffContext,
): JudgedLeaf {
  const op = delta.before === undefined ? 'added' : delta.after === undefined ? 'removed' : 'changed';
  const change: LeafChange = {
    resource: resource.id,
    group: resource.group,
    op,
    path: delta.path,
    keys: keysOf(delta.path),
    blockKeys: keysOf(delta.block.path),
    before: delta.before?.value,
    after: delta.after?.value,
    context,
    ...whole,
  };
  const cause = causes.of(delta.path);
  if (isCrdVersion(change)) return { delta, change, cause, judgement: CRD_VERSION, noise: undefined };
  const judgement = judge(change);
  const noise = noiseOf(change) ?? ownNoiseOf(change, judgement, context.ownLayers);
  return { delta, change, cause, judgement, noise };
}

/** Thousands of leaves, judged together by their summary. */
const CRD_VERSION: Judgement = { effect: 'crd-schema', risk: 'low' };

function isCrdVersion(change: LeafChange): boolean {
  return change.resource.kind === 'CustomResourceDefinition' && change.keys[1] === 'versions';
}

function wholeChange(
  pair: Pair,
  resource: Resource,
  causes: Causes,
  context: DiffContext,
  after: ReadonlyMap<string, Resource>,
): ResourceChange {
  const op = pair.before ? 'removed' : 'added';
  const old = pair.before?.value;
  const now = pair.after?.value;
  const { id, group } = resource;
  const kind = judge({
    resource: id,
    group,
    op,
    path: [],
    keys: [],
    blockKeys: [],
    before: old,
    after: now,
    context,
    renamed: false,
    adopted: false,
    annotations: annotationsOf(resource),
  });
  const judgement =
    op === 'removed' ? judgeRemoved(resource, kind, after) : judgeAdded(resource, kind, after);
  return {
    op,
    path: '',
    ...presentValues(hideSecret(id.kind, [], old), hideSecret(id.kind, [], now)),
    cause: causes.whole,
    effect: judgement.effect,
    risk: judgement.risk,
    ...(judgement.note !== undefined && { note: judgement.note }),
  };
}

function nameOf(resource: Resource): string {
  const { kind, namespace, name } = resource.id;
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

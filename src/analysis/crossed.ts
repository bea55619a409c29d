/** What the version alone does: a release with its old values on the charts that it will have. */
import type { Edit, Release, Tree, TreeChart } from '../model.js';
import { overlay } from '../tree/overlay.js';

/** A release and the tree that its chart is staged from. */
export interface PlacedRelease {
  readonly release: Release;
  readonly tree: Tree;
}

/**
 * The release as it was, with the charts that it will have. What the author writes (values, templates around Istio's
 * charts) stays old; only where Istio's charts themselves stand in the tree is it the new tree with old values.
 */
export async function crossRelease(before: PlacedRelease, after: PlacedRelease): Promise<PlacedRelease> {
  const [old, now] = [before.release.chart, after.release.chart];
  if (now.kind === 'published' && now.rendered)
    return { release: { ...before.release, chart: now }, tree: after.tree };
  if (now.kind !== 'tree') return { release: { ...before.release, chart: now }, tree: before.tree };
  if (old.kind === 'tree' && !movesCopies(old, now))
    return { release: { ...before.release, chart: retarget(old, now) }, tree: before.tree };
  const edits = old.kind === 'tree' ? await oldValues(old, now, before.tree, after.tree) : [];
  return { release: { ...before.release, chart: now }, tree: overlay(after.tree, edits) };
}

/** Whether an unpacked copy of one of Istio's charts is of another version now. */
function movesCopies(before: TreeChart, after: TreeChart): boolean {
  if (before.own) return before.version !== after.version;
  return pairsOf(before, after).some(([old, now]) => movesCopies(old, now));
}

function retarget(before: TreeChart, after: TreeChart): TreeChart {
  const dependencies = before.dependencies.map(dependency => {
    const target = targetOf(dependency, after);
    if (!target) return dependency;
    return {
      ...dependency,
      version: target.version,
      ...(dependency.tree && target.tree ? { tree: retarget(dependency.tree, target.tree) } : {}),
    };
  });
  return { ...before, dependencies };
}

/** The values.yaml of the charts around Istio's own, as they were. */
async function oldValues(
  before: TreeChart,
  after: TreeChart,
  oldTree: Tree,
  newTree: Tree,
): Promise<readonly Edit[]> {
  if (before.own) return [];
  const file = valuesFile(after);
  const [old, now] = await Promise.all([textOf(oldTree, valuesFile(before)), textOf(newTree, file)]);
  const inner = pairsOf(before, after).map(([one, other]) => oldValues(one, other, oldTree, newTree));
  const edits = (await Promise.all(inner)).flat();
  return old === now ? edits : [{ file, before: now, after: old }, ...edits];
}

function pairsOf(before: TreeChart, after: TreeChart): readonly (readonly [TreeChart, TreeChart])[] {
  return before.dependencies.flatMap(dependency => {
    const target = targetOf(dependency, after)?.tree;
    return dependency.tree && target ? [[dependency.tree, target] as const] : [];
  });
}

function targetOf({ key, name }: TreeChart['dependencies'][number], after: TreeChart) {
  return after.dependencies.find(candidate => candidate.key === key && candidate.name === name);
}

function valuesFile({ path }: TreeChart): string {
  return path === '' ? 'values.yaml' : `${path}/values.yaml`;
}

async function textOf(tree: Tree, file: string): Promise<string> {
  const content = await tree.read(file);
  return content.ok ? content.text : '';
}

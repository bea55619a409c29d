/** Everything that configures a mesh on one side: plain files, what the tree's own charts render to, what was exported. */
import { contextOf } from '../detect/context.js';
import { kindsWritten } from '../detect/values/unseen-kinds.js';
import { besides } from '../mesh/exported.js';
import type { Problem, Release } from '../model.js';
import { resourcesOfLeftOut } from './left-out.js';
import type { Placed } from './meshes.js';
import type { OpenEffect } from './open/effects.js';
import { withConditions } from './open/resources.js';
import type { SettledRelease } from './open/settle.js';
import type { AnalysisPorts } from './ports.js';
import type { RenderedRelease } from './releases.js';
import { type Renders, renderProblem } from './renders.js';
import type { Side } from './side.js';
import { hasOwnResources, templatedResources } from './templates.js';

export interface SideResources {
  /** In order of file and line. */
  readonly resources: readonly Placed[];
  /** Releases with open values, and what hangs on those. */
  readonly open: readonly SettledRelease[];
  /** Charts of somebody's applications whose resources could not be seen. */
  readonly unrendered: readonly {
    readonly rendered: RenderedRelease;
    readonly problems: readonly Problem[];
  }[];
}

/** Of the side after the change; each release is rendered at most once. */
export async function resourcesOf(
  side: Side,
  renders: Pick<Renders, 'ofAfter' | 'effectsOf'>,
  ports: AnalysisPorts,
): Promise<SideResources> {
  const plain = side.resources.filter(({ origin }) => origin !== 'manifests');
  const resources: Placed[] = plain.map(resource => ({ resource }));
  const unrendered: SideResources['unrendered'][number][] = [];
  const open: SettledRelease[] = [];
  const owners = side.detection.releases.map(async release => {
    if (!(await hasOwnResources(release, side.tree))) return;
    const rendered = await renders.ofAfter(release);
    const templated = await templatedResources(rendered, side.tree, ports);
    const effects = (await renders.effectsOf(rendered)) ?? [];
    const found = await withConditions(templated.resources, rendered, effects, side.tree, ports);
    if (effects.length > 0) open.push(settledRelease(release, effects, side));
    const { environment } = release;
    for (const resource of [...found, ...resourcesOfLeftOut(release, rendered.leftOut ?? [])])
      resources.push({ resource, ...(environment === undefined ? {} : { environment }) });
    const problems = [...templated.problems, ...(await failures(rendered, side))];
    if (problems.length > 0) unrendered.push({ rendered, problems });
  });
  await Promise.all(owners);
  const exported = besides(
    resources.map(({ resource }) => resource),
    side.resources.filter(({ origin }) => origin === 'manifests'),
  );
  return {
    resources: [...resources, ...exported.map(resource => ({ resource }))].toSorted(byPlace),
    open,
    unrendered: unrendered.toSorted((left, right) =>
      left.rendered.release.id < right.rendered.release.id ? -1 : 1,
    ),
  };
}

export function settledRelease(
  { id, namespace }: Release,
  effects: readonly OpenEffect[],
  { detection }: Side,
): SettledRelease {
  const installations = detection.installations.filter(({ release }) => release.id === id);
  return { id, namespace, effects, installations };
}

/** Installations are told about where they are compared; here it is somebody's application, with what it keeps from being seen. */
async function failures(rendered: RenderedRelease, { detection, tree }: Side): Promise<readonly Problem[]> {
  const { release } = rendered;
  if (detection.installations.some(one => one.release.id === release.id)) return [];
  const failed = renderProblem(rendered);
  if (!failed) return rendered.problems;
  const mayHold = await kindsWritten(await contextOf(tree), release.chart);
  return [mayHold.length > 0 ? { ...failed, mayHold } : failed, ...rendered.problems];
}

function byPlace({ resource: a }: Placed, { resource: b }: Placed): number {
  if (a.data.file !== b.data.file) return a.data.file < b.data.file ? -1 : 1;
  return a.data.lineOf([]) - b.data.lineOf([]);
}

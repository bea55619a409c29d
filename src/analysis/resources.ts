/** Everything that configures a mesh on one side: plain files, what the tree's own charts render to, what was exported. */
import { besides } from '../mesh/exported.js';
import type { Problem, Release } from '../model.js';
import type { Placed } from './meshes.js';
import type { AnalysisPorts } from './ports.js';
import type { RenderedRelease } from './releases.js';
import { renderProblem } from './renders.js';
import type { Side } from './side.js';
import { hasOwnResources, templatedResources } from './templates.js';

export interface SideResources {
  /** In order of file and line. */
  readonly resources: readonly Placed[];
  /** Charts of somebody's applications whose resources could not be seen. */
  readonly unrendered: readonly {
    readonly rendered: RenderedRelease;
    readonly problems: readonly Problem[];
  }[];
}

/** @param render each release at most once */
export async function resourcesOf(
  side: Side,
  render: (release: Release) => Promise<RenderedRelease>,
  ports: AnalysisPorts,
): Promise<SideResources> {
  const plain = side.resources.filter(({ origin }) => origin !== 'manifests');
  const resources: Placed[] = plain.map(resource => ({ resource }));
  const unrendered: SideResources['unrendered'][number][] = [];
  const owners = side.detection.releases.map(async release => {
    if (!(await hasOwnResources(release, side.tree))) return;
    const rendered = await render(release);
    const templated = await templatedResources(rendered, side.tree, ports);
    const { environment } = release;
    resources.push(
      ...templated.resources.map(resource => ({
        resource,
        ...(environment === undefined ? {} : { environment }),
      })),
    );
    const problems = [...templated.problems, ...failures(rendered, side)];
    if (problems.length > 0) unrendered.push({ rendered, problems });
  });
  await Promise.all(owners);
  const exported = besides(
    resources.map(({ resource }) => resource),
    side.resources.filter(({ origin }) => origin === 'manifests'),
  );
  return {
    resources: [...resources, ...exported.map(resource => ({ resource }))].toSorted(byPlace),
    unrendered: unrendered.toSorted((left, right) =>
      left.rendered.release.id < right.rendered.release.id ? -1 : 1,
    ),
  };
}

/** Installations are told about where they are compared; here it is somebody's application. */
function failures(rendered: RenderedRelease, { detection }: Side): readonly Problem[] {
  if (detection.installations.some(({ release }) => release.id === rendered.release.id)) return [];
  const failed = renderProblem(rendered);
  return [...(failed ? [failed] : []), ...rendered.problems];
}

function byPlace({ resource: a }: Placed, { resource: b }: Placed): number {
  if (a.data.file !== b.data.file) return a.data.file < b.data.file ? -1 : 1;
  return a.data.lineOf([]) - b.data.lineOf([]);
}

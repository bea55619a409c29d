/** Argo CD's Applications and ApplicationSets as overlays of Kustomize, Flux, other Applications, and whatever carries them bring them. */

import { append } from '../../append.js';
import { groupBy } from '../../grouped.js';
import type { DeployedFolder } from '../../model.js';
import { carriedManifests } from '../carried.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { readFlux } from '../flux/objects.js';
import { homeIn } from '../layered.js';
import { manifestsWith } from '../manifests.js';
import { oncePerTree } from '../once.js';
import { asWritten, type OverlaidManifest, onWays } from '../overlaid.js';
import { unfilledByTerraform } from '../terraform/terraform.js';
import { resolveFromRoot } from '../tree-path.js';
import { type Application, type Applications, readApplication, readApplications } from './applications.js';
import { withFilledVersions } from './filled-version.js';
import { deployedFolder } from './folder.js';

/** Read once per tree: each as often as overlays make something else of it. */
export const overlaidApplications = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<Applications> {
  const written = await readApplications(context);
  const isUnfilled = await unfilledByTerraform(context);
  const manifests = (await manifestsWith(context, ARGO)).filter(
    ({ apiVersion, kind, data }) => isArgo(apiVersion, kind) && !isUnfilled(data),
  );
  // What is not wholly decided is named with the chart that it names.
  const carried = (await carriedManifests(context, ARGO, isArgo)).filter(({ open }) => !open);
  if (manifests.length === 0 && carried.length === 0) return written;
  const deployed = [...(await readFlux(context)).folders, ...foldersOf(context, written.applications)];
  const overlaid = await onWays(context, manifests, isArgo, deployed);
  const found = [...distinct(overlaid.manifests), ...carried.map(asWritten)];
  const applications: Application[] = [];
  for (const manifest of found.filter(({ kind }) => kind === 'Application')) {
    const isCarried = carried.includes(manifest.written);
    const speaks = (text: string): boolean => isCarried || /istio/i.test(text);
    append(applications, await withFilledVersions(context, read(manifest, []), speaks));
  }
  const sets = found
    .filter(({ kind }) => kind === 'ApplicationSet')
    .map(manifest => read(manifest, ['spec', 'template']));
  return { applications, sets, problems: [...written.problems, ...overlaid.problems] };
}

const ARGO = /argoproj\.io/;

function isArgo(apiVersion: string, kind: string): boolean {
  return apiVersion.startsWith('argoproj.io/') && (kind === 'Application' || kind === 'ApplicationSet');
}

/** Folders of this tree that Applications deploy, Applications among what is in them. */
function foldersOf(context: DetectContext, applications: readonly Application[]): readonly DeployedFolder[] {
  return applications.flatMap(application =>
    application.sources.flatMap(source => {
      const path = stringAt(source.data.value, ['path']);
      const folder = path === undefined ? undefined : resolveFromRoot(path);
      if (folder === undefined || folder === '' || context.charts.has(folder)) return [];
      return context.tree.below(folder).length > 0 ? [deployedFolder(application, source, folder)] : [];
    }),
  );
}

/** Ways that make the same of an Application are one; one that they all make the same of is as it is written. */
function distinct(manifests: readonly OverlaidManifest[]): readonly OverlaidManifest[] {
  return [...groupBy(manifests, ({ written }) => written).values()].flatMap(ways => {
    const kinds = new Map(ways.toReversed().map(way => [contentOf(way), way]));
    const [only] = kinds.values();
    if (kinds.size > 1 || !only) return [...kinds.values()].toReversed();
    return [
      isUnchanged(only) ? asWritten(only.written) : { ...only, declared: asWritten(only.written).declared },
    ];
  });
}

function contentOf({ name, namespace, data }: OverlaidManifest): string {
  return JSON.stringify([name, namespace, data.value]);
}

function isUnchanged({ name, data, written }: OverlaidManifest): boolean {
  return data === written.data && name === written.name;
}

function read(manifest: OverlaidManifest, template: readonly string[]): Application {
  const { data, document, base, declared, name, way, writings, embedded } = manifest;
  if (!way)
    return {
      ...readApplication(data, base, document, template),
      // No document of the file holds it.
      ...(embedded ? { homeOf: () => undefined } : {}),
    };
  return {
    ...readApplication(data, [], document, template),
    ...(name === '' ? {} : { name }),
    at: declared,
    homeOf: path => homeIn(writings, path),
  };
}

/**
 * Resources of the mesh in files of values, whoever hands these to a chart that is not at hand: `extraObjects`, `extraDeploy`,
 * `rawResources`. Which chart takes a file is not asked; one of this tree writes them out itself.
 */
import { append } from '../append.js';
import type { EmbeddedManifest } from '../model.js';
import { roleOf } from './ansible/places.js';
import { usedFromOutside } from './aside/samples.js';
import { MESH_RESOURCE } from './chart-relevance.js';
import { isRecord } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { resourcesWithin } from './embedded.js';
import { holds } from './holds.js';
import { isKustomizationPath } from './kustomize/names.js';
import { isWithin } from './tree-path.js';

const isOfTheMesh = holds(MESH_RESOURCE);

export const valuesFiles: Detector = {
  form: 'library-values',
  async detect(context) {
    const manifests: EmbeddedManifest[] = [];
    for (const path of context.candidates) {
      if (!/\.ya?ml$/i.test(path) || isKustomizationPath(path)) continue;
      if (context.charts.isPart(path) || isOfAnsible(path)) continue;
      const text = await context.text(path);
      if (text === undefined || !isOfTheMesh(path, text)) continue;
      if (context.isSetAside(path) && !(await isNamed(context, path))) continue;
      for (const { data } of (await context.yaml(path)).documents) {
        // A chart may take a kind alone as a value.
        if (!isRecord(data.value) || 'apiVersion' in data.value) continue;
        const declared = { file: path, line: data.lineOf([]) };
        append(
          manifests,
          resourcesWithin(data, isForExtras).map(found => ({
            data: found,
            namespace: '',
            declared,
            ofValuesFile: true,
          })),
        );
      }
    }
    return { releases: [], problems: [], manifests };
  },
};

/** A release may be called `archive`, and its folder with it. */
async function isNamed(context: DetectContext, path: string): Promise<boolean> {
  const used = await usedFromOutside(
    context,
    one => one === path,
    [path],
    () => false,
    () => true,
  );
  return used.has(path);
}

/** What tasks make of variables is read there: they may well take away what these hold. */
function isOfAnsible(path: string): boolean {
  const role = roleOf(path);
  const isHandedOn = role !== undefined && isWithin(`${role}/files`, path);
  return (role !== undefined && !isHandedOn) || /(?:^|\/)(?:group|host)_vars\//.test(path);
}

/** Texts are scripts or anything else, unless they stand where charts take whole objects. */
function isForExtras(path: readonly (string | number)[]): boolean {
  return path.some(key =>
    /^(?:extra|raw|additional|custom)|^templates$|(?:objects|resources|manifests)$/i.test(String(key)),
  );
}

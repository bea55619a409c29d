/** Objects that stand inside of something else: scripts' heredocs, Terraform's manifests, templates, objects that carry others. */

import type { DetectContext } from './detector.js';
import { carriedBy, type Manifest, manifest, manifestsWith } from './manifests.js';
import { scriptManifests } from './scripts/manifests.js';
import { templatedDocuments } from './templates/yaml.js';
import { terraformObjects } from './terraform/terraform.js';

/** Those that matter, as far as the tree decides them. Objects that stand by themselves are not among them. */
export async function carriedManifests(
  context: DetectContext,
  pattern: RegExp,
  matters: (apiVersion: string, kind: string) => boolean,
): Promise<readonly Manifest[]> {
  const carried = (await manifestsWith(context, pattern)).flatMap(one => carriedBy(context, one));
  const scripted = await scriptManifests(context, pattern);
  const filled = [...(await terraformObjects(context)), ...(await templatedDocuments(context, pattern))];
  const applied = filled.map(({ data, open }): Manifest => {
    const object = { ...manifest(data, 0, []), embedded: true } as const;
    return open.length > 0 ? { ...object, open } : object;
  });
  return [...carried, ...scripted, ...applied].filter(
    ({ apiVersion, kind, file }) => matters(apiVersion, kind) && !context.isSetAside(file),
  );
}

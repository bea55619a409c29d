/** Charts that write Applications, and that are filled with another file of values in each environment. */
import type { ValuesLayer } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { inFolder } from '../tree-path.js';
import { valuesFileLayer } from '../values/file.js';

/** More environments than a chart without defaults has files for. */
const MAX_ENVIRONMENTS = 30;

/**
 * A chart that has no values of its own, and files of values for environments beside it (`values-prod.yaml`), is deployed with
 * one of them in each.
 */
export async function environmentsOf(
  context: DetectContext,
  folder: string,
): Promise<readonly { readonly variant: string; readonly layer: ValuesLayer }[]> {
  if (context.tree.has(inFolder(folder, 'values.yaml'))) return [];
  const found: { variant: string; layer: ValuesLayer }[] = [];
  for (const path of context.tree.below(folder)) {
    const variant = ENVIRONMENT.exec(path.slice(folder === '' ? 0 : folder.length + 1))?.[1];
    if (variant === undefined) continue;
    const read = await valuesFileLayer(context, path, 'file');
    if (!read.ok || found.length >= MAX_ENVIRONMENTS) return [];
    found.push({ variant, layer: read.layer });
  }
  return found;
}

const ENVIRONMENT = /^values[-_.](?!(?:examples?|samples?|template|schema)\.)([\w-]+)\.ya?ml$/i;

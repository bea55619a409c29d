/**
 * Charts that a script installs from a registry on the machine itself (`helm install mesh museum/istiod`, where
 * `helm repo add museum http://127.0.0.1:8080`): what is served there was packed before, out of the tree if that has such a chart.
 */
import type { NamedChart } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { folderOf } from '../tree-path.js';

const HERE = /^(?:https?|oci):\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/i;
/** More charts than a repository of charts has. */
const MAX_CHARTS = 1000;

/**
 * The folder of the only chart of the tree that is called so.
 * @param version that is asked for
 */
export async function servedFromTree(
  context: DetectContext,
  { name, repository = '' }: NamedChart,
  version: string | undefined,
): Promise<string | undefined> {
  if (!HERE.test(repository)) return undefined;
  const [first, ...others] = (await foldersByName(context)).get(name) ?? [];
  if (first === undefined || others.length > 0) return undefined;
  const own = version === undefined ? undefined : (await context.chart(first))?.chart.version;
  return own === version || version === undefined ? first : undefined;
}

const foldersByName = oncePerTree(readNames);

/** Charts that are no part of others, by their names. */
async function readNames(context: DetectContext): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  const outer = context.charts.folders.filter(
    folder => context.charts.holding(folderOf(folder)) === undefined,
  );
  for (const folder of outer.slice(0, MAX_CHARTS)) {
    const text = (await context.text(`${folder}/Chart.yaml`)) ?? '';
    const name = /^name:[ \t]*["']?([\w.-]{1,100})["']?[ \t]*(?:#.*)?$/m.exec(text)?.[1];
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), folder]);
  }
  return found;
}

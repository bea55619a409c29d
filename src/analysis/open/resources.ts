/** Resources of a chart that are there only with some of the values that the tree leaves open. */
import type { Condition, MeshResource, OpenValue, RenderedDocument, Tree } from '../../model.js';
import type { AnalysisPorts } from '../ports.js';
import type { RenderedRelease } from '../releases.js';
import { templatedResources } from '../templates.js';
import type { ComingDocument, OpenEffect } from './effects.js';

/**
 * The resources of a rendered release with what each hangs on: those that are there as it stands, and those that are there
 * with another value.
 */
export async function withConditions(
  resources: readonly MeshResource[],
  rendered: RenderedRelease,
  effects: readonly OpenEffect[],
  tree: Tree,
  ports: AnalysisPorts,
): Promise<readonly MeshResource[]> {
  const coming = effects.flatMap(({ open, coming: own }) => own.map(one => ({ open, ...one })));
  if (coming.length === 0) return resources;
  const held = resources.map(resource => {
    const found = coming.find(({ request, document }) => !request && isSame(resource, document));
    return found ? { ...resource, condition: conditionOf(found.open, found) } : resource;
  });
  const others = await Promise.all(
    coming.map(async one => {
      const { request, rendering } = one;
      if (!request || !rendering) return [];
      const { resources: traced } = await templatedResources(
        { ...rendered, request, rendering },
        tree,
        ports,
      );
      return traced.flatMap(resource =>
        isSame(resource, one.document) ? { ...resource, condition: conditionOf(one.open, one) } : [],
      );
    }),
  );
  return [...held, ...others.flat()];
}

/** What has to hold for a document to be there. */
function conditionOf({ path, at, condition }: OpenValue, { on, request }: ComingDocument): Condition {
  if (condition) return request ? { ...condition, what: denied(condition.what) } : condition;
  const key = `\`${path.join('.')}\``;
  const what = on.true === on.false ? `${key} is set so` : on.true ? `${key} is true` : `${key} is not true`;
  return { what, file: at.file, line: at.line };
}

function denied(what: string): string {
  return / is true$/.test(what) && !what.includes(' and ')
    ? what.replace(/ is true$/, ' is not true')
    : `not: ${what}`;
}

function isSame({ kind, name, value }: MeshResource, { value: document }: RenderedDocument): boolean {
  const metadata = (document.metadata ?? {}) as Record<string, unknown>;
  const own = (value.metadata ?? {}) as Record<string, unknown>;
  return document.kind === kind && metadata.name === name && metadata.namespace === own.namespace;
}

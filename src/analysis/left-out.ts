/**
 * Charts beside Istio's that a release brings along and that can't be had: the rest is rendered without them, and what their
 * values hold of the mesh is read from there, as charts like `raw` write out what they are given.
 */
import { resourcesWithin } from '../detect/embedded.js';
import { mergedValues } from '../detect/values/values.js';
import { resourceFrom } from '../mesh/resource.js';
import type { ChartDependency, DataPath, MeshResource, Release } from '../model.js';

/** Beginnings of resources that rules look at, as JSON or YAML inside of a text. */
const BEGINNINGS =
  /apiVersion(?:\\?")?\s*:\s*(?:\\?")?(?:(?:networking|security|telemetry|extensions)\.istio\.io|(?:gateway|inference)\.networking\.(?:x-)?k8s\.io)\//g;

/** True for a foreign chart of whose values every resource can be read without it. */
export function canBeLeftOut(release: Release, dependency: ChartDependency, below: DataPath): boolean {
  if (dependency.chart !== undefined || dependency.tree || dependency.archive !== undefined) return false;
  const begun = JSON.stringify(mergedValues(release.values, below)).match(BEGINNINGS)?.length ?? 0;
  return begun === resourcesOfLeftOut(release, [below]).length;
}

/** The resources among the values of charts that were left out. */
export function resourcesOfLeftOut(release: Release, leftOut: readonly DataPath[]): readonly MeshResource[] {
  return leftOut.flatMap(below =>
    release.values.flatMap(layer => {
      if (layer.kind !== 'document' || layer.below !== undefined) return [];
      return resourcesWithin(layer.data.at(below)).flatMap(
        data => resourceFrom(data, 'embedded', release.namespace) ?? [],
      );
    }),
  );
}

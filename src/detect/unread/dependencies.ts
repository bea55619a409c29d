/** Dependencies of charts that speak of Istio and are none of its own charts: what another version of one installs is not known. */
import type { Tree } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { isBroughtAlong } from '../aside/set-aside.js';
import { speaksOfIstio } from '../chart-reference.js';
import { contextOf } from '../context.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { foreignChart } from '../istio/former-charts.js';
import { inFolder } from '../tree-path.js';
import type { UnreadForm } from './forms.js';
import { otherValuesFiles } from './values.js';

/** Keys of values that Istio's own charts take. */
const OF_MESH =
  /"(?:meshConfig|istiod|ztunnel)":\{|"pilot":\{"(?:env|autoscale\w*|replicaCount|traceSampling|resources|cni|image)"/;

/** Of the chart's own files, those that hold such values for a chart that it brings along. */
async function valuesOf(context: DetectContext, folder: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const file of [inFolder(folder, 'values.yaml'), ...otherValuesFiles(context, folder)]) {
    if (!context.tree.has(file)) continue;
    const text = await context.text(file);
    if (text === undefined || !/meshConfig|pilot|istiod|ztunnel/.test(text)) continue;
    for (const { data } of (await context.yaml(file)).documents) found.push(data.value);
  }
  return found;
}

const METADATA = ['Chart.yaml', 'requirements.yaml'];

export async function unreadDependencies(tree: Tree): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const found: UnreadForm[] = [];
  for (const folder of context.charts.folders) {
    const files = METADATA.map(name => inFolder(folder, name));
    if (files.some(file => context.isSetAside(file) || isBroughtAlong(file))) continue;
    const texts = await Promise.all(
      files.map(async file => (tree.has(file) ? context.text(file) : undefined)),
    );
    const values = await valuesOf(context, folder);
    if (!texts.some(text => text !== undefined && namesIstio(text)) && values.length === 0) continue;
    for (const { name, key, repository, version, at, chart, tree: inTree } of (await context.chart(folder))
      ?.chart.dependencies ?? []) {
      if (chart !== undefined || inTree !== undefined) continue;
      if (
        !speaksOfIstio({ name }) &&
        !values.some(one => OF_MESH.test(JSON.stringify(valueAt(one, [key])) ?? ''))
      )
        continue;
      found.push({
        what: `dependency ${name} ${version ?? ''}`.trimEnd(),
        why: foreignChart(name, repository),
        ...at,
        fingerprint: fingerprintOf([at.file, name, repository, version]),
        weak: true,
      });
    }
  }
  return found;
}

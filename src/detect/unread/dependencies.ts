/** Dependencies of charts that speak of Istio and are none of its own charts: what another version of one installs is not known. */
import type { Tree } from '../../model.js';
import { isBroughtAlong, isSetAside } from '../aside/set-aside.js';
import { speaksOfIstio } from '../chart-reference.js';
import { contextOf } from '../context.js';
import { namesIstio } from '../declaring-text.js';
import { fingerprintOf } from '../fingerprint.js';
import { foreignChart } from '../istio/former-charts.js';
import { inFolder } from '../tree-path.js';
import type { UnreadForm } from './forms.js';

const METADATA = ['Chart.yaml', 'requirements.yaml'];

export async function unreadDependencies(tree: Tree): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const found: UnreadForm[] = [];
  for (const folder of context.charts.folders) {
    const files = METADATA.map(name => inFolder(folder, name));
    if (files.some(file => isSetAside(file) || isBroughtAlong(file))) continue;
    const texts = await Promise.all(
      files.map(async file => (tree.has(file) ? context.text(file) : undefined)),
    );
    if (!texts.some(text => text !== undefined && namesIstio(text))) continue;
    for (const { name, repository, version, at, chart, tree: inTree } of (await context.chart(folder))?.chart
      .dependencies ?? []) {
      if (chart !== undefined || inTree !== undefined || !speaksOfIstio({ name })) continue;
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

/**
 * Charms of Juju that carry an istioctl, and install with it what they are deployed for: the release is that of the archive
 * (https://documentation.ubuntu.com/charmcraft/stable/reference/files/charmcraft-yaml-file/#parts).
 */
import { startOf } from '../yaml/positioned.js';
import { isRecord, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import type { ChartMention } from './istio/named-charts.js';
import { baseName } from './tree-path.js';

const ARCHIVE = /\/istio\/istio\/releases\/download\/([^/\s]{1,60})\/istio/;

export async function charms(context: DetectContext): Promise<readonly Omit<ChartMention, 'isListed'>[]> {
  const found: Omit<ChartMention, 'isListed'>[] = [];
  for (const path of context.candidates) {
    if (baseName(path) !== 'charmcraft.yaml' || context.isSetAside(path)) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      const { parts } = isRecord(data.value) ? data.value : {};
      for (const name of Object.keys(isRecord(parts) ? parts : {})) {
        const source = ['parts', name, 'source'];
        const version = ARCHIVE.exec(stringAt(data.value, source) ?? '')?.[1];
        if (version === undefined) continue;
        const at = startOf(data, source);
        // It installs the whole mesh: its control plane stands for it.
        found.push({ tool: 'Juju', chart: { name: 'istiod' }, version, at, declared: at });
      }
    }
  }
  return found;
}

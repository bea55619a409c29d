/** Image tags that a kustomization forces on what a chart of Istio brings along. */
import type { Problem } from '../../model.js';
import { listAt, stringAt } from '../data.js';
import { istioVersionOf } from '../istio-version.js';
import type { Manifest } from '../manifests.js';

const IMAGES: Readonly<Record<string, RegExp>> = {
  istiod: /(^|\/)(pilot|proxyv2)$/,
  gateway: /(^|\/)proxyv2$/,
  cni: /(^|\/)install-cni$/,
  ztunnel: /(^|\/)ztunnel$/,
};

/** A tag that is not the chart's version: half a bump. */
export function forcedTags(manifest: Manifest, chart: string, version: string | null): readonly Problem[] {
  const pattern = Object.hasOwn(IMAGES, chart) ? IMAGES[chart] : undefined;
  const { data } = manifest;
  const problems: Problem[] = [];
  for (const [index, entry] of listAt(data.value, ['images']).entries()) {
    const image = stringAt(entry, ['name']) ?? '';
    const tag = stringAt(entry, ['newTag']);
    if (tag === undefined || !pattern?.test(image) || version === null) continue;
    if (istioVersionOf(tag) === istioVersionOf(version)) continue;
    problems.push({
      what: `image ${image}`,
      why: `half a bump: \`newTag: ${tag}\` while the chart ${chart} is ${version}; judged as ${version}`,
      file: manifest.file,
      line: data.lineOf(['images', index, 'newTag']),
      blocking: false,
      halfBump: { chart, version: tag, judged: version, effect: 'other-image' },
    });
  }
  return problems;
}

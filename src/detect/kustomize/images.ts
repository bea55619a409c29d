/** `images` of a kustomization: the tags and names that it gives to images, and half bumps that come of it. */
import type { Positioned, Problem } from '../../model.js';
import { positionedAt, startOf } from '../../yaml/positioned.js';
import { listAt, stringAt } from '../data.js';
import { imagesOfChart, istioImage } from '../istio/images.js';
import { istioVersionOf } from '../istio/version.js';
import type { Written } from '../layered.js';
import { halfBump } from '../pairing/half-bump.js';
import { matchesWhole } from './pattern.js';

/**
 * The image that a list of `images` makes of another, where that is written; undefined where none of them is meant.
 * Names are patterns. Source: https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.5.0/api/internal/image/image.go
 */
export function renamedImage(image: Written, images: Positioned): Positioned | undefined {
  const { name, tag, digest } = splitImage(String(image.value));
  for (const [index, entry] of listAt(images.value, []).entries()) {
    const pattern = stringAt(entry, ['name']) ?? '';
    if (pattern === '' || matchesWhole(pattern, name) !== true) continue;
    const field = (key: string): string | undefined => stringAt(entry, [key]) || undefined;
    const newDigest = field('digest');
    const newTag = field('newTag');
    const keptDigest = newTag === undefined ? digest : undefined;
    const suffix = newDigest
      ? `@${newDigest}`
      : `${(newTag ?? tag) ? `:${newTag ?? tag}` : ''}${keptDigest ? `@${keptDigest}` : ''}`;
    const decides = ['digest', 'newTag'].find(key => field(key) !== undefined);
    if (decides === undefined && field('newName') === undefined) return undefined;
    // Another name leaves the version where it is written.
    const at = decides === undefined ? image : startOf(images.at([index, decides]));
    return positionedAt(at.file, at.line, `${field('newName') ?? name}${suffix}`);
  }
  return undefined;
}

/** `registry/name:tag@digest`, part by part. */
export function splitImage(image: string): {
  name: string;
  tag: string | undefined;
  digest: string | undefined;
} {
  const [bare = '', digest] = image.split('@', 2);
  const cut = bare.lastIndexOf(':');
  if (cut <= bare.lastIndexOf('/')) return { name: bare, tag: undefined, digest };
  return { name: bare.slice(0, cut), tag: bare.slice(cut + 1), digest };
}

/** A tag that is not the chart's version: half a bump. */
export function forcedTags(data: Positioned, chart: string, version: string | null): readonly Problem[] {
  const own = imagesOfChart(chart);
  const problems: Problem[] = [];
  for (const [index, entry] of listAt(data.value, ['images']).entries()) {
    const image = stringAt(entry, ['name']) ?? '';
    const name = istioImage(image);
    const tag = stringAt(entry, ['newTag']);
    if (tag === undefined || name === undefined || !own.includes(name) || version === null) continue;
    if (istioVersionOf(tag) === istioVersionOf(version)) continue;
    const why = `\`newTag: ${tag}\` while the chart ${chart} is ${version}; judged as ${version}`;
    problems.push(
      halfBump(
        { chart, version: tag, judged: version, effect: 'other-image' },
        { what: `image ${image}`, why, at: startOf(data.at(['images', index, 'newTag'])) },
      ),
    );
  }
  return problems;
}

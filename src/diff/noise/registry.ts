/** Every layer of noise. A new one is a file and a line here. */
import type { LeafChange } from '../leaf.js';
import { checksums } from './checksums.js';
import { imageTags } from './images.js';
import { operatorLabels, recommendedLabels, versionLabels } from './labels.js';
import type { NoiseLayer } from './layer.js';
import { versionValues } from './versions.js';

const LAYERS: readonly NoiseLayer[] = [
  versionLabels,
  recommendedLabels,
  operatorLabels,
  imageTags,
  versionValues,
  checksums,
];

/** The name of the layer that a change belongs to; undefined where it matters. */
export function noiseOf(change: LeafChange): string | undefined {
  return LAYERS.find(layer => layer.holds(change))?.name;
}

/** Every classifier, most decisive first: the first that knows a change judges it. A new one is a file and a line here. */
import type { LeafChange } from '../leaf.js';
import { availability } from './availability.js';
import type { Classifier, Judgement } from './classifier.js';
import { crdSchema } from './crd-schema.js';
import { images } from './images.js';
import { immutable } from './immutable.js';
import { injection } from './injection.js';
import { meshConfig } from './mesh-config.js';
import { metadata } from './metadata.js';
import { network } from './network.js';
import { other } from './other.js';
import { rbac } from './rbac.js';
import { resources } from './resources.js';
import { security } from './security.js';
import { webhook } from './webhook.js';

const CLASSIFIERS: readonly Classifier[] = [
  immutable,
  crdSchema,
  rbac,
  webhook,
  injection,
  resources,
  meshConfig,
  security,
  network,
  availability,
  images,
  metadata,
];

export function judge(change: LeafChange): Judgement {
  for (const classify of CLASSIFIERS) {
    const judgement = classify(change);
    if (judgement) return judgement;
  }
  return other(change);
}

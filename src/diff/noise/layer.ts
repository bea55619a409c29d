import type { LeafChange } from '../leaf.js';

/** One kind of change that says nothing about what the cluster will do. Counted by name, never dropped. */
export interface NoiseLayer {
  readonly name: string;
  holds(change: LeafChange): boolean;
}

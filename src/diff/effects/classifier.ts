import type { Effect } from '../../model.js';
import type { LeafChange, Risk } from '../leaf.js';

/** What a change means. */
export interface Judgement {
  readonly effect: Effect;
  readonly risk: Exclude<Risk, 'none'>;
  /** In words, where path and values don't say it. */
  readonly note?: string;
}

/** Says what a change means where it is of the classifier's kind; undefined: some other classifier's. */
export type Classifier = (change: LeafChange) => Judgement | undefined;

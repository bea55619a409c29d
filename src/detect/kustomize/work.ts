/** How much work building the kustomizations of one tree may be: they can ask for more than any machine can do. */
import type { Positioned } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { listAt, recordAt } from '../data.js';
import type { Built, BuiltObject, Gap } from './objects.js';

/** Some ten times what the largest of honest trees need. */
const MAX_WORK = 4_000_000;

/** What it costs to read one of the writings of an object: they are merged first. */
const READING = 10;

/** What a component costs besides, with no objects at all, too. */
const COMPONENT = 100;

const WHY =
  'kustomizations here ask for more than can be followed: what they take in and change is left out from here on';

export class Work {
  private left = MAX_WORK;
  private isTold = false;

  /**
   * Takes what it costs to go over objects; each of them counts with what it is made of.
   * @returns false where it is too much: from then on, nothing more is done
   */
  take(objects: readonly BuiltObject[], times = 1): boolean {
    let cost = 1;
    for (const { object, earlier } of objects)
      cost += 1 + (earlier?.length ?? 0) + READING * object.length * times;
    return this.visit(cost);
  }

  /** The same for a component over them. */
  takeComponent(objects: readonly BuiltObject[]): boolean {
    return this.visit(COMPONENT) && this.take(objects);
  }

  /** The same for taking in another build. */
  takeIn({ objects, ...sets }: Built): boolean {
    return this.visit(Object.values(sets).reduce((sum, { size }) => sum + size, objects.length));
  }

  visit(count: number): boolean {
    this.left -= count;
    return this.left >= 0;
  }

  get isSpent(): boolean {
    return this.left < 0;
  }

  /** What the reader is told, once: at the first kustomization of which something was left out. */
  gapsAt(settings: Positioned): readonly Gap[] {
    if (!this.isSpent || this.isTold) return [];
    this.isTold = true;
    return [{ why: WHY, at: startOf(settings) }];
  }
}

/** Entries of the lists of a kustomization by which each of its objects goes. */
export function settingsPerObject({ value }: Positioned): number {
  const lists = ['labels', 'replicas', 'images'].map(key => listAt(value, [key]).length);
  const texts = ['commonLabels', 'commonAnnotations'].map(
    key => Object.keys(recordAt(value, [key]) ?? {}).length,
  );
  return [...lists, ...texts].reduce((sum, count) => sum + count);
}

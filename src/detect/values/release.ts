/** The values of one release, collected layer by layer, with what the tree leaves open of them. */
import { append } from '../../append.js';
import type { OpenPath } from '../../evaluated/plain.js';
import type { ChartReference, OpenValue, Position, Problem, ValuesLayer } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { valuesFileLayer } from './file.js';
import { openOutcome } from './open.js';

export interface ReleaseValues {
  readonly layers: readonly ValuesLayer[];
  readonly problems: readonly Problem[];
  /** They may be anything besides. */
  readonly unknown: boolean;
  readonly open: readonly OpenValue[];
}

/** What every form collects in the same way; each knows by itself in which order its tool takes values. */
export class ValuesCollector implements ReleaseValues {
  readonly layers: ValuesLayer[] = [];
  readonly problems: Problem[] = [];
  readonly open: OpenValue[] = [];
  unknown = false;

  /**
   * @param whose what they are the values of, in words: `release istiod`
   * @param chart whose values they are; absent: one of Istio's own
   */
  constructor(
    protected readonly context: DetectContext,
    private readonly whose: string,
    private readonly chart?: ChartReference,
  ) {}

  /** Keys that the tree does not decide; where one may decide behaviour, what is set can't be told. */
  addOpen(open: readonly OpenPath[], at: Position): void {
    const outcome = openOutcome(`values of ${this.whose}`, open, at, this.chart);
    this.unknown ||= outcome.unknown;
    append(this.open, outcome.open);
    append(this.problems, outcome.problems);
  }

  /** A values file of the tree. */
  protected async addLayerOf(path: string): Promise<void> {
    const result = await valuesFileLayer(this.context, path);
    if (result.ok) {
      this.layers.push(result.layer);
      return;
    }
    this.unknown = true;
    this.problems.push(result.problem);
  }
}

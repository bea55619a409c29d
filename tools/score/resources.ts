/** Which DestinationRules a check points at, beside those that a careful reader would: by the rule `auto-sni`. */
import { devNull } from 'node:os';
import type { Exposure, Report, Tree } from '../../src/model.js';
import { analyse } from './analyse.js';

export interface ExpectedRule {
  readonly name: string;
  /** Where somebody would mend it, first and last line; any of them is as good. */
  readonly places: readonly {
    readonly file: string;
    readonly lines: readonly [first: number, last: number];
  }[];
}

export interface ExpectedResources {
  /** Those that open TLS without `sni` in an environment that is upgraded. */
  readonly exposed: readonly ExpectedRule[];
}

interface Named {
  readonly exposure: Exposure;
  readonly file: string;
  readonly line: number;
}

/** None of Istio's charts are needed: what is asked for is whose a rule is, and how it is applied. */
export function reportOn(
  { before, after }: { readonly before: Tree; readonly after: Tree },
  helm: string | undefined,
): Promise<Report> {
  return analyse(before, after, devNull, helm);
}

/** One line for each thing that is wrong; a rule that is only asked about is found. */
export function compareResources({ exposed }: ExpectedResources, { findings }: Report): readonly string[] {
  const named: readonly Named[] = findings
    .filter(({ rule }) => rule === 'auto-sni')
    .flatMap(({ exposure, locations }) => locations.map(({ file, line }) => ({ exposure, file, line })));
  const isAt = ({ places }: ExpectedRule, one: Named): boolean =>
    places.some(
      ({ file, lines: [first, last] }) => one.file === file && first <= one.line && one.line <= last,
    );
  const missed = exposed.filter(rule => !named.some(one => isAt(rule, one)));
  const extras = named.filter(one => one.exposure === 'exposed' && !exposed.some(rule => isAt(rule, one)));
  return [
    ...missed.map(
      ({ name, places }) => `missed: ${name} at ${places[0]?.file}:${places[0]?.lines.join('-')}`,
    ),
    ...[...new Set(extras.map(({ file, line }) => `extra: ${file}:${line}`))],
  ];
}

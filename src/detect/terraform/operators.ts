/** Istio's operator where Terraform installs it: what its version is, IstioOperators without a tag get. */
import { type EvaluatedEntry, textOf } from '../../evaluated/value.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { releaseOfOperatorChart } from '../istio-operator/operator-image.js';
import type { ChartUse } from './uses.js';

const OPERATOR = /(^|\/)istio-operator\/?$/;

export function installsOperator({ arguments: given }: ChartUse): boolean {
  return OPERATOR.test(textOf(given.get('chart')?.value) ?? '');
}

/** From the version that the use names, or from the folder of the release that the chart is taken out of. */
export function operatorVersion(use: ChartUse): DecidedVersion | undefined {
  if (!installsOperator(use)) return undefined;
  const given = use.arguments;
  const chart = given.get('chart');
  const named = given.get('version');
  const exact = releaseOfOperatorChart(textOf(named?.value)?.trim());
  if (named && exact !== null) return { version: exact, at: named.value.at };
  for (const entry of [chart, given.get('repository')]) {
    const version = /(?:^|\/)istio-v?(\d+\.\d+\.\d+)(?:\/|$)/.exec(textOf(entry?.value) ?? '')?.[1];
    if (entry && version !== undefined) return { version, at: writtenAt(entry, version) };
  }
  return undefined;
}

/** Where what a path is filled in with is written. */
function writtenAt({ value, at }: EvaluatedEntry, version: string) {
  const filled = value.kind === 'scalar' ? value.filled : undefined;
  return filled?.find(({ text }) => text.includes(version))?.at ?? at;
}

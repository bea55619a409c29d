/**
 * Charts that code declares by what it makes, whose repository needs no word: add-ons of EKS Blueprints, objects of the Sail operator, and
 * what Nix fetches.
 */

import { isTestName } from '../../tree/candidates.js';
import { ISTIO_REPOSITORY, readChartReference } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { isChartName, isDistinctive } from '../istio/charts.js';
import { UNPACKED, unpackedChart } from '../istio/release-folder.js';
import type { NixCharts } from '../nix/charts.js';
import { addOnsIn } from './addons.js';
import { constantIn } from './constants.js';
import { decide, openWord, placeOf, type Said, type Source } from './decided.js';
import type { CodeEvidence } from './evidence.js';
import { noteWhy } from './item-switches.js';
import { literalIn, type Piece } from './literals.js';
import { leaveMore } from './more.js';
import { sailObjectsIn } from './objects.js';
import { releaseFoldersIn } from './release-folders.js';
import { offAt } from './switches.js';

/** Of sets of Nix; a name that only Istio's chart has needs no repository that is known. */
export function ofNix(context: DetectContext, { charts }: NixCharts, tool: string): readonly CodeEvidence[] {
  return charts.flatMap(({ name, repository, version, at, declared, offBy }) => {
    const chart = readChartReference(name, repository);
    const isKnown = chart.repository !== undefined || isDistinctive(name);
    const own = /^v?(\d+\.\d+\.\d+.*)$/.exec(version ?? '')?.[1];
    if (!isKnown || !isChartName(chart.name)) return [];
    const why =
      offBy && `it is only there where \`${offBy}\` is on, which is off by itself and which no file turns on`;
    noteWhy(context, chart.name, declared, why);
    return [{ tool, chart, version: own ?? openWord('version'), at, declared }];
  });
}

const OF_OPERATOR = 'none is given: the operator’s own default counts';

/** Add-ons and objects of the operator that a program makes. */
export async function madeIn(source: Source): Promise<readonly CodeEvidence[]> {
  const addOns = /\.[mc]?[jt]s$/.test(source.path) ? await ofAddOns(source) : [];
  return /\.(?:[mc]?[jt]sx?|py|go)$/.test(source.path)
    ? [...addOns, ...(await ofSail(source)), ...(await ofReleaseFolders(source))]
    : addOns;
}

/** Of a release that is unpacked where the program runs; what the tree holds of one is read as charts of the tree. */
async function ofReleaseFolders(source: Source): Promise<readonly CodeEvidence[]> {
  const { context, path, tool, text } = source;
  if (isTestName(path)) return [];
  const found: CodeEvidence[] = [];
  for (const { chart, index } of releaseFoldersIn(text, () => leaveMore(context, { path, text }))) {
    if (context.charts.folders.some(folder => unpackedChart(folder)?.name === chart.name)) continue;
    const at = placeOf(path, text, index);
    const off = await offAt(source, index);
    found.push({
      tool,
      chart: { name: chart.name, repository: chart.repository, unpacked: true },
      declared: at,
      ...off,
      version: undefined,
      at,
      look: UNPACKED,
    });
  }
  return found;
}

/** Of the Sail operator, which knows the repository. */
async function ofSail(source: Source): Promise<readonly CodeEvidence[]> {
  const { context, path, tool, text } = source;
  const found: CodeEvidence[] = [];
  for (const { chart: name, kind, index, version, isOpen } of sailObjectsIn(text, () =>
    leaveMore(context, { path, text }),
  )) {
    const declared = placeOf(path, text, index);
    const chart = readChartReference(name, ISTIO_REPOSITORY);
    const look = isOpen ? `what is asked of its ${kind} is put together elsewhere` : OF_OPERATOR;
    const decided = version && (await decide(source, saidBy(version), undefined));
    const off = await offAt(source, index);
    found.push({ tool, chart, declared, ...off, ...(decided ?? { version: undefined, at: declared, look }) });
  }
  return found;
}

const OF_LIBRARY = 'none is given, so that the version of eks-blueprints says which one is taken';

/** Of EKS Blueprints, which know the repository. */
async function ofAddOns(source: Source): Promise<readonly CodeEvidence[]> {
  const { context, path, tool, text, scope } = source;
  const found: CodeEvidence[] = [];
  for (const { chart: name, index, version, settings } of addOnsIn(text, () =>
    leaveMore(context, { path, text }),
  )) {
    const declared = placeOf(path, text, index);
    const chart = readChartReference(name, ISTIO_REPOSITORY);
    const decided = version && (await decide(source, saidBy(version), undefined));
    const other = settings === undefined ? undefined : constantIn(scope, `${settings}.version`);
    const open = settings
      ? { version: openWord(`${settings}.version`), at: declared }
      : { version: undefined, at: declared, look: OF_LIBRARY };
    found.push({ tool, chart, declared, ...(await offAt(source, index)), ...(decided ?? other ?? open) });
  }
  return found;
}

function saidBy({ text, start }: Piece): Said {
  const literal = literalIn(text);
  return { word: literal ?? text, isQuoted: literal !== undefined, start, index: start };
}

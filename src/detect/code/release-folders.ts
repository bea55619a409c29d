/**
 * Charts of a release of Istio that a program has unpacked, where their path is put together: `path.Join(dir, "manifests/charts/base")`,
 * `os.path.join(release, "manifests", …)` aside.
 */
import { type ReleaseFolderChart, unpackedChart } from '../istio/release-folder.js';
import type { TellMore } from '../limits.js';
import { around } from './spans.js';

const FOLDER =
  /["'`/](manifests\/charts\/(?:base|istio-control\/istio-discovery|istio-cni|ztunnel|gateways?(?:\/istio-(?:in|e)gress)?))\/?["'`]/g;
/** What stands around it that takes charts. */
const TAKES_CHART = /[cC]hart|\bloader\.Load|\bhelm\b/;
/** More of them than a program installs. */
const MAX_FOLDERS = 200;
/** The name of the call around stands within this. */
const MAX_BEFORE = 80;

export interface FolderOfRelease {
  readonly chart: ReleaseFolderChart;
  readonly index: number;
}

/** @param text of a file, without comments */
export function releaseFoldersIn(text: string, more: TellMore): readonly FolderOfRelease[] {
  const found: FolderOfRelease[] = [];
  for (const match of text.matchAll(FOLDER)) {
    const chart = unpackedChart(match[1] ?? '');
    const span = around(text, match.index);
    const beside = text.slice(Math.max(0, span.start - MAX_BEFORE), span.start + span.text.length);
    if (!chart || !TAKES_CHART.test(beside.replaceAll('manifests/charts', ''))) continue;
    // What is named as a whole is read as the chart that it is.
    if (
      /\b[cC]hart\w{0,10}["']?\s{0,9}(?::=|[:=])\s{0,9}["'`]?$/.test(
        text.slice(Math.max(0, match.index - 40), match.index + 1),
      )
    )
      continue;
    if (found.length >= MAX_FOLDERS) {
      more();
      break;
    }
    found.push({ chart, index: match.index });
  }
  return found;
}

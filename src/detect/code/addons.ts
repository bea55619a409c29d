/**
 * Add-ons of EKS Blueprints for the CDK, each of which installs a chart of Istio: `new IstioControlPlaneAddOn({ version: "1.22.2" })`.
 * The library has a version of its own for each, which the tree doesn't say.
 * Source: https://aws-quickstart.github.io/cdk-eks-blueprints/addons/istio-control-plane/
 */

import type { IstioChart } from '../../model.js';
import type { TellMore } from '../limits.js';
import { fieldAmong, openOf, type Piece, piecesOf, trimmed } from './literals.js';

const LIBRARY = /\beks-blueprints\b/;
const ADD_ON = /\bnew\s{1,9}(?:\w{1,60}\.){0,4}Istio(Base|ControlPlane|Cni|IngressGateway)Add[oO]n\s{0,9}\(/g;
const CHARTS: ReadonlyMap<string, IstioChart> = new Map([
  ['Base', 'base'],
  ['ControlPlane', 'istiod'],
  ['Cni', 'cni'],
  ['IngressGateway', 'gateway'],
]);
/** More than a program adds. */
const MAX_ADD_ONS = 1000;

export interface AddOn {
  readonly chart: IstioChart;
  /** Where it is made. */
  readonly index: number;
  /** What it is told of its version: that as it is written, or the name of an object that may say one. */
  readonly version?: Piece;
  readonly settings?: string;
}

/** @param text of a file, without comments */
export function addOnsIn(text: string, more: TellMore): readonly AddOn[] {
  if (!LIBRARY.test(text)) return [];
  const found: AddOn[] = [];
  for (const match of text.matchAll(ADD_ON)) {
    const chart = CHARTS.get(match[1] ?? '');
    if (chart === undefined) continue;
    if (found.length >= MAX_ADD_ONS) {
      more();
      break;
    }
    const [settings] = piecesOf(text, match.index + match[0].length - 1);
    found.push({ chart, index: match.index, ...(settings ? versionOf(text, settings) : {}) });
  }
  return found;
}

function versionOf(text: string, settings: Piece): Pick<AddOn, 'version' | 'settings'> {
  const written = settings.text.trim();
  const open = written.startsWith('{') ? openOf(settings) : undefined;
  if (open === undefined) return { settings: written };
  const pieces = piecesOf(text, open);
  const version = fieldAmong(pieces, 'version');
  if (version) return { version: trimmed(version) };
  // `{ ...settings }`
  const spread = pieces.map(piece => /^\s*\.{3}\s*([\w$.]{1,100})\s*$/.exec(piece.text)?.[1]);
  const from = spread.findLast(one => one !== undefined);
  return from === undefined ? {} : { settings: from };
}

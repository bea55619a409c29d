/** A chart that rendered before and refuses the author's own values after: the deploy will fail. */

import type { InstallationState } from '../behaviour/state.js';
import { lookup } from '../detect/values/values.js';
import { escapeForRegExp } from '../escape-regexp.js';
import type { Facts } from '../knowledge/facts.js';
import type { DataPath, Finding, Position, Upgrade, ValuesLayer } from '../model.js';
import { renderRemedies } from './render-remedies.js';

/** Messages of Istio's charts that speak of one key of the values, and that key. Source: zzz_profile.yaml of the charts. */
const SPOKEN_OF: readonly { readonly says: RegExp; readonly keys: readonly DataPath[] }[] = [
  {
    says: /unknown compatibility version/i,
    keys: [['compatibilityVersion'], ['global', 'compatibilityVersion']],
  },
  { says: /unknown profile/i, keys: [['profile'], ['global', 'profile']] },
  { says: /unknown platform/i, keys: [['platform'], ['global', 'platform']] },
];

/** The finding, at the line of the value behind the failure where the chart's message tells, else at the version. */
export function renderFails(
  upgrade: Upgrade,
  after: InstallationState,
  message: string,
  siblings: readonly InstallationState[],
  facts: Facts,
  mesh: readonly InstallationState[] = siblings,
): Finding {
  const place = culprit(after, message) ?? after.installation.at;
  return {
    rule: 'render-fails',
    title: `${upgrade.chart} ${after.installation.version ?? ''} refuses these values`.replace('  ', ' '),
    summary: `The chart rendered before this change and fails after it, so the deploy will fail. The chart says:\n\n    ${message.trim().split('\n').join('\n    ')}`,
    severity: 'critical',
    exposure: 'exposed',
    introducedIn: after.installation.istioVersion ?? '',
    upgrades: [upgrade.id],
    component: upgrade.chart,
    evidence: 'rendered',
    locations: [{ ...place, message: firstLine(message) }],
    overrides: [],
    remedies: renderRemedies(
      after.installation,
      siblings.map(({ installation }) => installation),
      message,
      facts,
      mesh.map(({ installation }) => installation),
    ),
    references: [],
    accepted: null,
  };
}

function culprit({ installation }: InstallationState, message: string): Position | undefined {
  const { release, valuesPath } = installation;
  const find = (path: DataPath): Position | undefined => {
    const found = lookup(release.values, path, valuesPath);
    return found && { file: found.file, line: found.line };
  };
  for (const { says, keys } of SPOKEN_OF) {
    if (!says.test(message)) continue;
    for (const key of keys) {
      const place = find(key);
      if (place) return place;
    }
  }
  return mentioned(release.values, valuesPath, message);
}

/** Longer than any key that a message of Helm's spells out. */
const MAX_SPELT = 200;

/** The longest of the author's own keys that the message spells out (`telemetry.v2.prometheus`). */
function mentioned(layers: readonly ValuesLayer[], prefix: DataPath, message: string): Position | undefined {
  let best: { length: number; place: Position } | undefined;
  for (const layer of layers) {
    if (layer.kind !== 'document') continue;
    const own = layer.data.at(prefix);
    for (const path of keyPaths(own.value, 4)) {
      const spelt = path.join('.');
      if (spelt.length > MAX_SPELT) continue;
      const isMention =
        path.length > 1
          ? message.includes(spelt)
          : new RegExp(`["'. ]${escapeForRegExp(spelt)}["'.: ]`).test(message);
      if (isMention && spelt.length >= (best?.length ?? 3)) {
        best = { length: spelt.length, place: { file: layer.file, line: own.lineOf(path) } };
      }
    }
  }
  return best?.place;
}

function keyPaths(value: unknown, depth: number, path: DataPath = []): DataPath[] {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, key];
    return [here, ...keyPaths(child, depth - 1, here)];
  });
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

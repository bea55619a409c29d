/** Sentences that every surface says in the same words. Plain text; `code` stands between backticks. */

import { groupBy } from '../grouped.js';
import type { EnvoyScope, Finding, Override, PolicyChange, Report, Verdict } from '../model.js';
import { clip } from './escape.js';
import { count } from './order.js';
import { scalar } from './snippet.js';
import type { UpgradeRow, View } from './view.js';

export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  fail: '❌',
  incomplete: '❌',
  attention: '⚠️',
  pass: '✅',
  'no-upgrade': '➖',
};

const SCOPES: Readonly<Record<Report['scope']['declared'], string>> = {
  complete:
    'all of the mesh’s configuration is declared to be in this repository, so what is not here does not exist',
  partial: 'more of the mesh’s configuration lives elsewhere, so what is not here is not known',
  unknown:
    'more of the mesh’s configuration may live elsewhere, so a kind that is absent here is not ruled out',
};

/** How many workloads a sentence names, and how long a name may be. */
const MAX_NAMED = 4;
const MAX_NAME = 120;

/** `2 of 14 known changes hit …`: what became of every known change. */
export function changesSentence(view: Pick<View, 'changes' | 'failOn' | 'incomplete'>): string {
  const { changes, failOn, incomplete } = view;
  const isPartial = incomplete.blocking.length > 0;
  if (changes.known === 0) {
    return isPartial
      ? 'No change of behaviour could be judged.'
      : 'No known change of behaviour is part of this.';
  }
  const level = failOn === 'never' ? 'high' : failOn;
  const serious = changes.exposed > 0 ? ` (${changes.serious} at or above ${level})` : '';
  const fates = [
    `${changes.exposed} ${changes.exposed === 1 ? 'hits' : 'hit'} what is configured here${serious}`,
    ...(changes.possible > 0 ? [`${changes.possible} can’t be decided from here`] : []),
    ...(changes.accepted > 0 ? [`${changes.accepted} accepted`] : []),
    ...(changes.mitigated > 0 ? [`${changes.mitigated} held back by a setting`] : []),
    ...(changes.notExposed > 0 ? [`${changes.notExposed} checked and not affected`] : []),
  ];
  return `${count(changes.known, 'known change')}${isPartial ? ' could be judged' : ''}: ${fates.join(', ')}.`;
}

/** What was looked at, and what this repository can't know. */
export function scopeSentence({ scope, upgrades }: Pick<View, 'scope' | 'upgrades'>): string {
  if (upgrades.length === 0) return `Judged: nothing, since nothing moves. Scope \`${scope.declared}\`.`;
  const kinds = Object.entries(scope.judged).filter(([, number]) => number > 0);
  const judged =
    kinds.length === 0
      ? 'no Istio resources, since none were found'
      : kinds.map(([kind, number]) => `${number} ${kind}`).join(', ');
  const shared = scope.shared
    ? ` ${scope.shared} of them could be any environment's, as far as the repository tells: each environment is judged with them.`
    : '';
  const parts = [`Judged: ${judged}.${shared}`, `Scope \`${scope.declared}\`: ${SCOPES[scope.declared]}.`];
  return [...parts, ...dataPlaneSentences({ scope, upgrades })].join(' ');
}

/** What of the proxies' own code is known, as far as another one comes along. */
function dataPlaneSentences({ scope, upgrades }: Pick<View, 'scope' | 'upgrades'>): readonly string[] {
  const { envoy } = scope;
  const movesZtunnel = upgrades.some(({ charts }) => charts.includes('ztunnel'));
  return [
    ...(envoy ? [envoySentence(envoy)] : []),
    ...(movesZtunnel ? ['Of ztunnel only what Istio’s release notes name is known.'] : []),
  ];
}

function envoySentence({ from, to, rules, flags, unread }: EnvoyScope): string {
  const known = [
    ...(rules > 0 ? [`${count(rules, 'rule')} came of its changes`] : []),
    ...(flags > 0
      ? [`${count(flags, 'removed runtime flag')} ${flags === 1 ? 'is' : 'are'} looked for`]
      : []),
  ].join(' and ');
  const rest = 'what else changed in it shows only as far as Istio’s own notes name it';
  const unreadOnes =
    unread.length > 0 ? ` Nobody went through the changes of Envoy ${unread.join(', ')}.` : '';
  return `Envoy ${from === null ? '' : `${from} → `}${to} comes along: ${known === '' ? '' : `${known}; `}${rest}.${unreadOnes}`;
}

/** `HelmRepository istio (a.yaml:14, and 3 more places): …`: what was taken to be so; each with a sentence of its own. */
export function assumptionSentences({ scope }: Pick<View, 'scope'>): readonly string[] {
  const together = groupBy(scope.assumptions ?? [], ({ what, why }) => JSON.stringify([what, why]));
  return [...together.values()].flatMap(members => {
    const [first] = members;
    if (!first) return [];
    const more = members.length > 1 ? `, and ${count(members.length - 1, 'more place')}` : '';
    const place = first.file === undefined ? '' : ` (${ticksOut(first.file)}:${first.line ?? 1}${more})`;
    return [`${clip(first.what, MAX_NAME)}${place}: ${first.why}.`];
  });
}

/** The same in one line; empty where nothing was assumed. */
export function assumptionSentence(view: Pick<View, 'scope'>): string {
  const sentences = assumptionSentences(view);
  const more = sentences.length - MAX_NAMED;
  return [...sentences.slice(0, MAX_NAMED), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
}

/** Heading over the exposed findings. */
export function exposedHeading(view: View): string {
  if (view.verdict === 'fail') return 'What this breaks';
  return view.upgrades.some(row => row.kind === 'canary')
    ? 'What waits for traffic to move'
    : 'What changes here';
}

/** `Since 1.21.0: ENABLE_AUTO_SNI false → true; the setting is gone in 1.26.0`. */
export function changeSentence(finding: Finding): string {
  return [settingSentence(finding), conditionSentence(finding)].filter(part => part !== '').join('. ');
}

/** What all of a finding hangs on; empty where it holds in any case. */
function conditionSentence({ conditions = [] }: Finding): string {
  if (conditions.length === 0) return '';
  const named = conditions
    .slice(0, MAX_NAMED)
    .map(({ what }) => `\`${clip(what.replaceAll('`', ''), MAX_NAME)}\``);
  const more = conditions.length - named.length;
  return `Only if ${named.join(' or ')}${more > 0 ? ` or one of ${more} more` : ''}`;
}

function settingSentence({ knob, introducedIn, removedIn }: Finding): string {
  const gone = removedIn === undefined ? '' : `; the setting is no longer read from ${removedIn} on`;
  if (!knob) return introducedIn === '' ? '' : `Since Istio ${introducedIn}${gone}`;
  const since = introducedIn === '' ? '' : ` since Istio ${introducedIn}`;
  return `\`${ticksOut(knob.name)}\` goes from \`${value(knob.from)}\` to \`${value(knob.to)}\`${since}${gone}`;
}

/** What an override does, and how surely. */
export function overrideTitle(override: Override): string {
  if (override.kind === 'fix') return 'Lasting fix';
  const until = override.worksUntil === undefined ? '' : `, works until Istio ${override.worksUntil}`;
  return `Keep the old behaviour for now${until}`;
}

/** What the report stands without, in a line; empty where nothing is missing. */
export function missingSentence({ incomplete }: Pick<View, 'incomplete'>): string {
  const whats = [...new Set([...incomplete.blocking, ...incomplete.other].map(problem => problem.what))];
  if (whats.length === 0) return '';
  const named = whats.slice(0, MAX_NAMED);
  const more = whats.length - named.length;
  return `${named.map(what => clip(what, MAX_NAME)).join(', ')}${more > 0 ? `, and ${more} more` : ''}: see below.`;
}

/** What the change does to the policy, and which accepted risks count again; empty where there is nothing to tell. */
export function policySentence({ policy }: Pick<View, 'policy'>): string {
  if (!policy) return '';
  const { head, idle, file } = policy;
  const expired = idle.filter(({ why }) => why === 'expired').length;
  const parts = [
    ...(head && head.mistakes.length > 0
      ? [`the changed \`${ticksOut(file)}\` has ${count(head.mistakes.length, 'mistake')}`]
      : []),
    ...(head && head.changes.length > 0
      ? [`this changes the policy (${changedKeys(head.changes)}), which counts once it is merged`]
      : []),
    ...(expired > 0 ? [`${count(expired, 'accepted risk')} expired`] : []),
  ];
  return parts.length > 0 ? `${parts.join('; ')}: see below.` : '';
}

function changedKeys(changes: readonly PolicyChange[]): string {
  return [...new Set(changes.map(({ key }) => key))].join(', ');
}

/** `pilot.env.ENABLE_AUTO_SNI: false`: what an override sets; empty where it sets nothing that can be named. */
export function settingOf(override: Override): string {
  if (override.path === undefined) return '';
  return override.value === undefined
    ? override.path
    : `${override.path}: ${scalar(override.path, override.value)}`;
}

export function proofSentence(override: Override): string {
  if (override.verified === true) {
    return 'Proven: rendered again with it, the setting arrives where it is read and nothing else moves.';
  }
  if (override.verified === false) return 'Tried by rendering again: it has no effect here.';
  return 'This repository can’t prove it.';
}

/** `1.20.6 → 1.22.2`. */
export function versionStep(row: Pick<UpgradeRow, 'from' | 'to'>): string {
  if (row.from === row.to) return row.to ?? 'unknown';
  return `${row.from ?? 'none'} → ${row.to ?? 'none'}`;
}

/** `Deployment/istio-system/istiod, and 2 more below.`; what is not one resource is told further down. */
export function restartSentence({ restarts }: Pick<View, 'restarts'>): string {
  if (restarts.length === 0) return '';
  const resources = restarts.filter(restart => !restart.what.includes(' '));
  const named = resources.slice(0, MAX_NAMED).map(restart => `\`${ticksOut(clip(restart.what, MAX_NAME))}\``);
  const more = restarts.length - named.length;
  if (named.length === 0) return `${count(more, 'note')} below.`;
  return `${named.join(', ')}${more > 0 ? `, and ${more} more below` : ''}.`;
}

export function noiseSentence(view: View): string {
  const { hidden, noise } = view.diff;
  if (hidden === 0) return '';
  const kinds = noise.map(({ kind, count: number }) => `${kind} ${number}`).join(', ');
  return `${count(hidden, 'change')} hidden as part of the bump itself: ${kinds}.`;
}

/** `fail at fail-on: high`, and what it rests on. */
export function verdictSentence(view: View): string {
  const advise = view.advise ? ', advising only: nothing fails for now' : '';
  return `\`${view.verdict}\` at \`fail-on: ${view.failOn}\`${advise}. ${view.reason}`;
}

export function toolLine({
  tool,
  kubeVersion,
  verdict,
}: Pick<View, 'tool' | 'kubeVersion' | 'verdict'>): string {
  const kubernetes = kubeVersion === undefined ? '' : ` · rendered for Kubernetes ${kubeVersion}`;
  const missing = verdict === 'no-upgrade' ? 'nothing to render' : 'nothing rendered: no Helm';
  const helm = tool.helm === null ? missing : `Helm ${tool.helm.replace(/^v/, '')}`;
  return `${tool.name} ${tool.version} · knowledge up to Istio ${tool.knowledge} · ${helm}${kubernetes}`;
}

function value(text: string): string {
  return text === '' ? 'not set' : ticksOut(text);
}

/** For names inside a sentence whose code stands between backticks. */
function ticksOut(text: string): string {
  return text.replaceAll('`', '’');
}

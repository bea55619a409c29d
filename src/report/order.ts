/** In which order, and under which words, every surface shows severities and effects. */
import type { Effect, FailOn, Severity } from '../model.js';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** What may hurt most first. */
const EFFECTS: Readonly<Record<Effect, string>> = {
  immutable: 'fields that can’t be changed in place',
  security: 'security',
  rbac: 'permissions (RBAC)',
  webhook: 'webhooks',
  'crd-schema': 'custom resource definitions',
  'mesh-config': 'mesh configuration',
  injection: 'sidecar injection',
  network: 'network',
  availability: 'availability',
  resources: 'resources',
  metadata: 'labels and annotations',
  other: 'everything else',
};

/** Position of a severity, 0 for the worst; for sorting. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Whether a severity is at or above the level that fails the check. */
export function atOrAbove(severity: Severity, level: FailOn): boolean {
  return level !== 'never' && severityRank(severity) <= severityRank(level);
}

export function effectRank(effect: Effect): number {
  return Object.keys(EFFECTS).indexOf(effect);
}

export function effectName(effect: Effect): string {
  return EFFECTS[effect];
}

/** Istio's charts in the order in which they are upgraded; others come first, by name. */
const CHARTS: readonly string[] = ['base', 'istiod', 'cni', 'ztunnel', 'ambient', 'gateway'];

export function byChart(left: string, right: string): number {
  return CHARTS.indexOf(left) - CHARTS.indexOf(right) || byText(left, right);
}

/** Compares text by code units: the same on every machine, whatever its language. */
export function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `1 change`, `2 changes`; thousands are set apart. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(number)} ${number === 1 ? singular : plural}`;
}

function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

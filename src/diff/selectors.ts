/** Labels that selectors look at: changing one of those moves traffic or pods, whatever its name. */
import type { Resource } from './resources.js';
import { field, fieldAt, isRecord, list, text } from './values.js';

const SELECTORS: readonly (readonly string[])[] = [
  ['spec', 'selector'],
  ['spec', 'podSelector'],
  ['spec', 'workloadSelector', 'labels'],
];

/** Keys of all labels that the selectors of these resources name. */
export function selectedLabels(resources: Iterable<Resource>): Set<string> {
  const labels = new Set<string>();
  for (const { value } of resources) {
    for (const path of SELECTORS) addSelector(fieldAt(value, path), labels);
    for (const webhook of list(field(value, 'webhooks'))) {
      addSelector(field(webhook, 'namespaceSelector'), labels);
      addSelector(field(webhook, 'objectSelector'), labels);
    }
  }
  return labels;
}

function addSelector(selector: unknown, labels: Set<string>): void {
  if (!isRecord(selector)) return;
  const matchLabels = field(selector, 'matchLabels');
  for (const [key, value] of Object.entries(selector)) {
    if (typeof value === 'string') labels.add(key);
  }
  if (isRecord(matchLabels)) {
    for (const key of Object.keys(matchLabels)) labels.add(key);
  }
  for (const expression of list(field(selector, 'matchExpressions')))
    labels.add(text(field(expression, 'key')));
}

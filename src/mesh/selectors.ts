/** Kubernetes label selectors over labels that may be known only in part. */
import type { Known } from './destinations.js';
import { listAt, textAt, textMapAt, textsAt } from './read.js';

/** Labels of something: of which none but those given exist (`complete`), or which may have others. */
export interface KnownLabels {
  readonly labels: ReadonlyMap<string, string>;
  readonly complete: boolean;
}

/**
 * Whether one of the selectors matches: `unknown` where labels that are not known decide. An empty selector matches all.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function matchesAny(selectors: readonly unknown[], known: KnownLabels): Known {
  const answers = selectors.map(selector => matches(selector, known));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

function matches(selector: unknown, known: KnownLabels): Known {
  const answers: Known[] = [];
  for (const [key, value] of textMapAt(selector, ['matchLabels']))
    answers.push(ask(known, key, label => label === value));
  for (const expression of listAt(selector, ['matchExpressions']))
    answers.push(matchesExpression(expression, known));
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

function matchesExpression(expression: unknown, known: KnownLabels): Known {
  const key = textAt(expression, ['key']);
  const values = textsAt(expression, ['values']);
  switch (textAt(expression, ['operator'])) {
    case 'In':
      return ask(known, key, label => label !== undefined && values.includes(label));
    case 'NotIn':
      return ask(known, key, label => label === undefined || !values.includes(label));
    case 'Exists':
      return ask(known, key, label => label !== undefined);
    case 'DoesNotExist':
      return ask(known, key, label => label === undefined);
    default:
      return 'unknown';
  }
}

function ask(
  { labels, complete }: KnownLabels,
  key: string,
  test: (label: string | undefined) => boolean,
): Known {
  const label = labels.get(key);
  if (label === undefined && !complete) return 'unknown';
  return test(label) ? 'yes' : 'no';
}

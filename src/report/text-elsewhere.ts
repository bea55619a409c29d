/** What hangs on kinds that are not in the repository, for a terminal. */
import type { Finding } from '../model.js';
import { ELSEWHERE_TITLE, type Elsewhere, elsewhereSentences } from './elsewhere.js';
import { clip, visible } from './escape.js';
import { count } from './order.js';
import type { Pen } from './pen.js';
import type { View } from './view.js';
import { wrap } from './wrap.js';

const MAX_TITLE = 200;

/** Why and how to settle it once, then each kind with the changes that act on it; nothing where there are none. */
export function elsewhereText({ groups, scope }: View, pen: Pen): string[] {
  if (groups.elsewhere.length === 0) return [];
  const total = groups.elsewhere.reduce((sum, { findings }) => sum + findings.length, 0);
  const why = elsewhereSentences(scope.declared).replaceAll('`', '');
  const explain = 'istio-preflight explain RULE tells what each is about.';
  return [
    [
      pen.colors.bold(`${ELSEWHERE_TITLE} (${total})`),
      wrap(`${why} ${explain}`, pen.width, '  '),
      ...groups.elsewhere.map(group => groupText(group, pen)),
    ].join('\n\n'),
  ];
}

function groupText({ kinds, findings }: Elsewhere, pen: Pen): string {
  const head = wrap(`${kinds}: ${count(findings.length, 'change')}`, pen.width, '  ');
  return [pen.colors.bold(head), ...findings.map(finding => changeText(finding, pen))].join('\n');
}

function changeText({ severity, title, rule, question }: Finding, pen: Pen): string {
  const text = wrap(`${severity}: ${clip(title, MAX_TITLE)} (${rule})`, pen.width, '    ', '  ');
  const ask = question === undefined ? '' : `\n      ${visible(question)}`;
  return `${text.replace(severity, pen.severity(severity))}${ask}`;
}

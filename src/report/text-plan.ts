/** The plan for a terminal. */
import type { Plan } from '../model.js';
import { visible } from './escape.js';
import type { Pen } from './pen.js';
import { planPoints, planSentence, rollbackSentences, windowText } from './plan-view.js';
import { wrap } from './wrap.js';

export function textPlan(plan: Plan | undefined, pen: Pen): string[] {
  if (!plan) return [];
  const { colors, width } = pen;
  const points = planPoints(plan);
  const fleet =
    plan.fleet.length > 1
      ? plan.fleet.map(({ wave, environment, stops }) =>
          wrap(`wave ${wave}: ${environment || '.'}: ${stops.join(', ')}`, width, '  ', '  '),
        )
      : [];
  const hops = plan.hops.map(hop => {
    const lines = [
      `  ${colors.bold(visible(`${hop.from} → ${hop.to}`))}: ${visible(hop.why)}`,
      line('Kubernetes', windowText(hop.kubernetes)),
      ...(hop.findings.length > 0 ? [line('bites here', hop.findings.join(', '))] : []),
      ...(hop.mends.length > 0 ? [line('mends', hop.mends.join(', '))] : []),
      ...hop.before.map(({ text }) => line('before', text)),
      ...hop.during.map(({ text }, index) => line(`${index + 1}.`, text)),
      ...hop.after.map(({ text }) => line('after', text)),
      ...rollbackSentences(hop).map(({ text }) => line('way back', text)),
      ...hop.pullRequest.edits.map(({ chart, file, line: at, to }) =>
        line('edit', `${file}:${at}: ${chart} to ${to}`),
      ),
    ];
    return lines.join('\n');
  });
  const heading = colors.bold(`The plan: ${planSentence(plan)}`);
  const overview = points.map(({ text }) => wrap(text, width, '  ', '  ')).join('\n');
  return [
    `${heading}\n\n${[overview, ...(fleet.length > 0 ? [fleet.join('\n')] : []), ...hops].join('\n\n')}`,
  ];

  function line(label: string, text: string): string {
    return `    ${colors.dim(label.padEnd(11))}${wrap(text, width, ' '.repeat(15)).slice(15)}`;
  }
}

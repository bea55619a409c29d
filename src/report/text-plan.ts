/** The plan for a terminal. */
import type { FleetRow, Plan, Statement } from '../model.js';
import { visible } from './escape.js';
import type { Pen } from './pen.js';
import {
  editWords,
  fleetCells,
  placesOf,
  planPoints,
  planSentence,
  rollbackSentences,
  windowText,
} from './plan-view.js';
import { wrap } from './wrap.js';

export function textPlan(plan: Plan | undefined, pen: Pen): string[] {
  if (!plan) return [];
  const { colors, width } = pen;
  const points = planPoints(plan);
  const fleet = plan.fleet.length > 1 ? plan.fleet.map(row => wrap(fleetLine(row), width, '  ', '  ')) : [];
  const hops = plan.hops.map(hop => {
    const lines = [
      `  ${colors.bold(visible(`${hop.from} → ${hop.to}`))}`,
      ...hop.reasons.map(reason => line('why', told(reason))),
      line('Kubernetes', windowText(hop.kubernetes)),
      ...(hop.findings.length > 0 ? [line('bites here', hop.findings.join(', '))] : []),
      ...(hop.mends.length > 0 ? [line('mends', hop.mends.join(', '))] : []),
      ...hop.before.map(step => line('before', told(step))),
      ...hop.during.map((step, index) => line(`${index + 1}.`, told(step))),
      ...hop.skew.map(step => line('skew', told(step))),
      ...hop.after.map(step => line('after', told(step))),
      ...rollbackSentences(hop).map(step => line('way back', told(step))),
      line('title', hop.pullRequest.title),
      ...hop.pullRequest.edits.map(edit => {
        const { chart, note } = editWords(edit);
        return line('edit', `${edit.file}:${edit.line}: ${chart} ${edit.from} → ${edit.to}${note}`);
      }),
    ];
    return lines.join('\n');
  });
  const heading = colors.bold(`The plan: ${planSentence(plan)}`);
  const overview = points.map(point => wrap(told(point), width, '  ', '  ')).join('\n');
  return [
    `${heading}\n\n${[overview, ...(fleet.length > 0 ? [fleet.join('\n')] : []), ...hops].join('\n\n')}`,
  ];

  function line(label: string, text: string): string {
    return `    ${colors.dim(label.padEnd(11))}${wrap(text, width, ' '.repeat(15)).slice(15)}`;
  }
}

/** A statement with the places that it speaks of; sources are in the other formats. */
function told(statement: Statement): string {
  const { shown, more } = placesOf(statement);
  const places = [...shown.map(({ file, line }) => `${file}:${line}`), ...(more > 0 ? [`${more} more`] : [])];
  return places.length === 0 ? statement.text : `${statement.text}: ${places.join(', ')}`;
}

function fleetLine(row: FleetRow): string {
  const { environment, charts, stops, kubernetes, gatewayApi, shares } = fleetCells(row);
  return [
    `wave ${row.wave}: ${environment}: ${charts}`,
    `stops ${stops}`,
    `Kubernetes ${kubernetes}`,
    `Gateway API ${gatewayApi}`,
    ...(shares === '' ? [] : [`shares values with ${shares}`]),
  ].join('; ');
}

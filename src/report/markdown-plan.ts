/** The plan as Markdown: a diagram, a table of hops, and the steps of each, folded. */
import type { FleetRow, Hop, Plan, Statement } from '../model.js';
import { type ListItem, list, type Section } from './budget.js';
import { clip, code, fenced, html, htmlCode, plain, webAddress } from './escape.js';
import { details, type LinkTo, placeLink } from './markdown-finding.js';
import { count } from './order.js';
import { planDiagram, planPoints, planSentence, rollbackSentences, windowText } from './plan-view.js';

const MAX_TEXT = 400;
const MAX_RULES = 12;

/**
 * @param rest where what is left out is found: a sentence, escaped
 * @param open not folded: the plan is what was asked for
 */
export function planSections(
  plan: Plan | undefined,
  linkTo: LinkTo,
  { rank, rest, open }: { readonly rank: number; readonly rest: string; readonly open: boolean },
): Section[] {
  if (!plan) return [];
  const title = `The plan: ${planSentence(plan)}`;
  const items: ListItem[] = [
    { full: overview(plan) },
    ...plan.hops.map(hop => ({
      full: hopBlock(hop, linkTo),
      brief: `**${plain(hop.from)} → ${plain(hop.to)}**: ${plain(clip(hop.why, MAX_TEXT))}`,
    })),
  ];
  return [
    list({
      rank,
      items,
      separator: '\n\n',
      short: `_Left out here for length: the plan (${count(plan.hops.length, 'hop')}); ${rest}_`,
      write: (blocks, leftOut) => {
        const body = [
          ...blocks,
          ...(leftOut > 0 ? [`_Left out here for length: ${leftOut} hops; ${rest}_`] : []),
        ].join('\n\n');
        return open ? `### ${plain(title)}\n\n${body}` : details(html(title), body);
      },
    }),
  ];
}

function overview(plan: Plan): string {
  const rows = plan.hops.map(
    ({ from, to, kubernetes: window, findings, mends, rollback }) =>
      `| ${html(from)} → ${html(to)} | ${html(windowText(window))} | ${rules(findings)} | ${mends.length} | ${way(rollback.safe)} |`,
  );
  return [
    ...(plan.hops.length > 1 ? [fenced('mermaid', planDiagram(plan))] : []),
    [
      '| Hop | Kubernetes | Bites here | Bulletins mended | Way back |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    ...(plan.fleet.length > 1 ? [fleet(plan.fleet)] : []),
    bullets(planPoints(plan)),
  ].join('\n\n');
}

function rules(findings: readonly string[]): string {
  if (findings.length === 0) return 'nothing known';
  const shown = findings.slice(0, MAX_RULES).map(rule => htmlCode(rule));
  return `${shown.join(', ')}${findings.length > MAX_RULES ? ` and ${findings.length - MAX_RULES} more` : ''}`;
}

function way(safe: boolean | null): string {
  if (safe === null) return 'not known';
  return safe ? 'open' : '**blocked**';
}

function fleet(rows: readonly FleetRow[]): string {
  const lines = rows.map(({ environment, wave, charts, stops }) => {
    const moves = Object.entries(charts).map(([chart, { from, to }]) =>
      from === to ? `${chart} ${from ?? '-'}` : `${chart} ${from ?? '-'} → ${to ?? '-'}`,
    );
    return `| ${wave} | ${htmlCode(clip(environment || '.', 120))} | ${html(clip(moves.join(', '), 400))} | ${html(stops.join(', '))} |`;
  });
  return ['| Wave | Environment | Charts | Stops |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

function hopBlock(hop: Hop, linkTo: LinkTo): string {
  const { pullRequest } = hop;
  const edits = pullRequest.edits.map(
    ({ chart, from, to, file, line }) =>
      `- ${plain(chart)}: ${code(from)} to ${code(to)} at ${placeLink({ file, line }, linkTo)}`,
  );
  return details(
    html(`${hop.from} → ${hop.to}: ${clip(hop.why, MAX_TEXT)}`),
    [
      part('Before', hop.before),
      part('In this order', hop.during),
      part('After', hop.after),
      part('The way back', rollbackSentences(hop)),
      edits.length > 0 ? `**Pull request** ${code(pullRequest.title)}\n\n${edits.join('\n')}` : '',
    ]
      .filter(text => text !== '')
      .join('\n\n'),
  );
}

function part(title: string, statements: readonly Statement[]): string {
  return statements.length === 0 ? '' : `**${title}**\n\n${bullets(statements)}`;
}

function bullets(statements: readonly Statement[]): string {
  return statements.map(statement => `- ${sourced(statement)}`).join('\n');
}

function sourced({ text, source }: Statement): string {
  const address = source === undefined ? undefined : webAddress(source);
  return `${plain(clip(text, MAX_TEXT))}${address === undefined ? '' : ` (<a href="${address}">source</a>)`}`;
}

/** The plan as Markdown: a diagram, a table of hops, and the steps of each, folded. */
import type { FleetRow, Hop, Plan, Statement } from '../model.js';
import { choice, type ListItem, list, type Section } from './budget.js';
import { clip, code, fenced, html, htmlCode, plain, webAddress } from './escape.js';
import { details, type LinkTo, placeLink } from './markdown-finding.js';
import { count } from './order.js';
import {
  editWords,
  fleetCells,
  NOTHING_TO_PLAN,
  placesOf,
  planDiagram,
  planPoints,
  planSentence,
  rollbackSentences,
  windowText,
} from './plan-view.js';
import type { View } from './view.js';

const MAX_TEXT = 400;
const MAX_RULES = 12;

/** Where a plan was asked for, and nothing moves. */
export function nothingToPlan({ verdict, upgrades }: Pick<View, 'verdict' | 'upgrades'>): Section[] {
  if (verdict !== 'no-upgrade' || upgrades.length > 0) return [];
  return [choice(1, [NOTHING_TO_PLAN])];
}

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
    { full: overview(plan, linkTo) },
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

function overview(plan: Plan, linkTo: LinkTo): string {
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
    bullets(planPoints(plan), linkTo),
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
  const lines = rows.map(row => {
    const { environment, charts, stops, kubernetes, gatewayApi, shares } = fleetCells(row);
    const cells = [
      String(row.wave),
      htmlCode(clip(environment, 120)),
      ...[charts, stops, kubernetes, gatewayApi, shares].map(text => html(clip(text, MAX_TEXT))),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| Wave | Environment | Charts | Stops | Kubernetes | Gateway API | Shares values with |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function hopBlock(hop: Hop, linkTo: LinkTo): string {
  const { pullRequest } = hop;
  const edits = pullRequest.edits.map(edit => {
    const { from, to, file, line } = edit;
    const { chart, note } = editWords(edit);
    return `- ${plain(chart)}: ${code(from)} to ${code(to)} at ${placeLink({ file, line }, linkTo)}${note}`;
  });
  return details(
    html(`${hop.from} → ${hop.to}: ${clip(hop.reasons[0]?.text ?? '', MAX_TEXT)}`),
    [
      part('Why this release', hop.reasons, linkTo),
      part('Before', hop.before, linkTo),
      part('In this order', hop.during, linkTo),
      part('Versions side by side', hop.skew, linkTo),
      part('After', hop.after, linkTo),
      part('The way back', rollbackSentences(hop), linkTo),
      edits.length > 0 ? `**Pull request** ${code(pullRequest.title)}\n\n${edits.join('\n')}` : '',
    ]
      .filter(text => text !== '')
      .join('\n\n'),
  );
}

function part(title: string, statements: readonly Statement[], linkTo: LinkTo): string {
  return statements.length === 0 ? '' : `**${title}**\n\n${bullets(statements, linkTo)}`;
}

function bullets(statements: readonly Statement[], linkTo: LinkTo): string {
  return statements.map(statement => `- ${sourced(statement, linkTo)}`).join('\n');
}

function sourced(statement: Statement, linkTo: LinkTo): string {
  const { text, source } = statement;
  const address = source === undefined ? undefined : webAddress(source);
  const { shown, more } = placesOf(statement);
  const places = [
    ...shown.map(position => placeLink(position, linkTo)),
    ...(more > 0 ? [`${more} more`] : []),
  ];
  return [
    plain(clip(text, MAX_TEXT)),
    ...(places.length > 0 ? [`: ${places.join(', ')}`] : []),
    ...(address === undefined ? [] : [` (<a href="${address}">source</a>)`]),
  ].join('');
}

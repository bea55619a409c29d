/** The report as one HTML file: opens from disk or as a CI artifact, asks nothing of a network. */
import type { Finding, Position, Report } from '../model.js';
import { answers, hero } from './html/answers.js';
import { pageAssets } from './html/assets.js';
import { diffData, diffSection } from './html/diff.js';
import { writeDocument } from './html/document.js';
import { findingSections } from './html/findings.js';
import { fleet } from './html/fleet.js';
import { problems, restarts } from './html/lists.js';
import { lines, type Markup, markup } from './html/markup.js';
import { anchors } from './html/parts.js';
import { planSection } from './html/plan.js';
import { type View, viewReport } from './view.js';
import { toolLine } from './words.js';

export interface HtmlOptions {
  /** Begins with the noise of the diff shown. */
  readonly showNoise?: boolean;
  /** The web address of a place in the tree. */
  readonly link?: (position: Position) => string | undefined;
}

/**
 * Renders the page: the answer on the first screen, then the fleet, findings, the plan, restarts, and the whole diff. Whatever
 * the report holds, it is text on the page.
 */
export function renderHtml(report: Report, options: HtmlOptions = {}): string {
  const view = viewReport(report);
  const linkTo = options.link ?? (() => undefined);
  const names = anchors(report.findings);
  const anchorOf = (finding: Finding): string => names.get(finding) ?? 'findings';
  const isFleet = new Set(report.upgrades.map(({ environment }) => environment)).size > 1;
  const assets = pageAssets();
  const body = markup`<div class="page">
${hero(view)}${answers(view, linkTo, anchorOf)}${navigation(view)}<main>
${problemsFirst(view) ? problems(view, linkTo) : ''}${fleet(report, linkTo, anchorOf)}${findingSections(view, { linkTo, anchorOf, environmentOf: view.environmentOf, isFleet })}${planSection(view, linkTo)}${restarts(view)}${diffSection(view, options.showNoise === true)}${problemsFirst(view) ? '' : problems(view, linkTo)}</main>
<footer><p>${toolLine(view)}</p>
<details><summary>Licences of what draws the diff</summary><pre>${lines(assets.notices)}</pre></details></footer>
</div>`;
  const { subject, outcome } = view.headline;
  return writeDocument(
    { title: `${view.verdict}: ${subject}: ${outcome}`, body, data: diffData(view, report.changes) },
    assets,
  );
}

function problemsFirst(view: View): boolean {
  return view.incomplete.blocking.length > 0;
}

function navigation(view: View): Markup {
  const { groups, diff, incomplete } = view;
  const findings = Object.values(groups).reduce((sum, members) => sum + members.length, 0);
  const entries: readonly (readonly [string, string, number])[] = [
    ['fleet', 'Fleet', view.upgrades.length],
    ['findings', 'Findings', findings],
    ['plan', 'Plan', view.plan?.hops.length ?? 0],
    ['restarts', 'Restarts', view.restarts.length],
    ['diff', 'Manifests', diff.shown + diff.hidden],
    ['incomplete', 'Not analysed', incomplete.blocking.length + incomplete.other.length],
  ];
  const links = entries
    .filter(([, , number]) => number > 0)
    .map(([id, title]) => markup`<a href="#${id}">${title}</a>`);
  return markup`<nav aria-label="Sections">${links}<button type="button" id="theme" hidden aria-label="Theme">auto</button></nav>
`;
}

/** The plan: releases drawn as a chain, and the steps of each hop to open. */
import type { Hop, Plan, Statement } from '../../model.js';
import { clip } from '../escape.js';
import { count } from '../order.js';
import {
  editWords,
  fleetCells,
  placesOf,
  planPoints,
  planSentence,
  rollbackSentences,
  windowText,
} from '../plan-view.js';
import type { View } from '../view.js';
import { type Content, join, type Markup, markup, outside, prose } from './markup.js';
import { type LinkTo, listed, place, section } from './parts.js';

const MAX_TEXT = 600;

export function planSection({ plan }: View, linkTo: LinkTo): Markup {
  if (!plan) return markup``;
  const points = planPoints(plan);
  return section(
    'plan',
    'The plan',
    plan.hops.length,
    join([
      markup`<p>${planSentence(plan)}</p>`,
      chain(plan),
      waves(plan),
      ...plan.hops.map(hop => hopBlock(hop, linkTo)),
      markup`<div class="group"><h3>What is known of these releases</h3>${statements(points, linkTo, 'problems')}</div>`,
    ]),
  );
}

function chain({ from, hops }: Plan): Markup {
  const steps = hops.map(({ to, findings, rollback }) => {
    const bites = findings.length > 0 ? count(findings.length, 'change') : 'nothing known';
    const blocked = rollback.safe === false ? markup`<span class="hint">way back blocked</span>` : '';
    return markup`<li><span class="hop-bites">${bites}</span><span class="version">${to}</span>${blocked}</li>`;
  });
  return markup`<ol class="chain" aria-label="Releases to stop at"><li><span class="version">${from}</span></li>${steps}</ol>`;
}

const COLUMNS = ['Wave', 'Environment', 'Charts', 'Stops', 'Kubernetes', 'Gateway API', 'Shares values with'];

/** Who goes first, where there are several environments. */
function waves({ fleet }: Plan): Markup {
  if (fleet.length < 2) return markup``;
  const head = COLUMNS.map(name => markup`<th scope="col">${name}</th>`);
  const rows = fleet.map(row => {
    const { environment, charts, stops, kubernetes, gatewayApi, shares } = fleetCells(row);
    const cells = [environment, charts, stops, kubernetes, gatewayApi, shares].map(
      (text, index) => markup`<td data-label="${COLUMNS[index + 1] ?? ''}">${clip(text, MAX_TEXT)}</td>`,
    );
    return markup`<tr><th scope="row" data-label="Wave">${row.wave}</th>${cells}</tr>`;
  });
  return markup`<div class="scroll"><table class="restarts waves"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function hopBlock(hop: Hop, linkTo: LinkTo): Markup {
  const { pullRequest } = hop;
  const edits = pullRequest.edits.map(edit => {
    const { from, to, file, line } = edit;
    const { chart, note } = editWords(edit);
    return markup`${chart}: <code>${from}</code> to <code>${to}</code> at ${place({ file, line }, linkTo)}${note}`;
  });
  return markup`<details class="finding hop">
<summary><span class="finding-title"><span class="version">${hop.from} → ${hop.to}</span></span><span class="hint">Kubernetes ${windowText(hop.kubernetes)}</span></summary>
<div class="finding-body">
${part('Why this release', statements(hop.reasons, linkTo))}
${part('Bites here', hop.findings.length > 0 ? listed(hop.findings.map(rule => markup`<code>${clip(rule, 120)}</code>`)) : '')}
${part('Before', statements(hop.before, linkTo))}
${part('In this order', statements(hop.during, linkTo))}
${part('Versions side by side', statements(hop.skew, linkTo))}
${part('After', statements(hop.after, linkTo))}
${part('The way back', statements(rollbackSentences(hop), linkTo))}
${part(pullRequest.title, edits.length > 0 ? listed(edits) : '')}
</div>
</details>
`;
}

function part(title: string, body: Content): Markup {
  return body === '' ? markup`` : markup`<h4>${title}</h4>${body}`;
}

function statements(members: readonly Statement[], linkTo: LinkTo, name = ''): Content {
  if (members.length === 0) return '';
  return listed(
    members.map(statement => {
      const { text, source } = statement;
      const { shown, more } = placesOf(statement);
      const places = shown.map(position => markup` ${place(position, linkTo)}`);
      const rest = more > 0 ? ` and ${more} more` : '';
      const address = source === undefined ? '' : markup` (${outside('source', source)})`;
      return markup`${prose(clip(text, MAX_TEXT))}${places}${rest}${address}`;
    }),
    name,
  );
}

/** What restarts, and what could not be analysed. */
import type { Problem } from '../../model.js';
import { clip } from '../escape.js';
import type { View } from '../view.js';
import { join, type Markup, markup, prose } from './markup.js';
import { type LinkTo, listed, place, section } from './parts.js';

const MAX_TEXT = 1_500;

export function restarts(view: View): Markup {
  const members = view.restarts;
  if (members.length === 0) return markup``;
  const several = new Set(view.upgrades.map(row => row.environment)).size > 1;
  const rows = members.map(restart => {
    const environments = several
      ? markup`<td data-label="Where">${clip(restart.environments.join(', '), 300)}</td>`
      : '';
    const meanwhile =
      restart.meanwhile === undefined
        ? ''
        : markup`<span class="message hint">Meanwhile: ${prose(clip(restart.meanwhile, MAX_TEXT))}</span>`;
    const what = restart.what.includes(' ')
      ? prose(clip(restart.what, 250))
      : markup`<code>${clip(restart.what, 250)}</code>`;
    return markup`<tr><th scope="row" data-label="What">${what}</th><td data-label="Why">${prose(clip(restart.why, MAX_TEXT))}${meanwhile}</td>${environments}</tr>`;
  });
  const where = several ? markup`<th scope="col">Where</th>` : '';
  return section(
    'restarts',
    'What restarts when this merges',
    members.length,
    markup`<div class="scroll"><table class="restarts"><thead><tr><th scope="col">What</th><th scope="col">Why</th>${where}</tr></thead><tbody>${rows}</tbody></table></div>`,
  );
}

export function problems(view: View, linkTo: LinkTo): Markup {
  const { blocking, other } = view.incomplete;
  const total = blocking.length + other.length;
  if (total === 0) return markup``;
  const group = (title: string, members: readonly Problem[], name: string): Markup =>
    members.length === 0
      ? markup``
      : markup`<div class="group"><h3>${title} <span class="count">${members.length}</span></h3>${listed(
          members.map(problem => problemText(problem, linkTo)),
          name,
        )}</div>`;
  return section(
    'incomplete',
    'Not analysed',
    total,
    join([
      group('Keeps this from being judged', blocking, 'problems blocking'),
      group('Without weight for the verdict', other, 'problems'),
    ]),
  );
}

function problemText(problem: Problem, linkTo: LinkTo): Markup {
  const { what, why, file, line } = problem;
  const where = file === undefined ? '' : markup` ${place({ file, line }, linkTo)}`;
  return markup`<strong>${clip(what, 300)}</strong>${where}<span class="message">${prose(clip(why, MAX_TEXT))}</span>`;
}

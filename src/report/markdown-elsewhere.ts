/** What hangs on kinds that are not in the repository, in Markdown. */

import { groupBy } from '../grouped.js';
import type { ListItem } from './budget.js';
import type { Elsewhere } from './elsewhere.js';
import { clip, html, plain } from './escape.js';
import { details, findingTitle, type LinkTo, placeLink, placelessBody } from './markdown-finding.js';
import { count } from './order.js';

const MAX_NAME = 250;
/** Places named for a group; its findings point at the same few versions. */
const MAX_PLACES = 3;

/** The changes that act on one kind: their titles, then what they are and how to ask for each, folded away. */
export function elsewhereItem({ kinds, findings }: Elsewhere, linkTo: LinkTo): ListItem {
  const changes = count(findings.length, 'change');
  const places = groupBy(
    findings.flatMap(({ locations }) => locations),
    ({ file, line }) => `${file}:${line}`,
  );
  const shown = [...places.values()].slice(0, MAX_PLACES).flatMap(([first]) => first ?? []);
  const more = places.size > shown.length ? ` and ${count(places.size - shown.length, 'more place')}` : '';
  const through = shown.map(({ file, line }) => placeLink({ file, line }, linkTo)).join(', ');
  const head = `**${plain(clip(kinds, MAX_NAME))}**: ${changes} through ${through}${more}`;
  const titles = findings.map(finding => `- ${findingTitle(finding)}`).join('\n');
  const bodies = findings.map(finding => `#### ${findingTitle(finding)}\n\n${placelessBody(finding)}`);
  const summary = `What changes for ${html(clip(kinds, MAX_NAME))}, and how to ask the cluster`;
  return {
    full: `${head}\n\n${titles}\n\n${details(summary, bodies.join('\n\n'))}`,
    brief: `${head}\n\n${titles}`,
  };
}

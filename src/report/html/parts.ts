/** Small pieces that several sections of the HTML report are made of. */
import type { Finding, Position, Severity } from '../../model.js';
import { clip } from '../escape.js';
import { type Content, join, type Markup, markup, outside } from './markup.js';

export type LinkTo = (position: Position) => string | undefined;

const MAX_NAME = 250;

export function section(id: string, title: string, number: number | undefined, body: Content): Markup {
  const badge = number === undefined ? '' : markup` <span class="count">${number}</span>`;
  return markup`<section id="${id}"><h2>${title}${badge}</h2>
${body}
</section>
`;
}

export function severityChip(severity: Severity): Markup {
  return markup`<span class="chip ${severity}">${severity}</span>`;
}

/** `file:line`, linked where the place has an address. */
export function place(position: { file: string; line?: number | undefined }, linkTo: LinkTo): Markup {
  const { file, line } = position;
  const label = markup`<code class="place">${clip(file, MAX_NAME)}${line === undefined ? '' : `:${line}`}</code>`;
  if (line === undefined) return label;
  return outside(label, linkTo({ file: file.replace(/\p{Cs}/gu, '\ufffd'), line }));
}

/** Text that people copy: a command, a patch, a setting. */
export function copyable(body: Markup, label: string): Markup {
  return markup`<div class="copyable"><pre tabindex="0">${body}</pre><button type="button" class="copy" data-copy aria-label="Copy ${label}">copy</button></div>`;
}

/** Where a finding stands on the page; the number tells apart those of one rule. */
export function anchors(findings: readonly Finding[]): ReadonlyMap<Finding, string> {
  const taken = new Map<string, number>();
  return new Map(
    findings.map(finding => {
      const name = `finding-${finding.rule.replace(/[^\w-]/g, '-')}`;
      const number = (taken.get(name) ?? 0) + 1;
      taken.set(name, number);
      return [finding, number === 1 ? name : `${name}-${number}`];
    }),
  );
}

export function listed(items: readonly Content[], name = ''): Markup {
  return markup`<ul class="${name}">${join(items.map(item => markup`<li>${item}</li>`))}</ul>`;
}

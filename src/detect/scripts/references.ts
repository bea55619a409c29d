/** How scripts and pipelines name what they take from elsewhere: variables, arguments, inputs, and what these are otherwise. */

import { hasPlaceholder } from '../istio/published-release.js';

const INPUT_TEXT = String.raw`\$\{\{\s{0,99}(?:github\.event\.)?inputs\.([\w-]{1,80})\s{0,99}(?:\|\|\s{0,99}'([^'{}]{1,80})'\s{0,99})?\}\}`;

/** `${{ inputs.version }}` of an action or a workflow that others call, or a person; `${{ inputs.version || '1.22.2' }}` */
export const INPUT = new RegExp(`^${INPUT_TEXT}$`);

/** The same as parts of a text: `operator/${{ inputs.cluster }}.yaml` */
export const INPUTS_WITHIN = new RegExp(INPUT_TEXT, 'g');

/** What is handed to an action, a workflow, a template or a job by its name, of GitHub, Azure, CircleCI and GitLab. */
export function isInput(text: string): boolean {
  return INPUT.test(text) || PARAMETER.test(text);
}

const PARAMETER =
  /^(?:\$\{\{\s{0,9}parameters\.[\w-]{1,80}\s{0,9}\}\}|<<\s{0,9}(?:pipeline\.)?parameters\.[\w-]{1,80}\s{0,9}>>|\$\[\[\s{0,9}inputs\.[\w-]{1,80}\s{0,9}\]\])$/;

export const REFERENCE =
  /\$\{\{\s*(?:env|vars)\.([\w-]+)\s*\}\}|\$[{(]([A-Za-z_]\w*)(?::?[-=][^{}()]*)?[})]|\$(?:(?:env|script|global):)?([A-Za-z_]\w*)|\{\{\s*\.?([A-Za-z_]\w*)\s*\}\}|%([A-Za-z_]\w*)%/gi;

/** `${VERSION//./-}` */
export const CHANGED = /\$\{\w{1,80}\/\/[^/{}]{1,9}\/[^/{}]{0,9}\}/;

/** What a shell changes in what a name holds, where that is known. */
export function changed(text: string, known: (name: string) => string | undefined): string {
  if (!text.includes('//')) return text;
  return text.replace(
    /\$\{(\w{1,80})\/\/([^/{}]{1,9})\/([^/{}]{0,9})\}/g,
    (whole, name: string, from: string, to: string) => changedText(known(name), from, to) ?? whole,
  );
}

/** What something fills in is changed when it runs. */
function changedText(text: string | undefined, from: string, to: string): string | undefined {
  return text === undefined || hasPlaceholder(text) ? undefined : text.replaceAll(from, () => to);
}

export function defaultIn(reference: string): string | undefined {
  return /^\$\{\w+:?[-=](["']?)([^{}$]*)\1\}$/.exec(reference)?.[2];
}

/** `${NAME:-$OTHER}` of a name that the file does not set: what it falls back to. */
export function otherwise(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  const [, name = '', fallback] = /^\$\{(\w+):?[-=](\$\w+|\$\{\w+\})\}$/.exec(text) ?? [];
  return variables.has(name) ? undefined : fallback;
}

export function defaultOfItself(text: string, name: string): string | undefined {
  const [, self, fallback] = /^\$\{(\w+):?[-=](\$\w+|\$\{\w+\})\}$/.exec(text) ?? [];
  return self === name ? fallback : undefined;
}

/** `X="${X:-${VERSION}-distroless}"`: what it is where nobody gives it, whatever that is. */
export function ownDefault(text: string, name: string): string | undefined {
  const [, self, fallback] = /^\$\{(\w{1,80}):?[-=](.{1,200})\}$/.exec(text) ?? [];
  return self === name ? fallback : undefined;
}

/** `${OTHER:-1.22.2}`: the name that counts where anybody gives it. */
export function takenFirst(text: string): string | undefined {
  return /^\$\{(\w{1,80}):?-[^{}$]{1,200}\}$/.exec(text)?.[1];
}

const ONLY_REFERENCE = new RegExp(`^(?:${REFERENCE.source})$`);

export function onlyName(text: string): string | undefined {
  const match = ONLY_REFERENCE.exec(text);
  return match?.slice(1, 6).find(group => group !== undefined);
}

/** `v$(VERSION)`, `v${{ inputs.version }}`: the tag of a release is its version, and what a name holds may begin with it as well. */
export function untagged(text: string): string {
  const named = text.slice(1);
  return text.startsWith('v') && (onlyName(named) !== undefined || isInput(named)) ? named : text;
}

const ARGUMENT =
  /^[ \t]*(?:(?:export|local|readonly)[ \t]+)*([A-Za-z_]\w{0,80})=["']?\$\{?([1-9])(?::?[-?][^{}]*)?\}?["']?[ \t]*$/;

/** `$1` */
export function ownArgument(text: string): number | undefined {
  const [, bare, braced] = /^\$(?:([1-9])|\{([1-9])(?::?[-=?][^{}]{0,100})?\})$/.exec(text) ?? [];
  const position = bare ?? braced;
  return position === undefined ? undefined : Number(position);
}

/** Names that stand for an argument of the script, and which one. */
export function argumentsIn(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, position] = (line.length < 400 && ARGUMENT.exec(line)) || [];
    if (name !== undefined) found.set(name, Number(position));
  }
  return found;
}

/** `X=${X:-1.2.3}` */
export const FROM_ENVIRONMENT = /^[ \t]*(?:export[ \t]+)?(\w+)=["']?\$\{\1:?-/gm;
/** `X ?= 1.2.3` of make */
export const UNLESS_GIVEN = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,80})[ \t]*\?=/gm;

/** The repository that code says a chart is from, beside its name. */
import type { CodeFile } from './blocks.js';
import type { Handed } from './callers.js';
import { dataText } from './data.js';
import { callingOf, placeOf, type Source, sourceOf } from './decided.js';
import { type Expression, expressionAt } from './expressions.js';
import { CODE_ALONE } from './files.js';
import { handedTo } from './handed.js';
import { literalIn } from './literals.js';
import type { LoopedChart } from './loops.js';
import { constantRepository, repositoryPlace, type Scope, scopeOf } from './scope.js';
import type { Span } from './spans.js';
import { spreadFields } from './spreads.js';

const REPOSITORY =
  /\b(?:[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?|chart_repo_url|url)["']?\s*(?::=|[:=]|\()\s*(?:pulumi\.String\(|jsii\.String\()?["'`]((?:https|oci):\/\/[^"'`\s]+)["'`]?/;

/** An address, the field of an item of a list that a loop goes through, or a constant. */
export function repositoryIn(
  path: string,
  text: string,
  scope: Scope,
  loop: LoopedChart | undefined,
): string | undefined {
  return REPOSITORY.exec(text)?.[1] ?? ofItem(loop, text) ?? constantRepository(path, text, scope);
}

/** The only address that whoever calls this hands over, or that what is asked for it says. */
export function handedRepository(source: Source, span: Span): Promise<string | undefined> {
  const place = source.tool === CODE_ALONE ? undefined : repositoryPlace(span.text);
  const start = place === undefined ? undefined : span.start + place;
  return addressOf(source, start === undefined ? undefined : expressionAt(source.text, start));
}

/** Under these names tools have the address of a repository. */
const FIELDS = [
  'repository',
  'repo',
  'repositoryOpts.repo',
  'repository_opts.repo',
  'fetchOpts.repo',
  'fetch_opts.repo',
];

/** What an object says that is spread into the one of the chart. */
export async function spreadRepository(
  source: Source,
  own: Span,
  loop: LoopedChart | undefined,
): Promise<string | undefined> {
  if (source.tool === CODE_ALONE) return undefined;
  for (const field of FIELDS)
    for (const expression of spreadFields(source.path, own, field)) {
      const item = loop?.itemOf(expression.name ?? '');
      const address = typeof item === 'object' ? literalIn(item.text) : undefined;
      const found = address ?? (await addressOf(source, expression));
      if (found !== undefined) return found;
    }
  return undefined;
}

async function addressOf(source: Source, expression: Expression | undefined): Promise<string | undefined> {
  const { path, text, context } = source;
  if (!expression) return undefined;
  const constant = async (
    file: CodeFile,
    { words, name = words, start: at }: Expression,
  ): Promise<readonly Handed[] | undefined> => {
    const scope = await scopeOf(context, file.path, file.text);
    const address =
      constantRepository(file.path, `repo = ${name}`, scope) ?? (await dataText(context, scope, name))?.text;
    const position = placeOf(file.path, file.text, at);
    return address === undefined
      ? undefined
      : [{ version: undefined, text: address, at: position, environment: '' }];
  };
  const file = { path, text };
  const handing = { ...callingOf(source), constant };
  const values =
    (await handedTo(handing, file, expression, expression.start)) ?? (await constant(file, expression));
  const addresses = new Set(values?.map(({ text: address }) => address));
  const [only] = addresses;
  return addresses.size === 1 && only !== undefined && /^(?:https|oci):\/\//.test(only) ? only : undefined;
}

/** What an item says by a constant of its own file: `ISTIOD("istiod", Repositories.ISTIO)`, `RepoURL: helm.IstioRepo`. */
export async function itemRepository(
  source: Source,
  loop: LoopedChart | undefined,
  text: string,
): Promise<string | undefined> {
  const words = loop && (ITEM_REPOSITORY.exec(text) ?? REPOSITORY_ALONE.exec(text))?.[1];
  const value = words === undefined ? undefined : loop?.itemOf(words);
  if (typeof value !== 'object') return undefined;
  const home = await sourceOf(source, value.source ?? loop?.source);
  const own = constantRepository(home.path, `repo = ${value.text.trim()}\n`, home.scope);
  if (own !== undefined || source.tool === CODE_ALONE) return own;
  return addressOf(home, expressionAt(home.text, value.start));
}

/** `repositoryOpts: { repo: c.repo }`, of the item of a list. */
function ofItem(loop: LoopedChart | undefined, text: string): string | undefined {
  const words = loop && (ITEM_REPOSITORY.exec(text) ?? REPOSITORY_ALONE.exec(text))?.[1];
  const value = words === undefined ? undefined : loop?.itemOf(words);
  const address = typeof value === 'object' ? literalIn(value.text) : undefined;
  return address !== undefined && /^(?:https|oci):\/\//.test(address) ? address : undefined;
}

/** `{ repo }` of JavaScript. */
const REPOSITORY_ALONE = /[{,]\s{0,99}(repo(?:sitory)?(?:Url|URL)?)(?=\s{0,99}[,}])/;
const ITEM_REPOSITORY =
  /\b[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?["']?\s*(?:[:=]|\()\s*(?:\w{1,60}\.String\()?(\w{1,60}(?:\.\w{1,60}|\[["']?\w{1,60}["']?\])?)/;

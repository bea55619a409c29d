/** The repository that code says a chart is from, beside its name. */
import { repositoryOfCue } from '../cue/fields.js';
import type { CodeFile } from './blocks.js';
import type { Handed } from './callers.js';
import { fieldIn } from './constants.js';
import { dataText } from './data.js';
import { callingOf, placeOf, type Source, sourceOf } from './decided.js';
import { dotted, type Expression, expressionAt } from './expressions.js';
import { CODE_ALONE } from './files.js';
import { handedTo } from './handed.js';
import { literalIn } from './literals.js';
import type { LoopedChart } from './loops.js';
import { ownOf, type Scope, scopeOf, seenUnder } from './scope.js';
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
  return addresses.size === 1 && only !== undefined && IS_ADDRESS.test(only) ? only : undefined;
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
  return address !== undefined && IS_ADDRESS.test(address) ? address : undefined;
}

/** `{ repo }` of JavaScript. */
const REPOSITORY_ALONE = /[{,]\s{0,99}(repo(?:sitory)?(?:Url|URL)?)(?=\s{0,99}[,}])/;
const ITEM_REPOSITORY =
  /\b[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?["']?\s*(?:[:=]|\()\s*(?:\w{1,60}\.String\()?(\w{1,60}(?:\.\w{1,60}|\[["']?\w{1,60}["']?\])?)/;

/** The only address of charts of Istio that a scope names. */
export function onlyRepository(scope: Scope): string | undefined {
  const found = new Set(
    ownOf(scope).flatMap(({ text }) => [...text.matchAll(ISTIO_ADDRESS)].map(([, address = '']) => address)),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

const ISTIO_ADDRESS = /["'`]((?:https|oci):\/\/[^"'`\s]{0,200}istio[^"'`\s]{0,200})["'`]/gi;

/** A repository that a constant of the scope holds, or a field of one: `REPO`, `Istio.REPO`, `ISTIO["repo"]`. */
export function constantRepository(path: string, span: string, scope: Scope): string | undefined {
  if (path.endsWith('.cue')) return repositoryOfCue(span, scope);
  const written =
    BY_NAME.exec(span)?.[1] ?? (/\.[mc]?[jt]s$/.test(path) ? REPOSITORY_ALONE.exec(span)?.[1] : undefined);
  const parts = written === undefined ? [] : dotted(written).split('.');
  const field = literalIn(fieldIn(scope, parts)?.text ?? '');
  if (field !== undefined && IS_ADDRESS.test(field)) return field;
  const name = parts.at(-1);
  // `props.repo` is none that the arguments of another call name.
  const isArgument = parts.length > 1 && /^(?:repo(?:sitory)?|url)/.test(name ?? '');
  const holder = OPTIONS.exec(span);
  const constants = [
    ...(name === undefined ? [] : [`${isArgument ? KEPT : ''}\\b${name}\\b[^=\\n]{0,60}=\\s*${ADDRESS}`]),
    ...(holder
      ? [
          `\\b${holder[2] ?? holder[1]}\\b[^=\\n]{0,60}=\\s*${MADE}[{(][^{}()]{0,400}?\\b[rR]epo["']?\\s*[:=]\\s*(?:\\w{1,40}\\.String\\(\\s*)?${ADDRESS}`,
        ]
      : []),
  ].map(pattern => new RegExp(pattern));
  const { files } = seenUnder(scope, parts);
  for (const { text } of holder ? [...ownOf(scope), ...files] : files) {
    for (const constant of constants) {
      const found = constant.exec(text)?.[1];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Where a span says which repository by a name, or by something else that is no text. */
export function repositoryPlace(span: string): number | undefined {
  const found = BY_NAME.exec(span);
  return found ? found.index + found[0].length - (found[1] ?? '').length : undefined;
}

const BY_NAME =
  /\b[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?["']?\s*[:=]\s*(?:\w{1,100}\.String\()?((?:\w{1,60}\.){0,3}\w{1,100}(?:\[["'][\w-]{1,60}["']\])?)(?![\w.(])/;
const KEPT = '\\b(?:readonly|static|final|const)\\s+(?:\\w{1,40}\\s+)?';
const IS_ADDRESS = /^(?:https|oci):\/\/\S+$/;
const ADDRESS = '["\'`]((?:https|oci)://[^"\'`\\s]+)';
/** Pulumi's, under a name, or under its own (`repositoryOpts,`). */
const OPTIONS =
  /\b([rR]epositoryOpts|repository_opts|[fF]etchOpts|fetch_opts)\s*(?:[:=]\s*(\w{1,100})\b(?!\s*[.({])|(?=[,}]))/;
/** `&helm.RepositoryOptsArgs` of Go, `RepositoryOptsArgs` of Python. */
const MADE = '&?(?:\\w{1,60}\\.){0,5}\\w{0,60}\\s{0,9}';

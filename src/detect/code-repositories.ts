/** The repository that code says a chart is from, beside its name. */
import { literalIn } from './code-literals.js';
import type { LoopedChart } from './code-loops.js';
import { constantRepository, type Scope } from './code-scope.js';

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

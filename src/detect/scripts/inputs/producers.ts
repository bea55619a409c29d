/** Commands that write a file before something takes it: by its name in what they say. */
import { baseName } from '../../tree-path.js';
import type { Source, Span } from './source.js';

/** Where it comes out of the command itself: `… | helm upgrade -f -`, `-f <(…)`. */
const OWN = /^(?:-|\/dev\/stdin|<.*)$/;
/** Commands that only take it, or look at it. */
const TAKES =
  /^\s*(?:-\s+)?(?:run:\s*|sh\s+["'(]+)?@?(?:sudo\s+)?(?:rm|echo|mkdir|touch|trap|test|\[\[?|kubectl|oc|diff|git|ls|chmod|helm|istioctl|cat\s+[^>|]{1,200}$)/;
const DEPLOYS = /(?<![\w./-])(?:helm|istioctl)\b/;

/**
 * @param taken how the command that takes it names it, and what that comes to: `$VALUES`, `/tmp/values.yaml`, `-`
 * @param index the line of that command
 */
export function producersOf(
  source: Source,
  taken: readonly string[],
  index: number | undefined,
): readonly Span[] {
  const found: Span[] = [];
  const own = index === undefined ? undefined : source.commandAt(index);
  if (own && taken.some(name => OWN.test(name))) found.push(own);
  const named = new Set(taken.flatMap(mentionsOf));
  const paths = taken.filter(name => name.includes('/')).map(endOf);
  // `VALUES=$(mktemp)`: from there on it goes by the name.
  for (const mention of [...named])
    for (const span of source.commandsWith(mention)) {
      const held =
        /^\s*(?:export\s+|local\s+|readonly\s+)?([A-Za-z_]\w*)\s*[:?]?=\s*["']?[^\s"'|<>]+["']?\s*$/.exec(
          source.text(span),
        )?.[1];
      if (held !== undefined && held.length > 1)
        for (const one of [`$${held}`, `\${${held}}`, `$(${held})`]) named.add(one);
    }
  let taker = -1;
  for (const mention of named)
    for (const span of source.commandsWith(mention)) {
      const text = source.text(span);
      if (!mention.startsWith('$') && paths.length > 0 && !namesOneOf(text, mention, paths)) continue;
      if (own && span[0] <= own[0] && own[0] < span[1]) continue;
      const deploys = DEPLOYS.test(text) && !/\bhelm\s+template\b/.test(text);
      if (deploys && own && span[0] < own[0]) taker = Math.max(taker, span[0]);
      if (TAKES.test(text) || deploys) continue;
      found.push(TARGET.test(text) ? source.recipeBelow(span[0]) : span);
    }
  return withFunctions(source, own ? lastWritten(source, found, taker, own[0]) : found);
}

/** What is written anew after another command took it, and before this one does. */
function lastWritten(source: Source, found: readonly Span[], taker: number, index: number): readonly Span[] {
  const last = found.filter(([start]) => start > taker && start < index);
  const isAnew = last.some(span => /(?<!>)>(?!>)|\s-o\b|--output\b|\b(?:cp|mv)\b/.test(source.text(span)));
  const isOneRoutine = source.functionAround(Math.max(taker, 0)) === source.functionAround(index);
  return taker >= 0 && isAnew && isOneRoutine ? last : found;
}

/** `values.yaml: mesh.env values.tpl.yaml` of Make */
const TARGET = /^[^\s:=][^:=\n]{0,200}:(?!=)/;

/** Commands that fill a file of the tree in on the way to whoever takes it; in a script that takes it, those that change it in its place, too. */
export function writersOf(source: Source, file: string, isTaker: boolean): readonly Span[] {
  return source.commandsWith(baseName(file)).filter(span => {
    const text = source.text(span);
    if (TAKES.test(text)) return false;
    return CHANGES.test(text) ? isTaker : FILLS_IN.test(text) && HANDS_ON.test(text);
  });
}

const CHANGES =
  /\b(?:yq|sed|gsed|perl|jq|dasel|crudini|sponge)\b[^\n]{0,400}(?:\s-\w{0,5}i\w{0,5}\b|\s--in-?place\b|\bsponge\b)|\bsponge\b/;
/** Where it is not asked for something: `TAG=$(sed -n … values.yaml)`. */
const FILLS_IN =
  /\b(?:envsubst|gomplate|sed|perl|awk|j2|jinja2?|mustache|consul-template|esh|tpl|sempl|renderizer)\b(?<!(?:\$\(|`)[^()`\n]{0,200})/;
const HANDS_ON =
  /(?<![<>])>{1,2}[ \t]{0,9}["']?[^\s&>]|\|[ \t]{0,9}(?:sudo[ \t]+)?(?:helm|kubectl|oc|istioctl|tee)\b|<\(|\s(?:-o|--out)\b/;

/** `out/values.yaml` of any path, with variables as they are written most. */
function endOf(path: string): string {
  return path
    .replace(/["']/g, '')
    .replace(/\$\{(\w+)\}/g, '$$$1')
    .split('/')
    .slice(-2)
    .join('/');
}

/** A text that names a file of this name alone, or one of these, and no other. */
function namesOneOf(text: string, base: string, paths: readonly string[]): boolean {
  const words = (text.match(/[^\s"'`;|&()<>,=]{1,300}/g) ?? []).filter(word => word.endsWith(base));
  return words.length === 0 || words.some(word => !word.includes('/') || paths.includes(endOf(word)));
}

/** By its own name, or by the variable that holds it. */
function mentionsOf(name: string): readonly string[] {
  const variable = /^["']?\$[({]?(\w{2,80})[)}]?["']?$/.exec(name)?.[1];
  if (variable !== undefined) return [`$${variable}`, `\${${variable}}`, `$(${variable})`];
  const base = baseName(name.replace(/["']/g, ''));
  return base.length > 3 && /\w{2}/.test(base) ? [base] : [];
}

/** What they run of the script's own functions is part of them. */
function withFunctions(source: Source, spans: readonly Span[]): readonly Span[] {
  const found = [...spans];
  const seen = new Set<string>();
  for (const span of found) {
    if (found.length > MAX_SPANS) break;
    for (const word of source.text(span).match(/(?<![\w$./-])[A-Za-z_][\w-]{2,60}(?![\w=/.])/g) ?? []) {
      if (seen.has(word)) continue;
      seen.add(word);
      const body = source.functionNamed(word);
      if (body && !(body[0] <= span[0] && span[0] < body[1])) found.push(body);
    }
  }
  return found;
}

const MAX_SPANS = 40;

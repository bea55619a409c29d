/** Whether the templates of a chart look at a value at all, and whether they hold it against something. */
import { oncePer } from '../../memo.js';
import type { DataPath, StagedChart } from '../../model.js';

/**
 * `unread`: no template names it; `shown`: it is written out, asked for as true, or held against these texts; `compared`: what it
 * does hangs on which it is.
 */
export type Reading =
  | { readonly kind: 'unread' | 'compared' }
  | { readonly kind: 'shown'; readonly literals: readonly string[] };

/** Functions for which one value is not like another. */
const COMPARES =
  /\b(?:eq|ne|lt|le|gt|ge|has|hasKey|contains|hasPrefix|hasSuffix|regexMatch|mustRegexMatch|semverCompare|semver|kindIs|kindOf|typeOf|empty|len|index|get|dig|lookup|Files|tpl|fromYaml|fromJson|ternary|range|split|splitList|atoi|int|int64|float64|trunc|until|seq|add|sub|mul|div|mod|fail)\b/;

/** Those for which all values are alike, but the texts that they are given. */
const WITH_LITERALS = /\b(?:eq|ne|has|contains|hasPrefix|hasSuffix|ternary|empty)\b/g;
/** More texts than one value is held against. */
const MAX_LITERALS = 6;

/**
 * The profiles of Istio's own charts merge all values, whatever they are. Source: zzz_profile.yaml of the charts.
 * Notes are no manifests.
 */
const NO_READER = /(?:^|\/)templates\/(?:zzz_profile\.yaml|NOTES\.txt)$/;

/**
 * How templates read the value at a path of a release. A value is found by the keys on the way to it: one that templates
 * reach through a loop, or through functions, counts as compared.
 */
export function readingOf({ files }: StagedChart, path: DataPath): Reading {
  const keys = path.filter(key => typeof key === 'string');
  const first = keys[0] === 'global' ? keys[1] : keys[0];
  const last = keys.at(-1);
  if (first === undefined || last === undefined) return COMPARED;
  const names = [...new Set([first, last, ...keys.slice(1)])].filter(key => key !== 'global');
  const literals = new Set<string>();
  let isShown = false;
  for (const action of actionsOf(files)) {
    if (!names.some(name => hasWord(action, name)) && !isWholesale(action)) continue;
    if (COMPARES.test(action)) {
      const given = literalsIn(action);
      if (!given) return COMPARED;
      for (const literal of given) literals.add(literal);
      if (literals.size > MAX_LITERALS) return COMPARED;
    }
    isShown = true;
  }
  return isShown ? { kind: 'shown', literals: [...literals] } : { kind: 'unread' };
}

const COMPARED: Reading = { kind: 'compared' };

/** The texts that an action holds a value against; undefined where it does anything else with it. */
function literalsIn(action: string): readonly string[] | undefined {
  if (COMPARES.test(action.replace(WITH_LITERALS, ' ').replace(QUOTED, ' '))) return undefined;
  const literals = [...action.matchAll(QUOTED)].map(([quoted]) => quoted.slice(1, -1));
  if (literals.some(literal => literal.includes('\\')) || NUMBER.test(action) || CHANGES.test(action))
    return undefined;
  return [...action.matchAll(HOLDS)].every(([, name = '', given = '']) => isAgainstText(name, given))
    ? literals
    : undefined;
}

/** `eq "full"`, `has .Values.mode (list "full" "half")`: two values may be held against each other, too. */
function isAgainstText(name: string, given: string): boolean {
  if (name === 'has') return /\(\s{0,9}list\b[^()]{0,400}["`]/.test(given);
  return /["`]/.test(given.replace(/\([^()]{0,400}\)/g, ' '));
}

/** A comparison with what it is given, as far as one level of brackets goes. */
const HOLDS = /\b(eq|ne|has|contains|hasPrefix|hasSuffix)\b((?:[^()|]|\([^()]{0,400}\)){0,400})/g;
/** Functions that make another text of a value: what it is held against is none that it may be. */
const CHANGES =
  /\b(?:printf|print|println|cat|substr|replace|regexReplaceAll\w{0,20}|join|b64\w{1,3}|sha\d{1,3}sum|abbrev|initials|untitle|swapcase|nospace)\b/;

const QUOTED = /"[^"\n]{0,200}"|`[^`]{0,200}`/g;
const NUMBER = /(?<![\w.$"-])-?\d+(?:\.\d+)?(?![\w."])/;

/** False for a chart of which only a part is here: what renders nothing shows nothing. */
export function hasTemplates({ files }: StagedChart): boolean {
  return actionsOf(files).length > 0;
}

/** What stands between the braces of all templates. */
const actionsOf = oncePer((files: StagedChart['files']): readonly string[] => {
  const actions: string[] = [];
  for (const [name, content] of files) {
    if (!/(?:^|\/)templates\//.test(name) || NO_READER.test(name)) continue;
    for (const action of actionsIn(Buffer.from(content).toString('utf8')))
      if (!action.trim().startsWith('/*')) actions.push(action);
  }
  return actions;
});

/** What stands between `{{` and `}}`; nothing is closed behind the last `}}`. */
function* actionsIn(text: string): Generator<string> {
  for (let open = text.indexOf('{{'); open >= 0; ) {
    const end = text.indexOf('}}', open + 2);
    if (end < 0) return;
    yield text.slice(open + 2, end).replace(/^-/, '');
    open = text.indexOf('{{', end + 2);
  }
}

/** All values at once are handed on: to a function, or written out. */
function isWholesale(action: string): boolean {
  return /\.Values(?![.\w])/.test(action) && !/\binclude\b|\btemplate\b/.test(action);
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + word.length] ?? ' '];
    if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

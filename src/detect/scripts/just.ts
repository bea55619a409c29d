/** Recipes of a justfile with their parameters, and who runs them: https://just.systems/man/en/recipe-parameters.html */
import type { Recipe, RecipeCall } from './recipes.js';
import type { Command, Word } from './text.js';

export function isJustfile(path: string): boolean {
  return /(?:^|\/)\.?justfile$|\.just$/i.test(path);
}

/** Longer than any line of people. */
const MAX_LINE = 1000;
/** More recipes than people write into one file. */
const MAX_RECIPES = 500;

interface Head {
  readonly recipe: Recipe;
  readonly parameters: readonly string[];
  /** The last of these takes what is left. */
  readonly isOpen: boolean;
  readonly line: number;
  /** `name`, `(name "a" b)` */
  readonly dependencies: readonly string[];
}

/** @param commands of that text */
export function justRecipes(
  text: string,
  commands: readonly Command[],
): { readonly recipes: readonly Recipe[]; readonly calls: readonly RecipeCall[] } {
  const heads = headsIn(text.split('\n'));
  const named = new Map(heads.map(head => [head.recipe.name, head]));
  const calls: RecipeCall[] = [];
  const add = (caller: Recipe | undefined, name: string, given: readonly Word[]): void => {
    const head = named.get(name);
    if (head) calls.push({ called: head.recipe, caller, given: givenTo(head, given) });
  };
  for (const { recipe, dependencies, line } of heads) {
    for (const dependency of dependencies) {
      const [name = '', ...given] = tokensOf(dependency.replace(/^\(|\)$/g, ''));
      add(recipe, name, argumentsOf(given, line));
    }
  }
  for (const { words } of commands) {
    const [tool, ...rest] = words;
    if (!tool || !/^[@-]{0,2}just$/.test(tool.text)) continue;
    const [name, ...given] = rest.filter(({ text }) => !text.startsWith('-'));
    const caller = heads.find(({ recipe: { from, to } }) => from <= tool.line && tool.line <= to);
    if (name) add(caller?.recipe, name.text, given);
  }
  return { recipes: heads.map(({ recipe }) => recipe), calls };
}

function headsIn(lines: readonly string[]): readonly Head[] {
  const found: Head[] = [];
  for (let index = 0; index < lines.length && found.length < MAX_RECIPES; index++) {
    const head = headOf(lines[index] ?? '');
    if (!head) continue;
    let end = index;
    while (end + 1 < lines.length && /^(?:[ \t]|$)/.test(lines[end + 1] ?? '')) end++;
    const line = index + 1;
    const takes = new Map(
      head.parameters.map(({ name, preset }) => [
        name,
        preset === undefined ? undefined : { text: preset, line },
      ]),
    );
    found.push({
      recipe: { name: head.name, from: line, to: end + 1, takes, isInternal: head.name.startsWith('_') },
      parameters: [...takes.keys()],
      isOpen: head.isOpen,
      line,
      dependencies: head.dependencies,
    });
    index = end;
  }
  return found;
}

interface ReadHead {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly preset: string | undefined }[];
  readonly isOpen: boolean;
  readonly dependencies: readonly string[];
}

/** `@name first second="1.22.2" *rest: other (another "a")` */
function headOf(line: string): ReadHead | undefined {
  if (line.length > MAX_LINE || !/^@?[A-Za-z_]/.test(line)) return undefined;
  const tokens = tokensOf(line.replace(/^@/, ''));
  const colon = tokens.indexOf(':');
  const [name] = tokens;
  if (colon < 1 || name === undefined || !/^[A-Za-z_][\w-]*$/.test(name)) return undefined;
  const parameters: { name: string; preset: string | undefined }[] = [];
  let isOpen = false;
  for (let index = 1; index < colon; index++) {
    const [, mark = '', own] = /^([+*$]{0,2})([A-Za-z_][\w-]*)$/.exec(tokens[index] ?? '') ?? [];
    if (own === undefined) return undefined;
    isOpen = /[+*]/.test(mark);
    const isPreset = tokens[index + 1] === '=';
    const preset = isPreset ? textOf(tokens[index + 2] ?? '') : mark.includes('*') ? '' : undefined;
    parameters.push({ name: own, preset });
    if (isPreset) index += 2;
  }
  const dependencies = tokens.slice(colon + 1).filter(token => token !== '&&');
  return { name, parameters, isOpen, dependencies };
}

/** Words, texts in quotes, what stands in brackets, `=` and `:` by themselves; up to a comment. */
function tokensOf(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    if (/\s/.test(char)) at++;
    else if (char === '#') break;
    else if (char === ':' && text[at + 1] === '=') return [];
    else {
      const end = endOf(text, at);
      found.push(text.slice(at, end));
      at = end;
    }
  }
  return found;
}

function endOf(text: string, start: number): number {
  const char = text[start] ?? '';
  if (char === ':' || char === '=') return start + 1;
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const one = text[at] ?? '';
    if (quote !== '') quote = one === quote ? '' : quote;
    else if (one === '"' || one === "'" || one === '`') quote = one;
    else if (one === '(') depth++;
    else if (one === ')' && --depth === 0 && char === '(') return at + 1;
    else if (depth === 0 && /[\s:=]/.test(one)) return at;
  }
  return text.length;
}

/** Texts and names put together: `"istio-" + chart` */
function argumentsOf(tokens: readonly string[], line: number): readonly Word[] {
  const found: Word[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token === '+') continue;
    const text = textOf(token);
    const before = found.at(-1);
    if (tokens[index - 1] === '+' && before) found[found.length - 1] = { line, text: before.text + text };
    else found.push({ text, line });
  }
  return found;
}

/** What a token stands for; a name is kept as what is filled in for it. */
function textOf(token: string): string {
  const literal = /^(["'])(.*)\1$/s.exec(token)?.[2];
  return literal ?? (/^[A-Za-z_][\w-]*$/.test(token) ? `{{${token}}}` : `{{ ${token} }}`);
}

/** By the names of its parameters; the last one of some takes all that is left. */
function givenTo({ parameters, isOpen, recipe }: Head, given: readonly Word[]): ReadonlyMap<string, Word> {
  const named = new Map<string, Word>();
  for (const [index, name] of parameters.entries()) {
    const isRest = isOpen && index === parameters.length - 1;
    const word = given[index];
    const rest = given.slice(index);
    if (isRest)
      named.set(name, {
        text: rest.map(({ text }) => text).join(' '),
        line: word?.line ?? recipe.from,
      });
    else if (word) named.set(name, word);
  }
  return named;
}

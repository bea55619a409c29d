/**
 * Recipes that say once what several others have run, with names that each of these fills in: recipes of just
 * (https://just.systems/man/en/recipe-parameters.html), tasks of Task (https://taskfile.dev/docs/guide#calling-another-task).
 */
import { append } from '../../append.js';
import type { TellMore } from '../limits.js';
import { filledText } from './filled.js';
import { decided, isConditional, namesAsked } from './task/templates.js';
import { type Command, commandsIn, type Word } from './text.js';

export type Given = ReadonlyMap<string, Word>;

export interface Recipe {
  readonly name: string;
  /** Its lines, with those of its name. */
  readonly from: number;
  readonly to: number;
  /** Names that it takes, with what they are where nobody gives them. */
  readonly takes: ReadonlyMap<string, Word | undefined>;
  /** Nobody runs it but other recipes. */
  readonly isInternal?: boolean;
  /** What it sets a name to that its callers leave open, or whatever they say. */
  readonly sets?: Given;
}

/** One way to run a recipe: what it is given, and what that way is called. */
export interface Instance {
  readonly given: Given;
  readonly way: string;
}

export interface RecipeCall {
  readonly called: Recipe;
  /** Undefined for a call from nowhere: of another file. */
  readonly caller: Recipe | undefined;
  readonly given: Given;
  /** Of a call from another file. */
  readonly way?: string;
}

/** Deeper than recipes call each other, and more ways to run one than people write. */
const MAX_DEPTH = 5;
const MAX_INSTANCES = 60;
/** More commands than they come to. */
const MAX_COMMANDS = 3000;

/** `{{ name }}`, `{{.NAME}}`, `{{.ITEM.CHART}}`, `{{.NAME | default "1.22.2"}}`, `{{.NAME | quote}}` */
const REFERENCE =
  /\{\{-?[ \t]{0,9}\.?((?:[A-Z][A-Z_]{0,40}\.)?[A-Za-z_][\w-]{0,80})[ \t]{0,9}(?:\|[ \t]{0,9}(?:default[ \t]+[^{}|]{1,100}|(?:s?quote|trim|toString)[ \t]{0,9}))?-?\}\}/g;

/**
 * The commands, with those of a recipe that takes something as often as it is run with something else.
 * @param around ways in which the whole file is run
 */
export function called(
  commands: readonly Command[],
  recipes: readonly Recipe[],
  calls: readonly RecipeCall[],
  more: TellMore,
  around: readonly Instance[] = [],
): readonly Command[] {
  const instances = new Map<Recipe, readonly Instance[]>();
  const levels: Known = new Map();
  const found: Command[] = [];
  for (const command of commands) {
    const line = command.words[0]?.line ?? 0;
    const recipe = recipes.find(({ from, to }) => from <= line && line <= to);
    const names = recipe ? namesIn(command) : [];
    if (!recipe || found.length > MAX_COMMANDS || names.length === 0) {
      found.push(command);
      continue;
    }
    const known = instances.get(recipe) ?? within(around, instancesOf(recipe, calls, levels), recipe);
    instances.set(recipe, known);
    if (known.length >= MAX_INSTANCES) more();
    append(found, filledIn(command, names, known));
  }
  return found;
}

/** What a file is given as a whole, each of its recipes is. */
function within(
  around: readonly Instance[],
  own: readonly Instance[],
  { takes }: Recipe,
): readonly Instance[] {
  if (around.length === 0) return own;
  const found = distinct(around)
    .slice(0, MAX_INSTANCES)
    .flatMap(outer =>
      own.map(({ given, way }) => {
        // What a recipe says where nobody gives anything does not count then.
        const said = [...given].filter(([name, word]) => takes.get(name) !== word || !outer.given.has(name));
        const filled = said.map(([name, word]) => [name, filledWord(word, outer.given)] as const);
        return { given: new Map([...outer.given, ...filled]), way: outer.way || way };
      }),
    );
  return distinct(found).slice(0, MAX_INSTANCES);
}

/** Those that give something else: many may call a recipe, or include its file, and give it nothing. */
function distinct(instances: readonly Instance[]): readonly Instance[] {
  const found = new Map<string, Instance>();
  for (const one of instances) note(found, one);
  return [...found.values()];
}

function note(found: Map<string, Instance>, one: Instance): void {
  const key = JSON.stringify([...one.given]);
  if (!found.has(key)) found.set(key, one);
}

function namesIn({ words, heredoc }: Command): readonly string[] {
  const texts = [...words.map(({ text }) => text), heredoc?.text ?? ''];
  return texts.flatMap(text => [
    ...[...text.matchAll(REFERENCE)].map(([, name = '']) => name),
    ...namesAsked(text),
  ]);
}

/** As often as what it names is something else. */
function filledIn(
  command: Command,
  names: readonly string[],
  instances: readonly Instance[],
): readonly Command[] {
  const seen = new Set<string>();
  return instances.flatMap(({ given, way }) => {
    const own = names.map(name => given.get(name));
    if (own.every(word => word === undefined)) {
      if (seen.has('')) return [];
      seen.add('');
      return [isConditional(command.words) ? { ...command, words: decided(command.words, given) } : command];
    }
    const key = JSON.stringify(own);
    if (seen.has(key)) return [];
    seen.add(key);
    const left = isConditional(command.words) ? decided(command.words, given) : command.words;
    const words = left.flatMap(word => wordsOf(word, given));
    const { heredoc } = command;
    return [
      {
        ...command,
        words,
        ...(heredoc ? { heredoc: { ...heredoc, text: textOf(heredoc.text, given) } } : {}),
        ...(way === '' ? {} : { way }),
      },
    ];
  });
}

function textOf(text: string, given: Given): string {
  return filledText(text, REFERENCE, (_, name = '') => given.get(name)?.text);
}

/** A name alone may stand for several words, or for none. */
function wordsOf(word: Word, given: Given): readonly Word[] {
  const [whole, name = ''] = [...word.text.matchAll(REFERENCE)][0] ?? [];
  const only = whole === word.text ? given.get(name) : undefined;
  if (only && (only.text === '' || /^-[^\s]*\s/.test(only.text)))
    return commandsIn(only.text, only.line).flatMap(({ words }) => words);
  return [filledWord(word, given)];
}

/** A word that is nothing but a name, or a flag with one, stands where that is given. */
export function filledWord(word: Word, given: Given): Word {
  const [whole, name = ''] = [...word.text.matchAll(REFERENCE)][0] ?? [];
  if (whole === undefined) return word;
  const only = word.text.replace(/^(?:--)?[\w.-]{1,60}=/, '') === whole ? given.get(name) : undefined;
  return { ...(only ?? word), text: textOf(word.text, given) };
}

/** What recipes are run with, by how deep they were asked for: those that call each other would be gone through time and again. */
type Known = Map<Recipe, (readonly Instance[])[]>;

/** What a recipe is run with, by those that call it, and by whoever runs it by its name. */
function instancesOf(
  recipe: Recipe,
  calls: readonly RecipeCall[],
  known: Known,
  depth = 0,
): readonly Instance[] {
  const levels = known.get(recipe) ?? [];
  known.set(recipe, levels);
  const found = levels[depth] ?? readInstances(recipe, calls, known, depth);
  levels[depth] = found;
  return found;
}

function readInstances(
  recipe: Recipe,
  calls: readonly RecipeCall[],
  known: Known,
  depth: number,
): readonly Instance[] {
  const { takes, sets = new Map(), isInternal } = recipe;
  const defaults = new Map([...takes].flatMap(([name, word]) => (word ? [[name, word] as const] : [])));
  const found = new Map<string, Instance>();
  const asked = calls.filter(({ called: one }) => one === recipe);
  for (const { caller, given, way } of asked) {
    if (depth >= MAX_DEPTH || found.size >= MAX_INSTANCES) break;
    const around: readonly Instance[] =
      caller && caller !== recipe
        ? instancesOf(caller, calls, known, depth + 1)
        : [{ given: new Map(), way: '' }];
    for (const outer of around) {
      const handed = [...given].map(([name, word]) => [name, filledWord(word, outer.given)] as const);
      const all = new Map([...defaults, ...handed]);
      const own = [...sets].map(([name, word]) => [name, filledWord(word, all)] as const);
      note(found, { given: new Map([...all, ...own]), way: outer.way || (way ?? caller?.name ?? '') });
    }
  }
  const isRunnable = !isInternal && [...takes.values()].every(word => word !== undefined);
  const alone = { given: new Map([...defaults, ...sets]), way: '' };
  const all = [...found.values()];
  return distinct(found.size === 0 || isRunnable ? [alone, ...all] : all).slice(0, MAX_INSTANCES);
}

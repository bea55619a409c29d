/** What files of a tree say of a switch, whether Ansible is told of them in the tree or not: settings that a command line names, texts of pipelines. */
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { settingTexts } from '../setting-texts.js';

/** `only`: nothing but what was asked for is said; `other`: anything else is said somewhere, or that is not known. */
export type Said = 'only' | 'other';

const known = oncePerTree(async () => new Map<string, Promise<Said | undefined>>());

/** More switches than a tree has. */
const MAX_NAMES = 200;

/**
 * @param name of a variable, or of what stands in it: `istio.enabled`
 * @param what values that are asked for
 * @returns undefined where nothing says anything of the name
 */
export async function saidAnywhere(
  context: DetectContext,
  name: string,
  what: RegExp,
): Promise<Said | undefined> {
  const names = await known(context);
  const key = `${name} ${what.source}`;
  const found = names.get(key) ?? (names.size < MAX_NAMES ? readAll(context, name, what) : undefined);
  if (!found) return 'other';
  names.set(key, found);
  return found;
}

const MAX_TEXT = 1_000_000;
/** Longer than any line that sets a switch: what it says is not known. */
const MAX_LINE = 2000;

async function readAll(context: DetectContext, name: string, what: RegExp): Promise<Said | undefined> {
  const texts = await settingTexts(context);
  if (!texts) return 'other';
  const [root = '', ...within] = name.split('.');
  const ways = patternsOf(within.at(-1) ?? root);
  const found = new Set<Said>();
  for (const { text } of texts) {
    if (!text.includes(root) || !text.includes(ways.name)) continue;
    const lines =
      text.length > MAX_TEXT ? undefined : within.length === 0 ? text.split('\n') : below(text, root);
    for (const line of lines ?? []) for (const said of saidIn(line, ways, what)) found.add(said);
    if (!lines || found.has('other')) return 'other';
  }
  return found.has('only') ? 'only' : undefined;
}

const counts = oncePerTree(async () => new Map<string, Promise<number>>());

/**
 * How many lines of a tree give a variable a value, or register it, as far as their words tell; `Infinity` where that is not known. Whether
 * Ansible comes by there is not asked: what is said but once is what it is, or nothing.
 */
export async function timesSaid(context: DetectContext, name: string): Promise<number> {
  const names = await counts(context);
  const found = names.get(name) ?? (names.size < MAX_NAMES ? count(context, name) : undefined);
  if (!found) return Infinity;
  names.set(name, found);
  return found;
}

async function count(context: DetectContext, name: string): Promise<number> {
  const texts = await settingTexts(context);
  if (!texts) return Infinity;
  const ways = patternsOf(name);
  let lines = 0;
  for (const { text } of texts) {
    // Nobody sees what that says.
    if (text.startsWith('$ANSIBLE_VAULT') || text.length > MAX_TEXT) return Infinity;
    for (const line of text.includes(name) ? text.split('\n') : []) if (gives(line, ways)) lines++;
  }
  return lines;
}

function gives(line: string, { name, key, given }: Ways): boolean {
  if (!line.includes(name) || /^\s*(?:#|\/\/)/.test(line)) return false;
  if (line.length > MAX_LINE) return true;
  if (/\b(?:register|variable|name):[ \t]{0,9}["']?(\w{1,100})/.exec(line)?.[1] === name) return true;
  return [key, given].some(pattern => line.matchAll(pattern).next().done !== true);
}

interface Ways {
  readonly name: string;
  readonly key: RegExp;
  readonly given: RegExp;
}

function patternsOf(name: string): Ways {
  return {
    name,
    // A key, which stands alone, in braces or in a list; what a command line is given stands anywhere.
    key: new RegExp(
      `(?:^|[{\\[(,"'-])[ \\t]{0,99}["']?${name}["']?[ \\t]{0,9}:[ \\t]{0,9}(?=(?<value>.{0,200}))`,
      'g',
    ),
    given: new RegExp(`(?<![\\w.-])${name}["']?[ \\t]{0,9}=(?!=)[ \\t]{0,9}(?=(?<value>.{0,200}))`, 'g'),
  };
}

/** What stands behind a key on its line, and in the lines below it that are indented more. */
function below(text: string, root: string): readonly string[] {
  const found: string[] = [];
  const key = new RegExp(`(?<![\\w.-])${root}["']?[ \\t]{0,9}[:=]`);
  let around = -1;
  for (const line of text.split('\n')) {
    const indent = line.search(/\S/);
    if (indent < 0) continue;
    const start = line.slice(0, MAX_LINE).search(key);
    if (indent <= around) around = -1;
    if (around >= 0) found.push(line);
    else if (start >= 0) {
      found.push(line.slice(start));
      around = indent;
    }
  }
  return found;
}

function saidIn(line: string, { name, key, given }: Ways, what: RegExp): readonly Said[] {
  if (!line.includes(name) || /^\s*(?:#|\/\/)/.test(line)) return [];
  if (line.length > MAX_LINE) return ['other'];
  // What a task finds out, and what a person is asked for.
  if (/\b(?:register|variable):[ \t]{0,9}["']?(\w{1,100})/.exec(line)?.[1] === name) return ['other'];
  return [...line.matchAll(key), ...line.matchAll(given)].flatMap(({ groups }) =>
    saysOf(groups?.value ?? '', name, what),
  );
}

function saysOf(value: string, name: string, what: RegExp): Said | [] {
  // `istio: "{{ istio }}"` hands it on.
  if (/^["']?\{\{/.test(value)) return new RegExp(`\\b${name}\\b`).test(value) ? [] : 'other';
  const [, word = ''] = /^["']?([^\s"',;}#\])]*)/.exec(value) ?? [];
  // What stands below is said there.
  return word === '' ? [] : what.test(word) ? 'only' : 'other';
}

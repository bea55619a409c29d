/**
 * Versions that a script chooses among: arms of a `case`, of `if` and `else`, of `ifeq` in a Makefile. Each of them is installed where
 * its arm is taken.
 */
import type { Position } from '../../model.js';
import { lineAt } from '../code/text.js';
import type { TellMore } from '../limits.js';

export interface Choice {
  /** What takes the arm; '' where nothing names that. */
  readonly label: string;
  readonly version: string;
  readonly at: Position;
}

/** What has to be one of these for an arm to be taken: `$INGRESS`, `${{ inputs.ingress }}`. */
export interface Asks {
  readonly what: string;
  readonly values: readonly string[];
}

interface Arm {
  readonly block: number;
  readonly arm: number;
  readonly asks?: Asks | undefined;
  readonly label: string;
  /** Taken where no other one is. */
  readonly isElse: boolean;
}

interface Written extends Choice {
  readonly name: string;
  readonly arms: readonly Arm[];
}

export interface Choices {
  /** What a name is in each arm that sets it; none where no one choice decides it. */
  of(name: string): readonly Choice[];
  /**
   * What a function prints, in each of its arms that prints a version.
   * @param given what it is called with: a word may take one of them
   */
  printedBy(name: string, given: string): readonly Choice[];
  /** What takes the arms that a line stands in. */
  labelAt(line: number): string;
  /** What all of these ask for, as far as it is written. */
  asksAt(line: number): readonly Asks[];
}

/** Longer than any line of people, and deeper than they nest. */
const MAX_LINE = 600;
const MAX_DEPTH = 20;
/** More versions than a script names. */
const MAX_SETS = 500;

const ARM =
  /^[ \t]*\(?[ \t]*((?:["']?[\w.*?@:/+-]{1,80}["']?)(?:[ \t]{0,9}\|[ \t]{0,9}["']?[\w.*?@:/+-]{1,80}["']?){0,20})[ \t]{0,9}\)/;
const SETS =
  /(?:^|[\s;)])([A-Za-z_]\w{0,80})(?:=|[ \t]{1,9}[:?]{0,2}=[ \t]{0,9})["']?(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']?(?=[\s;]|$)/g;

/** `echo 1.22.2`, `printf '%s\n' "1.22.2"` */
const PRINTS =
  /(?:^|[\s;)])(?:echo|printf)[ \t]{1,9}(?:-n[ \t]{1,9}|["']?%s(?:\\n)?["']?[ \t]{1,9})?["']?(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})(?:\\n)?["']?(?=[\s;]|$)/g;
/** `istio_of() {` */
const FUNCTION =
  /^[ \t]*(?:function[ \t]{1,9})?([A-Za-z_][\w-]{0,80})[ \t]{0,9}(?:\([ \t]{0,9}\)[ \t]{0,9})?\{/;

/** `choice(name: 'ISTIO_VERSION', choices: ['1.24.2', '1.23.4'])` of Jenkins, on one line or several. */
const CHOICE =
  /\bchoice\s{0,20}\(([^()]{0,200}?)\bchoices:\s{0,20}(\[[^[\]]{1,2000}\]|(["'])[^"']{1,1000}\3)([^()]{0,200})\)/g;
const VERSION = /(["']|\\n)(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})(?=["']|\\n)/g;
const MAX_PARAMETERS = 50;

/** Versions that a person is offered, by the name of the parameter. */
function offeredIn(path: string, text: string): ReadonlyMap<string, readonly Choice[]> {
  const found = new Map<string, readonly Choice[]>();
  if (!/\bchoices:/.test(text)) return found;
  for (const match of text.matchAll(CHOICE)) {
    if (found.size >= MAX_PARAMETERS) break;
    const [whole, before = '', list = '', , after = ''] = match;
    const name = /\bname:\s{0,20}["'](\w{1,80})["']/.exec(`${before} ${after}`)?.[1];
    if (name === undefined) continue;
    const start = match.index + whole.indexOf(list);
    const versions = [...list.matchAll(VERSION)].map(one => ({
      label: '',
      version: (one[2] ?? '').replace(/^v/, ''),
      at: { file: path, line: lineAt(text, start + one.index) },
    }));
    // Of what else may be chosen (`latest`), nothing is known.
    const count = list.split(/,|\\n/).filter(one => /\w/.test(one)).length;
    if (versions.length > 0 && versions.length === count) found.set(name, versions);
  }
  return found;
}

export function choicesIn(path: string, text: string, more: TellMore): Choices {
  const reader = new Reader(path, more);
  const offered = offeredIn(path, text);
  if (/^[ \t]*(?:case[ \t]|if[ \t]|ifn?eq\b|\[|test[ \t])|\b(?:echo|printf)[ \t]/m.test(text))
    for (const [index, line] of text.split('\n').entries()) reader.readAll(line, index + 1);
  return {
    of: name => offered.get(name) ?? decidedBy(reader.sets.filter(one => one.name === name)),
    printedBy: (name, given) => {
      const sets = reader.sets.filter(one => one.name === `${name}()`);
      const [always] = sets;
      const found = always && sets.length === 1 && always.arms.length === 0 ? sets : decidedBy(sets);
      const [only, ...others] = found.filter(
        ({ label }) => label !== '' && label === given.replace(/["']/g, '').trim(),
      );
      return only && others.length === 0 ? [only] : found;
    },
    labelAt: line => {
      const arms = reader.arms.get(line) ?? [];
      return arms
        .map(({ label }) => label)
        .filter(label => label !== '')
        .join('-');
    },
    asksAt: line => (reader.arms.get(line) ?? []).flatMap(({ asks }) => asks ?? []),
  };
}

interface Open {
  readonly isCase: boolean;
  readonly block: number;
  /** What a `case` is about. */
  readonly subject?: string | undefined;
  arm?: Arm;
}

class Reader {
  readonly sets: Written[] = [];
  readonly arms = new Map<number, readonly Arm[]>();
  private readonly open: Open[] = [];
  private blocks = 0;
  /** The function that the line stands in. */
  private within = '';

  constructor(
    private readonly file: string,
    private readonly more: TellMore,
  ) {}

  /** What stands on one line is read as if each part had its own. */
  readAll(line: string, number: number): void {
    const parts = line.length > MAX_LINE ? [line] : partsOf(line);
    const before = this.arms.get(number);
    for (const part of parts) this.read(part, number);
    if (parts.length === 1) return;
    if (before) this.arms.set(number, before);
    else this.arms.delete(number);
  }

  private read(line: string, number: number): void {
    if (line.length > MAX_LINE || /^\s*#/.test(line)) return;
    const text = line.trimStart();
    const named = FUNCTION.exec(line)?.[1];
    if (named !== undefined) this.within = named;
    else if (text.startsWith('}')) this.within = '';
    const word = /^(?:-[ \t]+)?([a-z]{2,6})\b/.exec(text)?.[1] ?? '';
    const top = this.open.at(-1);
    if (word === 'case' || word === 'if' || /^ifn?eq$/.test(word)) this.begin(word, text);
    else if (word === 'esac' || word === 'fi' || word === 'endif') this.open.pop();
    else if ((word === 'elif' || word === 'else') && top && !top.isCase) this.turn(top, text, word);
    else if (top?.isCase && !top.arm) this.arm(top, text);
    const arms = this.open.flatMap(({ arm }) => (arm ? [arm] : []));
    if (arms.length > 0) this.arms.set(number, arms);
    const printed = this.within === '' ? [] : [...text.matchAll(PRINTS)];
    for (const [name = '', version = ''] of [
      ...[...text.matchAll(SETS)].map(([, ...groups]) => groups),
      ...printed.map(([, version]) => [`${this.within}()`, version]),
    ]) {
      if (this.sets.length >= MAX_SETS) {
        this.more();
        return;
      }
      const at = { file: this.file, line: number };
      this.sets.push({ name, version: version.replace(/^v/, ''), at, arms, label: labelOf(arms) });
    }
    // What `;;` ends, also on the line on which it begins.
    const end = this.open.at(-1);
    if (end?.isCase && /;;[&|]?[ \t]*(?:#.*)?$/.test(text)) delete end.arm;
    if (word === 'if' && /;[ \t]*fi\b/.test(text)) this.open.pop();
    if (word === 'case' && /\besac\b/.test(text)) this.open.pop();
  }

  private begin(word: string, text: string): void {
    if (this.open.length > MAX_DEPTH) return;
    const block = ++this.blocks;
    if (word === 'case')
      this.open.push({
        isCase: true,
        block,
        subject: new RegExp(`case[ \\t]{1,9}${SUBJECT}`).exec(text)?.[1],
      });
    else
      this.open.push({
        isCase: false,
        block,
        arm: { block, arm: 0, label: conditionOf(text), isElse: false, asks: askedBy(text) },
      });
  }

  private turn(top: Open, text: string, word: string): void {
    const isElse = word === 'else' && !/\bif(?:n?eq)?\b/.test(text);
    const arm = (top.arm?.arm ?? 0) + 1;
    const label = isElse ? '' : conditionOf(text);
    top.arm = { block: top.block, arm, label, isElse, asks: isElse ? undefined : askedBy(text) };
  }

  private arm(top: Open, text: string): void {
    const pattern = ARM.exec(text)?.[1];
    if (pattern === undefined) return;
    const values = pattern.replace(/["' \t]/g, '').split('|');
    const [first = ''] = values;
    const label = /^([\w-]*\w)(?:-?\*)?$/.exec(first)?.[1] ?? '';
    this.blocks++;
    const isPattern = values.some(value => /[*?[]/.test(value));
    const asks = isPattern || top.subject === undefined ? undefined : { what: top.subject, values };
    top.arm = { block: top.block, arm: this.blocks, label, isElse: pattern.trim() === '*', asks };
  }
}

/**
 * `if …; then V=1.22.2; else V=1.23.1; fi`, `case … in prod) V=1.22.2;; *) V=1.23.1;; esac` and `[ … ] && V=1.22.2`, part by part; any
 * other line is one.
 */
function partsOf(line: string): readonly string[] {
  const text = line.trim();
  if (/^if[ \t]/.test(text) && /;[ \t]*el(?:se|if)\b/.test(text) && /;[ \t]*fi\b/.test(text))
    return text.split(/;[ \t]*/);
  const [, head, arms] = /^(case[ \t]{1,9}\S{1,200}[ \t]{1,9}in)[ \t]{1,9}(.*)\besac\b/.exec(text) ?? [];
  if (head !== undefined && arms !== undefined)
    return [head, ...arms.split(';;').flatMap(arm => (arm.trim() === '' ? [] : [`${arm};;`])), 'esac'];
  const [, condition, name, set] =
    /^((?:\[|test[ \t])[^&|;]{1,200}?)[ \t]{1,9}&&[ \t]{1,9}(?:export[ \t]{1,9})?([A-Za-z_]\w{0,80})(=[^&|;]{1,100})$/.exec(
      text,
    ) ?? [];
  if (condition === undefined || name === undefined || set === undefined) return [line];
  // `[ -z "$V" ] && V=1.22.2`: what it is where nobody gives one.
  return condition.includes('-z') || new RegExp(`\\$\\{?${name}\\b`).test(condition)
    ? [line]
    : [`if ${condition}`, `${name}${set}`, 'fi'];
}

function labelOf(arms: readonly Arm[]): string {
  return arms.at(-1)?.label ?? '';
}

/** `[ "$ENV" = prod ]`, `[[ $1 == "prod" ]]`, `ifeq ($(ENV),prod)` */
function conditionOf(text: string): string {
  const [, shell, make] =
    /[^!=]==?[ \t]{1,9}["']?([A-Za-z][\w-]{0,60})["']?[ \t]{1,9}\]|\bifeq[ \t]{1,9}\([^,]{1,80},[ \t]{0,9}([A-Za-z][\w-]{0,60})[ \t]{0,9}\)/.exec(
      text,
    ) ?? [];
  return shell ?? make ?? '';
}

/** `"$INGRESS"`, `${INGRESS:-none}`, `${{ inputs.ingress }}` */
const SUBJECT = `["']?(\\$\\{\\{[^{}]{1,100}\\}\\}|\\$\\w{1,80}|\\$\\{\\w{1,80}(?::?-[^{}]{0,40})?\\})["']?`;
const EQUALS = new RegExp(
  `^(?:-[ \\t]+)?(?:el)?if[ \\t]{1,9}\\[\\[?[ \\t]{1,9}${SUBJECT}[ \\t]{1,9}==?[ \\t]{1,9}["']?([\\w.-]{1,80})["']?[ \\t]{1,9}\\]`,
);

/** `if [ "$INGRESS" = istio ]`, also with more behind `&&`. */
function askedBy(text: string): Asks | undefined {
  const [, what, value] = /\|\||[ \t]-o[ \t]/.test(text) ? [] : (EQUALS.exec(text) ?? []);
  return what === undefined || value === undefined ? undefined : { what, values: [value] };
}

/** Arms of one choice, with what stands before it where none of them is taken. */
function decidedBy(sets: readonly Written[]): readonly Choice[] {
  const inArms = sets.filter(({ arms }) => arms.length > 0);
  const outside = sets.filter(({ arms }) => arms.length === 0);
  const [first] = inArms;
  if (!first || sets.length < 2 || outside.length > 1) return [];
  // All of them may stand in one arm of a choice around theirs.
  const taken = first.arms
    .map(({ block }) => inArms.map(({ arms }) => arms.find(arm => arm.block === block)))
    .find(arms => !arms.includes(undefined) && new Set(arms.map(arm => arm?.arm)).size === arms.length);
  if (!taken) return [];
  const [before] = outside;
  // What is set behind all of them counts always; what a function prints there, where it was not left before.
  if (before && before.at.line > first.at.line && !before.name.endsWith('()')) return [];
  return before && !taken.some(arm => arm?.isElse) ? [before, ...inArms] : inArms;
}

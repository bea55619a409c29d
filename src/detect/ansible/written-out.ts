/** Arguments of tasks with their variables filled in, once for each environment that gives them other values. */
import { append } from '../../append.js';
import type { DataPath, Position, Positioned } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { type Filled, filled } from '../reshaped.js';
import type { AnsibleValue } from './definitions.js';
import { filledWith } from './jinja.js';
import { ansibleEnvironments } from './variables.js';

/** Data as one environment has it. */
export interface WrittenOut {
  readonly data: Positioned;
  /** '' where all have the same. */
  readonly environment: string;
}

/** Variables that hold variables are followed no deeper. */
const MAX_ROUNDS = 5;
/** More environments than people have. */
const MAX_ENVIRONMENTS = 60;

/**
 * @param file whose variables count: that of the role or the playbook
 * @param open names of a loop that nobody can follow, or of who calls the task: what stands behind them by default says nothing of them
 */
export async function writtenOut(
  context: DetectContext,
  { data, environment }: WrittenOut,
  file: string,
  open: ReadonlySet<string>,
  rounds = MAX_ROUNDS,
): Promise<readonly WrittenOut[]> {
  const names = namesIn(data, open);
  if (names.size === 0 || rounds === 0) return [{ data, environment }];
  const values = new Map<string, readonly AnsibleValue[]>();
  for (const name of names) values.set(name, await ansibleEnvironments(context, name, file));
  const found: WrittenOut[] = [];
  for (const one of environment === '' ? environmentsOf(values) : [environment]) {
    const next = filled(data, text =>
      filledWith(text, (name, keys) => {
        const all = open.has(name) ? undefined : values.get([name, ...keys].join('.'));
        return all && valueIn(all, one);
      }),
    );
    if (next === data) found.push({ data, environment: one });
    else append(found, await writtenOut(context, { data: next, environment: one }, file, open, rounds - 1));
  }
  return found;
}

/** Names that texts take their values from, with their keys. */
function namesIn(data: Positioned, open: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  filled(data, text => {
    filledWith(text, (name, keys) => {
      if (!open.has(name)) names.add([name, ...keys].join('.'));
      return undefined;
    });
    return undefined;
  });
  return names;
}

/** Those within which others say something of their own make way for them. */
export function environmentsOf(values: ReadonlyMap<string, readonly AnsibleValue[]>): readonly string[] {
  const all = [...new Set([...values.values()].flat().map(({ environment }) => environment))];
  const named = all.filter(one => one !== '' && !all.some(other => other.startsWith(`${one}/`)));
  return named.length === 0 || named.length > MAX_ENVIRONMENTS ? [''] : named;
}

/** `value: undefined` where nobody gives the name one; undefined where it is not decided. */
export function valueIn(all: readonly AnsibleValue[], environment: string): Filled | undefined {
  if (all.length === 0) return { value: undefined };
  const own = all.filter(one => one.environment === environment);
  const around = all.filter(one => environment.startsWith(`${one.environment}/`));
  const shared = all.filter(one => one.environment === '');
  const [only, ...others] = [own, around, shared].find(fitting => fitting.length > 0) ?? [];
  if (!only || others.length > 0) return undefined;
  const { text, data, at } = only;
  if (data) return { value: data.value, at, data };
  return text.endsWith('…') ? undefined : { value: scalarOf(text), at };
}

function scalarOf(text: string): unknown {
  return /^(?:true|false)$/i.test(text) ? /^t/i.test(text) : text;
}

/** A text that Ansible fills in, and nobody here can. */
export interface OpenText {
  readonly path: DataPath;
  readonly text: string;
  readonly at: Position;
}

/** What is left to fill in. */
export function openTextsIn(data: Positioned): readonly OpenText[] {
  const found: OpenText[] = [];
  filled(data, (text, path) => {
    const open = /\{\{[^{}]{0,200}\}\}|\{%[^%]{0,200}%\}/.exec(text)?.[0];
    if (open !== undefined) {
      const part = data.at(path);
      found.push({ path, text: open, at: { file: part.file, line: part.lineOf([]) } });
    }
    return undefined;
  });
  return found;
}

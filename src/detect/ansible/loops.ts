/**
 * Loops of tasks over what variables hold: `loop: "{{ istio_charts }}"`, `with_dict`, `{{ charts | dict2items }}`.
 * Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_loops.html
 */
import type { Positioned } from '../../model.js';
import { parseYaml, positionedAt, startOf, valueAt } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { reshaped, wrapped } from '../reshaped.js';
import { keysIn } from './jinja.js';
import { firstTurns, LOOPS, type Task, turnOf } from './tasks.js';
import { ansibleEnvironments } from './variables.js';

/** A task as it runs once. */
export interface Turn extends Task {
  /** The inventory, group or playbook whose list has the item; '' where all have. */
  readonly environment: string;
}

/** What is gone through, for one environment or for all. */
interface Items {
  readonly environment: string;
  readonly items: readonly Positioned[];
}

const WITH_DICT = 'with_dict';

/**
 * One for each turn; the task itself where it goes through nothing.
 * @returns undefined where nobody can tell what it goes through
 */
export async function turnsOver(context: DetectContext, task: Task): Promise<readonly Turn[] | undefined> {
  const { data } = task;
  const loop = [...LOOPS, WITH_DICT].find(key => valueAt(data.value, [key]) !== undefined);
  if (loop === undefined || task.isLooped) return isOff(task) ? [] : [{ ...task, environment: '' }];
  const lists = await listsAt(context, data, loop);
  return lists?.flatMap(({ environment, items }) =>
    firstTurns(context, data, items)
      .map(item => ({ ...task, ...turnOf(data, loop, item), environment }))
      .filter(turn => !isOff(turn)),
  );
}

/** `when: "{{ item.enabled }}"`, of an item that says no; of several conditions all have to hold. */
function isOff({ data, item }: Pick<Task, 'data' | 'item'>): boolean {
  const condition = valueAt(data.value, ['when']);
  const conditions = Array.isArray(condition) ? condition : [condition];
  return conditions.some(one => {
    const [, name = '', keys = ''] = CONDITION.exec(typeof one === 'string' ? one : '') ?? [];
    const value = name === '' || !item ? undefined : valueAt(item.value, [name, ...keysIn(keys)]);
    return value === false || (typeof value === 'string' && /^(?:false|no)$/i.test(value));
  });
}

const CONDITION =
  /^\s{0,20}(?:\{\{)?\s{0,20}([A-Za-z_]\w{0,100})((?:\.\w{1,100}){1,8})\s{0,20}(?:\|\s{0,20}(?:bool|d(?:efault)?\([\w ,]{1,30}\))\s{0,20}){0,3}(?:\}\})?\s{0,20}$/;

async function listsAt(
  context: DetectContext,
  data: Positioned,
  loop: string,
): Promise<readonly Items[] | undefined> {
  const written = data.at([loop]);
  const found =
    typeof written.value === 'string'
      ? await evaluated(context, written.value, written)
      : [{ environment: '', data: written }];
  const lists = found?.map(({ environment, data: own }) => ({
    environment,
    items: loop === WITH_DICT ? entriesOf(own) : itemsOf(own),
  }));
  return lists?.every(({ items }) => items !== undefined)
    ? lists.map(({ environment, items = [] }) => ({ environment, items }))
    : undefined;
}

/** The items that an expression holds, where all environments have the same; undefined where nobody can tell. */
export async function itemsOfExpression(
  context: DetectContext,
  text: string,
  at: Positioned,
): Promise<readonly Positioned[] | undefined> {
  const [only, ...others] = (await evaluated(context, text, at)) ?? [];
  return only && others.length === 0 && only.environment === '' ? itemsOf(only.data) : undefined;
}

interface Evaluated {
  readonly environment: string;
  readonly data: Positioned;
}

/** What an expression holds: variables and literals one after the other, behind filters that change them in a way that is known. */
async function evaluated(
  context: DetectContext,
  text: string,
  at: Positioned,
): Promise<readonly Evaluated[] | undefined> {
  if (text.length > MAX_TEXT) return undefined;
  const expression = /^\s*\{\{-?(.*?)-?\}\}\s*$/s.exec(text)?.[1];
  // A literal of `loop` may itself end in braces.
  const terms = (expression ?? text).split(/\s\+\s/).map(term => term.trim().replace(/^\(([^()]*)\)$/, '$1'));
  const found: (readonly Evaluated[])[] = [];
  for (const term of terms) {
    const own = await evaluatedTerm(context, term, at);
    if (!own) return undefined;
    found.push(own);
  }
  return found
    .slice(1)
    .reduce<readonly Evaluated[] | undefined>((sum, own) => sum && joined(sum, own), found[0]);
}

/** Two lists as one, in each environment that either of them has. */
function joined(left: readonly Evaluated[], right: readonly Evaluated[]): readonly Evaluated[] | undefined {
  const environments = new Set([...left, ...right].map(({ environment }) => environment));
  if (environments.size > 1) environments.delete('');
  const found: Evaluated[] = [];
  for (const environment of environments) {
    const parts = [left, right].map(all => {
      const data = (
        all.find(one => one.environment === environment) ?? all.find(one => one.environment === '')
      )?.data;
      return data && itemsOf(data);
    });
    const [first, second] = parts;
    const data = left[0]?.data ?? right[0]?.data;
    if (!first || !second || !data) return undefined;
    found.push({ environment, data: listOf(data, [...first, ...second]) });
  }
  return found;
}

async function evaluatedTerm(
  context: DetectContext,
  term: string,
  at: Positioned,
): Promise<readonly Evaluated[] | undefined> {
  const [first = '', ...filters] = term.split('|').map(part => part.trim());
  const name = NAME.exec(first)?.[0];
  let found: readonly Evaluated[] = [];
  if (name !== undefined) {
    const values = await ansibleEnvironments(context, name, at.file);
    found = values.flatMap(({ environment, data }) => (data ? [{ environment, data }] : []));
    if (found.length < values.length || (found.length === 0 && !filters.some(isDefault))) return undefined;
    if (found.length === 0) return [{ environment: '', data: listOf(at, []) }];
  } else {
    const literal = literalIn(first, at);
    if (!literal) return undefined;
    found = [{ environment: '', data: literal }];
  }
  for (const filter of filters) {
    const applied = found.map(({ environment, data }) => ({ environment, data: filtered(data, filter) }));
    if (!applied.every((one): one is Evaluated => one.data !== undefined)) return undefined;
    found = applied;
  }
  return found;
}

/** Longer than a loop's expression. */
const MAX_TEXT = 5000;
const NAME = /^[A-Za-z_]\w{0,100}(?:\.\w{1,100}){0,8}$/;

function isDefault(filter: string): boolean {
  return /^d(?:efault)?\(/.test(filter);
}

/** Undefined for a filter that is not known. */
function filtered(data: Positioned, filter: string): Positioned | undefined {
  if (isDefault(filter) || /^(?:list|flatten|unique|sort)(?:\([\w=',]{0,60}\))?$/.test(filter)) return data;
  if (filter === 'dict2items') {
    const entries = entriesOf(data);
    return entries && listOf(data, entries);
  }
  const [, which, key = '', wanted = 'true'] = SELECTS.exec(filter) ?? [];
  if (which === undefined) return undefined;
  const kept = itemsOf(data)?.filter(item => {
    const value = valueAt(item.value, [key]);
    return (value !== undefined && String(value) === wanted.toLowerCase()) === (which === 'select');
  });
  return kept && listOf(data, kept);
}

/** `selectattr('enabled')`, `selectattr('enabled', 'equalto', true)`. */
const SELECTS =
  /^(select|reject)attr\(\s{0,9}['"](\w{1,60})['"]\s{0,9}(?:,\s{0,9}['"](?:equalto|eq|==)['"]\s{0,9},\s{0,9}['"]?([\w.-]{1,60})['"]?\s{0,9})?\)$/;

/** The entries of a mapping as Ansible hands them to a loop. */
function entriesOf(data: Positioned): readonly Positioned[] | undefined {
  if (!isRecord(data.value)) return undefined;
  return Object.entries(data.value).map(([key, value]) =>
    reshaped(wrapped(data.at([key]), ['value']), { key, value }),
  );
}

function itemsOf(data: Positioned): readonly Positioned[] | undefined {
  return Array.isArray(data.value) ? data.value.map((_, index) => data.at([index])) : undefined;
}

/** Items of which each keeps its own place. */
function listOf(data: Positioned, items: readonly Positioned[]): Positioned {
  const { file, line } = startOf(data);
  const whole = positionedAt(
    file,
    line,
    items.map(({ value }) => value),
  );
  return {
    ...whole,
    at: ([index, ...rest]) =>
      index === undefined
        ? listOf(data, items)
        : (items[Number(index)]?.at(rest) ?? whole.at([index, ...rest])),
  };
}

/** A list or a mapping of texts and numbers, which YAML writes as Jinja does. */
function literalIn(text: string, at: Positioned): Positioned | undefined {
  if (
    !/^[[{]/.test(text) ||
    !/^[\s{}[\],:\d.]*$/.test(text.replace(/'[^']*'|"[^"]*"|\b(?:true|false)\b/gi, ''))
  )
    return undefined;
  const [document, ...others] = parseYaml(at.file, text).documents;
  if (!document || others.length > 0) return undefined;
  const { file, line } = startOf(at);
  return positionedAt(file, line, document.data.value);
}

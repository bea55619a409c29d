/** Texts among the values of a task that Ansible fills in, as far as variables of the tree come to one value for all. */
import type { Position, Positioned } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { Filled } from '../reshaped.js';
import { hasJinja, variableIn } from './jinja.js';
import { timesSaid } from './said-anywhere.js';
import { ansibleExpression, ansibleValues } from './variables.js';

/** More different texts than people fill in for one release. */
const MAX_TEXTS = 200;

/**
 * What texts come to, by the text; those that the tree does not decide, or decides for each environment by itself, are not among them.
 * @param at the task: names mean there what its role or playbook says
 */
export async function knownTexts(
  context: DetectContext,
  texts: Iterable<string>,
  at: Position,
): Promise<ReadonlyMap<string, Filled>> {
  const known = new Map<string, Filled>();
  for (const text of [...new Set(texts)].filter(hasJinja).slice(0, MAX_TEXTS)) {
    const filled = await filledOf(context, text, at);
    if (filled) known.set(text, filled);
  }
  return known;
}

/** A variable alone keeps its type. Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html */
async function filledOf(context: DetectContext, text: string, at: Position): Promise<Filled | undefined> {
  const name = variableIn(text);
  const values =
    name === undefined
      ? await ansibleExpression(context, text, at)
      : await ansibleValues(context, name, at.file);
  const [only, ...others] = values;
  // What is cut short is no value.
  if (!only || others.length > 0 || only.text.endsWith('…')) return undefined;
  if (!(await isSaidOnce(context, text, only.at))) return undefined;
  const { data } = only;
  const value = data?.value ?? only.scalar ?? only.text;
  return hasJinja(JSON.stringify(value) ?? '')
    ? undefined
    : { value, at: only.at, ...(data === undefined ? {} : { data }) };
}

/** Whoever uses a role may give its variables other values, in ways that are not followed: where one line speaks of each, nobody does. */
async function isSaidOnce(context: DetectContext, text: string, at: Position): Promise<boolean> {
  const written = (await context.text(at.file))?.split('\n')[at.line - 1] ?? '';
  if (written.includes('{{')) return false;
  const inBraces = (text.match(BRACES) ?? []).join(' ');
  for (const [name] of inBraces.matchAll(NAME)) if ((await timesSaid(context, name)) > 1) return false;
  return true;
}

const BRACES = /\{\{[^{}]{1,500}\}\}/g;
/** Not behind a dot: keys of mappings are others’. */
const NAME = /(?<![\w.])[A-Za-z_]\w{0,100}/g;

/** All texts within some data. */
export function textsWithin({ value }: Positioned): readonly string[] {
  const found: string[] = [];
  const pending: unknown[] = [value];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (typeof one === 'string') found.push(one);
    else if (typeof one === 'object' && one !== null)
      for (const inner of Object.values(one)) pending.push(inner);
  }
  return found;
}

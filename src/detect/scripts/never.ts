/**
 * What stands in scripts and pipelines and never runs: `if: false` of GitHub, `condition: false` and `enabled: false` of Azure
 * Pipelines, `when: never` and hidden jobs of GitLab, `when: false` of Ansible, `if false` of a shell.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif,
 * https://learn.microsoft.com/azure/devops/pipelines/process/conditions and https://docs.gitlab.com/ci/jobs/#hide-a-job
 */
import { addAll, append } from '../../append.js';
import type { DataPath, Positioned } from '../../model.js';
import type { YamlFile } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import { commandsIn } from './text.js';

/** Lines of a file, the first and the last among them. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** More mappings and lists in each other than people write. */
const MAX_DEPTH = 24;
/** More places than a file switches off. */
const MAX_FOUND = 500;

/**
 * @param yaml the same file, where it is YAML
 * @returns whether what begins on a line never runs
 */
export function neverRun(path: string, text: string, yaml: YamlFile | undefined): (line: number) => boolean {
  const found: Lines[] = [];
  const lines = yaml ? text.split('\n') : [];
  const isReferred = EXTENDS.test(text);
  for (const { data } of yaml?.documents ?? []) {
    if (found.length >= MAX_FOUND) break;
    append(
      found,
      switchedOff(data).filter(
        one => !hasAnchor(lines, one) && !(isReferred && isExtended(data, lines, one)),
      ),
    );
    if (ROOT_OF_GITLAB.test(path)) hiddenJobs(data, lines, found);
  }
  const ofShell = inShell(text);
  return line => ofShell.has(line) || isIn(found, line);
}

const EXTENDS = /\bextends:|!reference\b/;

/** What an anchor names may run elsewhere. */
function hasAnchor(lines: readonly string[], { from, to }: Lines): boolean {
  return lines.slice(from - 1, to).some(line => ANCHOR.test(line));
}

/** What other jobs name may run as a part of them, under their own rules. */
function isExtended({ value }: Positioned, lines: readonly string[], { from, to }: Lines): boolean {
  const name = [lines[from - 1], lines[from - 2]]
    .map(line => /^([\w.-]{1,100}):/.exec(line ?? '')?.[1])
    .find(one => one !== undefined && isRecord(value) && isRecord(value[one]));
  if (name === undefined) return false;
  return lines.some((line, index) => (index + 1 < from - 1 || index + 1 > to) && line.includes(name));
}

/** The same of a document alone. */
export function switchedOff(data: Positioned): readonly Lines[] {
  const found: Lines[] = [];
  collect(data, data.value, [], found);
  return found;
}

export function isIn(lines: readonly Lines[], line: number): boolean {
  return lines.some(({ from, to }) => from <= line && line <= to);
}

function collect(data: Positioned, value: unknown, path: DataPath, found: Lines[]): void {
  if (found.length >= MAX_FOUND || path.length > MAX_DEPTH || typeof value !== 'object' || value === null)
    return;
  if (isRecord(value) && isOff(value)) {
    found.push({ from: data.lineOf(path), to: data.endLineOf(path) });
    return;
  }
  for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value))
    collect(data, inner, [...path, key], found);
}

/** Keys of jobs and steps; an input or a value may be called `enabled`, too. */
const OF_GITHUB = ['run', 'uses', 'steps'];
const OF_AZURE = [
  'script',
  'bash',
  'powershell',
  'pwsh',
  'task',
  'template',
  'steps',
  'job',
  'jobs',
  'stage',
];

function isOff(value: Readonly<Record<string, unknown>>): boolean {
  const has = (keys: readonly string[]): boolean => keys.some(key => value[key] !== undefined);
  if (isFalse(value.if) && has(OF_GITHUB)) return true;
  if ((isFalse(value.condition) || isFalse(value.enabled)) && has(OF_AZURE)) return true;
  if (Array.isArray(value.script) || typeof value.script === 'string')
    return value.when === 'never' || isRuledOut(value.rules);
  return isNever(value.when);
}

/** `when: false`, alone or among others, of a task of Ansible's. */
export function isNever(when: unknown): boolean {
  return Array.isArray(when) ? when.some(isFalse) : isFalse(when);
}

function isFalse(value: unknown): boolean {
  return (
    value === false || (typeof value === 'string' && /^(?:\$\{\{ {0,9}false {0,9}\}\}|false)$/i.test(value))
  );
}

/** Rules of which each one says `when: never`. */
function isRuledOut(rules: unknown): boolean {
  return (
    Array.isArray(rules) && rules.length > 0 && rules.every(rule => isRecord(rule) && rule.when === 'never')
  );
}

const ROOT_OF_GITLAB = /^\.gitlab-ci\.ya?ml$/;

/** Jobs whose names begin with a dot, in the pipeline of the repository itself, where nothing there extends or refers to them. */
function hiddenJobs(data: Positioned, lines: readonly string[], found: Lines[]): void {
  // What is included may extend them.
  if (!isRecord(data.value) || data.value.include !== undefined) return;
  const hidden = Object.entries(data.value).filter(
    ([name, job]) => name.startsWith('.') && isRecord(job) && job.script !== undefined,
  );
  for (const [name] of hidden.slice(0, MAX_FOUND)) {
    const own = { from: data.lineOf([name]), to: data.endLineOf([name]) };
    const isNamed = lines.some(
      (line, index) => !(own.from <= index + 1 && index + 1 <= own.to) && line.includes(name),
    );
    if (!isNamed && !hasAnchor(lines, own)) found.push(own);
  }
}

const ANCHOR = /(?::|-)[ \t]{1,20}&[\w-]/;

const MAY_BE_OFF = /\bif[ \t]{1,20}(?:false\b|\/bin\/false\b|\[\[?[ \t]{1,9}[01][ \t])/;
const NEVER = /^(?:false|\/bin\/false|\[\[? (?:0 (?:-eq|==?) 1|1 (?:-eq|==?) 0) \]\]?)$/;
/** What a command may stand behind: `@` of Make, `-` of a list, `then`. */
const BEFORE = /^(?:[@-]*|then|do)$/;

/** Lines with nothing but what stands between `if false` and its `fi`, or its `else`. */
function inShell(text: string): ReadonlySet<number> {
  const off = new Set<number>();
  if (!MAY_BE_OFF.test(text)) return off;
  const commands = commandsIn(text);
  const runs = new Set<number>();
  let depth = 0;
  let never: { readonly depth: number; readonly lines: number[] } | undefined;
  for (const [index, { words }] of commands.entries()) {
    const line = words[0]?.line ?? 0;
    for (const [at, { text: word }] of words.entries()) {
      if (BEFORE.test(word)) continue;
      const keyword = word.replace(/^[@-]+/, '');
      if (/^(?:else|elif|fi)$/.test(keyword)) {
        if (never?.depth === depth) {
          addAll(off, never.lines);
          never = undefined;
        }
        if (keyword === 'fi') depth = Math.max(depth - 1, 0);
        if (keyword !== 'elif') continue;
      } else if (keyword === 'if') {
        depth++;
        const condition = words.slice(at + 1).map(one => one.text);
        const isNever = NEVER.test(condition.join(' ')) && commands[index + 1]?.words[0]?.text === 'then';
        if (isNever && !never) never = { depth, lines: [] };
      } else if (never) never.lines.push(line);
      else runs.add(line);
      break;
    }
  }
  // Of an `if` that nothing closes, nothing is known.
  for (const line of [...runs, ...(never?.lines ?? [])]) off.delete(line);
  return off;
}

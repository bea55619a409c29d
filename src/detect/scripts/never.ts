/**
 * What stands in scripts and pipelines and never runs: `if: false` of GitHub, `condition: false` and `enabled: false` of Azure
 * Pipelines, `when: never` and hidden jobs of GitLab, `when: false` of Ansible, `if false` of a shell.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif,
 * https://learn.microsoft.com/azure/devops/pipelines/process/conditions and https://docs.gitlab.com/ci/jobs/#hide-a-job
 */
import { append } from '../../append.js';
import type { DataPath, Positioned } from '../../model.js';
import type { YamlFile } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';

/** Lines of a file, the first and the last among them. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** More mappings and lists in each other than people write. */
const MAX_DEPTH = 24;
/** More places than a file switches off. */
const MAX_FOUND = 500;
/** Longer than any line of people. */
const MAX_LINE = 400;

/** @param yaml the same file, where it is YAML */
export function neverRun(path: string, text: string, yaml: YamlFile | undefined): readonly Lines[] {
  const found: Lines[] = inShell(text);
  const lines = yaml ? text.split('\n').map(line => line.slice(0, MAX_LINE)) : [];
  const isReferred = EXTENDS.test(text);
  for (const { data } of yaml?.documents ?? []) {
    if (found.length >= MAX_FOUND) break;
    append(
      found,
      switchedOff(data).filter(
        one => !hasAnchor(lines, one) && !(isReferred && isExtended(data, lines, one)),
      ),
    );
    if (ROOT_OF_GITLAB.test(path)) hiddenJobs(data, text, found);
  }
  return found;
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
function hiddenJobs(data: Positioned, text: string, found: Lines[]): void {
  // What is included may extend them.
  if (!isRecord(data.value) || data.value.include !== undefined) return;
  for (const [name, job] of Object.entries(data.value)) {
    if (!name.startsWith('.') || !isRecord(job) || job.script === undefined || found.length >= MAX_FOUND)
      continue;
    const lines = { from: data.lineOf([name]), to: data.endLineOf([name]) };
    // Its name elsewhere, or an anchor in it.
    const isNamed = text.split('\n').some((line, index) => {
      const isOwn = index + 1 >= lines.from && index + 1 <= lines.to;
      return isOwn ? ANCHOR.test(line.slice(0, MAX_LINE)) : line.includes(name);
    });
    if (!isNamed) found.push(lines);
  }
}

const ANCHOR = /(?::|-)[ \t]{1,20}&[\w-]/;

const NEVER =
  /^(?:-[ \t]{1,20})?if[ \t]{1,20}(?:false|\/bin\/false|\[\[?[ \t]{1,9}(?:0[ \t]{1,9}(?:-eq|==?)[ \t]{1,9}1|1[ \t]{1,9}(?:-eq|==?)[ \t]{1,9}0)[ \t]{1,9}\]\]?)[ \t]{0,9}(?:;|$)/;
const OPENS = /^(?:-[ \t]{1,20})?if[ \t]/;
/** On the line of `if` itself. */
const ELSE = /;[ \t]{0,20}el(?:se|if)\b/;
const CLOSES = /(?:^|;[ \t]{0,20})fi\b/;

/** What stands between `if false` and its `fi`, or its `else`. */
function inShell(text: string): Lines[] {
  const found: Lines[] = [];
  if (!/\bif[ \t]{1,20}(?:\/bin\/false|false|\[)/.test(text)) return found;
  let from = 0;
  let depth = 0;
  for (const [index, whole] of text.split('\n').entries()) {
    const line = whole.slice(0, MAX_LINE).trim();
    if (from === 0) {
      if (!NEVER.test(line)) continue;
      if (CLOSES.test(line) || ELSE.test(line)) {
        if (!ELSE.test(line)) found.push({ from: index + 1, to: index + 1 });
      } else {
        from = index + 1;
        depth = 1;
      }
      continue;
    }
    if (OPENS.test(line) && !CLOSES.test(line)) depth++;
    else if (/^fi\b/.test(line)) depth--;
    const isOver = depth === 0 || (depth === 1 && /^(?:else|elif)\b/.test(line));
    if (!isOver) continue;
    // What stands behind `else` on its line runs.
    if (found.length < MAX_FOUND) found.push({ from, to: depth === 0 ? index + 1 : index });
    from = 0;
  }
  return found;
}

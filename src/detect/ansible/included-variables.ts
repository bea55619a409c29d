/**
 * Files of variables that tasks of a role include: `include_vars: "{{ env }}.yml"`.
 * Source: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/include_vars_module.html
 */
import type { Positioned } from '../../model.js';
import { isRecord, stringAt } from '../data.js';
import { decidingFile } from '../deciding-file.js';
import type { DetectContext } from '../detector.js';
import { filesFitting } from '../fitting.js';
import { firstOf } from '../limits.js';
import { wrapped } from '../reshaped.js';
import { folderOf, inFolder, isWithin } from '../tree-path.js';
import { besideName, eachEntry } from './entries.js';
import { ansiblePlaces, stemOf } from './places.js';

export interface IncludedFile {
  /** What tells the file from others that may be included in its place; '' where it is the only one. */
  readonly name: string;
  readonly data: Positioned;
}

/** More files than one task chooses from. */
const MAX_FILES = 200;
const KEYS = ['ansible.builtin.include_vars', 'include_vars'];
const FILLED = /\{\{[^{}]{0,300}\}\}/;

/** Of files that the role keeps in its `vars` nothing is said here: those are read without being included. */
export async function includedVariables(
  context: DetectContext,
  role: string,
): Promise<readonly IncludedFile[]> {
  const found = new Map<string, IncludedFile>();
  for (const file of context.tree.below(inFolder(role, 'tasks'))) {
    if (!/\.ya?ml$/i.test(file) || !(await context.text(file))?.includes('include_vars')) continue;
    for (const { data } of (await context.yaml(file)).documents)
      for (const { file: wanted, name } of namedIn(data)) {
        const files = await filesNamed(context, role, file, wanted);
        for (const path of firstOf(context, files, MAX_FILES, 'files of variables that a task includes'))
          for (const document of (await decidingFile(context, path)).documents)
            found.set(`${path} ${document.index}`, {
              name: FILLED.test(wanted) ? keptName(path, files) : '',
              data: name === undefined ? document.data : wrapped(document.data, [name]),
            });
      }
  }
  return [...found.values()];
}

interface Named {
  readonly file: string;
  /** Under which all of it is kept. */
  readonly name?: string;
}

function namedIn(data: Positioned): readonly Named[] {
  const found: Named[] = [];
  eachEntry(data, ({ value }) => {
    for (const key of isRecord(value) ? KEYS : []) {
      const file = stringAt(value, [key, 'file']) ?? stringAt(value, [key]);
      const name = stringAt(value, [key, 'name']);
      if (file !== undefined) found.push({ file: file.trim(), ...(name === undefined ? {} : { name }) });
    }
    return true;
  });
  return found;
}

/** A folder that is filled in may be any that has a file of this name. */
async function filesNamed(
  context: DetectContext,
  role: string,
  file: string,
  wanted: string,
): Promise<readonly string[]> {
  const { tree } = context;
  const parts = besideName(wanted).split(FILLED);
  const isOwn = (path: string): boolean => isWithin(inFolder(role, 'vars'), path);
  const [start, end = '', ...more] = parts;
  if (start === '' && more.length === 0 && /^\/[^/]/.test(end))
    return tree.paths.filter(path => path.endsWith(end) && !isOwn(path) && !context.isSetAside(path));
  if (parts.every(part => !/\w/.test(part))) return [];
  const playbooks = (await ansiblePlaces(context)).plays.map(play => folderOf(play.file));
  for (const folder of new Set([inFolder(role, 'vars'), role, folderOf(file), ...playbooks])) {
    const found = filesFitting(tree, folder, parts);
    if (found.length > 0) return found.filter(path => !isOwn(path) && !context.isSetAside(path));
  }
  return [];
}

/** By what tells it from the others: its own name, or its folder. */
function keptName(path: string, files: readonly string[]): string {
  const stem = stemOf(path);
  return files.every(other => other === path || stemOf(other) !== stem) ? stem : folderOf(path);
}

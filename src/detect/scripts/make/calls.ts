/** Runs of make by workflows, pipelines and scripts: they hand variables to the Makefile whose targets they name. */
import { oncePer } from '../../../memo.js';
import { folderOf, isWithin, resolveInTree } from '../../tree-path.js';
import type { ScriptFile } from '../file.js';
import type { Command, Word } from '../text.js';
import { isMakefile } from './make.js';

/** `make`, or how a Makefile calls it. */
const MAKE = /^@?(?:\S{0,100}\/)?g?make$|^[@+-]{0,3}\$[({]MAKE[)}]$/;
const SETTING = /^[A-Za-z_]\w{0,80}=/;
/** Flags whose value stands in a word of its own. */
const WITH_VALUE = /^(?:-[fIo]|--(?:file|makefile|include-dir))$/;
/** Names of the files that make takes by itself. */
const USUAL = /(?:^|\/)(?:GNUmakefile|makefile|Makefile)$/;

export interface MakeCall {
  readonly script: ScriptFile;
  readonly command: Command;
  /** Which word is `make`. */
  readonly at: number;
}

interface Run extends MakeCall {
  /** What `-C` says. */
  readonly folder: Word | undefined;
  readonly goals: readonly string[];
}

/**
 * Runs of make in which that Makefile is meant.
 * @param line only those that come to the rule of this line, where one has it
 */
export function makeCalls(
  scripts: readonly ScriptFile[],
  path: string,
  line: number | undefined,
): readonly MakeCall[] {
  const makefile = scripts.find(one => one.path === path);
  if (!makefile || !USUAL.test(path)) return [];
  return runsIn(scripts).filter(run => {
    // What it has itself run stands in it.
    if (run.script.path === path || !isMeant(run, path)) return false;
    return makefile.comesTo?.(run.goals, line) ?? true;
  });
}

const runsIn = oncePer((scripts: readonly ScriptFile[]): readonly Run[] => {
  const found: Run[] = [];
  for (const script of scripts) {
    for (const command of script.commands) {
      const at = command.words.findIndex(({ text }) => !SETTING.test(text) && !BEFORE.test(text));
      if (!MAKE.test(command.words[at]?.text ?? '')) continue;
      const isRun = !script.workflow || script.workflow.isRun(command.words[at]?.line ?? 1);
      const run = isRun ? runOf(script, command, at) : undefined;
      if (run) found.push(run);
    }
  }
  return found;
});

/** What stands before a command, of shells and of lists in YAML. */
const BEFORE = /^(?:-|run:|sudo|env|time|exec|then|do|else|if|!|@|[|>]-?)$/;

/** @returns undefined where it is run on a file of another name */
function runOf(script: ScriptFile, command: Command, at: number): Run | undefined {
  const goals: string[] = [];
  let folder: Word | undefined;
  const given = command.words.slice(at + 1);
  for (let index = 0; index < given.length; index++) {
    const word = given[index] ?? { text: '', line: 0 };
    const own = /^(?:-C|--directory=)(.+)$/.exec(word.text)?.[1];
    if (own !== undefined) folder = { ...word, text: own };
    else if (/^(?:-C|--directory)$/.test(word.text)) folder = given[++index];
    else if (/^(?:-f|--(?:file|makefile))/.test(word.text)) return undefined;
    else if (WITH_VALUE.test(word.text)) index++;
    else if (/^[\w./%-]+$/.test(word.text) && !word.text.startsWith('-')) goals.push(word.text);
  }
  return { script, command, at, folder, goals };
}

/** Without `-C`, it is run where the script is, or above; of a script that goes into a folder, in one that it names. */
function isMeant({ script, folder }: Run, path: string): boolean {
  const own = folderOf(path);
  const from = script.workflow || !isMakefile(script.path) ? '' : folderOf(script.path);
  if (folder) {
    const named = script.expand(folder.text).replace(/^\$[^/]{1,80}\//, '');
    return [from, folderOf(script.path), ''].some(one => resolveInTree(one, named) === own);
  }
  if (own === '' || own === folderOf(script.path)) return true;
  if (!script.workflow && isWithin(own, script.path)) return true;
  const isNamed = ({ text }: Word): boolean => text.replace(/^\.\//, '').replace(/\/$/, '') === own;
  return script.moves && script.commands.some(({ words }) => words.some(isNamed));
}

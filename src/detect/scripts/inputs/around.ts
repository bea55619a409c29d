/** Where a script's names get their values besides the script: what it sources, what runs it, and the files of settings that those name. */
import { oncePer } from '../../../memo.js';
import type { DetectContext } from '../../detector.js';
import { settingTexts } from '../../setting-texts.js';
import { ancestors, baseName, inFolder } from '../../tree-path.js';
import { sourcedFiles } from '../sourced.js';
import { mayMean } from './arguments.js';
import { namesBroughtBy } from './named-paths.js';
import { Source } from './source.js';

/** Longer than files of settings, and more of them that run one script or that one asks. */
const MAX_TEXT = 200_000;
const MAX_FILES = 20;

/** What tools put into the environment of all that runs below a folder: direnv, mise, and what loads a file by this name. */
const AMBIENT = ['.envrc', 'mise.toml', '.mise.toml', '.config/mise.toml', '.env', '.env.local'];

/** Of a tree: its files are read once, whatever is asked of them. */
export const surroundingsOf = oncePer((context: DetectContext) => new Surroundings(context));

interface Caller {
  readonly path: string;
  readonly text: string;
}

export class Surroundings {
  private readonly callers = new Map<string, Promise<readonly Caller[]>>();
  private readonly read = new Map<string, Promise<Source | undefined>>();

  constructor(private readonly context: DetectContext) {}

  source(path: string): Promise<Source | undefined> {
    const found = this.read.get(path) ?? this.open(path);
    this.read.set(path, found);
    return found;
  }

  /** Files around a script that give a name something. */
  async giving({ path, whole }: Source, name: string): Promise<readonly Source[]> {
    const found = new Map<string, Source>();
    const add = async (files: Iterable<string>): Promise<void> => {
      for (const file of files) {
        if (found.size >= MAX_FILES) return;
        const source = file === path ? undefined : await this.source(file);
        if (source?.gives(name)) found.set(file, source);
      }
    };
    await add(await sourcedFiles(this.context, path));
    const callers = await this.callersOf(path);
    await add(callers.flatMap(one => (one.text.includes(name) ? [one.path] : [])));
    await add(namesBroughtBy(this.context, path, whole));
    // Where none of those does: what is there for any that runs here.
    if (found.size > 0) return [...found.values()];
    for (const caller of callers.slice(0, MAX_FILES))
      await add(namesBroughtBy(this.context, caller.path, caller.text));
    const ambient = ancestors(path).flatMap(folder => AMBIENT.map(file => inFolder(folder, file)));
    const present = ambient.filter(file => this.context.tree.has(file));
    await add(present);
    for (const file of present)
      await add(namesBroughtBy(this.context, file, (await this.context.text(file)) ?? ''));
    return [...found.values()];
  }

  /** Whatever names a file may run it. */
  callersOf(path: string): Promise<readonly Caller[]> {
    const found = this.callers.get(path) ?? this.findCallers(path);
    this.callers.set(path, found);
    return found;
  }

  private async findCallers(path: string): Promise<readonly Caller[]> {
    const name = baseName(path);
    const all = (await settingTexts(this.context)) ?? [];
    const { tree } = this.context;
    return all.filter(
      ({ path: other, text }) =>
        other !== path &&
        text.includes(name) &&
        wordsEndingWith(text, name).some(word => mayMean(tree, other, word, path)),
    );
  }

  private async open(path: string): Promise<Source | undefined> {
    const text = await this.context.text(path);
    return text === undefined || text.length > MAX_TEXT ? undefined : new Source(path, text);
  }
}

/** More mentions of one name than are looked at. */
const MAX_MENTIONS = 30;
const MAX_WORD = 200;

function wordsEndingWith(text: string, name: string): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf(name); at >= 0 && found.length < MAX_MENTIONS; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - MAX_WORD), at);
    found.push(`${/[\w./${}@-]*$/.exec(before)?.[0] ?? ''}${name}`);
  }
  return found;
}

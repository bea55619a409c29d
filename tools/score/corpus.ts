/**
 * The repositories and pull requests in `test/corpus`, that people wrote who had not seen the detectors: one file each, with
 * what a careful reader says of it.
 *
 * `trees/FORM/NAME.yaml`: `installs` as in `EXPECT.json` (see `expectations.ts`), `files` by path.
 * `changes/FORM/NAME.yaml`: `outcome`, `from`, `to` and `charts` (see `changes.ts`), `before` by path, and `after`: the files
 * that the change adds or rewrites, null for those that it deletes.
 * `resources/NAME.yaml`: `exposed` with `name`, `file`, `lines` and `alsoIn` (see `resources.ts`), `before` and `after`.
 * `known` of each lists what is still wrong, word for word as the score prints it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Tree } from '../../src/model.js';
import { memoryTree } from '../../src/tree/memory.js';
import type { ExpectedChange, Outcome } from './changes.js';
import { type ExpectedInstallation, expectedInstallations } from './expectations.js';
import type { ExpectedResources } from './resources.js';

interface Written {
  /** `argocd`. */
  readonly form: string;
  /** `argocd/appset-list-elements`. */
  readonly name: string;
  readonly known: readonly string[];
}

export interface WrittenTree extends Written {
  readonly tree: Tree;
  readonly installations: readonly ExpectedInstallation[];
}

export interface WrittenChange extends Written {
  readonly before: Tree;
  readonly after: Tree;
  readonly expected: ExpectedChange;
}

export interface WrittenResources extends Omit<Written, 'form'> {
  readonly before: Tree;
  readonly after: Tree;
  readonly expected: ExpectedResources;
}

type Files = Readonly<Record<string, string>>;

interface TreeFile {
  readonly installs: readonly unknown[];
  readonly files: Files;
  readonly known?: readonly string[];
}

interface ChangeFile {
  readonly outcome: Outcome;
  readonly from?: string;
  readonly to?: string;
  readonly charts?: readonly string[];
  readonly before: Files;
  readonly after: Readonly<Record<string, string | null>>;
  readonly known?: readonly string[];
}

interface Place {
  readonly file: string;
  readonly lines: readonly [number, number];
}

interface ResourcesFile extends Pick<ChangeFile, 'before' | 'after' | 'known'> {
  readonly exposed?: readonly (Place & { readonly name: string; readonly alsoIn?: readonly Place[] })[];
}

/** @param corpus folder that holds `trees` */
export function readTrees(corpus: string): readonly WrittenTree[] {
  return casesIn<TreeFile>(path.join(corpus, 'trees')).map(
    ([form, name, { installs, files, known = [] }]) => ({
      form,
      name,
      known,
      tree: memoryTree(files),
      installations: installs.flatMap(expectedInstallations),
    }),
  );
}

/** @param corpus folder that holds `changes` */
export function readChanges(corpus: string): readonly WrittenChange[] {
  return casesIn<ChangeFile>(path.join(corpus, 'changes')).map(
    ([form, name, { outcome, from = null, to = null, charts = [], before, after, known = [] }]) => ({
      form,
      name,
      known,
      before: memoryTree(before),
      after: memoryTree(changed(before, after)),
      expected: { outcome, from, to, charts },
    }),
  );
}

/** @param corpus folder that holds `resources` */
export function readResources(corpus: string): readonly WrittenResources[] {
  return casesIn<ResourcesFile>(path.join(corpus, 'resources')).map(
    ([, name, { exposed = [], before, after, known = [] }]) => ({
      name,
      known,
      before: memoryTree(before),
      after: memoryTree(changed(before, after)),
      expected: {
        exposed: exposed.map(({ alsoIn = [], name: rule, file, lines }) => ({
          name: rule,
          places: [{ file, lines }, ...alsoIn],
        })),
      },
    }),
  );
}

function changed(before: Files, after: ChangeFile['after']): Files {
  const kept = Object.entries(before).filter(([file]) => !Object.hasOwn(after, file));
  const written = Object.entries(after).flatMap(([file, text]) => (text === null ? [] : [[file, text]]));
  return Object.fromEntries([...kept, ...written]);
}

function casesIn<Case>(folder: string): readonly (readonly [form: string, name: string, content: Case])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.yaml'))
    .map(file => file.replaceAll(path.sep, '/'))
    .sort()
    .map(file => [
      path.posix.dirname(file),
      file.replace(/\.yaml$/, ''),
      parse(readFileSync(path.join(folder, file), 'utf8')) as Case,
    ]);
}

/** Values taken out of, renamed in and lifted within every values file and resource of the shared repositories. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Lexer, parseAllDocuments } from 'yaml';
import type { DataPath, Edit, YamlOperation } from '../../src/model.js';
import { editYaml, type YamlEdit } from '../../src/overrides/edit-yaml.js';
import { unifiedPatch } from '../../src/overrides/patch.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';

const SHARED = process.env.PREFLIGHT_SHARED ?? '../shared';
const FOLDERS = ['repos', 'cases'].map(name => join(SHARED, name)).filter(folder => existsSync(folder));
/** Larger files are somebody's rendered output; they only cost time. */
const LARGEST = 20_000;

interface Trial {
  readonly file: string;
  readonly text: string;
  readonly document: number;
  readonly operation: YamlOperation;
  readonly edited: YamlEdit;
}

const describeOnShared = FOLDERS.length > 0 ? describe : describe.skip;
if (FOLDERS.length === 0) console.log('skipped: PREFLIGHT_SHARED has no repos and cases');

describeOnShared('overrides: removals and moves in real files', () => {
  let trials: readonly Trial[] = [];
  let made: readonly Trial[] = [];

  beforeAll(() => {
    const random = generator(20261127);
    const seen = new Set<string>();
    trials = FOLDERS.flatMap(yamlFiles).flatMap(file => trialsOf(file, random, seen));
    made = trials.filter(trial => trial.edited.ok);
  }, 300_000);

  it('refuses what other places share or what stands nowhere by itself, and little else', () => {
    const unexplained = trials.filter(
      ({ edited }) => !edited.ok && !/anchor|alias|merge key|comment/.test(edited.why),
    );
    expect(unexplained.map(place)).toEqual([]);
    expect(made.length / trials.length).toBeGreaterThan(0.95);
    expect(made.length).toBeGreaterThan(1000);
  });

  it('changes exactly what was intended', () => {
    const wrong = made.filter(trial => !isDeepStrictEqual(dataOf(textAfter(trial)), intended(trial)));
    expect(wrong.map(place)).toEqual([]);
  });

  it('keeps every comment', () => {
    const wrong = made.filter(
      trial => !isDeepStrictEqual(commentsOf(textAfter(trial)), commentsOf(trial.text)),
    );
    expect(wrong.map(place)).toEqual([]);
  });

  it('writes no line that was not there, but for comments, what is left empty, and what moves', () => {
    const wrong = made.filter(trial => {
      const before = new Set(trial.text.split('\n').map(line => line.trim()));
      const fresh = textAfter(trial)
        .split('\n')
        .filter(line => !before.has(line.trim()) && !line.trimStart().startsWith('#'));
      return fresh.length > (trial.operation.op === 'remove' ? 1 : 2);
    });
    expect(wrong.map(place)).toEqual([]);
  });

  it('keeps the line ends', () => {
    const wrong = made.filter(trial => {
      const after = textAfter(trial);
      return (
        trial.text.endsWith('\n') !== after.endsWith('\n') ||
        (/\r\n/.test(trial.text) && /[^\r]\n/.test(after))
      );
    });
    expect(wrong.map(place)).toEqual([]);
  });

  it('gives patches that Git accepts', () => {
    const edits = new Map<string, Edit>();
    for (const trial of made)
      edits.set(trial.file, { file: trial.file, before: trial.text, after: textAfter(trial) });
    const patch = unifiedPatch([...edits.values()]);
    const env = { ...process.env, GIT_DIR: '/nonexistent', GIT_CEILING_DIRECTORIES: '/' };
    expect(() =>
      execFileSync('git', ['apply', '--check'], { cwd: SHARED, input: patch, env, stdio: 'pipe' }),
    ).not.toThrow();
  });
});

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map(entry => relative(SHARED, join(entry.parentPath, entry.name)))
    .toSorted();
}

function trialsOf(file: string, random: () => number, seen: Set<string>): Trial[] {
  const text = readFileSync(join(SHARED, file), 'utf8');
  if (text.length > LARGEST || seen.has(text) || text.includes('{{')) return [];
  seen.add(text);
  const documents = parse(text);
  if (documents.some(({ errors }) => errors.length > 0)) return [];
  return documents.slice(0, 2).flatMap((parsed, document) => {
    const paths = pathsOf(parsed.toJS(), []);
    if (paths.length === 0) return [];
    const pick = (): DataPath => paths[Math.floor(random() * paths.length)] as DataPath;
    const operations: YamlOperation[] = [
      { op: 'remove', path: pick(), emptied: 'prune' },
      { op: 'remove', path: pick(), emptied: 'keep' },
    ];
    const renamed = pick();
    if (typeof renamed.at(-1) === 'string')
      operations.push({ op: 'move', path: renamed, to: [...renamed.slice(0, -1), 'preflightName'] });
    const nested = paths.filter(path => path.length > 1 && path.every(key => typeof key === 'string'));
    const lifted = nested[Math.floor(random() * nested.length)];
    if (lifted) operations.push({ op: 'move', path: lifted, to: ['preflightLifted'] });
    return operations.map(operation => ({
      file,
      text,
      document,
      operation,
      edited: editYaml(text, document, operation),
    }));
  });
}

/** Every key and item of a document. */
function pathsOf(data: unknown, path: DataPath): DataPath[] {
  if (typeof data !== 'object' || data === null) return [];
  const keys = Array.isArray(data) ? data.keys() : Object.keys(data);
  return [...keys].flatMap(key => {
    const own = [...path, key];
    return [own, ...pathsOf((data as Record<string | number, unknown>)[key], own)];
  });
}

function parse(text: string) {
  return [
    ...parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: 'silent', prettyErrors: false }),
  ];
}

function dataOf(text: string): unknown[] {
  return parse(text).map(document => document.toJS());
}

/** The intended data, worked out with plain assignments on a copy: no code in common with the edit. */
function intended({ text, document, operation }: Trial): unknown[] {
  const all = dataOf(text);
  const root = { data: all[document] } as Record<string, unknown>;
  const { path } = operation;
  if (operation.op === 'move') put(root, ['data', ...operation.to], at(root, ['data', ...path]));
  take(root, ['data', ...path]);
  const isPruned = operation.op !== 'remove' || operation.emptied === 'prune';
  for (let length = path.length - 1; isPruned && length > 0; length -= 1) {
    const holder = at(root, ['data', ...path.slice(0, length)]);
    if (Array.isArray(holder) || Object.keys(holder as object).length > 0) break;
    take(root, ['data', ...path.slice(0, length)]);
  }
  all[document] = root.data;
  return all;
}

function at(data: unknown, path: DataPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    data,
  );
}

function take(data: unknown, path: DataPath): void {
  const holder = at(data, path.slice(0, -1)) as Record<string | number, unknown>;
  const key = path.at(-1) ?? '';
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function put(data: unknown, path: DataPath, value: unknown): void {
  let holder = data as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) {
    holder[key] ??= {};
    holder = holder[key] as Record<string | number, unknown>;
  }
  holder[path.at(-1) ?? ''] = value;
}

function textAfter({ edited }: Trial): string {
  return edited.ok ? edited.text : '';
}

function commentsOf(text: string): string[] {
  return [...new Lexer().lex(text)]
    .filter(token => token.startsWith('#'))
    .map(token => token.trimEnd())
    .toSorted();
}

function place({ file, document, operation }: Trial): string {
  return `${file} #${document} ${JSON.stringify(operation)}`;
}

/** A small deterministic generator of numbers in [0, 1) (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

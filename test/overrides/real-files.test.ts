/** Every values file and resource of the shared repositories and cases, edited at random places. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, parseAllDocuments, Scalar, visit } from 'yaml';
import type { DataPath, Edit, YamlHome } from '../../src/model.js';
import { setInYaml, type YamlEdit } from '../../src/overrides/edit-yaml.js';
import { unifiedPatch } from '../../src/overrides/patch.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';

const SHARED = process.env.PREFLIGHT_SHARED ?? '../shared';
const FOLDERS = ['repos', 'cases'].map(name => join(SHARED, name)).filter(folder => existsSync(folder));
const ROUNDS = 3;
/** Larger files are somebody's rendered output; they only cost time. */
const LARGEST = 30_000;
/** Documents of one file that are tried. */
const DOCUMENTS = 3;

const MAPPING: YamlHome = { style: 'mapping' };

/** One random edit of one file. */
interface Trial {
  readonly file: string;
  readonly text: string;
  readonly document: number;
  readonly path: DataPath;
  readonly value: string;
  readonly home: YamlHome;
  readonly edited: YamlEdit;
}

const describeOnShared = FOLDERS.length > 0 ? describe : describe.skip;
if (FOLDERS.length === 0) console.log('skipped: PREFLIGHT_SHARED has no repos and cases');

describeOnShared('overrides: edits of real files', () => {
  let trials: readonly Trial[] = [];
  let made: readonly Trial[] = [];

  beforeAll(() => {
    const random = generator(20240621);
    const seen = new Set<string>();
    trials = FOLDERS.flatMap(yamlFiles).flatMap(file => trialsOf(file, random, seen));
    made = trials.filter(trial => trial.edited.ok);
  }, 300_000);

  it('finds files, and refuses what other places share, and nothing else', () => {
    const refused = trials.filter(trial => !trial.edited.ok);
    const unexplained = refused.filter(
      trial => !trial.edited.ok && !/anchor|alias|merge key/.test(trial.edited.why),
    );
    expect(unexplained.map(place)).toEqual([]);
    expect(made.length / trials.length).toBeGreaterThan(0.97);
    expect(made.length).toBeGreaterThan(1500);
    expect(made.filter(trial => trial.home.style === 'block-string').length).toBeGreaterThan(30);
  });

  it('changes exactly the intended value', () => {
    const wrong = made.filter(trial => !isDeepStrictEqual(outcome(trial), intended(trial)));
    expect(wrong.map(place)).toEqual([]);
  });

  it('keeps every comment', () => {
    const wrong = made.filter(
      trial => !isDeepStrictEqual(commentLines(textAfter(trial)), commentLines(trial.text)),
    );
    expect(wrong.map(place)).toEqual([]);
  });

  it('touches no other line', () => {
    const wrong = made.filter(trial => replacedLines(trial).length > allowedLines(trial));
    expect(wrong.map(place)).toEqual([]);
  });

  it('keeps line endings and the end of the file', () => {
    const wrong = made.filter(trial => {
      const after = textAfter(trial);
      const isCrlf = /\r\n/.test(trial.text);
      return (
        after.endsWith('\n') !== (trial.text.endsWith('\n') || trial.text === '') ||
        (isCrlf && /[^\r]\n/.test(after))
      );
    });
    expect(wrong.map(place)).toEqual([]);
  });

  it('says the line on which the value stands', () => {
    const wrong = made.filter(trial => {
      const line = textAfter(trial).split('\n')[trial.edited.ok ? trial.edited.line - 1 : -1] ?? '';
      return !line.includes(String(trial.path.at(-1)));
    });
    expect(wrong.map(place)).toEqual([]);
  });

  it('changes nothing when done twice', () => {
    const wrong = made.filter(trial => {
      const again = setInYaml(textAfter(trial), trial.document, trial.path, trial.value, trial.home);
      return !isDeepStrictEqual(again, trial.edited);
    });
    expect(wrong.map(place)).toEqual([]);
  });

  it('gives patches that Git accepts', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const edits = new Map<string, Edit>();
      for (const [number, trial] of made.entries()) {
        if (number % ROUNDS !== round && edits.has(trial.file)) continue;
        edits.set(trial.file, { file: trial.file, before: trial.text, after: textAfter(trial) });
      }
      const patch = unifiedPatch([...edits.values()]);
      // Outside of any repository, Git checks the patch against the files in place and writes nothing.
      const env = { ...process.env, GIT_DIR: '/nonexistent', GIT_CEILING_DIRECTORIES: '/' };
      expect(() =>
        execFileSync('git', ['apply', '--check'], { cwd: SHARED, input: patch, env, stdio: 'pipe' }),
      ).not.toThrow();
    }
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
  // Most files of a bump are the same before and after.
  if (text.length > LARGEST || seen.has(text)) return [];
  seen.add(text);
  const documents = parse(text);
  // Templates and broken files are refused; the table tests cover that.
  if (documents.some(document => document.errors.length > 0) || text.includes('{{')) return [];
  const trials: Trial[] = [];
  for (const [document, parsed] of [...documents.entries()].slice(0, DOCUMENTS)) {
    const places = placesOf(parsed.toJS());
    for (let round = 0; round < ROUNDS && places.mappings.length > 0; round += 1) {
      const path = pickPath(places, round, random);
      trials.push(trial(file, text, document, path, randomValue(random), MAPPING));
    }
    for (const block of blocksOf(parsed)) {
      const inner = placesOf(block.data);
      const home: YamlHome = { style: 'block-string', blockPath: block.path };
      for (let round = 0; round < 2; round += 1) {
        trials.push(trial(file, text, document, pickPath(inner, round, random), randomValue(random), home));
      }
    }
  }
  return trials;
}

function trial(
  file: string,
  text: string,
  document: number,
  path: DataPath,
  value: string,
  home: YamlHome,
): Trial {
  return { file, text, document, path, value, home, edited: setInYaml(text, document, path, value, home) };
}

interface Places {
  /** Paths of the mappings, the root's first. */
  readonly mappings: DataPath[];
  readonly scalars: DataPath[];
}

function placesOf(
  data: unknown,
  path: DataPath = [],
  places: Places = { mappings: [], scalars: [] },
): Places {
  if (Array.isArray(data)) {
    for (const [index, item] of data.entries()) placesOf(item, [...path, index], places);
  } else if (typeof data === 'object' && data !== null) {
    places.mappings.push(path);
    for (const [key, value] of Object.entries(data)) placesOf(value, [...path, key], places);
  } else if (typeof path.at(-1) === 'string') {
    places.scalars.push(path);
  }
  return places;
}

function pickPath(places: Places, round: number, random: () => number): DataPath {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  if (round % 2 === 0 && places.scalars.length > 0) return pick(places.scalars);
  const fresh = ['preflightA', 'preflightB', 'preflightC'].slice(0, 1 + Math.floor(random() * 3));
  return [...pick(places.mappings), ...fresh];
}

function randomValue(random: () => number): string {
  const values = ['false', 'db.example.com', '1.20', '10s', 'no', 'a: b # c', "it's"];
  return values[Math.floor(random() * values.length)] as string;
}

/** Literal blocks that hold a mapping, as Argo CD's `values: |` does. */
function blocksOf(document: ReturnType<typeof parse>[number]): { path: DataPath; data: unknown }[] {
  const blocks: { path: DataPath; data: unknown }[] = [];
  visit(document, {
    Scalar: (_, scalar, ancestors) => {
      if (scalar.type !== Scalar.BLOCK_LITERAL) return;
      const [inner, ...more] = parse(String(scalar.value));
      if (!inner || more.length > 0 || inner.errors.length > 0 || !isMap(inner.contents)) return;
      const path: (string | number)[] = [];
      for (const [depth, ancestor] of ancestors.entries()) {
        const child = ancestors[depth + 1] ?? scalar;
        if ('items' in ancestor && !isMap(ancestor)) path.push((ancestor.items as unknown[]).indexOf(child));
        if ('key' in ancestor && isScalar(ancestor.key)) path.push(String(ancestor.key.value));
      }
      blocks.push({ path, data: inner.toJS() });
    },
  });
  return blocks.slice(0, 3);
}

function parse(text: string) {
  return [
    ...parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: 'silent', prettyErrors: false }),
  ];
}

const known = new Map<string, unknown[]>();

function dataOf(text: string): unknown[] {
  const data = known.get(text) ?? parse(text).map(document => document.toJS());
  known.set(text, data);
  return data;
}

/** What the edit is to amount to, worked out on plain data; blocks are compared by what they read as. */
function intended({ text, document, path, value, home }: Trial): unknown[] {
  return dataOf(text).map((data, index) => {
    if (index !== document) return data;
    if (home.style === 'mapping') return assign(data, path, () => value);
    return assign(data, home.blockPath, old =>
      dataOf(String(old)).map(inner => assign(inner, path, () => value)),
    );
  });
}

/** What the edit did amount to. */
function outcome(trial: Trial): unknown[] {
  const { document, home } = trial;
  return dataOf(textAfter(trial)).map((data, index) => {
    if (index !== document || home.style === 'mapping') return data;
    return assign(data, home.blockPath, content => dataOf(String(content)));
  });
}

function assign(data: unknown, path: DataPath, change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(data);
  if (Array.isArray(data))
    return data.map((item, index) => (index === key ? assign(item, rest, change) : item));
  const object = (data ?? {}) as Record<string, unknown>;
  return { ...object, [key]: assign(object[key], rest, change) };
}

function textAfter(trial: Trial): string {
  return trial.edited.ok ? trial.edited.text : '';
}

function commentLines(text: string): string[] {
  return text
    .split('\n')
    .filter(line => line.trimStart().startsWith('#'))
    .toSorted();
}

/** Lines of the old text that the new one does not have at the same place. */
function replacedLines(trial: Trial): string[] {
  const before = trial.text.split('\n');
  const after = textAfter(trial).split('\n');
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before.at(-1 - end) === after.at(-1 - end)
  )
    end += 1;
  return before.slice(start, before.length - end);
}

/** A value may take several lines; everything else is one line at most (`{}` that becomes a block). */
function allowedLines({ text, document, path, home }: Trial): number {
  const outer = parse(text)[document];
  const block = home.style === 'mapping' ? undefined : String(outer?.getIn(home.blockPath));
  const old = (block === undefined ? outer : parse(block)[0])?.getIn(path, true);
  if (!isScalar(old) || !old.range) return 1;
  return (block ?? text).slice(old.range[0], old.range[1]).trimEnd().split('\n').length;
}

function place(trial: Trial): string {
  return `${trial.file} #${trial.document} ${trial.path.join('.')} = ${trial.value}`;
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

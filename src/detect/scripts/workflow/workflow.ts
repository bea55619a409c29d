/**
 * GitHub workflows and composite actions: what `env` and `matrix` are where a step stands, and what a step hands to the action or
 * the file that it names. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
import type { DataPath, Positioned } from '../../../model.js';
import type { YamlFile } from '../../../yaml/positioned.js';
import { isRecord } from '../../data.js';
import { isIn, switchedOff } from '../never.js';
import { type Bindings, filledIn, type Round } from '../rounds.js';
import type { Command, Word } from '../text.js';
import { entriesOf, type Handed, MAX_ROWS, rowsOf, wordAt } from './matrix.js';
import { jobsOfMatrix } from './matrix-jobs.js';
import { chartRounds, namesChart } from './matrix-rounds.js';
import { nameIn } from './names.js';

/** A step, or a job, that runs what another file holds. */
export interface Use extends Command {
  /** What `with` gives, by name. */
  readonly inputs: ReadonlyMap<string, Handed>;
  /** The entry of the matrix that it runs for, where it names one. */
  readonly row?: string;
}

export interface Workflow {
  readonly uses: readonly Use[];
  /** Others call it with inputs, and with no environment. */
  readonly isCalled: boolean;
  /** What an input is where nobody gives one. */
  presetOf(input: string): Word | undefined;
  /** Whether a person that starts it is offered the input. */
  isOffered?(input: string): boolean;
  /** The name of the job that a line is in. */
  jobAt(line: number): string | undefined;
  /** True for lines of what a step runs. */
  isRun(line: number): boolean;
  /** What a step and its job ask for before they run, as it is written. */
  conditionsAt?(line: number): readonly string[];
  /** Names in the environment on that line. */
  namesAt(line: number): readonly string[];
  /**
   * What `NAME` of the environment, or `matrix.NAME`, is on that line: one for each entry of the matrix.
   * @param row only of this entry, where the value depends on it
   * @returns none where the file doesn't tell
   */
  valuesAt(name: string, line: number, row?: string): readonly Handed[];
  /** Each way in which what stands on that line is run, where parameters tell them apart. */
  roundsAt?(line: number, words: readonly Word[]): readonly Round[];
  /** What each job has that a matrix makes of the one around a line. */
  jobsAt?(line: number): readonly Bindings[];
  /** The tags of the images of istioctl that the jobs of a line run in, open for those that run in another one. */
  imagesAt?(line: number): readonly Handed[];
  /** A word with what a round gives filled in. */
  fill?(word: Word, bindings: Bindings): Word;
}

/** More steps than people write, and more uses of files than these come to. */
const MAX_STEPS = 2000;
const MAX_USES = 5000;
/** Names that stand for names, until one holds a value. */
const MAX_HOPS = 4;

const ANY_OF_MATRIX = /\$\{\{\s{0,9}(matrix(?:\.[\w-]{1,80}){1,4})\s{0,9}\}\}/g;
const NAMED = /\$\{\{\s{0,9}env\.(\w{1,80})\s{0,9}\}\}|\$\{(\w{1,80})\}|\$([A-Za-z_]\w{0,80})/g;
const IN_BRACES = /\$\{(matrix(?:\.[\w-]{1,80}){1,4})\}/;
const OF_MATRIX = /\$\{\{\s*(matrix(?:\.[\w-]{1,80}){1,4})\s*\}\}/;

/** @returns undefined for any other YAML */
export function workflowOf({ documents }: YamlFile, text: string): Workflow | undefined {
  for (const { data } of documents) {
    const jobs = jobsOf(data);
    if (jobs.length > 0) return new Read(data, jobs, text.split('\n'));
  }
  return undefined;
}

interface Place {
  readonly path: DataPath;
  readonly line: number;
}

interface Job extends Place {
  readonly steps: readonly Place[];
}

function jobsOf(data: Positioned): readonly Job[] {
  const { value } = data;
  if (!isRecord(value)) return [];
  if (isRecord(value.runs) && Array.isArray(value.runs.steps)) return [jobAt(data, ['runs'], value.runs)];
  if (!isRecord(value.jobs)) return [];
  return Object.entries(value.jobs).flatMap(([name, job]) =>
    isRecord(job) && (Array.isArray(job.steps) || typeof job.uses === 'string')
      ? [jobAt(data, ['jobs', name], job)]
      : [],
  );
}

function jobAt(data: Positioned, path: DataPath, { steps }: Readonly<Record<string, unknown>>): Job {
  const list = Array.isArray(steps) ? steps.slice(0, MAX_STEPS) : [];
  const places = list.map((_, index) => placeOf(data, [...path, 'steps', index]));
  return { ...placeOf(data, path), steps: places };
}

function placeOf(data: Positioned, path: DataPath): Place {
  return { path, line: data.lineOf(path) };
}

/** Names, each with what it is in every job. */
type Written = ReadonlyMap<string, readonly Handed[]>;

class Read implements Workflow {
  readonly uses: readonly Use[];
  readonly isCalled: boolean;
  private readonly written = new Map<Job, Written>();

  constructor(
    private readonly data: Positioned,
    private readonly jobs: readonly Job[],
    private readonly lines: readonly string[],
  ) {
    const off = switchedOff(data);
    const places = jobs.flatMap(job => [job, ...job.steps]).filter(({ line }) => !isIn(off, line));
    const found: Use[] = [];
    for (const place of places)
      if (found.length < MAX_USES) for (const use of this.usesOf(place)) found.push(use);
    this.uses = found;
    this.isCalled = data.at(['on', 'workflow_call']).value !== undefined;
  }

  presetOf(input: string): Word | undefined {
    for (const place of [
      ['inputs'],
      ['on', 'workflow_call', 'inputs'],
      ['on', 'workflow_dispatch', 'inputs'],
    ]) {
      const word = wordAt(this.data, [...place, input, 'default']);
      if (word && !word.open) return word;
    }
    return undefined;
  }

  isOffered(input: string): boolean {
    return this.data.at(['on', 'workflow_dispatch', 'inputs', input]).value !== undefined;
  }

  jobAt(line: number): string | undefined {
    return this.jobOf(line)?.path.at(-1)?.toString();
  }

  isRun(line: number): boolean {
    const step = this.stepOf(line);
    if (!step) return false;
    const run: DataPath = [...step.path, 'run'];
    const isThere = typeof this.data.at(run).value === 'string';
    return isThere && this.data.lineOf(run) <= line && line <= this.data.endLineOf(run);
  }

  conditionsAt(line: number): readonly string[] {
    return [this.stepOf(line), this.jobOf(line)].flatMap(place => {
      const { value } = place ? this.data.at([...place.path, 'if']) : { value: undefined };
      return typeof value === 'string' ? [value] : [];
    });
  }

  namesAt(line: number): readonly string[] {
    const names = this.scopesAt(line).flatMap(path => {
      const { value } = this.data.at([...path, 'env']);
      return isRecord(value) ? Object.keys(value) : [];
    });
    return [...new Set([...names, ...this.writtenAt(line).keys()])];
  }

  valuesAt(name: string, line: number, row?: string): readonly Handed[] {
    return this.follow(name, line, row, MAX_HOPS);
  }

  roundsAt(line: number, words: readonly Word[]): readonly Round[] {
    const job = this.jobOf(line);
    const texts = words.map(({ text }) => this.withMatrix(text, line));
    const isMeant = ([name, values]: readonly [string, readonly Handed[]]): boolean =>
      values.some(namesChart) && texts.some(text => text.includes(`{${name}}`));
    const rows = job ? rowsOf(this.data, job.path) : [];
    if (!job || !rows.some(row => [...row].some(isMeant))) return [];
    // Of a list that is named there itself, `repeated.ts` tells what it is.
    const { value } = this.data.at([...job.path, 'strategy', 'matrix']);
    const isRepeated = words.some(({ text }) =>
      [...text.matchAll(ANY_OF_MATRIX)].some(
        ([, name = '']) => isRecord(value) && value[name.slice('matrix.'.length)] !== undefined,
      ),
    );
    return isRepeated ? [] : chartRounds(rows);
  }

  jobsAt(line: number): readonly Bindings[] {
    const job = this.jobOf(line);
    return job ? jobsOfMatrix(this.data, job.path) : [];
  }

  fill(word: Word, bindings: Bindings): Word {
    const text = this.withMatrix(word.text, word.line);
    return text === word.text ? word : filledIn({ ...word, text }, IN_BRACES, bindings);
  }

  /** `${{ matrix.chart }}`, and `$CHART` of the environment that stands for it, as `${matrix.chart}`. */
  private withMatrix(text: string, line: number): string {
    if (!text.includes('$')) return text;
    return text
      .replace(ANY_OF_MATRIX, (_, name: string) => `\${${name}}`)
      .replace(NAMED, (whole, ofEnv?: string, braced?: string, bare?: string) => {
        const [only, ...others] = this.variable(ofEnv ?? braced ?? bare ?? '', line);
        const matrix = others.length === 0 ? OF_MATRIX.exec(only?.text.trim() ?? '') : null;
        return matrix && matrix[0] === only?.text.trim() ? `\${${matrix[1]}}` : whole;
      });
  }

  private follow(name: string, line: number, row: string | undefined, hops: number): readonly Handed[] {
    const isMatrix = name.startsWith('matrix.');
    const outputs = this.output(name, line, hops);
    if (outputs) return outputs;
    const found = isMatrix ? this.entries(name, line) : this.variable(name, line);
    const chosen = ofRow(found, row);
    // What an entry of a matrix is filled in with, no other entry tells.
    if (isMatrix) return chosen;
    return chosen.flatMap(one => {
      const next = nameIn(one.text);
      return next !== undefined && hops > 0 ? this.follow(next, line, one.row ?? row, hops - 1) : [one];
    });
  }

  /** `steps.read.outputs.istio` as what the step writes, `needs.read.outputs.istio` as what the job makes of its steps'. */
  private output(name: string, line: number, hops: number): readonly Handed[] | undefined {
    const [, kind, id, key = ''] = OUTPUT.exec(name) ?? [];
    if (id === undefined) return undefined;
    if (kind === 'steps') {
      const step = this.jobOf(line)?.steps.find(({ path }) => this.data.at([...path, 'id']).value === id);
      return step
        ? this.writes(step, 'GITHUB_OUTPUT')
            .filter(([set]) => set === key)
            .map(([, one]) => one)
        : [];
    }
    const word = wordAt(this.data, ['jobs', id, 'outputs', key]);
    const next = word && nameIn(word.text);
    if (!word) return [];
    if (next === undefined || hops === 0) return [word];
    return this.follow(next, this.data.lineOf(['jobs', id]), undefined, hops - 1);
  }

  /** What the commands of a step write for those after it, by its name: `echo "NAME=VALUE" >> "$GITHUB_ENV"` */
  private writes(
    { path }: Place,
    target: 'GITHUB_ENV' | 'GITHUB_OUTPUT',
  ): readonly (readonly [string, Handed])[] {
    const run: DataPath = [...path, 'run'];
    const { value } = this.data.at(run);
    if (typeof value !== 'string') return [];
    const at = { text: '', line: this.data.lineOf(run) };
    return value.split('\n').flatMap((text, index): (readonly [string, Handed])[] => {
      const match = text.length > MAX_LINE ? null : WRITES.exec(text);
      const output = text.length > MAX_LINE ? null : SETS_OUTPUT.exec(text);
      const isOutput = output !== null && target === 'GITHUB_OUTPUT';
      const [, name, raw = ''] = (isOutput ? output : match?.[3] === target ? match : null) ?? [];
      if (name === undefined) return [];
      const set = raw.replace(/^["']/, '').replace(/(?:\\n)?["']{0,2}$/, '');
      const isOpen = /[${}`]/.test(set);
      const word = {
        text: set,
        line: this.lineIn(at, text, index),
        ...(isOpen ? { open: true as const } : {}),
      };
      return [[name, word]];
    });
  }

  private entries(name: string, line: number): readonly Handed[] {
    const job = this.jobOf(line);
    return job ? entriesOf(this.data, job.path, name) : [];
  }

  /** What the step says, what one before it wrote into the environment, then the job and the file. */
  private variable(name: string, line: number): readonly Handed[] {
    const step = this.stepOf(line);
    const inRun = step && this.setIn(step, name);
    if (inRun) return [inRun];
    const [own, ...around] = this.scopesAt(line);
    const inStep = step && own && wordAt(this.data, [...own, 'env', name]);
    if (inStep) return [inStep];
    const written = this.writtenAt(line).get(name) ?? this.writtenBefore(line, name);
    if (written) return written;
    for (const path of step ? around : this.scopesAt(line)) {
      const found = wordAt(this.data, [...path, 'env', name]);
      if (found) return [found];
    }
    return [];
  }

  /** What the commands of a step themselves set, where that is one thing. */
  private setIn(step: Place, name: string): Handed | undefined {
    const run: DataPath = [...step.path, 'run'];
    const { value } = this.data.at(run);
    if (typeof value !== 'string' || !value.includes(`${name}=`)) return undefined;
    const line = this.data.lineOf(run);
    const settings = value.split('\n').flatMap((text, index) => {
      const [, known, set = ''] = EXPORTED.exec(text) ?? [];
      return known === name ? [{ text: set, line: this.lineIn({ text: '', line }, text, index) }] : [];
    });
    const [first] = settings;
    if (!first) return undefined;
    const isOpen = /[${}`]/.test(first.text) || settings.some(({ text }) => text !== first.text);
    return { ...first, ...(isOpen ? { open: true } : {}) };
  }

  /** Texts of the matrix that a step of the job adds to `$GITHUB_ENV`. */
  private writtenAt(line: number): Written {
    const job = this.jobOf(line);
    if (!job) return new Map();
    const known = this.written.get(job);
    if (known) return known;
    const found = new Map<string, Handed[]>();
    for (const { path, line: at } of job.steps) {
      const { value } = this.data.at([...path, 'run']);
      const matrix = typeof value === 'string' && value.includes('GITHUB_ENV') && OF_MATRIX.exec(value)?.[1];
      for (const text of matrix ? this.entries(matrix, at) : []) this.addSettings(found, text);
    }
    this.written.set(job, found);
    return found;
  }

  /** The last that a step before this one writes of it. */
  private writtenBefore(line: number, name: string): readonly Handed[] | undefined {
    const own = this.stepOf(line);
    const steps = this.jobOf(line)?.steps ?? [];
    const before = steps.slice(0, own ? steps.indexOf(own) : 0).toReversed();
    for (const step of before) {
      const found = this.writes(step, 'GITHUB_ENV').findLast(([set]) => set === name);
      if (found) return [found[1]];
    }
    return undefined;
  }

  private addSettings(found: Map<string, Handed[]>, { open: _, ...entry }: Handed): void {
    for (const [index, line] of entry.text.split('\n').slice(0, MAX_ROWS).entries()) {
      const [, name, text = ''] = SETTING.exec(line) ?? [];
      if (name === undefined) continue;
      const isOpen = text === '' || /[${}]/.test(text);
      const word = {
        ...entry,
        text,
        line: this.lineIn(entry, line, index),
        ...(isOpen ? { open: true as const } : {}),
      };
      found.set(name, [...(found.get(name) ?? []), word].slice(0, MAX_ROWS));
    }
  }

  /** Line of one of several lines that a block scalar holds. */
  private lineIn({ line }: Handed, text: string, index: number): number {
    for (let at = line; at <= line + index + 1; at++)
      if ((this.lines[at - 1] ?? '').includes(text.trim())) return at;
    return line;
  }

  private jobOf(line: number): Job | undefined {
    return this.jobs.findLast(one => one.line <= line);
  }

  private stepOf(line: number): Place | undefined {
    return this.jobOf(line)?.steps.findLast(one => one.line <= line);
  }

  private scopesAt(line: number): readonly DataPath[] {
    const [job, step] = [this.jobOf(line), this.stepOf(line)];
    return [...(step ? [step.path] : []), ...(job ? [job.path] : []), []];
  }

  private usesOf({ path, line }: Place): readonly Use[] {
    const target = wordAt(this.data, [...path, 'uses']);
    if (!target) return [];
    const { value } = this.data.at([...path, 'with']);
    const given = (isRecord(value) ? Object.keys(value) : []).flatMap((name): [string, Handed][] => {
      const word = wordAt(this.data, [...path, 'with', name]);
      return word ? [[name, word]] : [];
    });
    const file = given.find(([name, { text }]) => FILE.test(name) && OF_MATRIX.test(text))?.[1];
    const matrix = OF_MATRIX.exec(file?.text ?? '')?.[1];
    const rows = matrix === undefined ? [] : this.entries(matrix, line);
    const use = (row?: string, filled?: string): Use => {
      const texts = given.map(([, { text }]) =>
        matrix === undefined || filled === undefined ? text : text.replace(OF_MATRIX, () => filled),
      );
      const named = texts.filter((_, index) => FILE.test(given[index]?.[0] ?? ''));
      const files = named.flatMap(text => [...text.matchAll(PATH)].map(([, name = '']) => name));
      const words = ['uses', target.text.replace(/\/$/, ''), ...files].map(text => ({ text, line }));
      return { words, inputs: new Map(given), ...(row === undefined ? {} : { row }) };
    };
    return rows.length === 0 ? [use()] : rows.map(({ row, text }) => use(row, text));
  }
}

/** Those of one entry; all of them where they come of another list. */
function ofRow(found: readonly Handed[], row: string | undefined): readonly Handed[] {
  const list = row?.split(':')[0];
  const isTold = found.some(one => one.row?.split(':')[0] === list);
  return row === undefined || !isTold ? found : found.filter(one => one.row === row);
}

/** `NAME=value` */
const SETTING = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,80})=["']?([^"'\n]{0,200})["']?[ \t]*$/;
/** The same, by itself on a line of a script. */
const EXPORTED = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,80})=["']?([^"'\s;&|]{1,200})["']?[ \t]*$/;
/** Longer than lines that write one value. */
const MAX_LINE = 400;
const WRITES =
  /^[ \t]*(?:echo|printf)[ \t]+["']?([A-Za-z_][\w-]{0,80})=([^\n]{1,300}?)[ \t]*>>[ \t]*["']?\$\{?(GITHUB_ENV|GITHUB_OUTPUT)\}?["']?[ \t]*$/;
/** `::set-output name=istio::1.22.2`, as it was before. */
const SETS_OUTPUT =
  /^[ \t]*echo[ \t]+["']?::set-output[ \t]+name=([A-Za-z_][\w-]{0,80})::([^"'\n]{1,200}?)["']?[ \t]*$/;
const OUTPUT = /^(steps|needs)\.([\w-]{1,80})\.outputs\.([\w-]{1,80})$/;
/** Inputs that name a file. */
const FILE = /file|config|script|manifest/i;
/** A path with an extension, among whatever an expression says of it, from the folder that it is checked out into. */
const PATH = /(?<![\w.$/-])(?:\$\{?GITHUB_WORKSPACE\}?\/)?([\w./-]{1,200}\.(?:ya?ml|sh|bash|py|json|mk))\b/g;

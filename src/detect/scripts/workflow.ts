/**
 * GitHub workflows and composite actions: what `env` and `matrix` are where a step stands, and what a step hands to the action or
 * the file that it names. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
import type { DataPath, Positioned } from '../../model.js';
import type { YamlFile } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import type { Command, Word } from './text.js';

/** What a name stands for in one job of a matrix. */
export interface Handed extends Word {
  /** Which entry of the matrix it comes from: values of one entry go together. */
  readonly row?: string;
}

/** A step, or a job, that runs what another file holds. */
export interface Use extends Command {
  /** What `with` gives, by name. */
  readonly inputs: ReadonlyMap<string, Handed>;
  /** The entry of the matrix that it runs for, where it names one. */
  readonly row?: string;
}

export interface Workflow {
  readonly uses: readonly Use[];
  /** The name of the job that a line is in. */
  jobAt(line: number): string | undefined;
  /** Names in the environment on that line. */
  namesAt(line: number): readonly string[];
  /**
   * What `NAME` of the environment, or `matrix.NAME`, is on that line: one for each entry of the matrix.
   * @param row only of this entry, where the value depends on it
   * @returns none where the file doesn't tell
   */
  valuesAt(name: string, line: number, row?: string): readonly Handed[];
}

/** More jobs than GitHub makes of a matrix. */
const MAX_ROWS = 256;
/** More steps than people write. */
const MAX_STEPS = 2000;
/** Names that stand for names, until one holds a value. */
const MAX_HOPS = 4;

/** `${{ env.ISTIO_VERSION }}`, `${{ matrix.versions.istio }}`; the name of the first is all that is left of it. */
const REFERENCE = /^\$\{\{\s*(?:env\.([\w-]{1,80})|(matrix(?:\.[\w-]{1,80}){1,4}))\s*\}\}$/;
const OF_MATRIX = /\$\{\{\s*(matrix(?:\.[\w-]{1,80}){1,4})\s*\}\}/;

/** @returns what such a text stands for, as {@link Workflow.valuesAt} takes it */
export function nameIn(text: string): string | undefined {
  const [, variable, matrix] = REFERENCE.exec(text.trim()) ?? [];
  return variable ?? matrix;
}

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

class Read implements Workflow {
  readonly uses: readonly Use[];

  constructor(
    private readonly data: Positioned,
    private readonly jobs: readonly Job[],
    private readonly lines: readonly string[],
  ) {
    this.uses = jobs.flatMap(job => [job, ...job.steps].flatMap(place => this.usesOf(place)));
  }

  jobAt(line: number): string | undefined {
    return this.jobs
      .findLast(one => one.line <= line)
      ?.path.at(-1)
      ?.toString();
  }

  namesAt(line: number): readonly string[] {
    const names = this.scopesAt(line).flatMap(path => {
      const { value } = this.data.at([...path, 'env']);
      return isRecord(value) ? Object.keys(value) : [];
    });
    const written = this.writtenAt(line).flatMap(({ text }) =>
      text.split('\n').flatMap(one => SETTING.exec(one)?.[1] ?? []),
    );
    return [...new Set([...names, ...written])];
  }

  valuesAt(name: string, line: number, row?: string): readonly Handed[] {
    return this.follow(name, line, row, MAX_HOPS);
  }

  private follow(name: string, line: number, row: string | undefined, hops: number): readonly Handed[] {
    const found = name.startsWith('matrix.') ? this.rows(name, line) : this.variable(name, line);
    const isOfRow = found.some(one => one.row === row);
    const chosen = row === undefined || !isOfRow ? found : found.filter(one => one.row === row);
    return chosen.flatMap(one => {
      const next = nameIn(one.text);
      if (next === undefined) return /\$\{\{/.test(one.text) ? [] : [one];
      return hops > 0 ? this.follow(next, line, one.row ?? row, hops - 1) : [];
    });
  }

  /** From the innermost of step, job and file; else what a step of the job wrote into the environment. */
  private variable(name: string, line: number): readonly Handed[] {
    for (const path of this.scopesAt(line)) {
      const found = this.wordAt([...path, 'env', name]);
      if (found) return [found];
    }
    return this.writtenAt(line).flatMap(written =>
      written.text.split('\n').flatMap((one, index): Handed[] => {
        const [, known, value = ''] = SETTING.exec(one) ?? [];
        if (known !== name) return [];
        return [{ ...written, text: value, line: this.lineIn(written, one, index) }];
      }),
    );
  }

  /** Texts of the matrix that a step of the job adds to `$GITHUB_ENV`. */
  private writtenAt(line: number): readonly Handed[] {
    const job = this.jobs.findLast(one => one.line <= line);
    return (job?.steps ?? []).flatMap(({ path, line: at }) => {
      const { value } = this.data.at([...path, 'run']);
      const matrix = typeof value === 'string' && value.includes('GITHUB_ENV') && OF_MATRIX.exec(value)?.[1];
      return matrix ? this.rows(matrix, at) : [];
    });
  }

  /** Line of one of several lines that a block scalar holds. */
  private lineIn({ line }: Handed, text: string, index: number): number {
    for (let at = line; at <= line + index + 1; at++)
      if ((this.lines[at - 1] ?? '').includes(text.trim())) return at;
    return line;
  }

  private rows(name: string, line: number): readonly Handed[] {
    const job = this.jobs.findLast(one => one.line <= line);
    const [, list = '', ...keys] = name.split('.');
    if (!job) return [];
    const matrix: DataPath = [...job.path, 'strategy', 'matrix'];
    const entries = (key: string, rest: readonly string[], label: string): readonly Handed[] => {
      const { value } = this.data.at([...matrix, key]);
      if (!Array.isArray(value) || value.length > MAX_ROWS) return [];
      return value.flatMap((_, index) => {
        const word = this.wordAt([...matrix, key, index, ...rest]);
        return word ? [{ ...word, row: `${label}:${index}` }] : [];
      });
    };
    return [...entries(list, keys, list), ...entries('include', [list, ...keys], 'include')];
  }

  private wordAt(path: DataPath): Word | undefined {
    const { value } = this.data.at(path);
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    return { text: String(value), line: this.data.lineOf(path) };
  }

  private scopesAt(line: number): readonly DataPath[] {
    const job = this.jobs.findLast(one => one.line <= line);
    const step = job?.steps.findLast(one => one.line <= line);
    return [...(step ? [step.path] : []), ...(job ? [job.path] : []), []];
  }

  private usesOf({ path, line }: Place): readonly Use[] {
    const target = this.wordAt([...path, 'uses']);
    if (!target) return [];
    const { value } = this.data.at([...path, 'with']);
    const given = (isRecord(value) ? Object.keys(value) : []).flatMap((name): [string, Word][] => {
      const word = this.wordAt([...path, 'with', name]);
      return word ? [[name, word]] : [];
    });
    const file = given.find(([name, { text }]) => FILE.test(name) && OF_MATRIX.test(text))?.[1];
    const matrix = OF_MATRIX.exec(file?.text ?? '')?.[1];
    const rows = matrix === undefined ? [] : this.rows(matrix, line);
    const use = (row?: string, filled?: string): Use => {
      const texts = given.map(([, { text }]) =>
        matrix === undefined || filled === undefined ? text : text.replace(OF_MATRIX, () => filled),
      );
      const files = texts.flatMap(text => [...text.matchAll(PATH)].map(([, path = '']) => path));
      const words = ['uses', target.text.replace(/\/$/, ''), ...files].map(text => ({ text, line }));
      return { words, inputs: new Map(given), ...(row === undefined ? {} : { row }) };
    };
    return rows.length === 0 ? [use()] : rows.map(({ row, text }) => use(row, text));
  }
}

/** `NAME=value` */
const SETTING = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w{0,80})=["']?([^"'\n]{0,200})["']?[ \t]*$/;
/** Inputs that name a file. */
const FILE = /file|path|config|script|manifest/i;
/** A path with an extension, among whatever an expression says of it, from the folder that it is checked out into. */
const PATH = /(?<![\w.$/-])(?:\$\{?GITHUB_WORKSPACE\}?\/)?([\w./-]{1,200}\.(?:ya?ml|sh|bash|py|json|mk))\b/g;

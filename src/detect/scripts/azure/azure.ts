/**
 * A file of Azure Pipelines: what its parameters and variables are where a line stands.
 * Source: https://learn.microsoft.com/azure/devops/pipelines/process/variables
 */
import type { DataPath, Positioned } from '../../../model.js';
import { isRecord } from '../../data.js';
import type { TellMore } from '../../limits.js';
import { type Bindings, filledIn, type Given, MAX_ROUNDS, type Round, type Rounds } from '../rounds.js';
import type { Word } from '../text.js';
import { type Handed, MAX_ROWS, wordAt } from '../workflow/matrix.js';
import type { Workflow } from '../workflow/workflow.js';

/** Lines of a stage, a job, a step, or what runs for each of a list. */
export interface Scope {
  readonly line: number;
  readonly end: number;
  /** Of what runs for each of a list. */
  readonly id?: string;
  /** Of a stage or a job. */
  readonly name?: string;
  readonly variables: Variables;
}

export interface Variables {
  readonly env?: DataPath;
  readonly list?: DataPath;
}

export interface Contents {
  readonly path: string;
  readonly data: Positioned;
  readonly scopes: readonly Scope[];
  /** Files that are run, or whose variables are taken, by the line. */
  readonly used: ReadonlyMap<number, string>;
  /** Where others run it. */
  readonly callers: readonly { readonly path: string; readonly line: number }[];
}

/** How many more places are asked. */
interface Left {
  places: number;
}

/** Templates that templates run, and take variables of. */
const MAX_HOPS = 3;
/** More places than say something of the variables of one: those that run its template, and those that run these in turn. */
const MAX_CALLERS = 500;

const REFERENCE = /\$\{\{\s{0,9}([A-Za-z_][\w-]{0,100}(?:\.[\w-]{1,100}){0,4})\s{0,9}\}\}/;

/** https://learn.microsoft.com/azure/devops/pipelines/process/variables#understand-variable-syntax */
const VARIABLE = /^\s{0,9}\$\{\{\s{0,9}variables\.([\w.-]{1,100})\s{0,9}\}\}\s{0,9}$/;

export function fillAzure<Filled extends Given>(word: Filled, bindings: Bindings): Filled {
  return filledIn(word, REFERENCE, bindings);
}

/** What a parameter is given: a text, or each text of a mapping below its key; lists as they are. */
export function giveAll(found: Map<string, Given>, name: string, node: Positioned, depth = 0): void {
  const { value, file } = node;
  if (value === undefined || value === null) return;
  const word = wordAt(node, []);
  if (word) found.set(name, { ...word, file });
  else if (typeof value === 'boolean') found.set(name, { text: String(value), line: node.lineOf([]), file });
  else found.set(name, { text: '', line: node.lineOf([]), file, node });
  if (isRecord(value) && depth < 3)
    for (const key of Object.keys(value).slice(0, MAX_ROWS))
      giveAll(found, `${name}.${key}`, node.at([key]), depth + 1);
}

export class AzureFile implements Workflow {
  readonly uses = [];
  readonly isCalled = false;

  constructor(
    private readonly contents: Contents,
    private readonly rounds: Rounds,
    private readonly fileAt: (path: string) => AzureFile | undefined,
    private readonly more: TellMore,
  ) {}

  presetOf(): undefined {
    return undefined;
  }

  jobAt(line: number): string | undefined {
    return this.around(line).find(({ name }) => name !== undefined)?.name;
  }

  isRun(): boolean {
    return true;
  }

  namesAt(line: number): readonly string[] {
    return [...new Set(this.variablesAt(line, MAX_HOPS).map(([name]) => name))];
  }

  valuesAt(name: string, line: number): readonly Handed[] {
    const found = this.roundsAt(line).flatMap(({ bindings, job }): readonly Handed[] => {
      const words = name.startsWith('parameters.')
        ? [bindings.get(name)]
        : this.variable(name, line, bindings).map(word => fillAzure<Given>(word, bindings));
      return words.flatMap(word => {
        if (!word || word.node) return [];
        const { node: _, ...rest } = word;
        const isOpen = /\$[{([]/.test(word.text);
        return [
          { ...rest, ...(isOpen ? { open: true as const } : {}), ...(job === undefined ? {} : { job }) },
        ];
      });
    });
    const places = new Map(found.map(one => [`${one.file} ${one.line} ${one.text}`, one]));
    return this.firstRows([...places.values()]);
  }

  roundsAt(line: number): readonly Round[] {
    const id = this.around(line).find(one => one.id !== undefined)?.id;
    const found = this.rounds.of(id ?? this.contents.path);
    if (found.length >= MAX_ROUNDS) this.more();
    return found;
  }

  private firstRows<Item>(found: readonly Item[]): readonly Item[] {
    if (found.length > MAX_ROWS) this.more();
    return found.slice(0, MAX_ROWS);
  }

  fill(word: Word, bindings: Bindings): Word {
    // What a variable holds goes together with what the round gives beside it.
    const name = /^["']?\$\(([\w.-]{1,100})\)["']?$/.exec(word.text)?.[1];
    const [only, ...others] = name === undefined ? [] : this.variable(name, word.line, bindings);
    if (!only || others.length > 0) return this.ofCaller(fillAzure<Given>(word, bindings));
    const filled = fillAzure<Given>(only, bindings);
    return filled === only || REFERENCE.test(filled.text) ? word : filled;
  }

  /** What `${{ variables.NAME }}` is where a template is given it: it is filled in before anything runs. */
  private ofCaller(word: Given): Given {
    const name = VARIABLE.exec(word.text)?.[1];
    const from = name === undefined || word.file === undefined ? undefined : this.fileAt(word.file);
    const [only, ...others] = (name !== undefined && from?.variable(name, word.line, new Map())) || [];
    return only && others.length === 0 && !REFERENCE.test(only.text) ? only : word;
  }

  /** Innermost first. */
  private around(line: number): readonly Scope[] {
    return this.contents.scopes.filter(one => one.line <= line && line <= one.end).toReversed();
  }

  private variable(name: string, line: number, bindings: Bindings): readonly Given[] {
    return this.variablesAt(line, MAX_HOPS, name, [{ bindings }]).map(([, word]) => word);
  }

  /**
   * The variables that hold on a line; of one name, what the innermost place says of it, and of a template, what those say
   * that run it.
   */
  private variablesAt(
    line: number,
    hops: number,
    name?: string,
    rounds: readonly Round[] = this.roundsAt(line),
    left: Left = { places: MAX_CALLERS },
  ): readonly (readonly [string, Given])[] {
    const found: (readonly [string, Given])[] = [];
    for (const { variables } of this.around(line)) {
      const own = [
        ...(variables.env ? this.entries(variables.env, hops, rounds, left) : []),
        ...(variables.list ? this.entries(variables.list, hops, rounds, left) : []),
      ].filter(([key]) => name === undefined || isSame(key, name));
      for (const one of own) found.push(one);
      if (name !== undefined && own.length > 0) return found;
    }
    if (hops === 0) return found;
    for (const { path, line: at } of this.contents.callers) {
      const other = this.isLeft(left) ? this.fileAt(path) : undefined;
      for (const one of other?.variablesAt(at, hops - 1, name, undefined, left) ?? []) found.push(one);
    }
    return this.firstRows(found);
  }

  private isLeft(left: Left): boolean {
    if (left.places-- > 0) return true;
    this.more();
    return false;
  }

  /** `istio: 1.22.2`, `- {name: istio, value: 1.22.2}`, `- template: variables.yml`, and these below a condition. */
  private entries(
    path: DataPath,
    hops: number,
    rounds: readonly Round[],
    left: Left,
  ): readonly (readonly [string, Given])[] {
    const { value, file } = this.contents.data.at(path);
    const named = (name: string, place: DataPath): readonly (readonly [string, Given])[] => {
      const word = wordAt(this.contents.data, place);
      return word ? [[name, { ...word, file }]] : [];
    };
    if (Array.isArray(value))
      return value.flatMap((item, index) => {
        const place: DataPath = [...path, index];
        if (!isRecord(item) || hops === 0) return [];
        if (typeof item.name === 'string') return named(item.name, [...place, 'value']);
        if (typeof item.template === 'string')
          return this.ofTemplate(this.contents.data.lineOf(place), hops, rounds, left);
        return Object.keys(item).flatMap(key =>
          key.startsWith('${{')
            ? this.entries([...place, key], hops - 1, rounds, left)
            : named(key, [...place, key]),
        );
      });
    if (!isRecord(value)) return [];
    return Object.keys(value).flatMap(key =>
      key.startsWith('${{') && hops > 0
        ? this.entries([...path, key], hops - 1, rounds, left)
        : named(key, [...path, key]),
    );
  }

  /** Of a file that a parameter names, those that each round names. */
  private ofTemplate(
    line: number,
    hops: number,
    rounds: readonly Round[],
    left: Left,
  ): readonly (readonly [string, Given])[] {
    const text = this.contents.used.get(line);
    if (text === undefined || hops === 0) return [];
    const paths = rounds.map(({ bindings }) => fillAzure<Given>({ text, line }, bindings).text);
    return [...new Set(paths)].flatMap(path => {
      const other = this.isLeft(left) ? this.fileAt(path) : undefined;
      return other?.entries(['variables'], hops - 1, other.roundsAt(1), left) ?? [];
    });
  }
}

/** Scripts see a variable in capitals, with underscores for its dots. */
function isSame(key: string, name: string): boolean {
  return key === name || key.toUpperCase().replace(/\./g, '_') === name;
}

/**
 * Pipelines of CircleCI: what parameters of commands, jobs and the pipeline are where a line stands.
 * Source: https://circleci.com/docs/reusing-config/ and https://circleci.com/docs/pipeline-variables/
 */
import { addTo } from '../../grouped.js';
import type { DataPath, Positioned } from '../../model.js';
import type { YamlFile } from '../../yaml/positioned.js';
import { isRecord, listAt, recordAt } from '../data.js';
import type { TellMore } from '../limits.js';
import {
  type Bindings,
  type CallOf,
  type Definition,
  filledIn,
  type Given,
  MAX_ROUNDS,
  type Round,
  Rounds,
} from './rounds.js';
import type { Word } from './text.js';
import { type Handed, MAX_ROWS, wordAt } from './workflow/matrix.js';
import type { Workflow } from './workflow/workflow.js';

/** More jobs of a workflow, or steps of a job, than people write. */
const MAX_STEPS = 500;

const REFERENCE = /<<\s{0,9}((?:pipeline\.)?parameters\.[\w-]{1,100}|matrix\.[\w-]{1,100})\s{0,9}>>/;

/** @returns undefined for any other file */
export function circlePipeline(path: string, { documents }: YamlFile, more: TellMore): Workflow | undefined {
  if (!/(?:^|\/)\.?circleci\/.{0,200}\.ya?ml$/i.test(path)) return undefined;
  const data = documents.find(document => isRecord(document.data.value))?.data;
  return data && new Circle(data, more);
}

interface Part {
  readonly id: string;
  readonly path: DataPath;
  readonly line: number;
  readonly end: number;
}

class Circle implements Workflow {
  readonly uses = [];
  readonly isCalled = false;
  private readonly parts: readonly Part[];
  private readonly rounds: Rounds;

  constructor(
    private readonly data: Positioned,
    private readonly more: TellMore,
  ) {
    const homes: readonly DataPath[] = [[], ...keysAt(data, ['orbs']).map(orb => ['orbs', orb])];
    this.parts = homes.flatMap(home => partsIn(data, home));
    const definitions = new Map<string, Definition>();
    for (const { id, path } of this.parts)
      definitions.set(id, { presets: presetsAt(data, [...path, 'parameters'], 'parameters') });
    const calls = new Map<string, CallOf[]>();
    for (const part of this.parts) this.readSteps(calls, part, [...part.path, 'steps'], 0);
    for (const flow of keysAt(data, ['workflows'])) this.readJobs(calls, ['workflows', flow, 'jobs']);
    const around = presetsAt(data, ['parameters'], 'pipeline.parameters');
    this.rounds = new Rounds(definitions, calls, around, fill);
  }

  presetOf(): undefined {
    return undefined;
  }

  jobAt(line: number): string | undefined {
    return this.partAt(line)?.path.at(-1)?.toString();
  }

  isRun(): boolean {
    return true;
  }

  namesAt(line: number): readonly string[] {
    return [...new Set(this.environmentsAt(line).flatMap(path => keysAt(this.data, path)))];
  }

  valuesAt(name: string, line: number): readonly Handed[] {
    const found = this.roundsAt(line).flatMap(({ bindings, job }): readonly Handed[] => {
      const word = name.includes('parameters.') ? bindings.get(name) : this.variable(name, line, bindings);
      if (!word || word.node) return [];
      const { node: _, ...rest } = word;
      return [
        {
          ...rest,
          ...(REFERENCE.test(word.text) ? { open: true } : {}),
          ...(job === undefined ? {} : { job }),
        },
      ];
    });
    const places = new Map(found.map(one => [`${one.line} ${one.text}`, one]));
    return [...places.values()];
  }

  roundsAt(line: number): readonly Round[] {
    const found = this.rounds.of(this.partAt(line)?.id);
    if (found.length >= MAX_ROUNDS) this.more();
    return found;
  }

  fill(word: Word, bindings: Bindings): Word {
    // What the environment holds goes together with what the round gives beside it.
    const name = /^["']?\$\{?(\w{1,100})\}?["']?$/.exec(word.text)?.[1];
    const set = name === undefined ? undefined : this.variable(name, word.line, bindings);
    return set && !set.open ? { text: set.text, line: set.line } : filledIn(word, REFERENCE, bindings);
  }

  private variable(name: string, line: number, bindings: Bindings): Given | undefined {
    for (const path of this.environmentsAt(line)) {
      const word = wordAt(this.data, [...path, name]);
      if (word) return fill(word.text.includes('$') ? { ...word, open: true } : word, bindings);
    }
    return undefined;
  }

  /** Of the step, and of the job. */
  private environmentsAt(line: number): readonly DataPath[] {
    const part = this.partAt(line);
    if (!part) return [];
    const steps: DataPath = [...part.path, 'steps'];
    const all = this.listAt(steps);
    const step = all.findLastIndex((_, index) => this.data.lineOf([...steps, index]) <= line);
    return [...(step < 0 ? [] : [[...steps, step, 'run', 'environment']]), [...part.path, 'environment']];
  }

  private listAt(path: DataPath): readonly unknown[] {
    const found = listAt(this.data.value, path);
    if (found.length > MAX_STEPS) this.more();
    return found.slice(0, MAX_STEPS);
  }

  private partAt(line: number): Part | undefined {
    return this.parts.find(one => one.line <= line && line <= one.end);
  }

  /** Steps run commands by their names: `- install: {version: 1.22.2}`; so do those below `when` and `unless`. */
  private readSteps(calls: Map<string, CallOf[]>, from: Part, path: DataPath, depth: number): void {
    for (const [index, step] of this.listAt(path).entries()) {
      const [name] = isRecord(step) ? Object.keys(step) : [step];
      if (typeof name !== 'string') continue;
      const place: DataPath = [...path, index, name];
      const of = this.named(from, 'commands', name);
      if (of) addTo(calls, of, { of, from: from.id, given: givenAt(this.data, place) });
      else if (depth < 3) this.readSteps(calls, from, [...place, 'steps'], depth + 1);
    }
  }

  /** Jobs of a workflow, each with what it gives them, for each combination of its matrix. */
  private readJobs(calls: Map<string, CallOf[]>, path: DataPath): void {
    for (const [index, entry] of this.listAt(path).entries()) {
      const [name] = isRecord(entry) ? Object.keys(entry) : [entry];
      const of = typeof name === 'string' ? this.named(undefined, 'jobs', name) : undefined;
      if (of === undefined || typeof name !== 'string') continue;
      const place: DataPath = [...path, index, name];
      const given = givenAt(this.data, place);
      const job = wordAt(this.data, [...place, 'name'])?.text ?? name;
      for (const row of rowsAt(this.data, [...place, 'matrix', 'parameters'])) {
        const label = [job, ...[...row.values()].map(({ text }) => text)].filter(
          text => !/^v?\d+\./.test(text),
        );
        const words = [...given].map(([key, word]) => [key, fill(word, row)] as const);
        const own = [...row].map(([key, word]) => [key.replace('matrix.', 'parameters.'), word] as const);
        addTo(calls, of, { of, from: undefined, given: new Map([...words, ...own]), job: label.join(' ') });
      }
    }
  }

  /** Of an orb within the file by its own names, or with its name before a slash. */
  private named(from: Part | undefined, kind: string, name: string): string | undefined {
    const orb = from?.path[0] === 'orbs' ? `${from.path[1]}/` : '';
    const ids = [`${kind} ${orb}${name}`, `${kind} ${name}`];
    return ids.find(id => this.parts.some(part => part.id === id));
  }
}

function fill(word: Given, bindings: Bindings): Given {
  return filledIn(word, REFERENCE, bindings);
}

function partsIn(data: Positioned, home: DataPath): readonly Part[] {
  const orb = home.length === 0 ? '' : `${home[1]}/`;
  return ['commands', 'jobs'].flatMap(kind =>
    keysAt(data, [...home, kind]).map(name => {
      const path: DataPath = [...home, kind, name];
      return { id: `${kind} ${orb}${name}`, path, line: data.lineOf(path), end: data.endLineOf(path) };
    }),
  );
}

/** `parameters: {version: {type: string, default: 1.22.2}}` */
function presetsAt(data: Positioned, path: DataPath, prefix: string): Bindings {
  const found = new Map<string, Given>();
  for (const name of keysAt(data, path)) {
    const word = wordAt(data, [...path, name, 'default']);
    if (word) found.set(`${prefix}.${name}`, word);
  }
  return found;
}

function givenAt(data: Positioned, path: DataPath): Bindings {
  const found = new Map<string, Given>();
  for (const name of keysAt(data, path)) {
    const word = wordAt(data, [...path, name]);
    if (word) found.set(`parameters.${name}`, word);
  }
  return found;
}

/** Each combination of the lists of a matrix; one without any where there is none. */
function rowsAt(data: Positioned, path: DataPath): readonly Bindings[] {
  let rows: readonly Bindings[] = [new Map()];
  for (const name of keysAt(data, path)) {
    const words = listAt(data.value, [...path, name]).flatMap(
      (_, index) => wordAt(data, [...path, name, index]) ?? [],
    );
    if (words.length === 0 || words.length * rows.length > MAX_ROWS) continue;
    rows = rows.flatMap(row => words.map(word => new Map([...row, [`matrix.${name}`, word]])));
  }
  return rows;
}

function keysAt(data: Positioned, path: DataPath): readonly string[] {
  return Object.keys(recordAt(data.value, path) ?? {});
}

/**
 * Pipelines that are a list of steps: what variables are in the step that a line is in.
 * Source: https://buildkite.com/docs/pipelines/configure/step-types/command-step, https://woodpecker-ci.org/docs/usage/matrix-workflows,
 * https://docs.drone.io/pipeline/environment/syntax/
 */
import type { DataPath, Positioned } from '../../model.js';
import type { YamlFile } from '../../yaml/positioned.js';
import { isRecord, stringAt } from '../data.js';
import type { Bindings, Round } from './rounds.js';
import type { Word } from './text.js';
import {
  type Handed,
  includedRows,
  listsOf,
  MAX_ROWS,
  type Row,
  wordAt,
  wordsAt,
} from './workflow/matrix.js';
import { chartRounds, filledBy } from './workflow/matrix-rounds.js';
import type { Workflow } from './workflow/workflow.js';

const PIPELINE =
  /(?:^|\/)\.buildkite\/.{0,200}\.ya?ml$|(?:^|\/)\.?(?:buildkite|drone|woodpecker)[\w.-]{0,60}\.ya?ml$|(?:^|\/)\.(?:drone|woodpecker)\/.{0,200}\.ya?ml$/i;

/** More steps than people write, and deeper than groups of them stand in each other. */
const MAX_STEPS = 500;
const MAX_DEPTH = 3;

/** Where `$$NAME` is what a shell is to find. */
export function isSteps(path: string): boolean {
  return PIPELINE.test(path);
}

/** @returns undefined for any other file */
export function stepsOf(path: string, { documents }: YamlFile): Workflow | undefined {
  if (!isSteps(path)) return undefined;
  const all = documents.flatMap(({ data }) =>
    stepsIn(data, ['steps'], 0).length > 0 ? [new Steps(data)] : [],
  );
  return all.length > 0 ? new Pipelines(all) : undefined;
}

interface Step {
  readonly path: DataPath;
  readonly line: number;
  readonly end: number;
}

/** A list, a mapping by names, and what groups hold. */
function stepsIn(data: Positioned, path: DataPath, depth: number): readonly Step[] {
  const { value } = data.at(path);
  const isList = Array.isArray(value);
  const keys = isList ? value.map((_, index) => index) : isRecord(value) ? Object.keys(value) : [];
  return keys.slice(0, MAX_STEPS).flatMap(key => {
    const at: DataPath = [...path, key];
    const step = data.at(at).value;
    if (!isRecord(step)) return [];
    if (Array.isArray(step.steps) && depth < MAX_DEPTH) return stepsIn(data, [...at, 'steps'], depth + 1);
    return [{ path: at, line: data.lineOf(at), end: data.endLineOf(at) }];
  });
}

class Steps {
  readonly steps: readonly Step[];
  /** Of the matrix of the whole file: lists by their names, or `include` with the rows. */
  private readonly rows: readonly Row[];

  constructor(private readonly data: Positioned) {
    this.steps = stepsIn(data, ['steps'], 0);
    const lists = listsOf(data, ['matrix']);
    const included = includedRows(data, ['matrix']);
    this.rows = lists.size > 0 ? [lists, ...included] : included;
  }

  at(line: number): Step | undefined {
    return this.steps.find(one => one.line <= line && line <= one.end);
  }

  nameOf({ path }: Step): string | undefined {
    const { value } = this.data.at(path);
    const name = ['key', 'name', 'label'].map(key => stringAt(value, [key])).find(one => one !== undefined);
    return name ?? (typeof path.at(-1) === 'string' ? String(path.at(-1)) : undefined);
  }

  namesIn(step: Step | undefined): readonly string[] {
    const rows = this.rows.flatMap(row => [...row.keys()]);
    return [...rows, ...this.settings(step).map(([name]) => name)];
  }

  /** Of the step itself, of the matrix, and of the file. */
  valuesIn(step: Step | undefined, name: string): readonly Handed[] {
    const set = this.settings(step).find(([one]) => one === name)?.[1];
    const own = set && (this.listed(step, set) ?? [set]);
    const rows = own ? [] : this.rows.flatMap(row => row.get(name) ?? []);
    const label = step && this.nameOf(step);
    return own && label !== undefined && own.length === 1
      ? own.map(one => ({ ...one, job: label }))
      : (own ?? rows);
  }

  rounds(): readonly Round[] {
    return chartRounds(this.rows);
  }

  /** `{{matrix}}`, `{{matrix.version}}` */
  private listed(step: Step | undefined, { text }: Handed): readonly Handed[] | undefined {
    const [whole, name] = /^\{\{\s{0,9}matrix(?:\.([\w-]{1,80}))?\s{0,9}\}\}$/.exec(text) ?? [];
    if (whole === undefined || !step) return undefined;
    const places: readonly DataPath[] =
      name === undefined ? [['matrix'], ['matrix', 'setup']] : [['matrix', 'setup', name]];
    return places.flatMap(place => wordsAt(this.data, [...step.path, ...place]));
  }

  /** Names with what they are: a mapping, `NAME=value` in a list, with those of the plugins that run the step. */
  private settings(step: Step | undefined): readonly (readonly [string, Handed])[] {
    const own: readonly DataPath[] = step ? ['env', 'environment'].map(key => [...step.path, key]) : [];
    const plugins = step ? this.pluginsOf(step) : [];
    return [...own, ...plugins, ['env'], ['environment']].flatMap(path => this.settingsAt(path));
  }

  private pluginsOf({ path }: Step): readonly DataPath[] {
    const { value } = this.data.at([...path, 'plugins']);
    return (Array.isArray(value) ? value.slice(0, MAX_ROWS) : []).flatMap((plugin, index) =>
      isRecord(plugin)
        ? Object.keys(plugin).flatMap(name =>
            ['environment', 'env'].map((key): DataPath => [...path, 'plugins', index, name, key]),
          )
        : [],
    );
  }

  private settingsAt(path: DataPath): readonly (readonly [string, Handed])[] {
    const { value } = this.data.at(path);
    if (Array.isArray(value))
      return wordsAt(this.data, path).flatMap(word => {
        const [, name, text] = /^([A-Za-z_]\w{0,80})=(.{0,200})$/s.exec(word.text) ?? [];
        return name === undefined || text === undefined ? [] : [[name, opened({ ...word, text })] as const];
      });
    return Object.keys(isRecord(value) ? value : {}).flatMap(name => {
      const word = wordAt(this.data, [...path, name]);
      return word ? [[name, opened(word)] as const] : [];
    });
  }
}

function opened(word: Handed): Handed {
  return /\$|\{\{/.test(word.text) ? { ...word, open: true } : word;
}

/** The documents of one file. */
class Pipelines implements Workflow {
  readonly uses = [];
  readonly isCalled = false;

  constructor(private readonly all: readonly Steps[]) {}

  presetOf(): undefined {
    return undefined;
  }

  jobAt(line: number): string | undefined {
    const { steps, step } = this.around(line);
    return step && steps?.nameOf(step);
  }

  isRun(): boolean {
    return true;
  }

  namesAt(line: number): readonly string[] {
    const { steps, step } = this.around(line);
    return [...new Set(steps?.namesIn(step) ?? [])];
  }

  valuesAt(name: string, line: number): readonly Handed[] {
    const { steps, step } = this.around(line);
    return steps?.valuesIn(step, name) ?? [];
  }

  roundsAt(line: number): readonly Round[] {
    return this.around(line).steps?.rounds() ?? [];
  }

  fill(word: Word, bindings: Bindings): Word {
    return filledBy(word, bindings);
  }

  private around(line: number): { readonly steps?: Steps; readonly step?: Step } {
    for (const steps of this.all) {
      const step = steps.at(line);
      if (step) return { steps, step };
    }
    return {};
  }
}

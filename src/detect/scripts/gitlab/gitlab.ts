/**
 * Pipelines of GitLab: what a variable is in the job that a line is in.
 * Source: https://docs.gitlab.com/ci/variables/#cicd-variable-precedence, https://docs.gitlab.com/ci/yaml/#parallelmatrix,
 * https://docs.gitlab.com/ci/yaml/#rulesvariables and https://docs.gitlab.com/ci/inputs/
 */

import { addTo } from '../../../grouped.js';
import { oncePer } from '../../../memo.js';
import type { DataPath, Positioned } from '../../../model.js';
import { isRecord, listAt } from '../../data.js';
import { type Handed, MAX_ROWS, type Row, wordAt } from '../workflow/matrix.js';

/** Jobs that jobs extend, one after the other. */
const MAX_PARENTS = 11;

export const MAX_HEIRS = 40;
/** Names that stand for names, until one holds a value; and how many of such a name are followed. */
const MAX_HOPS = 4;
const MAX_FOLLOWED = 20;
/** Pipelines that start pipelines. */
const MAX_STARTS = 1;

/** A file of a pipeline. */
export interface Part {
  readonly path: string;
  readonly data: Positioned;
  /** The inputs that it takes, each with its `default`. */
  readonly presets?: Positioned;
  /** What it is given for them where it is included. */
  readonly inputs?: Positioned;
}

/** The job of another pipeline that starts one. */
export interface Start {
  readonly pipeline: Pipeline;
  readonly job: string;
  readonly inputs?: Positioned;
}

/** Where a file of a pipeline says something. */
export interface Place {
  readonly part: Part;
  readonly path: DataPath;
}

/** A file with what it includes. */
export class Pipeline {
  /** What starts it. */
  readonly starts: Start[] = [];
  private known: ReadonlyMap<string, readonly string[]> | undefined;

  /** @param parts of what several say, the first counts */
  constructor(readonly parts: readonly Part[]) {}

  startedBy(start: Start): void {
    if (this.starts.length < MAX_HEIRS) this.starts.push(start);
  }

  /** The same for each way to take part in it: a file that it includes several times is there once, and one job starts it. */
  apart(path: string): readonly Pipeline[] {
    const own = this.parts.filter(part => part.path === path).slice(0, MAX_HEIRS);
    const ways =
      own.length < 2
        ? [this.parts]
        : own.map(one => this.parts.filter(part => part.path !== path || part === one));
    const starts = this.starts.length < 2 ? [this.starts] : this.starts.map(start => [start]);
    return ways.flatMap(parts =>
      starts.map(some => {
        const one = new Pipeline(parts);
        for (const start of some) one.startedBy(start);
        return one;
      }),
    );
  }

  /** The job itself, but for one that is hidden, and those that run its commands. */
  ranAs(job: string): readonly string[] {
    const heirs = this.heirs().get(job) ?? [];
    return job.startsWith('.') && heirs.length > 0 ? heirs : [job, ...heirs];
  }

  /** What each row of its matrix lists, by the names of the variables. */
  matrixOf(job: string | undefined): readonly Row[] {
    return this.rowsOf(job).map(row => {
      const names = keysOf(row.part.data.at(row.path).value);
      return new Map(names.map(name => [name, this.entries(row, name)] as const));
    });
  }

  /** Every name that something around the job gives a value to. */
  namesIn(job: string | undefined): readonly string[] {
    const places = [...this.rowsOf(job), ...this.scopesOf(job)];
    const rules = this.rulesOf(job).map(({ part, path }) => ({ part, path: [...path, 'variables'] }));
    const own = [...places, ...rules].flatMap(({ part, path }) => keysOf(part.data.at(path).value));
    const given = this.starts.flatMap(({ pipeline, job: by }) => pipeline.namesAround(by));
    return [...own, ...given];
  }

  /** Of what starts it, its own alone: more of them in a row than one tell nothing here. */
  private namesAround(job: string): readonly string[] {
    return [...this.rowsOf(job), ...this.scopesOf(job)].flatMap(({ part, path }) =>
      keysOf(part.data.at(path).value),
    );
  }

  /** What a variable is in a job: one for each row of its matrix, rule that sets it, or job that starts the pipeline. */
  valuesIn(job: string | undefined, name: string, hops = MAX_HOPS): readonly Handed[] {
    if (this.starts.length === 0 || hops < MAX_HOPS - MAX_STARTS) return this.own(job, name, hops);
    // What a pipeline is started with counts before all that it says itself.
    return this.starts.flatMap(start => {
      const given = start.pipeline
        .valuesIn(start.job, name, hops - 1)
        .map(one => ({ ...one, job: one.job ?? start.job }));
      return given.length > 0 ? given : this.own(job, name, hops).map(one => ({ ...one, job: start.job }));
    });
  }

  private own(job: string | undefined, name: string, hops: number): readonly Handed[] {
    const rows = this.rowsOf(job).flatMap(place => this.entriesOfRow(place, name));
    if (rows.length > 0) return rows;
    const rules = this.rulesOf(job);
    const set = this.setBy(rules, name);
    const isLeft = set.length < rules.length || set.length === 0;
    const inScope = isLeft ? this.inScopes(job, name) : [];
    const found = [...set, ...inScope];
    return found.length > MAX_FOLLOWED ? found : found.flatMap(one => this.followed(one, job, name, hops));
  }

  /** The first of the places that say anything, and of the whole file what the rules of the workflow say before it. */
  private inScopes(job: string | undefined, name: string): readonly Handed[] {
    for (const place of this.scopesOf(job)) {
      if (place.path.length === 1) {
        const rules = this.rulesAt('workflow');
        const set = this.setBy(rules, name);
        if (set.length > 0) {
          const isLeft = set.length < rules.length;
          return isLeft ? [...set, ...this.firstOf(this.global(), name)] : set;
        }
      }
      const found = this.entries(place, name);
      if (found.length > 0) return found;
    }
    return [];
  }

  private firstOf(places: readonly Place[], name: string): readonly Handed[] {
    return places.map(place => this.entries(place, name)).find(found => found.length > 0) ?? [];
  }

  private setBy(rules: readonly Place[], name: string): readonly Handed[] {
    return rules.flatMap(({ part, path }) =>
      this.entries({ part, path: [...path, 'variables'] }, name).map(one => {
        const branch = BRANCH.exec(String(part.data.at([...path, 'if']).value ?? ''))?.[1];
        return branch === undefined ? one : { ...one, job: branch };
      }),
    );
  }

  /** Rules of the job, or of what it extends, that have it run. */
  rulesOf(job: string | undefined): readonly Place[] {
    for (const name of job === undefined ? [] : this.withParents(job)) {
      const rules = this.rulesAt(name);
      if (rules.length > 0) return rules;
    }
    return [];
  }

  private rulesAt(key: string): readonly Place[] {
    const part = this.parts.find(({ data }) => Array.isArray(data.at([key, 'rules']).value));
    return listAt(part?.data.value, [key, 'rules'])
      .slice(0, MAX_ROWS)
      .flatMap((rule, index) =>
        part && isRecord(rule) && rule.when !== 'never' ? [{ part, path: [key, 'rules', index] }] : [],
      );
  }

  /** `$NAME` as what it is in the job, `$[[ inputs.name ]]` as what the file is given. */
  private followed(one: Handed, job: string | undefined, name: string, hops: number): readonly Handed[] {
    if (!one.open || hops === 0) return [one];
    const variable = /^\$\{?(\w{1,100})\}?$/.exec(one.text)?.[1];
    if (variable !== undefined && variable !== name) {
      const found = this.valuesIn(job, variable, hops - 1);
      return found.length > 0 ? found.map(next => (one.job ? { ...next, job: one.job } : next)) : [one];
    }
    const input = INPUT.exec(one.text)?.[1];
    if (input === undefined || one.file === undefined) return [one];
    const found = this.inputsOf(one.file, input);
    return found.length > 0 ? found : [one];
  }

  /** What a file is given for an input wherever it is included; its default where it is given nothing. */
  inputsOf(file: string, input: string): readonly Handed[] {
    return this.parts.flatMap((part, index) => {
      if (part.path !== file) return [];
      const starts = index === 0 && this.starts.length > 0 ? this.starts : [part];
      return starts.flatMap(one => {
        const given = one.inputs && wordAt(one.inputs, [input]);
        const label = 'job' in one ? { job: one.job } : {};
        const word = given ?? (part.presets && wordAt(part.presets, [input, 'default']));
        const source = given ? one.inputs : part.presets;
        return word ? [opened({ ...word, ...label, file: source?.file ?? file })] : [];
      });
    });
  }

  /** Whether the commands of a job, or those before them, set a variable themselves; so do rules where nothing else is left. */
  isSetIn(job: string | undefined, name: string): boolean {
    const jobs = job === undefined ? [] : this.withParents(job);
    const places: readonly DataPath[] = [
      ...jobs.flatMap(one => [
        [one, 'script'],
        [one, 'before_script'],
      ]),
      ['default', 'before_script'],
      ['before_script'],
    ];
    // `| ISTIO_VERSION=$ISTIO_VERSION sh -` hands on what it is.
    const sets = new RegExp(`(?:^|[\\s;&|])${name}=(?!["']?\\$\\{?${name}\\b)`);
    const inScript = places
      .flatMap(path => this.parts.flatMap(({ data }) => listAt(data.value, path).slice(0, MAX_ROWS)))
      .slice(0, MAX_ROWS);
    if (inScript.some(line => typeof line === 'string' && sets.test(line))) return true;
    // One rule alone: what runs where it does not apply is not told.
    return [this.rulesOf(job), this.rulesAt('workflow')].some(
      rules => rules.length === 1 && this.setBy(rules, name).length > 0,
    );
  }

  /**
   * Jobs that run the commands of others, by whose they are: those that extend them, name their commands (`!reference [.mesh, script]`),
   * or take them by an alias.
   */
  private heirs(): ReadonlyMap<string, readonly string[]> {
    if (this.known) return this.known;
    const found = new Map<string, string[]>();
    for (const { part, name, line, end } of this.jobs()) {
      if (name.startsWith('.')) continue;
      const { value } = part.data.at([name, 'script']);
      const others =
        value === undefined
          ? this.withParents(name).slice(1)
          : [...referred(value), ...this.aliased(part, name, line, end)];
      for (const parent of new Set(others)) if (parent !== name) addTo(found, parent, name);
    }
    this.known = found;
    return found;
  }

  /** The job whose lines hold the commands of this one. */
  private aliased(part: Part, name: string, line: number, end: number): readonly string[] {
    const at = part.data.lineOf([name, 'script', 0]);
    if (line <= at && at <= end) return [];
    const owner = jobsIn(part).findLast(one => one.line <= at)?.name;
    return owner === undefined ? [] : [owner];
  }

  private jobs() {
    return this.parts.flatMap(part => {
      const all = jobsIn(part);
      return all.map((one, index) => ({ part, ...one, end: (all[index + 1]?.line ?? Number.MAX_VALUE) - 1 }));
    });
  }

  /** Variables of the job, of those that it extends, the last first, and of the files. */
  scopesOf(job: string | undefined): readonly Place[] {
    const names = job === undefined ? [] : this.withParents(job);
    const own = names.flatMap(name => this.parts.map(part => ({ part, path: [name, 'variables'] })));
    return [...own, ...this.global()];
  }

  private global(): readonly Place[] {
    return this.parts.map(part => ({ part, path: ['variables'] }));
  }

  withParents(job: string): readonly string[] {
    const found = [job];
    for (const name of found) {
      const values = this.parts.map(({ data }) => data.at([name, 'extends']).value);
      const value = values.find(one => one !== undefined);
      const parents = (Array.isArray(value) ? value : [value]).filter(one => typeof one === 'string');
      for (const parent of parents.toReversed())
        if (!found.includes(parent) && found.length < MAX_PARENTS) found.push(parent);
    }
    return found;
  }

  private rowsOf(job: string | undefined): readonly Place[] {
    for (const name of job === undefined ? [] : this.withParents(job)) {
      const path: DataPath = [name, 'parallel', 'matrix'];
      const part = this.parts.find(({ data }) => Array.isArray(data.at(path).value));
      if (part)
        return listAt(part.data.value, path)
          .slice(0, MAX_ROWS)
          .map((_, index) => ({ part, path: [...path, index] }));
    }
    return [];
  }

  /** Those of a row of a matrix, by what else the row says. */
  private entriesOfRow(row: Place, name: string): readonly Handed[] {
    const { value } = row.part.data.at(row.path);
    const [other] = isRecord(value) ? Object.entries(value).filter(([key]) => key !== name) : [];
    const label = other === undefined ? '' : [other[1]].flat().join(', ');
    return this.entries(row, name).map(one => (label === '' ? one : { ...one, job: label }));
  }

  /** A value, each of a list, or the `value` of a variable that has a description. */
  entries({ part, path }: Place, name: string, hops = MAX_HOPS): readonly Handed[] {
    const { data } = part;
    const place: DataPath = [...path, name];
    const { value } = data.at(place);
    const referred = variableReferred(value);
    if (referred) {
      const holder = this.parts.find(
        one => one.data.at([...referred.path, referred.name]).value !== undefined,
      );
      const next = { part: holder ?? part, path: referred.path };
      return holder && hops > 0 ? this.entries(next, referred.name, hops - 1) : [];
    }
    const places = Array.isArray(value)
      ? value.slice(0, MAX_ROWS).map((_, index) => [...place, index])
      : [isRecord(value) ? [...place, 'value'] : place];
    return places.flatMap(one => {
      const word = wordAt(data, one);
      return word ? [opened({ ...word, file: part.path })] : [];
    });
  }
}

export const INPUT = /^\$\[\[\s{0,9}inputs\.([\w-]{1,100})\s{0,9}\]\]$/;
/** `$CI_COMMIT_BRANCH == "main"` */
const BRANCH = /^\s{0,9}\$\{?\w{1,80}\}?\s{0,9}==\s{0,9}["']([\w./-]{1,80})["']\s{0,9}$/;

interface Job {
  readonly name: string;
  readonly line: number;
}

/** In the order of their lines. */
export const jobsIn = oncePer(({ data }: Part): readonly Job[] => {
  return Object.entries(isRecord(data.value) ? data.value : {})
    .flatMap(([name, job]) => (isRecord(job) ? [{ name, line: data.lineOf([name]) }] : []))
    .toSorted((left, right) => left.line - right.line);
});

/** Jobs whose commands are named: `!reference [.mesh, script]`, by itself or among other commands. */
function referred(script: unknown): readonly string[] {
  const items = Array.isArray(script) ? script.slice(0, MAX_ROWS) : [];
  const lists = [items, ...items.filter(one => Array.isArray(one))];
  return lists.flatMap(([job, key, ...rest]) =>
    typeof job === 'string' && /^(?:before_)?script$/.test(String(key)) && rest.length === 0 ? [job] : [],
  );
}

/** `!reference [.versions, variables, ISTIO]` (https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags) */
function variableReferred(value: unknown): { readonly path: DataPath; readonly name: string } | undefined {
  const [job, key, name, ...rest] = Array.isArray(value) ? value : [];
  const isReference = key === 'variables' && typeof job === 'string' && typeof name === 'string';
  return isReference && rest.length === 0 ? { path: [job, key], name } : undefined;
}

function opened(word: Handed): Handed {
  return word.text.includes('$') ? { ...word, open: true } : word;
}

function keysOf(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

/**
 * Pipelines of GitLab: what a variable is in the job that a line is in.
 * Source: https://docs.gitlab.com/ci/variables/#cicd-variable-precedence and https://docs.gitlab.com/ci/yaml/#parallelmatrix
 */

import { addTo } from '../../grouped.js';
import type { DataPath, Positioned } from '../../model.js';
import type { YamlFile } from '../../yaml/positioned.js';
import { isRecord, listAt } from '../data.js';
import { type Handed, MAX_ROWS, wordAt } from './matrix.js';
import type { Workflow } from './workflow.js';

/** Jobs that jobs extend, one after the other. */
const MAX_PARENTS = 11;

const MAX_HEIRS = 40;

/** @returns undefined for any other file */
export function gitlabPipeline(path: string, { documents }: YamlFile): Workflow | undefined {
  if (!/(?:^|\/)[\w.-]*gitlab-ci[\w.-]*\.ya?ml$/i.test(path)) return undefined;
  const data = documents.find(document => isRecord(document.data.value))?.data;
  return data && new Pipeline(data);
}

interface Job {
  readonly name: string;
  readonly line: number;
}

class Pipeline implements Workflow {
  readonly uses = [];
  readonly isCalled = false;
  private readonly jobs: readonly Job[];
  private known: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(private readonly data: Positioned) {
    const { value } = data;
    this.jobs = Object.entries(isRecord(value) ? value : {})
      .flatMap(([name, job]) => (isRecord(job) ? [{ name, line: data.lineOf([name]) }] : []))
      .toSorted((left, right) => left.line - right.line);
  }

  presetOf(): undefined {
    return undefined;
  }

  jobAt(line: number): string | undefined {
    return this.jobs.findLast(job => job.line <= line)?.name;
  }

  isRun(): boolean {
    return true;
  }

  namesAt(line: number): readonly string[] {
    const places = this.ranAs(line)
      .slice(0, MAX_HEIRS)
      .flatMap(job => [...this.rowsOf(job), ...this.scopesOf(job)]);
    return [...new Set(places.flatMap(path => keysOf(this.data.at(path).value)))];
  }

  valuesAt(name: string, line: number): readonly Handed[] {
    // What a script says of itself is read with the script.
    if (this.isSetIn(this.jobAt(line), name)) return [];
    const jobs = this.ranAs(line);
    // More jobs than run the commands of one: what each of them says is not asked.
    if (jobs.length > MAX_HEIRS) return [];
    const found = jobs.flatMap(job =>
      this.valuesIn(job, name).map(one => (job === undefined ? one : { ...one, job })),
    );
    const places = new Map(found.map(one => [`${one.line} ${one.text}`, one]));
    return [...places.values()].slice(0, MAX_ROWS);
  }

  private isSetIn(job: string | undefined, name: string): boolean {
    const jobs = job === undefined ? [] : this.withParents(job);
    const places: readonly DataPath[] = [
      ...jobs.flatMap(one => [
        [one, 'script'],
        [one, 'before_script'],
      ]),
      ['default', 'before_script'],
      ['before_script'],
    ];
    const sets = new RegExp(`(?:^|[\\s;&|])${name}=`);
    const inScript = places.flatMap(path => listAt(this.data.value, path)).slice(0, MAX_ROWS);
    if (inScript.some(line => typeof line === 'string' && sets.test(line))) return true;
    // Rules set variables anew where they apply.
    return [...jobs, 'workflow'].some(one =>
      listAt(this.data.value, [one, 'rules']).some(
        rule => isRecord(rule) && isRecord(rule.variables) && Object.hasOwn(rule.variables, name),
      ),
    );
  }

  private valuesIn(job: string | undefined, name: string): readonly Handed[] {
    const rows = this.rowsOf(job).flatMap(path => this.entries([...path, name]));
    if (rows.length > 0) return rows;
    for (const path of this.scopesOf(job)) {
      const found = this.entries([...path, name]);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** The job itself, but for one that is hidden, and those that extend it without commands of their own. */
  private ranAs(line: number): readonly (string | undefined)[] {
    const job = this.jobAt(line);
    if (job === undefined) return [undefined];
    const heirs = this.heirs().get(job) ?? [];
    return job.startsWith('.') && heirs.length > 0 ? heirs : [job, ...heirs];
  }

  /** Jobs that run the commands of others, by whose they are. */
  private heirs(): ReadonlyMap<string, readonly string[]> {
    if (this.known) return this.known;
    const found = new Map<string, string[]>();
    for (const { name } of this.jobs) {
      const hasOwn = this.data.at([name, 'script']).value !== undefined;
      if (name.startsWith('.') || hasOwn) continue;
      for (const parent of this.withParents(name).slice(1)) addTo(found, parent, name);
    }
    this.known = found;
    return found;
  }

  /** Variables of the job, of those that it extends, the last first, and of the file. */
  private scopesOf(job: string | undefined): readonly DataPath[] {
    return [
      ...(job === undefined ? [] : this.withParents(job)).map(name => [name, 'variables']),
      ['variables'],
    ];
  }

  private withParents(job: string): readonly string[] {
    const found = [job];
    for (const name of found) {
      const { value } = this.data.at([name, 'extends']);
      const parents = (Array.isArray(value) ? value : [value]).filter(one => typeof one === 'string');
      for (const parent of parents.toReversed())
        if (!found.includes(parent) && found.length < MAX_PARENTS) found.push(parent);
    }
    return found;
  }

  private rowsOf(job: string | undefined): readonly DataPath[] {
    for (const name of job === undefined ? [] : this.withParents(job)) {
      const path: DataPath = [name, 'parallel', 'matrix'];
      const { value } = this.data.at(path);
      if (Array.isArray(value)) return value.slice(0, MAX_ROWS).map((_, index) => [...path, index]);
    }
    return [];
  }

  /** A value, each of a list, or the `value` of a variable that has a description. */
  private entries(path: DataPath): readonly Handed[] {
    const { value } = this.data.at(path);
    const places = Array.isArray(value)
      ? value.slice(0, MAX_ROWS).map((_, index) => [...path, index])
      : [isRecord(value) ? [...path, 'value'] : path];
    return places.flatMap(place => {
      const word = wordAt(this.data, place);
      if (!word) return [];
      return [word.text.includes('$') ? { ...word, open: true as const } : word];
    });
  }
}

function keysOf(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

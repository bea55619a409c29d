/** What a file of pipelines of GitLab says of its lines. */

import type { TellMore } from '../../limits.js';
import type { Bindings, Round } from '../rounds.js';
import type { Word } from '../text.js';
import { type Handed, MAX_ROWS } from '../workflow/matrix.js';
import { chartRounds, namesChart } from '../workflow/matrix-rounds.js';
import type { Workflow } from '../workflow/workflow.js';
import { jobsIn, MAX_HEIRS, type Part, type Pipeline } from './gitlab.js';
import { filledFor, istioctlImages, jobsOf } from './jobs.js';

export class PipelineFile implements Workflow {
  readonly uses = [];
  readonly isCalled = false;

  constructor(
    private readonly part: Part,
    private readonly pipelines: readonly Pipeline[],
    private readonly more: TellMore,
  ) {}

  presetOf(): undefined {
    return undefined;
  }

  jobAt(line: number): string | undefined {
    return jobsIn(this.part).findLast(job => job.line <= line)?.name;
  }

  isRun(): boolean {
    return true;
  }

  namesAt(line: number): readonly string[] {
    const names = this.ranAs(line).flatMap(({ pipeline, job }) => pipeline.namesIn(job));
    return [...new Set(names)];
  }

  valuesAt(name: string, line: number): readonly Handed[] {
    const input = /^inputs\.([\w-]+)$/.exec(name)?.[1];
    if (input !== undefined)
      return distinct(this.pipelines.flatMap(one => one.inputsOf(this.part.path, input)));
    // What a script says of itself is read with the script.
    const own = this.jobAt(line);
    if (this.pipelines.some(pipeline => pipeline.isSetIn(own, name))) return [];
    const ran = this.ranAs(line);
    // More jobs than run the commands of one: what each of them says is not asked.
    if (ran.length > MAX_HEIRS) return [];
    return distinct(
      ran.flatMap(({ pipeline, job }) =>
        pipeline.valuesIn(job, name).map(one => {
          const label = one.job ?? job;
          return label === undefined ? one : { ...one, job: label };
        }),
      ),
    );
  }

  /** Of a matrix, or of the jobs that run these words with charts of their own: `helm upgrade $RELEASE $CHART` of what they extend. */
  roundsAt(line: number, words: readonly Word[] = []): readonly Round[] {
    const ran = this.ranAs(line);
    const rows = ran.flatMap(({ pipeline, job }) => chartRounds(pipeline.matrixOf(job)));
    if (rows.length > 0 || ran.length > MAX_HEIRS) return rows;
    const own = this.jobAt(line);
    const names = [
      ...new Set(words.flatMap(({ text }) => [...text.matchAll(NAMED)].map(([, one = '']) => one))),
    ]
      .slice(0, MAX_ROWS)
      .filter(name => !this.pipelines.some(pipeline => pipeline.isSetIn(own, name)));
    const rounds = ran.map(({ pipeline, job }): Round => {
      const known = names.flatMap(name => {
        const [only, ...others] = pipeline.valuesIn(job, name);
        return only && others.length === 0 && !only.open ? [[name, only] as const] : [];
      });
      return { bindings: new Map(known), ...(job === undefined ? {} : { job }) };
    });
    const isOfChart = rounds.some(({ bindings }) => [...bindings.values()].some(namesChart));
    return isOfChart ? rounds : [];
  }

  jobsAt(line: number): readonly Bindings[] {
    return this.roundsOfJobs(line).map(({ bindings }) => bindings);
  }

  imagesAt(line: number): readonly Handed[] {
    return distinct(istioctlImages(this.roundsOfJobs(line)));
  }

  fill(word: Word, bindings: Bindings): Word {
    return filledFor(word, bindings);
  }

  private roundsOfJobs(line: number): readonly Round[] {
    const ran = this.ranAs(line);
    if (ran.length > MAX_HEIRS) return [];
    const found = ran.map(({ pipeline, job }) => jobsOf(pipeline, job, this.part.path));
    if (found.some(rounds => rounds.length >= MAX_ROWS) || found.flat().length > MAX_ROWS) this.more();
    return found.flat().slice(0, MAX_ROWS);
  }

  /** Jobs that run what stands there; what is hidden runs where something extends it. */
  private ranAs(line: number) {
    const job = this.jobAt(line);
    const all = this.pipelines.flatMap(pipeline =>
      (job === undefined ? [undefined] : pipeline.ranAs(job)).map(one => ({ pipeline, job: one })),
    );
    const run = all.filter(one => !one.job?.startsWith('.'));
    const found = run.length > 0 ? run : all;
    if (found.length > MAX_HEIRS) this.more();
    return found.slice(0, MAX_HEIRS + 1);
  }
}

/** `$NAME`, `${NAME}` */
const NAMED = /\$\{?([A-Za-z_]\w{0,80})/g;

function distinct(found: readonly Handed[]): readonly Handed[] {
  const places = new Map(found.map(one => [`${one.file} ${one.line} ${one.text}`, one]));
  return [...places.values()].slice(0, MAX_ROWS);
}

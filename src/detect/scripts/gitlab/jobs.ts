/**
 * What each job has that a pipeline of GitLab's makes of the same commands: jobs that extend them, rows of a matrix, rules with variables
 * of their own, and files that are included several times.
 * Source: https://docs.gitlab.com/ci/variables/predefined_variables/ and https://docs.gitlab.com/ci/yaml/#image
 */
import type { DataPath } from '../../../model.js';
import { isRecord } from '../../data.js';
import { istioVersionOf } from '../../istio/version.js';
import { type Bindings, filledIn, type Given, type Round } from '../rounds.js';
import type { Word } from '../text.js';
import { type Handed, MAX_ROWS, type Row, wordAt } from '../workflow/matrix.js';
import { filledBy } from '../workflow/matrix-rounds.js';
import { INPUT, type Pipeline, type Place } from './gitlab.js';

/** Under this name, the tag of the image of istioctl that a job runs in: no variable is called so. */
const IMAGE_TAG = 'image:istioctl';
/** `docker.io/istio/istioctl:1.22.2` */
const ISTIOCTL_IMAGE = /(?:^|\/)istioctl:(\S{1,200})$/;
const ANY_INPUT = new RegExp(INPUT.source.slice(1, -1).replace('inputs\\.(', '(inputs\\.'));
/** Names of environments that are their slugs. */
const SLUG = /^[a-z](?:[a-z0-9-]{0,22}[a-z0-9])?$/;
const ONLY_NAME = /^\$\{?(\w{1,100})\}?$/;
/** Names that stand for names, until one holds a value. */
const MAX_HOPS = 4;

/**
 * One for each job that runs what stands in a file.
 * @param job the name of it, or of one that runs its commands
 */
export function jobsOf(pipeline: Pipeline, job: string | undefined, file: string): readonly Round[] {
  return pipeline
    .apart(file)
    .flatMap(one => waysOf(one, job, file))
    .slice(0, MAX_ROWS);
}

/** `$NAME`, `${NAME}` and `$[[ inputs.name ]]` as what a job has. */
export function filledFor<Filled extends Given>(word: Filled, bindings: Bindings): Filled {
  return filledIn(filledBy(word, bindings) as Filled, ANY_INPUT, bindings);
}

/** The tags of the images of istioctl that jobs run in, open for those that run in another one; none where no job runs in any. */
export function istioctlImages(jobs: readonly Round[]): readonly Handed[] {
  const found = jobs.flatMap(({ bindings, job }): readonly Handed[] => {
    const tag = bindings.get(IMAGE_TAG);
    return tag ? [{ ...tag, ...(job === undefined ? {} : { job }) }] : [];
  });
  // One job that says nothing of where it installs: what else the file says of images counts, too.
  const isTold = jobs.length > 1 || jobs.some(({ bindings }) => bindings.has('CI_ENVIRONMENT_NAME'));
  return isTold && found.length === jobs.length && found.some(({ open }) => !open) ? found : [];
}

function waysOf(pipeline: Pipeline, job: string | undefined, file: string): readonly Round[] {
  const ways = writtenWays(pipeline, job, file);
  const starts = pipeline.starts.flatMap(({ pipeline: by, job: name }) =>
    writtenWays(by, name, '').map(({ bindings }) => ({ name, given: [...bindings].filter(isHandedOn) })),
  );
  if (starts.length === 0) return ways.map(({ bindings, job: row }) => named(settled(bindings), row ?? job));
  // What a pipeline is started with counts before all that it says itself.
  return ways
    .flatMap(({ bindings, job: row }) =>
      starts.map(({ name, given }) => named(settled(new Map([...bindings, ...given])), row ?? name)),
    )
    .slice(0, MAX_ROWS);
}

/** By the environment that a job is for, where it says that. */
function named(bindings: Bindings, job: string | undefined): Round {
  const label = bindings.get('CI_ENVIRONMENT_NAME')?.text ?? job;
  return { bindings, ...(label === undefined ? {} : { job: label }) };
}

/** What it is called itself, or is given as inputs, no other pipeline gets. */
function isHandedOn([name]: readonly [string, Given]): boolean {
  return !name.startsWith('CI_') && /^\w+$/.test(name);
}

/** As it is written, with what tells the rows of its matrix apart. */
function writtenWays(pipeline: Pipeline, job: string | undefined, file: string): readonly Round[] {
  const own = ownOf(pipeline, job, file);
  const rows = pipeline.matrixOf(job);
  const rules = job === undefined ? [] : pipeline.rulesOf(job);
  const ruled = rules.map(({ part, path }) => ofPlace(pipeline, { part, path: [...path, 'variables'] }));
  // What one of them says alone, the others have from nowhere.
  const apart = new Set([...rows, ...ruled].flatMap(one => [...one.keys()]));
  const known = [...own].filter(([name]) => !apart.has(name));
  const ofRows = rows.length === 0 ? [new Map<string, Given>()] : rows.flatMap(combined);
  const ofRules = ruled.some(({ size }) => size > 0) ? ruled : [new Map<string, Given>()];
  return ofRows
    .flatMap(row =>
      ofRules.map((rule): Round => {
        const label = labelOf(row);
        return {
          bindings: new Map([...known, ...rule, ...row]),
          ...(label === undefined ? {} : { job: label }),
        };
      }),
    )
    .slice(0, MAX_ROWS);
}

/** What its jobs and files say for every row and rule, as it is written. */
function ownOf(pipeline: Pipeline, job: string | undefined, file: string): Bindings {
  const found = new Map<string, Given>();
  const { presets, inputs } = pipeline.parts.find(({ path }) => path === file) ?? {};
  for (const name of [...keysOf(presets?.value), ...keysOf(inputs?.value)]) {
    const [only, ...others] = pipeline.inputsOf(file, name);
    if (only && others.length === 0) found.set(`inputs.${name}`, only);
  }
  for (const place of pipeline.scopesOf(job).toReversed())
    for (const [name, word] of ofPlace(pipeline, place)) found.set(name, word);
  const set = (name: string, word: Given | undefined): void => {
    if (word) found.set(name, word);
  };
  if (job === undefined) return found;
  set('CI_JOB_NAME', { text: job, line: 1 });
  set('CI_JOB_STAGE', ofJob(pipeline, job, ['stage']));
  set('CI_ENVIRONMENT_NAME', ofJob(pipeline, job, ['environment'], 'name'));
  set(IMAGE_TAG, ofJob(pipeline, job, ['image'], 'name'));
  return found;
}

/** What a job says itself, or those that it extends, or the defaults: `image: NAME`, `image: { name: NAME }` */
function ofJob(pipeline: Pipeline, job: string, path: DataPath, key?: string): Given | undefined {
  for (const scope of [...pipeline.withParents(job).map(name => [name]), ['default'], []])
    for (const { data, path: file } of pipeline.parts) {
      const place = [...scope, ...path];
      const word = wordAt(data, place) ?? (key === undefined ? undefined : wordAt(data, [...place, key]));
      if (word) return { ...word, file };
    }
  return undefined;
}

/** What a place gives one value to. */
function ofPlace(pipeline: Pipeline, place: Place): Bindings {
  const names = keysOf(place.part.data.at(place.path).value);
  return new Map(
    names.flatMap(name => {
      const [only, ...others] = pipeline.entries(place, name);
      return only && others.length === 0 ? [[name, only] as const] : [];
    }),
  );
}

/** Each combination of what a row lists. */
function combined(row: Row): readonly Bindings[] {
  let found: readonly Bindings[] = [new Map()];
  for (const [name, words] of row) {
    if (words.length === 0 || words.length * found.length > MAX_ROWS) continue;
    found = found.flatMap(one => words.map(word => new Map([...one, [name, word]])));
  }
  return found;
}

/** What names a row: its versions do not. */
function labelOf(row: Bindings): string | undefined {
  const texts = [...row.values()].map(({ text }) => text).filter(text => !/^v?\d+\./.test(text));
  return texts.length === 0 ? undefined : texts.join(', ');
}

/** With names filled in by what they stand for; without what stays open. */
function settled(written: Bindings): Bindings {
  const image = written.get(IMAGE_TAG);
  const tag = tagIn(image, written);
  let found: Bindings = new Map([
    ...[...written].filter(([name]) => name !== IMAGE_TAG),
    ...(tag ? [[IMAGE_TAG, tag] as const] : []),
  ]);
  for (let hop = 0; hop < MAX_HOPS; hop++)
    found = new Map(
      [...found].map(([name, word]) => [name, word.text.includes('$') ? filledFor(word, written) : word]),
    );
  const known = new Map<string, Given>();
  for (const [name, { open: _, ...word }] of found)
    if (word.text !== '' && !word.text.includes('$')) known.set(name, word);
  const version = known.get(IMAGE_TAG);
  if (version) known.set(IMAGE_TAG, { ...version, text: istioVersionOf(version.text) ?? version.text });
  else if (image) known.set(IMAGE_TAG, { ...image, text: '', open: true });
  const environment = known.get('CI_ENVIRONMENT_NAME');
  if (environment && SLUG.test(environment.text)) known.set('CI_ENVIRONMENT_SLUG', environment);
  return known;
}

/** The tag of an image of istioctl, where it stands: `$IMAGE` is what that is set to. */
function tagIn(image: Word | undefined, written: Bindings): Word | undefined {
  let word = image;
  for (let hop = 0; hop <= MAX_HOPS && word; hop++) {
    const tag = ISTIOCTL_IMAGE.exec(word.text)?.[1];
    if (tag !== undefined) return { ...word, text: tag };
    const input = INPUT.exec(word.text)?.[1];
    word = written.get(input === undefined ? (ONLY_NAME.exec(word.text)?.[1] ?? '') : `inputs.${input}`);
  }
  return undefined;
}

function keysOf(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

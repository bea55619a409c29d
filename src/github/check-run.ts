import { exitCodeOf } from '../exit-code.js';
import type { Report } from '../model.js';
import { clip, visible } from '../report/escape.js';
import type { Mark, MarkLevel } from '../report/marks.js';
import { viewReport } from '../report/view.js';
import type { GitHubClient } from './client.js';
import { mayHaveHappened } from './failure.js';

export type CheckRunMode = 'auto' | 'always' | 'never';
export type Conclusion = 'success' | 'failure' | 'neutral';

/** The commit that the check run stands at. */
export interface CheckRunPlace {
  readonly owner: string;
  readonly repo: string;
  readonly commit: string;
}

export interface CheckRun {
  readonly name: string;
  /** Tells this attempt of this run apart from every other: an answer that got lost is found again by it. */
  readonly externalId: string;
  /** Where the run itself can be seen. */
  readonly detailsUrl?: string;
  readonly conclusion: Conclusion;
  readonly title: string;
  /** Markdown, at most 65,535 bytes. */
  readonly summary: string;
  readonly marks: readonly Mark[];
}

export interface CheckRunResult {
  readonly url: string;
  /** How many marks could not be added. */
  readonly missing: number;
}

/** GitHub takes so many bytes of summary, so many annotations in one request, and so many characters of a title. */
export const MAX_CHECK_SUMMARY = 65_535;
const BATCH = 50;
const MAX_TITLE = 255;
/** GitHub takes 64 KB; nobody reads so much in an annotation. */
const MAX_MESSAGE = 4_000;
/** Ten requests: well below what makes GitHub slow a token down. */
export const MAX_MARKS = 500;

const LEVELS: Readonly<Record<MarkLevel, 'failure' | 'warning' | 'notice'>> = {
  error: 'failure',
  warning: 'warning',
  note: 'notice',
};

/** What a required check goes by: `neutral` lets a merge pass without calling it a success. */
export function conclusionOf(report: Report): Conclusion {
  if (exitCodeOf(report) !== 0) return 'failure';
  return report.verdict === 'pass' || report.verdict === 'no-upgrade' ? 'success' : 'neutral';
}

/** The line that stands beside the check: what happens, or what is not known. */
export function checkTitle(report: Report): string {
  const { subject, outcome } = viewReport(report).headline;
  const advise = report.mode === 'advise' ? 'Advising only: ' : '';
  return clip(visible(`${advise}${subject}: ${outcome}`).replaceAll('`', ''), MAX_TITLE);
}

/**
 * Makes a check run, concluded at once, so that the verdict stands whatever becomes of the annotations, which follow
 * fifty at a time.
 * @throws what the API answers where no check run could be made
 */
export async function makeCheckRun(
  client: GitHubClient,
  place: CheckRunPlace,
  check: CheckRun,
): Promise<CheckRunResult> {
  const annotations = check.marks.slice(0, MAX_MARKS).map(annotationOf);
  const made = await create(client, place, check, annotations.slice(0, BATCH));
  const url = made.url;
  for (let done = BATCH; done < annotations.length; done += BATCH) {
    const isAdded = await append(client, place, check, made.id, annotations.slice(done, done + BATCH), done);
    if (!isAdded) return { url, missing: annotations.length - done };
  }
  return { url, missing: 0 };
}

type Annotation = ReturnType<typeof annotationOf>;

function annotationOf({ level, title, message, place, advice }: Mark) {
  return {
    path: place.file,
    start_line: place.line,
    end_line: Math.max(place.line, place.endLine ?? 0),
    annotation_level: LEVELS[level],
    title: clip(visible(title), MAX_TITLE),
    message: clip(visible(message) || visible(title), MAX_MESSAGE),
    ...(advice === '' ? {} : { raw_details: clip(advice.split('\n').map(visible).join('\n'), MAX_MESSAGE) }),
  };
}

async function create(
  client: GitHubClient,
  place: CheckRunPlace,
  check: CheckRun,
  annotations: Annotation[],
): Promise<{ readonly id: number; readonly url: string }> {
  const { owner, repo, commit } = place;
  for (let attempt = 1; ; attempt++) {
    try {
      const { data } = await client.rest.checks.create({
        owner,
        repo,
        head_sha: commit,
        name: check.name,
        external_id: check.externalId,
        ...(check.detailsUrl === undefined ? {} : { details_url: check.detailsUrl }),
        status: 'completed',
        conclusion: check.conclusion,
        output: { title: check.title, summary: check.summary, annotations },
      });
      return { id: data.id, url: data.html_url ?? '' };
    } catch (error) {
      if (!mayHaveHappened(error)) throw error;
      const made = await find(client, place, check);
      if (made !== undefined) return made;
      if (attempt === 2) throw error;
    }
  }
}

/** This attempt's check run, where its creation was carried out although the answer got lost. */
async function find(
  client: GitHubClient,
  { owner, repo, commit }: CheckRunPlace,
  check: CheckRun,
): Promise<{ readonly id: number; readonly url: string } | undefined> {
  const { data } = await client.rest.checks.listForRef({
    owner,
    repo,
    ref: commit,
    check_name: check.name,
    filter: 'all',
    per_page: 100,
  });
  const made = data.check_runs.find(run => run.external_id === check.externalId);
  return made === undefined ? undefined : { id: made.id, url: made.html_url ?? '' };
}

/**
 * GitHub adds annotations to those that are there: a request that was carried out must not be repeated.
 * @param before how many are there already
 * @returns false where they could not be added
 */
async function append(
  client: GitHubClient,
  { owner, repo }: CheckRunPlace,
  check: CheckRun,
  id: number,
  annotations: Annotation[],
  before: number,
): Promise<boolean> {
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      await client.rest.checks.update({
        owner,
        repo,
        check_run_id: id,
        output: { title: check.title, summary: check.summary, annotations },
      });
      return true;
    } catch (error) {
      if (!mayHaveHappened(error)) return false;
      const count = await countAnnotations(client, owner, repo, id);
      if (count === undefined) return false;
      if (count >= before + annotations.length) return true;
    }
  }
  return false;
}

async function countAnnotations(
  client: GitHubClient,
  owner: string,
  repo: string,
  id: number,
): Promise<number | undefined> {
  try {
    const { data } = await client.rest.checks.get({ owner, repo, check_run_id: id });
    return data.output.annotations_count;
  } catch {
    return undefined;
  }
}

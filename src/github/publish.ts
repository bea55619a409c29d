import type { Position, Report } from '../model.js';
import type { PatchSet } from '../overrides/select.js';
import type { MarkdownOptions } from '../report/markdown.js';
import { type Mark, marksOf } from '../report/marks.js';
import { annotate } from './annotations.js';
import {
  type CheckRunMode,
  type CheckRunPlace,
  checkTitle,
  conclusionOf,
  MAX_CHECK_SUMMARY,
  MAX_MARKS,
  makeCheckRun,
} from './check-run.js';
import type { GitHubClient } from './client.js';
import { bodyRoom, type CommentMode, type CommentPlace, type CommentResult, keepComment } from './comment.js';
import { CHECK_SURFACE, describeFailure, isRefused } from './failure.js';
import { bytes, characters, fitInto } from './fit.js';
import { isWorthTelling, type OutputFiles, setOutputs } from './outputs.js';
import { nextState, progressOf, readState, snapshotOf, writeState } from './state.js';
import { makeSuggestions } from './suggestions.js';
import { logText, oneLine, type Toolkit } from './toolkit.js';

/** `renderMarkdown`, handed in so that publishing stands by itself. */
export type RenderMarkdown = (report: Report, options: MarkdownOptions) => string;

export interface PublishContext {
  readonly toolkit: Toolkit;
  readonly render: RenderMarkdown;
  /** Where a line of the head tree can be seen; absent where it was not read from a commit. */
  readonly link?: (position: Position) => string | undefined;
  /** Where a file of the head tree is in the repository, so that GitHub can mark its lines; undefined: not in it. */
  readonly locate?: (file: string) => string | undefined;
  /** Adds text to the job summary; absent where there is none. */
  readonly addSummary?: (markdown: string) => Promise<void>;
  /** Where the run, and so its job summary, can be seen. */
  readonly runUrl?: string | undefined;
  /** Absent outside of GitHub. */
  readonly access?: Access;
  /** Absent where the event belongs to no pull request. */
  readonly comment?: CommentContext;
  /** Absent where the event is not about a commit's merge or push. */
  readonly checkRun?: CheckRunContext;
  readonly files: Omit<OutputFiles, 'commentUrl'>;
  /** What suggestions are made of; absent where there is none that was judged. */
  readonly patch?: PatchSet;
}

/** The way to GitHub's API. */
export interface Access {
  readonly token: string;
  /** The pull request comes from another repository: its token can only read. */
  readonly fromFork: boolean;
  /** Made only when it is needed. */
  readonly client: () => Promise<GitHubClient>;
}

export interface CommentContext {
  readonly mode: CommentMode;
  readonly place: CommentPlace;
  /** Tells several of this action on one pull request apart; '' for the only one. */
  readonly key: string;
  /** The pull request's own head: what was pushed. */
  readonly commit: string;
  /** Number of the workflow run; 0 where it is not known. */
  readonly run: number;
}

export interface CheckRunContext {
  readonly mode: CheckRunMode;
  readonly place: CheckRunPlace;
  readonly name: string;
  readonly externalId: string;
}

export interface Published {
  readonly commentUrl?: string;
}

/** GitHub takes 1 MiB of summary from one step. */
const MAX_SUMMARY_BYTES = 1024 * 1024 - 4096;

/**
 * Puts the report on every surface of GitHub. A surface that fails becomes a warning: it neither hides the others nor
 * the verdict.
 */
export async function publish(report: Report, context: PublishContext): Promise<Published> {
  const { toolkit } = context;
  const attempt = async <T>(what: string, work: () => Promise<T> | T): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      toolkit.warning(oneLine(logText(`${what}: ${error instanceof Error ? error.message : String(error)}`)));
      return undefined;
    }
  };
  await attempt('the job summary could not be written', () => writeSummary(report, context));
  const marks =
    (await attempt('what to mark could not be told', () =>
      marksOf(report).flatMap(mark => located(mark, context)),
    )) ?? [];
  const isMarked = await attempt('the check run could not be made', () =>
    writeCheckRun(report, marks, context),
  );
  if (isMarked !== true) await attempt('the lines could not be marked', () => annotate(marks, toolkit));
  const comment = await attempt('the comment could not be written', () => writeComment(report, context));
  await attempt('the suggestions could not be made', () => suggest(context));
  const published = comment?.url === undefined ? {} : { commentUrl: comment.url };
  await attempt('the outputs could not be set', () =>
    setOutputs(report, { ...context.files, ...published }, toolkit),
  );
  return published;
}

function located(mark: Mark, { locate }: PublishContext): Mark[] {
  const file = locate ? locate(mark.place.file) : mark.place.file;
  return file === undefined ? [] : [{ ...mark, place: { ...mark.place, file } }];
}

async function writeSummary(report: Report, context: PublishContext): Promise<void> {
  if (context.addSummary === undefined) return;
  const render = (maxLength: number): string => context.render(report, { maxLength, ...linkOf(context) });
  await context.addSummary(fitInto(render, MAX_SUMMARY_BYTES, bytes, shortest(report)));
}

/** @returns true where there is a check run that marks the lines */
async function writeCheckRun(
  report: Report,
  marks: readonly Mark[],
  context: PublishContext,
): Promise<boolean> {
  const { checkRun, access, toolkit } = context;
  if (checkRun === undefined || checkRun.mode === 'never' || access === undefined || access.token === '')
    return false;
  const render = (maxLength: number): string =>
    context.render(report, { maxLength, ...restOf(context), ...linkOf(context) });
  try {
    const { url, missing } = await makeCheckRun(await access.client(), checkRun.place, {
      ...checkRun,
      ...(context.runUrl === undefined ? {} : { detailsUrl: context.runUrl }),
      conclusion: conclusionOf(report),
      title: checkTitle(report),
      summary: fitInto(render, MAX_CHECK_SUMMARY, bytes, shortest(report)),
      marks,
    });
    toolkit.info(logText(`check run made: ${url}`));
    const unmarked = missing + Math.max(0, marks.length - MAX_MARKS);
    if (unmarked > 0) toolkit.info(`${unmarked} lines are not marked in the check run; the report has them`);
    return true;
  } catch (error) {
    const line = oneLine(`no check run was made: ${describeFailure(error, access.fromFork, CHECK_SURFACE)}`);
    // Nobody asked for it by name: that the job has no permission for it is no news.
    if (checkRun.mode === 'auto' && isRefused(error)) toolkit.info(line);
    else toolkit.warning(line);
    return false;
  }
}

async function writeComment(report: Report, context: PublishContext): Promise<CommentResult | undefined> {
  const { comment, access, toolkit } = context;
  if (comment === undefined || comment.mode === 'never' || access === undefined) return undefined;
  if (access.token === '') {
    toolkit.warning('no comment was written: the input github-token is empty');
    return undefined;
  }
  const create = comment.mode === 'always' || isWorthTelling(report);
  try {
    const result = await keepComment(
      await access.client(),
      comment.place,
      {
        key: comment.key,
        create,
        body: existing => commentBody(report, context, comment, existing),
        isNewer: existing => (readState(existing)?.run ?? 0) > comment.run && comment.run > 0,
      },
      access.token,
    );
    if (result.action === 'outdated')
      toolkit.info('the comment was left alone: a later run of this workflow has written it');
    else if (result.action !== 'none') toolkit.info(`comment ${result.action}: ${result.url ?? ''}`);
    return result;
  } catch (error) {
    toolkit.warning(oneLine(`no comment was written: ${describeFailure(error, access.fromFork)}`));
    return undefined;
  }
}

/** Suggestions need the same permission as the comment; that they can't be made is said once, by the comment. */
async function suggest({ comment, access, toolkit, patch }: PublishContext): Promise<void> {
  if (comment === undefined || comment.mode === 'never' || access === undefined || access.token === '')
    return;
  if (patch === undefined || patch.edits.length === 0) return;
  try {
    const made = await makeSuggestions(await access.client(), comment.place, comment.commit, patch);
    if (made > 0) toolkit.info(`suggestions made: ${made}`);
  } catch (error) {
    toolkit.info(oneLine(`no suggestion was made: ${describeFailure(error, access.fromFork)}`));
  }
}

function commentBody(
  report: Report,
  context: PublishContext,
  { key, commit, run }: CommentContext,
  existing: string | undefined,
): string {
  const snapshot = snapshotOf(report, commit);
  const state =
    snapshot && nextState(snapshot, run, existing === undefined ? undefined : readState(existing));
  const hidden = state === undefined ? '' : `\n${writeState(state)}\n`;
  const progress = state && progressOf(state);
  const render = (maxLength: number): string =>
    context.render(report, { maxLength, progress, ...restOf(context), ...linkOf(context) });
  return `${fitInto(render, bodyRoom(key) - hidden.length, characters, shortest(report))}${hidden}`;
}

function linkOf(context: PublishContext): Pick<PublishContext, 'link'> {
  return context.link === undefined ? {} : { link: context.link };
}

function restOf({ addSummary, runUrl }: PublishContext): Pick<MarkdownOptions, 'rest' | 'restUrl'> {
  return addSummary === undefined ? {} : { rest: 'all of it is in the job summary', restUrl: runUrl };
}

/** For when not even the shortest rendering fits: nothing in it can be markup. */
function shortest(report: Report): string {
  const reason = oneLine(report.reason, 500).replace(/[^\p{L}\p{N} .,;:/()-]/gu, ' ');
  return `istio-preflight: ${report.verdict}. ${reason} The whole report is too long for this place; it is in the file of the output report-json.\n`;
}

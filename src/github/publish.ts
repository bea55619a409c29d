import type { Position, Report } from '../model.js';
import type { MarkdownOptions } from '../report/markdown.js';
import type { GitHubClient } from './client.js';
import { bodyRoom, type CommentMode, type CommentPlace, type CommentResult, keepComment } from './comment.js';
import { describeFailure } from './failure.js';
import { bytes, characters, fitInto } from './fit.js';
import { annotate, isWorthTelling, setOutputs } from './outputs.js';
import { logText, oneLine, type Toolkit } from './toolkit.js';

/** `renderMarkdown`, handed in so that publishing stands by itself. */
export type RenderMarkdown = (report: Report, options: MarkdownOptions) => string;

export interface PublishContext {
  readonly toolkit: Toolkit;
  readonly render: RenderMarkdown;
  /** Where a line of the head tree can be seen; absent where it was not read from a commit. */
  readonly link?: (position: Position) => string | undefined;
  /** Adds text to the job summary; absent where there is none. */
  readonly addSummary?: (markdown: string) => Promise<void>;
  /** Absent where the event belongs to no pull request. */
  readonly comment?: CommentContext;
  readonly reportJson?: string;
}

export interface CommentContext {
  readonly mode: CommentMode;
  readonly place: CommentPlace;
  /** Tells several of this action on one pull request apart; '' for the only one. */
  readonly key: string;
  readonly token: string;
  readonly fromFork: boolean;
  /** Made only when it is needed. */
  readonly client: () => Promise<GitHubClient>;
}

/** GitHub takes 1 MiB of summary from one step. */
const MAX_SUMMARY_BYTES = 1024 * 1024 - 4096;

/**
 * Puts the report on every surface of GitHub. A surface that fails becomes a warning: it neither hides the others nor
 * the verdict.
 */
export async function publish(
  report: Report,
  context: PublishContext,
): Promise<{ readonly commentUrl?: string }> {
  const { toolkit } = context;
  const attempt = async (what: string, work: () => Promise<void> | void): Promise<void> => {
    try {
      await work();
    } catch (error) {
      toolkit.warning(oneLine(logText(`${what}: ${error instanceof Error ? error.message : String(error)}`)));
    }
  };
  let comment: CommentResult | undefined;
  await attempt('the lines could not be marked', () => annotate(report, toolkit));
  await attempt('the job summary could not be written', () => writeSummary(report, context));
  await attempt('the comment could not be written', async () => {
    comment = await writeComment(report, context);
  });
  const commentUrl = comment?.url;
  const files = {
    ...(context.reportJson === undefined ? {} : { reportJson: context.reportJson }),
    ...(commentUrl === undefined ? {} : { commentUrl }),
  };
  await attempt('the outputs could not be set', () => setOutputs(report, files, toolkit));
  return commentUrl === undefined ? {} : { commentUrl };
}

async function writeSummary(report: Report, context: PublishContext): Promise<void> {
  if (context.addSummary === undefined) return;
  const render = (maxLength: number): string => context.render(report, { maxLength, ...linkOf(context) });
  await context.addSummary(fitInto(render, MAX_SUMMARY_BYTES, bytes, shortest(report)));
}

async function writeComment(report: Report, context: PublishContext): Promise<CommentResult | undefined> {
  const { comment, toolkit } = context;
  if (comment === undefined || comment.mode === 'never') return undefined;
  if (comment.token === '') {
    toolkit.warning('no comment was written: the input github-token is empty');
    return undefined;
  }
  const rest = context.addSummary === undefined ? {} : { rest: 'all of it is in the job summary' };
  const render = (maxLength: number): string =>
    context.render(report, { maxLength, ...rest, ...linkOf(context) });
  const body = fitInto(render, bodyRoom(comment.key), characters, shortest(report));
  const create = comment.mode === 'always' || isWorthTelling(report);
  try {
    const client = await comment.client();
    const result = await keepComment(
      client,
      comment.place,
      { key: comment.key, body, create },
      comment.token,
    );
    if (result.action !== 'none') toolkit.info(`comment ${result.action}: ${result.url ?? ''}`);
    return result;
  } catch (error) {
    toolkit.warning(oneLine(`no comment was written: ${describeFailure(error, comment.fromFork)}`));
    return undefined;
  }
}

function linkOf(context: PublishContext): {
  readonly link?: (position: Position) => string | undefined;
} {
  return context.link === undefined ? {} : { link: context.link };
}

/** For when not even the shortest rendering fits: nothing in it can be markup. */
function shortest(report: Report): string {
  const reason = oneLine(report.reason, 500).replace(/[^\p{L}\p{N} .,;:/()-]/gu, ' ');
  return `istio-preflight: ${report.verdict}. ${reason} The whole report is too long for this place; it is in the file of the output report-json.\n`;
}

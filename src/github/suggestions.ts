/** Overrides as suggestions that an author takes with one click, where the pull request's diff shows their lines. */
import { createHash } from 'node:crypto';
import { structuredPatch } from 'diff';
import type { Edit, Override } from '../model.js';
import type { Chosen, PatchSet } from '../overrides/select.js';
import { code, fenceFor, prose, visibleLines } from '../report/escape.js';
import type { GitHubClient } from './client.js';
import type { CommentPlace } from './comment.js';
import { mayHaveHappened } from './failure.js';
import { type DiffLines, readDiffLines } from './pull-diff.js';

export interface Suggestion {
  readonly file: string;
  /** First and last line of the head that it replaces. */
  readonly line: number;
  readonly endLine: number;
  /** What stands there instead, without a line break at the end. */
  readonly text: string;
  readonly overrides: readonly Chosen[];
}

/** More than this many would bury the conversation; the patch and the comment have all. */
const MAX_SUGGESTIONS = 10;
/** Pages of 100 that are looked through. */
const MAX_PAGES = 30;

/**
 * The changes of a patch that stand within the diff of the pull request; those that don't are left to the comment.
 * @param diffs lines of each file that the pull request changes
 */
export function suggestionsOf(
  { edits, chosen }: Pick<PatchSet, 'edits' | 'chosen'>,
  diffs: ReadonlyMap<string, DiffLines>,
): readonly Suggestion[] {
  return edits.flatMap(edit => {
    const diff = diffs.get(edit.file);
    if (!diff || edit.creates) return [];
    const overrides = chosen.filter(({ override }) =>
      override.written?.edits.some(({ file }) => file === edit.file),
    );
    return hunksOf(edit).flatMap(({ line, old, text }) => {
      if (!isShown(diff, line, old) || visibleLines(text) !== text) return [];
      return [{ file: edit.file, line, endLine: line + old.length - 1, text, overrides }];
    });
  });
}

interface Hunk {
  readonly line: number;
  /** The lines that are replaced; at least one. */
  readonly old: readonly string[];
  readonly text: string;
}

/** Each change with the line before it where nothing is replaced: a suggestion can't stand between two lines. */
function hunksOf({ file, before, after }: Edit): readonly Hunk[] {
  const { hunks } = structuredPatch(file, file, before, after, undefined, undefined, { context: 1 });
  return hunks.flatMap(({ oldStart, lines }) => {
    const kept = lines.filter(line => !line.startsWith('\\'));
    let line = oldStart;
    const olds = (): number => kept.filter(one => !one.startsWith('+')).length;
    if (kept.at(-1)?.startsWith(' ') && olds() > 1) kept.pop();
    if (kept[0]?.startsWith(' ') && olds() > 1) {
      kept.shift();
      line += 1;
    }
    const old = kept.filter(one => !one.startsWith('+')).map(one => one.slice(1));
    const text = kept
      .filter(one => !one.startsWith('-'))
      .map(one => one.slice(1))
      .join('\n');
    return old.length > 0 ? [{ line, old, text }] : [];
  });
}

/** True where the diff shows these very lines, in one piece: it is of the branch, not of what merging makes of it. */
function isShown(diff: DiffLines, line: number, old: readonly string[]): boolean {
  const hunk = diff.at(line)?.hunk;
  return old.every((text, index) => {
    const shown = diff.at(line + index);
    return shown !== undefined && shown.hunk === hunk && shown.text === text;
  });
}

/**
 * Makes the suggestions that the pull request does not have yet, as one review: whoever follows the pull request is told
 * once. GitHub itself marks those as outdated whose lines change.
 * @returns how many were made
 * @throws what the API answers where it refuses
 */
export async function makeSuggestions(
  client: GitHubClient,
  place: CommentPlace,
  commit: string,
  patch: PatchSet,
): Promise<number> {
  const wanted = suggestionsOf(patch, await readDiffs(client, place)).slice(0, MAX_SUGGESTIONS);
  for (let attempt = 1; ; attempt++) {
    const missing = await withoutKnown(wanted, client, place);
    // The first attempt may have been carried out although its answer was lost.
    if (missing.length === 0) return attempt === 1 ? 0 : wanted.length;
    try {
      await review(client, place, commit, missing);
      return missing.length;
    } catch (error) {
      if (attempt === 2 || !mayHaveHappened(error)) throw error;
    }
  }
}

async function withoutKnown(
  wanted: readonly Suggestion[],
  client: GitHubClient,
  place: CommentPlace,
): Promise<readonly Suggestion[]> {
  if (wanted.length === 0) return [];
  const known = await knownBodies(client, place);
  return wanted.filter(suggestion => !known.some(body => body.includes(markerOf(suggestion))));
}

async function review(
  client: GitHubClient,
  { owner, repo, pullRequest }: CommentPlace,
  commit: string,
  suggestions: readonly Suggestion[],
): Promise<void> {
  await client.rest.pulls.createReview({
    owner,
    repo,
    pull_number: pullRequest,
    commit_id: commit,
    event: 'COMMENT',
    body: 'What istio-preflight would change in lines of this pull request, to take over with a click:',
    comments: suggestions.map(suggestion => {
      const { file: path, line, endLine } = suggestion;
      return {
        path,
        side: 'RIGHT',
        line: endLine,
        ...(endLine > line ? { start_line: line, start_side: 'RIGHT' } : {}),
        body: `${bodyOf(suggestion)}\n${markerOf(suggestion)}`,
      };
    }),
  });
}

async function readDiffs(client: GitHubClient, place: CommentPlace): Promise<ReadonlyMap<string, DiffLines>> {
  const diffs = new Map<string, DiffLines>();
  const pages = client.paginate.iterator(client.rest.pulls.listFiles, parametersOf(place));
  let count = 0;
  for await (const { data } of pages) {
    for (const { filename, patch } of data) if (patch) diffs.set(filename, readDiffLines(patch));
    count += 1;
    if (count === MAX_PAGES) break;
  }
  return diffs;
}

async function knownBodies(client: GitHubClient, place: CommentPlace): Promise<readonly string[]> {
  const bodies: string[] = [];
  const pages = client.paginate.iterator(client.rest.pulls.listReviewComments, parametersOf(place));
  let count = 0;
  for await (const { data } of pages) {
    for (const { body } of data) bodies.push(body);
    count += 1;
    if (count === MAX_PAGES) break;
  }
  return bodies;
}

function parametersOf({ owner, repo, pullRequest }: CommentPlace) {
  return { owner, repo, pull_number: pullRequest, per_page: 100 };
}

/** The hidden line by which a suggestion is known again: a hash of what it says, where. */
function markerOf({ file, text }: Suggestion): string {
  const digest = createHash('sha256').update(`${file}\n${text}`).digest('hex').slice(0, 16);
  return `<!-- istio-preflight:suggestion:${digest} -->`;
}

function bodyOf({ text, overrides }: Suggestion): string {
  const fence = fenceFor(text);
  const reasons = overrides.map(
    ({ finding, override }) => `- ${code(finding.rule)}: ${prose(finding.title)}: ${whatOf(override)}`,
  );
  return [...reasons, '', `${fence}suggestion`, text, fence].join('\n');
}

function whatOf({ kind, path, value, verified }: Override): string {
  const what = value === undefined ? code(path ?? '') : `${code(path ?? '')}: ${code(value)}`;
  const proof = verified === true ? 'proven by rendering again' : 'to be checked by a person';
  return `${kind === 'pin' ? 'keeps the old behaviour for now' : 'mends it'} by ${what} (${proof})`;
}

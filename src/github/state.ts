/**
 * What a comment remembers of the run that wrote it: to tell the next one what is new, fixed and the same. It stands in
 * the comment itself, hidden, and is read as what it is: text that others may have edited.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Report } from '../model.js';
import { fingerprints } from '../report/fingerprint.js';
import { marksOf } from '../report/marks.js';
import type { Progress } from '../report/progress.js';

/** Places that were marked, by fingerprint, each with a label; and the commit they were found in. */
export interface Snapshot {
  readonly commit: string;
  readonly places: readonly Place[];
}

type Place = readonly [print: string, label: string];

export interface CommentState extends Snapshot {
  /** Number of the workflow run: later ones are greater. */
  readonly run: number;
  /** What the last other commit had. */
  readonly before?: Snapshot;
}

const PREFIX = '<!-- istio-preflight:state ';
const SUFFIX = ' -->';
/** More places are not remembered, and so not compared: room in a comment is for what is read. */
const MAX_PLACES = 300;
const MAX_LABEL = 90;
const MAX_STATE_BYTES = 128 * 1024;
const PRINT_LENGTH = 12;

/** The places of a report; undefined where there are too many to remember. */
export function snapshotOf(report: Report, commit: string): Snapshot | undefined {
  const found = marksOf(report).flatMap(mark => mark.of ?? []);
  if (found.length > MAX_PLACES) return undefined;
  const prints = fingerprints(found);
  const places = found.map(({ finding, location }, index): Place => {
    const label = `${finding.rule}: ${location.resource ?? location.file}`;
    return [prints[index]?.slice(0, PRINT_LENGTH) ?? '', label.slice(0, MAX_LABEL)];
  });
  return { commit, places };
}

/**
 * What this run remembers, given what the comment remembers so far. A run over the same commit again compares with what
 * the first one compared with, so that it says the same.
 */
export function nextState(snapshot: Snapshot, run: number, known: CommentState | undefined): CommentState {
  const before = known?.commit === snapshot.commit ? known.before : known;
  return {
    ...snapshot,
    run,
    ...(before === undefined ? {} : { before: { commit: before.commit, places: before.places } }),
  };
}

/** What changed from one snapshot to the next. */
export function progressOf({ places, before }: CommentState): Progress | undefined {
  if (before === undefined) return undefined;
  const old = new Set(before.places.map(([print]) => print));
  const now = new Set(places.map(([print]) => print));
  return {
    since: before.commit,
    added: places.filter(([print]) => !old.has(print)).map(([, label]) => label),
    fixed: before.places.filter(([print]) => !now.has(print)).map(([, label]) => label),
    same: places.filter(([print]) => old.has(print)).length,
  };
}

/** A line that shows nothing; base64 has no character that could end the HTML comment. */
export function writeState(state: CommentState): string {
  const { run, commit, places, before } = state;
  const plain = JSON.stringify({ v: 1, run, commit, places, before });
  return `${PREFIX}${deflateRawSync(plain).toString('base64')}${SUFFIX}`;
}

/** What a comment remembers; undefined where it remembers nothing that can be understood. */
export function readState(body: string): CommentState | undefined {
  const start = body.lastIndexOf(PREFIX);
  const end = body.indexOf(SUFFIX, start);
  if (start < 0 || end < 0) return undefined;
  try {
    const packed = Buffer.from(body.slice(start + PREFIX.length, end), 'base64');
    const data: unknown = JSON.parse(
      inflateRawSync(packed, { maxOutputLength: MAX_STATE_BYTES }).toString('utf8'),
    );
    return isState(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function isState(data: unknown): data is CommentState {
  if (!isSnapshot(data)) return false;
  const { v, run, before } = data as { v?: unknown; run?: unknown; before?: unknown };
  return v === 1 && Number.isSafeInteger(run) && (before === undefined || isSnapshot(before));
}

function isSnapshot(data: unknown): data is Snapshot {
  if (typeof data !== 'object' || data === null) return false;
  const { commit, places } = data as { commit?: unknown; places?: unknown };
  if (typeof commit !== 'string' || !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(commit)) return false;
  return Array.isArray(places) && places.length <= MAX_PLACES && places.every(isPlace);
}

function isPlace(data: unknown): data is Place {
  return (
    Array.isArray(data) &&
    data.length === 2 &&
    typeof data[0] === 'string' &&
    typeof data[1] === 'string' &&
    data[1].length <= MAX_LABEL
  );
}

/** From the overrides of a report to one patch: which are taken, which are passed over and why. */
import type { Edit, Finding, Override, Report } from '../model.js';
import { combineChanges, type ReadText } from './changes.js';
import { unifiedPatch } from './patch.js';

/** What somebody wants written. Neither `pins` nor `fixes`: pins, and what needs nobody's knowledge. */
export interface Selection {
  /** Rules whose findings are to be mended; empty: all. */
  readonly rules: readonly string[];
  /** Pins only; with `fixes`, too: fixes where they can be written, pins for the rest. */
  readonly pins: boolean;
  /** Lasting fixes only, also those that somebody has to look at first. */
  readonly fixes: boolean;
  /** Also what gives up security. */
  readonly weakening: boolean;
}

export const EVERYTHING_SAFE: Selection = { rules: [], pins: false, fixes: false, weakening: false };

export interface Chosen {
  readonly finding: Finding;
  readonly override: Override;
}

export interface PassedOver {
  readonly finding: Finding;
  /** One clause. */
  readonly why: string;
}

export interface PatchSet {
  /** One unified diff that `git apply` takes; '' where there is nothing to write. */
  readonly text: string;
  /** The same, at most one a file. */
  readonly edits: readonly Edit[];
  readonly chosen: readonly Chosen[];
  /** Exposed findings for which nothing is written. */
  readonly passedOver: readonly PassedOver[];
}

/** The patch of a report: for each exposed finding that nobody accepted the first override that the selection allows. */
export async function patchOf(
  { findings }: Pick<Report, 'findings'>,
  selection: Selection = EVERYTHING_SAFE,
): Promise<PatchSet> {
  const asked = findings.filter(
    ({ exposure, accepted, rule }) =>
      exposure === 'exposed' &&
      accepted === null &&
      (selection.rules.length === 0 || selection.rules.includes(rule)),
  );
  const picked = asked.map(finding => ({ finding, overrides: pick(finding, selection) }));
  const wanted = picked.flatMap(({ finding, overrides }) =>
    overrides.map(override => ({ finding, override })),
  );
  const open = picked.flatMap(({ finding, overrides }) =>
    overrides.length === 0 && finding.overrides.length > 0
      ? [{ finding, why: whyNone(finding, selection) }]
      : [],
  );
  return combine(wanted, open);
}

/** One patch of all chosen overrides; what can't be written beside the others is passed over. */
export async function combine(
  wanted: readonly Chosen[],
  open: readonly PassedOver[] = [],
): Promise<PatchSet> {
  const changes = wanted.flatMap(({ override }) => override.written?.changes ?? []);
  const distinct = [...new Map(changes.map(change => [JSON.stringify(change), change])).values()];
  const { edits, refused } = await combineChanges(distinct, textsOf(wanted));
  const refusals = new Map(refused.map(({ change, why }) => [JSON.stringify(change), why]));
  const whyRefused = ({ override }: Chosen): string | undefined =>
    override.written?.changes
      .map(change => refusals.get(JSON.stringify(change)))
      .find(why => why !== undefined);
  return {
    text: unifiedPatch(edits),
    edits: edits.filter(({ before, after, creates }) => before !== after || creates),
    chosen: wanted.filter(chosen => whyRefused(chosen) === undefined),
    passedOver: [
      ...open,
      ...wanted.flatMap(chosen => {
        const why = whyRefused(chosen);
        return why === undefined ? [] : [{ finding: chosen.finding, why }];
      }),
    ],
  };
}

function pick({ overrides }: Finding, { pins, fixes, weakening }: Selection): readonly Override[] {
  const usable = overrides.filter(
    ({ written, verified, weakens }) =>
      written !== undefined && verified !== false && (weakens === null || weakening),
  );
  const lasting = usable.filter(
    ({ kind, written }) => kind === 'fix' && (fixes || (!pins && written?.needsReview === false)),
  );
  if (lasting.length > 0) return firstOfEachPlace(lasting);
  const [pin] = usable.filter(({ kind }) => kind === 'pin' && (pins || !fixes));
  return pin ? [pin] : [];
}

function firstOfEachPlace(fixes: readonly Override[]): readonly Override[] {
  const byPlace = new Map<string, Override>();
  for (const fix of fixes) {
    const place = fix.written?.place ?? '';
    if (!byPlace.has(place)) byPlace.set(place, fix);
  }
  return [...byPlace.values()];
}

function whyNone({ overrides }: Finding, selection: Selection): string {
  const written = overrides.filter(override => override.written !== undefined);
  if (written.length === 0) return `nothing can be written for it: ${overrides[0]?.note ?? ''}`;
  const sound = written.filter(({ verified }) => verified !== false);
  if (sound.length === 0) return `what there is was tried and refused: ${written[0]?.note ?? ''}`;
  const harmless = sound.filter(({ weakens }) => weakens === null || selection.weakening);
  if (harmless.length === 0) return `it would give up security: ${sound[0]?.weakens ?? ''}`;
  const isAsked = harmless.some(({ kind }) => (kind === 'pin' ? selection.fixes : selection.pins));
  return isAsked
    ? `it has ${harmless[0]?.kind === 'pin' ? 'pins' : 'fixes'} only, which were not asked for`
    : 'its fix needs somebody who knows the workloads: --fixes writes it';
}

/** The files as the overrides found them. */
function textsOf(chosen: readonly Chosen[]): ReadText {
  const texts = new Map<string, string | undefined>();
  for (const { override } of chosen) {
    for (const { file, before, creates } of override.written?.edits ?? [])
      texts.set(file, creates ? undefined : before);
  }
  return async file => texts.get(file);
}

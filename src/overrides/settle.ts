/** The patch of a report as it may be handed out: judged as a whole, without what does not help. */
import type { Edit, Report } from '../model.js';
import { type Chosen, combine, type PassedOver, type PatchSet, patchOf, type Selection } from './select.js';
import { judgeTogether } from './together.js';

export interface Settled {
  readonly patch: PatchSet;
  /** The tree with the patch; where there is none, the report as it was. */
  readonly after: Report;
}

/** Rounds in which overrides that turn out idle are left out. */
const MAX_ROUNDS = 3;

/**
 * Picks overrides and has the tree analysed with all of them: the idle ones are left out, and none is left where
 * together they bring about another finding.
 * @param analyse the tree with these edits in place, under the terms of the report
 */
export async function settledPatch(
  report: Report,
  selection: Selection,
  analyse: (edits: readonly Edit[]) => Promise<Report>,
): Promise<Settled> {
  let patch = await patchOf(report, selection);
  for (let round = 0; round < MAX_ROUNDS && patch.edits.length > 0; round += 1) {
    const after = await analyse(patch.edits);
    const verdict = judgeTogether(report, after, patch.chosen);
    if (!verdict.ok) return { after: report, patch: await without(patch, patch.chosen, verdict.why) };
    if (verdict.idle.length === 0) return { after, patch };
    patch = await without(patch, verdict.idle, 'judged again with the whole patch, it is still exposed');
  }
  return {
    after: report,
    patch: patch.edits.length > 0 ? await without(patch, patch.chosen, UNSETTLED) : patch,
  };
}

const UNSETTLED = 'the overrides get into each other’s way';

/** The patch without some of its overrides. */
async function without(patch: PatchSet, dropped: readonly Chosen[], why: string): Promise<PatchSet> {
  const open: PassedOver[] = dropped.map(({ finding }) => ({ finding, why }));
  return combine(
    patch.chosen.filter(chosen => !dropped.includes(chosen)),
    [...patch.passedOver, ...open],
  );
}

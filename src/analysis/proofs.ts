/**
 * Overrides for what is exposed, each tried. Pins are tried together, broad ones and fixes in rounds of their own; a pin
 * that makes another finding appear is tried once more alone, and then together with the pin of that finding.
 */
import type { Finding, Override } from '../model.js';
import { combinePins } from '../overrides/combine-pins.js';
import type { ProofVerdict } from '../overrides/judge.js';
import { type Candidate, finishOverride, orderCandidates } from '../overrides/propose.js';
import type { Comparison } from './compare.js';
import { leavingPins } from './leaving.js';
import type { AnalysisOptions, AnalysisPorts } from './ports.js';
import { filesOfSeveral, type Proposed, type Proposer, proposeAll, proposeForRule } from './proposals.js';
import { type Bench, type ProofInput, type Round, readerOf, type Trial, tryTogether } from './trials.js';

/** All findings, the exposed ones with overrides that were tried. */
export async function proveOverrides(
  comparison: Comparison,
  input: ProofInput,
  options: AnalysisOptions,
  ports: AnalysisPorts,
): Promise<readonly Finding[]> {
  const proposer: Proposer = {
    facts: ports.facts,
    rules: ports.rules,
    read: readerOf(input.after),
    sharedFiles: filesOfSeveral(input.after.detection.releases),
  };
  const proposals = await proposeAll(comparison, proposer);
  const trials = proposals.flatMap(proposed =>
    proposed.candidates.map(candidate => ({ proposed, candidate })),
  );
  const bench: Bench = { ...input, comparison, options, ports };
  const leaving = leavingPins(bench);
  leaving.catch(() => {});
  const rounds = await Promise.all(
    ROUNDS.map(isOfRound =>
      tryTogether(
        trials.filter(({ candidate }) => isOfRound(candidate)),
        bench,
      ),
    ),
  );
  const verdicts = new Map(rounds.flatMap(round => [...round.verdicts]));
  const replaced = await settleHarm(trials, verdicts, bench, proposer);
  return [...proposals.map(proposed => withOverrides(proposed, verdicts, replaced)), ...(await leaving)];
}

/** What can be in place together: narrow pins, broad pins (which would hide what narrow ones do), fixes. */
const ROUNDS: readonly ((candidate: Candidate) => boolean)[] = [
  ({ override, isBroad }) => override.kind === 'pin' && !isBroad,
  ({ override, isBroad }) => override.kind === 'pin' && isBroad,
  ({ override }) => override.kind === 'fix',
];

/** Pins that are tried once more because another finding appeared; rare, and each is a round of its own. */
const MAX_ALONE = 6;

/**
 * Narrow pins beside which another finding appeared: alone, to find whose doing that is; then with that finding's own
 * pin. Adds to the verdicts.
 * @returns the pairs that stand in for one of two pins
 */
async function settleHarm(
  trials: readonly Trial[],
  verdicts: Map<Candidate, ProofVerdict>,
  bench: Bench,
  proposer: Proposer,
): Promise<ReadonlyMap<Candidate, Candidate>> {
  const replaced = new Map<Candidate, Candidate>();
  const pins = trials.filter(({ candidate }) => candidate.override.kind === 'pin' && !candidate.isBroad);
  const suspects = pins.filter(({ candidate }) => verdicts.get(candidate)?.appears !== undefined);
  await Promise.all(
    suspects.slice(0, MAX_ALONE).map(async trial => {
      const alone = await tryTogether([trial], bench);
      const verdict = alone.verdicts.get(trial.candidate);
      if (!verdict) return;
      verdicts.set(trial.candidate, verdict);
      const pair = verdict.appears && (await pairFor(trial, verdict.appears, alone, proposer));
      if (!pair) return;
      const tried = (await tryTogether([{ ...trial, candidate: pair }], bench)).verdicts.get(pair);
      if (!tried?.verified) return;
      verdicts.set(pair, tried);
      replaced.set(trial.candidate, pair);
    }),
  );
  return replaced;
}

/** A pin together with the narrow pin of the finding that it brings about; undefined where that has none. */
async function pairFor(
  { candidate }: Trial,
  appears: Finding,
  { proof }: Round,
  proposer: Proposer,
): Promise<Candidate | undefined> {
  const judged = proof?.judged.find(({ finding }) => finding === appears);
  if (!judged) return undefined;
  const { candidates } = await proposeForRule(judged, proposer);
  const other = candidates.find(
    ({ override, isBroad, changes }) => override.kind === 'pin' && !isBroad && changes.length > 0,
  );
  return other && combinePins(candidate, other, appears, proposer.read);
}

function withOverrides(
  { finding, candidates, notes }: Proposed,
  verdicts: ReadonlyMap<Candidate, ProofVerdict>,
  replaced: ReadonlyMap<Candidate, Candidate>,
): Finding {
  const stated = candidates.map(candidate => replaced.get(candidate) ?? candidate);
  const overrides = orderCandidates(stated).map(candidate =>
    finishOverride(candidate, verdicts.get(candidate) ?? { verified: null }),
  );
  return { ...finding, overrides: [...finding.overrides, ...overrides, ...notes.map(advice)] };
}

/** Advice that is no setting: why there is no pin. */
function advice(note: string): Override {
  return { kind: 'pin', target: 'values', verified: false, weakens: null, note };
}

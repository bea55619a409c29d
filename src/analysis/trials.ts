/** Trying overrides: their edits are laid over the head tree, and the whole is detected, rendered and judged again. */
import { inForce } from '../behaviour/in-force.js';
import type { InstallationState } from '../behaviour/state.js';
import { diffRelease } from '../diff/diff-release.js';
import type { Facts } from '../knowledge/facts.js';
import type { Change, Upgrade } from '../model.js';
import { combineChanges, type ReadText } from '../overrides/changes.js';
import { judgeProof, type ProofState, type ProofVerdict } from '../overrides/judge.js';
import type { Candidate } from '../overrides/propose.js';
import { overlay } from '../tree/overlay.js';
import { type Comparison, compare } from './compare.js';
import type { AnalysisOptions, AnalysisPorts } from './ports.js';
import type { Proposed } from './proposals.js';
import { type Given, readSide, type Side } from './side.js';

export interface ProofInput {
  readonly before: Side;
  readonly after: Side;
  /** What the user gave for the head. */
  readonly given: Given;
}

/** What trials start from. */
export interface Bench extends ProofInput {
  /** The head as it is. */
  readonly comparison: Comparison;
  readonly options: AnalysisOptions;
  readonly ports: AnalysisPorts;
}

export interface Trial {
  readonly proposed: Proposed;
  readonly candidate: Candidate;
}

export interface Round {
  readonly verdicts: ReadonlyMap<Candidate, ProofVerdict>;
  /** The head with all of them; absent where there was nothing to try. */
  readonly proof?: Comparison;
}

/** Analyses the head with the edits of all trials, and judges each by it. */
export async function tryTogether(trials: readonly Trial[], bench: Bench): Promise<Round> {
  const verdicts = new Map<Candidate, ProofVerdict>();
  const tried = trials.filter(({ candidate }) => candidate.changes.length > 0);
  if (tried.length === 0) return { verdicts };
  const { comparison, ports } = bench;
  const { edits, refused } = await combineChanges(
    unique(tried.flatMap(({ candidate }) => candidate.changes)),
    readerOf(bench.after),
  );
  const side = await readSide(overlay(bench.after.tree, edits), bench.given);
  const proof = await compare(bench.before, side, bench.options, ports);
  const moved = movedLeaves(comparison, proof);
  const [before, after] = [stateOf(comparison), stateOf(proof)];
  for (const { proposed, candidate } of tried) {
    const kept = refused.find(({ change }) => candidate.changes.some(own => isSameChange(own, change)));
    if (kept) {
      const note = `It could not be tried beside the others: ${kept.why}.`;
      verdicts.set(candidate, { verified: null, note });
      continue;
    }
    const { finding, isRead, vanishes } = proposed;
    const { subject, override, settings } = candidate;
    const upgrade = upgradeOf(candidate, comparison) ?? proposed.upgrade;
    const others = tried
      .filter(other => other.candidate !== candidate)
      .flatMap(other => other.candidate.settings);
    verdicts.set(
      candidate,
      judgeProof(before, after, {
        kind: override.kind,
        rule: finding.rule,
        upgrades: finding.upgrades,
        component: finding.component,
        knob: finding.knob?.name,
        vanishes,
        ...(subject === undefined ? {} : { resource: subject, mended: mendedIn(tried, proposed, subject) }),
        settings,
        arrives: arrives(candidate, stateIn(proof, upgrade), ports.facts),
        isRead,
        moved: moved(upgrade?.id ?? ''),
        others,
      }),
    );
  }
  return { verdicts, proof };
}

/** How many places of a resource the fixes of a round mend; alternatives for one place count once. */
function mendedIn(tried: readonly Trial[], proposed: Proposed, subject: string): number {
  const places = tried
    .filter(trial => trial.proposed === proposed && trial.candidate.subject === subject)
    .map(({ candidate }) => candidate.place);
  return new Set(places).size;
}

function upgradeOf({ installation }: Candidate, { upgrades }: Comparison): Upgrade | undefined {
  return upgrades.find(({ after }) => after !== null && after.id === installation);
}

function stateIn({ after }: Comparison, upgrade: Upgrade | undefined): InstallationState | undefined {
  return upgrade && after.get(upgrade.id);
}

/** Whether all that is pinned has its value where the binary reads it; null where nothing was rendered. */
function arrives(
  { settings, isBroad }: Candidate,
  state: InstallationState | undefined,
  facts: Facts,
): boolean | null {
  if (settings.length === 0 || !state?.rendering?.ok) return null;
  // What a compatibility version brings besides is the chart's own affair.
  const asked = isBroad
    ? settings.slice(0, 1)
    : settings.filter(({ name }) => name !== 'compatibilityVersion');
  return asked.every(setting => {
    const found = inForce(setting, state, facts);
    return found.known && found.value === setting.value;
  });
}

/** The leaves that differ between the head as it is and with the overrides, by upgrade; each release is compared once. */
function movedLeaves(
  comparison: Comparison,
  proof: Comparison,
): (upgrade: string) => readonly Change[] | null {
  const made = new Map<string, readonly Change[] | null>();
  return upgrade => {
    const [was, is] = [comparison.after.get(upgrade), proof.after.get(upgrade)];
    if (!was?.rendering?.ok || !is?.rendering?.ok) return null;
    const key = was.installation.release.id;
    const known = made.get(key);
    if (known !== undefined) return known;
    const { istioVersion, release } = was.installation;
    const { changes } = diffRelease({
      before: was.rendering.documents,
      after: is.rendering.documents,
      crossed: null,
      upgradeOf: () => upgrade,
      versions: { from: istioVersion, to: istioVersion },
      namespace: release.namespace,
    });
    made.set(key, changes);
    return changes;
  };
}

function stateOf({ judged, others, upgrades, changes, problems }: Comparison): ProofState {
  return {
    findings: [...judged.map(({ finding }) => finding), ...others],
    upgrades: upgrades.map(({ id }) => id),
    changes,
    incomplete: problems.map(({ what }) => what),
  };
}

function unique<T>(changes: readonly T[]): readonly T[] {
  const seen = new Map(changes.map(change => [JSON.stringify(change), change]));
  return [...seen.values()];
}

function isSameChange(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Reads the text of a side's files. */
export function readerOf({ tree }: Side): ReadText {
  return async file => {
    const content = await tree.read(file);
    return content.ok ? content.text : undefined;
  };
}

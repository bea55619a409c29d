/**
 * Overrides for what is exposed, each tried: its edits are laid over the head tree, and the whole is detected,
 * rendered and judged again. Pins are tried together, broad ones and fixes in rounds of their own.
 */
import { isRead, isSetting } from '../behaviour/behaviour.js';
import { inForce, valuesPathsOf } from '../behaviour/in-force.js';
import type { InstallationState } from '../behaviour/state.js';
import { diffRelease } from '../diff/diff-release.js';
import type { Facts } from '../knowledge/facts.js';
import type { Change, Finding, Installation, Override, Release } from '../model.js';
import { combineChanges, type ReadText } from '../overrides/changes.js';
import { compatibilityChoice } from '../overrides/compatibility.js';
import { freshValues } from '../overrides/fresh-values.js';
import { judgeProof, type ProofState, type ProofVerdict } from '../overrides/judge.js';
import { type Candidate, finishOverride, orderCandidates } from '../overrides/propose.js';
import { proposeFixes } from '../overrides/propose-fixes.js';
import { proposePins } from '../overrides/propose-pins.js';
import { proposeValuesFixes } from '../overrides/propose-values-fixes.js';
import type { Judged } from '../rules/engine.js';
import type { Rule } from '../rules/rule.js';
import { overlay } from '../tree/overlay.js';
import { type Comparison, compare } from './compare.js';
import type { AnalysisOptions, AnalysisPorts } from './ports.js';
import { type Given, readSide, type Side } from './side.js';

export interface ProofInput {
  readonly before: Side;
  readonly after: Side;
  /** What the user gave for the head. */
  readonly given: Given;
}

/** All findings, the exposed ones with overrides that were tried. */
export async function proveOverrides(
  comparison: Comparison,
  input: ProofInput,
  options: AnalysisOptions,
  ports: AnalysisPorts,
): Promise<readonly Finding[]> {
  const read = reader(input.after);
  const sharedFiles = filesOfSeveral(input.after.detection.releases);
  const proposed = await Promise.all(
    comparison.judged.map(judged =>
      judged.finding.exposure === 'exposed' ? propose(judged, sharedFiles, ports, read) : NONE,
    ),
  );
  const trials = comparison.judged.flatMap((judged, index) =>
    (proposed[index] ?? NONE).candidates.map(candidate => ({ judged, candidate })),
  );
  const rounds = await Promise.all(
    ROUNDS.map(isOfRound => {
      const own = trials.filter(({ candidate }) => isOfRound(candidate));
      return tryTogether(own, comparison, input, options, ports);
    }),
  );
  const verdicts = new Map(rounds.flatMap(round => [...round]));
  const findings = comparison.judged.map(({ finding }, index) => {
    const { candidates, notes } = proposed[index] ?? NONE;
    const overrides = orderCandidates(candidates).map(candidate => finish(candidate, verdicts));
    return { ...finding, overrides: [...overrides, ...notes.map(advice)] };
  });
  return [...findings, ...comparison.others];
}

interface Trial {
  readonly judged: Judged;
  readonly candidate: Candidate;
}

interface Proposed {
  readonly candidates: readonly Candidate[];
  readonly notes: readonly string[];
}

const NONE: Proposed = { candidates: [], notes: [] };

/** What can be in place together: narrow pins, broad pins (which would hide what narrow ones do), fixes. */
const ROUNDS: readonly ((candidate: Candidate) => boolean)[] = [
  ({ override, isBroad }) => override.kind === 'pin' && !isBroad,
  ({ override, isBroad }) => override.kind === 'pin' && isBroad,
  ({ override }) => override.kind === 'fix',
];

async function propose(
  { rule, upgrade, items, finding, evaluate }: Judged,
  sharedFiles: ReadonlySet<string>,
  ports: AnalysisPorts,
  read: ReadText,
): Promise<Proposed> {
  const fixes = [...(await proposeFixes({ rule, items, evaluate }, read))];
  const installation = upgrade.after;
  if (!installation) return { candidates: fixes, notes: [] };
  const fresh = await freshValues(installation.release, read);
  const place = { sharedFiles, ...(fresh ? { fresh } : {}) };
  fixes.push(...(await proposeValuesFixes({ rule, items, installation, evaluate, place }, read)));
  if (!rule.knob) return { candidates: fixes, notes: [] };
  const compatibility = compatibilityFor(rule.knob, installation, ports.facts);
  const pins = await proposePins(
    {
      rule,
      installation,
      ...(finding.knob ? { before: finding.knob.from } : {}),
      ...(compatibility ? { compatibility } : {}),
      place,
    },
    read,
  );
  return {
    candidates: [...fixes, ...pins.candidates.map(pin => withWeakness(pin, ports.rules))],
    notes: pins.notes,
  };
}

/** A pin that brings others along gives up what they give up. */
function withWeakness(candidate: Candidate, rules: readonly Rule[]): Candidate {
  const weakens = rules.flatMap(({ knob, pin }) => {
    const isPinned = candidate.settings.some(
      ({ kind, name, value }) => kind === knob?.kind && name === knob.name && value === knob.old,
    );
    return isPinned && pin?.weakens ? pin.weakens : [];
  });
  if (weakens.length === 0) return candidate;
  return { ...candidate, override: { ...candidate.override, weakens: [...new Set(weakens)].join(' ') } };
}

function compatibilityFor(
  knob: NonNullable<Judged['rule']['knob']>,
  installation: Installation,
  facts: Facts,
) {
  const [path] = isSetting(knob) ? valuesPathsOf(knob, installation.chart) : [];
  if (!path || installation.istioVersion === null) return undefined;
  return compatibilityChoice(facts, installation.chart, installation.istioVersion, path, knob.old);
}

/** Lays the edits of all trials over the head, analyses that, and judges each by it. */
async function tryTogether(
  trials: readonly Trial[],
  comparison: Comparison,
  input: ProofInput,
  options: AnalysisOptions,
  ports: AnalysisPorts,
): Promise<ReadonlyMap<Candidate, ProofVerdict>> {
  const verdicts = new Map<Candidate, ProofVerdict>();
  const tried = trials.filter(({ candidate }) => candidate.changes.length > 0);
  if (tried.length === 0) return verdicts;
  const { edits, refused } = await combineChanges(
    unique(tried.flatMap(({ candidate }) => candidate.changes)),
    reader(input.after),
  );
  const side = await readSide(overlay(input.after.tree, edits), input.given);
  const proof = await compare(input.before, side, options, ports);
  const moved = movedLeaves(comparison, proof);
  const [before, after] = [stateOf(comparison), stateOf(proof)];
  for (const { judged, candidate } of tried) {
    const kept = refused.find(({ change }) => candidate.changes.some(own => isSameChange(own, change)));
    if (kept) {
      verdicts.set(candidate, {
        verified: null,
        note: `It could not be tried beside the others: ${kept.why}.`,
      });
      continue;
    }
    const others = tried
      .filter(other => other.candidate !== candidate)
      .flatMap(other => other.candidate.settings);
    verdicts.set(
      candidate,
      judgeProof(before, after, {
        kind: candidate.override.kind,
        rule: judged.rule.id,
        upgrades: judged.finding.upgrades,
        settings: candidate.settings,
        arrives: arrives(candidate, proof.after.get(judged.upgrade.id), ports.facts),
        isRead: isReadAt(judged, ports.facts),
        moved: moved(judged.upgrade.id),
        others,
      }),
    );
  }
  return verdicts;
}

function isReadAt({ rule, upgrade }: Judged, facts: Facts): boolean {
  const version = upgrade.after?.istioVersion ?? null;
  return version !== null && isRead(rule, upgrade.chart, version, facts);
}

/** Whether the pinned setting has its value where the binary reads it; null where nothing was rendered. */
function arrives(
  { settings }: Candidate,
  state: InstallationState | undefined,
  facts: Facts,
): boolean | null {
  const [setting] = settings;
  if (!setting || !state?.rendering?.ok) return null;
  const found = inForce(setting, state, facts);
  return found.known && found.value === setting.value;
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

const UNTRIED: ProofVerdict = { verified: null };

function finish(candidate: Candidate, verdicts: ReadonlyMap<Candidate, ProofVerdict>): Override {
  return finishOverride(candidate, verdicts.get(candidate) ?? UNTRIED);
}

/** Advice that is no setting: why there is no pin. */
function advice(note: string): Override {
  return { kind: 'pin', target: 'values', verified: false, weakens: null, note };
}

/** Values files that more than one release uses: a pin there reaches further than it was asked to. */
function filesOfSeveral(releases: readonly Release[]): ReadonlySet<string> {
  const users = new Map<string, Set<string>>();
  for (const { id, values } of releases) {
    for (const { file, source } of values)
      if (source !== 'inline') users.set(file, (users.get(file) ?? new Set()).add(id));
  }
  return new Set([...users].filter(([, ids]) => ids.size > 1).map(([file]) => file));
}

function unique<T>(changes: readonly T[]): readonly T[] {
  const seen = new Map(changes.map(change => [JSON.stringify(change), change]));
  return [...seen.values()];
}

function isSameChange(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function reader({ tree }: Side): ReadText {
  return async file => {
    const content = await tree.read(file);
    return content.ok ? content.text : undefined;
  };
}

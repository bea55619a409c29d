/** What trying an override showed: the whole tree was analysed once more with it, and this compares the two. */
import { isDeepStrictEqual } from 'node:util';
import type { Change, Finding } from '../model.js';
import { claims } from './claims.js';
import type { PinnedSetting } from './propose.js';

/** One analysis of the head: as it is, or with overrides in place. */
export interface ProofState {
  readonly findings: readonly Finding[];
  /** Ids of the upgrades. */
  readonly upgrades: readonly string[];
  /** What the change renders to, base against this head: what a pin puts back is found by it. */
  readonly changes: readonly Change[];
  /** What could not be analysed, as `what` names it. */
  readonly incomplete: readonly string[];
}

/** One override among those that were in place. */
export interface ProofTrial {
  readonly kind: 'pin' | 'fix';
  readonly rule: string;
  /** Ids of the upgrades of the finding that it is for, its component, and the name of its setting. */
  readonly upgrades: readonly string[];
  readonly component: string;
  readonly knob: string | undefined;
  /** Of a fix: the resource that it mends, and how many of its places are mended in this round; left out: any, and one. */
  readonly resource?: string;
  readonly mended?: number;
  /** What mends the finding makes it go away: nothing is left that is held back. */
  readonly vanishes?: boolean;
  readonly settings: readonly PinnedSetting[];
  /** Whether the setting has its value where the binary reads it, in the render; null: nothing was rendered. */
  readonly arrives: boolean | null;
  /** Whether the target release reads the setting. */
  readonly isRead: boolean;
  /** Leaves that differ between the head's render and that of the head with the overrides; null: nothing was rendered. */
  readonly moved: readonly Change[] | null;
  /** Settings that other overrides of the same round brought: what they moved is theirs. */
  readonly others?: readonly PinnedSetting[];
}

export interface ProofVerdict {
  /** As `Override.verified` has it. */
  readonly verified: boolean | null;
  /** A sentence: why not, or what it leaves open. */
  readonly note?: string;
  /** The finding that it brings about. */
  readonly appears?: Finding;
}

/**
 * Judges an override by the analysis before and after it. A pin is verified only if the finding is mitigated now,
 * the setting arrives, the target reads it, no other finding appears and nothing else in the render moves. A fix is
 * never verified: the rule that asked for it can't be its witness.
 */
export function judgeProof(before: ProofState, after: ProofState, trial: ProofTrial): ProofVerdict {
  if (trial.kind === 'fix') return judgeFix(before, after, trial);
  if (!trial.isRead) return failed('the target release does not read this setting');
  if (!isDeepStrictEqual(after.upgrades.toSorted(), before.upgrades.toSorted()))
    return failed('it changes which upgrades there are');
  const [incomplete] = after.incomplete.filter(what => !before.incomplete.includes(what));
  if (incomplete !== undefined) return open(`with it, ${incomplete} can’t be analysed`);
  const still = stillExposed(after, trial);
  if (trial.moved === null || trial.arrives === null)
    return isExposed(after, trial) ? failed(STILL) : open('it could not be rendered');
  if (!trial.arrives) return failed('the setting does not arrive where it is read');
  if (still) return failed(still);
  const fresh = newFinding(before, after);
  if (fresh)
    return {
      ...failed(`another finding appears with it: ${fresh.title} (${fresh.rule})`),
      appears: fresh,
    };
  const stray = trial.moved.find(change => isUnrelated(change, before, trial));
  if (stray) return failed(`it also moves ${stray.path} of ${stray.resource.kind} ${stray.resource.name}`);
  return { verified: true };
}

function judgeFix(before: ProofState, after: ProofState, trial: ProofTrial): ProofVerdict {
  if (!isDeepStrictEqual(after.upgrades.toSorted(), before.upgrades.toSorted()))
    return failed('it changes which upgrades there are');
  const mended = trial.mended ?? 1;
  if (exposedPlaces(after, trial) > exposedPlaces(before, trial) - mended)
    return failed('judged again with it, this place is still exposed');
  const fresh = newFinding(before, after);
  if (fresh?.rule === 'render-fails') return failed(`with it, ${fresh.title}`);
  if (fresh) return open(`with it, another finding appears: ${fresh.title} (${fresh.rule})`);
  return { verified: null };
}

function stillExposed(after: ProofState, trial: ProofTrial): string | undefined {
  if (isExposed(after, trial)) return STILL;
  const own = after.findings.filter(finding => isOf(finding, trial));
  if (own.some(({ exposure }) => exposure === 'possible'))
    return 'judged again with it, it can’t be ruled out';
  return trial.vanishes || own.some(({ exposure }) => exposure === 'mitigated')
    ? undefined
    : 'judged again with it, it is not there to be mitigated';
}

const STILL = 'judged again with it, it is still exposed';

function isExposed({ findings }: ProofState, trial: ProofTrial): boolean {
  return findings.some(finding => isOf(finding, trial) && finding.exposure === 'exposed');
}

function exposedPlaces(state: ProofState, trial: ProofTrial): number {
  return state.findings
    .filter(finding => isOf(finding, trial) && finding.exposure === 'exposed')
    .flatMap(({ locations }) => locations)
    .filter(({ resource }) => trial.resource === undefined || resource === trial.resource).length;
}

function isOf(finding: Finding, { rule, upgrades, knob, component }: ProofTrial): boolean {
  return (
    finding.rule === rule &&
    finding.knob?.name === knob &&
    finding.component === component &&
    finding.upgrades.some(id => upgrades.includes(id))
  );
}

/** A finding that asks for something and was not there before. Lines move with an edit, so places count by resource. */
export function newFinding(
  before: Pick<ProofState, 'findings'>,
  after: Pick<ProofState, 'findings'>,
): Finding | undefined {
  const known = new Set(before.findings.filter(asks).flatMap(keysOf));
  const fresh = after.findings.filter(asks).filter(finding => keysOf(finding).some(key => !known.has(key)));
  return fresh.find(({ rule }) => rule === 'render-fails') ?? fresh[0];
}

/** What is merely told, such as the end of a pin, asks for nothing. */
function asks({ exposure, severity }: Finding): boolean {
  return severity !== 'info' && (exposure === 'exposed' || exposure === 'possible');
}

function keysOf(finding: Finding): string[] {
  const { rule, component, knob, upgrades, locations, exposure } = finding;
  const places = locations.map(({ file, resource }) => `${file} ${resource ?? ''}`);
  return upgrades.flatMap(upgrade =>
    (places.length > 0 ? places : ['']).map(place =>
      JSON.stringify([rule, component, knob?.name, upgrade, place, exposure]),
    ),
  );
}

function isUnrelated(change: Change, before: ProofState, { settings, others }: ProofTrial): boolean {
  if (change.risk === 'none' && change.noise !== undefined) return false;
  const inPlace = [...settings, ...(others ?? [])];
  if (claims(inPlace, change)) return false;
  // What a value of the chart moves is for its templates to say: it is the pin's if it is as it was before the upgrade.
  const actsThroughChart = inPlace.some(({ kind }) => kind === 'values');
  return !(actsThroughChart && isPutBack(change, before));
}

function isPutBack(change: Change, before: ProofState): boolean {
  return before.changes.some(
    original =>
      original.path === change.path &&
      isDeepStrictEqual(original.resource, change.resource) &&
      isDeepStrictEqual(original.before, change.after),
  );
}

function failed(note: string): ProofVerdict {
  return { verified: false, note: sentence(note) };
}

function open(note: string): ProofVerdict {
  return { verified: null, note: sentence(note) };
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

/** Overrides before they are tried: what to write, where, and what to know about it. */
import type { Edit, Override, OverrideWriting, YamlChange } from '../model.js';
import type { SettingKind } from '../rules/rule.js';

import type { ProofVerdict } from './judge.js';
import { unifiedPatch } from './patch.js';

/** A setting as the thing that reads it knows it. */
export interface PinnedSetting {
  readonly kind: SettingKind;
  readonly name: string;
  readonly value: string;
}

/** A proposed override. Without edits it is advice: `note` says why, and where to write it. */
export interface Candidate {
  readonly rule: string;
  readonly override: Omit<Override, 'verified' | 'patch'>;
  readonly edits: readonly Edit[];
  /** The edits as what they mean; several candidates are combined with `combineChanges`. */
  readonly changes: readonly YamlChange[];
  /** What a pin is to bring where it is read; the rule's own setting first. Empty for fixes. */
  readonly settings: readonly PinnedSetting[];
  /** What a fix mends: `Kind/namespace/name`. */
  readonly subject?: string;
  /** Tells apart the places of one finding that fixes mend; alternatives for one place share it. */
  readonly place?: string;
  /** Id of the installation that it is written for, where that is another than the finding's own. */
  readonly installation?: string;
  /** Nobody has to look at it first: it changes nothing that is in force. Pins speak for themselves by being proven. */
  readonly isMechanical?: true;
  /** It pins more than was asked for. */
  readonly isBroad: boolean;
}

export interface Proposal {
  readonly candidates: readonly Candidate[];
  /** Why something obvious is not among them. */
  readonly notes: readonly string[];
}

/** Lasting fixes, then narrow pins, then broad ones; what gives up security comes last. */
export function orderCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.toSorted((a, b) => rank(a) - rank(b));
}

/** The override as it is reported, with its patch and what trying it showed. */
export function finishOverride(
  candidate: Candidate,
  proof: ProofVerdict,
  notes: readonly string[] = [],
): Override {
  const patch = unifiedPatch(candidate.edits);
  const note = [candidate.override.note, ...(proof.note ? [proof.note] : []), ...notes]
    .filter(part => part !== '')
    .join(' ');
  return {
    ...candidate.override,
    ...(patch === '' ? {} : { patch, written: writingOf(candidate) }),
    verified: proof.verified,
    note,
  };
}

function writingOf({ override, edits, changes, place, subject, isMechanical }: Candidate): OverrideWriting {
  const needsReview = override.kind === 'fix' && isMechanical !== true;
  return {
    edits,
    changes,
    needsReview,
    ...(place === undefined ? {} : { place }),
    ...(subject === undefined ? {} : { resource: subject }),
  };
}

function rank({ override, isBroad }: Candidate): number {
  const kind = override.kind === 'fix' ? 0 : isBroad ? 2 : 1;
  return kind + (override.weakens === null ? 0 : 3);
}

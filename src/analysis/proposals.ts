/** What could be done about each exposed finding, before any of it is tried. */
import { append } from '../append.js';
import { isRead, isSetting } from '../behaviour/behaviour.js';
import { valuesPathsOf } from '../behaviour/in-force.js';
import type { Facts } from '../knowledge/facts.js';
import type { Finding, Installation, Release, Upgrade } from '../model.js';
import type { ReadText } from '../overrides/changes.js';
import { compatibilityChoice } from '../overrides/compatibility.js';
import { freshValues } from '../overrides/fresh-values.js';
import type { PlaceOptions } from '../overrides/place.js';
import type { Candidate } from '../overrides/propose.js';
import { proposeFixes } from '../overrides/propose-fixes.js';
import { proposePins } from '../overrides/propose-pins.js';
import { proposeRemedies } from '../overrides/propose-remedies.js';
import { proposeValuesFixes } from '../overrides/propose-values-fixes.js';
import type { Judged } from '../rules/engine.js';
import type { Rule } from '../rules/rule.js';
import type { Comparison } from './compare.js';

/** One finding with what could be done about it. */
export interface Proposed {
  readonly finding: Finding;
  readonly candidates: readonly Candidate[];
  /** Why something obvious is not among them. */
  readonly notes: readonly string[];
  /** What has changed with the setting; undefined where the finding names an upgrade that is not there. */
  readonly upgrade?: Upgrade;
  /** Whether the target release reads what a pin sets. */
  readonly isRead: boolean;
  /** No rule made it: what mends it makes it go away, and leaves nothing that is held back. */
  readonly vanishes: boolean;
}

export interface Proposer {
  readonly facts: Facts;
  readonly rules: readonly Rule[];
  readonly read: ReadText;
  /** Values files that more than one release uses. */
  readonly sharedFiles: ReadonlySet<string>;
}

/** Every finding of a comparison, those that are exposed with their candidates. */
export async function proposeAll(
  { judged, others, upgrades }: Comparison,
  proposer: Proposer,
): Promise<readonly Proposed[]> {
  return Promise.all([
    ...judged.map(one =>
      one.finding.exposure === 'exposed' ? proposeForRule(one, proposer) : nothingFor(one.finding, false),
    ),
    ...others.map(finding => proposeForOther(finding, upgrades, proposer)),
  ]);
}

function nothingFor(finding: Finding, vanishes: boolean): Proposed {
  return { finding, candidates: [], notes: [], isRead: true, vanishes };
}

/** Lasting fixes and pins for what a rule judged. */
export async function proposeForRule(judged: Judged, proposer: Proposer): Promise<Proposed> {
  const { rule, upgrade, items, finding, evaluate } = judged;
  const { read } = proposer;
  const base = { finding, upgrade, isRead: isReadAt(judged, proposer.facts), vanishes: false };
  const installation = upgrade.after;
  if (!installation)
    return { ...base, candidates: await proposeFixes({ rule, items, evaluate }, read), notes: [] };
  const place = await placeOptions(installation, proposer);
  const values = { installation, place };
  const fixes = [...(await proposeFixes({ rule, items, evaluate, values }, read))];
  append(fixes, await proposeValuesFixes({ rule, items, installation, evaluate, place }, read));
  if (!rule.knob) return { ...base, candidates: fixes, notes: [] };
  const compatibility = compatibilityFor(rule.knob, installation, proposer.facts);
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
    ...base,
    candidates: [...fixes, ...pins.candidates.map(pin => withWeakness(pin, proposer.rules))],
    notes: pins.notes,
  };
}

async function proposeForOther(
  found: Finding,
  upgrades: readonly Upgrade[],
  proposer: Proposer,
): Promise<Proposed> {
  const { remedies = [], ...finding } = found;
  if (finding.exposure !== 'exposed') return nothingFor(finding, true);
  const candidates: Candidate[] = [];
  for (const remedy of remedies) {
    const place = (installation: Installation) => placeOptions(installation, proposer);
    const made = await proposeRemedies(finding.rule, remedy, place, proposer.read);
    if (made) candidates.push(made);
  }
  const upgrade = upgrades.find(({ id }) => finding.upgrades.includes(id));
  return { ...nothingFor(finding, true), candidates, ...(upgrade ? { upgrade } : {}) };
}

async function placeOptions(
  { release }: Installation,
  { read, sharedFiles }: Proposer,
): Promise<PlaceOptions> {
  const fresh = await freshValues(release, read);
  return { sharedFiles, declared: release.declared, ...(fresh ? { fresh } : {}) };
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

function isReadAt({ rule, upgrade }: Judged, facts: Facts): boolean {
  const version = upgrade.after?.istioVersion ?? null;
  return version !== null && isRead(rule, upgrade.chart, version, facts);
}

/** Values files that more than one release uses: a pin there reaches further than it was asked to. */
export function filesOfSeveral(releases: readonly Release[]): ReadonlySet<string> {
  const users = new Map<string, Set<string>>();
  for (const { id, values } of releases) {
    for (const { file, source } of values)
      if (source !== 'inline') users.set(file, (users.get(file) ?? new Set()).add(id));
  }
  return new Set([...users].filter(([, ids]) => ids.size > 1).map(([file]) => file));
}

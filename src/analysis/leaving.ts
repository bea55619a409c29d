/** The plan for leaving pins: which of them the head no longer needs, judged without them, and which die soon. */
import { append } from '../append.js';
import { isSetting } from '../behaviour/behaviour.js';
import { inForce } from '../behaviour/in-force.js';
import { dyingPins, type PinInForce, pinsInForce, unneededPin } from '../findings/pins-in-force.js';
import type { Finding, YamlChange } from '../model.js';
import { combineChanges } from '../overrides/changes.js';
import { placeWritten } from '../overrides/place-written.js';
import { type Candidate, finishOverride } from '../overrides/propose.js';
import { valuesChange } from '../overrides/values-change.js';
import { overlay } from '../tree/overlay.js';
import { type Comparison, compare } from './compare.js';
import { readSide } from './side.js';
import { type Bench, readerOf } from './trials.js';

/** Findings about the pins in force; costs one more analysis where there are any. */
export async function leavingPins(bench: Bench): Promise<readonly Finding[]> {
  const { comparison, ports } = bench;
  const findings: Finding[] = [];
  const removals: Removal[] = [];
  for (const upgrade of comparison.upgrades) {
    const after = comparison.after.get(upgrade.id);
    // What moves to another control plane, or is new, was pinned for what it finds there.
    if (!after || !upgrade.before || upgrade.kind === 'repoint') continue;
    const pins = pinsInForce(upgrade, after, ports.rules, ports.facts);
    append(
      removals,
      (await Promise.all(pins.map(pin => removalOf(pin, bench)))).flatMap(one => one ?? []),
    );
    append(findings, dyingPins(upgrade, after, pins, ports.facts));
  }
  return [...(await unneeded(removals, bench)), ...findings];
}

interface Removal {
  readonly pin: PinInForce;
  readonly candidate: Candidate;
}

/** Taking a pin out, wherever it is written; undefined where it can't be taken out of every place. */
async function removalOf(pin: PinInForce, { after }: Bench): Promise<Removal | undefined> {
  const installation = pin.upgrade.after;
  if (!installation) return undefined;
  const { release, valuesPath } = installation;
  const read = readerOf(after);
  const places = await Promise.all(
    [pin.path, ...pin.also].map(path =>
      placeWritten(release.values, valuesPath, { op: 'remove', path }, read),
    ),
  );
  const placements = places.flat();
  if (placements.length === 0 || placements.some(({ ok }) => !ok)) return undefined;
  const note = 'Judged without it, nothing in this repository is exposed.';
  return { pin, candidate: await valuesChange('pin-not-needed', 'fix', { note }, placements, read) };
}

/**
 * Pins without which nothing is exposed: first all are taken out, then those alone that seemed idle, since one pin may
 * be what makes another one needed.
 */
async function unneeded(removals: readonly Removal[], bench: Bench): Promise<readonly Finding[]> {
  const idle = await idleAmong(removals, bench);
  const confirmed = idle.length === removals.length ? idle : await idleAmong(idle, bench);
  const once = new Map(confirmed.map(removal => [keyOf(removal.pin), removal]));
  return [...once.values()].map(({ pin, candidate }) => ({
    ...unneededPin(pin),
    overrides: [finishOverride({ ...candidate, place: '' }, { verified: null })],
  }));
}

/** Those of the removals after which, all made together, nothing that they held back is exposed; none where something else is. */
async function idleAmong(removals: readonly Removal[], bench: Bench): Promise<readonly Removal[]> {
  if (removals.length === 0) return [];
  const changes = new Map<string, YamlChange>();
  for (const { candidate } of removals)
    for (const change of candidate.changes) changes.set(JSON.stringify(change), change);
  const { edits, refused } = await combineChanges([...changes.values()], readerOf(bench.after));
  if (refused.length > 0) return [];
  const side = await readSide(overlay(bench.after.tree, edits), bench.given);
  const without = await compare(bench.before, side, bench.options, bench.ports);
  const needed = removals.filter(({ pin }) => !isIdle(pin, without, bench)).map(({ pin }) => keyOf(pin));
  return removals.filter(({ pin }) => !needed.includes(keyOf(pin)));
}

/** Several rules may speak of one setting: it is needed where one of them needs it. */
function keyOf({ upgrade, path }: PinInForce): string {
  return JSON.stringify([upgrade.id, path]);
}

/** True where the pin is gone, the rule has looked, and it found nothing that is or may be exposed. */
function isIdle({ rule, upgrade }: PinInForce, without: Comparison, { ports }: Bench): boolean {
  const state = without.after.get(upgrade.id);
  if (!state || !rule.knob || !isSetting(rule.knob)) return false;
  const left = inForce(rule.knob, state, ports.facts);
  if (!left.known || left.layer === 'values') return false;
  const judged = without.judged.filter(
    ({ finding }) => finding.rule === rule.id && finding.upgrades.includes(upgrade.id),
  );
  return judged.length > 0 && judged.every(({ finding }) => finding.exposure === 'not-exposed');
}

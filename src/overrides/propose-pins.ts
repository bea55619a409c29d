/** Pins: settings that keep the old behaviour for now, written where the release's own values say it. */
import { compare } from 'semver';
import { isSetting } from '../behaviour/behaviour.js';
import { valuesPathsOf } from '../behaviour/in-force.js';
import type { DataPath, Installation, Override, ScalarValue } from '../model.js';
import type { PinnedBeside, Rule, RuleKnob, SettingKind } from '../rules/rule.js';
import { combineChanges, type ReadText } from './changes.js';
import type { CompatibilityChoice } from './compatibility.js';
import { type Placement, type PlaceOptions, placeValue } from './place.js';
import type { Candidate, PinnedSetting, Proposal } from './propose.js';

export interface PinInput {
  readonly rule: Rule;
  /** As it is after the change. */
  readonly installation: Installation;
  /** The behaviour before the change, spelt as the setting's value; left out: the rule's old one. */
  readonly before?: string;
  /** A compatibility version that restores the setting at the target; left out: there is none. */
  readonly compatibility?: CompatibilityChoice;
  readonly place?: PlaceOptions;
}

/**
 * The narrow pin of a rule's setting, then `compatibilityVersion` where it helps. None where the target does not
 * read the setting any more: the notes say so.
 */
export async function proposePins(input: PinInput, read: ReadText): Promise<Proposal> {
  const { rule, installation } = input;
  const { knob } = rule;
  if (!knob || !isSetting(knob)) return { candidates: [], notes: [] };
  const target = installation.istioVersion;
  if (knob.removed !== undefined && target !== null && compare(target, knob.removed) >= 0) {
    const note = `There is no pin: Istio reads ${knob.name} no more since ${knob.removed}, and this goes to ${target}.`;
    return { candidates: [], notes: [note] };
  }
  const [path] = valuesPathsOf(knob, installation.chart);
  if (!path)
    return {
      candidates: [],
      notes: [`The chart ${installation.chart} has no value that sets ${knob.name}.`],
    };
  const value = input.before === undefined || input.before === 'unknown' ? knob.old : input.before;
  const candidates = [await narrowPin(input, knob, path, value, read)];
  if (input.compatibility && value === knob.old)
    candidates.push(await broadPin(input, knob, input.compatibility, read));
  return { candidates, notes: [] };
}

type SettingKnob = RuleKnob & { readonly kind: SettingKind };

async function narrowPin(
  { rule, installation, place }: PinInput,
  knob: SettingKnob,
  path: DataPath,
  value: string,
  read: ReadText,
): Promise<Candidate> {
  const { release, valuesPath } = installation;
  const placement = await placeValue(release.values, valuesPath, path, scalarFor(knob, value), read, place);
  // On the way back it is the new behaviour that a pin keeps: what the rule says of its pin does not hold then.
  const isOld = value === knob.old;
  const until = knob.removed
    ? `Works until Istio ${knob.removed}, which reads it no more: mend the resources before that upgrade.`
    : 'No release so far has dropped it; until the resources are mended it is a debt.';
  const pin = {
    rule: rule.id,
    ...placed(placement, value, [isOld ? (rule.pin?.note.trim() ?? '') : '', until], {
      weakens: isOld ? (rule.pin?.weakens ?? null) : null,
      ...(knob.removed === undefined ? {} : { worksUntil: knob.removed }),
    }),
    settings: [{ kind: knob.kind, name: knob.name, value }],
    isBroad: false,
  };
  const also = isOld ? (rule.pin?.also ?? []) : [];
  return also.length === 0 ? pin : withAlso(pin, also, installation, read, place);
}

/** The pin with the settings that belong to it, in one patch: all of them, or by hand. */
async function withAlso(
  pin: Candidate,
  also: readonly PinnedBeside[],
  { release, valuesPath, chart }: Installation,
  read: ReadText,
  place: PlaceOptions | undefined,
): Promise<Candidate> {
  const placements = await Promise.all(
    also.map(setting =>
      placeValue(
        release.values,
        valuesPath,
        valuesPathsOf(setting, chart)[0] ?? [],
        scalarFor(setting, setting.value),
        read,
        place,
      ),
    ),
  );
  const beside = `Together with ${placements.map(({ path }, index) => `${path}: ${also[index]?.value ?? ''}`).join(', ')}.`;
  const made = placements.flatMap(placement => (placement.ok ? [placement.change] : []));
  const changes = [...pin.changes, ...made];
  const { edits, refused } = await combineChanges(changes, read);
  const isWhole = pin.changes.length > 0 && made.length === also.length && refused.length === 0;
  const byHand = isWhole || pin.changes.length === 0 ? '' : 'Not all of it could be written: do it by hand.';
  return {
    ...pin,
    override: { ...pin.override, note: join([beside, pin.override.note, byHand]) },
    edits: isWhole ? edits : [],
    changes: isWhole ? changes : [],
    settings: [...pin.settings, ...also.map(({ kind, name, value }) => ({ kind, name, value }))],
  };
}

async function broadPin(
  { rule, installation, place }: PinInput,
  knob: SettingKnob,
  choice: CompatibilityChoice,
  read: ReadText,
): Promise<Candidate> {
  const { release, valuesPath, chart } = installation;
  const { version, alsoPins } = choice;
  const placement = await placeValue(
    release.values,
    valuesPath,
    ['compatibilityVersion'],
    version,
    read,
    place,
  );
  const worksUntil = earliest(choice.worksUntil, knob.removed);
  const notes = [
    alsoPins.length > 0 ? `It also sets ${alsoPins.join(', ')}.` : 'It sets nothing else.',
    `Set it on the chart ${chart}; other charts of the mesh have a compatibilityVersion of their own.`,
    choice.worksUntil
      ? `Charts of Istio ${choice.worksUntil} and later refuse it: take it out before that upgrade.`
      : '',
  ];
  return {
    rule: rule.id,
    ...placed(placement, version, notes, {
      weakens: rule.pin?.weakens ?? null,
      ...(worksUntil === undefined ? {} : { worksUntil }),
    }),
    settings: [
      { kind: knob.kind, name: knob.name, value: knob.old },
      ...alsoPins.map(settingOf),
      { kind: 'values', name: 'compatibilityVersion', value: version },
    ],
    isBroad: true,
  };
}

function placed(
  placement: Placement,
  value: string,
  notes: readonly string[],
  fields: Pick<Override, 'weakens' | 'worksUntil'>,
): Pick<Candidate, 'override' | 'edits' | 'changes'> {
  const override = { kind: 'pin', target: 'values', path: placement.path, value, ...fields } as const;
  if (!placement.ok) {
    const { file, line } = placement;
    const place = file === undefined ? '' : ` The place is ${file}${line === undefined ? '' : `:${line}`}.`;
    const note = [...notes, `It has to be written by hand: ${placement.why}.${place}`];
    return {
      override: {
        ...override,
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line }),
        note: join(note),
      },
      edits: [],
      changes: [],
    };
  }
  const { file, line } = placement;
  const shared = placement.shared ? `Other releases use ${file} as well: they get it, too.` : '';
  return {
    override: { ...override, file, line, note: join([...notes, shared]) },
    edits: [placement.edit],
    changes: [placement.change],
  };
}

/** Environment variables and proxy metadata are strings; elsewhere a boolean has to be one. */
function scalarFor({ kind, name }: Pick<PinnedSetting, 'kind' | 'name'>, value: string): ScalarValue {
  if (kind === 'env' || kind === 'proxyMetadata' || name === 'compatibilityVersion') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return /^(?:0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

/** `pilot.env.X=false` and its like as settings. */
export function settingOf(pinned: string): PinnedSetting {
  const end = pinned.indexOf('=');
  const key = pinned.slice(0, end);
  const value = pinned.slice(end + 1);
  const kinds = [
    ['env', /^(?:(?:pilot|cni)\.)?env\./],
    ['proxyMetadata', /^meshConfig\.defaultConfig\.proxyMetadata\./],
    ['meshConfig', /^meshConfig\./],
  ] as const;
  for (const [kind, prefix] of kinds) {
    if (prefix.test(key)) return { kind, name: key.replace(prefix, ''), value };
  }
  return { kind: 'values', name: key, value };
}

function earliest(...versions: readonly (string | undefined)[]): string | undefined {
  return versions.filter(version => version !== undefined).toSorted(compare)[0];
}

function join(notes: readonly string[]): string {
  return notes.filter(note => note !== '').join(' ');
}

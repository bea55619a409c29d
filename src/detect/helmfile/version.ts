/** Which version of a chart a release of Helmfile asks for. */
import { valid, validRange } from 'semver';
import { GAP_MARK } from '../../evaluated/marks.js';
import { textOf } from '../../evaluated/value.js';
import type { Position, Problem } from '../../model.js';
import type { NamedChart } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { NONE_GIVEN, openVersion } from '../istio/open-version.js';
import { decideVersion } from '../istio/published-release.js';
import { UNPACKED } from '../istio/release-folder.js';
import type { Field } from './fields.js';
import type { ReleaseInput } from './input.js';
import { lockedVersion } from './lock.js';

/** What is said of a chart's version. */
interface Declared {
  readonly field: Field | undefined;
  /** Where the chart is named. */
  readonly chart: Position;
  /** The state whose lock says what ranges came to; charts that are added to others are in none. */
  readonly state?: string;
}

interface DecidedHere {
  readonly version: string | null;
  readonly at: Position;
  readonly problems: readonly Problem[];
}

export async function versionOf(
  { context }: ReleaseInput,
  named: NamedChart,
  { field: given, chart: chartAt, state }: Declared,
): Promise<DecidedHere> {
  const field = named.unpacked ? undefined : given;
  const declared = field?.ok ? field.text.trim() : named.version;
  const at = field?.at ?? chartAt;
  if (declared !== undefined && declared !== '' && valid(declared, { loose: true }))
    return { version: declared, at, problems: otherwise(field, named, declared, at) };
  const range = declared !== undefined && declared !== '' && validRange(declared) ? declared : undefined;
  if (!named.unpacked && (!field || field.ok)) {
    const locked =
      state === undefined
        ? undefined
        : await lockedVersion(context, state, named.name, named.repository, range);
    if (locked) return { ...locked, problems: [] };
    if (range !== undefined) return { version: range, at, problems: [] };
  }
  const environment = field && !field.ok ? await ofEnvironment(context, named, field) : undefined;
  if (environment && 'version' in environment) return environment;
  const why =
    environment?.look ??
    (field && !field.ok
      ? `\`${field.gap.what}\` (${field.gap.at.file}:${field.gap.at.line}) gets its value elsewhere`
      : named.unpacked
        ? UNPACKED
        : NONE_GIVEN);
  const isSettled = why === NONE_GIVEN && !GAP_MARK.test(named.repository ?? '');
  const decidedBy = isSettled ? [named.repository] : undefined;
  return { version: null, at, problems: [openVersion(named.name, at, why, decidedBy)] };
}

/** A variable of the environment: what scripts, pipelines and settings of the tree set it to, else what the state falls back to. */
async function ofEnvironment(
  context: DetectContext,
  { name }: NamedChart,
  { gap, at }: Field & { readonly ok: false },
): Promise<DecidedHere | { readonly look: string } | undefined> {
  if (!gap.environment) return undefined;
  const { name: variable, otherwise: preset } = gap.environment;
  const isPreset = valid(textOf(preset) ?? '', { loose: true }) !== null;
  const written = isPreset ? `\${${variable}:-${textOf(preset)}}` : `\${${variable}}`;
  const { version, at: decidedAt, look } = await decideVersion(context, written, gap.at);
  const place = `${gap.what} (${gap.at.file}:${gap.at.line})`;
  if (version === null) return { look: `${place}: ${look}` };
  if (decidedAt !== gap.at) return { version, at: decidedAt, problems: [] };
  const why = `its version is taken to be ${version}: ${place} could name another one, and is taken not to`;
  const told: Problem = { what: `chart ${name}`, why, ...at, blocking: false, assumption: true };
  return { version, at: preset?.at ?? at, problems: [told] };
}

/** What is not in the tree may name another version. Who encrypts a file keeps secrets in it, and hardly a version. */
function otherwise(
  field: Field | undefined,
  { name }: NamedChart,
  version: string,
  at: Position,
): readonly Problem[] {
  const gap = field?.ok ? field.overridable : undefined;
  if (!gap) return [];
  const why = gap.isSealed
    ? `its version is taken to be ${version}: ${gap.what} (${gap.at.file}:${gap.at.line}) could name another one, and is taken not to`
    : `its version is ${version} unless ${gap.what} (${gap.at.file}:${gap.at.line}) names another one, which is not in this repository. Give it with --from and --to.`;
  const weight = gap.isSealed ? { blocking: false, assumption: true as const } : { blocking: true };
  return [{ what: `chart ${name}`, why, ...at, ...weight }];
}

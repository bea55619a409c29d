/** What provisioners give the commands that they run: `environment = { ISTIO_VERSION = local.istio_version }`. */

import { append } from '../../append.js';
import { type EvaluatedValue, gapOf, textOf } from '../../evaluated/value.js';
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { blockValue } from './blocks.js';
import { attributeOf, type LocatedBlock } from './files.js';
import { provisionersIn } from './provisioners.js';
import { isFull, namesOf } from './repetitions.js';
import { readTerraform } from './runs.js';
import type { ModuleInstance } from './scope.js';

/** One variable of a provisioner's environment, or one that a file is filled in with. */
export interface ProvisionedName {
  readonly name: string;
  readonly value: EvaluatedValue;
  readonly at: Position;
  /** `module.mesh.`, where its module is called; '' in a root. */
  readonly prefix: string;
  /** The provisioner, or the file: its commands see the name. */
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** Source: https://developer.hashicorp.com/terraform/language/provisioners#local-exec */
export function collectProvisioned(
  located: LocatedBlock,
  instance: ModuleInstance,
  prefix: string,
  found: ProvisionedName[],
): void {
  const { block, file } = located;
  const provisioners = provisionersIn([block]).filter(inner => attributeOf(inner, 'environment'));
  if (provisioners.length === 0) return;
  for (const names of namesOf(located, instance)) {
    if (isFull(found, located, instance)) return;
    const within = new Map([...names, ['self', blockValue(located, instance, names)] as const]);
    for (const inner of provisioners) {
      const environment = attributeOf(inner, 'environment');
      const given = environment && instance.valueOf(environment.value, file, within);
      if (given?.kind !== 'map') continue;
      const place = { prefix, file, from: inner.line, to: inner.endLine };
      append(
        found,
        [...given.entries].map(([name, { at, value }]) => ({ name, value, at, ...place })),
      );
    }
  }
}

/**
 * The version that a command of a provisioner has in its environment, or one of a file that is filled in.
 * @param isMeant of the names of that environment
 * @returns undefined where the command is given none of these names; several versions are one for each way to run the module
 */
export async function provisionedVersion(
  context: DetectContext,
  { file, line }: Position,
  isMeant: (name: string) => boolean,
): Promise<DecidedVersion | undefined> {
  const found: OneVersion[] = [];
  for (const { provisioned, variant } of (await readTerraform(context))?.runs ?? []) {
    const own = provisioned.filter(
      one => one.file === file && one.from <= line && line <= one.to && isMeant(one.name),
    );
    append(
      found,
      own.map(one => oneVersion(one, variant)),
    );
  }
  const [first] = found;
  if (!first) return undefined;
  if (found.every(({ version }) => version === first.version)) return first;
  const environments = [...new Map(found.map(one => [one.environment, one])).values()];
  const told = environments.map(one => `${one.version ?? 'undecided'} in ${one.at.file}:${one.at.line}`);
  // What one way to run it says in two ways is none of either.
  const isTold = new Set(found.map(({ environment, version }) => `${environment}\n${version}`)).size;
  return {
    version: null,
    at: first.at,
    contradicted: true,
    look: `it is ${told.slice(0, 4).join(', ')}`,
    ...(isTold === environments.length ? { environments } : {}),
  };
}

interface OneVersion extends DecidedVersion {
  readonly environment: string;
}

function oneVersion({ name, value, at, prefix }: ProvisionedName, variant: string): OneVersion {
  const environment = [variant, prefix.replace(/\.$/, '')].filter(part => part !== '').join(' ');
  const text = textOf(value)?.trim();
  if (text !== undefined && /^v?\d/.test(text))
    return { environment, version: text.replace(/^v(?=\d)/, ''), at: value.at };
  const gap = gapOf(value);
  const why = gap
    ? `\`${gap.what}\` (${gap.at.file}:${gap.at.line}) gets its value elsewhere`
    : 'it is no version';
  return { environment, version: null, at, contradicted: true, look: `\`${name}\`: ${why}` };
}

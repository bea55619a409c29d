/** Roles of Ansible that bring several IstioOperators, and hand their istioctl one that a variable or a loop names: one mesh. */
import { groupBy } from '../../grouped.js';
import type { ValuesAssignment } from '../../model.js';
import { istioctlOfRole } from '../ansible/istioctl.js';
import { roleOf } from '../ansible/places.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import type { Manifest } from '../manifests.js';
import type { IstioctlCommand } from '../scripts/istioctl.js';

/** An IstioOperator. */
type Choice = Pick<Manifest, 'file' | 'data'>;

export interface RoleChoice {
  readonly run: readonly [IstioctlCommand, ...IstioctlCommand[]];
  /** What it may be handed. */
  readonly among: readonly Choice[];
  /** The istioctl that the role runs. */
  readonly tool: DecidedVersion;
}

/** Those whose istioctl the tree knows; what one command is handed by its name is that one's. */
export async function roleChoices(
  context: DetectContext,
  commands: readonly IstioctlCommand[],
  manifests: readonly Choice[],
): Promise<readonly RoleChoice[]> {
  const named = new Set(commands.flatMap(({ files, alternatives = [] }) => [...files, ...alternatives]));
  const own = groupBy(
    manifests.filter(({ file }) => !named.has(file)),
    ({ file }) => (/\/(?:files|templates)\//.test(file) ? roleOf(file) : undefined),
  );
  const found: RoleChoice[] = [];
  for (const [role, [first, ...others]] of groupBy(commands.filter(isOpen), ({ at }) => roleOf(at.file))) {
    const among = role === undefined ? [] : (own.get(role) ?? []);
    if (!first || among.length === 0 || haveRevisions(among)) continue;
    // One alone is what a name stands for that nobody knows.
    const isNamed = [first, ...others].every(({ missing }) => missing.length > 0);
    if (isNamed && new Set(among.map(({ file }) => file)).size < 2) continue;
    const run = [first, ...others] as const;
    const tool = run.find(({ version }) => version?.version)?.version;
    const decided = tool ?? (await istioctlOfRole(context, first.at.file));
    if (decided) found.push({ run, among, tool: decided });
  }
  return found;
}

/** What it is handed is filled in when it runs. */
function isOpen({ controller, documents, missing, alternatives = [], filled }: IstioctlCommand): boolean {
  return !controller && documents.length === 0 && alternatives.length === 0 && (filled || missing.length > 0);
}

/** Several control planes are as many installations. */
function haveRevisions(among: readonly Choice[]): boolean {
  return new Set(among.map(({ data }) => stringAt(data.value, ['spec', 'revision']) ?? '')).size > 1;
}

/** The profile that all of them are laid over. */
export function sharedProfile(among: readonly Choice[]): readonly ValuesAssignment[] {
  const path = ['spec', 'profile'];
  const [first] = among;
  const profile = stringAt(first?.data.value, path);
  if (!first || profile === undefined) return [];
  if (!among.every(({ data }) => stringAt(data.value, path) === profile)) return [];
  const at = { file: first.data.file, line: first.data.lineOf(path) };
  return [{ kind: 'assignment', source: 'set', flag: '--set', ...at, key: 'profile', value: profile }];
}

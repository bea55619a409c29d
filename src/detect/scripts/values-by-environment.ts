/**
 * Commands of Helm whose values files are those of one environment of several, `-f "values/$ENV.yaml"`: once for each file that the name
 * may mean, as for a job of its own.
 */
import { oncePer } from '../../memo.js';
import type { Release } from '../../model.js';
import type { DetectContext } from '../detector.js';
import { filesFitting, filledIn } from '../fitting.js';
import { PLACEHOLDER } from '../placeholder.js';
import { baseName, folderOf } from '../tree-path.js';
import { UNDECIDED_VERSION } from '../values/open.js';
import { COPIED } from './by-environment.js';
import type { Flag } from './command-line.js';
import type { HelmCommand } from './helm.js';
import { optionalFile } from './make/text.js';
import { fromOwnFolder, withoutHome } from './own-folder.js';
import { onlyName, UNLESS_GIVEN } from './references.js';

/** Stands for what is filled in. */
const FILLED = '\u0001';
/** More environments than a script installs for, and names that stand for names. */
const MAX_ENVIRONMENTS = 20;
const MAX_STEPS = 4;
const MAX_NAME = 400;

/** `${1:-dev}`, `${ENV:?}`, `$1`: what those give that run it. */
const GIVEN = /^\$(?:\{\w{1,80}:?[-=?][^{}]*\}|\{?\d\}?)$/;

interface OpenFile {
  readonly variable: string;
  /** What stands around it. */
  readonly parts: readonly string[];
  readonly isOptional: boolean;
}

export async function byEnvironment(
  context: DetectContext,
  found: HelmCommand,
): Promise<readonly HelmCommand[]> {
  const { command, line, script, chartWord } = found;
  if (command.job !== undefined || hasWays(found)) return [found];
  const presets = await presetsOf(context, script.path);
  const open = new Map<Flag, OpenFile>();
  for (const flag of line.flags) {
    const own = flag.name === 'values' ? openFile(found, presets, flag.value?.text ?? '') : undefined;
    if (own) open.set(flag, own);
  }
  const [first] = open.values();
  if (!first || chartWord.text.includes(first.variable)) return [found];
  const text = (await context.text(script.path)) ?? '';
  const files = new Map<Flag, ReadonlyMap<string, string>>();
  for (const [flag, one] of open)
    if (one.variable === first.variable) files.set(flag, filesOf(context, script.path, text, one));
  const environments = new Set([...files.values()].flatMap(own => [...own.keys()]));
  if (environments.size === 0 || environments.size > MAX_ENVIRONMENTS) return [found];
  return [...environments].sort().map(environment => {
    const flags = line.flags.flatMap((flag): readonly Flag[] => {
      const file = files.get(flag)?.get(environment);
      if (file !== undefined && flag.value) return [{ ...flag, value: { ...flag.value, text: file } }];
      return files.has(flag) && open.get(flag)?.isOptional ? [] : [flag];
    });
    return { ...found, command: { ...command, job: environment }, line: { ...line, flags } };
  });
}

/** What runs it in several ways names its environments. */
function hasWays({ script, at }: HelmCommand): boolean {
  return script.commands.some(({ way, words }) => way !== undefined && words[0]?.line === at.line);
}

/** A release whose version each environment decides, as it is for the one whose values it takes. */
export function inOwnEnvironment(release: Release, environment: string | undefined): Release {
  const { versions, ...rest } = release;
  const own = versions?.find(one => one.environment === environment);
  if (!own || release.chart.kind !== 'published' || own.version === null) return release;
  return {
    ...rest,
    chart: { ...release.chart, version: own.version, at: own.at },
    problems: release.problems.filter(({ why }) => !why.startsWith(UNDECIDED_VERSION)),
  };
}

/** Names that make takes from those that give them. */
async function presetsOf(context: DetectContext, path: string): Promise<ReadonlySet<string>> {
  const known = presets(context);
  const found = known.get(path) ?? readPresets(context, path);
  known.set(path, found);
  return found;
}

const presets = oncePer((_: DetectContext) => new Map<string, Promise<ReadonlySet<string>>>());

async function readPresets(context: DetectContext, path: string): Promise<ReadonlySet<string>> {
  const text = (await context.text(path)) ?? '';
  return new Set([...text.matchAll(UNLESS_GIVEN)].flatMap(([, name]) => name ?? []));
}

function openFile({ script }: HelmCommand, given: ReadonlySet<string>, raw: string): OpenFile | undefined {
  const optional = optionalFile(raw);
  const written = optional ?? raw;
  if (!/[${%]/.test(written) || written.length > MAX_NAME) return undefined;
  const names = new Set<string>();
  const marked = (text: string, step: number): string =>
    text.replace(new RegExp(PLACEHOLDER, 'g'), place => {
      const name = onlyName(place) ?? place;
      const value = script.expandOnce(place);
      if (!given.has(name) && !GIVEN.test(place) && !GIVEN.test(value) && value !== place && step < MAX_STEPS)
        return marked(value, step + 1);
      names.add(name);
      return FILLED;
    });
  const path = marked(fromOwnFolder(written) ?? withoutHome(written), 0);
  const parts = withoutHome(path.replace(new RegExp(`^${FILLED}/+`), ''))
    .replace(/^(?:\.\/)+/, '')
    .split(FILLED);
  const [variable, ...others] = names;
  const isTelling = /\w{2}/.test(parts.join('/').replace(/\.\w+$/, ''));
  if (variable === undefined || others.length > 0 || parts.length !== 2 || !isTelling) return undefined;
  return { variable, parts, isOptional: optional !== undefined };
}

/** By what the name is filled in with: from the folder of the script, or the nearest one above it that has any. */
function filesOf(
  context: DetectContext,
  script: string,
  text: string,
  { parts }: OpenFile,
): ReadonlyMap<string, string> {
  for (let folder = folderOf(script); ; folder = folderOf(folder)) {
    const found = filesFitting(context.tree, folder, parts).filter(
      // What is taken by its own name is no environment's.
      file => /\.(?:ya?ml|json)$/i.test(file) && !COPIED.test(file) && !text.includes(`/${baseName(file)}`),
    );
    if (found.length > 0) return new Map(found.map(file => [filledIn(file, parts), file]));
    if (folder === '') return new Map();
  }
}

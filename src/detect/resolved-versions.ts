/** What a name amounts to, or an expression of names, where a declaration takes its version by that. */
import { append } from '../append.js';
import type { Position } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import type { AnsibleValue } from './ansible/definitions.js';
import { ansibleEnvironments, ansibleExpression } from './ansible/variables.js';
import { stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { sharedFolders } from './distance.js';
import { gardenValues } from './garden.js';
import { kluctlValues } from './kluctl.js';
import { versionOfPackage } from './npm-config.js';
import { sourcedFiles } from './scripts/sourced.js';
import { folderOf } from './tree-path.js';
import {
  isIstioVersionName,
  isVersion,
  type NamedVersion,
  namedVersions,
  versionsIn,
} from './version-index.js';
import { yttValues } from './ytt.js';

/** What a version is in one environment; null where it is undecided there. */
export interface EnvironmentVersion {
  readonly environment: string;
  readonly version: string | null;
  readonly at: Position;
}

/** What a name amounts to; or the places that contradict each other. */
export type Resolution =
  | { readonly found: NamedVersion }
  | {
      readonly found: undefined;
      readonly rivals: readonly NamedVersion[];
      /** One for each environment, where that is what decides. */
      readonly environments?: readonly EnvironmentVersion[];
    };

const SCRIPT = /\.(?:sh|bash|zsh)$|(?:^|\/)[^./]+$/;

/**
 * The version behind a name, as somebody in `file` would see it: a definition in the same file, else the only value
 * anywhere, else the only value among the nearest files.
 */
export async function resolveName(context: DetectContext, name: string, file: string): Promise<Resolution> {
  const inAnsible = await resolveInAnsible(context, [name], file);
  if (inAnsible) return inAnsible;
  const inPackage = await versionOfPackage(context, name, file);
  if (inPackage) return nearest([inPackage], file);
  const inKluctl = await resolveInKluctl(context, name, file);
  if (inKluctl) return inKluctl;
  const inYtt = byTargets(name, await yttValues(context, name));
  if (inYtt) return inYtt;
  // Zarf writes names of its settings in capitals, whatever they are where they are set.
  const ofZarf = /^ZARF_(?:VAR|CONST|PKG_TMPL)_(.+)$/.exec(name)?.[1];
  const zarf = ofZarf === undefined ? [] : [ofZarf, ofZarf.toLowerCase()];
  const wanted = new Set([name, name.replace(/^ARGOCD_ENV_/, ''), ...zarf]);
  const all = (await namedVersions(context)).filter(definition => wanted.has(definition.name));
  // A variable of Terraform is that of its own folder; a caller's argument of that name is another one's.
  const own = /\.(tf|tofu)$/i.test(file) ? all.filter(({ at }) => folderOf(at.file) === folderOf(file)) : [];
  const asked = own.length > 0 ? own : all;
  const given = asked.filter(({ isDefault }) => !isDefault);
  const known = given.length > 0 ? given : asked;
  const isElsewhere = known.length > 1 && known.every(({ at }) => at.file !== file);
  const sourced = isElsewhere && SCRIPT.test(file) ? await sourcedFiles(context, file) : undefined;
  const there = sourced ? known.filter(({ at }) => sourced.has(at.file)) : [];
  if (known.length === 0) {
    const sourced = await inSourced(context, wanted, file);
    return nearest(sourced.length > 0 ? sourced : await underPath(context, name), file);
  }
  return nearest(there.length > 0 ? there : known, file);
}

/** What a file takes its names from need not speak of Istio: `MESH_VERSION=1.22.2`. */
async function inSourced(
  context: DetectContext,
  names: ReadonlySet<string>,
  file: string,
): Promise<readonly NamedVersion[]> {
  const found: NamedVersion[] = [];
  for (const path of await sourcedFiles(context, file))
    append(found, versionsIn(path, (await context.text(path)) ?? ''));
  return found.filter(({ name }) => names.has(name));
}

/** `chartVersions.istiod`: what settings that speak of Istio have under these keys. */
async function underPath(context: DetectContext, name: string): Promise<readonly NamedVersion[]> {
  const keys = name.split('.');
  if (keys.length < 2) return [];
  const found: NamedVersion[] = [];
  for (const path of context.candidates) {
    if (!/\.(?:ya?ml|json)$/i.test(path) || context.charts.isTemplate(path)) continue;
    if (!(await context.text(path))?.includes(keys.at(-1) ?? '')) continue;
    for (const one of await versionsUnder(context, path, keys)) found.push({ name, ...one });
  }
  return found;
}

/** What each document of a file has under these keys, where that is a version. */
export async function versionsUnder(
  context: DetectContext,
  file: string,
  keys: readonly string[],
): Promise<readonly Pick<NamedVersion, 'version' | 'at'>[]> {
  return (await context.yaml(file)).documents.flatMap(({ data }) => {
    const version = stringAt(data.value, keys);
    return version !== undefined && isVersion(version) ? [{ version, at: startOf(data, keys) }] : [];
  });
}

/**
 * The only version of Istio that scripts, pipelines and settings of the tree speak of: what an istioctl without a version is.
 * @param others files whose versions are their own
 */
export async function onlyIstioVersion(
  context: DetectContext,
  file: string,
  others: ReadonlySet<string> = new Set(),
): Promise<Resolution> {
  const all = (await namedVersions(context)).filter(
    ({ name, at }) =>
      isIstioVersionName(name) && !/\.(tf|tfvars|hcl)$/i.test(at.file) && !others.has(at.file),
  );
  const inAnsible = await resolveInAnsible(context, [...new Set(all.map(({ name }) => name))], file);
  if (inAnsible) return inAnsible;
  const [any] = all;
  if (!any) {
    const listed = await listedVersion(context);
    return listed && !others.has(listed.at.file) ? { found: listed } : { found: undefined, rivals: all };
  }
  if (agree(all)) return { found: preferred(all, file) ?? any };
  // Of several, those of a file that the script takes its names from are meant.
  const sourced = await sourcedFiles(context, file);
  const there = all.filter(({ at }) => sourced.has(at.file));
  const [own] = there;
  if (own && agree(there)) return { found: own };
  // Settings of one environment stand beside what is installed there.
  const folder = folderOf(file);
  const beside =
    folder === '' ? [] : all.filter(({ at }) => folderOf(at.file) === folder && SETTINGS.test(at.file));
  const [first] = beside;
  return first && agree(beside) ? { found: first } : { found: undefined, rivals: all };
}

/** What a list of the tools' versions has for Istio (`versions.yaml`), where the tree has one. */
export async function listedVersion(context: DetectContext): Promise<NamedVersion | undefined> {
  const found = (await namedVersions(context)).filter(
    ({ name, at }) => /^istio$/i.test(name) && LISTS.test(at.file) && !context.isSetAside(at.file),
  );
  return found.length === 1 ? found[0] : undefined;
}

const LISTS = /(?:^|\/)[\w.-]*versions?\.(?:json|ya?ml|toml|env)$/i;

/** `.env`, `prod.env`, `settings.properties` */
const SETTINGS = /(?:^|\/)[\w.-]{0,60}\.(?:env|properties)$/;

function agree(all: readonly NamedVersion[]): boolean {
  return all.every(({ version }) => plain(version) === plain(all[0]?.version ?? ''));
}

/** By Ansible's own order, where a role or a playbook asks; undefined where none of the names is a variable of Ansible's there. */
async function resolveInAnsible(
  context: DetectContext,
  names: readonly string[],
  file: string,
): Promise<Resolution | undefined> {
  for (const name of names) {
    const found = resolutionOf(name, await ansibleEnvironments(context, name, file));
    if (found) return found;
  }
  return undefined;
}

/** What Ansible puts a text together to: `{{ istio_minor }}.{{ istio_patch }}`; undefined where that is not read. */
export async function resolveExpression(
  context: DetectContext,
  text: string,
  at: Position,
): Promise<Resolution | undefined> {
  const found = resolutionOf(text, await ansibleExpression(context, text, at));
  return found?.found || found?.environments ? found : undefined;
}

/** What the environments of a project of Garden have for `${var.istio.version}`; undefined for another text, and elsewhere. */
export async function resolveInGarden(
  context: DetectContext,
  text: string,
  at: Position,
): Promise<Resolution | undefined> {
  const values = await gardenValues(context, text, at);
  return byTargets(
    text,
    values.map(({ environment, ...value }) => ({ target: environment, ...value })),
  );
}

function resolutionOf(name: string, values: readonly AnsibleValue[]): Resolution | undefined {
  const [first] = values;
  if (!first) return undefined;
  if (values.length === 1 && first.version !== null)
    return { found: { name, version: first.version, at: first.at } };
  const rivals = values.map(({ text, at }) => ({ name, version: text, at }));
  const environments = environmentsOf(values);
  return { found: undefined, rivals, ...(environments.length > 1 ? { environments } : {}) };
}

/** By the targets of a project of Kluctl; undefined where none of them has the name. */
async function resolveInKluctl(
  context: DetectContext,
  name: string,
  file: string,
): Promise<Resolution | undefined> {
  const values = await kluctlValues(context, name, file);
  // What is not in the tree decides it, and no other place of the tree.
  const open = values.filter(({ isOpen }) => isOpen).map(({ at }) => ({ name, version: 'not known', at }));
  return (
    byTargets(name, values) ?? (open.length > 0 ? { found: undefined, rivals: open.slice(0, 1) } : undefined)
  );
}

/** What something is for each target of a project; undefined where none of them has a version there. */
function byTargets(
  name: string,
  values: readonly { readonly target: string; readonly text: string | undefined; readonly at: Position }[],
): Resolution | undefined {
  const rivals = values.flatMap(({ text, at }) =>
    text !== undefined && isVersion(text) ? [{ name, version: text, at }] : [],
  );
  const [first] = rivals;
  if (!first) return undefined;
  const places = new Set(rivals.map(({ at }) => `${at.file}:${at.line}`));
  if (places.size === 1 && rivals.length === values.length) return { found: first };
  const environments = values.map(({ target, text, at }) => ({
    environment: target,
    version: text !== undefined && isVersion(text) ? plain(text) : null,
    at,
  }));
  return { found: undefined, rivals, environments };
}

/** What is said in two ways of one environment is undecided there. */
function environmentsOf(values: readonly AnsibleValue[]): readonly EnvironmentVersion[] {
  const found = new Map<string, EnvironmentVersion>();
  for (const { environment, version, at } of values) {
    const known = found.get(environment);
    found.set(environment, known ? { ...known, version: null } : { environment, version, at });
  }
  return [...found.values()];
}

function nearest(all: readonly NamedVersion[], file: string): Resolution {
  for (const candidates of [all.filter(({ at }) => at.file === file), all, closest(all, file)]) {
    const [first] = candidates;
    if (first && agree(candidates)) return { found: preferred(candidates, file) ?? first };
  }
  return { found: undefined, rivals: all };
}

function preferred(candidates: readonly NamedVersion[], file: string): NamedVersion | undefined {
  return candidates.toSorted((left, right) => shared(right.at.file, file) - shared(left.at.file, file))[0];
}

function closest(all: readonly NamedVersion[], file: string): readonly NamedVersion[] {
  const best = all.reduce((most, { at }) => Math.max(most, shared(at.file, file)), 0);
  return best === 0 ? [] : all.filter(({ at }) => shared(at.file, file) === best);
}

/** How many folders two files have in common; the root says nothing. */
function shared(left: string, right: string): number {
  return folderOf(left) === '' ? 0 : sharedFolders(left, right);
}

function plain(version: string): string {
  return version.replace(/^v/, '');
}

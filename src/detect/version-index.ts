/** Versions that stand anywhere in the tree under a name, for declarations that take theirs by that name. */
import { append } from '../append.js';
import type { Position } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import type { AnsibleValue } from './ansible/definitions.js';
import { ansibleEnvironments, ansibleExpression } from './ansible/variables.js';
import { isSetAside } from './aside/set-aside.js';
import { lineAt } from './code/text.js';
import { stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { sharedFolders } from './distance.js';
import { gardenValues } from './garden.js';
import { kluctlValues } from './kluctl.js';
import { versionOfPackage } from './npm-config.js';
import { oncePerTree } from './once.js';
import { asShell, isPowerShell } from './scripts/powershell.js';
import { sourcedFiles } from './scripts/sourced.js';
import { folderOf } from './tree-path.js';
import { yttValues } from './ytt.js';

/** `ISTIO_VERSION=1.22.2`, `istio_helm_version: "1.22.1"`, `VERSION ?= 1.2.3`, `X=${X:-1.2.3}`, `X=${X:-"1.2.3"}`. */
export interface NamedVersion {
  readonly name: string;
  readonly version: string;
  readonly at: Position;
  /** What a variable of Terraform is where nobody gives it a value. */
  readonly isDefault?: true;
}

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

const DEFINITION =
  /^[ \t]*(?:-[ \t]+)?(?:(?:export|local|readonly|declare(?:[ \t]+-\w+)?|ARG|ENV|set)[ \t]+)*["']?(?:\$(?:(?:env|script|global):)?)?([A-Za-z_][\w.-]{0,100})["']?[ \t]*(?:[:?]{0,2}=|:)[ \t]*(?:&[\w-]{1,100}[ \t]{1,100})?["']?(?:\$\{\w+:?[-=]["']?)?(v?\d{1,4}\.\d{1,4}(?:\.\d{1,4}[\w.+-]{0,60}|-latest))["']?\}?["']?[ \t]*,?[ \t]*(?:[#;].*)?$/;

/** `: "${ISTIO_VERSION:="1.22.2"}"`: what a variable is where nobody sets it. */
const FALLBACK =
  /^[ \t]*:[ \t]+["']?\$\{([A-Za-z_]\w{0,100}):?=["']?(v?\d{1,4}\.\d{1,4}(?:\.\d{1,4}[\w.+-]{0,60}|-latest))["']?\}["']?[ \t]*(?:#.*)?$/;

/** `istio_version := env_var_or_default("ISTIO_VERSION", "1.22.2")` of just. */
const OF_JUST =
  /^(?:export[ \t]+)?([A-Za-z_][\w-]{0,100})[ \t]*:=[ \t]*env(?:_var_or_default)?\([ \t]*["']\w{1,80}["'][ \t]*,[ \t]*["'](v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["'][ \t]*\)/;

/** `string(name: 'ISTIO_VERSION', defaultValue: '1.22.2')` of Jenkins. */
const OF_JENKINS =
  /\bname:[ \t]*["']([A-Za-z_]\w{0,100})["'][ \t]*,[ \t]*defaultValue:[ \t]*["'](v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']/;

/** `env: {ISTIO_VERSION: 1.22.2}` */
const IN_BRACES =
  /[{,][ \t]*["']?([A-Za-z_][\w.-]{0,100})["']?[ \t]*[:=][ \t]*["']?(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']?(?=[ \t]*[,}])/g;

/** `istioVersion:` of an input, or `- name: ISTIO_VERSION` in a list, whose lines below give it a value. */
const BLOCK =
  /^[ \t]*(?:([A-Za-z_][\w.-]*(?:ver|version|tag)):|-[ \t]+name:[ \t]*["']?([A-Za-z_][\w.-]*(?:ver|version|tag))["']?)[ \t]*$/i;
const GIVEN =
  /^[ \t]+(?:default|value):[ \t]*["']?(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']?[ \t]*(?:#.*)?$/i;

/** Actions of GitHub that bring istioctl: `uses: acme/setup-istioctl@v1`. */
const SETUP = /^[ \t]*(?:-[ \t]+)?uses:[ \t]*["']?[\w.-]+\/[\w./-]{0,100}istio[\w./-]{0,100}@/i;
const SETUP_VERSION =
  /^[ \t]+(?:version|istio(?:ctl)?[_-]?version):[ \t]*["']?(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']?[ \t]*(?:#.*)?$/i;

/** `variable "istio_version" {` of Terraform, and its default. */
const VARIABLE = /^variable[ \t]+"?([A-Za-z_][\w-]{0,100})"?[ \t]*\{/;
const DEFAULT = /^[ \t]+default[ \t]*=[ \t]*"(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})"[ \t]*(?:[#/].*)?$/;

const SCRIPT = /\.(?:sh|bash|zsh)$|(?:^|\/)[^./]+$/;

/** Every definition of the tree, in order of file and line; read once. */
export const namedVersions = oncePerTree(readAll);

/** A version under a name of its own, or one that a block of that name gives. */
export function versionsIn(file: string, text: string): readonly NamedVersion[] {
  const found: NamedVersion[] = file.endsWith('.nix') ? packagesOfNix(file, text) : [];
  let block: { readonly name: string; readonly indent: number; readonly given?: RegExp } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.length > 400) continue;
    const indent = line.search(/\S/);
    if (block && indent >= 0 && indent <= block.indent) block = undefined;
    const opened = BLOCK.exec(line);
    if (opened) block = { name: opened[1] ?? opened[2] ?? '', indent };
    // What the action is given stands below the dash of its step, beside `uses` where that has none.
    if (SETUP.test(line))
      block = {
        name: 'istioctl',
        indent: line[indent] === '-' ? indent : indent - 1,
        given: SETUP_VERSION,
      };
    const variable = /\.(tf|tofu)$/i.test(file) ? VARIABLE.exec(line)?.[1] : undefined;
    if (variable !== undefined) block = { name: variable, indent, given: DEFAULT };
    const given = block && (block.given ?? GIVEN).exec(line)?.[1];
    if (block && given) {
      const isDefault = block.given === DEFAULT ? { isDefault: true as const } : {};
      found.push({ name: block.name, version: given, at: { file, line: index + 1 }, ...isDefault });
    }
    const tool = istioctlIn(file, line);
    const match =
      tool ??
      DEFINITION.exec(line.trimEnd()) ??
      FALLBACK.exec(line) ??
      OF_JUST.exec(line) ??
      OF_JENKINS.exec(line);
    const pairs = match ? [match] : line.matchAll(IN_BRACES);
    for (const [, name, version] of pairs) {
      if (name !== undefined && version !== undefined)
        found.push({ name, version, at: { file, line: index + 1 } });
    }
  }
  return found;
}

/** `pname = "istioctl"; version = "1.22.2";` of a package, in either order. */
function packagesOfNix(file: string, text: string): NamedVersion[] {
  const found: NamedVersion[] = [];
  for (const match of text.matchAll(/\bpname[ \t]{0,9}=[ \t]{0,9}"istioctl"[ \t]{0,9};/g)) {
    const start = text.lastIndexOf('{', match.index) + 1;
    const end = text.indexOf('{', match.index);
    const around = text.slice(start, end < 0 ? start + MAX_LINE : end);
    const own = /(?<![\w.])version[ \t]{0,9}=[ \t]{0,9}"(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})"/.exec(
      around,
    );
    if (!own?.[1]) continue;
    const at = { file, line: lineAt(text, start + own.index) };
    found.push({ name: 'istioctl', version: own[1], at });
    if (found.length > 9) break;
  }
  return found;
}

/** How managers of tools write istioctl: asdf, mise, aqua, devbox. */
const TOOLS: readonly (readonly [files: RegExp, line: RegExp])[] = [
  [/\.tool-versions$/, /^(istioctl)\s+(\d+\.\d+\.\d+\S*)/],
  [
    /mise[\w.-]*\.toml$|mise\/config\.toml$/,
    /^\s*["']?(?:\w+:)?(?:istio\/istio\/?)?(istioctl|istio)?["']?\s*=\s*(?:\[\s*|\{\s*version\s*=\s*)?["']v?(\d+\.\d+\.\d+[\w.+-]*)["']/,
  ],
  [/aqua[\w.-]*\.ya?ml$/, /^\s*(?:-\s*)?name:\s*istio\/istio(?:\/(istioctl))?@v?(\d+\.\d+\.\d+[\w.+-]*)/],
  // What `get_url` and `unarchive` of Ansible fetch: Istio's release, or the tool of it.
  [
    /\.ya?ml$/,
    /^\s*(?:-\s*)?(url|src):\s*["']?https:\/\/github\.com\/istio\/istio\/releases\/download\/v?(\d+\.\d+\.\d+[\w.+-]*)\/istio/,
  ],
  [/devbox\.json$/, /["'](istioctl)@v?(\d+\.\d+\.\d+[\w.+-]*)["']/],
];

/** Longer than any line of theirs. */
const MAX_LINE = 1000;

/** As if it were `istioctl = 1.22.2`. */
function istioctlIn(file: string, line: string): readonly [string, string, string] | undefined {
  if (line.length > MAX_LINE || !/istio/.test(line)) return undefined;
  for (const [files, pattern] of TOOLS) {
    const version = files.test(file) ? pattern.exec(line)?.[2] : undefined;
    if (version !== undefined) return [line, 'istioctl', version];
  }
  return undefined;
}

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
    return version !== undefined && VERSION.test(version) ? [{ version, at: startOf(data, keys) }] : [];
  });
}

const VERSION = /^v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60}$/;

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
    ({ name, at }) => /^istio$/i.test(name) && LISTS.test(at.file) && !isSetAside(at.file),
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
    text !== undefined && VERSION.test(text) ? [{ name, version: text, at }] : [],
  );
  const [first] = rivals;
  if (!first) return undefined;
  const places = new Set(rivals.map(({ at }) => `${at.file}:${at.line}`));
  if (places.size === 1 && rivals.length === values.length) return { found: first };
  const environments = values.map(({ target, text, at }) => ({
    environment: target,
    version: text !== undefined && VERSION.test(text) ? plain(text) : null,
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

export function isIstioVersionName(name: string): boolean {
  return (
    name === 'istioctl' ||
    /^(default[_-])?istio(ctl)?[_.-]?((helm|chart|release)[_.-]?)?(ver|version|tag|release)([_-]?default)?$/i.test(
      name,
    )
  );
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

async function readAll(context: DetectContext): Promise<readonly NamedVersion[]> {
  const found: NamedVersion[] = [];
  for (const path of context.candidates) {
    if (/(^|\/)(Chart\.(yaml|lock)|package-lock\.json)$/.test(path)) continue;
    const text = await context.text(path);
    if (text === undefined || ofProxy(path, text)) continue;
    append(found, versionsIn(path, isPowerShell(path) ? asShell(text) : text));
  }
  for (const path of context.tree.paths) {
    if (!OF_ISTIO_ALONE.test(path) || isSetAside(path)) continue;
    const text = ((await context.text(path)) ?? '').trim();
    if (VERSION.test(text)) found.push({ name: 'istio_version', version: text, at: { file: path, line: 1 } });
  }
  return found;
}

/**
 * What a proxy said of itself (`istioctl proxy-config … -o json`, `config_dump`): the version is among what it tells its control plane.
 * Source: https://github.com/istio/istio/blob/1.22.2/pkg/model/proxy.go (`BootstrapNodeMetadata`)
 */
function ofProxy(path: string, text: string): boolean {
  return (
    /\.(?:json|ya?ml|txt|log)$/i.test(path) &&
    /["']?INSTANCE_IPS["']?[ \t]*:|type\.googleapis\.com\/envoy\.(?:admin|config\.bootstrap)/.test(text)
  );
}

/** A file that holds the version and nothing else: `.istio-version`, `third_party/istio_version.txt`. */
const OF_ISTIO_ALONE = /(?:^|\/)\.?istio(?:ctl)?[._-]?version(?:\.txt)?$/i;

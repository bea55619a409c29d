/**
 * Versions that stand under Istio's own name and that no installation takes: `ISTIO_VERSION=1.24.2` for a pipeline elsewhere,
 * `istioctl 1.24.2`, `istio: 1.24.2` in a list of components. Who reads them is not in the tree; where they move, Istio may.
 */
import { append } from '../../append.js';
import type { Deployer, Detection, Tree } from '../../model.js';
import { isCodeName, isTestName } from '../../tree/candidates.js';
import { contextOf } from '../context.js';
import type { DetectContext } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { firstOf } from '../limits.js';
import { overriddenPlaces } from '../overridden.js';
import { placeKey } from '../places.js';
import { scriptFiles } from '../scripts/file.js';
import { baseName, folderOf } from '../tree-path.js';
import { isIstioVersionName, type NamedVersion, namedVersions } from '../version-index.js';
import type { UnreadForm } from './forms.js';
import { filesRead, isKnown, knownVersions, linesTold, RECORDS } from './mentions.js';
import { partsUnderName } from './part-versions.js';

/** Istio's releases are numbered so; a module or an API under the same name is not. */
const RELEASE = /^v?1\.\d{1,2}\.\d{1,3}(?:[-+].*)?$/;

/** What lists the tools of a person's shell: mise, asdf, aqua, proto, devbox. */
const TOOLS = /(^|\/)(\.?mise([\w.-]*)\.toml|\.tool-versions|aqua\.ya?ml|\.prototools|devbox\.json)$/i;

/** Deployers that install charts; what an operator runs, and what was rendered, may be istioctl's work. */
const OF_CHARTS: readonly Deployer[] = ['argocd', 'flux', 'terraform', 'helmfile', 'helm'];

/** Where every control plane comes from its chart, an istioctl of people's shells is no more than a client. */
function installsByCharts({ installations }: Detection): boolean {
  const planes = installations.filter(({ chart }) => chart === 'istiod');
  return (
    planes.length > 0 &&
    planes.every(({ release, istioVersion }) => istioVersion !== null && OF_CHARTS.includes(release.deployer))
  );
}

const TERRAFORM = /\.(?:tf|tofu)(?:\.json)?$/i;

/** Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files */
function isOptional(file: string): boolean {
  return /\.tfvars(?:\.json)?$/.test(file) && !/(?:^|\/)terraform\.tfvars|\.auto\.tfvars/.test(file);
}

export async function unreadVersions(tree: Tree, detection: Detection): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const read = filesRead(detection);
  const known = knownVersions(detection);
  const told = linesTold(detection);
  // Where a module is read, what it makes of the defaults of its variables is known.
  const modules = new Set([...read].filter(file => TERRAFORM.test(file)).map(folderOf));
  const overridden = await overriddenPlaces(context);
  const isClient = installsByCharts(detection) ? (file: string) => TOOLS.test(file) : () => false;
  const all = await namedVersions(context);
  // Files of variables that somebody has to name: without them the default is what is deployed.
  const optional = new Set(
    all.flatMap(({ name, at }) => (isOptional(at.file) && read.has(at.file) ? [name] : [])),
  );
  const idle = await overriddenIn(context);
  const found = all.filter(
    ({ name, version, at, isDefault }) =>
      !idle.has(`${at.file} ${name}`) &&
      !(isDefault && modules.has(folderOf(at.file)) && !optional.has(name)) &&
      isOfIstio(name) &&
      RELEASE.test(version) &&
      !told.has(`${at.file}:${at.line}`) &&
      !overridden.has(placeKey(at)) &&
      !context.isSetAside(at.file) &&
      !isClient(at.file),
  );
  const commented: NamedVersion[] = [];
  for (const path of context.candidates) {
    if (read.has(path) || RECORDS.test(path) || context.isSetAside(path) || isClient(path)) continue;
    const text = (await context.text(path)) ?? '';
    append(commented, underComments(path, text));
    append(commented, underName(path, text));
    append(commented, partsUnderName(path, text));
    append(commented, besideHub(path, text));
    append(commented, inPairs(path, text));
  }
  for (const path of context.candidates.filter(one => STACK.test(one) && !context.isSetAside(one)))
    append(
      commented,
      settingsIn(path, (await context.text(path)) ?? '').filter(
        ({ at }) => !told.has(`${at.file}:${at.line}`),
      ),
    );
  const installed = new Set(detection.installations.map(({ release }) => release.declared.file));
  for (const path of context.candidates)
    if (baseName(path) === 'Chart.yaml' && !installed.has(path) && !context.isSetAside(path))
      append(commented, ofOwnChart(path, (await context.text(path)) ?? ''));
  const programs = await programFiles(context);
  for (const path of programs.size > 0 ? programs : context.code) {
    if (read.has(path) || context.isSetAside(path)) continue;
    const all = constantsIn(path, (await context.text(path)) ?? '');
    // Where no program fetches Istio, what is called after its version may be an operator's.
    const constants = programs.has(path) ? all : all.filter(({ name }) => isIstioVersionName(name));
    append(
      commented,
      constants.filter(({ at }) => !told.has(`${at.file}:${at.line}`)),
    );
  }
  return [...found, ...commented].map(named => asForm(named, known));
}

/** Names of scripts that a file of settings decides, with their files. */
async function overriddenIn(context: DetectContext): Promise<ReadonlySet<string>> {
  const files = await scriptFiles(context);
  return new Set(
    files.flatMap(({ path, decidedElsewhere }) => [...decidedElsewhere].map(name => `${path} ${name}`)),
  );
}

/** What Renovate is told to keep at Istio's releases: `# renovate: datasource=github-releases depName=istio/istio`. */
function underComments(file: string, text: string): readonly NamedVersion[] {
  if (!text.includes('istio/istio')) return [];
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (!/renovate:.{0,200}(?:depName|packageName)=istio\/istio\b/.test(line.slice(0, 500))) return [];
    const below = (lines[index + 1] ?? '').slice(0, 500);
    const version = /(?<![\w.])v?1\.\d{1,2}\.\d{1,3}(?![\w.])/.exec(below)?.[0];
    const name = /[A-Za-z_][\w.-]*/.exec(below)?.[0] ?? 'istio/istio';
    return version === undefined || isOfIstio(name) ? [] : [{ name, version, at: { file, line: index + 2 } }];
  });
}

/** What stacks of Pulumi are given, and the project that they are of. */
const STACK = /(?:^|\/)Pulumi(?:\.[\w.-]{1,100})?\.ya?ml$/;
const SETTING =
  /^[ \t]{1,20}["']?[\w-]{1,80}:([A-Za-z_][\w.-]{0,80})["']?:[ \t]*(?:["']?(v?1\.\d{1,2}\.\d{1,3}(?:-[\w.-]{1,60})?)["']?)?[ \t]*(?:#.*)?$/;
const SETTING_DEFAULT =
  /^[ \t]{1,40}(?:default|value):[ \t]*["']?(v?1\.\d{1,2}\.\d{1,3}(?:-[\w.-]{1,60})?)["']?[ \t]*$/;

/** `mesh:istioVersion: 1.22.2`, and with a default below. */
function settingsIn(file: string, text: string): readonly NamedVersion[] {
  const lines = text.split('\n').map(line => line.slice(0, MAX_LINE));
  return lines.flatMap((line, index) => {
    const [, name, own] = SETTING.exec(line) ?? [];
    if (name === undefined || !isOfIstio(name)) return [];
    const below = own === undefined ? lines.slice(index + 1, index + 1 + NEAR) : [];
    const end = below.findIndex(one => SETTING.test(one));
    const offset = below.slice(0, end < 0 ? below.length : end).findIndex(one => SETTING_DEFAULT.test(one));
    const version = own ?? SETTING_DEFAULT.exec(below[offset] ?? '')?.[1];
    return version === undefined ? [] : [{ name, version, at: { file, line: index + offset + 2 } }];
  });
}

const CONSTANT =
  /\b([A-Za-z_]\w{0,80})(?:[ \t]*:[ \t]*\w{1,40}|[ \t]+string)?[ \t]*:?=[ \t]*["'`](v?1\.\d{1,2}\.\d{1,3})["'`]/g;

/** More files than stand in the folders of such programs. */
const MAX_SIBLINGS = 2000;

/** Programs that run or fetch Istio's tools and charts, and what stands in one folder with them: a package shares its constants. */
async function programFiles(context: DetectContext): Promise<ReadonlySet<string>> {
  const programs = new Set<string>();
  for (const path of context.code)
    if (/istioctl|downloadIstio|istio-release/i.test((await context.text(path)) ?? '')) programs.add(path);
  if (programs.size === 0) return programs;
  const kinds = new Set([...programs].map(kindOf));
  const siblings = context.tree.paths.filter(
    path => kinds.has(kindOf(path)) && isCodeName(path) && !isTestName(path) && !programs.has(path),
  );
  const read = firstOf(context, siblings, MAX_SIBLINGS, 'files of code beside programs that fetch Istio');
  return new Set([...programs, ...read]);
}

/** Its folder, and the end of its name. */
function kindOf(path: string): string {
  return `${folderOf(path)}/${/\.\w+$/.exec(path)?.[0] ?? ''}`;
}

/** `const istioVersion = "1.22.2"` */
function constantsIn(file: string, text: string): readonly NamedVersion[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(?:#|\/\/|\*)/.test(line)) return [];
    return [...line.matchAll(CONSTANT)].flatMap(([, name = '', version = '']) =>
      isOfIstio(name) ? [{ name, version, at: { file, line: index + 1 } }] : [],
    );
  });
}

const MAX_LINE = 500;

function isOfIstio(name: string): boolean {
  return (
    isIstioVersionName(name) ||
    /^istio[dD]?$/.test(name) ||
    (/istio/i.test(name) && VERSION_NAME.test(name) && !OF_OTHERS.test(name))
  );
}

/** `ISTIO_VERSION`, and one of several: `ISTIO_VER_128`, `istioVersionOld`, `ISTIO_VERSION_PROD`. */
const VERSION_NAME =
  /(?:version|ver|tag|release)(?:[_.-]?(?:override|default|pin|pinned|target|v?\d[\d_.-]{0,8}|old|new|from|to|prev|previous|next|current|latest|stable|canary|base|prod|production|staging|stage|dev|test|qa|primary|remote))?$/i;

/** What stands beside Istio, and has versions of its own. */
const OF_OTHERS =
  /knative|net[_.-]?istio|api|client|kiali|csr|addon|plugin|provider|module|k8s|kube(?!flow)/i;

const PAIR =
  /["']?(?:name|key)["']?[ \t]{0,9}:[ \t]{0,9}["']?([A-Za-z_][\w.-]{0,80})["']?[ \t]{0,9},[ \t]{0,9}["']?value["']?[ \t]{0,9}:[ \t]{0,9}["']?(v?1\.\d{1,2}\.\d{1,3}(?:-[\w.-]{1,60})?)["']?[ \t]{0,9}[,}]/g;

/** `{name: istio_version, value: "1.22.2"}` on one line; those on lines of their own are known by their names. */
function inPairs(file: string, text: string): readonly NamedVersion[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      /^\s*#/.test(line)
        ? []
        : [...line.slice(0, MAX_LINE).matchAll(PAIR)].flatMap(([, name = '', version = '']) =>
            isOfIstio(name) ? [{ name, version, at: { file, line: index + 1 } }] : [],
          ),
    );
}

const HUB =
  /\bhub\b["']?[ \t]*[:=][ \t]*["']?[\w.:/-]{0,200}\/istio(?:-release)?(?:\/release)?["']?(?![\w/-])/i;
const TAG =
  /([A-Za-z_][\w.-]{0,80}?[_-]?tag|tag)["']?[ \t]*[:=][ \t]*["']?(v?1\.\d{1,2}\.\d{1,3}(?:-[\w.-]{1,60})?)["']?(?![\w.])/i;
/** How far a tag stands from the hub that it belongs to. */
const BESIDE = 3;

/** `global-tag: '1.22.2'` beside `global-hub: docker.io/istio`, in an option or a text of any tool. */
function besideHub(file: string, text: string): readonly NamedVersion[] {
  if (!/hub/i.test(text)) return [];
  const lines = text.split('\n').map(line => line.slice(0, MAX_LINE));
  return lines.flatMap((line, index) => {
    const [, name, version] = TAG.exec(line) ?? [];
    if (name === undefined || version === undefined) return [];
    const around = lines.slice(Math.max(0, index - BESIDE), index + BESIDE + 1);
    return around.some(one => HUB.test(one)) ? [{ name, version, at: { file, line: index + 1 } }] : [];
  });
}

/** Charts of which Istio publishes none, so that they are no copies: `istio-operator`, `istio-crds`. */
const PART_OF_ISTIO =
  /^name:[ \t]*["']?(istio(?:[-_](?:operator|crds?|control-?plane|install\w{0,9})){1,3})["']?[ \t\r]*$/m;
const APP_VERSION = /^appVersion:[ \t]*["']?(v?1\.\d{1,2}\.\d{1,3}(?:-[\w.-]{1,60})?)["']?[ \t\r]*(?:#.*)?$/;

/** A chart that is published from here, and installed elsewhere: what it is of stands in its `appVersion`, which its images follow. */
function ofOwnChart(file: string, text: string): readonly NamedVersion[] {
  const name = PART_OF_ISTIO.exec(text)?.[1];
  const lines = text.split('\n');
  const index = lines.findIndex(line => line.length <= MAX_LINE && APP_VERSION.test(line));
  const version = APP_VERSION.exec(lines[index] ?? '')?.[1];
  return name === undefined || version === undefined
    ? []
    : [{ name: `appVersion of ${name}`, version, at: { file, line: index + 1 } }];
}

/** `istio:`, or `name: istio` in a list, whose lines below give it a version. */
function underName(file: string, text: string): readonly NamedVersion[] {
  if (!/istio/i.test(text)) return [];
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const head = line.length > 200 ? null : NAMED.exec(line);
    if (!head) return [];
    // Below a key what belongs to it stands further in; beside a name it stands where the name does.
    const least = (head[1] ?? '').length + (head[2] === undefined ? 1 : 0);
    for (const [offset, below] of lines.slice(index + 1, index + 1 + NEAR).entries()) {
      if (below.trim() !== '' && below.search(/\S/) < least) break;
      const version = VERSIONED.exec(below.slice(0, 200))?.[1];
      if (version !== undefined) return [{ name: 'istio', version, at: { file, line: index + offset + 2 } }];
    }
    return [];
  });
}

const NAMED =
  /^([ \t]*(?:-[ \t]+)?)(?:["']?istiod?["']?:|(["']?name["']?:)[ \t]*["']?istiod?["']?,?)[ \t]*\{?$/;
/** Lines below a name that still belong to it. */
const NEAR = 5;
const VERSIONED =
  /^[ \t]*["']?(?:version|tag|chart_?version|app_?version|targetRevision)["']?[ \t]*[:=][ \t]*["']?(v?1\.\d{1,2}\.\d{1,3}[\w.+-]{0,40})["']?,?[ \t]*(?:#.*)?$/i;

function asForm({ name, version, at }: NamedVersion, known: ReadonlySet<string | null>): UnreadForm {
  return {
    what: `${name} ${version}`,
    why: 'it looks like the version of Istio for something that is not read here: what that installs is not known',
    ...at,
    fingerprint: fingerprintOf([at.file, name, version]),
    weak: true,
    ...(isKnown(known, version) ? { repeats: true } : {}),
  };
}

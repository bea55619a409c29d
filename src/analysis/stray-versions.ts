/**
 * The last net under versions that the tree leaves open: a version as Istio numbers its releases moves, on a line that nothing which was
 * read is about, and the version of an installation gets its value somewhere. Whether it is that one nobody knows.
 */
import { contextOf } from '../detect/context.js';
import { overriddenPlaces } from '../detect/overridden.js';
import { indentOf } from '../detect/scripts/yaml-lines.js';
import { baseName } from '../detect/tree-path.js';
import type { Problem, Upgrade } from '../model.js';
import { isTestName } from '../tree/candidates.js';
import { type ChangedText, changedTextsOf } from './changed-paths.js';
import type { Side } from './side.js';

/** Of releases that this tool knows charts of, and of what comes after them. */
const RELEASE = /(?<![\w.])v?1\.(?:1[6-9]|[2-4]\d)\.\d{1,2}(?:-[\w.]{1,40})?(?![\w.])/g;
/** What is written for people, by package managers, of programs' own parts, for tests; and charts, of which all is read. */
const OTHERS =
  /\.(?:md|adoc|rst|txt|html?|svg|lock|sum|mod|patch|diff|go|java|kt|rs|c|cc|cpp|h)$|(?:^|\/)(?:package(?:-lock)?\.json|pom\.xml|go\.work|Chart\.ya?ml|\.?renovate[\w.]*|CHANGELOG[\w.]*|LICENSE[\w.]*)$|(?:^|\/)(?:tests?|fixtures?|testdata|examples?|samples?|docs?)\//i;
/** Longer lines are nobody’s writing. */
const MAX_LINE = 300;
/** More than are told of one change. */
const MOST = 3;

const OF_ISTIO = /istio|mesh|pilot|ztunnel|gateway|ambient/i;
/** Words that a file has which has to do with it. */
const SPEAKS = /istio|ztunnel|(?:^|[^a-z])mesh/i;
/** What is called after it, and has versions of its own. */
const BESIDE_ISTIO =
  /knative|net[-_.]?istio|kiali|istio[-_.]?csr|gateway[-_.]?api|envoy[-_.]?gateway|api[-_]?version/i;
/** Words that say nothing of what a version is of, and names of environments. */
const GENERIC =
  /^(?:v|versions?|ver|tags?|charts?|helm|images?|releases?|revisions?|target|app|apps?|default|values?|vars?|variables|env|envs|environments?|config|configs|settings|locals|inputs?|params?|parameters?|name|install|deploy|upgrade|export|set|local|readonly|const|let|run|with|from|to|if|then|else|in|do|case|esac|fi|true|false|null|type|string|map|list|clusters?|regions?|sites?|stages?|main|common|base|all|dev|development|test|testing|int|integration|qa|uat|stage|staging|pre|preprod|prod|production|prd|live|lab|blue|green|canary|stable|latest|current|next|old|new|north|south|east|west|eu|us|ap|central)$/i;
/** Short names of things that have versions of their own. */
const PRODUCTS =
  /^(?:go|k8s|k3s|kind|etcd|node|npm|yarn|ruby|rust|php|java|jdk|dapr|argo|flux|loki|nats|keda|opa|vault|redis|kafka|mysql|nginx|cilium|calico|kube|kubectl|k9s|yq|jq|terraform|tofu|alpine|ubuntu|debian)$/i;

/** What says whose the version below it is. */
const NAMES = /\b(?:uses|image|chart|repo(?:sitory)?|source|url)["']?[ \t]*[:=][ \t]*["']?\w/i;

/** @param upgrades what is told to move anyway: other lines with the version that it moves to may say the same */
export async function strayVersions(
  before: Side,
  after: Side,
  upgrades: readonly Upgrade[],
): Promise<readonly Problem[]> {
  const [open] = openIn(after);
  if (!open || openIn(before).length === 0) return [];
  const read = new Set(
    [before, after].flatMap(({ detection }) =>
      detection.installations.map(({ at }) => `${at.file}:${at.line}`),
    ),
  );
  const context = await contextOf(after.tree);
  for (const place of await overriddenPlaces(context)) read.add(place);
  const told = new Set(upgrades.flatMap(({ after: now }) => now?.istioVersion ?? []));
  const texts = await changedTextsOf(
    before.tree,
    after.tree,
    path => !OTHERS.test(path) && !context.isSetAside(path) && !isTestName(path),
  );
  const named = await textOfOpen(after, open);
  const near = texts.filter(
    ({ path, after: text }) => SPEAKS.test(path) || SPEAKS.test(text) || namesFile(named, baseName(path)),
  );
  const found = near.flatMap(text =>
    movedIn(text).filter(
      ({ version, file, line }) => !told.has(version.replace(/^v/, '')) && !read.has(`${file}:${line}`),
    ),
  );
  return found.slice(0, MOST).map(({ version, file, line }) => ({
    what: `${version} in ${file}`,
    why: `a version as Istio numbers its own moves here, and that of ${open.what} is not decided by what was read: it may be this one; give the versions with --from and --to`,
    file,
    line,
    blocking: true,
  }));
}

/** What installs Istio at a version that is not known: what is read and open, and what is not read. */
function openIn({ detection, unread }: Side): readonly Open[] {
  const open = detection.problems.filter(({ blocking, why }) => blocking && /\bdoes not decide\b/.test(why));
  // A version under Istio's own name says by itself where it moves.
  const others = unread.filter(({ repeats, why }) => !repeats && !/looks like the version/.test(why));
  return [...open, ...others].map(({ what, file }) => ({ what, ...(file === undefined ? {} : { file }) }));
}

interface Open {
  readonly what: string;
  readonly file?: string;
}

function namesFile(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at >= 0 && !/[\w.-]/.test(text[at - 1] ?? '');
}

/** What may name the file that gives it a version. */
async function textOfOpen({ tree }: Side, { file }: Open): Promise<string> {
  const content = file !== undefined && tree.has(file) ? await tree.read(file) : undefined;
  return content?.ok ? content.text : '';
}

interface Moved {
  readonly version: string;
  readonly file: string;
  readonly line: number;
}

/** Lines that were there with another version, but for those of other things. */
function movedIn({ path, before, after }: ChangedText): readonly Moved[] {
  if (before === '' || after === '' || !new RegExp(RELEASE).test(after)) return [];
  const old = new Set(before.split('\n'));
  const shapes = new Set([...old].filter(line => line.length <= MAX_LINE).map(masked));
  const lines = after.split('\n');
  return lines.flatMap((line, index) => {
    if (line.length > MAX_LINE || old.has(line) || /^\s*(?:#|\/\/|--|;)/.test(line)) return [];
    const [version] = line.match(RELEASE) ?? [];
    if (version === undefined || !shapes.has(masked(line)) || isOfOthers(lines, index, path)) return [];
    return [{ version, file: path, line: index + 1 }];
  });
}

/** Without its version, quotes, spaces and what is said behind it. */
function masked(line: string): string {
  return line
    .replace(/\s(?:#|\/\/).*$/, '')
    .replace(RELEASE, '')
    .replace(/["'\s]/g, '');
}

/** By the words of the line; without any by those of the lines around it, and of the file's name. */
function isOfOthers(lines: readonly string[], index: number, path: string): boolean {
  const own = lines[index] ?? '';
  if (isBeside(own)) return true;
  // A folder called after it.
  if (/(?:^|\/)[\w-]*(?:istio|mesh)[\w-]*\//i.test(path) && !NAMES.test(own)) return false;
  for (const text of [own, ...around(lines, index), baseName(path).replace(/\.\w+$/, '')]) {
    if (isBeside(text)) return true;
    if (OF_ISTIO.test(text)) return false;
    const words = wordsOf(text);
    if (NAMES.test(text) || words.some(word => PRODUCTS.test(word) || word.length > 5)) return true;
  }
  return false;
}

function isBeside(text: string): boolean {
  return BESIDE_ISTIO.test(text) && !/istio(?:d|ctl|[-_]?version)?["']?[ \t]*[:=]/i.test(text);
}

/** The line above each that stands further out: what a value belongs to. */
function* around(lines: readonly string[], index: number): Generator<string> {
  let margin = indentOf(lines[index] ?? '');
  for (let at = index - 1; at >= 0 && margin > 0; at--) {
    const own = lines[at] ?? '';
    if (own.trim() === '' || indentOf(own) >= margin) continue;
    margin = indentOf(own);
    yield own;
  }
}

function wordsOf(text: string): readonly string[] {
  const words = text.replace(RELEASE, ' ').match(/[A-Z]{2,}(?![a-z])|[A-Za-z][a-z0-9]*/g) ?? [];
  return words.filter(word => !GENERIC.test(word));
}

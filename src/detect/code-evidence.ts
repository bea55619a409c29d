/**
 * Charts of Istio in code and other languages: Pulumi, the AWS CDK, CUE, Nix, tasks of Ansible, and comments for Renovate. Chart,
 * version and line are taken off the text around the chart's name; values are not read, and that is said.
 */
import type { Position } from '../model.js';
import { isOwnChart, type NamedChart, readChartReference } from './chart-reference.js';
import type { DetectContext } from './detector.js';
import { isSetAside } from './set-aside.js';
import { folderOf, isWithin } from './tree-path.js';

export interface CodeEvidence {
  readonly tool: string;
  readonly chart: NamedChart;
  readonly version: string | undefined;
  readonly at: Position;
  readonly declared: Position;
}

/** Files that say that the code below them deploys something, and what that code is called. */
const PROJECTS: Readonly<Record<string, string>> = {
  'Pulumi.yaml': 'Pulumi',
  'Pulumi.yml': 'Pulumi',
  'cdk.json': 'CDK',
  'cdk8s.yaml': 'cdk8s',
  'cdktf.json': 'CDKTF',
};
const CODE = /\.(ts|mts|cts|js|mjs|cjs|py|go|java|kt|cs|fs)$/;
/** Languages that declare things wherever they stand; a chart there is Istio's where its repository says so. */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['cue', 'CUE'],
  ['nix', 'Nix'],
]);
/** More files of code than a program that deploys things has. */
const MAX_FILES = 2000;
/** Lines around the name of a chart in which its version and repository are looked for. */
const MAX_SPAN = 200;

/** Of the code below Pulumi and CDK projects, and of candidates in CUE, YAML and scripts. */
export async function codeEvidence(context: DetectContext): Promise<readonly CodeEvidence[]> {
  const found: CodeEvidence[] = [];
  for (const [path, tool] of await filesOf(context)) {
    const text = await context.text(path);
    if (text === undefined || !/istio|ztunnel/i.test(text)) continue;
    found.push(...(tool === 'Renovate' ? inComments(path, text) : await inCode(context, path, tool, text)));
  }
  return found.filter(({ chart }) => isOwnChart(context, chart));
}

/** The code below Pulumi and CDK projects, with the tool's name. */
export function codeFiles({ tree }: DetectContext): readonly (readonly [path: string, tool: string])[] {
  const { paths } = tree;
  return paths.flatMap(project => {
    const tool = PROJECTS[project.slice(project.lastIndexOf('/') + 1)];
    if (tool === undefined || isSetAside(project)) return [];
    const folder = folderOf(project);
    const code = paths.filter(path => CODE.test(path) && isWithin(folder, path) && !isSetAside(path));
    return code.slice(0, MAX_FILES).map(path => [path, tool] as const);
  });
}

async function filesOf(context: DetectContext): Promise<readonly (readonly [path: string, tool: string])[]> {
  const files: (readonly [string, string])[] = [...codeFiles(context)];
  for (const path of context.candidates) {
    if (isSetAside(path) || context.charts.isTemplate(path)) continue;
    const language = LANGUAGES.get(path.slice(path.lastIndexOf('.') + 1));
    if (language !== undefined) files.push([path, language]);
    else if (/(^|\/)(tasks|handlers|playbooks)\/.*\.ya?ml$/.test(path)) files.push([path, 'Ansible']);
    if (language === undefined) files.push([path, 'Renovate']);
  }
  return [...new Map(files.map(entry => [entry.join('\n'), entry])).values()];
}

const CHART =
  /(?:\bchart(?:_?[rR]ef|_?[nN]ame)?|"chart"|\bname)\b["']?\s*[:=]\s*(?:pulumi\.String\(|jsii\.String\()?["'`]([\w./:-]+)["'`]/g;
const CHART_IN_YAML = /^[ \t-]*chart_ref:[ \t]*["']?([\w./:-]+)["']?[ \t]*$/gm;
const VERSION =
  /\b(?:[vV]ersion|chart_?[vV]ersion)["']?\s*[:=]\s*(?:pulumi\.String\(|jsii\.String\()?(["'`]?)([^\s,;)"'`}]+(?: \}\})?|\{\{.*?\}\})\1/;
const REPOSITORY =
  /\b(?:repo(?:sitory)?(?:_?[uU][rR][lL])?|chart_repo_url|url)["']?\s*[:=]\s*(?:pulumi\.String\(|jsii\.String\()?["'`]((?:https|oci):\/\/[^"'`\s]+)["'`]?/;

async function inCode(
  context: DetectContext,
  path: string,
  tool: string,
  written: string,
): Promise<readonly CodeEvidence[]> {
  const found: CodeEvidence[] = [];
  const text = withoutComments(path, written);
  for (const match of text.matchAll(tool === 'Ansible' ? CHART_IN_YAML : CHART)) {
    const name = match[1] ?? '';
    const span = tool === 'Ansible' ? task(text, match.index) : around(text, match.index);
    const repository = REPOSITORY.exec(span.text)?.[1] ?? constantRepository(span.text, text);
    const chart = readChartReference(name, repository);
    if ([...LANGUAGES.values()].includes(tool) && repository === undefined) continue;
    const version = VERSION.exec(span.text);
    const line = lineAt(text, match.index);
    const declared = { file: path, line };
    if (!version) {
      found.push({ tool, chart, version: undefined, at: declared, declared });
      continue;
    }
    const own = { file: path, line: lineAt(text, span.start + version.index) };
    const word = version[2] ?? '';
    const constant =
      version[1] === '' ? await constantOf(context, path, word.replace(/^.*\./, ''), text) : undefined;
    const written = version[1] === '' && !/^v?\d/.test(word) ? openWord(word) : word;
    found.push({ tool, chart, version: constant?.version ?? written, at: constant?.at ?? own, declared });
  }
  return found;
}

/** The text with every comment as spaces, so that what is left keeps its place. A `//` after a colon is an address. */
function withoutComments(path: string, text: string): string {
  const comment = /\.(py|nix|ya?ml)$/i.test(path)
    ? /(?<=^|\s)#.*$/gm
    : /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm;
  return text.replace(comment, found => found.replace(/[^\n]/g, ' '));
}

/** A name that is filled in elsewhere, perhaps in this tree; or something that only running it tells. */
function openWord(word: string): string {
  if (word.includes('{{')) return word;
  const name = word.replace(/^.*\./, '');
  return /^\w+$/.test(name) ? `\${${name}}` : `{{ ${word} … }}`;
}

/** `const istioVersion = "1.22.2"`, in the file itself or beside it; for Pulumi also what its stacks configure. */
async function constantOf(
  context: DetectContext,
  path: string,
  name: string,
  text: string,
): Promise<{ readonly version: string; readonly at: Position } | undefined> {
  if (!/^\w{1,100}$/.test(name)) return undefined;
  const definition = new RegExp(
    `\\b${name}\\b(?:\\s*:\\s*\\w+)?\\s*:?=\\s*["'\`]v?(\\d+\\.\\d+\\.\\d+[\\w.+-]*)["'\`]`,
  );
  const own = definition.exec(text);
  if (own?.[1]) return { version: own[1], at: { file: path, line: lineAt(text, own.index) } };
  const configured: { version: string; at: Position }[] = [];
  for (const stack of context.tree.paths.filter(file => /(^|\/)Pulumi\.[\w.-]+\.ya?ml$/.test(file))) {
    const lines = (await context.text(stack))?.split('\n') ?? [];
    for (const [index, line] of lines.entries()) {
      const value = /^\s*[\w-]+:(\w+):\s*["']?v?(\d+\.\d+\.\d+[\w.+-]*)["']?\s*$/.exec(line);
      if (value?.[1] === name && value[2])
        configured.push({ version: value[2], at: { file: stack, line: index + 1 } });
    }
  }
  const [first] = configured;
  return first && configured.every(({ version }) => version === first.version) ? first : undefined;
}

/** A repository that a constant of the file holds. */
function constantRepository(span: string, text: string): string | undefined {
  const name = /\b(?:repo(?:sitory)?(?:_?[uU][rR][lL])?)\s*[:=]\s*(\w+)/.exec(span)?.[1];
  if (name === undefined) return undefined;
  return new RegExp(`\\b${name}\\b[^=\\n]{0,60}=\\s*["'\`]((?:https|oci)://[^"'\`\\s]+)`).exec(text)?.[1];
}

interface Span {
  readonly text: string;
  readonly start: number;
}

/** What the brackets around a place enclose: the arguments among which a chart is named, and those around them. */
function around(text: string, index: number): Span {
  let start = index;
  for (let level = 0, opened = 0; start > 0 && level < 2; start--) {
    const character = text[start - 1] ?? '';
    if (')}]'.includes(character)) opened++;
    else if ('({['.includes(character) && opened-- === 0) {
      level++;
      opened = 0;
    }
    if (lineAt(text, index) - lineAt(text, start) > MAX_SPAN) break;
  }
  let end = index;
  for (let open = 0, level = 0; end < text.length && level < 1; end++) {
    const character = text[end] ?? '';
    if ('({['.includes(character)) open++;
    else if (')}]'.includes(character) && open-- === 0) level++;
    if (end - index > MAX_SPAN * 80) break;
  }
  // What another chart says, before this one, is its own.
  const before = text.slice(start, index);
  const other = Math.max(
    before.lastIndexOf('new '),
    before.lastIndexOf('addHelmChart'),
    before.lastIndexOf('add_helm_chart'),
    0,
  );
  return { text: text.slice(start + other, end), start: start + other };
}

/** The task of a playbook around a place: from one list item to the next of the same depth or less. */
function task(text: string, index: number): Span {
  const start = Math.max(text.lastIndexOf('\n- ', index), text.lastIndexOf('\n    - name', index), 0);
  const next = text.indexOf('\n- ', index);
  return { text: text.slice(start, next < 0 ? text.length : next), start };
}

const COMMENT = /^[ \t]*(?:#|\/\/)[ \t]*renovate:[ \t]*(.*)$/;

/** `# renovate: datasource=helm depName=istiod registryUrl=…` above a line with a version. */
function inComments(path: string, text: string): readonly CodeEvidence[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const [, words] = COMMENT.exec(line) ?? [];
    if (words === undefined || !/\bdatasource=(helm|docker)\b/.test(words)) return [];
    const read = (key: string): string | undefined => new RegExp(`\\b${key}=(\\S+)`).exec(words)?.[1];
    const name = read('depName') ?? read('packageName');
    const version = /["'=: ]v?(\d+\.\d+\.\d+[\w.+-]*)/.exec(lines[index + 1] ?? '')?.[1];
    if (name === undefined || version === undefined) return [];
    const at = { file: path, line: index + 2 };
    const chart = readChartReference(name, read('registryUrl'));
    return [{ tool: 'Renovate', chart, version, at, declared: at }];
  });
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

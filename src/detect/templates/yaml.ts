/** YAML that Jinja, Go templates, ERB or a shell fill in: read with what is filled in standing for itself. */
import { append } from '../../append.js';
import type { OpenPath } from '../../evaluated/plain.js';
import type { DataPath, Positioned } from '../../model.js';
import { parseYaml, type YamlDocument } from '../../yaml/positioned.js';
import { ansibleContents } from '../ansible/contents.js';
import type { DetectContext } from '../detector.js';
import { holds } from '../holds.js';
import { filled } from '../reshaped.js';
import { terraformObjects, terraformTemplates, terraformValuesOfCharts } from '../terraform/terraform.js';
import { turnsOfDocuments } from './loops.js';
import { TEMPLATE_END } from './names.js';

export interface TemplatedDocument {
  /** Names, charts and versions stand there as they are written: `{{ istio_version }}`. */
  readonly data: Positioned;
  /** What is filled in elsewhere; the whole (`[]`) where conditions or loops decide what is there. */
  readonly open: readonly OpenPath[];
}

/** By the ends of names: templates of tools that fill in text. */
const TEMPLATES = new RegExp(`\\.${TEMPLATE_END}$`, 'i');
/** Helmfile's own are read by what it makes of them; of others, only objects are looked for. */
const GO_TEMPLATES = /\.gotmpl$/i;
const IS_OBJECT = /^apiVersion:/m;
/** Longer than templates of people. */
const MAX_LENGTH = 1_000_000;
/** More than a template fills in. */
const MAX_GAPS = 10_000;
/** What is filled in: `{{ … }}`, `${…}`, `<%= … %>`, `###…###` of Zarf; bounded, so that what never ends costs little. */
const GAP = /\{\{[^\n]{0,300}?\}\}|\$\{[^{}\n]{0,300}\}|<%=[^\n]{0,300}?%>|###\w{1,200}###/g;
/** Conditions, loops and comments, and lines that hold nothing but an expression: they write no key of their own. */
const STATEMENT =
  /^[ \t]*(?:\{%[^\n]{0,300}%\}|\{\{[^\n]{0,300}\}\}|<%[^\n]{0,300}%>)[ \t]*$|\{%[^\n]{0,300}?%\}|\{#[^\n]{0,300}?#\}/gm;
/** What something is, and at which version. */
const IDENTITY =
  /^(name|namespace|releaseName|kind|apiVersion|chart\w*|tag|version|\w*Version|targetRevision|repo\w*|url)$/;

/**
 * The documents of the tree's templates, and of files that are no YAML before something fills them in. What Terraform fills in
 * is read with what it fills in; Helm's templates are rendered.
 * @param pattern what their text has to hold
 */
export async function templatedDocuments(
  context: DetectContext,
  pattern: RegExp,
): Promise<readonly TemplatedDocument[]> {
  const found: TemplatedDocument[] = [];
  const read = new Set([
    ...(await terraformObjects(context)).map(({ data }) => data.file),
    ...(await terraformTemplates(context)),
    ...(await terraformValuesOfCharts(context)).map(({ file }) => file),
  ]);
  const isHeld = holds(pattern);
  for (const path of context.candidates) {
    if (context.isSetAside(path) || context.charts.isTemplate(path) || read.has(path)) continue;
    const isTemplate = TEMPLATES.test(path) || GO_TEMPLATES.test(path);
    if (!isTemplate && !/\.ya?ml$/i.test(path)) continue;
    const text = await context.text(path);
    if (text === undefined || !isHeld(path, text)) continue;
    if (GO_TEMPLATES.test(path) && !IS_OBJECT.test(text)) continue;
    if (isTemplate || (await context.yaml(path)).documents.length === 0)
      append(found, await inTurns(context, path, text, 1));
    else
      for (const content of await ansibleContents(context, path))
        if (pattern.test(content.text))
          append(found, await inTurns(context, path, content.text, content.line));
  }
  return found;
}

/** What loops around documents make of them. */
function inTurns(
  context: DetectContext,
  path: string,
  text: string,
  line: number,
): Promise<readonly TemplatedDocument[]> {
  return turnsOfDocuments(context, text, parseTemplated(context, path, text, line), line);
}

/**
 * With their own lines; every branch of a condition counts. Nothing where a text is no YAML even so.
 * @param firstLine of the text in its file
 */
export function parseTemplated(
  context: Pick<DetectContext, 'leave'>,
  path: string,
  text: string,
  firstLine = 1,
): readonly TemplatedDocument[] {
  if (text.length > MAX_LENGTH) {
    context.leave(path, 'it is longer than any template that a person writes: it was not looked at');
    return [];
  }
  const gaps: string[] = [];
  const statements: string[] = [];
  const marked = withoutComments(text)
    .replace(BRANCH, '$&#')
    .replace(STATEMENT, statement => {
      statements.push(statement.trim());
      return '';
    })
    .replace(GAP, gap => {
      if (gaps.length >= MAX_GAPS) {
        context.leave(
          path,
          `more than ${MAX_GAPS} places of it are filled in: those beyond were not looked at`,
        );
        return '';
      }
      gaps.push(gap);
      return `${MARK}${gaps.length - 1}x`;
    });
  const decides = statements.find(statement => !statement.startsWith('{#'));
  return documentsIn(path, marked, firstLine).map(({ data }) => {
    const open: OpenPath[] = [];
    const at = (where: DataPath) => ({ file: path, line: data.lineOf(where) });
    if (decides !== undefined) open.push({ path: [], gap: { what: decides, at: at([]) } });
    const read = filled(data, (content, where) => {
      if (!content.includes(MARK)) return undefined;
      const value = content.replace(MARKS, (_, index: string) => gaps[Number(index)] ?? '');
      if (IDENTITY.test(String(where.at(-1)))) return { value };
      open.push({ path: where, gap: { what: value, at: at(where) } });
      return { value: undefined };
    });
    return { data: read, open };
  });
}

/** What else a document may be starts at the margin. A comment stands for it, which costs the document nothing. */
const BRANCH = /^\{%-?[ \t]{0,20}(?:else|elif|elsif)\b[^\n]{0,300}%\}(?=[ \t]*$)/gm;
const BRANCHES = /^#(?=[ \t]*$)/gm;

/** All branches at once; each by itself where they write the same keys, and nothing stands before them. */
function documentsIn(path: string, marked: string, firstLine: number): readonly YamlDocument[] {
  const isSplit = marked.search(BRANCHES) >= 0 && repeatsKeys(marked);
  return parseYaml(path, isSplit ? marked.replace(BRANCHES, '---') : marked, firstLine).documents;
}

/** Of two mappings under one key, a reader of YAML keeps the last. */
function repeatsKeys(marked: string): boolean {
  const [first = '', ...others] = marked.split(BRANCHES).map(part => keysOf(part));
  const seen = new Set(first);
  return others.some(keys => keys.some(key => seen.has(key) || !seen.add(key)));
}

function keysOf(part: string): readonly string[] {
  return [...part.matchAll(/^([\w-]{1,100}):/gm)].map(([, key = '']) => key);
}

/** Comments of Jinja over several lines, without a line less. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = text.indexOf('{#'); start >= 0; start = text.indexOf('{#', from)) {
    const end = text.indexOf('#}', start + 2);
    if (end < 0) break;
    parts.push(text.slice(from, start), text.slice(start, end).replace(/[^\n]/g, ''));
    from = end + 2;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(from);
}

const MARK = 'x0gap0x';
const MARKS = new RegExp(`${MARK}(\\d+)x`, 'g');

/**
 * What a program reads out of a file of data: `json.Unmarshal(raw, &deps)` of what `//go:embed deps.json` holds, `import deps from
 * "./deps.json"`, `yaml.safe_load(open("deps.yaml"))`.
 */
import type { Position, Positioned } from '../../model.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { ancestors, resolveInTree } from '../tree-path.js';
import type { Constant } from './constants.js';
import { dotted, expressionAt } from './expressions.js';
import { wholeVersion } from './literals.js';
import { declaringFiles, type Scope } from './scope.js';
import { ENDINGS, isSettingsFile, settingsOf } from './settings-files.js';

/** Keys within keys, as people write them. */
const MAX_KEYS = 6;
/** More fields of one name than structs of a package have. */
const MAX_FIELDS = 50;
/** How a statement goes on stands within this. */
const MAX_STATEMENT = 400;
const DATA = `["'\`]([\\w./@ -]{1,200}\\.${ENDINGS})["'\`]`;
/** As Node takes it, a file of JSON may be named without its end. */
const REQUIRED = '["\'`]([\\w./@ -]{1,200})["\'`]';
const READS =
  /(?:JSON5?\.parse|json\.loads?|safe_?load(?:_all)?|yaml\.(?:load|parse)|YAML\.(?:load|parse)|toml\w{0,4}\.(?:loads?|parse)|(?<![\w.])parse(?:Toml|TOML)?)\s{0,9}\(/;

/**
 * @param scope the file that names it first
 * @param words `deps.charts.istio.version`, `deps["charts"]["istio"]["version"]`
 */
export async function dataConstant(
  context: DetectContext,
  scope: Scope,
  words: string,
): Promise<Constant | undefined> {
  const found = await dataText(context, scope, words);
  const version = wholeVersion(found?.text);
  return found && version !== undefined ? { version, at: found.at } : undefined;
}

/** The same, whatever text it is: `deps["charts"]["istio"]["repo"]`. */
export async function dataText(
  context: DetectContext,
  scope: Scope,
  words: string,
): Promise<{ readonly text: string; readonly at: Position } | undefined> {
  const [own] = scope;
  const parts = dotted(words).split('.');
  if (!own || parts.length > MAX_KEYS || !parts.every(part => /^[\w-]{1,80}$/.test(part))) return undefined;
  const { files, isPackage } = declaringFiles(scope, own, parts);
  const [root = '', ...keys] = isPackage ? parts.slice(1) : parts;
  for (const { path, text } of files) {
    // A name alone may be that of anything.
    if (keys.length === 0 && !isSaidOnce(text, root)) continue;
    const named = await dataNamed(context, path, text, root, files);
    const data = named && (await dataIn(context, path, named.file));
    if (!data) continue;
    const found = fieldOf(data, [...named.keys, ...keys], key => tagsOf(files, path, key));
    if (found) return found;
  }
  return undefined;
}

function isSaidOnce(text: string, name: string): boolean {
  const assigned = new RegExp(`(?<![\\w.$])${name}\\b(?:\\s{0,9}:[^=\\n]{1,60})?\\s{0,9}:?=(?![=>])`, 'g');
  return /^\w/.test(name) && [...text.matchAll(assigned)].length === 1;
}

interface Named {
  /** As the program names it. */
  readonly file: string;
  /** Under which keys of it the name stands. */
  readonly keys: readonly string[];
}

async function dataNamed(
  context: DetectContext,
  path: string,
  text: string,
  root: string,
  scope: Scope,
  depth = 0,
): Promise<Named | undefined> {
  const own = path.endsWith('.go')
    ? await ofGo(context, text, root, scope)
    : (ofScript(text, root) ?? ofAssignment(text, root));
  const part = own || depth >= MAX_STEPS ? undefined : partNamed(text, root);
  if (!part) return own;
  const [other = '', ...keys] = part;
  const whole = await dataNamed(context, path, text, other, scope, depth + 1);
  return whole && { file: whole.file, keys: [...whole.keys, ...keys] };
}

/** `istio = deps["charts"]["istio"]`, `const { istio } = deps.charts`: what it is of, and under which keys. */
function partNamed(text: string, root: string): readonly string[] | undefined {
  const assigned = new RegExp(
    `(?<![\\w.$])${root}\\b(?:\\s{0,9}:[^=\\n]{1,60})?\\s{0,9}:?=(?![=>])\\s{0,20}`,
  ).exec(text);
  const whole = assigned ? expressionAt(text, assigned.index + assigned[0].length) : undefined;
  if (whole?.name !== undefined && whole.name !== root && !whole.otherwise) return whole.name.split('.');
  for (const [, inner = '', from = ''] of text.matchAll(TAKEN_APART)) {
    const field = keyOf(inner, root);
    if (field !== undefined) return [...from.split('.'), field];
  }
  return undefined;
}

/** Names of parts of one another. */
const MAX_STEPS = 3;
const TAKEN_APART =
  /\b(?:const|let|var)\s{1,9}\{([^{}]{1,300})\}\s{0,9}=\s{0,9}([A-Za-z_$][\w$]{0,80}(?:\.[\w$]{1,80}){0,3})\s{0,9}[;\n]/g;

/** `import deps from "./deps.json" with { type: "json" }`, `import { istio } from "./deps.json"`, `require("./deps.json")`. */
function ofScript(text: string, root: string): Named | undefined {
  const whole = new RegExp(
    `\\bimport\\s{1,9}(?:\\*\\s{0,9}as\\s{1,9})?${root}\\s{1,9}from\\s{0,9}${DATA}|\\b(?:const|let|var)\\s{1,9}${root}\\s{0,9}=\\s{0,9}require\\(\\s{0,9}${REQUIRED}`,
  ).exec(text);
  const file = whole?.[1] ?? whole?.[2];
  if (file !== undefined) return { file, keys: [] };
  const part = new RegExp(
    `(?:\\bimport|\\b(?:const|let|var))\\s{0,9}\\{([^{}]{1,300})\\}\\s{0,9}(?:from\\s{0,9}|=\\s{0,9}require\\(\\s{0,9})${DATA}`,
  ).exec(text);
  const key = part?.[1] === undefined ? undefined : keyOf(part[1], root);
  return key !== undefined && part?.[2] !== undefined ? { file: part[2], keys: [key] } : undefined;
}

/** `deps = json.load(open("deps.json"))`, `with open("deps.json") as f:` and `deps = json.load(f)`. */
function ofAssignment(text: string, root: string): Named | undefined {
  const assigned = new RegExp(
    `(?<![\\w.$])${root}\\b(?:\\s{0,9}:[^=\\n]{1,60})?\\s{0,9}=(?![=>])\\s{0,20}`,
  ).exec(text);
  if (assigned) return readAt(text, assigned.index + assigned[0].length);
  // `const { istio } = JSON.parse(…)`
  for (const match of [...text.matchAll(READ_APART)].slice(0, MAX_FIELDS)) {
    const key = keyOf(match[1] ?? '', root);
    const read = key === undefined ? undefined : readAt(text, match.index + match[0].length);
    if (key !== undefined && read) return { file: read.file, keys: [...read.keys, key] };
  }
  return undefined;
}

const READ_APART = /\b(?:const|let|var)\s{1,9}\{([^{}]{1,300})\}(?:\s{0,9}:[^=\n;]{1,80})?\s{0,9}=\s{0,20}/g;

/** Under which key a name stands in what is taken apart. */
function keyOf(inner: string, name: string): string | undefined {
  return inner
    .split(',')
    .flatMap(one => {
      const [, field, renamed] = /^\s*([\w$]{1,81})(?:\s*(?::|\bas\b)\s*([\w$]{1,81}))?\s*$/.exec(one) ?? [];
      return field !== undefined && (renamed ?? field) === name ? [field] : [];
    })
    .at(0);
}

/** A statement that reads a file. */
function readAt(text: string, start: number): Named | undefined {
  const behind = text.slice(start, start + MAX_STATEMENT);
  const statement = behind.slice(0, /\n(?![ \t)])|;/.exec(behind)?.index);
  if (!READS.test(statement)) return undefined;
  const keys = keysBehind(statement);
  const file = new RegExp(DATA).exec(statement)?.[1];
  if (file !== undefined) return { file, keys };
  const handle = /\(\s{0,20}([A-Za-z_]\w{0,60})\s{0,20}[,)]/.exec(statement)?.[1];
  const opened =
    handle === undefined
      ? undefined
      : (new RegExp(`\\bopen\\(\\s{0,9}${DATA}[^()\\n]{0,60}\\)\\s{1,9}as\\s{1,9}${handle}\\b`).exec(
          text,
        )?.[1] ??
        new RegExp(`(?<![\\w.$])${handle}\\b[^=\\n]{0,60}=[^=][^\\n;]{0,200}?${DATA}`).exec(text)?.[1]);
  return opened === undefined ? undefined : { file: opened, keys };
}

/** What is taken at once out of what is read: `safe_load(…)["charts"]`, `(JSON.parse(…) as Versions).charts.istio`. */
function keysBehind(statement: string): readonly string[] {
  const [, behind = ''] = BEHIND.exec(statement.trimEnd()) ?? [];
  return [...behind.matchAll(EACH_KEY)].map(([, field, quoted, asked]) => field ?? quoted ?? asked ?? '');
}

const KEY =
  '\\s{0,20}(?:\\??\\.(?!get\\()([A-Za-z_$][\\w$]{0,80})(?!\\s{0,9}\\()|(?:\\?\\.)?\\[["\'`]([\\w./-]{1,80})["\'`]\\]|\\.get\\(["\']([\\w./-]{1,80})["\'](?:,\\s?\\{\\})?\\))';
const EACH_KEY = new RegExp(KEY, 'g');
const BEHIND = new RegExp(`\\)((?:${KEY}){1,4})(?:\\s{1,9}as\\s{1,9}[\\w<>, ]{1,80})?$`);

/** `json.Unmarshal(raw, &deps)`, whose `raw` is embedded, or read: https://pkg.go.dev/embed */
async function ofGo(
  context: DetectContext,
  text: string,
  root: string,
  scope: Scope,
): Promise<Named | undefined> {
  const raw = new RegExp(
    `\\.(?:Unmarshal|UnmarshalStrict)\\(\\s{0,9}(?:\\[\\]byte\\()?([A-Za-z_]\\w{0,80})\\)?\\s{0,9},\\s{0,9}&${root}\\b`,
  ).exec(text)?.[1];
  if (raw === undefined) return undefined;
  const read = new RegExp(`\\b${raw}\\b[^=\\n]{0,60}:?=\\s{0,9}(?:os|ioutil)\\.ReadFile\\(\\s{0,9}${DATA}`);
  const embedded = new RegExp(
    `^//go:embed[ \\t]+["\`]?([\\w./-]{1,200}\\.(?:json|ya?ml))["\`]?[ \\t]*\\n(?:[ \\t]*//[^\\n]*\\n){0,5}[ \\t]*(?:var[ \\t]+)?${raw}\\b`,
    'm',
  );
  for (const { path } of scope) {
    // Comments are taken out of what a scope holds.
    const whole = path.endsWith('.go') ? ((await context.text(path)) ?? '') : '';
    const file = embedded.exec(whole)?.[1] ?? read.exec(whole)?.[1];
    if (file !== undefined) return { file, keys: [] };
  }
  return undefined;
}

/** Beside the program, else from a folder above. */
async function dataIn(context: DetectContext, path: string, name: string): Promise<Positioned | undefined> {
  const places = isSettingsFile(name) ? [name] : [`${name}.js`, `${name}.ts`, `${name}.json`];
  const file = ancestors(path)
    .flatMap(folder => places.map(one => resolveInTree(folder, one)))
    .find(one => one !== undefined && context.tree.has(one));
  // A module of that name comes first.
  if (file !== undefined && !isSettingsFile(file)) return undefined;
  return file === undefined ? undefined : (await settingsOf(context, file))[0];
}

/** What fields of Go of a name are called in data: `Istio helmSource \`json:"istio"\``. */
function tagsOf(scope: Scope, path: string, name: string): readonly string[] {
  if (!path.endsWith('.go')) return [];
  const tag = new RegExp(
    `^[ \\t]*${name}[ \\t]+[^\`\\n]{1,200}\`[^\`\\n]{0,200}?(?:json|yaml):"([\\w-]{1,80})`,
    'gm',
  );
  return scope.flatMap(({ text }) => [...text.matchAll(tag)].map(([, key = '']) => key)).slice(0, MAX_FIELDS);
}

function fieldOf(
  data: Positioned,
  path: readonly string[],
  tags: (name: string) => readonly string[],
): { readonly text: string; readonly at: Position } | undefined {
  let value = data.value;
  const keys: string[] = [];
  for (const name of path) {
    if (!isRecord(value)) return undefined;
    const others = tags(name);
    const own = Object.keys(value);
    // Decoders of Go find a key whatever its case.
    const found = own.includes(name)
      ? [name]
      : own.filter(
          key => others.includes(key) || (others.length === 0 && IS_SHOWN.test(name) && isSame(key, name)),
        );
    const [key] = found.length > 0 ? found : own.filter(one => IS_SHOWN.test(name) && isSame(one, name));
    if (key === undefined || found.length > 1) return undefined;
    keys.push(key);
    value = value[key];
  }
  return typeof value === 'string' && keys.length > 0
    ? { text: value, at: { file: data.file, line: data.lineOf(keys) } }
    : undefined;
}

const IS_SHOWN = /^[A-Z]/;

function isSame(key: string, name: string): boolean {
  return key.toLowerCase() === name.toLowerCase();
}

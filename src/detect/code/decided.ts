/** What the tree makes of the words that stand for a version in code: constants, what is handed on, settings, items of lists. */
import { append } from '../../append.js';
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import { cueVersions } from '../cue/values.js';
import type { DetectContext } from '../detector.js';
import { settingOfStacks, withoutNamespace } from '../pulumi-settings.js';
import { listedVersion } from '../resolved-versions.js';
import { isIstioVersionName, versionsIn } from '../version-index.js';
import type { CodeFile } from './blocks.js';
import type { Handed } from './callers.js';
import type { Calling } from './calls.js';
import { chosenAt } from './choices.js';
import { type Constant, constantIn } from './constants.js';
import { dataConstant } from './data.js';
import { decodedSetting } from './decoded-settings.js';
import type { CodeEvidence } from './evidence.js';
import { type Expression, expressionAt } from './expressions.js';
import { CODE_ALONE, codeBelow } from './files.js';
import { type Handing, handedTo } from './handed.js';
import { literalIn } from './literals.js';
import type { LoopedChart } from './loops.js';
import { optionConstant } from './options.js';
import { filesAround, projectOf, pulumiProjectOf } from './projects.js';
import { type Scope, scopeOf } from './scope.js';
import { type NamedSetting, objectSettingIn, settingIn } from './settings.js';
import { lineAt, withoutComments } from './text.js';
import { variableConstant } from './variables.js';

/** The file, and what is seen from it. */
export interface Source {
  readonly context: DetectContext;
  readonly path: string;
  readonly tool: string;
  readonly text: string;
  readonly scope: Scope;
}

/** What stands for a version in a text. */
export interface Said {
  /** As it is written. */
  readonly word: string;
  readonly isQuoted: boolean;
  /** Where that begins, and where the line does that says it. */
  readonly start: number;
  readonly index: number;
  /** What it is, where that is a field of what stands there. */
  readonly expression?: Expression;
}

export type Decided = Pick<CodeEvidence, 'version' | 'versions' | 'at'>;

/** What instances of a package of CUE make of it, or the condition by which none of them comes to the chart. */
export async function decideInCue(
  source: Source,
  said: Said,
  place: number,
): Promise<(Decided & Pick<CodeEvidence, 'offBy'>) | undefined> {
  const { context, path, text } = source;
  if (!path.endsWith('.cue')) return undefined;
  const start = said.start - (said.isQuoted ? 1 : 0);
  const found = await cueVersions(context, { path, text }, start, place);
  if (found && 'offBy' in found) return { ...(await decide(source, said, undefined)), ...found };
  const [first, ...others] = found ?? [];
  if (!first?.at) return undefined;
  const at = first.at;
  if (others.length === 0) return { version: first.version, at };
  const versions = found?.map(({ environment, version = null, at: own = at }) => ({
    environment,
    version,
    at: own,
  }));
  return { version: openWord(said.word), at, versions };
}

/** What the tree makes of the words for a version; as they are written, where that is nothing. */
export async function decide(source: Source, said: Said, loop: LoopedChart | undefined): Promise<Decided> {
  const { context, path, tool, text, scope } = source;
  const own = { file: path, line: lineAt(text, said.index) };
  if (said.isQuoted) return { version: said.word, at: own };
  const expression = said.expression ?? expressionAt(text, said.start);
  const chosen = chosenAt(scope, { path, text }, said.start, words => nameIn(loop, words));
  if (chosen) return chosen;
  const asked = said.expression ? { ...said.expression, words: said.word } : expression;
  const item = asked && (await ofLoop(source, asked, loop));
  if (item) return item;
  const handed = expression && (await handedIn(source, expression));
  if (handed) return handed;
  const word = expression?.name !== undefined && expression.words.includes('[') ? expression.name : said.word;
  const isWord = !/^v?\d/.test(word);
  if (!isWord) return { version: (await constantOf(context, scope, word, tool))?.version ?? word, at: own };
  const fallback = await otherwiseOf(source, expression);
  const setting = tool === 'Pulumi' ? settingIn(scope, expression, word) : undefined;
  const known =
    (await constantOf(context, scope, word, tool)) ?? fallback ?? (await presetOf(source, setting));
  const configured = setting && (await inStacks(source, setting, known));
  if (configured) return configured;
  const object = tool === 'Pulumi' && !known ? objectSettingIn(scope, expression?.name ?? word) : undefined;
  const ofObject = object && (await inStacks(source, object, undefined, object.path));
  if (ofObject) return ofObject;
  const given = !known || known.isDefault ? await listedVersion(context) : undefined;
  const over = known ? undefined : await handedOver(context, path, tool, word);
  const decided = given ?? known ?? over;
  const key = setting?.key && withoutNamespace(setting.key);
  return { version: decided?.version ?? openWord(key ?? word), at: decided?.at ?? own };
}

/** The text that words of a loop are. */
function nameIn(loop: LoopedChart | undefined, words: string): string | undefined {
  const value = loop?.itemOf(words);
  return typeof value === 'object' ? literalIn(value.text) : undefined;
}

const parametersOf = oncePer((_: Source): NonNullable<Handing['parameters']> => new Map());

/** What an expression is by what the program hands on. */
export function valuesOf(source: Source, expression: Expression): Promise<readonly Handed[] | undefined> {
  const { path, text } = source;
  return handedTo(
    {
      ...callingOf(source),
      constant: async (file, other) => constantAt(source, file, other),
      parameters: parametersOf(source),
    },
    { path, text },
    expression,
    expression.start,
  );
}

/** What a function or a class is handed for a version, where it is a parameter or a name of its own. */
async function handedIn(source: Source, expression: Expression): Promise<Decided | undefined> {
  const { path, tool, text } = source;
  const values = await valuesOf(source, expression);
  const [first, ...others] = values ?? [];
  if (first?.isOpen)
    return { version: `{{ ${expression.words} … }}`, at: placeOf(path, text, expression.start) };
  if (!first || !values?.some(({ version }) => version !== undefined)) return undefined;
  if (others.length === 0) {
    const given = first.isDefault ? await listedVersion(source.context) : undefined;
    return given ?? { version: first.version, at: first.at };
  }
  const versions = values.map(({ environment, version = null, at }) => ({ environment, version, at }));
  return { version: openWord(expression.name ?? tool), at: first.at, versions };
}

export function callingOf({ context, path, text }: Source): Calling {
  return { context, files: () => filesAround(context, path, text) };
}

/** What an expression of another file is by constants and by settings. */
async function constantAt(
  { context, tool, path, scope }: Source,
  file: CodeFile,
  expression: Expression,
): Promise<readonly Handed[] | undefined> {
  const own = file.path === path ? scope : await scopeOf(context, file.path, file.text);
  const source: Source = { context, tool, path: file.path, text: file.text, scope: own };
  const { name } = expression;
  const setting = tool === 'Pulumi' ? settingIn(own, expression, name ?? '') : undefined;
  const known =
    (name === undefined ? undefined : await constantOf(context, own, name, tool)) ??
    (await otherwiseOf(source, expression)) ??
    (await presetOf(source, setting));
  const object = tool === 'Pulumi' && !setting ? objectSettingIn(own, name ?? '') : undefined;
  const configured = setting
    ? await inStacks(source, setting, known)
    : object && (await inStacks(source, object, known, object.path));
  if (configured?.versions)
    return configured.versions.map(({ environment, version, at }) => ({
      environment,
      at,
      version: version ?? undefined,
      ...(configured.silent?.includes(environment) ? { isAbsent: true as const } : {}),
    }));
  const version = configured?.version;
  const decided =
    configured && version !== undefined && /^\d/.test(version) ? { version, at: configured.at } : known;
  if (decided) return [{ ...decided, environment: '' }];
  const at = placeOf(file.path, file.text, expression.start);
  return object && !configured ? [{ version: undefined, at, environment: '', isAbsent: true }] : undefined;
}

/** The version of an item of the list; what an item leaves out is what the loop says otherwise. */
async function ofLoop(
  source: Source,
  { words, otherwise }: Expression,
  loop: LoopedChart | undefined,
): Promise<Decided | undefined> {
  const value = loop?.itemOf(words);
  if (value === undefined) return undefined;
  if (value === 'absent') {
    const home = loop?.source ?? source;
    if (!otherwise) return loop && { version: undefined, at: placeOf(home.path, home.text, loop.item.start) };
    const isQuoted = otherwise.literal !== undefined;
    const start = otherwise.start;
    return decide(
      source,
      { word: otherwise.literal ?? otherwise.words, isQuoted, start, index: start },
      loop,
    );
  }
  const written = literalIn(value.text);
  const home = await sourceOf(source, value.source ?? loop?.source);
  const at = placeOf(home.path, home.text, value.start);
  if (written !== undefined) return { version: written, at };
  return decide(
    home,
    { word: value.text, isQuoted: false, start: value.start, index: value.start },
    undefined,
  );
}

/** The source that a file is, and what is seen from it. */
export async function sourceOf(source: Source, file: CodeFile | undefined): Promise<Source> {
  if (file === undefined || file.path === source.path) return source;
  const { path, text } = file;
  return { ...source, path, text, scope: await scopeOf(source.context, path, text) };
}

export function placeOf(file: string, text: string, index: number): Position {
  return { file, line: lineAt(text, index) };
}

/** `config.get("istioVersion") ?? "1.22.2"`, where it stands for the version itself. */
async function otherwiseOf(
  { context, path, tool, text, scope }: Source,
  expression: Expression | undefined,
): Promise<Constant | undefined> {
  const isAsked = expression?.key !== undefined || OF_ENVIRONMENT.test(expression?.name ?? '');
  const { otherwise } = isAsked ? (expression ?? {}) : {};
  if (!otherwise) return undefined;
  if (otherwise.literal !== undefined)
    return { version: otherwise.literal, at: placeOf(path, text, otherwise.start), isDefault: true };
  const known =
    otherwise.name === undefined ? undefined : await constantOf(context, scope, otherwise.name, tool);
  return known && { ...known, isDefault: true };
}

/** The same of a setting that a name stands for, in the file that asks for it. */
async function presetOf(source: Source, setting: NamedSetting | undefined): Promise<Constant | undefined> {
  return setting?.file && otherwiseOf(await sourceOf(source, setting.file), setting);
}

/** What whoever runs the code may give: `process.env.ISTIO_VERSION`. */
const OF_ENVIRONMENT = /^(?:process|import\.meta|Bun|Deno)\.env\.\w/;

/** What the stacks of the project of a file give a setting. */
async function inStacks(
  { context, path, scope }: Source,
  { key = '', settings = '' }: Pick<Expression, 'key' | 'settings'>,
  otherwise: Constant | undefined,
  fields: readonly string[] = [],
): Promise<(Decided & { readonly silent?: readonly string[] }) | undefined> {
  const project = pulumiProjectOf(context, path);
  if (project === undefined) return undefined;
  const space = new RegExp(
    `\\b${settings.replace(/^.*\./, '')}\\b(?:\\s*:\\s*[\\w.]{1,60})?\\s*:?=\\s*(?:new\\s+)?(?:\\w{1,40}\\.){0,2}(?:Config|New)\\(\\s*(?:ctx\\s*,\\s*)?["'\`]([\\w.-]{1,100})["'\`]`,
  );
  const namespace = scope.map(({ text }) => space.exec(text)?.[1]).find(one => one !== undefined);
  const setting = { key, fields, ...(namespace === undefined ? {} : { namespace }) };
  const found = await settingOfStacks(context, project, setting, otherwise);
  if (!found) return undefined;
  const { version, at, environments, silent = [] } = found;
  if (environments) return { version: openWord(withoutNamespace(key)), at, versions: environments, silent };
  // What stacks say in a way that nobody can read outweighs what the program says otherwise.
  return { version: version ?? openWord(withoutNamespace(key)), at };
}

/** `props.version`, `args.istioVersion`, `version`: what whoever calls this hands over. */
const IS_GIVEN =
  /^(?:this\.)?(?:(?:props|args|options|opts|config|params|input|inputs|settings)\??\.)?[A-Za-z_]\w*$/;

/** `args.helm.istio.version`: a field of an object for Istio. */
const OF_ISTIO = /\.istio\w{0,40}\??\.(?:chart_?)?version$/i;

const FIELD_OF_ISTIO =
  /\bistio\w{0,40}["']?\s*[:=]\s*\{[^{}]{0,600}?\b(?:chart_?)?version["']?\s*[:=]\s*["'`]v?(\d+\.\d+\.\d+[\w.+-]{0,60})["'`]/gi;

/** What the project of a file says in its settings, or hands to the file. */
async function handedOver(
  context: DetectContext,
  path: string,
  tool: string,
  word: string,
): Promise<Constant | undefined> {
  if (tool === CODE_ALONE || !(IS_GIVEN.test(word) || OF_ISTIO.test(word))) return undefined;
  const root = projectOf(context, path);
  if (root === undefined) return undefined;
  const versions = ofProjects(context);
  const found = versions.get(root) ?? versionsBelow(context, root);
  versions.set(root, found);
  const { named, fields } = await found;
  return IS_GIVEN.test(word) ? onlyOne(named) : onlyOne(fields);
}

interface ProjectVersions {
  /** Under Istio's own name: `ISTIO_VERSION: "1.22.2"`. */
  readonly named: readonly Constant[];
  /** Fields of objects for Istio: `istio: { version: "1.22.2" }`. */
  readonly fields: readonly Constant[];
}

/** Read once for each project. */
const ofProjects = oncePer((_: DetectContext) => new Map<string, Promise<ProjectVersions>>());

async function versionsBelow(context: DetectContext, root: string): Promise<ProjectVersions> {
  const named: Constant[] = [];
  const fields: Constant[] = [];
  for (const file of codeBelow(context, root)) {
    const written = await context.text(file);
    if (written === undefined || !/istio/i.test(written)) continue;
    const text = withoutComments(file, written);
    append(
      named,
      versionsIn(file, text).filter(({ name }) => isIstioVersionName(name)),
    );
    for (const match of text.matchAll(FIELD_OF_ISTIO)) {
      const [whole, version = ''] = match;
      const at = { file, line: lineAt(text, match.index + whole.lastIndexOf(version)) };
      fields.push({ version, at });
    }
  }
  return { named, fields };
}

function onlyOne(found: readonly Constant[]): Constant | undefined {
  const [first] = found;
  return first && found.every(({ version }) => version === first.version) ? first : undefined;
}

/** A name that is filled in elsewhere, perhaps in this tree; or something that only running it tells. */
export function openWord(word: string): string {
  if (word.includes('{{')) return word;
  const name = word.replace(/^.*\./, '');
  // A mere `version` is that of anything.
  return /^\w+$/.test(name) && !/^version$/i.test(name) ? `\${${name}}` : `{{ ${word} … }}`;
}

/** `const istioVersion = "1.22.2"`, in what the file sees; for Pulumi also what its stacks configure. */
/** `cfg.Versions.Istio`, of settings that the program is given by their path. */
async function settingConstant(
  context: DetectContext,
  [file]: Scope,
  word: string,
): Promise<Constant | undefined> {
  return file && word.includes('.') ? decodedSetting(context, file, word) : undefined;
}

async function constantOf(
  context: DetectContext,
  scope: Scope,
  word: string,
  tool: string,
): Promise<Constant | undefined> {
  const known =
    (await dataConstant(context, scope, word)) ??
    constantIn(scope, word) ??
    optionConstant(scope, word) ??
    (await variableConstant(context, scope, word)) ??
    (await settingConstant(context, scope, word));
  if (known || tool === CODE_ALONE) return known;
  const name = word.replace(/^.*\./, '');
  if (!/^\w{1,100}$/.test(name)) return undefined;
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

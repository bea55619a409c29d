/**
 * Files of Azure Pipelines: pipelines, and the templates that they run.
 * Source: https://learn.microsoft.com/azure/devops/pipelines/process/templates and
 * https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions
 */
import { addTo } from '../../../grouped.js';
import type { DataPath, Positioned } from '../../../model.js';
import { isRecord, listAt } from '../../data.js';
import type { DetectContext } from '../../detector.js';
import { filesFitting } from '../../fitting.js';
import { leaveBeyond } from '../../limits.js';
import { oncePerTree } from '../../once.js';
import { folderOf, resolveFromRoot, resolveInTree } from '../../tree-path.js';
import { type Bindings, type CallOf, type Definition, type Given, Rounds } from '../rounds.js';
import type { Workflow } from '../workflow/workflow.js';
import { AzureFile, fillAzure, giveAll, type Scope, type Variables } from './azure.js';

/** More files than pipelines have. */
const MAX_FILES = 2000;
/** Longer than a file of people, more mappings and lists than it has, and deeper than these stand in each other. */
const MAX_TEXT = 300_000;
const MAX_NODES = 20_000;
const MAX_DEPTH = 24;

const EXPRESSION = /\$\{\{[^{}]{1,200}\}\}/;

/** What may call templates without a word of Istio. */
const NAMED = /(?:azure|pipeline)[\w./-]{0,200}\.ya?ml$/i;
const KEYS = /^[ \t]*(?:-[ \t]+)?(?:task|template|script|bash|pwsh|powershell|deployment|stage|job):[ \t]/m;

/** Every pipeline and template, by its path. */
export const azureWorkflows = oncePerTree(readAll);

interface Read {
  readonly path: string;
  readonly data: Positioned;
  readonly scopes: Scope[];
  readonly calls: CallOf[];
  /** Where it runs other files, and takes variables of them. */
  readonly uses: { readonly of: string; readonly line: number }[];
  /** What it takes by a name that a parameter is part of, by the line: `template: vars/${{ parameters.env }}.yml` */
  readonly open: Map<number, string>;
}

async function readAll(context: DetectContext): Promise<ReadonlyMap<string, Workflow>> {
  const files = await readFiles(context);
  const definitions = new Map<string, Definition>();
  const calls = new Map<string, CallOf[]>();
  const callers = new Map<string, { path: string; line: number }[]>();
  for (const { path, data, scopes, calls: own, uses } of files.values()) {
    definitions.set(path, { presets: presetsOf(data) });
    for (const { id } of scopes)
      if (id !== undefined) definitions.set(id, { presets: new Map(), isWithin: true });
    for (const call of own) addTo(calls, call.of, call);
    for (const { of, line } of uses) addTo(callers, of, { path, line });
  }
  const rounds = new Rounds(definitions, calls, new Map(), fillAzure);
  const found = new Map<string, AzureFile>();
  for (const { path, data, scopes, uses, open } of files.values()) {
    const used = new Map([...open, ...uses.map(({ of, line }) => [line, of] as const)]);
    const more = (): void => {
      const why =
        'more pipelines run it, or in more ways, than are followed: those beyond were not looked at';
      context.leave(path, why, 1, [...files.keys()]);
    };
    const contents = { path, data, scopes, used, callers: callers.get(path) ?? [] };
    found.set(path, new AzureFile(contents, rounds, other => found.get(other), more));
  }
  return found;
}

async function readFiles(context: DetectContext): Promise<ReadonlyMap<string, Read>> {
  const named = context.tree.paths.filter(path => NAMED.test(path) && !context.isSetAside(path));
  const found = new Map<string, Read>();
  const beyond = new Set<string>();
  const read = async (path: string, isTaken: boolean): Promise<void> => {
    if (found.has(path) || beyond.has(path) || !context.tree.has(path)) return;
    const text = (await context.text(path)) ?? '';
    if (!(isTaken || KEYS.test(text)) || /^apiVersion:/m.test(text)) return;
    if (text.length > MAX_TEXT) {
      const why =
        'is longer than the pipelines that people write: what it runs templates with was not looked at';
      if (isTaken || /^[ \t]*(?:-[ \t]+)?template:[ \t]/m.test(text)) context.leave(path, why);
      return;
    }
    if (found.size >= MAX_FILES) {
      beyond.add(path);
      return;
    }
    const data = (await context.yaml(path)).documents.find(one => isRecord(one.data.value))?.data;
    if (!data || !(isTaken || isPipeline(data.value))) return;
    const file: Read = { path, data, scopes: [], calls: [], uses: [], open: new Map() };
    const walk = new Walk(file);
    walk.read(data.value, [], path, 0);
    if (walk.isCut)
      context.leave(
        path,
        'holds more than the pipelines of people do: what it runs templates with was not looked at',
      );
    found.set(path, file);
  };
  const candidates = context.candidates.filter(path => /\.ya?ml$/i.test(path));
  for (const path of new Set([...candidates, ...named])) await read(path, false);
  // What a pipeline takes is a template, whatever it holds.
  for (const { uses, open } of found.values()) {
    const fitting = [...open.values()].flatMap(of => filesFitting(context.tree, '', of.split(EXPRESSION)));
    for (const path of [...uses.map(({ of }) => of), ...fitting]) await read(path, true);
  }
  leaveBeyond(context, [...beyond], MAX_FILES, 'files of Azure Pipelines');
  return found;
}

/** Its steps, jobs and stages are lists; jobs of others are mappings, and their steps have other keys. */
function isPipeline(value: unknown): boolean {
  if (!isRecord(value) || 'on' in value || 'runs' in value) return false;
  if (isRecord(value.extends) && typeof value.extends.template === 'string') return true;
  const lists = ['steps', 'jobs', 'stages', 'variables'].map(key => listAt(value, [key]));
  return lists.flat().some(item => isRecord(item) && Object.keys(item).some(key => OF_AZURE.test(key)));
}

const OF_AZURE =
  /^(?:task|template|script|bash|pwsh|powershell|checkout|deployment|stage|job|group|\$\{\{.*)$/;

/** `- {name: istio, default: 1.22.2}`, or `istio: 1.22.2` as templates had it first. */
function presetsOf(data: Positioned): Bindings {
  const found = new Map<string, Given>();
  const { value } = data.at(['parameters']);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      if (isRecord(item) && typeof item.name === 'string')
        giveAll(found, `parameters.${item.name}`, data.at(['parameters', index, 'default']));
  } else if (isRecord(value))
    for (const name of Object.keys(value))
      giveAll(found, `parameters.${name}`, data.at(['parameters', name]));
  return found;
}

const EACH = /^\$\{\{\s{0,9}each\s{1,9}(\w{1,80})\s{1,9}in\s{1,9}(.{1,400}?)\s{0,9}\}\}$/;
const SPLIT = /^split\(\s{0,9}'([^']{1,300})'\s{0,9},\s{0,9}'([^']{1,9})'\s{0,9}\)$/;

/** Goes through a file, and notes what it runs, where. */
class Walk {
  /** There is more than was gone through. */
  isCut = false;
  private left = MAX_NODES;

  constructor(private readonly file: Read) {}

  /** @param scope what is around: the file, or what runs for each of a list */
  read(value: unknown, path: DataPath, scope: string, depth: number): void {
    if (typeof value !== 'object' || value === null) return;
    this.isCut ||= depth > MAX_DEPTH || --this.left < 0;
    if (depth > MAX_DEPTH || this.left < 0) return;
    const { data, scopes } = this.file;
    if (isRecord(value)) {
      if (typeof value.template === 'string') this.call(value.template, path, scope);
      const name = [value.stage, value.job, value.deployment].find(one => typeof one === 'string');
      if ('variables' in value || 'env' in value || name !== undefined) {
        const variables: Variables = {
          ...('env' in value ? { env: [...path, 'env'] } : {}),
          ...('variables' in value ? { list: [...path, 'variables'] } : {}),
        };
        const ends = path.length === 0 ? Number.MAX_VALUE : data.endLineOf(path);
        const own = typeof name === 'string' ? { name } : {};
        scopes.push({ line: path.length === 0 ? 1 : data.lineOf(path), end: ends, variables, ...own });
      }
    }
    for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      const place = [...path, key];
      const [, name, list] = typeof key === 'string' ? (EACH.exec(key) ?? []) : [];
      if (name === undefined || list === undefined) {
        if (key !== 'parameters') this.read(inner, place, scope, depth + 1);
        continue;
      }
      const id = `${this.file.path} ${scopes.length}`;
      scopes.push({ id, line: data.lineOf(place), end: data.endLineOf(place), variables: {} });
      const line = data.lineOf(place);
      const each = (outer: Bindings) => itemsOf(name, list, outer, { file: this.file.path, line });
      this.file.calls.push({ of: id, from: scope, given: new Map(), each });
      this.read(inner, place, id, depth + 1);
    }
  }

  private call(template: string, path: DataPath, scope: string): void {
    const { data, path: from } = this.file;
    const [name = '', home] = template.split('@');
    if (home !== undefined && home !== 'self') return;
    const of = name.startsWith('/') ? resolveFromRoot(name) : resolveInTree(folderOf(from), name);
    if (of === undefined || of === from) return;
    if (of.includes('$')) {
      this.file.open.set(data.lineOf(path), of);
      return;
    }
    const given = new Map<string, Given>();
    const { value } = data.at([...path, 'parameters']);
    for (const key of isRecord(value) ? Object.keys(value) : [])
      giveAll(given, `parameters.${key}`, data.at([...path, 'parameters', key]));
    const label = ['environment', 'env', 'stage', 'name', 'cluster']
      .map(key => given.get(`parameters.${key}`))
      .find(word => word && !word.node && !word.open);
    this.file.calls.push({ of, from: scope, given, ...(label ? { job: label.text } : {}) });
    this.file.uses.push({ of, line: data.lineOf(path) });
  }
}

/** Each item of a list that is written there, or given: a text, or the texts of a mapping. */
function itemsOf(
  name: string,
  list: string,
  outer: Bindings,
  at: { readonly file: string; readonly line: number },
): readonly Bindings[] {
  const [, texts, separator = ','] = SPLIT.exec(list) ?? [];
  if (texts !== undefined)
    return texts.split(separator).map(text => new Map([[name, { ...at, text: text.trim() }]]));
  const node = outer.get(list)?.node;
  const { value } = node ?? {};
  if (!node || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value))
    return value.map((_, index) => {
      const found = new Map<string, Given>();
      giveAll(found, name, node.at([index]));
      return found;
    });
  return Object.keys(value).map(key => {
    const found = new Map<string, Given>([[`${name}.key`, { ...at, text: key }]]);
    giveAll(found, `${name}.value`, node.at([key]));
    return found;
  });
}

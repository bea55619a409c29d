/**
 * The values that a task of Ansible gives a chart: `values_files` in order, `values` over them, `set_values` over all.
 * Source: https://docs.ansible.com/ansible/latest/collections/kubernetes/core/helm_module.html
 */
import type { OpenPath } from '../../evaluated/plain.js';
import type { DataPath, Positioned, ValuesAssignment } from '../../model.js';
import { positionedAt, startOf, valueAt } from '../../yaml/positioned.js';
import { inlineLayer } from '../assembled.js';
import { isRecord, listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type Filled, filled, patched, wrapped } from '../reshaped.js';
import { parseTemplated } from '../templates/yaml.js';
import { folderOf, inFolder, resolveFromRoot, resolveInTree } from '../tree-path.js';
import { parseSetKey } from '../values/helm-set.js';
import { type ReleaseValues, ValuesCollector } from '../values/release.js';
import { besideName } from './entries.js';
import type { HelmTask } from './helm.js';
import { hasJinja, lookupIn, variableIn } from './jinja.js';
import { knownTexts, textsWithin } from './known-values.js';
import { roleOf } from './places.js';
import { argumentsOf } from './tasks.js';
import { ansibleData } from './variables.js';

export async function ansibleHelmValues(
  context: DetectContext,
  task: HelmTask,
  releaseName: string,
): Promise<ReleaseValues> {
  const collector = new Collector(context, task, releaseName);
  const argument = (...names: readonly string[]): DataPath | undefined =>
    names.map(name => [...task.module, name]).find(path => valueAt(task.data.value, path) !== undefined);
  const files = argument('values_files');
  if (files) await collector.addFiles(files);
  const values = argument('release_values', 'values');
  if (values) await collector.addValues(values);
  const set = argument('set_values');
  if (set) await collector.addAssignments(set);
  for (const name of ['reuse_values', 'post_renderer']) {
    const path = argument(name);
    const value = path && valueAt(task.data.value, path);
    if (path && value !== false && !/^(no|false)$/i.test(String(value)))
      collector.lost(`what \`${name}\` brings`, path);
  }
  return collector;
}

/** What each type of `set_values` is for Helm. */
const FLAGS: ReadonlyMap<string, ValuesAssignment['flag']> = new Map([
  ['raw', '--set'],
  ['string', '--set-string'],
  ['json', '--set-json'],
  ['literal', '--set-literal'],
]);

class Collector extends ValuesCollector {
  constructor(
    context: DetectContext,
    private readonly task: HelmTask,
    releaseName: string,
  ) {
    super(context, releaseName);
  }

  async addFiles(path: DataPath): Promise<void> {
    const { data } = this.task;
    const value = valueAt(data.value, path);
    if (!Array.isArray(value)) {
      this.lost(String(value), path);
      return;
    }
    for (const [index, name] of value.entries()) await this.addFile(String(name), [...path, index]);
  }

  async addValues(path: DataPath): Promise<void> {
    const { data, document, path: home, isLooped } = this.task;
    const value = valueAt(data.value, path);
    if (isRecord(value)) {
      // One turn of a loop has no place of its own to be edited at.
      await this.addMapping(data.at(path), isLooped ? undefined : { document, path: [...home, ...path] });
      return;
    }
    const text = typeof value === 'string' ? value : '';
    const lookup = lookupIn(text);
    if (lookup) {
      const file = this.located(lookup.name, lookup.isTemplate ? 'templates' : 'files');
      if (file === undefined) this.lost(text, path);
      else await this.addContent(file, lookup.isTemplate, path);
      return;
    }
    const name = variableIn(text);
    const found = name === undefined ? undefined : await ansibleData(this.context, name, data.file);
    if (found && isRecord(found.value)) await this.addMapping(found);
    else if (text.trim() !== '') this.lost(text, path);
  }

  async addAssignments(path: DataPath): Promise<void> {
    const { data } = this.task;
    const list = listAt(data.value, path);
    if (list.length === 0) this.lost(String(valueAt(data.value, path)), path);
    const known = await this.known(list.map(entry => stringAt(entry, ['value']) ?? '').map(assignedBy));
    for (const [index, entry] of list.entries()) {
      const at = startOf(data, [...path, index]);
      const text = stringAt(entry, ['value']) ?? '';
      const flag = FLAGS.get(stringAt(entry, ['value_type']) ?? 'raw');
      const key = text.slice(0, Math.max(text.indexOf('='), 0));
      const filledIn = known.get(assignedBy(text));
      const value =
        filledIn && typeof filledIn.value !== 'object' ? String(filledIn.value) : assignedBy(text);
      const setAt = filledIn?.at === undefined ? {} : { setAt: filledIn.at };
      const keys = key === '' || hasJinja(key) ? undefined : parseSetKey(key);
      if (!keys || !flag || (flag === '--set' && /[^\\],[^,=]+=/.test(value))) {
        this.addOpen([{ path: [], gap: { what: text, at } }], at);
      } else if (hasJinja(value)) {
        this.addOpen([{ path: keys, gap: { what: value, at } }], at);
      } else this.layers.push({ kind: 'assignment', source: 'set', ...at, ...setAt, flag, key, value });
    }
  }

  private known(texts: Iterable<string>): Promise<ReadonlyMap<string, Filled>> {
    return knownTexts(this.context, texts, startOf(this.task.data, this.task.module));
  }

  /** Something that may set anything at all. */
  lost(what: string, path: DataPath): void {
    const at = startOf(this.task.data, path);
    this.addOpen([{ path: [], gap: { what, at } }], at);
  }

  /** A mapping; texts in it that Ansible fills in are open. */
  private async addMapping(
    data: Positioned,
    home?: { readonly document: number; readonly path: DataPath },
  ): Promise<void> {
    const open: OpenPath[] = keysFilledIn(data);
    const known = await this.known(textsWithin(data));
    const read = filled(data, (text, path) => {
      if (!hasJinja(text)) return undefined;
      const value = known.get(text);
      if (value) return value;
      open.push({ path, gap: { what: text.trim(), at: startOf(data, path) } });
      return { value: undefined };
    });
    this.layers.push(inlineLayer(read, read === data ? home : undefined));
    if (open.length > 0) this.addOpen(open, startOf(this.task.data, this.task.module));
  }

  /** A file of values as it is on the machine that Helm runs on: one of the tree, or one that a task before has written there. */
  private async addFile(name: string, path: DataPath): Promise<void> {
    const source = this.writtenBy(name);
    const file = source
      ? this.located(source.name, source.isTemplate ? 'templates' : 'files')
      : this.located(name, 'files');
    if (file === undefined) this.lost(name, path);
    else await this.addContent(file, source?.isTemplate === true, path);
  }

  private async addContent(file: string, isTemplate: boolean, path: DataPath): Promise<void> {
    const text = (await this.context.text(file)) ?? '';
    if (isTemplate && hasJinja(text)) {
      const [document] = parseTemplated(this.context, file, text);
      if (!document || !isRecord(document.data.value)) {
        this.lost(`the template ${file}`, path);
        return;
      }
      const known = await this.known(document.open.map(({ gap }) => gap.what));
      const isKnown = ({ path: place, gap }: OpenPath): boolean =>
        known.has(gap.what) && place.every(key => typeof key === 'string');
      let data = document.data;
      for (const { path: place, gap } of document.open.filter(isKnown))
        data = patched(
          data,
          wrapped(
            filled(positionedAt(gap.at.file, gap.at.line, gap.what), text => known.get(text)),
            place,
          ),
        );
      this.layers.push(inlineLayer(data));
      this.addOpen(
        document.open.filter(one => !isKnown(one)),
        startOf(this.task.data, path),
      );
      return;
    }
    await this.addLayerOf(file);
  }

  /** What a task of the same file copies or fills in to a place. */
  private writtenBy(place: string): { readonly name: string; readonly isTemplate: boolean } | undefined {
    for (const { data } of this.task.others) {
      const module = argumentsOf(data, WRITERS);
      if (!module || stringAt(data.value, [...module, 'dest']) !== place) continue;
      const name = stringAt(data.value, [...module, 'src']);
      if (name !== undefined) return { name, isTemplate: /template$/.test(String(module[0])) };
    }
    return undefined;
  }

  /** Where Ansible looks for a file: in the role's folder of that kind, beside the tasks, from the root. */
  private located(name: string, kind: 'files' | 'templates'): string | undefined {
    const { file } = this.task.data;
    const role = roleOf(file);
    const plain = besideName(name);
    if (hasJinja(plain)) return undefined;
    const isAbsolute = plain.startsWith('/');
    const paths = [
      ...(role === undefined || isAbsolute ? [] : [inFolder(role, kind), role]).map(folder =>
        resolveInTree(folder, plain),
      ),
      ...(isAbsolute
        ? []
        : [resolveInTree(folderOf(file), plain), resolveInTree(inFolder(folderOf(file), kind), plain)]),
      isAbsolute ? undefined : resolveFromRoot(plain),
    ];
    return paths.find(path => path !== undefined && this.context.tree.has(path));
  }
}

/** Behind the first `=`. */
function assignedBy(assignment: string): string {
  return assignment.slice(assignment.indexOf('=') + 1);
}

const WRITERS = ['ansible.builtin.template', 'template', 'ansible.builtin.copy', 'copy'];

/** Deeper than values of anybody. */
const MAX_DEPTH = 50;

/** Mappings of which Ansible fills in a key: it may be any. */
function keysFilledIn(data: Positioned): OpenPath[] {
  const open: OpenPath[] = [];
  const pending: DataPath[] = [[]];
  for (let path = pending.pop(); path; path = pending.pop()) {
    const value = valueAt(data.value, path);
    if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) continue;
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    const what = keys.find(key => typeof key === 'string' && hasJinja(key));
    if (what !== undefined) open.push({ path, gap: { what: String(what), at: startOf(data, path) } });
    for (const key of keys) pending.push([...path, key]);
  }
  return open;
}

/**
 * The layers of values of a release of Helmfile: `values` in order, `secrets`, then `set`.
 * Source: https://helmfile.readthedocs.io/en/latest/#values-files-templates
 */
import { append } from '../../append.js';
import { type OpenPath, withoutMarks } from '../../evaluated/plain.js';
import type { ChartReference, Position, Problem } from '../../model.js';
import { isRecord, listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { reshaped } from '../reshaped.js';
import { templateValues } from '../templates/values.js';
import { valuesFileLayer } from '../values/file.js';
import { type ReleaseValues, ValuesCollector } from '../values/release.js';
import { dataAt, type Place, type ReleaseFields } from './fields.js';
import { filesNamed, type LoadedFiles } from './files.js';
import type { HelmfileTemplates } from './template.js';

/** A step of collecting that may need files; made in order. */
export async function helmfileValues(
  context: DetectContext,
  files: LoadedFiles,
  templates: HelmfileTemplates,
  fields: ReleaseFields,
  chart?: ChartReference,
): Promise<ReleaseValues> {
  const collector = new Collector(context, files, templates, fields, chart);
  for (const name of ['values', 'valuesTemplate']) {
    const place = fields.find(name);
    if (place) await collector.addEntries(place);
  }
  const secrets = fields.find('secrets');
  if (secrets) await collector.addSecrets(secrets);
  for (const name of ['set', 'setString']) {
    const place = fields.find(name);
    if (place) collector.addSettings(place, name === 'setString');
  }
  return collector;
}

class Collector extends ValuesCollector {
  constructor(
    context: DetectContext,
    private readonly files: LoadedFiles,
    private readonly templates: HelmfileTemplates,
    private readonly fields: ReleaseFields,
    chart: ChartReference | undefined,
  ) {
    super(context, `release ${fields.name}`, chart);
  }

  async addEntries(place: Place): Promise<void> {
    for (const [index, entry] of listAt(dataAt(place).value, []).entries()) {
      const at: Place = { part: place.part, path: [...place.path, index] };
      if (typeof entry === 'string') await this.addFile(entry, at);
      else if (isRecord(entry)) this.addInline(at);
    }
  }

  /** Files that helm-secrets decrypts: SOPS leaves their keys to be read. Source: https://github.com/jkroepke/helm-secrets */
  async addSecrets(place: Place): Promise<void> {
    for (const [index, entry] of listAt(dataAt(place).value, []).entries()) {
      const at = positionOf({ part: place.part, path: [...place.path, index] });
      const found =
        typeof entry === 'string' ? filesNamed(this.context, this.fields.state.folder, entry) : [];
      const read = await Promise.all(found.map(path => valuesFileLayer(this.context, path)));
      const isReadable = read.length > 0 && read.every(result => result.ok);
      if (!isReadable) this.addOpen([{ path: [], gap: { what: 'encrypted values', at } }], at);
      append(
        this.layers,
        read.flatMap(result => (result.ok && isReadable ? result.layer : [])),
      );
    }
  }

  addSettings(place: Place, isString: boolean): void {
    const data = dataAt(place);
    for (const [index, entry] of listAt(data.value, []).entries()) {
      const path = [...place.path, index];
      const at = { file: data.file, line: data.lineOf([index]) };
      const key = stringAt(entry, ['name']);
      if (key === undefined) continue;
      const list = listAt(entry, ['values']).map(String);
      const value = isRecord(entry) ? entry.value : undefined;
      const raw =
        list.length > 0
          ? `{${list.join(',')}}`
          : value === undefined || isRecord(value)
            ? undefined
            : String(value);
      const filled = raw === undefined ? undefined : this.fields.fill(raw, { part: place.part, path });
      if (!filled?.ok) {
        const gap = filled?.gap ?? { what: 'a file', at };
        this.addOpen([{ path: key.split('.'), gap }], at);
        continue;
      }
      const flag = isString ? '--set-string' : '--set';
      this.layers.push({ kind: 'assignment', source: 'set', ...at, flag, key, value: filled.text });
    }
  }

  private async addFile(raw: string, place: Place): Promise<void> {
    const at = positionOf(place);
    const name = this.fields.fill(raw, place);
    if (!name.ok) {
      this.addOpen([{ path: [], gap: name.gap }], at);
      return;
    }
    if (/^[a-z][a-z0-9+.-]*:/i.test(name.text)) {
      this.addOpen([{ path: [], gap: { what: `the file ${name.text}`, at } }], at);
      return;
    }
    const found = filesNamed(this.context, this.fields.state.folder, name.text);
    if (found.length === 0) this.addMissing(name.text, at);
    for (const path of found) {
      const text = path.endsWith('.gotmpl') ? this.files.read(path) : undefined;
      if (text?.includes('{{')) this.addTemplate(path, text);
      else await this.addLayerOf(path);
    }
  }

  private addMissing(name: string, at: Position): void {
    const handler = this.fields.value('missingFileHandler');
    if (typeof handler === 'string' && handler !== 'Error') return;
    this.unknown = true;
    // Which file it is is all that the state says of it, unless something that it runs writes that.
    const hasHooks = /\bhooks\b/.test(this.files.read(this.fields.state.file) ?? '');
    const why = `the values file ${name} is not in this repository`;
    this.addProblem(why, at, true, hasHooks ? {} : { selfContained: true });
  }

  private addTemplate(path: string, text: string): void {
    const worlds = this.templates.fillWorlds(text, this.fields.dot(), path, this.fields.state.folder);
    if (!worlds.ok) {
      this.unknown = true;
      this.addProblem(
        `it can't be read as a template: ${worlds.why}`,
        { file: path, line: worlds.line },
        true,
      );
      return;
    }
    const values = templateValues(path, worlds);
    if (!values) return;
    const { filled } = worlds;
    if ('why' in values) {
      this.unknown = true;
      const at = { file: path, line: values.line };
      const [gap] = [...filled.assumed, ...filled.gaps.values()];
      if (gap) this.addOpen([{ path: [], gap }], at);
      else this.addProblem(values.why, at, true);
      return;
    }
    const { open, data, line } = values;
    this.addOpen(open, { file: path, line: 1 });
    this.layers.push({
      kind: 'document',
      source: 'file',
      file: path,
      line,
      text: open.length > 0 ? JSON.stringify(data.value) : filled.text,
      data,
    });
  }

  private addInline(place: Place): void {
    const { part, path } = place;
    const data = dataAt(place);
    const at = positionOf(place);
    const isPlain = !part.filled && !JSON.stringify(data.value).includes('{{');
    const filled = isPlain ? { value: data.value, open: [] } : this.filledInline(place);
    if (filled.open.length > 0) this.addOpen(filled.open, at);
    this.layers.push({
      kind: 'document',
      source: 'inline',
      ...at,
      text: JSON.stringify(filled.value),
      data: isPlain ? data : reshaped(data, filled.value),
      ...(isPlain ? { home: { document: part.document, path, style: 'mapping' as const } } : {}),
    });
  }

  private filledInline({ part, path }: Place): {
    readonly value: unknown;
    readonly open: readonly OpenPath[];
  } {
    const stripped = withoutMarks(part.data.at(path).value, part.filled?.gaps ?? new Map());
    const open: OpenPath[] = [...stripped.open];
    const fill = (value: unknown, below: readonly (string | number)[]): unknown => {
      if (typeof value === 'string' && value.includes('{{')) {
        const field = this.fields.fill(value, { part, path: [...path, ...below] });
        if (field.ok) return field.text;
        open.push({ path: below, gap: field.gap });
        return undefined;
      }
      if (Array.isArray(value)) return value.map((item, index) => fill(item, [...below, index]) ?? null);
      if (!isRecord(value) || below.length > 100) return value;
      const entries = Object.entries(value).map(([key, item]) => [key, fill(item, [...below, key])] as const);
      return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
    };
    return { value: fill(stripped.value, []), open };
  }

  private addProblem(
    why: string,
    at: Position,
    blocking: boolean,
    more: Pick<Problem, 'selfContained'> = {},
  ): void {
    this.problems.push({ what: `values of release ${this.fields.name}`, why, ...at, blocking, ...more });
  }
}

function positionOf(place: Place): Position {
  const data = dataAt(place);
  return { file: data.file, line: data.lineOf([]) };
}

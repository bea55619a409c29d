/** Values that a state names, for its own environment or for a state that it runs: written out, or in files. */
import { opened } from '../../evaluated/opened.js';
import { overlaid } from '../../evaluated/overlay.js';
import { withLines } from '../../evaluated/plain.js';
import { type EvaluatedMap, type EvaluatedValue, type Gap, mapOf, valueFrom } from '../../evaluated/value.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import type { DataPath, Position, Positioned } from '../../model.js';
import { parseYaml } from '../../yaml/positioned.js';
import { isRecord, listAt } from '../data.js';
import { folderOf, resolveInTree } from '../tree-path.js';
import { filesNamed, type LoadedFiles } from './files.js';
import { filledValue } from './filled-value.js';
import type { StatePart } from './state.js';
import { dotOf, type HelmfileTemplates } from './template.js';

/** Where values are read. */
export interface ValuesPlace {
  readonly environment: string;
  /** The state's. */
  readonly folder: string;
  readonly files: LoadedFiles;
  readonly templates: HelmfileTemplates;
}

export class NamedValues {
  /** @param seen what templates of values see, where that is not what was named before them */
  constructor(
    public all: EvaluatedValue,
    private readonly place: ValuesPlace,
    private readonly seen?: EvaluatedValue,
  ) {}

  /**
   * Those of a list, each above the ones before it.
   * @param handler what happens where a file is not there: `missingFileHandler`, which lets it be unless that is an `Error`
   */
  add(part: StatePart, path: DataPath, handler: unknown = 'Error'): void {
    const { data, filledData, filled } = part;
    for (const [index, item] of listAt(data.value, path).entries()) {
      const at = [...path, index];
      if (isRecord(item)) this.overlay(filledValue(data.at(at), filledData.at(at), filled));
      else if (typeof item === 'string')
        this.addNamed(item, { file: data.file, line: data.lineOf(at) }, filled, handler);
    }
  }

  /** Files that SOPS encrypts, which leaves their keys to be read; of any other nothing is known (https://getsops.io/docs/). */
  addSecrets({ data }: StatePart, path: DataPath): void {
    for (const [index, item] of listAt(data.value, path).entries()) {
      const at = { file: data.file, line: data.lineOf([...path, index]) };
      const found = typeof item === 'string' ? this.locate(item, at.file) : [];
      const read = found.map(file => [file, this.place.files.read(file) ?? ''] as const);
      if (read.length === 0 || !read.every(([, text]) => IS_SOPS.test(text)))
        this.open('an encrypted file', at, true);
      else for (const [file, text] of read) this.takeSealed(file, text);
    }
  }

  private takeSealed(path: string, text: string): void {
    const [document] = parseYaml(path, text).documents;
    if (!document) return;
    const { data } = document;
    const own = Object.keys(isRecord(data.value) ? data.value : {}).filter(key => key !== 'sops');
    const entries = own.map(key => [key, sealed(data.at([key]))] as const);
    this.all = overlaid(this.all, mapOf(Object.fromEntries(entries), { file: path, line: 1 }));
  }

  overlay(value: EvaluatedValue): void {
    const gap = value.kind === 'map' ? value.open : undefined;
    this.all = overlaid(gap ? opened(this.all, gap) : this.all, value);
  }

  open(what: string, at: Position, isSealed = false): void {
    const gap: Gap = { what, at, ...(isSealed ? { isSealed } : {}) };
    this.all = opened(this.all.kind === 'map' ? this.all : emptyMap(at), gap);
  }

  /** Beside the file that names it, else beside the state. */
  locate(path: string, file: string): readonly string[] {
    const { files, folder } = this.place;
    for (const beside of [folderOf(file), folder]) {
      const found = filesNamed(files.context, beside, path);
      if (found.length > 0) return found;
    }
    return [];
  }

  private addNamed(name: string, at: Position, filled: FilledTemplate | undefined, handler: unknown): void {
    const isOpen = [...(filled?.gaps.keys() ?? [])].some(mark => name.includes(mark));
    const found = isOpen ? [] : this.locate(name, at.file);
    const mayBeMissing = !isOpen && handler !== 'Error' && isOfTree(name, folderOf(at.file));
    if (found.length === 0 && !mayBeMissing) this.open(`the file ${isOpen ? 'of values' : name}`, at);
    for (const path of found) this.addFile(path);
  }

  private addFile(path: string): void {
    const { environment, folder, files, templates } = this.place;
    const text = files.read(path);
    if (text === undefined) return;
    const at = { file: path, line: 1 };
    if (!path.endsWith('.gotmpl')) {
      this.take(path, text);
      return;
    }
    const dot = dotOf({ environment, values: this.seen ?? this.all }, at);
    const result = templates.fill(text, dot, path, folder);
    if (!result.ok) {
      this.open(`the template ${path}`, at);
      return;
    }
    const { filled } = result;
    this.take(path, filled.text, filled);
    for (const gap of [...filled.assumed, ...filled.gaps.values()].slice(0, 1)) this.open(gap.what, gap.at);
  }

  private take(path: string, text: string, filled?: FilledTemplate): void {
    const { documents, errors } = parseYaml(path, text);
    const [error] = errors;
    if (error) {
      const line = filled ? (filled.lines[error.line - 1] ?? 1) : error.line;
      this.open(`${path}, which can't be read`, { file: path, line });
    }
    const [document] = documents;
    if (!document) return;
    const { data } = document;
    this.all = overlaid(
      this.all,
      filled ? filledValue(withLines(data, data.value, filled.lines), data, filled) : valueFrom(data),
    );
  }
}

/** What SOPS writes beside what it encrypts. */
const IS_SOPS = /^["']?sops["']?:/m;

/** As it stands, but for texts that are encrypted. */
function sealed(data: Positioned): EvaluatedValue {
  const at = { file: data.file, line: data.lineOf([]) };
  const { value } = data;
  if (isRecord(value))
    return mapOf(Object.fromEntries(Object.keys(value).map(key => [key, sealed(data.at([key]))])), at);
  const isSealed = typeof value !== 'string' || /^ENC\[/.test(value);
  if (!isSealed) return valueFrom(data);
  return { kind: 'unknown', gap: { what: 'an encrypted file', at, isSealed: true }, at };
}

/** False for what is fetched, or lies outside of the tree: whether that is there is not known. */
function isOfTree(name: string, folder: string): boolean {
  return !/^[a-z][a-z0-9+.-]{0,50}:/i.test(name) && resolveInTree(folder, name) !== undefined;
}

export function emptyMap(at: Position): EvaluatedMap {
  return { kind: 'map', entries: new Map(), at };
}

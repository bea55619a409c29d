/** Where in the user's own files a value has to be written so that it is the one that counts. */
import { parseSetKey } from '../detect/values/helm-set.js';
import type {
  DataPath,
  Edit,
  Position,
  ValuesDocument,
  ValuesLayer,
  YamlChange,
  YamlPlace,
  YamlValue,
} from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { parameterAt } from './assignment.js';
import { applyChange, type ReadText } from './changes.js';
import { blockText } from './value-text.js';

export interface PlaceOptions {
  /** Files that other releases use, too: taken only where nothing else can be edited. */
  readonly sharedFiles?: ReadonlySet<string>;
  /** Where values can be begun if no layer can be edited; its path is that of the release's values. */
  readonly fresh?: YamlPlace & { readonly path: DataPath };
  /** Where the release is declared: the place to name where nothing can be written. */
  readonly declared?: Position;
}

export interface Placed {
  readonly ok: true;
  readonly edit: Edit;
  /** The same edit as what it means; combine several with `combineChanges`. */
  readonly change: YamlChange;
  readonly file: string;
  /** Line on which the value will stand. */
  readonly line: number;
  /** Dotted path below the release's values. */
  readonly path: string;
  /** Other releases use the file, too. */
  readonly shared: boolean;
}

export interface NotPlaced {
  readonly ok: false;
  /** What to write, as YAML of the release's values; or `key=value` where an assignment decides. */
  readonly snippet: string;
  /** Where to write it, as far as that is known. */
  readonly file?: string;
  readonly line?: number;
  readonly path: string;
  /** One clause: why it was not written. */
  readonly why: string;
}

export type Placement = Placed | NotPlaced;

/**
 * Places a value: where the last layer that already decides this key sets it, else in the last document that can be
 * edited. A chart's own values.yaml is a layer like any other.
 * @param layers the release's layers, later ones winning
 * @param valuesPath where the chart's values stand below the release's
 * @param path of the value below the chart's values
 */
export async function placeValue(
  layers: readonly ValuesLayer[],
  valuesPath: DataPath,
  path: DataPath,
  value: YamlValue,
  read: ReadText,
  options: PlaceOptions = {},
): Promise<Placement> {
  const whole = [...valuesPath, ...path];
  const context: Context = { whole, value, read, options };
  const decider = layers.toReversed().find(layer => decides(layer, whole));
  if (decider?.kind === 'assignment') return placeInAssignment(context, decider);
  if (decider) return placeInDocument(context, decider);

  const documents = layers.filter(isDocument).toReversed();
  const editable = documents.filter(layer => layer.home && below(layer, whole));
  const own = editable.find(layer => !options.sharedFiles?.has(layer.file));
  const home = own ?? editable[0];
  if (home) return placeInDocument(context, home);
  if (options.fresh)
    return place(context, { ...options.fresh, op: 'set', path: [...options.fresh.path, ...whole], value });
  const [last] = documents;
  return notPlaced(
    context,
    last ?? options.declared,
    last ? 'that layer of values can’t be edited in place' : 'no values are written here yet',
  );
}

interface Context {
  readonly whole: DataPath;
  readonly value: YamlValue;
  readonly read: ReadText;
  readonly options: PlaceOptions;
}

/** True where nothing that an earlier layer says at the path can count. */
function decides(layer: ValuesLayer, whole: DataPath): boolean {
  if (layer.kind === 'assignment') {
    const key = parseSetKey(layer.key);
    return (
      key !== undefined &&
      key.length <= whole.length &&
      key.every((part, index) => String(part) === String(whole[index]))
    );
  }
  const path = below(layer, whole);
  if (!path) return false;
  for (const length of path.keys()) {
    const value = valueAt(layer.data.value, path.slice(0, length + 1));
    if (value === undefined) return false;
    // A parent that is no mapping hides what earlier layers say below it; `null` removes it.
    if (typeof value !== 'object' || value === null) return true;
  }
  return path.length > 0;
}

async function placeInDocument(context: Context, layer: ValuesDocument): Promise<Placement> {
  const path = below(layer, context.whole);
  if (!layer.home || !path) return notPlaced(context, layer, 'that layer of values can’t be edited in place');
  const { document, path: home, style } = layer.home;
  const base = { op: 'set', file: layer.file, document, value: context.value } as const;
  if (style === 'block-string')
    return place(context, { ...base, path, home: { style, blockPath: home } }, layer);
  return place(context, { ...base, path: [...home, ...path], home: { style } }, layer);
}

async function placeInAssignment(
  context: Context,
  layer: ValuesLayer & { kind: 'assignment' },
): Promise<Placement> {
  const { value, whole } = context;
  const text = String(value);
  if (parseSetKey(layer.key)?.length !== whole.length) {
    return notPlaced(context, layer, `\`${layer.key}\` is set as a whole there`);
  }
  if (layer.flag !== '--set' && layer.flag !== '--set-string') {
    return notPlaced(context, layer, `it is set with ${layer.flag} there`);
  }
  const content = await context.read(layer.file);
  const found = content === undefined || /[\\,{}]/.test(text) ? undefined : parameterAt(content, layer);
  if (!found) return notPlaced(context, layer, 'it is set there, in a form that can’t be edited in place');
  const change = {
    op: 'set',
    file: layer.file,
    document: found.document,
    path: found.path,
    value: text,
    home: { style: 'mapping' },
  } as const;
  return place(context, change, layer);
}

async function place(context: Context, change: YamlChange, layer?: ValuesLayer): Promise<Placement> {
  const { file } = change;
  const before = await context.read(file);
  const edited = applyChange(before ?? '', change);
  if (!edited.ok)
    return notPlaced(
      context,
      { file, line: layer?.line ?? 1 },
      `${file} can’t be edited in place: ${edited.why}`,
    );
  const creates = before === undefined;
  return {
    ok: true,
    edit: { file, before: before ?? '', after: edited.text, ...(creates ? { creates: true } : {}) },
    change,
    file,
    line: edited.line,
    path: context.whole.join('.'),
    shared: context.options.sharedFiles?.has(file) === true,
  };
}

function notPlaced(
  { whole, value }: Context,
  at: { readonly file: string; readonly line: number; readonly kind?: string } | undefined,
  why: string,
): NotPlaced {
  const path = whole.join('.');
  const snippet =
    at?.kind === 'assignment' ? `${path}=${value}` : blockText(whole, value, { indent: 0, step: 2, dash: 2 });
  return { ok: false, snippet, path, why, ...(at ? { file: at.file, line: at.line } : {}) };
}

/** The path within a layer's own data; undefined where the layer is that of another chart. */
export function below(layer: ValuesDocument, whole: DataPath): DataPath | undefined {
  const outer = layer.below ?? [];
  return outer.every((key, index) => key === whole[index]) ? whole.slice(outer.length) : undefined;
}

function isDocument(layer: ValuesLayer): layer is ValuesDocument {
  return layer.kind === 'document';
}

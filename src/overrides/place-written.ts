/** Takes values out, or moves them, wherever the release's own layers write them. */
import { parseSetKey } from '../detect/values/helm-set.js';
import type { DataPath, ValuesLayer, ValuesOperation, YamlChange } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { parameterAt } from './assignment.js';
import { applyChange, type ReadText } from './changes.js';
import { printPath } from './fix-path.js';
import { below, type NotPlaced, type Placement } from './place.js';

/** What is to happen to a value that is written, relative to the values of its chart. */
export type WrittenOperation = Exclude<ValuesOperation, { readonly op: 'set' }>;

/**
 * One placement for each layer that writes the value; none where no layer does.
 * @param valuesPath where the chart's values stand below the release's
 */
export async function placeWritten(
  layers: readonly ValuesLayer[],
  valuesPath: DataPath,
  operation: WrittenOperation,
  read: ReadText,
  sharedFiles?: ReadonlySet<string>,
): Promise<readonly Placement[]> {
  const whole = [...valuesPath, ...operation.path];
  const placements: Placement[] = [];
  for (const layer of layers) {
    if (!writes(layer, whole)) continue;
    const change = await changeIn(layer, valuesPath, operation, read);
    placements.push(await place(layer, whole, operation, change, read, sharedFiles));
  }
  return placements;
}

function writes(layer: ValuesLayer, whole: DataPath): boolean {
  if (layer.kind === 'assignment') {
    const key = parseSetKey(layer.key);
    return key?.length === whole.length && key.every((part, index) => String(part) === String(whole[index]));
  }
  const path = below(layer, whole);
  return path !== undefined && path.length > 0 && valueAt(layer.data.value, path) !== undefined;
}

/** The change of the layer's file; a clause that says why there is none. */
async function changeIn(
  layer: ValuesLayer,
  valuesPath: DataPath,
  operation: WrittenOperation,
  read: ReadText,
): Promise<YamlChange | string> {
  if (layer.kind === 'assignment') {
    if (operation.op === 'move') return 'it is set there as an assignment';
    const content = await read(layer.file);
    const found = content === undefined ? undefined : parameterAt(content, layer);
    if (!found) return 'it is set there, in a form that can’t be edited in place';
    const { document, path } = found;
    return {
      op: 'remove',
      file: layer.file,
      document,
      path: path.slice(0, -1),
      emptied: 'prune',
      home: MAPPING,
    };
  }
  if (!layer.home) return 'that layer of values can’t be edited in place';
  const { document, path: home, style } = layer.home;
  const outer = style === 'block-string' ? [] : home;
  const from = below(layer, [...valuesPath, ...operation.path]);
  const base = {
    file: layer.file,
    document,
    home: style === 'block-string' ? ({ style, blockPath: home } as const) : MAPPING,
    path: [...outer, ...(from ?? [])],
  };
  if (operation.op === 'remove') return { ...base, op: 'remove', emptied: 'prune' };
  const to = below(layer, [...valuesPath, ...operation.to]);
  if (!to) return 'that layer holds the values of another chart';
  return { ...base, op: 'move', to: [...outer, ...to] };
}

const MAPPING = { style: 'mapping' } as const;

async function place(
  layer: ValuesLayer,
  whole: DataPath,
  operation: WrittenOperation,
  change: YamlChange | string,
  read: ReadText,
  sharedFiles: ReadonlySet<string> | undefined,
): Promise<Placement> {
  const { file, line } = layer;
  const path = printPath(whole);
  const open: Omit<NotPlaced, 'why'> = { ok: false, snippet: todo(operation, path), file, line, path };
  if (typeof change === 'string') return { ...open, why: change };
  const before = await read(file);
  if (before === undefined) return { ...open, why: `${file} can’t be read` };
  const edited = applyChange(before, change);
  if (!edited.ok) return { ...open, why: `${file} can’t be edited in place: ${edited.why}` };
  return {
    ok: true,
    edit: { file, before, after: edited.text },
    change,
    file,
    line: edited.line,
    path,
    shared: sharedFiles?.has(file) === true,
  };
}

function todo(operation: WrittenOperation, path: string): string {
  return operation.op === 'remove' ? `take ${path} out` : `move ${path} to ${printPath(operation.to)}`;
}

/** Values that are written in another shape than Helm's: put together from parts, each of which keeps its lines. */
import type { DataPath, Positioned, ValuesDocument } from '../model.js';
import { positionedAt, valueAt } from '../yaml/positioned.js';

/** A part, and the path of the values at which it belongs. */
export interface Part {
  readonly path: DataPath;
  readonly data: Positioned;
}

/** A layer of values out of parts of one file; undefined where there are none. It can't be edited in place. */
export function assembledLayer(parts: readonly Part[]): ValuesDocument | undefined {
  const [first] = parts;
  if (!first) return undefined;
  const data = assembled(parts);
  return {
    kind: 'document',
    source: 'inline',
    file: first.data.file,
    line: first.data.lineOf([]),
    text: JSON.stringify(data.value),
    data,
  };
}

/** A mapping as a layer, where it stands in its file. */
export function inlineLayer(
  data: Positioned,
  home?: { readonly document: number; readonly path: DataPath },
): ValuesDocument {
  return {
    kind: 'document',
    source: 'inline',
    file: data.file,
    line: data.lineOf([]),
    text: JSON.stringify(data.value),
    data,
    ...(home ? { home: { ...home, style: 'mapping' as const } } : {}),
  };
}

/** Positioned data out of parts of one file; the later of two parts at one path wins. */
export function assembled(parts: readonly Part[]): Positioned {
  const [first] = parts;
  let value: unknown = {};
  for (const { path, data } of parts) value = placed(value, path, data.value);
  return new Assembled(first?.data.file ?? '', first?.data.lineOf([]) ?? 1, value, parts);
}

class Assembled implements Positioned {
  constructor(
    readonly file: string,
    private readonly line: number,
    readonly value: unknown,
    private readonly parts: readonly Part[],
  ) {}

  lineOf(path: DataPath): number {
    const holder = this.holderOf(path);
    if (holder) return holder.data.lineOf(path.slice(holder.path.length));
    return this.within(path)[0]?.data.lineOf([]) ?? this.line;
  }

  endLineOf(path: DataPath): number {
    const holder = this.holderOf(path);
    return holder ? holder.data.endLineOf(path.slice(holder.path.length)) : this.lineOf(path);
  }

  at(path: DataPath): Positioned {
    const holder = this.holderOf(path);
    if (holder) return holder.data.at(path.slice(holder.path.length));
    const value = valueAt(this.value, path);
    if (value === undefined) return positionedAt(this.file, this.lineOf(path), undefined);
    const inner = this.within(path).map(part => ({ ...part, path: part.path.slice(path.length) }));
    return new Assembled(this.file, this.lineOf(path), value, inner);
  }

  private holderOf(path: DataPath): Part | undefined {
    return this.parts.findLast(part => startsWith(path, part.path));
  }

  private within(path: DataPath): readonly Part[] {
    return this.parts.filter(part => startsWith(part.path, path));
  }
}

function startsWith(path: DataPath, start: DataPath): boolean {
  return start.length <= path.length && start.every((key, index) => String(key) === String(path[index]));
}

function placed(target: unknown, path: DataPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const entries =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? Object.entries(target) : [];
  const below = placed(entries.find(([name]) => name === String(key))?.[1], rest, value);
  return Object.fromEntries([...entries.filter(([name]) => name !== String(key)), [String(key), below]]);
}

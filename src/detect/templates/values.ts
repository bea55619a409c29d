/** Values that a template writes, with every way that its open conditions can go: what hangs on one is named with it. */
import { isDeepStrictEqual } from 'node:util';
import { type OpenPath, withLines, withoutMarks } from '../../evaluated/plain.js';
import type { Choice } from '../../gotemplate/choices.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import type { World, Worlds } from '../../gotemplate/worlds.js';
import type { Condition, DataPath, Positioned } from '../../model.js';
import { parseYaml } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import { mergedData } from '../layered-data.js';

export interface TemplateValues {
  /** Line of the template that they start at. */
  readonly line: number;
  /** All that may be set: where a condition goes either way, what is written if it holds. */
  readonly data: Positioned;
  readonly open: readonly OpenPath[];
}

/** A template that gives no values: the line, and why; the cause, where it is something that is not decided. */
export interface NoValues {
  readonly line: number;
  readonly why: string;
}

/** Reads what a template of values writes; undefined where it writes nothing at all. */
export function templateValues(
  path: string,
  { filled, others }: Worlds & { ok: true },
): TemplateValues | NoValues | undefined {
  const held = read(path, filled);
  if ('why' in held) return held;
  const open = new Map<string, OpenPath>();
  const layers: Positioned[] = [held.data];
  addAll(open, held.open);
  for (const world of others) {
    const other = read(path, world.filled);
    if ('why' in other) {
      // Nothing can be told of a way on which the text is none.
      const [gap] = world.without.map(choice => choice.gap);
      if (gap) addAll(open, [{ path: [], gap }]);
      continue;
    }
    layers.unshift(other.data);
    addAll(open, conditionalPaths(held.data.value, other.data.value, world));
    addAll(open, other.open);
  }
  if (!held.any && layers.length === 1) return undefined;
  return {
    line: held.line,
    data: layers.length === 1 ? held.data : mergedData(layers.map(data => ({ data }))),
    open: [...open.values()],
  };
}

interface Read {
  readonly any: boolean;
  readonly line: number;
  readonly data: Positioned;
  readonly open: readonly OpenPath[];
}

function read(path: string, filled: FilledTemplate): Read | NoValues {
  const { text, lines, gaps, assumed } = filled;
  const parsed = parseYaml(path, text);
  const [error] = parsed.errors;
  const [document] = parsed.documents;
  if (error || (document && !isRecord(document.data.value)))
    return {
      line: lines[(error?.line ?? 1) - 1] ?? 1,
      why: error ? error.message : 'Helm expects a mapping',
    };
  const stripped = withoutMarks(document?.data.value ?? {}, gaps);
  const whole = [...new Map(assumed.map(gap => [gap.what, gap])).values()];
  const bare = document?.data ?? parseYaml(path, '{}').documents[0]?.data;
  return {
    any: document !== undefined,
    line: (document && lines[document.line - 1]) ?? 1,
    data: withLines(bare as Positioned, stripped.value, lines),
    open: [
      ...stripped.open,
      ...whole.map(gap => ({ path: [], gap })),
      ...(document ? overridablePaths(document.data, filled) : []),
    ],
  };
}

/** Values that the tree gives, and something outside of it may give anew. */
function overridablePaths(data: Positioned, { overridable }: FilledTemplate): readonly OpenPath[] {
  if (overridable.length === 0) return [];
  return leavesOf(data.value, []).flatMap(path => {
    const line = data.lineOf(path);
    const found = overridable.find(({ from, to }) => from <= line && line <= to);
    if (!found) return [];
    const { gap } = found;
    return [{ path, gap, condition: { what: `\`${gap.what}\` does not set it anew`, ...gap.at } }];
  });
}

function leavesOf(value: unknown, path: DataPath): readonly DataPath[] {
  if (!isRecord(value) || path.length > 100) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** What is one thing where the conditions hold and another where they don't. */
function conditionalPaths(held: unknown, other: unknown, { without }: World): readonly OpenPath[] {
  const [last] = without.toReversed();
  if (!last) return [];
  return differing(held, other, []).map(({ path, isHeld }) => ({
    path,
    gap: { what: last.what, at: last.at },
    condition: conditionOf(without, isHeld),
  }));
}

interface Difference {
  readonly path: DataPath;
  /** It is there where the conditions hold. */
  readonly isHeld: boolean;
}

function differing(held: unknown, other: unknown, path: DataPath): readonly Difference[] {
  if (isDeepStrictEqual(held, other)) return [];
  const [left, right] = [entriesOf(held), entriesOf(other)];
  const keys = left && right ? [...new Set([...Object.keys(left), ...Object.keys(right)])] : [];
  if (keys.length === 0 || path.length > 100) return [{ path, isHeld: held !== undefined && held !== null }];
  return keys.flatMap(key => differing(left?.[key], right?.[key], [...path, key]));
}

/** What is not there is as good as an empty map. */
function entriesOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || value === null) return {};
  return isRecord(value) ? value : undefined;
}

/** The first writing of a path counts: it is the one with fewer conditions. */
function addAll(open: Map<string, OpenPath>, found: readonly OpenPath[]): void {
  for (const entry of found) {
    const key = JSON.stringify(entry.path);
    if (!open.has(key)) open.set(key, entry);
  }
}

const HOLDS: Readonly<Record<Choice['asks'], readonly [yes: string, no: string]>> = {
  if: ['is true', 'is not true'],
  with: ['is set', 'is not set'],
  range: ['has entries', 'has no entries'],
};

/** Longer conditions are told by how they start. */
const MAX_NAME = 160;

/** @param holds which way the last of the choices goes; those before it don't hold */
export function conditionOf(choices: readonly Choice[], holds: boolean): Condition {
  const words = choices.map(({ what, asks }, index) => {
    const [yes, no] = HOLDS[asks];
    const named = what.length > MAX_NAME ? `${what.slice(0, MAX_NAME)}…` : what;
    return `\`${named.replaceAll('`', '')}\` ${holds && index === choices.length - 1 ? yes : no}`;
  });
  const at = choices.at(-1)?.at ?? { file: '', line: 1 };
  return { what: words.join(' and '), file: at.file, line: at.line };
}

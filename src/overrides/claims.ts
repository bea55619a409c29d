/** Which rendered leaves are those of a pinned setting. */
import type { Change } from '../model.js';
import type { PinnedSetting } from './propose.js';

/**
 * True where all that a change brings are the settings themselves, with the pinned values: environment variables, keys
 * of the mesh config, or their copies in the ConfigMaps that charts render their values into.
 */
export function claims(settings: readonly PinnedSetting[], change: Change): boolean {
  if (change.op === 'removed') return false;
  const leaves = leavesOf(change.after, stepsOf(change.path));
  return (
    leaves.length > 0 &&
    leaves.every(({ path, value }) =>
      settings.some(setting => isSetting(setting, path) && value === setting.value),
    )
  );
}

function isSetting({ kind, name }: PinnedSetting, path: readonly string[]): boolean {
  switch (kind) {
    case 'env':
      return endsWith(path, ['env', name]);
    case 'proxyMetadata':
      // ztunnel's chart makes environment variables of it.
      return endsWith(path, ['proxyMetadata', name]) || endsWith(path, ['env', name]);
    case 'meshConfig':
    case 'values':
      return path[0] === 'data' && endsWith(path, name.split('.'));
  }
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
}

/** A mapping or list that was not there before is one change: its leaves are looked at one by one. */
function leavesOf(value: unknown, path: readonly string[]): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap(item => leavesOf(item, path));
  if (typeof value !== 'object' || value === null)
    return [{ path: variablePath(path), value: String(value) }];
  const entries = Object.entries(value);
  const variable =
    entries.length === 2 && 'name' in value && 'value' in value ? String(value.name) : undefined;
  if (variable === undefined) return entries.flatMap(([key, child]) => leavesOf(child, [...path, key]));
  const own = path.at(-1) === variable ? path : [...path, variable];
  return leavesOf((value as { value: unknown }).value, own);
}

/** `env[X].value` is the variable X. */
function variablePath(path: readonly string[]): readonly string[] {
  return path.at(-1) === 'value' && path.at(-3) === 'env' ? path.slice(0, -1) : path;
}

function endsWith(path: readonly string[], tail: readonly string[]): boolean {
  const start = path.length - tail.length;
  return start >= 0 && tail.every((step, index) => path[start + index] === step);
}

/** `containers[discovery].env[X].value` as steps. */
function stepsOf(path: string): readonly string[] {
  const steps = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]{0,1000})\]|([^.[\]]+)/g);
  return [...steps].map(([, quoted, item, key]) => quoted ?? item ?? key ?? '');
}

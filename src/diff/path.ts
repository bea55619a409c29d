/** Paths to a value within a resource, as the report prints them. */

/** One step: a mapping's key, an item of a list found by its key or value, or an item by position. */
export interface Segment {
  readonly style: 'key' | 'item' | 'index';
  readonly key: string;
}

export type Path = readonly Segment[];

/** `spec.template.spec.containers[discovery].env[PILOT_X].value`, `metadata.labels["helm.sh/chart"]`. */
export function formatPath(path: Path): string {
  let result = '';
  for (const segment of path) {
    if (segment.style !== 'key') {
      result += `[${formatItem(segment)}]`;
    } else if (/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(segment.key)) {
      result += result === '' ? segment.key : `.${segment.key}`;
    } else {
      result += `[${JSON.stringify(segment.key)}]`;
    }
  }
  return result;
}

/** Unambiguous text of a path, for looking up. */
export function pathId(path: Path): string {
  let result = '';
  for (const segment of path) result += `${segment.style}:${segment.key.length}:${segment.key};`;
  return result;
}

export function keysOf(path: Path): readonly string[] {
  return path.map(segment => segment.key);
}

function formatItem(segment: Segment): string {
  if (segment.style === 'index') return segment.key;
  return /[[\]"\s]|^$/.test(segment.key) ? JSON.stringify(segment.key) : segment.key;
}

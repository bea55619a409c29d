import type { EvaluatedValue } from '../evaluated/value.js';

/** Go's truth: empty things are false. Undefined where that is not decided. */
export function isTrue(value: EvaluatedValue): boolean | undefined {
  switch (value.kind) {
    case 'unknown':
      return undefined;
    case 'scalar':
      if (value.gaps) return true;
      return value.value !== null && value.value !== '' && value.value !== 0 && value.value !== false;
    case 'list':
      return value.items.length > 0;
    case 'map':
      return value.entries.size > 0 ? true : value.open ? undefined : false;
  }
}

/** What is to be told of the policy itself, most urgent first: mistakes, what the change does to it, accepted risks without effect. */
import type { PolicyChange, PolicyReview, Position } from '../model.js';
import { clip } from './escape.js';

export interface PolicyItem {
  readonly place: Position;
  /** Plain text; `code` stands between backticks. */
  readonly text: string;
}

const MAX_VALUE = 200;

export function policyItems({ file, idle, head }: PolicyReview): readonly PolicyItem[] {
  return [
    ...(head?.mistakes ?? []).map(({ line, message }) => ({
      place: { file, line },
      text: `mistake in the changed policy: ${message}. Merged like this, every later run stops here.`,
    })),
    ...(head?.changes ?? []).map(change => ({
      place: { file, line: change.line },
      text: `${changeText(change)}; in force once this is merged`,
    })),
    ...idle.map(({ of, why, reason, until, file: at, line }) => ({
      place: { file: at, line },
      text:
        why === 'expired'
          ? `accepted until ${until}, which is over, so it counts again: ${quoted(of)} (${reason})`
          : `accepted until ${until}, but nothing found here needs it: ${quoted(of)} (${reason})`,
    })),
  ];
}

function changeText({ key, before, after }: PolicyChange): string {
  if (before === undefined) return `${quoted(key)} added: ${quoted(after ?? '')}`;
  if (after === undefined) return `${quoted(key)} removed: ${quoted(before)}`;
  return `${quoted(key)} changed from ${quoted(before)} to ${quoted(after)}`;
}

function quoted(text: string): string {
  return `\`${clip(text, MAX_VALUE).replaceAll('`', '’')}\``;
}

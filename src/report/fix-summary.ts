/** What a patch does and what it leaves, for a terminal. */
import type { Override, Report } from '../model.js';
import type { PatchSet } from '../overrides/select.js';
import { visible } from './escape.js';

interface Fixed {
  readonly patch: PatchSet;
  readonly report: Pick<Report, 'findings'>;
  readonly after: Pick<Report, 'verdict' | 'reason'>;
}

/**
 * One line an override, one a finding that is left, one for the verdict; ends with a line break.
 * @param asked the rules that somebody named, each of which should have something to mend
 */
export function fixSummary(
  { patch, report, after }: Fixed,
  written: boolean,
  asked: readonly string[] = [],
): string {
  const { chosen, passedOver, edits } = patch;
  const done = chosen.map(
    ({ finding, override }) =>
      `${finding.rule}: ${whatOf(override)} at ${placeOf(override)} (${proofOf(override)})`,
  );
  const left = passedOver.map(
    ({ finding, why }) => `${finding.rule}: not written, ${why.replace(/\.$/, '')}`,
  );
  const exposed = report.findings.filter(({ exposure }) => exposure === 'exposed');
  const unmet = asked
    .filter(name => !exposed.some(({ rule }) => rule === name))
    .map(name => `--only ${name}: no exposed finding has this name`);
  const files = `${edits.length} file${edits.length === 1 ? '' : 's'}`;
  const head =
    edits.length === 0
      ? 'nothing to write'
      : `${written ? 'changed' : 'a patch of'} ${files}; with it: ${after.verdict}. ${after.reason}`;
  return [...new Set([...done, ...left, ...unmet]), head].map(line => `${visible(line)}\n`).join('');
}

function whatOf({ kind, path, value, written }: Override): string {
  if (value !== undefined) return `${kind} ${path ?? ''}: ${value}`;
  const op = written?.changes[0]?.op;
  return `${kind} ${op === 'move' ? 'moves' : 'takes out'} ${path ?? ''}`;
}

function placeOf({ file, line }: Override): string {
  return line === undefined ? (file ?? '') : `${file ?? ''}:${line}`;
}

function proofOf({ verified, note, kind }: Override): string {
  if (verified === true) return 'proven by rendering again';
  return kind === 'fix' ? `check: ${note}` : `not proven: ${note}`;
}

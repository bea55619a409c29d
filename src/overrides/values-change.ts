/** Changes of values as one override: the places that were found for it, and what is left to do by hand. */
import type { RuleFix } from '../rules/rule.js';
import { combineChanges, type ReadText } from './changes.js';
import type { Placement } from './place.js';
import type { Candidate } from './propose.js';

/** One candidate of all places that a change of values has; what could not be written is said, with its place. */
export async function valuesChange(
  rule: string,
  kind: 'pin' | 'fix',
  fix: Pick<RuleFix, 'note' | 'weakens'>,
  placements: readonly Placement[],
  read: ReadText,
): Promise<Candidate> {
  const made = placements.filter(placement => placement.ok);
  const open = placements.filter(placement => !placement.ok);
  const [first] = [...made, ...open];
  const byHand = open.map(
    ({ file, line, why, snippet }) =>
      `At ${file ?? 'the values'}${line === undefined ? '' : `:${line}`} it has to be done by hand, as ${why}: ${snippet}.`,
  );
  const shared = made.flatMap(placement =>
    placement.shared ? `Other releases use ${placement.file} as well: they get it, too.` : [],
  );
  const changes = made.map(placement => placement.change);
  const { edits } = await combineChanges(changes, read);
  const [change] = changes;
  const value = change?.op === 'set' ? change.value : undefined;
  return {
    rule,
    override: {
      kind,
      target: 'values',
      ...(first?.file === undefined ? {} : { file: first.file }),
      ...(first?.line === undefined ? {} : { line: first.line }),
      ...(first ? { path: first.path } : {}),
      ...(value === undefined
        ? {}
        : { value: typeof value === 'object' ? JSON.stringify(value) : String(value) }),
      weakens: fix.weakens ?? null,
      note: [fix.note.trim(), ...shared, ...byHand].join(' '),
    },
    edits,
    changes,
    settings: [],
    isBroad: false,
  };
}

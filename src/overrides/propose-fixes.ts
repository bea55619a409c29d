/** Lasting fixes on the resources themselves. They are never proven: what decides them is not in the repository. */
import type { ViewItem } from '../mesh/view.js';
import type { DataPath, Installation, YamlOperation, YamlValue } from '../model.js';
import { compileExpression } from '../rules/condition.js';
import { type Rule, type RuleFix, stepsOf } from '../rules/rule.js';
import { valueAt } from '../yaml/positioned.js';
import type { ReadText } from './changes.js';
import { editOf } from './edit-resource.js';
import { printPath, resolveFixPath } from './fix-path.js';
import { type Placement, type PlaceOptions, placeValue } from './place.js';
import { placeWritten } from './place-written.js';
import type { Candidate } from './propose.js';
import { blockText } from './value-text.js';
import { valuesChange } from './values-change.js';
import { writable } from './writable.js';

export interface FixInput {
  readonly rule: Rule;
  /** The items that the change acts on. */
  readonly items: readonly ViewItem[];
  /** Value of a fix's expression for an item; left out: `evaluateOnItem`. */
  readonly evaluate?: (expression: string, item: ViewItem) => unknown;
  /** Where items that stand in no resource are written: their paths are those of the chart's values. */
  readonly values?: { readonly installation: Installation; readonly place: PlaceOptions };
}

/** Patches beyond these are one piece of advice with a count: nobody reads more, and each costs a reading of its file. */
const MAX_WRITTEN = 20;

/**
 * The rule's fixes on resources in their order, each with one candidate an item where it can be written down, else one
 * in all. Those in the values of a chart are `proposeValuesFixes`'s.
 */
export async function proposeFixes(input: FixInput, read: ReadText): Promise<readonly Candidate[]> {
  const evaluate = input.evaluate ?? evaluateOnItem;
  const candidates: Candidate[] = [];
  for (const fix of input.rule.fixes) {
    const steps = stepsOf(fix);
    if (steps.some(({ values }) => values)) continue;
    const { when } = fix;
    const items =
      when === undefined ? input.items : input.items.filter(item => evaluate(when, item) === true);
    if (items.length === 0 && input.items.length > 0) continue;
    if (steps.length === 0) {
      candidates.push(advice(input.rule, fix, items));
      continue;
    }
    const unknown: ViewItem[] = [];
    for (const item of items.slice(0, MAX_WRITTEN)) {
      const operations = operationsOf(input.rule, fix, item, evaluate);
      if (operations.length > 0) candidates.push(await written(input, fix, operations, item, read));
      else unknown.push(item);
    }
    const left = [...unknown, ...items.slice(MAX_WRITTEN)];
    if (left.length > 0 || items.length === 0) candidates.push(advice(input.rule, fix, left));
  }
  return candidates;
}

/** Evaluates a CEL expression that looks at nothing but the item; undefined where it can't be. */
export function evaluateOnItem(expression: string, item: ViewItem): unknown {
  const compiled = compileExpression(expression);
  const side = { value: '', version: '', env: {}, proxyMetadata: {}, meshConfig: {} };
  const context = { item: item.value, mesh: {}, before: side, after: side };
  const result = compiled.ok ? compiled.evaluate(context) : compiled;
  return result.ok ? result.value : undefined;
}

/** What a fix does to an item's resource; [] where it suggests nothing there. */
function operationsOf(
  rule: Rule,
  fix: RuleFix,
  item: ViewItem,
  evaluate: (expression: string, item: ViewItem) => unknown,
): readonly YamlOperation[] {
  const place = pathOf(rule, fix, item);
  const operations: YamlOperation[] = [];
  for (const step of stepsOf(fix)) {
    if (step.set) {
      const value = writable(evaluate(step.set.value, item));
      if (value === undefined) return [];
      operations.push({ op: 'set', path: resolveFixPath(step.set.path, place), value });
      continue;
    }
    const path = resolveFixPath(step.remove?.path ?? step.move?.path ?? '', place);
    // A field that another item of the same kind lacks is no fault of that item's.
    if (item.resource && valueAt(item.resource.value, path) === undefined) continue;
    operations.push(
      step.move
        ? { op: 'move', path, to: resolveFixPath(step.move.to, place) }
        : { op: 'remove', path, emptied: 'keep' },
    );
  }
  return operations;
}

/** A fix whose value is for a person to find. */
function advice(rule: Rule, fix: RuleFix, items: readonly ViewItem[]): Candidate {
  const [first, ...others] = items;
  const at = first && placeOf(rule, fix, first);
  const [step] = stepsOf(fix);
  const target = step?.set?.path ?? step?.remove?.path ?? step?.move?.path;
  const path =
    first && target !== undefined ? printPath(resolveFixPath(target, pathOf(rule, fix, first))) : undefined;
  const more =
    others.length > 0 ? ` and ${others.length} more ${others.length === 1 ? 'place' : 'places'}` : '';
  const place = at ? ` It concerns ${first?.subject} at ${at.file}:${at.line}${more}.` : '';
  return candidate(rule, fix, {
    ...(at ? { file: at.file, line: at.line } : {}),
    ...(path === undefined ? {} : { path }),
    note: fix.note.trim() + place,
  });
}

async function written(
  { rule, values }: FixInput,
  fix: RuleFix,
  operations: readonly YamlOperation[],
  item: ViewItem,
  read: ReadText,
): Promise<Candidate> {
  const at = placeOf(rule, fix, item);
  if (!item.resource && values && item.paths.at) {
    const placed = await Promise.all(operations.map(operation => placeOperation(operation, values, read)));
    const placements = placed.flat();
    if (placements.length > 0)
      return {
        ...(await valuesChange(rule.id, 'fix', fix, placements, read)),
        place: `${item.subject} ${printPath(pathOf(rule, {}, item))}`,
      };
  }
  const [first] = operations;
  const base = {
    ...(first ? { path: printPath(first.path) } : {}),
    ...(first?.op === 'set' ? { value: spelt(first.value) } : {}),
    note: fix.note.trim(),
  };
  const edit = await editOf(operations, item, read);
  if (!edit.ok) {
    const place = at ? { file: at.file, line: at.line } : {};
    const where = at ? ` The place is ${at.file}:${at.line}.` : '';
    return candidate(rule, fix, {
      ...base,
      ...place,
      note: `${base.note} It has to be written by hand: ${edit.why}.${where} ${operations.map(todo).join(' ')}`,
    });
  }
  const { changes, before, after, line, file } = edit;
  return {
    ...candidate(rule, fix, { ...base, file, line }),
    edits: [{ file, before, after }],
    changes,
    subject: item.subject,
    place: `${item.subject} ${printPath(pathOf(rule, {}, item))}`,
  };
}

async function placeOperation(
  operation: YamlOperation,
  { installation: { release, valuesPath }, place }: NonNullable<FixInput['values']>,
  read: ReadText,
): Promise<readonly Placement[]> {
  return operation.op === 'set'
    ? [await placeValue(release.values, valuesPath, operation.path, operation.value, read, place)]
    : placeWritten(release.values, valuesPath, operation, read, place.sharedFiles);
}

/** What to do where nothing could be edited: one sentence. */
function todo(operation: YamlOperation): string {
  switch (operation.op) {
    case 'set': {
      const text = blockText(operation.path.slice(-1), operation.value, { indent: 0, step: 2, dash: 2 });
      const above = printPath(operation.path.slice(0, -1));
      return `Write \`${text.replaceAll('\n', ' ')}\`${above === '' ? '' : ` below ${above}`}.`;
    }
    case 'remove':
      return `Take ${printPath(operation.path)} out.`;
    case 'move':
      return `Move ${printPath(operation.path)} to ${printPath(operation.to)}.`;
  }
}

function candidate(
  rule: Rule,
  fix: RuleFix,
  fields: Partial<Candidate['override']> & { note: string },
): Candidate {
  return {
    rule: rule.id,
    override: {
      kind: 'fix',
      target: fields.file === undefined ? 'mesh' : 'resource',
      weakens: fix.weakens ?? null,
      ...fields,
    },
    edits: [],
    changes: [],
    settings: [],
    isBroad: false,
  };
}

function pathOf(rule: Rule, fix: Pick<RuleFix, 'at'>, item: ViewItem): DataPath {
  return item.paths[fix.at ?? rule.at ?? 'at'] ?? item.paths.at ?? [];
}

function placeOf(rule: Rule, fix: Pick<RuleFix, 'at'>, item: ViewItem) {
  return item.places[fix.at ?? rule.at ?? 'at'] ?? item.places.at;
}

function spelt(value: YamlValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Lasting fixes on the resources themselves. They are never proven: what decides them is not in the repository. */
import type { ViewItem } from '../mesh/view.js';
import type { DataPath, Installation, YamlChange, YamlOperation, YamlValue } from '../model.js';
import { compileExpression } from '../rules/condition.js';
import type { Rule, RuleFix } from '../rules/rule.js';
import { valueAt } from '../yaml/positioned.js';
import type { ReadText } from './changes.js';
import { applyChange } from './changes.js';
import { printPath, resolveFixPath } from './fix-path.js';
import { locateResource } from './locate-resource.js';
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
    if (fix.values) continue;
    const { when } = fix;
    const items =
      when === undefined ? input.items : input.items.filter(item => evaluate(when, item) === true);
    if (items.length === 0 && input.items.length > 0) continue;
    if (!fix.set && !fix.remove && !fix.move) {
      candidates.push(advice(input.rule, fix, items));
      continue;
    }
    const unknown: ViewItem[] = [];
    for (const item of items.slice(0, MAX_WRITTEN)) {
      const operation = operationOf(input.rule, fix, item, evaluate);
      if (operation) candidates.push(await written(input, fix, operation, item, read));
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

/** What a fix does to an item's resource; undefined where it suggests nothing there. */
function operationOf(
  rule: Rule,
  fix: RuleFix,
  item: ViewItem,
  evaluate: (expression: string, item: ViewItem) => unknown,
): YamlOperation | undefined {
  const place = pathOf(rule, fix, item);
  if (fix.set) {
    const value = writable(evaluate(fix.set.value, item));
    return value === undefined ? undefined : { op: 'set', path: resolveFixPath(fix.set.path, place), value };
  }
  const path = resolveFixPath(fix.remove?.path ?? fix.move?.path ?? '', place);
  // A field that another item of the same kind lacks is no fault of that item's.
  if (item.resource && valueAt(item.resource.value, path) === undefined) return undefined;
  if (fix.move) return { op: 'move', path, to: resolveFixPath(fix.move.to, place) };
  return { op: 'remove', path, emptied: 'keep' };
}

/** A fix whose value is for a person to find. */
function advice(rule: Rule, fix: RuleFix, items: readonly ViewItem[]): Candidate {
  const [first, ...others] = items;
  const at = first && placeOf(rule, fix, first);
  const target = fix.set?.path ?? fix.remove?.path ?? fix.move?.path;
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
  operation: YamlOperation,
  item: ViewItem,
  read: ReadText,
): Promise<Candidate> {
  const at = placeOf(rule, fix, item);
  if (!item.resource && values && item.paths.at) {
    const placements = await placeOperation(operation, values, read);
    if (placements.length > 0)
      return {
        ...(await valuesChange(rule.id, 'fix', fix, placements, read)),
        place: `${item.subject} ${printPath(pathOf(rule, {}, item))}`,
      };
  }
  const base = {
    path: printPath(operation.path),
    ...(operation.op === 'set' ? { value: spelt(operation.value) } : {}),
    note: fix.note.trim(),
  };
  const edit = await editOf(operation, item, read);
  if (!edit.ok) {
    const place = at ? { file: at.file, line: at.line } : {};
    const where = at ? ` The place is ${at.file}:${at.line}.` : '';
    return candidate(rule, fix, {
      ...base,
      ...place,
      note: `${base.note} It has to be written by hand: ${edit.why}.${where} ${todo(operation)}`,
    });
  }
  const { change, before, after, line } = edit;
  return {
    ...candidate(rule, fix, { ...base, file: change.file, line }),
    edits: [{ file: change.file, before, after }],
    changes: [change],
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

type FixEdit =
  | {
      readonly ok: true;
      readonly change: YamlChange;
      readonly before: string;
      readonly after: string;
      readonly line: number;
    }
  | { readonly ok: false; readonly why: string };

async function editOf(operation: YamlOperation, item: ViewItem, read: ReadText): Promise<FixEdit> {
  const { resource } = item;
  if (!resource) return { ok: false, why: 'it stands in no resource' };
  if (resource.origin === 'manifests') return { ok: false, why: 'the resource is not in this tree' };
  if (resource.origin === 'embedded')
    return { ok: false, why: 'the resource stands inside a declaration of another form' };
  if (resource.origin === 'template')
    return { ok: false, why: 'the resource comes out of a chart’s template' };
  const { file } = resource.data;
  const written = item.places.at?.file;
  if (written !== undefined && written !== file) return { ok: false, why: 'a patch of Kustomize writes it' };
  const before = await read(file);
  if (before === undefined) return { ok: false, why: `${file} can’t be read` };
  const located = locateResource(before, resource);
  if (!located.ok) return located;
  const change: YamlChange = {
    ...below(operation, located.path),
    file,
    document: located.document,
    home: { style: 'mapping' },
  };
  const edited = applyChange(before, change);
  return edited.ok ? { ok: true, change, before, after: edited.text, line: edited.line } : edited;
}

function below(operation: YamlOperation, outer: DataPath): YamlOperation {
  const path = [...outer, ...operation.path];
  return operation.op === 'move'
    ? { ...operation, path, to: [...outer, ...operation.to] }
    : { ...operation, path };
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

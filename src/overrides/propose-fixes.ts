/** Lasting fixes on the resources themselves. They are never proven: what decides them is not in the repository. */
import type { ViewItem } from '../mesh/view.js';
import type { DataPath } from '../model.js';
import { compileExpression } from '../rules/condition.js';
import type { Rule, RuleFix } from '../rules/rule.js';
import type { ReadText, YamlChange } from './changes.js';
import { applyChange } from './changes.js';
import { locateResource } from './locate-resource.js';
import type { Candidate } from './propose.js';
import type { ScalarValue } from './scalar-text.js';

export interface FixInput {
  readonly rule: Rule;
  /** The items that the change acts on. */
  readonly items: readonly ViewItem[];
  /** Value of a fix's expression for an item; left out: `evaluateOnItem`. */
  readonly evaluate?: (expression: string, item: ViewItem) => unknown;
}

/** Patches beyond these are one piece of advice with a count: nobody reads more, and each costs a reading of its file. */
const MAX_WRITTEN = 20;

/** The rule's fixes in their order, each with one candidate an item where it can be written down, else one in all. */
export async function proposeFixes(input: FixInput, read: ReadText): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [];
  for (const fix of input.rule.fixes) {
    if (!fix.set) {
      candidates.push(advice(input, fix, input.items));
      continue;
    }
    const unknown: ViewItem[] = [];
    for (const item of input.items.slice(0, MAX_WRITTEN)) {
      const value = (input.evaluate ?? evaluateOnItem)(fix.set.value, item);
      const known = isScalar(value) && value !== '' ? value : undefined;
      if (known === undefined) unknown.push(item);
      else candidates.push(await written(input.rule, fix, fix.set.path, known, item, read));
    }
    const left = [...unknown, ...input.items.slice(MAX_WRITTEN)];
    if (left.length > 0 || input.items.length === 0) candidates.push(advice(input, fix, left));
  }
  return candidates;
}

/** Evaluates a CEL expression that looks at nothing but the item; undefined where it can't be. */
export function evaluateOnItem(expression: string, item: ViewItem): unknown {
  const compiled = compileExpression(expression);
  const side = { value: '', version: '', env: {}, proxyMetadata: {}, meshConfig: {} };
  const context = { item: item.value, mesh: {}, before: side, after: side };
  const result = compiled.ok ? compiled.evaluate(context) : compiled;
  if (!result.ok) return undefined;
  return typeof result.value === 'bigint' ? Number(result.value) : result.value;
}

/** A fix whose value is for a person to find. */
function advice({ rule }: FixInput, fix: RuleFix, items: readonly ViewItem[]): Candidate {
  const [first, ...others] = items;
  const at = first && placeOf(rule, first);
  const path = first && fix.set ? dotted([...pathOf(rule, first), ...stepsOf(fix.set.path)]) : undefined;
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
  rule: Rule,
  fix: RuleFix,
  setPath: string,
  value: ScalarValue,
  item: ViewItem,
  read: ReadText,
): Promise<Candidate> {
  const path = [...pathOf(rule, item), ...stepsOf(setPath)];
  const at = placeOf(rule, item);
  const base = { path: dotted(path), value: String(value), note: fix.note.trim() };
  const edit = await editOf(path, value, item, read);
  if (!edit.ok) {
    const place = at ? { file: at.file, line: at.line } : {};
    const where = at ? ` The place is ${at.file}:${at.line}.` : '';
    return candidate(rule, fix, {
      ...base,
      ...place,
      note: `${base.note} It has to be written by hand: ${edit.why}.${where}`,
    });
  }
  const { change, before, after, line } = edit;
  return {
    ...candidate(rule, fix, { ...base, file: change.file, line }),
    edits: [{ file: change.file, before, after }],
    changes: [change],
  };
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

async function editOf(path: DataPath, value: ScalarValue, item: ViewItem, read: ReadText): Promise<FixEdit> {
  const { resource } = item;
  if (!resource) return { ok: false, why: 'it stands in no resource' };
  if (resource.origin === 'manifests') return { ok: false, why: 'the resource is not in this tree' };
  if (resource.origin === 'template')
    return { ok: false, why: 'the resource comes out of a chart’s template' };
  const { file } = resource.data;
  const before = await read(file);
  if (before === undefined) return { ok: false, why: `${file} can’t be read` };
  const located = locateResource(before, resource);
  if (!located.ok) return located;
  const change: YamlChange = {
    file,
    document: located.document,
    path: [...located.path, ...path],
    value,
    home: { style: 'mapping' },
  };
  const edited = applyChange(before, change);
  return edited.ok ? { ok: true, change, before, after: edited.text, line: edited.line } : edited;
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

function pathOf(rule: Rule, item: ViewItem): DataPath {
  return item.paths[rule.at ?? 'at'] ?? item.paths.at ?? [];
}

function placeOf(rule: Rule, item: ViewItem) {
  return item.places[rule.at ?? 'at'] ?? item.places.at;
}

/** `servers[0].tls` or `tls.sni` as steps. */
function stepsOf(path: string): DataPath {
  return path
    .split(/[.[\]]+/)
    .filter(step => step !== '')
    .map(step => (/^\d+$/.test(step) ? Number(step) : step));
}

function dotted(path: DataPath): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${key}` : key),
    '',
  );
}

function isScalar(value: unknown): value is ScalarValue {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
}

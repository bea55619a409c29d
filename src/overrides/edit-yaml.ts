/**
 * Edits one place of a YAML file as a person would: the smallest change of the text that does it. Comments, order,
 * quoting, indentation and line endings stay; what can't be edited like that is refused with the reason.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'yaml';
import type { DataPath, YamlHome, YamlOperation, YamlValue } from '../model.js';
import { blockStringAt } from './block-string.js';
import { applySplices, eolOf, lineAt, type Splice } from './splice.js';

import { offsetOf, type ReadDocuments, type Refusal, readDocuments } from './yaml-documents.js';
import { planMove } from './yaml-move.js';
import { isDone, operated } from './yaml-operation.js';
import { type Plan, planFirst, planSet } from './yaml-plan.js';
import { planRemove } from './yaml-remove.js';

export type YamlEdit =
  | {
      readonly ok: true;
      readonly text: string;
      /** Line of the new text on which the value stands. */
      readonly line: number;
    }
  | Refusal;

/**
 * Makes one edit. What is already as it would be gives the text back unchanged. Proven before it is returned: read
 * again, the new text differs from the old one by exactly this edit, and no comment is lost.
 * @param documentIndex number of the document in the file, from 0; empty ones count
 */
export function editYaml(
  text: string,
  documentIndex: number,
  operation: YamlOperation,
  home: YamlHome = { style: 'mapping' },
): YamlEdit {
  if (operation.path.length === 0) return { ok: false, why: 'a whole document is not a single value' };
  const before = readDocuments(text);
  if (!before.ok) return before;
  if (home.style === 'block-string') return editBlock(text, before, documentIndex, operation, home.blockPath);
  const edited = editMapping(text, before, documentIndex, operation);
  return edited.ok ? { ok: true, text: edited.text, line: edited.line } : edited;
}

/**
 * Sets a value at a path; mappings on the way are created, list items are not.
 * @param value a string that reads as something else (`"false"`) is written quoted; booleans and numbers are not
 */
export function setInYaml(
  text: string,
  documentIndex: number,
  path: DataPath,
  value: YamlValue,
  home: YamlHome = { style: 'mapping' },
): YamlEdit {
  return editYaml(text, documentIndex, { op: 'set', path, value }, home);
}

interface Edited {
  readonly ok: true;
  readonly text: string;
  readonly line: number;
  readonly splices: readonly Splice[];
}

function editMapping(
  text: string,
  before: ReadDocuments,
  index: number,
  operation: YamlOperation,
): Edited | Refusal {
  const document = before.documents[index];
  if (!document && (index > 0 || before.documents.length > 0)) return missing(index);
  const data = before.values[index] ?? null;
  if (isDone(data, operation))
    return { ok: true, text, line: lineOf(text, document, operation), splices: [] };
  const plan = planOf(text, document, data, operation);
  if (!plan.ok) return plan;

  const proven = prove(text, plan.splices, before, index, operated(data, operation));
  if (!proven.ok) return proven;
  const line = lineOf(proven.text, proven.after.documents[index], operation);
  return { ok: true, text: proven.text, line, splices: plan.splices };
}

function planOf(
  text: string,
  document: Document.Parsed | undefined,
  data: unknown,
  operation: YamlOperation,
): Plan {
  const { op, path } = operation;
  if (!document) {
    return op === 'set'
      ? planFirst(text, 0, text.length, path, operation.value)
      : { ok: false, why: `there is no \`${path.join('.')}\`` };
  }
  switch (op) {
    case 'set':
      return planSet(text, document, data, path, operation.value);
    case 'remove':
      return planRemove(text, document, data, operation);
    case 'move':
      return planMove(text, document, data, operation);
  }
}

function editBlock(
  text: string,
  before: ReadDocuments,
  index: number,
  operation: YamlOperation,
  blockPath: DataPath,
): YamlEdit {
  const document = before.documents[index];
  if (!document) return missing(index);
  const block = blockStringAt(text, document, blockPath);
  if (!block.ok) return block;
  const content = readDocuments(block.content);
  if (!content.ok) return { ok: false, why: `in \`${blockPath.join('.')}\`, ${content.why}` };

  const inner = editMapping(block.content, content, 0, operation);
  if (!inner.ok) return inner;
  const line = block.line + inner.line - 1;
  const after = block.strips ? inner.text.trimEnd() : inner.text;
  const expected = operated(before.values[index], { op: 'set', path: blockPath, value: after });
  const proven = prove(text, block.toFile(inner.splices), before, index, expected);
  return proven.ok ? { ok: true, text: proven.text, line } : proven;
}

type Proven = { readonly ok: true; readonly text: string; readonly after: ReadDocuments } | Refusal;

/** Makes the edit and reads the result: whatever is not exactly the intended change is refused. */
function prove(
  text: string,
  splices: readonly Splice[],
  before: ReadDocuments,
  index: number,
  expected: unknown,
): Proven {
  const result = applySplices(text, splices, eolOf(text));
  const after = readDocuments(result);
  if (!after.ok) return { ok: false, why: `the edit would not be valid YAML: ${after.why}` };
  const values = before.values.length > 0 ? [...before.values] : [null];
  values[index] = expected;
  if (!isDeepStrictEqual(after.values, values)) {
    return { ok: false, why: 'the edit would change more than this one place' };
  }
  if (!isDeepStrictEqual(after.comments.toSorted(), before.comments.toSorted())) {
    return { ok: false, why: 'the edit would lose a comment' };
  }
  return { ok: true, text: result, after };
}

/** The line of what was edited; of what is left around it, where it is gone. */
function lineOf(text: string, document: Document.Parsed | undefined, operation: YamlOperation): number {
  const path = operation.op === 'move' ? operation.to : operation.path;
  return lineAt(text, document ? offsetOf(document, path) : 0);
}

function missing(index: number): Refusal {
  return { ok: false, why: `the file has no YAML document number ${index + 1}` };
}

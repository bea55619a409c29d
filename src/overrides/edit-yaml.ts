/**
 * Sets one value in a YAML file as a person would: the smallest change of the text that does it. Comments, order,
 * quoting, indentation and line endings stay; what can't be edited like that is refused with the reason.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'yaml';
import type { DataPath } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { blockStringAt } from './block-string.js';
import type { ScalarValue } from './scalar-text.js';
import { applySplices, eolOf, lineAt, type Splice } from './splice.js';
import { offsetOf, type ReadDocuments, type Refusal, readDocuments } from './yaml-documents.js';
import { planFirst, planSet } from './yaml-plan.js';

/**
 * What the path is relative to: the document (`mapping`), or the document inside a literal block string of it
 * (`block-string`), such as `spec.source.helm.values` of an Argo CD Application.
 */
export type YamlHome =
  | { readonly style: 'mapping' }
  | { readonly style: 'block-string'; readonly blockPath: DataPath };

export type YamlEdit =
  | {
      readonly ok: true;
      readonly text: string;
      /** Line of the new text on which the value stands. */
      readonly line: number;
    }
  | Refusal;

/**
 * Sets a scalar at a path; mappings on the way are created, list items are not. Setting what is already there
 * gives the text back unchanged. Proven before it is returned: read again, the new text differs from the old one
 * by exactly this value, and no comment is lost.
 * @param documentIndex number of the document in the file, from 0; empty ones count
 * @param value a string that reads as something else (`"false"`) is written quoted; booleans and numbers are not
 */
export function setInYaml(
  text: string,
  documentIndex: number,
  path: DataPath,
  value: ScalarValue,
  home: YamlHome = { style: 'mapping' },
): YamlEdit {
  if (path.length === 0) return { ok: false, why: 'a whole document is not a single value' };
  const before = readDocuments(text);
  if (!before.ok) return before;
  if (home.style === 'mapping') {
    const edited = setInMapping(text, before, documentIndex, path, value);
    return edited.ok ? { ok: true, text: edited.text, line: edited.line } : edited;
  }
  return setInBlock(text, before, documentIndex, path, value, home.blockPath);
}

/** Sets a scalar of a resource, such as `spec.trafficPolicy.tls.sni`, in the file that declares it. */
export function setInResource(
  text: string,
  documentIndex: number,
  path: DataPath,
  value: ScalarValue,
): YamlEdit {
  return setInYaml(text, documentIndex, path, value);
}

interface Edited {
  readonly ok: true;
  readonly text: string;
  readonly line: number;
  readonly splices: readonly Splice[];
}

function setInMapping(
  text: string,
  before: ReadDocuments,
  index: number,
  path: DataPath,
  value: ScalarValue,
): Edited | Refusal {
  const document = before.documents[index];
  if (!document && (index > 0 || before.documents.length > 0)) return missing(index);
  const data = before.values[index] ?? null;
  if (document && valueAt(data, path) === value) {
    return { ok: true, text, line: lineOf(text, document, path), splices: [] };
  }
  const plan = document
    ? planSet(text, document, data, path, value)
    : planFirst(text, 0, text.length, path, value);
  if (!plan.ok) return plan;

  const proven = prove(text, plan.splices, before, index, withValue(data, path, value));
  if (!proven.ok) return proven;
  const line = lineOf(proven.text, proven.after.documents[index], path);
  return { ok: true, text: proven.text, line, splices: plan.splices };
}

function setInBlock(
  text: string,
  before: ReadDocuments,
  index: number,
  path: DataPath,
  value: ScalarValue,
  blockPath: DataPath,
): YamlEdit {
  const document = before.documents[index];
  if (!document) return missing(index);
  const block = blockStringAt(text, document, blockPath);
  if (!block.ok) return block;
  const content = readDocuments(block.content);
  if (!content.ok) return { ok: false, why: `in \`${blockPath.join('.')}\`, ${content.why}` };

  const inner = setInMapping(block.content, content, 0, path, value);
  if (!inner.ok) return inner;
  const line = block.line + inner.line - 1;
  const after = block.strips ? inner.text.trimEnd() : inner.text;
  const expected = withValue(before.values[index], blockPath, after);
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
    return { ok: false, why: 'the edit would change more than this one value' };
  }
  if (!isDeepStrictEqual(after.comments.toSorted(), before.comments.toSorted())) {
    return { ok: false, why: 'the edit would lose a comment' };
  }
  return { ok: true, text: result, after };
}

/** The data with a scalar set at a path: what the edit is to amount to. */
function withValue(data: unknown, path: DataPath, value: ScalarValue): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(data))
    return data.map((item, index) => (index === key ? withValue(item, rest, value) : item));
  // Built from entries, so that a key named `__proto__` is a key.
  const entries = new Map(Object.entries((data ?? {}) as object));
  entries.set(String(key), withValue(entries.get(String(key)), rest, value));
  return Object.fromEntries(entries);
}

function lineOf(text: string, document: Document.Parsed | undefined, path: DataPath): number {
  return lineAt(text, document ? offsetOf(document, path) : 0);
}

function missing(index: number): Refusal {
  return { ok: false, why: `the file has no YAML document number ${index + 1}` };
}

/**
 * `templatePatch` of an ApplicationSet: a template of a merge patch for each Application.
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/#template-patch
 */
import { positionedValue, withLines, withSources } from '../../evaluated/plain.js';
import { originOn } from '../../gotemplate/line-origins.js';
import type { Positioned } from '../../model.js';
import { literalLineOf, parseYaml } from '../../yaml/positioned.js';
import { isRecord, stringAt } from '../data.js';
import { filled } from '../reshaped.js';
import type { Parameters, SetInput } from './parameters.js';
import { decided } from './set-template.js';

export type SetPatch =
  | { readonly ok: true; readonly data?: Positioned }
  /** What it comes to is not decided in this tree. */
  | { readonly ok: false };

const PATH = ['spec', 'templatePatch'];

/** @param set the whole ApplicationSet */
export function patchOf(set: Positioned, parameters: Parameters, { language }: SetInput): SetPatch {
  const text = stringAt(set.value, PATH);
  // Argo CD applies patches in sets of Go templates only.
  if (text === undefined || text.trim() === '') return { ok: true };
  if (!language) return { ok: false };
  const result = decided(text, parameters, language);
  if (!result) return { ok: false };
  const { documents, errors } = parseYaml(set.file, result.text);
  const [document] = documents;
  if (errors.length > 0 || (document && !isRecord(document.data.value))) return { ok: false };
  if (!document) return { ok: true };
  const first = literalLineOf(set, PATH);
  const lines = result.lines.map(line => (first === undefined ? set.lineOf(PATH) : first + line - 1));
  const lined = document.data;
  // A version stands where the parameter is written that fills it in.
  const placed = filled(withLines(lined, lined.value, lines), (value, path) => {
    if (path.at(-1) !== 'targetRevision') return undefined;
    const origin = originOn(result, lined.lineOf(path), value);
    return origin && origin.at.file !== '' ? { value, at: origin.at } : undefined;
  });
  return {
    ok: true,
    data: withSources(
      placed,
      result.blocks.map(({ value }) => positionedValue(value)),
    ),
  };
}

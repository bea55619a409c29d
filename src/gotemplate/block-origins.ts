/** Where the parts of a value are written that a template writes out as a whole: `{{ toYaml .Values.sources }}`. */

import { isRecord } from '../detect/data.js';
import { positionedValue } from '../evaluated/plain.js';
import { groupBy } from '../grouped.js';
import { oncePer } from '../memo.js';
import type { DataPath } from '../model.js';
import { parseYaml } from '../yaml/positioned.js';
import type { Block, FilledTemplate, Origin } from './output.js';

/** The values on one line of a template's text that stand in such a block. */
export function blockOrigins(written: FilledTemplate, line: number): readonly Origin[] {
  if (written.blocks.length === 0) return [];
  return byLine(written).get(line) ?? [];
}

const byLine = oncePer(({ blocks }: FilledTemplate) =>
  groupBy(blocks.flatMap(originsIn), ({ line }) => line),
);

/** A block that something cut or changed on its way is no YAML of the same parts: what differs then is nobody's. */
function originsIn({ value, text, line }: Block): readonly Origin[] {
  const [document, ...others] = parseYaml('', text).documents;
  if (!document || others.length > 0) return [];
  const source = positionedValue(value);
  const found: Origin[] = [];
  const pending: DataPath[] = [[]];
  for (let path = pending.pop(); path; path = pending.pop()) {
    const part = source.at(path);
    if (isRecord(part.value) || Array.isArray(part.value)) {
      for (const key of Array.isArray(part.value) ? part.value.keys() : Object.keys(part.value))
        pending.push([...path, key]);
      continue;
    }
    const at = { file: part.file, line: part.lineOf([]) };
    found.push({ line: line + document.data.lineOf(path) - 1, text: String(part.value), at });
  }
  return found;
}

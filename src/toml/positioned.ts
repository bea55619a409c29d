/** TOML read with positions: lists of versions and settings of tools whose lines reach the report. Source: https://toml.io/en/v1.0.0 */
import { type AST, getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import type { DataPath, Positioned } from '../model.js';
import { valueAt } from '../yaml/value-at.js';

/** Longer than settings that people write. */
const MAX_LENGTH = 100_000;

interface Lines {
  readonly first: number;
  readonly last: number;
}

/** @returns undefined for what is no TOML, or longer than what people write */
export function parseToml(file: string, text: string): Positioned | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const program = parseTOML(text);
    return positioned(file, getStaticTOMLValue(program), linesOf(program), []);
  } catch {
    return undefined;
  }
}

function positioned(
  file: string,
  whole: unknown,
  lines: ReadonlyMap<string, Lines>,
  base: DataPath,
): Positioned {
  const nearest = (path: DataPath): Lines => {
    const full = [...base, ...path];
    for (let length = full.length; length >= 0; length--) {
      const found = lines.get(JSON.stringify(full.slice(0, length)));
      if (found) return found;
    }
    return { first: 1, last: 1 };
  };
  return {
    file,
    value: valueAt(whole, base),
    lineOf: path => nearest(path).first,
    endLineOf: path => nearest(path).last,
    at: path => positioned(file, whole, lines, [...base, ...path]),
  };
}

/** Lines of each part, by its path. */
function linesOf(program: AST.TOMLProgram): ReadonlyMap<string, Lines> {
  const found = new Map<string, Lines>();
  const put = (path: DataPath, node: AST.TOMLNode): void => {
    const key = JSON.stringify(path);
    if (!found.has(key)) found.set(key, { first: node.loc.start.line, last: node.loc.end.line });
  };
  const pairs = (body: readonly AST.TOMLKeyValue[], base: DataPath): void => {
    for (const pair of body) {
      const path = [...base, ...pair.key.keys.map(nameOf)];
      put(path, pair);
      content(pair.value, path);
    }
  };
  const content = (node: AST.TOMLContentNode, path: DataPath): void => {
    if (node.type === 'TOMLInlineTable') pairs(node.body, path);
    if (node.type !== 'TOMLArray') return;
    for (const [index, element] of node.elements.entries()) {
      put([...path, index], element);
      content(element, [...path, index]);
    }
  };
  for (const part of program.body.flatMap(({ body }) => body)) {
    if (part.type === 'TOMLKeyValue') pairs([part], []);
    else {
      put(part.resolvedKey, part);
      pairs(part.body, part.resolvedKey);
    }
  }
  return found;
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}

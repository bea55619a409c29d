/** Marks in templates: trailing YAML comments that survive rendering and say which line of which file they are from. */

export interface Mark {
  /** Number of the template in the list that was marked. */
  readonly template: number;
  /** 1-based line of the template. */
  readonly line: number;
}

/** `bold` marks lines with an expression in them too; `shy` only those that render to themselves. */
export type MarkStyle = 'bold' | 'shy';

const MARK = /# preflight-line:(\d+):(\d+)$/;

/** `key:`, `key: value`, `- value`, `- key: value`, quoted keys included. */
const YAML_LINE = /^(\s*)((?:-\s+)*)(?:("[^"]*"|'[^']*'|[\w./$-]+):(?:\s+(.*))?|(.+))$/;
/** Starts of block scalars: `|`, `>-`, `|2+`. */
const BLOCK_SCALAR = /^[|>][-+0-9]*\s*(?:#.*)?$/;
/** Functions that render to several lines: a mark at the end would land in the last of them. */
const MANY_LINES = /\b(toYaml|nindent|indent|include|template|tpl|Files)\b/;

/** The template with a mark at the end of every line of YAML that can carry one; other lines stay to the letter. */
export function markTemplate(text: string, template: number, style: MarkStyle): string {
  const lines = text.split('\n');
  const inAction = linesInActions(lines);
  let block: number | undefined;
  const marked: string[] = [];
  for (const [number, line] of lines.entries()) {
    const content = line.replace(/\r$/, '');
    const indent = content.search(/\S/);
    if (block !== undefined && indent !== -1 && indent <= block && !/^\s*\{\{/.test(content))
      block = undefined;
    const parts = block === undefined && !inAction[number] ? yamlLine(content, style) : undefined;
    if (parts?.startsBlock) block = indent;
    marked.push(parts ? `${content} # preflight-line:${template}:${number + 1}` : line);
  }
  return marked.join('\n');
}

/** The mark at the end of a line of output. */
export function markOf(line: string): Mark | undefined {
  const found = MARK.exec(line.trimEnd());
  return found ? { template: Number(found[1]), line: Number(found[2]) } : undefined;
}

function yamlLine(line: string, style: MarkStyle): { startsBlock: boolean } | undefined {
  const trimmed = line.trim();
  // Nothing, a comment, a document marker, a control line; what eats the newline after it would glue the mark on.
  if (trimmed === '' || /^(#|---|\.\.\.|\{\{)/.test(trimmed) || trimmed.endsWith('-}}')) return undefined;
  if (trimmed.includes('{{') && (style === 'shy' || MANY_LINES.test(trimmed))) return undefined;
  const parts = YAML_LINE.exec(line);
  if (!parts) return undefined;
  const [, , dashes = '', key, value = '', item] = parts;
  if (key === undefined) {
    // Without a key only an item of a list is sure not to be the rest of a longer value.
    if (dashes === '' || item === undefined || !isWhole(item)) return undefined;
    return { startsBlock: BLOCK_SCALAR.test(item) };
  }
  if (!isWhole(value)) return undefined;
  return { startsBlock: BLOCK_SCALAR.test(value) };
}

/** Whether a value ends on its line: no open quote or bracket. */
function isWhole(value: string): boolean {
  const text = value.trim();
  const first = text.charAt(0);
  if (first === '"' || first === "'")
    return text.length > 1 && new RegExp(`${first}\\s*(#.*)?$`).test(text.slice(1));
  if (first === '[') return /\]\s*(#.*)?$/.test(text);
  if (first === '{' && !text.startsWith('{{')) return /\}\s*(#.*)?$/.test(text);
  return true;
}

/** Lines that begin or end inside an action (`{{ … }}` over several lines, comments included). */
function linesInActions(lines: readonly string[]): readonly boolean[] {
  let open = false;
  return lines.map(line => {
    const before = open;
    for (const token of line.matchAll(/\{\{|\}\}/g)) open = token[0] === '{{';
    return before || open;
  });
}

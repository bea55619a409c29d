/** What belongs to a place in a text: the arguments of the call around it, the task of a playbook. */

/** Lines around the name of a chart in which its version and repository are looked for. */
const MAX_SPAN = 200;

const NEWLINE = 10;

/** `(`, `[`, `{` by their codes: each character of long texts is asked, for each chart in them. */
function isOpening(code: number): boolean {
  return code === 40 || code === 91 || code === 123;
}

function isClosing(code: number): boolean {
  return code === 41 || code === 93 || code === 125;
}

export interface Span {
  readonly text: string;
  readonly start: number;
}

/** What the brackets around a place enclose: the arguments among which a chart is named, and those around them. */
export function around(text: string, index: number, levels = 2): Span {
  let start = index;
  for (let level = 0, opened = 0, lines = 0; start > 0 && level < levels; start--) {
    const code = text.charCodeAt(start - 1);
    if (code === NEWLINE) lines++;
    if (lines > MAX_SPAN || index - start > MAX_SPAN * 80) break;
    if (isClosing(code)) opened++;
    else if (isOpening(code) && opened-- === 0) {
      level++;
      opened = 0;
    }
  }
  let end = index;
  for (let open = 0, level = 0; end < text.length && level < 1; end++) {
    const code = text.charCodeAt(end);
    if (isOpening(code)) open++;
    else if (isClosing(code) && open-- === 0) level++;
    if (end - index > MAX_SPAN * 80) break;
  }
  // What another chart says, before this one, is its own.
  const before = text.slice(start, index);
  const other = Math.max(
    before.lastIndexOf('new '),
    before.lastIndexOf('addHelmChart'),
    before.lastIndexOf('add_helm_chart'),
    // Of Helm's own library for Go, which is told a version and a repository before.
    before.lastIndexOf('LocateChart('),
    0,
  );
  return { text: text.slice(start + other, end), start: start + other };
}

/** The task of a playbook around a place: from the list item that holds it to the next of the same depth or less. */
export function task(text: string, index: number): Span {
  const lineStart = text.lastIndexOf('\n', index - 1) + 1;
  const depth = /^[ \t]*/.exec(text.slice(index))?.[0].length ?? 0;
  let start = 0;
  let indent = 0;
  for (const item of text.slice(0, lineStart).matchAll(/^([ \t]*)- /gm)) {
    if ((item[1]?.length ?? 0) >= depth) continue;
    start = item.index;
    indent = item[1]?.length ?? 0;
  }
  const end = [...text.slice(lineStart).matchAll(/^([ \t]*)- /gm)].find(
    item => (item[1]?.length ?? 0) <= indent,
  );
  return { text: text.slice(start, end ? lineStart + end.index : text.length), start };
}

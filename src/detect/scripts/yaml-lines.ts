/** Commands of YAML as lines of a script: scalars that are folded, and lists of arguments, each at its line. */

/** Folded YAML scalars (`run: >`, `- >-`) and lists of arguments (`argv:`, items of `runcmd:`) as continued lines; everything keeps its line. */
export function unfoldScalars(text: string): string {
  const lines = withArguments(text.split('\n'));
  for (let index = 0; index < lines.length; index++) {
    const start = /^(\s*)(?:-(?=[ \t])(?:[ \t]+[\w.-]+:)?|[\w.-]+:)\s*>[-+]?\s*$/.exec(lines[index] ?? '');
    if (!start) continue;
    const indent = start[1]?.length ?? 0;
    let next = index + 1;
    while (next < lines.length && /^\s*\S/.test(lines[next] ?? '') && indentOf(lines[next] ?? '') > indent) {
      const following = lines[next + 1] ?? '';
      if (/\S/.test(following) && indentOf(following) > indent && !/\\\s*$/.test(lines[next] ?? ''))
        lines[next] = `${lines[next]} \\`;
      next++;
    }
    index = next - 1;
  }
  return lines.join('\n');
}

/** The items below `argv:` as the words of one command. */
function withArguments(lines: string[]): string[] {
  for (let index = 0; index < lines.length; index++) {
    const [, before, list] = ON_ONE_LINE.exec(lines[index] ?? '') ?? [];
    const tool = toolOf(lines, index, list);
    if (list !== undefined) lines[index] = `${before}${tool}${[...list.matchAll(ITEM)].join(' ')}`;
    const start = /^(\s*)(?:- )?(argv|args):\s*$/.exec(lines[index] ?? '');
    // What a container's arguments are given to is not among them.
    if (!start || (start[2] === 'args' && tool === '')) continue;
    const indent = start[1]?.length ?? 0;
    if (tool !== '') lines[index + 1] = (lines[index + 1] ?? '').replace('- ', `- ${tool}`);
    const isItem = (line = ''): boolean => /^\s*- \S/.test(line) && indentOf(line) >= indent;
    for (; isItem(lines[index + 1]); index++)
      lines[index + 1] =
        `${(lines[index + 1] ?? '').replace('- ', '  ')}${isItem(lines[index + 2]) ? ' \\' : ''}`;
  }
  return lines;
}

/** Longer than the line of a container's image or command. */
const MAX_ENTRY = 500;
/** How far apart a container's image and its arguments stand. */
const NEAR = 12;

/** `helm ` where a container of that image, or with that command, is given `args: [upgrade, …]`; else nothing. */
function toolOf(lines: readonly string[], index: number, list: string | undefined): string {
  const line = lines[index] ?? '';
  if (!/^\s*(?:- )?args:/.test(line)) return '';
  const first = list ?? /^\s*- (.*)$/.exec(lines[index + 1] ?? '')?.[1] ?? '';
  if (
    !/^\s*["']?(?:upgrade|install|manifest|template|apply|patch|set|-n|--namespace[^\s,]{0,80})["']?\s*(?:,|$)/.test(
      first,
    )
  )
    return '';
  const indent = indentOf(line) + (/^\s*- /.test(line) ? 2 : 0);
  for (const step of [-1, 1]) {
    for (let at = index; Math.abs(at - index) <= NEAR; at += step) {
      const other = lines[at] ?? '';
      const isStart = indentOf(other) === indent - 2 && /^\s*- /.test(other);
      // Beyond are other containers.
      if ((step > 0 && at > index && isStart) || other.trim() === '') break;
      const [, tool] = OF_CONTAINER.exec(other.slice(0, MAX_ENTRY)) ?? [];
      if (tool !== undefined && (isStart || indentOf(other) === indent)) return `${tool} `;
      if (step < 0 && isStart) break;
    }
  }
  return '';
}

const OF_CONTAINER =
  /^\s*(?:- )?(?:name|image|command|entrypoint):[^\n]{0,200}?[\s"'/[-](helm|istioctl|kubectl)(?:3|-k8s)?["'\]:@\s]*(?:[\w.@:-]{0,100}["'\]]*)?\s*$/;

/** `argv: [helm, upgrade, …]`, `args` of a container, and an item of cloud-init's `runcmd` that is a list. */
const ON_ONE_LINE = /^(\s*(?:- )?(?:(?:argv|args|command|entrypoint):[ \t]*|(?<=- )))\[(.{1,2000})\][ \t]*$/;
const ITEM = /"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,"'[\]][^,[\]]*/g;

export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

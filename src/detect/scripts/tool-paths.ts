/**
 * Where programs run an istioctl by something else than its name: `[str(release / "bin" / "istioctl"), "install"]`, `exec.Command(bin,
 * "install")` of `bin, err := istioctl()`, `run(istioctl(), "install")`.
 */

/** More places than a program has at which it runs one; one more tells that there are. */
const MAX_PLACES = 200;
/** Longer than what people write for the path of a tool, and further from what it is called by. */
const MAX_PATH = 200;
const MAX_BEFORE = 5000;
const VERB = /,\s{0,40}\[?\s{0,40}(?=["'`](?:install|upgrade|manifest)["'`])/g;
/** `istioctl()`, `await self.get_istioctl(version)` */
const IS_CALLED =
  /^(?:await\s{1,9})?(?:\w{1,60}[.!]{1,2}){0,4}\w{0,40}istioctl(?:_?(?:bin|binary|path|exe|cmd))?\(.{0,120}\)!?(?:\.\w{1,40}\(\))?$/i;
const IS_NAMED = /^(?:[\w.]{1,120}|["'`][^"'`\n]{1,200}["'`])$/;

export interface ToolPlace {
  /** Where the command begins, and where its words behind the tool do. */
  readonly index: number;
  readonly behind: number;
}

/** @param text of a program, without comments */
export function istioctlPlaces(text: string): readonly ToolPlace[] {
  const found: ToolPlace[] = [];
  for (const match of text.matchAll(VERB)) {
    if (found.length > MAX_PLACES) break;
    const index = startOfPiece(text, match.index);
    const written = index === undefined ? '' : text.slice(index, match.index).trim();
    const piece = /^(?:str|String)\(([\w.]{1,120})\)$/.exec(written)?.[1] ?? written;
    if (index === undefined || piece === '') continue;
    // A text, or a name that says it, is read as it stands.
    const isTool = IS_NAMED.test(piece)
      ? isAssigned(text, piece, index)
      : /["'`/]istioctl\b/.test(piece) || IS_CALLED.test(piece);
    if (isTool) found.push({ index, behind: match.index + match[0].length });
  }
  return found;
}

/** Of an argument, or an item of a list, that ends at a place. */
function startOfPiece(text: string, end: number): number | undefined {
  let depth = 0;
  for (let at = end - 1; at >= 0 && end - at < MAX_PATH; at--) {
    const character = text[at] ?? '';
    if (')]'.includes(character)) depth++;
    else if ('([,'.includes(character) && depth === 0)
      return at + 1 + (/^\s{0,100}/.exec(text.slice(at + 1, at + 101))?.[0].length ?? 0);
    else if ('(['.includes(character)) depth--;
    else if ('{};'.includes(character)) return undefined;
  }
  return undefined;
}

/** Whether words stand for an istioctl: a name that says so, or was given one, or the place of one. */
export function isIstioctl(text: string, words: string, index: number): boolean {
  if (!IS_NAMED.test(words)) return /["'`/]istioctl\b/.test(words);
  return /istioctl\w{0,40}["'`]?$/i.test(words) || isAssigned(text, words, index);
}

/** Whether a name was last given what says istioctl. */
function isAssigned(text: string, name: string, index: number): boolean {
  if (!/^[A-Za-z_]\w{0,60}$/.test(name) || /istioctl/i.test(name)) return false;
  const assigned = new RegExp(
    `(?<![\\w.])${name}\\b(?:\\s{0,9},\\s{0,9}\\w{1,60})?(?:\\s{0,9}:[^=\\n]{1,60})?\\s{0,9}:?=(?!=)([^\\n]{1,300})`,
    'g',
  );
  const before = text.slice(Math.max(0, index - MAX_BEFORE), index);
  const last =
    [...before.matchAll(assigned)].at(-1)?.[1] ?? new RegExp(assigned.source).exec(text)?.[1] ?? '';
  return /(?<![\w.-])(?:\w{0,40}_)?istioctl\b/i.test(last) || /istioctl(?:["'`(]|-)/i.test(last);
}

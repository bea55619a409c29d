/** Scalars of YAML that stand elsewhere than behind their key, brought there; everything keeps its line. */

/** `KEY: &name 1.27.1`, `- &name 1.27.1` */
const ANCHOR = /^[^#\n]{0,200}?[:-][ \t]+&([\w.-]{1,80})[ \t]+(?!\||>|&|\*|[{[])(\S[^\n]{0,300}?)[ \t]*$/gm;
const ALIAS = /^([ \t]*(?:-[ \t]+)?[\w.-]{1,100}:[ \t]+)\*([\w.-]{1,80})(?=[ \t]|$)/gm;
const TAG = /^([ \t]*(?:-[ \t]+)?[\w.-]{1,100}:[ \t]+)!!?(?:str|string)[ \t]+(?=\S)/gm;
/** A block of one word. */
const BLOCK =
  /^([ \t]*(?:-[ \t]+)?[\w.-]{1,100}:)[ \t]+[>|][-+]?[ \t]*\n[ \t]+([\w.+-]{1,100})[ \t]*(?=\n|$)/gm;

/**
 * Aliases as what their anchor holds (https://yaml.org/spec/1.2.2/#71-alias-nodes), words that stand alone in a block behind their key,
 * texts without the tag that says so.
 */
export function withPlainScalars(text: string): string {
  const anchors = new Map([...text.matchAll(ANCHOR)].map(([, name = '', value = '']) => [name, value]));
  const aliased =
    anchors.size === 0
      ? text
      : text.replace(ALIAS, (whole, key: string, name: string) => {
          const value = anchors.get(name);
          return value === undefined ? whole : `${key}${value}`;
        });
  return aliased.replace(TAG, '$1').replace(BLOCK, (whole, key: string, word: string, at: number) => {
    const next = aliased.slice(at + whole.length + 1).split('\n', 1)[0] ?? '';
    const isOneLine = next.trim() === '' || indentOf(next) <= indentOf(key);
    return isOneLine ? `${key} ${word}\n` : whole;
  });
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

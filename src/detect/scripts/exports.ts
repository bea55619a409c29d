/** What a script hands on to those that it runs. */
import type { Command } from './text.js';

/** Shells and make hand on what they are told to; pipelines and other tools whatever they set. */
export function isShell(path: string): boolean {
  return /\.(?:sh|bash|zsh|mk)$|(?:^|\/)(?:GNU)?makefile$/i.test(path);
}

/** `export X=…`, `export X Y`, `declare -x X`; all of them by `set -a`, or by `export` alone in a Makefile. */
export function exportedIn(text: string): ReadonlySet<string> | 'all' {
  if (/^[ \t]*(?:set[ \t]+-(?:a\b|o[ \t]+allexport)|export[ \t]*$|\.EXPORT_ALL_VARIABLES\b)/m.test(text))
    return 'all';
  const found = new Set<string>();
  for (const [, rest = ''] of text.matchAll(EXPORT))
    for (const [, name = ''] of rest.matchAll(/(?:^|[ \t])([A-Za-z_]\w{0,80})(?=[ \t:?]{0,3}=|[ \t]|$)/g))
      found.add(name);
  return found;
}

const EXPORT = /^[ \t]*(?:export|declare[ \t]+-x|typeset[ \t]+-x)[ \t]+([^\n]{1,400})/gm;

/** `X=$X ./install.sh`, `make X=… install`, `. ./install.sh` */
export function isGivenOrSourced(name: string, { words }: Command): boolean {
  return (
    /^(?:\.|source)$/.test(words[0]?.text ?? '') || words.some(({ text }) => text.startsWith(`${name}=`))
  );
}

/**
 * Calls of functions that hand all of their arguments on to Helm or istioctl: `helm("upgrade", "--install", "istiod", "istio/istiod")` of
 * `def helm(*args)`, `func helm(args ...string)`. Where nothing tells what these run, that has to be told.
 */

/** A call, or a command of Ruby, whose first word is a verb of one of the tools: by itself, or in a text with flags. */
const CALL =
  /(?<![\w"'`])(?!(?:return|yield|case|when|if|in|and|or|not|throw|raise|await|puts|print|echo)\b)(\w{1,60})(?:\(|[ \t](?!=))\s{0,99}(?:(?:&?(?:vec!)?\[|\[\]string\{)\s{0,99})?[frb]?(?:["'`](install|upgrade|template|manifest)["'`]\s{0,9},|["'`](?:install|upgrade|template)[ \t]([^"'`\n]{1,600}))/g;
/** One of Istio's among the words behind it, or where Istio's lie. */
const CHART =
  /["'`](?:(?:istio\/)?(?:istiod|ztunnel)|istio\/(?:base|cni|gateway)?)["'`]|istio-release\.storage\.|\/istio-release\/charts/;
const IN_TEXT =
  /^(?=.{0,600}--)(?:.{0,600}[ \t])?istio\/(?:istiod|ztunnel|base|cni|gateway)(?=[ \t]|$)|istio-release\.storage\./;
/** More than a call hands over before it says which chart. */
const MAX_BEHIND = 600;

/**
 * @param isKnown functions of which it is known what they run
 * @returns where the first of them stands that installs Istio
 */
export function handedOnAt(text: string, isKnown?: (name: string) => boolean): number | undefined {
  for (const { 0: whole, 1: name = '', 2: verb, 3: words = '', index } of text.matchAll(CALL)) {
    if (isKnown?.(name)) continue;
    const end = index + whole.length;
    if (verb === undefined ? IN_TEXT.test(words) : names(name, verb, text.slice(end, end + MAX_BEHIND)))
      return index;
  }
  return undefined;
}

/** By its own name, or by a chart among its arguments: what is filled in opens no block. */
function names(name: string, verb: string, behind: string): boolean {
  if (/istioctl/i.test(name)) return verb !== 'template';
  const [given = ''] = behind.replace(/\$?\{[\w.]{1,60}\}/g, '').split(/[;{}]/, 1);
  return CHART.test(given);
}

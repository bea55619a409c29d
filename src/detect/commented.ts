/** What YAML takes for comments, and something fills in before anybody reads it as YAML: as texts, line by line. */
import { withYttNames } from './ytt.js';

/** Longer than files that people write to have them filled in. */
const MAX_LENGTH = 1_000_000;
/** `mode: #{TLS_MODE}#`: https://github.com/qetza/replacetokens-task */
const TOKEN = /^([ \t]*(?:-[ \t]+){0,9}(?:[\w."'/-]{1,200}:|-)[ \t]+)(#\{[\w.-]{1,100}\}#?)[ \t]*$/gm;

/** A file with names in place of what ytt and pipelines fill in. */
export function withFilledInNames(text: string): string {
  const named = withYttNames(text);
  if (!named.includes('#{') || named.length > MAX_LENGTH) return named;
  return named.replace(TOKEN, (_, key: string, token: string) => `${key}'${token}'`);
}

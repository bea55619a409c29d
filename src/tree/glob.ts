/**
 * Patterns of paths, as Argo CD, Helmfile and Terraform write them. They come out of pull requests, and several stars in
 * one name make a regular expression that goes back and forth: such a pattern is matched in time that grows with the path.
 */
import picomatch from 'picomatch';
import { RE2JS } from 're2js';

export interface GlobOptions {
  /** `{a,b}` means either of them; false takes the braces as they stand. */
  readonly braces?: boolean;
}

/**
 * @returns true for paths of a tree that one of the patterns means; hidden ones, too
 * @throws SyntaxError for a pattern of more than 65,536 characters
 */
export function globMatcher(
  patterns: readonly string[],
  { braces = false }: GlobOptions = {},
): (path: string) => boolean {
  const matchers = patterns.map(pattern => matcherOf(pattern, braces));
  return path => matchers.some(matches => matches(path));
}

function matcherOf(given: string, braces: boolean): (path: string) => boolean {
  // None of the three knows groups and repetitions, which picomatch reads into them.
  const pattern = given.replace(/(?<!\\)[()|+]/g, '\\$&');
  const options = { dot: true, nobrace: !braces, noextglob: true, nonegate: true };
  if (isSimple(pattern)) return picomatch(pattern, options);
  const { source } = picomatch.makeRe(pattern, options);
  const linear = RE2JS.compile(withoutGuards(source), RE2JS.DOTALL);
  return path => linear.matches(path);
}

/** One thing that varies in a name, and one `**`: there is only one way to match. */
function isSimple(pattern: string): boolean {
  const segments = pattern.split('/');
  const many = segments.filter(segment => segment.includes('**'));
  return many.length < 2 && segments.every(segment => segment.split(/\*+|[[{]/).length <= 2);
}

/** What looks ahead for `.`, `..` and empty names: paths of a tree hold none of them, and a star at the end is no empty one. */
function withoutGuards(source: string): string {
  return source.replace(LAST_STAR, '[^/]+').replace(GUARDS, '');
}

const LAST_STAR = /\(\?=\.\)\[\^\/\]\*\?(?=\\\/|\)\$)/g;
const GUARDS = /\(\?!(?:\(\?:(?:\^\|\\\/|\\\/\|\^)\))?\\\.\{[01],[12]\}\(\?:\\\/\|\$\)\)|\(\?=\.\)/g;

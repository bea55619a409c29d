/**
 * Patterns that a kustomization gives: names of targets and of images. Kustomize reads them with Go's engine, whose
 * time is linear in the text; so does this, since a pattern is anybody's text.
 */
import { RE2JS } from 're2js';

/** Characters of a pattern that are looked at: nobody needs more to name an object. */
const LONGEST = 500;

const compiled = new Map<string, RE2JS | undefined>();

/** True where a pattern is that of the whole text; undefined for what is no pattern, or one too long. */
export function matchesWhole(pattern: string, text: string): boolean | undefined {
  if (pattern === text) return true;
  if (!compiled.has(pattern)) compiled.set(pattern, compile(pattern));
  return compiled.get(pattern)?.matches(text);
}

function compile(pattern: string): RE2JS | undefined {
  if (pattern.length > LONGEST) return undefined;
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

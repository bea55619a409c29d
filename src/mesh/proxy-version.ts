/** Whether the version match of an EnvoyFilter holds for a proxy. */
import { RE2JS } from 're2js';
import type { Known } from './destinations.js';

/** Characters of a pattern that are looked at: nobody needs more to name a version. */
const LONGEST = 200;

const compiled = new Map<string, RE2JS | undefined>();

/**
 * istiod searches for the pattern anywhere in the version that the proxy reports, by an engine whose time is linear;
 * so does this, since the pattern is anybody's text. `unknown` for a pattern that is no such expression or too long,
 * and for a version that is not known. No pattern holds for every proxy.
 * Source: https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/envoyfilter.go (proxyMatch)
 */
export function matchesProxyVersion(pattern: string, version: string): Known {
  if (pattern === '') return 'yes';
  if (version === '') return 'unknown';
  const expression = compile(pattern);
  if (!expression) return 'unknown';
  return expression.matcher(version).find() ? 'yes' : 'no';
}

function compile(pattern: string): RE2JS | undefined {
  if (pattern.length > LONGEST) return undefined;
  if (compiled.has(pattern)) return compiled.get(pattern);
  let made: RE2JS | undefined;
  try {
    made = RE2JS.compile(pattern);
  } catch {
    made = undefined;
  }
  compiled.set(pattern, made);
  return made;
}

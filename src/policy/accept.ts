/** Risks that somebody took on, by name and for a time. */
import picomatch from 'picomatch';
import type { Acceptance, Finding, Positioned, Problem } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { asList, asPattern, asText, fail, readAll } from './values.js';

/** One entry of `accept`: of a rule, or of something that can't be analysed. */
export interface Accept extends Acceptance {
  readonly rule?: string;
  /** Patterns over `Kind/namespace/name`; absent: the whole rule. */
  readonly resources?: readonly string[];
  /** A pattern over the file (or the name) of what can't be analysed. */
  readonly incomplete?: string;
}

const KEYS = ['rule', 'resources', 'incomplete', 'reason', 'until'];

/** @throws {PolicyError} naming file and line of every entry that is wrong */
export function readAccepts(data: Positioned, key: string): readonly Accept[] {
  const entries = asList(data, [key]);
  return readAll(
    data.file,
    entries.map((_, index) => () => readAccept(data, [key, index])),
  );
}

/** The acceptance that covers a finding on a day (`YYYY-MM-DD`): every one of its resources, or none of it. */
export function acceptanceOf(finding: Finding, accepts: readonly Accept[], today: string): Acceptance | null {
  const covering = accepts.find(accept => accept.until >= today && coversFinding(accept, finding));
  if (!covering) return null;
  const { reason, until, file, line } = covering;
  return { reason, until, file, line };
}

/** Problems that nobody accepted; the accepted ones stay, without blocking. */
export function acceptProblems(
  problems: readonly Problem[],
  accepts: readonly Accept[],
  today: string,
): readonly Problem[] {
  return problems.map(problem => {
    const covering = accepts.find(accept => accept.until >= today && coversProblem(accept, problem));
    if (!covering) return problem;
    // What somebody took on is told with their reason, by itself.
    const { together: _, ...own } = problem;
    return {
      ...own,
      blocking: false,
      why: `${problem.why} (accepted until ${covering.until}: ${covering.reason})`,
    };
  });
}

/** Whether an entry speaks of a finding, whatever the day: of every one of its resources. */
export function coversFinding(accept: Accept, finding: Finding): boolean {
  if (accept.rule !== finding.rule) return false;
  const patterns = accept.resources;
  if (!patterns) return true;
  const named = finding.locations.flatMap(({ resource }) => resource ?? []);
  const isMatch = picomatch([...patterns]);
  return named.length > 0 && named.every(resource => isMatch(resource));
}

/** Whether an entry speaks of something that can't be analysed, whatever the day. */
export function coversProblem({ incomplete }: Accept, problem: Problem): boolean {
  if (incomplete === undefined) return false;
  return picomatch.isMatch(problem.file ?? '', incomplete) || problem.what === incomplete;
}

function readAccept(data: Positioned, path: readonly [string, number]): Accept {
  const entry = valueAt(data.value, path);
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    fail(data, path, 'an accept is a mapping');
  readAll(
    data.file,
    Object.keys(entry).map(key => () => {
      if (!KEYS.includes(key))
        fail(data, [...path, key], `\`${key}\` is no key of an accept: ${KEYS.join(', ')}`);
    }),
  );
  const has = (key: string): boolean => valueAt(entry, [key]) !== undefined;
  if (has('rule') === has('incomplete'))
    fail(data, path, 'an accept names either a `rule` or something `incomplete`');
  for (const key of ['reason', 'until']) if (!has(key)) fail(data, path, `an accept has a \`${key}\``);
  const until = asPattern(data, [...path, 'until'], /^\d{4}-\d{2}-\d{2}$/, 'a day, YYYY-MM-DD');
  if (Number.isNaN(Date.parse(until)) || new Date(until).toISOString().slice(0, 10) !== until) {
    fail(data, [...path, 'until'], `${until} is no day of the calendar`);
  }
  return {
    ...(has('rule') ? { rule: asText(data, [...path, 'rule']) } : {}),
    ...(has('resources')
      ? {
          resources: asList(data, [...path, 'resources']).map((_, index) =>
            asText(data, [...path, 'resources', index]),
          ),
        }
      : {}),
    ...(has('incomplete') ? { incomplete: asText(data, [...path, 'incomplete']) } : {}),
    reason: asText(data, [...path, 'reason']),
    until,
    file: data.file,
    line: data.lineOf(path),
  };
}

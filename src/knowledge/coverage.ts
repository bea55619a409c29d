/** Which behaviour changes of Istio somebody has looked at: each is judged by a rule, or the ledger says why it isn't. */
import { major, minor, patch } from 'semver';
import type { Rule } from '../rules/rule.js';
import type { Facts, SettingChange } from './facts.js';
import { minorOf } from './releases.js';

/** The processes whose variables act on a mesh; the tools' own are of no interest here. */
const PROCESSES: ReadonlySet<string> = new Set(['pilot', 'proxy', 'cni']);

/** A variable, a field below `meshConfig`, a value of a chart, or a release note (its file's name without `.yaml`). */
export type CoverageKind = (typeof coverageKinds)[number];

export const coverageKinds = ['env', 'meshConfig', 'values', 'note'] as const;

export interface KnownChange {
  /** The release that brought it. */
  readonly version: string;
  readonly kind: CoverageKind;
  /** A variable's, or a dotted path. */
  readonly name: string;
}

/** Why a change has no rule: one entry of `knowledge/ledger/MINOR.yaml`. */
export interface LedgerEntry {
  readonly minor: string;
  readonly name: string;
  readonly kind: CoverageKind;
  readonly why: string;
}

/** What `knowledge coverage --format json` prints. */
export interface Coverage {
  readonly changes: number;
  /** How many of them a rule judges. */
  readonly rules: number;
  /** How many of the others the ledger explains. */
  readonly ledger: number;
  readonly uncovered: readonly KnownChange[];
}

/** Holds the changes against the rules and the ledger. */
export function coverage(facts: Facts, rules: readonly Rule[], ledger: readonly LedgerEntry[]): Coverage {
  const judged = new Set(rules.flatMap(coveredBy));
  const explained = new Set(ledger.map(entry => `${entry.minor} ${entry.kind} ${entry.name}`));
  const changes = knownChanges(facts);
  const open = changes.filter(({ kind, name }) => !judged.has(`${kind} ${name}`));
  const uncovered = open.filter(
    ({ version, kind, name }) => !explained.has(`${minorOf(version)} ${kind} ${name}`),
  );
  return {
    changes: changes.length,
    rules: changes.length - open.length,
    ledger: open.length - uncovered.length,
    uncovered,
  };
}

/** Minors of which every change is judged or explained. */
export function curatedMinors(facts: Facts, { uncovered }: Coverage): readonly string[] {
  const minors = new Set(facts.releases.map(minorOf));
  for (const { version } of uncovered) minors.delete(minorOf(version));
  return [...minors];
}

/** `kind name` of all that a rule answers for. */
function coveredBy({ knob, covers }: Rule): string[] {
  const kinds: Readonly<Record<string, CoverageKind>> = {
    env: 'env',
    proxyMetadata: 'env',
    meshConfig: 'meshConfig',
    values: 'values',
  };
  const kind = knob && kinds[knob.kind];
  return [
    ...(kind ? [`${kind} ${knob.name}`] : []),
    ...(covers ?? []).map(covered => `${covered.kind} ${covered.name}`),
  ];
}

/**
 * Every change of a variable's default, every removal, every variable that a patch brings, every entry of a
 * compatibility profile, and every release note that somebody has to look at, in order of releases; a change that was backported stands at each release that brought it.
 */
export function knownChanges(facts: Facts): readonly KnownChange[] {
  const found = new Map<string, KnownChange>();
  const noted = new Set<string>();
  const add = (change: KnownChange): void => {
    const key = `${change.version} ${change.kind} ${change.name}`;
    if (!found.has(key)) found.set(key, change);
  };
  for (const version of facts.releases) {
    const previous = predecessor(facts, version);
    if (previous === undefined) continue;
    for (const { name, upgradeNotes, speaksOfChange } of facts.notes(previous, version)) {
      const counts = upgradeNotes.length > 0 || speaksOfChange;
      if (counts && !noted.has(name)) add({ version, kind: 'note', name });
      noted.add(name);
    }
    for (const change of facts.changes(previous, version)) {
      if (isChangeOfBehaviour(change, version)) add({ version, kind: 'env', name: change.name });
    }
    const before = new Set(profileEntries(facts, previous).map(({ name }) => name));
    for (const entry of profileEntries(facts, version)) {
      if (!before.has(entry.name)) add({ version, ...entry });
    }
  }
  return [...found.values()];
}

/** The release that one continues: the patch before it, or the first of the minor before. */
function predecessor(facts: Facts, version: string): string | undefined {
  const index = facts.releases.indexOf(version);
  if (patch(version) > 0) return facts.releases[index - 1];
  // Later patches of the older minor hold backports of what this release had from the start, or gets later.
  return facts.releases.find(release => release.startsWith(`${major(version)}.${minor(version) - 1}.`));
}

/**
 * What arrives with a minor was not there to be relied on; if it came switched on, a compatibility profile says so. A
 * variable that arrives in a patch is the switch for something that this patch does differently.
 */
function isChangeOfBehaviour({ kind, component, before }: SettingChange, version: string): boolean {
  return kind === 'env' && PROCESSES.has(component) && (before !== undefined || patch(version) > 0);
}

/** What the newest compatibility version of a release restores: the changes of that very minor. */
function profileEntries(facts: Facts, release: string): readonly Omit<KnownChange, 'version'>[] {
  const version = `${major(release)}.${minor(release) - 1}`;
  const paths = leaves(facts.compatibilityProfile('istiod', release, version), []);
  // A misspelt name in a shipped profile sets nothing.
  return paths.filter(path => path.every(key => /^\w+$/.test(key))).map(entryOf);
}

function entryOf(path: readonly string[]): Omit<KnownChange, 'version'> {
  const name = path.at(-1) ?? '';
  const home = path.slice(0, -1).join('.');
  if (home === 'pilot.env' || home.endsWith('.proxyMetadata')) return { kind: 'env', name };
  if (path[0] === 'meshConfig') return { kind: 'meshConfig', name: path.slice(1).join('.') };
  return { kind: 'values', name: (path[0] === 'cni' ? path.slice(1) : path).join('.') };
}

function leaves(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

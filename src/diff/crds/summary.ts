/** Changes of a CustomResourceDefinition told by what matters to its resources, not leaf by leaf. */
import { addTo } from '../../grouped.js';
import type { Cause, Change } from '../../model.js';
import { presentValues } from '../present.js';
import { type JudgedLeaf, projectLeaves, type ResourceChange } from '../projection.js';
import { compareText, field, list, text } from '../values.js';
import { type SchemaFact, type SchemaFactKind, schemaFact } from './schema-facts.js';

export interface CrdSummary {
  readonly changes: readonly ResourceChange[];
  /** Leaves told by no change of their own, by the name of their layer. */
  readonly hidden: Readonly<Record<string, number>>;
}

interface Telling {
  readonly op: Change['op'];
  readonly risk: Change['risk'];
  readonly note: (count: number) => string;
}

/** How facts of each kind read. What is only documentation is counted, not told. */
const TELLINGS: Readonly<Record<Exclude<SchemaFactKind, 'documentation'>, Telling>> = {
  'field-removed': {
    op: 'removed',
    risk: 'medium',
    note: count =>
      `${counted(count, 'field')} removed: values in resources are dropped when they are written`,
  },
  'field-added': { op: 'added', risk: 'low', note: count => `${counted(count, 'field')} added` },
  stricter: {
    op: 'changed',
    risk: 'medium',
    note: count => `${counted(count, 'check')} stricter: resources that don't meet them are refused`,
  },
  looser: { op: 'changed', risk: 'low', note: count => `${counted(count, 'check')} looser or gone` },
  validation: {
    op: 'changed',
    risk: 'medium',
    note: count => `${counted(count, 'check')} changed: may refuse other resources than before`,
  },
  default: { op: 'changed', risk: 'medium', note: count => `${counted(count, 'default')} changed` },
};

/**
 * @param before the old definition
 * @param after the new one
 * @param leaves every leaf of it that differs
 */
export function summariseCrd(before: unknown, after: unknown, leaves: readonly JudgedLeaf[]): CrdSummary {
  const plain: JudgedLeaf[] = [];
  const told = new ToldFacts();
  const versions = new Map<string, Cause>();
  for (const leaf of leaves) {
    const [spec, list, version = '', ...rest] = leaf.change.keys;
    if (spec !== 'spec' || list !== 'versions') {
      plain.push(leaf);
      continue;
    }
    const left = versionOf(before, version);
    const right = versionOf(after, version);
    if (left === undefined || right === undefined) {
      versions.set(version, leaf.cause);
    } else if (rest[0] === 'schema' && rest[1] === 'openAPIV3Schema') {
      const schemaLeaf = { keys: rest.slice(2), before: leaf.change.before, after: leaf.change.after };
      told.add(schemaFact(schemaLeaf, schemaOf(left), schemaOf(right)), version, leaf.cause);
    } else {
      plain.push(rest[0] === 'served' || rest[0] === 'storage' ? judgeServing(leaf, rest[0]) : leaf);
    }
  }
  const moved = [...versions].map(([version, cause]) => versionChange(before, after, version, cause));
  return {
    changes: [...moved, ...projectLeaves(plain), ...told.changes()],
    hidden: told.documentation === 0 ? {} : { 'crd-documentation': told.documentation },
  };
}

/** Facts gathered over the versions of a definition, which mostly share one schema. */
class ToldFacts {
  documentation = 0;
  /** Kind and cause, then fact, then versions. */
  private readonly groups = new Map<string, Map<string, { fact: SchemaFact; versions: Set<string> }>>();

  add(fact: SchemaFact, version: string, cause: Cause): void {
    if (fact.kind === 'documentation') {
      this.documentation += 1;
      return;
    }
    const group = `${fact.kind} ${cause}`;
    const facts = this.groups.get(group) ?? new Map();
    const known = facts.get(fact.name) ?? { fact, versions: new Set<string>() };
    known.versions.add(version);
    facts.set(fact.name, known);
    this.groups.set(group, facts);
  }

  changes(): ResourceChange[] {
    const changes: ResourceChange[] = [];
    for (const group of [...this.groups.keys()].sort(compareText)) {
      const [kind, cause] = group.split(' ') as [Exclude<SchemaFactKind, 'documentation'>, Cause];
      const byVersions = new Map<string, SchemaFact[]>();
      for (const { fact, versions } of this.groups.get(group)?.values() ?? []) {
        addTo(byVersions, [...versions].sort(compareText).join(','), fact);
      }
      for (const [versions, facts] of byVersions) changes.push(factsChange(kind, cause, versions, facts));
    }
    return changes;
  }
}

function factsChange(
  kind: Exclude<SchemaFactKind, 'documentation'>,
  cause: Cause,
  versions: string,
  facts: readonly SchemaFact[],
): ResourceChange {
  const { op, risk, note } = TELLINGS[kind];
  const names = facts.map(fact => fact.name).sort(compareText);
  const old = op === 'changed' ? sideOf(facts, 'before') : op === 'removed' ? names : undefined;
  const now = op === 'changed' ? sideOf(facts, 'after') : op === 'added' ? names : undefined;
  const isNameless = op === 'changed' && old === undefined && now === undefined;
  return {
    op,
    path: `spec.versions[${versions}].schema.${kind}`,
    ...presentValues(old, isNameless ? names : now),
    cause,
    effect: 'crd-schema',
    risk,
    note: note(facts.length),
  };
}

/** Every check by name with what it was or is, null where there was or is none; undefined where that is all of them. */
function sideOf(facts: readonly SchemaFact[], side: 'before' | 'after'): Record<string, unknown> | undefined {
  if (facts.every(fact => fact[side] === undefined)) return undefined;
  const sorted = [...facts].sort((one, other) => compareText(one.name, other.name));
  return Object.fromEntries(sorted.map(fact => [fact.name, fact[side] ?? null]));
}

function versionChange(before: unknown, after: unknown, version: string, cause: Cause): ResourceChange {
  const left = versionOf(before, version);
  const right = versionOf(after, version);
  const wasServed = field(left, 'served') === true;
  return {
    op: left === undefined ? 'added' : 'removed',
    path: `spec.versions[${version}]`,
    ...presentValues(servingOf(left), servingOf(right)),
    cause,
    effect: 'crd-schema',
    risk: wasServed ? 'high' : 'low',
    note: left === undefined ? 'version added' : wasServed ? 'version no longer served' : 'version removed',
  };
}

function servingOf(version: unknown): unknown {
  if (version === undefined) return undefined;
  return { served: field(version, 'served') ?? false, storage: field(version, 'storage') ?? false };
}

function judgeServing(leaf: JudgedLeaf, name: 'served' | 'storage'): JudgedLeaf {
  const isLost = name === 'served' && leaf.change.after !== true;
  const risk = isLost ? 'high' : name === 'storage' ? 'medium' : 'low';
  const note =
    name === 'storage' ? 'version that is stored' : isLost ? 'version no longer served' : 'version served';
  return { ...leaf, judgement: { effect: 'crd-schema', risk, note } };
}

function versionOf(crd: unknown, name: string): unknown {
  return list(field(field(crd, 'spec'), 'versions')).find(version => text(field(version, 'name')) === name);
}

function schemaOf(version: unknown): unknown {
  return field(field(version, 'schema'), 'openAPIV3Schema');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The form of one rule of the knowledge base; `knowledge/schema/rule.schema.json` is the same for editors. */
import type { Evidence, Severity } from '../model.js';

/** Whose behaviour changes; decides which upgrade triggers the rule. */
export type Component = 'istiod' | 'proxy' | 'gateway' | 'cni' | 'ztunnel' | 'base';

export type KnobKind = 'env' | 'meshConfig' | 'proxyMetadata' | 'values';

/** The setting behind a behaviour change. */
export interface RuleKnob {
  readonly kind: KnobKind;
  /** Environment variable or proxy metadata name; for the others a dotted path below the mesh config or the values. */
  readonly name: string;
  /** Behaviour before the change, spelt as the setting's value. */
  readonly old: string;
  /** Behaviour after it; also what is in force once the setting itself is gone. */
  readonly new: string;
  /** First release that no longer reads the setting. */
  readonly removed?: string;
}

/** One behaviour change: what, since when, who is exposed, what pins it and until when, what mends it. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  /** What changes and what will be seen when it goes wrong, in words for someone who does not know Istio's insides. */
  readonly summary: string;
  readonly component: Component;
  /** First release of every branch that has the new behaviour, sorted: usually one; several where it was backported. */
  readonly since: readonly string[];
  readonly severity: Severity;
  readonly knob?: RuleKnob;
  /** Other settings of istiod that the conditions look at (`before.env.NAME`). */
  readonly reads?: readonly { readonly kind: KnobKind; readonly name: string }[];
  readonly evidence: Evidence;
  /** Name of the view whose items are judged. */
  readonly each: string;
  /** CEL over `item`, `mesh`, `before`, `after`: true where the change acts on the item. */
  readonly when: string;
  /** CEL, the same variables: true where this repository can't tell whether it acts on the item. Judged only where `when` is false. */
  readonly possible?: string;
  /** Name of the item's place that a finding points at; default `at`. */
  readonly at?: string;
  /** CEL giving a string: what happens to this item, for its line in the report. */
  readonly message: string;
  /** Kinds of resource that are judged: where the repository has none, the answer depends on its scope. Empty: nothing but the installation. */
  readonly kinds: readonly string[];
  /** Read-only `kubectl` command (no Secrets) that answers on a cluster what the repository can't. */
  readonly question: string;
  readonly pin?: {
    /** What of security the pin gives up; null: nothing. */
    readonly weakens: string | null;
    readonly note: string;
  };
  readonly fixes: readonly RuleFix[];
  readonly references: readonly string[];
  readonly examples: { readonly exposed: readonly RuleExample[]; readonly safe: readonly RuleExample[] };
}

/** A lasting change on the resource itself. */
export interface RuleFix {
  /** What to do and what to check, since the repository can't prove it. */
  readonly note: string;
  /** Where in the item's resource, relative to the item's place, and the value (CEL giving a string or bool), where it can be written down. */
  readonly set?: { readonly path: string; readonly value: string };
  readonly weakens?: string;
}

/** A small repository: Istio resources, and values of the istiod chart, that the rule judges; run by the tests. */
export interface RuleExample {
  readonly name: string;
  readonly resources: string;
  readonly values?: string;
  /** For exposed examples: 1-based line within `resources` that the finding points at. */
  readonly line?: number;
}

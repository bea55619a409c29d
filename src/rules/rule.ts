/** The form of one rule of the knowledge base; `knowledge/schema/rule.schema.json` is the same for editors. */
import type { Deployer, Evidence, Severity } from '../model.js';

/** Whose behaviour changes; decides which upgrade triggers the rule. */
export type Component = 'istiod' | 'proxy' | 'gateway' | 'cni' | 'ztunnel' | 'base' | 'ambient';

/** Settings that can be read in force and pinned. */
export type SettingKind = (typeof settingKinds)[number];

export const settingKinds = ['env', 'meshConfig', 'proxyMetadata', 'values'] as const;

/** What else a change can be about: named for the reader, never looked up. */
export type KnobKind =
  | SettingKind
  | 'annotation'
  | 'chart-template'
  | 'crd'
  | 'kubernetes'
  | 'procedure'
  | 'resource-field';

/** The setting behind a behaviour change; for other kinds than settings, what it is about. */
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
  /** First release of every branch that has the old behaviour again, sorted: for a regression that was mended. */
  readonly until?: readonly string[];
  /** Only who deploys so is concerned; absent: everybody. */
  readonly deployers?: readonly Deployer[];
  /** What of the facts and release notes this rule answers for, besides its own knob. */
  readonly covers?: readonly Covered[];
  readonly severity: Severity;
  /** True where hardly anybody writes what it acts on: that its kinds are absent from a repository then weighs as medium at most. */
  readonly rare?: boolean;
  readonly knob?: RuleKnob;
  /** Other settings of istiod that the conditions look at (`before.env.NAME`). */
  readonly reads?: readonly { readonly kind: SettingKind; readonly name: string }[];
  readonly evidence: Evidence;
  /** Name of the view whose items are judged. */
  readonly each: string;
  /** CEL over `mesh`, `before`, `after`: false where what the rule is about is not in use at all, so that nothing is left to ask. */
  readonly relevant?: string;
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
    /** What it sets besides the rule's own setting. */
    readonly also?: readonly PinnedBeside[];
  };
  readonly fixes: readonly RuleFix[];
  readonly references: readonly string[];
  readonly examples: {
    readonly exposed: readonly RuleExample[];
    readonly safe: readonly RuleExample[];
    /** For rules with a pin: the exposed one with the old behaviour held by a setting. */
    readonly mitigated?: readonly RuleExample[];
    /** For rules that can only ask. */
    readonly possible?: readonly RuleExample[];
  };
}

/** A setting that a pin sets besides the rule's own. */
export interface PinnedBeside {
  readonly kind: SettingKind;
  readonly name: string;
  /** As text; numbers and truth values are written as such where they stand in values. */
  readonly value: string;
  /** Without it the pin holds nothing back: who sets the rule's own setting alone is exposed. */
  readonly isEssential?: true;
}

/**
 * One thing that a fix writes: on the resource itself (`set`, `remove` or `move`), or in the values of the charts
 * (`values`). Paths are dotted, with indexes and odd keys in brackets: `http[0].match`,
 * `$.metadata.annotations["example.com/x"]`. Those on a resource are relative to the item's place; `$.` starts at the
 * resource.
 */
export interface RuleStep {
  /** The value is CEL, giving a string, bool, number, list or map; '' where this item suggests none. */
  readonly set?: { readonly path: string; readonly value: string };
  readonly remove?: { readonly path: string };
  /** Renames, or puts elsewhere in the same resource, what stands at `path`. */
  readonly move?: { readonly path: string; readonly to: string };
  readonly values?: RuleValuesFix;
}

/** A lasting change: one step, or several that are made together, all of them on the resource or all in values; or, with none, advice. */
export interface RuleFix extends RuleStep {
  /** What to do and what to check, since the repository can't prove it. */
  readonly note: string;
  /** CEL giving a boolean: the items that this fix is for; left out: all. */
  readonly when?: string;
  /** Name of the item's place that the paths are relative to; left out: the rule's. */
  readonly at?: string;
  readonly steps?: readonly RuleStep[];
  readonly weakens?: string;
}

/** What a fix writes, in the order in which it is to be made; [] for advice. */
export function stepsOf({ steps, set, remove, move, values }: RuleFix): readonly RuleStep[] {
  if (steps) return steps;
  return set || remove || move || values
    ? [{ ...(set && { set }), ...(remove && { remove }), ...(move && { move }), ...(values && { values }) }]
    : [];
}

/** A change of the values of the rule's own chart; `path` is below that chart's values. */
export type RuleValuesFix =
  | { readonly path: string; readonly value: string }
  | { readonly path: string; readonly to: string }
  | { readonly path: string; readonly remove: true };

/** A change of the facts, or a release note, that a rule answers for. */
export interface Covered {
  readonly kind: 'env' | 'meshConfig' | 'values' | 'note';
  /** A variable's, a dotted path; of a note its file's, without `.yaml`. */
  readonly name: string;
}

/**
 * A small repository that goes from one release to another: one chart of Istio, its values, and resources. The tests
 * take it through the whole analysis.
 */
export interface RuleExample {
  readonly name: string;
  /** Istio and Kubernetes resources. */
  readonly resources: string;
  /** Values of the chart; of the head where `valuesBefore` says what the base had. */
  readonly values?: string;
  readonly valuesBefore?: string;
  /** The release before; default: the last one before the change came. */
  readonly from?: string;
  /** The release after; default: the one that brought it. */
  readonly to?: string;
  /** Default: as the component says. */
  readonly deployer?: 'argocd' | 'flux' | 'helm' | 'operator';
  readonly kubeVersion?: string;
  /** 1-based line within `resources` that the finding points at. */
  readonly line?: number;
  /** 1-based line within `values` that the finding points at. */
  readonly valuesLine?: number;
}

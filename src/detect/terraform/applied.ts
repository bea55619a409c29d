/** What a block of a module applies to a cluster by itself: manifests, and workloads in blocks of the Kubernetes provider. */
import type { EvaluatedValue } from '../../evaluated/value.js';
import type { HclExpression } from '../../hcl/syntax.js';
import type { Condition, Position } from '../../model.js';
import { attributeOf, type LocatedBlock } from './files.js';
import { isFull, keyOf, namesOf, repetitionsOf } from './repetitions.js';
import type { ModuleInstance } from './scope.js';
import { isWorkloadBlock, workloadValue } from './workload-blocks.js';

/** The arguments that hold a manifest, by the type of the resource. */
const MANIFEST_ARGUMENTS: Readonly<Record<string, string>> = {
  kubectl_manifest: 'yaml_body',
  kubernetes_manifest: 'manifest',
  kubernetes_manifest_v1: 'manifest',
  k8s_manifest: 'content',
  kustomization_resource: 'manifest',
};

/** A resource that applies a manifest. */
export interface ManifestUse {
  readonly address: string;
  readonly declared: Position;
  /** The provider configuration, as of a chart. */
  readonly provider: string;
  readonly value: EvaluatedValue;
  /** It is applied where this holds, which the tree does not decide. */
  readonly condition?: Condition;
}

export interface Applied {
  readonly manifests: ManifestUse[];
  /** Workloads that are written as blocks, in the shape that Kubernetes knows. */
  readonly workloads: ManifestUse[];
}

/** Where a block stands among modules. */
export interface BlockPlace {
  readonly prefix: string;
  readonly caller: Position | undefined;
  readonly provider: string;
}

export function collectApplied(
  located: LocatedBlock,
  instance: ModuleInstance,
  { prefix, caller, provider }: BlockPlace,
  found: Applied,
): void {
  const { block, file } = located;
  if (block.type !== 'resource') return;
  const [type = '', name = ''] = block.labels;
  const attribute = Object.hasOwn(MANIFEST_ARGUMENTS, type)
    ? attributeOf(block, MANIFEST_ARGUMENTS[type] ?? '')
    : undefined;
  const isWorkload = isWorkloadBlock(block);
  if (!attribute && !isWorkload) return;
  const kept = isWorkload ? found.workloads : found.manifests;
  const declared = caller ?? { file, line: block.line };
  for (const names of namesOf(located, instance)) {
    if (isFull(kept, located, instance)) return;
    const address = `${prefix}${type}.${name}${keyOf(names)}`;
    const condition = conditionOf(located, instance);
    const value = attribute
      ? instance.valueOf(attribute.value, file, names)
      : workloadValue(located, instance, names);
    kept.push({ address, declared, provider, value, ...(condition ? { condition } : {}) });
  }
}

/** What `count` or `for_each` hangs on, where the tree does not decide how many of a block there are. */
function conditionOf(located: LocatedBlock, instance: ModuleInstance): Condition | undefined {
  const { block, file } = located;
  if (repetitionsOf(block, file, instance) !== 'undecided') return undefined;
  const [count, forEach] = [attributeOf(block, 'count'), attributeOf(block, 'for_each')];
  const asked = count ?? forEach;
  if (!asked) return undefined;
  const value = instance.valueOf(asked.value, file);
  const gap = value.kind === 'unknown' ? value.gap.what : asked.name;
  const what = count ? `\`${gap}\` makes it count` : `\`${gap}\` has entries`;
  return { what: isSwitch(asked.value) ? `\`${gap}\` is true` : what, file, line: asked.line };
}

/** `var.enabled ? 1 : 0` */
function isSwitch(value: HclExpression): boolean {
  return (
    value.kind === 'conditional' &&
    value.test.kind !== 'binary' &&
    value.test.kind !== 'unary' &&
    value.whenFalse.kind === 'literal' &&
    value.whenFalse.value === 0
  );
}

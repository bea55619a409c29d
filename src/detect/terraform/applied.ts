/** What a block of a module applies to a cluster by itself: manifests, and workloads in blocks of the Kubernetes provider. */
import { type EvaluatedValue, textOf } from '../../evaluated/value.js';
import type { HclExpression } from '../../hcl/syntax.js';
import type { Condition, Position } from '../../model.js';
import { resolveFromRoot } from '../tree-path.js';
import { attributeOf, type LocatedBlock } from './files.js';
import { isFull, keyOf, type Names, namesOf, repetitionsOf } from './repetitions.js';
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

/** A file that Terraform writes: what it holds is its value. */
export interface WrittenFile extends ManifestUse {
  /** `local_file.operator`, as its own module calls it. */
  readonly name: string;
  /** Folder of its module. */
  readonly folder: string;
  /** In the tree, though the tree does not hold it; undefined where its name is not decided. */
  readonly path: string | undefined;
}

export interface Applied {
  readonly manifests: ManifestUse[];
  /** Workloads that are written as blocks, in the shape that Kubernetes knows. */
  readonly workloads: ManifestUse[];
  /** Files that are written for something else to take. */
  readonly written: WrittenFile[];
}

/** Where a block stands among modules. */
export interface BlockPlace {
  readonly prefix: string;
  readonly caller: Position | undefined;
  readonly provider: string;
  /** `count` or `for_each` that makes none of it by the defaults of variables. */
  readonly off?: Position | undefined;
}

/** Resources that write a text to a file: https://registry.terraform.io/providers/hashicorp/local/latest/docs */
const WRITES: ReadonlySet<string> = new Set(['local_file', 'local_sensitive_file']);

/** Those that commit one to a repository, this one or another, with the argument that names it there. */
const COMMITS: Readonly<Record<string, string>> = {
  github_repository_file: 'file',
  gitlab_repository_file: 'file_path',
  azuredevops_git_repository_file: 'file',
};

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
  const content =
    WRITES.has(type) || Object.hasOwn(COMMITS, type) ? attributeOf(block, 'content') : undefined;
  if (!attribute && !isWorkload && !content) return;
  const kept = isWorkload ? found.workloads : content ? found.written : found.manifests;
  const declared = caller ?? { file, line: block.line };
  for (const names of namesOf(located, instance)) {
    if (isFull(kept, located, instance)) return;
    const address = `${prefix}${type}.${name}${keyOf(names)}`;
    const condition = conditionOf(located, instance);
    const text = attribute ?? content;
    const value = text ? instance.valueOf(text.value, file, names) : workloadValue(located, instance, names);
    const use = { address, declared, provider, value, ...(condition ? { condition } : {}) };
    if (isWorkload) found.workloads.push(use);
    else if (content) found.written.push({ ...use, ...writtenTo(located, instance, names) });
    else found.manifests.push(use);
  }
}

function writtenTo({ block, file }: LocatedBlock, instance: ModuleInstance, names: Names) {
  const [type = ''] = block.labels;
  const committed = Object.hasOwn(COMMITS, type) ? COMMITS[type] : undefined;
  const filename = attributeOf(block, committed ?? 'filename');
  const path = textOf(filename && instance.valueOf(filename.value, file, names));
  return {
    name: block.labels.join('.'),
    folder: instance.module.folder,
    path: path === undefined ? undefined : committed ? resolveFromRoot(path) : instance.resolveFile(path),
  };
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

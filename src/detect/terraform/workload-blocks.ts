/** Workloads that are written in blocks of the Kubernetes provider, in the shape that Kubernetes knows. */
import { type EvaluatedMap, type EvaluatedValue, mapOf, scalar } from '../../evaluated/value.js';
import type { HclBlock } from '../../hcl/syntax.js';
import { blockValue } from './blocks.js';
import type { LocatedBlock } from './files.js';
import { withTagPlaced } from './filled-parts.js';
import type { ModuleInstance } from './scope.js';

/** Source: https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/deployment_v1 */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['kubernetes_deployment', 'Deployment'],
  ['kubernetes_deployment_v1', 'Deployment'],
  ['kubernetes_daemonset', 'DaemonSet'],
  ['kubernetes_daemon_set', 'DaemonSet'],
  ['kubernetes_daemon_set_v1', 'DaemonSet'],
]);

export function isWorkloadBlock({ labels }: HclBlock): boolean {
  return KINDS.has(labels[0] ?? '');
}

/** What tells whose workload it is: its name, its labels, and names, images and arguments of its containers. */
export function workloadValue(
  located: LocatedBlock,
  instance: ModuleInstance,
  names: ReadonlyMap<string, EvaluatedValue>,
): EvaluatedMap {
  const { block, file } = located;
  const at = { file, line: block.line };
  const inner = (of: HclBlock | undefined, type: string): readonly HclBlock[] =>
    of?.body.blocks.filter(one => one.type === type) ?? [];
  const map = (entries: Readonly<Record<string, EvaluatedValue | undefined>>): EvaluatedMap =>
    mapOf(
      Object.fromEntries(Object.entries(entries).flatMap(([key, value]) => (value ? [[key, value]] : []))),
      at,
    );
  const evaluated = (one: HclBlock): EvaluatedMap => blockValue({ block: one, file }, instance, names);
  const [metadata] = inner(block, 'metadata');
  const [pods] = inner(inner(inner(block, 'spec')[0], 'template')[0], 'spec');
  const containers = inner(pods, 'container').map(one => withImage(evaluated(one)));
  const list: EvaluatedValue = { kind: 'list', items: containers, at };
  return map({
    apiVersion: scalar('apps/v1', at),
    kind: scalar(KINDS.get(block.labels[0] ?? '') ?? '', at),
    metadata: metadata && evaluated(metadata),
    spec: map({ template: map({ spec: map({ containers: list }) }) }),
  });
}

function withImage(container: EvaluatedMap): EvaluatedMap {
  const image = container.entries.get('image');
  if (!image) return container;
  const value = withTagPlaced(image.value);
  return { ...container, entries: new Map([...container.entries, ['image', { at: value.at, value }]]) };
}

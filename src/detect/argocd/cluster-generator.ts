/**
 * The cluster generator: a set of parameters for each cluster that Argo CD knows. Clusters are Secrets in its namespace;
 * what this tree declares of them (plainly, sealed, or as what an external secret becomes) is read, their labels above all.
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Cluster/
 */
import { type EvaluatedMap, type EvaluatedValue, mapOf, scalar, textOf } from '../../evaluated/value.js';
import { normalised } from '../../gotemplate/functions-argocd.js';
import type { DataPath, Positioned } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { isRecord, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { manifestsWith } from '../manifests.js';
import {
  joined,
  openParameters,
  type Parameters,
  type SetInput,
  withOwnValues,
  written,
} from './parameters.js';
import { selects } from './selector.js';

/** Clusters of the tree where it declares any that are meant; else one of which nothing is known. */
export async function fromClusters(input: SetInput, clusters: Positioned): Promise<readonly Parameters[]> {
  const selector = recordAt(clusters.value, ['selector']) ?? {};
  const declared = (await declaredClusters(input.context)).filter(({ labels }) =>
    selects(selector, key => textOf(labels.entries.get(key)?.value)),
  );
  const found: readonly Parameters[] =
    declared.length > 0
      ? declared.map(cluster => ({ values: parametersOf(cluster, input) }))
      : [joined(openParameters(WHY, startOf(clusters)), { values: selected(clusters, input) })];
  return found.map(one => withOwnValues(one, clusters, input));
}

/** What a cluster has that is not in the tree: the labels that it is selected by. */
function selected(clusters: Positioned, { language }: SetInput): EvaluatedMap {
  const labels = written(clusters.at(['selector', 'matchLabels']));
  const open = { what: WHY, at: labels.at };
  if (language)
    return mapOf({ metadata: { ...mapOf({ labels: { ...labels, open } }, labels.at), open } }, labels.at);
  return mapOf(Object.fromEntries(flat('metadata.labels', labels)), labels.at);
}

function flat(start: string, { entries }: EvaluatedMap): [string, EvaluatedValue][] {
  return [...entries].map(([key, { value }]) => [`${start}.${key}`, value]);
}

const WHY =
  'its cluster generator takes names, labels and annotations from cluster secrets of Argo CD: look there (`argocd cluster list -o yaml`)';

interface DeclaredCluster {
  readonly name: EvaluatedValue;
  readonly server: EvaluatedValue;
  readonly labels: EvaluatedMap;
  readonly annotations: EvaluatedMap;
}

const SECRET_TYPE = 'argocd.argoproj.io/secret-type';

/** Where the Secret stands in each kind that becomes one. */
const HOLDERS: Readonly<Record<string, DataPath>> = {
  Secret: [],
  SealedSecret: ['spec', 'template'],
  ExternalSecret: ['spec', 'target', 'template'],
};

async function declaredClusters(context: DetectContext): Promise<readonly DeclaredCluster[]> {
  const found: DeclaredCluster[] = [];
  for (const { kind, data, file, name } of await manifestsWith(
    context,
    /argocd\.argoproj\.io\/secret-type/,
  )) {
    const path = Object.hasOwn(HOLDERS, kind) ? HOLDERS[kind] : undefined;
    if (!path || context.isSetAside(file)) continue;
    const secret = data.at(path);
    if (stringAt(secret.value, ['metadata', 'labels', SECRET_TYPE]) !== 'cluster') continue;
    const at = { file, line: data.lineOf([]) };
    const text = (key: string, fallback: string): EvaluatedValue => {
      const holder = ['stringData', 'data'].find(part => isRecord(secret.at([part]).value)) ?? 'stringData';
      const value = stringAt(secret.value, [holder, key]);
      const isEncoded = kind === 'Secret' && holder === 'data';
      const plain = value === undefined || !isEncoded ? value : Buffer.from(value, 'base64').toString('utf8');
      return scalar(plain ?? fallback, { file, line: secret.lineOf([holder, key]) || at.line });
    };
    found.push({
      name: text('name', name),
      server: text('server', ''),
      labels: written(secret.at(['metadata', 'labels'])),
      annotations: written(secret.at(['metadata', 'annotations'])),
    });
  }
  return found;
}

function parametersOf(
  { name, server, labels, annotations }: DeclaredCluster,
  { language }: SetInput,
): EvaluatedMap {
  const { at } = name;
  const own = { name, nameNormalized: scalar(normalised(textOf(name) ?? ''), at), server };
  if (language) return mapOf({ ...own, metadata: mapOf({ labels, annotations }, at) }, at);
  const metadata = [...flat('metadata.labels', labels), ...flat('metadata.annotations', annotations)];
  return mapOf({ ...own, ...Object.fromEntries(metadata) }, at);
}

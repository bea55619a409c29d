/**
 * The version of Kubernetes that a tree declares for its clusters: in resources of eksctl, Cluster API, kOps, Rancher,
 * Crossplane, Config Connector and ACK, and literally in Terraform. What is computed is not declared here.
 */
import type { DataPath, Position, Tree } from '../model.js';
import { CLUSTER_WORDS } from '../tree/candidates.js';
import { parseYaml, valueAt } from '../yaml/positioned.js';
import { isSetAside } from './set-aside.js';

export interface DeclaredCluster {
  /** `1.31.0`; its patch is 0 where none is written. */
  readonly version: string;
  readonly at: Position;
  /** `ClusterConfig prod`, `aws_eks_cluster`. */
  readonly name: string;
}

/** Where each kind of cluster says its version, by API group and kind. */
const PLACES: Readonly<Record<string, DataPath>> = {
  'eksctl.io/ClusterConfig': ['metadata', 'version'],
  'cluster.x-k8s.io/Cluster': ['spec', 'topology', 'version'],
  'controlplane.cluster.x-k8s.io/KubeadmControlPlane': ['spec', 'version'],
  'controlplane.cluster.x-k8s.io/AWSManagedControlPlane': ['spec', 'version'],
  'controlplane.cluster.x-k8s.io/RKE2ControlPlane': ['spec', 'version'],
  'infrastructure.cluster.x-k8s.io/AzureManagedControlPlane': ['spec', 'version'],
  'kops.k8s.io/Cluster': ['spec', 'kubernetesVersion'],
  'provisioning.cattle.io/Cluster': ['spec', 'kubernetesVersion'],
  'container.cnrm.cloud.google.com/ContainerCluster': ['spec', 'minMasterVersion'],
  'eks.services.k8s.aws/Cluster': ['spec', 'version'],
  'eks.aws.crossplane.io/Cluster': ['spec', 'forProvider', 'version'],
  'eks.aws.upbound.io/Cluster': ['spec', 'forProvider', 'version'],
  'container.gcp.upbound.io/Cluster': ['spec', 'forProvider', 'minMasterVersion'],
  'containerservice.azure.upbound.io/KubernetesCluster': ['spec', 'forProvider', 'kubernetesVersion'],
};

const YAML_FILE = /\.(?:ya?ml|json)$/i;

/** In the order of files and lines; nothing of files that are set aside as samples or tests. */
export async function declaredClusters(tree: Tree): Promise<readonly DeclaredCluster[]> {
  const found: DeclaredCluster[] = [];
  for (const path of await tree.candidates()) {
    const isTerraform = path.endsWith('.tf');
    if ((!isTerraform && !YAML_FILE.test(path)) || isSetAside(path)) continue;
    const content = await tree.read(path);
    if (!content.ok || !CLUSTER_WORDS.some(word => content.text.includes(word))) continue;
    found.push(...(isTerraform ? inTerraform(path, content.text) : inYaml(path, content.text)));
  }
  return found;
}

function inYaml(path: string, text: string): DeclaredCluster[] {
  return parseYaml(path, text).documents.flatMap(({ data }) => {
    const [apiVersion, kind] = [valueAt(data.value, ['apiVersion']), valueAt(data.value, ['kind'])];
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
    const key = `${apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0))}/${kind}`;
    const place = Object.hasOwn(PLACES, key) ? PLACES[key] : undefined;
    const version = place && versionOf(valueAt(data.value, place));
    if (!place || version === undefined) return [];
    const name = valueAt(data.value, ['metadata', 'name']);
    const line = data.lineOf(place);
    return [{ version, at: { file: path, line }, name: typeof name === 'string' ? `${kind} ${name}` : kind }];
  });
}

/** The attribute of each block of Terraform that holds the version. */
const TERRAFORM: readonly { readonly opens: RegExp; readonly attribute: RegExp; readonly name: string }[] = [
  { name: 'aws_eks_cluster', opens: /^\s*resource\s+"aws_eks_cluster"/, attribute: /^\s*version\s*=/ },
  {
    name: 'google_container_cluster',
    opens: /^\s*resource\s+"google_container_cluster"/,
    attribute: /^\s*min_master_version\s*=/,
  },
  {
    name: 'azurerm_kubernetes_cluster',
    opens: /^\s*resource\s+"azurerm_kubernetes_cluster"/,
    attribute: /^\s*kubernetes_version\s*=/,
  },
  {
    name: 'terraform-aws-modules/eks',
    opens: /^\s*source\s*=\s*"terraform-aws-modules\/eks\/aws"/,
    attribute: /^\s*(?:cluster_version|kubernetes_version)\s*=/,
  },
];

/** Line by line, as people format it: a block ends where a brace closes at the start of a line. */
function inTerraform(path: string, text: string): DeclaredCluster[] {
  const found: DeclaredCluster[] = [];
  let open: (typeof TERRAFORM)[number] | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('}')) open = undefined;
    open = TERRAFORM.find(({ opens }) => opens.test(line)) ?? open;
    if (!open?.attribute.test(line)) continue;
    const version = versionOf(/=\s*"([^"$]*)"/.exec(line)?.[1]);
    if (version !== undefined) found.push({ version, at: { file: path, line: index + 1 }, name: open.name });
  }
  return found;
}

/** `1.31.0` of `v1.31`, `1.31.4-eks-3` and 1.31; undefined for anything else. */
function versionOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const parts = /^v?(1)\.(\d{1,3})(?:\.(\d{1,3}))?(?![\d.])/.exec(String(value));
  return parts ? `${parts[1]}.${parts[2]}.${parts[3] ?? '0'}` : undefined;
}

/**
 * The version of Kubernetes that a tree declares for its clusters: in resources of eksctl, Cluster API, kOps, Rancher,
 * Crossplane, Config Connector, ACK, k0s and k3s, in files of kind, k3d and Talos, and in Terraform, as a text or as a
 * variable whose default stands in the same folder. What else is computed is not declared here.
 */
import { append } from '../append.js';
import type { DataPath, Position, Positioned, Tree } from '../model.js';
import { CLUSTER_PATTERN } from '../tree/candidates.js';
import { parseYaml, valueAt } from '../yaml/positioned.js';
import { isSetAsideByName } from './aside/set-aside.js';
import { holds } from './holds.js';

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
  'k0sctl.k0sproject.io/Cluster': ['spec', 'k0s', 'version'],
  'upgrade.cattle.io/Plan': ['spec', 'version'],
  'k3d.io/Simple': ['image'],
  'kind.x-k8s.io/Cluster': ['nodes', 0, 'image'],
};

/** Files that name no kind: of talhelper, and of Talos itself. */
const KINDLESS: readonly { readonly path: DataPath; readonly beside: DataPath; readonly name: string }[] = [
  { name: 'Talos cluster', path: ['kubernetesVersion'], beside: ['talosVersion'] },
  { name: 'Talos machine', path: ['machine', 'kubelet', 'image'], beside: ['machine', 'kubelet', 'image'] },
];

const namesCluster = holds(CLUSTER_PATTERN);
const YAML_FILE = /\.(?:ya?ml|json)$/i;

/** In the order of files and lines; nothing of files that are set aside as samples or tests. */
export async function declaredClusters(tree: Tree): Promise<readonly DeclaredCluster[]> {
  const found: DeclaredCluster[] = [];
  for (const path of await tree.candidates()) {
    const isTerraform = path.endsWith('.tf');
    if ((!isTerraform && !YAML_FILE.test(path)) || isSetAsideByName(path)) continue;
    const content = await tree.read(path);
    if (!content.ok || !namesCluster(path, content.text)) continue;
    append(found, isTerraform ? await inTerraform(path, content.text, tree) : inYaml(path, content.text));
  }
  return found;
}

function inYaml(path: string, text: string): DeclaredCluster[] {
  return parseYaml(path, text).documents.flatMap(({ data }) => {
    const [apiVersion, kind] = [valueAt(data.value, ['apiVersion']), valueAt(data.value, ['kind'])];
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return kindless(path, data);
    const key = `${apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0))}/${kind}`;
    const place = Object.hasOwn(PLACES, key) ? PLACES[key] : undefined;
    const version = place && versionOf(tagOf(valueAt(data.value, place)));
    if (!place || version === undefined) return [];
    const name = valueAt(data.value, ['metadata', 'name']);
    const line = data.lineOf(place);
    return [{ version, at: { file: path, line }, name: typeof name === 'string' ? `${kind} ${name}` : kind }];
  });
}

function kindless(path: string, data: Positioned): DeclaredCluster[] {
  return KINDLESS.flatMap(({ path: place, beside, name }) => {
    const version = versionOf(tagOf(valueAt(data.value, place)));
    if (version === undefined || valueAt(data.value, beside) === undefined) return [];
    return [{ version, at: { file: path, line: data.lineOf(place) }, name }];
  });
}

/** Of an image its tag: `v1.29.2` of `kindest/node:v1.29.2@sha256:…`. Anything else as it is. */
function tagOf(value: unknown): unknown {
  if (typeof value !== 'string' || !value.includes('/')) return value;
  return /:(v?\d[\w.+-]*)(?:@|$)/.exec(value)?.[1];
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
  {
    name: 'terraform-google-modules/kubernetes-engine',
    opens: /^\s*source\s*=\s*"terraform-google-modules\/kubernetes-engine\/google/,
    attribute: /^\s*kubernetes_version\s*=/,
  },
  {
    name: 'Azure/aks',
    opens: /^\s*source\s*=\s*"Azure\/aks\/azurerm"/,
    attribute: /^\s*kubernetes_version\s*=/,
  },
];

/** Line by line, as people format it: a block ends where a brace closes at the start of a line. */
async function inTerraform(path: string, text: string, tree: Tree): Promise<DeclaredCluster[]> {
  const found: DeclaredCluster[] = [];
  let open: (typeof TERRAFORM)[number] | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('}')) open = undefined;
    open = TERRAFORM.find(({ opens }) => opens.test(line)) ?? open;
    if (!open?.attribute.test(line)) continue;
    const name = open.name;
    const version = versionOf(/=\s*"([^"$]*)"/.exec(line)?.[1]);
    if (version !== undefined) found.push({ version, at: { file: path, line: index + 1 }, name });
    const variable = /=\s*(?:"\$\{)?var\.(\w+)\}?"?\s*(?:#.*|\/\/.*)?$/.exec(line)?.[1];
    if (variable === undefined) continue;
    const given = await variableIn(path.slice(0, path.lastIndexOf('/') + 1), variable, tree);
    if (given) found.push({ ...given, name });
  }
  return found;
}

/** What a variable of a folder is given: by its `terraform.tfvars`, else by default. */
async function variableIn(
  folder: string,
  name: string,
  tree: Tree,
): Promise<Pick<DeclaredCluster, 'version' | 'at'> | undefined> {
  const own = tree.below(folder.replace(/\/$/, '')).filter(path => !path.slice(folder.length).includes('/'));
  const files = [
    ...own.filter(path => path.endsWith('terraform.tfvars')),
    ...own.filter(path => path.endsWith('.tf')),
  ];
  for (const path of files) {
    const content = await tree.read(path);
    const found = content.ok ? variableAt(content.text, name, path.endsWith('.tfvars')) : undefined;
    if (found) return { version: found.version, at: { file: path, line: found.line } };
  }
  return undefined;
}

function variableAt(
  text: string,
  name: string,
  isValues: boolean,
): { readonly version: string; readonly line: number } | undefined {
  let isOpen = isValues;
  for (const [index, line] of text.split('\n').entries()) {
    if (!isValues && line.startsWith('}')) isOpen = false;
    if (!isValues && new RegExp(`^\\s*variable\\s+"${name}"`).test(line)) isOpen = true;
    const key = isValues ? name : 'default';
    const value = isOpen ? new RegExp(`(?:^|[\\s{])${key}\\s*=\\s*"([^"$]*)"`).exec(line)?.[1] : undefined;
    const version = versionOf(value);
    if (version !== undefined) return { version, line: index + 1 };
  }
  return undefined;
}

/** `1.31.0` of `v1.31`, `1.31.4-eks-3` and 1.31; undefined for anything else. */
function versionOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const parts = /^v?(1)\.(\d{1,3})(?:\.(\d{1,3}))?(?![\d.])/.exec(String(value));
  return parts ? `${parts[1]}.${parts[2]}.${parts[3] ?? '0'}` : undefined;
}

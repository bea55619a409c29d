import { declaredClusters } from '../../src/detect/clusters.js';
import { isCandidateText } from '../../src/tree/candidates.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

async function found(files: Record<string, string>) {
  const clusters = await declaredClusters(memoryTree(files));
  return clusters.map(({ version, at, name }) => [version, `${at.file}:${at.line}`, name]);
}

describe('detect/clusters', () => {
  it.each([
    ['eksctl.io/v1alpha5', 'ClusterConfig', 'metadata: {name: a, version: "1.31"}', '1.31.0'],
    ['cluster.x-k8s.io/v1beta1', 'Cluster', 'spec: {topology: {version: v1.30.4}}', '1.30.4'],
    ['controlplane.cluster.x-k8s.io/v1beta1', 'KubeadmControlPlane', 'spec: {version: v1.29.1}', '1.29.1'],
    ['kops.k8s.io/v1alpha2', 'Cluster', 'spec: {kubernetesVersion: 1.28.2}', '1.28.2'],
    ['provisioning.cattle.io/v1', 'Cluster', 'spec: {kubernetesVersion: v1.27.4+rke2r1}', '1.27.4'],
    [
      'container.cnrm.cloud.google.com/v1beta1',
      'ContainerCluster',
      'spec: {minMasterVersion: 1.31.4-gke.2}',
      '1.31.4',
    ],
    ['k0sctl.k0sproject.io/v1beta1', 'Cluster', 'spec: {k0s: {version: 1.29.1+k0s.0}}', '1.29.1'],
    ['upgrade.cattle.io/v1', 'Plan', 'spec: {version: v1.29.1+k3s2}', '1.29.1'],
    ['k3d.io/v1alpha5', 'Simple', 'image: rancher/k3s:v1.29.1-k3s1', '1.29.1'],
    [
      'kind.x-k8s.io/v1alpha4',
      'Cluster',
      'nodes: [{role: control-plane, image: "kindest/node:v1.29.2@sha256:51a1"}]',
      '1.29.2',
    ],
    ['eks.aws.upbound.io/v1beta1', 'Cluster', 'spec: {forProvider: {version: 1.31}}', '1.31.0'],
  ])('reads %s %s', async (apiVersion, kind, rest, version) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\n${rest}\n`;
    expect(isCandidateText(text)).toBe(true);
    expect(await found({ 'a.yaml': text })).toMatchObject([
      [version, 'a.yaml:3', expect.stringContaining(kind)],
    ]);
  });

  it('reads Terraform', async () => {
    const text = [
      'resource "aws_eks_cluster" "a" {',
      '  name    = "a"',
      '  version = "1.31"',
      '}',
      'resource "helm_release" "istiod" {',
      '  version = "1.30.0"',
      '}',
      'module "eks" {',
      '  source          = "terraform-aws-modules/eks/aws"',
      '  version         = "20.8.0"',
      '  cluster_version = "1.30"',
      '}',
      'resource "google_container_cluster" "b" {',
      '  min_master_version = var.version',
      '}',
    ].join('\n');
    expect(await found({ 'main.tf': text })).toEqual([
      ['1.31.0', 'main.tf:3', 'aws_eks_cluster'],
      ['1.30.0', 'main.tf:11', 'terraform-aws-modules/eks'],
    ]);
  });

  it('reads files of Talos, which name no kind', async () => {
    const helper = 'clusterName: home\ntalosVersion: v1.7.0\nkubernetesVersion: v1.30.1\n';
    const machine =
      'version: v1alpha1\nmachine:\n  kubelet:\n    image: ghcr.io/siderolabs/kubelet:v1.30.2\n';
    expect([isCandidateText(helper), isCandidateText(machine)]).toEqual([true, true]);
    expect(await found({ 'a.yaml': helper, 'b.yaml': machine })).toEqual([
      ['1.30.1', 'a.yaml:3', 'Talos cluster'],
      ['1.30.2', 'b.yaml:4', 'Talos machine'],
    ]);
  });

  it('follows a variable of Terraform to what the same folder gives it', async () => {
    const main =
      'module "gke" {\n  source             = "terraform-google-modules/kubernetes-engine/google"\n  kubernetes_version = var.k8s\n}\n';
    const variables =
      'variable "other" {\n  default = "1.2"\n}\nvariable "k8s" {\n  type    = string\n  default = "1.31"\n}\n';
    const name = 'terraform-google-modules/kubernetes-engine';
    expect(await found({ 'gke/main.tf': main, 'gke/variables.tf': variables })).toEqual([
      ['1.31.0', 'gke/variables.tf:6', name],
    ]);
    const given = { 'gke/terraform.tfvars': 'k8s = "1.32"\n' };
    expect(await found({ 'gke/main.tf': main, 'gke/variables.tf': variables, ...given })).toEqual([
      ['1.32.0', 'gke/terraform.tfvars:1', name],
    ]);
    expect(await found({ 'gke/main.tf': main, 'aks/variables.tf': variables })).toEqual([]);
  });

  it('takes nothing for a version that is none', async () => {
    const text = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a, version: ';
    for (const version of ['latest', '"{{ v }}"', '[1.31]', '2.0', '"1.31.4.5"', '""'])
      expect(await found({ 'a.yaml': `${text}${version}}\n` })).toEqual([]);
    expect(
      await found({
        'a.yaml':
          'apiVersion: example.com/v1\nkind: ClusterConfig\nmetadata: {version: "1.31"} # eksctl.io\n',
      }),
    ).toEqual([]);
    expect(await found({ 'a.yaml': 'apiVersion: [eksctl.io/v1]\nkind: {}\n' })).toEqual([]);
  });
});

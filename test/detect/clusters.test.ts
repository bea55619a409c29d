import { describe, expect, it } from '@jest/globals';
import { declaredClusters } from '../../src/detect/clusters.js';
import { isCandidateText } from '../../src/tree/candidates.js';
import { memoryTree } from '../../src/tree/memory.js';

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

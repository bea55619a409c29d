/** Meshes that somebody else runs: what is one, where it is declared, and what only resembles one. */

import { detect } from '../../src/detect/detect.js';
import { managedMeshes } from '../../src/detect/managed-meshes.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations, problems } = await detect(memoryTree(files), [managedMeshes]);
  expect(installations).toEqual([]);
  expect(problems.every(({ blocking, why }) => blocking && why.includes('can’t be judged'))).toBe(true);
  return problems.map(({ what, file, line }) => `${what} ${file}:${line}`);
}

function membership(more: string): string {
  return `resource "google_gke_hub_feature_membership" "one" {\n  location = "global"\n${more}\n}\n`;
}

describe('detect/managed-meshes: Google', () => {
  it.each([
    [
      'its name',
      membership('  feature = "servicemesh"\n  mesh {\n    management = "MANAGEMENT_AUTOMATIC"\n  }'),
    ],
    ['its block', membership('  feature = var.feature\n  mesh {\n    control_plane = "MANUAL_X"\n  }')],
    [
      'the feature that it refers to',
      `${membership('  feature = google_gke_hub_feature.mesh.name')}resource "google_gke_hub_feature" "mesh" {\n  name = "servicemesh"\n}\n`,
    ],
  ])('takes a membership for a mesh by %s', async (_, text) => {
    expect(await found({ 'fleet.tf': text })).toEqual(['Cloud Service Mesh of Google fleet.tf:1']);
  });

  it.each([
    ['configuration management', 'configmanagement', 'configmanagement {\n    version = "1.15.1"\n  }'],
    ['policies', 'policycontroller', 'policycontroller {\n  }'],
    ['ingress of several clusters', 'multiclusteringress', ''],
  ])('takes a membership in %s for none', async (_, feature, block) => {
    expect(
      await found({
        'fleet.tf': `# beside istio\n${membership(`  feature = google_gke_hub_feature.one.name\n  ${block}`)}`,
        'feature.tf': `# istio\nresource "google_gke_hub_feature" "one" {\n  name = "${feature}"\n}\n`,
      }),
    ).toEqual([]);
  });

  it('finds the feature in another file of the module, and each at its place', async () => {
    expect(
      await found({
        'a/fleet.tf': membership('  feature = google_gke_hub_feature.mesh.name'),
        'a/feature.tf': 'resource "google_gke_hub_feature" "mesh" {\n  name = "servicemesh"\n}\n',
        'b/feature.tf': 'resource "google_gke_hub_feature" "mesh" {\n  name = "other"\n}\n# servicemesh\n',
      }),
    ).toEqual(['Cloud Service Mesh of Google a/feature.tf:1', 'Cloud Service Mesh of Google a/fleet.tf:1']);
  });

  it.each([
    [
      'mesh.sh',
      'gcloud container fleet mesh update --management automatic\n',
      'Cloud Service Mesh of Google',
    ],
    ['mesh.sh', './asmcli install --project_id x\n', 'Cloud Service Mesh of Google in the cluster'],
    ['gke.sh', 'gcloud beta container clusters create x --addons=Istio,Other\n', 'Istio add-on of GKE'],
    [
      'ns.yaml',
      'kind: Namespace\napiVersion: v1\nmetadata: {name: a, labels: {istio.io/rev: asm-managed-rapid}}\n',
      'revision asm-managed-rapid of Cloud Service Mesh',
    ],
    [
      'ibm.tf',
      'resource "ibm_container_addons" "a" {\n  addons {\n    name    = "istio"\n    version = "1.22"\n  }\n}\n',
      'Istio add-on of IBM Cloud',
    ],
    [
      'ibm.sh',
      'ibmcloud ks cluster addon enable istio --cluster x --version 1.22\n',
      'Istio add-on of IBM Cloud',
    ],
    [
      'oke.tf',
      'resource "oci_containerengine_addon" "a" {\n  addon_name = "Istio"\n  version    = "v1.22.1"\n}\n',
      'Istio add-on of OKE',
    ],
    ['oke.sh', 'oci ce cluster install-addon --addon-name Istio --cluster-id x\n', 'Istio add-on of OKE'],
    [
      'civo.tf',
      'resource "civo_kubernetes_cluster" "a" {\n  applications = "metrics-server,istio"\n}\n',
      'Istio of Civo’s marketplace',
    ],
    ['civo.sh', 'civo kubernetes application add istio --cluster a\n', 'Istio of Civo’s marketplace'],
    [
      'tcm.tf',
      'resource "tencentcloud_tcm_mesh" "a" {\n  mesh_version = "1.22.1"\n}\n# istio\n',
      'Tencent Cloud Mesh',
    ],
    [
      'hub.yaml',
      'apiVersion: gkehub.cnrm.cloud.google.com/v1beta1\nkind: GKEHubFeature\nmetadata: {name: mesh}\nspec: {resourceID: servicemesh}\n',
      'GKEHubFeature mesh',
    ],
  ])('reads %s', async (file, text, what) => {
    const [one, ...others] = await found({ [file]: text });
    expect(one).toMatch(new RegExp(`^${what} ${file.replace('.', '\\.')}:\\d`));
    expect(others).toEqual([]);
  });

  it('takes a copy of Google’s installer for no script of one’s own', async () => {
    const copy = '#!/bin/bash\nretry 5 istioctl install -y --set profile=minimal\n';
    for (const path of ['asm/asmcli', 'asmcli_1.20', 'bin/install_asm']) {
      const { installations } = await detect(memoryTree({ [path]: copy }));
      expect(installations).toEqual([]);
    }
    const { installations } = await detect(memoryTree({ 'asm/up.sh': copy }));
    expect(installations.map(({ chart }) => chart)).toEqual(['base', 'istiod']);
  });

  it('knows the old add-on where it is on', async () => {
    const cluster = (disabled: string): string =>
      `resource "google_container_cluster" "a" {\n  addons_config {\n    istio_config {\n      disabled = ${disabled}\n    }\n  }\n}\n`;
    expect(await found({ 'a.tf': cluster('false') })).toEqual(['Istio add-on of GKE a.tf:3']);
    expect(await found({ 'a.tf': cluster('true') })).toEqual([]);
  });
});

describe('detect/managed-meshes: Azure, AWS, Red Hat', () => {
  it.each([
    [
      'aks.tf',
      'resource "azurerm_kubernetes_cluster" "a" {\n  service_mesh_profile {\n    mode = "Istio"\n  }\n}\n',
      2,
    ],
    [
      'aks.tf',
      'module "aks" {\n  source = "Azure/aks/azurerm"\n  service_mesh_profile = {\n    mode = "Istio"\n  }\n}\n',
      3,
    ],
    ['aks.tf', 'dynamic "service_mesh_profile" {\n  for_each = var.mesh\n}\n', 1],
    [
      'azapi.tf',
      'body = {\n  properties = {\n    serviceMeshProfile = {\n      mode = "Istio"\n    }\n  }\n}\n',
      3,
    ],
    ['aks.bicep', "properties: {\n  serviceMeshProfile: {\n    mode: 'Istio'\n  }\n}\n", 2],
    ['aks.json', '{\n  "serviceMeshProfile": {\n    "mode": "Istio"\n  }\n}\n', 2],
    [
      'aso.yaml',
      'apiVersion: containerservice.azure.com/v1api20240402preview\nkind: ManagedCluster\nspec:\n  serviceMeshProfile:\n    mode: Istio\n    istio: {revisions: [asm-1-24]}\n',
      4,
    ],
    ['eks.tf', 'resource "aws_eks_addon" "istio" {\n  addon_name    = "tetrate-io_istio-distro"\n}\n', 2],
    ['eksctl.yaml', 'addons:\n- name: tetrate-io_istio-distro\n', 2],
    ['ossm.tf', 'yaml_body = <<-EOT\n  apiVersion: maistra.io/v2\n  kind: ServiceMeshControlPlane\nEOT\n', 3],
    [
      'chart/templates/smcp.yaml',
      'apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nspec: {version: {{ .Values.v }}}\n',
      2,
    ],
  ])('finds a mesh in %s', async (file, text, line) => {
    const places = await found({ [file]: text, 'chart/Chart.yaml': 'name: istio\nversion: 1.0.0\n' });
    expect(places.map(place => place.split(' ').at(-1))).toEqual([`${file}:${line}`]);
  });

  it.each([
    ['aks.tf', '# service_mesh_profile {\n# istio\n'],
    ['aks.tf', 'service_mesh_profile {\n  mode = "Disabled"\n}\n# istio\n'],
    ['aks.json', '{"a": 1,\n  "serviceMeshProfile": {\n    "mode": "Disabled"\n  }\n}\n'],
    ['variables.tf', 'variable "service_mesh_profile" {\n  default = null\n}\n'],
    ['eks.tf', 'module "addons" {\n  istio_config = {\n    ingress_gateway_enabled = true\n  }\n}\n'],
    ['README.yaml', '# az aks mesh enable\nistio: x\n'],
  ])('takes %s, which only resembles one, for none', async (file, text) => {
    expect(await found({ [file]: text })).toEqual([]);
  });
});

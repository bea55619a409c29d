import { ansibleHelm } from './ansible/helm.js';
import { ansibleManifests } from './ansible/manifests.js';
import { appliedTexts } from './applied-texts.js';
import { argocd } from './argocd/argocd.js';
import { chartYaml } from './chart-yaml/chart-yaml.js';
import type { Detector } from './detector.js';
import { fleet } from './fleet.js';
import { flux } from './flux/flux.js';
import { glooOperator } from './gloo-operator.js';
import { helmResources } from './helm-resources.js';
import { helmfile } from './helmfile/helmfile.js';
import { heredocs } from './heredocs.js';
import { istioOperator } from './istio-operator/istio-operator.js';
import { kustomize } from './kustomize/kustomize.js';
import { libraryValues } from './library-values.js';
import { managedMeshes } from './managed-meshes.js';
import { rendered } from './rendered/rendered.js';
import { sail } from './sail/sail.js';
import { sailValues } from './sail/values.js';
import { scripts } from './scripts/scripts.js';
import { skaffold } from './skaffold.js';
import { terraform } from './terraform/terraform.js';
import { valuesFiles } from './values-files.js';
import { weakEvidence } from './weak-evidence.js';
import { zarf } from './zarf.js';

/** Every form that is read. */
export const detectors: readonly Detector[] = [
  ansibleHelm,
  ansibleManifests,
  argocd,
  chartYaml,
  fleet,
  flux,
  glooOperator,
  helmResources,
  helmfile,
  heredocs,
  istioOperator,
  kustomize,
  libraryValues,
  valuesFiles,
  appliedTexts,
  managedMeshes,
  rendered,
  sail,
  sailValues,
  scripts,
  skaffold,
  terraform,
  weakEvidence,
  zarf,
];

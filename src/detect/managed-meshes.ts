/** Meshes whose control plane somebody else runs or renders: found, and said that they can't be judged. */
import type { Problem } from '../model.js';
import type { Detector } from './detector.js';
import { manifestsWith } from './manifests.js';
import { isSetAside } from './set-aside.js';

export const managedMeshes: Detector = {
  form: 'managed-mesh',
  async detect(context) {
    const problems: Problem[] = [];
    for (const { kind, name, file, data, apiVersion } of await manifestsWith(
      context,
      /ServiceMeshControlPlane|ControlPlaneRevision|MeshConfig/,
    )) {
      if (isSetAside(file)) continue;
      if (kind === 'ServiceMeshControlPlane' && apiVersion.startsWith('maistra.io/'))
        problems.push(unjudged(`${kind} ${name}`, MAISTRA, file, data.lineOf(['spec', 'version'])));
      if (kind === 'ControlPlaneRevision' && apiVersion.startsWith('mesh.cloud.google.com/'))
        problems.push(unjudged(`${kind} ${name}`, GOOGLE, file, data.lineOf(['spec', 'channel'])));
    }
    for (const path of context.candidates) {
      if (isSetAside(path)) continue;
      const text = await context.text(path);
      if (text === undefined || !HINT.test(text)) continue;
      for (const { pattern, files, what, why } of MANAGED) {
        if (!files.test(path)) continue;
        const line = text.split('\n').findIndex(one => pattern.test(one) && !/^\s*(#|\/\/)/.test(one));
        if (line >= 0) problems.push(unjudged(what, why, path, line + 1));
      }
    }
    return { releases: [], problems };
  },
};

/** A word of each pattern below. */
const HINT =
  /service_mesh_profile|aks\s+mesh|azure-service-mesh|serviceMeshProfile|gke_hub|control_plane|modules\/asm/;

const MAISTRA =
  'OpenShift Service Mesh 2 maps its own version to one of Istio and renders it by charts of its own: it can’t be judged here. Read Red Hat’s release notes for what this version brings';
const GOOGLE =
  'Google manages this control plane and decides its version by channel: it can’t be judged here. See the release notes of Cloud Service Mesh';
const AZURE =
  'AKS manages this control plane by revision (`asm-1-X`) and decides its patch version and its settings: it can’t be judged here. See the release notes of the Istio add-on';

interface Managed {
  readonly files: RegExp;
  readonly pattern: RegExp;
  readonly what: string;
  readonly why: string;
}

const MANAGED: readonly Managed[] = [
  {
    files: /\.(tf|hcl)$/i,
    pattern: /^\s*service_mesh_profile\s*[{=]/,
    what: 'service_mesh_profile of AKS',
    why: AZURE,
  },
  {
    files: /\.(json|sh|bash|ya?ml|mk)$|(^|\/)Makefile$/i,
    pattern: /\baz\s+aks\s+mesh\s+(enable|upgrade)|--enable-azure-service-mesh|"serviceMeshProfile"\s*:/,
    what: 'Istio add-on of AKS',
    why: AZURE,
  },
  {
    files: /\.(tf|hcl)$/i,
    pattern:
      /"google_gke_hub_feature_membership"|control_plane\s*=\s*"(AUTOMATIC|MANUAL)"|terraform-google-modules\/kubernetes-engine\/google\/\/modules\/asm/,
    what: 'Cloud Service Mesh of Google',
    why: GOOGLE,
  },
];

function unjudged(what: string, why: string, file: string, line: number): Problem {
  return { what, why: `${why}.`, file, line, blocking: true };
}

/** How files of text declare meshes whose control plane somebody else runs: what each form looks like, and who runs it. */

export const MAISTRA =
  'OpenShift Service Mesh 2 maps its own version to one of Istio and renders it by charts of its own: it can’t be judged here. Read Red Hat’s release notes for what this version brings';
export const GOOGLE =
  'Google manages this control plane and decides its version by channel: it can’t be judged here. See the release notes of Cloud Service Mesh';
const ANTHOS =
  'asmcli installs Google’s own build of Istio, whose versions and settings are Google’s: it can’t be judged here. See the release notes of Cloud Service Mesh';
const GKE_ADD_ON =
  'the Istio add-on of GKE, which Google withdrew, runs a version that Google chose: it can’t be judged here. Move to an Istio of your own, or to Cloud Service Mesh';
const AZURE =
  'AKS manages this control plane by revision (`asm-1-X`) and decides its patch version and its settings: it can’t be judged here. See the release notes of the Istio add-on';
const EKS =
  'this add-on of EKS brings a vendor’s distribution of Istio, by versions and charts of the vendor’s: it can’t be judged here. See the vendor’s release notes';
const ALIBABA =
  'Alibaba Cloud manages this control plane by versions of its own: it can’t be judged here. See the release notes of Service Mesh (ASM)';

const IBM =
  'this add-on of IBM Cloud Kubernetes Service runs a version of Istio that IBM patches by itself: it can’t be judged here. See the change log of the add-on';
const ORACLE =
  'this add-on of OKE runs a build of Istio that Oracle publishes and, without a version, moves by itself: it can’t be judged here. See Oracle’s list of add-on versions';
const CIVO =
  'Civo’s marketplace installs Istio by manifests of its own: it can’t be judged here. See the application in its marketplace';
const TENCENT =
  'Tencent Cloud Mesh runs control planes of its own by versions of Istio: it can’t be judged here. See the release notes of TCM';

export interface ManagedForm {
  readonly files: RegExp;
  /** Of the line that declares it. */
  readonly pattern: RegExp;
  /** What the block that begins there, or all of the file, says; or does not. */
  readonly says?: RegExp;
  readonly saysNot?: RegExp;
  readonly what: string;
  readonly why: string;
}

const TERRAFORM = /\.(tf|tofu|hcl)$/i;
const COMMANDS =
  /\.(json|sh|bash|zsh|ps1|bat|cmd|ya?ml|mk|groovy)$|(^|\/)(Makefile|Justfile|Jenkinsfile|Dockerfile)[^/]*$/i;
const TEMPLATES = /\.(tpl|tmpl|tftpl|gotmpl|j2|jinja|tf|tofu|sh|bash)$|\/templates\/[^/]+\.ya?ml$/i;

/** A word of each pattern below. */
export const MANAGED_HINT =
  /service_?mesh|aks\s+mesh|azure-service-mesh|gke_?hub|control_plane|modules\/asm|istio_config|istio-config|--addons|(fleet|hub)\s+mesh|asmcli|istio-distro|ibm_container_addons|oci_containerengine_addon|civo_kubernetes_cluster|tencentcloud_tcm_mesh|addon\s+enable|install-addon|\bcivo\b/i;

/**
 * Sources: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/gke_hub_feature_membership
 * (its feature may be any of the fleet's, of which `servicemesh` is one),
 * https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster,
 * https://learn.microsoft.com/azure/aks/istio-deploy-addon, https://cloud.google.com/service-mesh/docs,
 * https://registry.terraform.io/providers/IBM-Cloud/ibm/latest/docs/resources/container_addons,
 * https://registry.terraform.io/providers/oracle/oci/latest/docs/resources/containerengine_addon,
 * https://registry.terraform.io/providers/civo/civo/latest/docs/resources/kubernetes_cluster,
 * https://registry.terraform.io/providers/tencentcloudstack/tencentcloud/latest/docs/resources/tcm_mesh.
 */
export const MANAGED_FORMS: readonly ManagedForm[] = [
  {
    files: TERRAFORM,
    pattern: /^\s*(dynamic\s+")?service_mesh_profile"?\s*[{=]/,
    saysNot: /\bmode\s*=\s*"Disabled"|for_each\s*=\s*\[\s*\]/,
    what: 'service_mesh_profile of AKS',
    why: AZURE,
  },
  {
    files: /\.(json|ya?ml|tf|tofu|bicep|tpl)$/i,
    pattern: /(?:^|[\s{,])["']?serviceMeshProfile["']?\s*[:=]/,
    saysNot: /\bmode["']?\s*[:=]\s*["']?Disabled/,
    what: 'Istio add-on of AKS',
    why: AZURE,
  },
  {
    files: COMMANDS,
    pattern: /\baz\s+aks\s+mesh\s+(enable|upgrade)|--enable-azure-service-mesh/,
    what: 'Istio add-on of AKS',
    why: AZURE,
  },
  {
    files: TERRAFORM,
    pattern: /^\s*resource\s+"google_gke_hub_feature_membership"/,
    says: /"servicemesh"|^[ \t]*mesh\s*\{/m,
    what: 'Cloud Service Mesh of Google',
    why: GOOGLE,
  },
  {
    files: TERRAFORM,
    pattern: /^\s*resource\s+"google_gke_hub_feature"/,
    says: /"servicemesh"/,
    what: 'Cloud Service Mesh of Google',
    why: GOOGLE,
  },
  {
    files: TERRAFORM,
    pattern:
      /control_plane\s*=\s*"(AUTOMATIC|MANUAL)"|terraform-google-modules\/kubernetes-engine\/google\/\/modules\/asm/,
    what: 'Cloud Service Mesh of Google',
    why: GOOGLE,
  },
  {
    files: COMMANDS,
    pattern: /\bgcloud\s+(?:alpha\s+|beta\s+)?container\s+(fleet|hub)\s+mesh\s+(enable|update)/,
    what: 'Cloud Service Mesh of Google',
    why: GOOGLE,
  },
  {
    files: COMMANDS,
    pattern: /(^|[\s/"'&;])asmcli\s+install\b/,
    what: 'Cloud Service Mesh of Google in the cluster',
    why: ANTHOS,
  },
  {
    files: TERRAFORM,
    pattern: /^\s*istio_config\s*\{/,
    says: /\b(disabled|auth)\s*=/,
    saysNot: /\bdisabled\s*=\s*true/,
    what: 'Istio add-on of GKE',
    why: GKE_ADD_ON,
  },
  {
    files: COMMANDS,
    pattern: /\bgcloud\b.*(--addons[= ]\S*\bIstio\b|--istio-config\b)/,
    what: 'Istio add-on of GKE',
    why: GKE_ADD_ON,
  },
  {
    files: /\.(tf|tofu|hcl|ya?ml|json|sh|bash|mk)$|(^|\/)Makefile$/i,
    pattern: /["'\s:=][\w-]+_istio-distro\b/,
    what: 'add-on of EKS with Istio',
    why: EKS,
  },
  {
    files: TERRAFORM,
    pattern: /^\s*resource\s+"alicloud_service_mesh_service_mesh"/,
    what: 'Service Mesh of Alibaba Cloud',
    why: ALIBABA,
  },
  {
    files: TERRAFORM,
    pattern: /^\s*resource\s+"ibm_container_addons"/,
    says: /"istio"/,
    what: 'Istio add-on of IBM Cloud',
    why: IBM,
  },
  {
    files: COMMANDS,
    pattern: /\bibmcloud\s+(?:ks|oc)\s+cluster\s+addon\s+enable\s+istio\b/,
    what: 'Istio add-on of IBM Cloud',
    why: IBM,
  },
  {
    files: TERRAFORM,
    pattern: /^\s*resource\s+"oci_containerengine_addon"/,
    says: /addon_name\s*=\s*"Istio"/,
    what: 'Istio add-on of OKE',
    why: ORACLE,
  },
  {
    files: COMMANDS,
    pattern: /\boci\s+ce\s+cluster\s+(?:install|update)-addon\b.*\bIstio\b/,
    what: 'Istio add-on of OKE',
    why: ORACLE,
  },
  {
    files: TERRAFORM,
    pattern: /^\s*resource\s+"civo_kubernetes_cluster"/,
    says: /applications\s*=\s*"[^"]*\bistio/i,
    what: 'Istio of Civo’s marketplace',
    why: CIVO,
  },
  {
    files: COMMANDS,
    pattern: /\bcivo\s+(?:k8s|k3s|kubernetes)\s+(?:applications?|addon|app)\s+add\s+["']?istio\b/i,
    what: 'Istio of Civo’s marketplace',
    why: CIVO,
  },
  {
    files: TERRAFORM,
    pattern: /^\s*resource\s+"tencentcloud_tcm_mesh"/,
    what: 'Tencent Cloud Mesh',
    why: TENCENT,
  },
  {
    files: TEMPLATES,
    pattern: /^\s*(-\s+)?["']?kind["']?\s*[:=]\s*["']?ServiceMeshControlPlane\b/,
    what: 'ServiceMeshControlPlane',
    why: MAISTRA,
  },
];

/** Lines, from 0, at which a text declares a mesh in this form. */
export function managedLines(form: ManagedForm, text: string): readonly number[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (!form.pattern.test(line) || /^\s*(#|\/\/|\*|<!--)/.test(line)) return [];
    if (!form.says && !form.saysNot) return [index];
    const block = blockFrom(lines, index);
    const said = [block, ...referencesIn(block).map(name => featureOf(lines, name))].join('\n');
    const fits = (form.says?.test(said) ?? true) && !form.saysNot?.test(block);
    return fits ? [index] : [];
  });
}

/**
 * What a file of Terraform says where it declares that form, all of it; undefined where more of the file may decide it, and for other
 * files.
 */
export function managedBlocks(form: ManagedForm, text: string): string | undefined {
  if (form.files !== TERRAFORM) return undefined;
  const lines = text.split('\n');
  const blocks = managedLines(form, text).map(index => blockFrom(lines, index));
  return blocks.some(block => REFERS.test(block)) ? undefined : blocks.join('\n');
}

const REFERS = /\b(?:var|local|data|module|each|count)\.|\$\{/;

/** Longer than any block that declares a mesh. */
const MAX_BLOCK = 60;

/** A line with what follows it, up to where the text is no deeper any more. */
function blockFrom(lines: readonly string[], start: number): string {
  const depth = (line: string): number => line.search(/\S/);
  const own = depth(lines[start] ?? '');
  let end = start + 1;
  while (end < lines.length && end - start < MAX_BLOCK) {
    const line = lines[end] ?? '';
    if (depth(line) >= 0 && depth(line) <= own) break;
    end++;
  }
  return lines.slice(start, end).join('\n');
}

/** Names of the features of the fleet that a block refers to. */
function referencesIn(block: string): readonly string[] {
  return [...block.matchAll(/google_gke_hub_feature\.([\w-]+)/g)].map(([, name = '']) => name);
}

function featureOf(lines: readonly string[], name: string): string {
  const start = lines.findIndex(
    line => /^\s*resource\s+"google_gke_hub_feature"/.test(line) && line.includes(`"${name}"`),
  );
  return start < 0 ? '' : blockFrom(lines, start);
}

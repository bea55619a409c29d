/**
 * Which files may matter, decided by name and by searching their text, before anything is parsed.
 * The one list that Git's search and our own share, so that a folder and a revision give the same answer.
 */
import { escapeForRegExp } from '../escape-regexp.js';

/** Ends of the names of files that declare, configure or deploy. */
const EXTENSIONS = words(
  'yaml yml json json5 csv tpl tmpl tftpl gotmpl template j2 jinja jinja2 erb envsubst in tf tofu bicep tfvars hcl toml jsonnet libsonnet cue k pkl dhall sh bash zsh ksh fish nu command ps1 bat cmd groovy sls pp jenkinsfile dockerfile nix mk just env envrc ini properties tool-versions',
);

/** Whole names of such files; `*` stands for what people add: `Makefile.deploy`, `Jenkinsfile-prod`. */
const NAMES = words(
  'Chart.lock requirements.lock helmfile.lock Makefile Makefile.* GNUmakefile Justfile .justfile Dockerfile Dockerfile.* Dockerfile-* Containerfile Containerfile.* Jenkinsfile Jenkinsfile.* Jenkinsfile-* Vagrantfile Vagrantfile.* Tiltfile Tiltfile.* Earthfile Kubefile Kubefile.* Procfile user-data hosts inventory env vars versions',
);

/** Folders in which files of any name hold variables. Source: https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#organizing-host-and-group-variables */
const FOLDERS = words('group_vars host_vars');

/**
 * Kinds that matter although nothing in them need speak of Istio: Services, and what makes pods, which a namespace's
 * label makes part of the mesh.
 */
const KINDS = words('Service Deployment StatefulSet DaemonSet CronJob Rollout');

/** What declares a Kubernetes cluster, and with it the version that Istio runs on. */
const CLUSTER_WORDS = words(
  'eksctl.io cluster.x-k8s.io kops.k8s.io provisioning.cattle.io container.cnrm.cloud.google.com eks.services.k8s.aws eks.aws.crossplane.io eks.aws.upbound.io container.gcp.upbound.io containerservice.azure.upbound.io kind.x-k8s.io k3d.io k0sproject.io upgrade.cattle.io siderolabs talosVersion aws_eks_cluster google_container_cluster azurerm_kubernetes_cluster terraform-aws-modules/eks terraform-google-modules/kubernetes-engine Azure/aks/azurerm',
);

/** The same in the text of a file. */
export const CLUSTER_PATTERN = new RegExp(CLUSTER_WORDS.map(escapeForRegExp).join('|'));

/** Words of which every tree that installs Istio holds one, in whatever form it does so. */
const MESH_WORDS = [
  ...words(
    'istio ztunnel sailoperator sail-operator sail_operator gloo-operator gloo_operator charts.dl.tetrate.io kubeflow/manifests servicemesh service_mesh maistra asmcli modules/asm mesh.cloud.google.com google_gke_hub_feature bigbang',
  ),
  'fleet mesh',
  'hub mesh',
  'aks mesh',
];

/** What deploys charts: one of the tree may write resources of the mesh, while those who hand it values never speak of Istio. */
const DEPLOYING_WORDS = [
  ...['install', 'upgrade', 'template', 'secrets', '-'].flatMap(verb => [`helm ${verb}`, `helm3 ${verb}`]),
  'upgrade --install',
  'upgrade -i ',
  '"upgrade", "--install"',
  ...words(
    'helm_release argocd_application kubernetes.core.helm community.kubernetes.helm chart_ref chartPath chart-path chart_path localPath HelmDeploy@ helm_resource k8s_yaml ZarfPackageConfig werf skaffold/v',
  ),
  'argocd app ',
  'type: helm',
  // What applies resources may change them before, or afterwards.
  ...['kubectl', 'oc'].flatMap(tool => [`${tool} apply`, `${tool} patch`, `${tool} -n`, `${tool} --`]),
];

/** Words of what declares or configures, in whatever form. */
const DECLARATIONS = [
  ...MESH_WORDS,
  ...DEPLOYING_WORDS,
  ...words('mesh_ver mesh-ver meshVer mesh_release mesh_tag'),
  'ExternalName',
  'gateway.networking.k8s.io',
  'gateway.networking.x-k8s.io',
  'inference.networking.',
  'kubernetes-sigs/gateway-api',
  ...CLUSTER_WORDS,
  'argoproj.io',
  'toolkit.fluxcd.io',
  'fluxcd.controlplane.io',
  'kiali',
];

/** Words of which a file that matters holds at least one, compared without regard to case. */
const WORDS = [...DECLARATIONS, ...KINDS.flatMap(spellings)];

/** The same of every file that says something of an installation; Istio's own parts are known by their images, too. */
const DECLARING_WORDS = [...DECLARATIONS, ...words('pilot proxyv2 install-cni')];

const NAME_PATTERN = new RegExp(
  `(?:\\.(?:${EXTENSIONS.join('|')})|^(?:${NAMES.map(fromGlob).join('|')}))$`,
  'i',
);
const FOLDER_PATTERN = new RegExp(`(?:^|/)(?:${FOLDERS.join('|')})/`, 'i');
/** More than the longest word has characters. */
const LONGEST_WORD = 64;
const MESH_PATTERN = anyOf(MESH_WORDS);
const WORD_PATTERN = anyOf(WORDS);
const DECLARING_PATTERN = anyOf(DECLARING_WORDS);

/** True for a path whose file could be a candidate. */
export function isCandidateName(path: string): boolean {
  return NAME_PATTERN.test(path.slice(path.lastIndexOf('/') + 1)) || FOLDER_PATTERN.test(path);
}

/** True for the content of a file that could matter; bytes as latin1 or text, it makes no difference to the words. */
export function isCandidateText(text: string): boolean {
  return WORD_PATTERN.test(text);
}

/** True for the content of a file that may say what is installed, or with what: more than a workload or a Service. */
export function isDeclaringText(text: string): boolean {
  return DECLARING_PATTERN.test(text);
}

/** True for a name or content that speaks of Istio, or of what manages it. */
export function mentionsMesh(text: string): boolean {
  return MESH_PATTERN.test(text);
}

/** The same for a file too large to hold, piece by piece. */
export async function areCandidatePieces(pieces: AsyncIterable<string>): Promise<boolean> {
  let end = '';
  for await (const piece of pieces) {
    if (isCandidateText(end + piece)) return true;
    end = piece.slice(-LONGEST_WORD);
  }
  return false;
}

/**
 * The same search as arguments of `git grep`: in a commit, else in the tracked files of the work tree. Prints the names
 * of matching files, each ended by NUL, after `COMMIT:` where one is given.
 */
export function gitGrepArguments(commit?: string): readonly string[] {
  return searchArguments(FILE_NAMES, WORDS, commit);
}

/** The same for the files of a commit that may say what is installed. */
export function gitDeclaringArguments(commit: string): readonly string[] {
  return searchArguments(FILE_NAMES, DECLARING_WORDS, commit);
}

/** The same for the files of a commit that speak of Istio, or of what manages it. */
export function gitMentionsArguments(commit: string): readonly string[] {
  return searchArguments(FILE_NAMES, MESH_WORDS, commit);
}

/** Whether any of the tracked files does: the answer is the exit code. */
export function gitMentionArguments(): readonly string[] {
  return searchArguments(['--quiet'], MESH_WORDS, undefined);
}

const FILE_NAMES = ['--files-with-matches', '--null'];

function searchArguments(
  output: readonly string[],
  wanted: readonly string[],
  commit: string | undefined,
): readonly string[] {
  return [
    'grep',
    ...output,
    // --text: an attribute in the tree (`*.yaml binary`) must not hide a file from the search.
    ...['--ignore-case', '--fixed-strings', '--text', '--no-textconv', '--no-color'],
    ...wanted.flatMap(word => ['-e', word]),
    ...(commit === undefined ? [] : [commit]),
    '--',
    ...EXTENSIONS.map(extension => `:(icase,glob)**/*.${extension}`),
    ...NAMES.map(name => `:(icase,glob)**/${name}`),
    ...FOLDERS.map(name => `:(icase,glob)**/${name}/**`),
  ];
}

function fromGlob(name: string): string {
  return escapeForRegExp(name).replaceAll('\\*', '.*');
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** Ends of the names of code and of texts that may hold commands; so may files whose names have no end. */
const CODE_EXTENSIONS = words(
  'ts tsx mts cts js mjs cjs py go java kt kts scala cs fs rb rs php pl lua star bzl bazel gradle conf cfg txt',
);
const CODE_PATTERN = new RegExp(`^(?:[^.]+|.+\\.(?:${CODE_EXTENSIONS.join('|')}))$`, 'i');
/** Code of others, and data of tests. */
const NO_CODE =
  /(^|\/)(node_modules|vendor|third_party|dist|__tests__|testdata)\/|(\.min\.js|(^|\/)(LICENSE|NOTICE|CODEOWNERS|OWNERS|requirements\.txt))$/i;
const TEST = /(_test\.(go|py)|\.(test|spec)\.[cm]?[jt]sx?|(^|\/)test_[^/]*\.py|Tests?\.(java|kt|cs))$/i;

/** True for code that tries other code, by the name that its language's tools expect: what it runs counts, what it says does not. */
export function isTestName(path: string): boolean {
  return TEST.test(path);
}

/** Words of which code holds one that installs Istio, writes its resources or runs Helm; client libraries hold none of them. */
const CODE_WORDS = [
  ...words(
    'istio-release istioctl istiod ztunnel istio-discovery downloadIstio istio/base istio/gateway istio/cni istio/operator: istio/pilot: istio/proxyv2: istio/istioctl: networking.istio.io/v security.istio.io/v telemetry.istio.io/v extensions.istio.io/v install.istio.io/v sailoperator.io/v istioversion istio_version',
  ),
  // What deploys a chart of the tree need not say what that writes.
  ...['"helm"', "'helm'", 'helm install', 'helm upgrade'],
];
const CODE_WORD_PATTERN = new RegExp(CODE_WORDS.map(escapeForRegExp).join('|'), 'i');

/** True for a path whose file could be code that matters; no such file is a candidate by its name. */
export function isCodeName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return CODE_PATTERN.test(name) && !isCandidateName(path) && !NO_CODE.test(path);
}

/** True for the content of such a file that could matter. */
export function isCodeText(text: string): boolean {
  return CODE_WORD_PATTERN.test(text);
}

/** The search for code that matters, as arguments of `git grep`: of all files that are no candidates by name. */
export function gitCodeArguments(commit?: string): readonly string[] {
  return [
    'grep',
    ...FILE_NAMES,
    ...['-I', '--ignore-case', '--fixed-strings', '--no-textconv', '--no-color'],
    ...CODE_WORDS.flatMap(word => ['-e', word]),
    ...(commit === undefined ? [] : [commit]),
    '--',
    ...[
      ...EXTENSIONS,
      ...words(
        'md markdown rst adoc html svg css scss lock sum map ipynb png jpg jpeg gif ico webp pdf zip gz tgz tar jar woff woff2 ttf mp4 exe dll so dylib bin pb',
      ),
    ].map(extension => `:(exclude,icase,glob)**/*.${extension}`),
  ];
}

/** How YAML and JSON writers spell a kind. */
function spellings(kind: string): readonly string[] {
  return [
    `kind: ${kind}`,
    `kind:  ${kind}`,
    `kind: "${kind}`,
    `kind: '${kind}`,
    `"kind": "${kind}`,
    `"kind":"${kind}`,
  ];
}

function anyOf(wanted: readonly string[]): RegExp {
  return new RegExp(wanted.map(escapeForRegExp).join('|'), 'i');
}

/** Which files hold commands that somebody runs. */
import { MESH_RESOURCE } from '../chart-relevance.js';
import { namesIstio } from '../declaring-text.js';

/**
 * Manifests hold commands of containers, descriptions and annotations: only files that people or pipelines run are
 * searched for commands. YAML is one of those where its keys say so: `run:`, `script:`, `hosts:` and such, outside of
 * Kubernetes' own objects, and those of these that run Helm.
 */
export function mayRunCommands(path: string, text: string): boolean {
  if (/(^|\/)\.?mise([\w.-]*)\.toml$/i.test(path)) return true;
  if (/\.(json|tf|tfvars|toml|lock|cue|jsonnet|libsonnet|md|markdown|rst|adoc)$/i.test(path)) return false;
  if (!/\.ya?ml$/i.test(path)) return true;
  const isObject = /^apiVersion:(?! *["']?(?:skaffold|tekton\.dev)\/)/m.test(text);
  return isObject ? runsInCluster(text) : RUNS.test(text);
}

/** Containers that run Helm in the cluster; a Job's istioctl is read with the objects that it is handed. */
function runsInCluster(text: string): boolean {
  if (/^kind:[ \t]*["']?(?:Cluster|Cron)?Workflow(?:Template)?\b/m.test(text))
    return HELM.test(text) || ISTIOCTL.test(text);
  const runsHelm = HELM.test(text) || GIVES_HELM.test(text);
  return /^kind:[ \t]*["']?(?:Job|CronJob|Pod)\b/m.test(text) && runsHelm && !ISTIOCTL.test(text);
}

const HELM = /\bhelm3?["']?[\s,]+["']?(?:install|upgrade|template)\b/;
/** A container's arguments, where its image or its command is Helm. */
const GIVES_HELM = /^[ \t]*(?:-[ \t]+)?(?:image|command):[^\n]{0,200}\bhelm\b/m;
const ISTIOCTL = /\bistioctl["']?[\s,]+["']?(?:install|upgrade|manifest)\b/;

/** Keys of pipelines (GitHub, GitLab, Azure, Buildkite, Drone, Cloud Build), Taskfiles, Ansible and cloud-init that hold commands; and lists of them. */
const RUNS =
  /^[ \t]*(?:-[ \t]+)?["']?(?:run|uses|exec|runcmd|bootcmd|script|before_script|after_script|commands?|cmds?|shell|bash|inlineScript|hosts|tasks?|ansible\.builtin\.(?:shell|command|script))["']?:|^[ \t]*(?:-[ \t]+)?name:[^\n]{0,200}\b(?:helm|istioctl)["']?[ \t]*$|^[ \t]*-[ \t]+["']?(?:helm3?[ \t]+(?:install|upgrade)|istioctl[ \t]+(?:install|upgrade))[ \t]|[{,][ \t]{0,9}["']?(?:run|script|commands|cmds)["']?:[ \t]{0,9}["'[]/m;

/** Installs something of Istio, or writes resources of the mesh. */
export function concernsMesh(text: string): boolean {
  return (
    (namesIstio(text) &&
      /helm|istioctl|istio_?(?:bin|cmd)|kubectl|minikube|microk8s|\boc\b|\.sh\b|^[ \t]*(?:source|\.)[ \t]+\S|^[ \t]*(?:-[ \t]+)?uses:|downloadIstio|getLatestIstio|istio\/releases\/download/im.test(
        text,
      )) ||
    (text.includes('<<') && MESH_RESOURCE.test(text))
  );
}

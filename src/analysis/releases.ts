/** Rendering the releases of one side, each at most once. */
import { stageRelease } from '../charts/stage.js';
import { bringsIstio } from '../detect/chart-relevance.js';
import type { DataPath, Problem, Release, Rendering, StagedChart, Tree } from '../model.js';
import { applyAfterHelm } from '../render/after-helm.js';
import type { RenderRequest } from '../render/render.js';
import { MESH_API_VERSIONS } from './cluster-questions.js';
import { acceptedKubernetes } from './kubernetes.js';
import { canBeLeftOut } from './left-out.js';
import { type AnalysisPorts, hasRenderer } from './ports.js';

export interface RenderedRelease {
  readonly release: Release;
  /** Absent where the chart could not be had or there is no Helm; `problems` says why. */
  readonly rendering?: Rendering;
  readonly request?: RenderRequest;
  /** Besides a failure of the render itself; where it was rendered, what could not be taken along. */
  readonly problems: readonly Problem[];
  /** Where the values of charts stand that could not be had: it was rendered without them. */
  readonly leftOut?: readonly DataPath[];
}

/** Stages a release's chart from its tree and renders it. Never throws for what a tree or chart holds. */
export async function renderRelease(
  release: Release,
  tree: Tree,
  kubeVersion: string,
  ports: AnalysisPorts,
  isDeclared = true,
): Promise<RenderedRelease> {
  if (!hasRenderer(ports)) return { release, problems: [ports.renderer as Problem] };
  const staged = await stageRelease(release, tree, ports.store, (dependency, below) =>
    canBeLeftOut(release, dependency, below),
  );
  if (!staged.ok) return { release, problems: staged.problems };
  const wanted = requestFor(release, staged.chart, kubeVersion);
  const first = await ports.renderer.render(wanted);
  // Where nobody says which Kubernetes there is, there is one that the chart accepts.
  const accepted =
    first.ok || isDeclared || release.kubeVersion ? undefined : acceptedKubernetes(first.message);
  const request = accepted === undefined ? wanted : { ...wanted, kubeVersion: accepted };
  const rendering = accepted === undefined ? first : await ports.renderer.render(request);
  const { leftOut = [] } = staged;
  // What is left out may be what the rest needs.
  if (!rendering.ok) {
    const needed = staged.problems.map(problem =>
      leftOut.length > 0 ? { ...problem, blocking: true } : problem,
    );
    return { release, rendering, request, problems: needed };
  }
  const told = accepted === undefined ? [] : [takenFor(release, accepted)];
  const { afterHelm = [] } = release;
  if (afterHelm.length === 0)
    return { release, rendering, request, problems: [...staged.problems, ...told], leftOut };
  const { documents, problems } = applyAfterHelm(rendering.documents, afterHelm);
  return {
    release,
    rendering: { ...rendering, documents },
    request,
    problems: [...staged.problems, ...problems, ...told],
    leftOut,
  };
}

function takenFor({ chart, declared }: Release, kubeVersion: string): Problem {
  const name = chart.kind === 'tree' ? chart.path || chart.name : chart.name;
  const why = `it accepts only some versions of Kubernetes, and nothing says which one there is: it was rendered for ${kubeVersion}, which it accepts. Say which one with --kube-version, or \`kube-version\` in the policy`;
  return { what: `chart ${name}`, why, ...declared, blocking: false, assumption: true };
}

function requestFor(release: Release, chart: StagedChart, kubeVersion: string): RenderRequest {
  return {
    chart,
    releaseName: release.renderedAs ?? filledName(release.releaseName),
    namespace: filledName(release.namespace),
    // Helm reads a chart's own values.yaml from its folder.
    values: release.values.filter(({ source }) => source !== 'default'),
    kubeVersion: release.kubeVersion ?? kubeVersion,
    // Argo CD and Kustomize render as if for a first install; everybody else upgrades a release.
    isUpgrade: release.deployer !== 'argocd' && release.form !== 'kustomize',
    ...apiVersionsFor(release),
    ...(release.skipCrds ? { skipCrds: true } : {}),
  };
}

/** Charts that bring Istio itself are rendered as for a cluster without it; others go to one that has it. */
function apiVersionsFor({ chart, apiVersions = [] }: Release): Pick<RenderRequest, 'apiVersions'> {
  const isForMesh = chart.kind === 'tree' && !bringsIstio(chart);
  const all = [...apiVersions, ...(isForMesh ? MESH_API_VERSIONS : [])];
  return all.length > 0 ? { apiVersions: all } : {};
}

/**
 * A name that is filled in elsewhere (`istiod-{{name}}`, `${cluster}-istiod`) is none that Helm takes, though what is
 * deployed has one: a word stands for what is not known.
 */
function filledName(name: string): string {
  if (!/\{\{|\$[{(]/.test(name)) return name;
  const word = name
    .slice(0, MAX_READ)
    .replace(/\{\{.*?\}\}|\$\{.*?\}|\$\(.*?\)/g, 'undecided')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_NAME)
    .replace(/-+$/, '');
  return word || 'undecided';
}

/** Longest name of a release that Helm takes. Source: https://github.com/helm/helm/blob/v3.17.3/pkg/chartutil/validate_name.go */
const MAX_NAME = 53;
/** As much of a longer one as is read: what is not closed is looked for from every opening on. */
const MAX_READ = 1000;

/** Installations of Istio in YAML forms that are not read yet: recognised, so that a bump there is never passed over. */
import type { Positioned } from '../model.js';
import { listAt, recordAt, stringAt } from './data.js';
import { isChartName, isDistinctive, isIstioRepository } from './istio-charts.js';

export interface UnreadDocument {
  /** What it is, in the reader's words. */
  readonly what: string;
  /** Name of the form: `Flux`, `IstioOperator`. */
  readonly form: string;
  readonly line: number;
}

/** What a YAML document installs in a form that is not read; undefined for everything else. */
export function recogniseUnread(data: Positioned, path: string): UnreadDocument | undefined {
  for (const recogniser of RECOGNISERS) {
    const found = recogniser(data, path);
    if (found) return found;
  }
  return undefined;
}

type Recogniser = (data: Positioned, path: string) => UnreadDocument | undefined;

const RECOGNISERS: readonly Recogniser[] = [
  flux,
  operators,
  kustomize,
  helmfile,
  fleet,
  zarf,
  otherHelm,
  rendered,
];

function flux(data: Positioned): UnreadDocument | undefined {
  const api = stringAt(data.value, ['apiVersion']) ?? '';
  const name = nameOf(data);
  if (api.startsWith('helm.toolkit.fluxcd.io/') && kindOf(data) === 'HelmRelease') {
    const chart = stringAt(data.value, ['spec', 'chart', 'spec', 'chart']) ?? '';
    const source = stringAt(data.value, ['spec', 'chart', 'spec', 'sourceRef', 'name']) ?? '';
    const reference = stringAt(data.value, ['spec', 'chartRef', 'name']) ?? '';
    if (![name, chart, source, reference].some(mentionsIstio)) return undefined;
    return { what: `HelmRelease ${name}`, form: 'Flux', line: data.lineOf(['spec']) };
  }
  const url = stringAt(data.value, ['spec', 'url']) ?? '';
  if (!api.startsWith('source.toolkit.fluxcd.io/') || kindOf(data) !== 'OCIRepository') return undefined;
  return mentionsIstio(url) || mentionsIstio(name)
    ? { what: `OCIRepository ${name}`, form: 'Flux', line: data.lineOf(['spec']) }
    : undefined;
}

function operators(data: Positioned): UnreadDocument | undefined {
  const api = stringAt(data.value, ['apiVersion']) ?? '';
  const kind = kindOf(data);
  const what = `${kind} ${nameOf(data)}`.trim();
  const line = data.lineOf(['spec']);
  if (kind === 'IstioOperator' && api.startsWith('install.istio.io/'))
    return { what, form: 'IstioOperator', line };
  const sail =
    /^(sailoperator\.io|operator\.istio\.io)\//.test(api) &&
    /^(Istio|IstioRevision|IstioRevisionTag|IstioCNI|ZTunnel)$/.test(kind);
  if (sail) return { what, form: 'Sail operator', line };
  return kind === 'ServiceMeshControlPlane' ? { what, form: 'OpenShift Service Mesh', line } : undefined;
}

function kustomize(data: Positioned, path: string): UnreadDocument | undefined {
  if (kindOf(data) !== 'Kustomization' && !/(^|\/)kustomization\.ya?ml$/.test(path)) return undefined;
  for (const [index, entry] of listAt(data.value, ['helmCharts']).entries()) {
    const name = stringAt(entry, ['name']) ?? '';
    if (!isIstioChart(name, stringAt(entry, ['repo']))) continue;
    return {
      what: `chart ${name} of ${path}`,
      form: 'Kustomize helmCharts',
      line: data.lineOf(['helmCharts', index]),
    };
  }
  return undefined;
}

function helmfile(data: Positioned): UnreadDocument | undefined {
  for (const [index, entry] of listAt(data.value, ['releases']).entries()) {
    const chart = stringAt(entry, ['chart']) ?? '';
    if (!mentionsIstio(chart) && !mentionsIstio(stringAt(entry, ['name']) ?? '')) continue;
    return {
      what: `release ${stringAt(entry, ['name']) ?? chart}`,
      form: 'helmfile',
      line: data.lineOf(['releases', index]),
    };
  }
  return undefined;
}

function fleet(data: Positioned, path: string): UnreadDocument | undefined {
  if (!/(^|\/)fleet\.ya?ml$/.test(path) || !recordAt(data.value, ['helm'])) return undefined;
  const chart = stringAt(data.value, ['helm', 'chart']) ?? '';
  if (!isIstioChart(chart, stringAt(data.value, ['helm', 'repo'])) && !mentionsIstio(chart)) return undefined;
  return { what: `chart ${chart}`, form: 'Fleet', line: data.lineOf(['helm']) };
}

function zarf(data: Positioned): UnreadDocument | undefined {
  if (kindOf(data) !== 'ZarfPackageConfig') return undefined;
  for (const [index, component] of listAt(data.value, ['components']).entries()) {
    for (const [number, entry] of listAt(component, ['charts']).entries()) {
      const name = stringAt(entry, ['name']) ?? '';
      if (!isIstioChart(name, stringAt(entry, ['url'])) && !mentionsIstio(stringAt(entry, ['url']) ?? ''))
        continue;
      return {
        what: `chart ${name}`,
        form: 'Zarf',
        line: data.lineOf(['components', index, 'charts', number]),
      };
    }
  }
  return undefined;
}

/** The k3s Helm controller, and Crossplane's Helm provider. */
function otherHelm(data: Positioned): UnreadDocument | undefined {
  const api = stringAt(data.value, ['apiVersion']) ?? '';
  const what = `${kindOf(data)} ${nameOf(data)}`;
  if (api.startsWith('helm.cattle.io/') && kindOf(data) === 'HelmChart') {
    const chart = stringAt(data.value, ['spec', 'chart']) ?? '';
    const known = isIstioChart(chart, stringAt(data.value, ['spec', 'repo'])) || mentionsIstio(chart);
    return known ? { what, form: 'HelmChart of k3s', line: data.lineOf(['spec']) } : undefined;
  }
  if (!api.startsWith('helm.crossplane.io/') || kindOf(data) !== 'Release') return undefined;
  const chart = stringAt(data.value, ['spec', 'forProvider', 'chart', 'name']) ?? '';
  const repository = stringAt(data.value, ['spec', 'forProvider', 'chart', 'repository']);
  return isIstioChart(chart, repository)
    ? { what, form: 'Crossplane', line: data.lineOf(['spec']) }
    : undefined;
}

/** Manifests of Istio's own parts, rendered before they were committed, and sidecars injected by hand. */
function rendered(data: Positioned): UnreadDocument | undefined {
  if (kindOf(data) !== 'Deployment' && kindOf(data) !== 'DaemonSet') return undefined;
  for (const [index, container] of listAt(data.value, ['spec', 'template', 'spec', 'containers']).entries()) {
    const image = stringAt(container, ['image']) ?? '';
    if (!/(^|\/)pilot(:|@|$)|istio\/(operator|proxyv2|install-cni|ztunnel)(:|@|$)/.test(image)) continue;
    const line = data.lineOf(['spec', 'template', 'spec', 'containers', index, 'image']);
    return { what: `${kindOf(data)} ${nameOf(data)}`, form: 'rendered manifests', line };
  }
  return undefined;
}

function isIstioChart(name: string, repository: string | undefined): boolean {
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (isDistinctive(last)) return true;
  return (isChartName(last) || last === '') && isIstioRepository(`${repository ?? ''} ${name}`);
}

function mentionsIstio(word: string): boolean {
  return /istio|ztunnel/i.test(word);
}

function kindOf(data: Positioned): string {
  return stringAt(data.value, ['kind']) ?? '';
}

function nameOf(data: Positioned): string {
  return stringAt(data.value, ['metadata', 'name']) ?? '';
}

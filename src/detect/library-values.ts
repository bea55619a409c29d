/**
 * Resources of the mesh among the values of charts that are not at hand and write out what they are given (`raw`, or the
 * `extraObjects` of any chart), and inside objects that carry others: those of Crossplane, Open Cluster Management, kro, Fleet
 * and OpenShift's templates.
 */
import { append } from '../append.js';
import type { DataPath, EmbeddedManifest, Position, Positioned } from '../model.js';
import { parseEmbedded } from '../yaml/positioned.js';
import { MESH_RESOURCE } from './chart-relevance.js';
import { listAt, recordAt, stringAt } from './data.js';
import type { Detector } from './detector.js';
import { resourcesWithin } from './embedded.js';
import { type Manifest, manifestsWith } from './manifests.js';

/** Where each kind holds values: as data, or as text in YAML. */
interface Holder {
  readonly values: readonly DataPath[];
  readonly namespace: readonly DataPath[];
}

const HOLDERS: Readonly<Record<string, Holder>> = {
  'HelmRelease helm.toolkit.fluxcd.io': {
    values: [['spec', 'values']],
    namespace: [
      ['spec', 'targetNamespace'],
      ['metadata', 'namespace'],
    ],
  },
  'HelmChart helm.cattle.io': {
    values: [
      ['spec', 'valuesContent'],
      ['spec', 'values'],
    ],
    namespace: [['spec', 'targetNamespace']],
  },
  'Object kubernetes.crossplane.io': { values: [['spec', 'forProvider', 'manifest']], namespace: [] },
  'Object kubernetes.m.crossplane.io': { values: [['spec', 'forProvider', 'manifest']], namespace: [] },
  'Composition apiextensions.crossplane.io': { values: [['spec']], namespace: [] },
  'ManifestWork work.open-cluster-management.io': {
    values: [['spec', 'workload', 'manifests']],
    namespace: [],
  },
  'ConfigurationPolicy policy.open-cluster-management.io': {
    values: [['spec', 'object-templates']],
    namespace: [],
  },
  'Policy policy.open-cluster-management.io': { values: [['spec', 'policy-templates']], namespace: [] },
  'ResourceGraphDefinition kro.run': { values: [['spec', 'resources']], namespace: [] },
  'ResourceSet fluxcd.controlplane.io': {
    values: [
      ['spec', 'resources'],
      ['spec', 'steps'],
    ],
    namespace: [],
  },
  'Bundle fleet.cattle.io': { values: [['spec', 'resources']], namespace: [] },
  'Template template.openshift.io': { values: [['objects']], namespace: [] },
};

const SOURCE_VALUES = ['valuesObject', 'values'];

export const libraryValues: Detector = {
  form: 'library-values',
  async detect(context) {
    const manifests: EmbeddedManifest[] = [];
    for (const manifest of await manifestsWith(context, MESH_RESOURCE)) {
      if (context.isSetAside(manifest.file) || context.charts.isPart(manifest.file)) continue;
      append(manifests, inManifest(manifest));
    }
    return { releases: [], problems: [], manifests };
  },
};

function inManifest({ kind, apiVersion, data, file }: Manifest): readonly EmbeddedManifest[] {
  const group = apiVersion.split('/')[0] ?? '';
  const declared = { file, line: data.lineOf([]) };
  if (kind === 'Application' && group === 'argoproj.io') return inApplication(data, ['spec'], declared);
  if (kind === 'ApplicationSet' && group === 'argoproj.io')
    return inApplication(data, ['spec', 'template', 'spec'], declared);
  const holder = HOLDERS[`${kind} ${group}`];
  // A chart of this tree is rendered with its values.
  const source = stringAt(data.value, ['spec', 'chart', 'spec', 'sourceRef', 'kind']);
  if (!holder || (source !== undefined && source !== 'HelmRepository')) return [];
  const namespace = holder.namespace.map(path => stringAt(data.value, path)).find(name => name) ?? '';
  return holder.values.flatMap(path => within(data, path, namespace, declared));
}

function inApplication(data: Positioned, spec: DataPath, declared: Position): readonly EmbeddedManifest[] {
  const several = listAt(data.value, [...spec, 'sources']).map((_, index) => [...spec, 'sources', index]);
  const sources = several.length > 0 ? several : [[...spec, 'source']];
  if (sources.some(source => stringAt(data.value, [...source, 'path']) !== undefined)) return [];
  const namespace = stringAt(data.value, [...spec, 'destination', 'namespace']) ?? '';
  return sources.flatMap(source =>
    SOURCE_VALUES.flatMap(key => within(data, [...source, 'helm', key], namespace, declared)),
  );
}

function within(
  data: Positioned,
  path: DataPath,
  namespace: string,
  declared: Position,
): readonly EmbeddedManifest[] {
  const documents = stringAt(data.value, path) === undefined ? [data.at(path)] : textAt(data, path);
  return documents
    .flatMap(document => resourcesWithin(document))
    .map(found => ({ data: found, namespace, declared }));
}

function textAt(data: Positioned, path: DataPath): readonly Positioned[] {
  return (parseEmbedded(data, path)?.documents ?? [])
    .map(document => document.data)
    .filter(({ value }) => recordAt(value, []));
}

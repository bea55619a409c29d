/**
 * What is written for proxies themselves: for the whole mesh, for the pods of a gateway chart, for workloads, by a ProxyConfig.
 * Source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
 */
import { mergedValuesOf } from '../../behaviour/state.js';
import { spellValue, type WrittenValue, writtenValues } from '../../behaviour/written-values.js';
import type { DataPath } from '../../model.js';
import { parseYaml, valueAt } from '../../yaml/positioned.js';
import type { Mesh } from '../mesh.js';
import { podTemplatesOf } from '../pods.js';
import { textAt, textMapAt } from '../read.js';
import { PROXY_CONFIG } from '../runtime-flags.js';
import { itemAt, type Subject, type ViewDefinition, type ViewItem } from '../view.js';

export const proxyConfigs: ViewDefinition = {
  name: 'proxyConfigs',
  summary:
    'Settings of proxies as one place writes them: a `defaultConfig` in the values of the judged installation, an annotation `proxy.istio.io/config`, a ProxyConfig',
  places: { at: 'the settings; of a `defaultConfig` the first of them' },
  fields: {
    source:
      '`mesh` (the `defaultConfig` of istiod’s values), `chart` (the pod annotation in the values of the gateway chart), `pods` (the annotation of a workload’s pods) or `resource` (a ProxyConfig)',
    namespace: "its namespace; '' for `mesh`",
    isGateway:
      'whether it is for gateways alone: of `chart`, or on pods that are injected by the template `gateway`',
    concurrency: "the number of worker threads that it sets, as written; ''",
    proxyMetadata: 'the variables that it gives to the proxies, as a map',
    cpuLimit:
      "the CPU limit of these proxies as far as it is written: of the gateway chart, or by annotation or container of the pods; ''",
  },
  items: (mesh, { subject }) => [...ofInstallation(subject), ...ofPods(mesh), ...ofResources(mesh)],
};

function ofInstallation(subject: Subject): readonly ViewItem[] {
  const { installation } = subject.after;
  const written = writtenValues(installation);
  if (installation.chart === 'istiod') {
    const below = written.filter(
      ({ keys: [first, second] }) => first === 'meshConfig' && second === 'defaultConfig',
    );
    const [first] = below;
    if (!first) return [];
    const metadata = below.filter(({ keys }) => keys.length === 4 && keys[2] === 'proxyMetadata');
    const concurrency = below.find(({ keys }) => keys.length === 3 && keys[2] === 'concurrency');
    return [
      settingItem(subject, concurrency ?? first, {
        source: 'mesh',
        namespace: '',
        isGateway: false,
        concurrency: concurrency ? spellValue(concurrency.value) : '',
        proxyMetadata: Object.fromEntries(metadata.map(({ keys, value }) => [keys[3], spellValue(value)])),
        cpuLimit: '',
      }),
    ];
  }
  const annotation = written.find(
    ({ keys }) => keys.length === 2 && keys[0] === 'podAnnotations' && keys[1] === PROXY_CONFIG,
  );
  if (installation.chart !== 'gateway' || !annotation) return [];
  const limit = valueAt(mergedValuesOf(subject.after)?.after, ['resources', 'limits', 'cpu']);
  return [
    settingItem(subject, annotation, {
      source: 'chart',
      namespace: installation.release.namespace,
      isGateway: true,
      ...settingsIn(spellValue(annotation.value)),
      cpuLimit: spellValue(limit),
    }),
  ];
}

function settingItem(
  { after }: Subject,
  { place }: WrittenValue,
  value: Readonly<Record<string, unknown>>,
): ViewItem {
  return { subject: after.installation.id, places: { at: place }, paths: {}, value };
}

function ofPods(mesh: Mesh): readonly ViewItem[] {
  return podTemplatesOf(mesh).flatMap(({ resource, path, annotations, containers, isGateway }) => {
    const text = annotations.get(PROXY_CONFIG);
    if (text === undefined) return [];
    const proxy = containers.find(({ name }) => name === 'istio-proxy');
    const at: DataPath = [...path, 'metadata', 'annotations', PROXY_CONFIG];
    const value = {
      source: 'pods',
      namespace: resource.namespace,
      isGateway,
      ...settingsIn(text),
      cpuLimit:
        annotations.get('sidecar.istio.io/proxyCPULimit') ??
        textAt(proxy?.value, ['resources', 'limits', 'cpu']),
    };
    return [itemAt(resource, { at }, value)];
  });
}

function ofResources(mesh: Mesh): readonly ViewItem[] {
  return mesh.ofKind('ProxyConfig', 'networking.istio.io').map(resource =>
    itemAt(
      resource,
      { at: ['spec'] },
      {
        source: 'resource',
        namespace: resource.namespace,
        isGateway: false,
        concurrency: textAt(resource.value, ['spec', 'concurrency']),
        proxyMetadata: Object.fromEntries(textMapAt(resource.value, ['spec', 'environmentVariables'])),
        cpuLimit: '',
      },
    ),
  );
}

function settingsIn(text: string): Readonly<Record<string, unknown>> {
  const config = parseYaml('', text).documents[0]?.data.value;
  return {
    concurrency: textAt(config, ['concurrency']),
    proxyMetadata: Object.fromEntries(textMapAt(config, ['proxyMetadata'])),
  };
}

/** What Telemetry resources ask for, stanza by stanza. */
import type { MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { flagAt, listAt, mappingAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const telemetries: ViewDefinition = {
  name: 'telemetries',
  summary: 'One stanza of `tracing`, `metrics` or `accessLogging` of a Telemetry resource',
  places: { at: 'the stanza' },
  fields: {
    part: '`tracing`, `metrics` or `accessLogging`',
    namespace: 'namespace of the resource',
    isRootNamespace: 'whether it stands in the root namespace',
    isWholeNamespace:
      'whether it selects no workloads: it holds for its namespace, for the mesh in the root namespace',
    targets: 'what `targetRef` and `targetRefs` name, as `Kind/name`',
    providers: 'names of its providers; [] where it leaves the default ones',
    mode: "the side that it is for: `CLIENT`, `SERVER`, `CLIENT_AND_SERVER`; '' where it says none. Of `metrics` see `overrides`",
    isDisabled:
      'whether it switches reporting off: `disableSpanReporting`, `disabled`, or an override that disables every metric',
    filter: "the log filter's expression; '' for none",
    sampling: "the share of traces to take, as written; '' where it says none",
    customTags: 'names of the custom tags of traces',
    customTagKinds: 'where their values come from: `literal`, `environment`, `header`, `formatter`',
    overrides: 'number of overrides of metrics',
    metrics: 'names of the metrics that those are for; `ALL_METRICS` where one names none',
    tags: 'names of the tags that those change or remove',
    keys: 'all keys of the stanza',
  },
  items: oncePerMesh(mesh =>
    mesh
      .ofKind('Telemetry', 'telemetry.istio.io')
      .flatMap(resource => PARTS.flatMap(part => stanzas(resource, part, mesh))),
  ),
};

const PARTS = ['tracing', 'metrics', 'accessLogging'] as const;

function stanzas(resource: MeshResource, part: (typeof PARTS)[number], mesh: Mesh): readonly ViewItem[] {
  return listAt(resource.value, ['spec', part]).map((stanza, index) => {
    const overrides = listAt(stanza, ['overrides']);
    const customTags = mappingAt(stanza, ['customTags']) ?? {};
    const isEverything = (override: unknown): boolean =>
      flagAt(override, ['disabled']) && metricOf(override) === 'ALL_METRICS';
    return itemAt(
      resource,
      { at: ['spec', part, index] },
      {
        part,
        namespace: resource.namespace,
        isRootNamespace: resource.namespace === mesh.rootNamespace,
        isWholeNamespace: !isSelective(resource.value),
        targets: targetsOf(resource.value),
        providers: names(stanza, 'providers'),
        mode: textAt(stanza, ['match', 'mode']),
        isDisabled:
          flagAt(stanza, ['disableSpanReporting']) ||
          flagAt(stanza, ['disabled']) ||
          overrides.some(isEverything),
        filter: textAt(stanza, ['filter', 'expression']),
        sampling: textAt(stanza, ['randomSamplingPercentage']),
        customTags: Object.keys(customTags),
        customTagKinds: unique(
          Object.values(customTags).flatMap(tag => Object.keys(mappingAt(tag, []) ?? {})),
        ),
        overrides: overrides.length,
        metrics: unique(overrides.map(metricOf)),
        tags: unique(overrides.flatMap(override => Object.keys(mappingAt(override, ['tagOverrides']) ?? {}))),
        keys: Object.keys(mappingAt(stanza, []) ?? {}),
      },
    );
  });
}

function metricOf(override: unknown): string {
  const match = mappingAt(override, ['match']);
  return textAt(match, ['metric']) || textAt(match, ['customMetric']) || 'ALL_METRICS';
}

function isSelective(value: unknown): boolean {
  const labels = mappingAt(value, ['spec', 'selector', 'matchLabels']) ?? {};
  return Object.keys(labels).length > 0 || targetsOf(value).length > 0;
}

function targetsOf(value: unknown): readonly string[] {
  const single = mappingAt(value, ['spec', 'targetRef']);
  return [...(single ? [single] : []), ...listAt(value, ['spec', 'targetRefs'])].map(
    target => `${textAt(target, ['kind'])}/${textAt(target, ['name'])}`,
  );
}

function names(value: unknown, key: string): readonly string[] {
  return listAt(value, [key]).map(item => textAt(item, ['name']));
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

/** Expressions over attributes of requests, wherever telemetry is configured: CEL, and formats of access logs. */
import { lookup } from '../../detect/values/values.js';
import type { DataPath, Location, MeshResource } from '../../model.js';
import { type AttributesRead, attributesOfCel, attributesOfFormat, isFormat } from '../attributes.js';
import { envoyFilterPatchesOf } from '../envoy-filters.js';
import type { Mesh } from '../mesh.js';
import { listAt, mappingAt, textAt } from '../read.js';
import { itemAt, type Subject, type ViewDefinition, type ViewItem } from '../view.js';

export const celExpressions: ViewDefinition = {
  name: 'celExpressions',
  summary:
    'An expression over attributes of requests: a tag or log filter of a Telemetry, an access log format of the mesh config, a text in an EnvoyFilter',
  places: { at: 'the expression' },
  fields: {
    source: '`tag`, `log-filter`, `log-format` or `envoy-filter`',
    language: '`cel`, or `format` for a text with commands such as `%CEL(…)%` and `%FILTER_STATE(…)%`',
    text: 'the expression',
    isParsed: 'whether it could be read; if not, nothing is known of its attributes',
    roots: 'the first names of its attributes: `request` of `request.path`',
    attributes:
      'the first two names: `request.path`; `filter_state.wasm.downstream_peer` of `filter_state["wasm.downstream_peer"]`',
  },
  items: (mesh, { subject }) => [...ofTelemetries(mesh), ...ofEnvoyFilters(mesh), ...ofMeshConfig(subject)],
};

function ofTelemetries(mesh: Mesh): readonly ViewItem[] {
  return mesh.ofKind('Telemetry', 'telemetry.istio.io').flatMap(resource => [
    ...listAt(resource.value, ['spec', 'accessLogging']).flatMap((_, index) =>
      atPath(resource, 'log-filter', ['spec', 'accessLogging', index, 'filter', 'expression']),
    ),
    ...listAt(resource.value, ['spec', 'metrics']).flatMap((metrics, index) =>
      listAt(metrics, ['overrides']).flatMap((override, number) =>
        Object.keys(mappingAt(override, ['tagOverrides']) ?? {}).flatMap(tag => {
          const path = ['spec', 'metrics', index, 'overrides', number, 'tagOverrides', tag, 'value'];
          return atPath(resource, 'tag', path);
        }),
      ),
    ),
  ]);
}

function atPath(resource: MeshResource, source: string, path: DataPath): readonly ViewItem[] {
  const text = textAt(resource.value, path);
  if (text === '') return [];
  return [itemAt(resource, { at: path }, expressionOf(source, 'cel', text))];
}

function expressionOf(source: string, language: 'cel' | 'format', text: string) {
  const { isParsed, roots, attributes }: AttributesRead =
    language === 'cel' ? attributesOfCel(text) : attributesOfFormat(text);
  return { source, language, text, isParsed, roots, attributes };
}

// ---------------------------------------------------------------- EnvoyFilters

/** Deeper than any configuration of Envoy that people write. */
const DEEPEST = 40;

function ofEnvoyFilters(mesh: Mesh): readonly ViewItem[] {
  return envoyFilterPatchesOf(mesh).flatMap(({ resource, path }) => {
    const value = [...path, 'patch', 'value'];
    return textsIn(mappingAt(resource.value, value), value).map(({ at, language, text }) =>
      itemAt(resource, { at }, expressionOf('envoy-filter', language, text)),
    );
  });
}

interface FoundText {
  readonly at: DataPath;
  readonly language: 'cel' | 'format';
  readonly text: string;
}

function textsIn(value: unknown, at: DataPath, depth = 0): readonly FoundText[] {
  if (depth > DEEPEST) return [];
  if (typeof value === 'string') return ofText(value, at);
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...at, index], depth + 1));
  const mapping = mappingAt(value, []);
  return Object.entries(mapping ?? {}).flatMap(([key, part]) => textsIn(part, [...at, key], depth + 1));
}

function ofText(text: string, at: DataPath): readonly FoundText[] {
  if (isCel(at)) return [{ at, language: 'cel', text }];
  if (isFormat(text)) return [{ at, language: 'format', text }];
  // The stats plugin takes its configuration as JSON in a text.
  const inner = text.startsWith('{') ? jsonOf(text) : undefined;
  return textsIn(inner, []).map(found => ({ ...found, at }));
}

/** Envoy's log filter calls it `expression`; Istio's stats have dimensions of a metric, and what it is kept for. */
function isCel(at: DataPath): boolean {
  const [holder, key] = at.slice(-2);
  return key === 'expression' || holder === 'dimensions' || (key === 'match' && at.includes('metrics'));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// ---------------------------------------------------------------- the mesh config

function ofMeshConfig({ after }: Subject): readonly ViewItem[] {
  const { release, valuesPath } = after.installation;
  const written = (path: DataPath): readonly ViewItem[] => {
    const found = lookup(release.values, ['meshConfig', ...path], valuesPath);
    if (typeof found?.value !== 'string' || !isFormat(found.value)) return [];
    const at: Location = { file: found.file, line: found.line };
    return [
      {
        subject: path.join('.'),
        places: { at },
        paths: {},
        value: expressionOf('log-format', 'format', found.value),
      },
    ];
  };
  const providers = lookup(release.values, ['meshConfig', 'extensionProviders'], valuesPath)?.value;
  return [
    ...written(['accessLogFormat']),
    ...listAt(providers, []).flatMap((provider, index) =>
      ['envoyFileAccessLog', 'envoyOtelAls'].flatMap(kind => {
        const path = ['extensionProviders', index, kind, 'logFormat'];
        const labels = mappingAt(provider, [kind, 'logFormat', 'labels']) ?? {};
        return [
          ...written([...path, 'text']),
          ...Object.keys(labels).flatMap(label => written([...path, 'labels', label])),
        ];
      }),
    ),
  ];
}

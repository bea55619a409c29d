/** Providers of telemetry and external services that the mesh config defines, and who names them. */

import { lookup } from '../../detect/values/values.js';
import { oncePer } from '../../memo.js';
import type { DataPath, Location } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import type { Mesh } from '../mesh.js';
import { listAt, mappingAt, textAt, textsAt } from '../read.js';
import { subjectOf } from '../resource.js';
import type { Subject, ViewDefinition, ViewItem } from '../view.js';

export const extensionProviders: ViewDefinition = {
  name: 'extensionProviders',
  summary:
    "One of the `extensionProviders` of the mesh config as the installation's values write them, or the tracer that its `defaultConfig.tracing` names",
  places: { at: 'the kind in the values', provider: 'the provider around it, for fixes: in the values, too' },
  fields: {
    name: "the provider's name; '' for the tracer of `defaultConfig.tracing`",
    kind: '`zipkin`, `lightstep`, `opentelemetry`, `envoyFileAccessLog`, `stackdriver`, …',
    isDefaultTracer: 'whether it stands in `defaultConfig.tracing`, not among the providers',
    service: "the service that it sends to; '' where it names none",
    port: 'its port; 0 where it names none',
    keys: 'the keys of its settings',
    defaultFor:
      'the parts of telemetry that `defaultProviders` of the mesh config names it for: `tracing`, `metrics`, `accessLogging`',
    usedBy: 'Telemetry and AuthorizationPolicy resources of this repository that name it',
    usedFor: 'what those Telemetries name it for: `tracing`, `metrics`, `accessLogging`',
  },
  items: (mesh, { subject }) => [...providers(mesh, subject), ...defaultTracers(subject)],
};

/** What `defaultConfig.tracing` holds besides a tracer. Source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#Tracing */
const NO_TRACERS = new Set([
  'sampling',
  'maxPathTagLength',
  'max_path_tag_length',
  'customTags',
  'custom_tags',
  'tlsSettings',
  'tls_settings',
  'enableIstioTags',
  'enable_istio_tags',
]);
const PARTS = ['tracing', 'metrics', 'accessLogging'] as const;

function providers(mesh: Mesh, subject: Subject): readonly ViewItem[] {
  const list: DataPath = ['meshConfig', 'extensionProviders'];
  const uses = usesOf(mesh);
  return listAt(written(subject, list)?.value, []).flatMap((provider, index) => {
    const name = textAt(provider, ['name']);
    const use = uses.get(name);
    return Object.keys(mappingAt(provider, []) ?? {}).flatMap(kind => {
      const found = kind === 'name' ? undefined : written(subject, [...list, index, kind]);
      if (!found) return [];
      return [
        itemOf(`extensionProviders[${name}]`, found, [...list, index, kind], {
          name,
          kind,
          isDefaultTracer: false,
          service: textAt(provider, [kind, 'service']),
          port: portAt(provider, kind),
          keys: Object.keys(mappingAt(provider, [kind]) ?? {}),
          defaultFor: PARTS.filter(part =>
            textsAt(written(subject, ['meshConfig', 'defaultProviders', part])?.value, []).includes(name),
          ),
          usedBy: use?.subjects ?? [],
          usedFor: use ? [...use.parts].toSorted() : [],
        }),
      ];
    });
  });
}

function defaultTracers(subject: Subject): readonly ViewItem[] {
  const path: DataPath = ['meshConfig', 'defaultConfig', 'tracing'];
  const tracing = mappingAt(written(subject, path)?.value, []) ?? {};
  return Object.keys(tracing).flatMap(kind => {
    const found = NO_TRACERS.has(kind) ? undefined : written(subject, [...path, kind]);
    if (!found) return [];
    return [
      itemOf('defaultConfig.tracing', found, [...path, kind], {
        name: '',
        kind,
        isDefaultTracer: true,
        service: textAt(tracing, [kind, 'address']),
        port: 0,
        keys: Object.keys(mappingAt(tracing, [kind]) ?? {}),
        defaultFor: [],
        usedBy: [],
        usedFor: [],
      }),
    ];
  });
}

function written({ after }: Subject, path: DataPath) {
  const { release, valuesPath } = after.installation;
  return lookup(release.values, path, valuesPath);
}

/** @param path below the chart's values */
function itemOf(
  subject: string,
  { file, line }: Location,
  path: DataPath,
  value: Readonly<Record<string, unknown>>,
): ViewItem {
  const at = { file, line };
  return { subject, places: { at, provider: at }, paths: { at: path, provider: path.slice(0, -1) }, value };
}

function portAt(provider: unknown, kind: string): number {
  const port = valueAt(provider, [kind, 'port']);
  return typeof port === 'number' ? port : 0;
}

interface Use {
  readonly subjects: string[];
  readonly parts: Set<string>;
}

const usesOf = oncePer(readUses);

function readUses(mesh: Mesh): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  const note = (name: string, subject: string, part?: string): void => {
    if (name === '') return;
    const use = uses.get(name) ?? { subjects: [], parts: new Set<string>() };
    uses.set(name, use);
    if (!use.subjects.includes(subject)) use.subjects.push(subject);
    if (part !== undefined) use.parts.add(part);
  };
  for (const resource of mesh.ofKind('Telemetry', 'telemetry.istio.io')) {
    for (const part of PARTS)
      for (const stanza of listAt(resource.value, ['spec', part]))
        for (const provider of listAt(stanza, ['providers']))
          note(textAt(provider, ['name']), subjectOf(resource), part);
  }
  for (const resource of mesh.ofKind('AuthorizationPolicy', 'security.istio.io'))
    note(textAt(resource.value, ['spec', 'provider', 'name']), subjectOf(resource));
  return uses;
}

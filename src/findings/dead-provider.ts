/**
 * Extension providers of the mesh config that istiod accepts and has built nothing from since before this change. Those
 * that this very change kills are judged by rules.
 */
import { compare } from 'semver';
import type { InstallationState } from '../behaviour/state.js';
import { lookup } from '../detect/values/values.js';
import type { DataPath, Finding, Installation, Upgrade, ValuesOperation } from '../model.js';
import { deathOf } from './dead-setting.js';

interface GoneProvider {
  readonly kind: string;
  /** First release that builds nothing from it. */
  readonly gone: string;
  readonly instead: string;
}

/** Source: pilot/pkg/networking/core/tracing.go of istio/istio on both sides of the release. */
const GONE: readonly GoneProvider[] = [
  { kind: 'lightstep', gone: '1.27.0', instead: 'opentelemetry' },
  { kind: 'opencensus', gone: '1.23.0', instead: 'opentelemetry' },
  { kind: 'stackdriver', gone: '1.23.0', instead: 'opentelemetry' },
];

const PROVIDERS = ['meshConfig', 'extensionProviders'] as const;

/** One finding per provider in the values of istiod, at its line. */
export function deadProviders(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
): Finding[] {
  const from = before.installation.istioVersion;
  const to = after.installation.istioVersion;
  if (from === null || to === null || upgrade.chart !== 'istiod') return [];
  const { release, valuesPath } = after.installation;
  const written = lookup(release.values, PROVIDERS, valuesPath)?.value;
  return (Array.isArray(written) ? written : []).flatMap((_, index) =>
    GONE.flatMap(provider => {
      const path: DataPath = [...PROVIDERS, index, provider.kind];
      const place = lookup(release.values, path, valuesPath);
      if (!place || compare(to, provider.gone) < 0) return [];
      const death = deathOf(compare(from, provider.gone) < 0, path, before, after);
      if (!death || death === 'dies') return [];
      const { file, line } = place;
      return [
        finding(upgrade, provider, { file, line }, death === 'stale', to, {
          installation: after.installation,
          path: [...PROVIDERS, index],
          settings: place.value,
        }),
      ];
    }),
  );
}

interface WrittenProvider {
  readonly installation: Installation;
  readonly path: DataPath;
  /** What stands below the provider's kind. */
  readonly settings: unknown;
}

/** What both kinds of provider know. Source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
const COMMON: ReadonlySet<string> = new Set(['service', 'port', 'maxTagLength']);

/** The provider under its new kind, without the settings that this does not know. */
function movedTo(instead: string, kind: string, { path, settings }: WrittenProvider): ValuesOperation[] {
  const others = Object.keys(settings ?? {}).filter(key => !COMMON.has(key));
  return [
    ...others.map(key => ({ op: 'remove', path: [...path, kind, key] }) as const),
    { op: 'move', path: [...path, kind], to: [...path, instead] },
  ];
}

function finding(
  upgrade: Upgrade,
  { kind, gone, instead }: GoneProvider,
  place: { readonly file: string; readonly line: number },
  isStale: boolean,
  to: string,
  written: WrittenProvider,
): Finding {
  return {
    rule: 'dead-setting',
    title: `The extension provider ${kind} does nothing any more`,
    summary:
      `Istio ${to} accepts a provider of this kind and builds nothing from it, since ${gone}: whatever names it for tracing ` +
      `sends no spans${isStale ? ', as before this change' : ' any more'}. Move it to ${instead}.`,
    severity: isStale ? 'low' : 'medium',
    exposure: 'exposed',
    introducedIn: gone,
    knob: { kind: 'meshConfig', name: `extensionProviders[].${kind}`, from: 'set', to: 'ignored' },
    upgrades: [upgrade.id],
    component: 'istiod',
    evidence: 'value',
    locations: [{ ...place, message: `${kind} has no effect at ${to}; now ${instead}` }],
    overrides: [],
    remedies: [
      {
        kind: 'fix',
        installation: written.installation,
        operations: movedTo(instead, kind, written),
        note: 'Check that the collector takes OTLP at this service and port (4317 for gRPC), and that spans arrive.',
      },
    ],
    references: [`https://github.com/istio/istio/blob/${gone}/pilot/pkg/networking/core/tracing.go`],
    accepted: null,
  };
}

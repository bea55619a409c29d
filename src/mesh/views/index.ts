/** All views, by the name that a rule's `each` gives. A new view is one file and one line here. */
import { oncePerChange } from '../once.js';
import type { View, ViewDefinition } from '../view.js';
import { authorizationMatches } from './authorization-matches.js';
import { authorizationPolicies } from './authorization-policies.js';
import { autoscalers } from './autoscalers.js';
import { caSecrets } from './ca-secrets.js';
import { celExpressions } from './cel-expressions.js';
import { configTexts } from './config-texts.js';
import { destinationRules } from './destination-rules.js';
import { discoveredNamespaces } from './discovered-namespaces.js';
import { envoyFilterAnchors } from './envoy-filter-anchors.js';
import { envoyFilterExtensions } from './envoy-filter-extensions.js';
import { envoyFilterPatches } from './envoy-filter-patches.js';
import { envoyFilterRouteSettings } from './envoy-filter-route-settings.js';
import { extensionProviders } from './extension-providers.js';
import { externalNameUses } from './external-name-uses.js';
import { gatewayApiBundles } from './gateway-api-bundles.js';
import { gatewayApiResources } from './gateway-api-resources.js';
import { gatewayListeners } from './gateway-listeners.js';
import { gatewayParentRefs } from './gateway-parent-refs.js';
import { gatewayRouteRules } from './gateway-route-rules.js';
import { gatewayServers } from './gateway-servers.js';
import { httpProbes } from './http-probes.js';
import { httpRoutes } from './http-routes.js';
import { installations } from './installations.js';
import { istioKeys } from './istio-keys.js';
import { istiodClients } from './istiod-clients.js';
import { jwtRules } from './jwt-rules.js';
import { kubernetesGateways } from './kubernetes-gateways.js';
import { kubernetesServices } from './kubernetes-services.js';
import { labelSelectors } from './label-selectors.js';
import { meshNamespaces } from './mesh-namespaces.js';
import { meshes } from './meshes.js';
import { metricQueries } from './metric-queries.js';
import { mirrors } from './mirrors.js';
import { peerAuthentications } from './peer-authentications.js';
import { proxyConfigs } from './proxy-configs.js';
import { scaling } from './scaling.js';
import { serviceEntryAddresses } from './service-entry-addresses.js';
import { serviceEntryHosts } from './service-entry-hosts.js';
import { serviceEntryPorts } from './service-entry-ports.js';
import { settings } from './settings.js';
import { sidecarListeners } from './sidecar-listeners.js';
import { telemetries } from './telemetries.js';
import { tlsOriginations } from './tls-originations.js';
import { trafficPolicies } from './traffic-policies.js';
import { virtualServiceHosts } from './virtual-service-hosts.js';
import { virtualServiceOverlaps } from './virtual-service-overlaps.js';
import { wasmPlugins } from './wasm-plugins.js';
import { waypoints } from './waypoints.js';
import { workloadEntries } from './workload-entries.js';
import { workloads } from './workloads.js';

export const viewDefinitions: readonly ViewDefinition[] = [
  authorizationMatches,
  authorizationPolicies,
  autoscalers,
  caSecrets,
  celExpressions,
  configTexts,
  destinationRules,
  discoveredNamespaces,
  envoyFilterAnchors,
  envoyFilterExtensions,
  envoyFilterPatches,
  envoyFilterRouteSettings,
  extensionProviders,
  externalNameUses,
  gatewayApiBundles,
  gatewayApiResources,
  gatewayListeners,
  gatewayParentRefs,
  gatewayRouteRules,
  gatewayServers,
  httpProbes,
  httpRoutes,
  installations,
  istioKeys,
  istiodClients,
  jwtRules,
  kubernetesGateways,
  kubernetesServices,
  labelSelectors,
  meshNamespaces,
  meshes,
  metricQueries,
  mirrors,
  peerAuthentications,
  proxyConfigs,
  scaling,
  serviceEntryAddresses,
  serviceEntryHosts,
  serviceEntryPorts,
  settings,
  sidecarListeners,
  telemetries,
  tlsOriginations,
  trafficPolicies,
  virtualServiceHosts,
  virtualServiceOverlaps,
  wasmPlugins,
  waypoints,
  workloadEntries,
  workloads,
];

export const views: ReadonlyMap<string, View> = new Map(
  viewDefinitions.map(({ name, items }) => [name, oncePerChange(items)]),
);

/**
 * HTTP routes of VirtualServices, and the retries in force for them.
 * Sources: https://github.com/istio/istio/blob/1.24.0/pilot/pkg/networking/core/route/route.go,
 * https://github.com/istio/istio/blob/1.24.0/pilot/pkg/networking/core/route/retry/retry.go: a route without `retries` has
 * the mesh config's, else Istio's own; one that names attempts and no conditions has Istio's conditions.
 */
import type { DataPath, MeshResource } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import type { Mesh } from '../mesh.js';
import { integerAt, listAt, mappingAt, textAt, textMapAt, textsAt } from '../read.js';
import { type ControlPlane, itemAt, type ViewDefinition, type ViewInput, type ViewItem } from '../view.js';

export const httpRoutes: ViewDefinition = {
  name: 'httpRoutes',
  summary: 'An HTTP route of a VirtualService',
  places: {
    at: 'the route',
    retries: 'its retries',
    match: 'its matches',
    emptyPrefix: 'the first condition of its matches with an empty prefix that is not of the path',
    emptyHeaderPrefix: 'the first of those that is of a header',
    withoutHeader: 'the first of its withoutHeaders by another condition than mere presence',
    timeout: 'its timeout',
    corsPolicy: 'its corsPolicy',
    headers: 'what it does to headers',
  },
  fields: {
    name: "the route's name; '' where it has none",
    hosts: 'the hosts of the VirtualService, short names made full; [] for a delegate',
    gateways: 'the gateways of the VirtualService, as written; [] for sidecars only',
    forMesh: 'whether sidecars take it',
    destinations:
      'the hosts that it sends requests to, short names made full; [] where it redirects, answers or delegates',
    hasRetries: 'whether it has `retries` of its own',
    retries:
      "`own` conditions, Istio's own `default` conditions, or `off`: what is in force for it, the mesh config considered",
    retryAttempts: 'attempts that it writes; 0 where it writes none',
    retryOn: "conditions that it writes; ''",
    timeout: "the timeout that it writes; ''",
    hasFault: 'whether it injects faults',
    hasCors: 'whether it has a corsPolicy',
    corsUnmatched:
      "what its corsPolicy says of preflight requests from other origins (`unmatchedPreflights`); ''",
    withoutHeaders:
      'names of headers that its matches ask to be different or absent, by another condition than mere presence',
    emptyPrefixes:
      "whether a match asks for a `prefix` of '' in anything but the path (scheme, method, authority, headers, query), where it is allowed",
    emptyHeaderPrefixes: "names of headers that its matches ask for with a `prefix` of ''",
    headerNames: 'names of headers that it sets, adds or removes',
    responseHeaderNames: 'those of them that it sets, adds or removes on responses',
    oddMatchHeaders:
      'names of headers that its matches ask for, with characters besides letters, digits, `-` and `_`; claims of tokens left out',
    upperCaseHosts: 'hosts of the VirtualService that hold capital letters',
  },
  items: routes,
};

function routes(mesh: Mesh, { before }: ViewInput): readonly ViewItem[] {
  const items: ViewItem[] = [];
  for (const resource of mesh.ofKind('VirtualService', 'networking.istio.io')) {
    const shared = sharedOf(mesh, resource);
    for (const [index, route] of listAt(resource.value, ['spec', 'http']).entries()) {
      items.push(itemOf(mesh, before, resource, shared, route, ['spec', 'http', index]));
    }
  }
  return items;
}

interface Shared {
  readonly hosts: readonly string[];
  readonly gateways: readonly string[];
  readonly upperCaseHosts: readonly string[];
}

function sharedOf(mesh: Mesh, resource: MeshResource): Shared {
  const hosts = textsAt(resource.value, ['spec', 'hosts']);
  return {
    hosts: hosts.map(host => mesh.resolve(host, resource.namespace)),
    gateways: textsAt(resource.value, ['spec', 'gateways']),
    upperCaseHosts: hosts.filter(host => host !== host.toLowerCase()),
  };
}

function itemOf(
  mesh: Mesh,
  before: ControlPlane,
  resource: MeshResource,
  { hosts, gateways, upperCaseHosts }: Shared,
  route: unknown,
  path: DataPath,
): ViewItem {
  const destinations = listAt(route, ['route'])
    .map(destination => mesh.resolve(textAt(destination, ['destination', 'host']), resource.namespace))
    .filter(host => host !== '');
  const retries = mappingAt(route, ['retries']);
  return itemAt(
    resource,
    {
      at: path,
      retries: [...path, 'retries'],
      match: [...path, 'match'],
      emptyPrefix: conditionPath(path, route, ALL_BUT_PATH, isEmpty),
      emptyHeaderPrefix: conditionPath(path, route, ['headers'], isEmpty),
      withoutHeader: conditionPath(path, route, ['withoutHeaders'], asksForMore),
      timeout: [...path, 'timeout'],
      corsPolicy: [...path, 'corsPolicy'],
      headers: [...path, 'headers'],
    },
    {
      name: textAt(route, ['name']),
      hosts,
      gateways,
      forMesh: gateways.length === 0 || gateways.includes('mesh'),
      destinations: [...new Set(destinations)],
      hasRetries: retries !== undefined,
      retries: retriesInForce(retries ?? mappingAt(before.meshConfig, ['defaultHttpRetryPolicy'])),
      retryAttempts: integerAt(retries, ['attempts']),
      retryOn: textAt(retries, ['retryOn']),
      timeout: textAt(route, ['timeout']),
      hasFault: mappingAt(route, ['fault']) !== undefined,
      hasCors: mappingAt(route, ['corsPolicy']) !== undefined,
      corsUnmatched: textAt(route, ['corsPolicy', 'unmatchedPreflights']),
      withoutHeaders: withoutHeaders(route),
      emptyPrefixes: hasEmptyPrefix(route),
      emptyHeaderPrefixes: emptyHeaderPrefixes(route),
      headerNames: headerNames(route, ['request', 'response']),
      responseHeaderNames: headerNames(route, ['response']),
      oddMatchHeaders: oddMatchHeaders(route),
      upperCaseHosts,
    },
  );
}

function retriesInForce(policy: Readonly<Record<string, unknown>> | undefined): string {
  if (policy === undefined) return 'default';
  if (integerAt(policy, ['attempts']) <= 0) return 'off';
  return textAt(policy, ['retryOn']) === '' ? 'default' : 'own';
}

/**
 * `{}` and the expression `*` ask whether the header is there, and always meant what they say; names with `@` are
 * claims of a token, not headers.
 */
function withoutHeaders(route: unknown): readonly string[] {
  const names = listAt(route, ['match']).flatMap(match =>
    Object.entries(mappingAt(match, ['withoutHeaders']) ?? {})
      .filter(([name, condition]) => asksForMore(condition, name))
      .map(([name]) => name),
  );
  return [...new Set(names)].toSorted();
}

function asksForMore(condition: unknown, name: string): boolean {
  return (
    !name.startsWith('@') &&
    Object.keys(mappingAt(condition, []) ?? {}).length > 0 &&
    textAt(condition, ['regex']) !== '*'
  );
}

function isEmpty(condition: unknown): boolean {
  return valueAt(condition, ['prefix']) === '';
}

/** Parts of a match that are a condition each, and those that hold one for each name. */
const ALL_BUT_PATH = ['scheme', 'method', 'authority', 'headers', 'withoutHeaders', 'queryParams'];
const NAMED = new Set(['headers', 'withoutHeaders', 'queryParams']);

/** Path of the first condition of these parts that is so; of the matches where none is. */
function conditionPath(
  path: DataPath,
  route: unknown,
  parts: readonly string[],
  isSo: (condition: unknown, name: string) => boolean,
): DataPath {
  return (
    conditionsOf(path, route, parts).find(({ value, name }) => isSo(value, name))?.path ?? [...path, 'match']
  );
}

interface Condition {
  /** Of the header or parameter; '' for the other parts. */
  readonly name: string;
  readonly value: unknown;
  readonly path: DataPath;
}

function conditionsOf(path: DataPath, route: unknown, parts: readonly string[]): readonly Condition[] {
  return listAt(route, ['match']).flatMap((match, index) =>
    parts.flatMap((part): Condition[] => {
      const at = [...path, 'match', index, part];
      const value = mappingAt(match, [part]);
      if (!NAMED.has(part)) return [{ name: '', value, path: at }];
      return Object.entries(value ?? {}).map(([name, one]) => ({ name, value: one, path: [...at, name] }));
    }),
  );
}

function hasEmptyPrefix(route: unknown): boolean {
  return conditionsOf([], route, ALL_BUT_PATH).some(({ value }) => isEmpty(value));
}

function emptyHeaderPrefixes(route: unknown): readonly string[] {
  const names = listAt(route, ['match']).flatMap(match =>
    Object.entries(mappingAt(match, ['headers']) ?? {})
      .filter(([, condition]) => isEmpty(condition))
      .map(([name]) => name),
  );
  return [...new Set(names)].toSorted();
}

function headerNames(route: unknown, directions: readonly string[]): readonly string[] {
  const names = [route, ...listAt(route, ['route'])].flatMap(part =>
    directions.flatMap(direction => [
      ...textMapAt(part, ['headers', direction, 'set']).keys(),
      ...textMapAt(part, ['headers', direction, 'add']).keys(),
      ...textsAt(part, ['headers', direction, 'remove']),
    ]),
  );
  return [...new Set(names)].toSorted();
}

function oddMatchHeaders(route: unknown): readonly string[] {
  const names = listAt(route, ['match']).flatMap(match =>
    ['headers', 'withoutHeaders'].flatMap(part => Object.keys(mappingAt(match, [part]) ?? {})),
  );
  return [...new Set(names)].filter(name => !name.startsWith('@') && !/^[-\w]+$/.test(name)).toSorted();
}

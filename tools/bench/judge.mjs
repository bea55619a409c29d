// Judges thousands of Istio resources by all rules, beside parsing the same resources from YAML, in the same run: judging
// has to take less, and to grow with their number. Works on the compiled code: `npm run compile` first.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../examples/support.mjs';
import { median } from './figures.mjs';

const SIZES = [2_500, 5_000, 10_000];
const FROM = '1.20.6';
const TO = '1.30.3';

const build = join(root, 'build');

/** @returns false where the code is not compiled */
export async function benchJudging(runs) {
  if (!existsSync(join(build, 'src', 'rules', 'engine.js'))) {
    console.log('benchmark of judging skipped: `npm run compile` first');
    return;
  }
  const load = path => import(join(build, 'src', path));
  const [{ readNodes }, { resourcesOf }, { createMesh }, { judgeRule }, { loadRules }, { loadFacts }] =
    await Promise.all([
      load('yaml/nodes.js'),
      load('mesh/collect.js'),
      load('mesh/mesh.js'),
      load('rules/engine.js'),
      load('knowledge/rules.js'),
      load('knowledge/facts.js'),
    ]);
  const assets = join(build, 'src', 'assets');
  const rules = loadRules(assets);
  const facts = loadFacts(join(assets, 'facts'));
  console.log(`\n${rules.length} rules from ${FROM} to ${TO}`);
  const medians = [];
  for (const size of SIZES) {
    const files = filesOf(size);
    const parsing = [];
    const judging = [];
    for (let run = 0; run < runs; run += 1) {
      const began = performance.now();
      // With the place of every part, or else judging would read those lines that it points at.
      const resources = files.flatMap((text, index) => {
        const file = `${size}/${index}.yaml`;
        return resourcesOf({ file, ...readNodes(file, text, 1, 0) }, 'file');
      });
      const parsed = performance.now();
      // One upgrade, judged by every rule, as the analysis does.
      const input = inputFor(createMesh(resources), facts);
      for (const rule of rules) judgeRule(rule, input);
      judging.push(performance.now() - parsed);
      parsing.push(parsed - began);
    }
    const [parse, judge] = [median(parsing), median(judging)];
    medians.push(judge);
    const verdict = judge < parse ? '' : ' (aim: less; missed)';
    console.log(
      `  ${String(size).padStart(6)} resources   judging ${judge.toFixed(0)} ms, parsing ${parse.toFixed(0)} ms${verdict}`,
    );
  }
  const growth = medians.at(-1) / medians[0];
  const factor = SIZES.at(-1) / SIZES[0];
  console.log(`  ${factor} times the resources take ${growth.toFixed(1)} times as long to judge`);
}

/** An istiod that goes from one release to the other with nothing set, and nothing rendered. */
function inputFor(mesh, facts) {
  const state = version => ({
    installation: {
      id: 'istiod',
      release: {
        id: 'istiod',
        form: 'helm-chart',
        deployer: 'helm',
        declared: { file: 'Chart.yaml', line: 1 },
        releaseName: 'istiod',
        namespace: 'istio-system',
        destination: '',
        chart: { kind: 'published', name: 'istiod', version, at: { file: 'Chart.yaml', line: 1 } },
        values: [],
        problems: [],
      },
      chart: 'istiod',
      version,
      istioVersion: version,
      at: { file: 'Chart.yaml', line: 1 },
      valuesPath: [],
      chartPath: 'istiod',
      revision: '',
      environment: '',
    },
  });
  const [before, after] = [state(FROM), state(TO)];
  const upgrade = {
    id: 'istiod',
    kind: 'upgrade',
    chart: 'istiod',
    environment: '',
    before: before.installation,
    after: after.installation,
  };
  const kubernetes = { version: '1.33.0', declared: false };
  return { upgrade, before, after, mesh, scope: 'unknown', facts, kubernetes };
}

/** Files of a hundred resources each: per service a Service, rules of traffic and security, telemetry and a workload. */
function filesOf(size) {
  const resources = [];
  for (let index = 0; resources.length < size; index += 1) resources.push(...resourcesOfService(index));
  const files = [];
  for (let at = 0; at < size; at += 100)
    files.push(resources.slice(at, Math.min(at + 100, size)).join('---\n'));
  return files;
}

function resourcesOfService(index) {
  const namespace = `team-${index % 50}`;
  const name = `service-${index}`;
  const meta = (kind, apiVersion, spec) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n${spec}`;
  return [
    meta(
      'Service',
      'v1',
      `spec:\n  selector: {app: ${name}}\n  ports:\n  - {name: http, port: 80}\n  - {name: tcp, port: 5432}\n`,
    ),
    meta(
      'VirtualService',
      'networking.istio.io/v1',
      `spec:\n  hosts: [${name}]\n  http:\n  - match:\n    - uri: {prefix: /api}\n    retries: {attempts: 3, retryOn: "5xx"}\n    route:\n    - destination: {host: ${name}, subset: v1, port: {number: 80}}\n`,
    ),
    meta(
      'DestinationRule',
      'networking.istio.io/v1',
      `spec:\n  host: ${name}\n  exportTo: ["."]\n  trafficPolicy:\n    tls: {mode: ${index % 7 === 0 ? 'SIMPLE' : 'ISTIO_MUTUAL'}}\n  subsets:\n  - name: v1\n    labels: {version: v1}\n`,
    ),
    meta(
      'ServiceEntry',
      'networking.istio.io/v1',
      `spec:\n  hosts: [${name}.partner.example]\n  location: MESH_EXTERNAL\n  resolution: DNS\n  ports:\n  - {number: 443, name: https, protocol: HTTPS}\n`,
    ),
    meta(
      'AuthorizationPolicy',
      'security.istio.io/v1',
      `spec:\n  selector: {matchLabels: {app: ${name}}}\n  action: ALLOW\n  rules:\n  - from:\n    - source: {principals: ["cluster.local/ns/${namespace}/sa/web"]}\n    to:\n    - operation: {methods: [GET], paths: ["/api/*"]}\n    when:\n    - {key: "request.auth.claims[iss]", values: ["https://issuer.example"]}\n`,
    ),
    meta(
      'Sidecar',
      'networking.istio.io/v1',
      `spec:\n  workloadSelector: {labels: {app: ${name}}}\n  egress:\n  - hosts: ["./*", "istio-system/*"]\n`,
    ),
    meta(
      'EnvoyFilter',
      'networking.istio.io/v1alpha3',
      `spec:\n  workloadSelector: {labels: {app: ${name}}}\n  configPatches:\n  - applyTo: HTTP_FILTER\n    match:\n      context: SIDECAR_INBOUND\n      listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}\n    patch:\n      operation: INSERT_BEFORE\n      value:\n        name: envoy.filters.http.lua\n        typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua, default_source_code: {inline_string: ""}}\n`,
    ),
    meta(
      'Telemetry',
      'telemetry.istio.io/v1',
      `spec:\n  selector: {matchLabels: {app: ${name}}}\n  accessLogging:\n  - filter: {expression: "response.code >= 500"}\n`,
    ),
    meta(
      'Deployment',
      'apps/v1',
      `spec:\n  template:\n    metadata:\n      labels: {app: ${name}, version: v1, sidecar.istio.io/inject: "true"}\n      annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "5432"}\n    spec:\n      containers:\n      - {name: main, image: registry.example/${name}:1}\n`,
    ),
    meta(
      'PeerAuthentication',
      'security.istio.io/v1',
      `spec:\n  selector: {matchLabels: {app: ${name}}}\n  mtls: {mode: STRICT}\n  portLevelMtls:\n    8080: {mode: PERMISSIVE}\n`,
    ),
  ];
}

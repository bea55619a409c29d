/** One rule, two control planes: what the engine makes of every way in which behaviour moves, or does not. */

import { loadFacts } from '../../src/knowledge/facts.js';
import type { Scope, Upgrade, UpgradeKind } from '../../src/model.js';
import { type Judgement, judgeRule } from '../../src/rules/engine.js';
import type { Rule } from '../../src/rules/rule.js';
import { readRules } from '../../tools/pack-knowledge.js';
import { FILE, meshOf } from '../mesh/mesh-of.js';
import { istiodState } from '../support/installation-state.js';
import { describe, expect, it } from '../support/jest.js';
import { destinationRule } from '../support/scenario.js';

const facts = loadFacts('knowledge/facts');
const { rules } = await readRules('knowledge');

interface Change {
  readonly rule?: Rule;
  readonly from: string;
  readonly to: string;
  readonly before?: string;
  readonly after?: string;
  readonly resources?: string;
  readonly scope?: Scope;
  readonly kind?: UpgradeKind;
  readonly chart?: Upgrade['chart'];
}

const PIN = 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}}\n';
const ON = 'istiod: {pilot: {env: {ENABLE_AUTO_SNI: "true"}}}\n';
const COMPATIBLE = 'istiod: {compatibilityVersion: "1.20"}\n';
const MESH_WIDE = destinationRule('mode: ISTIO_MUTUAL', '"*.local"').replace('shop', 'istio-system');
const ROUTE =
  'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a, namespace: shop}\n' +
  'spec: {hosts: [a.example.com], http: [{route: [{destination: {host: a}}]}]}\n';
const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop}\nspec: {ports: [{name: http, port: 80}]}\n';

describe('rules/engine: exposure', () => {
  const rare: Rule = { ...ruleNamed('auto-sni'), rare: true };

  it.each<[string, Change, string]>([
    ['a default that flips', { from: '1.20.6', to: '1.22.2' }, 'exposed critical false true'],
    [
      'a pin over the flip',
      { from: '1.20.6', to: '1.22.2', before: PIN, after: PIN },
      'mitigated critical false true',
    ],
    [
      'a pin that comes with it',
      { from: '1.20.6', to: '1.22.2', after: PIN },
      'mitigated critical false true',
    ],
    [
      'a compatibility version',
      { from: '1.20.6', to: '1.22.2', after: COMPATIBLE },
      'mitigated critical false true',
    ],
    ['the new value, set early', { from: '1.20.6', to: '1.22.2', before: ON, after: ON }, ''],
    ['no flip in the range', { from: '1.21.0', to: '1.25.5' }, ''],
    ['a range above all of it', { from: '1.26.0', to: '1.27.0', before: PIN, after: PIN }, ''],
    ['a pin that goes', { from: '1.22.2', to: '1.22.2', before: PIN }, 'exposed critical false true'],
    ['a pin that stays', { from: '1.22.2', to: '1.22.2', before: PIN, after: PIN }, ''],
    ['a pin in another spelling', { from: '1.22.2', to: '1.22.2', before: PIN, after: COMPATIBLE }, ''],
    [
      'a pin that dies',
      { from: '1.25.5', to: '1.26.0', before: PIN, after: PIN },
      'exposed critical false true',
    ],
    ['a dead pin that goes', { from: '1.26.0', to: '1.26.0', before: PIN }, ''],
    [
      'what is no truth value',
      { from: '1.20.6', to: '1.22.2', after: PIN.replace('false', 'nein') },
      'exposed critical false true',
    ],
    [
      'what only a render tells',
      { from: '1.20.6', to: '1.22.2', after: PIN.replace('false', 'off') },
      'possible critical false unknown',
    ],
    ['a way back', { from: '1.22.2', to: '1.20.6', kind: 'downgrade' }, 'exposed critical true false'],
    [
      'a pin on the way back',
      { from: '1.22.2', to: '1.20.6', kind: 'downgrade', before: PIN, after: PIN },
      '',
    ],
    [
      'a pin that somebody adds',
      { from: '1.22.2', to: '1.22.2', after: PIN, kind: 'values-only' },
      'exposed medium true false',
    ],
    ['another chart', { from: '1.20.6', to: '1.22.2', chart: 'gateway' }, ''],
    [
      'a kind that is absent',
      { from: '1.20.6', to: '1.22.2', resources: MESH_WIDE },
      'possible critical false true',
    ],
    [
      'a kind that is absent from a repository that keeps the mesh’s configuration',
      { from: '1.20.6', to: '1.22.2', resources: `${MESH_WIDE}---\n${ROUTE}` },
      'possible high false true',
    ],
    [
      'the same, where more lies elsewhere',
      { from: '1.20.6', to: '1.22.2', resources: `${MESH_WIDE}---\n${ROUTE}`, scope: 'partial' },
      'possible critical false true',
    ],
    [
      'a kind that is absent, of which hardly anybody writes what is acted on',
      { rule: rare, from: '1.20.6', to: '1.22.2', resources: MESH_WIDE },
      'possible medium false true',
    ],
    [
      'the same where the repository keeps the mesh’s configuration',
      { rule: rare, from: '1.20.6', to: '1.22.2', resources: `${MESH_WIDE}---\n${ROUTE}` },
      'possible medium false true',
    ],
    [
      'the same, where it is here',
      { rule: rare, from: '1.20.6', to: '1.22.2' },
      'exposed critical false true',
    ],
    [
      'a kind that is absent beside mere workloads',
      { from: '1.20.6', to: '1.22.2', resources: `${MESH_WIDE}---\n${SERVICE}` },
      'possible critical false true',
    ],
    [
      'a kind that is absent beside what platform teams keep',
      {
        from: '1.20.6',
        to: '1.22.2',
        resources: `${MESH_WIDE}---\n${ROUTE.replace('shop', 'istio-system')}`,
      },
      'possible critical false true',
    ],
    [
      'the same under a pin',
      { from: '1.20.6', to: '1.22.2', after: PIN, resources: MESH_WIDE },
      'mitigated critical false true',
    ],
    [
      'the same in full view',
      { from: '1.20.6', to: '1.22.2', resources: MESH_WIDE, scope: 'complete' },
      'not-exposed critical false true',
    ],
    [
      'what is safe here, of which there may be more',
      {
        from: '1.20.6',
        to: '1.22.2',
        resources: destinationRule('mode: SIMPLE\nsni: x.example.com'),
        scope: 'partial',
      },
      'possible critical false true',
    ],
  ])('%s', async (_, change, expected) => {
    const { judged, problems } = await judge(change);
    expect(problems).toEqual([]);
    const told = judged.map(({ finding: { exposure, severity, knob } }) =>
      [exposure, severity, knob?.from, knob?.to].join(' '),
    );
    expect(told.join('; ')).toBe(expected);
  });

  it('is silent on backports that the base has already', async () => {
    const rule = ruleNamed('virtual-service-host-oldest-first');
    expect((await judge({ rule, from: '1.20.2', to: '1.21.0' })).judged).toEqual([]);
    expect((await judge({ rule, from: '1.20.1', to: '1.20.2' })).judged).toHaveLength(1);
    expect((await judge({ rule, from: '1.20.1', to: '1.19.6' })).judged).toHaveLength(1);
  });
});

describe('rules/engine: proxies with settings of their own', () => {
  const rule = ruleNamed('delta-xds');
  const proxyConfig = (namespace: string, selector = ''): string =>
    `apiVersion: networking.istio.io/v1beta1\nkind: ProxyConfig\nmetadata: {name: own, namespace: ${namespace}}\n` +
    `spec:\n  environmentVariables:\n    ISTIO_DELTA_XDS: "false"\n${selector}`;

  async function told(resources: string): Promise<readonly string[]> {
    const { judged } = await judge({ rule, from: '1.21.6', to: '1.22.2', resources });
    return judged.map(({ finding: { exposure, locations } }) =>
      [exposure, ...locations.map(({ file, line, message }) => `${file}:${line} ${message}`)].join(' | '),
    );
  }

  it('takes a ProxyConfig for the whole mesh for the pin that it is', async () => {
    expect(await told(proxyConfig('istio-system'))).toEqual([
      expect.stringMatching(`^mitigated \\| ${FILE}:6 ISTIO_DELTA_XDS is false: set here`),
    ]);
  });

  it.each([
    ['a namespace', proxyConfig('shop'), 6],
    ['a workload', proxyConfig('istio-system', '  selector: {matchLabels: {app: a}}\n'), 6],
    [
      'an annotation',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: shop}\nspec:\n  template:\n    metadata:\n' +
        '      annotations:\n        proxy.istio.io/config: |\n          proxyMetadata: {ISTIO_DELTA_XDS: "false"}\n',
      8,
    ],
  ])(
    'names %s that sets it for itself, and does not take it for everybody',
    async (_name, resources, line) => {
      const [finding] = await told(resources);
      expect(finding).toMatch(/^exposed/);
      expect(finding).toContain(
        `${FILE}:${line} ISTIO_DELTA_XDS is false for the proxies of these pods`.slice(0, -11),
      );
    },
  );
});

describe('rules/engine: since when', () => {
  it('names the release that brought the change to this upgrade', async () => {
    const brought = async (from: string, to: string) => {
      const ambient = 'istiod: {profile: ambient}\n';
      const rule = ruleNamed('older-proxies-hashable-string');
      const { judged } = await judge({ from, to, before: ambient, after: ambient, rule, resources: '' });
      return judged.map(({ finding }) => finding.introducedIn);
    };
    expect(await brought('1.29.0', '1.29.2')).toEqual(['1.29.2']);
    expect(await brought('1.29.0', '1.30.0')).toEqual(['1.30.0']);
  });
});

describe('rules/engine: what is not in use', () => {
  const rule: Rule = {
    ...ruleNamed('virtual-service-host-oldest-first'),
    id: 'in-use',
    since: ['1.22.0'],
    knob: { kind: 'procedure', name: 'a change without a setting', old: 'a', new: 'b' },
    reads: [{ kind: 'env', name: 'PILOT_ENABLE_AMBIENT' }],
    relevant: 'after.env.PILOT_ENABLE_AMBIENT == "true"',
    kinds: ['VirtualService'],
  };
  const change = { from: '1.21.6', to: '1.22.2', resources: MESH_WIDE };

  it('says nothing, not even that more may live elsewhere', async () => {
    expect(await judge({ ...change, rule })).toEqual({ judged: [], problems: [] });
  });

  it('asks about what is in use and not here', async () => {
    const after = 'istiod: {pilot: {env: {PILOT_ENABLE_AMBIENT: "true"}}}\n';
    const { judged } = await judge({ ...change, rule, after });
    expect(judged.map(({ finding }) => finding.exposure)).toEqual(['possible']);
  });

  it('does not take a condition that fails for an answer', async () => {
    const { judged, problems } = await judge({ ...change, rule: { ...rule, relevant: 'mesh.nothing == 1' } });
    expect(judged).toEqual([]);
    expect(problems).toMatchObject([{ what: 'rule in-use', blocking: true }]);
  });
});

describe('rules/engine: places', () => {
  it.each<[string, Change, readonly string[]]>([
    ['what is acted on', { from: '1.20.6', to: '1.22.2' }, [`${FILE}:9 no sni here`]],
    [
      'the pin first, with its end',
      { from: '1.20.6', to: '1.22.2', after: `# why\n${PIN}` },
      ['mesh/values.yaml:2 ENABLE_AUTO_SNI is false: set here; read until 1.26.0', `${FILE}:9 held back`],
    ],
    [
      'the compatibility version that pins',
      { from: '1.20.6', to: '1.22.2', after: COMPATIBLE },
      [
        'mesh/values.yaml:1 ENABLE_AUTO_SNI is false: set through this compatibilityVersion',
        `${FILE}:9 held back`,
      ],
    ],
    [
      'the pin that is dead',
      { from: '1.25.5', to: '1.26.0', before: PIN, after: PIN },
      [`${FILE}:9 no sni here`, 'mesh/values.yaml:1 ENABLE_AUTO_SNI set here is no longer read'],
    ],
    [
      'where the pin was',
      { from: '1.22.2', to: '1.22.2', before: `\n\n${PIN}` },
      [
        `${FILE}:9 no sni here`,
        'mesh/Chart.yaml:9 ENABLE_AUTO_SNI was false by mesh/values.yaml:3 (set there)',
      ],
    ],
    [
      'what is no truth value',
      { from: '1.20.6', to: '1.22.2', after: PIN.replace('false', '') },
      [
        `${FILE}:9 no sni here`,
        'mesh/values.yaml:1 ENABLE_AUTO_SNI: "" is no truth value, so the default holds: true',
      ],
    ],
    [
      'the version, and the dead pin, where nothing here decides',
      { from: '1.25.5', to: '1.26.0', before: PIN, after: PIN, resources: MESH_WIDE },
      [
        'mesh/Chart.yaml:9 no DestinationRule of workloads here',
        'mesh/values.yaml:1 ENABLE_AUTO_SNI set here',
      ],
    ],
    [
      'what was looked at in a partial view',
      { from: '1.20.6', to: '1.22.2', resources: destinationRule('mode: DISABLE'), scope: 'partial' },
      ['mesh/Chart.yaml:9 looked at 1 DestinationRule here: none is affected, but the scope is partial'],
    ],
  ])('%s', async (_, change, expected) => {
    const { judged } = await judge(change);
    const told = judged.flatMap(({ finding }) =>
      finding.locations.map(({ file, line, message }) => `${file}:${line} ${message ?? ''}`),
    );
    expect(told).toEqual(expected.map(start => expect.stringMatching(`^${literally(start)}`)));
  });
});

describe('rules/engine: expressions', () => {
  it('takes a setting that is not read any more for no setting', async () => {
    const alias = `apiVersion: v1\nkind: Service\nmetadata: {name: ext, namespace: shop}\nspec: {type: ExternalName, externalName: a.example.com, ports: [{name: http, port: 80}]}\n---\n`;
    const values =
      'istiod: {pilot: {env: {ENABLE_EXTERNAL_NAME_ALIAS: "false", ENABLE_AUTO_SNI: "false"}}}\n';
    const resources = `${alias}${destinationRule('mode: SIMPLE', 'ext')}`;
    const alive = await judge({
      from: '1.22.2',
      to: '1.23.6',
      before: values,
      after: values.replace('"false"}', '"true"}'),
      resources,
    });
    expect(alive.judged.map(({ finding }) => finding.exposure)).toEqual(['exposed']);
    const dead = await judge({ from: '1.25.5', to: '1.26.0', before: values, after: values, resources });
    expect(dead.judged.map(({ finding }) => finding.exposure)).toEqual(['not-exposed']);
  });

  it('names what it could not judge, and never takes that for safe', async () => {
    const rule = { ...ruleNamed('auto-sni'), when: 'item.sni.size() > "a"' };
    const { judged, problems } = await judge({ rule, from: '1.20.6', to: '1.22.2' });
    expect(judged).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ blocking: true, file: FILE, line: 9 })]);
  });

  it('names a view that does not exist', async () => {
    const rule = { ...ruleNamed('auto-sni'), each: 'nothing' };
    expect((await judge({ rule, from: '1.20.6', to: '1.22.2' })).problems).toHaveLength(1);
  });
});

async function judge(change: Change): Promise<Judgement> {
  const before = await istiodState(change.from, change.before);
  const after = await istiodState(change.to, change.after);
  const upgrade: Upgrade = {
    id: 'mesh/istiod',
    kind: change.kind ?? (change.from === change.to ? 'values-only' : 'upgrade'),
    chart: change.chart ?? 'istiod',
    environment: '',
    before: before.installation,
    after: after.installation,
  };
  const mesh = meshOf(change.resources ?? destinationRule());
  return judgeRule(change.rule ?? ruleNamed('auto-sni'), {
    upgrade,
    before,
    after,
    mesh,
    scope: change.scope ?? 'unknown',
    facts,
    kubernetes: { version: '1.30.0', declared: false },
  });
}

function ruleNamed(id: string): Rule {
  const rule = rules.find(candidate => candidate.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  return rule;
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

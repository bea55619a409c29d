import { parse } from 'yaml';
import { itemAt, type ViewItem } from '../../src/mesh/view.js';
import type { DataPath, MeshResource } from '../../src/model.js';
import { compatibilityChoice } from '../../src/overrides/compatibility.js';
import { finishOverride, orderCandidates } from '../../src/overrides/propose.js';
import { evaluateOnItem, proposeFixes } from '../../src/overrides/propose-fixes.js';
import { proposePins } from '../../src/overrides/propose-pins.js';
import { proposeValuesFixes } from '../../src/overrides/propose-values-fixes.js';
import type { RuleValuesFix } from '../../src/rules/rule.js';
import { parseYaml } from '../../src/yaml/positioned.js';
import { describe, expect, it } from '../support/jest.js';
import { assignment, fileLayer, installation, reader, rule } from './support.js';

const VALUES = { 'values.yaml': 'global: {}\n' };
const LAYERS = [fileLayer('values.yaml', VALUES['values.yaml'])];

const DESTINATION_RULE =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: db\nspec:\n  host: db.example.com\n  trafficPolicy:\n    tls: # to the database\n      mode: SIMPLE\n';

function itemIn(
  file: string,
  text: string,
  document: number,
  item: DataPath,
  fields: Partial<MeshResource> = {},
): ViewItem {
  const whole = parseYaml(file, text).documents.find(({ index }) => index === document)?.data;
  if (!whole) throw new Error('no document');
  const data = whole.at(item);
  const value = data.value as Record<string, unknown>;
  const resource: MeshResource = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    name: 'db',
    namespace: 'default',
    data,
    value,
    origin: 'file',
    ...fields,
  };
  return itemAt(
    resource,
    { at: ['spec', 'trafficPolicy', 'tls'] },
    { suggestedSni: 'db.example.com', host: 'db' },
  );
}

const SNI = { note: 'Check the certificate.', set: { path: 'sni', value: 'item.suggestedSni' } };

describe('overrides/propose-pins', () => {
  it('pins the old behaviour, and says until when', async () => {
    const { candidates, notes } = await proposePins(
      { rule: rule(), installation: installation(LAYERS) },
      reader(VALUES),
    );
    expect(notes).toEqual([]);
    expect(candidates).toHaveLength(1);
    expect(candidates[0]).toMatchObject({
      override: {
        kind: 'pin',
        target: 'values',
        file: 'values.yaml',
        line: 4,
        path: 'pilot.env.ENABLE_AUTO_SNI',
        value: 'false',
        worksUntil: '1.26.0',
        weakens: null,
        note: expect.stringMatching(/^Servers are asked for as before\. Works until Istio 1\.26\.0/),
      },
      settings: [{ kind: 'env', name: 'ENABLE_AUTO_SNI', value: 'false' }],
      isBroad: false,
    });
    expect(candidates[0]?.edits[0]?.after).toBe('global: {}\npilot:\n  env:\n    ENABLE_AUTO_SNI: "false"\n');
  });

  it.each(['1.26.0', '1.27.1'])(
    'offers none at %s, which does not read the setting any more',
    async istioVersion => {
      const input = { rule: rule(), installation: installation(LAYERS, { istioVersion }) };
      const { candidates, notes } = await proposePins(input, reader(VALUES));
      expect(candidates).toEqual([]);
      expect(notes).toEqual([expect.stringMatching(/no more since 1\.26\.0/)]);
    },
  );

  it('goes back to what was in force before', async () => {
    const input = { rule: rule(), installation: installation(LAYERS), before: 'true' };
    const { candidates } = await proposePins(input, reader(VALUES));
    expect(candidates[0]?.override.value).toBe('true');
  });

  it('adds compatibilityVersion, and what else it pins', async () => {
    const compatibility = {
      version: '1.20',
      alsoPins: ['pilot.env.OTHER=true', 'meshConfig.a.b=c'],
      worksUntil: '1.24.0',
    };
    const input = { rule: rule(), installation: installation(LAYERS), compatibility };
    const { candidates } = await proposePins(input, reader(VALUES));
    expect(candidates[1]).toMatchObject({
      override: {
        path: 'compatibilityVersion',
        value: '1.20',
        worksUntil: '1.24.0',
        note: expect.stringMatching(/pilot\.env\.OTHER=true/),
      },
      settings: [
        { kind: 'env', name: 'ENABLE_AUTO_SNI', value: 'false' },
        { kind: 'env', name: 'OTHER', value: 'true' },
        { kind: 'meshConfig', name: 'a.b', value: 'c' },
        { kind: 'values', name: 'compatibilityVersion', value: '1.20' },
      ],
      isBroad: true,
    });
    expect(candidates[1]?.edits[0]?.after).toBe('global: {}\ncompatibilityVersion: "1.20"\n');
  });

  it('gives a place and a reason where it can’t write', async () => {
    const files = { 'values.yaml': 'a: {{ .x }}\n' };
    const { candidates } = await proposePins(
      { rule: rule(), installation: installation(LAYERS) },
      reader(files),
    );
    expect(candidates[0]).toMatchObject({
      override: {
        file: 'values.yaml',
        line: 1,
        value: 'false',
        note: expect.stringMatching(/by hand: .*Go template.*The place is values\.yaml:1\./),
      },
      edits: [],
    });
  });

  it.each([
    ['meshConfig', 'enableX', 'false', 'meshConfig:\n  enableX: false\n'],
    [
      'meshConfig',
      'address',
      'zipkin.istio-system:9411',
      'meshConfig:\n  address: "zipkin.istio-system:9411"\n',
    ],
    ['values', 'replicas', '2', 'replicas: 2\n'],
    ['proxyMetadata', 'X', 'false', 'meshConfig:\n  defaultConfig:\n    proxyMetadata:\n      X: "false"\n'],
  ] as const)('writes the type that %s %s needs', async (kind, name, old, added) => {
    const knob = { kind, name, old, new: 'x' };
    const { candidates } = await proposePins(
      { rule: rule({ knob }), installation: installation(LAYERS) },
      reader(VALUES),
    );
    expect(candidates[0]?.edits[0]?.after).toBe(`global: {}\n${added}`);
    expect(candidates[0]?.override).not.toHaveProperty('worksUntil');
  });
});

describe('overrides/propose-pins, several settings', () => {
  const also = [
    { kind: 'proxyMetadata', name: 'X', value: '1' },
    { kind: 'values', name: 'global.proxy.period', value: '2' },
  ] as const;
  const whole = rule({ pin: { weakens: null, note: 'As before.', also } });

  it('sets all of them in one patch', async () => {
    const { candidates } = await proposePins(
      { rule: whole, installation: installation(LAYERS) },
      reader(VALUES),
    );
    const [pin] = candidates;
    expect(pin?.override).toMatchObject({
      path: 'pilot.env.ENABLE_AUTO_SNI',
      value: 'false',
      note: expect.stringMatching(
        /^Together with meshConfig\.defaultConfig\.proxyMetadata\.X: 1, global\.proxy\.period: 2\. As before\./,
      ),
    });
    expect(parse(pin?.edits[0]?.after ?? '')).toEqual({
      global: { proxy: { period: 2 } },
      pilot: { env: { ENABLE_AUTO_SNI: 'false' } },
      meshConfig: { defaultConfig: { proxyMetadata: { X: '1' } } },
    });
    expect(pin?.settings).toEqual([{ kind: 'env', name: 'ENABLE_AUTO_SNI', value: 'false' }, ...also]);
  });

  it('writes none of them where one has no place', async () => {
    const layers = [...LAYERS, assignment('deploy.sh', 3, 'global.proxy.period', '$PERIOD')];
    const { candidates } = await proposePins(
      { rule: whole, installation: installation(layers) },
      reader(VALUES),
    );
    expect(candidates[0]).toMatchObject({
      edits: [],
      changes: [],
      override: { note: expect.stringContaining('do it by hand') },
    });
  });

  it('keeps the new behaviour on the way back by the setting alone', async () => {
    const { candidates } = await proposePins(
      { rule: whole, installation: installation(LAYERS), before: 'true' },
      reader(VALUES),
    );
    expect(candidates[0]?.settings).toHaveLength(1);
  });
});

describe('overrides/propose-fixes', () => {
  it('makes the steps of a fix together', async () => {
    const steps = [
      { set: { path: 'sni', value: 'item.suggestedSni' } },
      { move: { path: 'mode', to: '$.spec.mode' } },
      { remove: { path: 'not.there' } },
    ];
    const [fix, ...more] = await proposeFixes(
      {
        rule: rule({ fixes: [{ note: 'Both.', steps }] }),
        items: [itemIn('dr.yaml', DESTINATION_RULE, 0, [])],
      },
      reader({ 'dr.yaml': DESTINATION_RULE }),
    );
    expect(more).toEqual([]);
    expect(fix?.override).toMatchObject({ file: 'dr.yaml', path: 'spec.trafficPolicy.tls.sni' });
    expect(fix?.changes).toHaveLength(2);
    expect(parse(fix?.edits[0]?.after ?? '').spec).toEqual({
      host: 'db.example.com',
      trafficPolicy: { tls: { sni: 'db.example.com' } },
      mode: 'SIMPLE',
    });
  });

  it('makes none of them where an item suggests no value', async () => {
    const steps = [{ remove: { path: 'mode' } }, { set: { path: 'sni', value: '""' } }];
    const [fix] = await proposeFixes(
      {
        rule: rule({ fixes: [{ note: 'Both.', steps }] }),
        items: [itemIn('dr.yaml', DESTINATION_RULE, 0, [])],
      },
      reader({ 'dr.yaml': DESTINATION_RULE }),
    );
    expect(fix).toMatchObject({ edits: [], override: { note: expect.stringContaining('It concerns') } });
  });

  it('writes the value onto the resource, and says what to check', async () => {
    const text = `kind: Other\n---\n${DESTINATION_RULE}`;
    const [fix] = await proposeFixes(
      { rule: rule({ fixes: [SNI] }), items: [itemIn('r.yaml', text, 1, [])] },
      reader({ 'r.yaml': text }),
    );
    expect(fix?.override).toEqual({
      kind: 'fix',
      target: 'resource',
      file: 'r.yaml',
      line: 12,
      path: 'spec.trafficPolicy.tls.sni',
      value: 'db.example.com',
      weakens: null,
      note: 'Check the certificate.',
    });
    expect(fix?.edits[0]?.after).toBe(`${text}      sni: db.example.com\n`);
  });

  it('finds a resource in a List', async () => {
    const items = ['a', 'db'].map(
      name =>
        `- kind: DestinationRule\n  metadata: {name: ${name}}\n  spec: {trafficPolicy: {tls: {mode: SIMPLE}}}\n`,
    );
    const text = `kind: List\nitems:\n${items.join('')}`;
    const [fix] = await proposeFixes(
      { rule: rule({ fixes: [SNI] }), items: [itemIn('r.yaml', text, 0, ['items', 1])] },
      reader({ 'r.yaml': text }),
    );
    expect(fix?.edits[0]?.after).toBe(
      `kind: List\nitems:\n${items[0]}${items[1]?.replace('SIMPLE}', 'SIMPLE, sni: db.example.com}')}`,
    );
  });

  it('only points at the place where a value has to be found by a person', async () => {
    const items = [itemIn('r.yaml', DESTINATION_RULE, 0, []), itemIn('s.yaml', DESTINATION_RULE, 0, [])];
    const fixes = [{ note: 'Name the authority.' }, { note: 'Set it.', set: { path: 'sni', value: '""' } }];
    const proposed = await proposeFixes(
      { rule: rule({ fixes }), items },
      reader({ 'r.yaml': DESTINATION_RULE }),
    );
    expect(proposed.map(({ override, edits }) => ({ ...override, edits }))).toEqual([
      expect.objectContaining({
        file: 'r.yaml',
        line: 8,
        edits: [],
        note: 'Name the authority. It concerns DestinationRule/default/db at r.yaml:8 and 1 more place.',
      }),
      expect.objectContaining({ path: 'spec.trafficPolicy.tls.sni', edits: [] }),
    ]);
  });

  it('does not write into templates and exports', async () => {
    for (const origin of ['template', 'manifests'] as const) {
      const items = [itemIn('r.yaml', DESTINATION_RULE, 0, [], { origin })];
      const [fix] = await proposeFixes(
        { rule: rule({ fixes: [SNI] }), items },
        reader({ 'r.yaml': DESTINATION_RULE }),
      );
      expect(fix).toMatchObject({
        override: {
          file: 'r.yaml',
          line: 8,
          value: 'db.example.com',
          note: expect.stringMatching(
            /by hand: .*r\.yaml:8\. Write `sni: db\.example\.com` below spec\.trafficPolicy\.tls\.$/,
          ),
        },
        edits: [],
      });
    }
  });

  it('writes a boolean as one', async () => {
    const fixes = [{ note: 'x', set: { path: 'insecureSkipVerify', value: 'true' }, weakens: 'unverified' }];
    const items = [itemIn('r.yaml', DESTINATION_RULE, 0, [])];
    const [fix] = await proposeFixes(
      { rule: rule({ fixes }), items },
      reader({ 'r.yaml': DESTINATION_RULE }),
    );
    expect(fix?.edits[0]?.after).toBe(`${DESTINATION_RULE}      insecureSkipVerify: true\n`);
    expect(fix?.override.weakens).toBe('unverified');
  });

  it.each([
    [
      { set: { path: 'subjectAltNames', value: '["a.example"]' } },
      { sni: 'x', subjectAltNames: ['a.example'] },
    ],
    [{ set: { path: 'port', value: '1 + 1' } }, { sni: 'x', port: 2 }],
    [{ set: { path: 'match', value: '{"a": [true]}' } }, { sni: 'x', match: { a: [true] } }],
    [{ remove: { path: 'sni' } }, {}],
    [{ move: { path: 'sni', to: 'serverName' } }, { serverName: 'x' }],
  ])('writes %j', async (fix, tls) => {
    const text = `${DESTINATION_RULE}      sni: x\n`;
    const fixes = [{ note: 'x', ...fix }];
    const items = [itemIn('r.yaml', text, 0, [])];
    const [made] = await proposeFixes({ rule: rule({ fixes }), items }, reader({ 'r.yaml': text }));
    const after = parse(made?.edits[0]?.after ?? '');
    expect(after.spec.trafficPolicy.tls).toEqual({ mode: 'SIMPLE', ...tls });
    expect(made?.subject).toBe('DestinationRule/default/db');
  });

  it('writes from the root of the resource, under odd keys', async () => {
    const set = { path: '$.metadata.annotations["a.io/b.c"]', value: '"x"' };
    const items = [itemIn('r.yaml', DESTINATION_RULE, 0, [])];
    const [made] = await proposeFixes(
      { rule: rule({ fixes: [{ note: 'x', set }] }), items },
      reader({ 'r.yaml': DESTINATION_RULE }),
    );
    expect(parse(made?.edits[0]?.after ?? '').metadata.annotations).toEqual({ 'a.io/b.c': 'x' });
    expect(made?.override.path).toBe('metadata.annotations["a.io/b.c"]');
  });

  it('leaves out a fix that no item asks for, and a removal of what an item does not have', async () => {
    const items = [itemIn('r.yaml', DESTINATION_RULE, 0, [])];
    const fixes = [
      { note: 'a', when: 'item.suggestedSni == "other"', remove: { path: 'mode' } },
      { note: 'b', remove: { path: 'sni' } },
    ];
    const made = await proposeFixes({ rule: rule({ fixes }), items }, reader({ 'r.yaml': DESTINATION_RULE }));
    expect(made.map(({ override, edits }) => [override.note.slice(0, 1), edits])).toEqual([['b', []]]);
  });
});

describe('overrides/propose-values-fixes', () => {
  const VALUES = 'istio_cni:\n  enabled: true\npilot:\n  cpu: 1\n';

  async function propose(values: RuleValuesFix, text = VALUES) {
    const fixes = [{ note: 'Mind the rest.', values }];
    return proposeValuesFixes(
      {
        rule: rule({ fixes }),
        items: [itemIn('r.yaml', DESTINATION_RULE, 0, [])],
        installation: installation([fileLayer('values.yaml', text)]),
        evaluate: evaluateOnItem,
        place: {},
      },
      reader({ 'values.yaml': text }),
    );
  }

  it.each<[RuleValuesFix, string]>([
    [{ path: 'istio_cni.enabled', to: 'pilot.cni.enabled' }, 'pilot:\n  cpu: 1\n  cni:\n    enabled: true\n'],
    [{ path: 'istio_cni', remove: true }, 'pilot:\n  cpu: 1\n'],
    [{ path: 'pilot.replicas', value: '2' }, `${VALUES}  replicas: 2\n`],
  ])('writes %j', async (values, after) => {
    const [made] = await propose(values);
    expect(made?.edits).toEqual([{ file: 'values.yaml', before: VALUES, after }]);
    expect(made?.override).toMatchObject({ kind: 'fix', target: 'values', note: 'Mind the rest.' });
  });

  it('proposes nothing for what is not written', async () => {
    expect(await propose({ path: 'other', remove: true })).toEqual([]);
  });

  it('says what it can’t write, and where', async () => {
    const [made] = await propose(
      { path: 'istio_cni', remove: true },
      'istio_cni: &cni {enabled: true}\nx: *cni\n',
    );
    expect(made).toMatchObject({ edits: [], override: { file: 'values.yaml', line: 1 } });
    expect(made?.override.note).toMatch(
      /values\.yaml:1 it has to be done by hand, .*anchor.*take istio_cni out\.$/,
    );
  });
});

describe('overrides/propose', () => {
  it('orders fixes, narrow pins and broad pins, and what weakens last', async () => {
    const fixes = [{ note: 'weak fix', weakens: 'x' }, { note: 'fix' }];
    const compatibility = { version: '1.20', alsoPins: [] };
    const own = rule({ fixes });
    const weak = rule({ fixes: [], pin: { weakens: 'y', note: 'weak pin.' } });
    const candidates = [
      ...(await proposePins({ rule: weak, installation: installation(LAYERS) }, reader(VALUES))).candidates,
      ...(await proposePins({ rule: own, installation: installation(LAYERS), compatibility }, reader(VALUES)))
        .candidates,
      ...(await proposeFixes({ rule: own, items: [] }, reader({}))),
    ];
    const order = orderCandidates(candidates).map(({ override }) => override.note.split(/[.:] /)[0]);
    expect(order).toEqual([
      'fix',
      'Servers are asked for as before',
      'It sets nothing else',
      'weak fix',
      'weak pin',
    ]);
  });

  it('finishes an override with its patch and what trying it showed', async () => {
    const { candidates } = await proposePins(
      { rule: rule(), installation: installation(LAYERS) },
      reader(VALUES),
    );
    const [pin] = candidates;
    if (!pin) throw new Error('no pin');
    const override = finishOverride(pin, { verified: false, note: 'No effect.' }, ['Also this.']);
    expect(override).toMatchObject({
      verified: false,
      note: expect.stringMatching(/No effect\. Also this\.$/),
    });
    expect(override.patch).toMatch(/^diff --git a\/values\.yaml b\/values\.yaml\n/);
    expect(finishOverride({ ...pin, edits: [] }, { verified: null })).not.toHaveProperty('patch');
  });
});

describe('overrides/compatibility', () => {
  const profiles: Record<string, object> = {
    '1.20': { pilot: { env: { A: 'false', B: 'true' } }, meshConfig: { x: { y: 1 } } },
    '1.21': { pilot: { env: { B: 'true' } } },
  };
  const facts = {
    releases: ['1.22.0', '1.22.1', '1.23.0', '1.24.0'],
    profiles: () => ['ambient', 'compatibility-version-1.20', 'compatibility-version-1.21'],
    compatibilityProfile: (_: string, release: string, version: string) =>
      version === '1.20' && release === '1.24.0' ? undefined : (profiles[version] as Record<string, unknown>),
  };

  it('is the newest version that restores the setting', () => {
    expect(compatibilityChoice(facts, 'istiod', '1.22.1', ['pilot', 'env', 'B'], 'true')).toEqual({
      version: '1.21',
      alsoPins: [],
    });
    expect(compatibilityChoice(facts, 'istiod', '1.22.1', ['pilot', 'env', 'A'], 'false')).toEqual({
      version: '1.20',
      alsoPins: ['pilot.env.B=true', 'meshConfig.x.y=1'],
      worksUntil: '1.24.0',
    });
  });

  it('is none where no version sets it, or sets something else', () => {
    expect(compatibilityChoice(facts, 'istiod', '1.22.1', ['pilot', 'env', 'C'], 'true')).toBeUndefined();
    expect(compatibilityChoice(facts, 'istiod', '1.22.1', ['pilot', 'env', 'A'], 'true')).toBeUndefined();
  });
});

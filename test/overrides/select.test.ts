import type { Finding, Override, YamlChange } from '../../src/model.js';
import { applyChange } from '../../src/overrides/changes.js';
import { EVERYTHING_SAFE, patchOf, type Selection } from '../../src/overrides/select.js';
import { judgeTogether } from '../../src/overrides/together.js';
import { describe, expect, it } from '../support/jest.js';
import { finding } from './support.js';

const VALUES = 'pilot:\n  env:\n    A: "1"\n';
const RESOURCES = 'kind: DestinationRule\nspec:\n  tls:\n    mode: SIMPLE\n';

function written(change: YamlChange, text: string): NonNullable<Override['written']> {
  const edited = applyChange(text, change);
  if (!edited.ok) throw new Error(edited.why);
  return {
    changes: [change],
    edits: [{ file: change.file, before: text, after: edited.text }],
    needsReview: false,
  };
}

function pin(name: string, fields: Partial<Override> = {}): Override {
  const change: YamlChange = {
    op: 'set',
    file: 'values.yaml',
    document: 0,
    home: { style: 'mapping' },
    path: ['pilot', 'env', name],
    value: 'false',
  };
  return {
    kind: 'pin',
    target: 'values',
    file: 'values.yaml',
    path: `pilot.env.${name}`,
    value: 'false',
    verified: true,
    weakens: null,
    note: 'n',
    written: written(change, VALUES),
    ...fields,
  };
}

function fix(path: string, fields: Partial<Override> = {}, place = 'DestinationRule/db tls'): Override {
  const change: YamlChange = {
    op: 'set',
    file: 'r.yaml',
    document: 0,
    home: { style: 'mapping' },
    path: ['spec', 'tls', path],
    value: 'x',
  };
  return {
    ...pin('X'),
    kind: 'fix',
    target: 'resource',
    file: 'r.yaml',
    verified: null,
    written: { ...written(change, RESOURCES), needsReview: true, place, resource: 'DestinationRule/db' },
    ...fields,
  };
}

function exposed(overrides: readonly Override[], fields: Partial<Finding> = {}): Finding {
  return finding({ overrides, ...fields });
}

async function taken(findings: readonly Finding[], selection: Partial<Selection> = {}) {
  const { chosen, passedOver } = await patchOf({ findings }, { ...EVERYTHING_SAFE, ...selection });
  return {
    chosen: chosen.map(({ override }) => (override.kind === 'pin' ? override.path : override.written?.place)),
    why: passedOver.map(({ why }) => why),
  };
}

describe('overrides/select', () => {
  it('gives one patch of several overrides of one file', async () => {
    const patch = await patchOf({
      findings: [
        exposed([pin('B')]),
        exposed([pin('C')], { rule: 'other' }),
        exposed([pin('B')], { rule: 'same' }),
      ],
    });
    expect(patch.edits).toEqual([
      { file: 'values.yaml', before: VALUES, after: `${VALUES}    B: "false"\n    C: "false"\n` },
    ]);
    expect(patch.text).toContain('+    B: "false"\n+    C: "false"\n');
  });

  it('takes the first pin that is sound, and leaves fixes to those who ask for them', async () => {
    const findings = [exposed([fix('sni'), pin('A', { verified: false }), pin('B'), pin('C')])];
    expect(await taken(findings)).toEqual({ chosen: ['pilot.env.B'], why: [] });
    expect(await taken(findings, { pins: true })).toEqual({ chosen: ['pilot.env.B'], why: [] });
    expect(await taken(findings, { fixes: true })).toEqual({ chosen: ['DestinationRule/db tls'], why: [] });
    expect(await taken([exposed([pin('B')])], { fixes: true, pins: true })).toEqual({
      chosen: ['pilot.env.B'],
      why: [],
    });
  });

  it('takes one fix for each place', async () => {
    const findings = [exposed([fix('sni'), fix('other', {}, 'second'), fix('alternative')])];
    expect(await taken(findings, { fixes: true })).toEqual({
      chosen: ['DestinationRule/db tls', 'second'],
      why: [],
    });
  });

  it('takes what needs nobody unasked', async () => {
    const own = fix('sni');
    const mechanical = { ...own, written: own.written && { ...own.written, needsReview: false } } as Override;
    expect((await taken([exposed([mechanical, pin('B')])])).chosen).toEqual(['DestinationRule/db tls']);
    expect((await taken([exposed([mechanical, pin('B')])], { pins: true })).chosen).toEqual(['pilot.env.B']);
  });

  it.each<[string, readonly Override[], Partial<Selection>, RegExp]>([
    ['weakens', [pin('B', { weakens: 'unverified' })], {}, /give up security: unverified/],
    ['was refused', [pin('B', { verified: false, note: 'Dead.' })], {}, /refused: Dead/],
    ['needs review', [fix('sni')], {}, /--fixes writes it/],
    ['is advice', [pin('B', { written: undefined as never })], {}, /nothing can be written/],
    ['is a pin', [pin('B')], { fixes: true }, /pins only/],
  ])('says why it passes over what %s', async (_, overrides, selection, why) => {
    const bare = overrides.map(override => {
      const { written: kept, ...rest } = override;
      return kept === undefined ? rest : override;
    });
    const { chosen, why: told } = await taken([exposed(bare)], selection);
    expect([chosen, told]).toEqual([[], [expect.stringMatching(why)]]);
  });

  it('leaves accepted, possible and unnamed findings alone', async () => {
    const accepted = { reason: 'r', until: '2030-01-01', file: 'p', line: 1 };
    const findings = [
      exposed([pin('B')], { accepted }),
      exposed([pin('C')], { exposure: 'possible' }),
      exposed([pin('D')], { rule: 'other' }),
    ];
    expect((await taken(findings, { rules: ['auto-sni'] })).chosen).toEqual([]);
  });

  it('passes over what contradicts another override', async () => {
    const other = pin('B', { value: 'true' });
    const [change] = other.written?.changes ?? [];
    if (change?.op !== 'set' || !other.written) throw new Error('no change');
    const rival = { ...other, written: { ...other.written, changes: [{ ...change, value: 'true' }] } };
    const told = await taken([exposed([pin('B')]), exposed([rival], { rule: 'other' })]);
    expect(told).toEqual({ chosen: ['pilot.env.B'], why: [expect.stringMatching(/another override sets/)] });
  });
});

describe('overrides/together', () => {
  const report = {
    findings: [exposed([])],
    upgrades: [{ id: 'istiod' }],
    incomplete: [],
  } as never as Parameters<typeof judgeTogether>[0];
  const [own] = report.findings;
  if (!own) throw new Error('no finding');
  const chosen = [{ finding: own, override: pin('B') }];
  const mitigated = { ...report, findings: [finding({ exposure: 'mitigated' })] };

  it('takes a patch after which its findings are exposed no more', () => {
    expect(judgeTogether(report, mitigated, chosen)).toEqual({ ok: true, idle: [] });
  });

  it('names what does not help', () => {
    expect(judgeTogether(report, report, chosen)).toEqual({ ok: true, idle: chosen });
    const place = { file: 'r.yaml', line: 1, resource: 'DestinationRule/db' };
    const twice = finding({ locations: [place, place] });
    const before = { ...report, findings: [twice] };
    const fixes = [{ finding: twice, override: fix('sni') }];
    expect(judgeTogether(before, { ...report, findings: [finding({ locations: [place] })] }, fixes)).toEqual({
      ok: true,
      idle: [],
    });
    expect(judgeTogether(before, before, fixes)).toEqual({ ok: true, idle: fixes });
  });

  it('lets what could not be rendered show what else is exposed', () => {
    const fails = finding({ rule: 'render-fails' });
    const before = { ...report, findings: [fails] };
    const after = { ...report, findings: [finding({ rule: 'new' })] };
    expect(judgeTogether(before, after, [{ finding: fails, override: pin('B') }])).toEqual({
      ok: true,
      idle: [],
    });
  });

  it.each([
    [{ ...mitigated, upgrades: [] }, /which upgrades/],
    [{ ...mitigated, incomplete: [{ what: 'x', why: 'y', blocking: true }] }, /x can’t be analysed/],
    [{ ...mitigated, findings: [finding({ rule: 'new', title: 'New' })] }, /New \(new\)/],
  ])('refuses a patch that does harm: %#', (after, why) => {
    expect(judgeTogether(report, after, chosen)).toEqual({ ok: false, why: expect.stringMatching(why) });
  });
});

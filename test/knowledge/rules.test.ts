import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { faultsOf, readRules } from '../../tools/pack-knowledge.js';
import { changeOf, FILE, isPinned, judge, meshOf } from '../mesh/mesh-of.js';

const { rules, errors } = await readRules('knowledge');

/** What istiod's compatibility profiles name for 1.21 and 1.22, in the charts up to 1.25. */
const NAMED_BY_PROFILES = [
  'ENABLE_AUTO_SNI',
  'VERIFY_CERTIFICATE_AT_CLIENT',
  'ENABLE_EXTERNAL_NAME_ALIAS',
  'PERSIST_OLDEST_FIRST_HEURISTIC_FOR_VIRTUAL_SERVICE_HOST_MATCHING',
  'ENABLE_ENHANCED_RESOURCE_SCOPING',
  'ENABLE_RESOLUTION_NONE_TARGET_PORT',
  'ISTIO_DELTA_XDS',
  'defaultConfig.tracing.zipkin.address',
  'ENABLE_DEFERRED_CLUSTER_CREATION',
];

describe('knowledge/rules', () => {
  it('holds valid rules only', () => {
    expect(errors).toEqual([]);
  });

  it.each(NAMED_BY_PROFILES)('has a rule for %s', name => {
    expect(rules.filter(rule => rule.knob?.name === name)).toHaveLength(1);
  });

  it('orders rules by release and id', () => {
    const keys = rules.map(rule => `${rule.since.at(-1)} ${rule.id}`);
    expect(keys).toEqual(keys.toSorted());
  });

  describe.each(rules.map(rule => [rule.id, rule] as const))('%s', (_, rule) => {
    it.each(rule.examples.exposed.map(example => [example.name, example] as const))(
      'is exposed: %s',
      (_name, example) => {
        const values: unknown = parse(example.values ?? '') ?? {};
        expect(isPinned(rule, values)).toBe(false);
        const exposed = judge(rule, meshOf(example.resources), changeOf(rule, values)).filter(
          ({ exposure }) => exposure === 'exposed',
        );
        expect(exposed).toHaveLength(1);
        expect(exposed[0]?.message.length).toBeGreaterThan(20);
        if (example.line === undefined) expect(exposed[0]?.at).toBeUndefined();
        else expect(exposed[0]?.at).toMatchObject({ file: FILE, line: example.line });
      },
    );

    it.each(rule.examples.safe.map(example => [example.name, example] as const))(
      'is safe: %s',
      (_name, example) => {
        const values: unknown = parse(example.values ?? '') ?? {};
        if (isPinned(rule, values)) return;
        const verdicts = judge(rule, meshOf(example.resources), changeOf(rule, values));
        expect(verdicts.filter(({ exposure }) => exposure !== 'none')).toEqual([]);
      },
    );

    it('tells the way back as well', () => {
      const example = rule.examples.exposed[0];
      if (!example) throw new Error('no example');
      const there = changeOf(rule, parse(example.values ?? ''));
      const mesh = meshOf(example.resources);
      const back = judge(rule, mesh, {
        before: there.after,
        after: { ...there.before, env: there.after.env },
      });
      const forth = judge(rule, mesh, there);
      expect(back.map(({ message }) => message)).not.toEqual(forth.map(({ message }) => message));
    });
  });
});

describe('tools/pack-knowledge', () => {
  const [rule] = rules;
  if (!rule) throw new Error('no rules');

  it.each([
    [{ ...rule, each: 'nothing' }, 'there is no view nothing'],
    [{ ...rule, at: 'nowhere' }, 'has no place nowhere'],
    [{ ...rule, when: 'item.' }, 'when: '],
    [{ ...rule, when: 'item.unheard_of' }, 'have no field unheard_of'],
    [{ ...rule, when: 'item.name.matches("x")' }, 'not allowed'],
    [{ ...rule, message: 'before.env.SOMETHING' }, 'without naming it in reads'],
    [{ ...rule, since: ['1.21.0', '1.20.2'] }, 'since is not in order'],
    [{ ...rule, id: 'other' }, "is not the file's name"],
  ])('refuses a rule with a fault: %#', (faulty, fault) => {
    expect(faultsOf(faulty, join('1.21', `${rule.id}.yaml`)).join('\n')).toContain(fault);
  });

  it('finds no fault with the rule as it is', () => {
    expect(faultsOf(rule, `${rule.id}.yaml`)).toEqual([]);
  });
});

/** Every rule of the knowledge base proves itself: its examples go through the whole analysis. */
import { join } from 'node:path';
import { type AnalysisPorts, hasRenderer } from '../../src/analysis/ports.js';
import { createChartStore } from '../../src/charts/store.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import { releasesOf } from '../../src/knowledge/releases.js';
import { createRenderer } from '../../src/render/render.js';
import { faultsOf } from '../../src/rules/check.js';
import { trialsOf } from '../../src/rules/prove.js';
import { readRules } from '../../tools/pack-knowledge.js';
import { readReleases } from '../../tools/pack-releases.js';
import { testHelms } from '../support/helm.js';
import { describe, expect, it } from '../support/jest.js';
import { helmAt, temporaryFolder } from '../support/rendering.js';
import { sharedCharts } from '../support/shared.js';

const facts = loadFacts('knowledge/facts');
const { rules, errors } = await readRules('knowledge');
const ports = await openPorts();

describe('knowledge/rules', () => {
  it('holds valid rules only', () => {
    expect(errors).toEqual([]);
  });

  it('orders rules by release and id', () => {
    const keys = rules.map(
      rule => `${rule.since.at(-1)?.replace(/\d+/g, part => part.padStart(3, '0'))} ${rule.id}`,
    );
    expect(keys).toEqual(keys.toSorted());
  });

  describe.each(rules.map(rule => [rule.id, rule] as const))('%s', (_, rule) => {
    // Without Helm there are values and facts, and nothing that a chart makes of them.
    const prove = rule.evidence === 'rendered' && !hasRenderer(ports) ? it.skip : it;
    for (const trial of trialsOf(rule)) {
      prove(trial.name, async () => {
        expect(await trial.run(ports)).toBeUndefined();
      });
    }
  });
});

async function openPorts(): Promise<AnalysisPorts> {
  const workFolder = await temporaryFolder();
  const charts = sharedCharts();
  const [executable] = charts === undefined ? [] : await testHelms();
  const helm = executable && (await helmAt(executable.path, workFolder));
  return {
    facts,
    rules: [],
    curated: [],
    releases: releasesOf((await readReleases('knowledge')).file),
    envoyMoves: [],
    envoy: [],
    store: createChartStore({
      sources: charts === undefined ? [] : [charts],
      allowed: [],
      offline: true,
      cacheFolder: join(workFolder, 'cache'),
      workFolder,
      helm,
    }),
    renderer: helm
      ? createRenderer(helm, { workFolder, timeoutMs: 30_000, concurrency: 2 })
      : { what: 'Helm', why: 'is not on this machine', blocking: true },
  };
}

describe('rules/check', () => {
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
    [{ ...rule, fixes: [{ note: 'x', remove: { path: 'a..b' } }] }, 'a..b is no path'],
    [{ ...rule, fixes: [{ note: 'x', at: 'nowhere', remove: { path: 'a' } }] }, 'has no place nowhere'],
    [{ ...rule, fixes: [{ note: 'x', values: { path: 'a', value: 'item.' } }] }, 'fixes.0.values.value: '],
    [
      { ...rule, fixes: [{ note: 'x', steps: [{ remove: { path: 'a..b' } }, { remove: { path: 'c' } }] }] },
      'a..b is no path',
    ],
    [
      {
        ...rule,
        fixes: [{ note: 'x', steps: [{ remove: { path: 'a' } }, { values: { path: 'b', to: 'c' } }] }],
      },
      'all on the resource, or all in values',
    ],
    [
      {
        ...rule,
        component: 'base',
        pin: { weakens: null, note: 'x', also: [{ kind: 'env', name: 'NOWHERE', value: '1' }] },
      },
      'has no value that sets NOWHERE',
    ],
  ] as const)('refuses a rule with a fault: %#', (faulty, fault) => {
    const messages = faultsOf(faulty, join('1.21', `${rule.id}.yaml`)).map(({ message }) => message);
    expect(messages.join('\n')).toContain(fault);
  });

  it('finds no fault with the rule as it is', () => {
    expect(faultsOf(rule, `${rule.id}.yaml`)).toEqual([]);
  });
});

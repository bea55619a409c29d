/** Every rule of the knowledge base proves itself: its examples go through the whole analysis. */
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { AnalysisPorts } from '../../src/analysis/ports.js';
import { createChartStore } from '../../src/charts/store.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import type { Exposure, Finding } from '../../src/model.js';
import { createRenderer } from '../../src/render/render.js';
import { placeOf, releasesOf, runExample, withPin } from '../../src/rules/examples.js';
import type { Rule, RuleExample } from '../../src/rules/rule.js';
import { faultsOf, readRules } from '../../tools/pack-knowledge.js';
import { testHelms } from '../support/helm.js';
import { helmAt, temporaryFolder } from '../support/rendering.js';
import { sharedCharts } from '../support/shared.js';

const facts = loadFacts('knowledge/facts');
const { rules, errors } = await readRules('knowledge');
const ports = await openPorts();
const isRendered = 'render' in ports.renderer;

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
    const { exposed, safe, possible = [], mitigated = [] } = rule.examples;
    // Without Helm there are values and facts, and nothing that a chart makes of them.
    const itRendered = rule.evidence === 'rendered' && !isRendered ? it.skip : it;

    it('has an example that it speaks of', () => {
      expect(exposed.length + possible.length).toBeGreaterThan(0);
    });

    for (const example of exposed) {
      itRendered(`is exposed: ${example.name}`, async () => {
        const [finding] = await found(rule, example, 'exposed');
        expectPlace(finding, example);
      });
    }

    for (const example of possible) {
      itRendered(`is possible: ${example.name}`, async () => {
        const [finding] = await found(rule, example, 'possible');
        expectPlace(finding, example);
        expect(finding?.question).toBe(rule.question);
      });
    }

    for (const example of mitigated) {
      itRendered(`is mitigated: ${example.name}`, async () => {
        await found(rule, example, 'mitigated');
      });
    }

    for (const example of safe) {
      itRendered(`is safe: ${example.name}`, async () => {
        const { findings, problems } = await runExample(rule, example, ports);
        expect(blocking(problems)).toEqual([]);
        expect(findings.filter(({ exposure }) => exposure === 'exposed' || exposure === 'possible')).toEqual(
          [],
        );
      });
    }

    const example = exposed[0] ?? possible[0];
    const pinned = example && withPin(rule, example);
    if (pinned) {
      itRendered('is held back by its pin', async () => {
        const { findings } = await runExample(rule, pinned, ports);
        expect(findings.map(({ exposure }) => exposure)).toContain('mitigated');
        expect(findings.map(({ exposure }) => exposure)).not.toContain('exposed');
      });
    }

    if (example && rule.until === undefined) {
      itRendered('tells the way back as well', async () => {
        const { from, to } = releasesOf(rule, example, facts);
        const { values = '', valuesBefore = values } = example;
        const back = { ...example, from: to, to: from, values: valuesBefore, valuesBefore: values };
        const messagesOf = async (one: RuleExample) =>
          (await runExample(rule, one, ports)).findings.flatMap(({ exposure, locations }) =>
            exposure === 'not-exposed' ? [] : locations.map(({ message }) => message ?? ''),
          );
        const forth = await messagesOf(example);
        for (const message of await messagesOf(back)) expect(forth).not.toContain(message);
      });
    }
  });
});

/** The example's findings, which all have this exposure and at least one place with something to say. */
async function found(rule: Rule, example: RuleExample, exposure: Exposure): Promise<readonly Finding[]> {
  const { findings, problems } = await runExample(rule, example, ports);
  expect(blocking(problems)).toEqual([]);
  expect(findings.map(finding => finding.exposure)).toEqual([exposure]);
  for (const { locations } of findings) {
    expect(locations.length).toBeGreaterThan(0);
    expect(locations[0]?.message?.length ?? 0).toBeGreaterThan(20);
  }
  return findings;
}

/** The first place is the one that the example names; one that names none points at the installation. */
function expectPlace(finding: Finding | undefined, example: RuleExample): void {
  const place = placeOf(example) ?? { file: expect.stringMatching(/^istio\//) };
  expect(finding?.locations[0]).toMatchObject(place);
}

/** What is missing on this machine only is no fault of a rule. */
function blocking(problems: readonly { readonly blocking: boolean; readonly why: string }[]) {
  return isRendered ? problems.filter(problem => problem.blocking) : [];
}

async function openPorts(): Promise<AnalysisPorts> {
  const workFolder = await temporaryFolder();
  const charts = sharedCharts();
  const [executable] = charts === undefined ? [] : await testHelms();
  const helm = executable && (await helmAt(executable.path, workFolder));
  return {
    facts,
    rules: [],
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
    [{ ...rule, fixes: [{ note: 'x', remove: { path: 'a..b' } }] }, 'a..b is no path'],
    [{ ...rule, fixes: [{ note: 'x', at: 'nowhere', remove: { path: 'a' } }] }, 'has no place nowhere'],
    [{ ...rule, fixes: [{ note: 'x', values: { path: 'a', value: 'item.' } }] }, 'fixes[0].values.value: '],
  ])('refuses a rule with a fault: %#', (faulty, fault) => {
    expect(faultsOf(faulty, join('1.21', `${rule.id}.yaml`)).join('\n')).toContain(fault);
  });

  it('finds no fault with the rule as it is', () => {
    expect(faultsOf(rule, `${rule.id}.yaml`)).toEqual([]);
  });
});

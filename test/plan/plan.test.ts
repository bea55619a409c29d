/** Hops, windows, vulnerabilities and the way back, on jumps that real repositories made. */
import { describe, expect, it } from '@jest/globals';
import { loadFacts } from '../../src/knowledge/facts.js';
import { minorOf, releasesOf } from '../../src/knowledge/releases.js';
import { resourcesOf } from '../../src/mesh/collect.js';
import type { Finding, Plan, Upgrade } from '../../src/model.js';
import { makePlan } from '../../src/plan/plan.js';
import { parseYaml } from '../../src/yaml/positioned.js';
import { readRules } from '../../tools/pack-knowledge.js';
import { readReleases } from '../../tools/pack-releases.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';

const facts = loadFacts('knowledge/facts');
const { rules } = await readRules('knowledge');
const { file, errors } = await readReleases('knowledge');
const releases = releasesOf(file);

interface Options {
  readonly kubeVersion?: string;
  readonly resources?: string;
  readonly revision?: string;
  readonly findings?: readonly Pick<Finding, 'rule' | 'exposure' | 'introducedIn'>[];
  readonly environment?: string;
}

function upgradeOf(from: string, to: string, { revision = '', environment = '' }: Options = {}): Upgrade {
  const [before, after] = [chartState('istiod', from), chartState('istiod', to)];
  const upgrade = chartUpgrade(before, after);
  return { ...upgrade, environment, after: { ...after.installation, revision, environment } };
}

function planOf(upgrades: readonly Upgrade[], options: Options = {}): Plan | undefined {
  return makePlan({
    upgrades,
    installations: upgrades.flatMap(({ after }) => after ?? []),
    resources: resourcesOf(parseYaml('config/resources.yaml', options.resources ?? ''), 'file'),
    findings: (options.findings ?? []) as readonly Finding[],
    rules,
    facts,
    releases,
    kubeVersion: options.kubeVersion ?? null,
    today: '2026-11-27',
  });
}

function stopsOf(from: string, to: string, options?: Options): readonly string[] {
  return planOf([upgradeOf(from, to, options)], options)?.hops.map(hop => hop.to) ?? [];
}

describe('knowledge/releases', () => {
  it('is well formed', () => {
    expect(errors).toEqual([]);
  });

  it.each(facts.releases)('has a window and a day of release for %s', version => {
    expect(releases.support(version)).toMatchObject({
      released: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      kubernetes: { from: expect.stringMatching(/^1\.\d+$/), to: expect.stringMatching(/^1\.\d+$/) },
      source: expect.stringMatching(/^https:\/\//),
    });
  });

  it('knows what the bulletins say of a release', () => {
    const ids = (version: string) => releases.bulletins(version).map(({ id }) => id);
    expect(ids('1.20.6')).toEqual(['ISTIO-SECURITY-2024-004', 'ISTIO-SECURITY-2026-002']);
    expect(ids('1.22.4')).toContain('ISTIO-SECURITY-2024-006');
    expect(ids('1.22.5')).not.toContain('ISTIO-SECURITY-2024-006');
    expect(ids('1.16.0')).toContain('ISTIO-SECURITY-2023-004');
  });
});

describe('plan/hops', () => {
  it.each([
    ['1.20.6', '1.22.2', ['1.21.6', '1.22.2']],
    ['1.23.6', '1.29.0', ['1.24.6', '1.25.5', '1.26.8', '1.27.9', '1.28.10', '1.29.0']],
    ['1.27.9', '1.30.3', ['1.28.10', '1.29.6', '1.30.3']],
    ['1.15.7', '1.18.7', ['1.16.7', '1.17.8', '1.18.7']],
    ['1.13.9', '1.16.7', ['1.14.6', '1.15.7', '1.16.7']],
    ['1.22.1', '1.22.8', ['1.22.8']],
    ['1.26.1', '1.24.3', ['1.25.5', '1.24.3']],
    ['1.29.6', '1.32.0', ['1.30.3', '1.31.x', '1.32.0']],
  ])('from %s to %s in place', (from, to, stops) => {
    expect(stopsOf(from, to)).toEqual(stops);
  });

  it('takes two minors at a time where control planes are revisions', () => {
    expect(stopsOf('1.20.6', '1.24.6', { revision: '1-24-6' })).toEqual(['1.22.8', '1.24.6']);
  });

  it('names the regressions of a patch that is asked for, and the patch to take instead', () => {
    const hop = planOf([upgradeOf('1.20.8', '1.21.1')])?.hops[0];
    expect(hop?.why).toMatch(
      /take 1\.21\.6 instead: 1\.21\.1 has a regression that later patches mend \(.*jwt-list-claims/,
    );
  });

  it('is nothing where no release moves', () => {
    expect(planOf([upgradeOf('1.22.2', '1.22.2')])).toBeUndefined();
    expect(planOf([])).toBeUndefined();
  });

  it('says where each change bites', () => {
    const findings = [
      { rule: 'auto-sni', exposure: 'exposed', introducedIn: '1.21.0' },
      { rule: 'delta-xds', exposure: 'exposed', introducedIn: '1.22.0' },
      { rule: 'dead-setting', exposure: 'exposed', introducedIn: '1.22.0' },
      { rule: 'default-tracing-zipkin', exposure: 'not-exposed', introducedIn: '1.22.0' },
    ] as const;
    const plan = planOf([upgradeOf('1.20.6', '1.22.2')], { findings });
    expect(plan?.hops.map(hop => hop.findings)).toEqual([['auto-sni'], ['dead-setting', 'delta-xds']]);
  });
});

describe('plan/kubernetes', () => {
  it.each([
    ['1.26', 'Upgrade Kubernetes from 1.26 to at least 1.27 first'],
    ['1.28', undefined],
    ['1.33', 'newer than what 1.22.2 was tested with'],
  ])('with Kubernetes %s', (kubeVersion, text) => {
    const plan = planOf([upgradeOf('1.21.6', '1.22.2')], { kubeVersion });
    const said = plan?.hops[0]?.before.map(step => step.text).join('\n') ?? '';
    if (text === undefined) expect(said).not.toContain('Kubernetes');
    else expect(said).toContain(text);
    expect(plan?.kubernetes).toEqual({
      supported: ['1.27', '1.30'],
      given: kubeVersion,
      ok: text === undefined,
    });
  });

  it('asks where nobody says', () => {
    const plan = planOf([upgradeOf('1.21.6', '1.22.2')]);
    expect(plan?.kubernetes).toMatchObject({ given: null, ok: null });
    expect(plan?.notes.map(({ text }) => text).join('\n')).toContain('Which Kubernetes do the clusters run?');
  });

  it('has a window for every two adjacent minors', () => {
    const minors = [...new Set(facts.releases.map(minorOf))];
    for (const [index, minor] of minors.entries()) {
      const next = minors[index + 1];
      if (next === undefined) continue;
      const plan = planOf([upgradeOf(`${minor}.0`, `${next}.0`)]);
      expect([minor, plan?.hops[0]?.kubernetes]).toEqual([
        minor,
        expect.objectContaining({ from: expect.any(String) }),
      ]);
    }
  });
});

describe('plan/bulletins', () => {
  it('says what is mended and what is left', () => {
    const { mended, open } = planOf([upgradeOf('1.29.3', '1.30.0')])?.bulletins ?? { mended: [], open: [] };
    expect(mended).toEqual([]);
    expect(open.map(({ id }) => id)).toContain('ISTIO-SECURITY-2026-004');
    const up = planOf([upgradeOf('1.28.4', '1.29.6')])?.bulletins;
    expect(up?.mended.map(({ id }) => id)).toContain('ISTIO-SECURITY-2026-001');
    expect(up?.open.map(({ about }) => about).join()).toContain('mended in 1.29.7 and 1.30.4');
  });

  it('does not take silence about an old release for safety', () => {
    const notes = planOf([upgradeOf('1.20.6', '1.22.2')])?.notes.map(({ text }) => text) ?? [];
    expect(notes.join('\n')).toMatch(
      /Support for 1\.22\.2 ended on 2025-01-22: the \d+ security bulletins since then do not say/,
    );
    const newest = planOf([upgradeOf('1.29.6', '1.30.3')])?.notes.map(({ text }) => text) ?? [];
    expect(newest.join('\n')).not.toContain('Support for 1.30.3 ended');
  });
});

describe('plan/rollback', () => {
  const V1 =
    'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a, namespace: b}\nspec: {}\n';

  it('is blocked by resources in a version that the older CRDs do not serve', () => {
    const [first, second] = planOf([upgradeOf('1.21.6', '1.23.6')], { resources: V1 })?.hops ?? [];
    expect(first?.rollback.safe).toBe(false);
    expect(first?.rollback.blockers.map(({ text }) => text).join()).toMatch(
      /virtualservices\.networking\.istio\.io\/v1, which 1\.21\.6 does not serve: config\/resources\.yaml:1/,
    );
    expect(second?.rollback).toEqual({ safe: true, blockers: [] });
  });

  it('is not known beyond the knowledge', () => {
    expect(planOf([upgradeOf('1.30.3', '1.31.0')])?.hops[0]?.rollback.safe).toBeNull();
  });
});

describe('plan/fleet', () => {
  it('lets those go first on which the least depends', () => {
    const plan = planOf([
      upgradeOf('1.20.6', '1.21.6', { environment: 'clusters/prod-eu' }),
      upgradeOf('1.20.6', '1.21.6', { environment: 'clusters/staging' }),
      upgradeOf('1.20.6', '1.21.6', { environment: 'clusters/dev' }),
      upgradeOf('1.20.6', '1.21.6', { environment: 'clusters/nonprod' }),
    ]);
    expect(plan?.fleet.map(({ environment, wave }) => [environment, wave])).toEqual([
      ['clusters/dev', 1],
      ['clusters/nonprod', 2],
      ['clusters/staging', 2],
      ['clusters/prod-eu', 3],
    ]);
  });

  it('names what does not fit its control plane', () => {
    const upgrade = upgradeOf('1.20.6', '1.21.6');
    const gateway = chartState('gateway', '1.23.0').installation;
    const old = { ...chartState('ztunnel', '1.18.0').installation, id: 'old-ztunnel' };
    const plan = makePlan({
      upgrades: [upgrade],
      installations: [...(upgrade.after ? [upgrade.after] : []), gateway, old],
      resources: [],
      findings: [],
      rules,
      facts,
      releases,
      kubeVersion: null,
      today: '2026-11-27',
    });
    expect(plan?.fleet[0]?.skew.map(({ text }) => text)).toEqual([
      'gateway (1.23.0) is newer than its control plane (1.21.6)',
      'old-ztunnel (1.18.0) is more than one minor behind its control plane (1.21.6)',
    ]);
  });
});

it('names a source for every statement about Istio', () => {
  for (const [from, to] of [
    ['1.16.0', '1.30.3'],
    ['1.30.3', '1.28.0'],
  ] as const) {
    const plan = planOf([upgradeOf(from, to)], { kubeVersion: '1.29' });
    for (const hop of plan?.hops ?? []) {
      for (const statement of [...hop.before, ...hop.during, ...hop.after, ...hop.rollback.blockers])
        expect([statement.text, statement.source]).toEqual([
          statement.text,
          expect.stringMatching(/^https:\/\//),
        ]);
    }
  }
});

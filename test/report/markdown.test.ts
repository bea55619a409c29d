import type { Finding, Position, Report } from '../../src/model.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { describe, expect, it } from '../support/jest.js';
import { expectBalanced, expectInert, hostile } from './hostile.js';
import { sampleChange, sampleFinding, sampleReport, sampleUpgrade } from './sample.js';

const link = ({ file, line }: Position): string =>
  `https://code.example/blob/abc/${encodeURIComponent(file)}#L${line}`;

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

describe('report/markdown', () => {
  it('says in its first lines what matters', () => {
    const head = renderMarkdown(sampleReport(), { link }).split('### What this breaks')[0] ?? '';
    expect(firstLine(head)).toBe(
      '### ❌ Istio 1.20.6 → 1.22.2: 1 critical change of 14 known hits what is configured here, in 1 of 2 environments',
    );
    expect(head).toContain(
      '[`apps/orders/ledger.yaml:31`](https://code.example/blob/abc/apps%2Forders%2Fledger.yaml#L31)',
    );
    expect(head).toContain(
      '**Way out:** Keep the old behaviour for now, works until Istio 1.26.0: `pilot.env.ENABLE_AUTO_SNI: "false"`',
    );
    expect(head).toContain(
      '14 known changes: 1 hits what is configured here (1 at or above high), 1 can’t be decided from here, 1 accepted',
    );
    expect(head).toContain('1 VirtualService, 3 DestinationRule, 3 ServiceEntry. Scope `unknown`');
    expect(head).toContain('**Restarts when this merges:** `Deployment/istio-system/istiod`.');
  });

  it('gives an exposed finding its place, its patch and its fix', () => {
    const text = renderMarkdown(sampleReport());
    expect(text).toContain(
      '#### 🔴 critical: Proxies set SNI on TLS connections that they originate (`auto-sni`)',
    );
    expect(text).toContain('- `apps/orders/ledger.yaml:31` `DestinationRule/orders/ledger`: no SNI was sent');
    expect(text).toContain('```diff\n--- a/clusters/prod/istiod.yaml\n');
    expect(text).toContain('Proven: rendered again');
    expect(text).toContain(
      '```yaml\nspec:\n  trafficPolicy:\n    tls:\n      sni: ledger.vendor.example\n```',
    );
  });

  it('orders the page: breaks, not known, held back, accepted, checked, diff', () => {
    const text = renderMarkdown(sampleReport());
    const headings = [
      'What this breaks (1)',
      'What this repository can’t tell (1)',
      'Not analysed, without weight for the verdict (1)',
      'What moves',
      'Held back by a setting in force (1)',
      'Accepted (1)',
      'Checked and not affected (1)',
      'What restarts when this merges (1)',
      '### Rendered manifests',
    ];
    const places = headings.map(heading => text.indexOf(heading));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((left, right) => left - right));
  });

  it('puts several environments into one table', () => {
    const text = renderMarkdown(sampleReport());
    expect(text.match(/^\| Environment/gm)).toHaveLength(1);
    expect(text).toContain('| <code>clusters/prod</code> | base, istiod | 1.20.6 → 1.22.2 | upgrade |');
    expect(text).toContain('| <code>clusters/dev</code> | istiod | 1.20.6 → 1.22.2 | upgrade |');
  });

  it('shows the diff by effect, the same change in two environments once, and counts the noise', () => {
    const text = renderMarkdown(sampleReport());
    expect(text).toContain(
      '2 changes by effect. 1 change hidden as part of the bump itself: version label 1.',
    );
    expect(text.match(/PILOT_ENABLE_X/g)).toHaveLength(2);
    expect(text).toContain('# in 2 environments');
    expect(text.indexOf('permissions (RBAC)')).toBeLessThan(text.indexOf('sidecar injection'));
    expect(text).not.toContain('helm.sh/chart');
  });

  it('tells what the change does to the policy, and which accepted risks have no effect', () => {
    const taken = { reason: 'see @ops', until: '2020-01-31', file: '.istio-preflight.yaml', line: 7 };
    const text = renderMarkdown(
      sampleReport({
        policy: {
          file: '.istio-preflight.yaml',
          origin: 'base',
          idle: [
            { of: 'auto-sni', why: 'expired', ...taken },
            { of: 'apps/*', why: 'unused', ...taken, until: '2099-01-31' },
          ],
          head: {
            changes: [{ key: 'fail-on', before: '"high"', after: '"never"', line: 1 }],
            mistakes: [{ line: 2, message: '`colour` is no key of a policy' }],
          },
        },
      }),
    );
    expect(text).toContain(
      '**Policy:** the changed `.istio-preflight.yaml` has 1 mistake; this changes the policy (fail-on), which counts once it is merged; 1 accepted risk expired: see below.',
    );
    expect(text).toContain(
      '- `.istio-preflight.yaml:1`: `fail-on` changed from `"high"` to `"never"`; in force once this is merged',
    );
    expect(text).toContain('it counts again: `auto-sni` (see @&#8203;ops)');
    expect(text).toContain('nothing found here needs it: `apps/*`');
    expect(text.indexOf('mistake in the changed policy')).toBeLessThan(text.indexOf('changed from'));
    expect(renderMarkdown(sampleReport())).not.toMatch(/### Policy|\*\*Policy/);
  });

  it('asks few questions at once: the others, and those that decide nothing, are folded', () => {
    const ask = (n: number, severity: Finding['severity']): Finding =>
      sampleFinding({
        rule: `q${n}`,
        title: `Question ${n}`,
        severity,
        exposure: 'possible',
        question: `kubectl ${n}`,
      });
    const findings = [1, 2, 3, 4, 5, 6].map(n => ask(n, 'high'));
    const text = renderMarkdown(sampleReport({ findings: [...findings, ask(7, 'medium')] }));
    expect(text.match(/^#### .*Question/gm)).toHaveLength(4);
    for (const n of [5, 6, 7])
      expect(text).toMatch(new RegExp(`<summary>. \\w+: Question ${n}</summary>`, 'u'));
    for (const n of [1, 7]) expect(text).toContain(`kubectl ${n}\n`);
  });

  it('links to where the rest is', () => {
    const options = {
      maxLength: 3_000,
      rest: 'all of it is in the job summary',
      restUrl: 'https://code.example/run/1',
    };
    const text = renderMarkdown(hugeReport(50, 100), options);
    expect(text).toContain('; [all of it is in the job summary](https://code.example/run/1).');
    expectBalanced(text);
    expect(renderMarkdown(hugeReport(50, 100), { ...options, restUrl: 'javascript:x' })).not.toContain('](');
  });

  it('keeps its first line short, whatever is long', () => {
    const [finding] = sampleReport().findings.filter(({ exposure }) => exposure === 'possible');
    if (!finding) throw new Error('no finding');
    const title = `Certificates \`${'of servers '.repeat(30)}\` are verified`;
    const question = `kubectl get destinationrules -A -o json | jq '${'.items[]'.repeat(40)}'`;
    const findings = [{ ...finding, severity: 'critical' as const, title, question }];
    const text = renderMarkdown(sampleReport({ verdict: 'attention', reason: 'x', findings }));
    expect(firstLine(text).length).toBeLessThanOrEqual(230);
    expect(firstLine(text)).toMatch(/not known whether this hits you: .*…. This command tells:$/);
    expect(text.split('\n').slice(1, 4)).toEqual(['', '```sh', question]);
    expectBalanced(text);
  });

  it('never dresses attention as safe: the first line says what is not known and how to settle it', () => {
    const findings = sampleReport().findings.filter(finding => finding.exposure !== 'exposed');
    const text = renderMarkdown(sampleReport({ verdict: 'attention', reason: 'x', findings }));
    expect(firstLine(text)).toBe(
      "### ⚠️ Istio 1.20.6 → 1.22.2: not known whether this hits you: Certificates of servers are verified. Ask the cluster: `kubectl get destinationrules -A -o json | jq '.items[].metadata.name'`",
    );
    expect(text).not.toMatch(/✅|\bsafe\b/);
  });

  it('names the first thing that could not be analysed, and lists them all', () => {
    const incomplete = [
      { what: 'chart istiod 1.99.0', why: 'No release of Istio has this number.', blocking: true },
      { what: 'apps/x.yaml', why: 'Not YAML.', file: 'apps/x.yaml', line: 3, blocking: true },
    ];
    const text = renderMarkdown(
      sampleReport({ verdict: 'incomplete', knownChanges: 0, findings: [], incomplete }),
    );
    expect(firstLine(text)).toContain('not judged, could not analyse chart istiod 1.99.0 (and 1 more)');
    expect(text).toContain('- **apps/x.yaml** (`apps/x.yaml:3`): Not YAML.');
    expect(text).toContain('No change of behaviour could be judged.');
    expect(text).toContain('**Not analysed:** chart istiod 1.99.0, apps/x.yaml: see below.');
    expect(text).not.toMatch(/No known change|✅/);
  });

  it('says that something changes of what is taken not to be deployed', () => {
    const assumptions = [
      { what: 'istiod', why: 'taken not to be deployed', file: 'old/a.yaml', line: 1, blocking: false },
    ];
    const sample = sampleReport({ verdict: 'no-upgrade', upgrades: [], findings: [], incomplete: [] });
    const text = renderMarkdown({ ...sample, scope: { ...sample.scope, assumptions } });
    expect(firstLine(text)).toBe(
      '### ➖ Istio: nothing changes of what is taken to be deployed, and something does of the rest',
    );
    expect(text).toContain('**Taken to be so:** istiod (old/a.yaml:1): taken not to be deployed.');
  });

  it('is one short green line where nothing of Istio changes', () => {
    const text = renderMarkdown(
      sampleReport({
        verdict: 'no-upgrade',
        upgrades: [],
        findings: [],
        changes: [],
        restarts: [],
        incomplete: [],
      }),
    );
    expect(firstLine(text)).toBe('### ➖ Istio: no version, chart, revision or values of Istio change here');
    expect(text.length).toBeLessThan(900);
    expect(text).toContain('**Judged:** nothing, since nothing moves. Scope `unknown`.');
  });

  it('folds what is exposed below the level that fails', () => {
    const text = renderMarkdown(
      sampleReport({ verdict: 'pass', findings: [sampleFinding({ severity: 'low' })] }),
    );
    expect(firstLine(text)).toContain('✅');
    expect(firstLine(text)).toContain(
      'nothing at or above high hits what is configured here; 1 low below it',
    );
    expect(text).toContain('<summary>🔵 low: Proxies set SNI');
    expectBalanced(text);
  });

  it('says what a failing chart printed as it is', () => {
    const summary = 'The chart says:\n\n    Error: *boom*\n    at <line>';
    const text = renderMarkdown(sampleReport({ findings: [sampleFinding({ summary })] }));
    expect(text).toContain('The chart says:\n\n```text\nError: *boom*\nat <line>\n```');
  });

  it('puts the marker on the first line, inside the limit', () => {
    const text = renderMarkdown(hugeReport(500, 0), { marker: '<!-- m -->', maxLength: 20_000 });
    expect(firstLine(text)).toBe('<!-- m -->');
    expect(text.length).toBeLessThanOrEqual(20_000);
  });

  it.each([300, 1_000, 2_000, 5_000, 20_000, 65_000, 1_000_000])(
    'keeps below %i characters and says what it left out',
    limit => {
      const text = renderMarkdown(hugeReport(500, 20_000), {
        maxLength: limit,
        link,
        rest: 'all of it is in the job summary',
      });
      expect(text.length).toBeLessThanOrEqual(limit);
      expectBalanced(text);
      expect(firstLine(text)).toMatch(/^### ❌ Istio/);
      if (limit >= 2_000 && limit < 1_000_000) expect(text).toContain('Left out here for length');
      if (limit >= 2_000 && limit < 1_000_000) expect(text).toContain('all of it is in the job summary');
    },
  );

  it('uses the room it has', () => {
    const text = renderMarkdown(hugeReport(500, 20_000), { maxLength: 65_000 });
    expect(text.length).toBeGreaterThan(55_000);
    expect(text.match(/^#### 🔴 critical/gm)?.length).toBeGreaterThanOrEqual(5);
    expect(text.match(/^```diff\n--- a\/clusters/gm)?.length).toBeGreaterThanOrEqual(5);
  });

  it('leaves out nothing where everything fits', () => {
    expect(renderMarkdown(sampleReport())).not.toContain('eft out here');
  });

  it('gives the same bytes for the same report', () => {
    expect(renderMarkdown(hugeReport(50, 500))).toBe(renderMarkdown(hugeReport(50, 500)));
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'is inert and balanced whatever the pull request holds (%i)',
    seed => {
      for (const maxLength of [3_000, 65_000]) {
        const text = renderMarkdown(hostileReport(seed), { link, maxLength });
        expect(text.length).toBeLessThanOrEqual(maxLength);
        expectBalanced(text);
        expectInert(text);
      }
    },
  );
});

function hugeReport(findings: number, changes: number): Report {
  const severities = ['critical', 'high', 'medium', 'low'] as const;
  const exposures = ['exposed', 'possible', 'mitigated', 'not-exposed'] as const;
  const effects = ['rbac', 'security', 'injection', 'other'] as const;
  return sampleReport({
    upgrades: Array.from({ length: 64 }, (_, index) =>
      sampleUpgrade({ id: `c${index}/istiod`, environment: `c${index}` }),
    ),
    findings: Array.from({ length: findings }, (_, index) =>
      sampleFinding({
        rule: `rule-${index}`,
        severity: severities[index % 4] ?? 'info',
        exposure: exposures[Math.floor(index / 4) % 4] ?? 'possible',
        question: 'kubectl get pods',
      }),
    ),
    changes: Array.from({ length: changes }, (_, index) =>
      sampleChange({
        resource: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'istio-system', name: `n${index % 300}` },
        path: `data.key${index}`,
        effect: effects[index % 4] ?? 'other',
        risk: index % 5 === 0 ? 'none' : 'medium',
      }),
    ),
  });
}

function hostileReport(seed: number): Report {
  const bad = (offset: number): string => hostile(seed + offset);
  const finding = (exposure: Finding['exposure'], accepted: Finding['accepted']): Finding =>
    sampleFinding({
      rule: bad(1),
      title: bad(2),
      summary: bad(3),
      exposure,
      knob: { kind: bad(4), name: bad(5), from: bad(6), to: bad(7) },
      component: bad(8),
      upgrades: [bad(9)],
      locations: [
        { file: bad(10), line: 1, resource: bad(11), message: bad(12) },
        { file: bad(10), line: 1, resource: bad(11), message: bad(13) },
      ],
      question: bad(14),
      overrides: [
        {
          kind: 'pin',
          target: 'values',
          file: bad(15),
          line: 2,
          path: bad(16),
          value: bad(17),
          verified: true,
          weakens: bad(18),
          note: bad(19),
        },
        { kind: 'fix', target: 'resource', patch: bad(20), verified: null, weakens: null, note: bad(21) },
        {
          kind: 'fix',
          target: 'cluster',
          file: bad(3),
          path: 'a.b',
          value: bad(22),
          verified: null,
          weakens: null,
          note: '',
        },
      ],
      references: [bad(22), 'javascript:alert(1)', `https://istio.io/${bad(23)}`],
      accepted,
    });
  const where = { version: bad(1), file: bad(2), line: 3 };
  return sampleReport({
    verdict: (['fail', 'attention', 'incomplete', 'pass'] as const)[seed % 4] ?? 'fail',
    reason: bad(24),
    scope: { declared: 'unknown', judged: { [bad(25)]: 2 } },
    upgrades: [
      sampleUpgrade({
        id: bad(9),
        chart: bad(1),
        environment: bad(2),
        revision: bad(3),
        from: where,
        to: { ...where, version: bad(4) },
      }),
    ],
    findings: [
      finding('exposed', null),
      { ...finding('exposed', null), severity: 'low' },
      finding('possible', null),
      finding('mitigated', null),
      finding('not-exposed', null),
      finding('exposed', { reason: bad(26), until: bad(27), file: bad(28), line: 1 }),
    ],
    changes: [
      sampleChange({
        upgrade: bad(9),
        path: bad(1),
        before: bad(2),
        after: { [bad(3)]: [bad(4)] },
        resource: { apiVersion: bad(5), kind: bad(6), namespace: bad(7), name: bad(8) },
      }),
      sampleChange({ risk: 'none', noise: bad(10) }),
    ],
    restarts: [{ what: bad(11), why: bad(12), upgrade: bad(9) }],
    incomplete: [
      { what: bad(13), why: bad(14), file: bad(15), line: 1, blocking: true },
      { what: bad(16), why: bad(17), file: bad(18), blocking: false },
    ],
  });
}

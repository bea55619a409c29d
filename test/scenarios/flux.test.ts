/** The founding incident and its pins, declared with Flux: over whole repositories, with real Helm where it can be had. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, type Files, findings, places } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';
import { dedent } from '../support/yaml.js';

const RULE_FILE = 'config/datastore.yaml';

const REPOSITORY = dedent(`
  apiVersion: source.toolkit.fluxcd.io/v1
  kind: HelmRepository
  metadata: {name: istio, namespace: istio-system}
  spec: {url: https://istio-release.storage.googleapis.com/charts}
`);

function helmRelease(version: string, more = ''): string {
  return `${dedent(`
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: istiod
      namespace: istio-system
    spec:
      interval: 1h
      chart:
        spec:
          chart: istiod
          version: ${version}
          sourceRef: {kind: HelmRepository, name: istio}
  `)}${more}`;
}

const PIN = '  values:\n    pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"\n';

function repository(release: string, more: Files = {}): Files {
  return {
    'infrastructure/istiod.yaml': release,
    'infrastructure/repository.yaml': REPOSITORY,
    [RULE_FILE]: destinationRule(),
    ...more,
  };
}

/** A base that clusters overlay with a version each, substituted from their own settings. */
function fleet(version: string, pin = ''): Files {
  return {
    ...repository(helmRelease(`"$${'{istio_version}'}"`)),
    'infrastructure/kustomization.yaml': 'resources: [istiod.yaml, repository.yaml]\n',
    'clusters/prod/infrastructure.yaml': dedent(`
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: infrastructure, namespace: flux-system}
      spec:
        path: ./infrastructure
        sourceRef: {kind: GitRepository, name: flux-system}
        postBuild:
          substituteFrom:
          - kind: ConfigMap
            name: settings
    `).concat(pin),
    'clusters/prod/settings.yaml': dedent(`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, namespace: flux-system}
      data:
        istio_version: ${version}
    `),
  };
}

describe('scenarios: Flux', () => {
  const charts = sharedCharts();
  let helm = '';
  beforeAll(async () => {
    helm = (await testHelms())[0]?.path ?? '';
  }, 120_000);

  for (const rendered of [true, false]) {
    const options = () => (rendered && charts ? { helm, charts } : {});
    const how = rendered ? 'rendered' : 'without Helm';

    it(`finds the founding incident, ${how}`, async () => {
      const report = await analyse(
        repository(helmRelease('1.20.6')),
        repository(helmRelease('1.22.2')),
        options(),
      );
      expect(places(findings(report, 'auto-sni', 'exposed'))).toContain(`${RULE_FILE}:9`);
      expect(report.upgrades).toMatchObject([
        {
          form: 'flux',
          deployer: 'flux',
          kind: 'upgrade',
          from: { version: '1.20.6', file: 'infrastructure/istiod.yaml', line: 11 },
          to: { version: '1.22.2', file: 'infrastructure/istiod.yaml', line: 11 },
        },
      ]);
      if (rendered && charts) {
        expect(report.verdict).toBe('fail');
        expect(report.changes.length).toBeGreaterThan(0);
        expect(report.incomplete.filter(({ blocking }) => blocking)).toEqual([]);
      }
    }, 120_000);

    it(`sees a pin in the values, ${how}`, async () => {
      const report = await analyse(
        repository(helmRelease('1.20.6', PIN)),
        repository(helmRelease('1.22.2', PIN)),
        options(),
      );
      expect(findings(report, 'auto-sni', 'exposed')).toEqual([]);
      expect(places(findings(report, 'auto-sni', 'mitigated'))).toContain('infrastructure/istiod.yaml:16');
    }, 120_000);

    it(`follows a version through substitution, and a pin through a patch, ${how}`, async () => {
      const bump = await analyse(fleet('1.20.6'), fleet('1.22.2'), options());
      expect(places(findings(bump, 'auto-sni', 'exposed'))).toContain(`${RULE_FILE}:9`);
      expect(bump.upgrades[0]).toMatchObject({
        from: { version: '1.20.6', file: 'clusters/prod/settings.yaml', line: 5 },
        to: { version: '1.22.2' },
      });
      const patch = [
        '  patches:',
        '  - patch: |',
        '      apiVersion: helm.toolkit.fluxcd.io/v2',
        '      kind: HelmRelease',
        '      metadata: {name: istiod, namespace: istio-system}',
        '      spec:',
        '        values:',
        '          pilot:',
        '            env:',
        '              ENABLE_AUTO_SNI: "false"',
        '',
      ].join('\n');
      const pinned = await analyse(fleet('1.20.6', patch), fleet('1.22.2', patch), options());
      expect(findings(pinned, 'auto-sni', 'exposed')).toEqual([]);
      expect(places(findings(pinned, 'auto-sni', 'mitigated'))).toContain(
        'clusters/prod/infrastructure.yaml:20',
      );
    }, 120_000);
  }

  it('passes where only the address of the repository is kept elsewhere, and says what it took it for', async () => {
    if (!charts) return;
    const report = await analyse(
      { 'istiod.yaml': helmRelease('1.30.2') },
      { 'istiod.yaml': helmRelease('1.30.3') },
      { helm, charts, policy: 'undecided: fail\nkube-version: "1.33"' },
    );
    expect(report).toMatchObject({ verdict: 'pass', incomplete: [] });
    expect(report.scope.assumptions).toMatchObject([
      { what: 'HelmRepository istio', file: 'istiod.yaml', line: 12 },
    ]);
  }, 120_000);

  it('proposes the pin in the HelmRelease, proven', async () => {
    if (!charts) return;
    const report = await analyse(repository(helmRelease('1.20.6')), repository(helmRelease('1.22.2')), {
      helm,
      charts,
    });
    const pins = findings(report, 'auto-sni', 'exposed').flatMap(({ overrides }) => overrides);
    const pin = pins.find(({ kind, target }) => kind === 'pin' && target === 'values');
    expect(pin).toMatchObject({ file: 'infrastructure/istiod.yaml', verified: true });
    expect(pin?.patch).toContain('+  values:');
  }, 120_000);
});

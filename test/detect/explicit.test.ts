import { detect } from '../../src/detect/detect.js';
import { applyVersions, explicitValues, parseVersionOverrides } from '../../src/detect/explicit.js';
import { pairUpgrades } from '../../src/detect/pairing/pair.js';
import { UsageError } from '../../src/errors.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';
const UMBRELLA = `name: mesh\ndependencies:\n- {name: base, version: 1.20.6, repository: "${ISTIO}"}\n- {name: istiod, version: 1.20.6, repository: "${ISTIO}"}\n`;

describe('detect/explicit', () => {
  it('reads versions for all charts and for one', () => {
    expect(parseVersionOverrides('--to', ['v1.22.2', 'istiod=1.22.3-distroless'])).toEqual([
      { version: '1.22.2', option: '--to' },
      { version: '1.22.3-distroless', option: '--to', chart: 'istiod' },
    ]);
    for (const wrong of ['latest', '1.22', '~1.22.0', 'kiali=1.0.0', 'istiod=', '=1', '']) {
      expect(() => parseVersionOverrides('--to', [wrong])).toThrow(UsageError);
    }
  });

  it('rewrites what the tree declares, and all that hangs on it', async () => {
    const detection = await detect(memoryTree({ 'mesh/Chart.yaml': UMBRELLA }));
    const changed = applyVersions(detection, parseVersionOverrides('--to', ['1.22.2', 'base=1.22.1']));
    expect(
      changed.installations.map(({ chart, version, istioVersion }) => [chart, version, istioVersion]),
    ).toEqual([
      ['base', '1.22.1', '1.22.1'],
      ['istiod', '1.22.2', '1.22.2'],
    ]);
    expect(changed.installations[1]?.release.chart).toMatchObject({
      dependencies: [{ version: '1.22.1' }, { version: '1.22.2', declared: '1.22.2' }],
    });
    expect(changed.releases).toContain(changed.installations[0]?.release);
    expect(
      pairUpgrades(detection, changed, { before: [], after: [] }).map(({ id, kind }) => [id, kind]),
    ).toEqual([
      ['mesh/base', 'upgrade'],
      ['mesh/istiod', 'upgrade'],
    ]);
    expect(applyVersions(detection, [])).toBe(detection);
  });

  it('fetches another version than the copy in the tree', async () => {
    const own = 'name: istiod\nversion: 1.20.6\nsources: ["https://github.com/istio/istio"]\n';
    const copy = await detect(memoryTree({ 'charts/istiod/Chart.yaml': own }));
    const changed = applyVersions(copy, parseVersionOverrides('--to', ['1.22.2']));
    expect(changed.releases[0]?.chart).toMatchObject({
      kind: 'published',
      name: 'istiod',
      version: '1.22.2',
    });
    expect(applyVersions(copy, parseVersionOverrides('--to', ['1.20.6'])).releases[0]?.chart).toMatchObject({
      kind: 'tree',
    });
  });

  it('makes installations of its own where the tree has none', async () => {
    const empty = await detect(memoryTree({ 'rule.yaml': 'kind: DestinationRule\n' }));
    const values = explicitValues('prod.yaml', 'revision: blue\npilot: {}\n');
    const before = applyVersions(empty, parseVersionOverrides('--from', ['1.20.6', 'gateway=1.20.6']), [
      values,
    ]);
    expect(before.installations).toMatchObject([
      {
        id: 'gateway',
        chart: 'gateway',
        release: { form: 'explicit', deployer: 'unknown', namespace: 'istio-ingress' },
      },
      {
        id: 'istiod',
        version: '1.20.6',
        istioVersion: '1.20.6',
        revision: 'blue',
        release: { form: 'explicit', values: [{ file: 'prod.yaml' }] },
      },
    ]);
    const after = applyVersions(empty, parseVersionOverrides('--to', ['1.22.2', 'gateway=1.22.2']), [values]);
    expect(pairUpgrades(before, after, { before: [], after: [] }).map(({ id, kind }) => [id, kind])).toEqual([
      ['gateway', 'upgrade'],
      ['istiod', 'upgrade'],
    ]);
    expect(before.environments[0]?.owns('rule.yaml')).toBe(true);
  });

  it('gives values to releases whose own are out of reach', async () => {
    const source = {
      repoURL: ISTIO,
      chart: 'istiod',
      targetRevision: '1.20.6',
      helm: { valueFiles: ['https://example.com/values.yaml'] },
    };
    const app = JSON.stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'istiod' },
      spec: { source },
    });
    const detection = await detect(memoryTree({ 'app.yaml': app }));
    expect(detection.releases[0]?.valuesUnknown).toBe(true);
    const known = applyVersions(detection, [], [explicitValues('given.yaml', 'pilot: {}\n')]);
    expect(known.releases[0]).toMatchObject({ values: [{ file: 'given.yaml' }] });
    expect(known.releases[0]?.valuesUnknown).toBeUndefined();
    expect(known.installations[0]?.release).toBe(known.releases[0]);
  });

  it('refuses values that are none', () => {
    expect(() => explicitValues('v.yaml', 'a: 1\nb: [\n')).toThrow(/^--values v\.yaml:\d+: /);
    expect(() => explicitValues('v.yaml', '- 1\n')).toThrow(UsageError);
  });
});

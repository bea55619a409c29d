/** What is taken not to be deployed makes no upgrade, and a change of it is told all the same. */
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files } from '../support/scenario.js';

const BASE: Files = { 'apps/istiod.yaml': application('1.22.2') };

function chart(version: string): Files {
  return {
    'charts/istiod/Chart.yaml': `apiVersion: v1\nname: istiod\nversion: ${version}\nappVersion: ${version}\nsources: [https://github.com/istio/istio]\n`,
    'charts/istiod/values.yaml': 'pilot: {}\n',
  };
}

function at(path: string): (version: string, values?: string) => Files {
  return (version, values = '') => ({ [path]: application(version, values, 'other') });
}

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

/** An umbrella whose gateway the values of its Application switch off. */
function umbrella(version: string, key = 'gateway.enabled', off = 'gateway:\n  enabled: false\n'): Files {
  return {
    'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: gateway\n  version: ${version}\n  repository: ${ISTIO}\n  condition: ${key}\n`,
    'mesh/values.yaml': 'gateway: {enabled: true}\ntags: {edge: true}\n',
    'mesh/prod.yaml': off,
    'apps/mesh.yaml': application('main', 'valueFiles: [prod.yaml]', 'mesh')
      .replace(ISTIO, 'https://github.com/acme/mesh')
      .replace('chart: istiod', 'path: mesh'),
  };
}

function helmfile(version: string, off = 'installed: false'): Files {
  return {
    'helmfile.yaml': `repositories: [{name: istio, url: "${ISTIO}"}]\nvalues: [{edge: {on: false}}]\nreleases:\n- name: edge\n  chart: istio/gateway\n  ${off}\n  version: ${version}\n`,
  };
}

describe('what is taken not to be deployed', () => {
  it.each<[string, (version: string) => Files]>([
    ['a folder that is called old', at('apps-old/istiod.yaml')],
    ['documentation', at('docs/istiod.yaml')],
    ['a copy of a chart that nothing installs', chart],
  ])('is told where it alone moves: %s', async (_, aside) => {
    const report = await analyse({ ...BASE, ...aside('1.20.6') }, { ...BASE, ...aside('1.22.2') });
    expect([report.verdict, report.upgrades]).toEqual(['no-upgrade', []]);
    expect(report.scope.assumptions).toHaveLength(1);
    const [told] = report.scope.assumptions ?? [];
    expect(Object.keys(aside(''))).toContain(told?.file);
    expect(told?.why).toMatch(/; it is not what it was before this change$/);
  });

  it('is judged, of examples, where it alone moves', async () => {
    const example = at('examples/istiod.yaml');
    const other = at('samples/other/istiod.yaml')('1.20.6');
    const values = 'valuesObject: {meshConfig: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}}';
    const report = await analyse(
      { ...BASE, ...other, ...example('1.20.6', values) },
      { ...BASE, ...other, ...example('1.22.2', values) },
    );
    const moved = report.upgrades.map(({ from, to }) => `${from?.version} ${to?.version} ${to?.file}`);
    expect(moved).toEqual(['1.20.6 1.22.2 examples/istiod.yaml']);
    expect(report.verdict).not.toBe('no-upgrade');
    expect(report.scope.assumptions?.map(({ file }) => file)).toEqual(['samples/other/istiod.yaml']);
  });

  it('is told, of examples, where something else moves', async () => {
    const example = at('examples/istiod.yaml');
    const apps = (version: string): Files => ({ 'apps/istiod.yaml': application(version) });
    const report = await analyse(
      { ...apps('1.22.2'), ...example('1.20.6') },
      { ...apps('1.23.1'), ...example('1.22.2') },
    );
    expect(report.upgrades.map(({ to }) => to?.file)).toEqual(['apps/istiod.yaml']);
    expect(report.scope.assumptions?.map(({ file }) => file)).toEqual(['examples/istiod.yaml']);
  });

  it('is told where only its values change', async () => {
    const old = at('apps-old/istiod.yaml');
    const report = await analyse(
      { ...BASE, ...old('1.22.2') },
      { ...BASE, ...old('1.22.2', 'valuesObject: {pilot: {env: {ENABLE_AUTO_SNI: "false"}}}') },
    );
    expect(report.scope.assumptions?.map(({ file }) => file)).toEqual(['apps-old/istiod.yaml']);
  });

  it('is of no interest where it stays as it is and nothing else moves', async () => {
    const files = { ...BASE, ...at('apps-old/istiod.yaml')('1.20.6') };
    const report = await analyse(files, { ...files, 'README.md': 'more' });
    expect(report.scope.assumptions ?? []).toEqual([]);
  });

  it('is told as it is where something else moves', async () => {
    const old = at('apps-old/istiod.yaml')('1.20.6');
    const report = await analyse({ ...BASE, ...old }, { 'apps/istiod.yaml': application('1.24.1'), ...old });
    const told = report.scope.assumptions?.filter(({ file }) => file === 'apps-old/istiod.yaml') ?? [];
    expect(told.map(({ why }) => /before this change/.test(why))).toEqual([false]);
  });

  it.each<[string, (version: string) => Files, string]>([
    ['the values that a chart is deployed with', umbrella, '`gateway.enabled` is off at mesh/prod.yaml:2'],
    [
      'a tag',
      version => umbrella(version, 'other.enabled\n  tags: [edge]', 'tags: {edge: false}\n'),
      '`tags.edge` is off at mesh/prod.yaml:1',
    ],
    ['a release of Helmfile', helmfile, '`installed` is false'],
    [
      'the condition of a release of Helmfile',
      version => helmfile(version, 'condition: edge.on'),
      'its condition `edge.on` is off',
    ],
  ])('is told where it moves, and only there: switched off by %s', async (_, files, why) => {
    const [old, now] = [
      { ...BASE, ...files('1.20.6') },
      { ...BASE, ...files('1.22.2') },
    ];
    const moved = await analyse(old, now);
    expect([moved.verdict, moved.upgrades]).toEqual(['no-upgrade', []]);
    expect(moved.scope.assumptions?.map(told => told.why)).toEqual([
      `taken not to be deployed: ${why}; it is not what it was before this change`,
    ]);
    const stays = await analyse(old, { ...old, 'apps/istiod.yaml': application('1.24.1') });
    expect(stays.scope.assumptions?.filter(told => told.why.includes(why)) ?? []).toEqual([]);
  });

  it('is not told beside another deployment of the same line that is on', async () => {
    const files = (version: string): Files => ({
      ...umbrella(version),
      'apps/stage.yaml':
        umbrella(version)
          ['apps/mesh.yaml']?.replace('name: mesh,', 'name: stage,')
          .replace('prod.yaml', 'values.yaml') ?? '',
    });
    const report = await analyse(files('1.20.6'), files('1.22.2'));
    expect(report.upgrades.map(({ chart }) => chart)).toEqual(['gateway']);
    expect(report.scope.assumptions?.filter(told => told.why.includes('gateway.enabled')) ?? []).toEqual([]);
  });
});

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

describe('what is taken not to be deployed', () => {
  it.each<[string, (version: string) => Files]>([
    ['a folder that is called old', at('apps-old/istiod.yaml')],
    ['an example', at('examples/istiod.yaml')],
    ['a copy of a chart that nothing installs', chart],
  ])('is told where it alone moves: %s', async (_, aside) => {
    const report = await analyse({ ...BASE, ...aside('1.20.6') }, { ...BASE, ...aside('1.22.2') });
    expect([report.verdict, report.upgrades]).toEqual(['no-upgrade', []]);
    expect(report.scope.assumptions).toHaveLength(1);
    const [told] = report.scope.assumptions ?? [];
    expect(Object.keys(aside(''))).toContain(told?.file);
    expect(told?.why).toMatch(/; it is not what it was before this change$/);
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
});

/** Environments in their order, and what the pull request of each hop holds. */
import { describe, expect, it } from '../support/jest.js';
import { planOf, upgradeOf } from '../support/plans.js';

describe('plan/fleet', () => {
  it('lets those go first on which the least depends', () => {
    const names = [
      'clusters/prod-eu',
      'clusters/staging',
      'clusters/dev',
      'clusters/nonprod',
      'clusters/eu-1',
    ];
    const plan = planOf(names.map(environment => upgradeOf('1.20.6', '1.21.6', { environment })));
    expect(plan?.fleet.map(({ environment, wave }) => [environment, wave])).toEqual([
      ['clusters/dev', 1],
      ['clusters/nonprod', 2],
      ['clusters/staging', 2],
      ['clusters/eu-1', 3],
      ['clusters/prod-eu', 4],
    ]);
  });

  it('gives each environment its own stops', () => {
    const plan = planOf([
      upgradeOf('1.20.6', '1.22.8', { environment: 'prod' }),
      upgradeOf('1.21.6', '1.22.8', { environment: 'dev' }),
    ]);
    expect(plan?.fleet.map(({ environment, stops }) => [environment, stops])).toEqual([
      ['dev', ['1.22.8']],
      ['prod', ['1.21.6', '1.22.8']],
    ]);
  });

  it('says who can not go alone', () => {
    const at = { file: 'versions.yaml', line: 2 };
    const upgrades = ['dev', 'prod'].map(environment => upgradeOf('1.20.6', '1.21.6', { environment, at }));
    expect(planOf(upgrades)?.notes.at(-1)).toEqual({
      text: expect.stringContaining('dev, prod read their version from one line, and move with one merge'),
      at: [at],
    });
  });

  it('writes versions in the order of the waves', () => {
    const upgrades = ['a-prod', 'b-dev'].map(environment =>
      upgradeOf('1.20.6', '1.21.6', { environment, at: { file: `${environment}.yaml`, line: 1 } }),
    );
    expect(planOf(upgrades)?.hops[0]?.pullRequest.edits.map(({ file }) => file)).toEqual([
      'b-dev.yaml',
      'a-prod.yaml',
    ]);
  });

  it('knows who shares values', () => {
    const upgrades = ['dev', 'prod'].map(environment => {
      const upgrade = upgradeOf('1.20.6', '1.21.6', { environment });
      const file = { kind: 'document', source: 'file', file: 'base/values.yaml', line: 1, text: '' } as const;
      const data = { file: file.file, value: {}, lineOf: () => 1, endLineOf: () => 1, at: () => data };
      const values = [{ ...file, data }];
      return upgrade.after
        ? { ...upgrade, after: { ...upgrade.after, release: { ...upgrade.after.release, values } } }
        : upgrade;
    });
    expect(planOf(upgrades)?.fleet.map(({ sharesValuesWith }) => sharesValuesWith)).toEqual([
      ['prod'],
      ['dev'],
    ]);
  });
});

describe('plan/edits', () => {
  const edits = (...upgrades: Parameters<typeof planOf>[0]) =>
    planOf(upgrades)?.hops.map(({ pullRequest }) =>
      pullRequest.edits.map(({ chart, from, to, file, line }) => `${file}:${line} ${chart} ${from} → ${to}`),
    );

  it('goes from what is written now, hop by hop', () => {
    expect(
      edits(upgradeOf('1.20.6', '1.22.8', { at: { file: 'a.yaml', line: 5 }, written: 'v1.20.6' })),
    ).toEqual([['a.yaml:5 istiod v1.20.6 → v1.21.6'], ['a.yaml:5 istiod v1.21.6 → v1.22.8']]);
  });

  it('writes one line once, for all charts that read it', () => {
    const at = { file: 'main.tf', line: 2 };
    expect(
      edits(upgradeOf('1.20.6', '1.21.6', { at, chart: 'base' }), upgradeOf('1.20.6', '1.21.6', { at })),
    ).toEqual([['main.tf:2 base, istiod 1.20.6 → 1.21.6']]);
  });

  it('leaves charts out of hops that are not theirs', () => {
    expect(
      edits(
        upgradeOf('1.20.6', '1.22.8', { at: { file: 'a.yaml', line: 1 } }),
        upgradeOf('1.21.6', '1.22.8', { chart: 'gateway', at: { file: 'b.yaml', line: 1 } }),
      ),
    ).toEqual([
      ['a.yaml:1 istiod 1.20.6 → 1.21.6'],
      ['a.yaml:1 istiod 1.21.6 → 1.22.8', 'b.yaml:1 gateway 1.21.6 → 1.22.8'],
    ]);
  });

  it('begins with what stands there, also where that lags behind the control plane', () => {
    expect(
      edits(
        upgradeOf('1.20.6', '1.21.6', { at: { file: 'a.yaml', line: 1 } }),
        upgradeOf('1.20.2', '1.21.6', { chart: 'gateway', at: { file: 'b.yaml', line: 1 } }),
      ),
    ).toEqual([['a.yaml:1 istiod 1.20.6 → 1.21.6', 'b.yaml:1 gateway 1.20.2 → 1.21.6']]);
  });

  it('says where a line decides a version without spelling it', () => {
    const at = { file: 'istio.tf', line: 3 };
    const of = (text: string) =>
      planOf([upgradeOf('1.20.2', '1.21.6', { at })], { lineBefore: () => text })?.hops[0]?.pullRequest.edits;
    expect(of('  istio_version = "1.20"')).toEqual([expect.objectContaining({ computed: true })]);
    expect(of('  istio_version = "1.20.2"')?.[0]).not.toHaveProperty('computed');
  });

  it('has a title for either way', () => {
    const title = (from: string, to: string) => planOf([upgradeOf(from, to)])?.hops[0]?.pullRequest.title;
    expect(title('1.20.6', '1.21.6')).toBe('Upgrade Istio from 1.20.6 to 1.21.6');
    expect(title('1.21.6', '1.20.6')).toBe('Take Istio back from 1.21.6 to 1.20.6');
  });
});

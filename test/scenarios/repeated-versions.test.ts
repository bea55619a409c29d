/** Lists of versions beside what is installed. */
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files } from '../support/scenario.js';

function listed(version: string): Files {
  return { 'versions.json': `{"istiod": {"chart": "istio/istiod", "version": "${version}"}}\n` };
}

describe('lists of versions', () => {
  it('are no installations where they stay behind what they repeated', async () => {
    const report = await analyse(
      { 'istiod.yaml': application('1.22.2'), ...listed('1.22.2') },
      { 'istiod.yaml': application('1.24.1'), ...listed('1.22.2') },
    );
    expect(report.upgrades.map(({ kind, from, to }) => [kind, from?.version, to?.version])).toEqual([
      ['upgrade', '1.22.2', '1.24.1'],
    ]);
    expect(report.incomplete.map(({ file }) => file)).not.toContain('versions.json');
  });

  it('are no news where they are kept up later', async () => {
    const files: Files = { 'istiod.yaml': application('1.24.1') };
    const report = await analyse({ ...files, ...listed('1.22.2') }, { ...files, ...listed('1.24.1') });
    expect(report.upgrades).toEqual([]);
    expect(report.verdict).toBe('no-upgrade');
  });

  it('count where they alone move away from what they repeated', async () => {
    const files: Files = { 'istiod.yaml': application('1.22.2') };
    const report = await analyse({ ...files, ...listed('1.22.2') }, { ...files, ...listed('1.24.1') });
    expect(report.upgrades.map(({ to }) => [to?.version, to?.file])).toEqual([['1.24.1', 'versions.json']]);
    expect(report.verdict).toBe('incomplete');
  });

  it('count where one of several entries moves that repeats nothing', async () => {
    const clusters = (other: string): Files => ({
      'clusters.json': `{"a": {"chart": "istio/istiod", "version": "1.24.1"},\n"b": {"chart": "istio/istiod", "version": "${other}"}}\n`,
    });
    const files: Files = { 'istiod.yaml': application('1.24.1') };
    const report = await analyse({ ...files, ...clusters('1.22.2') }, { ...files, ...clusters('1.23.1') });
    expect(report.upgrades.map(({ from, to }) => [from?.version, to?.version])).toEqual([
      ['1.22.2', '1.23.1'],
    ]);
  });

  it('count where nothing else says what is installed', async () => {
    const report = await analyse(listed('1.22.2'), listed('1.24.1'));
    expect(report.upgrades.map(({ kind }) => kind)).toEqual(['upgrade']);
    expect(report.verdict).toBe('incomplete');
  });
});

import { baseBehind } from '../../src/findings/base-behind.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';

function judge(from: string, to: string, bases: readonly string[]) {
  const [before, after] = [chartState('istiod', from), chartState('istiod', to)];
  const installations = [after, ...bases.map(version => chartState('base', version))];
  return baseBehind(
    chartUpgrade(before, after),
    before,
    after,
    installations.map(({ installation }) => installation),
  );
}

describe('findings/base-behind', () => {
  it('tells of CRDs that the new istiod can’t read', () => {
    expect(judge('1.23.6', '1.24.0', ['1.21.6'])).toMatchObject([
      { severity: 'critical', exposure: 'exposed' },
    ]);
  });

  it('tells of a base chart that was forgotten', () => {
    expect(judge('1.22.2', '1.23.0', ['1.22.2'])).toMatchObject([
      { severity: 'medium', exposure: 'exposed' },
    ]);
  });

  it.each([
    ['goes along', '1.22.2', '1.23.0', ['1.23.0']],
    ['goes ahead', '1.22.2', '1.23.0', ['1.24.0']],
    ['is not here', '1.22.2', '1.23.0', []],
    ['is there twice', '1.22.2', '1.23.0', ['1.22.2', '1.23.0']],
    ['lags, as before, through a patch', '1.23.0', '1.23.6', ['1.22.2']],
    ['lags behind a change back', '1.24.0', '1.23.0', ['1.22.2']],
  ])('says nothing where the base chart %s', (_, from, to, bases) => {
    expect(judge(from, to, bases)).toEqual([]);
  });
});

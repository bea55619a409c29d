import { compareVersions, istioVersionOf } from '../../../src/detect/istio/version.js';
import { describe, expect, it } from '../../support/jest.js';

describe('detect/istio-version', () => {
  it.each([
    ['1.22.2', '1.22.2'],
    ['v1.22.2', '1.22.2'],
    ['=1.22.2', '1.22.2'],
    ['1.24.2-1', '1.24.2'],
    ['1.30.3-distroless', '1.30.3'],
    ['1.29.2-patch0-solo', '1.29.2'],
    ['1.24.2-tetratefips-v0', '1.24.2'],
    ['101.0.0+up1.14.3', '1.14.3'],
  ])('reads %s as %s', (declared, expected) => {
    expect(istioVersionOf(declared)).toBe(expected);
  });

  it.each(['~1.22.0', '1.22.x', '1.22', '>=1.20.0 <1.23.0', '*', 'latest', '', '$version', null, undefined])(
    'leaves %s undecided',
    declared => {
      expect(istioVersionOf(declared)).toBeNull();
    },
  );

  it('orders versions and ranges, and says where it can not', () => {
    expect(compareVersions('1.9.0', '1.10.0')).toBeLessThan(0);
    expect(compareVersions('1.22.2', '~1.20.0')).toBeGreaterThan(0);
    expect(compareVersions('1.24.2-1', '1.24.2')).toBe(0);
    expect(compareVersions('1.24.2-2', '1.24.2-1')).toBeGreaterThan(0);
    expect(compareVersions('101.0.0+up1.14.3', '1.15.0')).toBeLessThan(0);
    expect(compareVersions('latest', '1.22.2')).toBeUndefined();
  });
});

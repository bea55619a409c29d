/** Which published vulnerabilities a plan mends, and which ones its target keeps. */
import { describe, expect, it } from '../support/jest.js';
import { planOf, saying, upgradeOf } from '../support/plans.js';

describe('plan/bulletins', () => {
  it('says what is mended and what is left', () => {
    const { mended, open } = planOf([upgradeOf('1.29.3', '1.30.0')])?.bulletins ?? { mended: [], open: [] };
    expect(mended).toEqual([]);
    expect(open.map(({ id }) => id)).toContain('ISTIO-SECURITY-2026-004');
    const up = planOf([upgradeOf('1.28.4', '1.29.6')])?.bulletins;
    expect(up?.mended.map(({ id }) => id)).toContain('ISTIO-SECURITY-2026-001');
    expect(up?.open.find(({ id }) => id === 'ISTIO-SECURITY-2026-006')).toMatchObject({
      mendedIn: ['1.29.7'],
    });
  });

  it('names the patch with the fix on the branch that is asked for, else the fixes elsewhere', () => {
    const open = (to: string) => planOf([upgradeOf('1.16.7', to)])?.bulletins.open ?? [];
    const fix = (to: string, id: string) => open(to).find(bulletin => bulletin.id === id)?.mendedIn;
    expect(fix('1.22.0', 'ISTIO-SECURITY-2024-004')).toEqual(['1.22.1']);
    expect(fix('1.19.10', 'ISTIO-SECURITY-2024-004')).toEqual(['1.20.7']);
    expect(fix('1.28.10', 'ISTIO-SECURITY-2026-006')).toEqual(['1.29.7', '1.30.4', '1.31.1']);
    expect(fix('1.22.0', 'ISTIO-SECURITY-2026-002')).toEqual([]);
  });

  it('says what a downgrade brings back', () => {
    const { mended, open } = planOf([upgradeOf('1.26.8', '1.25.4')])?.bulletins ?? { mended: [], open: [] };
    expect(mended).toEqual([]);
    expect(open.map(({ id }) => id)).toContain('ISTIO-SECURITY-2025-001');
  });

  it('does not call mended what a bulletin does not speak of', () => {
    const plan = planOf([upgradeOf('1.26.1', '1.24.3')]);
    // All four came after the end of support for 1.24, and name newer releases only.
    expect(plan?.bulletins.mended).toEqual([]);
    expect(saying(plan?.notes)).toContain('ISTIO-SECURITY-2025-003');
    expect(saying(plan?.notes)).toContain('concern 1.26.1, and may well concern 1.24.3');
    // 1.25.5 is named as the release with the fix of the first; the later ones came after its end of support.
    expect(plan?.hops.map(({ mends }) => mends)).toEqual([['ISTIO-SECURITY-2025-001'], []]);
  });

  it('says where the release is older than the fix, though the bulletin does not name it', () => {
    const open = planOf([upgradeOf('1.28.10', '1.29.0')])?.bulletins.open ?? [];
    expect(open.find(({ id }) => id === 'ISTIO-SECURITY-2026-005')?.about).toContain(
      'the bulletin does not name 1.29.0, which is older than the fix',
    );
  });

  it('does not take silence about an old release for safety', () => {
    const notes = saying(planOf([upgradeOf('1.20.6', '1.22.2')])?.notes);
    expect(notes).toMatch(/Support for 1\.22\.2 ended on 2025-01-22: the \d+ security bulletins since then/);
    expect(saying(planOf([upgradeOf('1.29.6', '1.30.3')])?.notes)).not.toContain('Support for 1.30.3 ended');
    expect(saying(planOf([upgradeOf('1.15.7', '1.16.7')])?.notes)).toContain(
      'Bulletins that touch only releases older than 1.16.0 are not listed for 1.15.7',
    );
  });
});

import { floatingProblems, newestWithin, withNewest } from '../../src/analysis/floating.js';
import { readDeclarations } from '../../src/analysis/side.js';
import { memoryTree } from '../../src/tree/memory.js';
import { bumps, judged } from '../../tools/score/judged.js';
import { describe, expect, it } from '../support/jest.js';

const RELEASES = ['1.21.6', '1.22.0', '1.22.2', '1.22.8', '1.23.0', '1.23.6'];

describe('analysis/floating: ranges', () => {
  it.each([
    ['1.22.x', '1.22.8'],
    ['~1.22.0', '1.22.8'],
    ['1.22.*', '1.22.8'],
    ['1.22', '1.22.8'],
    ['v1.22.x', '1.22.8'],
    ['>=1.22.1, <1.23.0', '1.22.8'],
    ['>=1.22.0 <=1.22.2', '1.22.2'],
    ['~1.22.0-0', '1.22.8'],
    ['v1.23-latest', '1.23.6'],
  ])('takes %s for %s', (range, newest) => {
    expect(newestWithin(range, RELEASES)).toBe(newest);
  });

  it.each([
    '*',
    '1.x',
    '^1.22.0',
    '>=1.22.0',
    '<1.23.0',
    '~1.22.0 || ~1.23.0',
    '1.31.x',
    'latest',
    '',
    '1.22.2',
    '9'.repeat(5000),
  ])('leaves %.20s undecided', range => {
    expect(newestWithin(range, RELEASES)).toBeUndefined();
  });
});

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';

function application(version: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec: {source: {repoURL: '${REPOSITORY}', chart: istiod, targetRevision: '${version}'}}\n`;
}

function umbrella(version: string): string {
  return `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: base, version: 1.22.2, repository: '${REPOSITORY}'}\n- {name: istiod, version: '${version}', repository: '${REPOSITORY}'}\n`;
}

async function settled(files: Record<string, string>) {
  return withNewest(await readDeclarations(memoryTree(files)), RELEASES);
}

describe('analysis/floating: sides', () => {
  it('judges and renders a range as its newest release, and keeps what is declared', async () => {
    const { detection } = await settled({ 'istiod.yaml': application('1.22.x') });
    const [{ version, istioVersion, release } = { release: undefined }] = detection.installations;
    expect({ version, istioVersion }).toEqual({ version: '1.22.x', istioVersion: '1.22.8' });
    expect(release?.chart).toMatchObject({ version: '1.22.8' });
    expect(detection.releases).toContain(release);
  });

  it('settles the dependency of an umbrella that floats, and no other', async () => {
    const { detection } = await settled({ 'Chart.yaml': umbrella('~1.22.0') });
    const { chart } = detection.releases[0] ?? {};
    expect(chart).toMatchObject({ dependencies: [{ version: '1.22.2' }, { version: '1.22.8' }] });
    expect(detection.installations.map(({ chart: name, istioVersion }) => `${name} ${istioVersion}`)).toEqual(
      ['base 1.22.2', 'istiod 1.22.8'],
    );
  });

  it('leaves a side alone on which nothing floats', async () => {
    const side = await readDeclarations(memoryTree({ 'istiod.yaml': application('1.22.2') }));
    expect(withNewest(side, RELEASES)).toBe(side);
  });

  it('tells each range once, with the charts that have it', async () => {
    const sides = await Promise.all(
      ['1.22.x', '1.23.x'].map(version =>
        settled({ 'Chart.yaml': umbrella(version).replace('1.22.2', version) }),
      ),
    );
    const [base, head] = sides;
    if (!base || !head) throw new Error('there are two');
    const change = await judged(base, head);
    expect(bumps(change)).toEqual(['base 1.22.x -> 1.23.x', 'istiod 1.22.x -> 1.23.x']);
    expect(floatingProblems(change.upgrades, RELEASES)).toEqual([
      {
        what: 'charts base, istiod',
        why: 'the version `1.22.x` floats: it is judged as 1.22.8, the newest of it that is known',
        file: 'Chart.yaml',
        line: 5,
        blocking: false,
        assumption: true,
      },
      expect.objectContaining({ what: 'charts base, istiod', why: expect.stringContaining('as 1.23.6') }),
    ]);
  });
});

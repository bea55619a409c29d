/** Scripts of PowerShell: what they run, and where its version stands. */

import { detect } from '../../../src/detect/detect.js';
import { asShell } from '../../../src/detect/scripts/powershell.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(script: string): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree({ 'mesh/install.ps1': script }));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.line}`);
}

const MINIMAL = 'install --set profile=minimal -y\n';

describe('detect/scripts/powershell', () => {
  it.each<[string, string, number]>([
    [
      'a parameter',
      `param(\n    [string]$Context = "kind",\n    [string]$IstioVersion = "1.22.2"\n)\n& "$bin\\istioctl.exe" ${MINIMAL}`,
      3,
    ],
    [
      'what is taken where the environment says nothing',
      `$istioVersion = $env:ISTIO_VERSION\nif (-not $istioVersion) { $istioVersion = "1.22.2" }\n& "$root\\istio-$istioVersion\\bin\\istioctl.exe" ${MINIMAL}`,
      2,
    ],
    ['the folder of a release', `& .\\istio-1.22.2\\bin\\istioctl.exe ${MINIMAL}`, 1],
    [
      'a list of arguments',
      '$IstioVersion = "1.22.2"\n$arguments = @(\n  "install"\n  "--set", "profile=minimal"\n  "-y"\n)\n& istioctl @arguments\n',
      1,
    ],
  ])('takes the version of istioctl from %s', async (_, script, line) => {
    expect(await found(script)).toEqual([`base 1.22.2 ${line}`, `istiod 1.22.2 ${line}`]);
  });

  it('reads Helm', async () => {
    const script =
      '$chartVersion = "1.22.2"\nhelm.exe upgrade --install istiod istio/istiod --version $chartVersion\n';
    expect(await found(script)).toEqual(['istiod 1.22.2 1']);
  });

  it.each([
    '$charts = @("base", "istiod")\nforeach ($c in $charts) {\n  if ($dry) { Write-Host $c }\n',
    'foreach ($c in @("base", "istiod")) {\n  # each\n',
    '# charts\nforeach ($c in "base", "istiod") {\n',
  ])('goes through a loop over what is listed: %j', async start => {
    const script = `${start}  helm upgrade --install "istio-$c" "istio/$c" --version 1.22.2\n}\nWrite-Host "done"\n`;
    const line = script.split('\n').findIndex(one => one.includes('helm')) + 1;
    expect(await found(script)).toEqual([`base 1.22.2 ${line}`, `istiod 1.22.2 ${line}`]);
  });

  it('leaves loops over what only running it tells', async () => {
    const script =
      'foreach ($c in Get-Charts) {\n  helm upgrade --install "istio-$c" "istio/$c" --version 1.22.2\n}\n';
    expect(await found(script)).toEqual([]);
  });

  it('keeps every line where it is, however long the text', () => {
    const text = `${'$a = @('.repeat(20_000)}\n${'if (-not $x) { '.repeat(50)}\n& x\n`;
    expect(asShell(text).split('\n')).toHaveLength(text.split('\n').length);
  });

  it('reads commands of any length', async () => {
    const script = `& "C:\\istio-1.22.2\\bin\\istioctl.exe" install --set profile=minimal --set values.a=${'a'.repeat(2000)} -y\n`;
    expect(await found(script)).toEqual(['base 1.22.2 1', 'istiod 1.22.2 1']);
  });
});

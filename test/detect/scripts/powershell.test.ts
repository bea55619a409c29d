// biome-ignore-all lint/suspicious/noTemplateCurlyInString: names of lists are written so
/** Scripts of PowerShell: what they run, and where its version stands. */

import { detect } from '../../../src/detect/detect.js';
import { asShell } from '../../../src/detect/scripts/powershell.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { bumps, judged } from '../../../tools/score/judged.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

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

  describe('lists that commands are given', () => {
    const given = async (script: string, files: Files = {}): Promise<readonly (readonly string[])[]> => {
      const { releases } = await detect(memoryTree({ 'mesh/install.ps1': script, ...files }));
      return releases.map(({ destination, values, problems }) => [
        destination,
        ...values.map(one => (one.kind === 'assignment' ? `${one.key}=${one.value}` : one.file)),
        ...problems.map(({ what }) => what),
      ]);
    };
    const ISTIOD = 'helm upgrade --install istiod oci://gcr.io/istio-release/charts/istiod --version 1.24.1';

    it.each([
      [
        '@(\n  "--set", "pilot.autoscaleMin=2", # two\n  \'--set\', \'a\\.b=c\'\n)',
        ['pilot.autoscaleMin=2', 'a\\.b=c'],
      ],
      ['@("--set", "pilot.autoscaleMin=$($x.Min)")', ['--set pilot.autoscaleMin']],
      ['@("--set", (Get-Sets), "--set", "a=1")', ['a=1', '--set ${@more}']],
      ['Get-Flags', ['${@more}']],
      ['@("--set", "a=1")\n$more += "--wait"', ['a=1', '${@more}']],
      ['@("--set", "a=1")\n$more += @("--set", "b=2")', ['a=1', 'b=2']],
      ['@("--set", "a=1")\nif ($x) {\n  $more += @("--set", "b=2")\n}', ['a=1', '${@more}']],
    ])('reads %j', async (list, expected) => {
      expect(await given(`$more = ${list}\n${ISTIOD} @more\n`)).toEqual([['', ...expected]]);
    });

    it('takes what stands in files of data, once for each that it may be', async () => {
      const script = `$cfg = Import-PowerShellDataFile "$PSScriptRoot/../config/$Environment.psd1"\n$gateway = @('--version', $cfg.Istio.Version, '--set', "autoscaling.minReplicas=$($cfg.gateway.Min)")\nhelm upgrade --install istio-ingress oci://gcr.io/istio-release/charts/gateway @gateway\n`;
      const data = (version: string, min: number): string =>
        `# data\n@{\n  Nodes = @('a) b', "c")\n  Istio = @{ Repo = 'x'; Version = '${version}' }\n  Gateway = @{\n    Min = ${min}\n  }\n}\n`;
      const tree = (version: string) =>
        memoryTree({
          'mesh/install.ps1': script,
          'config/Test.psd1': data('1.24.1', 1),
          'config/Production.psd1': data(version, 3),
        });
      const { installations } = await detect(tree('1.24.1'));
      expect(
        installations.map(({ version, at, environment }) => [environment, version, at.file, at.line]),
      ).toEqual([
        ['Production', '1.24.1', 'config/Production.psd1', 4],
        ['Test', '1.24.1', 'config/Test.psd1', 4],
      ]);
      expect(bumps(await judged(tree('1.24.1'), tree('1.24.6')))).toEqual(['gateway 1.24.1 -> 1.24.6']);
    });

    it('takes what it converts from JSON', async () => {
      const script = `$cfg = Get-Content -Raw "$PSScriptRoot\\mesh.json" | ConvertFrom-Json\n${ISTIOD} --set "pilot.autoscaleMin=$($cfg.pilot.min)"\n`;
      expect(await given(script, { 'mesh/mesh.json': '{"pilot": {"min": 2}}' })).toEqual([
        ['', 'pilot.autoscaleMin=2'],
      ]);
    });
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

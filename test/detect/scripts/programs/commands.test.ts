/** Commands that programs run, and those of npm. */

import { detect } from '../../../../src/detect/detect.js';
import { unreadForms } from '../../../../src/detect/unread/forms.js';
import { memoryTree } from '../../../../src/tree/memory.js';
import { planes } from '../../../support/found.js';
import { describe, expect, it } from '../../../support/jest.js';

type Files = Record<string, string>;

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

describe('detect/scripts/code-commands', () => {
  it.each<[string, string, number]>([
    [
      'deploy.py',
      'import subprocess\nISTIO_VERSION = "1.22.2"\nsubprocess.run(["helm", "upgrade", "--install", "istiod", "istio/istiod",\n    "--version", ISTIO_VERSION, "-n", "istio-system"], check=True)\n',
      2,
    ],
    [
      'deploy.py',
      "V = '1.22.2'\nos.system(f'helm upgrade --install istiod istio/istiod --version {V} -n istio-system')\n",
      1,
    ],
    [
      'deploy.py',
      'class Mesh:\n    version = "1.22.2"\n    def up(self):\n        run("""\n            helm repo update\n            sudo helm upgrade --install istiod istio/istiod --version %s\n        """ % self.version)\n',
      2,
    ],
    [
      'main.go',
      'package main\nconst istioVersion = "1.22.2"\nfunc main() {\n\texec.Command("helm", "upgrade", "--install", "istiod", "istio/istiod", "--version", istioVersion).Run()\n}\n',
      2,
    ],
    [
      'main.go',
      'package main\nvar v = "1.22.2"\nfunc main() {\n\tsh(fmt.Sprintf("helm upgrade --install istiod istio/istiod --version %s", v))\n}\n',
      2,
    ],
    [
      'up.mjs',
      "const v = '1.22.2';\nawait $`helm upgrade --install istiod istio/istiod --version ${v} -n istio-system`;\n",
      1,
    ],
    ['up.ts', "execFileSync('helm', ['install', 'istiod', 'istio/istiod', '--version', '1.22.2']);\n", 1],
    [
      'Rakefile',
      'ISTIO = "1.22.2"\ntask :up do\n  sh "helm upgrade --install istiod istio/istiod --version #{ISTIO}"\nend\n',
      1,
    ],
  ])('%s: reads %j', async (name, text, line) => {
    expect(await found({ [name]: text })).toEqual([`istiod 1.22.2 ${name}:${line}`]);
  });

  it('knows constants of the package', async () => {
    const files = {
      'cmd/main.go':
        'package main\nfunc main() { exec.Command("helm", "install", "istiod", "istio/istiod", "--version", istioVersion).Run() }\n',
      'cmd/versions.go': 'package main\n\nconst istioVersion = "1.22.2"\n',
    };
    expect(await found(files)).toEqual(['istiod 1.22.2 cmd/versions.go:3']);
  });

  it.each([
    [
      'test/e2e/mesh.go',
      'package e2e\nconst istioVersion = "1.22.2"\nfunc up() { exec.Command("helm", "install", "istiod", "istio/istiod", "--version", istioVersion).Run() }\n',
      2,
    ],
    [
      'mesh_test.go',
      'package mesh\n\nfunc TestMesh(t *testing.T) {\n\trunCommand(t, fmt.Sprintf("helm install istiod istio/istiod --version %s", "1.22.2"))\n}\n',
      4,
    ],
    [
      'test_mesh.py',
      'def test_mesh():\n    subprocess.check_call(\n        ["helm", "install", "istiod", "istio/istiod",\n         "--version", "1.22.2"])\n',
      3,
    ],
  ])('knows what tests install themselves: %s', async (name, text, line) => {
    expect(await found({ [name]: text })).toEqual([`istiod 1.22.2 ${name}:${line}`]);
  });

  it.each([
    ['main.go', 'exec.Command(istioctlPath, "install", "-y")'],
    ['main.go', 'run(ctx, b.istioctl, "install", "-y")'],
    ['main.go', 'sh(fmt.Sprintf("%s install -y", istioctlPath))'],
    ['up.py', 'subprocess.check_call([istioctl_path, "install", "-y"])'],
    ['up.py', 'os.system(f"{ISTIOCTL} install -y")'],
    ['up.ts', 'await $`${istioctl} install -y`'],
  ])('%s: knows istioctl by the name of its path: %j', async (name, call) => {
    const text = `ISTIO_VERSION = "1.22.2"\n${call}\n`;
    expect(await planes({ [name]: text })).toEqual([`1.22.2 ${name}:1`]);
  });

  it.each([
    [
      'a message',
      'up.py',
      'print("Please run helm upgrade --install istiod istio/istiod --version 1.22.2")\n',
    ],
    ['a comment', 'up.py', '# os.system("helm install istiod istio/istiod --version 1.22.2")\n'],
    [
      'what a test looks for',
      'mesh_test.go',
      'package mesh\nfunc TestArgs(t *testing.T) {\n\trequire.Equal(t, []string{"helm", "install", "istiod", "istio/istiod", "--version", "1.22.2"}, args())\n}\n',
    ],
    [
      'a table of a test',
      'test_mesh.py',
      'CASES = [\n    (["helm", "install", "istiod", "istio/istiod", "--version", "1.22.2"], 0),\n]\n',
    ],
    [
      'what a test has a stand-in expect',
      'mesh.spec.ts',
      'expect(run).toHaveBeenCalledWith(\n  "helm install istiod istio/istiod --version 1.22.2",\n);\n',
    ],
  ])('reads no command in %s', async (_, name, text) => {
    expect(await found({ [name]: text })).toEqual([]);
  });

  it('takes the newest one where none is given, and nothing in the program may add one', async () => {
    const text =
      'def up():\n    run(["helm", "repo", "add", "istio", "https://istio-release.storage.googleapis.com/charts"])\n    run(\n        [\n            "helm", "upgrade", "--install",\n            "istiod", "istio/istiod",\n        ]\n    )\n';
    expect(await found({ 'up.py': text })).toEqual(['istiod null up.py:5']);
    const more = `${text}    flags += ["--version", chosen]\n`;
    expect(await found({ 'up.py': more })).toEqual([]);
    expect((await unreadForms(memoryTree({ 'up.py': more }))).map(({ what }) => what)).toContain(
      'a command in code',
    );
  });

  it('tells of a command whose version is not known instead of reading it', async () => {
    const tree = memoryTree({
      'up.py': 'v = input()\nos.system("helm install istiod istio/istiod --version " + v)\n',
    });
    expect((await detect(tree)).installations).toEqual([]);
    expect((await unreadForms(tree)).map(({ what }) => what)).toContain('a command in code');
    const read = memoryTree({ 'up.py': 'os.system("helm install istiod istio/istiod --version 1.22.2")\n' });
    expect(await unreadForms(read)).toEqual([]);
  });
});

it('tells of the commands of programs that no person wrote, and stops nothing for their length', async () => {
  const text = `os.system("helm install istiod istio/istiod --version 1.22.2")\n${'x = 1\n'.repeat(200_000)}`;
  const tree = memoryTree({ 'up.py': text });
  expect(await detect(tree)).toMatchObject({ installations: [], problems: [] });
  expect((await unreadForms(tree)).map(({ what }) => what)).toContain('a command in code');
});

describe('detect/scripts/package-scripts', () => {
  it('reads commands of npm at their lines', async () => {
    const text =
      '{\n  "scripts": {\n    "test": "jest",\n    "mesh": "helm repo update && helm upgrade --install istiod istio/istiod --version \\"1.22.2\\""\n  }\n}\n';
    expect(await found({ 'package.json': text })).toEqual(['istiod 1.22.2 package.json:4']);
  });
});

describe('detect/scripts/vagrant', () => {
  it('reads what machines are provisioned with', async () => {
    const text =
      'ISTIO = "1.22.2"\nVagrant.configure("2") do |config|\n  config.vm.provision "shell", inline: <<-SHELL\n    helm upgrade --install istiod istio/istiod --version #{ISTIO}\n  SHELL\n  # helm install base istio/base --version 1.20.6\nend\n';
    expect(await found({ Vagrantfile: text })).toEqual(['istiod 1.22.2 Vagrantfile:1']);
    const download =
      'config.vm.provision "shell", inline: <<~EOS\n  curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.22.2 sh -\n  istio-1.22.2/bin/istioctl install --set profile=minimal -y\nEOS\n';
    expect(await found({ Vagrantfile: download })).toEqual([
      'base 1.22.2 Vagrantfile:2',
      'istiod 1.22.2 Vagrantfile:2',
    ]);
  });
});

describe('detect/scripts: the istioctl that a program fetches', () => {
  const settings =
    'class Settings(BaseSettings):\n    kind: str = "0.2.3"\n    istio_version: str = "1.28.1"\n\nsettings = Settings()\n';
  const address = 'https://github.com/istio/istio/releases/download/';
  it.each<[string, Files, string]>([
    [
      'by settings of another file, with a function that brings the tool',
      {
        'lab/settings.py': settings,
        'lab/mesh.py': `from .settings import settings\n\ndef istioctl():\n    version = settings.istio_version\n    url = (\n        "${address}"\n        f"{version}/istioctl-{version}-linux-amd64.tar.gz"\n    )\n    return fetch(url)\n\ndef install(context):\n    run(istioctl(), "install", "--context", context, "--set", "profile=demo", "-y")\n`,
      },
      '1.28.1 lab/settings.py:3',
    ],
    [
      'by a constant that an address of Go takes',
      {
        'go.mod': 'module example.org/mesh\n',
        'main.go': `package main\n\nconst release = "1.28.1"\n\nfunc up() {\n\tfetch(fmt.Sprintf("${address}%s/istio-%s-linux.tar.gz", release, release))\n\texec.Command("istioctl", "install", "-y").Run()\n}\n`,
      },
      '1.28.1 main.go:3',
    ],
    [
      'by an address of JavaScript',
      {
        'package.json': '{}',
        'up.js': `const release = '1.28.1';\nawait download(\`${address}\${release}/istioctl-\${release}-osx.tar.gz\`);\nspawnSync(await getIstioctl(release), ['install', '-y']);\n`,
      },
      '1.28.1 up.js:1',
    ],
  ])('%s', async (_, files, expected) => {
    const { installations } = await detect(memoryTree(files));
    const planes = installations.filter(({ chart }) => chart === 'istiod');
    expect(planes.map(({ version, at }) => `${version} ${at.file}:${at.line}`)).toEqual([expected]);
  });
});

/** Functions of programs that hand on all that they are given: what moves in their calls is seen, or told where it is not read. */

import { handedOnAt } from '../../../../src/detect/scripts/programs/handed-on.js';
import { describe, expect, it } from '../../../support/jest.js';
import { type Files, seen } from '../seen.js';

const PYTHON = 'import subprocess\n\ndef helm(*args):\n    subprocess.run(["helm", *args], check=True)\n\n';
const GO = 'func helm(args ...string) error {\n\treturn exec.Command("helm", args...).Run()\n}\n';
const CALL = '"upgrade", "--install", "istiod", "istio/istiod", "--version"';
/** What stands far from a call tells by itself. */
const FAR = '\n'.repeat(20);

describe('detect/scripts: functions that hand on all that they are given', () => {
  it.each<[string, (version: string) => Files, string]>([
    [
      'a function of Python',
      version => ({ 'up.py': `${PYTHON}MESH = "${version}"\n${FAR}helm(${CALL}, MESH)\n` }),
      'up.py:6',
    ],
    [
      'a method of Python, with a list',
      version => ({
        'up.py': `MESH = "${version}"\n${FAR}class Cluster:\n    def helm(self, args):\n        run(["helm"] + args)\n\n    def up(self):\n        self.helm([${CALL}, MESH])\n`,
      }),
      'up.py:1',
    ],
    [
      'a function of Go, with a constant of another file',
      version => ({
        'go.mod': 'module example.org/mesh\n',
        'releases.go': `package main\n\nconst mesh = "${version}"\n`,
        'main.go': `package main\n\n${GO}\nfunc main() {\n\thelm(${CALL}, mesh)\n}\n`,
      }),
      'releases.go:3',
    ],
    [
      'a function of another package of Go',
      version => ({
        'go.mod': 'module example.org/mesh\n',
        'tools/helm.go': `package tools\n\n${GO.replace('func helm', 'func Helm')}`,
        'main.go': `package main\n\nimport "example.org/mesh/tools"\n\nconst mesh = "${version}"\n${FAR}func main() {\n\ttools.Helm(${CALL}, mesh)\n}\n`,
      }),
      'main.go:5',
    ],
    [
      'a function of JavaScript',
      version => ({
        'up.js': `const mesh = '${version}';\n${FAR}const helm = (...args) => execFileSync('helm', args);\nhelm(${CALL.replaceAll('"', "'")}, mesh);\n`,
      }),
      'up.js:1',
    ],
  ])('are read: %s', async (_what, files, place) => {
    expect(await seen(files)).toEqual([`istiod 1.23.4 ${place}`]);
  });

  it.each<[string, (version: string) => Files, string]>([
    [
      'a function of Python, with a text and the version of another file',
      version => ({
        'setup.py': '',
        'releases.py': `MESH = "${version}"\n`,
        'up.py': `from releases import MESH\n${PYTHON.replace('*args)', 'text)')}helm(f"upgrade --install istiod istio/istiod --version {MESH}")\n`,
      }),
      'up.py',
    ],
    [
      'istioctl of Python',
      version => ({
        'up.py': `${PYTHON.replaceAll('helm', 'istioctl')}MESH = "${version}"\n${FAR}istioctl("install", "-y", "--set", "tag=" + MESH)\n`,
      }),
      'up.py',
    ],
    [
      'a method of Ruby, without brackets',
      version => ({
        'up.rb': `MESH = "${version}"\n${FAR}def helm(*args)\n  system("helm", *args)\nend\nhelm ${CALL}, MESH\n`,
      }),
      'up.rb',
    ],
  ])('are told of: %s', async (_what, files, file) => {
    const why = 'it installs Istio in a form that is not read yet (code): what changes there is not known';
    expect(await seen(files)).toContainEqual(expect.stringContaining(`${file}: ${why}`));
  });

  it.each([
    'logger.info("install istiod done")',
    'group("upgrade", () => { run("istiod") })',
    'commands.add_parser("install", help="install istiod")',
    'program.command("install").action(() => "istiod")',
    'exec.Command("helm", "upgrade", "istio/istiod")',
    'subprocess.run(["helm", "upgrade", "--install", "istiod", "istio/istiod"])',
    'helm("upgrade", "--install", "podinfo", "podinfo/podinfo")',
    'return "install", "istiod"',
    'verbs in ("install", "upgrade") and "istiod"',
  ])('are none: %s', text => {
    expect(handedOnAt(text)).toBeUndefined();
  });
});

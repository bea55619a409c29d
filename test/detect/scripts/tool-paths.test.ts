/** An istioctl that programs run by its path, and the variables of the environment that say its release. */

import { detect } from '../../../src/detect/detect.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { planes } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

type Files = Record<string, string>;

const ENV =
  'import os\nVERSION = os.environ["ISTIO_VERSION"]\nBIN = CACHE / f"istio-{VERSION}" / "bin" / "istioctl"\n';

describe('detect/scripts/tool-paths', () => {
  it.each<[string, Files, string]>([
    [
      'what a function gives',
      {
        'test/utils/istio.go':
          'package utils\n\nconst istioVersion = "1.22.1"\n\nfunc istioctl() (string, error) { return fetch("istioctl-" + istioVersion) }\n\nfunc Install() error {\n\tbin, err := istioctl()\n\tif err != nil {\n\t\treturn err\n\t}\n\t_, err = Run(exec.Command(bin, "install", "-y", "--set", "profile=minimal"))\n\treturn err\n}\n',
      },
      'test/utils/istio.go:3',
    ],
    [
      'a path that is joined',
      {
        Makefile: 'export ISTIO_VERSION ?= 1.22.1\ntest:\n\tgo test ./e2e\n',
        'e2e/mesh.go':
          'package e2e\n\nfunc up(ctx context.Context) error {\n\tversion := os.Getenv("ISTIO_VERSION")\n\tfetch(version)\n\treturn exec.CommandContext(ctx, filepath.Join(dir, "istioctl"), "install", "--skip-confirmation").Run()\n}\n',
      },
      'Makefile:1',
    ],
    [
      'settings of Hatch',
      {
        'hatch.toml': '[envs.default.env-vars]\nKIND = "1"\nISTIO_VERSION = "1.22.1"\n',
        'tests/conftest.py': `${ENV}check_call([str(BIN), "install", "-y"], env=env)\n`,
      },
      'hatch.toml:3',
    ],
    [
      'settings of tox',
      {
        'tox.ini': '[testenv]\nsetenv =\n    ISTIO_VERSION = 1.22.1\n',
        'tests/conftest.py':
          'import os\nrelease = fetch(os.environ["ISTIO_VERSION"])\ncheck_call([str(release / "bin" / "istioctl"), "install", "-y"])\n',
      },
      'tox.ini:3',
    ],
    [
      'a pipeline',
      {
        '.github/workflows/e2e.yml':
          'on: push\nenv:\n  ISTIO_VERSION: 1.22.1\njobs:\n  e2e:\n    runs-on: ubuntu-latest\n    steps:\n      - run: node e2e/up.mjs\n',
        'e2e/up.mjs':
          "const bin = path.join(cache, process.env.ISTIO_VERSION, 'istioctl');\nexecFileSync(bin, ['install', '-y', '--set', 'profile=minimal']);\n",
      },
      '.github/workflows/e2e.yml:3',
    ],
  ])('reads the version by %s', async (_, files, at) => {
    expect(await planes(files)).toEqual([`1.22.1 ${at}`]);
  });

  it('takes other tools for what they are', async () => {
    const others =
      'package up\n\nconst istioVersion = "1.22.1"\n\nfunc up() {\n\tbin := which("brew")\n\texec.Command(bin, "install", "istioctl").Run()\n\texec.Command("pip", "install", "x").Run()\n}\n';
    expect(await planes({ 'up.go': others })).toEqual([]);
  });

  it('tells of a release that nothing names', async () => {
    const tree = memoryTree({ 'tests/conftest.py': `${ENV}check_call([str(BIN), "install"])\n` });
    expect((await detect(tree)).installations).toEqual([]);
    expect((await unreadForms(tree)).map(({ file, line }) => [file, line])).toEqual([
      ['tests/conftest.py', 4],
    ]);
  });
});

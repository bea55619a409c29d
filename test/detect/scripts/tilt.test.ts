// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Charts that a Tiltfile installs, by Tilt’s extensions or by commands. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

async function found(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

const CASES: readonly (readonly [what: string, files: Files, installed: readonly string[]])[] = [
  [
    'reads helm_resource',
    {
      Tiltfile:
        "load('ext://helm_resource', 'helm_resource', 'helm_repo')\nhelm_repo('istio', 'https://istio-release.storage.googleapis.com/charts')\nhelm_resource('istiod', 'istio/istiod', namespace='istio-system', flags=['--version=1.24.0'])\n",
    },
    ['istiod 1.24.0 Tiltfile:3'],
  ],
  [
    'reads helm_remote',
    {
      Tiltfile:
        "load('ext://helm_remote', 'helm_remote')\nISTIO_VERSION = '1.24.0'\nhelm_remote('istiod', repo_url='https://istio-release.storage.googleapis.com/charts', version=ISTIO_VERSION, namespace='istio-system')\n",
    },
    ['istiod 1.24.0 Tiltfile:2'],
  ],
  [
    'reads it in a loop over pairs, with a version of the environment',
    {
      Tiltfile:
        "load('ext://helm_resource', 'helm_resource', 'helm_repo')\n\nISTIO_VERSION = os.getenv('ISTIO_VERSION', '1.24.0')\n\nhelm_repo('istio', 'https://istio-release.storage.googleapis.com/charts')\nfor name, chart in [('istio-base', 'istio/base'), ('istiod', 'istio/istiod')]:\n    helm_resource(\n        name,\n        chart,\n        namespace='istio-system',\n        flags=['--version=' + ISTIO_VERSION, '--create-namespace'],\n        resource_deps=['istio'],\n    )\n",
    },
    ['base 1.24.0 Tiltfile:3', 'istiod 1.24.0 Tiltfile:3'],
  ],
  [
    'reads what it runs',
    {
      Tiltfile:
        "settings = read_json('tilt-settings.json', default={})\nistio_version = settings.get('istio_version', '1.23.1')\nlocal('helm repo add istio https://istio-release.storage.googleapis.com/charts')\nlocal_resource('istio', cmd='helm upgrade --install istiod istio/istiod --version {} -n istio-system --create-namespace'.format(istio_version))\nk8s_yaml(local('helm template istio-base istio/base --version %s -n istio-system' % istio_version))\n",
    },
    ['base 1.23.1 Tiltfile:2', 'istiod 1.23.1 Tiltfile:2'],
  ],
  [
    'reads functions that are called in a loop',
    {
      Tiltfile:
        "load('ext://helm_resource', 'helm_resource', 'helm_repo')\nCHARTS = {\n  'istio-base': 'istio/base',\n  'istiod': 'istio/istiod',\n}\nhelm_repo('istio', 'https://istio-release.storage.googleapis.com/charts')\ndef istio_chart(name, chart, values=[]):\n    flags = ['--version', '1.24.0']\n    helm_resource(name, chart, namespace='istio-system', flags=flags + ['-f', 'x.yaml'])\nfor name, chart in CHARTS.items():\n    istio_chart(name, chart)\n",
    },
    ['base 1.24.0 Tiltfile:8', 'istiod 1.24.0 Tiltfile:8'],
  ],
  [
    'reads versions of the files of settings that it reads',
    {
      'dev/Tiltfile':
        "load('ext://helm_resource', 'helm_resource')\nsettings = read_yaml('settings.yaml')\nmesh = decode_json(read_file('mesh.json'))\nhelm_resource('istiod', 'oci://gcr.io/istio-release/charts/istiod', flags=['--version=' + settings['mesh']['version']])\nhelm_resource('istio-base', 'oci://gcr.io/istio-release/charts/base', flags=['--version', mesh['version']])\n",
      'dev/settings.yaml': 'redis:\n  version: 20.6.2\nmesh:\n  version: 1.24.0\n',
      'dev/mesh.json': '{\n  "version": "1.23.0"\n}\n',
    },
    ['base 1.23.0 dev/mesh.json:2', 'istiod 1.24.0 dev/settings.yaml:4'],
  ],
  [
    'leaves a chart of the tree to that',
    {
      Tiltfile: "k8s_yaml(helm('charts/mesh', name='mesh', namespace='istio-system', values=['dev.yaml']))\n",
      'charts/mesh/Chart.yaml':
        'apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n  - name: istiod\n    repository: https://istio-release.storage.googleapis.com/charts\n    version: 1.23.0\n',
      'dev.yaml': 'istiod: {}\n',
    },
    ['istiod 1.23.0 charts/mesh/Chart.yaml:7'],
  ],
];

describe('detect/scripts/tilt', () => {
  it.each(CASES)('%s', async (_, files, installed) => {
    expect(await found(files)).toEqual(installed);
  });

  it('gives the values that a comprehension makes of a file, each at its line', async () => {
    const { releases } = await detect(
      memoryTree({
        Tiltfile:
          "load('ext://helm_resource', 'helm_resource')\nmesh = read_yaml('settings.yaml')\nhelm_resource('istiod', 'oci://gcr.io/istio-release/charts/istiod', flags=['--version=1.24.0'] + ['--set=' + s for s in mesh.get('set', [])] + ['--set=%s=%s' % (k, v) for k, v in mesh['more'].items()])\n",
        'settings.yaml':
          'set:\n  - pilot.autoscaleMin=2\n  - pilot.autoscaleMax=4\nmore:\n  global.hub: local\n',
      }),
    );
    expect(releases.map(({ values, valuesUnknown = false }) => [values, valuesUnknown])).toMatchObject([
      [
        [
          { key: 'pilot.autoscaleMin', value: '2', file: 'settings.yaml', line: 2 },
          { key: 'pilot.autoscaleMax', value: '4', file: 'settings.yaml', line: 3 },
          { key: 'global.hub', value: 'local' },
        ],
        false,
      ],
    ]);
  });

  it.each([
    [
      'names that stand for names',
      `helm_resource("istio", A0)\n${Array.from({ length: 60 }, (_, n) => `A${n} = A${n + 1} + A${n + 1}\n`).join('')}`,
    ],
    [
      'brackets that nothing closes',
      `helm_resource(${'['.repeat(50_000)}"istio"\n${'helm_remote('.repeat(3000)}`,
    ],
    [
      'loops in loops',
      `A = [${'1, '.repeat(100)}]\n${Array.from({ length: 6 }, (_, n) => `${'  '.repeat(n)}for a${n} in A:\n`).join('')}${'  '.repeat(6)}helm_resource("istio", "x/y")\n`,
    ],
    [
      'comprehensions in comprehensions',
      `L = [${'1, '.repeat(90)}]\nhelm_resource("istio", "x/y", flags=${'['.repeat(8)}"a"${' for a in L]'.repeat(8)})\n`,
    ],
    [
      'functions that call themselves',
      'def f(a):\n    f(a)\n    f(a + a)\n    helm_resource("istio", a)\nf("x")\n',
    ],
    [
      'loops at the end of a long file',
      `${'\n'.repeat(200_000)}L = [${'1, '.repeat(50)}]\nfor a in L:\n  for b in L:\n    for c in L:\n${'      helm_resource("istio", "x/y")\n'.repeat(300)}`,
    ],
  ])('gets through %s', async (_, text) => {
    expect(await found({ Tiltfile: text })).toEqual([]);
  });
});

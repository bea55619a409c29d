/** Variables of Garden, which name the versions of its charts, for each environment of the project. */

import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

function action(version: string, more = ''): string {
  return `kind: Deploy\ntype: helm\nname: istiod\n${more}spec:\n  chart:\n    name: istiod\n    repo: https://istio-release.storage.googleapis.com/charts\n    version: ${version}\n`;
}

const ACTION = { 'infra/istio.garden.yml': action('${var.istio.version}') };
const PROJECT =
  'apiVersion: garden.io/v2\nkind: Project\nname: shop\nvariables:\n  istio: {version: 1.26.3}\nenvironments:\n';
const BOTH = `${PROJECT}  - name: dev\n  - name: prod\n    variables:\n      istio:\n        version: 1.25.4\n`;

async function places(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

describe('detect: variables of Garden', () => {
  it('has the version of the project, and that of the environment that has its own', async () => {
    expect(await places({ ...ACTION, 'project.garden.yml': BOTH })).toEqual([
      'istiod 1.25.4 project.garden.yml:11',
      'istiod 1.26.3 project.garden.yml:5',
    ]);
  });

  it.each<[string, Files, string]>([
    ['of the project alone', { 'garden.yml': `${PROJECT}  - name: dev\n  - name: prod\n` }, 'garden.yml:5'],
    [
      'behind another name',
      {
        'project.garden.yml': `${PROJECT.replace('1.26.3', '"${var.versions.istio}"')}  - name: dev\n`,
        'garden.env': 'versions.istio=1.26.3\n',
      },
      'garden.env:1',
    ],
    [
      'of the environment’s file',
      {
        'project.garden.yml': `${PROJECT.replace('1.26.3', '1.20.0')}  - name: dev\n    varfile: env/\${environment.name}.yaml\n`,
        'env/dev.yaml': '# mesh\nistio:\n  version: 1.26.3\n',
      },
      'env/dev.yaml:3',
    ],
    [
      'that stands behind a variable of the machine',
      {
        'infra/istio.garden.yml': action('${local.env.ISTIO_VERSION || var.istio.version}'),
        'project.garden.yml': `${PROJECT}  - name: dev\n`,
      },
      'project.garden.yml:5',
    ],
    [
      'that the action gives itself',
      {
        'infra/istio.garden.yml': action(
          '${var.istio.version}',
          'variables:\n  istio:\n    version: 1.26.3\n',
        ),
        'project.garden.yml': BOTH,
      },
      'infra/istio.garden.yml:6',
    ],
    [
      'of a module, under a name with a dash',
      {
        'infra/istio.garden.yml':
          'kind: Module\ntype: helm\nname: istiod\nchart: istiod\nrepo: https://istio-release.storage.googleapis.com/charts\nversion: ${variables.istio-version}\n',
        'garden.yml': 'kind: Project\nname: shop\nvariables:\n  istio-version: 1.26.3\nenvironments: [dev]\n',
      },
      'garden.yml:4',
    ],
  ])('has a version %s', async (_, files, at) => {
    expect(await places({ ...ACTION, ...files })).toEqual([`istiod 1.26.3 ${at}`]);
  });

  it.each([
    ['no place gives', '${var.mesh.version}'],
    ['a condition chooses', '${environment.name == "prod" ? "1.25.4" : "1.26.3"}'],
    ['stands for itself', '${var.loop}'],
  ])('leaves open what %s', async (_, version) => {
    const files = {
      'infra/istio.garden.yml': action(version),
      'project.garden.yml': BOTH.replace('variables:\n', 'variables:\n  loop: "${var.loop}"\n'),
    };
    expect(await places(files)).toEqual(['istiod null infra/istio.garden.yml:8']);
  });

  it('is told that an action is off', async () => {
    const files = { 'infra/istio.garden.yml': action('1.26.3', 'disabled: true\n') };
    const { installations, problems } = await detect(memoryTree(files));
    expect(installations).toEqual([]);
    expect(problems).toContainEqual(
      expect.objectContaining({ what: 'istiod', assumption: true, why: expect.stringContaining('disabled') }),
    );
  });
});

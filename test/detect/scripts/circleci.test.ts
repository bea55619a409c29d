/** Pipelines of CircleCI: commands and jobs with parameters, and who gives these. */

import { whole as found } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const CONFIG = '.circleci/config.yml';
const REPOSITORY = '--repo https://istio-release.storage.googleapis.com/charts';

const job = (run: string, rest = ''): string =>
  `jobs:\n  mesh:\n    parameters:\n      istio: {type: string}\n${rest}    steps:\n    - run: ${run}\n`;
const flow = (jobs: string): string => `workflows:\n  main:\n    jobs:\n${jobs}`;
const TWO = flow('    - mesh: {name: dev, istio: 1.21.0}\n    - mesh: {name: prod, istio: 1.20.4}\n');
const HELM = `helm upgrade --install istiod istiod ${REPOSITORY} --version`;

describe('detect: pipelines of CircleCI', () => {
  it.each([
    ['by itself', `${HELM} << parameters.istio >>`, ''],
    ['without spaces, behind its flag', `${HELM}=<<parameters.istio>>`, ''],
    ['in the environment', `${HELM} "$ISTIO"`, '    environment:\n      ISTIO: << parameters.istio >>\n'],
  ])('give a job a version %s wherever a workflow names it', async (_, run, rest) => {
    const line = 8 + rest.split('\n').length;
    expect(await found({ [CONFIG]: job(run, rest) + TWO })).toEqual([
      `istiod 1.20.4 ${CONFIG}:${line + 2}`,
      `istiod 1.21.0 ${CONFIG}:${line + 1}`,
    ]);
  });

  it('take each version of a matrix', async () => {
    const jobs =
      '    - mesh:\n        matrix:\n          parameters:\n            istio: ["1.21.0", "1.20.4"]\n';
    const run = './istio-<< parameters.istio >>/bin/istioctl install -y --set profile=minimal';
    const versions = await found({ [CONFIG]: job(run) + flow(jobs) });
    expect(versions.filter(one => one.startsWith('istiod'))).toEqual([
      `istiod 1.20.4 ${CONFIG}:13`,
      `istiod 1.21.0 ${CONFIG}:13`,
    ]);
  });

  it('run a command for each chart that jobs give it, with the version that goes with it', async () => {
    const chart = '<< parameters.chart >>';
    const config = [
      'parameters:',
      '  istio:',
      '    default: "1.22.2"',
      'commands:',
      '  chart:',
      '    parameters:',
      '      chart: {type: string}',
      '      version:',
      '        default: << pipeline.parameters.istio >>',
      '    steps:',
      '    - run:',
      '        environment: {CHART_VERSION: << parameters.version >>}',
      `        command: helm upgrade --install ${chart} ${chart} ${REPOSITORY} --version $CHART_VERSION`,
      'jobs:',
      '  mesh:',
      '    steps:',
      '    - chart: {chart: base, version: 1.20.1}',
      '    - when:',
      '        condition: true',
      '        steps:',
      '        - chart: {chart: istiod}',
      '',
    ].join('\n');
    expect(await found({ [CONFIG]: config })).toEqual([
      `base 1.20.1 ${CONFIG}:17`,
      `istiod 1.22.2 ${CONFIG}:3`,
    ]);
  });

  it('hand it to the scripts that they run', async () => {
    const script = `#!/bin/sh\n${HELM}`;
    const files = { [CONFIG]: job('./mesh.sh << parameters.istio >>') + TWO };
    expect(await found({ ...files, 'mesh.sh': `${script} $1\n` })).toEqual([
      `istiod 1.20.4 ${CONFIG}:11`,
      `istiod 1.21.0 ${CONFIG}:10`,
    ]);
  });

  it('leave it open where nothing gives it, and come to an end where commands run each other', async () => {
    expect(await found({ [CONFIG]: job(`${HELM} << parameters.istio >>`) })).toEqual([
      `istiod null ${CONFIG}:6`,
    ]);
    const command = (name: string, other: string): string =>
      `  ${name}:\n    parameters:\n      istio: {type: string}\n    steps:\n    - ${other}: {istio: << parameters.istio >>}\n    - run: ${HELM} << parameters.istio >>\n`;
    const config = `commands:\n${command('a', 'b')}${command('b', 'a')}`;
    const versions = await found({ [CONFIG]: config });
    expect(versions.every(one => one.startsWith('istiod null'))).toBe(true);
  });
});

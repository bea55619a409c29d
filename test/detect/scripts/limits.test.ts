/** What scripts come to beyond what is read of them is told, so that nobody takes it for looked at. */
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';

const HELM = 'helm upgrade --install istiod istio/istiod --version';
/** More than any of the limits. */
const MANY = 320;
const numbers = Array.from({ length: MANY }, (_, index) => index);

describe('detect/scripts: limits', () => {
  it.each([
    [
      'recipes that are run in many ways',
      'justfile',
      `mesh version:\n  ${HELM} {{version}}\n${numbers.map(one => `up${one}: (mesh "1.22.${one}")\n`).join('')}`,
    ],
    [
      'many things that Make goes over',
      'Makefile',
      `up:\n\t$(foreach v,${numbers.slice(0, 70).join(' ')},helm upgrade --install mesh$(v) istio/istiod --version 1.22.$(v);)\n`,
    ],
    [
      'many charts in a Tiltfile',
      'Tiltfile',
      numbers
        .map(one => `helm_resource('istiod${one}', 'istio/istiod', flags=['--version=1.22.${one}'])\n`)
        .join(''),
    ],
    [
      'a job of CircleCI that a workflow runs many times',
      '.circleci/config.yml',
      `version: 2.1\njobs:\n  mesh:\n    parameters:\n      v: {type: string}\n    steps:\n    - run: ${HELM} << parameters.v >>\nworkflows:\n  main:\n    jobs:\n${numbers.map(one => `    - mesh: {name: j${one}, v: "1.22.${one}"}\n`).join('')}`,
    ],
  ])('tell of %s', async (_what, path, text) => {
    const { installations, problems } = await detect(memoryTree({ [path]: text }));
    expect(installations.length).toBeGreaterThan(0);
    expect(installations.length).toBeLessThan(MANY);
    expect(problems).toContainEqual(
      expect.objectContaining({ file: path, blocking: true, why: expect.stringContaining('not looked at') }),
    );
  });

  it('tell of rounds of a program', async () => {
    const charts = numbers.slice(0, 70).map(one => `"chart${one}"`);
    const text = `import subprocess\nfor chart in [${charts.join(', ')}, "istiod"]:\n    subprocess.run(["helm", "upgrade", "--install", chart, "istio/" + chart, "--version", "1.22.2"])\n`;
    const { problems } = await detect(memoryTree({ 'up.py': text }));
    expect(problems).toContainEqual(
      expect.objectContaining({
        file: 'up.py',
        line: 3,
        blocking: true,
        why: expect.stringContaining('not looked at'),
      }),
    );
  });

  it('tell nothing of what is read whole', async () => {
    const text = `mesh version:\n  ${HELM} {{version}}\nup: (mesh "1.22.0")\n`;
    const { problems } = await detect(memoryTree({ justfile: text }));
    expect(problems.filter(({ why }) => why.includes('not looked at'))).toEqual([]);
  });
});

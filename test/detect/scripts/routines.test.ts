/** Functions of a script that install the mesh in several ways, of which people take one. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

const BASE = '  helm install istio-base istio/base --version 1.22.1 -n istio-system\n';
const AMBIENT = `${BASE}  helm install istiod istio/istiod --version 1.22.1 --set profile=ambient\n  helm install ztunnel istio/ztunnel --version 1.22.1\n`;
const SIDECARS = `${BASE}  helm install istiod istio/istiod --version 1.22.1 --set meshConfig.accessLogFile=/dev/stdout\n`;

async function found(script: string) {
  const { installations, problems } = await detect(memoryTree({ 'istio.sh': `#!/bin/bash\n${script}` }));
  return {
    installed: installations.map(({ chart, release, at }) => `${chart} ${release.destination} ${at.line}`),
    blocking: problems.filter(({ blocking }) => blocking).map(({ why }) => why),
  };
}

describe('detect/scripts: functions that install the same release', () => {
  it('are meshes of their own where they do so differently', async () => {
    const { installed, blocking } = await found(
      `ambient() {\n${AMBIENT}}\nfunction sidecars {\n${SIDECARS}}\n`,
    );
    expect(installed).toEqual([
      'base ambient 3',
      'istiod ambient 4',
      'ztunnel ambient 5',
      'base sidecars 8',
      'istiod sidecars 9',
    ]);
    expect(blocking).toEqual([]);
  });

  it('are one where they do so alike', async () => {
    const { installed, blocking } = await found(`first() {\n${BASE}}\nsecond() {\n${BASE}}\n`);
    expect(installed).toEqual(['base  6']);
    expect(blocking).toEqual([]);
  });

  it('leave it open within one function, and beside what stands in none', async () => {
    const inOne = await found(`both() {\n${AMBIENT}${SIDECARS}}\n`);
    const beside = await found(`ambient() {\n${AMBIENT}}\n${SIDECARS}`);
    for (const { installed, blocking } of [inOne, beside]) {
      expect(installed).toHaveLength(3);
      expect(blocking.join()).toContain('with other values or another version');
    }
  });
});

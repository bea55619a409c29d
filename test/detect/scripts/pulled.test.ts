/** Charts that scripts fetch first and install out of a folder. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(files: Record<string, string>): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const REPO = 'helm repo add mesh https://istio-release.storage.googleapis.com/charts\n';

describe('detect/scripts/pulled', () => {
  it('takes charts at the version at which the script fetched them', async () => {
    const script = `${REPO}V=1.22.2\nfor c in base istiod; do helm pull mesh/$c --version $V --untar -d charts; done\nhelm install istio-base charts/base -n istio-system\nhelm install istiod ./charts/istiod/ -n istio-system\n`;
    expect(await found({ 'up.sh': script })).toEqual(['base 1.22.2 up.sh:2', 'istiod 1.22.2 up.sh:2']);
  });

  it('takes them out of another script, where it is the only version', async () => {
    const fetching = { 'fetch.sh': 'helm fetch istio/istiod --version 1.22.2 --untar --untardir vendored\n' };
    const install = { 'up.sh': 'helm upgrade --install istiod "$ROOT/vendored/istiod" -n istio-system\n' };
    expect(await found({ ...fetching, ...install })).toEqual(['istiod 1.22.2 fetch.sh:1']);
    const other = { 'old.sh': 'helm pull istio/istiod --version 1.20.6 --untar\n' };
    expect(await found({ ...fetching, ...install, ...other })).toEqual(['istiod null up.sh:1']);
  });

  it('takes the newest one of a repository, whatever was fetched of it', async () => {
    const script =
      'helm pull istio/istiod --version 1.22.2\nhelm install istiod istio/istiod -n istio-system\n';
    expect(await found({ 'up.sh': script })).toEqual(['istiod null up.sh:2']);
  });

  it('takes the chart that the tree holds in the folder', async () => {
    const script = 'helm pull istio/istiod --version 1.22.2\nhelm install istiod ./istiod -n istio-system\n';
    const chart =
      'apiVersion: v2\nname: istiod\nversion: 1.24.2\nappVersion: 1.24.2\nsources: [https://github.com/istio/istio]\n';
    expect(await found({ 'up.sh': script, 'istiod/Chart.yaml': chart })).toEqual([
      'istiod 1.24.2 istiod/Chart.yaml:3',
    ]);
  });
});

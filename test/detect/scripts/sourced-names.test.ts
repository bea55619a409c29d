// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** What else than versions scripts and Makefiles take from files of settings: folders of values, values, tags. */

import { detect } from '../../../src/detect/detect.js';
import { lookup } from '../../../src/detect/values/values.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const MODE = ['meshConfig', 'outboundTrafficPolicy', 'mode'];
const VALUES: Files = {
  'values/istiod.yaml': 'meshConfig:\n  outboundTrafficPolicy:\n    mode: REGISTRY_ONLY\n',
};
const SETTINGS = 'VALUES_DIR="values"\nTRUST=acme.example\nTAG="1.22.1"\n';

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  const [plane] = installations.filter(({ chart }) => chart === 'istiod');
  const value = (path: readonly string[]): string => {
    const held = lookup(plane?.release.values ?? [], path);
    return held ? `${held.value} ${held.file}:${held.line}` : 'nothing';
  };
  return {
    version: plane && `${plane.version} ${plane.at.file}:${plane.at.line}`,
    mode: value(MODE),
    trust: value(['meshConfig', 'trustDomain']),
    blocking: problems.filter(({ blocking }) => blocking).map(({ what }) => what),
  };
}

const HELM =
  'helm upgrade --install istiod istio/istiod --version $TAG -f $VALUES_DIR/istiod.yaml --set meshConfig.trustDomain=$TRUST\n';

describe('detect/scripts: names of files that are sourced', () => {
  it('are those that are committed for people to copy, where a script names these', async () => {
    const lib =
      'load() {\n  local example="$ROOT/.env.example"\n  . "$example"\n  [ -f "$ROOT/.env" ] && . "$ROOT/.env"\n}\n';
    const { version } = await found({
      '.env.example': 'A=1\nTAG=1.22.1\n',
      'lib/os.sh': lib,
      'up.sh': `. lib/os.sh\nload\n${HELM}`,
      ...VALUES,
    });
    expect(version).toBe('1.22.1 .env.example:2');
  });

  it.each<[string, Files]>([
    ['a script', { 'env.sh': SETTINGS, 'up.sh': `source ./env.sh\n${HELM}` }],
    [
      'a script, by way of another file',
      { 'env.sh': SETTINGS, 'lib.sh': '. ./env.sh\n', 'up.sh': `. lib.sh\n${HELM}` },
    ],
    [
      'a Makefile',
      {
        'env.sh': SETTINGS.replaceAll('"', ''),
        Makefile: `include env.sh\nup:\n\t${HELM.replaceAll(/\$(\w+)/g, '$($1)')}`,
      },
    ],
  ])('are filled in: %s', async (_, files) => {
    const { version, mode, trust, blocking } = await found({ ...files, ...VALUES });
    expect(version).toBe('1.22.1 env.sh:3');
    expect(mode).toBe('REGISTRY_ONLY values/istiod.yaml:3');
    expect(trust).toBe('acme.example env.sh:2');
    expect(blocking).toEqual([]);
  });

  it('are filled in for istioctl, whose tag is the version', async () => {
    const up = 'source ./env.sh\nistioctl install -y --set profile=minimal --set tag=$TAG\n';
    expect((await found({ 'env.sh': SETTINGS, 'up.sh': up })).version).toBe('1.22.1 env.sh:3');
  });

  it.each<[string, Files]>([
    [
      'another file says otherwise',
      { 'more.sh': 'TRUST=other\n', 'up.sh': `source more.sh\nsource env.sh\n${HELM}` },
    ],
    ['the script sets them itself', { 'up.sh': `source env.sh\nexport TRUST=$(hostname)\n${HELM}` }],
    [
      'a command prints them',
      {
        'printed.sh': SETTINGS.replace('TRUST=acme.example', 'TRUST=`hostname`'),
        'up.sh': `source printed.sh\n${HELM}`,
      },
    ],
    [
      'which file it is depends',
      { 'env/prod.sh': SETTINGS, 'up.sh': `source "env/$ENV.sh"\nVALUES_DIR=values\n${HELM}` },
    ],
  ])('stay open where %s', async (_, files) => {
    const { trust, blocking } = await found({ 'env.sh': SETTINGS, ...files, ...VALUES });
    expect(trust).toBe('nothing');
    expect(blocking).toEqual(['--set meshConfig.trustDomain']);
  });
});

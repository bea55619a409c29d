// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Settings that open values of scripts are made of: where one of them moves, that is told; where others move beside them, it is not. */

import { memoryTree } from '../../src/tree/memory.js';
import { judged } from '../../tools/score/judged.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const ISTIOD = 'helm upgrade --install istiod oci://gcr.io/istio-release/charts/istiod --version 1.24.1';

/** What stops a change of one text of these files into another. */
async function told(files: Files, from: string, to: string): Promise<readonly string[]> {
  const after = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replace(from, () => to)]),
  );
  const { blocking } = await judged(memoryTree(files), memoryTree(after));
  return blocking.map(({ why }) => /`[^`]+` \([^()]+\) is not what it was before/.exec(why)?.[0] ?? why);
}

const VAGRANT: Files = {
  Vagrantfile:
    "require 'yaml'\nsettings = YAML.load_file(File.join(__dir__, 'vagrant.yml'))\nVagrant.configure('2') do |config|\n  config.vm.box = settings['box']\n  config.vm.provision 'shell', path: 'mesh.sh', env: {\n    'MESH_PLATFORM' => settings['mesh']['platform']\n  }\nend\n",
  'vagrant.yml': 'box: ubuntu-22\nmesh:\n  platform: kind\n  nodes: two\nk3s: one\n',
  'mesh.sh': `#!/bin/bash\nflags=()\nif [[ -n "$MESH_PLATFORM" ]]; then\n  flags+=(--set "global.platform=$MESH_PLATFORM")\nfi\n${ISTIOD} "\${flags[@]}"\n`,
};

const QUERIED: Files = {
  'up.sh': `#!/bin/bash\nflags=$(yq -r '.[env(CLUSTER)].mesh.flags' clusters.yaml)\nredis=$(yq .redis clusters.yaml)\n${ISTIOD} $flags\n`,
  'clusters.yaml':
    'dev:\n  mesh:\n    flags: --set a=1\n  redis: five\nprod:\n  mesh:\n    flags: --set a=2\n  redis: six\n  region: eu\n',
};

const CODE: Files = {
  'up.ps1': `$more = Get-Flags $cfg.Mesh\n$cfg = Get-Content "settings.json" | ConvertFrom-Json\n${ISTIOD} @more\n`,
  'settings.json': '{\n  "mesh": {"profile": "one"},\n  "redis": {"profile": "two"}\n}\n',
};

const LOOPED: Files = {
  'up.sh': `#!/bin/bash\nfor release in istiod; do\n  values="values/$release.yaml"\n  [ -f "$values" ] && args+=(-f "$values")\n  ${ISTIOD} "\${args[@]}" $(yq -r .mesh.flags "envs/$1.yaml")\ndone\n`,
  'values/redis.yaml': 'release: first\n',
  'envs/prod.yaml': 'mesh:\n  flags: --set a=1\nrelease: two\n',
};

describe('analysis/asked-settings', () => {
  it.each<[string, Files, string, string, string]>([
    ['a Vagrantfile', VAGRANT, 'kind', 'k3s', '`mesh.platform` (vagrant.yml:3) is not what it was before'],
    ['yq', QUERIED, 'a=2', 'a=3', '`prod.mesh.flags` (clusters.yaml:7) is not what it was before'],
    ['yq, by environment', LOOPED, 'a=1', 'a=2', '`mesh.flags` (envs/prod.yaml:2) is not what it was before'],
    ['PowerShell', CODE, '"one"', '"three"', '`mesh.profile` (settings.json:2) is not what it was before'],
  ])('tells a setting that moves, which %s asks for', async (_, files, from, to, expected) => {
    expect(await told(files, from, to)).toEqual([expected]);
  });

  it.each<[string, Files, string, string]>([
    ['box', VAGRANT, 'ubuntu-22', 'ubuntu-24'],
    ['a sibling', VAGRANT, 'two', 'three'],
    ['k3s', VAGRANT, 'k3s: one', 'k3s: two'],
    ['redis', QUERIED, 'six', 'seven'],
    ['region', QUERIED, 'eu', 'us'],
    ['another part', CODE, '"two"', '"three"'],
    ['values of others', LOOPED, 'first', 'third'],
  ])('leaves settings of others alone: %s', async (_, files, from, to) => {
    expect(await told(files, from, to)).toEqual([]);
  });
});

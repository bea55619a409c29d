/** Real repositories of Terraform, Terragrunt and Helmfile, kept outside of the project, and their upgrades. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { detect } from '../../../src/detect/detect.js';
import { pairUpgrades } from '../../../src/detect/pairing/pair.js';
import type { Tree } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { SHARED } from '../../support/shared.js';

const REPOSITORIES = path.join(SHARED, 'repos');

/** Files that describe a repository from outside are no part of it. */
function treeOf(...parts: readonly string[]): Tree {
  const folder = path.join(REPOSITORIES, ...parts);
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /^(SOURCE|EXPECT)\.json$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, file).split(path.sep).join('/')] = readFileSync(file, 'utf8');
  }
  return memoryTree(files);
}

/** For each place of a version: the version, and the charts that it decides. */
const CORPUS: readonly (readonly [folder: string, form: string, Readonly<Record<string, string>>])[] = [
  [
    '04-helmfile/linode__apl-core',
    'helmfile',
    {
      'charts/istio-base/Chart.yaml:10': '1.30.3 base',
      'charts/istio-cni/Chart.yaml:11': '1.30.3 cni',
      'charts/istio-gateway/Chart.yaml:12': '1.30.3 gateway',
      'charts/istiod/Chart.yaml:12': '1.30.3 istiod',
      'charts/ztunnel/Chart.yaml:11': '1.30.3 ztunnel',
    },
  ],
  [
    '05-terraform/aws-samples__istio-on-eks',
    'terraform',
    {
      'modules/04-security/terraform/istio.tf:3': '1.20.2 base gateway istiod',
      'patterns/multi-cluster-multi-primary/multi-network/locals.tf:24':
        '1.26.2 base base gateway gateway gateway gateway istiod istiod',
      'patterns/multi-cluster-multi-primary/single-network/locals.tf:23':
        '1.26.2 base base gateway gateway istiod istiod',
      'terraform-blueprint/ambient/main.tf:41': '1.22.0 base cni gateway istiod ztunnel',
      'terraform-blueprint/sidecar/main.tf:41': '1.26.1 base gateway istiod',
    },
  ],
  [
    '06-iac-other/archegos-labs__platform',
    'terraform',
    { 'istio/system/terraform/main.tf:3': '1.30.2 base cni gateway istiod ztunnel' },
  ],
];

const BUMPS: readonly (readonly [name: string, from: string, to: string, charts: string])[] = [
  ['archegos-labs__platform__1.24.1__1.27.0', '1.24.1', '1.27.0', 'base cni gateway istiod ztunnel'],
  ['archegos-labs__platform__1.27.0__1.30.2', '1.27.0', '1.30.2', 'base cni gateway istiod ztunnel'],
  ['aws-samples__istio-on-eks__1.22.0__1.26.1', '1.22.0', '1.26.1', 'base gateway istiod'],
  ['linode__apl-core__1.26.0__1.26.1', '1.26.0', '1.26.1', 'base gateway gateway istiod'],
  ['linode__apl-core__1.29.2__1.30.2', '1.29.2', '1.30.2', 'base cni gateway istiod ztunnel'],
];

const whereShared = existsSync(REPOSITORIES) ? describe : describe.skip;
if (!existsSync(REPOSITORIES))
  console.warn(`shared repositories are not at ${REPOSITORIES}: their tests are skipped`);

whereShared('detect: shared repositories of infrastructure', () => {
  it.each(CORPUS)('finds what a reader finds in %s', async (folder, form, expected) => {
    const { installations } = await detect(treeOf('corpus', ...folder.split('/')));
    const charts = new Map<string, string[]>();
    for (const { chart, version, at, release } of installations) {
      if (release.form !== form) continue;
      const place = `${at.file}:${at.line} ${version}`;
      charts.set(place, [...(charts.get(place) ?? []), chart]);
    }
    const found = [...charts].map(([place, names]) => {
      const [at = '', version = ''] = place.split(' ');
      return [at, [version, ...names.toSorted()].join(' ')];
    });
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it.each(BUMPS)('pairs %s', async (name, from, to, charts) => {
    const [before, after] = [
      await detect(treeOf('bumps', name, 'before')),
      await detect(treeOf('bumps', name, 'after')),
    ];
    const upgrades = pairUpgrades(before, after, { before: [], after: [] }).filter(
      ({ kind }) => kind === 'upgrade',
    );
    expect(
      new Set(upgrades.map(upgrade => `${upgrade.before?.istioVersion} ${upgrade.after?.istioVersion}`)),
    ).toEqual(new Set([`${from} ${to}`]));
    expect(
      upgrades
        .map(({ chart }) => chart)
        .toSorted()
        .join(' '),
    ).toBe(charts);
  });
});

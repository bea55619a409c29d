/** Every installation of the shared repositories, taken from each minor to the next ones: what is found, and what must not be. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { InstallationState } from '../../src/behaviour/state.js';
import { writtenValues } from '../../src/behaviour/written-values.js';
import { detect } from '../../src/detect/detect.js';
import { deadProviders } from '../../src/findings/dead-provider.js';
import { deadSettings } from '../../src/findings/dead-setting.js';
import { deadValues } from '../../src/findings/dead-value.js';
import { unknownSettings } from '../../src/findings/unknown-setting.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import type { Finding, Installation, ValuesDocument } from '../../src/model.js';
import { folderTree } from '../../src/tree/folder.js';
import { parseYaml } from '../../src/yaml/positioned.js';
import { chartUpgrade } from '../support/chart-state.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { SHARED } from '../support/shared.js';

const facts = loadFacts('knowledge/facts');

/** Settings in these repositories that are dead or misplaced, each looked up by hand in Istio's source. */
const REAL = new Set([
  'dead-setting istio_cni.enabled',
  'dead-setting istio_cni.chained',
  'dead-setting istio_cni',
  'dead-setting AUTO_RELOAD_PLUGIN_CERTS',
  'unknown-setting CLOUD_PLATFORM',
  // An overlay gives it to istiod; no release of Istio has read it.
  'unknown-setting ISTIO_CNI_ENABLED',
]);

const REPOS = path.join(SHARED, 'repos');
const folders = existsSync(REPOS)
  ? [
      ...nested(path.join(REPOS, 'corpus')),
      ...nested(path.join(REPOS, 'bumps')).filter(folder => /(before|after)$/.test(folder)),
    ]
  : [];
if (folders.length === 0) console.warn(`${REPOS} is not here: tests of real values are skipped`);

/** Last patch of every minor. */
const lasts = [...new Map(facts.releases.map(release => [release.replace(/\.\d+$/, ''), release])).values()];

(folders.length > 0 ? describe : describe.skip)('findings: real values', () => {
  const installations: Installation[] = [];

  beforeAll(async () => {
    for (const folder of folders) {
      const { installations: found } = await detect(await folderTree(folder));
      installations.push(...found);
    }
  }, 120_000);

  it('calls nothing dead or misspelt that is not', () => {
    expect(installations.flatMap(writtenValues).length).toBeGreaterThan(1000);
    const found = new Set<string>();
    for (const installation of installations) {
      for (const [from, to] of steps()) {
        for (const { rule, knob } of judge(at(installation, from), at(installation, to))) {
          found.add(`${rule} ${knob?.name}`);
        }
      }
    }
    expect([...found].filter(hit => !REAL.has(hit))).toEqual([]);
    expect(found.size).toBeGreaterThan(2);
  }, 120_000);

  it('finds a dead pin, a dead key and a typo in them, each at its line', () => {
    let tried = 0;
    for (const installation of installations) {
      const layer = wholeFile(installation);
      if (!layer) continue;
      tried++;
      const start = layer.text.trimEnd().split('\n').length;
      const text = `${layer.text.trimEnd()}\nistio_cni: {enabled: true}\nenv:\n  ENABLE_AUTO_SNI: "false"\nmeshConfg: {}\nglobl:\n  hub: x\n`;
      const [document] = parseYaml(layer.file, text).documents;
      if (!document) throw new Error(`${layer.file} does not parse any more`);
      const edited: Installation = {
        ...installation,
        release: {
          ...installation.release,
          values: installation.release.values.map(other =>
            other === layer ? { ...layer, text, data: document.data } : other,
          ),
        },
      };
      const places = judge(at(edited, '1.23.6'), at(edited, '1.26.0')).flatMap(({ rule, locations }) =>
        locations.map(({ file, line }) => `${rule} ${file}:${line}`),
      );
      expect(places).toContain(`dead-setting ${layer.file}:${start + 1}`);
      expect(places).toContain(`dead-setting ${layer.file}:${start + 3}`);
      expect(places).toContain(`unknown-setting ${layer.file}:${start + 5}`);
    }
    expect(tried).toBeGreaterThan(2);
  });
});

function judge(before: InstallationState, after: InstallationState): readonly Finding[] {
  const upgrade = chartUpgrade(before, after);
  return [
    ...deadSettings(upgrade, before, after, facts),
    ...deadProviders(upgrade, before, after),
    ...deadValues(upgrade, before, after, facts, []),
    ...unknownSettings(upgrade, before, after, facts, []),
  ];
}

function at(installation: Installation, version: string): InstallationState {
  return { installation: { ...installation, version, istioVersion: version } };
}

/** From each minor to the next, the one after, and the newest. */
function* steps(): Generator<readonly [string, string]> {
  for (const [index, from] of lasts.entries()) {
    for (const to of new Set([lasts[index + 1], lasts[index + 2], lasts.at(-1)])) {
      if (to !== undefined && to !== from) yield [from, to];
    }
  }
}

/** The highest values file of an istiod of its own that holds nothing but its values. */
function wholeFile({ chart, release, valuesPath }: Installation): ValuesDocument | undefined {
  const layer = release.values.at(-1);
  if (chart !== 'istiod' || valuesPath.length > 0 || layer?.kind !== 'document') return undefined;
  // An unpacked copy of the chart brings its own file along, which is nobody's choice.
  if (layer.source !== 'file' || layer.home?.style !== 'mapping' || layer.home.path.length > 0)
    return undefined;
  return /^(env|istio_cni|globl|meshConfg):/m.test(layer.text) ? undefined : layer;
}

function nested(folder: string): string[] {
  return readdirSync(folder).flatMap(name =>
    readdirSync(path.join(folder, name), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => path.join(folder, name, entry.name)),
  );
}

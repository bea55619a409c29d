/** Trees kept outside of the project: incidents as umbrella charts, and real repositories with their upgrades. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { detect } from '../../../src/detect/detect.js';
import { pairUpgrades } from '../../../src/detect/pairing/pair.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import type { Tree } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { SHARED } from '../../support/shared.js';

const CASES = path.join(SHARED, 'cases');
const BUMPS = path.join(SHARED, 'repos', 'bumps');

/** Files that describe a repository from outside are no part of it. */
function treeOf(folder: string): Tree {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'SOURCE.json') continue;
    const file = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, file).split(path.sep).join('/')] = readFileSync(file, 'utf8');
  }
  return memoryTree(files);
}

const cases = existsSync(CASES)
  ? readdirSync(CASES).flatMap(name =>
      ['exposed', 'safe']
        .map(side => path.join(name, side))
        .filter(folder => existsSync(path.join(CASES, folder, 'base'))),
    )
  : [];
const bumps = existsSync(BUMPS) ? readdirSync(BUMPS) : [];

if (cases.length === 0) console.warn(`shared trees are not at ${SHARED}: their tests are skipped`);

(cases.length > 0 ? describe : describe.skip)('detect: shared cases', () => {
  it.each(cases)('pairs every chart of %s', async folder => {
    const [before, after] = await Promise.all(
      ['base', 'head'].map(side => detect(treeOf(path.join(CASES, folder, side)))),
    );
    if (!before || !after) throw new Error('both sides were read');
    const declared = readFileSync(path.join(CASES, folder, 'head/mesh/Chart.yaml'), 'utf8');
    const names = [...declared.matchAll(/^- name: (.*)$/gm)].map(match => match[1]);
    const versions = [...declared.matchAll(/^ {2}version: (.*)$/gm)].map(match => match[1]);
    const upgrades = pairUpgrades(before, after, { before: [], after: [] });
    expect(upgrades.map(({ chart, kind, after: now }) => [chart, kind, now?.istioVersion])).toEqual(
      names.map((name, index) => [name, 'upgrade', versions[index]]),
    );
    expect([...before.problems, ...after.problems]).toEqual([]);
    expect(await unreadForms(treeOf(path.join(CASES, folder, 'head')))).toEqual([]);
  });
});

(bumps.length > 0 ? describe : describe.skip)('detect: shared bumps', () => {
  it.each(bumps)('never takes %s for a change without an upgrade', async name => {
    const [old, now] = [treeOf(path.join(BUMPS, name, 'before')), treeOf(path.join(BUMPS, name, 'after'))];
    const upgrades = pairUpgrades(await detect(old), await detect(now), { before: [], after: [] });
    const known = new Set((await unreadForms(old)).map(({ fingerprint }) => fingerprint));
    const moved = (await unreadForms(now)).filter(({ fingerprint }) => !known.has(fingerprint));
    expect(upgrades.length + moved.length).toBeGreaterThan(0);
  });
});

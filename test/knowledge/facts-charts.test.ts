/** The facts against charts as Istio publishes them. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { list, type ReadEntry } from 'tar';
import { loadFacts } from '../../src/knowledge/facts.js';
import { leavesOf, unwrapValues } from '../../tools/facts/values.js';
import { describe, expect, it } from '../support/jest.js';

const charts = join(process.env.PREFLIGHT_SHARED ?? '../shared', 'charts');
const facts = loadFacts(fileURLToPath(new URL('../../../knowledge/facts', import.meta.url)));

/** The chart's own files that are asked for, subcharts left out. */
function readArchive(file: string, wanted: (path: string) => boolean): Map<string, string> {
  const found = new Map<string, string>();
  list({
    file,
    sync: true,
    onReadEntry: (entry: ReadEntry) => {
      const path = entry.path.split('/').slice(1).join('/');
      if (!wanted(path)) return;
      const chunks: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
      entry.on('end', () => found.set(path, Buffer.concat(chunks).toString('utf8')));
    },
  });
  return found;
}

function factsOf(chart: string, release: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const setting of facts.all('values')) {
    if (setting.component !== chart) continue;
    const value = facts.defaultAt('values', setting.name, chart, release);
    if (value !== undefined) found.set(setting.name, value);
  }
  return found;
}

const available = existsSync(charts)
  ? facts.releases.filter(release => existsSync(join(charts, release)))
  : [];

if (available.length === 0) {
  describe('knowledge/facts, packaged charts', () => {
    it.skip(`needs packaged charts in ${charts}`, () => {});
  });
} else {
  describe('knowledge/facts, packaged charts', () => {
    it.each(available)('agree with %s', release => {
      for (const archive of readdirSync(join(charts, release))) {
        const chart = archive.slice(0, -`-${release}.tgz`.length);
        const files = readArchive(join(charts, release, archive), path =>
          /^(values|files\/profile-.*)\.yaml$/.test(path),
        );
        const { values } = unwrapValues(
          (load(files.get('values.yaml') ?? '') ?? {}) as Record<string, unknown>,
        );
        const shipped = new Map(leavesOf(values).map(leaf => [leaf.path, leaf.value]));
        expect([chart, Object.fromEntries(factsOf(chart, release))]).toEqual([
          chart,
          Object.fromEntries(shipped),
        ]);
        const profiles = [...files.keys()].filter(path => path !== 'values.yaml');
        expect([chart, facts.profiles(chart, release)]).toEqual([
          chart,
          profiles.map(path => path.slice('files/profile-'.length, -'.yaml'.length)).sort(),
        ]);
        for (const path of profiles) {
          const name = path.slice('files/profile-'.length, -'.yaml'.length);
          expect([chart, name, facts.profile(chart, release, name)]).toEqual([
            chart,
            name,
            load(files.get(path) ?? '') ?? {},
          ]);
        }
      }
    });
  });
}

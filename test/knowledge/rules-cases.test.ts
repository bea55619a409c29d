/** The rules on real upgrade incidents, kept outside of this repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gt, lte } from 'semver';
import { resourcesOf } from '../../src/mesh/collect.js';
import { createMesh } from '../../src/mesh/mesh.js';
import { parseYaml } from '../../src/yaml/positioned.js';
import { readRules } from '../../tools/pack-knowledge.js';
import { changeOf, judge } from '../mesh/mesh-of.js';
import { describe, expect, it } from '../support/jest.js';

const cases = join(process.env.PREFLIGHT_SHARED ?? '../shared', 'cases');
const { rules } = await readRules('knowledge');

const EXPECTED = [
  ['verify-cert-private-ca', 'verify-certificate-at-client', 7],
  ['externalname-dr-and-vs', 'external-name-alias', 13],
  ['resolution-none-targetport', 'resolution-none-target-port', 10],
  ['envoyfilter-old-filter-names', 'envoyfilter-old-filter-names', 9],
  ['envoyfilter-missing-typed-config', 'envoyfilter-missing-typed-config', 10],
  ['envoyfilter-xds-v2-types', 'envoyfilter-xds-v2-types', 12],
  ['stats-compression-annotation', 'stats-compression-annotation', 9],
  ['telemetry-cel-attributes', 'telemetry-cel-attributes', 10],
  ['custom-network-filters-removed', 'envoyfilter-network-filters-removed', 15],
  ['default-retry-drops-503', 'default-retries-503', 7],
  ['dr-merge-exportto', 'destination-rule-merge', 13],
  ['mirror-shadow-suffix', 'mirror-shadow-suffix', 9],
  ['unified-sidecar-scope', 'unified-sidecar-scope', 12],
  ['se-same-host-merge-120', 'service-entry-same-host-endpoints', 6],
  ['se-address-overlaps-clusterip', 'service-entry-address-overlap-withdrawn', 13],
  ['debug-endpoint-auth-kiali', 'debug-endpoint-auth', 8],
  ['xds-debug-plaintext-auth', 'xds-debug-auth', 12],
  ['jwt-audience-list-121', 'jwt-list-claims', 14],
  ['httpget-probe-host-regression', 'probe-host', 13],
] as const;

/** Where the cases are not at hand there is nothing to run; the rules' own examples stand alone. */
const describeCases = existsSync(cases) ? describe : describe.skip;

describeCases(`knowledge/rules on incidents (${cases})`, () => {
  it.each(EXPECTED)('%s', (name, id, line) => {
    const exposed = verdictsOn(name, 'exposed', id);
    expect(exposed[0]).toMatchObject({ exposure: 'exposed', at: { file: 'config/resources.yaml', line } });
    expect(verdictsOn(name, 'safe', id)).toEqual([]);
  });

  it('finds nothing else exposed on the safe ones', () => {
    for (const [name] of EXPECTED) {
      const { from, to } = caseOf(name);
      for (const { id, evidence, since } of rules) {
        if (evidence !== 'resource' || !since.some(version => gt(version, from) && lte(version, to)))
          continue;
        expect([name, id, verdictsOn(name, 'safe', id)]).toEqual([name, id, []]);
      }
    }
  });
});

function caseOf(name: string): { readonly from: string; readonly to: string } {
  return JSON.parse(readFileSync(join(cases, name, 'case.json'), 'utf8'));
}

function verdictsOn(name: string, variant: string, id: string) {
  const rule = rules.find(candidate => candidate.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  const head = join(cases, name, variant, 'head');
  const resources = readdirSync(head, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.yaml'))
    .flatMap(path => resourcesOf(parseYaml(path, readFileSync(join(head, path), 'utf8')), 'file'));
  return judge(rule, createMesh(resources), changeOf(rule)).filter(({ exposure }) => exposure === 'exposed');
}

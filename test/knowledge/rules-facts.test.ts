/** Rules say since when, and until when, a setting is read: generated facts have to agree. */

import { compare } from 'semver';
import { readerOf } from '../../src/behaviour/behaviour.js';
import { loadFacts } from '../../src/knowledge/facts.js';
import { chartOf } from '../../src/rules/engine.js';
import { valueAt } from '../../src/yaml/positioned.js';
import { readRules } from '../../tools/pack-knowledge.js';
import { describe, expect, it } from '../support/jest.js';

const facts = loadFacts('knowledge/facts');
const { rules } = await readRules('knowledge');

/** Variables that Envoy itself reads are in no source of Istio's. */
const isEnvoys = (name: string) => name.startsWith('ENVOY_') && facts.settings('env', name).length === 0;

const environment = rules.flatMap(({ id, since, knob, component }) =>
  knob && (knob.kind === 'env' || knob.kind === 'proxyMetadata') && !isEnvoys(knob.name)
    ? [{ id, since, knob, reader: readerOf(knob.kind, chartOf(component)) }]
    : [],
);

function releaseBefore(version: string): string {
  const index = facts.releases.indexOf(version);
  expect(index).toBeGreaterThan(0);
  return facts.releases[index - 1] ?? '';
}

describe('knowledge/rules against the facts', () => {
  it.each(environment.map(part => [part.id, part] as const))(
    '%s has its new default from the release it says',
    (_, part) => {
      for (const since of part.since) {
        expect(facts.defaultAt('env', part.knob.name, part.reader, since)).toBe(part.knob.new);
      }
      // What a release before it has is the old default, or no such setting.
      const [first = ''] = part.since;
      const before = facts.defaultAt('env', part.knob.name, part.reader, releaseBefore(first));
      expect([undefined, part.knob.old]).toContain(before);
    },
  );

  it.each(environment.map(part => [part.id, part] as const))(
    '%s is read until the release it says',
    (_, part) => {
      const read = (version: string) =>
        facts.defaultAt('env', part.knob.name, part.reader, version) !== undefined;
      const { removed } = part.knob;
      if (removed === undefined) {
        expect(read(facts.newest)).toBe(true);
        return;
      }
      expect(read(removed)).toBe(false);
      const later = facts.releases.filter(version => compare(version, removed) >= 0);
      expect(later.filter(read)).toEqual([]);
      expect(read(releaseBefore(removed))).toBe(true);
    },
  );

  it('leaves no setting of the compatibility profiles for 1.20 and 1.21 without a rule', () => {
    const known = new Map(rules.flatMap(({ knob }) => (knob ? [[knob.name, knob]] : [])));
    for (const [release, compatibilityVersion] of [
      ['1.21.0', '1.20'],
      ['1.22.2', '1.20'],
      ['1.22.2', '1.21'],
    ] as const) {
      const profile = facts.compatibilityProfile('istiod', release, compatibilityVersion);
      expect(profile).toBeDefined();
      const written = [
        ...Object.entries(valueAt(profile, ['pilot', 'env']) ?? {}),
        ...Object.entries(valueAt(profile, ['meshConfig', 'defaultConfig', 'proxyMetadata']) ?? {}),
      ];
      expect(written.length).toBeGreaterThan(1);
      for (const [name, value] of written) expect([name, known.get(name)?.old]).toEqual([name, value]);
    }
  });
});

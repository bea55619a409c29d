import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { explain } from '../../src/explain.js';
import {
  type Coverage,
  coverage as cover,
  knownChanges,
  type LedgerEntry,
} from '../../src/knowledge/coverage.js';
import { loadFacts, type PrintedFacts } from '../../src/knowledge/facts.js';
import { loadLedger } from '../../src/knowledge/ledger.js';
import { loadRules } from '../../src/knowledge/rules.js';
import { addKnowledgeCommands, coverage, facts } from '../../src/knowledge-command.js';
import { parseLedger } from '../../tools/pack-ledger.js';
import { describe, expect, it } from '../support/jest.js';

const ASSETS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../src/assets');
const known = loadFacts('knowledge/facts');
const rules = loadRules(ASSETS);

async function run(...argv: string[]): Promise<string> {
  let output = '';
  const program = new Command().exitOverride();
  addKnowledgeCommands(program, text => {
    output += text;
  });
  await program.parseAsync(['knowledge', ...argv], { from: 'user' });
  return output;
}

describe('knowledge facts', () => {
  it('prints every setting with its history as JSON', async () => {
    const { versions, settings } = JSON.parse(await run('facts', '--format', 'json')) as PrintedFacts;
    expect(versions).toEqual(known.releases);
    expect(settings.find(({ name }) => name === 'ENABLE_AUTO_SNI')).toEqual({
      kind: 'env',
      name: 'ENABLE_AUTO_SNI',
      component: 'pilot',
      type: 'bool',
      history: [
        { from: '1.16.0', to: '1.20.8', default: 'false' },
        { from: '1.21.0', to: '1.25.5', default: 'true' },
      ],
    });
  });

  it('prints lines that can be searched', async () => {
    const lines = (await facts('text', ASSETS)).split('\n');
    expect(lines[0]).toBe(`Istio 1.16.0 to ${known.newest}`);
    expect(lines).toContain('env ENABLE_AUTO_SNI (pilot)  1.21.0 to 1.25.5  true');
  });
});

describe('knowledge coverage', () => {
  it('counts every change once: judged, explained or open', async () => {
    const result = JSON.parse(await run('coverage', '--format', 'json')) as Coverage;
    expect(result.changes).toBe(result.rules + result.ledger + result.uncovered.length);
    expect(result.changes).toBe(knownChanges(known).length);
    expect(result.rules).toBeGreaterThan(0);
    for (const change of result.uncovered) expect(Object.keys(change)).toEqual(['version', 'kind', 'name']);
  });

  it('leaves no change of behaviour that nobody looked at', () => {
    const entries = loadLedger(ASSETS);
    expect(cover(known, rules, entries).uncovered).toEqual([]);
  });

  it('prints what is open by release', async () => {
    const text = await run('coverage');
    expect(text).toMatch(/^\d+ changes of behaviour up to Istio 1\.\d+\.\d+: \d+ judged by rules, /);
    const { uncovered } = JSON.parse((await coverage('json', ASSETS)).text) as Coverage;
    const [first] = uncovered;
    if (first) expect(text).toContain(`\n${first.version}:\n  ${first.name} (${first.kind})\n`);
  });

  it.each([
    ['1.24.0', 'note', '53318', 'an upgrade note'],
    ['1.21.0', 'env', 'ENABLE_AUTO_SNI', 'a flip'],
    ['1.26.0', 'env', 'ENABLE_AUTO_SNI', 'a removal'],
    [
      '1.24.0',
      'env',
      'PILOT_UNIFIED_SIDECAR_SCOPE',
      'what arrives switched on, by its compatibility profile',
    ],
    ['1.25.0', 'values', 'ambient.dnsCapture', "a chart's value in a compatibility profile"],
    ['1.20.2', 'env', 'STACKDRIVER_AUDIT_LOG', 'what a patch brings'],
    ['1.19.0', 'env', 'REWRITE_TCP_PROBES', 'a removal in the oldest minors'],
    ['1.16.5', 'note', '44424', 'what a patch of the oldest minor says'],
    ['1.27.6', 'env', 'ENABLE_DEBUG_ENDPOINT_AUTH', 'what a patch brings to an old branch'],
    ['1.28.4', 'env', 'ENABLE_DEBUG_ENDPOINT_AUTH', 'and to a newer one'],
  ])('knows the change of %s: %s %s, %s', (version, kind, name) => {
    expect(knownChanges(known)).toContainEqual({ version, kind, name });
  });

  it('takes an entry of the ledger for its own minor only', () => {
    const entry: LedgerEntry = { minor: '1.26', kind: 'env', name: 'ENABLE_AUTO_SNI', why: 'told' };
    const [bare, told] = [cover(known, [], []), cover(known, [], [entry])];
    expect(told.ledger).toBe(1);
    expect(bare.uncovered.filter(change => !told.uncovered.some(other => sameAs(other, change)))).toEqual([
      { version: '1.26.0', kind: 'env', name: 'ENABLE_AUTO_SNI' },
    ]);
    expect(cover(known, rules, [entry]).ledger).toBe(0);
  });
});

describe('knowledge ledger', () => {
  it('explains several notes with one reason', () => {
    const { entries, errors } = parseLedger(
      '1.24.yaml',
      '- {notes: [53318, some-note], why: read by nobody}',
    );
    expect(errors).toEqual([]);
    expect(entries.map(({ name, kind }) => [kind, name])).toEqual([
      ['note', '53318'],
      ['note', 'some-note'],
    ]);
  });

  it('reads entries in order', () => {
    const text =
      '- {name: B, kind: env, why: not seen}\n- {name: a.b, kind: values, why: " x "}\n- {name: A, kind: env, why: y}\n';
    expect(parseLedger('1.24.yaml', text)).toEqual({
      entries: [
        { minor: '1.24', name: 'A', kind: 'env', why: 'y' },
        { minor: '1.24', name: 'B', kind: 'env', why: 'not seen' },
        { minor: '1.24', name: 'a.b', kind: 'values', why: 'x' },
      ],
      errors: [],
    });
    expect(parseLedger('1.24.yaml', '')).toEqual({ entries: [], errors: [] });
  });

  it.each([
    ['notes.yaml', '[]', 'notes.yaml: is not named after a minor release'],
    ['1.24.yaml', 'a: b', '1.24.yaml: is not a list'],
    ['1.24.yaml', '- x', '1.24.yaml: entry 1 is not a mapping'],
    ['1.24.yaml', '- {kind: env, why: x}', '1.24.yaml: entry 1 has no name'],
    [
      '1.24.yaml',
      '- {name: A, kind: x, why: x}',
      '1.24.yaml: entry 1 is of no known kind: env, meshConfig, values, note',
    ],
    ['1.24.yaml', '- {name: A, kind: env}', '1.24.yaml: entry 1 does not say why'],
    ['1.24.yaml', '- {name: A, kind: env, why: x, who: y}', '1.24.yaml: entry 1 has an unknown key who'],
    ['1.24.yaml', '- &a {name: A, kind: env, why: x}\n- *a', '1.24.yaml: A (env) stands there twice'],
  ])('refuses %s with %s', (file, text, error) => {
    expect(parseLedger(file, text).errors).toEqual([error]);
  });
});

describe('explain', () => {
  it.each([
    ['ENABLE_AUTO_SNI', 'went from false to true in 1.21.0'],
    ['ENABLE_AUTO_SNI', 'from 1.26.0 on'],
    ['ENABLE_AUTO_SNI', 'compatibilityVersion sets it: 1.20 in 1.21.0 to 1.23.6'],
    ['ENABLE_AUTO_SNI', 'Judged by: auto-sni.'],
    ['pilot.env.ENABLE_AUTO_SNI', 'Judged by: auto-sni.'],
    ['istio_cni.enabled', 'from 1.24.0 on'],
    ['pilot.cni.enabled', `still looked at in ${known.newest}`],
    ['ambient.dnsCapture', 'went from false to true in 1.25.0'],
    ['meshConfig.defaultConfig.drainDuration', '45s by default'],
    ['meshConfig.defaultConfig.statsCompression', 'came with 1.29.0'],
    ['PILOT_ENABLE_INBOUND_PASSTHROUGH', 'from 1.22.0 on'],
  ])('tells of %s: %s', (name, words) => {
    expect(explain(name).replaceAll('\n', ' ')).toContain(words);
  });

  it('names the nearest setting for one that never was', () => {
    expect(() => explain('PILOT_ENABLE_IP_AUTOALOCATE')).toThrow(
      'did you mean PILOT_ENABLE_IP_AUTOALLOCATE?',
    );
    expect(() => explain('pilot.autoscaleMn')).toThrow('did you mean pilot.autoscaleMin?');
  });
});

function sameAs(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

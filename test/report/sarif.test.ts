import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Finding, Report } from '../../src/model.js';
import { renderSarif } from '../../src/report/sarif.js';
import { describe, expect, it } from '../support/jest.js';
import { hostile } from './hostile.js';
import { sampleFinding, sampleReport } from './sample.js';

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [
    {
      physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number; endLine: number } };
    },
  ];
  readonly partialFingerprints: Record<string, string>;
}

interface Run {
  readonly tool: {
    readonly driver: { readonly rules: readonly { id: string; shortDescription: { text: string } }[] };
  };
  readonly invocations: readonly [
    { executionSuccessful: boolean; toolExecutionNotifications: readonly unknown[] },
  ];
  readonly results: readonly Result[];
}

/** The schema of the standard; its words are those of draft 4, but it says nothing that newer drafts read otherwise. */
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  ),
);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

/** The one run of a report's SARIF, which conforms to the standard. */
function runOf(report: Report): Run {
  const log = JSON.parse(renderSarif(report));
  validate(log);
  expect(validate.errors).toBeNull();
  return log.runs[0];
}

function prints(report: Report): string[] {
  return runOf(report).results.map(({ partialFingerprints }) => Object.values(partialFingerprints).join());
}

const at = (file: string, line: number, resource?: string) => ({
  file,
  line,
  ...(resource === undefined ? {} : { resource }),
});

describe('report/sarif', () => {
  it('has a result for each place of what acts here or is not known, and nothing else', () => {
    const { results, tool } = runOf(sampleReport());
    expect(results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
      'auto-sni error',
      'verify-certificate-at-client note',
    ]);
    const [first] = results;
    expect(first?.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'apps/orders/ledger.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 31, endLine: 31 },
    });
    expect(first?.message.text).toContain('now it is `ledger.orders.example.com`');
    expect(first?.message.text).toContain(
      'pilot.env.ENABLE_AUTO_SNI: "false" at clusters/prod/istiod.yaml:18',
    );
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('conforms with nothing to tell, and with everything that could not be analysed', () => {
    const none = { findings: [], incomplete: [], upgrades: [], changes: [], restarts: [] };
    expect(runOf(sampleReport({ ...none, verdict: 'no-upgrade' })).results).toEqual([]);
    const incomplete = Array.from({ length: 500 }, (_item, n) => ({
      what: `a${n}`,
      why: 'why',
      blocking: true,
      ...(n % 2 ? { file: `a/${n}.yaml`, line: n } : {}),
    }));
    const [invocation] = runOf(sampleReport({ verdict: 'incomplete', incomplete })).invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications).toHaveLength(201);
  });

  it('keeps fingerprints when lines and words move, and tells places apart', () => {
    const finding = (places: Finding['locations'], summary = 'old words'): Report =>
      sampleReport({ findings: [sampleFinding({ locations: places, summary })] });
    const before = prints(finding([at('a.yaml', 3, 'X/n/a'), at('a.yaml', 9, 'X/n/b'), at('b.yaml', 3)]));
    const after = prints(finding([at('b.yaml', 5), at('a.yaml', 30, 'X/n/b')], 'new words'));
    expect(new Set(before).size).toBe(3);
    expect(after).toEqual([before[2], before[1]]);
    const twins = prints(finding([at('a.yaml', 9), at('a.yaml', 3)]));
    expect(new Set(twins).size).toBe(2);
    expect(prints(finding([at('a.yaml', 3), at('a.yaml', 9)]))).toEqual([twins[1], twins[0]]);
    expect(before.join()).toMatch(/^[0-9a-f]{32}(,[0-9a-f]{32}){2}$/);
  });

  it('puts a finding without a place at the version that brings it', () => {
    const [result] = runOf(sampleReport({ findings: [sampleFinding({ locations: [] })] })).results;
    expect(result?.locations[0].physicalLocation.artifactLocation.uri).toBe('clusters/prod/istiod.yaml');
  });

  it('gives findings from facts that share a rule a title that fits all of them', () => {
    const findings = ['A', 'B'].map(name =>
      sampleFinding({ rule: 'dead-setting', title: `${name} is dead` }),
    );
    const { rules } = runOf(sampleReport({ findings })).tool.driver;
    expect(rules.map(({ shortDescription }) => shortDescription.text)).toEqual(['dead setting']);
  });

  it('keeps to GitHub’s limit of results, the worst first', () => {
    const many = Array.from({ length: 6000 }, (_, n) => at(`f/${n}.yaml`, 1));
    const findings = [
      sampleFinding({ rule: 'low', severity: 'low', locations: many }),
      sampleFinding({ rule: 'worst', locations: [at('w.yaml', 1)] }),
    ];
    const { results } = runOf(sampleReport({ findings }));
    expect(results).toHaveLength(5000);
    expect(results[0]?.ruleId).toBe('worst');
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'conforms, and names no other host or folder, whatever the pull request holds (%i)',
    seed => {
      const findings = [
        sampleFinding({
          rule: hostile(seed),
          title: hostile(seed + 1),
          summary: hostile(seed + 2),
          references: [hostile(seed + 3)],
          locations: [
            {
              file: `../../${hostile(seed + 4)}`,
              line: 1,
              resource: hostile(seed),
              message: hostile(seed + 5),
            },
            { file: 'https://evil.example/x.yaml', line: 2 },
            { file: '//evil.example', line: 2, message: 'see [1](1) and {0}' },
          ],
        }),
      ];
      for (const { locations, message } of runOf(sampleReport({ findings })).results) {
        const { uri } = locations[0].physicalLocation.artifactLocation;
        expect(new URL(uri, 'file:///root/').href).toMatch(/^file:\/\/\/root\//);
        expect(message.text).not.toMatch(/(?<!\\)\]\(/);
        expect(message.text).not.toMatch(/(?<!\{)\{\d+\}(?!\})/);
      }
    },
  );
});

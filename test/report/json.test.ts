import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Report } from '../../src/model.js';
import { renderJson } from '../../src/report/json.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { sampleFinding, sampleReport, sampleUpgrade } from './sample.js';

/** Folder of package.json, seen from this file compiled into `build/test/report`. */
const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

let validate: ValidateFunction;

beforeAll(async () => {
  const schema = JSON.parse(await readFile(path.join(REPOSITORY, 'schema', 'report.schema.json'), 'utf8'));
  validate = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
  }).compile(schema);
});

function errorsOf(report: Report): unknown {
  validate(JSON.parse(renderJson(report)));
  return validate.errors;
}

describe('report/json', () => {
  it('is what the published schema describes', () => {
    expect(errorsOf(sampleReport())).toBeNull();
  });

  it('is that too with nothing to tell, without Helm, and with everything optional', () => {
    const empty = { upgrades: [], findings: [], changes: [], restarts: [], incomplete: [], timings: {} };
    const tool = { ...sampleReport().tool, helm: null };
    expect(
      errorsOf(
        sampleReport({ ...empty, verdict: 'no-upgrade', tool, scope: { declared: 'complete', judged: {} } }),
      ),
    ).toBeNull();
    expect(errorsOf(sampleReport({ mode: 'advise', kubeVersion: '1.29' }))).toBeNull();
    const taken = { reason: 'x', until: '2027-01-31', file: '.istio-preflight.yaml', line: 3 };
    const head = {
      changes: [{ key: 'fail-on', before: '"high"', after: '"never"', line: 1 }],
      mistakes: [{ line: 2, message: 'wrong' }],
    };
    const idle = [{ of: 'auto-sni', why: 'expired' as const, ...taken }];
    expect(
      errorsOf(sampleReport({ policy: { file: '.istio-preflight.yaml', origin: 'base', idle, head } })),
    ).toBeNull();
    const install = sampleUpgrade({ kind: 'install', from: null });
    expect(
      errorsOf(
        sampleReport({ upgrades: [install, { ...install, kind: 'remove', from: install.to, to: null }] }),
      ),
    ).toBeNull();
  });

  it.each<[string, Partial<Report>]>([
    ['an unknown verdict', { verdict: 'fine' as 'pass' }],
    [
      'a fix that claims to be proven',
      {
        findings: [
          sampleFinding({
            overrides: [{ kind: 'fix', target: 'resource', verified: true, weakens: null, note: '' }],
          }),
        ],
      },
    ],
    ['a line that is none', { findings: [sampleFinding({ locations: [{ file: 'a.yaml', line: 0 }] })] }],
    [
      'a date that is none',
      { findings: [sampleFinding({ accepted: { reason: 'r', until: 'soon', file: 'f', line: 1 } })] },
    ],
  ])('is refused by the schema with %s', (_, wrong) => {
    expect(errorsOf(sampleReport(wrong))).not.toBeNull();
  });

  it('is refused by the schema with a field that is not published', () => {
    const json = JSON.parse(renderJson(sampleReport()));
    expect(validate({ ...json, extra: 1 })).toBe(false);
    json.findings[0].extra = 1;
    expect(validate(json)).toBe(false);
  });

  it('holds published fields only, whatever the analysis carries along', () => {
    const withExtra = <T extends object>(value: T): T => Object.assign({ internal: 1 }, value);
    const report = sampleReport({
      upgrades: [withExtra(sampleUpgrade())],
      findings: [withExtra(sampleFinding({ locations: [withExtra({ file: 'a', line: 1 })] }))],
      incomplete: [withExtra({ what: 'w', why: 'y', blocking: true })],
    });
    const text = renderJson(report);
    expect(text).not.toContain('internal');
    expect(errorsOf(report)).toBeNull();
  });

  it('has the same bytes in whatever order the analysis made its objects', () => {
    const report = sampleReport();
    const turned = turn(report) as Report;
    expect(Object.keys(turned)[0]).toBe('timings');
    expect(renderJson(turned)).toBe(renderJson(report));
    expect(Object.keys(JSON.parse(renderJson(report)).timings)).toEqual(['detect', 'render', 'total']);
    expect(Object.keys(JSON.parse(renderJson(report)).scope.judged)).toEqual([
      'DestinationRule',
      'ServiceEntry',
      'VirtualService',
    ]);
  });

  it('keeps values of the diff as they are', () => {
    const before = { list: [1, null, 'x'], ['__proto__']: { own: true } };
    const change = { ...sampleReport().changes[0], before } as Report['changes'][number];
    const json = JSON.parse(renderJson(sampleReport({ changes: [change] })));
    expect(json.changes[0].before).toEqual(before);
  });
});

/** The same data, the keys of every object in the opposite order; not inside values of the diff, which keep theirs. */
function turn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, key === 'after' || key === 'before' ? member : turn(member)] as const)
      .reverse(),
  );
}

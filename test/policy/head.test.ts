import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import type { Finding } from '../../src/model.js';
import { reviewHeadPolicy } from '../../src/policy/head.js';
import { idleAcceptances } from '../../src/policy/idle.js';
import { POLICY_FILE, POLICY_KEYS, parsePolicy } from '../../src/policy/policy.js';
import { PolicyError } from '../../src/policy/values.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const tree = (text?: string) => memoryTree(text === undefined ? {} : { [POLICY_FILE]: text });

function accept(rule: string, until = '2027-01-31'): string {
  return `- {rule: ${rule}, reason: because, until: ${until}}\n`;
}

describe('the policy of the head', () => {
  it('is no news where it says the same, or is the same tree', async () => {
    const same = tree('fail-on: high\n');
    expect(await reviewHeadPolicy(same, same)).toBeUndefined();
    expect(await reviewHeadPolicy(same, tree('# why\nfail-on: "high"\n'))).toBeUndefined();
    expect(await reviewHeadPolicy(tree(), tree())).toBeUndefined();
  });

  it('is compared key by key, accepted risks one by one, with lines', async () => {
    const before = `fail-on: high\nscope: partial\naccept:\n${accept('a')}${accept('b')}`;
    const after = `fail-on: never\nmode: advise\naccept:\n${accept('c')}${accept('a')}`;
    expect(await reviewHeadPolicy(tree(before), tree(after))).toEqual({
      mistakes: [],
      changes: [
        { key: 'fail-on', before: '"high"', after: '"never"', line: 1 },
        { key: 'mode', after: '"advise"', line: 2 },
        { key: 'accept', after: '{"rule":"c","reason":"because","until":"2027-01-31"}', line: 4 },
        { key: 'scope', before: '"partial"', line: 2 },
        { key: 'accept', before: '{"rule":"b","reason":"because","until":"2027-01-31"}', line: 5 },
      ],
    });
  });

  it('has every mistake named with its line, and is shown all the same', async () => {
    const after =
      'fail-on: hihg\ncolour: red\naccept:\n- {rule: a, why: x, until: 2027-13-01}\n- {reason: x}\n';
    const review = await reviewHeadPolicy(tree(), tree(after));
    expect(review?.mistakes.map(({ line }) => line)).toEqual([1, 2, 4, 5]);
    expect(review?.mistakes[1]?.message).toMatch(/`colour` is no key of a policy/);
    expect(review?.changes.map(({ key }) => key)).toEqual(['fail-on', 'colour', 'accept', 'accept']);
  });

  it('tells that it is removed, or no YAML any more', async () => {
    expect(await reviewHeadPolicy(tree('mode: advise\n'), tree())).toEqual({
      changes: [{ key: 'mode', before: '"advise"', line: 1 }],
      mistakes: [],
    });
    expect((await reviewHeadPolicy(tree('mode: advise\n'), tree('a: [\n')))?.mistakes).toHaveLength(1);
  });
});

describe('parsePolicy', () => {
  it('names everything that is wrong in one line', () => {
    const text =
      'fail-on: hihg\ncolour: red\naccept:\n- {rule: a, reason: x}\n- {rule: b, until: 2027-01-01}\n';
    const failure = (() => {
      try {
        parsePolicy('p.yaml', text);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(PolicyError);
    const { message } = failure as PolicyError;
    for (const line of [1, 2, 4, 5]) expect(message).toContain(`p.yaml:${line}: `);
    expect(message).not.toContain('\n');
  });
});

describe('accepted risks without effect', () => {
  const { accept: accepts } = parsePolicy(
    'p.yaml',
    `accept:\n${accept('used')}${accept('idle')}${accept('old', '2020-01-01')}`,
  );
  const findings = [
    { rule: 'used', locations: [] },
    { rule: 'old', locations: [] },
  ] as unknown as Finding[];

  it('are the expired ones, and those that nothing needs', () => {
    const idle = idleAcceptances(accepts, { findings, problems: [], any: true }, '2026-01-01');
    expect(idle.map(({ of, why, line }) => [of, why, line])).toEqual([
      ['idle', 'unused', 3],
      ['old', 'expired', 4],
    ]);
  });

  it('are only the expired ones where nothing was judged', () => {
    const idle = idleAcceptances(accepts, { findings: [], problems: [], any: false }, '2026-01-01');
    expect(idle.map(({ of }) => of)).toEqual(['old']);
  });
});

describe('schema/policy.schema.json', () => {
  const schema = JSON.parse(readFileSync('schema/policy.schema.json', 'utf8')) as {
    properties: Record<string, unknown>;
  };
  const validate = new Ajv({ allErrors: true, strict: true, strictRequired: false }).compile(schema);

  it('knows the keys that are read, and no others', () => {
    expect(Object.keys(schema.properties).sort()).toEqual([...POLICY_KEYS].sort());
  });

  it.each([
    ['fail-on: critical\nscope: partial\nkube-version: "1.29"\ncharts: ["oci://example.com/x"]\n', true],
    [`accept:\n${accept('a')}- {incomplete: "apps/*", reason: x, until: "2027-01-01"}\n`, true],
    ['fail-on: hihg\n', false],
    ['colour: red\n', false],
    ['kube-version: 1.30\n', false],
    ['accept: [{rule: a, reason: x}]\n', false],
    ['accept: [{rule: a, incomplete: b, reason: x, until: "2027-01-01"}]\n', false],
  ])('judges like the reader: %j', (text, isRight) => {
    expect(validate(parse(text, { schema: 'core' }))).toBe(isRight);
    const read = (): unknown => parsePolicy('p.yaml', text);
    if (isRight) expect(read).not.toThrow();
    else expect(read).toThrow(PolicyError);
  });
});

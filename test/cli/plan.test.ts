/** `plan`: the same analysis as `check`, with the way as the answer. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../../src/model.js';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';
import { application, destinationRule } from '../support/scenario.js';
import { istioPreflight, workspace, writeTree } from './support.js';

const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

let root = '';
let remove = async (): Promise<void> => {};

beforeAll(async () => {
  ({ folder: root, remove } = await workspace());
  await writeTree(root, {
    'tree/apps/istiod.yaml': application('1.20.6'),
    'tree/config/rule.yaml': destinationRule(),
    'other/readme.yaml': 'a: 1\n',
    'hostile/a|<b>`c`/istiod.yaml': application('1.20.6'),
  });
});
afterAll(() => remove());

const plan = (...args: readonly string[]) => istioPreflight(['plan', '--offline', ...args], { cwd: root });

describe('plan', () => {
  it('prints what the schema says', async () => {
    const ended = await plan('--head', './tree', '--to', '1.22.2', '--format', 'json');
    const printed = JSON.parse(ended.stdout) as { readonly plan: Plan };
    const { Ajv2020 } = await import('ajv/dist/2020.js');
    const schema = JSON.parse(await readFile(path.join(REPOSITORY, 'schema/report.schema.json'), 'utf8'));
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    expect(validate(printed) ? [] : validate.errors).toEqual([]);
    expect(
      printed.plan.hops.map(({ from, to, findings }) => [from, to, findings.includes('auto-sni')]),
    ).toEqual([
      ['1.20.6', '1.21.6', true],
      ['1.21.6', '1.22.2', false],
    ]);
    expect(printed.plan.hops[0]?.pullRequest).toEqual({
      title: 'Upgrade Istio from 1.20.6 to 1.21.6',
      edits: [{ chart: 'istiod', from: '1.20.6', to: '1.21.6', file: 'apps/istiod.yaml', line: 10 }],
    });
  });

  it('tells the way before the findings, for the terminal and as Markdown', async () => {
    for (const format of ['text', 'markdown']) {
      const { stdout } = await plan('--head', './tree', '--to', '1.22.2', '--format', format);
      const [way, finding] = [
        stdout.indexOf('The plan: 1.20.6 → 1.22.2 in 2 hops'),
        stdout.lastIndexOf('auto-sni'),
      ];
      expect(way).toBeGreaterThan(0);
      expect(finding).toBeGreaterThan(way);
    }
  });

  it('draws a diagram of releases', async () => {
    const { stdout } = await plan('--head', './tree', '--to', '1.22.2', '--format', 'markdown');
    expect(stdout).toMatch(
      /```mermaid\nflowchart LR\n {2}r0\["1\.20\.6"\]\n {2}r0 -->\|"\d+ changes?"\| r1\["1\.21\.6"\]/,
    );
  });

  it('lets nothing of a path become markup', async () => {
    const { stdout } = await plan('--head', './hostile', '--to', '1.21.6', '--format', 'markdown');
    // Within a code span it is text.
    expect(stdout).toContain('<b>');
    expect(stdout.replace(/(`+)[^\n]*?[^`]\1(?!`)/g, '')).not.toContain('<b>');
  });

  it('asks for the release to go to', async () => {
    const ended = await plan('--head', './tree');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('--to says which release to go to');
  });

  it.each([
    ['1.22', '1.22 names no patch; give one such as 1.22.8, the newest of 1.22 that is known'],
    ['1.30.x', '1.30.x names no patch; give one such as 1.30.3'],
    ['0.8', '0.8 names no patch, and no release of it is known'],
    ['latest', 'latest names no release, and means another one tomorrow; give one such as 1.30.3'],
    ['1.19.2', '1.19.2 was never published; give 1.19.3, which took its place'],
    ['istiod=1.18.4', '1.18.4 was never published; give 1.18.5'],
    ['garbage', 'this is not a version; give one such as 1.22.2 or istiod=1.22.2'],
    ['', 'this is not a version'],
    ['\u001b[31m1.2', 'this is not a version'],
  ])('says in words what is wrong with --to %s', async (to, message) => {
    const ended = await plan('--head', './tree', '--to', to);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toContain('\u001b');
  });

  it('does not repeat ten thousand characters', async () => {
    const ended = await plan('--head', './tree', '--to', '1'.repeat(10_000));
    expect(ended.code).toBe(2);
    expect(ended.stderr.length).toBeLessThan(400);
  });

  it.each([
    ['1.31.0', '1.31.0 is beyond the knowledge, which ends with 1.30.3'],
    ['1.22.2-rc.1', '1.22.2-rc.1 is a pre-release, which Istio does not support'],
    ['1.22.2-tetrate0', "1.22.2-tetrate0 is not a build of Istio's own: it is judged like 1.22.2"],
    ['1.22.99', '1.22.99 is no release that is known; it is judged like 1.22.8'],
    ['2.0.0', '2.0.0 is of another series'],
    ['v1.22.2', 'The plan: 1.20.6 → 1.22.2 in 2 hops'],
  ])('plans for %s, and says what is known of it', async (to, message) => {
    const ended = await plan('--head', './tree', '--to', to, '--format', 'text');
    expect(ended.stdout.replace(/\s+/g, ' ')).toContain(message);
  });

  it('says of a release that does not exist that it does not know it', async () => {
    const ended = await plan('--head', './tree', '--to', '1.22.99', '--format', 'text');
    expect(ended.code).not.toBe(0);
    expect(ended.stdout).toContain('this patch is newer than the knowledge');
  });

  it('finds nothing to plan where nothing moves', async () => {
    const ended = await plan('--head', './tree', '--to', '1.20.6', '--format', 'text');
    expect(ended.code).toBe(0);
    expect(ended.stdout).not.toContain('The plan');
    expect(ended.stdout).toContain('Nothing to plan');
  });

  it('makes up no installation where the tree has none', async () => {
    const ended = await plan('--head', './other', '--to', '1.22.2');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('--to 1.22.2: no Istio found here; give --from as well');
    const both = await plan('--head', './other', '--from', '1.20.6', '--to', '1.22.2', '--format', 'json');
    expect((JSON.parse(both.stdout) as { readonly plan: Plan }).plan.hops).toHaveLength(2);
  });
});

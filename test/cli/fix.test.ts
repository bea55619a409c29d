/** `fix` from outside: the patch on standard output is one that Git applies, and nothing is left to do after it. */
import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '../support/jest.js';
import { application, destinationRule } from '../support/scenario.js';
import { type Ended, git, istioPreflight, workspace, writeTree } from './support.js';

const APPLICATION = application('1.22.2', 'values: |\n  global:\n    hub: example.com/istio # ours');
const RULE = destinationRule('mode: SIMPLE # to the partner');

let root = '';
let repo = '';
let remove = async (): Promise<void> => {};

beforeAll(async () => {
  ({ folder: root, remove } = await workspace());
  repo = path.join(root, 'repo');
});
afterAll(() => remove());

beforeEach(async () => {
  await writeTree(repo, {
    'apps/istiod.yaml': application('1.20.6', 'values: |\n  global:\n    hub: example.com/istio # ours'),
    'config/rule.yaml': RULE,
  });
  await git(root, 'init', '--quiet', '--initial-branch=main', 'repo');
  await git(repo, 'add', '.');
  await git(repo, 'commit', '--quiet', '--allow-empty', '-m', 'before');
  await git(repo, 'tag', '--force', 'v1');
  await writeTree(repo, { 'apps/istiod.yaml': APPLICATION });
});

/** Without any network and Helm: what is judged here comes from facts and rules. */
function run(command: 'fix' | 'check', ...args: readonly string[]): Promise<Ended> {
  return istioPreflight(
    [command, '--offline', '--base', 'v1', '--only', 'auto-sni', ...args].filter(
      (arg, index, all) => command === 'fix' || (arg !== '--only' && all[index - 1] !== '--only'),
    ),
    { cwd: repo },
  );
}

async function exposedRules(): Promise<readonly string[]> {
  const { stdout } = await run('check', '--format', 'json');
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; exposure: string }[] };
  return findings.filter(({ exposure }) => exposure === 'exposed').map(({ rule }) => rule);
}

describe('fix', () => {
  it('prints a patch that Git applies, after which the finding is gone', async () => {
    expect(await exposedRules()).toContain('auto-sni');
    const { stdout, stderr } = await run('fix');
    expect(stderr).toMatch(
      /^auto-sni: pin pilot\.env\.ENABLE_AUTO_SNI: false at apps\/istiod\.yaml:\d+ \(not proven/,
    );
    await writeFile(path.join(root, 'fix.patch'), stdout);
    await git(repo, 'apply', '--check', '../fix.patch');
    await git(repo, 'apply', '../fix.patch');
    expect(await readFile(path.join(repo, 'apps/istiod.yaml'), 'utf8')).toBe(
      `${APPLICATION}        pilot:\n          env:\n            ENABLE_AUTO_SNI: "false"\n`,
    );
    expect(await exposedRules()).not.toContain('auto-sni');
    expect((await run('fix')).stdout).toBe('');
  });

  it('refuses a rule that does not exist, with the nearest that does', async () => {
    const { code, stdout, stderr } = await istioPreflight(
      ['fix', '--offline', '--base', 'v1', '--only', 'auto-snl'],
      { cwd: repo },
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'istio-preflight: --only auto-snl: no finding has that name; did you mean auto-sni?\n',
    );
  });

  it('changes the files, once', async () => {
    const first = await run('fix', '--write', '--fixes');
    expect([first.stdout, first.stderr]).toEqual(['', expect.stringMatching(/changed 1 file; with it: /)]);
    expect(await readFile(path.join(repo, 'config/rule.yaml'), 'utf8')).toBe(
      `${RULE}      sni: db.example.com\n`,
    );
    const again = await run('fix', '--write', '--fixes');
    expect(again.stderr).toMatch(/nothing to write/);
    expect(await readFile(path.join(repo, 'config/rule.yaml'), 'utf8')).toBe(
      `${RULE}      sni: db.example.com\n`,
    );
  });

  it('ends with the exit code of what the patch leaves', async () => {
    expect((await run('check')).code).toBe(1);
    // Mended, but nothing could be rendered here.
    expect((await run('fix')).code).toBe(3);
    expect(
      (await istioPreflight(['fix', '--offline', '--base', 'v1', '--only', 'render-fails'], { cwd: repo }))
        .code,
    ).toBe(1);
  });

  it.each([
    [['--write', '--head', 'v1'], /--write changes files: give a folder/],
    [['--format', 'json'], /standard output is for the patch/],
  ])('refuses %j with one line', async (args, message) => {
    const { code, stdout, stderr } = await run('fix', ...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
    expect(stderr).toMatch(/^[^\n]*\n$/);
  });

  it('writes through no link', async () => {
    await writeTree(repo, { 'real/istiod.yaml': APPLICATION });
    await git(repo, 'rm', '--quiet', '--force', 'apps/istiod.yaml');
    await writeTree(repo, { 'apps/.keep': '' });
    await symlink('../real/istiod.yaml', path.join(repo, 'apps/istiod.yaml'));
    const { code, stderr } = await run('fix', '--write');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/istiod\.yaml is no plain file/)]);
    expect(await readFile(path.join(repo, 'real/istiod.yaml'), 'utf8')).toBe(APPLICATION);
  });
});

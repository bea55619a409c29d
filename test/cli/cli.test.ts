/** The command line from outside: exit codes, what goes to which stream, and errors of one line. */
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/model.js';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';
import { application, destinationRule } from '../support/scenario.js';
import { type Ended, git, istioPreflight, type RunOptions, workspace, writeTree } from './support.js';

const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

let root = '';
let repo = '';
let remove = async (): Promise<void> => {};

beforeAll(async () => {
  ({ folder: root, remove } = await workspace());
  repo = path.join(root, 'repo');
  await writeTree(repo, {
    'apps/istiod.yaml': application('1.20.6'),
    'config/rule.yaml': destinationRule(),
  });
  await git(root, 'init', '--quiet', '--initial-branch=main', 'repo');
  await git(repo, 'add', '.');
  await git(repo, 'commit', '--quiet', '-m', 'before');
  await git(repo, 'tag', 'v1');
  await writeTree(repo, { 'apps/istiod.yaml': application('1.22.2') });
  await git(repo, 'commit', '--quiet', '-am', 'after');
  await git(repo, 'tag', 'v2');
});
afterAll(() => remove());

/** Without any network: what is judged here comes from facts and rules. */
function check(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ended> {
  return istioPreflight(['check', '--offline', ...args], { cwd: repo, ...options });
}

const BUMP = ['--base', 'v1', '--head', 'v2'];

function expectUsageError(ended: Ended, message: string | RegExp): void {
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).toMatch(/^istio-preflight: [^\n]*\n$/);
  expect(ended.stdout).toBe('');
  expect(ended.code).toBe(2);
}

async function validator() {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const schema = JSON.parse(await readFile(path.join(REPOSITORY, 'schema/report.schema.json'), 'utf8'));
  return new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
}

describe('check: verdicts', () => {
  it('fails by exit code 1, with the report on standard output and nothing on standard error', async () => {
    const ended = await check([...BUMP, '--format', 'json']);
    const report = JSON.parse(ended.stdout) as Report;
    expect(report.verdict).toBe('fail');
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        rule: 'auto-sni',
        exposure: 'exposed',
        locations: [expect.objectContaining({ file: 'config/rule.yaml', line: 9 })],
      }),
    );
    const validate = await validator();
    expect(validate(report) ? [] : validate.errors).toEqual([]);
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(1);
  });

  it('ends with 0 where nothing moves, with 3 for a release that nobody knows, with 0 in a trial', async () => {
    expect((await check(['--base', 'v2', '--head', 'v2'])).code).toBe(0);
    expect((await check(['--head', 'v1', '--to', '1.99.0'])).code).toBe(3);
    await writeTree(root, { 'advise.yaml': 'mode: advise\n' });
    const advised = await check([...BUMP, '--config', path.join(root, 'advise.yaml'), '--format', 'json']);
    expect(JSON.parse(advised.stdout)).toMatchObject({ verdict: 'fail', mode: 'advise' });
    expect(advised.code).toBe(0);
  });

  it('compares a tree with itself at another version', async () => {
    for (const to of ['1.22.2', 'v1.22.2', 'istiod=1.22.2'])
      expect((await check(['--head', 'v1', '--to', to])).code).toBe(1);
    expect((await check(['--head', 'v1', '--to', 'gateway=1.20.6', '--from', 'gateway=1.20.6'])).code).toBe(
      0,
    );
  });

  it('says the same twice, from revisions and from folders', async () => {
    const reports = await Promise.all([
      check([...BUMP, '--format', 'json']),
      check([...BUMP, '--format', 'json']),
    ]);
    const [first, second] = reports.map(({ stdout }) => withoutTimings(stdout));
    expect(first).toBe(second);

    const folders = path.join(root, 'folders');
    await writeTree(path.join(folders, 'old'), {
      'apps/istiod.yaml': application('1.20.6'),
      'config/rule.yaml': destinationRule(),
    });
    await writeTree(path.join(folders, 'new'), {
      'apps/istiod.yaml': application('1.22.2'),
      'config/rule.yaml': destinationRule(),
    });
    const plain = await istioPreflight(
      ['check', '--offline', '--base', './old', '--head', './new', '--format', 'json'],
      { cwd: folders },
    );
    expect(withoutTimings(plain.stdout)).toBe(first);
    expect(plain.code).toBe(1);
  });
});

describe('check: outputs', () => {
  it('writes several formats at once, without colour where nobody looks', async () => {
    const json = path.join(root, 'report.json');
    const markdown = path.join(root, 'report.md');
    const html = path.join(root, 'report.html');
    const ended = await check([
      ...BUMP,
      ...['--format', 'text', '--format', `json=${json}`, '--format', `markdown=${markdown}`],
      ...['--format', `html=${html}`, '--show-noise'],
    ]);
    expect(ended.stdout).toMatch(/^FAIL /);
    expect(ended.stdout).not.toContain('\u001b');
    expect((JSON.parse(await readFile(json, 'utf8')) as Report).verdict).toBe('fail');
    expect(await readFile(markdown, 'utf8')).toContain('config/rule.yaml:9');
    expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>[\s\S]*config\/rule\.yaml:9/);
  });

  it('writes markdown where nobody says which and no terminal is there', async () => {
    expect((await check(BUMP)).stdout).toMatch(/^### /);
  });

  it('keeps the exit code of the verdict where the reader hangs up', async () => {
    for (const [args, code] of [
      [BUMP, 1],
      [['--base', 'v2', '--head', 'v2'], 0],
    ] as const) {
      const ended = await check([...args, '--format', 'json'], { hangUp: true });
      expect(ended).toMatchObject({ code, stderr: '' });
    }
  });

  const full = process.platform === 'linux' ? it : it.skip;
  full('takes a full disk for no verdict', async () => {
    const device = await open('/dev/full', 'w');
    try {
      const ended = await check([...BUMP, '--format', 'json'], { stdoutFile: device.fd });
      expect(ended.stderr).toMatch(/^istio-preflight: the results can't be written[^\n]*\n$/);
      expect(ended.code).toBe(4);
    } finally {
      await device.close();
    }
  });

  it('refuses a file that it can not write', async () => {
    const ended = await check([...BUMP, '--format', `json=${root}/none/report.json`]);
    expectUsageError(ended, /--format json=.*none\/report\.json: can't be written/);
  });
});

describe('check: wrong usage is one line and exit code 2', () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--bogus'], /unknown option '--bogus'.*--help/],
    [['surplus'], /too many arguments/],
    [['--format', 'xml'], /'xml' is invalid.*text, markdown, json/],
    [['--format', 'json='], /'json=' is invalid/],
    [['--fail-on', 'worst'], /Allowed choices are critical/],
    [['--kube-version', 'newest'], /a Kubernetes version: 1\.29/],
    [['--base'], /argument missing/],
    [['--base', ''], /--base is empty/],
    [['--base', 'nowhere'], /--base nowhere: neither a revision/],
    [['--head', 'nowhere', '--base', 'v1'], /--head nowhere: neither a revision/],
    [['--base', './nowhere'], /--base \.\/nowhere: there is no such folder/],
    [['--base=--upload-pack=x'], /neither a revision/],
    [['--base', 'a\u001b[2Jb'], /--base a \[2Jb: neither a revision/],
    [['--repo', '/nowhere'], /--repo \/nowhere: there is no such folder/],
    [['--to', 'latest'], /--to latest: this is not a version/],
    [['--to', '1.22'], /--to 1\.22: this is not a version/],
    [['--to', 'kiali=1.22.2'], /kiali is not a chart of Istio/],
    [['--values', '/nowhere.yaml'], /--values \/nowhere\.yaml: there is no such file/],
    [['--config', '/nowhere.yaml'], /--config \/nowhere\.yaml: there is no such file/],
    [['--charts', '/nowhere'], /--charts \/nowhere: there is no such folder/],
    [['--charts', 'ftp://charts.example.com'], /--charts ftp:.*https:\/\/ Helm repository or an oci:\/\//],
    [['--charts', 'https://charts.example.com/a/../b'], /--charts https:.*give an https/],
  ];
  for (const [args, message] of cases)
    it(JSON.stringify(args), async () => expectUsageError(await check(args), message));

  it('never repeats a credential', async () => {
    const ended = await check(['--charts', 'https://user:secret@charts.example.com/istio']);
    expectUsageError(ended, /--charts https:\/\/\*\*\*@charts\.example\.com/);
    expect(ended.stderr).not.toContain('secret');
  });

  it('a name that is a revision and a folder', async () => {
    await writeTree(repo, { 'v1/empty.txt': '' });
    try {
      expectUsageError(await check(BUMP), /both a revision and a folder: write \.\/v1/);
      expect((await check(['--base', 'refs/tags/v1', '--head', 'v2'])).code).toBe(1);
    } finally {
      await git(repo, 'clean', '--quiet', '--force', '-d');
    }
  });

  it('a folder without a repository and without a base', async () => {
    await writeTree(root, { 'plain/a.yaml': 'a: 1\n' });
    expectUsageError(
      await check(['--repo', path.join(root, 'plain')]),
      /in no Git repository: name .* --base/,
    );
  });

  it('a shallow clone without the base, offline: says what to do', async () => {
    const base = await git(repo, 'rev-parse', 'v1');
    await git(root, 'clone', '--quiet', '--depth=1', `file://${repo}`, 'shallow');
    const cwd = path.join(root, 'shallow');
    expectUsageError(await check(['--base', base], { cwd }), /not in this clone.*fetch-depth/);
  });

  const policies: readonly (readonly [string, RegExp])[] = [
    ['fail-on: worst\n', /:1: `fail-on` is one of/],
    ['scope: partial\nfailon: high\n', /:2: `failon` is no key/],
    ['scope: all\n', /:1: `scope` is one of/],
    ['undecided: no\n', /:1: `undecided` is one of/],
    ['downgrade: yes\n', /:1: `downgrade` is one of/],
    ['mode: gentle\n', /:1: `mode` is one of/],
    ['kube-version: 1.29\n', /:1: `kube-version` is a Kubernetes version in quotes/],
    ['charts: ["https://user:secret@example.com"]\n', /:1: `charts\.0` is an https/],
    ['ignore-paths: archive\n', /:1: `ignore-paths` is a list/],
    ['accept:\n- rule: auto-sni\n  until: 2099-01-31\n', /:2: an accept has a `reason`/],
    ['accept:\n- rule: auto-sni\n  reason: x\n', /:2: an accept has a `until`/],
    ['accept:\n- rule: auto-sni\n  reason: x\n  until: 2099-02-30\n', /:4: 2099-02-30 is no day/],
    ['accept:\n- rule: a\n  owner: me\n  reason: x\n  until: 2099-01-31\n', /:3: `owner` is no key/],
    ['fail-on: high\nfail-on: never\n', /:2: .*unique/],
    ['fail-on: [\n', /:\d+: /],
  ];
  for (const [text, message] of policies)
    it(`policy ${JSON.stringify(text)}`, async () => {
      const file = path.join(root, 'policy.yaml');
      await writeTree(root, { 'policy.yaml': text });
      const ended = await check([...BUMP, '--config', file]);
      expectUsageError(ended, message);
      expect(ended.stderr).toContain('policy.yaml:');
    });
});

describe('the other commands', () => {
  const run = (...args: string[]): Promise<Ended> => istioPreflight(args, { cwd: root });

  it('help and version go to standard output', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Usage:'),
      stderr: '',
    });
    const options = (await run('check', '--help')).stdout;
    for (const option of ['--base', '--to', '--charts', '--format', '--fail-on', '--offline'])
      expect(options).toContain(option);
    expect(options).toContain('Exit codes:');
    for (const command of ['check', 'fix', 'plan', 'detect'])
      expect((await run(command, '--help')).stdout).not.toContain('[])');
    expect(await run('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\b/),
    });
  });

  it('nothing, and what is not there', async () => {
    expectUsageError(
      await run(),
      /give a command: check, plan, fix, detect, export, explain or knowledge; --help/,
    );
    expectUsageError(
      await run('knowledge'),
      /a command of knowledge: list, check, facts or coverage; --help/,
    );
    expectUsageError(await run('bogus'), /unknown command 'bogus'/);
    expectUsageError(await run('explain'), /missing required argument/);
  });

  it('explains rules and settings, and nothing else', async () => {
    expect(await run('explain', 'auto-sni')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('auto-sni'),
      stderr: '',
    });
    expect((await run('explain', 'ENABLE_AUTO_SNI')).stdout).toContain('1.21.0 to 1.25.5');
    expectUsageError(await run('explain', 'ENABLE_AUTO_SNY'), /did you mean ENABLE_AUTO_SNI\?/);
    expectUsageError(await run('explain', 'auto-snii'), /did you mean auto-sni\?/);
    for (const name of ['nothing', '__proto__', 'a\nb'])
      expectUsageError(await run('explain', name), /neither a rule/);
  });
});

function withoutTimings(text: string): string {
  const { timings: _timings, ...report } = JSON.parse(text) as Report;
  return JSON.stringify(report);
}

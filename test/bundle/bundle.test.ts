/**
 * The committed bundle, alone in an empty folder, as GitHub and `npx` run it: on every Node and with every Helm the same
 * verdict and findings. What the tests compile is not used here.
 */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/model.js';
import { hasDescription, startLoopback } from '../github/loopback.js';
import { testHelms } from '../support/helm.js';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';
import { type NodeRuntime, nodeRuntimes } from '../support/node24.js';
import { destinationRule, type Files, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
/** The committed one, unless `PREFLIGHT_TEST_DIST` names another to try. */
const BUNDLE = path.resolve(process.env.PREFLIGHT_TEST_DIST ?? path.join(REPOSITORY, 'dist'));
const charts = sharedCharts();

let work: string;
let dist: string;
let repository: string;
let runtimes: readonly NodeRuntime[];
let helms: readonly string[];

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'preflight-bundle-'));
  dist = path.join(work, 'dist');
  await cp(BUNDLE, dist, { recursive: true });
  repository = path.join(work, 'repository');
  await commit(repository, { ...umbrella('1.20.6'), 'config/rule.yaml': destinationRule() }, true);
  await git('checkout', '-q', '-b', 'bump');
  await commit(repository, umbrella('1.22.2'));
  await git('checkout', '-q', 'main');
  await git('merge', '-q', '--no-ff', '-m', 'merge', 'bump');
  runtimes = await nodeRuntimes();
  helms = (await testHelms()).map(helm => helm.path);
}, 300_000);

afterAll(async () => {
  await rm(work, { recursive: true, force: true });
});

describe('the bundled command', () => {
  it('comes to the same on every Node and with every Helm, on two revisions', async () => {
    const seen = new Set<string>();
    for (const node of runtimes) {
      for (const helm of helms) {
        const { code, stdout } = await run(
          node,
          [
            'cli.js',
            'check',
            '--repo',
            repository,
            '--base',
            'main^1',
            '--head',
            'main',
            ...chartFlags(),
            '--offline',
            '--format',
            'json',
          ],
          { HELM_BIN: helm },
        );
        expect(code).toBe(1);
        seen.add(essence(JSON.parse(stdout) as Report));
      }
    }
    expect([...seen]).toHaveLength(1);
    const [only = '{}'] = seen;
    expect(JSON.parse(only).findings).toContainEqual(
      expect.objectContaining({ rule: 'auto-sni', exposure: 'exposed', places: ['config/rule.yaml:9'] }),
    );
  }, 300_000);

  it('opens every door that is loaded late', async () => {
    for (const node of runtimes) {
      const version = await run(node, ['cli.js', '--version']);
      expect({ ...version, stdout: version.stdout.trim() }).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
      expect(await run(node, ['cli.js', 'explain', 'auto-sni'])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('ENABLE_AUTO_SNI'),
      });
      expect(await run(node, ['cli.js', 'explain', 'ENABLE_AUTO_SNI'])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('1.21.0'),
      });
      expect(await run(node, ['cli.js', 'explain', 'NO_SUCH_THING'])).toMatchObject({ code: 2 });
      expect(await run(node, ['cli.js', 'frobnicate'])).toMatchObject({ code: 2 });
      for (const format of ['text', 'markdown']) {
        const checked = await run(node, [
          'cli.js',
          'check',
          '--repo',
          repository,
          '--base',
          'main',
          '--head',
          'main',
          '--offline',
          '--format',
          format,
        ]);
        expect(checked).toMatchObject({
          code: 0,
          stdout: expect.stringMatching(/no version, chart, revision or values of Istio change/),
        });
      }
    }
  }, 300_000);
});

describe('the bundled action', () => {
  it('judges the merge commit of a pull request, comments once, and fails the step', async () => {
    for (const node of runtimes) {
      const github = await startLoopback();
      try {
        for (const helm of helms) {
          const outcome = await runAction(node, helm, github.url);
          expect({ code: outcome.code, verdict: outcome.outputs.get('verdict') }).toEqual({
            code: 1,
            verdict: 'fail',
          });
          expect(outcome.summary).toContain('auto-sni');
          const report = JSON.parse(
            await readFile(outcome.outputs.get('report-json') ?? '', 'utf8'),
          ) as Report;
          expect(
            report.findings.find(({ rule, exposure }) => rule === 'auto-sni' && exposure === 'exposed')
              ?.locations[0],
          ).toMatchObject({ file: 'config/rule.yaml', line: 9 });
        }
        // The second run brings the first one's comment up to date.
        expect(github.comments).toHaveLength(1);
        expect(github.comments[0]?.body).toContain('auto-sni');
        if (hasDescription) expect(github.violations).toEqual([]);
      } finally {
        await github.close();
      }
    }
  }, 300_000);
});

function chartFlags(): string[] {
  return charts ? ['--charts', path.resolve(charts)] : [];
}

/** What must not depend on where it ran. */
function essence(report: Report): string {
  const findings = report.findings.map(({ rule, exposure, locations, overrides }) => ({
    rule,
    exposure,
    places: locations.map(({ file, line }) => `${file}:${line}`),
    overrides: overrides.map(({ path: at, verified }) => `${at} ${verified}`),
  }));
  return JSON.stringify({
    verdict: report.verdict,
    reason: report.reason,
    findings,
    changes: report.changes.length,
    restarts: report.restarts,
    incomplete: report.incomplete,
  });
}

async function runAction(node: NodeRuntime, helm: string, api: string) {
  const temporary = await mkdtemp(path.join(work, 'runner-'));
  const file = async (name: string, text = ''): Promise<string> => {
    const at = path.join(temporary, name);
    await writeFile(at, text);
    return at;
  };
  const [base, head, merge] = [await revision('main^1'), await revision('bump'), await revision('main')];
  const event = {
    action: 'synchronize',
    pull_request: {
      number: 7,
      base: { sha: base, ref: 'main', repo: { full_name: 'o/r', fork: false } },
      head: { sha: head, ref: 'bump', repo: { full_name: 'o/r', fork: false } },
      merge_commit_sha: merge,
    },
  };
  const outputs = await file('outputs');
  const summary = await file('summary.md');
  const { code, stdout } = await run(node, ['action.js'], {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: await file('event.json', JSON.stringify(event)),
    GITHUB_WORKSPACE: repository,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_SHA: merge,
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_API_URL: api,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_OUTPUT: outputs,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: temporary,
    RUNNER_TOOL_CACHE: path.join(temporary, 'tools'),
    'INPUT_GITHUB-TOKEN': 'not-a-real-token',
    INPUT_COMMENT: 'always',
    ...(charts ? { INPUT_CHARTS: path.resolve(charts) } : {}),
    'INPUT_WORKING-DIRECTORY': '.',
    HELM_BIN: helm,
  });
  return {
    code,
    stdout,
    outputs: readOutputs(await readFile(outputs, 'utf8')),
    summary: await readFile(summary, 'utf8'),
  };
}

/** GitHub's file of outputs: `name<<delimiter`, lines, delimiter. */
function readOutputs(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)].map(([, name = '', , value = '']) => [name, value]),
  );
}

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  node: NodeRuntime,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const home = path.join(work, 'home');
  await mkdir(home, { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(node.path, [path.join(dist, args[0] ?? ''), ...args.slice(1)], {
      cwd: repository,
      // Nothing of this machine but PATH: the bundle has to do without.
      env: { PATH: process.env.PATH ?? '', HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', chunk => {
      stdout += chunk;
    });
    child.stderr.on('data', chunk => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code, stdout, stderr }));
  });
}

async function commit(folder: string, files: Files, isNew = false): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const at = path.join(folder, name);
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, text);
  }
  if (isNew) await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'change');
}

async function revision(name: string): Promise<string> {
  return (await git('rev-parse', name)).trim();
}

function git(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args],
      { cwd: repository },
    );
    let text = '';
    child.stdout.on('data', chunk => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', code =>
      code === 0 ? resolve(text) : reject(new Error(`git ${args.join(' ')} ended with ${code}`)),
    );
  });
}

/** The bundled action as GitHub's runner starts it: environment, event file, files for outputs and summary. */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { NodeRuntime } from '../support/node24.js';

const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
/** The committed bundle, unless `PREFLIGHT_TEST_DIST` names another to try. */
const BUNDLE = path.resolve(process.env.PREFLIGHT_TEST_DIST ?? path.join(REPOSITORY, 'dist'));

export interface Job {
  readonly node: NodeRuntime;
  readonly event: string;
  readonly payload: unknown;
  readonly workspace: string;
  readonly api: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Finished {
  readonly code: number | null;
  readonly log: string;
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
}

/** Copies the bundle to where nothing else of the repository is. */
export async function copyBundle(work: string): Promise<void> {
  await cp(BUNDLE, path.join(work, 'dist'), { recursive: true });
}

/** Runs one job to its end. Inputs that the job does not name have the defaults of `action.yml`. */
export async function runJob(work: string, job: Job): Promise<Finished> {
  const temporary = await mkdtemp(path.join(work, 'runner-'));
  const file = async (name: string, text = ''): Promise<string> => {
    await writeFile(path.join(temporary, name), text);
    return path.join(temporary, name);
  };
  const home = path.join(work, 'home');
  await mkdir(home, { recursive: true });
  const outputs = await file('outputs');
  const summary = await file('summary.md');
  const inputs = { ...(await defaults()), ...job.inputs };
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: job.event,
    GITHUB_EVENT_PATH: await file('event.json', JSON.stringify(job.payload)),
    GITHUB_WORKSPACE: job.workspace,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_API_URL: job.api,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_RUN_ID: '100',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_OUTPUT: outputs,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: temporary,
    RUNNER_TOOL_CACHE: path.join(work, 'tools'),
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...job.env,
  };
  const { code, log } = await start(job.node, [path.join(work, 'dist', 'action.js')], job.workspace, env);
  return {
    code,
    log,
    outputs: readOutputs(await readFile(outputs, 'utf8')),
    summary: await readFile(summary, 'utf8'),
  };
}

/** What the runner gives where a workflow says nothing; expressions are the runner's to fill in. */
async function defaults(): Promise<Record<string, string>> {
  const manifest = parse(await readFile(path.join(REPOSITORY, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default?: string }>;
  };
  const given = Object.entries(manifest.inputs).map(([name, input]) => [name, input.default ?? '']);
  return { ...Object.fromEntries(given), 'github-token': 'ghs_runner' };
}

/** GitHub's file of outputs: `name<<delimiter`, lines, delimiter. */
function readOutputs(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)].map(([, name = '', , value = '']) => [name, value]),
  );
}

function start(
  node: NodeRuntime,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(node.path, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    const add = (chunk: Buffer): void => {
      log += chunk.toString('utf8');
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', reject);
    child.on('close', code => resolve({ code, log }));
  });
}

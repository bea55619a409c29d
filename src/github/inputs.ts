import { resolve } from 'node:path';
import { UsageError } from '../errors.js';
import type { FailOn } from '../model.js';
import type { CheckRunMode } from './check-run.js';
import type { CommentMode } from './comment.js';

/** The action's inputs, checked. Absent ones are undefined or empty. */
export interface ActionInputs {
  readonly base?: string;
  readonly head?: string;
  /** `1.20.6`, or `istiod=1.20.6` for one chart. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Folders (absolute) and URLs. */
  readonly charts: readonly string[];
  /** Files, relative to the working directory. */
  readonly values: readonly string[];
  /** Folders and files, relative to the working directory. */
  readonly manifests: readonly string[];
  readonly kubeVersion?: string;
  /** Policy file, relative to the working directory. */
  readonly config?: string;
  /** Absent: the policy's. */
  readonly failOn?: FailOn;
  readonly comment: CommentMode;
  readonly checkRun: CheckRunMode;
  /** Absolute; absent: no such file. */
  readonly sarifFile?: string;
  /** Absolute; absent: a file of the runner's own folder. */
  readonly htmlFile?: string;
  readonly token: string;
  /** Absolute. */
  readonly workingDirectory: string;
}

const FAIL_ON = ['critical', 'high', 'medium', 'low', 'never'] as const satisfies readonly FailOn[];
/** `true` and `false` are what YAML people write for always and never. */
const CHECK_RUN: Readonly<Record<string, CheckRunMode>> = {
  auto: 'auto',
  always: 'always',
  true: 'always',
  never: 'never',
  false: 'never',
};
const COMMENT = ['always', 'on-findings', 'never'] as const satisfies readonly CommentMode[];

/**
 * Reads the inputs. Lists are one item a line.
 * @param get gives an input by name, '' where there is none
 * @param workspace folder that relative paths are relative to
 * @throws {UsageError} that names the input and what it may be
 */
export function readInputs(get: (name: string) => string, workspace: string): ActionInputs {
  const workingDirectory = resolve(workspace, get('working-directory').trim() || '.');
  const list = (name: string): string[] =>
    get(name)
      .split('\n')
      .map(item => item.trim())
      .filter(item => item !== '');
  const optional = (name: string): string | undefined => get(name).trim() || undefined;
  const base = optional('base');
  const head = optional('head');
  const kubeVersion = optional('kube-version');
  const config = optional('config');
  const failOn = optional('fail-on');
  const sarifFile = optional('sarif-file');
  const htmlFile = optional('html-file');
  return {
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
    ...(kubeVersion === undefined ? {} : { kubeVersion: checkKubeVersion(kubeVersion) }),
    ...(config === undefined ? {} : { config }),
    ...(failOn === undefined ? {} : { failOn: readFailOn(failOn) }),
    ...(htmlFile === undefined ? {} : { htmlFile: resolve(workingDirectory, htmlFile) }),
    ...(sarifFile === undefined ? {} : { sarifFile: resolve(workingDirectory, sarifFile) }),
    from: list('from'),
    to: list('to'),
    charts: list('charts').map(source =>
      source.includes('://') ? source : resolve(workingDirectory, source),
    ),
    values: list('values'),
    manifests: list('manifests'),
    comment: oneOf('comment', optional('comment') ?? 'on-findings', COMMENT),
    checkRun: readCheckRun(optional('check-run') ?? 'auto'),
    token: get('github-token').trim(),
    workingDirectory,
  };
}

/** @throws {UsageError} that says what it may be */
export function readFailOn(given: string): FailOn {
  return oneOf('fail-on', given, FAIL_ON);
}

function readCheckRun(given: string): CheckRunMode {
  return CHECK_RUN[oneOf('check-run', given, Object.keys(CHECK_RUN))] ?? 'auto';
}

function checkKubeVersion(given: string): string {
  if (/^v?\d+\.\d+(\.\d+)?$/.test(given)) return given.replace(/^v/, '');
  throw new UsageError(
    `input kube-version is ${JSON.stringify(given)}: give a Kubernetes version such as 1.29 or 1.29.4`,
  );
}

function oneOf<Value extends string>(name: string, given: string, allowed: readonly Value[]): Value {
  const found = allowed.find(value => value === given);
  if (found === undefined)
    throw new UsageError(`input ${name} is ${JSON.stringify(given)}: it may be ${allowed.join(', ')}`);
  return found;
}

/** The policy file: what a team decided about its checks, read whole from the base so that no change softens its own judgement. */
import { parseDocument } from 'yaml';
import { UsageError } from '../errors.js';
import type { FailOn, Positioned, Scope, Tree } from '../model.js';
import { parseYaml, positionedAt, valueAt } from '../yaml/positioned.js';
import { type Accept, readAccepts } from './accept.js';
import { asChoice, asList, asPattern, asText, fail } from './values.js';

export interface Policy {
  readonly failOn?: FailOn;
  readonly scope: Scope;
  readonly undecided: 'warn' | 'fail';
  readonly downgrade: 'warn' | 'fail';
  readonly mode: 'enforce' | 'advise';
  readonly kubeVersion?: string;
  /** Repositories that may be fetched from, besides Istio's own. */
  readonly charts: readonly string[];
  readonly ignorePaths: readonly string[];
  readonly accept: readonly Accept[];
}

export const POLICY_FILE = '.istio-preflight.yaml';

/**
 * Reads the policy: the named file, else the base tree's own, else the defaults.
 * @throws {UsageError} naming file and line for anything that is not understood
 */
export async function loadPolicy(
  base: Tree,
  file: string | undefined,
  readFile: (file: string) => Promise<string>,
): Promise<Policy> {
  if (file !== undefined) {
    const text = await readFile(file).catch(error => {
      throw new UsageError(`--config ${file}: ${(error as Error).message}`);
    });
    return parsePolicy(file, text);
  }
  if (!base.has(POLICY_FILE)) return parsePolicy(POLICY_FILE, '');
  const content = await base.read(POLICY_FILE);
  if (!content.ok) throw new UsageError(`${POLICY_FILE} of ${base.name}: ${content.why}`);
  return parsePolicy(POLICY_FILE, content.text);
}

/** @throws {UsageError} naming file and line */
export function parsePolicy(file: string, text: string): Policy {
  const parsed = parseYaml(file, text);
  const [error] = parsed.errors;
  if (error) throw new UsageError(`${file}:${error.line}: ${error.message}`);
  if (parsed.documents.length > 1)
    throw new UsageError(`${file}:${parsed.documents[1]?.line}: a policy is one document`);
  const [twice] = parseDocument(text, { logLevel: 'silent' }).errors;
  if (twice) throw new UsageError(`${file}:${twice.linePos?.[0].line ?? 1}: ${twice.message.split('\n')[0]}`);
  const data = parsed.documents[0]?.data ?? positionedAt(file, 1, {});
  if (typeof data.value !== 'object' || data.value === null || Array.isArray(data.value))
    fail(data, [], 'a policy is a mapping');
  for (const key of Object.keys(data.value as object)) {
    if (!Object.hasOwn(READERS, key))
      fail(data, [key], `\`${key}\` is no key of a policy: ${Object.keys(READERS).join(', ')}`);
  }
  const read = <K extends keyof typeof READERS>(key: K): ReturnType<(typeof READERS)[K]> | undefined =>
    valueAt(data.value, [key]) === undefined
      ? undefined
      : (READERS[key](data, key) as ReturnType<(typeof READERS)[K]>);
  const failOn = read('fail-on');
  const kubeVersion = read('kube-version');
  return {
    ...(failOn ? { failOn } : {}),
    scope: read('scope') ?? 'unknown',
    undecided: read('undecided') ?? 'warn',
    downgrade: read('downgrade') ?? 'warn',
    mode: read('mode') ?? 'enforce',
    ...(kubeVersion ? { kubeVersion } : {}),
    charts: read('charts') ?? [],
    ignorePaths: read('ignore-paths') ?? [],
    accept: read('accept') ?? [],
  };
}

/** One reader for each key; anything else in the file is an error. */
const READERS = {
  'fail-on': (data: Positioned, key: string) =>
    asChoice(data, key, ['critical', 'high', 'medium', 'low', 'never'] as const),
  scope: (data: Positioned, key: string) => asChoice(data, key, ['complete', 'partial', 'unknown'] as const),
  undecided: (data: Positioned, key: string) => asChoice(data, key, ['warn', 'fail'] as const),
  downgrade: (data: Positioned, key: string) => asChoice(data, key, ['warn', 'fail'] as const),
  mode: (data: Positioned, key: string) => asChoice(data, key, ['enforce', 'advise'] as const),
  'kube-version': (data: Positioned, key: string) =>
    asPattern(data, [key], /^v?\d+\.\d+(\.\d+)?$/, 'a Kubernetes version in quotes, such as "1.29"'),
  charts: (data: Positioned, key: string) =>
    asList(data, [key]).map((_, index) =>
      asPattern(
        data,
        [key, index],
        /^(https|oci):\/\/[^\s@]+$/,
        'an https:// or oci:// address without credentials',
      ),
    ),
  'ignore-paths': (data: Positioned, key: string) =>
    asList(data, [key]).map((_, index) => asText(data, [key, index])),
  accept: (data: Positioned, key: string) => readAccepts(data, key),
};

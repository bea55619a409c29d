/** The policy file: what a team decided about its checks, read whole from the base so that no change softens its own judgement. */
import { parseDocument } from 'yaml';
import type { OwnLayer } from '../diff/noise/own-layers.js';
import { describeReadFailure, UsageError } from '../errors.js';
import type { FailOn, Positioned, Scope, Tree } from '../model.js';
import { parseYaml, positionedAt } from '../yaml/positioned.js';
import { type Accept, readAccepts } from './accept.js';
import { readNoise } from './noise.js';
import { asChoice, asList, asPattern, asText, fail, PolicyError, readAll } from './values.js';

export interface Policy {
  /** Where it was read: the base tree, a file that the user named, or nowhere, since there is none. */
  readonly origin: 'base' | 'given' | 'none';
  readonly file: string;
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
  /** Globs of the organisation's own rules, over paths of the base. */
  readonly rules: readonly string[];
  /** Changes of manifests that the team does not want to see, beside those that never matter. */
  readonly noise: readonly OwnLayer[];
}

export const POLICY_FILE = '.istio-preflight.yaml';

/**
 * Reads the policy: the named file, else the base tree's own, else the defaults.
 * @throws {UsageError} naming file and line of everything that is not understood
 */
export async function loadPolicy(
  base: Tree,
  file: string | undefined,
  readFile: (file: string) => Promise<string>,
): Promise<Policy> {
  if (file !== undefined) {
    const text = await readFile(file).catch(error => {
      throw new UsageError(`--config ${file}: ${describeReadFailure(error)}`);
    });
    return { ...parsePolicy(file, text), origin: 'given' };
  }
  if (!base.has(POLICY_FILE)) return { ...parsePolicy(POLICY_FILE, ''), origin: 'none' };
  const content = await base.read(POLICY_FILE);
  if (!content.ok) throw new UsageError(`${POLICY_FILE} of ${base.name}: ${content.why}`);
  return parsePolicy(POLICY_FILE, content.text);
}

/** @throws {PolicyError} naming file and line of everything that is wrong */
export function parsePolicy(file: string, text: string): Policy {
  const data = policyData(file, text);
  const given = Object.keys(data.value as object);
  const values = readAll(
    file,
    given.map(key => (): readonly [string, unknown] => {
      if (!isKey(key))
        fail(data, [key], `\`${key}\` is no key of a policy: ${Object.keys(READERS).join(', ')}`);
      return [key, READERS[key](data, key)];
    }),
  );
  const read = Object.fromEntries(values) as { [K in Key]?: ReturnType<(typeof READERS)[K]> };
  return {
    origin: 'base',
    file,
    ...(read['fail-on'] ? { failOn: read['fail-on'] } : {}),
    scope: read.scope ?? 'unknown',
    undecided: read.undecided ?? 'warn',
    downgrade: read.downgrade ?? 'warn',
    mode: read.mode ?? 'enforce',
    ...(read['kube-version'] ? { kubeVersion: read['kube-version'] } : {}),
    charts: read.charts ?? [],
    ignorePaths: read['ignore-paths'] ?? [],
    accept: read.accept ?? [],
    rules: read.rules ?? [],
    noise: read.noise ?? [],
  };
}

/**
 * The file as data, whatever its keys are.
 * @throws {PolicyError} where it is not one YAML mapping
 */
export function policyData(file: string, text: string): Positioned {
  const parsed = parseYaml(file, text);
  if (parsed.errors.length > 0)
    throw new PolicyError(
      file,
      parsed.errors.map(({ line, message }) => ({ line, message })),
    );
  const [, second] = parsed.documents;
  if (second) throw new PolicyError(file, [{ line: second.line, message: 'a policy is one document' }]);
  // The reader of positions takes the last of two equal keys; whoever wrote both meant one of them.
  const [twice] = parseDocument(text, { logLevel: 'silent' }).errors;
  if (twice)
    throw new PolicyError(file, [
      { line: twice.linePos?.[0].line ?? 1, message: twice.message.split('\n')[0] ?? '' },
    ]);
  const data = parsed.documents[0]?.data ?? positionedAt(file, 1, {});
  if (typeof data.value !== 'object' || data.value === null || Array.isArray(data.value))
    fail(data, [], 'a policy is a mapping');
  return data;
}

type Key = keyof typeof READERS;

function isKey(key: string): key is Key {
  return Object.hasOwn(READERS, key);
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
  rules: (data: Positioned, key: string) =>
    asList(data, [key]).map((_, index) =>
      asPattern(
        data,
        [key, index],
        /^(?!\/)(?!.*\.\.\/)[^\s]+\.ya?ml$/,
        'a glob of YAML files of this repository',
      ),
    ),
  noise: (data: Positioned, key: string) => readNoise(data, key),
};

/** Every key that a policy may have. */
export const POLICY_KEYS: readonly string[] = Object.keys(READERS);

/** Functions that Helmfile adds. Source: https://helmfile.readthedocs.io/en/latest/templating_funcs/ */
import { type EvaluatedGap, type EvaluatedValue, scalar, textOf, unknown } from '../evaluated/value.js';
import type { Position } from '../model.js';
import type { TemplateFunction } from './functions.js';
import { tpl } from './functions-helm.js';

export const helmfileFunctions: Readonly<Record<string, TemplateFunction>> = {
  get: (args, at) => {
    const [path, map] = [textOf(args[0]), args.at(-1)];
    const fallback = args.length > 2 ? args[1] : undefined;
    if (path === undefined || !map) return undefined;
    return atPath(map, path) ?? fallback ?? unknown(`.${path}`, at);
  },
  getOrNil: ([path, map], at) => {
    const name = textOf(path);
    return name === undefined || !map ? undefined : (atPath(map, name) ?? scalar(null, at));
  },
  readFile: ([path], at, host) => {
    const name = textOf(path);
    const found = name === undefined ? undefined : host.readFile(name);
    if (!found) return unknown(`readFile "${name ?? '…'}"`, at);
    return { ...scalar(found.text, { file: found.path, line: 1 }), wholeFile: found.path };
  },
  isFile: ([path], at, host) => {
    const name = textOf(path);
    return name === undefined ? undefined : scalar(host.readFile(name) !== undefined, at);
  },
  tpl,
  env: ([name], at) => ofEnvironment(textOf(name) ?? '', at),
  requiredEnv: ([name], at) => ofEnvironment(textOf(name) ?? '', at),
  exec: (_args, at) => unknown('the output of a command', at),
  envExec: (_args, at) => unknown('the output of a command', at),
  fetchSecretValue: (_args, at) => unknown('a secret', at),
  expandSecretRefs: (_args, at) => unknown('a secret', at),
  readDir: (_args, at) => unknown('what a folder holds', at),
  include: ([name], at) => unknown(`include "${textOf(name) ?? ''}"`, at),
};

function ofEnvironment(name: string, at: Position): EvaluatedGap {
  return {
    kind: 'unknown',
    gap: { what: `the environment variable ${name}`, at, environment: { name } },
    at,
  };
}

/** `a.b.c`; undefined where the map is known and has no such key. */
function atPath(map: EvaluatedValue, path: string): EvaluatedValue | undefined {
  let current = map;
  for (const key of path.split('.')) {
    if (current.kind === 'unknown') return current;
    if (current.kind !== 'map') return undefined;
    const next = current.entries.get(key);
    if (!next) return current.open ? { kind: 'unknown', gap: current.open, at: current.at } : undefined;
    current = next.value;
  }
  return current;
}

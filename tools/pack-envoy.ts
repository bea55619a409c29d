/** Reads and checks `knowledge/envoy.yaml`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { compare } from 'semver';
import { parse } from 'yaml';
import type { EnvoyRelease } from '../src/knowledge/envoy.js';
import type { Rule } from '../src/rules/rule.js';

/** Entries in order of release; errors name what is wrong, one line each. */
export async function readEnvoy(
  knowledgeFolder: string,
  rules: readonly Pick<Rule, 'id'>[],
): Promise<{ readonly releases: readonly EnvoyRelease[]; readonly errors: readonly string[] }> {
  const schema = JSON.parse(
    await readFile(join(knowledgeFolder, 'schema', 'envoy.schema.json'), 'utf8'),
  ) as object;
  const releases: unknown = parse(await readFile(join(knowledgeFolder, 'envoy.yaml'), 'utf8'));
  const validate = new Ajv({ allErrors: true }).compile<EnvoyRelease[]>(schema);
  if (!validate(releases))
    return {
      releases: [],
      errors: (validate.errors ?? []).map(error => `${error.instancePath || '/'} ${error.message}`),
    };
  return {
    releases: releases.toSorted((one, other) => compare(`${one.istio}.0`, `${other.istio}.0`)),
    errors: faultsOf(releases, rules),
  };
}

function faultsOf(releases: readonly EnvoyRelease[], rules: readonly Pick<Rule, 'id'>[]): readonly string[] {
  const known = new Set(rules.map(({ id }) => id));
  const seen = new Set<string>();
  return releases.flatMap(({ istio, rules: named = [], removedFlags = [], removedFlagsOff = [] }) => {
    const once = [istio, ...removedFlags, ...removedFlagsOff];
    const twice = once.filter(name => seen.has(name));
    for (const name of once) seen.add(name);
    return [
      ...named.filter(id => !known.has(id)).map(id => `${istio}: there is no rule ${id}`),
      ...twice.map(name => `${istio}: ${name} stands there twice`),
    ];
  });
}

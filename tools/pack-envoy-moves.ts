/** Reads and checks `knowledge/envoy-moves.yaml`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { compare } from 'semver';
import { parse } from 'yaml';
import type { EnvoyMove } from '../src/knowledge/envoy-moves.js';

/** Entries in order of release; errors name the entry, one line each. */
export async function readEnvoyMoves(
  knowledgeFolder: string,
): Promise<{ readonly moves: readonly EnvoyMove[]; readonly errors: readonly string[] }> {
  const schema = JSON.parse(
    await readFile(join(knowledgeFolder, 'schema', 'envoy-moves.schema.json'), 'utf8'),
  ) as object;
  const moves: unknown = parse(await readFile(join(knowledgeFolder, 'envoy-moves.yaml'), 'utf8'));
  const validate = new Ajv({ allErrors: true }).compile<EnvoyMove[]>(schema);
  if (!validate(moves))
    return {
      moves: [],
      errors: (validate.errors ?? []).map(error => `${error.instancePath || '/'} ${error.message}`),
    };
  return { moves: moves.toSorted((one, other) => compare(one.since, other.since)), errors: [] };
}

/** Reads and checks `knowledge/releases/`: support windows, security bulletins, and what Helm refuses. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { validRange } from 'semver';
import { parse } from 'yaml';
import type { Bulletin, HelmRefusal, MinorSupport, ReleasesFile } from '../src/knowledge/releases.js';

const version = { type: 'string', pattern: '^1\\.[0-9]+\\.[0-9]+$' };
const minor = { type: 'string', pattern: '^1\\.[0-9]+$' };
const day = { type: 'string', format: 'date' };
const address = { type: 'string', pattern: '^https://[^ ]+$' };
const ranges = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } };
const text = { type: 'string', minLength: 5 };

function objectOf(properties: object, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter(name => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

const SCHEMAS = {
  support: objectOf({
    sources: objectOf({ table: address, policy: address, skew: address }),
    minors: {
      type: 'array',
      items: objectOf(
        {
          minor,
          released: day,
          supportEnds: { oneOf: [day, { type: 'null' }] },
          newest: version,
          kubernetes: objectOf({ from: minor, to: minor }),
          source: address,
        },
        ['newest'],
      ),
    },
  }),
  bulletins: objectOf({
    source: address,
    bulletins: {
      type: 'array',
      items: objectOf(
        {
          id: { type: 'string', pattern: '^ISTIO-SECURITY-20[0-9]{2}-[0-9]{3}$' },
          published: day,
          cvss: { type: ['number', 'null'] },
          cves: { type: 'array', items: { type: 'string', pattern: '^CVE-20[0-9]{2}-[0-9]{4,}$' } },
          affected: ranges,
          fixed: { type: 'array', items: version },
          about: text,
          concerns: text,
        },
        ['fixed'],
      ),
    },
  }),
  helm: objectOf({
    refusals: {
      type: 'array',
      items: objectOf({
        chart: { type: 'string' },
        releases: ranges,
        helm: { type: 'string' },
        source: address,
      }),
    },
  }),
} as const;

/** Errors name file and reason, one line each. */
export async function readReleases(
  knowledgeFolder: string,
): Promise<{ readonly file: ReleasesFile; readonly errors: readonly string[] }> {
  const errors: string[] = [];
  const ajv = addFormats.default(new Ajv({ allErrors: true, allowUnionTypes: true }));
  const read = async <T>(name: keyof typeof SCHEMAS): Promise<T> => {
    // Days are text here, not dates: YAML's core schema leaves them so.
    const content: unknown = parse(await readFile(join(knowledgeFolder, 'releases', `${name}.yaml`), 'utf8'));
    if (!ajv.validate(SCHEMAS[name], content))
      errors.push(...(ajv.errors ?? []).map(error => `${name}.yaml: ${error.instancePath} ${error.message}`));
    return content as T;
  };
  const support = await read<Pick<ReleasesFile, 'sources'> & { minors: readonly MinorSupport[] }>('support');
  const { bulletins } = await read<{ bulletins: readonly Bulletin[] }>('bulletins');
  const { refusals } = await read<{ refusals: readonly HelmRefusal[] }>('helm');
  for (const { id, affected } of bulletins)
    errors.push(...notRanges(affected).map(range => `bulletins.yaml: ${id}: ${range} is no range`));
  for (const { chart, releases } of refusals)
    errors.push(...notRanges(releases).map(range => `helm.yaml: ${chart}: ${range} is no range`));
  return { file: { sources: support.sources, minors: support.minors, bulletins, refusals }, errors };
}

function notRanges(ranges: readonly string[]): readonly string[] {
  return ranges.filter(range => validRange(range) === null);
}

/** Reads and checks `knowledge/releases/`: support windows, security bulletins, Helm, bad patches and skew. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { validRange } from 'semver';
import { parse } from 'yaml';
import type { ReleasesFile } from '../src/knowledge/releases.js';

const version = { type: 'string', pattern: '^1\\.[0-9]+\\.[0-9]+$' };
const minor = { type: 'string', pattern: '^1\\.[0-9]+$' };
const day = { type: 'string', format: 'date' };
const address = { type: 'string', pattern: '^https://[^ ]+$' };
const ranges = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } };
const text = { type: 'string', minLength: 5 };
const count = { type: 'integer', minimum: 0 };

function listOf(items: object): object {
  return { type: 'array', minItems: 1, items };
}

function objectOf(properties: object, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter(name => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

const SCHEMAS = {
  support: objectOf({
    sources: objectOf({ table: address, policy: address, skew: address }),
    minors: listOf(
      objectOf(
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
    ),
  }),
  bulletins: objectOf({
    source: address,
    bulletins: listOf(
      objectOf(
        {
          id: { type: 'string', pattern: '^ISTIO-SECURITY-20[0-9]{2}-[0-9]{3}$' },
          published: day,
          cvss: { type: ['number', 'null'] },
          cves: { type: 'array', items: { type: 'string', pattern: '^CVE-20[0-9]{2}-[0-9]{4,}$' } },
          advisories: listOf({ type: 'string', pattern: '^GHSA(-[0-9a-z]{4}){3}$' }),
          affected: ranges,
          unfixed: ranges,
          fixed: listOf(version),
          about: text,
          concerns: text,
          source: address,
        },
        ['advisories', 'unfixed', 'fixed', 'source'],
      ),
    ),
  }),
  helm: objectOf({
    windows: listOf(objectOf({ releases: ranges, helm: { type: 'string' }, sources: listOf(address) })),
    refusals: listOf(
      objectOf({ chart: { type: 'string' }, releases: ranges, helm: { type: 'string' }, source: address }),
    ),
  }),
  'known-bad': objectOf({
    unpublished: listOf(objectOf({ release: version, instead: version, source: address })),
    regressions: listOf(
      objectOf({ releases: ranges, fixed: listOf(version), what: text, concerns: text, source: address }),
    ),
  }),
  skew: objectOf({
    components: listOf(
      objectOf(
        {
          component: { enum: ['proxy', 'cni', 'ztunnel'] },
          releases: ranges,
          behind: count,
          ahead: count,
          aheadAmbient: count,
          source: address,
          sourceAmbient: address,
        },
        ['aheadAmbient', 'sourceAmbient'],
      ),
    ),
    steps: objectOf({
      'in-place': objectOf({ minors: count, source: address }),
      canary: objectOf({ minors: count, source: address }),
    }),
  }),
} as const;

type Support = Pick<ReleasesFile, 'sources' | 'minors'>;
type Bulletins = Pick<ReleasesFile, 'bulletins'>;
type Helm = Pick<ReleasesFile, 'windows' | 'refusals'>;
type KnownBad = Pick<ReleasesFile, 'unpublished' | 'regressions'>;
type Skew = Pick<ReleasesFile, 'steps'> & { readonly components: ReleasesFile['skew'] };

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
  const { sources, minors } = await read<Support>('support');
  const { bulletins } = await read<Bulletins>('bulletins');
  const { windows, refusals } = await read<Helm>('helm');
  const { unpublished, regressions } = await read<KnownBad>('known-bad');
  const { components: skew, steps } = await read<Skew>('skew');
  const written = [
    ...bulletins.flatMap(({ id, affected, unfixed = [] }) =>
      named('bulletins', id, [...affected, ...unfixed]),
    ),
    ...windows.flatMap(({ releases, helm }) => named('helm', helm, [...releases, helm])),
    ...refusals.flatMap(({ chart, releases, helm }) => named('helm', chart, [...releases, helm])),
    ...regressions.flatMap(({ what, releases }) => named('known-bad', what, releases)),
    ...skew.flatMap(({ component, releases }) => named('skew', component, releases)),
  ];
  errors.push(
    ...written
      .filter(({ range }) => validRange(range) === null)
      .map(({ where, range }) => `${where}: ${range} is no range`),
  );
  const file = { sources, minors, bulletins, windows, refusals, unpublished, regressions, skew, steps };
  return { file, errors };
}

function named(
  file: string,
  entry: string,
  all: readonly string[],
): readonly { readonly where: string; readonly range: string }[] {
  return all.map(range => ({ where: `${file}.yaml: ${entry}`, range }));
}

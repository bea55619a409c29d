/**
 * Values that are in the tree in a form that only somebody with a key, or a tool in the pipeline, can read. Each is open by
 * itself: what stands beside it is read.
 */
import { append } from '../../append.js';
import type { OpenPath } from '../../evaluated/plain.js';
import type { Positioned, Release, ValuesDocument, ValuesLayer } from '../../model.js';
import { isRecord } from '../data.js';
import { filled, withoutPath } from '../reshaped.js';
import { parseSetKey } from './helm-set.js';
import { openOutcome, unknownFields } from './open.js';
import { lookup } from './values.js';

/**
 * What a sealed text is, in the reader's words. Sources: https://getsops.io/docs/ (ENC[…]), https://github.com/helmfile/vals
 * (ref+…), https://argocd-vault-plugin.readthedocs.io/en/stable/howitworks/ (<path:…>).
 */
const SEALS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^ENC\[[A-Z0-9_]+,data:/, 'a value that SOPS encrypted'],
  [/^(?:secret)?ref\+[a-z0-9]+:\/\//, 'a reference that vals resolves'],
  [/<path:[^<>]+>/, "a placeholder of Argo CD's Vault plugin"],
];

/** What seals a text; undefined for one that can be read. A reference is named: at another one something else stands. */
export function sealOf(text: string): string | undefined {
  const [pattern, what] = SEALS.find(([one]) => one.test(text)) ?? [];
  const reference = pattern && /^(?!ENC)\S{1,200}$/.test(text) ? ` (${text.replace(/[`\s]/g, '')})` : '';
  return what && `${what}${reference}`;
}

/** The release with each sealed value open at its path; what a later layer sets over one is decided. */
export function withSealedOpen(release: Release): Release {
  const open: OpenPath[] = [];
  const values = release.values.flatMap(layer => unsealed(layer, open));
  if (
    values.length === release.values.length &&
    values.every((layer, index) => layer === release.values[index])
  )
    return release;
  const deciding = open.filter(({ path }) => lookup(values, path) === undefined);
  const outcome = openOutcome(
    `values of release ${release.releaseName}`,
    deciding,
    release.declared,
    release.chart,
  );
  const { valuesUnknown, openValues = [], ...rest } = release;
  return {
    ...rest,
    values,
    problems: [...release.problems, ...outcome.problems],
    ...unknownFields(valuesUnknown === true || outcome.unknown, [...openValues, ...outcome.open]),
  };
}

/** The layer without what is sealed in it, which is added to `open`. */
function unsealed(layer: ValuesLayer, open: OpenPath[]): readonly ValuesLayer[] {
  if (layer.kind === 'assignment') {
    const what = sealOf(layer.value);
    if (what === undefined) return [layer];
    open.push({
      path: parseSetKey(layer.key) ?? [],
      gap: { what, at: { file: layer.file, line: layer.line } },
    });
    return [];
  }
  const found: OpenPath[] = [];
  const data = filled(layer.data, (text, path) => {
    const what = sealOf(text);
    // The checksum beside what SOPS sealed is no value.
    if (what === undefined || path[0] === 'sops') return undefined;
    const at = { file: layer.data.file, line: layer.data.lineOf(path) };
    found.push({ path: [...(layer.below ?? []), ...path], gap: { what, at } });
    return { value: null };
  });
  if (found.length === 0 && !isSigned(layer.data)) return [layer];
  append(open, found);
  // A `null` would take the chart's own default away: what is open is not there. Items of lists keep their number.
  const paths = found
    .map(({ path }) => path.slice(layer.below?.length ?? 0))
    .filter(path => typeof path.at(-1) === 'string');
  return [readable(layer, paths.reduce(withoutPath, data))];
}

/** What is left of it; nothing is written into a file that carries a checksum of its own. */
function readable({ home, ...layer }: ValuesDocument, data: Positioned): ValuesDocument {
  const unsigned = isSigned(data) ? withoutPath(data, ['sops']) : data;
  return {
    ...layer,
    text: JSON.stringify(unsigned.value),
    data: unsigned,
    ...(home && !isSigned(data) ? { home } : {}),
  };
}

function isSigned({ value }: Positioned): boolean {
  return isRecord(value) && isRecord(value.sops) && sealOf(String(value.sops.mac)) !== undefined;
}

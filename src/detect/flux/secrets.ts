/**
 * Secrets of the tree that variables come out of: what is written plainly in them, and which of their keys are sealed.
 * Source: https://fluxcd.io/flux/guides/sealed-secrets/, https://fluxcd.io/flux/guides/mozilla-sops/ and
 * https://external-secrets.io/latest/api/externalsecret/
 */
import { oncePer } from '../../memo.js';
import type { Position, Positioned } from '../../model.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { firstOf } from '../limits.js';
import { type DataRequest, nearest } from './data.js';

/** A value that nobody can see, by what stands in its place. */
export interface Sealed {
  readonly text: string;
  readonly at: Position;
}

export interface WrittenSecret {
  readonly name: string;
  readonly namespace: string;
  readonly file: string;
  /** Values that anybody can read. */
  readonly plain: ReadonlyMap<string, Sealed>;
  readonly sealed: ReadonlyMap<string, Sealed>;
  /** Where it does not say which keys it holds: then it may be any. */
  readonly rest?: Sealed;
}

/** Files that are searched for a Secret. */
const MAX_FILES = 5000;
const KIND = /kind:\s*["']?(?:Sealed|External|Sops)?Secret\b/;

/** The one that is asked for; undefined where the tree does not hold it, or does not tell which of several it is. */
export async function secretNamed(
  context: DetectContext,
  { name, namespace, near }: DataRequest,
): Promise<WrittenSecret | undefined> {
  const named = (await secretsOf(context)).filter(
    one => one.name === name && (one.namespace === namespace || one.namespace === '' || namespace === ''),
  );
  return nearest(named, ({ file }) => file, near);
}

const secretsOf = oncePer(async (context: DetectContext): Promise<readonly WrittenSecret[]> => {
  const found: WrittenSecret[] = [];
  const paths = context.tree.paths.filter(path => /\.ya?ml$/i.test(path) && !context.charts.isTemplate(path));
  for (const path of firstOf(context, paths, MAX_FILES, 'files that may hold a Secret')) {
    if (!KIND.test((await context.text(path)) ?? '')) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      const secret = secretIn(data);
      if (secret) found.push(secret);
    }
  }
  return found;
});

function secretIn(data: Positioned): WrittenSecret | undefined {
  const { value, file } = data;
  const written = stringAt(value, ['metadata', 'name']) ?? '';
  const own = { name: written, namespace: stringAt(value, ['metadata', 'namespace']) ?? '', file };
  const none: ReadonlyMap<string, Sealed> = new Map();
  switch (stringAt(value, ['kind'])) {
    case 'Secret': {
      const isSealed = isRecord(value) && value.sops !== undefined;
      const texts = entriesOf(data, ['stringData']);
      const sealed = [...entriesOf(data, ['data']), ...(isSealed ? texts : [])];
      return { ...own, plain: isSealed ? none : texts, sealed: new Map(sealed) };
    }
    case 'SealedSecret': {
      const name = stringAt(value, ['spec', 'template', 'metadata', 'name']) ?? written;
      return { ...own, name, plain: none, sealed: entriesOf(data, ['spec', 'encryptedData']) };
    }
    case 'ExternalSecret':
      return { ...own, plain: none, ...ofExternal(data, written) };
    case 'SopsSecret':
      return { ...own, plain: none, sealed: none, rest: whole(data) };
    default:
      return undefined;
  }
}

function ofExternal(data: Positioned, written: string): Pick<WrittenSecret, 'name' | 'sealed' | 'rest'> {
  const spec = recordAt(data.value, ['spec']);
  const name = stringAt(spec, ['target', 'name']) ?? written;
  const isOpen =
    listAt(spec, ['dataFrom']).length > 0 || recordAt(spec, ['target', 'template']) !== undefined;
  const sealed = listAt(spec, ['data']).flatMap((entry, index) => {
    const key = stringAt(entry, ['secretKey']);
    const part = data.at(['spec', 'data', index]);
    return key === undefined ? [] : [[key, whole(part)] as const];
  });
  return { name, sealed: new Map(sealed), ...(isOpen ? { rest: whole(data.at(['spec'])) } : {}) };
}

function whole(data: Positioned): Sealed {
  return { text: JSON.stringify(data.value), at: { file: data.file, line: data.lineOf([]) } };
}

function entriesOf(data: Positioned, path: readonly string[]): ReadonlyMap<string, Sealed> {
  const keys = Object.keys(recordAt(data.value, path) ?? {});
  return new Map(
    keys.map(key => {
      const part = data.at([...path, key]);
      return [key, { text: String(part.value), at: { file: part.file, line: part.lineOf([]) } }] as const;
    }),
  );
}

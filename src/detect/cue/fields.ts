/**
 * Fields of CUE by their path, over all files that a file sees: `Istio.Version` of `Istio: #Istio & {Version: "1.22.2"}`, of `Istio:
 * Version: "1.22.2"`, or of what a definition says that it is of. What each instance makes of them is not asked. Texts are without comments.
 * Source: https://cuelang.org/docs/reference/spec/#structs
 */
import { oncePer } from '../../memo.js';
import type { CodeFile } from '../code/blocks.js';
import type { Piece } from '../code/literals.js';
import { type CueStruct, type CueValue, cueStruct, isStruct } from './structs.js';

/** More names that one value stands for, over all that they stand for. */
const MAX_STEPS = 200;

export interface CueLiteral {
  readonly value: string;
  readonly file: CodeFile;
  /** Where the value begins. */
  readonly start: number;
}

const IS_ADDRESS = /^(?:https|oci):\/\/\S+$/;

/** `repository: url: _repository`, `repo: {url: #Istio.repo}`, `repository: Istio.Repository`, which has a `url`. */
export function repositoryOfCue(span: string, files: readonly CodeFile[]): string | undefined {
  const parts = CUE_REPOSITORY.exec(span)?.[1]?.split('.') ?? [];
  if (parts.length === 0) return undefined;
  const found = cueLiteral(files, parts, IS_ADDRESS) ?? cueLiteral(files, [...parts, 'url'], IS_ADDRESS);
  return found?.value;
}

const CUE_REPOSITORY =
  /\b[rR]epo(?:sitory)?(?:_?[uU][rR][lL])?"?\s{0,9}:\s{0,9}(?:\{?\s{0,99}(?:name\s{0,9}:\s{0,9}"[^"\n]{0,100}"[\s,]{1,99})?url\s{0,9}:\s{0,9})?(#?\w{1,60}(?:\.#?\w{1,60}){0,3})\s{0,9}(?=[\n,}])/;

/** The only text of its kind that a field is, wherever the files say so; undefined as well where they say more than is read. */
export function cueLiteral(
  files: readonly CodeFile[],
  parts: readonly string[],
  kind: RegExp,
): CueLiteral | undefined {
  const asked: Asked = { files: files.filter(({ path }) => path.endsWith('.cue')), kind, left: MAX_STEPS };
  const found = atPath(asked, parts);
  const [first] = found;
  return first && asked.left >= 0 && found.every(({ value }) => value === first.value) ? first : undefined;
}

interface Asked {
  readonly files: readonly CodeFile[];
  readonly kind: RegExp;
  /** Names that may still be looked for. */
  left: number;
}

/** What stands under a path from the outermost level of the files on, else from wherever they have its first name. */
function atPath(asked: Asked, path: readonly string[]): readonly CueLiteral[] {
  if (asked.left-- <= 0) return [];
  const [first = ''] = path;
  const structs = asked.files
    .filter(({ text }) => text.includes(first))
    .map(file => ({ file, struct: cueStruct(file) }));
  if (structs.some(({ struct }) => struct.isCut)) asked.left = -1;
  const outermost = structs.flatMap(({ file, struct }) => inStruct(asked, file, struct, path));
  if (outermost.length > 0) return outermost;
  return structs.flatMap(({ file, struct }) =>
    innerOf(struct)
      .filter(({ fields }) => fields.some(({ label }) => label === first))
      .flatMap(inner => inStruct(asked, file, inner, path)),
  );
}

/** All structs within one. */
const innerOf = oncePer(({ fields, embedded }: CueStruct): readonly CueStruct[] =>
  [...fields.map(({ value }) => value), ...embedded]
    .flatMap(({ parts }) => parts.filter(isStruct))
    .flatMap(inner => [inner, ...innerOf(inner)]),
);

function inStruct(
  asked: Asked,
  file: CodeFile,
  { fields, embedded }: CueStruct,
  [label = '', ...rest]: readonly string[],
): readonly CueLiteral[] {
  return [
    ...fields.filter(one => one.label === label).flatMap(({ value }) => ofValue(asked, file, value, rest)),
    ...embedded.flatMap(value => ofValue(asked, file, value, [label, ...rest])),
  ];
}

function ofValue(
  asked: Asked,
  file: CodeFile,
  { parts }: CueValue,
  path: readonly string[],
): readonly CueLiteral[] {
  return parts.flatMap(part => {
    if (isStruct(part)) return path.length === 0 ? [] : inStruct(asked, file, part, path);
    return alternativesOf(part).flatMap(({ text, start }): readonly CueLiteral[] => {
      const value = path.length === 0 ? TEXT.exec(text)?.[1] : undefined;
      if (value !== undefined) return asked.kind.test(value) ? [{ value, file, start }] : [];
      return REFERENCE.test(text) ? atPath(asked, [...text.split('.'), ...path]) : [];
    });
  });
}

const TEXT = /^"([^"\n\\]{1,300})"/;
const REFERENCE = /^_?#?\w{1,80}(?:\.#?\w{1,80}){0,4}$/;

/** What `|` joins, without the mark of the one that counts otherwise: `string | *"1.22.2"`. */
function alternativesOf({ text, start }: Piece): readonly Piece[] {
  let from = start;
  return text.split('|').map(own => {
    const before = /^\s*\*?\s*/.exec(own)?.[0].length ?? 0;
    const piece = { text: own.slice(before).trimEnd(), start: from + before };
    from += own.length + 1;
    return piece;
  });
}

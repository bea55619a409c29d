/** What carelessness and malice make of a file. */
import { bytesOf, type Content } from './bytes-tree.js';

export interface Mutation {
  readonly name: string;
  readonly apply: (text: string) => Content;
  /** Texts that it can be done to; all if not given. */
  readonly fits?: (text: string) => boolean;
  /** What the file says may be gone. */
  readonly mayRemove?: boolean;
  /** Git's search does not see what it says: known only by what the other side says of the same file. */
  readonly isUnsearched?: boolean;
}

function cut(percent: number): Mutation {
  const apply = (text: string): string => text.slice(0, Math.floor((text.length * percent) / 100));
  return { name: `cut off at ${percent} %`, apply, mayRemove: true };
}

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

/** `#` begins a comment in every language of the forms but Zarf's neighbours in TypeScript, whose text it breaks. */
export const MUTATIONS: readonly Mutation[] = [
  cut(30),
  cut(60),
  cut(90),
  { name: 'CRLF', apply: text => text.replaceAll('\n', '\r\n') },
  { name: 'BOM', apply: text => `\ufeff${text}` },
  { name: 'UTF-16 LE', apply: text => utf16(text, false), isUnsearched: true },
  { name: 'UTF-16 BE', apply: text => utf16(text, true), isUnsearched: true },
  { name: 'tabs', apply: text => text.replaceAll('  ', '\t') },
  { name: 'trailing whitespace', apply: text => text.replaceAll('\n', ' \t\n') },
  { name: 'no end of line', apply: text => text.trimEnd() },
  { name: 'NUL in the middle', apply: text => spliced(text, '\0') },
  { name: 'NUL at the end', apply: text => `${text}\0` },
  {
    name: 'bytes that are no UTF-8',
    apply: text => Buffer.concat([bytesOf(text), Buffer.from([0x23, 0xff, 0xfe, 0x0a])]),
  },
  { name: 'empty', apply: () => '', mayRemove: true },
  { name: 'only a line end', apply: () => '\n', mayRemove: true },
  { name: 'twice', apply: text => `${text}\n---\n${text}` },
  { name: 'a thousand empty documents', apply: text => `${'---\n'.repeat(1000)}${text}` },
  {
    name: 'a thousand other documents',
    fits: text => text.startsWith('apiVersion:'),
    apply: text => `${text}${'---\nkind: Service\napiVersion: v1\n'.repeat(1000)}`,
  },
  { name: 'an open quote at the end', apply: text => `${text}\nx: "` },
  { name: 'an open quote at the front', apply: text => `x: "\n${text}` },
  { name: 'an open bracket at the end', apply: text => `${text}\nx: [` },
  { name: 'conflict markers', apply: text => `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n` },
  { name: 'anchors in a ring', apply: text => `${text}\nring: &ring {ring: *ring}\n` },
  { name: 'anchors that multiply', apply: text => `${text}\n${bomb()}\n` },
  { name: 'an alias of nothing', apply: text => `${text}\nnothing: *nothing\n` },
  { name: 'merge of a scalar', apply: text => `${text}\nmerged: {<<: 1}\n` },
  { name: 'a tag of a language', apply: text => `${text}\ntagged: !!js/function "x"\nother: !Ref x\n` },
  {
    name: 'nesting beyond reason',
    apply: text => `${text}\ndeep: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
  },
  {
    name: 'braces beyond reason',
    apply: text => `${text}\ndeep: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}\n`,
  },
  { name: 'blocks beyond reason', apply: text => `${text}\n${blocks(2_000)}\n` },
  {
    name: 'prototype keys',
    apply: text =>
      `${text}\n__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\ntoString: 1\nhasOwnProperty: 1\n`,
  },
  { name: 'a line of six million characters', apply: text => `${text}\n# ${'x'.repeat(6_000_000)}\n` },
  { name: 'a line of one million characters', apply: text => `${text}\n# ${'x'.repeat(1_000_000)}\n` },
  {
    name: 'a pointer of Git LFS',
    apply: () =>
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n',
    isUnsearched: true,
  },
  { name: 'a link to nothing', apply: () => ({ link: 'not-there.yaml' }), mayRemove: true },
  { name: 'a link to itself', apply: () => ({ link: './' }), mayRemove: true },
  { name: 'a link out of the tree', apply: () => ({ link: '../../../../../../etc/istio/hosts' }) },
  { name: 'an absolute link', apply: () => ({ link: '/etc/istio.yaml' }) },
];

function spliced(text: string, middle: string): string {
  const at = Math.floor(text.length / 2);
  return `${text.slice(0, at)}${middle}${text.slice(at)}`;
}

function bomb(): string {
  const names = [...'abcdefghi'];
  return names
    .map(
      (name, index) =>
        `${name}: &${name} [${Array(9)
          .fill(index === 0 ? 'x' : `*${names[index - 1]}`)
          .join(', ')}]`,
    )
    .join('\n');
}

function blocks(depth: number): string {
  return Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
}

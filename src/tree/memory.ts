import type { Tree } from '../model.js';
import { isCandidateName, isCandidateText, isCodeName, isCodeText } from './candidates.js';

/** A tree of texts by path, searched by the same names and words as any other. */
export function memoryTree(files: Readonly<Record<string, string>>): Tree {
  const paths = Object.keys(files).sort();
  return {
    name: 'memory',
    paths,
    problems: [],
    has: path => Object.hasOwn(files, path),
    below: folder => (folder === '' ? paths : paths.filter(path => path.startsWith(`${folder}/`))),
    candidates: async () => paths.filter(path => isCandidateName(path) && isCandidateText(files[path] ?? '')),
    code: async () => paths.filter(path => isCodeName(path) && isCodeText(files[path] ?? '')),
    async read(path) {
      const text = Object.hasOwn(files, path) ? files[path] : undefined;
      return text === undefined
        ? { ok: false, why: 'there is no such file', missing: true }
        : { ok: true, text };
    },
  };
}

/** Functions over files, YAML and JSON. */
import { plainValue } from '../evaluated/plain.js';
import { type EvaluatedScalar, type EvaluatedValue, scalar, textOf, valueFrom } from '../evaluated/value.js';
import { globMatcher } from '../tree/glob.js';
import { parseYaml } from '../yaml/positioned.js';
import type { HclFunction } from './functions.js';

/** Longer than any pattern that people write. */
const MAX_PATTERN = 500;

export const encodingFunctions: Readonly<Record<string, HclFunction>> = {
  yamlencode: ([value], at) => encoded(value, at),
  jsonencode: ([value], at) => encoded(value, at),
  yamldecode: ([text]) => decoded(text),
  jsondecode: ([text]) => decoded(text),
  file: ([path], at, host) => {
    const name = textOf(path);
    if (path?.kind === 'scalar') host.noteFiles?.(path);
    const found = name === undefined ? undefined : host.readFile(name);
    if (!found)
      return name === undefined ? undefined : { kind: 'unknown', gap: { what: `file("${name}")`, at }, at };
    return fileText(found.path, found.text);
  },
  fileexists: ([path], at, host) => {
    const name = textOf(path);
    return name === undefined ? undefined : scalar(host.readFile(name) !== undefined, at);
  },
  fileset: ([folder, pattern], at, host) => {
    const [from, wanted] = [textOf(folder), textOf(pattern)];
    const files = from === undefined ? undefined : host.listFiles?.(from);
    if (!files || wanted === undefined || wanted.length > MAX_PATTERN) return undefined;
    const isMatch = globMatcher([wanted], { braces: true });
    return {
      kind: 'list',
      items: files
        .filter(file => isMatch(file))
        .sort()
        .map(file => scalar(file, at)),
      at,
    };
  },
  templatefile: ([path, names], at, host) => {
    const name = textOf(path);
    if (path?.kind === 'scalar') host.noteFiles?.(path);
    const found = name === undefined ? undefined : host.readFile(name);
    if (!found) {
      const what = name === undefined ? 'the name of a template' : `templatefile("${name}")`;
      return { kind: 'unknown', gap: { what, at }, at };
    }
    const parts = found.template();
    if (!parts) return { kind: 'unknown', gap: { what: `the template ${found.path}`, at }, at };
    // Without anything to fill in it is as good as the file itself.
    if (parts.every(({ kind }) => kind === 'text') && !/[$%]{2}\{/.test(found.text))
      return fileText(found.path, found.text);
    const given = new Map<string, EvaluatedValue>();
    if (names?.kind === 'map') for (const [key, entry] of names.entries) given.set(key, entry.value);
    return host.fillFile(found.path, parts, given);
  },
};

function fileText(file: string, text: string): EvaluatedScalar {
  const lines = text.split('\n').map((_, index) => index + 1);
  return { ...scalar(text, { file, line: 1 }), lines, wholeFile: file };
}

function encoded(value: EvaluatedValue | undefined, at: EvaluatedValue['at']): EvaluatedValue | undefined {
  if (!value || value.kind === 'unknown') return value;
  const text = `${JSON.stringify(plainValue(value).value, null, 2)}\n`;
  return { ...scalar(text, value.at.file === at.file ? at : value.at), encoded: value };
}

function decoded(text: EvaluatedValue | undefined): EvaluatedValue | undefined {
  if (text?.kind !== 'scalar' || typeof text.value !== 'string') return undefined;
  if (text.encoded) return text.encoded;
  if (text.gaps) {
    const [gap] = [...text.gaps.values()];
    return gap ? { kind: 'unknown', gap, at: text.at } : undefined;
  }
  const { documents, errors } = parseYaml(text.at.file, text.value, text.lines?.[0] ?? text.at.line);
  const [document] = documents;
  return document && errors.length === 0 ? valueFrom(document.data) : undefined;
}

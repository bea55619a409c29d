/** What people add to files that declare Istio, and that moves nothing of it: a comment at the head, something else at the end. */
import { readSide, type Side } from '../../src/analysis/side.js';
import type { Edit, Tree } from '../../src/model.js';
import { commentMark } from '../../src/notes.js';

export interface Addition extends Edit {
  readonly kind: 'a comment' | 'something else';
}

/** Of each file that declares an installation, or in which something could not be read. */
export async function additions(tree: Tree, most: number): Promise<readonly Addition[]> {
  const found: Addition[] = [];
  const files = filesOf(await readSide(tree, { versions: [], values: [] }));
  const step = Math.max(1, Math.floor(files.length / most));
  for (const file of files.filter((_, index) => index % step === 0).slice(0, most)) {
    const content = await tree.read(file);
    if (!content.ok) continue;
    const { text: before } = content;
    const mark = commentMark(file);
    if (mark) found.push({ kind: 'a comment', file, before, after: withComment(before, `${mark} a note`) });
    const other = otherThan(file, before);
    if (other) found.push({ kind: 'something else', file, before, after: `${before.trimEnd()}\n${other}` });
  }
  return found;
}

function filesOf({ detection: { installations, problems } }: Side): readonly string[] {
  const files = installations.flatMap(({ at, release }) => [at.file, release.declared.file]);
  return [...new Set([...files, ...problems.flatMap(({ file }) => file ?? [])])].sort();
}

/** Below a first line that says what the file is: `#!/bin/sh`, `#cloud-config`. */
function withComment(text: string, comment: string): string {
  const end = /^#[!c]/.test(text) ? text.indexOf('\n') + 1 : 0;
  return `${text.slice(0, end)}${comment}\n${text.slice(end)}`;
}

const OTHERS: readonly (readonly [files: RegExp, text: string])[] = [
  [/\.(?:sh|bash)$/, 'echo "a note"\n'],
  [/\.(?:tf|tofu)$/, 'locals {\n  a_note = "x"\n}\n'],
  [/(?:\.mk|(?:^|\/)Makefile)$/, '\na-note:\n\techo a note\n'],
  [/\.py$/, 'a_note = 1\n'],
  [/\.[cm]?[jt]s$/, 'const aNote = 1;\n'],
  [/\.go$/, 'var aNote = 1\n'],
];

const CONFIG = '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a-note\n  namespace: default\n';

function otherThan(file: string, text: string): string | undefined {
  const other = OTHERS.find(([files]) => files.test(file))?.[1];
  if (other !== undefined) return other;
  // An object beside others; what is Kustomize's, or a template, is one alone.
  const documents = text.split(/^---.*$/m).filter(document => /\S/.test(document.replace(/^\s*#.*$/gm, '')));
  const areObjects = documents.every(
    document => /^kind:/m.test(document) && !/^kind:\s*(?:Kustomization|Component|List)\s*$/m.test(document),
  );
  return /\.ya?ml$/.test(file) && areObjects && !text.includes('{{') ? CONFIG : undefined;
}

/** Lines of a tree that have nothing to do with Istio, changed as people change them: another version, another number. */
import type { Edit, Tree } from '../../src/model.js';

export interface UnrelatedEdit extends Edit {
  /** From 1. */
  readonly line: number;
}

const FILES = /\.(?:ya?ml|json|tf|tfvars|toml|sh)$|(?:^|\/)(?:Dockerfile|Makefile)$/;
/** Records of tools, and copies of what others wrote. */
const RECORDS = /(?:^|[/.-])(?:lock|node_modules|vendor)(?:[/.]|$)/i;
const CHANGES = /\d{1,4}\.\d{1,4}\.\d{1,4}|\breplicas: \d|\btag: /;
const OF_ISTIO = /istio|ztunnel|envoy|mesh|gateway|pilot/i;
/** Lines around one on which no word of Istio stands. */
const NEAR = 8;
const MAX_LINE = 200;
const MAX_TEXT = 200_000;

/** One of a file at most, of as many files as are asked for, from all over the tree. */
export async function unrelatedLines(tree: Tree, most: number): Promise<readonly UnrelatedEdit[]> {
  const found: UnrelatedEdit[] = [];
  for (const file of tree.paths) {
    if (!FILES.test(file) || RECORDS.test(file) || OF_ISTIO.test(file)) continue;
    const content = await tree.read(file);
    const edit = content.ok && content.text.length <= MAX_TEXT ? editOf(file, content.text) : undefined;
    if (edit) found.push(edit);
  }
  const step = Math.max(1, Math.floor(found.length / most));
  return found.filter((_, index) => index % step === 0).slice(0, most);
}

function editOf(file: string, before: string): UnrelatedEdit | undefined {
  const lines = before.split('\n');
  const index = lines.findIndex(
    (line, at) =>
      line.length <= MAX_LINE &&
      CHANGES.test(line) &&
      /\d\D*$/.test(line) &&
      !OF_ISTIO.test(lines.slice(Math.max(0, at - NEAR), at + NEAR + 1).join('\n')),
  );
  const old = lines[index];
  if (old === undefined) return undefined;
  const now = old.replace(/\d+(?=\D*$)/, number => String(Number(number) + 1));
  return { file, before, after: lines.with(index, now).join('\n'), line: index + 1 };
}

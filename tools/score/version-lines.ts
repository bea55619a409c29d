/** Lines of a tree at which somebody might move Istio: whatever looks like a version of it near a word of it. */
import { append } from '../../src/append.js';
import type { Edit, Tree } from '../../src/model.js';

export interface VersionLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As it is written. */
  readonly version: string;
}

export const VERSION = /(?<![\w.])v?1\.(?:[5-9]|[12]\d|3\d)\.\d{1,2}(?![\d.])/;
export const OF_ISTIO = /istio|ztunnel/i;
/** Lines around one on which its words count. */
const NEAR = 4;
/** Longer lines are nobody's writing. */
const MAX_LINE = 300;
const COMMENT = /^\s*(?:#|\/\/|--|\*)/;
/** Prose, sources, records, and what is a version of something else by its kind. */
export const NOT_DECLARING =
  /\.(?:md|mdx|adoc|txt|lock|sum|go|py|java|html|svg|ipynb|rst|csv|log|mod|work)$|(?:^|\/)(?:package(?:-lock)?\.json|requirements[^/]*\.txt|pom\.xml|Cargo\.toml)$|(?:^|\/)\.?(?:vendor|node_modules|docs?|tests?|testdata|archived?|dashboards?)\/|(?:^|\/)Chart\.lock$|package-lock|renovate/i;
/** Labels that a rendering carries, which decide nothing. */
const LABELS = /helm\.sh\/chart|app\.kubernetes\.io\/version|(?:operator|install\.operator)\.istio\.io/;

/** @param perFile more lines of one file say nothing new */
export async function versionLines(tree: Tree, perFile: number): Promise<readonly VersionLine[]> {
  const found: VersionLine[] = [];
  for (const file of tree.paths) {
    if (NOT_DECLARING.test(file)) continue;
    const content = await tree.read(file);
    if (!content.ok || !OF_ISTIO.test(`${file}\n${content.text}`)) continue;
    append(found, linesIn(file, content.text).slice(0, perFile));
  }
  return found;
}

function linesIn(file: string, text: string): readonly VersionLine[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (line.length > MAX_LINE || COMMENT.test(line) || LABELS.test(line)) return [];
    const version = VERSION.exec(line)?.[0];
    const around = lines.slice(Math.max(0, index - NEAR), index + NEAR).join('\n');
    return version !== undefined && OF_ISTIO.test(around) ? [{ file, line: index + 1, version }] : [];
  });
}

/** The line with another release in it, all else as it was; undefined where its file or the version is not there. */
export async function moved(
  tree: Tree,
  { file, line, version }: VersionLine,
): Promise<(Edit & { readonly text: string }) | undefined> {
  const content = await tree.read(file);
  if (!content.ok) return undefined;
  const lines = content.text.split('\n');
  const old = lines[line - 1] ?? '';
  const text = old.replaceAll(version, otherRelease(version));
  if (text === old) return undefined;
  return { file, before: content.text, after: lines.with(line - 1, text).join('\n'), text: text.trim() };
}

/** One that Istio published, and never the same. */
function otherRelease(version: string): string {
  return version.replace(/1\.\d+(\.\d+)?/, (release, patch?: string) => {
    const minor = release.startsWith('1.29') ? '1.28' : '1.29';
    return patch === undefined ? minor : `${minor}.1`;
  });
}

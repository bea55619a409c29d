/**
 * Platforms that bring an Istio of their own choice: Big Bang of Platform One. Which release of Istio that is stands in the platform, not
 * here; where its version moves, Istio may move. Source: https://docs-bigbang.dso.mil/latest/docs/
 */
import { append } from '../../append.js';
import type { DataPath, Positioned, Tree } from '../../model.js';
import { contextOf } from '../context.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import type { UnreadForm } from './forms.js';

const HINT = /big-?bang/i;

/** A kustomization's base, or a chart, at a release: `git::https://repo1.dso.mil/…/bigbang.git/base?ref=2.20.0`. */
const REFERENCE = /\/big-?bang(?:\.git)?[^\s"'?]{0,200}\?ref=v?(\d+\.\d+\.\d+[^\s"'&]{0,40})/i;
/** Where its own releases lie. */
const HOME = /\/(?:big-?bang|umbrella)(?:\.git)?\/?$/i;

interface Found {
  readonly version: string;
  readonly file: string;
  readonly line: number;
}

export async function unreadPlatforms(tree: Tree): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const found: Found[] = [];
  for (const path of context.candidates) {
    if (context.isSetAside(path)) continue;
    const text = await context.text(path);
    if (text === undefined || !HINT.test(text)) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const version = /^\s*#/.test(line) ? undefined : REFERENCE.exec(line)?.[1];
      if (version !== undefined) found.push({ version, file: path, line: index + 1 });
    }
    if (/\.ya?ml$/i.test(path)) append(found, await inDocuments(context, path));
  }
  return found.map(({ version, file, line }) => ({
    what: `Big Bang ${version}`,
    why: 'it brings the Istio of its own release, with values and charts of its own: which one that is does not stand here. See its release notes, and give the versions with --from and --to',
    file,
    line,
    fingerprint: fingerprintOf([file, version]),
    weak: true as const,
  }));
}

/** A GitRepository at a tag, and the extension of a Zarf package. */
async function inDocuments(context: DetectContext, path: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { data } of (await context.yaml(path)).documents) {
    for (const at of placesIn(data)) {
      const version = stringAt(data.value, at);
      if (version !== undefined) found.push({ version, file: path, line: data.lineOf(at) });
    }
  }
  return found;
}

function placesIn({ value }: Positioned): readonly DataPath[] {
  const kind = stringAt(value, ['kind']);
  const url = stringAt(value, ['spec', 'url']) ?? '';
  if (kind === 'GitRepository' && HOME.test(url) && HINT.test(url))
    return ['tag', 'semver', 'branch'].map(key => ['spec', 'ref', key]);
  if (kind !== 'ZarfPackageConfig') return [];
  return listAt(value, ['components']).map((_, index) => [
    'components',
    index,
    'extensions',
    'bigbang',
    'version',
  ]);
}

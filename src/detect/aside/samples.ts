/**
 * What examples, samples, tutorials and tests install, what was copied from other projects, and what is packed into a program, beside
 * what the repository itself installs: taken not to be deployed, and said. A repository that installs Istio nowhere else is an example itself, or made for tests: there it counts.
 */
import { posix } from 'node:path';
import { addTo, groupBy } from '../../grouped.js';
import type { Problem, Release } from '../../model.js';
import { isTestName } from '../../tree/candidates.js';
import type { DetectContext } from '../detector.js';
import { isEnvironmentFolder } from '../environment-folders.js';
import type { FoundInstallation } from '../installations.js';
import { baseName, folderOf, isWithin } from '../tree-path.js';
import { digestOf, NOTHING_ASIDE, type TakenAside, takenAside } from './taken-aside.js';

const SAMPLES =
  /^(examples?(?:_[\w-]{1,40})?|samples?|docs?|bookinfo|fixtures?|__(?:fixtures|tests)__|test[-_]data|tests|e2e(?:[-_]tests?)?|(?:unit|integration|acceptance)[-_]tests?|[\w-]{1,40}[-_](?:tests|e2e)|tutorials?|workshops?|guides?|websites?|blogs?|skeletons?)$/i;

/** What was copied from other projects. */
const COPIED = /^(?:third[-_]?party|3rd[-_]?party|(?:git[-_])?submodules?)$/i;

/** A folder called `test` may be an environment: one that holds tests is none. */
const OTHER_TESTS = /(?:^|\/)conftest\.py$|\.bats$|(?:^|\/)(?:chainsaw|kuttl)-test\.ya?ml$|_spec\.rb$/i;

function isTest(path: string): boolean {
  return isTestName(path) || OTHER_TESTS.test(path);
}

/** Folders of what somebody may well deploy as it stands. */
export const EXAMPLES = /^(?:examples?(?:_[\w-]{1,40})?|samples?|tutorials?|workshops?)$/i;

/** @param counted releases, by their ids, that are deployed all the same */
export async function samplesAmong(
  context: DetectContext,
  installations: readonly FoundInstallation[],
  counted: ReadonlySet<string>,
): Promise<TakenAside & { readonly examples: ReadonlyMap<string, string> }> {
  const folders = new Map<FoundInstallation, string>();
  const fed = new Set<string>();
  for (const installation of installations) {
    // What is deployed from elsewhere, or takes its version from there, is no sample.
    const { release } = installation;
    if (counted.has(release.id)) continue;
    const folder = sampleFolder(context, release.declared.file) ?? testFile(release);
    if (folder === undefined) continue;
    if (isWithin(folder, installation.at.file)) folders.set(installation, folder);
    else if (isRun(release)) fed.add(release.declared.file);
  }
  // Nor is what else the same script installs.
  for (const one of [...folders.keys()]) if (fed.has(one.release.declared.file)) folders.delete(one);
  if (folders.size === 0 || folders.size === installations.length)
    return { ...NOTHING_ASIDE, examples: new Map() };
  const aside = new Set(folders.values());
  const used = await usedFromOutside(
    context,
    path => [...aside].some(folder => isWithin(folder, path)),
    [...new Set([...folders.keys()].map(({ release }) => release.declared.file))],
    () => true,
    () => true,
  );
  const releases = new Set<Release>();
  const byFolder = new Map<string, FoundInstallation[]>();
  for (const [installation, folder] of folders) {
    const { release } = installation;
    if (used.has(release.declared.file)) continue;
    releases.add(release);
    addTo(byFolder, folder, installation);
  }
  const examples = [...byFolder].flatMap(([folder, own]) =>
    EXAMPLES.test(baseName(folder))
      ? [...groupBy(own, ({ release }) => release.id)].map(([id, all]) => [id, digestOf(all)] as const)
      : [],
  );
  return {
    releases,
    problems: [...byFolder].map(([folder, own]) => told(folder, own)),
    examples: new Map(examples),
  };
}

function told(folder: string, installations: readonly FoundInstallation[]): Problem {
  const names = [...new Set(installations.map(({ release }) => release.releaseName))]
    .sort()
    .slice(0, MAX_NAMED)
    .join(', ');
  const kind = PACKED.test(`${folder}/`)
    ? 'for what a program carries'
    : COPIED.test(baseName(folder))
      ? 'for a copy of another project'
      : 'for an example or a test';
  const why = `what stands there (${names}) is taken ${kind}, which is not deployed: the repository installs Istio elsewhere, and nothing there refers to it`;
  return takenAside(
    `${isTest(folder) ? 'file' : 'folder'} ${folder}`,
    why,
    installations[0]?.release.declared,
    installations,
  );
}

/** More are not named. */
const MAX_NAMED = 6;

/** What Maven and Gradle pack into a program of Java. */
const PACKED = /^(?:.*\/)?src\/(?:main|test)\/resources\//;

/** A test that names charts, as what it expects; what it runs is run. */
function testFile(release: Release): string | undefined {
  const { file } = release.declared;
  return isTest(file) && !isRun(release) ? file : undefined;
}

function isRun({ form }: Release): boolean {
  return form === 'script' || form === 'istioctl';
}

/** The folder of examples, of tests or of a program's resources that a file is in; undefined where it is in none. */
export function sampleFolder({ tree }: Pick<DetectContext, 'tree'>, file: string): string | undefined {
  const packed = PACKED.exec(file)?.[0];
  if (packed !== undefined) return packed.slice(0, -1);
  const segments = folderOf(file).split('/');
  for (const [index, segment] of segments.entries()) {
    const folder = segments.slice(0, index + 1).join('/');
    const isSample =
      SAMPLES.test(segment) ||
      COPIED.test(segment) ||
      (/^test$/i.test(segment) && tree.below(folder).some(isTest));
    if (!isSample) continue;
    if (!isEnvironmentFolder(tree, segments, index)) return folder;
  }
  return undefined;
}

/**
 * Files that something else names: by their path, or by the path of their folder.
 * @param isAside what may name one of them without using it
 * @param byFolder for which of them a name of the folder is one of the file
 * @param relative which of them are looked for by their paths from where they would be named, too
 */
export async function usedFromOutside(
  context: DetectContext,
  isAside: (path: string, file: string) => boolean,
  files: readonly string[],
  byFolder: (file: string) => boolean,
  relative: (file: string) => boolean,
): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for (const path of files.length === 0 ? [] : context.candidates) {
    const open = files.filter(file => !used.has(file) && !isAside(path, file));
    const whole = open.length === 0 ? undefined : await context.text(path);
    if (whole === undefined) continue;
    const text = /\.ya?ml$/i.test(path) ? whole.replace(COMMENT_LINES, '') : whole;
    for (const file of open) {
      const from = relative(file) ? folderOf(path) : '';
      if (namesFile(text, file, from) || (byFolder(file) && namesFolder(text, folderOf(file), from)))
        used.add(file);
    }
  }
  return used;
}

/** A file by its path, or by that from a folder. */
export function namesFile(text: string, file: string, from: string): boolean {
  if (text.includes(file)) return true;
  // However it is reached, that ends so.
  if (from === '' || !text.includes(baseName(file))) return false;
  const name = posix.relative(from, file);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (at === 0 || !/[\w.-]/.test(text[at - 1] ?? '')) return true;
  return false;
}

/** A folder by its path, or by that from a folder. */
export function namesFolder(text: string, folder: string, from: string): boolean {
  if (!text.includes(baseName(folder))) return false;
  return names(text, folder) || (from !== '' && names(text, posix.relative(from, folder)));
}

export const COMMENT_LINES = /^[ \t]*#.*$/gm;

/** A folder by its whole path, not as the start of another's; a mere word only where a path is meant. */
function names(text: string, folder: string): boolean {
  if (folder === '' || folder.endsWith('..')) return false;
  for (let at = text.indexOf(folder); at >= 0; at = text.indexOf(folder, at + 1)) {
    const isWhole = /^\/?(["'`\s,;:*)}\]]|$)/.test(text.slice(at + folder.length, at + folder.length + 2));
    if (isWhole && (folder.includes('/') || MEANS_PATH.test(text.slice(Math.max(0, at - LONGEST_KEY), at))))
      return true;
  }
  return false;
}

const LONGEST_KEY = 24;
const MEANS_PATH =
  /(?:\/|(?:path|paths|folder|dir|directory|source|src|chart|working-directory)["']?\s*[:=]\s*["']?|\s-[fkR]\s*|(?:cd|apply|find|install|build|template)\s+)$/i;

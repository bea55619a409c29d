/** Where the values files of an Argo CD source are. */
import { globMatcher } from '../../tree/glob.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { folderOf, resolveFromRoot, resolveInTree } from '../tree-path.js';
import type { Application, ApplicationSource } from './applications.js';
import { substitute } from './environment.js';
import type { HelmSettings } from './helm.js';

/** What the values of one source need to know. */
export interface ValuesInput {
  readonly context: DetectContext;
  readonly application: Application;
  readonly source: ApplicationSource;
  readonly helm: HelmSettings;
  /** Folder of the chart in the tree; undefined for a published chart. */
  readonly folder: string | undefined;
  /** True for the address of a repository that this tree is known to be. */
  readonly isThisRepository: (repository: string) => boolean;
}

/** Where the name of a values file or file parameter leads. */
export type LocatedFile =
  | {
      readonly kind: 'path';
      readonly raw: string;
      readonly path: string;
      /** Of the source that it refers to. */
      readonly repository?: string;
      readonly revision?: string | undefined;
    }
  /** In a place that this tree does not hold. */
  | { readonly kind: 'elsewhere'; readonly raw: string; readonly why: string }
  /** Argo CD would refuse it. */
  | { readonly kind: 'refused'; readonly raw: string; readonly why: string };

/** Argo CD's reading of a file's name: `$ref/path`, `/path` from the root, else a path from the chart's folder. */
export function locateFile(raw: string, input: ValuesInput): LocatedFile {
  const { application, source, folder } = input;
  const reference = raw.startsWith('$') ? raw.slice(1).split('/')[0] : undefined;
  const target = reference === undefined ? undefined : refSource(application, reference);
  const withoutRef = target ? raw.slice((reference ?? '').length + 1) : raw;
  const { text, unknown } = substitute(withoutRef, application, source);
  if (unknown.length > 0) return { kind: 'elsewhere', raw, why: `its name depends on ${unknown.join(', ')}` };
  if (/^[a-z][a-z0-9+.-]*:/i.test(text))
    return { kind: 'elsewhere', raw, why: 'it is fetched from an address, not from this repository' };
  const outside = {
    kind: 'refused',
    raw,
    why: 'it leads out of the repository: Argo CD refuses it',
  } as const;
  if (target) {
    const path = resolveFromRoot(text);
    if (path === undefined || path === '') return outside;
    return {
      kind: 'path',
      raw,
      path,
      repository: stringAt(target.data.value, ['repoURL']) ?? '',
      revision: stringAt(target.data.value, ['targetRevision']),
    };
  }
  if (reference !== undefined && folder === undefined) {
    return { kind: 'refused', raw, why: `no source of the Application has \`ref: ${reference}\`` };
  }
  if (folder === undefined)
    return { kind: 'elsewhere', raw, why: 'it lies in the published chart, not in this repository' };
  const path = text.startsWith('/') ? resolveFromRoot(text) : resolveInTree(folder, text);
  return path === undefined || path === '' ? outside : { kind: 'path', raw, path };
}

function refSource(application: Application, name: string): ApplicationSource | undefined {
  return application.sources.find(source => stringAt(source.data.value, ['ref']) === name);
}

export function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/** The files of the tree that a pattern means, sorted. */
export function expandGlob(pattern: string, context: DetectContext): readonly string[] {
  const fixed = pattern.slice(0, pattern.search(/[*?[]/));
  const folder = folderOf(fixed);
  const paths = folder === '' ? context.tree.paths : context.tree.below(folder);
  return paths.filter(globMatcher([pattern]));
}

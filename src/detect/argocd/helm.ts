/** The `helm` settings of an Argo CD source, with what `.argocd-source*.yaml` beside the chart changes. */
import type { DataPath, Positioned } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { recordAt, stringAt } from '../data.js';
import { decidingFile } from '../deciding-file.js';
import type { DetectContext } from '../detector.js';
import type { Home } from '../layered.js';
import { inFolder } from '../tree-path.js';
import type { Application, ApplicationSource } from './applications.js';

/** One field of the settings, and where it can be edited. */
export interface HelmField {
  readonly data: Positioned;
  /** Absent where no single place of a file holds it. */
  readonly home?: Home;
}

export interface HelmSettings {
  /** Who writes a field, in the order in which they are merged; empty where nobody does, or a `null` removes it. */
  writers(field: string): readonly HelmField[];
  /** The one that counts. */
  field(field: string): HelmField | undefined;
  text(field: string): string | undefined;
  flag(field: string): boolean;
}

/**
 * Argo CD merges `.argocd-source.yaml`, then `.argocd-source-<application>.yaml`, into the source as JSON merge patches.
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/parameters/#store-overrides-in-git
 * @param folder the source's path in the tree; undefined for a published chart, where these files don't count
 */
export async function helmSettings(
  context: DetectContext,
  application: Application,
  source: ApplicationSource,
  folder: string | undefined,
): Promise<HelmSettings> {
  const layers: { data: Positioned; homeOf: (field: string) => Home | undefined }[] = [
    {
      data: source.data.at(['helm']),
      homeOf: field => homeOf(application, [...source.path, 'helm', field]),
    },
  ];
  const names =
    folder === undefined ? [] : ['.argocd-source.yaml', `.argocd-source-${application.name}.yaml`];
  for (const name of names) {
    const path = inFolder(folder ?? '', name);
    if (name.includes('/') || !context.tree.has(path)) continue;
    const [document] = (await decidingFile(context, path)).documents;
    if (document && recordAt(document.data.value, ['helm'])) {
      const { index } = document;
      layers.push({
        data: document.data.at(['helm']),
        homeOf: field => ({ document: index, path: ['helm', field] }),
      });
    }
  }

  function writers(field: string): readonly HelmField[] {
    let found: HelmField[] = [];
    for (const { data, homeOf: home } of layers) {
      const value = valueAt(data.value, [field]);
      if (value === undefined) continue;
      if (value === null) found = [];
      else found.push({ data: data.at([field]), ...optional(home(field)) });
    }
    return found;
  }
  return {
    writers,
    field: field => writers(field).at(-1),
    text: field => stringAt(writers(field).at(-1)?.data.value, []),
    flag: field => writers(field).at(-1)?.data.value === true,
  };
}

function homeOf(application: Application, path: DataPath): Home | undefined {
  return application.homeOf ? application.homeOf(path) : { document: application.document, path };
}

function optional(home: Home | undefined): { readonly home?: Home } {
  return home ? { home } : {};
}

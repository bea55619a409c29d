/** Where values can be begun for a release that has none yet. */
import type { DataPath, Release, YamlPlace } from '../model.js';
import { withoutTrailing } from '../trailing.js';
import { valueAt } from '../yaml/positioned.js';
import type { ReadText } from './changes.js';
import { lineAt } from './splice.js';
import { readDocuments } from './yaml-documents.js';

/** A place whose path is that of the release's values. */
export type FreshValues = YamlPlace & { readonly path: DataPath };

/**
 * The place for a release's first values: `valuesObject` of its Argo CD Application, `spec.values` of its HelmRelease,
 * IstioOperator or resource of the Sail operator, `valuesInline` of its entry in a kustomization, or the values.yaml of
 * its chart in the tree; undefined where there is none, or one that could not be read as values.
 */
export async function freshValues(release: Release, read: ReadText): Promise<FreshValues | undefined> {
  if (release.deployer === 'argocd') return inApplication(release, read);
  if (release.form === 'kustomize') return inKustomization(release, read);
  const kinds = release.deployer === 'flux' ? FLUX : OPERATORS[release.form];
  if (kinds) return inResource(release, kinds, read);
  if (release.chart.kind !== 'tree') return undefined;
  const { path } = release.chart;
  const file = path === '' ? 'values.yaml' : `${path}/values.yaml`;
  // One that can't be read is there all the same.
  const exists = (await read(file)) !== undefined || release.problems.some(problem => problem.file === file);
  return exists ? undefined : { file, document: 0, path: [], home: { style: 'mapping' } };
}

const FLUX = ['HelmRelease'];

/** Kinds whose `spec.values` are those of the charts, by form. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  'istio-operator': ['IstioOperator'],
  sail: ['Istio', 'IstioRevision', 'IstioCNI', 'ZTunnel'],
};

async function inApplication(release: Release, read: ReadText): Promise<FreshValues | undefined> {
  const { file, line } = release.declared;
  const text = await read(file);
  const documents = text === undefined ? undefined : readDocuments(text);
  if (text === undefined || !documents?.ok) return undefined;
  for (const [document, { range }] of documents.documents.entries()) {
    if (line < lineAt(text, range[0]) || line > lineAt(text, range[2])) continue;
    const data = documents.values[document];
    if (valueAt(data, ['kind']) !== 'Application') continue;
    const source = sourceOf(data, release);
    const helm = source && valueAt(data, [...source, 'helm']);
    const isFree = (value: unknown): boolean => value === undefined || value === null;
    if (!source || !['values', 'valuesObject'].every(key => isFree(valueAt(helm, [key])))) continue;
    return { file, document, path: [...source, 'helm', 'valuesObject'], home: { style: 'mapping' } };
  }
  return undefined;
}

/** Only where the release is declared by the resource itself: one that several overlays share is edited for none of them. */
async function inResource(
  { declared: { file, line } }: Release,
  kinds: readonly string[],
  read: ReadText,
): Promise<FreshValues | undefined> {
  const text = await read(file);
  const documents = text === undefined ? undefined : readDocuments(text);
  if (text === undefined || !documents?.ok) return undefined;
  for (const [document, { range }] of documents.documents.entries()) {
    if (line < lineAt(text, range[0]) || line > lineAt(text, range[2])) continue;
    const data = documents.values[document];
    if (!kinds.includes(String(valueAt(data, ['kind'])))) continue;
    const values = valueAt(data, ['spec', 'values']);
    if (values !== undefined && values !== null) return undefined;
    return { file, document, path: ['spec', 'values'], home: { style: 'mapping' } };
  }
  return undefined;
}

async function inKustomization(
  { declared: { file }, chart, releaseName }: Release,
  read: ReadText,
): Promise<FreshValues | undefined> {
  const text = await read(file);
  const documents = text === undefined ? undefined : readDocuments(text);
  if (!documents?.ok) return undefined;
  for (const [document, data] of documents.values.entries()) {
    const charts = valueAt(data, ['helmCharts']);
    const own = (Array.isArray(charts) ? charts : []).flatMap((entry, index) => {
      const isNamed = valueAt(entry, ['name']) === chart.name;
      const isReleased = [undefined, releaseName].includes(valueAt(entry, ['releaseName']) as undefined);
      const hasValues = ['valuesInline', 'valuesFile'].some(key => valueAt(entry, [key]) !== undefined);
      return isNamed && isReleased && !hasValues ? [index] : [];
    });
    const [index] = own;
    if (index === undefined || own.length > 1) continue;
    return { file, document, path: ['helmCharts', index, 'valuesInline'], home: { style: 'mapping' } };
  }
  return undefined;
}

/** The source of an Application that names the release's chart. */
function sourceOf(data: unknown, { chart }: Release): DataPath | undefined {
  const names = (source: unknown): boolean =>
    chart.kind === 'published'
      ? valueAt(source, ['chart']) === chart.name
      : trimmed(valueAt(source, ['path'])) === chart.path;
  const single: DataPath = ['spec', 'source'];
  if (names(valueAt(data, single))) return single;
  const sources = valueAt(data, ['spec', 'sources']);
  const index = Array.isArray(sources) ? sources.findIndex(names) : -1;
  return index < 0 ? undefined : ['spec', 'sources', index];
}

function trimmed(path: unknown): string | undefined {
  return typeof path === 'string' ? withoutTrailing(path.replace(/^\.?\/+/, ''), '/') : undefined;
}

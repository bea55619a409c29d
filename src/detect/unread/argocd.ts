/** ApplicationSets, and Applications of which a file holds only a part (a patch of Kustomize). */

import { append } from '../../append.js';
import { globMatcher } from '../../tree/glob.js';
import { valueAt } from '../../yaml/positioned.js';
import type { Application } from '../argocd/applications.js';
import { decidesInstallation } from '../argocd/left.js';
import { overlaidApplications } from '../argocd/overlaid.js';
import { type GeneratedApplication, readSets } from '../argocd/sets.js';
import { isOwnChart, readChartReference } from '../chart-reference.js';
import { isRecord, listAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { foreignChart } from '../istio/former-charts.js';
import { aboutIstio, documentsOf, valuesNamed } from './values.js';

/** One of them, with what decides what it installs. */
export interface UnreadArgo {
  readonly what: string;
  readonly form: string;
  /** Instead of the form, where that is read, but not all that decides it. */
  readonly why?: string;
  readonly file: string;
  readonly line: number;
  readonly relevant: unknown;
}

export async function unreadArgo(context: DetectContext): Promise<readonly UnreadArgo[]> {
  const { applications, sets } = await overlaidApplications(context);
  const found: UnreadArgo[] = [];
  const { decided, applications: generated } = await readSets(context);
  for (const set of sets) {
    if (decided.has(set)) continue;
    const written = JSON.stringify(set.data.value);
    const names = filledIn(written);
    const parameters = await documentsOf(context, generatorFiles(context, set));
    const about = parameters.flatMap(value => aboutIstio(value));
    if (!namesIstio(written) && !INSTALLS.test(JSON.stringify(about))) continue;
    const named = namesIstio(written) ? parameters.map(value => valuesNamed(names, value)) : [];
    const values = namesIstio(written) ? await documentsOf(context, valueFiles(context, set)) : [];
    const relevant = [set.data.value, about, named, values];
    const why = openPart(
      context,
      generated.filter(made => made.set === set),
    );
    const place = placed(set, 'ApplicationSet', 'Argo CD ApplicationSet');
    found.push({ ...place, relevant, ...(why === undefined ? {} : { why }) });
  }
  for (const application of applications) {
    const partial = application.sources.some(({ data }) =>
      ['chart', 'path', 'repoURL', 'ref'].every(key => stringAt(data.value, [key]) === undefined),
    );
    if (!partial || !namesIstio(application.name)) continue;
    const place = placed(application, 'Application', 'patch of an Argo CD Application');
    found.push({ ...place, relevant: application.data.value });
  }
  return found;
}

/** What of a set is open whose charts and versions are read. */
function openPart(context: DetectContext, made: readonly GeneratedApplication[]): string | undefined {
  const open = made.flatMap(({ left }) => left).filter(({ path }) => decidesInstallation(path));
  if (made.length === 0 || !open.every(({ path }) => path.includes('helm'))) return undefined;
  const charts = made.flatMap(({ application }) =>
    application.sources.flatMap(({ data }) => {
      const chart = stringAt(data.value, ['chart']);
      return chart === undefined ? [] : [readChartReference(chart, stringAt(data.value, ['repoURL']))];
    }),
  );
  const [first] = charts;
  if (!first) return undefined;
  return charts.some(chart => isOwnChart(context, chart))
    ? 'not all of its values are decided by this repository: what changes there is not known'
    : foreignChart(first.name, first.repository);
}

/** Istio's charts, or where they come from; not merely its resources. */
const INSTALLS =
  /\b(istiod|ztunnel|istio-release|istio-base|istio-cni|istio-ingress\w*)\b|istio\.io\/release/i;

function placed({ name, at }: Application, kind: string, form: string): Omit<UnreadArgo, 'relevant'> {
  return { what: `${kind} ${name}`, form, file: at.file, line: at.line };
}

/** Names in `{{ … }}`: of `{{ .istio.version }}` both. */
function filledIn(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/\{\{([^}]{0,300})\}\}/g)].flatMap(match => match[1]?.match(/\w+/g) ?? []),
  );
}

/** Files of this tree that a Git generator reads, at any depth of matrix and merge generators. */
function generatorFiles(context: DetectContext, set: Application): readonly string[] {
  const patterns: string[] = [];
  const pending: unknown[] = [valueAt(set.data.value, ['spec', 'generators'])];
  while (pending.length > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) append(pending, next);
    if (!isRecord(next)) continue;
    for (const entry of listAt(next, ['git', 'files'])) patterns.push(stringAt(entry, ['path']) ?? '');
    append(pending, Object.values(next));
  }
  return matching(context, patterns);
}

/** Values files that its template names; what is filled in stands for anything. */
function valueFiles(context: DetectContext, set: Application): readonly string[] {
  const patterns = set.sources.flatMap(({ data }) => {
    const folder = stringAt(data.value, ['path']);
    return listAt(data.value, ['helm', 'valueFiles']).flatMap(file => {
      if (typeof file !== 'string') return [];
      if (file.startsWith('$')) return [file.slice(file.indexOf('/') + 1)];
      return folder === undefined ? [] : [`${folder}/${file}`];
    });
  });
  return matching(context, patterns);
}

function matching(context: DetectContext, patterns: readonly string[]): readonly string[] {
  const globs = patterns
    .map(pattern => pattern.replace(/\{\{[^}]{0,300}\}\}/g, '*').replace(/^\/+/, ''))
    .map(pattern => pattern.replace(/(^|\/)\.\//g, '$1'))
    .filter(pattern => pattern !== '');
  if (globs.length === 0) return [];
  const isMatch = globMatcher(globs);
  return context.tree.paths.filter(path => /\.(ya?ml|json)$/i.test(path) && isMatch(path));
}

/** Releases that templates of charts declare: what their template left open is told, and their values stand where they are written. */
import { append } from '../../append.js';
import { GAP_MARK, withGapsSpelt } from '../../evaluated/marks.js';
import { type OpenPath, withoutMarks } from '../../evaluated/plain.js';
import type { Gap } from '../../evaluated/value.js';
import type { ChartReference, EmbeddedManifest, Problem, Release, ValuesLayer } from '../../model.js';
import { type ChartDocument, conditionProblems, originOf, type WrittenTemplate } from '../chart-documents.js';
import { openVersion } from '../istio/open-version.js';
import { filled, reshaped } from '../reshaped.js';
import { parseSetKey } from '../values/helm-set.js';
import { openOutcome, unknownFields } from '../values/open.js';

export function asDeclared(release: Release, templates: readonly WrittenTemplate[]): Release {
  const own = templates.filter(({ file }) => file === release.declared.file);
  const gaps = gapsOf(own);
  const documents = own.flatMap(template => documentAt(template, release.declared.line) ?? []);
  const open: OpenPath[] = [];
  const values = release.values.flatMap(layer => withoutGaps(layer, own, gaps, open));
  const [missing] = documents.flatMap(document => document.missing);
  const releaseName = withGapsSpelt(release.releaseName, gaps);
  const what = `values of ${releaseName}`;
  // Of a workload that was written out, what else was set is not known in any case.
  const isKnown = release.form !== 'rendered-manifests' || release.valuesUnknown !== true;
  const outcome = openOutcome(
    what,
    missing && isKnown ? [...open, { path: [], gap: missing }] : open,
    release.declared,
  );
  const { chart, problems } = withoutOpenVersion(release.chart, gaps);
  const { valuesUnknown, openValues = [], ...rest } = release;
  return {
    ...rest,
    id: withGapsSpelt(release.id, gaps),
    releaseName,
    namespace: withGapsSpelt(release.namespace, gaps),
    destination: withGapsSpelt(release.destination, gaps),
    chart,
    values,
    problems: [
      ...release.problems.map(problem => speltProblem(problem, gaps)),
      ...problems,
      ...outcome.problems,
      ...documents.flatMap(document => conditionProblems(`release ${releaseName}`, document)),
    ],
    ...unknownFields(valuesUnknown === true || outcome.unknown, [...openValues, ...outcome.open]),
  };
}

/** A resource among the values of such a release, gaps spelt as what is to be filled in. */
export function asDeclaredManifest(
  manifest: EmbeddedManifest,
  templates: readonly WrittenTemplate[],
): EmbeddedManifest {
  const gaps = gapsOf(templates);
  const data = filled(manifest.data, text => {
    const value = withGapsSpelt(text, gaps);
    return value === text ? undefined : { value };
  });
  return { ...manifest, data, namespace: withGapsSpelt(manifest.namespace, gaps) };
}

export function asDeclaredProblem(problem: Problem, templates: readonly WrittenTemplate[]): Problem {
  return speltProblem(problem, gapsOf(templates));
}

type Gaps = ReadonlyMap<string, Gap>;

function gapsOf(templates: readonly WrittenTemplate[]): Gaps {
  return new Map(templates.flatMap(({ written }) => [...written.gaps]));
}

/** The document that a line of a template is part of. */
function documentAt({ documents }: WrittenTemplate, line: number): ChartDocument | undefined {
  return documents.findLast(({ data }) => data.lineOf([]) <= line);
}

/** What the template writes out of the values stands there; and nothing that it writes can be edited in it. */
function withoutGaps(
  layer: ValuesLayer,
  own: readonly WrittenTemplate[],
  gaps: Gaps,
  open: OpenPath[],
): readonly ValuesLayer[] {
  if (layer.kind === 'assignment') {
    const gap = gapIn(layer.value, gaps);
    const path = gap && parseSetKey(layer.key);
    if (gap) open.push({ path: path ?? [], gap });
    return gap ? [] : [layer];
  }
  if (layer.source !== 'inline') return [layer];
  const { home: _home, ...rest } = layer;
  const origin = own.flatMap(({ written }) => originOf(layer.data.value, written) ?? [])[0];
  if (origin) return [{ ...rest, data: origin, file: origin.file, line: origin.lineOf([]) }];
  const plain = withoutMarks(layer.data.value, gaps);
  if (plain.open.length === 0) return [rest];
  append(open, plain.open);
  return [{ ...rest, text: JSON.stringify(plain.value), data: reshaped(layer.data, plain.value) }];
}

function withoutOpenVersion(
  chart: ChartReference,
  gaps: Gaps,
): { readonly chart: ChartReference; readonly problems: readonly Problem[] } {
  const gap = chart.kind === 'published' ? gapIn(chart.version ?? '', gaps) : undefined;
  if (chart.kind !== 'published' || !gap) return { chart, problems: [] };
  return {
    chart: { ...chart, version: null },
    problems: [openVersion(chart.name, chart.at, `its template takes \`${gap.what}\``)],
  };
}

function gapIn(text: string, gaps: Gaps): Gap | undefined {
  const mark = GAP_MARK.exec(text)?.[0];
  return mark === undefined ? undefined : gaps.get(mark);
}

function speltProblem(problem: Problem, gaps: Gaps): Problem {
  return { ...problem, what: withGapsSpelt(problem.what, gaps), why: withGapsSpelt(problem.why, gaps) };
}

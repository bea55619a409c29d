/**
 * Istio's operator as a release of Helmfile: it installs what IstioOperators say, and those stand among the values of other
 * releases, for charts that write out whatever they are given.
 */
import { append } from '../../append.js';
import type { DataPath, Position, Positioned, Problem, Release, TreeChart } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import { decideVersion } from '../istio/published-release.js';
import { operatorReleases } from '../istio-operator/releases.js';
import { operatorSpec } from '../istio-operator/spec.js';
import { lookup } from '../values/values.js';
import type { ReleaseFields } from './fields.js';
import type { ReleaseInput } from './input.js';
import { helmfileValues } from './values.js';

/** A release whose chart is the operator. */
export interface OperatorRelease {
  readonly input: ReleaseInput;
  readonly fields: ReleaseFields;
  readonly chart: TreeChart;
}

export function isOperatorChart({ name }: TreeChart): boolean {
  return name === 'istio-operator';
}

/** @param others every other release that is run beside the operator */
export async function installedByOperator(
  { input, fields, chart }: OperatorRelease,
  others: readonly { readonly input: ReleaseInput; readonly fields: ReleaseFields }[],
): Promise<readonly Release[]> {
  const documents: Positioned[] = [];
  const problems: Problem[] = [];
  let unknown = false;
  for (const other of others) {
    const { context, files, templates } = other.input;
    const values = await helmfileValues(context, files, templates, other.fields);
    const found = values.layers.flatMap(layer => (layer.kind === 'document' ? operatorsIn(layer.data) : []));
    if (found.length === 0) continue;
    append(documents, found);
    append(problems, values.problems);
    // What is open there stands at paths of the IstioOperator, not of the charts' values.
    unknown ||= values.unknown || values.open.length > 0;
  }
  const { context, files, templates } = input;
  const own = await helmfileValues(context, files, templates, fields);
  const tag = lookup(own.layers, ['tag']);
  const at: Position = tag ? { file: tag.file, line: tag.line } : (chart.at ?? fields.at);
  const version = await decideVersion(context, tag ? String(tag.value) : chart.appVersion, at);
  if (documents.length === 0) {
    const why = 'the IstioOperator that it installs is not in this repository: its settings are not known';
    problems.push({ what: `release ${fields.name}`, why, ...fields.at, blocking: true });
  }
  const [document] = documents;
  return operatorReleases({
    id: `helmfile:${fields.state.file}:${fields.name}`,
    form: 'helmfile',
    declared: document ? { file: document.file, line: document.lineOf([]) } : fields.at,
    spec: operatorSpec(documents.map(data => ({ data }))),
    version,
    problems,
    valuesUnknown: unknown || documents.length === 0,
  });
}

/** Deeper than values of any honest chart hold whole resources. */
const MAX_DEPTH = 6;

function operatorsIn(data: Positioned, path: DataPath = []): readonly Positioned[] {
  const value = path.length === 0 ? data.value : valueAt(data.value, path);
  if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) return [];
  if (isRecord(value) && value.kind === 'IstioOperator') return [data.at(path)];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [...keys].flatMap(key => operatorsIn(data, [...path, key]));
}

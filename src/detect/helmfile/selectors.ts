/**
 * Which releases of a state are run, where another runs it: `selectors` of its entry, each `tier=control,name!=gateway`.
 * Sources: https://helmfile.readthedocs.io/en/latest/#selectors,
 * https://github.com/helmfile/helmfile/blob/v0.169.2/pkg/state/release_filters.go
 */
import { GAP_MARK } from '../../evaluated/marks.js';
import { valueAt } from '../../yaml/positioned.js';
import { isRecord, listAt, recordAt } from '../data.js';
import type { ReleaseFields } from './fields.js';

/** More than any honest entry has. */
const MAX_SELECTORS = 100;

/**
 * Those that hold for a state.
 * @param inherited what holds for the state that runs it; an entry's own ones stand in their place, be they none at all
 */
export function selectorsOf(
  entry: unknown,
  inherited: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!isRecord(entry) || entry.selectorsInherited === true || !Array.isArray(entry.selectors))
    return inherited;
  const own = listAt(entry, ['selectors']).filter(selector => typeof selector === 'string');
  return own.length > 0 ? own.slice(0, MAX_SELECTORS) : undefined;
}

/** False where every selector says no; one that the tree does not decide may say yes. */
export function isSelected(fields: ReleaseFields): boolean {
  const { selectors } = fields.state;
  if (!selectors) return true;
  const labels = labelsOf(fields);
  return selectors.some(selector => selector.split(',').every(part => holds(part, labels)));
}

function holds(part: string, labels: ReadonlyMap<string, string | undefined>): boolean {
  const [, name = '', sign, value] = /^([\w./+-]{1,300}?)(!?=)([\w./+-]{0,300})$/.exec(part) ?? [];
  // Helmfile stops at one that is none.
  if (sign === undefined) return true;
  if (!labels.has(name)) return sign === '!=';
  const label = labels.get(name);
  return label === undefined || (label === value) === (sign === '=');
}

/** Labels by name, undefined where a value is not decided; Helmfile lays `commonLabels` over those of the release. */
function labelsOf(fields: ReleaseFields): ReadonlyMap<string, string | undefined> {
  const labels = new Map<string, string | undefined>();
  // Labels of what it inherits are its own, but for those that it gives anew.
  for (const { part, path } of fields.all('labels').toReversed()) {
    const own = valueAt(part.data.value, path);
    for (const [name, value] of Object.entries(isRecord(own) ? own : {})) labels.set(name, decided(value));
  }
  for (const name of ['name', 'namespace']) labels.set(name, fields.find(name) ? textOf(fields, name) : '');
  const chart = textOf(fields, 'chart');
  labels.set('chart', chart?.slice(chart.lastIndexOf('/') + 1));
  // A state may put all of its releases into one namespace.
  for (const { data } of fields.state.parts) {
    const namespace = valueAt(data.value, ['namespace']);
    if (namespace !== undefined) labels.set('namespace', decided(namespace));
  }
  for (const { data } of fields.state.parts)
    for (const [name, value] of Object.entries(recordAt(data.value, ['commonLabels']) ?? {}))
      labels.set(name, decided(value));
  return labels;
}

function textOf(fields: ReleaseFields, name: string): string | undefined {
  const field = fields.text(name);
  return field?.ok ? field.text : undefined;
}

function decided(value: unknown): string | undefined {
  const text = typeof value === 'object' ? undefined : String(value);
  return text === undefined || GAP_MARK.test(text) || text.includes('{{') ? undefined : text;
}

/** What the author wrote as values of the judged installation, leaf by leaf. */
import { spellValue, valueName, type WrittenValue, writtenValues } from '../../behaviour/written-values.js';
import type { Subject, ViewDefinition, ViewItem } from '../view.js';
import { valuesOf } from './installations.js';

export const settings: ViewDefinition = {
  name: 'settings',
  summary: 'A leaf of the values that somebody wrote for the judged installation; a list is one leaf',
  places: { at: 'the line that decides the value' },
  fields: {
    path: 'the keys below the chart\'s values, dotted: `pilot.env.X`, `podAnnotations["example.com/key"]`; a `defaults` around them is left out',
    written: 'the same with all keys, as they are written',
    key: 'the last of the keys',
    value: 'the value as text; lists and maps as compact JSON, nothing as the empty string',
    valueBefore: 'what was written there before the change; empty also where nothing was',
    isList: 'whether the value is a list',
    isDefault: "whether it is the chart's own default, at the release before the change or after it",
    chart: 'the chart whose value it is',
    values: "all of the chart's values after the change, as in `installations`; ask `has()` level by level",
  },
  items: (_mesh, { subject }) => itemsOf(subject),
};

function itemsOf(subject: Subject): readonly ViewItem[] {
  const { installation } = subject.after;
  const before = new Map(
    writtenValues(subject.before.installation).map(leaf => [valueName(leaf.keys), spellValue(leaf.value)]),
  );
  const values = valuesOf(subject.after);
  return writtenValues(installation).map(leaf => itemOf(subject, leaf, before, values));
}

function itemOf(
  { after, before, facts }: Subject,
  { keys, written, value, place }: WrittenValue,
  valuesBefore: ReadonlyMap<string, string>,
  values: Readonly<Record<string, unknown>>,
): ViewItem {
  const path = valueName(keys);
  const { chart } = after.installation;
  const text = spellValue(value);
  const defaults = [before, after].flatMap(({ installation: { istioVersion } }) =>
    istioVersion === null ? [] : (facts.defaultAt('values', path, chart, istioVersion) ?? []),
  );
  return {
    subject: path,
    places: { at: place },
    paths: { at: keys },
    value: {
      path,
      written: valueName(written.map(String)),
      key: keys.at(-1) ?? '',
      value: text,
      valueBefore: valuesBefore.get(path) ?? '',
      isList: Array.isArray(value),
      isDefault: defaults.includes(text),
      chart,
      values,
    },
  };
}

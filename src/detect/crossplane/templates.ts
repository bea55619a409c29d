/**
 * Resources that function-go-templating makes of templates inside of a composition.
 * Source: https://github.com/crossplane-contrib/function-go-templating/blob/028a79cae9cf5302fe589c85f52fa1ba22615e2c/README.md
 */

import { isDeepStrictEqual } from 'node:util';
import { opened } from '../../evaluated/opened.js';
import { withoutMarks } from '../../evaluated/plain.js';
import { type EvaluatedValue, mapOf, scalar, textOf, unknown } from '../../evaluated/value.js';
import { asValue, fillText } from '../../gotemplate/fill.js';
import type { TemplateHost } from '../../gotemplate/functions.js';
import { helmFunctions } from '../../gotemplate/functions-helm.js';
import type { TemplateLanguage } from '../../gotemplate/languages.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import { oncePer } from '../../memo.js';
import type { DataPath, Position } from '../../model.js';
import { literalLineOf, startOf } from '../../yaml/positioned.js';
import { chartDocuments, conditionProblems } from '../chart-documents.js';
import { listAt, recordAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import type { Manifest } from '../manifests.js';
import { reshaped, withoutPath } from '../reshaped.js';
import type { Composed } from './composed.js';
import type { Composite } from './declared.js';
import { valueIn } from './field-path.js';

/** More than filling any template of people takes, and the templates of a tree for all that ask for them. */
const MAX_STEPS = 100_000;
const MAX_STEPS_OF_TREE = 2_000_000;

const stepsOfTree = oncePer((_context: DetectContext) => ({ left: MAX_STEPS_OF_TREE }));

const RESOURCE = ['observed', 'composite', 'resource'];

const FUNCTIONS: TemplateLanguage['functions'] = {
  include: helmFunctions.include ?? (() => undefined),
  getCompositeResource: ([request]) => request && valueIn(request, RESOURCE),
  setResourceNameAnnotation: ([name], at) => {
    const text = textOf(name);
    return text === undefined
      ? undefined
      : scalar(`gotemplating.fn.crossplane.io/composition-resource-name: ${text}`, at);
  },
};

/** What a field that is not there prints. */
const NOTHING = '<no value>';

/** All that the steps of a composition make for a composite resource. */
export function templatedResources(
  context: DetectContext,
  composition: Manifest,
  composite: Composite,
): readonly Composed[] {
  return listAt(composition.data.value, ['spec', 'pipeline']).flatMap((step, index) => {
    const isTemplate = /^gotemplating\.fn\.crossplane\.io\//.test(
      stringAt(step, ['input', 'apiVersion']) ?? '',
    );
    const path: DataPath = ['spec', 'pipeline', index, 'input'];
    return isTemplate ? resourcesOf(context, composition, path, composite) : [];
  });
}

function resourcesOf(
  context: DetectContext,
  { data, file }: Manifest,
  input: DataPath,
  composite: Composite,
): readonly Composed[] {
  const place = [...input, 'inline', 'template'];
  const text = stringAt(data.value, place);
  const line = literalLineOf(data, place);
  // Other braces are another language; a text whose lines nobody can tell has no places.
  if (text === undefined || line === undefined || recordAt(data.value, [...input, 'delims'])) {
    if (text !== undefined && namesIstio(text)) {
      const why = 'a template in it that names Istio is written in a way that is not read';
      context.leave(file, why, data.lineOf(place));
      // What asks for it decides what it writes.
      const asked = `what it asks for goes into a template that is not read (${file})`;
      if (!composite.isAssumed) context.leave(composite.declared.file, asked, composite.declared.line);
    }
    return [];
  }
  const options = listAt(data.value, [...input, 'options']);
  const missingKey = options.includes('missingkey=error') ? 'error' : 'default';
  const language: TemplateLanguage = { functions: FUNCTIONS, missingKey };
  const fill = (resource: EvaluatedValue): readonly Composed[] => {
    const ofTree = stepsOfTree(context);
    if (ofTree.left <= 0) {
      context.leave(file, 'templates of compositions that are too large: those beyond were not looked at');
      return [];
    }
    const given = Math.min(MAX_STEPS, ofTree.left);
    const steps = { left: given };
    // Empty lines before it give what it writes the lines that it has in the file.
    const padded = `${'\n'.repeat(line - 1)}${text}`;
    const result = fillText(
      padded,
      dotOf(resource, composite, startOf(data, place)),
      file,
      hostOf(language, steps),
    );
    ofTree.left -= given - steps.left;
    if (result.ok) return documentsOf(file, result.filled, composite);
    const why = `the template in it can’t be read: ${result.why}`;
    context.leave(file, why, result.line);
    return [];
  };
  if (!composite.isAssumed) return fill(composite.value);
  const gap = { what: `what a ${composite.kind} asks for`, at: composite.declared };
  return byDefault(fill(opened(composite.value, gap)), fill(composite.value));
}

function hostOf(language: TemplateLanguage, steps: { left: number }): TemplateHost {
  return {
    language,
    steps,
    readFile: () => undefined,
    fill: (_text, _dot, file) =>
      asValue({ ok: false, line: 1, why: 'a template in a template' }, { file, line: 1 }),
  };
}

function dotOf(resource: EvaluatedValue, { called }: Composite, at: Position): EvaluatedValue {
  const observed = mapOf(
    {
      composite: mapOf({ resource, connectionDetails: unknown(`the secrets of ${called}`, at) }, at),
      resources: unknown('what the cluster holds (`.observed.resources`)', at),
    },
    at,
  );
  const others = ['desired', 'context', 'extraResources'].map(
    key => [key, unknown(`what other steps hand over (\`.${key}\`)`, at)] as const,
  );
  return mapOf({ observed, ...Object.fromEntries(others) }, at);
}

const VERSION: DataPath = ['spec', 'forProvider', 'chart', 'version'];
const NAME: DataPath = ['spec', 'forProvider', 'chart', 'name'];

function documentsOf(file: string, written: FilledTemplate, { called }: Composite): readonly Composed[] {
  return chartDocuments(file, written).documents.map(document => {
    const { data, missing } = document;
    const plain = withoutMarks(data.value, written.gaps);
    const whole = reshaped(data, plain.value);
    const version = stringAt(plain.value, VERSION);
    const problems = conditionProblems(`what ${called} asks for`, document);
    const base = { written: startOf(data), name: '', missing, problems };
    if (version === NOTHING) {
      const gap = { what: `a field that ${called} does not have`, at: startOf(data, VERSION) };
      return { ...base, data: withoutPath(whole, VERSION), open: [...plain.open, { path: VERSION, gap }] };
    }
    // What a variable of the template carries stands where it is written; what is open, where it is asked for.
    const isOpen = plain.open.some(({ path }) => isDeepStrictEqual(path, VERSION));
    const at = isOpen ? startOf(data, VERSION) : data.originIn?.(VERSION, version ?? '');
    return { ...base, data: whole, open: plain.open, ...(at ? { versionAt: at } : {}) };
  });
}

/** What may be asked for, with the versions that count where nothing is. */
function byDefault(asked: readonly Composed[], unasked: readonly Composed[]): readonly Composed[] {
  return asked.map(one => {
    const isOpen = one.open.some(({ path }) => isDeepStrictEqual(path, VERSION));
    const same = isOpen ? unasked.find(other => isSame(one, other)) : undefined;
    const version = same && stringAt(same.data.value, VERSION);
    if (!same || version === undefined || !/^v?\d/.test(version)) return one;
    return {
      ...one,
      data: same.data,
      open: one.open.filter(({ path }) => !isDeepStrictEqual(path, VERSION)),
      versionAt: same.versionAt,
    };
  });
}

function isSame(one: Composed, other: Composed): boolean {
  const [name, otherName] = [one, other].map(({ data }) => stringAt(data.value, NAME));
  return one.written.line === other.written.line && name === otherName;
}

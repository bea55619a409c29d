/**
 * The objects that a ResourceSet of the flux-operator makes: a copy of each of its resources for each of its inputs.
 * Source: https://fluxoperator.dev/docs/crd/resourceset/
 */
import { withLines } from '../../evaluated/plain.js';
import type { DataPath, Positioned, Problem } from '../../model.js';
import { literalLineOf, parseEmbedded, parseYaml, startOf } from '../../yaml/positioned.js';
import { listAt, recordAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { type BuiltObject, groupOf } from '../kustomize/objects.js';
import { mergedData } from '../layered-data.js';
import { filled } from '../reshaped.js';
import { inputsOf, type Providers } from './set-inputs.js';
import { fillDocuments, fillInputs, hasBlocks, MAX_STEPS, type SetFilling } from './set-template.js';
import { isFlux, OPERATOR } from './variables.js';

export interface MadeBySet {
  /** Those of Flux, each once. */
  readonly objects: readonly BuiltObject[];
  readonly problems: readonly Problem[];
}

export function isResourceSet({ group, kind }: BuiltObject): boolean {
  return group === OPERATOR && kind === 'ResourceSet';
}

/** More objects, and copies of them, than any honest set makes. */
const MAX_OBJECTS = 5000;

export function madeBySet(context: DetectContext, set: BuiltObject, providers: Providers): MadeBySet {
  const data = mergedData(set.object);
  const inputs = ofSize(context, data, inputsOf(set, data, providers));
  const made = new Map<string, BuiltObject>();
  const problems = new Map<string, Problem>();
  const steps = { left: MAX_STEPS };
  let count = 0;
  for (const base of holdersOf(data)) {
    for (const [number, one] of inputs.entries()) {
      if (count > MAX_OBJECTS) {
        const why = `a ResourceSet makes more than ${MAX_OBJECTS} objects: those beyond were not looked at`;
        context.leave(data.file, why, data.lineOf(['spec']));
        break;
      }
      const { objects, isWhole } = objectsIn(data, base, { inputs: one, steps });
      count += 1 + objects.length;
      for (const [index, object] of objects.entries()) {
        const built = builtOf(object, [...base, number, index], set);
        const key = [built.group, built.kind, built.namespace, built.name].join('/');
        // Of objects of one name, the operator takes the first.
        if (isFlux(built) && !isDisabled(object) && !made.has(key)) made.set(key, built);
      }
      const path = [...base, 'resourcesTemplate'];
      const text = stringAt(data.value, path) ?? '';
      if (isWhole || !namesIstio(text)) continue;
      const why = `what its \`resourcesTemplate\` makes hangs on what this repository does not decide: look at its inputs, or at the objects in the cluster`;
      const problem = { what: `ResourceSet ${set.name}`, why, ...startOf(data, path), blocking: true };
      problems.set(path.join('.'), problem);
    }
  }
  return { objects: [...made.values()], problems: [...problems.values()] };
}

/** As many of the inputs as copies of what the set says leave room for. */
function ofSize<T>(context: DetectContext, data: Positioned, inputs: readonly T[]): readonly T[] {
  const { inputs: _own, ...spec } = recordAt(data.value, ['spec']) ?? {};
  const { length } = JSON.stringify(spec);
  const most = Math.max(1, Math.floor(MAX_TEXT / Math.max(length, 1)));
  if (inputs.length <= most) return inputs;
  const why = `a ResourceSet makes too much of ${inputs.length} inputs: those beyond ${most} were not looked at`;
  context.leave(data.file, why, data.lineOf(['spec']));
  return inputs.slice(0, most);
}

/** More text than the copies of any honest set have. */
const MAX_TEXT = 2_000_000;

/** Where resources stand: in the spec itself, or in steps that are taken in turn. */
function holdersOf(data: Positioned): readonly DataPath[] {
  return [['spec'], ...listAt(data.value, ['spec', 'steps']).map((_, index) => ['spec', 'steps', index])];
}

interface FilledObjects {
  readonly objects: readonly Positioned[];
  /** Nothing may be missing. */
  readonly isWhole: boolean;
}

function objectsIn(data: Positioned, base: DataPath, filling: SetFilling): FilledObjects {
  const plain = listAt(data.value, [...base, 'resources']).map((_, index) =>
    withInputs(data.at([...base, 'resources', index]), filling),
  );
  const path = [...base, 'resourcesTemplate'];
  if (!stringAt(data.value, path)?.trim()) return { objects: plain, isWhole: true };
  const template = templateOf(data, path, filling);
  return { objects: [...plain, ...(template ?? [])], isWhole: template !== undefined };
}

/** Read before it is filled in, where that can be; what leaves parts out or repeats them is filled in first. */
function templateOf(
  data: Positioned,
  path: DataPath,
  filling: SetFilling,
): readonly Positioned[] | undefined {
  const text = stringAt(data.value, path) ?? '';
  const written = hasBlocks(text) ? undefined : parseEmbedded(data, path);
  if (written?.errors.length === 0)
    return written.documents.map(document => withInputs(document.data, filling));
  const result = fillDocuments(text, filling);
  if (!result) return undefined;
  const { documents, errors } = parseYaml(data.file, result.text);
  if (errors.length > 0) return undefined;
  const first = literalLineOf(data, path);
  const lines = result.lines.map(line => (first === undefined ? data.lineOf(path) : first + line - 1));
  return documents.map(({ data: document }) =>
    filled(withLines(document, document.value, lines), (value, inner) => {
      const line = document.lineOf(inner);
      const origin = result.origins.find(one => one.line === line && unquoted(one.text) === value);
      return origin?.at.file ? { value, at: origin.at } : undefined;
    }),
  );
}

function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/, '$1');
}

function withInputs(template: Positioned, filling: SetFilling): Positioned {
  return filled(template, text => fillInputs(text, filling));
}

function builtOf(data: Positioned, place: DataPath, set: BuiltObject): BuiltObject {
  return {
    group: groupOf(stringAt(data.value, ['apiVersion']) ?? ''),
    kind: stringAt(data.value, ['kind']) ?? '',
    name: stringAt(data.value, ['metadata', 'name']) ?? '',
    namespace: stringAt(data.value, ['metadata', 'namespace']) || set.namespace,
    object: [{ data }],
    origin: [set.origin, ...place].join('#'),
    chain: [startOf(data), ...set.chain],
  };
}

/** An object that an input switches off. */
function isDisabled(data: Positioned): boolean {
  return stringAt(data.value, ['metadata', 'annotations', `${OPERATOR}/reconcile`]) === 'disabled';
}

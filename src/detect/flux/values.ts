/**
 * The layers of values that Flux hands to Helm: values files of the chart's source, then `valuesFrom` in order, then
 * `values`. Source: https://fluxcd.io/flux/components/helm/helmreleases/#values
 */
import { append } from '../../append.js';
import type {
  DataPath,
  OpenValue,
  Position,
  Positioned,
  Problem,
  ValuesDocument,
  ValuesLayer,
} from '../../model.js';
import { parseEmbedded, parseYaml, positionedAt } from '../../yaml/positioned.js';
import { isRecord, listAt, stringAt } from '../data.js';
import type { DataEntry } from '../kustomize/generated-data.js';
import { forcedTags } from '../kustomize/images.js';
import { inlinePatches, patchesAsValues } from '../kustomize/patches.js';
import { placeOf, readList } from '../layered.js';
import { mergedData } from '../layered-data.js';
import { resolveFromRoot, resolveInTree } from '../tree-path.js';
import { valuesFileLayer } from '../values/file.js';
import { assignedValue, parseSetKey } from '../values/helm-set.js';
import { decidesBehaviour, isVariable } from '../values/open.js';
import type { ChartInput, FoundChart } from './chart.js';
import { hasPlaceholder } from './substitute.js';

export interface FluxValues {
  readonly layers: readonly ValuesLayer[];
  readonly problems: readonly Problem[];
  /** Some layer lies where this tree does not reach. */
  readonly unknown: boolean;
  readonly open: readonly OpenValue[];
}

interface Collected {
  readonly layers: ValuesLayer[];
  readonly problems: Problem[];
  unknown: boolean;
  readonly open: OpenValue[];
}

export async function fluxValues(input: ChartInput, found: FoundChart): Promise<FluxValues> {
  const collected: Collected = { layers: [], problems: [], unknown: false, open: [] };
  await addValuesFiles(input, found, collected);
  await addReferences(input, collected);
  addInline(input, collected);
  await addUnresolved(input, collected);
  addPostRenderers(input, found, collected);
  return collected;
}

/** `valuesFiles` take the place of the chart's own values.yaml. */
async function addValuesFiles(
  { context }: ChartInput,
  { chart, valuesFiles, valuesFilesAt }: FoundChart,
  collected: Collected,
): Promise<void> {
  const own = chart.kind === 'tree' ? resolveInTree(chart.path, 'values.yaml') : 'values.yaml';
  for (const [index, raw] of valuesFiles.entries()) {
    const path = resolveFromRoot(raw);
    if (index === 0 && path === own) continue;
    if (chart.kind !== 'tree' || path === undefined || !context.tree.has(path)) {
      const why =
        chart.kind === 'tree'
          ? `there is no ${raw}`
          : 'it lies in the published chart, not in this repository';
      lack(collected, `values file ${raw}`, why, valuesFilesAt);
      continue;
    }
    if (index === 0 && own !== undefined && context.tree.has(own)) {
      const why = `\`valuesFiles\` replaces the chart's own values.yaml, and ${own} is not among them`;
      lack(collected, `values file ${own}`, why, valuesFilesAt);
    }
    const result = await valuesFileLayer(context, path);
    if (result.ok) collected.layers.push(result.layer);
    else collected.problems.push(result.problem);
  }
}

async function addReferences(input: ChartInput, collected: Collected): Promise<void> {
  const { object, namespace, chain } = input.instance.built;
  const near = chain.map(({ file }) => file);
  for (const [index, entry] of readList(object, ['spec', 'valuesFrom']).entries()) {
    const kind = stringAt(entry, ['kind']) ?? '';
    const name = stringAt(entry, ['name']) ?? '';
    const key = stringAt(entry, ['valuesKey']) || 'values.yaml';
    const isOptional = isRecord(entry) && entry.optional === true;
    const at = placeOf(object, ['spec', 'valuesFrom', index]);
    const { cluster } = input.instance;
    const entries = await input.flux.data.find({ kind, name, namespace, near, cluster });
    if (!entries) {
      const why =
        kind === 'Secret'
          ? 'values from a Secret are not in this repository'
          : 'it is not in this repository, or several are called so';
      lack(collected, `${kind} ${name}`, `${why}: what it sets is not known`, at);
      continue;
    }
    const data = entries.get(key);
    if (!data) {
      if (!isOptional) {
        const why = `it has no key ${key}: the release fails without \`optional: true\``;
        collected.problems.push({ what: `${kind} ${name}`, why, ...at, blocking: true, selfContained: true });
      }
      continue;
    }
    const target = stringAt(entry, ['targetPath']);
    if (target) addTarget(target, data, collected, at);
    else await addEntry(input, `${kind} ${name}`, data, collected);
  }
}

/** `targetPath`: Flux reads `path=value` as `helm --set` would, in the order of the references. */
function addTarget(target: string, { text, at }: DataEntry, collected: Collected, from: Position): void {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  const path = parseSetKey(target);
  if (!path || path.some(key => typeof key === 'number')) {
    lack(collected, `targetPath ${target}`, 'a path into a list is not followed', from);
    return;
  }
  const assignment = {
    kind: 'assignment',
    source: 'set',
    ...at,
    key: target,
    value: quoted?.[2] ?? text,
  } as const;
  let value = assignedValue({ ...assignment, flag: quoted ? '--set-string' : '--set' });
  for (const key of path.toReversed()) value = { [key]: value };
  const data = positionedAt(at.file, at.line, value);
  collected.layers.push({ kind: 'document', source: 'inline', ...at, text: JSON.stringify(value), data });
}

async function addEntry(
  input: ChartInput,
  what: string,
  entry: DataEntry,
  collected: Collected,
): Promise<void> {
  if (entry.file !== undefined) {
    const result = await valuesFileLayer(input.context, entry.file);
    if (result.ok) collected.layers.push(result.layer);
    else
      lack(collected, result.problem.what, result.problem.why, {
        file: entry.file,
        line: result.problem.line ?? 1,
      });
    return;
  }
  const { holder, at, text } = entry;
  const parsed = (holder && parseEmbedded(holder.data, [])) ?? parseYaml(at.file, text, at.line);
  const [error] = parsed.errors;
  const [document] = parsed.documents;
  if (error || (document && !isRecord(document.data.value))) {
    lack(collected, what, error ? `it can't be read: ${error.message}` : 'Helm expects a mapping', at);
    return;
  }
  if (!document) return;
  const isWritten = holder && holder.data.value === text;
  const home = isWritten
    ? { home: { document: holder.document, path: holder.path, style: 'block-string' } as const }
    : {};
  collected.layers.push({
    kind: 'document',
    source: 'inline',
    file: at.file,
    line: at.line,
    text,
    data: document.data,
    ...home,
  });
}

/** `spec.values`, as each writing of the release has it: patches over what they patch. */
function addInline({ instance }: ChartInput, collected: Collected): void {
  for (const { data, document, path } of instance.built.object) {
    const values = data.at(['spec', 'values']);
    if (!isRecord(values.value)) continue;
    collected.layers.push(inlineLayer(values, document, path));
  }
}

function inlineLayer(
  data: Positioned,
  document: number | undefined,
  path: DataPath | undefined,
): ValuesDocument {
  const at = { file: data.file, line: data.lineOf([]) };
  const layer = {
    kind: 'document',
    source: 'inline',
    ...at,
    text: JSON.stringify(data.value),
    data,
  } as const;
  if (document === undefined || path === undefined) return layer;
  return { ...layer, home: { document, path: [...path, 'spec', 'values'], style: 'mapping' } };
}

/** Placeholders that nothing fills in, and those whose value is kept elsewhere. */
async function addUnresolved({ flux, instance }: ChartInput, collected: Collected): Promise<void> {
  const { object } = instance.built;
  const known = new Set<string>();
  const notes: { path: DataPath; text: string; at: Position; why: string }[] = [];
  for (const { path, variables, at, why } of instance.unresolved) {
    if (path[1] !== 'values' && path[1] !== 'valuesFrom') continue;
    known.add(path.join('.'));
    notes.push({ path, text: variables.map(name => `\${${name}}`).join(', '), at, why });
  }
  for (const { data } of object) {
    visit(data.at(['spec', 'values']), ['spec', 'values'], (text, path, at) => {
      if (known.has(path.join('.'))) return;
      notes.push({ path, text, at, why: 'nothing in this repository fills it in' });
    });
  }
  for (const { path, text, at, why } of notes) {
    const below = path.slice(2);
    const decides = path[1] === 'valuesFrom' || decidesBehaviour(below);
    const isKey = path[1] === 'values' && below.length > 0;
    if (decides && isKey) collected.open.push({ path: below, what: text, at });
    else if (decides) collected.unknown = true;
    const names = [...text.matchAll(/\$\{(\w+)/g)].map(match => match[1] ?? '');
    const hint = decides ? await flux.data.hint(names) : '';
    collected.problems.push({
      what: `value ${below.join('.')}`,
      why: `it holds ${text}, and ${why}${hint}`,
      ...at,
      blocking: decides && !isVariable(below),
    });
  }
}

function visit(
  data: Positioned,
  path: DataPath,
  found: (text: string, path: DataPath, at: Position) => void,
): void {
  const pending: { value: unknown; below: DataPath }[] = [{ value: data.value, below: [] }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, below } = next;
    if (typeof value === 'string' && hasPlaceholder(value))
      found(value, [...path, ...below], { file: data.file, line: data.lineOf(below) });
    if (typeof value !== 'object' || value === null || below.length > 100) continue;
    for (const [key, child] of Object.entries(value))
      pending.push({ value: child, below: [...below, Array.isArray(value) ? Number(key) : key] });
  }
}

/** What is patched after rendering: variables of istiod become values, anything else that may set something is named. */
function addPostRenderers({ instance }: ChartInput, { chart }: FoundChart, collected: Collected): void {
  const { object, name } = instance.built;
  const all = mergedData(object).at(['spec', 'postRenderers']);
  for (const [index, renderer] of listAt(all.value, []).entries()) {
    const kustomize = all.at([index, 'kustomize']);
    if (isRecord(kustomize.value)) {
      const patches = PATCHES.flatMap(key => inlinePatches(kustomize, key));
      const { layers, problems, unknown } = patchesAsValues(patches);
      append(collected.layers, layers);
      append(collected.problems, problems);
      collected.unknown ||= unknown;
      const version = chart.kind === 'tree' ? null : chart.version;
      append(collected.problems, forcedTags(kustomize, chart.name, version));
      continue;
    }
    if (!/\b(env|envFrom|args|command|containers|data|ConfigMap)\b/.test(JSON.stringify(renderer))) continue;
    const at = placeOf(object, ['spec', 'postRenderers', index]);
    const why = 'it changes what the chart renders: what it sets in the environment of Istio is not seen';
    lack(collected, `post-renderer of HelmRelease ${name}`, why, at);
  }
}

const PATCHES = ['patches', 'patchesStrategicMerge', 'patchesJson6902'];

function lack(collected: Collected, what: string, why: string, at: Position): void {
  collected.unknown = true;
  collected.problems.push({ what, why, ...at, blocking: true });
}

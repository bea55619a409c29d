/**
 * The layers of values that Argo CD hands to Helm: value files, then `valuesObject` or `values`, then parameters, then
 * file parameters. Source: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#values and util/helm of Argo CD.
 */
import { append } from '../../append.js';
import type { Position, Problem, ValuesAssignment, ValuesLayer } from '../../model.js';
import { parseEmbedded, startOf } from '../../yaml/positioned.js';
import { inlineLayer } from '../assembled.js';
import { isRecord, listAt, stringAt } from '../data.js';
import { decidedBy } from '../fingerprint.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { valuesFileLayer } from '../values/file.js';
import { substitute } from './environment.js';
import type { HelmField } from './helm.js';
import { expandGlob, isGlob, type LocatedFile, locateFile, type ValuesInput } from './value-file.js';

export interface ArgoValues {
  readonly layers: readonly ValuesLayer[];
  readonly problems: readonly Problem[];
  /** Some layer lies where this tree does not reach. */
  readonly unknown: boolean;
}

export async function argoValues(input: ValuesInput): Promise<ArgoValues> {
  const collected: Collected = { layers: [], problems: [], unknown: false };
  await addValueFiles(input, collected);
  addInline(input, collected);
  addParameters(input, collected);
  await addFileParameters(input, collected);
  return collected;
}

interface Collected {
  readonly layers: ValuesLayer[];
  readonly problems: Problem[];
  unknown: boolean;
}

async function addValueFiles(input: ValuesInput, collected: Collected): Promise<void> {
  const field = input.helm.field('valueFiles');
  if (!field) return;
  const entries = listAt(field.data.value, []).map((raw, index) => ({
    found: typeof raw === 'string' ? locateFile(raw, input) : undefined,
    at: startOf(field.data, [index]),
    index,
  }));
  const explicit = new Set(
    entries.flatMap(({ found }) => (found?.kind === 'path' && !isGlob(found.path) ? [found.path] : [])),
  );
  const seen = new Set<string>();
  for (const { found, at, index } of entries) {
    if (!found) continue;
    if (found.kind === 'elsewhere') {
      // A chart's own values file, named first, says nothing that Helm does not know.
      if (found.raw === 'values.yaml' && index === 0) continue;
      collected.unknown = true;
      collected.problems.push(missing(found.raw, found.why, at));
      continue;
    }
    if (found.kind === 'refused') {
      collected.problems.push(missing(found.raw, found.why, at));
      continue;
    }
    const matches = isGlob(found.path)
      ? expandGlob(found.path, input.context).filter(path => !explicit.has(path))
      : [found.path];
    const present = matches.filter(path => input.context.tree.has(path));
    if (present.length === 0) reportAbsent(found, at, input, collected);
    for (const path of present) {
      if (seen.has(path)) continue;
      seen.add(path);
      const result = await valuesFileLayer(input.context, path);
      if (result.ok) {
        collected.layers.push(result.layer);
      } else {
        collected.unknown = true;
        collected.problems.push(result.problem);
      }
    }
  }
}

function reportAbsent(
  found: LocatedFile & { kind: 'path' },
  at: Position,
  input: ValuesInput,
  collected: Collected,
): void {
  const { repository } = found;
  if (repository !== undefined && !input.isThisRepository(repository)) {
    collected.unknown = true;
    const why = `it is not in this repository; the source it refers to is ${repository || 'not named'}`;
    const { revision } = found;
    const alone = hasPlaceholder(`${repository}${revision}`) ? {} : decidedBy([revision]);
    collected.problems.push({ ...missing(found.raw, why, at), ...alone });
    return;
  }
  if (input.helm.flag('ignoreMissingValueFiles')) return;
  collected.problems.push(
    missing(
      found.raw,
      `there is no ${found.path}: the deployment fails without \`ignoreMissingValueFiles\``,
      at,
    ),
  );
}

function missing(raw: string, why: string, at: Position): Problem {
  return { what: `values file ${raw}`, why, ...at, blocking: true };
}

/** `valuesObject`, where it is set, replaces `values` entirely. */
function addInline(input: ValuesInput, collected: Collected): void {
  const objects = input.helm.writers('valuesObject').filter(({ data }) => isRecord(data.value));
  if (objects.length > 0) {
    for (const field of objects) collected.layers.push(objectLayer(field));
    return;
  }
  const field = input.helm.field('values');
  if (!field) return;
  const at = { file: field.data.file, line: field.data.lineOf([]) };
  const what = `values of Application ${input.application.name}`;
  const parsed = parseEmbedded(field.data, []);
  if (!parsed) {
    collected.unknown = true;
    const why = '`helm.values` is text; for a mapping Argo CD has `helm.valuesObject`';
    collected.problems.push({ what, why, ...at, blocking: true });
    return;
  }
  const [error] = parsed.errors;
  const [document] = parsed.documents;
  if (error || (document && !isRecord(document.data.value))) {
    collected.unknown = true;
    const why = error ? `they can't be read: ${error.message}` : 'Helm expects a mapping';
    collected.problems.push({ what, why, file: at.file, line: error?.line ?? at.line, blocking: true });
    return;
  }
  if (!document) return;
  const home = field.home ? { home: { ...field.home, style: 'block-string' } as const } : {};
  const text = String(field.data.value);
  collected.layers.push({ kind: 'document', source: 'inline', ...at, text, data: document.data, ...home });
}

function objectLayer(field: HelmField): ValuesLayer {
  const { data, home } = field;
  return inlineLayer(data, home);
}

/** An item that an overlay puts into a list is written there. */
function addParameters(input: ValuesInput, collected: Collected): void {
  const field = input.helm.field('parameters');
  if (!field) return;
  const set = new Map<string, ValuesAssignment>();
  const setString = new Map<string, ValuesAssignment>();
  for (const [index, entry] of listAt(field.data.value, []).entries()) {
    const key = stringAt(entry, ['name']);
    if (key === undefined) continue;
    const at = startOf(field.data, [index, 'value']);
    const raw =
      isRecord(entry) && typeof entry.value === 'boolean' ? String(entry.value) : stringAt(entry, ['value']);
    const { text, unknown } = substitute(raw ?? '', input.application, input.source);
    if (unknown.length > 0) {
      const why = `its value depends on ${unknown.join(', ')}, which only Argo CD knows`;
      collected.problems.push({ what: `parameter ${key}`, why, ...at, blocking: false });
    }
    const forced = isRecord(entry) && entry.forceString === true;
    const assignment = { kind: 'assignment', source: 'set', ...at, key, value: text } as const;
    if (forced) setString.set(key, { ...assignment, flag: '--set-string' });
    else set.set(key, { ...assignment, flag: '--set' });
  }
  append(collected.layers, set.values());
  append(collected.layers, setString.values());
}

async function addFileParameters(input: ValuesInput, collected: Collected): Promise<void> {
  const field = input.helm.field('fileParameters');
  if (!field) return;
  for (const [index, entry] of listAt(field.data.value, []).entries()) {
    const key = stringAt(entry, ['name']);
    const raw = stringAt(entry, ['path']);
    if (key === undefined || raw === undefined) continue;
    const at = startOf(field.data, [index, 'path']);
    const found = locateFile(raw, input);
    const content = found.kind === 'path' ? await input.context.tree.read(found.path) : undefined;
    if (content?.ok) {
      collected.layers.push({
        kind: 'assignment',
        source: 'set',
        ...at,
        flag: '--set-file',
        key,
        value: content.text,
      });
      continue;
    }
    collected.unknown = true;
    const why =
      found.kind === 'path'
        ? content && !content.ok
          ? content.why
          : `there is no ${found.path}`
        : found.why;
    collected.problems.push({ what: `file ${raw} for ${key}`, why, ...at, blocking: true });
  }
}

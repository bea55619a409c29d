/** The patches of a kustomization, in the order in which Kustomize applies them. */
import { append } from '../../append.js';
import type { DataPath, Positioned } from '../../model.js';
import { parseEmbedded } from '../../yaml/positioned.js';
import { isRecord, listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type Gap, localPath } from './objects.js';
import type { Patch } from './patch.js';

/** A patch, and whether it comes after prefix, suffix and labels. */
export interface ReadPatch extends Patch {
  readonly isLate?: true;
}

export interface ReadPatches {
  readonly patches: readonly ReadPatch[];
  /** Patches that are not here, or can't be read. */
  readonly gaps: readonly Gap[];
}

/** More than any honest kustomization applies. */
const MAX_PATCHES = 20_000;

/** @param files takes in the files that patches come from */
export async function readPatches(
  context: DetectContext,
  data: Positioned,
  folder: string,
  files: Set<string>,
): Promise<ReadPatches> {
  const patches: ReadPatch[] = [];
  const gaps: Gap[] = [];
  let isCut = false;
  async function read(at: DataPath, from: { readonly inline: DataPath } | { readonly file: string }) {
    if (patches.length >= MAX_PATCHES) {
      const why = `patches after the first ${MAX_PATCHES} are not followed`;
      if (!isCut) gaps.push({ why, at: { file: data.file, line: data.lineOf(at) } });
      isCut = true;
      return [];
    }
    const found = await documentsOf(context, data, from, folder, files);
    if (typeof found === 'string') {
      const file = 'file' in from ? from.file : undefined;
      const path = localPath(folder, file);
      const missing =
        file !== undefined && path !== undefined && !context.tree.has(path) ? { missing: file } : {};
      gaps.push({ why: found, at: { file: data.file, line: data.lineOf(at) }, ...missing });
    }
    return typeof found === 'string' ? [] : found;
  }
  for (const [index, entry] of listAt(data.value, ['patchesStrategicMerge']).entries()) {
    if (typeof entry !== 'string' && !isRecord(entry)) continue;
    const at: DataPath = ['patchesStrategicMerge', index];
    const isInline = typeof entry !== 'string' || entry.includes('\n');
    append(patches, await read(at, isInline ? { inline: at } : { file: entry }));
  }
  for (const key of ['patches', 'patchesJson6902']) {
    for (const [index, entry] of listAt(data.value, [key]).entries()) {
      const file = stringAt(entry, ['path']);
      const from = file === undefined ? { inline: [key, index, 'patch'] } : { file };
      const target = recordAt(entry, ['target']);
      const order = key === 'patchesJson6902' ? { isLate: true as const } : {};
      for (const patch of await read([key, index], from))
        patches.push({ ...patch, ...order, ...(target ? { target } : {}) });
    }
  }
  return { patches, gaps };
}

/** The documents of one patch, or why there are none. */
async function documentsOf(
  context: DetectContext,
  holder: Positioned,
  from: { readonly inline: DataPath } | { readonly file: string },
  folder: string,
  files: Set<string>,
): Promise<readonly Patch[] | string> {
  if ('inline' in from) {
    const part = holder.at(from.inline);
    if (isRecord(part.value) || Array.isArray(part.value)) return [{ data: part }];
    const parsed = parseEmbedded(holder, from.inline);
    if (!parsed || parsed.errors.length > 0) return 'a patch can’t be read as YAML';
    return parsed.documents.map(({ data }) => ({ data }));
  }
  const path = localPath(folder, from.file);
  if (path === undefined || !context.tree.has(path))
    return `its patch ${from.file} is not in this repository`;
  files.add(path);
  const { documents, errors } = await context.yaml(path);
  if (errors.length > 0) return `its patch ${from.file} can’t be read as YAML`;
  return documents.map(({ data, index }) => ({ data, document: index }));
}

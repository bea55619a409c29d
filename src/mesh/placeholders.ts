/**
 * Texts of the mesh's resources that something fills in and the tree does not decide: `${NAME}` of `envsubst`, or of Flux where its
 * variables lie elsewhere, and what people write for `sed`, pipelines and templates to fill in.
 */

import { filled } from '../detect/reshaped.js';
import { oncePer } from '../memo.js';
import type { DataPath, MeshResource } from '../model.js';
import { createMesh, type Mesh } from './mesh.js';
import { groupOf } from './resource.js';

/** A resource with such texts, by the names that they take. */
export interface OpenResource {
  readonly resource: MeshResource;
  /** As they are written: `${DB_HOST}`. */
  readonly placeholders: readonly string[];
  /** One of them is the whole of a setting. */
  readonly isWhole: boolean;
}

/** Looked for once per mesh. */
export const openResources = oncePer((mesh: Mesh): readonly OpenResource[] =>
  mesh.resources.flatMap(resource => {
    const one = isOfIstio(resource) ? openIn(resource) : undefined;
    return one && one.placeholders.length > 0 ? [one] : [];
  }),
);

const fillingsOf = oncePer((_mesh: Mesh) => new Map<string, Mesh>());

/** The mesh as it would be if all of them were filled with a text; `${NAME:=default}` with its default where none is given. */
export function meshFilledWith(mesh: Mesh, text: string | undefined): Mesh {
  const known = fillingsOf(mesh);
  const key = JSON.stringify([text]);
  const made = known.get(key) ?? filledMesh(mesh, text);
  known.set(key, made);
  return made;
}

function filledMesh(mesh: Mesh, text: string | undefined): Mesh {
  const opened = new Set(openResources(mesh).map(({ resource }) => resource));
  const resources = mesh.resources.map(resource =>
    opened.has(resource) ? filledResource(resource, text) : resource,
  );
  const { rootNamespace, clusterDomain, isPlatformNamespace } = mesh;
  return { ...createMesh(resources, { rootNamespace, clusterDomain }), isPlatformNamespace };
}

/** What it is called stays: only so can it be told to be the same one. */
function filledResource(resource: MeshResource, text: string | undefined): MeshResource {
  const data = filled(resource.data, (written, path) =>
    isSetting(path) && isOpen(written) ? { value: filledText(written, text) } : undefined,
  );
  return { ...resource, data, value: data.value as MeshResource['value'] };
}

/**
 * `${NAME:-default}`, `$NAME`, `$(NAME)`, `#{NAME}#`, `__NAME__`, `@NAME@`, `{{ name }}`. `$${NAME}` is a text with a dollar sign;
 * `%NAME%` is Envoy's own, in formats of logs and headers.
 */
const PLACEHOLDER = new RegExp(
  [
    String.raw`(?<!\$)\$\{[A-Za-z_][\w.]*(?::?[=-](?<byDefault>[^$\{\}]*))?\}`,
    String.raw`(?<![\w$\\])\$[A-Z][A-Z0-9_]{1,80}(?![\w{(])`,
    String.raw`(?<!\$)\$\([A-Za-z_][\w.]{0,80}\)`,
    String.raw`#\{[A-Za-z_][\w.-]{0,80}\}#?`,
    String.raw`(?<!\w)__[A-Z][A-Z0-9_]{0,80}__(?!\w)`,
    String.raw`(?<![\w@])@{1,2}[A-Z][A-Z0-9_]{1,80}@{1,2}(?![\w@])`,
    String.raw`\{\{[^\{\}\n]{1,200}\}\}`,
  ].join('|'),
  'g',
);

function filledText(written: string, text: string | undefined): unknown {
  const [match] = written.matchAll(PLACEHOLDER);
  if (match?.[0] === written) return scalarOf(text ?? match.groups?.byDefault ?? written);
  if (text === '*') return written;
  return written.replace(PLACEHOLDER, (whole: string, byDefault: string | undefined) =>
    text === undefined ? (byDefault ?? whole) : text.replace(/^\./, ''),
  );
}

/** A text without quotes is what YAML makes of it. */
function scalarOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function openIn(resource: MeshResource): OpenResource {
  const found = new Set<string>();
  let isWhole = false;
  filled(resource.data, (written, path) => {
    if (!isSetting(path) || !isOpen(written)) return undefined;
    for (const [placeholder] of written.matchAll(PLACEHOLDER)) {
      found.add(placeholder);
      isWhole ||= placeholder === written;
    }
    return undefined;
  });
  return { resource, placeholders: [...found], isWhole };
}

function isSetting([key]: DataPath): boolean {
  return key === 'spec';
}

/** Longer texts are programs, whose own signs look alike. */
function isOpen(text: string): boolean {
  return /[$#@_{]/.test(text) && !text.includes('\n') && text.search(PLACEHOLDER) >= 0;
}

function isOfIstio({ apiVersion, kind, origin }: MeshResource): boolean {
  const group = groupOf(apiVersion);
  const isTexted = group.endsWith('.istio.io') || group === 'gateway.networking.k8s.io' || kind === 'Service';
  return isTexted && origin !== 'template';
}

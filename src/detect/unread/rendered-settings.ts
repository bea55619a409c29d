/**
 * Settings of meshes that lie here rendered, and that nothing reads: of gateways, node agents and ztunnel, and what istiod puts into pods.
 * Where one moves, and its release does not, the mesh is another one; another release is rendered anew, with all of that.
 */
import { append } from '../../append.js';
import type { DataPath, Tree } from '../../model.js';
import { contextOf } from '../context.js';
import { isRecord, listAt, recordAt } from '../data.js';
import { fingerprintOf } from '../fingerprint.js';
import type { OverlaidManifest } from '../overlaid.js';
import { CONTAINERS, type RenderedWorkload, readRendered } from '../rendered/workloads.js';
import { folderOf } from '../tree-path.js';
import type { UnreadForm } from './forms.js';

export async function unreadRenderedSettings(tree: Tree): Promise<readonly UnreadForm[]> {
  const { workloads, maps } = await readRendered(await contextOf(tree));
  const found = workloads.filter(({ chart }) => chart !== 'istiod').map(ofProxies);
  const planes = workloads.filter(({ chart }) => chart === 'istiod').map(({ manifest }) => manifest);
  for (const map of maps) append(found, ofInjection(map, planes));
  return found;
}

const ANNOTATIONS: DataPath = ['spec', 'template', 'metadata', 'annotations'];
const PARTS = ['env', 'envFrom', 'args', 'command'];

/** What the proxies of a workload are started with, as its overlays have it. */
function ofProxies({ manifest }: RenderedWorkload): UnreadForm {
  const { data, kind, name, file, declared } = manifest;
  const annotations = recordAt(data.value, ANNOTATIONS) ?? {};
  const own = Object.entries(annotations).filter(([key]) => /(?:^|\.)istio\.io\//.test(key));
  const containers = listAt(data.value, CONTAINERS).filter(isRecord);
  const started = containers.map(one => [one.name, ...PARTS.map(key => one[key])]);
  const template = data.at(['spec', 'template']);
  const parts: readonly DataPath[] = [
    ANNOTATIONS,
    ...containers.flatMap((one, index) => [
      ...PARTS.map(key => [...CONTAINERS, index, key]),
      ...listAt(one, ['env']).map((_, item) => [...CONTAINERS, index, 'env', item]),
    ]),
  ];
  // Where an overlay sets some of it, that is where it moves.
  const at = parts.map(path => data.at(path)).find(part => part.file !== file) ?? template;
  return {
    what: `${kind} ${name}`,
    why: 'what its containers are started with, and its annotations, are not judged: what changes there is not looked at',
    file: at.file,
    line: at.lineOf([]),
    fingerprint: fingerprintOf([kind, name, own, started]),
    weak: true,
    of: [file, declared.file],
  };
}

/** The injector's ConfigMap as it is written; what overlays change of it is told with istiod. */
function ofInjection(
  { written, name }: OverlaidManifest,
  planes: readonly OverlaidManifest[],
): readonly UnreadForm[] {
  const held = /^istio-sidecar-injector(?:-|$)/.test(name)
    ? recordAt(written.data.value, ['data'])
    : undefined;
  const plane = planes.find(({ file }) => folderOf(file) === folderOf(written.file));
  if (!held || !plane) return [];
  return [
    {
      what: `ConfigMap ${name}`,
      why: 'istiod puts into pods what it says: what changes there is not looked at',
      file: written.file,
      line: written.data.lineOf(['data']),
      fingerprint: fingerprintOf([name, held]),
      weak: true,
      of: [plane.file, plane.declared.file],
    },
  ];
}

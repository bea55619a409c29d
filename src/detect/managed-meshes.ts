/** Meshes whose control plane somebody else runs or renders: found, and said that they can't be judged. */

import type { Problem } from '../model.js';
import { stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { decidedBy } from './fingerprint.js';
import { holds } from './holds.js';
import {
  GOOGLE,
  MAISTRA,
  MANAGED_FORMS,
  MANAGED_HINT,
  managedBlocks,
  managedLines,
} from './managed-forms.js';
import { type Manifest, manifestsWith } from './manifests.js';
import { folderOf } from './tree-path.js';

const isHinted = holds(MANAGED_HINT);

export const managedMeshes: Detector = {
  form: 'managed-mesh',
  async detect(context) {
    const inManifests = (await manifestsWith(context, KINDS)).filter(({ file }) => !context.isSetAside(file));
    return {
      releases: [],
      problems: [...inManifests.flatMap(one => ofManifest(one) ?? []), ...(await inTexts(context))],
    };
  },
};

const KINDS = /ServiceMeshControlPlane|ControlPlaneRevision|GKEHubFeature|asm-managed/;

function ofManifest({ kind, name, file, data, apiVersion }: Manifest): Problem | undefined {
  const what = `${kind} ${name}`;
  const at = (...path: readonly string[]): number => data.lineOf(path);
  if (kind === 'ServiceMeshControlPlane' && apiVersion.startsWith('maistra.io/'))
    return unjudged(what, MAISTRA, file, at('spec', 'version'), data.value);
  if (kind === 'ControlPlaneRevision' && apiVersion.startsWith('mesh.cloud.google.com/'))
    return unjudged(what, GOOGLE, file, at('spec', 'channel'), data.value);
  if (/^GKEHubFeature(Membership)?$/.test(kind) && apiVersion.startsWith('gkehub.cnrm.cloud.google.com/')) {
    const isMesh =
      data.at(['spec', 'mesh']).value !== undefined ||
      stringAt(data.value, ['spec', 'resourceID']) === 'servicemesh' ||
      stringAt(data.value, ['spec', 'featureRef', 'name']) === 'servicemesh';
    return isMesh ? unjudged(what, GOOGLE, file, at('spec'), data.value) : undefined;
  }
  const label = ['metadata', 'labels', 'istio.io/rev'];
  const revision = kind === 'Namespace' ? stringAt(data.value, label) : undefined;
  if (revision?.startsWith('asm-managed'))
    return unjudged(`revision ${revision} of Cloud Service Mesh`, GOOGLE, file, at(...label), revision);
  return undefined;
}

async function inTexts(context: DetectContext): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const path of context.candidates) {
    if (context.isSetAside(path)) continue;
    const text = await context.text(path);
    if (text === undefined || !isHinted(path, text)) continue;
    // A membership names its feature, which another file of the module may declare.
    const around = /google_gke_hub_feature\./.test(text) ? await featuresBeside(context, path) : '';
    const found = new Set<string>();
    for (const form of MANAGED_FORMS) {
      if (!form.files.test(path) || found.has(form.what)) continue;
      const lines = text.split('\n').length;
      const [line] = managedLines(form, `${text}\n${around}`).filter(one => one < lines);
      if (line === undefined) continue;
      found.add(form.what);
      problems.push(unjudged(form.what, form.why, path, line + 1, managedBlocks(form, text)));
    }
  }
  return problems;
}

async function featuresBeside(context: DetectContext, path: string): Promise<string> {
  const beside = context.candidates.filter(
    one => one !== path && folderOf(one) === folderOf(path) && /\.(tf|tofu)$/.test(one),
  );
  return (await Promise.all(beside.map(one => context.text(one)))).join('\n');
}

/** @param object all of what declares it, where that is known */
function unjudged(what: string, why: string, file: string, line: number, object?: unknown): Problem {
  const alone = object === undefined ? {} : decidedBy(object);
  return { what, why: `${why}.`, file, line, blocking: true, unjudged: true, ...alone };
}

/** Manifests of the mesh as texts in ConfigMaps and Secrets: a Job, a controller or nobody applies them, which these do not tell. */
import type { Condition, EmbeddedManifest, Positioned } from '../model.js';
import { MESH_RESOURCE } from './chart-relevance.js';
import { stringAt } from './data.js';
import type { Detector } from './detector.js';
import { resourcesWithin } from './embedded.js';
import { manifestsWith } from './manifests.js';

export const appliedTexts: Detector = {
  form: 'applied-texts',
  async detect(context) {
    const manifests: EmbeddedManifest[] = [];
    for (const { data, file, namespace } of await manifestsWith(context, MESH_RESOURCE)) {
      if (context.isSetAside(file) || context.charts.isPart(file)) continue;
      const declared = { file, line: data.lineOf([]) };
      for (const found of textsOf(data))
        manifests.push({ data: found, namespace, declared, condition: appliedBySomebody(data) });
    }
    return { releases: [], problems: [], manifests };
  },
};

/** Where kinds hold texts in the open. */
const TEXTS: Readonly<Record<string, string>> = { ConfigMap: 'data', Secret: 'stringData' };

/** Resources of the mesh among the texts of a ConfigMap or a Secret; none for any other object. */
export function textsOf(object: Positioned): readonly Positioned[] {
  const field = TEXTS[stringAt(object.value, ['kind']) ?? ''];
  const isCore = stringAt(object.value, ['apiVersion']) === 'v1';
  return field !== undefined && isCore ? resourcesWithin(object.at([field])) : [];
}

export function appliedBySomebody(object: Positioned): Condition {
  const kind = stringAt(object.value, ['kind']) ?? '';
  const name = stringAt(object.value, ['metadata', 'name']) ?? '';
  return {
    what: `something applies what ${kind} ${name} holds`,
    file: object.file,
    line: object.lineOf([TEXTS[kind] ?? 'data']),
  };
}

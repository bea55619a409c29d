/** Manifests of the mesh as texts in ConfigMaps: a Job, a controller or nobody applies them, which the ConfigMap does not tell. */
import type { Condition, EmbeddedManifest, Positioned } from '../model.js';
import { isSetAside } from './aside/set-aside.js';
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
      if (isSetAside(file) || context.charts.holding(file) !== undefined) continue;
      const declared = { file, line: data.lineOf([]) };
      for (const found of textsOf(data))
        manifests.push({ data: found, namespace, declared, condition: appliedBySomebody(data) });
    }
    return { releases: [], problems: [], manifests };
  },
};

/** Resources of the mesh among the texts of a ConfigMap; none for any other object. */
export function textsOf(object: Positioned): readonly Positioned[] {
  const isConfigMap =
    stringAt(object.value, ['kind']) === 'ConfigMap' && stringAt(object.value, ['apiVersion']) === 'v1';
  return isConfigMap ? resourcesWithin(object.at(['data'])) : [];
}

export function appliedBySomebody(configMap: Positioned): Condition {
  const name = stringAt(configMap.value, ['metadata', 'name']) ?? '';
  return {
    what: `something applies what ConfigMap ${name} holds`,
    file: configMap.file,
    line: configMap.lineOf(['data']),
  };
}

/** Steps of GitHub's workflows that bring istioctl: `uses: acme/setup-istioctl@v1` with `version: ${{ matrix.istio }}`. */

import type { YamlFile } from '../../../yaml/positioned.js';
import { isRecord, listAt, stringAt } from '../../data.js';
import type { Word } from '../text.js';

/** `acme/setup-istioctl@v1`, `acme/actions/install-istio@main` */
export const SETS_UP_ISTIO = /^[\w.-]+\/[\w./-]{0,100}istio[\w./-]{0,100}@/i;
const VERSION = /^(?:version|istio(?:ctl)?[_-]?version)$/i;

/** The versions as they are written, each at its line. */
export function setUpVersions({ documents }: YamlFile): readonly Word[] {
  const found: Word[] = [];
  for (const { data } of documents) {
    const jobs = isRecord(data.value) ? data.value.jobs : undefined;
    for (const name of isRecord(jobs) ? Object.keys(jobs) : [])
      for (const [index, step] of listAt(data.value, ['jobs', name, 'steps']).entries()) {
        if (!SETS_UP_ISTIO.test(stringAt(step, ['uses']) ?? '')) continue;
        const given = isRecord(step) && isRecord(step.with) ? step.with : {};
        for (const key of Object.keys(given)) {
          const text = VERSION.test(key) ? given[key] : undefined;
          if (typeof text !== 'string') continue;
          found.push({ text, line: data.lineOf(['jobs', name, 'steps', index, 'with', key]) });
        }
      }
  }
  return found;
}

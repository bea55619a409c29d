import type { NoiseLayer } from './layer.js';

/** The release's own version as a value of a ConfigMap: `CURRENT_AGENT_VERSION` of the CNI. */
export const versionValues: NoiseLayer = {
  name: 'version-value',
  holds: ({ resource, keys, before, after, context }) => {
    const { from, to } = context.versions;
    if (resource.kind !== 'ConfigMap' || keys.length !== 2 || from === null || to === null) return false;
    return /version$/i.test(keys[1] ?? '') && before === from && after === to;
  },
};

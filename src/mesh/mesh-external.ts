/** Whether a host is outside of the mesh, as its ServiceEntry says. */
import type { Mesh } from './mesh.js';
import { textAt } from './read.js';

/** `unknown` where neither a Service nor a ServiceEntry of the host is here. */
export function isMeshExternal(mesh: Mesh, host: string): 'yes' | 'no' | 'unknown' {
  const services = mesh.servicesMatching(host);
  if (services.length === 0) return 'unknown';
  const isExternal = services.some(
    ({ kind, resource }) =>
      kind === 'ServiceEntry' &&
      (textAt(resource.value, ['spec', 'location']) || 'MESH_EXTERNAL') === 'MESH_EXTERNAL',
  );
  return isExternal ? 'yes' : 'no';
}

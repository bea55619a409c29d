/** PeerAuthentications: whether workloads take plain text. */
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { policyTargets, TARGET_FIELDS } from '../policy-targets.js';
import { mappingAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const peerAuthentications: ViewDefinition = {
  name: 'peerAuthentications',
  summary: 'A PeerAuthentication',
  places: { at: 'its name', mode: 'its mode', ports: 'its port levels' },
  fields: {
    ...TARGET_FIELDS,
    mode: '`STRICT`, `PERMISSIVE`, `DISABLE`, or `UNSET` where it says none',
    portModes: 'the modes of its port levels, in their order',
    strictPorts: 'number of its port levels of mode STRICT',
    openPorts: 'number of its port levels of mode PERMISSIVE or DISABLE',
  },
  items: oncePerMesh(peerAuthenticationsOf),
};

function peerAuthenticationsOf(mesh: Mesh): readonly ViewItem[] {
  return mesh.ofKind('PeerAuthentication', 'security.istio.io').map(policy => {
    const ports = Object.values(mappingAt(policy.value, ['spec', 'portLevelMtls']) ?? {});
    const portModes = ports.map(port => textAt(port, ['mode']) || 'UNSET');
    return itemAt(
      policy,
      { at: ['metadata', 'name'], mode: ['spec', 'mtls', 'mode'], ports: ['spec', 'portLevelMtls'] },
      {
        ...policyTargets(policy, mesh),
        mode: textAt(policy.value, ['spec', 'mtls', 'mode']) || 'UNSET',
        portModes,
        strictPorts: portModes.filter(mode => mode === 'STRICT').length,
        openPorts: portModes.filter(mode => mode === 'PERMISSIVE' || mode === 'DISABLE').length,
      },
    );
  });
}

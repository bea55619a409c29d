/** WasmPlugins: what code they bring, and for whom. */
import type { MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { listAt, mappingAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const wasmPlugins: ViewDefinition = {
  name: 'wasmPlugins',
  summary: 'A WasmPlugin',
  places: { at: 'its URL', targets: 'its `targetRefs` or `targetRef`' },
  fields: {
    name: 'its name',
    namespace: 'its namespace',
    isRootNamespace: 'whether it stands in the root namespace, and so holds for the whole mesh',
    url: 'where its code comes from',
    scheme: '`oci`, `https`, `http` or `file`; `oci` also where the URL has none',
    sha256: "the checksum that the code must have; '' for none",
    phase: "`AUTHN`, `AUTHZ`, `STATS`; '' for none",
    type: "`HTTP` or `NETWORK`; '' for the default",
    failStrategy: "`FAIL_CLOSE`, `FAIL_OPEN` or `FAIL_RELOAD`; '' for the default, which is to fail closed",
    imagePullPolicy: "`IfNotPresent` or `Always`; '' for the default",
    hasSelector: 'whether it selects workloads by labels',
    targets: 'what `targetRef` and `targetRefs` name, as `Kind/name`',
    filterName: 'the end of the name that istiod gives its filter: `namespace.name`',
  },
  items: oncePerMesh(mesh =>
    mesh.ofKind('WasmPlugin', 'extensions.istio.io').map(resource => itemOf(resource, mesh)),
  ),
};

const SCHEMES = new Set(['oci', 'https', 'http', 'file']);

function itemOf(resource: MeshResource, mesh: Mesh): ViewItem {
  const { value, name, namespace } = resource;
  const url = textAt(value, ['spec', 'url']);
  const [scheme = ''] = url.split('://', 1);
  const text = (key: string): string => textAt(value, ['spec', key]);
  const single = mappingAt(value, ['spec', 'targetRef']);
  const paths = { at: ['spec', 'url'], targets: ['spec', single ? 'targetRef' : 'targetRefs'] };
  return itemAt(resource, paths, {
    name,
    namespace,
    isRootNamespace: namespace === mesh.rootNamespace,
    url,
    scheme: url.includes('://') && SCHEMES.has(scheme) ? scheme : 'oci',
    sha256: text('sha256'),
    phase: text('phase'),
    type: text('type'),
    failStrategy: text('failStrategy'),
    imagePullPolicy: text('imagePullPolicy'),
    hasSelector: Object.keys(mappingAt(value, ['spec', 'selector', 'matchLabels']) ?? {}).length > 0,
    targets: [...(single ? [single] : []), ...listAt(value, ['spec', 'targetRefs'])].map(
      target => `${textAt(target, ['kind'])}/${textAt(target, ['name'])}`,
    ),
    filterName: `${namespace}.${name}`,
  });
}

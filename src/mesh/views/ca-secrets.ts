/**
 * What brings the Secret that istiod's certificate authority is made of. Plain Secrets are left alone.
 * Source: https://github.com/istio/istio/blob/1.26.1/pilot/pkg/bootstrap/istio_ca.go (checkCABundleCompleteness),
 * https://github.com/istio/istio/blob/1.26.1/security/pkg/pki/ca/ca.go (DetermineCAFilesFormat names the files).
 */
import type { MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { listAt, mappingAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const caSecrets: ViewDefinition = {
  name: 'caSecrets',
  summary:
    'An ExternalSecret or SealedSecret that brings the Secret `cacerts`, which istiod signs certificates with',
  places: { at: 'its name', keys: 'its keys' },
  fields: {
    kind: '`ExternalSecret` or `SealedSecret`',
    namespace: 'its namespace',
    isRootNamespace: 'whether that is the root namespace, where istiod is taken to run',
    keys: 'the keys of the Secret, as far as they are named',
    keysKnown: 'whether these are all: it takes no keys over that are named elsewhere',
  },
  items: oncePerMesh(secrets),
};

function secrets(mesh: Mesh): readonly ViewItem[] {
  return ['ExternalSecret', 'SealedSecret'].flatMap(kind =>
    mesh.ofKind(kind).map(resource => {
      const isExternal = kind === 'ExternalSecret';
      const path = isExternal ? ['spec', 'data'] : ['spec', 'encryptedData'];
      return itemAt(
        resource,
        { at: ['metadata', 'name'], keys: path },
        {
          kind,
          namespace: resource.namespace,
          isRootNamespace: resource.namespace === mesh.rootNamespace,
          keys: isExternal ? externalKeys(resource) : Object.keys(mappingAt(resource.value, path) ?? {}),
          keysKnown: !isExternal || namesItsKeys(resource),
        },
      );
    }),
  );
}

/** A template for the Secret's data takes the place of the keys that were fetched. */
function externalKeys({ value }: MeshResource): readonly string[] {
  const template = mappingAt(value, ['spec', 'target', 'template', 'data']);
  if (template) return Object.keys(template);
  return listAt(value, ['spec', 'data']).map(entry => textAt(entry, ['secretKey']));
}

function namesItsKeys({ value }: MeshResource): boolean {
  const template = mappingAt(value, ['spec', 'target', 'template']);
  if (template?.templateFrom !== undefined) return false;
  return mappingAt(template, ['data']) !== undefined || listAt(value, ['spec', 'dataFrom']).length === 0;
}

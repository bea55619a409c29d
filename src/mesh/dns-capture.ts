/** Whether proxies answer their application's DNS questions themselves, and so give hosts addresses of their own. */
import { oncePer } from '../memo.js';
import { parseYaml } from '../yaml/positioned.js';
import type { Mesh } from './mesh.js';
import { textAt, textMapAt } from './read.js';
import type { ControlPlane } from './view.js';

const CAPTURE = 'ISTIO_META_DNS_CAPTURE';
const ALLOCATE = 'ISTIO_META_DNS_AUTO_ALLOCATE';

export interface DnsCapture {
  /** `mesh`: by the mesh config; `some`: by a ProxyConfig or the annotation of a workload that is here; else `none`. */
  readonly where: 'mesh' | 'some' | 'none';
  /** The mesh config also asks for the older, proxy-wise allocation of addresses. */
  readonly allocates: boolean;
}

export function dnsCaptureOf(mesh: Mesh, side: ControlPlane): DnsCapture {
  const metadata = ['defaultConfig', 'proxyMetadata'];
  const allocates = textAt(side.meshConfig, [...metadata, ALLOCATE]) === 'true';
  if (textAt(side.meshConfig, [...metadata, CAPTURE]) === 'true') return { where: 'mesh', allocates };
  return { where: someCapture(mesh) ? 'some' : 'none', allocates };
}

const someCapture = oncePer((mesh: Mesh): boolean =>
  mesh.resources.some(resource => {
    if (resource.kind === 'ProxyConfig') {
      return textAt(resource.value, ['spec', 'environmentVariables', CAPTURE]) === 'true';
    }
    return [
      ['metadata', 'annotations'],
      ['spec', 'template', 'metadata', 'annotations'],
    ].some(path => annotationCaptures(textMapAt(resource.value, path).get('proxy.istio.io/config')));
  }),
);

function annotationCaptures(config: string | undefined): boolean {
  if (config === undefined || !config.includes(CAPTURE)) return false;
  return textAt(parseYaml('', config).documents[0]?.data.value, ['proxyMetadata', CAPTURE]) === 'true';
}

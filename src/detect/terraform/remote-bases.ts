/** Kustomizations of elsewhere that Terraform builds: https://registry.terraform.io/providers/kbst/kustomization/latest/docs/data-sources/build */
import { textOf } from '../../evaluated/value.js';
import { attributeOf, type LocatedBlock } from './files.js';
import type { ModuleInstance } from './scope.js';
import type { RemoteModule } from './uses.js';

/** A folder that is called after Istio, with what installs it below. */
const OF_ISTIO = /\/istio[\w.-]{0,80}\//i;
/** Parts of such a folder that install none. */
const BESIDE = /crds?\b|namespaces?\b|resources?\b|csr|kiali/i;

/** `data "kustomization_build" "istio" { path = "https://…/common/istio/istio-install/base?ref=v1.9.0" }` */
export function remoteBase(
  { block, file }: LocatedBlock,
  instance: ModuleInstance,
  prefix: string,
): Omit<RemoteModule, 'declared'> | undefined {
  const [type, name = ''] = block.labels;
  if (block.type !== 'data' || type !== 'kustomization_build') return undefined;
  const attribute = attributeOf(block, 'path');
  const value = attribute && instance.valueOf(attribute.value, file);
  const source = value && textOf(value);
  if (!attribute || !source || !/^(?:https?:\/\/|git|[\w.-]+\.[a-z]{2,}\/)/i.test(source)) return undefined;
  if (!OF_ISTIO.test(source) || BESIDE.test(source)) return undefined;
  const at = { file, line: attribute.line };
  return {
    address: `${prefix}data.${type}.${name}`,
    source,
    sourceAt: at,
    at,
    arguments: new Map([['path', { at, value }]]),
    isBase: true,
  };
}

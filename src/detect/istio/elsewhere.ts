/** Charts of Istio by the folder of another repository that something deploys: which version they have is decided there. */
import type { IstioChart, Position, PublishedChart } from '../../model.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';

/**
 * Names of folders that say what is in them; `istio-gateway` as often holds what a gateway is told to do.
 * `istio-crds` and `istio-install` are those of https://github.com/kubeflow/manifests (common/istio).
 */
const FOLDERS: Readonly<Record<string, IstioChart>> = {
  'istio-base': 'base',
  'istio-crds': 'base',
  istiod: 'istiod',
  'istio-discovery': 'istiod',
  'istio-install': 'istiod',
  'istio-cni': 'cni',
  ztunnel: 'ztunnel',
};

/** @param at what decides which state of the other repository is deployed */
export function chartElsewhere(path: string, at: Position): PublishedChart | undefined {
  const folder = path
    .split('/')
    .findLast(segment => Object.hasOwn(FOLDERS, segment.toLowerCase()))
    ?.toLowerCase();
  const name = folder === undefined ? undefined : FOLDERS[folder];
  return name && { kind: 'published', name, repository: ISTIO_REPOSITORY, version: null, at };
}

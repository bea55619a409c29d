/** Names of the file that makes a folder one of Kustomize's. */
import { baseName } from '../tree-path.js';

/** In Kustomize's own order. */
export const KUSTOMIZATIONS: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** True for a kustomization of Kustomize, by its name. */
export function isKustomizationPath(path: string): boolean {
  return KUSTOMIZATIONS.includes(baseName(path));
}

/** Modules that are taken by a Git address. Source: https://developer.hashicorp.com/terraform/language/modules/sources */
import { resolveFromRoot } from '../tree-path.js';

/** `github.com/acme/infra//modules/istio?ref=v1.2.3`, `git::ssh://…/infra.git//modules/istio` */
const ADDRESS =
  /^(?:git::|git@|ssh:|https?:|github\.com|gitlab\.com|bitbucket\.org).{0,300}?[^:/]\/\/([^?]{1,300})(?:\?(?:.*&)?ref=([^&]{1,200}))?(?:$|[?&])/;

export interface AtRef {
  /** Of the module inside its repository, as it is written. */
  readonly path: string;
  /** The same as a folder of this tree, if it is this repository. */
  readonly folder: string;
  /** Undefined for the main branch. */
  readonly ref: string | undefined;
}

export function gitAddress(source: string): AtRef | undefined {
  const [, path, ref] = ADDRESS.exec(source) ?? [];
  const folder = path === undefined ? undefined : resolveFromRoot(path);
  return path === undefined || folder === undefined ? undefined : { path, folder, ref };
}

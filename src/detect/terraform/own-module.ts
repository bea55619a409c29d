/**
 * Modules that are taken by a Git address whose path is in this tree, too: as a rule this repository's own, at an earlier commit. Which
 * charts such a module installs is told by what is here; at which version stands at that commit, and is undecided.
 */
import type { Release } from '../../model.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { installationsOf } from '../installations.js';
import { resolveFromRoot } from '../tree-path.js';
import { variantId } from '../variants.js';
import { releaseOf } from './release.js';
import type { RemoteCall } from './remote.js';
import type { Run } from './runs.js';

/** `github.com/acme/infra//modules/istio?ref=v1.2.3`, `git::ssh://…/infra.git//modules/istio?ref=…` */
const AT_REF =
  /^(?:git::|git@|ssh:|https?:|github\.com|gitlab\.com|bitbucket\.org).{0,300}?[^:/]\/\/([^?]{1,300})\?(?:.*&)?ref=([^&]{1,200})/;

/** One for each chart of Istio's that the module installs as it is here; none for any other address. */
export async function ownModuleAtRef(
  context: DetectContext,
  runs: readonly Run[],
  call: RemoteCall,
): Promise<readonly Release[]> {
  const [, path, ref] = AT_REF.exec(call.source) ?? [];
  const folder = path === undefined ? undefined : resolveFromRoot(path);
  const run = folder ? runs.find(one => one.module.folder === folder && !one.unit) : undefined;
  if (!run) return [];
  const at = call.sourceAt ?? call.at;
  const found: Release[] = [];
  for (const use of run.charts) {
    const { release } = await releaseOf(context, use, '');
    if (!release) continue;
    const { releaseName, namespace } = release;
    for (const { chart: name, partOf } of installationsOf(release, context.recognise).installations) {
      if (partOf) continue;
      const why = `the tree does not decide its version: it is that of ${path} at ${ref}, which is not this tree’s. Give it with --from and --to.`;
      found.push({
        id: variantId(`terraform:${call.declared.file}:${call.address}:${use.address}`, call.variant),
        form: 'terraform',
        deployer: 'terraform',
        declared: call.declared,
        releaseName,
        namespace,
        destination: call.variant,
        chart: { kind: 'published', name, repository: ISTIO_REPOSITORY, version: null, at },
        values: [],
        valuesUnknown: true,
        problems: [{ what: `chart ${name}`, why, ...at, blocking: true }],
      });
    }
  }
  return found;
}

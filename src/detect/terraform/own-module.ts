/**
 * Modules that are taken by a Git address whose path is in this tree, too: as a rule this repository's own, at an earlier commit. Which
 * charts such a module installs is told by what is here; at which version stands at that commit, and is undecided.
 */
import type { Release } from '../../model.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { installationsOf } from '../installations.js';
import { variantId } from '../variants.js';
import { gitAddress } from './git-address.js';
import { releaseOf } from './release.js';
import type { RemoteCall } from './remote.js';
import { calledWith, type TerraformTree } from './runs.js';

/** A tag or a commit, which stay what they are; a branch goes on with what is merged here. */
const STAYS = /\d\.\d|^v?\d+$|^[0-9a-f]{7,40}$|^refs\/tags\//;

/** One for each chart of Istio's that the module installs as it is here; none for any other address. */
export async function ownModuleAtRef(
  context: DetectContext,
  { files, runs }: TerraformTree,
  call: RemoteCall,
): Promise<readonly Release[]> {
  const { path, folder, ref = 'its main branch' } = gitAddress(call.source) ?? {};
  const module = folder ? files.modules.get(folder) : undefined;
  const given = new Map([...call.arguments].map(([name, { value }]) => [name, value] as const));
  const run =
    runs.find(one => folder && one.module.folder === folder && !one.unit) ??
    // Others of this tree call it, too.
    (module && (await calledWith(files, module, given)));
  if (!run) return [];
  const at = call.sourceAt ?? call.at;
  const others = STAYS.test(ref) ? {} : { others: context.tree.below(run.module.folder) };
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
        problems: [{ what: `chart ${name}`, why, ...at, blocking: true, ...others }],
      });
    }
  }
  return found;
}

/** Istio's own repository, as tasks clone it for the charts in it: its branch or tag is the release. */
import { startOf } from '../../yaml/positioned.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { type DecidedVersion, decideVersion } from '../istio/published-release.js';
import { filledByAnsible } from './filled.js';
import { argumentsOf, type Task } from './tasks.js';

const GIT = ['ansible.builtin.git', 'git'];
const ISTIO = /\bgithub\.com[/:]istio\/istio(?:\.git)?\/?$/;

/**
 * @param tasks those of the file that installs the charts
 * @returns undefined where none of them clones it, or several do
 */
export async function clonedRelease(
  context: DetectContext,
  tasks: readonly Task[],
): Promise<DecidedVersion | undefined> {
  const found: DecidedVersion[] = [];
  for (const { data } of tasks) {
    const module = argumentsOf(data, GIT);
    const repository = module && stringAt(data.value, [...module, 'repo']);
    if (!module || repository === undefined) continue;
    const place = [...module, 'version'];
    const version = stringAt(data.value, place);
    const at = startOf(data, version === undefined ? module : place);
    if (ISTIO.test(await filledByAnsible(context, repository, at.file)))
      found.push(await decideVersion(context, version, at));
  }
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

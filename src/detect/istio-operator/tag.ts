/** The tag of an IstioOperator. */
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { writtenVersion } from '../scripts/written-version.js';
import type { OperatorSpec } from './spec.js';

export async function tagOf(context: DetectContext, spec: OperatorSpec): Promise<DecidedVersion | undefined> {
  for (const path of [['tag'], ['values', 'global', 'tag']]) {
    const found = spec.read(path);
    const text = spec.text(path);
    if (!found || text === undefined) continue;
    const decided = await writtenVersion(context, text, { file: found.file, line: found.line });
    if (decided.version === null || istioVersionOf(decided.version) !== null) return decided;
    return { version: null, at: decided.at, look: `the tag \`${text}\` names no release` };
  }
  return undefined;
}

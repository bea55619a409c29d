/** Versions of Applications that a script, Ansible or `envsubst` fills in before they reach a cluster. */
import type { DataPath } from '../../model.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { decideVersion, hasPlaceholder } from '../istio/published-release.js';
import { type Filled, filled } from '../reshaped.js';
import type { Application } from './applications.js';

/**
 * The Application with the versions that the tree gives to the names in it, at the places that decide them.
 * @param speaks which texts may be resolved: a bare `version` stands for many things
 */
export async function withFilledVersions(
  context: DetectContext,
  application: Application,
  speaks: (text: string) => boolean,
): Promise<Application> {
  const found = new Map<string, Filled>();
  for (const { data, path } of application.sources) {
    const text = stringAt(data.value, ['targetRevision']);
    if (text === undefined || !hasPlaceholder(text) || !speaks(text)) continue;
    const at = { file: data.file, line: data.lineOf(['targetRevision']) };
    const decided = await decideVersion(context, text, at);
    if (decided.version !== null)
      found.set(keyOf([...path, 'targetRevision']), { value: decided.version, at: decided.at });
  }
  if (found.size === 0) return application;
  return {
    ...application,
    sources: application.sources.map(({ data, path }) => ({
      path,
      data: filled(data, (_, within) => found.get(keyOf([...path, ...within]))),
    })),
  };
}

function keyOf(path: DataPath): string {
  return JSON.stringify(path);
}

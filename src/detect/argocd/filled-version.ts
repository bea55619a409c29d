/** Versions of Applications that a script, Ansible or `envsubst` fills in before they reach a cluster. */
import type { DataPath } from '../../model.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { type Filled, filled } from '../reshaped.js';
import { writtenVersion } from '../scripts/written-version.js';
import type { Application } from './applications.js';

/**
 * The Application with the versions that the tree gives to the names in it, at the places that decide them: once, or once for each
 * environment that has a version of its own.
 * @param speaks which texts may be resolved: a bare `version` stands for many things
 */
export async function withFilledVersions(
  context: DetectContext,
  application: Application,
  speaks: (text: string) => boolean,
): Promise<readonly Application[]> {
  const found = new Map<string, Filled>();
  for (const { data, path } of application.sources) {
    const text = stringAt(data.value, ['targetRevision']);
    if (text === undefined || !hasPlaceholder(text) || !speaks(text)) continue;
    const at = { file: data.file, line: data.lineOf(['targetRevision']) };
    const decided = await writtenVersion(context, text, at);
    const own = keyOf([...path, 'targetRevision']);
    if (decided.version !== null) found.set(own, { value: decided.version, at: decided.at });
    else if (decided.environments)
      return decided.environments.flatMap(one =>
        one.version === null
          ? []
          : {
              ...withVersions(application, new Map([[own, { value: one.version, at: one.at }]])),
              environment: one.environment,
            },
      );
  }
  return [found.size === 0 ? application : withVersions(application, found)];
}

function withVersions(application: Application, found: ReadonlyMap<string, Filled>): Application {
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

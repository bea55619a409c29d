/** Versions of Applications that a script, Ansible or `envsubst` fills in before they reach a cluster. */
import type { DataPath, Release } from '../../model.js';
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
  const split: Split[] = [];
  for (const { data, path } of application.sources) {
    const text = stringAt(data.value, ['targetRevision']);
    if (text === undefined || !hasPlaceholder(text) || !speaks(text)) continue;
    const at = { file: data.file, line: data.lineOf(['targetRevision']) };
    const decided = await writtenVersion(context, text, at);
    const own = keyOf([...path, 'targetRevision']);
    if (decided.version !== null) found.set(own, { value: decided.version, at: decided.at });
    else if (decided.environments) split.push({ own, environments: decided.environments });
  }
  const names = [...new Set(split.flatMap(({ environments }) => environments.map(one => one.environment)))];
  if (names.length === 0) return [found.size === 0 ? application : withVersions(application, found)];
  return names.map(environment => {
    const versions = new Map(found);
    for (const { own, environments } of split) {
      const one = environments.find(given => given.environment === environment);
      // What is open there stays as it is written, which is told.
      if (one?.version) versions.set(own, { value: one.version, at: one.at });
    }
    return { ...withVersions(application, versions), environment };
  });
}

/** A version that environments do not agree on. */
interface Split {
  readonly own: string;
  readonly environments: NonNullable<Release['versions']>;
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

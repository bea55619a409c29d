/** Resources that stand inside declarations of other forms, each of them once, with the environments that they go to. */
import { clusterOf } from '../detect/environments.js';
import { DEFAULT_NAMESPACE } from '../mesh/collect.js';
import { resourceFrom } from '../mesh/resource.js';
import type { Detection, EmbeddedManifest, MeshResource } from '../model.js';

/** @param valuesOf whose values a file holds: a chart of this tree writes out what is in its own itself */
export function embeddedResources(
  detection: Detection,
  valuesOf: (file: string) => 'here' | 'elsewhere' | undefined = () => undefined,
): readonly MeshResource[] {
  const found = new Map<string, MeshResource>();
  // Who hands a file of values to a chart knows more of it than the file.
  const manifests = (detection.manifests ?? []).toSorted(
    (left, right) => Number(left.ofValuesFile ?? false) - Number(right.ofValuesFile ?? false),
  );
  for (const manifest of manifests) {
    const { data, namespace, declared, condition, ofValuesFile } = manifest;
    if (ofValuesFile && valuesOf(data.file) === 'here') continue;
    const resource = resourceFrom(data, 'embedded', namespace || DEFAULT_NAMESPACE);
    if (!resource) continue;
    const key = JSON.stringify([data.file, data.lineOf([]), resource.value]);
    const before = found.get(key);
    // Others may be handed that file, too: whose it is can't be told.
    if (ofValuesFile && before) {
      const { environments: _, ...everywhere } = before;
      found.set(key, { ...everywhere, deployedBy: [...(before.deployedBy ?? []), declared.file] });
      continue;
    }
    const deployedBy = [...new Set([...(before?.deployedBy ?? []), declared.file])];
    // Where one way on which it gets there is open and another is not, it is there.
    const hangs = condition && (before === undefined || before.condition);
    const environments = together(before, environmentsOf(manifest, detection));
    found.set(key, {
      ...resource,
      deployedBy,
      ...(environments ? { environments } : {}),
      ...(hangs ? { condition } : {}),
    });
  }
  return [...found.values()];
}

/** Where one of its ways leads to any environment, it may be in all of them. */
function together(
  before: MeshResource | undefined,
  environments: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!before || !environments) return environments;
  return before.environments && [...new Set([...before.environments, ...environments])].sort();
}

/** The environment whose releases go where the manifest goes; undefined where several, or none, do. */
function environmentsOf(
  { destination = '' }: EmbeddedManifest,
  { releases, environments }: Detection,
): readonly string[] | undefined {
  if (destination === '' || environments.length < 2) return undefined;
  const wanted = clusterOf(destination);
  const exact = releases.filter(release => clusterOf(release.destination) === wanted);
  // What holds for an inventory holds for each of its groups.
  const around = releases.filter(
    release => release.destination !== '' && wanted.startsWith(`${release.destination}/`),
  );
  const names = new Set((exact.length > 0 ? exact : around).flatMap(({ environment }) => environment ?? []));
  const known = environments.flatMap(({ name }) => (names.has(name) ? [name] : []));
  return names.size === 1 && known.length === 1 ? known : undefined;
}

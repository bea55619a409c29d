/** What mends values that a chart refuses, where its message is one that Istio's charts are known to give. */
import { lookup } from '../detect/values/values.js';
import type { Facts } from '../knowledge/facts.js';
import type { DataPath, Installation, Remedy, ValuesOperation } from '../model.js';
import { valueAt } from '../yaml/positioned.js';

/**
 * Changes of the values that the message asks for; none for what is not known.
 * @param siblings every installation of the release: they share the values that are refused
 * @param mesh every installation that changes with it in its environment, these among them
 */
export function renderRemedies(
  installation: Installation,
  siblings: readonly Installation[],
  message: string,
  facts: Facts,
  mesh: readonly Installation[] = siblings,
): readonly Remedy[] {
  if (/unknown compatibility version/i.test(message)) return versionRemedies(siblings, installation, facts);
  if (/unknown profile openshift/i.test(message))
    return platformRemedies(siblings, installation, mesh, facts);
  if (/\.default prefix found/i.test(message)) return liftRemedies(siblings, installation);
  return [];
}

/** The oldest compatibility version that the charts still take, and none at all. */
export function versionRemedies(
  siblings: readonly Installation[],
  installation: Installation,
  facts: Facts,
): readonly Remedy[] {
  const asking = siblings.filter(sibling => written(sibling, ['compatibilityVersion']) !== undefined);
  const oldest = asking.map(({ chart, istioVersion }) =>
    istioVersion === null ? undefined : oldestVersion(facts, chart, istioVersion),
  );
  const base = { kind: 'fix', installation: wholeRelease(installation) } as const;
  const removed: Remedy = {
    ...base,
    operations: asking.map(({ valuesPath }) => ({
      op: 'remove',
      path: [...valuesPath, 'compatibilityVersion'],
    })),
    note: 'Take it out: all that it kept is given up, so mend first what was exposed to that.',
  };
  if (asking.length === 0) return [];
  if (oldest.some(version => version === undefined)) return [removed];
  return [
    {
      ...base,
      operations: asking.map(({ valuesPath }, index) => ({
        op: 'set',
        path: [...valuesPath, 'compatibilityVersion'],
        value: oldest[index] ?? '',
      })),
      note: `Raise it to the oldest that these charts take (${[...new Set(oldest)].join(', ')}): what only the older one kept is given up, so mend first what was exposed to that.`,
    },
    removed,
  ];
}

function oldestVersion(facts: Facts, chart: Installation['chart'], release: string): string | undefined {
  const prefix = 'compatibility-version-';
  return facts
    .profiles(chart, release)
    .filter(name => name.startsWith(prefix))
    .map(name => name.slice(prefix.length))
    .toSorted((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]))[0];
}

/**
 * Profiles named after a platform became `global.platform` in 1.24; what they say of the mode stays a profile. Source:
 * https://istio.io/latest/news/releases/1.24.x/announcing-1.24/upgrade-notes/
 */
function platformRemedies(
  siblings: readonly Installation[],
  installation: Installation,
  mesh: readonly Installation[],
  facts: Facts,
): readonly Remedy[] {
  const operations = platformOperations(siblings);
  if (operations.length === 0) return [];
  const others = mesh.filter(
    ({ release, chart, istioVersion }) =>
      release.id !== installation.release.id &&
      istioVersion !== null &&
      !facts.profiles(chart, istioVersion).includes('openshift'),
  );
  const releases = new Map(others.map(other => [other.release.id, other]));
  const beside = [...releases].flatMap(([id, other]) => {
    const own = platformOperations(others.filter(({ release }) => release.id === id));
    return own.length === 0 ? [] : [{ installation: wholeRelease(other), operations: own }];
  });
  return [
    {
      kind: 'fix',
      installation: wholeRelease(installation),
      operations,
      ...(beside.length === 0 ? {} : { beside }),
      note: 'The platform has a value of its own now. Every chart of the mesh needs it: istiod, cni, ztunnel.',
    },
  ];
}

/** For the charts of one release; none where no profile is that of the platform. */
function platformOperations(siblings: readonly Installation[]): readonly ValuesOperation[] {
  const operations = siblings.flatMap(({ release, valuesPath }) =>
    [
      [...valuesPath, 'profile'],
      ['global', 'profile'],
    ].flatMap((path): ValuesOperation[] => {
      switch (lookup(release.values, path)?.value) {
        case 'openshift':
          return [{ op: 'remove', path }];
        case 'openshift-ambient':
          return [{ op: 'set', path, value: 'ambient' }];
        default:
          return [];
      }
    }),
  );
  if (operations.length === 0) return [];
  const distinct = [...new Map(operations.map(operation => [JSON.stringify(operation), operation])).values()];
  return [...distinct, { op: 'set', path: ['global', 'platform'], value: 'openshift' }];
}

/** What stands below `defaults` belongs to the root of the chart's values; what stands there already wins. */
function liftRemedies(siblings: readonly Installation[], installation: Installation): readonly Remedy[] {
  const operations = siblings.flatMap(({ valuesPath, ...sibling }) =>
    lifted(lookup(sibling.release.values, [], valuesPath)?.value, ['defaults'], valuesPath),
  );
  if (operations.length === 0) return [];
  return [
    {
      kind: 'fix',
      installation: wholeRelease(installation),
      operations,
      note: 'Values below `defaults` belong one level up: the charts took them from there until 1.23. See in the diff that nothing else moves.',
    },
  ];
}

function lifted(values: unknown, path: DataPath, valuesPath: DataPath): readonly ValuesOperation[] {
  const found = valueAt(values, path);
  if (!isMapping(found)) return [];
  return Object.entries(found).flatMap(([key, child]): readonly ValuesOperation[] => {
    const from = [...path, key];
    const to = from.slice(1);
    const there = valueAt(values, to);
    const whole = { path: [...valuesPath, ...from] };
    if (there === undefined) return [{ op: 'move', ...whole, to: [...valuesPath, ...to] }];
    if (isMapping(there) && isMapping(child)) return lifted(values, from, valuesPath);
    return [{ op: 'remove', ...whole }];
  });
}

function isMapping(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function written({ release, valuesPath }: Installation, path: DataPath): unknown {
  return lookup(release.values, path, valuesPath)?.value;
}

/** Paths of remedies are then those of the release's values. */
function wholeRelease(installation: Installation): Installation {
  return { ...installation, valuesPath: [] };
}

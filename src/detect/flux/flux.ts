/** Flux's `HelmRelease`s that deploy Istio's charts, or charts of this tree. */

import { createHash } from 'node:crypto';
import { append } from '../../append.js';
import type { DeployedFolder, Position, Problem, Release, ValuesLayer } from '../../model.js';
import { matters } from '../chart-relevance.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext, Detector } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { istioctlGateway } from '../istio/charts.js';
import { foreignChart } from '../istio/former-charts.js';
import { outOfSource } from '../istio/source.js';
import { type BuiltObject, gapProblems } from '../kustomize/objects.js';
import { placeOf, readText } from '../layered.js';
import { placeKey } from '../places.js';
import { defaultLayers } from '../values/default-layers.js';
import { withoutSharedHomes } from '../values/homes.js';
import { unknownFields } from '../values/open.js';
import { type FoundChart, fluxChart } from './chart.js';
import { deployedElsewhere } from './elsewhere.js';
import { type FluxTree, type HelmReleaseInstance, readFlux } from './objects.js';
import { fluxValues } from './values.js';
import type { Overridden } from './variables.js';

export const flux: Detector = {
  form: 'flux',
  async detect(context) {
    const tree = await readFlux(context);
    const found: Found = { releases: [], problems: [], claimedCharts: [], deployedFolders: [] };
    const used = new Set<string>();
    const declared: Declared[] = [];
    for (const instance of tree.releases) {
      const chart = await fluxChart({ context, flux: tree, instance });
      if (!chart) continue;
      declared.push({ instance, chart });
      // A repository that serves istiod serves Istio's `base` and `gateway` too, whichever is read first.
      if (chart.chart.kind === 'published') context.learn(chart.chart.name, chart.chart.repository);
    }
    const traffic = trafficOf(tree);
    for (const one of declared) await readInstance(context, tree, one, found, { used, traffic });
    const elsewhere = deployedElsewhere(tree);
    append(found.releases, elsewhere.releases);
    append(found.problems, elsewhere.problems);
    append(found.problems, unusedSources(tree));
    append(found.problems, tree.open);
    if (found.releases.length > 0) append(found.problems, gapProblems(tree.gaps));
    append(found.deployedFolders, tree.folders);
    return { ...found, releases: withoutRepeatedNotes(withoutSharedHomes(found.releases)) };
  },
};

interface Found {
  readonly releases: Release[];
  readonly problems: Problem[];
  readonly claimedCharts: string[];
  readonly deployedFolders: DeployedFolder[];
}

interface Declared {
  readonly instance: HelmReleaseInstance;
  readonly chart: FoundChart;
}

async function readInstance(
  context: DetectContext,
  tree: FluxTree,
  { instance, chart }: Declared,
  found: Found,
  { used, traffic }: { readonly used: Set<string>; readonly traffic: Traffic },
): Promise<void> {
  const { built } = instance;
  const reference = chart.chart;
  if (reference.kind === 'tree') {
    found.claimedCharts.push(reference.path);
  } else if (
    !istioctlGateway(reference) &&
    !context.recognise(reference.name, reference.repository, reference.version)
  ) {
    if (namesIstio(reference.name)) {
      const why = foreignChart(reference.name, reference.repository);
      found.problems.push({
        what: `HelmRelease ${built.name}`,
        why,
        ...reference.at,
        blocking: true,
        unjudged: true,
      });
    }
    return;
  }
  const declared = declaredAt(built, traffic);
  const key = `flux:${declared.file}:${built.namespace}/${built.name}`;
  if (used.has(`${key} ${built.origin}`)) return;
  used.add(`${key} ${built.origin}`);
  const release = await releaseOf(context, tree, instance, chart, declared, key);
  if (reference.kind === 'published' || (await matters(context, reference, release.values)))
    found.releases.push(release);
}

async function releaseOf(
  context: DetectContext,
  tree: FluxTree,
  instance: HelmReleaseInstance,
  found: FoundChart,
  declared: Position,
  id: string,
): Promise<Release> {
  const { built, destination } = instance;
  const { object } = built;
  const { chart } = found;
  const defaults = chart.kind === 'tree' ? await defaultLayers(context, chart) : { layers: [], problems: [] };
  const values = await fluxValues({ context, flux: tree, instance }, found);
  const layers: readonly ValuesLayer[] = [...defaults.layers, ...values.layers];
  const target = readText(object, ['spec', 'targetNamespace']);
  const cluster =
    readText(object, ['spec', 'kubeConfig', 'secretRef', 'name']) ??
    readText(object, ['spec', 'kubeConfig', 'configMapRef', 'name']) ??
    destination;
  const made: Release = {
    id,
    form: 'flux',
    deployer: 'flux',
    declared,
    releaseName: readText(object, ['spec', 'releaseName']) || releaseName(built.name, target),
    namespace: target || built.namespace || 'default',
    destination: cluster,
    chart,
    values: layers,
    ...(skipsCrds(built) ? { skipCrds: true } : {}),
    problems: [
      ...found.problems,
      ...defaults.problems,
      ...values.problems,
      ...instance.overridden.map(one => overriding(one, declared)),
    ],
    ...unknownFields(values.unknown, values.open),
  };
  return found.source ? outOfSource(made, found.source) : made;
}

/** What is here is taken to hold, as such a source seldom sets the same again; who lists another one may have done so. */
function overriding({ kustomization, variables, by, sealed }: Overridden, at: Position): Problem {
  const places = [...new Set(sealed.map(({ at: own }) => placeKey(own)))];
  const where =
    places.length > 0
      ? `whose values can’t be seen (${places.join(', ')})`
      : 'which is not in this repository';
  return {
    what: `variables of Kustomization ${kustomization}`,
    why: `${by.join(', ')}, ${where}, may override ${variables.map(name => `\${${name}}`).join(', ')}`,
    file: at.file,
    line: at.line,
    blocking: true,
    about: fingerprintOf([kustomization, by, ...sealed.map(({ text }) => text)]),
    onlyAsNews: true,
  };
}

/** Helm allows 53 characters; Flux shortens longer names with a digest (`ShortenReleaseName` of helm-controller). */
function releaseName(name: string, targetNamespace: string | undefined): string {
  const full = targetNamespace ? `${targetNamespace}-${name}` : name;
  if (full.length <= 53) return full;
  const digest = createHash('sha256').update(full).digest('hex').slice(0, 12);
  return `${full.slice(0, 40)}-${digest}`;
}

/** Neither installs nor upgrades what is in `crds/`: https://fluxcd.io/flux/components/helm/helmreleases/#controlling-the-lifecycle-of-custom-resource-definitions */
function skipsCrds({ object }: BuiltObject): boolean {
  const policy = (action: string): string | undefined => readText(object, ['spec', action, 'crds']);
  return policy('install') === 'Skip' && (policy('upgrade') ?? 'Skip') === 'Skip';
}

/** How many releases of one HelmRelease came through a file. */
type Traffic = ReadonlyMap<string, number>;

function trafficOf({ releases }: FluxTree): Traffic {
  const traffic = new Map<string, number>();
  for (const { built } of releases) {
    for (const file of new Set(built.chain.map(at => at.file))) {
      const key = `${built.origin}\n${file}`;
      traffic.set(key, (traffic.get(key) ?? 0) + 1);
    }
  }
  return traffic;
}

/** The innermost place that brings in this release and no other of the same HelmRelease; else the outermost. */
function declaredAt({ origin, chain, object }: BuiltObject, traffic: Traffic): Position {
  const own = chain.find(({ file }) => traffic.get(`${origin}\n${file}`) === 1);
  return own ?? chain.at(-1) ?? placeOf(object, []);
}

/** Registries of Istio's charts whose HelmRelease is somewhere else: their version is what is installed. */
function unusedSources(tree: FluxTree): Problem[] {
  const names = new Set(
    tree.releases.map(({ built }) => readText(built.object, ['spec', 'chartRef', 'name'])),
  );
  const problems: Problem[] = [];
  for (const { kind, name, object } of tree.documents) {
    const url = kind === 'OCIRepository' ? readText(object, ['spec', 'url']) : undefined;
    if (!url || !namesIstio(url) || names.has(name)) continue;
    const version = readText(object, ['spec', 'ref', 'tag']) ?? readText(object, ['spec', 'ref', 'semver']);
    const why = `no HelmRelease of this repository uses it${version ? `; it is at ${version}` : ''}: what it installs, and how, is decided elsewhere`;
    problems.push({ what: `OCIRepository ${name}`, why, ...placeOf(object, ['spec']), blocking: true });
  }
  return problems;
}

/** One repository that is not here is said once, not for every release that uses it. */
function withoutRepeatedNotes(releases: readonly Release[]): readonly Release[] {
  const said = new Set<string>();
  return releases.map(release => ({
    ...release,
    problems: release.problems.filter(({ what, why, blocking }) => {
      const note = `${what}\n${why}`;
      if (blocking || !said.has(note)) {
        said.add(note);
        return true;
      }
      return false;
    }),
  }));
}

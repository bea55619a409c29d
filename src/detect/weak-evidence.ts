/**
 * Forms that name a chart of Istio and its version in a language of their own: chart, version and line are taken from the
 * text, their values are not read, and that is said.
 */
import { oncePer } from '../memo.js';
import type { Position, Problem, Release } from '../model.js';
import { charms } from './charms.js';
import { chartEntry, ofCharts } from './chart-entry.js';
import { readChartReference } from './chart-reference.js';
import { saidByStacks } from './code/asked-settings.js';
import { codeEvidence } from './code/evidence.js';
import { type Reach, reachIn } from './code/reach.js';
import { saidByFiles } from './code/read-settings.js';
import { listAt, stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { decidedBy } from './fingerprint.js';
import { type ChartMention, namedCharts } from './istio/named-charts.js';
import { type DecidedVersion, publishedRelease } from './istio/published-release.js';
import { UNPACKED } from './istio/release-folder.js';
import { manifestsWith } from './manifests.js';
import { overriddenPlaces } from './overridden.js';
import { placeKey } from './places.js';
import { PROGRAM, settingOfStacks } from './pulumi-settings.js';
import { writtenVersion } from './scripts/written-version.js';
import { folderOf } from './tree-path.js';

/** The form of what no other one reads: it yields to every other release at the same place. */
export const NAMED_CHART = 'named-chart';
/** The same in files that are no objects: lists of versions, which often repeat what stands elsewhere. */
export const LISTED_CHART = 'listed-chart';

/** The same in lists of what is copied to another registry: where something else installs the chart, at whatever version, they say nothing. */
export const MIRRORED_CHART = 'mirrored-chart';

export const weakEvidence: Detector = {
  form: 'weak-evidence',
  async detect(context) {
    const { releases: fetched, problems } = await ofCharts(
      context,
      'Carvel',
      await fetchedByApps(context),
      evidence => release(context, evidence),
    );
    const releases = [...fetched];
    for (const charm of await charms(context)) releases.push(await release(context, charm));
    const evidence = await codeEvidence(context);
    // A comment says what a variable is for, wherever that has its value from.
    const isNoted = evidence.some(({ tool }) => tool === 'Renovate');
    const overridden = isNoted ? await overriddenPlaces(context) : new Set();
    for (const one of evidence)
      if (one.tool !== 'Renovate' || !overridden.has(placeKey(one.at)))
        releases.push(await release(context, one));
    for (const mention of await namedCharts(context))
      releases.push({
        ...(await release(context, mention)),
        form: mention.isMirrored ? MIRRORED_CHART : mention.isListed ? LISTED_CHART : NAMED_CHART,
      });
    return { releases, problems };
  },
};

type Evidence = Omit<ChartMention, 'isListed' | 'isMirrored'> & {
  readonly versions?: Release['versions'] | undefined;
  /** Where to look for a version that is not given. */
  readonly look?: string | undefined;
  readonly offBy?: string | undefined;
  /** The object that names it, with its values. */
  readonly whole?: unknown;
};

/**
 * Carvel's apps, whose chart kapp-controller fetches, and vendors' packages of Istio
 * (https://carvel.dev/kapp-controller/docs/latest/packaging/#package-install).
 */
async function fetchedByApps(context: DetectContext): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const app of await manifestsWith(context, /kappctrl\.k14s\.io|packaging\.carvel\.dev/)) {
    const { data, file, kind, apiVersion, name, namespace } = app;
    if (
      kind === 'PackageInstall' &&
      apiVersion.startsWith('packaging.carvel.dev/') &&
      !context.isSetAside(file)
    ) {
      // The package is the whole mesh: its control plane stands for it.
      const isIstio = /^istio\./.test(stringAt(data.value, ['spec', 'packageRef', 'refName']) ?? '');
      const version = ['spec', 'packageRef', 'versionSelection', 'constraints'];
      const declared = { file, line: data.lineOf([]) };
      const at = { file, line: data.lineOf(version) };
      const given = { chart: { name: 'istiod' }, version: stringAt(data.value, version), declared, at };
      if (isIstio) found.push({ tool: 'Carvel', ...given, releaseName: name, namespace });
      continue;
    }
    if (kind !== 'App' || !apiVersion.startsWith('kappctrl.k14s.io/') || context.isSetAside(file)) continue;
    for (const [index, entry] of listAt(data.value, ['spec', 'fetch']).entries()) {
      const chart = stringAt(entry, ['helmChart', 'name']);
      if (chart === undefined) continue;
      const reference = readChartReference(chart, stringAt(entry, ['helmChart', 'repository', 'url']));
      const place = ['spec', 'fetch', index, 'helmChart'];
      found.push({ tool: 'Carvel', ...chartEntry(data, place, reference), releaseName: name, namespace });
    }
  }
  return found;
}

async function release(context: DetectContext, evidence: Evidence): Promise<Release> {
  const { chart, declared, tool } = evidence;
  const releaseName = evidence.releaseName || chart.name;
  const why = `values that ${tool} gives it are not read: what is set there is not known`;
  const problem: Problem = {
    what: `values of ${releaseName}`,
    why,
    ...declared,
    blocking: true,
    ...(await valuesGiven(context, evidence)),
  };
  const problems = [
    problem,
    ...(evidence.offBy === undefined ? [] : [off(releaseName, evidence.offBy, declared)]),
  ];
  const made = publishedRelease({
    id: `${tool.toLowerCase()}:${declared.file}:${declared.line}:${releaseName}`,
    form: tool.toLowerCase(),
    deployer: 'unknown',
    declared,
    releaseName,
    namespace: evidence.namespace || 'istio-system',
    name: chart.name,
    repository: chart.repository,
    version:
      chart.unpacked && evidence.version === undefined
        ? { version: null, at: evidence.at, look: UNPACKED }
        : evidence.look !== undefined
          ? { version: null, at: evidence.at, look: evidence.look }
          : await versionOf(context, evidence),
    values: [],
    problems,
    valuesUnknown: true,
  });
  return evidence.offBy === undefined ? made : { ...made, offByDefault: true };
}

/** What has to move before values that are not read may: the rest of the file is other people's. */
async function valuesGiven(
  context: DetectContext,
  { chart, declared: { file, line }, whole, tool }: Evidence,
): Promise<Pick<Problem, 'selfContained' | 'digest' | 'others'>> {
  const isCode = whole === undefined && IN_CODE.test(file);
  const reach = isCode ? await reachOf(context)(file) : undefined;
  const decided = whole ?? reach?.(line);
  const ofStacks = tool === 'Pulumi' || PROGRAM.test(file) ? await saidByStacks(context, { file, line }) : [];
  const settings = [...ofStacks, ...(isCode ? await saidByFiles(context, chart.name, { file, line }) : [])];
  if (decided !== undefined && !takesFromElsewhere(whole))
    return decidedBy(settings.length > 0 ? [decided, settings] : decided);
  return settings.length > 0 ? { ...decidedBy(settings), others: [file] } : {};
}

/** Values of another object, which may stand beside it, and what is filled in. */
function takesFromElsewhere(object: unknown): boolean {
  return /(?:From|Refs?|secret\w*)"\s*:|\{\{|\$[\w({]|<<|\[\[/i.test(JSON.stringify(object ?? ''));
}

/** Of each file, read once. */
const reachOf = oncePer((context: DetectContext) => {
  const read = new Map<string, Promise<Reach | undefined>>();
  return (file: string): Promise<Reach | undefined> => {
    const own =
      read.get(file) ??
      context.text(file).then(text => (text === undefined ? undefined : reachIn(file, text)));
    read.set(file, own);
    return own;
  };
});

const IN_CODE = /\.(?:[cm]?[jt]sx?|py|go|java|kts?|cs|fs|rs|rb|scala)$/;

function off(what: string, key: string, at: Position): Problem {
  const why = `the code installs it only where \`${key}\` says so, which nothing in this repository switches on: it counts for who runs it with that`;
  return { what, why, ...at, blocking: false, assumption: true };
}

async function versionOf(
  context: DetectContext,
  { version: text, versions, at }: Evidence,
): Promise<DecidedVersion> {
  if (versions) {
    const places = versions.map(({ version, environment }) => `${version ?? 'not known'} in ${environment}`);
    return { version: null, at, look: `it is ${places.slice(0, 4).join(', ')}`, environments: versions };
  }
  const name = PROGRAM.test(at.file)
    ? /^\$\{(?:[\w-]{1,100}:)?(\w{1,100})\}$/.exec(text ?? '')?.[1]
    : undefined;
  const setting =
    name === undefined
      ? undefined
      : await settingOfStacks(context, folderOf(at.file), { key: name }, undefined);
  return setting ?? writtenVersion(context, text, at);
}

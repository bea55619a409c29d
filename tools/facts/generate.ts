/** From a clone to a facts folder. */
import { ApiClone, apiKinds } from './api.js';
import { findCharts, readCharts } from './charts.js';
import { readCrds } from './crds.js';
import { readEnvironment } from './env.js';
import { readFloors, readRevisions } from './floors.js';
import { GitClone } from './git.js';
import { createGoParser } from './go/parse.js';
import { ProgramLoader } from './go/program.js';
import { readMeshDefaults } from './mesh.js';
import { readNotes } from './notes.js';
import type { SettingAt } from './ranges.js';
import { type ReleaseSource, type Report, Sources } from './source.js';
import { foldFacts, type ReleaseFacts, readStored, writeFacts } from './store.js';
import { compareReleases, isCovered } from './versions.js';

export interface GenerateOptions {
  /** local clone of istio/istio, with tags; bare or not */
  readonly istio: string;
  /** local clone of istio/api; without it what comes from there is taken over from the folder as far as it is there */
  readonly api?: string;
  /** the facts folder to write */
  readonly output: string;
  /** read only this release and merge it into what the folder holds; else read all and write anew */
  readonly release?: string;
  /** hears of everything that could not be read */
  readonly report: Report;
}

export interface GenerateResult {
  readonly releases: number;
  readonly settings: number;
  /** how many problems were reported */
  readonly problems: number;
}

/**
 * Reads releases and writes the facts folder.
 *
 * A release that can't be opened, a file that is missing or does not parse is reported, and the rest is written.
 * Throws when there is nothing to write: no such clone, no release in it, or the one asked for is missing.
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const clone = new GitClone(options.istio);
  let problems = 0;
  let api: ApiClone | undefined;
  const report: Report = message => {
    problems += 1;
    options.report(message);
  };
  try {
    const wanted = releasesOf(clone, options);
    const parser = await createGoParser();
    const sources = new Sources(clone, parser, report);
    api =
      options.api === undefined
        ? undefined
        : new ApiClone(options.api, repository => new Sources(repository, parser, report));
    const loader = new ProgramLoader(entry => sources.go(entry));
    const stored = readStored(options.output) ?? [];
    const found: ReleaseFacts[] = [];
    for (const release of wanted) {
      const source = open(sources, release, report);
      if (source === undefined) continue;
      const facts = await readRelease(source, loader);
      const old = stored.find(known => known.release === release);
      found.push({ ...facts, settings: [...facts.settings, ...(await readApi(facts, old, api, report))] });
    }
    const bare = found.filter(({ settings }) => !settings.some(isFromApi)).map(({ release }) => release);
    if (api === undefined && bare.length > 0)
      report(
        `${bare.join(', ')}: fields of the mesh config, annotations and labels are left out: --api names no clone of istio/api`,
      );
    if (found.length === 0) throw new Error(`no release could be read from ${options.istio}`);
    const beside = options.release === undefined ? [] : stored;
    const kept = beside.filter(facts => !found.some(newer => newer.release === facts.release));
    const facts = foldFacts([...kept, ...found]);
    writeFacts(options.output, facts);
    return { releases: kept.length + found.length, settings: facts.settings.length, problems };
  } finally {
    clone.close();
    api?.close();
  }
}

function isFromApi({ kind }: SettingAt): boolean {
  return apiKinds.some(own => own === kind);
}

/** What the API of a release defines; without its clone, as the folder has it. */
async function readApi(
  { release, settings }: ReleaseFacts,
  old: ReleaseFacts | undefined,
  api: ApiClone | undefined,
  report: Report,
): Promise<readonly SettingAt[]> {
  if (api === undefined) return old?.settings.filter(isFromApi) ?? [];
  const version = settings.find(({ kind, name }) => kind === 'floor' && name === 'istio-api')?.default;
  if (version === undefined) {
    report(`${release}: its go.mod does not say which istio.io/api it is built with`);
    return [];
  }
  try {
    return await api.read(version);
  } catch (error) {
    report(
      `${release}: istio/api ${version} is not in that clone: ${error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error)}`,
    );
    return [];
  }
}

function releasesOf(clone: GitClone, options: GenerateOptions): readonly string[] {
  const tags = clone.tags();
  const { release } = options;
  if (release === undefined) return tags.filter(isCovered).sort(compareReleases);
  if (!isCovered(release))
    throw new Error(`${release} is no release that the facts cover: 1.16.0 or newer, as X.Y.Z`);
  if (!tags.includes(release))
    throw new Error(`${options.istio} has no tag ${release}: fetch it (git fetch --tags)`);
  return [release];
}

function open(sources: Sources, release: string, report: Report): ReleaseSource | undefined {
  try {
    return sources.open(release);
  } catch (error) {
    report(`${release}: left out: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function readRelease(source: ReleaseSource, loader: ProgramLoader): Promise<ReleaseFacts> {
  const environment = await readEnvironment(loader, source);
  const charts = await readCharts(source, await findCharts(source));
  const settings = [
    ...environment,
    ...charts.settings,
    ...(await readMeshDefaults(loader, source)),
    ...(await readCrds(source)),
    ...(await readFloors(loader, source)),
    ...(await readRevisions(source)),
  ];
  const notes = await readNotes(source);
  return { release: source.release, digest: source.digest(), settings, profiles: charts.profiles, notes };
}

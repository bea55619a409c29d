/** What a careful reader found in a repository, as its `EXPECT.json` says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Tree } from '../../src/model.js';
import { withoutPaths } from '../../src/policy/ignore.js';
import { folderTree } from '../../src/tree/folder.js';

/** One chart that is expected at one place. */
export interface ExpectedInstallation {
  /** One of Istio's charts; `istiod` also for what `istioctl` and operators install. */
  readonly chart: string;
  /** `X.Y.Z`; null where the tree does not decide it, or leaves it floating. */
  readonly version: string | null;
  /** `file:line` of the version. */
  readonly place: string;
  /** Other lines that a reader would accept: where nothing decides a version, several are as good. */
  readonly alsoAt: readonly string[];
  /** Declared as a whole mesh (istioctl, an operator): its other components are expected to come along. */
  readonly whole: boolean;
}

export interface ExpectedRepository {
  /** `03-flux`. */
  readonly form: string;
  readonly name: string;
  readonly folder: string;
  readonly installations: readonly ExpectedInstallation[];
  /** By kind; kinds of other groups than Istio's carry that in brackets. */
  readonly resources: Readonly<Record<string, number>>;
}

export interface ExpectedBump {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** Null where the tree leaves the version floating. */
  readonly from: string | null;
  readonly to: string | null;
  readonly charts: readonly string[];
}

/** Files that describe a repository from outside are no part of it. */
const NOTES = ['EXPECT.json', 'SOURCE.json'];

/** A repository as it is without them. */
export async function openRepository(folder: string): Promise<Tree> {
  return withoutPaths(await folderTree(folder, { name: folder }), NOTES);
}

const CHARTS = ['base', 'istiod', 'gateway', 'cni', 'ztunnel', 'ambient'];

/** Reads `corpus/FORM/REPOSITORY/EXPECT.json`, sorted by form. */
export function readCorpus(folder: string): readonly ExpectedRepository[] {
  return foldersOf(folder).flatMap(form =>
    foldersOf(path.join(folder, form)).flatMap(name => {
      const repository = path.join(folder, form, name);
      const expected = readExpectation(repository);
      if (!isRecord(expected)) return [];
      return [
        {
          form,
          name,
          folder: repository,
          installations: list(expected.installs).flatMap(expectedInstallations),
          resources: counts(expected.istioResources),
        },
      ];
    }),
  );
}

/** Those of a corpus, of a folder that holds one, or the folder itself as a repository that nobody read. */
export function repositoriesIn(
  folder: string,
): readonly (Pick<ExpectedRepository, 'name' | 'folder'> & Partial<ExpectedRepository>)[] {
  const corpus = [path.join(folder, 'corpus'), folder].find(existsSync) ?? folder;
  const known = readCorpus(corpus).map(one => ({ ...one, name: `${one.form}/${one.name}` }));
  return known.length > 0 ? known : [{ name: path.basename(path.resolve(folder)), folder }];
}

/** Reads `bumps/NAME/EXPECT.json`, sorted by name. */
export function readBumps(folder: string): readonly ExpectedBump[] {
  return foldersOf(folder).flatMap(name => {
    const expected = readExpectation(path.join(folder, name));
    if (!isRecord(expected)) return [];
    return [
      {
        name,
        before: path.join(folder, name, 'before'),
        after: path.join(folder, name, 'after'),
        from: plain(expected.from),
        to: plain(expected.to),
        charts: [...new Set(list(expected.charts).flatMap(chart => chartsNamed(String(chart)).charts))],
      },
    ];
  });
}

/**
 * One entry as installations: `base, istiod, gateway (x2)` is four of them at one place, and whatever is no chart
 * (`istioctl manifest`, `sailoperator.io Istio`) is a control plane.
 */
export function expectedInstallations(entry: unknown): readonly ExpectedInstallation[] {
  if (!isRecord(entry)) return [];
  const { charts, whole } = chartsNamed(String(entry.chart));
  const version = plain(entry.version);
  return charts.map(chart => ({
    chart,
    version: version === 'unpinned' ? null : version,
    place: String(entry.versionSource),
    alsoAt: list(entry.alsoAt).map(String),
    whole: whole || entry.whole === true,
  }));
}

/** Of the Sail operator, that bring a chart each; `Istio` brings what an IstioOperator does. */
const KINDS: Readonly<Record<string, string>> = { IstioCNI: 'cni', ZTunnel: 'ztunnel' };

function chartsNamed(text: string): { readonly charts: readonly string[]; readonly whole: boolean } {
  const charts = text.split(/,|->/).flatMap(part => {
    const [, name = '', times = '1'] = /^\s*([\w-]+)\s*(?:\(?x\s*(\d+)\)?)?\s*$/.exec(part) ?? [];
    const chart = KINDS[name] ?? name;
    return CHARTS.includes(chart) ? Array.from({ length: Number(times) }, () => chart) : [];
  });
  return charts.length > 0 ? { charts, whole: false } : { charts: ['istiod'], whole: true };
}

function readExpectation(folder: string): unknown {
  const file = path.join(folder, 'EXPECT.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function foldersOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function counts(value: unknown): Readonly<Record<string, number>> {
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([kind, count]) => [kind, Number(count)]))
    : {};
}

/** Readers write versions with or without `v`, as they found them. */
function plain(version: unknown): string | null {
  return textOrNull(version)?.replace(/^v(?=\d)/, '') ?? null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

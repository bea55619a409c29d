/** Charts of a release: their values, and the profile files that they carry. */
import { posix } from 'node:path';
import { versionPlaceholder } from '../../src/knowledge/facts/model.js';
import type { SettingAt } from './ranges.js';
import { textAt } from './records.js';
import type { ReleaseSource } from './source.js';
import { valuesReadBy } from './templates.js';
import { leavesOf, unwrapValues } from './values.js';

/** A profile file as one chart of one release carries it. */
export interface ProfileAt {
  readonly chart: string;
  /** `demo`, `platform-gke`, `compatibility-version-1.20` */
  readonly profile: string;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface ChartFacts {
  readonly settings: readonly SettingAt[];
  readonly profiles: readonly ProfileAt[];
}

/** A chart's folder and its name by `Chart.yaml`. */
export interface Chart {
  readonly folder: string;
  readonly name: string;
}

/** All charts in the release's repository, the first of a name only. */
export async function findCharts(release: ReleaseSource): Promise<readonly Chart[]> {
  const charts = new Map<string, Chart>();
  for (const entry of release.matching(/^manifests\/(charts|sample-charts)\/.*Chart\.yaml$/)) {
    const name = textAt(await release.yaml(entry), 'name');
    if (name !== '' && !charts.has(name)) charts.set(name, { folder: posix.dirname(entry.path), name });
  }
  return [...charts.values()];
}

export async function readCharts(release: ReleaseSource, charts: readonly Chart[]): Promise<ChartFacts> {
  const settings: SettingAt[] = [];
  const profiles: ProfileAt[] = [];
  for (const chart of charts) {
    settings.push(...(await readValues(release, chart)), ...(await readTemplates(release, chart)));
    profiles.push(...(await readProfiles(release, chart)));
  }
  profiles.push(...(await readOperatorProfiles(release)));
  return { settings, profiles };
}

async function readValues(release: ReleaseSource, chart: Chart): Promise<readonly SettingAt[]> {
  const entry = release.entry(`${chart.folder}/values.yaml`);
  const content = entry === undefined ? {} : await release.yaml(entry);
  if (content === undefined) return [];
  const { wrapper, values } = unwrapValues(content);
  const component = chart.name;
  const merging = release.entry(`${chart.folder}/${profileTemplate}`);
  return [
    { kind: 'chart', name: 'wrapper', component, default: wrapper },
    { kind: 'chart', name: 'profiles', component, default: String(merging !== undefined) },
    ...leavesOf(values).map(
      (leaf): SettingAt => ({
        kind: 'values',
        name: leaf.path,
        component,
        type: leaf.type,
        default: published(leaf.path, leaf.value),
      }),
    ),
  ];
}

/** The release process writes the real image registry and tag over those of the development builds. */
function published(path: string, value: string): string {
  if (/^(global\.)?hub$/.test(path) && /testing$/.test(value)) return 'docker.io/istio';
  if (/^(global\.)?tag$/.test(path) && value !== '') return versionPlaceholder;
  return value;
}

/** Paths of values that any template of the chart, injection templates among them, looks at. */
async function readTemplates(release: ReleaseSource, chart: Chart): Promise<readonly SettingAt[]> {
  const paths = new Set<string>();
  for (const entry of release.entries) {
    if (!entry.path.startsWith(`${chart.folder}/`) || !isTemplate(entry.path.slice(chart.folder.length + 1)))
      continue;
    const text = await release.text(entry);
    for (const path of text === undefined ? [] : valuesReadBy(text)) paths.add(path);
  }
  for (const path of await readProfileSettings(release, chart)) paths.add(path);
  return [...paths].map(name => ({ kind: 'valuesRead', name, component: chart.name, default: '' }));
}

/** What the template that merges profiles into the values lets the user choose. */
async function readProfileSettings(release: ReleaseSource, chart: Chart): Promise<readonly string[]> {
  const entry = release.entry(`${chart.folder}/${profileTemplate}`);
  const text = entry === undefined ? undefined : await release.text(entry);
  if (text === undefined) return [];
  const choices = valuesReadBy(text).filter(path =>
    /^(global\.)?(profile|platform|compatibilityVersion)$/.test(path),
  );
  // Some charts copy `global` to the top, behind a switch that their build sets.
  const flattens = /Flatten globals[^\n]*\n\{\{-? if true \}\}/.test(text);
  return flattens ? [...choices, 'global'] : choices;
}

const profileTemplate = 'templates/zzz_profile.yaml';

/** Injection templates lie among the files; the template that merges profiles looks at everything and tells nothing. */
function isTemplate(path: string): boolean {
  if (path === profileTemplate) return false;
  return (
    /^templates\/.*\.(ya?ml|tpl|txt)$/.test(path) || /^files\/(?!profile-|crd-|gen-)[^/]*\.yaml$/.test(path)
  );
}

async function readProfiles(release: ReleaseSource, chart: Chart): Promise<readonly ProfileAt[]> {
  const profiles: ProfileAt[] = [];
  const prefix = `${chart.folder}/files/profile-`;
  for (const entry of release.entries) {
    if (!entry.path.startsWith(prefix) || !entry.path.endsWith('.yaml')) continue;
    const content = await release.yaml(entry);
    if (content === undefined) continue;
    profiles.push({ chart: chart.name, profile: entry.path.slice(prefix.length, -'.yaml'.length), content });
  }
  return profiles;
}

/** Profiles of `istioctl install` and the operator: `IstioOperator` documents. */
async function readOperatorProfiles(release: ReleaseSource): Promise<readonly ProfileAt[]> {
  const profiles: ProfileAt[] = [];
  for (const entry of release.matching(/^manifests\/profiles\/[^/]+\.yaml$/)) {
    const content = await release.yaml(entry);
    if (content === undefined) continue;
    profiles.push({ chart: 'istioctl', profile: posix.basename(entry.path, '.yaml'), content });
  }
  return profiles;
}

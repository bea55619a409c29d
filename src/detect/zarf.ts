/**
 * Zarf packages: the Helm charts of their components, with the values files and variables that they give to them.
 * Source: https://docs.zarf.dev/ref/components/#helm-charts and https://docs.zarf.dev/ref/values/
 */
import type { DataPath, Position, Positioned, Problem, Release } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import { inlineLayer } from './assembled.js';
import { type ChartEntry, chartEntry, ofCharts } from './chart-entry.js';
import { type NamedChart, readChartReference } from './chart-reference.js';
import { isRecord, listAt, stringAt } from './data.js';
import type { DetectContext, Detector } from './detector.js';
import { imagesOfChart, istioImage } from './istio/images.js';
import { decideVersion, publishedRelease } from './istio/published-release.js';
import { istioVersionOf } from './istio/version.js';
import { splitImage } from './kustomize/images.js';
import { manifestsWith } from './manifests.js';
import { halfBump } from './pairing/half-bump.js';
import { parseTemplated } from './templates/yaml.js';
import { folderOf, inFolder, resolveInTree } from './tree-path.js';
import { parseSetKey } from './values/helm-set.js';
import { ValuesCollector } from './values/release.js';

export const zarf: Detector = {
  form: 'zarf',
  async detect(context) {
    const packages = (await manifestsWith(context, /ZarfPackageConfig/)).flatMap(({ kind, file, data }) =>
      kind === 'ZarfPackageConfig' && !context.isSetAside(file) ? [data] : [],
    );
    const charts = packages.flatMap(chartsOf);
    return ofCharts(context, 'Zarf', charts, found => releaseOf(context, found, packages));
  },
};

interface ZarfChart extends ChartEntry {
  readonly package: Positioned;
  /** Of the component, and of the chart in it. */
  readonly component: DataPath;
  readonly path: DataPath;
}

function chartsOf(data: Positioned): readonly ZarfChart[] {
  return listAt(data.value, ['components']).flatMap((_, index) => {
    const component = ['components', index];
    return listAt(data.value, [...component, 'charts']).flatMap((entry, number): readonly ZarfChart[] => {
      const chart = chartNamed(entry);
      const path = [...component, 'charts', number];
      return chart ? [{ ...chartEntry(data, path, chart), package: data, component, path }] : [];
    });
  });
}

/** Undefined for values for a chart of the component that this one imports: that one names the chart. */
function chartNamed(entry: unknown): NamedChart | undefined {
  const url = stringAt(entry, ['url']) ?? '';
  if (url === '' && stringAt(entry, ['version']) === undefined) return undefined;
  const name = stringAt(entry, ['repoName']) ?? stringAt(entry, ['name']) ?? '';
  if (/^oci:\/\/.*\/charts\/?$/.test(url)) return readChartReference(name, url);
  return url.startsWith('oci://') ? readChartReference(url) : readChartReference(name, url || undefined);
}

async function releaseOf(
  context: DetectContext,
  found: ZarfChart,
  packages: readonly Positioned[],
): Promise<Release> {
  const { chart, declared } = found;
  const data = found.package;
  const text = (key: string): string | undefined => stringAt(data.value, [...found.path, key]) || undefined;
  const releaseName = text('releaseName') ?? text('name') ?? chart.name;
  const version = await decideVersion(context, found.version, found.at);
  const values = new ZarfValues(context, releaseName);
  await values.addAll(data, found.path);
  const importing = importersOf(found, packages);
  const [importer] = importing;
  // Their values files come after those of the component that they import.
  if (importer && importing.length === 1) await values.addAll(importer.package, importer.path);
  else if (importer) {
    const why = `${importing.length} components import this one, and give it values of their own`;
    values.lost('what imports it', startOf(importer.package, importer.path), why);
  }
  return publishedRelease({
    id: `zarf:${declared.file}:${declared.line}:${releaseName}`,
    form: 'zarf',
    deployer: 'helm',
    declared,
    releaseName,
    namespace: text('namespace') ?? 'istio-system',
    name: chart.name,
    repository: chart.repository,
    version,
    values: values.layers,
    problems: [...values.problems, ...imagesLeftBehind(found, version.version, values)],
    valuesUnknown: values.unknown,
    openValues: values.open,
  });
}

interface Importer {
  readonly package: Positioned;
  readonly path: DataPath;
}

/** Components that import the one a chart is of, and say something of that chart. */
function importersOf({ package: data, component, path }: ZarfChart, packages: readonly Positioned[]) {
  const name = stringAt(data.value, [...component, 'name']);
  const chart = stringAt(data.value, [...path, 'name']);
  return packages.flatMap((other): readonly Importer[] =>
    listAt(other.value, ['components']).flatMap((entry, index) => {
      const from = stringAt(entry, ['import', 'path']);
      const folder = from === undefined ? undefined : resolveInTree(folderOf(other.file), from);
      const asked = stringAt(entry, ['import', 'name']) ?? stringAt(entry, ['name']);
      if (folder === undefined || asked !== name || inFolder(folder, 'zarf.yaml') !== data.file) return [];
      const charts = listAt(entry, ['charts']);
      const number = charts.findIndex(one => stringAt(one, ['name']) === chart);
      return number < 0 ? [] : [{ package: other, path: ['components', index, 'charts', number] }];
    }),
  );
}

/** `###ZARF_VAR_DOMAIN###`, which Zarf replaces in the text of a file before anybody reads it. */
const MARK = /###ZARF_(?:VAR|CONST)_(\w{1,200})###/g;

class ZarfValues extends ValuesCollector {
  /** Files, then what stands at a path of its own, as Zarf merges them. */
  async addAll(data: Positioned, path: DataPath): Promise<void> {
    const chart = data.at(path);
    const settings = settingsOf(data);
    for (const [index, name] of listAt(chart.value, ['valuesFiles']).entries())
      await this.addFile(String(name), settings, startOf(chart, ['valuesFiles', index]));
    for (const [index, entry] of listAt(chart.value, ['variables']).entries()) {
      const key = stringAt(entry, ['path']) ?? '';
      const name = stringAt(entry, ['name']) ?? '';
      const at = startOf(chart, ['variables', index]);
      const value = settings.get(name);
      if (value) this.layers.push({ kind: 'assignment', source: 'set', ...at, flag: '--set', key, value });
      else this.addOpen([{ path: parseSetKey(key) ?? [], gap: { what: name, at } }], at);
    }
    for (const [index, entry] of listAt(chart.value, ['values']).entries()) {
      const at = startOf(chart, ['values', index]);
      const what = stringAt(entry, ['sourcePath']) ?? 'values';
      const target = stringAt(entry, ['targetPath'])?.replace(/^\./, '') ?? '';
      this.addOpen([{ path: parseSetKey(target) ?? [], gap: { what, at } }], at);
    }
  }

  /** Something that may set anything at all. */
  lost(what: string, at: Position, why: string): void {
    this.unknown = true;
    this.problems.push({ what, why, ...at, blocking: true });
  }

  private async addFile(name: string, settings: ReadonlyMap<string, string>, at: Position): Promise<void> {
    const path = resolveInTree(folderOf(at.file), name);
    if (path === undefined || !this.context.tree.has(path)) {
      this.lost(`values file ${name}`, at, 'it is not in this repository');
      return;
    }
    const text = (await this.context.text(path)) ?? '';
    if (text.search(MARK) < 0) {
      await this.addLayerOf(path);
      return;
    }
    const filled = text.replace(MARK, (mark, variable: string) => settings.get(variable) ?? mark);
    const [document] = parseTemplated(this.context, path, filled);
    if (document && isRecord(document.data.value)) {
      this.layers.push(inlineLayer(document.data));
      this.addOpen(document.open, at);
    } else this.lost(`values file ${path}`, at, 'it can’t be read as values');
  }
}

/** Constants of a package, and its variables where nobody sets them; those of one line. */
function settingsOf({ value }: Positioned): ReadonlyMap<string, string> {
  const named = [
    ...listAt(value, ['variables']).map(entry => [stringAt(entry, ['name']), stringAt(entry, ['default'])]),
    ...listAt(value, ['constants']).map(entry => [stringAt(entry, ['name']), stringAt(entry, ['value'])]),
  ];
  return new Map(
    named.flatMap(([name, text]) =>
      name && text !== undefined && !text.includes('\n') ? [[name, text] as const] : [],
    ),
  );
}

/** A package brings the images along that its cluster can't fetch: those of another release than the chart's are not there. */
function imagesLeftBehind(
  { package: data, component, chart }: ZarfChart,
  version: string | null,
  { layers, unknown }: ValuesCollector,
): readonly Problem[] {
  const release = istioVersionOf(version);
  const needed = imagesOfChart(chart.name);
  // Values may ask for other images than the chart's own.
  const asks = layers.some(layer =>
    layer.kind === 'document'
      ? /\b(?:tag|image)["']?\s*:/.test(layer.text)
      : /(?:tag|image)$/.test(layer.key),
  );
  if (release === null || unknown || asks) return [];
  const brought = listAt(data.value, ['components']).flatMap((_, index) =>
    imagesIn(data, ['components', index, 'images']),
  );
  const own = imagesIn(data, [...component, 'images']);
  return needed.flatMap(name => {
    const isHere = brought.some(one => one.name === name && one.tag === release);
    const other = isHere ? undefined : own.find(one => one.name === name);
    if (!other) return [];
    const { image, tag, at } = other;
    const why = `the package brings ${tag}, and its chart asks for ${release}; judged as ${release}`;
    const bump = { chart: chart.name, version: tag, judged: release, effect: 'missing-image' } as const;
    return [halfBump(bump, { what: `image ${image}`, why, at })];
  });
}

/** Images of Istio's in a list, with their releases. */
function imagesIn(data: Positioned, list: DataPath) {
  return listAt(data.value, list).flatMap((entry, index) => {
    const image = String(entry);
    const name = istioImage(image);
    const tag = istioVersionOf(splitImage(image).tag);
    return name === undefined || tag === null
      ? []
      : [{ name, tag, image, at: startOf(data, [...list, index]) }];
  });
}

/** The tag that whoever installs the chart of Istio's operator gives it: the operator of that release is what runs, whatever the chart is. */
import { append } from '../../append.js';
import type { DataPath, Positioned, ValuesLayer } from '../../model.js';
import { withoutTrailing } from '../../trailing.js';
import { parseEmbedded, startOf } from '../../yaml/positioned.js';
import { ansibleValueOf } from '../ansible/helm.js';
import { readApplications } from '../argocd/applications.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { nearest } from '../flux/data.js';
import { readFlux } from '../flux/objects.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { placeOf, read, readText } from '../layered.js';
import { chartFolder } from '../scripts/helm.js';
import { helmCommandValues } from '../scripts/helm-values.js';
import { commandsByFile } from '../scripts/scripts.js';
import { parseTemplated } from '../templates/yaml.js';
import { terraformOperatorValues } from '../terraform/terraform.js';
import { baseName } from '../tree-path.js';
import { lookup } from '../values/values.js';

export const OPERATOR_CHART = 'istio-operator';

export async function givenTags(context: DetectContext): Promise<readonly DecidedVersion[]> {
  return [
    ...(await inApplications(context)),
    ...(await inHelmReleases(context)),
    ...(await inCommands(context)),
    ...(await ansibleValueOf(context, OPERATOR_CHART, 'tag')),
    ...(await terraformOperatorValues(context)).flatMap(tagIn),
  ];
}

/** @returns none where no tag is set, or one that names no release */
export function tagIn(layers: readonly ValuesLayer[]): readonly DecidedVersion[] {
  const tag = lookup(layers, ['tag']);
  const version = tag ? istioVersionOf(String(tag.value)) : null;
  return tag && version !== null ? [{ version, at: { file: tag.file, line: tag.line } }] : [];
}

async function inApplications(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const { applications } = await readApplications(context);
  const written = applications
    .filter(({ at }) => !context.isSetAside(at.file))
    .flatMap(({ sources }) => sources.map(({ data }) => data));
  const sources = [...written, ...(await sourcesInTemplates(context))];
  return sources.flatMap(data => (installsOperator(data) ? tagOf(data) : []));
}

/** Of Applications that templates of charts write, as far as they stand there. */
async function sourcesInTemplates(context: DetectContext): Promise<readonly Positioned[]> {
  const found: Positioned[] = [];
  for (const path of context.candidates) {
    if (!context.charts.isTemplate(path) || context.isSetAside(path)) continue;
    const text = (await context.text(path)) ?? '';
    if (!text.includes(OPERATOR_CHART) || !text.includes('argoproj.io/')) continue;
    for (const { data } of parseTemplated(context, path, text)) {
      if (stringAt(data.value, ['kind']) !== 'Application') continue;
      const several = listAt(data.value, ['spec', 'sources']).map((_, index) => ['spec', 'sources', index]);
      append(
        found,
        [['spec', 'source'], ...several].map(source => data.at(source)),
      );
    }
  }
  return found;
}

/** Those that take its folder out of Istio's source at a tag, unless their values say more. */
async function inHelmReleases(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const { releases, sources } = await readFlux(context);
  return releases.flatMap(({ built: { object, chain } }) => {
    const spec = ['spec', 'chart', 'spec'];
    const chart = readText(object, [...spec, 'chart']) ?? '';
    if (!chart.includes('/') || baseName(withoutTrailing(chart, '/')) !== OPERATOR_CHART) return [];
    const source = ['kind', 'name'].map(key => readText(object, [...spec, 'sourceRef', key]) ?? '').join('/');
    const near = chain.map(({ file }) => file);
    const repository = nearest(sources.get(source) ?? [], one => one.chain[0]?.file ?? '', near);
    const written = [
      ...(read(object, ['spec', 'values', 'tag']) ? [{ object, path: ['spec', 'values', 'tag'] }] : []),
      ...(repository ? [{ object: repository.object, path: ['spec', 'ref', 'tag'] }] : []),
    ];
    for (const one of written) {
      const version = istioVersionOf(readText(one.object, one.path));
      if (version !== null) return [{ version, at: placeOf(one.object, one.path) }];
    }
    return [];
  });
}

/** The published chart, or its folder in Istio's source. */
function installsOperator({ value }: Positioned): boolean {
  return [stringAt(value, ['chart']), stringAt(value, ['path'])].some(
    name => name !== undefined && baseName(withoutTrailing(name, '/')) === OPERATOR_CHART,
  );
}

/** Parameters win over values; else the release that its source is taken at. */
function tagOf(source: Positioned): readonly DecidedVersion[] {
  const parameters = listAt(source.value, ['helm', 'parameters']).flatMap((entry, index): DataPath[] =>
    stringAt(entry, ['name']) === 'tag' ? [['helm', 'parameters', index, 'value']] : [],
  );
  const paths: readonly DataPath[] = [...parameters, ['helm', 'valuesObject', 'tag']];
  const inline = parseEmbedded(source, ['helm', 'values'])?.documents[0]?.data;
  const written = [
    ...paths.map(path => ({ data: source, path })),
    ...(inline ? [{ data: inline, path: ['tag'] }] : []),
    ...(stringAt(source.value, ['chart']) === undefined ? [{ data: source, path: ['targetRevision'] }] : []),
  ];
  for (const { data, path } of written) {
    const version = istioVersionOf(stringAt(data.value, path));
    if (version !== null) return [{ version, at: startOf(data, path) }];
  }
  return [];
}

async function inCommands(context: DetectContext): Promise<readonly DecidedVersion[]> {
  const found: DecidedVersion[] = [];
  for (const command of (await commandsByFile(context)).flat()) {
    const folder = chartFolder(context, command);
    const name = folder === undefined ? command.chart.name : (await context.chart(folder))?.chart.name;
    if (name !== OPERATOR_CHART || context.isSetAside(command.at.file)) continue;
    append(found, tagIn((await helmCommandValues(context, command)).values));
  }
  return found;
}

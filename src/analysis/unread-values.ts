/**
 * Values of Istio's charts that somebody changes and that no installation of the tree was seen to take: a file that a command finds by
 * a pattern, one whose name is filled in when something runs, one that another repository names. What that does is not known.
 */
import { isDeepStrictEqual } from 'node:util';
import { append } from '../append.js';
import { sampleFolder } from '../detect/aside/samples.js';
import { isKeptOnly } from '../detect/aside/set-aside.js';
import { OF_ISTIOD } from '../detect/code/brought-values.js';
import { withoutComments } from '../detect/code/text.js';
import { contextOf } from '../detect/context.js';
import { isRecord } from '../detect/data.js';
import { TEMPLATE_END } from '../detect/templates/names.js';
import { filesRead } from '../detect/unread/mentions.js';
import { mergedValues } from '../detect/values/values.js';
import type { DataPath, Detection, Installation, Positioned, Problem } from '../model.js';
import { isTestName } from '../tree/candidates.js';
import { parseYaml, valueAt } from '../yaml/positioned.js';
import { changedByName, changedTexts, changedTextsOf } from './changed-paths.js';
import type { Side } from './side.js';

const TEMPLATE = new RegExp(`\\.(?:${TEMPLATE_END}|gotmpl)$`, 'i');
const DATA = /\.(?:ya?ml|json)$/i;
/** Languages in which values are handed to charts. */
const CODE = /\.(?:jsonnet|libsonnet|[mc]?[jt]s|py|go|cs|java|kts?|cue|nix)$/i;

/** @returns those of files that differ in more than words, which nothing was read of and nothing is said of */
export async function unreadValues(before: Side, after: Side): Promise<readonly Problem[]> {
  const sides = [before, after];
  const mentions = await Promise.all(sides.map(({ tree }) => tree.mentionsMesh?.()));
  // Where nothing speaks of Istio at all, all files of two folders would be read for it.
  if (mentions.every(mention => mention === false) && !changedByName(before.tree, after.tree)) return [];
  // In what language code gives values to charts that it installs.
  const languages = new Set(sides.flatMap(({ detection }) => detection.installations.flatMap(languageOf)));
  const contexts = await Promise.all(sides.map(({ tree }) => contextOf(tree)));
  const isWanted = (path: string): boolean =>
    !contexts.every(context => context.isSetAside(path)) && !isKeptOnly(path);
  const mayHoldValues = (path: string): boolean => (DATA.test(path) || TEMPLATE.test(path)) && isWanted(path);
  const changed = [...(await changedTexts(before.tree, after.tree, mayHoldValues))];
  if (languages.size > 0) {
    const isOfProgram = (path: string): boolean =>
      languages.has(languageAt(path)) && !isTestName(path) && isWanted(path);
    append(changed, await changedTextsOf(before.tree, after.tree, isOfProgram));
  }
  const moved = changed.flatMap(({ path, ...texts }) => {
    const [old, now] = [texts.before, texts.after].map(text => valuesIn(path, text));
    return old && now && !isDeepStrictEqual(old, now) ? [{ path, old, now }] : [];
  });
  if (moved.length === 0) return [];
  const read = new Set(sides.flatMap(side => [...readIn(side)]));
  const found: Problem[] = [];
  for (const { path, old, now } of moved) {
    if (read.has(path) || (await isForOthers(sides, path))) continue;
    if (isTaken(before.detection, old) && isTaken(after.detection, now)) continue;
    found.push(toProblem(path, now.length === 0));
  }
  return found;
}

/** The ends of the names of files that code is in which installs this one; a list of Tanka's charts is used by Jsonnet. */
function languageOf({ release: { declared } }: Installation): readonly string[] {
  if (/(?:^|\/)chartfile\.ya?ml$/.test(declared.file)) return ['jsonnet', 'libsonnet'];
  return CODE.test(declared.file) ? [languageAt(declared.file)] : [];
}

function languageAt(path: string): string {
  return CODE.test(path) ? (/\.(\w+)$/.exec(path)?.[1] ?? '').toLowerCase() : '';
}

/** What a copy of one of Istio's charts carries is that chart's; what tests and examples take is nobody's beside an installation. */
async function isForOthers(sides: readonly Side[], path: string): Promise<boolean> {
  for (const { tree, detection } of sides) {
    const context = await contextOf(tree);
    const folder = context.charts.holding(path);
    if (folder !== undefined && (TRIED.test(path) || (await context.chart(folder))?.chart.own !== undefined))
      return true;
    if (detection.installations.length > 0 && sampleFolder(context, path) !== undefined) return true;
  }
  return false;
}

/** Values that a chart is tried with. Source: https://github.com/helm/chart-testing */
const TRIED = /(?:^|\/)ci\/[^/]*values\.ya?ml$/;

type Values = Readonly<Record<string, unknown>>;

/** Mappings of such values that a text holds; a template is one of them as a whole. */
function valuesIn(path: string, text: string): readonly Values[] {
  if (!OF_ISTIOD.test(text)) return [];
  // As it stands: what of it is a value, and which, is for whoever runs it.
  if (CODE.test(path)) return [{ [path]: withoutComments(path, text).replace(/\s+/g, ' ') }];
  if (!DATA.test(path)) return OBJECT.test(text) || !MESH_CONFIG.test(text) ? [] : [{ [path]: text }];
  return parseYaml(path, text).documents.flatMap(({ data: { value } }) =>
    isRecord(value) && value.kind === undefined ? valuesWithin(value, 0) : [],
  );
}

const OBJECT = /^kind:/m;
const MESH_CONFIG = /^[ \t]{0,20}["']?meshConfig["']?:/m;

/** Keys of a chart's may stand below those of the charts around it. */
const MAX_DEPTH = 3;
/** What nothing but the chart `istiod` has under `pilot` (values.yaml of the chart, in all of its releases). */
const OF_PILOT =
  /^(?:autoscale(?:Enabled|Min|Max|Behavior)|replicaCount|traceSampling|env|image|tag|cpu|cni|taint|ipFamilyPolicy|keepaliveMaxServerConnectionAge|jwksResolverExtraRootCA|rollingMax\w+)$/;

function valuesWithin(value: Values, depth: number): readonly Values[] {
  const { meshConfig, pilot, sidecarInjectorWebhook } = value;
  const own = { meshConfig, pilot, sidecarInjectorWebhook };
  if (isRecord(meshConfig) || isRecord(sidecarInjectorWebhook)) return [own];
  if (isRecord(pilot) && Object.keys(pilot).some(key => OF_PILOT.test(key))) return [own];
  if (depth >= MAX_DEPTH) return [];
  return Object.values(value).flatMap(inner => (isRecord(inner) ? valuesWithin(inner, depth + 1) : []));
}

/** Some release has all of it among its values, whatever brought it there. */
function isTaken({ declared = [], installations }: Detection, all: readonly Values[]): boolean {
  const given = [
    ...declared.map(({ values }) => mergedValues(values)),
    ...installations.map(({ release, valuesPath }) => mergedValues(release.values, valuesPath)),
  ];
  return all.every(values => given.some(own => isWithin(values, own)));
}

function isWithin(part: unknown, whole: unknown): boolean {
  if (part === undefined || part === null) return true;
  if (!isRecord(part)) return isDeepStrictEqual(part, whole);
  return isRecord(whole) && Object.entries(part).every(([key, value]) => isWithin(value, whole[key]));
}

/** Files that installations, their values or what is said already come from. */
function readIn({ detection, unread, problems, resources }: Side): ReadonlySet<string> {
  return new Set([
    ...filesRead(detection),
    ...filesOfValues(detection),
    ...unread.map(({ file }) => file),
    ...problems.flatMap(({ file, blocking }) => (blocking && file !== undefined ? [file] : [])),
    ...resources.map(({ data }) => data.file),
  ]);
}

/** Those that parts of layers were put in from, among them. */
function filesOfValues({ declared = [], releases }: Detection): ReadonlySet<string> {
  const found = new Set<string>();
  for (const layer of [...declared, ...releases].flatMap(({ values }) => values)) {
    found.add(layer.file);
    if (layer.kind === 'assignment') {
      if (layer.setAt) found.add(layer.setAt.file);
    } else addFiles(layer.data, found);
  }
  return found;
}

function addFiles(data: Positioned, found: Set<string>): void {
  const pending: DataPath[] = [[]];
  for (let path = pending.pop(); path; path = pending.pop()) {
    found.add(data.at(path).file);
    const value = valueAt(data.value, path);
    if (isRecord(value)) for (const key of Object.keys(value)) pending.push([...path, key]);
  }
}

function toProblem(path: string, isGone: boolean): Problem {
  const gone = isGone ? '; this change removes it' : '';
  return {
    what: `values file ${path}`,
    why: `it holds values as Istio’s charts take them, and nothing that was read here takes it: what changes there is not known${gone}`,
    file: path,
    line: 1,
    blocking: true,
  };
}

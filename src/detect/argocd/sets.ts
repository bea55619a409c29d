/** The Applications that ApplicationSets make. */
import type { DataPath, Position, Positioned, Problem } from '../../model.js';
import { parseYaml } from '../../yaml/positioned.js';
import { listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { decidesBehaviour } from '../open-values.js';
import { filled } from '../reshaped.js';
import type { Application } from './applications.js';
import { readApplications } from './applications.js';
import { type Parameters, parametersOf } from './generators.js';
import { fillText, hasPlaceholder, UNDECIDED, withoutPlaceholders } from './set-template.js';

export interface Left {
  /** Its path in the template; below `helm.values`, in the values. */
  readonly path: DataPath;
  readonly text: string;
  readonly at: Position;
}

export interface GeneratedApplication {
  readonly application: Application;
  readonly set: Application;
  /** Texts whose values some parameter outside of this tree decides. */
  readonly left: readonly Left[];
  /** The file that its parameters were read from. */
  readonly file?: string;
  /** Which parameters those are, and where to look. */
  readonly why?: string;
}

export interface GeneratedSets {
  readonly applications: readonly GeneratedApplication[];
  readonly problems: readonly Problem[];
  /** Sets of which everything that decides what is installed could be made out. */
  readonly decided: ReadonlySet<Application>;
}

const reads = new WeakMap<DetectContext, Promise<GeneratedSets>>();

/** All of them, made once per tree; sets that say nothing of Istio too, since what they fill in may. */
export function readSets(context: DetectContext): Promise<GeneratedSets> {
  const known = reads.get(context);
  if (known) return known;
  const reading = readAll(context);
  reads.set(context, reading);
  return reading;
}

async function readAll(context: DetectContext): Promise<GeneratedSets> {
  const applications: GeneratedApplication[] = [];
  const problems: Problem[] = [];
  const decided = new Set<Application>();
  for (const set of (await readApplications(context)).sets) {
    const goTemplate = set.data.at(['spec', 'goTemplate']).value === true;
    const parameters = await parametersOf({ context, goTemplate }, set.data.at(['spec', 'generators']));
    const made = parameters.map(one => generated(set, one, goTemplate));
    applications.push(...made);
    const patch = set.data.at(['spec', 'templatePatch']);
    const isPatched = typeof patch.value === 'string' && patch.value !== '';
    const isOpen =
      made.length === 0 || made.some(one => one.left.some(({ path }) => decidesInstallation(path)));
    if (!isPatched && !isOpen) decided.add(set);
    if (isPatched && isAboutIstio(JSON.stringify(made.map(({ application }) => application.data.value)))) {
      const why = `\`templatePatch\` changes what it deploys: versions and values that it sets are not followed`;
      problems.push({
        what: `ApplicationSet ${set.name}`,
        why,
        file: set.at.file,
        line: set.data.lineOf(['spec', 'templatePatch']),
        blocking: touchesSource(String(patch.value)),
      });
    }
  }
  return { applications, problems, decided };
}

function generated(set: Application, parameters: Parameters, goTemplate: boolean): GeneratedApplication {
  const left: Left[] = [];
  const template = set.data.at(['spec', 'template']);
  const data = filled(template, (text, path) => {
    const found = fillText(text, parameters, goTemplate);
    const value = found ? found.value : text;
    if (typeof value === 'string' && hasPlaceholder(value)) {
      const at = { file: template.file, line: template.lineOf(path) };
      const isValues = path.at(-1) === 'values' && path.at(-2) === 'helm';
      const paths = isValues ? undecidedPaths(withoutPlaceholders(value)) : [[]];
      const open = value.split('\n').find(hasPlaceholder)?.trim() ?? '';
      left.push(...paths.map(below => ({ path: [...path, ...below], text: open, at })));
      if (isValues) return { value: withoutPlaceholders(value) };
    }
    if (!found || found.at || lines(text) === lines(String(found.value))) return found;
    // Lines that are left out or repeated have no counterpart: what is below stands where the text begins.
    return { ...found, at: { file: template.file, line: template.lineOf(path) } };
  });
  const why = parameters.open;
  const application: Application = {
    name: stringAt(data.value, ['metadata', 'name']) ?? '',
    at: set.at,
    document: set.document,
    data,
    sources: sourcesOf(data, set),
  };
  const { file } = parameters;
  return {
    application,
    set,
    left,
    ...(file === undefined ? {} : { file }),
    ...(why === undefined ? {} : { why }),
  };
}

/** Where values hold what is undecided; `[]`, the whole of them, where that can't be told. */
function undecidedPaths(text: string): readonly DataPath[] {
  const paths: DataPath[] = [];
  const { documents, errors } = parseYaml('', text);
  const [document] = documents;
  if (errors.length > 0 || !document) return [[]];
  filled(document.data, (word, path) => {
    if (word.includes(UNDECIDED)) paths.push(path);
    return undefined;
  });
  return paths.length === 0 ? [[]] : paths;
}

/** As `readApplication` has them, in the set's document. */
function sourcesOf(data: Positioned, set: Application): Application['sources'] {
  const several = listAt(data.value, ['spec', 'sources']);
  const paths: DataPath[] = several.map((_, index) => ['spec', 'sources', index]);
  if (paths.length === 0 && recordAt(data.value, ['spec', 'source'])) paths.push(['spec', 'source']);
  return paths.map((path, index) => ({ data: data.at(path), path: set.sources[index]?.path ?? path }));
}

/** True for a part of an Application that decides which chart it installs, at which version, with which values. */
export function decidesInstallation(path: DataPath): boolean {
  const [, source] = path;
  if (source !== 'source' && source !== 'sources') return false;
  const rest = path.slice(typeof path[2] === 'number' ? 3 : 2);
  if (rest[0] === 'ref' || rest[0] === 'repoURL') return false;
  if (rest[0] !== 'helm') return true;
  if (rest[1] === 'releaseName' || rest[1] === 'namespace') return false;
  return rest[1] === 'valuesObject' || rest[1] === 'values' ? decidesBehaviour(rest.slice(2)) : true;
}

function touchesSource(patch: string): boolean {
  return /\b(sources?|targetRevision|helm|values|valueFiles|valuesObject|parameters|chart)\b/.test(patch);
}

export function isAboutIstio(text: string): boolean {
  return /istio|ztunnel/i.test(text);
}

function lines(text: string): number {
  return text.split('\n').length;
}

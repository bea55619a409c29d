/** The Applications that ApplicationSets make. */

import { append } from '../../append.js';
import { applicationSet } from '../../gotemplate/languages.js';
import type { DataPath, Positioned, Problem } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { listAt, recordAt, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { filled, patched } from '../reshaped.js';
import type { Application } from './applications.js';
import { withFilledVersions } from './filled-version.js';
import { generatedBy } from './generators.js';
import { decidesInstallation, hasPlaceholder, type Left, leftIn } from './left.js';
import { overlaidApplications } from './overlaid.js';
import type { Parameters, SetInput } from './parameters.js';
import { patchOf } from './set-patch.js';
import { fillParameters } from './set-template.js';

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

/** What one set makes. */
interface MadeBySet extends Pick<GeneratedSets, 'applications' | 'problems'> {
  readonly isDecided: boolean;
}

/** All of them, made once per tree; sets that say nothing of Istio too, since what they fill in may. */
export const readSets = oncePerTree(readAll);

async function readAll(context: DetectContext): Promise<GeneratedSets> {
  const applications: GeneratedApplication[] = [];
  const problems: Problem[] = [];
  const decided = new Set<Application>();
  for (const set of (await overlaidApplications(context)).sets) {
    const made = await generatedFrom(context, set);
    append(applications, made.applications);
    append(problems, made.problems);
    if (made.isDecided) decided.add(set);
  }
  return { applications, problems, decided };
}

/** Those of one set. */
export async function generatedFrom(context: DetectContext, set: Application): Promise<MadeBySet> {
  const isGo = set.data.at(['spec', 'goTemplate']).value === true;
  const options = listAt(set.data.value, ['spec', 'goTemplateOptions']);
  const input: SetInput = { context, language: isGo ? applicationSet(options) : undefined };
  const made: GeneratedApplication[] = [];
  let unfollowed = false;
  for (const { parameters, template } of await generatedBy(input, set.data.at(['spec', 'generators']))) {
    const base = set.data.at(['spec', 'template']);
    const own = template ? patched(base, template) : base;
    for (const one of parameters) {
      const application = generated(set, own, one, input);
      const patch = patchOf(set.data, one, input);
      unfollowed ||= !patch.ok;
      const whole = patch.ok && patch.data ? withPatch(application, patch.data, set) : application;
      for (const filledIn of await withFilledVersions(context, whole.application, isOutside))
        made.push({ ...whole, application: filledIn });
    }
  }
  const problems: Problem[] = [];
  const isOpen =
    made.length === 0 || made.some(one => one.left.some(({ path }) => decidesInstallation(path)));
  if (unfollowed && namesIstio(JSON.stringify(made.map(({ application }) => application.data.value)))) {
    const why = `\`templatePatch\` changes what it deploys: this repository does not decide which versions and values it sets`;
    const text = stringAt(set.data.value, ['spec', 'templatePatch']) ?? '';
    const at = startOf(set.data, ['spec', 'templatePatch']);
    problems.push({ what: `ApplicationSet ${set.name}`, why, ...at, blocking: touchesSource(text) });
  }
  return { applications: made, problems, isDecided: !unfollowed && !isOpen };
}

/** What fills the set itself in: a script, `envsubst`. */
function isOutside(text: string): boolean {
  return namesIstio(text) && !hasPlaceholder(text);
}

function generated(
  set: Application,
  template: Positioned,
  parameters: Parameters,
  { language }: SetInput,
): GeneratedApplication {
  const left: Left[] = [];
  const data = filled(template, (text, path) => {
    const found = fillParameters(text, parameters, language);
    const value = found ? found.value : text;
    if (typeof value === 'string' && hasPlaceholder(value)) {
      const open = leftIn(value, path, { file: template.file, line: template.lineOf(path) });
      append(left, open.left);
      if (open.values !== undefined) return { value: open.values };
    }
    if (!found || found.at || lines(text) === lines(String(found.value))) return found;
    // Lines that are left out or repeated have no counterpart: what is below stands where the text begins.
    return { ...found, at: { file: template.file, line: template.lineOf(path) } };
  });
  const { file, open: why } = parameters;
  return {
    application: applicationOf(data, set),
    set,
    left,
    ...(file === undefined ? {} : { file }),
    ...(why === undefined ? {} : { why }),
  };
}

/** What a patch sets is decided, whatever the template left open there. */
function withPatch(made: GeneratedApplication, patch: Positioned, set: Application): GeneratedApplication {
  const data = patched(made.application.data, patch);
  const left = made.left.filter(({ path }) => data.at(path).value === made.application.data.at(path).value);
  return { ...made, application: applicationOf(data, set), left };
}

function applicationOf(data: Positioned, set: Application): Application {
  return {
    name: stringAt(data.value, ['metadata', 'name']) ?? '',
    at: set.at,
    document: set.document,
    data,
    sources: sourcesOf(data, set),
    ...(set.homeOf ? { homeOf: set.homeOf } : {}),
  };
}

/** As `readApplication` has them, in the set's document. */
function sourcesOf(data: Positioned, set: Application): Application['sources'] {
  const several = listAt(data.value, ['spec', 'sources']);
  const paths: DataPath[] = several.map((_, index) => ['spec', 'sources', index]);
  if (paths.length === 0 && recordAt(data.value, ['spec', 'source'])) paths.push(['spec', 'source']);
  return paths.map((path, index) => ({ data: data.at(path), path: set.sources[index]?.path ?? path }));
}

function touchesSource(patch: string): boolean {
  return /\b(sources?|targetRevision|helm|values|valueFiles|valuesObject|parameters|chart)\b/.test(patch);
}

function lines(text: string): number {
  return text.split('\n').length;
}

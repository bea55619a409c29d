/**
 * Which installations what a job applies goes beside: those of its own job, or of the jobs that name the same environment.
 * Sources: https://docs.gitlab.com/ci/yaml/#environment and
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idenvironment
 */
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { ScriptFile } from './file.js';
import { commandsByFile } from './scripts.js';

/** @returns what releases call the place (`Release.destination`); '' where the file does not tell */
export async function destinationAt(
  context: DetectContext,
  script: ScriptFile,
  line: number,
): Promise<string> {
  const job = script.workflow?.jobAt(line);
  if (job === undefined) return script.choiceAt(line);
  const installing = (await commandsByFile(context)).flat().flatMap(({ script: other, at, command }) => {
    const name = command.job ?? other.workflow?.jobAt(at.line);
    return name === undefined ? [] : [{ path: other.path, name }];
  });
  if (installing.some(({ path, name }) => path === script.path && name === job)) return job;
  const environment = await environmentOf(context, script.path, job);
  if (environment === undefined) return '';
  const names = new Set<string>();
  for (const { path, name } of installing)
    if ((await environmentOf(context, path, name)) === environment) names.add(name);
  // Several may install into a cluster each.
  const [name = '', ...others] = names;
  return others.length > 0 ? '' : name;
}

/** What is filled in when the pipeline runs is none. */
async function environmentOf(context: DetectContext, path: string, job: string): Promise<string | undefined> {
  for (const { data } of (await context.yaml(path)).documents) {
    for (const place of [[job], ['jobs', job]]) {
      const found =
        stringAt(data.value, [...place, 'environment']) ??
        stringAt(data.value, [...place, 'environment', 'name']);
      if (found !== undefined) return /[${]/.test(found) ? undefined : found;
    }
  }
  return undefined;
}

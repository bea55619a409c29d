/** Ways in which workflows call one that installs a mesh: each hands it names of files and a version of its own. */
import type { DetectContext } from '../../detector.js';
import { baseName } from '../../tree-path.js';
import { type ScriptFile, scriptFiles } from '../file.js';
import { newTrail, usesOf } from '../handed.js';
import { INPUTS_WITHIN } from '../references.js';
import type { Word } from '../text.js';
import type { Use } from './workflow.js';

export interface CallerWay {
  /** What the caller hands over that names the files, else what calls it. */
  readonly label: string;
  /** The script as that caller runs it. */
  readonly script: ScriptFile;
  fill(text: string): string;
}

/** More callers than one workflow has. */
const MAX_CALLERS = 200;

/**
 * @param files names that istioctl is handed
 * @returns none where no input names a file, or where nobody calls the script
 */
export async function callerWays(
  context: DetectContext,
  script: ScriptFile,
  files: readonly Word[],
): Promise<readonly CallerWay[]> {
  const { workflow } = script;
  const named = new Set(
    files.flatMap(({ text }) => [...text.matchAll(INPUTS_WITHIN)].map(([, name = '']) => name)),
  );
  if (!workflow || named.size === 0) return [];
  const calls = usesOf(await scriptFiles(context), script.path);
  if (calls.length > MAX_CALLERS) {
    const callers = new Set(calls.map(({ script: caller }) => caller.path));
    const why = `more than ${MAX_CALLERS} others call it: what each of them hands to it was not looked at`;
    context.leave(script.path, why, 1, [...callers]);
    return [];
  }
  const seen = new Map<string, number>();
  return calls
    .flatMap(call => givenBy(call, named))
    .map(({ script: caller, use, inputs }): CallerWay => {
      const given = (name: string): string | undefined => {
        const word = inputs.get(name) ?? workflow.presetOf(name);
        return word === undefined || word.text.includes('${') ? undefined : word.text;
      };
      const label = [...named].map(given).join('-') || baseName(caller.path);
      const count = (seen.get(label) ?? 0) + 1;
      seen.set(label, count);
      return {
        label: count > 1 ? `${label}-${count}` : label,
        script: {
          ...script,
          // An input is what this caller gives it.
          versions: script.versions.filter(({ name }) => workflow.presetOf(name) === undefined),
          version: (word, fallback, trail = newTrail()) =>
            script.version(word, fallback, { ...trail, only: use }),
        },
        fill: text =>
          text.replace(
            INPUTS_WITHIN,
            (whole, name: string, otherwise?: string) => given(name) ?? otherwise ?? whole,
          ),
      };
    });
}

interface Call {
  readonly script: ScriptFile;
  readonly use: Use;
}

/** What a call gives these inputs: once for each of the jobs that its matrix makes, where that tells. */
function givenBy(
  { script, use }: Call,
  named: ReadonlySet<string>,
): readonly (Call & { readonly inputs: ReadonlyMap<string, Word> })[] {
  const own = [...use.inputs].filter(([name]) => named.has(name));
  const { workflow } = script;
  const jobs = workflow?.jobsAt?.(use.words[0]?.line ?? 1) ?? [];
  const isOfMatrix = own.some(([, { text }]) => text.includes('matrix.'));
  if (!isOfMatrix || jobs.length === 0) return [{ script, use, inputs: use.inputs }];
  const found = jobs.map(job =>
    own.map(([name, word]) => [name, workflow?.fill?.(word, job) ?? word] as const),
  );
  const distinct = new Map(found.map(inputs => [JSON.stringify(inputs.map(([, { text }]) => text)), inputs]));
  return [...distinct.values()].map(inputs => ({ script, use, inputs: new Map(inputs) }));
}

/** The values that a `helm` command gives. */
import type { OpenValue, Position, Problem, ValuesAssignment, ValuesLayer } from '../../model.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { valuesFileLayer } from '../values/file.js';
import { parseSetKey } from '../values/helm-set.js';
import { decidesBehaviour, isVariable } from '../values/open.js';
import { flagValue, flagValues, hasFlag, splitAssignments } from './command-line.js';
import type { ScriptFile } from './file.js';
import type { HelmCommand } from './helm.js';
import type { Word } from './text.js';
import { findFile } from './values.js';

export interface HelmCommandValues {
  readonly values: readonly ValuesLayer[];
  readonly problems: readonly Problem[];
  readonly valuesUnknown: boolean;
  readonly openValues: readonly OpenValue[];
}

/** Helm's order: files as they come, then --set-json, --set, --set-string, --set-file, --set-literal (pkg/cli/values of Helm). */
export async function helmCommandValues(
  context: DetectContext,
  found: HelmCommand,
): Promise<HelmCommandValues> {
  const { script, line, command, at } = found;
  const values: ValuesLayer[] = [];
  const problems: Problem[] = [];
  const openValues: OpenValue[] = [];
  let valuesUnknown = false;
  function lost(
    what: string,
    why: string,
    place: Position = at,
    more: Pick<Problem, 'others' | 'selfContained'> = {},
  ): void {
    valuesUnknown = true;
    problems.push({ what, why, ...place, blocking: true, ...more });
  }

  for (const word of flagValues(line, 'values')) {
    for (const part of /[{$]/.test(word.text) ? [word.text] : word.text.split(',')) {
      const file = findFile(context, script, { ...word, text: part }, command);
      if (file.kind === 'missing') {
        // A name that is decided says all of it.
        const isDecided = !hasPlaceholder(file.raw);
        lost(`values file ${file.raw}`, file.why, file.at, isDecided ? { selfContained: true } : {});
      } else if (file.kind === 'file') {
        const result = await valuesFileLayer(context, file.path);
        if (result.ok) values.push(result.layer);
        else {
          valuesUnknown = true;
          problems.push(result.problem);
        }
      } else {
        const [document] = file.yaml.documents;
        if (file.yaml.errors.length > 0 || (document && !isRecord(document.data.value)))
          lost(`values in ${script.path}`, 'they can’t be read as YAML', {
            file: script.path,
            line: file.line,
          });
        else if (document) {
          const text = script.expand(file.text);
          values.push({
            kind: 'document',
            source: 'inline',
            file: script.path,
            line: file.line,
            text,
            data: document.data,
          });
        }
      }
    }
  }
  for (const flag of ['set-json', 'set', 'set-string', 'set-file', 'set-literal'] as const) {
    for (const word of flagValues(line, flag)) {
      if (flag === 'set-file') {
        for (const one of await fileAssignments(context, found, word))
          if ('kind' in one) values.push(one);
          else lost(one.what, one.why, one);
        continue;
      }
      for (const layer of assignments(script, flag, word)) {
        if (!hasPlaceholder(layer.value)) values.push(layer);
        else {
          const why = `its value \`${layer.value}\` is filled in when this runs`;
          const place = { file: layer.file, line: layer.line };
          const path = parseSetKey(layer.key) ?? [];
          const decides = path.length === 0 || decidesBehaviour(path);
          const what = `--${flag} ${layer.key}`;
          if (decides && path.length === 0) lost(what, why, place);
          else {
            if (decides) openValues.push({ path, what: layer.value, at: place });
            problems.push({ what, why, ...place, blocking: decides && !isVariable(path) });
          }
        }
      }
    }
  }
  for (const flag of ['reuse-values', 'reset-then-reuse-values']) {
    if (hasFlag(line, flag))
      lost(
        `--${flag}`,
        'values of the release in the cluster stay in force: they are not in this repository',
      );
  }
  const renderer = flagValue(line, 'post-renderer');
  if (renderer) {
    const file = findFile(context, script, renderer, command);
    const more = file.kind === 'file' ? { others: [file.path] } : {};
    lost('--post-renderer', 'what it changes after Helm is not known here', at, more);
  }
  const bare = line.positions.slice(3).find(({ text }) => /^\$/.test(text));
  if (bare)
    lost(bare.text, 'it may hold more flags: they are filled in when this runs', {
      file: script.path,
      line: bare.line,
    });
  return { values, problems, valuesUnknown, openValues };
}

/** `--set-file meshConfig=mesh.yaml`: the whole text of a file is the value, or why it is not known. */
async function fileAssignments(
  context: DetectContext,
  { script, command }: HelmCommand,
  word: Word,
): Promise<readonly (ValuesAssignment | (Position & { readonly what: string; readonly why: string }))[]> {
  const result: Awaited<ReturnType<typeof fileAssignments>>[number][] = [];
  for (const { key, value: path } of splitAssignments(script.expand(word.text))) {
    const file = findFile(context, script, { ...word, text: path }, command);
    const read = file.kind === 'file' ? await context.tree.read(file.path) : undefined;
    const value = read?.ok ? read.text : file.kind === 'inline' ? script.expand(file.text) : undefined;
    const at = { file: script.path, line: word.line };
    if (value !== undefined && !hasPlaceholder(key))
      result.push({ kind: 'assignment', source: 'set', ...at, flag: '--set-file', key, value });
    else {
      const why =
        file.kind === 'missing' ? file.why : read && !read.ok ? read.why : 'it is filled in when this runs';
      result.push({ ...at, what: '--set-file', why: `the file of \`${key}\` is not known: ${why}` });
    }
  }
  return result;
}

function assignments(
  script: ScriptFile,
  flag: 'set' | 'set-string' | 'set-json' | 'set-literal',
  word: Word,
): readonly ValuesAssignment[] {
  const raw = script.expand(word.text);
  const whole = flag === 'set-json' || flag === 'set-literal';
  const cut = raw.indexOf('=');
  const one = cut > 0 ? [{ key: raw.slice(0, cut), value: raw.slice(cut + 1) }] : [];
  const at = { file: script.path, line: word.line };
  const [, written] = /^[^=,]+=([^=,]+)$/.exec(word.text) ?? [];
  const setAt = written === undefined ? undefined : script.setAt(written);
  return (whole ? one : splitAssignments(raw)).map(part => ({
    kind: 'assignment',
    source: 'set',
    ...at,
    ...(setAt ? { setAt } : {}),
    flag: `--${flag}`,
    ...part,
  }));
}

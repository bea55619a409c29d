/** The values that a `helm` command gives. */
import type { OpenValue, Position, Positioned, Problem, ValuesAssignment, ValuesLayer } from '../../model.js';
import { linesWithoutNotes } from '../../notes.js';
import { parseYaml } from '../../yaml/positioned.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { decidedBy } from '../fingerprint.js';
import { hasPlaceholder } from '../istio/published-release.js';
import { PLACEHOLDER } from '../placeholder.js';
import { saidOfNamesIn } from '../said.js';
import { baseName } from '../tree-path.js';
import { valuesFileLayer } from '../values/file.js';
import { parseSetKey } from '../values/helm-set.js';
import { decidesBehaviour, isVariable } from '../values/open.js';
import { flagValue, flagValues, hasFlag, splitAssignments } from './command-line.js';
import type { ScriptFile } from './file.js';
import type { HelmCommand } from './helm.js';
import { optionalFile } from './make/text.js';
import { placeOf, type Word } from './text.js';
import { assignedAt, findFile, PRINTED } from './values.js';

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
    more: Pick<Problem, 'others' | 'selfContained' | 'digest'> = {},
  ): void {
    valuesUnknown = true;
    problems.push({ what, why, ...place, blocking: true, ...more });
  }

  for (const word of flagValues(line, 'values')) {
    const optional = optionalFile(word.text);
    const whole = optional ?? word.text;
    for (const part of /[{$]/.test(whole) ? [whole] : whole.split(',')) {
      const file = findFile(context, script, { ...word, text: part }, command);
      if (file.kind === 'missing') {
        if (optional !== undefined && !hasPlaceholder(file.raw)) continue;
        // A name that is decided says all of it, unless something else in the script writes it.
        const isDecided = !hasPlaceholder(file.raw) && (await isOnlyTaken(context, script.path, file.raw));
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
          if (file.printedAt !== undefined)
            lost(`values in ${script.path}`, PRINTED, { file: script.path, line: file.printedAt });
          const text = script.expand(file.text);
          const filled = filledIn(script.path, file, text) ?? document.data;
          values.push({
            kind: 'document',
            source: 'inline',
            file: script.path,
            line: file.line,
            text,
            data: filled,
          });
        }
      }
    }
  }
  /** Of a text that is filled in: what the script says of its names decides it. */
  async function filledBy(text: string): Promise<Pick<Problem, 'selfContained' | 'digest'>> {
    const said = await saidOfNamesIn(context, script.path, [text]);
    return said ? decidedBy(said) : {};
  }
  async function addAssignments(flag: 'set' | 'set-string' | 'set-json' | 'set-literal'): Promise<void> {
    for (const word of flagValues(line, flag)) {
      const open = openPart(script, flag, word);
      if (open !== undefined)
        lost(
          `--${flag} ${open}`,
          'what it sets is filled in when this runs',
          { file: script.path, ...placeOf(word) },
          await filledBy(open),
        );
      for (const layer of assignments(script, flag, word)) {
        if (!hasPlaceholder(layer.value)) values.push(layer);
        else {
          const why = `its value \`${layer.value}\` is filled in when this runs`;
          const place = { file: layer.file, line: layer.line };
          const path = parseSetKey(layer.key) ?? [];
          const decides = path.length === 0 || decidesBehaviour(path);
          const what = `--${flag} ${layer.key}`;
          const alone = await filledBy(layer.value);
          if (decides && path.length === 0) lost(what, why, place, alone);
          else {
            if (decides) openValues.push({ path, what: layer.value, at: place });
            const cause = { key: path.join('.'), what: layer.value, at: place };
            const leavesOpen = decides ? { leavesOpen: [cause] } : {};
            problems.push({
              what,
              why,
              ...place,
              blocking: decides && !isVariable(path),
              ...alone,
              ...leavesOpen,
            });
          }
        }
      }
    }
  }
  async function addFiles(): Promise<void> {
    for (const word of flagValues(line, 'set-file'))
      for (const { key, at: place, file } of await filesAssigned(context, found, word))
        if (file.ok)
          values.push({
            kind: 'assignment',
            source: 'set',
            ...place,
            flag: '--set-file',
            key,
            value: file.text,
          });
        else lost('--set-file', `the file of \`${key}\` is not known: ${file.why}`, place);
  }
  for (const flag of ['set-json', 'set', 'set-string'] as const) await addAssignments(flag);
  await addFiles();
  await addAssignments('set-literal');
  for (const flag of ['reuse-values', 'reset-then-reuse-values']) {
    if (hasFlag(line, flag))
      lost(
        `--${flag}`,
        'values of the release in the cluster stay in force: they are not in this repository',
        at,
        { selfContained: true },
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
    lost(
      bare.text,
      'it may hold more flags: they are filled in when this runs',
      { file: script.path, line: bare.line },
      await filledBy(bare.text),
    );
  return { values, problems, valuesUnknown, openValues };
}

/** What a text comes to with the script's own values in it, where its lines stay. */
function filledIn(
  script: string,
  { text: written, line }: { readonly text: string; readonly line: number },
  text: string,
): Positioned | undefined {
  if (text === written || text.split('\n').length !== written.split('\n').length) return undefined;
  const { documents, errors } = parseYaml(script, text, line);
  const data = documents[0]?.data;
  return errors.length === 0 && isRecord(data?.value) ? data : undefined;
}

/** Whether a file, by its name, is only ever handed to Helm. */
async function isOnlyTaken(context: DetectContext, script: string, raw: string): Promise<boolean> {
  const name = baseName(raw);
  const lines = linesWithoutNotes(script, (await context.text(script)) ?? '');
  return lines.every(line => !line.replace(TAKEN, '').includes(name));
}

/** `-f FILE`, `--values=FILE`, `"--values", "FILE"` */
const TAKEN = /(?<![\w-])(?:-f|--values)["']?[\s=,]{0,9}["']?[^\s"']+/g;

interface FileAssigned {
  readonly key: string;
  readonly at: Position;
  /** Its text, or why that is not known. */
  readonly file: { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };
}

/** `--set-file meshConfig=mesh.yaml`: the whole text of a file is the value. */
async function filesAssigned(
  context: DetectContext,
  { script, command }: HelmCommand,
  word: Word,
): Promise<readonly FileAssigned[]> {
  const at = { file: script.path, ...placeOf(word) };
  const filledIn = { ok: false, why: 'it is filled in when this runs' } as const;
  async function textAt(path: string): Promise<FileAssigned['file']> {
    const file = findFile(context, script, { ...word, text: path }, command);
    if (file.kind === 'missing') return { ok: false, why: file.why };
    if (file.kind === 'file') return context.tree.read(file.path);
    return { ok: true, text: script.expand(file.text) };
  }
  return Promise.all(
    splitAssignments(script.expand(word.text)).map(async ({ key, value: path }) => {
      const file = await textAt(path);
      return { key, at, file: file.ok && hasPlaceholder(key) ? filledIn : file };
    }),
  );
}

/** `--set "$SETTINGS"`, `--set a=b,$MORE`: what may be any assignment. */
function openPart(script: ScriptFile, flag: string, { text }: Word): string | undefined {
  const raw = script.expandAll(text);
  if (!hasPlaceholder(raw)) return undefined;
  if (!raw.replace(FILLED_IN, '').includes('=')) return raw;
  return /^set(?:-string)?$/.test(flag) ? raw.split(',').find(part => ONLY_FILLED_IN.test(part)) : undefined;
}

const FILLED_IN = new RegExp(PLACEHOLDER, 'g');
const ONLY_FILLED_IN = new RegExp(`^\\s*(?:${PLACEHOLDER})\\s*$`);

function assignments(
  script: ScriptFile,
  flag: 'set' | 'set-string' | 'set-json' | 'set-literal',
  word: Word,
): readonly ValuesAssignment[] {
  const raw = script.expandAll(word.text);
  const whole = flag === 'set-json' || flag === 'set-literal';
  const cut = raw.indexOf('=');
  const one = cut > 0 ? [{ key: raw.slice(0, cut), value: raw.slice(cut + 1) }] : [];
  const at = { file: script.path, ...placeOf(word) };
  const setAt = assignedAt(script, word);
  return (whole ? one : splitAssignments(raw)).map(part => ({
    kind: 'assignment',
    source: 'set',
    ...at,
    ...(setAt ? { setAt } : {}),
    flag: `--${flag}`,
    ...part,
  }));
}

/**
 * What an action or a workflow that others call runs only where they ask for it: its inputs say no by themselves, and nobody in the
 * tree says otherwise. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputsinput_iddefault
 */
import type { DetectContext } from '../../detector.js';
import { oncePerTree } from '../../once.js';
import { settingTexts } from '../../setting-texts.js';
import type { Asks, Choices } from '../choices.js';
import { INPUT } from '../references.js';
import type { Workflow } from './workflow.js';

interface File {
  readonly path: string;
  /** Where its commands stand. */
  readonly lines: ReadonlySet<number>;
  readonly workflow: Workflow;
  readonly choices: Choices;
}

/** @returns why the commands of lines do not run by themselves */
export async function leftToCallers(
  context: DetectContext,
  { path, lines, workflow, choices }: File,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  if (!workflow.isCalled && !/(?:^|\/)action\.ya?ml$/.test(path)) return found;
  for (const line of lines) {
    for (const asks of [...choices.asksAt(line), ...stepAsks(workflow, line)]) {
      const input = inputOf(workflow, asks, line);
      const preset = input === undefined ? undefined : workflow.presetOf(input);
      // Of several workflows that may start it, a person that does is offered the input.
      if (input === undefined || !preset || workflow.isOffered?.(input)) continue;
      if (isAmong(asks.values, preset.text) || (await isAskedFor(context, path, input, asks.values)))
        continue;
      const why = `taken not to be deployed: it is for \`${input}: ${asks.values.join(', ')}\`, which is \`${preset.text}\` by itself (line ${preset.line}), and nothing in this repository asks for it`;
      found.set(line, why);
    }
  }
  return found;
}

/** GitHub compares texts without regard to case. */
function isAmong(values: readonly string[], text: string): boolean {
  return values.some(one => one.toLowerCase() === text.toLowerCase());
}

/** `if: inputs.mesh == 'istio'`, `if: ${{ inputs.mesh == 'true' }}` of a step or a job. */
function stepAsks(workflow: Workflow, line: number): readonly Asks[] {
  return (workflow.conditionsAt?.(line) ?? []).flatMap(condition => {
    const [, what, value] =
      /^(?:\$\{\{)?[ \t]{0,9}(inputs\.[\w-]{1,80})[ \t]{0,9}==[ \t]{0,9}(?:'([^'{}]{1,80})'|true)[ \t]{0,9}(?:\}\})?$/.exec(
        condition.trim(),
      ) ?? [];
    return what === undefined ? [] : [{ what: `\${{ ${what} }}`, values: [value ?? 'true'] }];
  });
}

/** The input that a name of the environment stands for. */
function inputOf(workflow: Workflow, { what }: Asks, line: number): string | undefined {
  const own = INPUT.exec(what);
  if (own) return own[2] === undefined ? own[1] : undefined;
  const name = /^\$\{?(\w{1,80})\}?$/.exec(what)?.[1];
  const [only, ...others] = name === undefined ? [] : workflow.valuesAt(name, line);
  const [, input, otherwise] = (others.length === 0 && only && INPUT.exec(only.text)) || [];
  return otherwise === undefined ? input : undefined;
}

/** Read once for each input. */
const known = oncePerTree(async () => new Map<string, Promise<ReadonlySet<string>>>());
/** More inputs than actions of a tree choose by. */
const MAX_INPUTS = 200;

/** Whether somebody may ask for one of these: by its name, or by what only running it tells. */
async function isAskedFor(
  context: DetectContext,
  path: string,
  input: string,
  values: readonly string[],
): Promise<boolean> {
  const places = await known(context);
  const key = `${path} ${input}`;
  const found = places.get(key) ?? (places.size < MAX_INPUTS ? askedIn(context, path, input) : undefined);
  if (!found) return true;
  places.set(key, found);
  return [...(await found)].some(one => OPEN.test(one) || isAmong(values, one));
}

/** What is filled in, stands in the lines below, or somewhere else. */
const OPEN = /[${]|^[>|*&]/;

async function askedIn(context: DetectContext, path: string, input: string): Promise<ReadonlySet<string>> {
  const asks = new RegExp(
    `(?:^|[{,"'-])[ \\t]{0,99}["']?${input}["']?[ \\t]{0,9}:[ \\t]{1,9}["']?(?=([^"'#,]{1,200}))`,
    'gi',
  );
  const found = new Set<string>();
  const texts = await settingTexts(context);
  if (!texts) return new Set([UNKNOWN]);
  for (const { path: file, text } of texts) {
    if (file === path || !/\.ya?ml$/i.test(file)) continue;
    const lines = text.length > MAX_TEXT ? [text] : text.split('\n');
    for (const line of lines) {
      if (line.length > MAX_LINE) {
        if (line.includes(input)) found.add(UNKNOWN);
        continue;
      }
      for (const [, said = ''] of line.matchAll(asks)) found.add(said.replace(/[ \t}]+$/, ''));
    }
  }
  return found;
}

/** What nobody looks through may ask for anything. */
const UNKNOWN = '$';
const MAX_TEXT = 1_000_000;
const MAX_LINE = 1000;

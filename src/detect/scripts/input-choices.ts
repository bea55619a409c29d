/**
 * What an action or a workflow that others call runs only where they ask for it: its inputs say no by themselves, and nobody in the
 * tree says otherwise. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputsinput_iddefault
 */
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import type { Asks, Choices } from './choices.js';
import { INPUT } from './references.js';
import type { Workflow } from './workflow.js';

interface File {
  readonly path: string;
  readonly lines: readonly string[];
  readonly workflow: Workflow;
  readonly choices: Choices;
}

/** @returns why the commands of lines do not run by themselves */
export async function leftToCallers(
  context: DetectContext,
  { path, lines, workflow, choices }: File,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  const isCalled = workflow.isCalled || /(?:^|\/)action\.ya?ml$/.test(path);
  if (!isCalled || lines.length > MAX_LINES) return found;
  for (const [index] of lines.entries()) {
    const line = index + 1;
    for (const asks of [...choices.asksAt(line), ...stepAsks(workflow, line)]) {
      const input = inputOf(workflow, asks, line);
      const preset = input === undefined ? undefined : workflow.presetOf(input);
      if (input === undefined || !preset || asks.values.includes(preset.text)) continue;
      if (await isAskedFor(context, path, input, asks.values)) continue;
      const why = `taken not to be deployed: it is for \`${input}: ${asks.values.join(', ')}\`, which is \`${preset.text}\` by itself (line ${preset.line}), and nothing in this repository asks for it`;
      found.set(line, why);
    }
  }
  return found;
}

/** Longer than any action. */
const MAX_LINES = 5000;

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

/** Whether somebody may ask for one of these: by its name, or by what only running it tells. */
async function isAskedFor(
  context: DetectContext,
  path: string,
  input: string,
  values: readonly string[],
): Promise<boolean> {
  const places = await known(context);
  const key = `${path} ${input}`;
  const found = places.get(key) ?? askedIn(context, path, input);
  places.set(key, found);
  const asked = await found;
  return [...asked].some(one => one.includes('$') || one.includes('{') || values.includes(one));
}

async function askedIn(context: DetectContext, path: string, input: string): Promise<ReadonlySet<string>> {
  const asks = new RegExp(
    `(?:^|[{,"'-])[ \\t]{0,99}["']?${input}["']?[ \\t]{0,9}:[ \\t]{1,9}["']?([^"'#,]{1,200})`,
  );
  const found = new Set<string>();
  for (const file of context.tree.paths) {
    if (file === path || !/\.ya?ml$/i.test(file)) continue;
    const text = (await context.text(file)) ?? '';
    if (!text.includes(input) || text.length > MAX_TEXT) continue;
    for (const line of text.split('\n')) {
      const said = line.includes(input) && line.length < MAX_LINE ? asks.exec(line)?.[1] : undefined;
      if (said !== undefined) found.add(said.replace(/[ \t}]+$/, ''));
    }
  }
  return found;
}

const MAX_TEXT = 1_000_000;
const MAX_LINE = 1000;

/** Settings of Pulumi that values are made of: those that are asked for in what reaches them. */
import { oncePer } from '../../memo.js';
import type { Position } from '../../model.js';
import { recordAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { PROGRAM, saidBySettings, withoutNamespace } from '../pulumi-settings.js';
import { folderOf } from '../tree-path.js';
import { pulumiProjectOf } from './projects.js';
import { type Reach, reachIn } from './reach.js';
import { withoutComments } from './text.js';

/** All that the project and its stacks say of them; nothing where what reaches the place is more than can be followed. */
export async function saidByStacks(
  context: DetectContext,
  { file, line }: Position,
): Promise<readonly unknown[]> {
  const isProgram = PROGRAM.test(file);
  const project = isProgram ? folderOf(file) : pulumiProjectOf(context, file);
  if (project === undefined) return [];
  const keys = isProgram ? await filledIn(context, { file, line }) : await asked(context, { file, line });
  return saidBySettings(context, project, keys);
}

/** `const config = new pulumi.Config()`, `cfg := config.New(ctx, "mesh")`, `var config = ctx.config();` */
const HOLDER =
  /(?<![\w.$])([A-Za-z_$][\w$]{0,80})(?:\s{0,9}:\s{0,9}[\w.]{1,60})?\s{0,9}:?=\s{0,9}(?:new\s{1,9})?(?:\w{1,40}\.){0,2}(?:Config|config|config\.New)\(/g;

/** `config.requireBoolean("autoSni")`, `cfg.GetObject("mesh", &mesh)`, `config.get<string>("tag")`, `config.Try(ctx, "mesh:tag")`. */
const ASKED =
  /\b(?:get|require|try)_?\w{0,40}(?:<[^()]{0,200}>)?\(\s{0,9}(?:ctx\s{0,9},\s{0,9})?["'`]([\w:.-]{1,200})["'`]/gi;

async function asked(context: DetectContext, { file, line }: Position): Promise<ReadonlySet<string>> {
  const known = reachOf(context);
  const reach = known.get(file) ?? withoutHolders(context, file);
  known.set(file, reach);
  const reached = (await reach)(line) ?? [];
  // A call may be broken over lines.
  return new Set([...reached.join('\n').matchAll(ASKED)].map(([, key = '']) => withoutNamespace(key)));
}

/** Of each file, read once. */
const reachOf = oncePer((_: DetectContext) => new Map<string, Promise<Reach>>());

/** What is asked of the same holder elsewhere in the file is other people's. */
async function withoutHolders(context: DetectContext, file: string): Promise<Reach> {
  const text = (await context.text(file)) ?? '';
  const holders = [...withoutComments(file, text).matchAll(HOLDER)].map(([, name = '']) => name);
  return reachIn(file, text, holders);
}

/** `${autoSni}`, `${mesh:autoSni}` in the resource of a program in YAML, and in its variables. */
async function filledIn(context: DetectContext, { file, line }: Position): Promise<ReadonlySet<string>> {
  const data = (await context.yaml(file)).documents[0]?.data;
  const resources = Object.keys(recordAt(data?.value, ['resources']) ?? {});
  const own = resources.findLast(name => (data?.lineOf(['resources', name]) ?? 0) <= line);
  const parts = [
    own === undefined ? undefined : recordAt(data?.value, ['resources', own]),
    recordAt(data?.value, ['variables']),
  ];
  return new Set([...JSON.stringify(parts).matchAll(FILLED_IN)].map(([, key = '']) => key));
}

const FILLED_IN = /\$\{(?:[\w-]{1,100}:)?(\w{1,100})[}.[]/g;

/**
 * Variables of Kluctl: files and values that its deployments name, once for each target of the project.
 * Sources: https://kluctl.io/docs/kluctl/kluctl-project/, https://kluctl.io/docs/kluctl/deployments/deployment-yml/#vars-deployment-project
 */
import { overlaid } from '../evaluated/overlay.js';
import { type EvaluatedValue, mapOf, scalar, textOf, valueFrom } from '../evaluated/value.js';
import type { Position, Positioned } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import { listAt, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { oncePerTree } from './once.js';
import { ancestors, folderOf, inFolder, isWithin, resolveInTree } from './tree-path.js';

/** What a name is for one target. */
export interface KluctlValue {
  /** '' where the project has no targets. */
  readonly target: string;
  /** Undefined where the project does not decide it. */
  readonly text: string | undefined;
  readonly at: Position;
}

/** More targets than any honest project has, and deeper than its deployments include each other. */
const MAX_TARGETS = 60;
const MAX_DEPTH = 10;
/** More entries of deployments than are looked at in one tree. */
const MAX_STEPS = 200_000;
/** What it costs to take in one source of variables, and how many of them and of those before cost one more: they are merged. */
const MERGING = 20;
const MERGED_BY_ONE = 20;

/** What a file of a deployment sees under a name (`istio.version`), for each target that deploys the file; none outside of a project. */
export async function kluctlValues(
  context: DetectContext,
  name: string,
  file: string,
): Promise<readonly KluctlValue[]> {
  const seen = await (await projectsOf(context)).variablesOf(file);
  return seen.map(({ target, variables, at }) => {
    const value = partAt(variables, name.split('.'));
    return { target, text: textOf(value), at: value?.at ?? at };
  });
}

/** What a file sees for one target. */
interface Seen {
  readonly target: string;
  readonly variables: EvaluatedValue;
  /** Where the target is written. */
  readonly at: Position;
}

const projectsOf = oncePerTree(async context => new Projects(context));

class Projects {
  private readonly known = new Map<string, Promise<readonly Seen[]>>();
  private readonly contents = new Map<string, EvaluatedValue | undefined>();
  private left = MAX_STEPS;

  constructor(private readonly context: DetectContext) {}

  /** Files of one folder see the same. */
  variablesOf(file: string): Promise<readonly Seen[]> {
    const folder = folderOf(file);
    const known = this.known.get(folder) ?? this.read(folder);
    this.known.set(folder, known);
    return known;
  }

  private async read(folder: string): Promise<readonly Seen[]> {
    const home = [folder, ...ancestors(folder)].find(one => projectOf(this.context, one) !== undefined);
    const path = home === undefined ? undefined : projectOf(this.context, home);
    const [document] = path === undefined ? [] : (await this.context.yaml(path)).documents;
    if (home === undefined || !document) return [];
    const targets = listAt(document.data.value, ['targets']).slice(0, MAX_TARGETS);
    const found: Seen[] = [];
    for (const index of targets.length === 0 ? [undefined] : targets.keys()) {
      const variables = await this.into(home, startingFrom(document.data, index), folder);
      const target = stringAt(targets[index ?? -1], ['name']) ?? '';
      const at = startOf(document.data, index === undefined ? [] : ['targets', index]);
      if (variables) found.push({ target, variables, at });
    }
    return found;
  }

  /** The variables that files of a folder see; undefined where the deployments of another one don't lead there. */
  private async into(
    folder: string,
    above: EvaluatedValue,
    wanted: string,
    depth = 0,
  ): Promise<EvaluatedValue | undefined> {
    const path = ['deployment.yaml', 'deployment.yml']
      .map(name => inFolder(folder, name))
      .find(one => this.context.tree.has(one));
    const [document] = path === undefined ? [] : (await this.context.yaml(path)).documents;
    if (!document || depth > MAX_DEPTH) return undefined;
    const { data } = document;
    const variables = await this.withVariables(data, folder, above);
    for (const index of listAt(data.value, ['deployments']).keys()) {
      if (!this.take(data.file)) return undefined;
      const item = data.at(['deployments', index]);
      const included = stringAt(item.value, ['include']);
      const named = stringAt(item.value, ['path']) ?? included;
      const name = named === undefined ? undefined : filledIn(named, variables);
      const inner = name === undefined ? undefined : resolveInTree(folder, name);
      if (inner === undefined || inner === folder || !isWithin(inner, wanted)) continue;
      const own = await this.withVariables(item, folder, variables);
      const found = included === undefined ? own : await this.into(inner, own, wanted, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  /** What later entries of `vars` say counts more. A file that can't be told may say anything. */
  private async withVariables(
    data: Positioned,
    folder: string,
    above: EvaluatedValue,
  ): Promise<EvaluatedValue> {
    let variables = above;
    for (const index of listAt(data.value, ['vars']).keys()) {
      const entry = data.at(['vars', index]);
      const values = entry.at(['values']);
      if (!this.take(data.file, MERGING + costOf(variables))) return mapOf({}, variables.at);
      if (values.value !== undefined) variables = overlaid(variables, valueFrom(values));
      const file = stringAt(entry.value, ['file']);
      const name = file === undefined ? undefined : filledIn(file, variables);
      if (file !== undefined && name === undefined) return mapOf({}, variables.at);
      const path = name === undefined ? undefined : resolveInTree(folder, name);
      if (path === undefined || !this.context.tree.has(path)) continue;
      const value = await this.contentOf(path);
      if (!value) continue;
      if (!this.take(data.file, costOf(variables) + costOf(value))) return mapOf({}, variables.at);
      variables = overlaid(variables, value);
    }
    return variables;
  }

  private async contentOf(path: string): Promise<EvaluatedValue | undefined> {
    if (!this.contents.has(path)) {
      const [document] = (await this.context.yaml(path)).documents;
      this.contents.set(path, document && valueFrom(document.data));
    }
    return this.contents.get(path);
  }

  /** Says once where it is too much: from then on, nothing is decided. */
  private take(file: string, cost = 1): boolean {
    if (this.left < 0) return false;
    this.left -= cost;
    if (this.left < 0) {
      const why = 'deployments of Kluctl here ask for more than can be followed: what they give is left out';
      this.context.leave(file, why);
    }
    return this.left >= 0;
  }
}

function costOf(value: EvaluatedValue): number {
  return value.kind === 'map' ? Math.floor(value.entries.size / MERGED_BY_ONE) : 0;
}

function projectOf({ tree }: DetectContext, folder: string): string | undefined {
  return ['.kluctl.yaml', '.kluctl.yml'].map(name => inFolder(folder, name)).find(path => tree.has(path));
}

/** `args`, with the defaults of the project below those of the target, and `target`. */
function startingFrom(project: Positioned, index: number | undefined): EvaluatedValue {
  const at = startOf(project);
  const defaults = listAt(project.value, ['args']).flatMap((entry, number) => {
    const value = project.at(['args', number, 'default']);
    const name = stringAt(entry, ['name']);
    return name === undefined || value.value === undefined ? [] : [[name, placed(value)] as const];
  });
  const args = mapOf(Object.fromEntries(defaults), at);
  if (index === undefined) return mapOf({ args }, at);
  const target = project.at(['targets', index]);
  const own = target.at(['args']);
  return mapOf(
    {
      args: own.value === undefined ? args : overlaid(args, valueFrom(own)),
      target: valueFrom(target),
    },
    at,
  );
}

function placed(data: Positioned): EvaluatedValue {
  const value = valueFrom(data);
  return value.kind === 'scalar' && value.value !== null ? scalar(value.value, value.at) : value;
}

/** A text with its `{{ args.environment }}` filled in; undefined where one is not decided. */
function filledIn(text: string, variables: EvaluatedValue): string | undefined {
  let isDecided = text.length < 1000;
  const result = text.replace(/\{\{([^{}]{0,200})\}\}/g, (_, inner: string) => {
    const found = textOf(partAt(variables, inner.trim().split('.')));
    isDecided &&= found !== undefined;
    return found ?? '';
  });
  return isDecided && !/\{[{%]/.test(result) ? result : undefined;
}

function partAt(value: EvaluatedValue, path: readonly string[]): EvaluatedValue | undefined {
  let found: EvaluatedValue | undefined = value;
  for (const key of path) found = found?.kind === 'map' ? found.entries.get(key)?.value : undefined;
  return found;
}

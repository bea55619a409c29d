/**
 * Variables of Kluctl: files and values that its deployments name, once for each target of the project.
 * Sources: https://kluctl.io/docs/kluctl/kluctl-project/, https://kluctl.io/docs/kluctl/deployments/deployment-yml/#vars-deployment-project
 */
import { append } from '../append.js';
import { withLeaves } from '../evaluated/laid-over.js';
import { overlaid } from '../evaluated/overlay.js';
import { partAt } from '../evaluated/part.js';
import {
  type EvaluatedMap,
  type EvaluatedValue,
  mapOf,
  scalar,
  textOf,
  unknown,
  valueFrom,
} from '../evaluated/value.js';
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
  /** For undefined: something that is not in the project may give it. */
  readonly isOpen: boolean;
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
    const path = name.split('.');
    const value = partAt(variables, ...path);
    const written = textOf(value);
    const text = written === undefined ? undefined : filledIn(written, variables);
    const isOpen = written === undefined ? isOpenAt(variables, path) : text === undefined;
    return { target, text, at: value?.at ?? at, isOpen };
  });
}

/** True where one of the mappings on the way may hold more than it shows. */
function isOpenAt(variables: EvaluatedValue, path: readonly string[]): boolean {
  return ['', ...path].some((_, length) => {
    const part = partAt(variables, ...path.slice(0, length));
    return part?.kind === 'unknown' || (part?.kind === 'map' && part.open !== undefined);
  });
}

/** What a file sees for one target. */
interface Seen {
  readonly target: string;
  readonly variables: EvaluatedMap;
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
    const all = listAt(document.data.value, ['targets']);
    const targets = all.slice(0, MAX_TARGETS);
    if (all.length > MAX_TARGETS)
      this.context.leave(
        document.data.file,
        `targets of Kluctl beyond the first ${MAX_TARGETS} of its ${all.length} were not looked at`,
      );
    const found: Seen[] = [];
    for (const index of targets.length === 0 ? [undefined] : targets.keys()) {
      const name = stringAt(targets[index ?? -1], ['name']) ?? '';
      const at = startOf(document.data, index === undefined ? [] : ['targets', index]);
      const ways = await this.into([home], startingFrom(document.data, index), folder);
      for (const [number, variables] of ways.entries()) {
        const target = number === 0 ? name : [name, number + 1].filter(Boolean).join('-');
        found.push({ target, variables, at });
      }
    }
    return found;
  }

  /**
   * The variables that files of a folder see, for each way in which deployments lead there; none where those of another one don't.
   * @param homes the folder of a deployment, before those of the deployments that include it
   */
  private async into(
    homes: readonly [string, ...string[]],
    above: EvaluatedMap,
    wanted: string,
  ): Promise<readonly EvaluatedMap[]> {
    const [folder] = homes;
    const path = ['deployment.yaml', 'deployment.yml']
      .map(name => inFolder(folder, name))
      .find(one => this.context.tree.has(one));
    const [document] = path === undefined ? [] : (await this.context.yaml(path)).documents;
    if (!document) return [];
    const { data } = document;
    if (homes.length > MAX_DEPTH + 1) return [open(above, data)];
    const variables = await this.withVariables(data, homes, above);
    const found: EvaluatedMap[] = [];
    for (const index of listAt(data.value, ['deployments']).keys()) {
      if (!this.take(data.file)) return [open(above, data)];
      const item = data.at(['deployments', index]);
      const included = stringAt(item.value, ['include']);
      const named = stringAt(item.value, ['path']) ?? included;
      const name = named === undefined ? undefined : filledIn(named, variables);
      const inner = name === undefined ? undefined : resolveInTree(folder, name);
      if (inner === undefined || inner === folder || !isWithin(inner, wanted)) continue;
      const own = await this.withVariables(item, homes, variables);
      if (included === undefined) found.push(own);
      else append(found, await this.into([inner, ...homes], own, wanted));
    }
    return found;
  }

  /** What later entries of `vars` say counts more. What can't be told may say anything. */
  private async withVariables(
    data: Positioned,
    homes: readonly string[],
    above: EvaluatedMap,
  ): Promise<EvaluatedMap> {
    let variables = above;
    for (const index of listAt(data.value, ['vars']).keys()) {
      const entry = data.at(['vars', index]);
      if (!this.take(data.file, MERGING + costOf(variables))) return open(variables, data);
      const read = await this.sourceOf(entry, homes, variables);
      if (read === 'nothing') continue;
      const path = stringAt(entry.value, ['targetPath'])?.split('.') ?? [];
      if (read === 'anything' || !path.every(key => /^[\w-]{1,100}$/.test(key))) {
        variables = open(variables, entry);
        continue;
      }
      if (!this.take(data.file, costOf(variables) + costOf(read))) return open(variables, data);
      const value = path.reduceRight<EvaluatedMap>((inner, key) => mapOf({ [key]: inner }, inner.at), read);
      const isOver = entry.at(['noOverride']).value !== true;
      const whole = isOver ? overlaid(variables, value) : overlaid(value, variables);
      variables = whole.kind === 'map' ? whole : variables;
    }
    return variables;
  }

  private async sourceOf(
    entry: Positioned,
    homes: readonly string[],
    variables: EvaluatedMap,
  ): Promise<EvaluatedMap | 'nothing' | 'anything'> {
    if (SECRETS.some(key => entry.at([key]).value !== undefined)) return 'nothing';
    const values = entry.at(['values']);
    const ofSystem = entry.at(['systemEnvVars']);
    const file = stringAt(entry.value, ['file']);
    let value: EvaluatedValue | undefined;
    if (values.value !== undefined) value = valueFrom(values);
    else if (ofSystem.value !== undefined) value = valueFrom(ofSystem);
    else if (file !== undefined) {
      const name = filledIn(file, variables);
      if (name === undefined) return 'anything';
      const path = homes
        .map(home => resolveInTree(home, name))
        .find(one => one !== undefined && this.context.tree.has(one));
      if (path === undefined) return 'nothing';
      value = await this.contentOf(path);
      if (!value) return 'nothing';
    }
    if (value?.kind !== 'map') return 'anything';
    const when = entry.at(['when']).value;
    const isSure = ofSystem.value === undefined && (when === undefined || when === true);
    return isSure ? value : namedOnly(value);
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

/** Sources that hold secrets, and hardly a version: https://kluctl.io/docs/kluctl/templating/variable-sources/ */
const SECRETS = ['clusterSecret', 'awsSecretsManager', 'gcpSecretManager', 'vault', 'azureKeyVault'] as const;

/** The same keys, of which nobody knows what they hold. */
function namedOnly(map: EvaluatedMap): EvaluatedMap {
  const named = withLeaves(map, ({ at }) => unknown('vars', at));
  return named.kind === 'map' ? named : map;
}

/** What anything may stand over but the target and its arguments. */
function open({ entries, at }: EvaluatedMap, data: Positioned): EvaluatedMap {
  const kept = [...entries].filter(([key]) => key === 'args' || key === 'target');
  return { kind: 'map', entries: new Map(kept), at, open: { what: 'vars', at: startOf(data) } };
}

function costOf(value: EvaluatedValue): number {
  return value.kind === 'map' ? Math.floor(value.entries.size / MERGED_BY_ONE) : 0;
}

function projectOf({ tree }: DetectContext, folder: string): string | undefined {
  return ['.kluctl.yaml', '.kluctl.yml'].map(name => inFolder(folder, name)).find(path => tree.has(path));
}

/** `args`, with the defaults of the project below those of the target, and `target`. */
function startingFrom(project: Positioned, index: number | undefined): EvaluatedMap {
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
function filledIn(text: string, variables: EvaluatedMap): string | undefined {
  let isDecided = text.length < 1000;
  const result = text.replace(/\{\{([^{}]{0,200})\}\}/g, (_, inner: string) => {
    const found = textOf(partAt(variables, ...inner.trim().split('.')));
    isDecided &&= found !== undefined;
    return found ?? '';
  });
  return isDecided && !/\{[{%]/.test(result) ? result : undefined;
}

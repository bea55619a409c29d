/**
 * Variables of Garden: those of the action itself, of the environment and of the project, and the files that these name, once for
 * each environment of the project.
 * Source: https://docs.garden.io/cedar-0.14/features/variables-and-templating
 */
import type { Position, Positioned } from '../model.js';
import { positionedAt, startOf, valueAt } from '../yaml/positioned.js';
import { isRecord, listAt, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { oncePerTree } from './once.js';
import { ancestors, folderOf, resolveInTree } from './tree-path.js';

/** What a text comes to in one environment. */
export interface GardenValue {
  /** '' where the project has no environments. */
  readonly environment: string;
  /** Undefined where the project does not decide it. */
  readonly text: string | undefined;
  readonly at: Position;
}

const CONFIG = /(?:^|\/)(?:[\w.-]+\.)?garden\.ya?ml$/i;
/** More environments than a project has. */
const MAX_ENVIRONMENTS = 60;
/** Names stand for each other no deeper. */
const MAX_STEPS = 5;
const MAX_TEXT = 300;

/**
 * `${var.istio.version}`, `${var.istio-version || "1.22.2"}`, `${local.env.ISTIO_VERSION || var.istioVersion}`
 * @returns none for another expression, and outside of a project of Garden
 */
export async function gardenValues(
  context: DetectContext,
  text: string,
  at: Position,
): Promise<readonly GardenValue[]> {
  if (!CONFIG.test(at.file) || !operandsIn(text)) return [];
  const project = await projectAround(context, at.file);
  const action = await documentAt(context, at);
  if (!project) return [];
  return project.environments.map(({ name, layers }) => {
    const own = action ? [{ data: action, base: ['variables'] }, ...layers] : layers;
    return { environment: name, ...(evaluated(text, at, own, 0) ?? { text: undefined, at }) };
  });
}

/** Where variables stand, the strongest first. */
interface Layer {
  readonly data: Positioned;
  readonly base: readonly string[];
}

interface Project {
  readonly environments: readonly { readonly name: string; readonly layers: readonly Layer[] }[];
}

const REFERENCE = /^(?:var|variables)\.([\w-]{1,100}(?:\.[\w-]{1,100}){0,8})$/;
const OF_MACHINE = /^(?:local|git|secrets|command)\.[\w.-]{1,200}$/;
const QUOTED = /^(?:'([^']{0,100})'|"([^"]{0,100})")$/;

/** What stands in `${… || …}`, each of which counts where those before it have no value. */
function operandsIn(text: string): readonly string[] | undefined {
  const inner = text.length > MAX_TEXT ? undefined : /^v?\$\{([^{}]*)\}\??$/.exec(text.trim())?.[1];
  const operands = inner?.split('||').map(operand => operand.trim());
  return operands?.every(one => REFERENCE.test(one) || OF_MACHINE.test(one) || QUOTED.test(one))
    ? operands
    : undefined;
}

function evaluated(
  text: string,
  at: Position,
  layers: readonly Layer[],
  step: number,
): { readonly text: string; readonly at: Position } | undefined {
  if (!text.includes('${')) return { text, at };
  if (step > MAX_STEPS) return undefined;
  for (const operand of operandsIn(text) ?? []) {
    const quoted = QUOTED.exec(operand);
    if (quoted) return { text: quoted[1] ?? quoted[2] ?? '', at };
    const name = REFERENCE.exec(operand)?.[1];
    if (name === undefined) continue;
    const found = foundIn(layers, name);
    if (found) return evaluated(found.text, found.at, layers, step + 1);
  }
  return undefined;
}

function foundIn(layers: readonly Layer[], name: string): { text: string; at: Position } | undefined {
  for (const { data, base } of layers) {
    // Files of settings write keys of keys with dots.
    for (const keys of [name.split('.'), [name]]) {
      const path = [...base, ...keys];
      const text = stringAt(data.value, path);
      if (text !== undefined) return { text, at: startOf(data, path) };
    }
  }
  return undefined;
}

async function documentAt(context: DetectContext, { file, line }: Position): Promise<Positioned | undefined> {
  const { documents } = await context.yaml(file);
  return documents.find(({ data }) => data.lineOf([]) <= line && line <= data.endLineOf([]))?.data;
}

/** True for an action or a module that says itself that it is off. */
export async function isDisabledInGarden(context: DetectContext, at: Position): Promise<boolean> {
  if (!CONFIG.test(at.file)) return false;
  return valueAt((await documentAt(context, at))?.value, ['disabled']) === true;
}

/** The nearest folder above that has a project. */
async function projectAround(context: DetectContext, file: string): Promise<Project | undefined> {
  const projects = await projectsOf(context);
  const folder = folderOf(file);
  const home = [folder, ...ancestors(folder)].find(one => projects.has(one));
  return home === undefined ? undefined : projects.get(home);
}

/** By their folders. */
const projectsOf = oncePerTree(async (context): Promise<ReadonlyMap<string, Project>> => {
  const found = new Map<string, Project>();
  for (const path of context.tree.paths) {
    if (!CONFIG.test(path) || found.has(folderOf(path))) continue;
    for (const { data } of (await context.yaml(path)).documents)
      if (isRecord(data.value) && data.value.kind === 'Project')
        found.set(folderOf(path), await readProject(context, data));
  }
  return found;
});

async function readProject(context: DetectContext, data: Positioned): Promise<Project> {
  const home = folderOf(data.file);
  const all = listAt(data.value, ['environments']);
  if (all.length > MAX_ENVIRONMENTS)
    context.leave(
      data.file,
      `environments of Garden beyond the first ${MAX_ENVIRONMENTS} of its ${all.length} were not looked at`,
    );
  const environments = [];
  for (const index of all.length === 0 ? [undefined] : [...all.keys()].slice(0, MAX_ENVIRONMENTS)) {
    const own = index === undefined ? [] : ['environments', index];
    const entry = valueAt(data.value, own);
    const name =
      index === undefined ? '' : (stringAt(entry, ['name']) ?? (typeof entry === 'string' ? entry : ''));
    const ofProject = stringAt(data.value, ['varfile']) ?? 'garden.env';
    const ofEnvironment = stringAt(entry, ['varfile']) ?? `garden.${name}.env`;
    const layers: Layer[] = [
      ...(index === undefined ? [] : await varfile(context, home, ofEnvironment, name)),
      ...(index === undefined ? [] : [{ data: data.at(own), base: ['variables'] }]),
      ...(await varfile(context, home, ofProject, name)),
      { data, base: ['variables'] },
    ];
    environments.push({ name, layers });
  }
  return { environments };
}

/** A file of settings, of YAML or of JSON; none where the tree does not have it. */
async function varfile(
  context: DetectContext,
  home: string,
  named: string,
  environment: string,
): Promise<readonly Layer[]> {
  const path = resolveInTree(home, named.replace(/\$\{\s*environment\.name\s*\}/g, environment));
  if (path === undefined || !context.tree.has(path)) return [];
  if (/\.(?:ya?ml|json)$/i.test(path))
    return (await context.yaml(path)).documents.map(({ data }) => ({ data, base: [] }));
  return settingsIn(path, (await context.text(path)) ?? '');
}

/** `istio.version=1.22.2`; of several lines, the last counts. */
function settingsIn(path: string, text: string): readonly Layer[] {
  const found = text.split('\n').flatMap((line, index): readonly Layer[] => {
    const [, key, value = ''] = SETTING.exec(line) ?? [];
    if (key === undefined) return [];
    return [
      { data: positionedAt(path, index + 1, { [key]: value.replace(/^(["'])(.*)\1$/, '$2') }), base: [] },
    ];
  });
  return found.reverse();
}

const SETTING = /^\s{0,20}(?:export\s{1,9})?([A-Za-z_][\w.-]{0,100})\s{0,9}=\s{0,9}([^\s#]{1,200})/;

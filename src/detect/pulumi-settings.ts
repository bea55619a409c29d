/**
 * What the stacks of a Pulumi project give a setting: `Pulumi.<stack>.yaml`, else the default in `Pulumi.yaml`, else the program's own.
 * Source: https://www.pulumi.com/docs/iac/concepts/config/#project-level-configuration
 */
import type { Position, Positioned } from '../model.js';
import { startOf } from '../yaml/positioned.js';
import { isRecord, recordAt, stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import type { DecidedVersion } from './istio/published-release.js';
import { baseName, folderOf, inFolder } from './tree-path.js';

export interface Setting {
  readonly key: string;
  /** The namespace of the key, where the program names one; absent: the project's name, or what is not known. */
  readonly namespace?: string;
  /** Keys of the object that it is. */
  readonly fields?: readonly string[];
}

interface Given {
  /** Null: it is no version that can be read, as where it is encrypted. */
  readonly version: string | null;
  readonly at: Position;
}

export interface SettingOfStacks extends DecidedVersion {
  /** Stacks that say nothing, where nothing else does for them. */
  readonly silent?: readonly string[];
}

const VERSION = /^v?(\d+\.\d+\.\d+[\w.+-]*)$/;
/** A program of Pulumi in YAML: the settings of its stacks stand beside it. */
export const PROGRAM = /(?:^|\/)(?:Pulumi|Main)\.ya?ml$/;

const PROJECTS = ['Pulumi.yaml', 'Pulumi.yml'];

/**
 * The version, or one for each stack where they differ; undefined where neither a stack nor the project gives the setting.
 * @param folder that of the project
 * @param otherwise what the program itself takes where nobody gives it
 */
export async function settingOfStacks(
  context: DetectContext,
  folder: string,
  { key: written, namespace, fields = [] }: Setting,
  otherwise: Given | undefined,
): Promise<SettingOfStacks | undefined> {
  const [own, key = ''] = written.includes(':') ? written.split(':') : [namespace, written];
  const settings = await settingsOfProject(context, folder);
  const spaces = [own ?? stringAt(settings?.value, ['name'])].filter(one => one !== undefined);
  const inProject = settings && givenIn(settings, key, spaces, fields);
  const stacks = await stacksOf(context, folder);
  const given = stacks.map(({ name, data }) => ({ name, own: data && givenIn(data, key, spaces, fields) }));
  if (!inProject && given.every(({ own: one }) => !one)) return undefined;
  const fallback = inProject ?? otherwise;
  const all = given.map(({ name, own: one }) => ({ environment: name, given: one ?? fallback }));
  const values = all.length > 0 ? all.map(({ given: one }) => one) : [fallback];
  const first = values.find(one => one !== undefined);
  if (!first) return undefined;
  if (values.every(one => one?.version === first.version)) return first;
  const environments = all.map(({ environment, given: one }) => ({
    environment,
    version: one?.version ?? null,
    at: one?.at ?? first.at,
  }));
  const places = environments.map(
    ({ environment, version }) => `${version ?? 'not known'} in ${environment}`,
  );
  return {
    version: null,
    at: first.at,
    look: `\`${key}\` is ${places.slice(0, 4).join(', ')}`,
    environments,
    silent: all.filter(({ given: one }) => !one).map(({ environment }) => environment),
  };
}

/**
 * All that the project and its stacks say under these keys, whatever the namespace: the same while none of it moves.
 * @param folder that of the project
 */
export async function saidBySettings(
  context: DetectContext,
  folder: string,
  keys: ReadonlySet<string>,
): Promise<readonly unknown[]> {
  const project = { name: '', data: await settingsOfProject(context, folder) };
  const files = [project, ...(await stacksOf(context, folder))];
  return files.flatMap(({ name, data }) =>
    Object.entries(recordAt(data?.value, ['config']) ?? {})
      .filter(([key]) => keys.has(withoutNamespace(key)))
      .map(entry => [name, ...entry]),
  );
}

/** `istioVersion` of `mesh:istioVersion`. */
export function withoutNamespace(key: string): string {
  return key.replace(/^.*:/, '');
}

/** Stacks that have a file of their own, in order of their names. */
async function stacksOf(
  context: DetectContext,
  folder: string,
): Promise<readonly { readonly name: string; readonly data: Positioned | undefined }[]> {
  const found: { readonly name: string; readonly data: Positioned | undefined }[] = [];
  for (const path of context.tree.paths) {
    const name =
      folderOf(path) === folder ? /^Pulumi\.([\w.-]+)\.ya?ml$/.exec(baseName(path))?.[1] : undefined;
    if (name !== undefined) found.push({ name, data: await settingsIn(context, path) });
  }
  return found;
}

async function settingsOfProject(context: DetectContext, folder: string): Promise<Positioned | undefined> {
  const path = PROJECTS.map(name => inFolder(folder, name)).find(one => context.tree.has(one));
  return path === undefined ? undefined : settingsIn(context, path);
}

async function settingsIn(context: DetectContext, path: string): Promise<Positioned | undefined> {
  return (await context.yaml(path)).documents[0]?.data;
}

/** Under `project:key`; what belongs to the project itself needs no such name in its own file. */
function givenIn(
  data: Positioned,
  key: string,
  spaces: readonly string[],
  fields: readonly string[],
): Given | undefined {
  const names = Object.keys(recordAt(data.value, ['config']) ?? {});
  const wanted = [...spaces.map(space => `${space}:${key}`), key];
  const name =
    wanted.find(one => names.includes(one)) ?? onlyOne(names.filter(one => one.endsWith(`:${key}`)));
  if (name === undefined || (spaces.length > 0 && !wanted.includes(name))) return undefined;
  const path = ['config', name];
  const value = recordAt(data.value, ['config'])?.[name];
  if (fields.length > 0) {
    const within = [...path, ...fields];
    const written = stringAt(data.value, within);
    return written === undefined
      ? undefined
      : { version: VERSION.exec(written)?.[1] ?? null, at: startOf(data, within) };
  }
  const inner = isRecord(value) ? ['value', 'default'].find(one => Object.hasOwn(value, one)) : undefined;
  // A declaration of the setting's type alone gives it no value.
  if (isRecord(value) && inner === undefined && !Object.hasOwn(value, 'secure')) return undefined;
  const place = inner === undefined ? path : [...path, inner];
  const version = VERSION.exec(stringAt(data.value, place) ?? '')?.[1] ?? null;
  return { version, at: startOf(data, place) };
}

function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

/** Templates of Jinja that tasks apply, filled in as each turn of a loop and each environment has it. */

import { withLines } from '../../evaluated/plain.js';
import type { DataPath, Positioned, Problem } from '../../model.js';
import { parseYaml, startOf, valueAt } from '../../yaml/positioned.js';
import { MESH_RESOURCE } from '../chart-relevance.js';
import { isRecord, listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { kindsIn } from '../kinds-in.js';
import type { Filled } from '../reshaped.js';
import { folderOf, inFolder, resolveInTree } from '../tree-path.js';
import type { AnsibleValue } from './definitions.js';
import { besideName } from './entries.js';
import { filledWith, hasJinja, lookupIn } from './jinja.js';
import type { Find } from './jinja-conditions.js';
import { type JinjaTemplate, type JinjaText, jinjaTemplate } from './jinja-text.js';
import { roleOf } from './places.js';
import { ansibleEnvironments } from './variables.js';
import { environmentsOf, valueIn, type WrittenOut } from './written-out.js';

/** More names than a template has that names other names. */
const MAX_ROUNDS = 20;
/** Names that stand for names, for one text; and text of all templates together. */
const MAX_FOLLOWED = 3000;
const MAX_DEPTH = 10;
const MAX_TEXT = 4_000_000;

/** The files of templates that the arguments of a task name, of those that are here. */
export function templatesNamed({ tree }: DetectContext, args: Positioned, file: string): readonly string[] {
  const entries = [valueAt(args.value, ['template']), ...listAt(args.value, ['template'])];
  const names = entries.flatMap(entry =>
    typeof entry === 'string' ? entry : isRecord(entry) ? (stringAt(entry, ['path']) ?? []) : [],
  );
  const definition = stringAt(args.value, ['definition']) ?? '';
  const looked = lookupIn(definition.replace(/from_yaml_all(?:\s{0,9}\|\s{0,9}list)?/, 'from_yaml'));
  if (looked?.isTemplate) names.push(looked.name);
  const role = roleOf(file);
  const homes = [...(role === undefined ? [] : [role]), folderOf(file)];
  return names.flatMap(name => {
    const plain = besideName(name);
    if (hasJinja(plain)) return [];
    const paths = homes.flatMap(home => [
      resolveInTree(inFolder(home, 'templates'), plain),
      resolveInTree(home, plain),
    ]);
    return paths.find(path => path !== undefined && tree.has(path)) ?? [];
  });
}

/** Where a template has its names from. */
interface Sources {
  /** Mappings of names that the task and its turn give a value, of which a later one counts more. */
  readonly givers: readonly Positioned[];
  /** Whose variables count. */
  readonly file: string;
  /** Names that only whoever calls the task gives a value. */
  readonly open: ReadonlySet<string>;
}

/** Templates of the mesh's resources as they were read: what is read in one turn, and not in another, is told. */
export class Templates {
  private readonly known = new Map<string, JinjaTemplate | undefined>();
  private readonly read = new Set<string>();
  private readonly open = new Set<string>();
  private left = MAX_TEXT;

  /** The documents of a template, in each environment. */
  async filled(
    context: DetectContext,
    path: string,
    sources: Sources,
    environment: string,
  ): Promise<readonly WrittenOut[]> {
    const text = (await context.text(path)) ?? '';
    if (!MESH_RESOURCE.test(text)) return [];
    if (!this.known.has(path)) this.known.set(path, jinjaTemplate(text));
    const template = this.known.get(path);
    const found = template && (await filledTemplate(context, template, sources, environment));
    for (const one of found ?? []) this.left -= one.text.text.length;
    const documents = this.left < 0 ? undefined : found?.map(one => documentsOf(path, one));
    const isRead = documents?.every(own => own !== undefined) ?? false;
    (isRead ? this.read : this.open).add(path);
    return isRead ? (documents?.flatMap(own => own ?? []) ?? []) : [];
  }

  /** One of which nothing is read is told as any template. */
  async problems(context: DetectContext): Promise<readonly Problem[]> {
    const found: Problem[] = [];
    for (const path of this.open) {
      if (!this.read.has(path)) continue;
      const text = (await context.text(path)) ?? '';
      const why =
        'the tree does not decide all that a task of Ansible fills into it: what it is in the cluster is not known; give it with --manifests';
      found.push({ what: path, why, file: path, line: 1, blocking: true, mayHold: kindsIn(text) });
    }
    return found;
  }
}

/** What a template comes to in one environment. */
interface FilledText {
  readonly text: JinjaText;
  readonly environment: string;
}

/** Undefined where nobody says what some part of it is. */
async function filledTemplate(
  context: DetectContext,
  template: JinjaTemplate,
  sources: Sources,
  environment: string,
): Promise<readonly FilledText[] | undefined> {
  const known = new Map<string, readonly AnsibleValue[]>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const missing = new Set<string>();
    const found: FilledText[] = [];
    const environments = environment === '' ? environmentsOf(known) : [environment];
    for (const one of environments) {
      const text = template.fill(findIn(sources, known, one, missing));
      if (text) found.push({ text, environment: one });
    }
    if (missing.size === 0) return found.length === environments.length ? found : undefined;
    for (const name of missing) known.set(name, await ansibleEnvironments(context, name, sources.file));
  }
  return undefined;
}

function documentsOf(
  file: string,
  { text: { text, lines }, environment }: FilledText,
): readonly WrittenOut[] | undefined {
  const { documents, errors } = parseYaml(file, text);
  if (errors.length > 0) return undefined;
  return documents.map(({ data }) => ({ data: withLines(data, data.value, lines), environment }));
}

function findIn(
  { givers, open }: Sources,
  known: ReadonlyMap<string, readonly AnsibleValue[]>,
  environment: string,
  missing: Set<string>,
): Find {
  let left = MAX_FOLLOWED;
  const said: Find = (name, keys) => {
    const giver = givers.findLast(({ value }) => isRecord(value) && Object.hasOwn(value, name));
    if (giver) return givenBy(giver, [name, ...keys]);
    if (open.has(name)) return undefined;
    const path = [name, ...keys].join('.');
    const values = known.get(path);
    if (!values) missing.add(path);
    return values && valueIn(values, environment);
  };
  // A value may name others.
  const findAt =
    (depth: number): Find =>
    (name, keys) => {
      const found = left-- > 0 ? said(name, keys) : undefined;
      if (typeof found?.value !== 'string' || !hasJinja(found.value)) return found;
      return depth < MAX_DEPTH ? filledWith(found.value, findAt(depth + 1)) : undefined;
    };
  return findAt(0);
}

function givenBy(giver: Positioned, path: DataPath): Filled {
  return { value: valueAt(giver.value, path), at: startOf(giver, path) };
}

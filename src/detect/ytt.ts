/**
 * Data values of Carvel's ytt: what `#@ data.values.istio_version` stands for.
 * Source: https://carvel.dev/ytt/docs/latest/how-to-use-data-values/ and https://carvel.dev/ytt/docs/latest/how-to-write-schema/
 */
import type { Position, Positioned } from '../model.js';
import { positionedAt, startOf } from '../yaml/positioned.js';
import { stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { filesFitting } from './fitting.js';
import { oncePerTree } from './once.js';
import { baseName, folderOf } from './tree-path.js';

/** What a value is where one of the files is taken; '' where there is but one. */
export interface YttValue {
  readonly target: string;
  readonly text: string;
  readonly at: Position;
}

const PATH = String.raw`data\.values((?:\.\w{1,100}|\[["'][\w-]{1,100}["']\]){1,8})`;
/** `version: #@ data.values.istio_version`, `- #@ str(data.values["istio"].version)` */
const VALUE = new RegExp(
  String.raw`^([ \t]*(?:-[ \t]+){0,9}(?:[\w."'/-]{1,200}:|-)[ \t]+)#@[ \t]+(?:str\([ \t]*)?${PATH}(?:[ \t]*\))?[ \t]*$`,
  'gm',
);
/** `"v(@= data.values.istio_version @)"` */
const WITHIN = new RegExp(String.raw`\(@=[ \t]{0,9}(?:str\()?${PATH}\)?[ \t]{0,9}@\)`, 'g');
/** Longer than templates of people. */
const MAX_LENGTH = 1_000_000;

/** A template with names in place of what ytt fills in, line by line: `version: ${data.values.istio_version}`. */
export function withYttNames(text: string): string {
  if (!text.includes('data.values') || !text.includes('@') || text.length > MAX_LENGTH) return text;
  return text
    .replace(VALUE, (_, key: string, path: string) => `${key}${named(path)}`)
    .replace(WITHIN, (_, path: string) => named(path));
}

function named(path: string): string {
  return `\${data.values${path.replace(/\[["']([\w-]+)["']\]/g, '.$1')}}`;
}

/**
 * @param name `data.values.istio_version`
 * @returns the values that the tree has for it; none for another name
 */
export async function yttValues(context: DetectContext, name: string): Promise<readonly YttValue[]> {
  const [data, values, ...path] = name.split('.');
  if (data !== 'data' || values !== 'values' || path.length === 0) return [];
  const { schema, files, given } = await sourcesOf(context);
  const valueIn = (one: Positioned): readonly YttValue[] => {
    const text = stringAt(one.value, path);
    if (text === undefined || text === '') return [];
    return [{ target: targetOf(one.file), text, at: startOf(one, path) }];
  };
  const ofCommands = given.flatMap(({ key, data: one }) =>
    key === path.join('.') ? [{ target: '', text: String(one.value), at: startOf(one) }] : [],
  );
  if (ofCommands.length > 0) return ofCommands;
  const preset = schema.flatMap(valueIn).slice(-1);
  const set = files.flatMap(valueIn);
  if (set.length === 0) return preset;
  // One file among several may be that of one environment: the others have what the schema says.
  const all = new Set(files.map(({ file }) => file));
  const isOfOne = new Set(set.map(({ at }) => at.file)).size === 1 && all.size > 1;
  return isOfOne ? [...set, ...preset] : set;
}

/** `prod` of `values/prod.yml`, and of `envs/prod/values.yml`. */
function targetOf(file: string): string {
  const stem = baseName(file).replace(/\.[^.]+$/, '');
  return /^(?:data-?)?(?:values|schema|data)$/i.test(stem) ? baseName(folderOf(file)) || stem : stem;
}

interface Sources {
  /** Documents that say which values there are, and what they are where nobody gives them. */
  readonly schema: readonly Positioned[];
  /** Documents that give values; those of files that commands name are last. */
  readonly files: readonly Positioned[];
  /** What commands give by themselves. */
  readonly given: readonly { readonly key: string; readonly data: Positioned }[];
}

const ANNOTATION = /^#@[ \t]{0,9}data\/values(-schema)?[ \t]{0,9}(?:#.*)?$/;
const FILE = /--data-values-file[= \t]{1,9}["']?([^\s"']{1,300})/g;
const GIVEN =
  /\s(?:--data-value(?:-yaml)?|-v)[= \t]{1,9}["']?([\w.-]{1,200})=v?(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})/g;
/** More files than templates of a tree have. */
const MAX_FILES = 5000;

/** Read of all files: settings need not speak of Istio. */
const sourcesOf = oncePerTree(async (context): Promise<Sources> => {
  const schema: Positioned[] = [];
  const files: Positioned[] = [];
  for (const path of context.tree.paths
    .filter(one => /\.ya?ml$/i.test(one) && !context.isSetAside(one))
    .slice(0, MAX_FILES)) {
    const text = (await context.text(path)) ?? '';
    if (!text.includes('data/values')) continue;
    const lines = text.split('\n').flatMap((line, index) => {
      const match = ANNOTATION.exec(line.trimEnd());
      return match ? [{ line: index + 1, isSchema: match[1] !== undefined }] : [];
    });
    let before = 0;
    for (const { data } of (await context.yaml(path)).documents) {
      const start = data.lineOf([]);
      const own = lines.findLast(({ line }) => before < line && line < start);
      if (own) (own.isSchema ? schema : files).push(data);
      before = data.endLineOf([]);
    }
  }
  const { named, given } = await ofCommands(context);
  return { schema, files: [...files, ...named], given };
});

async function ofCommands(
  context: DetectContext,
): Promise<{ readonly named: readonly Positioned[]; readonly given: Sources['given'] }> {
  const named: Positioned[] = [];
  const given: { key: string; data: Positioned }[] = [];
  for (const path of context.tree.paths) {
    if (!COMMANDS.test(path) || context.isSetAside(path)) continue;
    const text = (await context.text(path)) ?? '';
    if (!/\bytt\b/.test(text) || text.length > MAX_LENGTH) continue;
    for (const [index, line] of text.split('\n').entries()) {
      if (/^\s*#/.test(line) || line.length > MAX_LINE) continue;
      for (const [, file = ''] of line.matchAll(FILE))
        for (const one of filesNamed(context, path, file))
          for (const { data } of (await context.yaml(one)).documents) named.push(data);
      for (const [, key = '', value = ''] of line.matchAll(GIVEN))
        given.push({ key, data: positionedAt(path, index + 1, value) });
    }
  }
  return { named, given };
}

const COMMANDS = /(?:^|\/)(?:(?:GNU)?makefile|justfile|jenkinsfile|[^/.]+)$|\.(?:sh|bash|mk|ya?ml)$/i;
const MAX_LINE = 2000;

/** From the folder of the script, else from the root; `envs/$ENV.yml` is each file of that pattern. */
function filesNamed({ tree }: DetectContext, script: string, name: string): readonly string[] {
  const parts = name.replace(/^\.\//, '').split(/\$\{[^{}]*\}|\$\([^()]*\)|\$\w+|\{\{[^{}]*\}\}/);
  for (const folder of [folderOf(script), '']) {
    const found = filesFitting(tree, folder, parts);
    if (found.length > 0) return found;
  }
  return [];
}

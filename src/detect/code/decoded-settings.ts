/**
 * Versions that a program has from a file of settings whose path it is given: `cfg.Versions.Istio` of a struct whose fields say
 * `yaml:"versions"` and `yaml:"istio"`, `viper.GetString("versions.istio")`, `config["versions"]["istio"]`. The file is one of those
 * names that the program says itself, as the default of a flag.
 */

import { oncePer } from '../../memo.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { baseName } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import type { Constant } from './constants.js';
import { dotted } from './expressions.js';
import { wholeVersion } from './literals.js';
import { filesAround } from './projects.js';
import { ENDINGS, isSettingsFile, settingsOf } from './settings-files.js';

/** What takes data apart, whatever its file is called. */
const DECODES =
  /\b(?:Unmarshal\w{0,8}|NewDecoder|DecodeFile|ReadInConfig|safe_?load|JSON\.parse|json\.loads?|yaml\.(?:load|parse)|toml\.loads?|Deserialize\w{0,8}|readValue)\b/;
const NAMED = new RegExp(`["'\`]((?:[\\w.~\${}-]{0,80}/){0,9}[\\w.-]{1,80}\\.${ENDINGS})["'\`]`, 'g');
/** Source: https://github.com/spf13/viper#reading-config-files */
const NAMED_APART = /\.SetConfigName\(\s{0,9}"([\w.-]{1,100})"/g;
const ENDS = ['yaml', 'yml', 'json', 'toml'];
/** More names of files than a program says, and more fields of one name than its structs have. */
const MAX_NAMES = 100;
const MAX_FIELDS = 20;
/** Keys within keys, as people write them. */
const MAX_KEYS = 5;
const OF_TESTS = /(?:^|\/)(?:testdata|tests?|fixtures?)\//;

/** @returns undefined where the tree has no such setting, and where several files say different ones */
export async function decodedSetting(
  context: DetectContext,
  file: CodeFile,
  words: string,
): Promise<Constant | undefined> {
  const asked = /\bviper\.Get(?:String)?\(\s{0,9}"([\w.-]{1,100})"/.exec(words)?.[1];
  const parts = (asked ?? dotted(words)).split('.');
  if (parts.length > 2 * MAX_KEYS || !parts.every(part => /^[\w-]{1,80}$/.test(part))) return undefined;
  const { files, settings } = await settingsAround(context, file);
  if (settings.length === 0) return undefined;
  const isGo = file.path.endsWith('.go') && asked === undefined;
  for (const keys of endingsOf(parts, isGo, asked !== undefined)) {
    const names = keys.map(key => (isGo ? tagsOf(files, key) : [key]));
    const found = (await Promise.all(settings.map(one => versionIn(context, one, names)))).flatMap(
      one => one ?? [],
    );
    const [first, ...others] = found;
    if (first && others.every(({ version }) => version === first.version)) return first;
    if (first) return undefined;
  }
  return undefined;
}

/** The longest first; of Go those fields that others see, of another language never a name alone. */
function endingsOf(
  parts: readonly string[],
  isGo: boolean,
  isWhole: boolean,
): readonly (readonly string[])[] {
  if (isWhole) return [parts];
  const first = isGo ? parts.findLastIndex(part => !/^[A-Z]/.test(part)) + 1 : 1;
  const fields = parts.slice(Math.max(first, parts.length - MAX_KEYS));
  // A name alone may be that of anything.
  const isMeant = (keys: readonly string[]): boolean =>
    keys.length > 1 || (isGo && /istio|mesh/i.test(keys[0] ?? ''));
  return fields.map((_, index) => fields.slice(index)).filter(isMeant);
}

const TAG = '`[^`\\n]{0,200}?(?:json|yaml|toml|mapstructure|koanf):"([\\w.-]{1,80})';

/** What a field is called in data. */
function tagsOf(files: readonly CodeFile[], name: string): readonly string[] {
  const tag = new RegExp(`^[ \\t]{0,99}${name}[ \\t]{1,99}[^\`\\n]{1,200}${TAG}`, 'gm');
  const found = files.flatMap(({ text }) => [...text.matchAll(tag)].map(([, key = '']) => key));
  return [...new Set([...found.slice(0, MAX_FIELDS), name])];
}

async function versionIn(
  context: DetectContext,
  path: string,
  names: readonly (readonly string[])[],
): Promise<Constant | undefined> {
  for (const data of await settingsOf(context, path)) {
    let value = data.value;
    const keys: string[] = [];
    for (const own of names) {
      const record: Readonly<Record<string, unknown>> | undefined = isRecord(value) ? value : undefined;
      const key = record && (own.find(one => one in record) ?? sameIn(record, own));
      if (!record || key === undefined) break;
      keys.push(key);
      value = record[key];
    }
    const version = typeof value === 'string' ? wholeVersion(value) : undefined;
    if (keys.length === names.length && version !== undefined)
      return { version, at: { file: data.file, line: data.lineOf(keys) } };
  }
  return undefined;
}

/** Decoders of Go find a key whatever its case. */
function sameIn(record: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  return Object.keys(record).find(key => names.some(one => one.toLowerCase() === key.toLowerCase()));
}

interface Around {
  readonly files: readonly CodeFile[];
  readonly settings: readonly string[];
}

const known = oncePer((_: DetectContext) => new WeakMap<readonly CodeFile[], Around>());

/** The code of the program, and files of settings that it names. */
async function settingsAround(context: DetectContext, { path, text }: CodeFile): Promise<Around> {
  const files = await filesAround(context, path, text);
  const own = known(context).get(files) ?? { files, settings: settingsNamed(context, files) };
  known(context).set(files, own);
  return own;
}

function settingsNamed(context: DetectContext, files: readonly CodeFile[]): readonly string[] {
  if (!files.some(({ text }) => DECODES.test(text))) return [];
  const names = new Set<string>();
  for (const { path, text } of files) {
    if (/_test\.\w+$/.test(path)) continue;
    for (const [, name = ''] of text.matchAll(NAMED)) if (names.size < MAX_NAMES) names.add(name);
    for (const [, name = ''] of text.matchAll(NAMED_APART))
      for (const end of ENDS) if (names.size < MAX_NAMES) names.add(`${name}.${end}`);
  }
  const [first] = files;
  const tails = [...names].map(name =>
    /^[/~$]/.test(name) ? baseName(name) : name.replace(/^(?:\.{1,2}\/)+/, ''),
  );
  return first === undefined
    ? []
    : context.tree.paths.filter(
        path =>
          isSettingsFile(path) &&
          !context.isSetAside(path) &&
          !OF_TESTS.test(path) &&
          tails.some(tail => `/${path}`.endsWith(`/${tail}`)),
      );
}

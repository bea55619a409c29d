/** Which files of settings a text of code names, whatever way its language has for that. */
import type { DetectContext } from '../detector.js';
import { folderOf, inFolder, resolveInTree } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import { ENDINGS, isSettingsFile } from './settings-files.js';

/** More texts than a file of code has that name one. */
const MAX_NAMES = 500;
/** A text that ends like a file of data, with what is filled into it. */
const NAMED = new RegExp(`["'\`]([^"'\`\\n]{1,200}\\.${ENDINGS})["'\`]`, 'g');
/** `"config", "prod.yaml"` of a path that is put together, `Path("config") / f"{env}.yaml"`. */
export const PUT_TOGETHER = /["'`]\s{0,9}\)?\s{0,9}[,/]\s{0,9}[f$]?["'`]/g;

/** @param text without comments */
export async function namesIn(context: DetectContext, { path, text }: CodeFile): Promise<readonly string[]> {
  const filled = withConstants(text);
  const found = [text, text.replace(PUT_TOGETHER, '/'), filled, filled.replace(PUT_TOGETHER, '/')].flatMap(
    own => [...own.matchAll(NAMED)].slice(0, MAX_NAMES).map(([, name = '']) => name),
  );
  return [
    ...new Set([
      ...found,
      ...requiredIn(context, { path, text }),
      ...(await embeddedFor(context, { path, text })),
      ...namedApart(text),
    ]),
  ];
}

/** Parts of a path that are held in constants: `const DIR = "./config"`, `DIR = "config"`. */
const CONSTANT =
  /(?<![\w.$])([A-Za-z_]\w{0,60})\b(?:\s{0,9}:\s{0,9}\w{1,30})?\s{0,9}:?=\s{0,9}(?:(?:pathlib\.)?Path\(\s{0,9})?["']([\w./-]{1,150})["']\)?[ \t]{0,9};?[ \t]{0,9}$/gm;
/** More constants than name folders in one statement. */
const MAX_CONSTANTS = 20;

/** The text with such constants where they are named: `${DIR}/prod.yaml`, `join(DIR, "prod.yaml")`, `DIR / "prod.yaml"`. */
function withConstants(text: string): string {
  let filled = text;
  for (const [, name = '', value = ''] of [...text.matchAll(CONSTANT)].slice(0, MAX_CONSTANTS))
    filled = filled
      .replace(new RegExp(`\\$?\\{${name}\\}`, 'g'), () => value)
      .replace(
        new RegExp(`(?<![\\w.$"'\`])${name}(?=\\s{0,9}[,/]\\s{0,9}[f$]?["'\`])`, 'g'),
        () => `"${value}"`,
      );
  return filled;
}

/** `require("./mesh")` of a file of JSON: a module of that name comes first. Source: https://nodejs.org/api/modules.html#file-modules */
function requiredIn({ tree }: DetectContext, { path, text }: CodeFile): readonly string[] {
  return [...text.matchAll(REQUIRED)].slice(0, MAX_NAMES).flatMap(([, name = '']) => {
    const module = resolveInTree(folderOf(path), name);
    const isModule = MODULES.some(end => module !== undefined && tree.has(`${module}${end}`));
    return module !== undefined && !isModule && tree.has(`${module}.json`) ? [`${name}.json`] : [];
  });
}

const REQUIRED = /\brequire\(\s{0,9}["'`](\.{1,2}\/[^"'`\n$]{1,200})["'`]\s{0,9}\)/g;
const MODULES = ['', '.js', '.ts', '.mjs', '.cjs'];

/** `//go:embed mesh.yaml` above the name that holds it. Source: https://pkg.go.dev/embed */
const EMBEDS =
  /^\/\/go:embed[ \t]+([^\n]{1,300})\n(?:[ \t]*\/\/[^\n]*\n){0,9}[ \t]*(?:var[ \t]+)?([A-Za-z_]\w{0,80})[ \t]/gm;

/** Patterns of what is embedded under a name of the text, in any file of its package. */
async function embeddedFor(context: DetectContext, { path, text }: CodeFile): Promise<readonly string[]> {
  if (!path.endsWith('.go')) return [];
  const found: string[] = [];
  const folder = folderOf(path);
  const files = context.tree.paths.filter(one => one.endsWith('.go') && folderOf(one) === folder);
  for (const file of files.slice(0, MAX_FILES)) {
    // Comments are taken out of what is read elsewhere.
    const whole = (await context.text(file)) ?? '';
    for (const [, names = '', name = ''] of whole.matchAll(EMBEDS))
      if (new RegExp(`\\b${name}\\b`).test(text))
        for (const one of names.split(/\s+/))
          if (/^[\w./"-]+$/.test(one)) found.push(one.replaceAll('"', ''));
  }
  return found.filter(isSettingsFile);
}

/** More files than a package has. */
const MAX_FILES = 100;

/** Source: https://github.com/spf13/viper#reading-config-files and https://docs.oracle.com/javase/8/docs/api/java/util/ResourceBundle.html */
function namedApart(text: string): readonly string[] {
  const folders = [...text.matchAll(/\.AddConfigPath\(\s{0,9}"([\w./-]{1,150})"/g)].map(
    ([, one = '']) => one,
  );
  const names = [...text.matchAll(/\.SetConfigName\(\s{0,9}"([\w.-]{1,100})"/g)].flatMap(([, name = '']) =>
    ['', ...folders].flatMap(folder =>
      ['yaml', 'yml', 'json', 'toml', 'properties'].map(end => inFolder(folder, `${name}.${end}`)),
    ),
  );
  const bundles = [...text.matchAll(/\bResourceBundle\.getBundle\(\s{0,9}"([\w./-]{1,100})"/g)];
  return [...names, ...bundles.map(([, name = '']) => `${name.replaceAll('.', '/')}.properties`)].slice(
    0,
    MAX_NAMES,
  );
}

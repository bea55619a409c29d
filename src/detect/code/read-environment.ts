/**
 * The environment that a program reads out of files beside it: `import "dotenv/config"`, `load_dotenv()`, `godotenv.Load()`.
 * Source: https://github.com/motdotla/dotenv and https://github.com/theskumar/python-dotenv
 */
import type { DetectContext } from '../detector.js';
import { ancestors, baseName, folderOf } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import { linesOfSettings } from './settings-files.js';

/** The environment as files of the tree give it, file by file. */
export interface Environment {
  readonly file: string;
  readonly value: unknown;
}

const LOADS = /\bdotenv\b|\bload_?dot_?env\b|\bgodotenv\b|\bloadEnvFile\b|\bDotenv\b|\bDotEnv\b/;
/** `.env`, `.env.prod`, `prod.env`; templates of one are read by nobody. */
const FILE = /^(?:\.env(?:\.[\w.-]{1,60})?|[\w-]{1,60}\.env)$/;
const TEMPLATE = /example|sample|template|dist|default|test/i;
/** More than a program has. */
const MAX_FILES = 50;

/** @param files the program's, without comments */
export async function environmentsOf(
  context: DetectContext,
  path: string,
  files: readonly CodeFile[],
): Promise<readonly Environment[]> {
  if (!files.some(({ text }) => LOADS.test(text))) return [];
  const all = context.tree.paths.filter(one => FILE.test(baseName(one)) && !TEMPLATE.test(baseName(one)));
  const near = ancestors(path)
    .map(folder => all.filter(one => folderOf(one) === folder))
    .find(found => found.length > 0);
  const found: Environment[] = [];
  for (const file of (near ?? []).slice(0, MAX_FILES)) {
    const text = await context.text(file);
    if (text !== undefined) found.push({ file, value: linesOfSettings(file, text).value });
  }
  return found;
}

/** `process.env.MODE`, `env["MODE"]`, `os.environ.get("MODE")`, `os.Getenv("MODE")`, `System.getenv("MODE")` */
const ASKED =
  /\benv\??\.([A-Za-z_]\w{0,100})|\b(?:env|[eE]nviron(?:\.get)?|[gG]et_?[eE]nv\w{0,30}|LookupEnv|env\.get\w{0,20}|dotenv\.get|dotenv)\??\.?\s{0,9}[[(]\s{0,9}["'`](\w{1,100})["'`]/g;
/** `const { MODE } = process.env` */
const TAKEN_APART = /\{([^{}]{1,1000})\}\s{0,9}(?::[^=\n]{1,80})?=\s{0,9}(?:process\.)?env\b/g;

/** Names of variables that a text asks the environment for. */
export function variablesAsked(text: string): ReadonlySet<string> {
  const apart = [...text.matchAll(TAKEN_APART)].flatMap(
    ([, inner = '']) => inner.match(/[A-Za-z_]\w{0,100}/g) ?? [],
  );
  return new Set([...[...text.matchAll(ASKED)].map(([, field, key]) => field ?? key ?? ''), ...apart]);
}

/** Files and folders of the tree that a text names, as a script that holds it would find them. */
import type { DetectContext } from '../../detector.js';
import { filesFitting } from '../../fitting.js';
import { ancestors, baseName, isWithin, resolveInTree } from '../../tree-path.js';
import { withoutHome } from '../own-folder.js';

/** More words than a command has, and more files than one names or a folder of them holds. */
const MAX_WORDS = 400;
const MAX_FILES = 60;

const WORD =
  /(?:\$\{[^}\s]{1,80}\}|\$\(\w{1,80}\)|\$\((?:dirname|pwd|cd|git|realpath|readlink)\b[^()\n]{0,80}\)(?=\/)|\{\{[^{}\n]{1,80}\}\}|[^\s"'`;|&()<>,={}[\]]){1,300}/g;
const FILLED = /\$\{[^}]{0,80}\}|\$\([^()]{0,80}\)|\$\w{1,80}|\{\{[^{}]{0,80}\}\}|@\w{1,80}@/;
/** Texts for people, and what tools keep for themselves. */
const NO_INPUT = /\.(?:md|adoc|rst|lock|png|svg|pdf|log)$|(?:^|\/)(?:LICENSE|OWNERS|CODEOWNERS|\.git[^/]*)$/i;

export function filesNamedIn(context: DetectContext, script: string, text: string): readonly string[] {
  const { tree } = context;
  const found = new Set<string>();
  const words = (text.match(WORD) ?? []).slice(0, MAX_WORDS);
  const bases = [...cdTargets(context, script, text), ...ancestors(script)];
  for (const word of words) {
    const bare = withoutHome(word.replace(/^@/, '')).replace(/^(?:\.\/)+(?=.)/, '');
    if (bare === '' || NO_INPUT.test(bare) || !/\w/.test(bare)) continue;
    const parts = bare.split(FILLED);
    for (const base of bases) {
      const own =
        parts.length === 1
          ? placesAt(context, base, word.startsWith('./') ? `./${bare}` : bare, script)
          : fitting(context, base, parts);
      for (const file of own) if (file !== script && !NO_INPUT.test(file)) found.add(file);
      if (own.length > 0 || found.size > MAX_FILES) break;
    }
  }
  return [...found].filter(file => tree.has(file)).slice(0, MAX_FILES);
}

/** A file, or all of a folder that is named as a path. */
function placesAt({ tree }: DetectContext, base: string, name: string, script: string): readonly string[] {
  const place = resolveInTree(base, name);
  if (place === undefined || place === '') return [];
  if (tree.has(place)) return [place];
  // A folder around the script is the place that it works in.
  if (!name.includes('/') || isWithin(place, script)) return [];
  const below = tree.below(place);
  return below.length > MAX_FILES ? [] : below;
}

function fitting({ tree }: DetectContext, base: string, parts: readonly string[]): readonly string[] {
  // What says nothing but its ending may be any file.
  if (!/\w{2}/.test(parts.join('').replace(/\.\w+$/, ''))) return [];
  const found = filesFitting(tree, base, parts);
  return found.length > MAX_FILES ? [] : found;
}

/** `cd mesh && …`, `-C mesh`: names are meant from there. */
function cdTargets({ tree }: DetectContext, script: string, text: string): readonly string[] {
  return [...text.matchAll(/(?:\b(?:cd|pushd)|\s-C)[ \t]+["']?([\w./-]{1,200})/g)].flatMap(([, name = '']) =>
    ancestors(script).flatMap(base => {
      const place = resolveInTree(base, name);
      return place !== undefined && place !== '' && tree.below(place).length > 0 ? [place] : [];
    }),
  );
}

/** Lines that bring in names from another file, in whatever runs scripts. */
const BRINGS =
  /^\s*\.\s|\b(?:source|include|import|extends|templates?|local|uses|load|dotenv|source_env\w*|(?:env|vars|var)[_-]?files?|envFile)\b|--env-file/i;
/** Files of nothing but names for the environment. */
const ENVIRONMENT = /(?:^|\/)\.?env[^/]*$|\.env(?:\.[\w-]+)?$|\.envrc$/i;

export function isEnvironmentFile(path: string): boolean {
  return ENVIRONMENT.test(baseName(path));
}

/** What a file that runs things takes names from: `template: vars/prod.yml`, `env_file: deploy.env`, `uses: ./actions/cfg`. */
export function namesBroughtBy(context: DetectContext, path: string, text: string): readonly string[] {
  const found = new Set<string>();
  let brings = false;
  for (const line of text.split('\n')) {
    if (line.length > 1000 || /^\s*(?:#|\/\/)/.test(line)) continue;
    // What a list below it names, too.
    brings = BRINGS.test(line) || (brings && /^\s*-\s/.test(line));
    if (!brings && !/env/i.test(line)) continue;
    for (const file of filesNamedIn(context, path, line))
      if (brings || isEnvironmentFile(file)) found.add(file);
  }
  return [...found];
}

/** Values that code brings in by a name out of another file of its program: what is written there is what they are. */
import type { DetectContext } from '../detector.js';
import type { CodeFile } from './blocks.js';
import { fieldAt } from './literals.js';
import { originIn } from './reach.js';
import { ownOf, type Scope, scopeOf } from './scope.js';

/** More names than a file brings in. */
const MAX_NAMES = 100;
/** More of them than one chart's values are made of. */
const MAX_USED = 20;
const SCRIPT =
  /\bimport\s{1,9}(?:type\s{1,9})?([\w$]{1,80}\s{0,9},?\s{0,9})?(?:\{([^{}]{1,2000})\}\s{0,9})?from\s{0,9}["'][.@~#]/g;
const PYTHON = /^[ \t]*from[ \t]+[.\w]{1,200}[ \t]+import[ \t]+([^\n#;]{1,500})/gm;

/** Words of a text that holds values as the chart `istiod` takes them. */
export const OF_ISTIOD = /\b(?:meshConfig|pilot|sidecarInjectorWebhook)\b/;

/** Files that a file of JavaScript, TypeScript or Python brings names in from; what holds values of istiod's is told as a whole. */
export async function filesBrought(context: DetectContext, { path, text }: CodeFile): Promise<Scope> {
  if (!/\.(?:[mc]?[jt]sx?|py)$/.test(path)) return [];
  const isTold = (one: CodeFile): boolean => endOf(one.path) === endOf(path) && OF_ISTIOD.test(one.text);
  return ownOf(await scopeOf(context, path, text)).filter(one => one.path !== path && !isTold(one));
}

function endOf(path: string): string {
  return path.slice(path.lastIndexOf('.'));
}

/**
 * @param words what the values are made of
 * @returns what those files say of the names among them: of one that is asked for a field alone, that field
 */
export function saidOfBrought({ path, text }: CodeFile, files: Scope, words: string): readonly string[] {
  const found: string[] = [];
  for (const name of broughtIn(path, text)
    .filter(one => mention(one).test(words))
    .slice(0, MAX_USED))
    for (const file of files) {
      const fields = fieldsOf(name, words);
      const pieces = fields?.map(field => fieldAt(file.text, [name, field])?.text);
      const own = pieces?.every(piece => piece !== undefined) ? pieces : [declarationOf(file, name)];
      for (const piece of own) if (piece !== undefined) found.push(`${name} ${piece.replace(/\s+/g, ' ')}`);
    }
  return found;
}

function broughtIn(path: string, text: string): readonly string[] {
  const lists = path.endsWith('.py')
    ? [...text.matchAll(PYTHON)].map(([, names = '']) => names)
    : [...text.matchAll(SCRIPT)].map(([, whole = '', names = '']) => `${whole},${names}`);
  return lists
    .flatMap(names => names.split(','))
    .flatMap(one => /^\s*\(?\s*(?:type\s+)?([A-Za-z_$][\w$]{0,80})\s*\)?\s*$/.exec(one)?.[1] ?? [])
    .slice(0, MAX_NAMES);
}

function mention(name: string): RegExp {
  return new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])(?!\\s*(?::(?!:)|from\\b))`, 'g');
}

/** Fields that it is asked for, where that is all that it is used for. */
function fieldsOf(name: string, words: string): readonly string[] | undefined {
  const used = words
    .split('\n')
    .filter(line => !/^\s*(?:import|from)\b/.test(line))
    .join('\n');
  const fields = [...used.matchAll(mention(name))].map(({ index, 0: whole }) =>
    /^\??\.([A-Za-z_]\w{0,80})|^\[["']([\w-]{1,80})["']\]/.exec(
      used.slice(index + whole.length, index + whole.length + 100),
    ),
  );
  const keys = fields.map(field => field?.[1] ?? field?.[2]);
  return keys.length > 0 && keys.every(key => key !== undefined) ? keys : undefined;
}

/** The statements that make it, in a file that declares it. */
function declarationOf(file: CodeFile, name: string): string | undefined {
  const declared = new RegExp(
    `^\\s*(?:export\\s{1,9})?(?:const|let|var)\\s{1,9}${name.replaceAll('$', '\\$')}(?![\\w$])|^${name.replaceAll('$', '\\$')}\\s{0,9}(?::[^=\\n]{1,80})?=(?!=)`,
    'm',
  );
  return declared.test(file.text) ? originIn(file, [])(name, 1)?.text : undefined;
}

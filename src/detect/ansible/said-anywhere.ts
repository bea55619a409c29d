/** What files of a tree say of a switch, whether Ansible is told of them in the tree or not: settings that a command line names, texts of pipelines. */
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';

/** `no`: it is said, and nothing but that; `given`: a command line says otherwise; `other`: anything else is said somewhere. */
export type Said = 'no' | 'given' | 'other';

const known = oncePerTree(async () => new Map<string, Promise<Said | undefined>>());

/** @returns undefined where nothing says anything of the name, and where more files would have to be read than such trees have */
export async function saidAnywhere(context: DetectContext, name: string): Promise<Said | undefined> {
  const names = await known(context);
  const found = names.get(name) ?? readAll(context, name);
  names.set(name, found);
  return found;
}

/** Files that set variables, or run playbooks. */
const SETS =
  /\.(?:ya?ml|json|toml|ini|cfg|conf|env|sh|bash|mk|j2|groovy|py)$|(?:^|\/)(?:hosts|inventory|Makefile|justfile|Jenkinsfile|Vagrantfile|Dockerfile)[^/]*$/i;
const MAX_FILES = 5000;
const MAX_TEXT = 1_000_000;
/** Longer than any line that sets a switch: what it says is not known. */
const MAX_LINE = 2000;

async function readAll(context: DetectContext, name: string): Promise<Said | undefined> {
  // A key, which stands alone, in braces or in a list; what a command line is given stands anywhere.
  const key = new RegExp(
    `(?:^|[{,["'-])[ \\t]{0,99}["']?${name}["']?[ \\t]{0,9}:[ \\t]{0,9}(?<value>.{0,200})`,
  );
  const given = new RegExp(`(?<![\\w.-])${name}[ \\t]{0,9}=(?!=)[ \\t]{0,9}(?<value>.{0,200})`);
  const paths = context.tree.paths.filter(path => SETS.test(path));
  if (paths.length > MAX_FILES) return undefined;
  const found = new Set<Said>();
  for (const path of paths) {
    const text = (await context.text(path)) ?? '';
    if (text.length > MAX_TEXT || !text.includes(name)) continue;
    for (const line of text.split('\n')) {
      if (!line.includes(name) || /^\s*(?:#|\/\/)/.test(line)) continue;
      const said = saidIn(line, name, key, given);
      if (said) found.add(said);
    }
  }
  return found.has('given') ? 'given' : found.has('other') ? 'other' : found.has('no') ? 'no' : undefined;
}

function saidIn(line: string, name: string, key: RegExp, given: RegExp): Said | undefined {
  if (line.length > MAX_LINE) return 'other';
  // What a task finds out.
  if (/\bregister:[ \t]{0,9}["']?(\w{1,100})/.exec(line)?.[1] === name) return 'other';
  const asKey = key.exec(line)?.groups?.value;
  const value = asKey ?? given.exec(line)?.groups?.value;
  if (value === undefined) return undefined;
  // `istio: "{{ istio }}"` hands it on.
  if (/^["']?\{\{/.test(value)) return new RegExp(`\\b${name}\\b`).test(value) ? undefined : 'other';
  const [, word = ''] = /^["']?([^\s"',;}#]*)/.exec(value) ?? [];
  if (/^(?:no|false|off|0)$/i.test(word)) return 'no';
  return asKey === undefined && /(?:^|\s)(?:-e|--extra-vars)\b/.test(line) ? 'given' : 'other';
}

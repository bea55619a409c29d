/**
 * Variables of Ansible that are not read as they come to a role: those of encrypted files, whose names nobody sees, and mappings that are
 * merged, where a setting asks for that. Source: https://docs.ansible.com/ansible/latest/vault_guide/vault.html and
 * https://docs.ansible.com/ansible/latest/reference_appendices/config.html#default-hash-behaviour
 */
import { escapeForRegExp } from '../../escape-regexp.js';
import { groupBy } from '../../grouped.js';
import type { Position, Problem } from '../../model.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { oncePerTree } from '../once.js';
import { baseName, folderOf, isWithin } from '../tree-path.js';
import { roleOf } from './places.js';

/** Told of a change only where that moves them. */
export async function unseenVariables(
  context: DetectContext,
  releaseName: string,
  at: Position,
): Promise<readonly Problem[]> {
  const text = (await context.text(at.file)) ?? '';
  if (!text.includes('{{')) return [];
  const role = roleOf(at.file);
  const files = (await variableFiles(context)).filter(({ path }) => mayReach(path, at.file, role));
  const what = `variables of ${releaseName}`;
  const problem = { what, ...at, blocking: true, onlyAsNews: true } as const;
  const found: Problem[] = [];
  const closed = files.filter(one => one.text.startsWith('$ANSIBLE_VAULT'));
  if (closed.length > 0) {
    const why = `${closed.map(({ path }) => path).join(', ')} may give it variables, and can’t be read: it is encrypted by Ansible Vault`;
    found.push({ ...problem, why, about: fingerprintOf(closed.map(one => [one.path, one.text])) });
  }
  const setting = role === undefined ? undefined : await mergingIn(context);
  const merged = setting === undefined ? [] : await mappingsOf(context, files, role ?? '');
  if (setting !== undefined && merged.length > 0) {
    const why = `mappings that several places give its variables are merged (${setting.file}:${setting.line}): which of them comes from where is not followed`;
    found.push({ ...problem, why, about: fingerprintOf(merged) });
  }
  return found;
}

interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** More files of variables than a repository has. */
const MAX_FILES = 2000;
const OF_HOSTS = /^(.*\/)?(?:group_vars|host_vars)\//;

const variableFiles = oncePerTree(async (context: DetectContext): Promise<readonly TextFile[]> => {
  const found: TextFile[] = [];
  const paths = context.tree.paths.filter(
    path =>
      OF_HOSTS.test(path) ||
      /\/roles\/[^/]+\/(?:defaults|vars)\/|^roles\/[^/]+\/(?:defaults|vars)\//.test(path),
  );
  for (const path of paths.slice(0, MAX_FILES)) {
    const text = await context.text(path);
    if (text !== undefined) found.push({ path, text });
  }
  return found;
});

/** Of the role itself, or of an inventory of its project. */
function mayReach(path: string, file: string, role: string | undefined): boolean {
  if (!OF_HOSTS.test(path)) return role !== undefined && isWithin(role, path);
  const project = role === undefined ? folderOf(file) : folderOf(folderOf(role));
  const home = OF_HOSTS.exec(path)?.[1] ?? '';
  return isWithin(project, path) || isWithin(home.replace(/\/$/, ''), file);
}

/** `hash_behaviour = merge` of its configuration, `ANSIBLE_HASH_BEHAVIOUR: merge` of what runs it. */
const MERGES = /\b(?:hash_behaviour|ANSIBLE_HASH_BEHAVIOUR)["']?[ \t]*[:=][ \t]*["']?merge\b/;
const RUNS =
  /\.(?:ya?ml|sh|env|envrc|mk|toml|cfg|groovy)$|(?:^|\/)(?:Makefile|Jenkinsfile|Dockerfile|justfile)[^/]*$/;

const mergingIn = oncePerTree(async (context: DetectContext): Promise<Position | undefined> => {
  for (const path of context.tree.paths.filter(one => RUNS.test(one) && !OF_HOSTS.test(one))) {
    const lines = ((await context.text(path)) ?? '').split('\n');
    const index = lines.findIndex(line => MERGES.test(line) && !/^\s*[#;]/.test(line));
    if (index >= 0) return { file: path, line: index + 1 };
  }
  return undefined;
});

/** Mappings that more than one place gives, as far as the role asks for them. */
async function mappingsOf(
  context: DetectContext,
  files: readonly TextFile[],
  role: string,
): Promise<readonly unknown[]> {
  const texts: string[] = [];
  for (const path of context.tree.below(role).filter(one => /\/(?:tasks|templates)\//.test(one)))
    texts.push((await context.text(path)) ?? '');
  const used = texts.join('\n');
  const found: (readonly [name: string, file: string, value: unknown])[] = [];
  for (const { path } of files)
    for (const { data } of /\.(?:ya?ml|json)$|^[^.]+$/.test(baseName(path))
      ? (await context.yaml(path)).documents
      : [])
      for (const [name, value] of isRecord(data.value) ? Object.entries(data.value) : [])
        if (isRecord(value)) {
          const asked = keysAsked(used, name);
          const own = asked && Object.entries(value).filter(([key]) => asked.has(key));
          if (!own || own.length > 0) found.push([name, path, own ?? value]);
        }
  const byName = groupBy(found, ([name]) => name);
  return [...byName].flatMap(([name, own]) =>
    own.length > 1 && new RegExp(`\\b${escapeForRegExp(name)}\\b`).test(used) ? own : [],
  );
}

/** `mesh.outbound`, `mesh['outbound']`; undefined where the whole is taken. */
function keysAsked(text: string, name: string): ReadonlySet<string> | undefined {
  if (!/^\w{1,100}$/.test(name)) return undefined;
  const uses = [
    ...text.matchAll(
      new RegExp(`(?<![\\w.'"-])${name}\\b(?!\\s{0,3}:)(?:\\.(\\w{1,80})|\\[["'](\\w{1,80})["']\\])?`, 'g'),
    ),
  ];
  const keys = uses.map(([, field, quoted]) => field ?? quoted);
  return keys.some(key => key === undefined) ? undefined : new Set(keys.flatMap(key => key ?? []));
}

/** A file that people or pipelines run: its commands, and what its variables hold. */
import type { Position } from '../../model.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../published-release.js';
import { decideVersion, hasPlaceholder } from '../published-release.js';
import { isSetAside } from '../set-aside.js';
import { type NamedVersion, versionsIn } from '../version-index.js';
import { type Command, commandsIn, type Heredoc, unfoldScalars, type Word } from './text.js';

export interface ScriptFile {
  readonly path: string;
  readonly commands: readonly Command[];
  /** Texts that the file writes to other files, by the last part of their names. */
  readonly written: ReadonlyMap<string, Heredoc>;
  /** Versions that it gives names to. */
  readonly versions: readonly NamedVersion[];
  /** It changes its folder: names of files may be meant from anywhere. */
  readonly moves: boolean;
  /** A text with the file's own variables filled in; what they don't tell stays as it is. */
  expand(text: string): string;
  /** A version, by the file's own variables or by those of the tree. */
  version(word: Word | undefined, fallback: Position): Promise<DecidedVersion>;
}

/** Longer than any script that a person writes. */
const MAX_LENGTH = 1_000_000;

const read = new WeakMap<DetectContext, Promise<readonly ScriptFile[]>>();

/** All of them that speak of Istio, read once per tree. */
export function scriptFiles(context: DetectContext): Promise<readonly ScriptFile[]> {
  const known = read.get(context);
  if (known) return known;
  const reading = readAll(context);
  read.set(context, reading);
  return reading;
}

/** Manifests hold commands of containers, descriptions and annotations: only files that people run are searched for commands. */
export function mayRunCommands(path: string): boolean {
  return (
    !/\.(ya?ml|json|tf|tfvars|toml|lock|cue|jsonnet|libsonnet)$/i.test(path) ||
    /(^|\/)(\.github|\.gitlab|\.circleci|\.gitlab-ci\.ya?ml|[Tt]askfile[\w.-]*\.ya?ml|tasks|roles|skaffold\.ya?ml|azure-pipelines\.ya?ml)(\/|$)/.test(
      path,
    )
  );
}

async function readAll(context: DetectContext): Promise<readonly ScriptFile[]> {
  const files: ScriptFile[] = [];
  for (const path of context.candidates) {
    if (!mayRunCommands(path) || context.charts.isTemplate(path) || isSetAside(path)) continue;
    const text = await context.text(path);
    if (
      text === undefined ||
      text.length > MAX_LENGTH ||
      !/istio|ztunnel/i.test(text) ||
      !/helm|istioctl/i.test(text)
    )
      continue;
    files.push(scriptFile(context, path, text));
  }
  return files;
}

function scriptFile(context: DetectContext, path: string, text: string): ScriptFile {
  const commands = commandsIn(/\.ya?ml$/i.test(path) ? unfoldScalars(text) : text);
  const variables = variablesIn(text);
  const versions = versionsIn(path, text);
  const written = new Map<string, Heredoc>();
  for (const { heredoc, output } of commands) {
    if (heredoc && output !== undefined) written.set(output.slice(output.lastIndexOf('/') + 1), heredoc);
  }
  function expand(raw: string, depth = 0): string {
    if (depth > 5) return raw;
    return raw.replace(REFERENCE, (whole, ...groups: (string | undefined)[]) => {
      const name = groups.slice(0, 4).find(group => group !== undefined) ?? '';
      const value = variables.get(name);
      if (value === undefined || value.includes(whole)) return defaultIn(whole) ?? whole;
      return hasPlaceholder(value) ? expand(value, depth + 1) : value;
    });
  }
  return {
    path,
    commands,
    written,
    versions,
    moves: /\b(cd|pushd|chdir|working-directory|dir)\b/.test(text),
    expand: raw => expand(raw),
    async version(word, fallback) {
      const at = word ? { file: path, line: word.line } : fallback;
      let raw = word?.text.replace(/^(\$\{\w+)#v\}$/, '$1}');
      // Follow names of this file to the one that holds a version.
      for (let step = 0; step < 5 && raw !== undefined; step++) {
        const name = onlyName(raw);
        const value = name === undefined ? undefined : variables.get(name);
        if (name === undefined || value === undefined || versions.some(known => known.name === name)) break;
        if (value === raw) break;
        raw = value.replace(/^(\$\{\w+)#v\}$/, '$1}');
        if (/\$\(\s*\S+\s/.test(raw) || raw.startsWith('`'))
          return { version: null, at, look: `\`${name}\` is computed when this runs: ${raw.slice(0, 80)}` };
      }
      return decideVersion(context, raw, at);
    },
  };
}

const REFERENCE =
  /\$\{\{\s*(?:env|vars)\.([\w-]+)\s*\}\}|\$[{(]([A-Za-z_]\w*)(?::?[-=][^{}()]*)?[})]|\$([A-Za-z_]\w*)|\{\{\s*\.?([A-Za-z_]\w*)\s*\}\}/g;

function defaultIn(reference: string): string | undefined {
  return /^\$\{\w+:?[-=]([^{}$]*)\}$/.exec(reference)?.[1];
}

function onlyName(text: string): string | undefined {
  const match = new RegExp(`^(?:${REFERENCE.source})$`).exec(text);
  return match?.slice(1, 5).find(group => group !== undefined);
}

const ASSIGNMENT =
  /^[ \t]*(?:-[ \t]+)?(?:(?:export|local|readonly|declare(?:[ \t]+-\w+)?|ARG|ENV|set)[ \t]+)*([A-Za-z_]\w{0,80})[ \t]*(?:[:?]{0,2}=|:)[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\n]*?))[ \t]*$/;

/** What names are set to; a name that is set to several things tells nothing. */
function variablesIn(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string | undefined>();
  for (const line of text.split('\n')) {
    if (line.length > 1000) continue;
    const match = ASSIGNMENT.exec(line);
    const name = match?.[1];
    if (!match || name === undefined) continue;
    const value = match[2] ?? match[3] ?? match[4]?.replace(/\s+#.*$/, '') ?? '';
    if (value === '') continue;
    values.set(name, values.has(name) && values.get(name) !== value ? undefined : value);
  }
  const known: [string, string][] = [];
  for (const [name, value] of values) if (value !== undefined) known.push([name, value]);
  return new Map(known);
}

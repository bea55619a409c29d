/** Objects that scripts and playbooks write themselves: `kubectl apply -f - <<EOF`. */
import { append } from '../../append.js';
import { withLines } from '../../evaluated/plain.js';
import { faultOf, parseYaml } from '../../yaml/positioned.js';
import type { DetectContext } from '../detector.js';
import { type Manifest, manifestsIn } from '../manifests.js';
import { scriptFiles } from './file.js';
import type { Command, Heredoc } from './text.js';

/** All objects of heredocs that reach the cluster whose text matches, with the lines of the script. */
export async function scriptManifests(context: DetectContext, pattern: RegExp): Promise<readonly Manifest[]> {
  const found: Manifest[] = [];
  for (const { path, commands } of await scriptFiles(context)) {
    for (const [index, command] of commands.entries()) {
      const { heredoc, output, piped } = command;
      if (!heredoc || !pattern.test(heredoc.text)) continue;
      if (output !== undefined && !isApplied(output, commands) && !isForGitOps(context, output, heredoc))
        continue;
      // What a shell is told to leave alone: `\\$values/` of an Application.
      const written = dedented(heredoc).replaceAll('\\$', '$');
      const file = parseYaml(path, written, heredoc.line);
      const [error] = file.errors;
      // What a shell elsewhere is fed is no manifest.
      const reaches =
        output !== undefined ||
        appliesInput(command) ||
        (piped === true && appliesInput(commands[index + 1]));
      if (error && reaches)
        context.leave(path, `what it writes can't be read as YAML: ${faultOf(error)}`, error.line);
      // Edits go by the documents of a file: what stands inside a script has none.
      append(
        found,
        manifestsIn(file).map(manifest => ({ ...manifest, embedded: true as const })),
      );
    }
    append(
      found,
      printed(path, commands, pattern).map(manifest => ({ ...manifest, embedded: true as const })),
    );
  }
  return found;
}

/** `printf '%s\\n' 'kind: Istio' … | kubectl apply -f -`, and `echo "…" | kubectl apply -f -`: each word with its own line. */
function printed(path: string, commands: readonly Command[], pattern: RegExp): readonly Manifest[] {
  return commands.flatMap(({ words, piped }, index) => {
    const [tool, ...given] = words;
    if (!piped || !/^[@-]*(?:printf|echo)$/.test(tool?.text ?? '') || !appliesInput(commands[index + 1]))
      return [];
    const parts = given.filter(({ text }) => !/^-[neE]+$|^%s(?:\\n)?$/.test(text));
    const lines = parts.flatMap(({ text, line }) => text.split('\n').map((_, offset) => line + offset));
    const text = parts.map(part => part.text).join('\n');
    if (!pattern.test(text)) return [];
    const file = parseYaml(path, text);
    return manifestsIn({
      ...file,
      documents: file.documents.map(({ data, ...rest }) => ({
        ...rest,
        data: withLines(data, data.value, lines),
      })),
    });
  });
}

/** True for `kubectl apply -f -` and the like. */
export function appliesInput(command: Command | undefined): boolean {
  const texts = command?.words.map(({ text }) => text) ?? [];
  return (
    texts.some(text => /^(?:\S*\/)?(?:kubectl|oc)$/.test(text)) &&
    /\bapply\b|\bcreate\b/.test(texts.join(' '))
  );
}

/** True for a file that `kubectl` gets; what is written for another tool is that tool's. */
export function isApplied(file: string, commands: readonly Command[]): boolean {
  return commands.some(({ words }) => {
    const texts = words.map(({ text }) => text);
    return texts.some(text => /(^|\/)(kubectl|oc)$/.test(text)) && texts.some(text => text.endsWith(file));
  });
}

/** What only Argo CD and Flux read. */
const GITOPS = /^[ \t]*apiVersion:[ \t]*["']?(?:argoproj\.io|helm\.toolkit\.fluxcd\.io)\//m;
const GITOPS_KIND = /^[ \t]*kind:[ \t]*["']?(?:Application|ApplicationSet|HelmRelease)\b/m;

/** True for what a script writes for Argo CD or Flux to find, in this repository or another; of a file that is kept here that one counts. */
function isForGitOps({ tree }: DetectContext, output: string, { text }: Heredoc): boolean {
  if (!GITOPS.test(text) || !GITOPS_KIND.test(text) || /^\/(?:tmp|dev)\//.test(output)) return false;
  const written = output.replace(/^.*\$(?:\w+|\{\w+\})\//, '').replace(/^(?:\.{1,2}\/)+/, '');
  return !tree.paths.some(path => path === written || path.endsWith(`/${written}`));
}

/** Inside YAML a heredoc is indented as a whole, `---` too; lines that a variable of a block holds are indented by the script. */
export function dedented({ text }: Heredoc): string {
  const lines = text.split('\n');
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
  const indent = indents.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  return withIndentedBlocks(lines.map(line => line.slice(indent))).join('\n');
}

/** A line of a block (`key: |`) that is nothing but a variable. */
function withIndentedBlocks(lines: readonly string[]): readonly string[] {
  let block: number | undefined;
  return lines.map(line => {
    if (block !== undefined && /^\$(?:\w+|\{\w+\})$/.test(line)) return `${' '.repeat(block + 2)}${line}`;
    const own = line.length - line.trimStart().length;
    if (/:[ \t]*[|>][-+\d]*$/.test(line)) block = own;
    else if (block !== undefined && line.trim() !== '' && own <= block) block = undefined;
    return line;
  });
}

/** Which files of a tree are read for commands: those that hold some, and those that run them and say nothing of Istio. */

import { quietPrograms } from '../code/quiet.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext } from '../detector.js';
import { isTerraformFile } from '../terraform/files.js';
import { terraformScript } from '../terraform/provisioners.js';
import { baseName, folderOf } from '../tree-path.js';
import { callerFiles } from './callers.js';
import { imageScript, isDockerfile } from './image-script.js';
import { isKubefile, kubefileCommands } from './kubefile.js';
import { isMakefile } from './make/make.js';
import { fileNamed } from './own-folder.js';
import { isPackage, packageCommands } from './package-scripts.js';
import { pipelineFiles } from './pipelines.js';
import { asShell, isPowerShell } from './powershell.js';
import { codeCommands, isProgram } from './programs/commands.js';
import { mayRunCommands } from './runs.js';
import { includedTasks } from './task/taskfile.js';
import { isVagrantfile, vagrantScripts } from './vagrant.js';

/** Longer than files are that hand something on without a word of Istio. */
const MAX_TEXT = 200_000;

const USES = /^[ \t]*(?:-[ \t]+)?uses:[ \t]*["']?(\.\/[^\s"'@#]{1,200})/gm;
/** `helm upgrade --install "$RELEASE" "$CHART"`, `helm install ${{ parameters.chart }}` */
const TAKES_CHART = /\bhelm3?[ \t]+(?:install|upgrade)\b[^\n]{0,300}\$/;

/** A file that is read for those that speak of Istio. */
export interface Quiet {
  readonly path: string;
  readonly text: string;
}

/** Files that run those scripts, and say nothing of Istio themselves: `./scripts/mesh.sh 1.22.2`; or no more than `make mesh ISTIO_VERSION=1.22.2`. */
export async function quietCallers(
  context: DetectContext,
  files: readonly { readonly path: string }[],
): Promise<readonly Quiet[]> {
  const known = new Set(files.map(({ path }) => path));
  const names = new Set(
    files.filter(({ path }) => /\.(?:sh|bash)$/.test(path)).map(({ path }) => baseName(path)),
  );
  // `uses: ./.github/workflows/mesh.yml`, `uses: ./.github/actions/mesh`
  const usable = new Set(
    files
      .filter(({ path }) => /\.ya?ml$/.test(path))
      .map(({ path }) => `./${/(?:^|\/)action\.ya?ml$/.test(path) ? folderOf(path) : path}`),
  );
  const hasMake = files.some(({ path }) => isMakefile(path));
  const pipelines = await pipelineFiles(context);
  const parts = [...pipelines.keys()].filter(path => !context.isSetAside(path));
  const others = [...new Set([...(await callerFiles(context)), ...parts])].filter(path => !known.has(path));
  const found: Quiet[] = [];
  for (const path of others.sort()) {
    const text = (await context.text(path)) ?? '';
    if (text.length > MAX_TEXT) {
      const why =
        'is longer than what people write to run scripts: what it hands to others was not looked at';
      if ([...names].some(name => text.includes(name))) context.leave(path, why);
      continue;
    }
    const runsMake = hasMake && namesIstio(text) && /\bmake\b|\$[({]MAKE[)}]/.test(text);
    // What it calls is defined elsewhere.
    const callsMake = isMakefile(path) && namesIstio(text) && /\$[({]call[ \t]/.test(text);
    const isNamed = text.split(/[\s"'/]+/).some(word => names.has(word));
    const uses = [...text.matchAll(USES)].some(([, used = '']) => usable.has(used.replace(/\/$/, '')));
    // Parts of a pipeline that others give their charts.
    const takesChart = pipelines.has(path) && TAKES_CHART.test(text);
    if (
      !runsMake &&
      !callsMake &&
      !isNamed &&
      !uses &&
      !takesChart &&
      !(await readsMesh(context, path, text))
    )
      continue;
    found.push({ path, text });
  }
  return found;
}

/** Programs that run Helm for others that speak of Istio, as scripts. */
export async function quietModules(context: DetectContext): Promise<readonly Quiet[]> {
  const found: Quiet[] = [];
  for (const { path, text } of await quietPrograms(context)) {
    const commands = isProgram(path) ? await codeCommands(context, path, text) : undefined;
    if (commands !== undefined) found.push({ path, text: commands });
  }
  return found;
}

/** Files of Task that install what those give them that include them. */
export async function quietTasks(
  context: DetectContext,
  files: readonly { readonly path: string }[],
): Promise<readonly Quiet[]> {
  const known = new Set(files.map(({ path }) => path));
  const found: Quiet[] = [];
  for (const path of await includedTasks(context)) {
    const text = (await context.text(path)) ?? '';
    if (known.has(path) || context.isSetAside(path) || text.length > MAX_TEXT || !RUNS_TOOL.test(text))
      continue;
    found.push({ path, text });
  }
  return found;
}

const RUNS_TOOL = /\b(?:helm|istioctl)\b/i;

/** What a file may hold that a script takes charts and versions from: by loops, by `yq`, or by sourcing it. */
const HOLDS = /\.(?:txt|csv|tsv|lst|list|conf|cfg|ya?ml|json|env|properties|sh|bash|mk)$/i;
/** More words of a script than name files. */
const MAX_NAMED = 60;

/** Whether a script runs Helm or istioctl, and names a file that speaks of Istio. */
async function readsMesh(context: DetectContext, path: string, text: string): Promise<boolean> {
  if (!RUNS_TOOL.test(text)) return false;
  const words = new Set(text.split(/[\s"'`()|;&<>=]+/).filter(word => word.length < 200 && HOLDS.test(word)));
  for (const word of [...words].slice(0, MAX_NAMED)) {
    // A folder that a variable holds is that of the script, or the root.
    const bare = word
      .slice(word.lastIndexOf('}') + 1)
      .replace(/^\$[^/]{1,80}\//, '')
      .replace(/^\/+/, '');
    const file = fileNamed(context, path, bare);
    const held = file === undefined || file === path ? undefined : await context.text(file);
    if (held !== undefined && held.length <= MAX_TEXT && namesIstio(held)) return true;
  }
  return false;
}

/** Files that are no scripts and hold some: the commands alone, each at its line; undefined where there are none. */
export function holderOf(context: DetectContext, path: string): Holder | undefined {
  if (isTerraformFile(path)) return terraformScript;
  if (isPackage(path)) return (_, text) => packageCommands(text);
  if (isPowerShell(path)) return (_, text) => asShell(text);
  if (isVagrantfile(path)) return (_, text) => vagrantScripts(text);
  if (isDockerfile(path)) return (file, text) => (mayRunCommands(file, text) ? imageScript(text) : undefined);
  if (isKubefile(path)) return (_, text) => kubefileCommands(text);
  return isProgram(path) ? (file, text) => codeCommands(context, file, text) : undefined;
}

export type Holder = (path: string, text: string) => Promise<string | undefined> | string | undefined;

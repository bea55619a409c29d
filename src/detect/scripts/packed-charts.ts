/**
 * Charts that are pulled into a folder which a program of Go carries inside itself, and installs from there:
 * `//go:generate helm pull istiod --version 1.22.2 -d charts` beside `//go:embed charts`. Source: https://pkg.go.dev/embed
 */
import type { Problem, Release } from '../../model.js';
import { isOwnChart } from '../chart-reference.js';
import type { DetectContext } from '../detector.js';
import { publishedRelease } from '../istio/published-release.js';
import { firstOf } from '../limits.js';
import { oncePerTree } from '../once.js';
import { ancestors, folderOf, isWithin, resolveInTree } from '../tree-path.js';
import { type PulledChart, pulledChart, pulls } from './pulled.js';
import { commandsByFile } from './scripts.js';

export interface PackedChart extends PulledChart {
  readonly script: { readonly path: string };
}

/** More files of Go than stand beside what they carry, and above it. */
const MAX_FILES = 2000;
const EMBED = /^\/\/go:embed[ \t]+([^\n]{1,500})$/gm;

/** Those that no command installs out of the folder. */
export const packedCharts = oncePerTree(findPacked);

async function findPacked(context: DetectContext): Promise<readonly PackedChart[]> {
  const own = (await pulls(context)).filter(({ chart }) => isOwnChart(context, chart));
  if (own.length === 0 || !context.tree.paths.some(path => path.endsWith('.go'))) return [];
  const installed = new Set<PulledChart | undefined>();
  for (const command of (await commandsByFile(context)).flat())
    installed.add(await pulledChart(context, command));
  const found: PackedChart[] = [];
  for (const pull of own) {
    if (installed.has(pull)) continue;
    // What is unpacked stands in a folder of its own.
    const named = [pull.folder, `${pull.folder || '.'}/${pull.chart.name}`];
    for (const folder of named.flatMap(one => foldersOf(pull.script.path, one))) {
      if (!(await isCarried(context, folder))) continue;
      found.push(pull);
      break;
    }
  }
  return found;
}

/** `go generate` runs where the file stands; scripts do from there, or from any folder above. */
function foldersOf(path: string, named: string): readonly string[] {
  const relative = named.replace(/^(?:\$\{[^}]*\}|\$\([^)]*\)|\$\w+|\{\{[^}]*\}\})\/+/, '');
  const folders = path.endsWith('.go') ? [folderOf(path)] : ancestors(path);
  return folders.flatMap(folder => resolveInTree(folder, relative) ?? []);
}

/** Whether a file of Go, beside a folder or above it, embeds what is in it. */
async function isCarried(context: DetectContext, folder: string): Promise<boolean> {
  const above = new Set([folder, ...ancestors(folder)]);
  const files = context.tree.paths.filter(path => path.endsWith('.go') && above.has(folderOf(path)));
  for (const path of firstOf(context, files, MAX_FILES, 'files of Go beside what programs carry')) {
    const text = (await context.text(path)) ?? '';
    for (const [, patterns = ''] of text.matchAll(EMBED))
      for (const pattern of patterns.split(/\s+/)) {
        const own = resolveInTree(folderOf(path), fixedPart(pattern));
        if (own !== undefined && isWithin(own, folder)) return true;
      }
  }
  return false;
}

/** The folder of `all:charts`, of `charts/*.tgz` and of `charts/istiod.tgz`. */
function fixedPart(pattern: string): string {
  const parts = pattern
    .replace(/^["`]|["`]$/g, '')
    .replace(/^all:/, '')
    .split('/');
  const end = parts.findIndex(part => /[*?[]|\.t?gz$/.test(part));
  return parts.slice(0, end < 0 ? undefined : end).join('/');
}

export async function packedReleases(context: DetectContext): Promise<readonly Release[]> {
  return (await packedCharts(context)).map(({ script, chart, version }) => {
    const { at } = version;
    const why =
      'values that the program gives it which carries it are not read: what is set there is not known';
    const problem: Problem = { what: `values of ${chart.name}`, why, ...at, blocking: true };
    return publishedRelease({
      id: `script:${script.path}:packed:${chart.name}:${at.file}:${at.line}`,
      form: 'script',
      deployer: 'helm',
      declared: at,
      releaseName: chart.name,
      namespace: 'istio-system',
      name: chart.name,
      repository: chart.repository,
      version,
      values: [],
      problems: [problem],
      valuesUnknown: true,
    });
  });
}

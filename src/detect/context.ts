import { oncePer } from '../memo.js';
import type { FileContent, Problem, Tree } from '../model.js';
import { isTestName } from '../tree/candidates.js';
import { parseYaml, type YamlFile } from '../yaml/positioned.js';
import { readApplications } from './argocd/applications.js';
import { setAsideIn } from './aside/set-aside.js';
import { ChartLoader } from './chart-yaml/chart-folder.js';
import { withFilledInNames } from './commented.js';
import { listAt, stringAt } from './data.js';
import type { ChartIndex, DetectContext } from './detector.js';
import { isDistinctive, normaliseRepository, recogniseChart } from './istio/charts.js';
import { mattersByName } from './standing.js';
import { baseName, folderOf, isWithin } from './tree-path.js';

/** What detectors share; made once per tree. */
export const contextOf = oncePer(createContext);

async function createContext(tree: Tree): Promise<DetectContext> {
  const { candidates, code, tests } = await filesOf(tree);
  const isSetAside = await setAsideIn(tree, [...candidates, ...code]);
  const files = new Map<string, Promise<YamlFile>>();
  const mirrors = new Set<string>();
  const left = new Map<string, Problem>();
  const besides = new Map<string, Set<string>>();
  function leave(path: string, why: string, line = 1, others: readonly string[] = []): void {
    if (!left.has(path)) left.set(path, { what: path, why, file: path, line, blocking: true, hides: true });
    const known = besides.get(path) ?? new Set();
    if (others.length > 0) besides.set(path, known);
    for (const other of others) known.add(other);
  }
  function withOthers(problem: Problem): Problem {
    const others = besides.get(problem.what);
    return others ? { ...problem, others: [...others] } : problem;
  }
  async function read(path: string): Promise<FileContent> {
    const content = await tree.read(path);
    if (!content.ok && tree.has(path)) leave(path, content.why);
    return content;
  }
  const context: DetectContext = {
    tree,
    candidates,
    code,
    tests,
    charts: indexCharts(tree.paths),
    isSetAside,
    yaml(path) {
      const known = files.get(path);
      if (known) return known;
      const parsed = read(path).then(content => parseContent(path, content));
      files.set(path, parsed);
      return parsed;
    },
    async text(path) {
      const content = await read(path);
      return content.ok ? content.text.replace(/^\ufeff/, '') : undefined;
    },
    leave,
    left: () => Array.from(left.values(), withOthers),
    recognise: (name, repository, version) => recogniseChart(name, repository, mirrors, version),
    learn(name, repository) {
      if (isDistinctive(name) && repository) mirrors.add(normaliseRepository(repository));
    },
    chart: folder => loader.load(folder),
  };
  const loader = new ChartLoader(context);
  for (const mirror of await findMirrors(context)) mirrors.add(mirror);
  return context;
}

/** Scripts whose names have no end are candidates like others. */
async function filesOf(tree: Tree): Promise<Pick<DetectContext, 'candidates' | 'code' | 'tests'>> {
  const found = (await tree.code?.()) ?? [];
  const isScript = await Promise.all(found.map(path => startsAsScript(tree, path)));
  const scripts = found.filter((_, index) => isScript[index]);
  const programs = found.filter((_, index) => !isScript[index]);
  const searched = await tree.candidates();
  // Where nothing speaks of anything, nothing stands for it.
  const standing = searched.length === 0 && scripts.length === 0 ? [] : tree.paths.filter(mattersByName);
  return {
    candidates: [...new Set([...searched, ...scripts, ...standing])].sort(),
    code: programs.filter(path => !isTestName(path)),
    tests: programs.filter(isTestName),
  };
}

async function startsAsScript(tree: Tree, path: string): Promise<boolean> {
  if (baseName(path).includes('.')) return false;
  const content = await tree.read(path);
  return content.ok && /^#!.*\b(?:ba|z|da|k)?sh\b/.test(content.text);
}

function parseContent(path: string, content: FileContent): YamlFile {
  if (!content.ok) return { file: path, documents: [], errors: [{ line: 1, message: content.why }] };
  return parseYaml(path, withFilledInNames(content.text));
}

function indexCharts(paths: readonly string[]): ChartIndex {
  const folders = paths.filter(path => path === 'Chart.yaml' || path.endsWith('/Chart.yaml')).map(folderOf);
  const known = new Set(folders);
  function holding(path: string): string | undefined {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      if (known.has(folder)) return folder;
      if (folder === '') return undefined;
    }
  }
  return {
    folders,
    has: folder => known.has(folder),
    holding,
    isPart(path) {
      const folder = holding(path);
      if (folder === undefined) return false;
      return PARTS.test(folder === '' ? path : path.slice(folder.length + 1));
    },
    isTemplate(path) {
      const folder = holding(path);
      return folder !== undefined && isWithin(folder === '' ? 'templates' : `${folder}/templates`, path);
    },
  };
}

/** Below the folder of a chart: https://helm.sh/docs/topics/charts/#the-chart-file-structure, and values beside those. */
const PARTS =
  /^(?:(?:templates|charts|crds|files|ci|tests?)\/|(?:Chart|requirements)\.(?:ya?ml|lock)$|[^/]*values[^/]*\.ya?ml$)/;

/** Repositories that serve a chart which can only be Istio's: their `base`, `cni` and `gateway` are Istio's too. */
async function findMirrors(context: DetectContext): Promise<Set<string>> {
  const mirrors = new Set<string>();
  function note(name: string | undefined, repository: string | undefined): void {
    if (name === undefined || repository === undefined || repository === '' || repository.startsWith('file:'))
      return;
    if (isDistinctive(name)) mirrors.add(normaliseRepository(repository));
  }
  for (const path of context.candidates) {
    if (!/(^|\/)(Chart|requirements)\.yaml$/.test(path)) continue;
    for (const { data } of (await context.yaml(path)).documents) {
      for (const entry of listAt(data.value, ['dependencies']))
        note(stringAt(entry, ['name']), stringAt(entry, ['repository']));
    }
  }
  for (const application of (await readApplications(context)).applications) {
    for (const { data } of application.sources)
      note(stringAt(data.value, ['chart']), stringAt(data.value, ['repoURL']));
  }
  return mirrors;
}

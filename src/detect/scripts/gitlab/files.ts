/**
 * Files that make up pipelines of GitLab: what a file includes from its repository, and the child pipelines that its jobs start.
 * Source: https://docs.gitlab.com/ci/yaml/#include and https://docs.gitlab.com/ci/yaml/#triggerinclude
 */
import type { DataPath, Positioned } from '../../../model.js';
import { isRecord } from '../../data.js';
import type { DetectContext } from '../../detector.js';
import { filesFitting } from '../../fitting.js';
import { leaveBeyond } from '../../limits.js';
import { oncePerTree } from '../../once.js';
import type { Workflow } from '../workflow/workflow.js';
import { type Part, Pipeline } from './gitlab.js';
import { PipelineFile } from './lines.js';

const NAMED = /(?:^|\/)[\w.-]*gitlab-ci[\w.-]*\.ya?ml$/i;
/** More files than people split their pipelines into. */
const MAX_FILES = 1000;
/** GitLab includes no more: https://docs.gitlab.com/administration/settings/continuous_integration/#set-maximum-includes */
const MAX_PARTS = 150;
/** More names with stars than pipelines have. */
const MAX_GLOBS = 200;

/** Every file of a pipeline, by its path. */
export const gitlabWorkflows = oncePerTree(readAll);

interface Included {
  readonly path: string;
  /** The values that it is given, where it takes any. */
  readonly inputs?: Positioned;
}

interface Read extends Part {
  readonly includes: readonly Included[];
  /** What a job starts, by its name. */
  readonly starts: readonly (Included & { readonly job: string })[];
}

async function readAll(context: DetectContext): Promise<ReadonlyMap<string, Workflow>> {
  const files = await readFiles(context);
  const included = new Set([...files.values()].flatMap(({ includes }) => includes.map(({ path }) => path)));
  const roots = new Map<string, Pipeline>();
  const tell = (path: string, why: string): void => context.leave(path, why, 1, [...files.keys()]);
  const pipelineOf = (path: string): Pipeline => {
    const parts = partsOf(files, { path }, []);
    if (parts.length > MAX_PARTS)
      tell(path, `it includes more than ${MAX_PARTS} files: those beyond were not looked at`);
    return new Pipeline(parts.slice(0, MAX_PARTS));
  };
  for (const path of files.keys()) if (!included.has(path)) roots.set(path, pipelineOf(path));
  for (const pipeline of roots.values())
    for (const part of pipeline.parts)
      for (const { path, job, inputs } of files.get(part.path)?.starts ?? [])
        roots.get(path)?.startedBy({ pipeline, job, ...(inputs ? { inputs } : {}) });
  const found = new Map<string, Workflow>();
  for (const file of files.values()) {
    const own = [...roots.values()].filter(({ parts }) => parts.some(({ path }) => path === file.path));
    // Files that include each other are no part of a pipeline that begins anywhere.
    const pipelines = own.length > 0 ? own : [pipelineOf(file.path)];
    const more = (): void =>
      tell(file.path, 'more jobs run what stands there than are followed: those beyond were not looked at');
    found.set(file.path, new PipelineFile(file, pipelines, more));
  }
  return found;
}

async function readFiles(context: DetectContext): Promise<ReadonlyMap<string, Read>> {
  const pending = context.tree.paths.filter(path => NAMED.test(path) && !context.isSetAside(path));
  const found = new Map<string, Read>();
  const beyond = new Set<string>();
  const left = { globs: MAX_GLOBS };
  for (let path = pending.shift(); path !== undefined; path = pending.shift()) {
    if (found.has(path)) continue;
    if (found.size >= MAX_FILES) {
      if (context.tree.has(path)) beyond.add(path);
      continue;
    }
    const file = await readFile(context, path, left);
    if (!file) continue;
    found.set(path, file);
    for (const other of [...file.includes, ...file.starts]) pending.push(other.path);
  }
  leaveBeyond(context, [...beyond], MAX_FILES, 'files of pipelines of GitLab');
  return found;
}

/** How many more names with stars are looked for. */
interface Left {
  globs: number;
}

async function readFile(context: DetectContext, path: string, left: Left): Promise<Read | undefined> {
  const maps = (await context.yaml(path)).documents.flatMap(({ data }) =>
    isRecord(data.value) ? [data] : [],
  );
  const [first, second] = maps;
  if (!first) return undefined;
  const hasHeader = second !== undefined && first.at(['spec']).value !== undefined;
  const data = hasHeader ? second : first;
  const jobs = Object.keys(isRecord(data.value) ? data.value : {});
  return {
    path,
    data,
    ...(hasHeader ? { presets: first.at(['spec', 'inputs']) } : {}),
    includes: includesAt(context, data, ['include'], left),
    starts: jobs.flatMap(job =>
      includesAt(context, data, [job, 'trigger', 'include'], left).map(one => ({ ...one, job })),
    ),
  };
}

/** `ci/mesh.yml`, `local: /ci/*.yml`, or a list of these; what other projects and addresses hold is not in the tree. */
function includesAt(
  context: DetectContext,
  data: Positioned,
  path: DataPath,
  left: Left,
): readonly Included[] {
  const { value } = data.at(path);
  const places = Array.isArray(value) ? value.map((_, at) => [...path, at]) : [path];
  return places.flatMap(place => {
    const one = data.at(place).value;
    const name = isRecord(one) ? one.local : one;
    if (typeof name !== 'string' || /[$?]|:\/\//.test(name)) return [];
    const inputs = data.at([...place, 'inputs']);
    // A star that stands for folders is left to what each pipeline names.
    const parts = name.replace(/^\/+/, '').replace('**/', '').split('*');
    if (parts.length > 1 && left.globs-- <= 0) {
      const why = `pipelines include files by more than ${MAX_GLOBS} names with stars: what those beyond stand for was not looked at`;
      context.leave(data.file, why, 1, context.tree.paths);
      return [];
    }
    return filesFitting(context.tree, '', parts).map(file => ({
      path: file,
      ...(isRecord(inputs.value) ? { inputs } : {}),
    }));
  });
}

/** A file, then what it includes, the last first: of what several say, the first counts. One more than are looked at tells that there are. */
function partsOf(
  files: ReadonlyMap<string, Read>,
  { path, inputs }: Included,
  within: readonly string[],
): readonly Part[] {
  const file = files.get(path);
  if (!file || within.includes(path) || within.length > MAX_PARTS) return [];
  const found: Part[] = [inputs ? { ...file, inputs } : file];
  for (const one of file.includes.toReversed()) {
    if (found.length > MAX_PARTS) break;
    for (const part of partsOf(files, one, [...within, path])) found.push(part);
  }
  return found.slice(0, MAX_PARTS + 1);
}

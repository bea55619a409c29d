/** What both doors share: knowledge, Helm and charts made ready in a folder of this run's own, and cleared away after. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { AnalysisPorts } from './analysis/ports.js';
import { assetsFolder } from './assets.js';
import { createChartStore } from './charts/store.js';
import type { VersionOverride } from './detect/explicit.js';
import { loadCurated } from './knowledge/curated.js';
import { loadEnvoy } from './knowledge/envoy.js';
import { loadEnvoyMoves } from './knowledge/envoy-moves.js';
import { loadFacts } from './knowledge/facts.js';
import { loadReleases } from './knowledge/releases.js';
import { loadRules } from './knowledge/rules.js';
import type { CollectedResources } from './mesh/collect.js';
import { NO_MANIFESTS } from './mesh/exported.js';
import type { Edit, FailOn, Report, Tree, ValuesLayer } from './model.js';
import { reviewHeadPolicy } from './policy/head.js';
import { withoutPaths } from './policy/ignore.js';
import type { Policy } from './policy/policy.js';
import { type Opened, type Opening, preflight } from './preflight.js';
import { type FoundHelm, findHelm, findLocalHelm } from './render/helm.js';
import { createRenderer } from './render/render.js';
import { createStopwatch } from './stopwatch.js';
import { overlay } from './tree/overlay.js';
import { toolVersion } from './version.js';

export interface RunInput {
  readonly base: Tree;
  readonly head: Tree;
  readonly from: readonly VersionOverride[];
  readonly to: readonly VersionOverride[];
  /** Values for installations whose own are not in the tree. */
  readonly values: readonly ValuesLayer[];
  /** Resources from elsewhere, judged besides those of the trees. */
  readonly manifests?: CollectedResources;
  /** Folders and repositories that the user named as sources of charts. */
  readonly charts: readonly string[];
  readonly policy: Policy;
  /** These two win over the policy. */
  readonly kubeVersion?: string;
  readonly failOn?: FailOn;
  readonly offline: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress?: (phase: string) => void;
}

/** Longest time that one render may take; the largest of Istio's charts takes well under a second. */
const RENDER_TIMEOUT_MS = 30_000;

/** What Helm, charts and knowledge are opened with. */
export type ToolsInput = Pick<RunInput, 'charts' | 'policy' | 'offline' | 'env'>;

/** Runs one analysis. */
export async function run(input: RunInput): Promise<Report> {
  return withTools(input, opening => analyse(input, opening));
}

/** One analysis with tools that are open: several in a row share what they rendered. */
export async function analyse(input: RunInput, opening: Opening): Promise<Report> {
  const { policy, values, manifests = NO_MANIFESTS } = input;
  const kubeVersion = input.kubeVersion ?? policy.kubeVersion;
  const watch = createStopwatch(() => performance.now(), input.progress);
  const headPolicy = policy.origin === 'given' ? undefined : await reviewHeadPolicy(input.base, input.head);
  return preflight(
    {
      base: withoutPaths(input.base, policy.ignorePaths),
      head: withoutPaths(input.head, policy.ignorePaths),
      given: {
        // What can't be read of the manifests is told once, and is no old news of the base.
        base: { versions: input.from, values, manifests: { ...manifests, problems: [] } },
        head: { versions: input.to, values, manifests },
      },
      failOn: input.failOn ?? policy.failOn ?? 'high',
      policy,
      ...(headPolicy ? { headPolicy } : {}),
      today: new Date().toISOString().slice(0, 10),
      options: {
        scope: policy.scope,
        explicit: input.from.length > 0 || input.to.length > 0,
        ...(kubeVersion ? { kubeVersion } : {}),
        ...(policy.noise.length > 0 ? { noise: policy.noise } : {}),
      },
    },
    withOwnRules(opening, input),
    watch,
  );
}

/** Analyses the head with edits in place, as often as it is asked to. */
export function editsIn(input: RunInput, opening: Opening): (edits: readonly Edit[]) => Promise<Report> {
  return edits => analyse({ ...input, head: overlay(input.head, edits) }, opening);
}

/** Ids of all rules that judge, the organisation's own among them. */
export async function rulesOf(input: RunInput, opening: Opening): Promise<readonly string[]> {
  const { ports } = await withOwnRules(opening, input).local();
  return ports.rules.map(({ id }) => id);
}

/** Makes Helm, charts and knowledge ready in a folder of its own, which is cleared away after use. */
export async function withTools<T>(input: ToolsInput, use: (opening: Opening) => Promise<T>): Promise<T> {
  const workFolder = await mkdtemp(join(input.env.RUNNER_TEMP || tmpdir(), 'istio-preflight-'));
  try {
    return await use(open(input, workFolder));
  } finally {
    await rm(workFolder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What was opened, with the rules of the organisation's own. */
function withOwnRules(opening: Opening, { base, policy }: RunInput): Opening {
  if (policy.rules.length === 0) return opening;
  const withOwn = async (opened: Promise<Opened>): Promise<Opened> => {
    const { ports, tool } = await opened;
    const { loadOwnRules } = await import('./knowledge/own-rules.js');
    const taken = new Set(ports.rules.map(({ id }) => id));
    const own = await loadOwnRules(base, policy.rules, taken, assetsFolder());
    return { tool, ports: { ...ports, rules: [...ports.rules, ...own] } };
  };
  return { local: () => withOwn(opening.local()), full: () => withOwn(opening.full()) };
}

/** Knowledge, Helm, and where charts come from. */
function open(input: ToolsInput, workFolder: string): Opening {
  const cacheFolder = cacheFolderOf(input.env);
  const places = { env: input.env, offline: input.offline, cacheFolder, workFolder };
  // Helm is asked for its version in a process of its own: the knowledge is read meanwhile.
  const finding = findLocalHelm(places);
  finding.catch(() => {});
  const knowledge = setImmediate().then(readKnowledge);
  const local = Promise.all([knowledge, finding]).then(([known, found]) =>
    equip(known, found, input, workFolder),
  );
  local.catch(() => {});
  let full: Promise<Opened> | undefined;
  const complete = async (): Promise<Opened> => {
    const opened = await local;
    if (opened.tool.helm !== null) return opened;
    return equip(await knowledge, await findHelm(places, await finding), input, workFolder);
  };
  return {
    local: () => local,
    full: () => {
      full ??= complete();
      return full;
    },
  };
}

type Knowledge = Pick<AnalysisPorts, 'facts' | 'rules' | 'curated' | 'releases' | 'envoyMoves' | 'envoy'>;

function readKnowledge(): Knowledge {
  return {
    facts: loadFacts(join(assetsFolder(), 'facts')),
    rules: loadRules(assetsFolder()),
    curated: loadCurated(assetsFolder()),
    releases: loadReleases(assetsFolder()),
    envoyMoves: loadEnvoyMoves(assetsFolder()),
    envoy: loadEnvoy(assetsFolder()),
  };
}

/** What is known, with the Helm that was found, or with what keeps it from being had. */
function equip(
  knowledge: Knowledge,
  found: FoundHelm,
  { charts, policy, offline, env }: ToolsInput,
  workFolder: string,
): Opened {
  const helm = found.ok ? found.helm : undefined;
  const store = createChartStore({
    sources: charts,
    allowed: policy.charts,
    offline,
    cacheFolder: join(cacheFolderOf(env), 'charts'),
    workFolder,
    helm,
  });
  const renderer = found.ok
    ? createRenderer(found.helm, {
        workFolder,
        timeoutMs: RENDER_TIMEOUT_MS,
        concurrency: availableParallelism(),
      })
    : found.problem;
  return {
    ports: { ...knowledge, store, renderer },
    tool: {
      name: 'istio-preflight',
      version: toolVersion(),
      helm: helm?.version ?? null,
      knowledge: knowledge.facts.newest,
    },
  };
}

/** Where charts and Helm are kept between runs. */
function cacheFolderOf(env: RunInput['env']): string {
  const shared = env.RUNNER_TOOL_CACHE || env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(shared, 'istio-preflight');
}

/** The command `check`: from flags to a report. */
import { checkChartSources } from './chart-sources.js';
import { parseVersionOverrides, readExplicitValues } from './detect/explicit.js';
import { readManifests } from './mesh/exported.js';
import type { FailOn, Report } from './model.js';
import { loadPolicy } from './policy/policy.js';
import { type RunInput, run } from './session.js';
import { openTrees } from './tree/open.js';

export interface CheckOptions {
  readonly base?: string;
  readonly head?: string;
  readonly repo: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly charts: readonly string[];
  readonly values: readonly string[];
  readonly manifests: readonly string[];
  readonly kubeVersion?: string;
  readonly config?: string;
  readonly failOn?: FailOn;
  readonly offline?: boolean;
}

export interface CheckPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress: (phase: string) => void;
  readonly readFile: (file: string) => Promise<string>;
}

/**
 * Opens the two trees, reads the policy of the base, analyses.
 * @throws {UsageError} for what the user can mend
 */
export async function runCheck(options: CheckOptions, ports: CheckPorts): Promise<Report> {
  return withInput(options, ports, run);
}

/**
 * Makes the input of an analysis out of options; the trees are open for as long as `use` takes.
 * @throws {UsageError} for what the user can mend
 */
export async function withInput<T>(
  options: CheckOptions,
  ports: CheckPorts,
  use: (input: RunInput, headFolder: string | undefined) => Promise<T>,
): Promise<T> {
  const from = parseVersionOverrides('--from', options.from);
  const to = parseVersionOverrides('--to', options.to);
  await checkChartSources(options.charts);
  const values = await readExplicitValues(options.values, ports.readFile);
  const manifests = await readManifests(options.manifests);
  const trees = await openTrees({
    repo: options.repo,
    ...(options.base !== undefined ? { base: options.base } : {}),
    ...(options.head !== undefined ? { head: options.head } : {}),
    to: to.length > 0,
    offline: options.offline === true,
  });
  try {
    const policy = await loadPolicy(trees.base, options.config, ports.readFile);
    const input = {
      base: trees.base,
      head: trees.head,
      from,
      to,
      charts: options.charts,
      values,
      manifests,
      policy,
      ...(options.kubeVersion ? { kubeVersion: options.kubeVersion } : {}),
      ...(options.failOn ? { failOn: options.failOn } : {}),
      offline: options.offline === true,
      env: ports.env,
      progress: ports.progress,
    };
    return await use(input, trees.headFolder);
  } finally {
    await trees.close();
  }
}

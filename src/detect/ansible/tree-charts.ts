/** Folders of the tree that tasks of Ansible name as their chart: beside a playbook, in a role, or where the playbook is run. */

import type { Release } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import type { NamedChart } from '../chart-reference.js';
import { matters } from '../chart-relevance.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { ancestors, folderOf, inFolder, resolveInTree } from '../tree-path.js';
import { onTreeChart } from '../values/tree-release.js';
import { filledByAnsible } from './filled.js';
import type { HelmTask } from './helm.js';
import { hasJinja } from './jinja.js';
import { ansiblePlaces, roleOf } from './places.js';

/** Source: https://docs.ansible.com/ansible/latest/reference_appendices/special_variables.html */
const BEHIND = /^\{\{\s*(\w{1,100})\s*\}\}\/+/;

/**
 * A chart of the tree, deployed with the values of the task.
 * @param repositories those that tasks add: `istio/base` of one is no folder
 */
export async function treeRelease(
  context: DetectContext,
  task: HelmTask,
  repositories: ReadonlyMap<string, string>,
  release: (chart: NamedChart, version: DecidedVersion) => Promise<Release>,
): Promise<{ readonly folder: string; readonly releases: readonly Release[] } | undefined> {
  const folder = await chartFolderOf(context, task, repositories);
  const loaded = folder === undefined ? undefined : await context.chart(folder);
  if (folder === undefined || !loaded) return undefined;
  const { chart } = loaded;
  const { data, module } = task;
  const at = startOf(data, [...module, 'chart_ref']);
  const made = await release({ name: chart.name }, { version: chart.version ?? '0.0.0', at });
  const deployed = await onTreeChart(context, loaded, made);
  return { folder, releases: (await matters(context, chart, deployed.values)) ? [deployed] : [] };
}

/** The chart's folder; undefined for a chart of a repository, and for what lies on the machine that the task runs on. */
async function chartFolderOf(
  context: DetectContext,
  { data, module }: HelmTask,
  repositories: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const path = [...module, 'chart_ref'];
  const reference = stringAt(data.value, path);
  if (reference === undefined || /^\w+:\/\//.test(reference) || /\.tgz$/.test(reference)) return undefined;
  const { file } = startOf(data, path);
  const [behind = '', variable] = BEHIND.exec(reference) ?? [];
  const rest = reference.slice(behind.length);
  const written = hasJinja(rest) ? await filledByAnsible(context, rest, file) : rest;
  if (hasJinja(written)) return undefined;
  const [first = ''] = written.split('/');
  const isPath =
    behind !== '' || /^\.{1,2}\//.test(written) || (written.includes('/') && !repositories.has(first));
  if (!isPath) return undefined;
  const bases = await basesOf(context, file, variable);
  return bases
    .map(base => resolveInTree(base, written))
    .find(one => one !== undefined && context.charts.has(one));
}

/** Where it may be, the likeliest first. A variable of somebody's own may name any folder above. */
async function basesOf(
  context: DetectContext,
  file: string,
  variable: string | undefined,
): Promise<readonly string[]> {
  const role = roleOf(file);
  const ofRole = role === undefined ? [] : [role, inFolder(role, 'files')];
  const plays = (await ansiblePlaces(context)).plays.map(play => folderOf(play.file));
  if (variable === 'role_path') return ofRole;
  if (variable === 'playbook_dir') return [...new Set([...plays, ...ancestors(file)])];
  return [...new Set([...ofRole, ...ancestors(file), ...plays])];
}

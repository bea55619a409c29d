/** Which of the values that the tree leaves open may decide a setting. */
import { lookup } from '../detect/values/values.js';
import type { DataPath, OpenValue } from '../model.js';
import type { SettingName } from './in-force.js';
import type { InstallationState } from './state.js';

/** What chooses whole sets of defaults: they give way to what the user writes. */
const CHOICES: readonly DataPath[] = [
  ['profile'],
  ['global', 'profile'],
  ['compatibilityVersion'],
  ['platform'],
  ['global', 'platform'],
];

/**
 * Values of the istiod chart from which no variable of istiod's environment is made. Source: templates/deployment.yaml of
 * the chart: variables come from `pilot`, `global`, `meshConfig`, `revision` and few others.
 */
const NO_VARIABLE: readonly DataPath[] = [
  ['meshConfig'],
  ['revision'],
  ['revisionTags'],
  ['global', 'proxy'],
  ['global', 'proxy_init'],
  ['global', 'waypoint'],
  ['sidecarInjectorWebhook'],
  ['gateways'],
  ['telemetry'],
];

/** Values that leave the mesh config as it is. Source: templates/configmap.yaml of the istiod chart. */
const NO_MESH_CONFIG: readonly DataPath[] = [['pilot', 'env'], ['revisionTags'], ['sidecarInjectorWebhook']];

/**
 * The open value that may decide a setting; undefined where none does, or where what is written wins over it.
 * @param paths where the setting may stand in the chart's values
 */
export function openBehind(
  setting: SettingName,
  paths: readonly DataPath[],
  { installation: { release, valuesPath }, moves = [] }: Pick<InstallationState, 'installation' | 'moves'>,
): OpenValue | undefined {
  const open = release.openValues ?? [];
  if (open.length === 0) return undefined;
  const isWritten = paths.some(path => lookup(release.values, path, valuesPath) !== undefined);
  return open.find(one => {
    const { path: whole } = one;
    const own = valuesBelow(whole, valuesPath);
    if (!own) return false;
    if (paths.some(path => startsWith(own, path) || startsWith(path, own))) return true;
    if (isWritten) return false;
    const known = moves.find(move => move.open === one);
    if (known)
      return setting.kind === 'env' ? known.env.has(setting.name) : known.mesh && derives(setting, own);
    if (CHOICES.some(choice => startsWith(own, choice) || startsWith(choice, own))) return true;
    // Neighbours of the setting decide themselves only.
    return !paths.some(path => startsWith(own, path.slice(0, -1))) && derives(setting, own);
  });
}

/** True where the chart may make the setting of another value than its own. */
function derives({ kind }: SettingName, own: DataPath): boolean {
  switch (kind) {
    case 'env':
      return !NO_VARIABLE.some(path => startsWith(own, path));
    case 'meshConfig':
    case 'proxyMetadata':
      return !startsWith(own, ['meshConfig']) && !NO_MESH_CONFIG.some(path => startsWith(own, path));
    default:
      return false;
  }
}

/** The path in the chart's own values; `global` of the release is every chart's. Undefined for what is another chart's. */
export function valuesBelow(whole: DataPath, valuesPath: DataPath): DataPath | undefined {
  if (startsWith(whole, valuesPath)) return whole.slice(valuesPath.length);
  if (startsWith(valuesPath, whole)) return [];
  return whole[0] === 'global' ? whole : undefined;
}

function startsWith(path: DataPath, start: DataPath): boolean {
  return start.length <= path.length && start.every((key, index) => String(key) === String(path[index]));
}

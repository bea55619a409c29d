/** A render request as `helm template` arguments; values travel in files of a folder that Helm runs in. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StagedChart, ValuesAssignment, ValuesLayer } from '../model.js';

/** One release to render: a chart, what it is called, and its values. */
export interface RenderRequest {
  readonly chart: StagedChart;
  readonly releaseName: string;
  readonly namespace: string;
  /** In the order in which the deploying tool applies them. */
  readonly values: readonly ValuesLayer[];
  /** `1.29.0`; Helm's own default differs between its releases, so it is always given. */
  readonly kubeVersion: string;
  readonly apiVersions?: readonly string[];
  /** Whether the release is there already (`.Release.IsUpgrade`); Argo CD always installs. */
  readonly isUpgrade: boolean;
  readonly skipCrds?: boolean;
}

/**
 * Writes the values into `folder` and gives the arguments, with paths relative to it. Names that begin with a dash
 * stay names: flags are written `--flag=value`, and what stands alone comes after `--`.
 */
export function templateArguments(
  request: RenderRequest,
  chartFolder: string,
  folder: string,
): readonly string[] {
  const args = ['template', `--namespace=${request.namespace}`, `--kube-version=${request.kubeVersion}`];
  if (!request.skipCrds) args.push('--include-crds');
  if (request.isUpgrade) args.push('--is-upgrade');
  for (const version of request.apiVersions ?? []) args.push(`--api-versions=${version}`);
  for (const [number, layer] of request.values.entries()) {
    const name = `values-layer-${number}.yaml`;
    if (layer.kind === 'document') {
      writeFileSync(path.join(folder, name), layer.text);
      args.push(`--values=${name}`);
    } else if (layer.flag === '--set-file') {
      writeFileSync(path.join(folder, name), layer.value);
      args.push(`--set-file=${layer.key}=${name}`);
    } else {
      args.push(`${layer.flag}=${layer.key}=${spell(layer)}`);
    }
  }
  return [...args, '--', request.releaseName, chartFolder];
}

/** How the files of values are called, in messages too, by the layer's number. */
export const VALUES_FILE = /values-layer-(\d+)\.yaml/g;

/**
 * A comma ends an assignment in Helm's `--set`: one inside the value is escaped, unless it is already, or the value is
 * a list in braces. Argo CD does the same (https://github.com/argoproj/argo-cd/blob/master/util/helm/cmd.go).
 */
function spell(layer: ValuesAssignment): string {
  const escapes = layer.flag === '--set' || layer.flag === '--set-string';
  if (!escapes || (layer.value.startsWith('{') && layer.value.endsWith('}'))) return layer.value;
  return layer.value.replace(/\\.|,/gs, found => (found === ',' ? '\\,' : found));
}

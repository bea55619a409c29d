/** One chart of Istio as a release of its own, with one values file and nothing rendered. */
import type { InstallationState } from '../../src/behaviour/state.js';
import type { DataPath, Installation, IstioChart, Upgrade, ValuesLayer } from '../../src/model.js';
import { parseYaml } from '../../src/yaml/positioned.js';

export interface ChartOptions {
  /** The values file's path. */
  readonly file?: string;
  /** Where the chart's values stand in it. */
  readonly valuesPath?: DataPath;
  readonly source?: 'file' | 'default';
  /** The chart is an unpacked copy in the tree. */
  readonly own?: boolean;
}

/** @param values text of the values file */
export function chartState(
  chart: IstioChart,
  version: string,
  values = '',
  { file = 'values.yaml', valuesPath = [], source = 'file', own = false }: ChartOptions = {},
): InstallationState {
  const [document] = parseYaml(file, values).documents;
  const layers: ValuesLayer[] = document
    ? [{ kind: 'document', source, file, line: 1, text: values, data: document.data }]
    : [];
  const at = { file: 'Chart.yaml', line: 3 };
  const installation: Installation = {
    id: chart,
    release: {
      id: `release-${chart}`,
      form: 'chart-yaml',
      deployer: 'helm',
      declared: at,
      releaseName: chart,
      namespace: 'istio-system',
      destination: '',
      chart: own
        ? { kind: 'tree', path: 'charts/x', name: chart, dependencies: [], own: chart }
        : { kind: 'published', name: chart, version, at },
      values: layers,
      problems: [],
    },
    chart,
    version,
    istioVersion: version,
    at,
    valuesPath,
    chartPath: chart,
    revision: '',
    environment: '',
  };
  return { installation };
}

export function chartUpgrade(before: InstallationState, after: InstallationState): Upgrade {
  return {
    id: after.installation.id,
    kind: before.installation.version === after.installation.version ? 'values-only' : 'upgrade',
    chart: after.installation.chart,
    environment: '',
    before: before.installation,
    after: after.installation,
  };
}

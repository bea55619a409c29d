/**
 * What asks for metrics: rules of alerts and recordings, dashboards, and what scrapers keep or drop.
 * Sources: https://prometheus-operator.dev/docs/api-reference/api/, https://docs.victoriametrics.com/operator/resources/vmrule/,
 * https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
import type { DataPath, MeshResource } from '../../model.js';
import { valueAt } from '../../yaml/positioned.js';
import { metricsIn } from '../metrics.js';
import { oncePerMesh } from '../once.js';
import { listAt, textAt, textMapAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const metricQueries: ViewDefinition = {
  name: 'metricQueries',
  summary:
    'A text that names metrics of Istio or Envoy: the expression of an alert or recording (PrometheusRule, VMRule), a dashboard (ConfigMap, GrafanaDashboard), what a ServiceMonitor or PodMonitor relabels',
  places: { at: 'the expression; the dashboard as a whole' },
  fields: {
    kind: 'kind of the resource',
    namespace: 'its namespace',
    use: '`alert`, `record`, `dashboard` or `scrape`',
    title: 'name of the alert or recording, or of the dashboard’s file',
    metrics: 'the metrics that it names, as far as they begin like one of Istio or Envoy',
  },
  items: oncePerMesh(mesh => [
    ...['PrometheusRule', 'VMRule'].flatMap(kind => mesh.ofKind(kind).flatMap(rulesOf)),
    ...mesh.ofKind('ConfigMap').flatMap(dashboardsOf),
    ...mesh.ofKind('GrafanaDashboard').flatMap(grafanaDashboard),
    ...['ServiceMonitor', 'PodMonitor'].flatMap(kind => mesh.ofKind(kind).flatMap(scrapesOf)),
  ]),
};

function rulesOf(resource: MeshResource): readonly ViewItem[] {
  return listAt(resource.value, ['spec', 'groups']).flatMap((group, number) =>
    listAt(group, ['rules']).flatMap((rule, index) => {
      const alert = textAt(rule, ['alert']);
      const path: DataPath = ['spec', 'groups', number, 'rules', index, 'expr'];
      return query(resource, path, {
        use: alert === '' ? 'record' : 'alert',
        title: alert || textAt(rule, ['record']),
        text: textAt(rule, ['expr']),
      });
    }),
  );
}

function dashboardsOf(resource: MeshResource): readonly ViewItem[] {
  return [...textMapAt(resource.value, ['data'])].flatMap(([title, text]) =>
    query(resource, ['data', title], { use: 'dashboard', title, text }),
  );
}

function grafanaDashboard(resource: MeshResource): readonly ViewItem[] {
  const text = textAt(resource.value, ['spec', 'json']);
  return query(resource, ['spec', 'json'], { use: 'dashboard', title: resource.name, text });
}

/** Endpoints of either kind of monitor, and what they do with names of metrics. */
function scrapesOf(resource: MeshResource): readonly ViewItem[] {
  return ['endpoints', 'podMetricsEndpoints'].flatMap(endpoints =>
    listAt(resource.value, ['spec', endpoints]).flatMap((endpoint, number) =>
      listAt(endpoint, ['metricRelabelings']).flatMap((relabeling, index) => {
        const path: DataPath = ['spec', endpoints, number, 'metricRelabelings', index];
        return query(resource, path, {
          use: 'scrape',
          title: textAt(relabeling, ['action']),
          text: String(valueAt(relabeling, ['regex']) ?? ''),
        });
      }),
    ),
  );
}

function query(
  resource: MeshResource,
  at: DataPath,
  { use, title, text }: { readonly use: string; readonly title: string; readonly text: string },
): readonly ViewItem[] {
  const metrics = metricsIn(text);
  if (metrics.length === 0) return [];
  const { kind, namespace } = resource;
  return [itemAt(resource, { at }, { kind, namespace, use, title, metrics })];
}

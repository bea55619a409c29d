import { describe, expect, it } from '../support/jest.js';
import { FILE, itemsOf, meshOf } from './mesh-of.js';

describe('mesh/views/metricQueries', () => {
  it('reads alerts and recordings one by one, with their lines', () => {
    const items = itemsOf(
      'metricQueries',
      meshOf(
        [
          'apiVersion: monitoring.coreos.com/v1',
          'kind: PrometheusRule',
          'metadata: {name: r, namespace: monitoring}',
          'spec:',
          '  groups:',
          '    - rules:',
          '        - alert: Slow',
          '          expr: sum(rate(istio_requests_total[5m])) / sum(pilot_xds) > 1',
          '        - record: up',
          '          expr: up == 1',
          '        - record: conflicts',
          '          expr: pilot_conflict_inbound_listener',
          '',
        ].join('\n'),
      ),
    );
    expect(items.map(({ value }) => value)).toMatchObject([
      { use: 'alert', title: 'Slow', metrics: ['istio_requests_total', 'pilot_xds'] },
      { use: 'record', title: 'conflicts', metrics: ['pilot_conflict_inbound_listener'] },
    ]);
    expect(items.map(({ places }) => places.at)).toMatchObject([
      { file: FILE, line: 8 },
      { file: FILE, line: 12 },
    ]);
  });

  it.each([
    [
      'a dashboard in a ConfigMap',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d, namespace: m}\ndata: {d.json: \'{"expr": "envoy_cluster_x"}\', other: "no metric_here"}\n',
      { use: 'dashboard', title: 'd.json', metrics: ['envoy_cluster_x'] },
    ],
    [
      "a dashboard of Grafana's operator",
      'apiVersion: grafana.integreatly.org/v1beta1\nkind: GrafanaDashboard\nmetadata: {name: d, namespace: m}\nspec: {json: \'{"expr": "ztunnel_x"}\'}\n',
      { use: 'dashboard', title: 'd', metrics: ['ztunnel_x'] },
    ],
    [
      'what is dropped while scraping',
      'apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: d, namespace: m}\nspec: {podMetricsEndpoints: [{metricRelabelings: [{action: drop, regex: envoy_a|istio_b}]}]}\n',
      { use: 'scrape', title: 'drop', metrics: ['envoy_a', 'istio_b'] },
    ],
  ])('reads %s', (_, yaml, expected) => {
    expect(itemsOf('metricQueries', meshOf(yaml)).map(({ value }) => value)).toMatchObject([expected]);
  });

  it('leaves ConfigMaps alone that speak of nothing of the mesh', () => {
    const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d, namespace: m}\ndata: {a: node_cpu}\n';
    expect(meshOf(yaml).resources).toEqual([]);
  });
});

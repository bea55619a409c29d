import { outlineOf } from '../../src/diff/template-outline.js';
import { describe, expect, it } from '../support/jest.js';
import { diffYaml } from './support.js';

const TEMPLATE = `metadata:
  labels: {a: b}
spec:
  initContainers:
  {{- if .Cni }}
  - name: istio-validation
  {{- end }}
    securityContext:
      capabilities:
        add:
        - NET_ADMIN
  containers:
  - name: istio-proxy
    {{- if .Probe }}
    readinessProbe:
      periodSeconds: 15
    {{- end }}
    env:
    - name: JWT_POLICY
      value: {{ .Jwt }}
    volumeMounts:
    - mountPath: /var/run/x
      name: token
  volumes:
  - name: token
    emptyDir: {}
  - emptyDir: {}
    name: other
`;

/** Notes of all hunks between two texts of the template. */
function notes(before: string, after: string): (string | undefined)[] {
  const map = (text: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-sidecar-injector}\ndata:\n  config: |\n    templates:\n      sidecar: |\n${text.replace(/^(?=.)/gm, '        ')}`;
  return diffYaml(map(before), map(after)).changes.map(({ note }) =>
    note?.replace('for pods that start from now on: ', ''),
  );
}

const edit = (from: string, to: string): (string | undefined)[] => {
  expect(TEMPLATE).toContain(from);
  return notes(TEMPLATE, TEMPLATE.replace(from, to));
};

describe('diff/template-notes', () => {
  it('knows where each line of a template stands', () => {
    const { places, containers } = outlineOf(TEMPLATE);
    const at = (text: string): string | undefined =>
      places[TEMPLATE.split('\n').findIndex(line => line.includes(text))];
    expect(at('NET_ADMIN')).toBe('capability NET_ADMIN (add) of istio-validation');
    expect(at('periodSeconds')).toBe('readinessProbe of istio-proxy');
    expect(at('value: {{ .Jwt }}')).toBe('env JWT_POLICY of istio-proxy');
    expect(at('mountPath')).toBe('mount /var/run/x of istio-proxy');
    expect(at('- name: token')).toBe('volume token');
    expect(at('labels')).toBe('');
    expect(Object.fromEntries(containers)).toEqual({
      'istio-validation': 'initContainers',
      'istio-proxy': 'containers',
    });
  });

  it.each([
    ['    - name: JWT_POLICY\n      value: {{ .Jwt }}\n', '', ['env JWT_POLICY of istio-proxy gone']],
    ['{{ .Jwt }}', '{{ .Policy }}', ['env JWT_POLICY of istio-proxy changes']],
    [
      '    env:\n',
      '    startupProbe:\n      failureThreshold: 600\n    env:\n',
      ['startupProbe of istio-proxy new'],
    ],
    [
      '        - NET_ADMIN\n',
      '        - NET_ADMIN\n        - NET_RAW\n',
      ['capability NET_RAW (add) of istio-validation new'],
    ],
    ['  volumes:\n', '  volumes:\n  - name: certs\n    emptyDir: {}\n', ['volume certs new']],
    ['    env:\n', '    resources:\n      limits: {cpu: 1}\n    env:\n', ['resources of istio-proxy new']],
    [
      '  - name: istio-proxy\n',
      '  - name: istio-proxy\n    {{ if $native }}restartPolicy: Always{{ end }}\n',
      ['istio-proxy may run as a native sidecar (an init container that keeps running)'],
    ],
    ['{{- if .Probe }}', '{{- if .Ready }}', ['condition of readinessProbe of istio-proxy changes']],
  ])('%j to %j', (from, to, expected) => {
    expect(edit(from, to)).toEqual(expected);
  });

  it('tells a container that moves between the lists', () => {
    const before =
      'spec:\n  initContainers:\n  - name: init\n  containers:\n  - name: istio-proxy\n    image: a\n';
    const after = 'spec:\n  initContainers:\n  - name: init\n  - name: istio-proxy\n    image: a\n';
    expect(notes(before, after).join()).toContain(
      'container istio-proxy moves from containers to initContainers',
    );
  });

  it('says nothing where nothing can be told', () => {
    expect(edit('  labels: {a: b}\n', '  labels: {a: c}\n')).toEqual([undefined]);
  });

  it('takes whatever is no template for text', () => {
    for (const text of ['', '- - - x', '{{', 'a:\n\tb', `${'  '.repeat(2_000)}x: y`, '- name:\n  - name:'])
      expect(outlineOf(text).places).toHaveLength(text.split('\n').length);
  });
});

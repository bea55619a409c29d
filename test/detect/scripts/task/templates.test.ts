/** Templates of Go in commands of Task, files of Task that install whatever those say which include them, and who runs istioctl there. */

import { withoutCut } from '../../../../src/detect/scripts/task/templates.js';
import { all, planes } from '../../../support/found.js';
import { describe, expect, it } from '../../../support/jest.js';
import type { Files } from '../../../support/scenario.js';

const GENERAL = [
  'version: "3"',
  'tasks:',
  '  upgrade:',
  '    vars:',
  '      chart: "{{ .chart }}"',
  '      chart_ver: "{{ .chart_ver }}"',
  '      namespace: "{{ .namespace | default \\"istio-system\\" }}"',
  '      wait: \'{{ .wait | default "true" }}\'',
  '    cmds:',
  '      - |-',
  '        helm \\',
  '          upgrade --install',
  '          {{- if .namespace }} \\',
  '          -n {{ .namespace | quote }}',
  '          {{- end }} \\',
  '          {{ .name | quote }} \\',
  '          "{{ if .repo }}{{ .repo }}/',
  '          {{- end }}{{ .chart }}"',
  '          {{- if .chart_ver }} \\',
  '          --version {{ .chart_ver | quote }}',
  '          {{- end }}',
  '          {{- if eq "true" .wait }} \\',
  '          --wait',
  '          {{- end }}',
  '      - echo done',
  '',
].join('\n');

function mesh(...entries: readonly string[]): string {
  const includes = entries.map(
    (entry, index) =>
      `  c${index}:\n    taskfile: helm.yml\n    vars: { ${entry}, chart_ver: '{{ .istio_ver }}' }\n`,
  );
  return `version: "3"\nvars:\n  istio_ver: 1.23.2\nincludes:\n${includes.join('')}tasks:\n  up: { cmds: [{ task: c0:upgrade }] }\n`;
}

describe('detect/scripts: files of Task that others give what they install', () => {
  it('reads one that says nothing of Istio, and cuts what its templates cut', async () => {
    const files: Files = {
      'Taskfile.yml': 'version: "3"\nincludes:\n  mesh: istio.yml\n  dns: dns.yml\n',
      'istio.yml': mesh(
        'name: istio-base, repo: istio, chart: base',
        'name: istiod, repo: istio, chart: istiod, wait: "false"',
      ),
      'dns.yml':
        'version: "3"\nincludes:\n  chart:\n    taskfile: helm.yml\n    vars: { name: dns, repo: bitnami, chart: external-dns, chart_ver: 8.0.0 }\n',
      'helm.yml': GENERAL,
    };
    expect(await all(files)).toEqual(['base 1.23.2 istio.yml:3', 'istiod 1.23.2 istio.yml:3']);
  });

  it.each([
    [
      'a flag where a name holds something',
      'helm upgrade --install istiod istio/istiod {{if .VERSION}}--version {{.VERSION}}{{end}} -n istio-system',
      'istiod 1.24.1 Taskfile.yml:3',
    ],
    [
      'another version for another environment',
      'helm upgrade --install istiod istio/istiod --version {{if eq .ENV "prod"}}1.23.4{{else}}1.24.0{{end}}',
      'istiod 1.24.0 Taskfile.yml:8',
    ],
    [
      'the same the other way round, cut',
      'helm upgrade --install istiod istio/istiod --version {{ if ne "dev" .ENV -}} 1.23.4 {{- else if .VERSION -}} 1.24.2 {{- end }}',
      'istiod 1.24.2 Taskfile.yml:8',
    ],
    [
      'no version where which one it is only running it tells',
      'helm upgrade --install istiod istio/istiod --version {{if .CI}}1.23.4{{else}}1.24.0{{end}}',
      'istiod null Taskfile.yml:8',
    ],
    [
      'no version of flags likewise',
      'helm upgrade --install istiod istio/istiod {{if .CI}}--version 1.23.4{{else}}--version 1.24.0{{end}}',
      'istiod null Taskfile.yml:8',
    ],
  ])('reads %s', async (_, command, expected) => {
    const task = `version: "3"\nvars:\n  VERSION: 1.24.1\ntasks:\n  mesh:\n    vars: { ENV: '{{.ENV | default "dev"}}', VERSION: '{{.VERSION}}' }\n    cmds:\n      - ${command}\n`;
    expect(await all({ 'Taskfile.yml': task.replace(": '{{.VERSION}}'", ': 1.24.1') })).toEqual([
      expected.replace('Taskfile.yml:3', 'Taskfile.yml:6'),
    ]);
  });

  it('takes what an include gives before what a task says where nobody gives it', async () => {
    const files = {
      'Taskfile.yml':
        'version: "3"\nincludes:\n  mesh:\n    taskfile: mesh.yml\n    vars: { VERSION: 1.28.1 }\n',
      'mesh.yml':
        'version: "3"\ntasks:\n  istiod:\n    vars:\n      VERSION: \'{{.VERSION | default "1.27.0"}}\'\n    cmds:\n      - helm upgrade -i istiod istio/istiod --version {{.VERSION}}\n',
    };
    expect(await all(files)).toEqual(['istiod 1.28.1 Taskfile.yml:5']);
  });

  it('keeps the numbers of lines that are left', () => {
    const text = 'cmds:\n  - |-\n    {{- if .A }}\n    a\n    {{- end }} \\\n    b \\\n    c\n  - d\n';
    const cut = withoutCut(text);
    expect(cut).toBe('cmds:\n  - |-\n    {{ if .A }}\n    a{{ end }} \\\n\\\n    b \\\n    c\n  - d\n');
    expect(cut.split('\n').length).toBe(text.split('\n').length);
    expect(withoutCut('- a: {{ .B -}}\n- c\n')).toBe('- a: {{ .B }}\n- c\n');
  });

  it('gets through long blanks and many tags', () => {
    const text = `${' '.repeat(100_000)}{{- if ${'{{if .A}}'.repeat(5000)}${'\n'.repeat(100_000)}{{- end`;
    expect(withoutCut(text).length).toBeLessThanOrEqual(text.length);
  });
});

describe('detect/scripts: istioctl that tasks name by a variable', () => {
  const tools = [
    'version: "3"',
    'vars:',
    '  ISTIOCTL_CMD: { sh: "command -v istioctl || echo .tools/istioctl" }',
    'tasks:',
    '  dir: { internal: true, cmds: [mkdir -p .tools] }',
    '  get:',
    '    deps: [dir]',
    '    vars:',
    '      ISTIO_VERSION: "1.26.2"',
    '    cmds:',
    '      - curl -sSLo t.tgz https://github.com/istio/istio/releases/download/{{ .ISTIO_VERSION }}/istioctl-{{ .ISTIO_VERSION }}-linux-amd64.tar.gz',
    '      - tar -xzf t.tgz -C .tools istioctl',
    '',
  ].join('\n');

  it.each(['{{ .ISTIOCTL_CMD }}', '{{.ISTIOCTL}}', '{{- .ISTIOCTL_BIN }}', '{{ .TOOLS }}/istioctl'])(
    'reads %s',
    async tool => {
      const mesh =
        'version: "3"\nincludes:\n  tools: tools.yaml\ntasks:\n  up:\n    deps: [tools:get]\n    cmds:\n';
      const files = { 'Taskfile.yml': `${mesh}      - "${tool} install -y"\n`, 'tools.yaml': tools };
      expect(await planes(files)).toEqual(['1.26.2 tools.yaml:9']);
    },
  );

  it('counts those that include a file for the same as one', async () => {
    const includes = Array.from({ length: 40 }, (_, index) => [
      `tasks/t${index}.yaml`,
      'version: "3"\nincludes:\n  tools: ../tools.yaml\ntasks:\n  a: { deps: [tools:get] }\n  b: { deps: [tools:get] }\n',
    ]);
    const root = Array.from({ length: 40 }, (_, index) => `  t${index}: tasks/t${index}.yaml\n`).join('');
    const files: Files = {
      ...Object.fromEntries(includes),
      'Taskfile.yml': `version: "3"\nincludes:\n${root}tasks:\n  up:\n    cmds: ["{{ .ISTIOCTL }} install -y"]\n`,
      'tools.yaml': tools,
    };
    expect(await planes(files)).toEqual(['1.26.2 tools.yaml:9']);
  });
});

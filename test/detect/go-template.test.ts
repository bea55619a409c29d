import { describe, expect, it } from '@jest/globals';
import { renderTemplate } from '../../src/detect/go-template/go-template.js';
import { Undecided } from '../../src/detect/go-template/go-template-values.js';

const DATA = {
  name: 'prod',
  version: '1.22.2',
  count: 3,
  off: false,
  labels: { 'istio.io/rev': 'stable', app: 'x' },
  list: ['a', 'b'],
  nested: { deep: { value: 'v' } },
};

describe('detect/go-template', () => {
  it.each([
    ['{{.name}}-{{ .version }}', 'prod-1.22.2'],
    ['{{ $.nested.deep.value }}', 'v'],
    ['{{ index .labels "istio.io/rev" }}', 'stable'],
    ['{{ .missing | default "x" }}', 'x'],
    ['{{ .missing.deeper | default "x" }}', undefined],
    ['{{ default "x" .missing.deeper }}', 'x'],
    ['{{ .name | upper | quote }}', '"PROD"'],
    ['{{ printf "%s-%d" .name .count }}', 'prod-3'],
    ['{{ if eq .name "prod" }}yes{{ else }}no{{ end }}', 'yes'],
    ['{{ if .off }}a{{ else if .missing }}b{{ else }}c{{ end }}', 'c'],
    ['{{ if and .name (not .off) }}a{{ end }}', 'a'],
    ['a\n{{- if .off }}\nb\n{{- end }}\nc', 'a\nc'],
    ['{{ range $i, $e := .list }}{{ $i }}{{ $e }}{{ end }}', '0a1b'],
    ['{{ range .none }}x{{ else }}empty{{ end }}', 'empty'],
    ['{{ with .nested.deep }}{{ .value }}{{ $.name }}{{ end }}', 'vprod'],
    ['{{ $x := .name }}{{ $x }}', 'prod'],
    ['{{ (index .labels "app") }}{{/* note }} */}}', 'x'],
    ['{{ `{{name}}` }}', '{{name}}'],
    ['{{ toYaml .nested | nindent 2 }}', '\n  deep:\n    value: v'],
    ['{{ .version | replace "." "-" | trimSuffix "-2" }}', '1-22'],
    ['{{ .nested }}', undefined],
    ['{{ include "x" . }}', undefined],
    ['{{ template "x" }}', undefined],
    ['{{ if .name }}', undefined],
    ['{{ end }}', undefined],
    ['{{ .name', undefined],
    ['{{ .name )', undefined],
    ['{{ | }}', undefined],
    ['{{ .constructor }}{{ .__proto__ }}', ''],
  ])('%s', (template, expected) => {
    if (expected === undefined) expect(() => renderTemplate(template, DATA)).toThrow(Undecided);
    else expect(renderTemplate(template, DATA).text).toBe(expected);
  });

  it('does not take for empty what may be somewhere else', () => {
    expect(() => renderTemplate('{{ .missing | default "x" }}', DATA, { open: true })).toThrow(Undecided);
    expect(renderTemplate('{{ .name }}', DATA, { open: true }).text).toBe('prod');
  });

  it('keeps the lines of the template, and says what filled them in', () => {
    const template = 'a\n{{- if .off }}\nb\n{{- end }}\nv: {{ .version }}\n{{ toYaml .nested }}\nend';
    const result = renderTemplate(template, DATA);
    expect(result.text).toBe('a\nv: 1.22.2\ndeep:\n  value: v\nend');
    expect(result.lines).toEqual([0, 4, 5, 5, 6]);
    expect(result.fills).toEqual([{ line: 1, text: '1.22.2', path: ['version'] }]);
  });

  it('ends where a template does not', () => {
    const loops = `${'{{ range .l }}'.repeat(10)}x${'{{ end }}'.repeat(10)}`;
    expect(() => renderTemplate(loops.replaceAll('.l', '$.l'), { l: Array(20).fill(1) })).toThrow(Undecided);
    expect(() => renderTemplate(`{{ ${'('.repeat(500)}1${')'.repeat(500)} }}`, {})).toThrow(Undecided);
    expect(() => renderTemplate('{{ if 1 }}'.repeat(500), {})).toThrow(Undecided);
  });
});

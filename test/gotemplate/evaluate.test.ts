import { type EvaluatedMap, valueFrom } from '../../src/evaluated/value.js';
import { fillTemplate } from '../../src/gotemplate/evaluate.js';
import { HELMFILE } from '../../src/gotemplate/languages.js';
import type { FilledTemplate } from '../../src/gotemplate/output.js';
import { parseTemplate } from '../../src/gotemplate/parse.js';
import { TemplateError } from '../../src/gotemplate/syntax.js';
import { positionedAt } from '../../src/yaml/positioned.js';
import { describe, expect, it } from '../support/jest.js';

const VALUES = {
  Values: {
    version: '1.22.2',
    on: true,
    off: false,
    list: ['a', 'b'],
    map: { x: 1, y: { z: 'deep' } },
    empty: '',
  },
};

function fill(text: string, isOpen = false): FilledTemplate {
  const dot = valueFrom(positionedAt('env.yaml', 4, VALUES)) as EvaluatedMap;
  const values = dot.entries.get('Values');
  if (values?.value.kind !== 'map') throw new Error('there are values');
  const open = {
    ...values.value,
    open: { what: 'the file env.gotmpl', at: { file: 'helmfile.yaml', line: 2 } },
  };
  const given: EvaluatedMap = isOpen
    ? { ...dot, entries: new Map([['Values', { ...values, value: open }]]) }
    : dot;
  const host = { language: HELMFILE, steps: { left: 10_000 }, readFile: () => undefined, fill: () => given };
  return fillTemplate(parseTemplate(text), given, 'values.gotmpl', host);
}

describe('gotemplate', () => {
  it.each([
    ['{{ .Values.version }}', '1.22.2'],
    ['a {{- /* gone */ -}} b', 'ab'],
    ['a\n{{- if .Values.on }}\nb\n{{- else }}\nc\n{{- end }}\n', 'a\nb\n'],
    ['{{ if .Values.off }}a{{ else if eq .Values.version "1.22.2" }}b{{ else }}c{{ end }}', 'b'],
    ['{{ range $i, $item := .Values.list }}{{ $i }}{{ $item }},{{ end }}', '0a,1b,'],
    ['{{ range .Values.list }}{{ . }}{{ $.Values.on }} {{ end }}', 'atrue btrue '],
    ['{{ with .Values.map.y }}{{ .z }}{{ end }}', 'deep'],
    ['{{ with .Values.empty }}a{{ else }}b{{ end }}', 'b'],
    ['{{ $a := 1 }}{{ if true }}{{ $a = 2 }}{{ end }}{{ $a }}', '2'],
    ['{{ $a := 1 }}{{ if true }}{{ $a := 2 }}{{ end }}{{ $a }}', '1'],
    ['{{ define "v" }}<{{ . }}>{{ end }}{{ template "v" .Values.version }}', '<1.22.2>'],
    ['{{ .Values | get "map.y.z" }} {{ .Values | get "map.q" "none" }}', 'deep none'],
    ['{{ .Values.empty | default "x" | quote }}', '"x"'],
    ['{{ printf "%s-%d" .Values.version 3 | replace "." "-" }}', '1-22-2-3'],
    ['m: {{- .Values.map | toYaml | nindent 2 }}', 'm:\n  x: 1\n  y:\n    z: deep'],
    ['{{ `{{ .Release.Name }}` }}', '{{ .Release.Name }}'],
    ['{{ "}}" }}', '}}'],
    [
      '{{ if and .Values.on (not .Values.off) (semverCompare ">=1.22.0" .Values.version) }}new{{ end }}',
      'new',
    ],
    ['{{ index .Values.map "y" "z" }}{{ len .Values.list }}{{ (index .Values.list 0) }}', 'deep2a'],
  ])('%s', (template, expected) => {
    const filled = fill(template);
    expect(filled.text).toBe(expected);
    expect(filled.assumed).toEqual([]);
  });

  it('knows the line behind every line, and where a value comes from', () => {
    const filled = fill(
      'a: 1\n{{- if .Values.on }}\nb: {{ .Values.version }}\n{{- end }}\nc:\n{{ .Values.map | toYaml | indent 2 }}\n',
    );
    expect(filled.text).toBe('a: 1\nb: 1.22.2\nc:\n  x: 1\n  y:\n    z: deep\n');
    expect(filled.lines).toEqual([1, 3, 5, 6, 6, 6, 7]);
    expect(filled.origins).toContainEqual({ line: 2, text: '1.22.2', at: { file: 'env.yaml', line: 4 } });
  });

  it('marks what it does not know inside a line, and leaves out whole lines', () => {
    const filled = fill(
      'a: {{ .Values.missing }}\nb:{{ toYaml .Values.missing | nindent 2 }}\n{{ .Values.missing }}\nc: 1\n',
      true,
    );
    const marks = [...filled.gaps.keys()];
    expect(filled.text).toBe(`a: ${marks[0]}\nb: ${marks[1]}\n\nc: 1\n`);
    expect(filled.gaps.get(marks[0] ?? '')?.what).toBe('the file env.gotmpl');
    expect(filled.assumed).toHaveLength(1);
  });

  it('takes lines under a condition that nobody knows to be there, and never chooses inside of a line', () => {
    const filled = fill(
      '{{ if .Values.missing }}\na: 1\n{{ end }}\nv: {{ if .Values.missing }}1{{ else }}2{{ end }}\n',
      true,
    );
    expect(filled.text).toMatch(/^\na: 1\n\nv: preflight-undecided-\S+\n$/);
    expect(filled.assumed).toHaveLength(1);
  });

  it.each([
    ['{{ if x }}'],
    ['{{ end }}'],
    ['{{ .a'],
    ['{{ ( }}'],
    ['{{ "a }}'],
    ['{{ }}'],
    ['{{ | }}'],
    [`{{ ${'('.repeat(400)} }}`],
  ])('refuses %s', template => {
    expect(() => parseTemplate(template)).toThrow(TemplateError);
  });

  it('stops at templates that call themselves, and at loops that multiply', () => {
    const ring = fill('{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}');
    expect(ring.assumed).toHaveLength(1);
    const loop = `${'{{ range $.Values.list }}'.repeat(40)}x${'{{ end }}'.repeat(40)}`;
    expect(fill(loop).text.length).toBeLessThan(20_000);
  });
});

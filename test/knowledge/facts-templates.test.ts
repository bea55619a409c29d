import { valuesReadBy } from '../../tools/facts/templates.js';
import { describe, expect, it } from '../support/jest.js';

describe('tools/facts/templates', () => {
  it.each([
    ['a path', '{{ .Values.pilot.image }}', ['pilot.image']],
    ['a path from the root', '{{ $.Values.pilot.image }}', ['pilot.image']],
    ['a path after brackets', '{{ ($.Values.global).platform }}', ['global.platform']],
    ['separate terms', '{{ eq .Values.a .Values.b }}', ['a', 'b']],
    ['with', '{{ with .Values.pilot }}{{ .image }}{{ end }}{{ .Values.x }}', ['pilot.image', 'x']],
    ['the dot itself', '{{ with .Values.env }}{{ toYaml . | indent 2 }}{{ end }}', ['env']],
    ['range', '{{ range $k, $v := .Values.env }}{{ $v.x }}{{ .y }}{{ end }}', ['env']],
    ['else', '{{ with .Values.a }}{{ .b }}{{ else }}{{ .Values.c }}{{ end }}', ['a.b', 'c']],
    ['else if', '{{ if .Values.a }}{{ else if .Values.b }}{{ .Values.c }}{{ end }}', ['a', 'b', 'c']],
    ['a variable', '{{ $p := .Values.global.proxy }}{{ $p.image }}', ['global.proxy.image']],
    ['index', '{{ $g := index .Values "gateways" "istio-x" }}{{ $g.name }}', ['gateways.istio-x.name']],
    ['index by a variable', '{{ index .Values.map $key }}', ['map']],
    ['a default', '{{ .Values.a | default .Values.b }}', ['a', 'b']],
    ['values handed on to another template', '{{ pick .Values "global" "revision" | toJson }}', []],
    ['a comment', '{{/* .Values.old */}}', []],
    ['text in quotes', '{{ fail "set .Values.old }}" }}', []],
    ['other data', '{{ .Release.Name }}{{ .Chart.Name }}', []],
    ['keys that need quotes', '{{ index .Values "a" "b/c" | quote }}', ['a["b/c"]']],
    ['several lines', '{{- if or\n  .Values.a\n  (and .Values.b (not .Values.c))\n-}}', ['a', 'b', 'c']],
  ])('follows %s', (_, template, expected) => {
    expect(valuesReadBy(template)).toEqual(expected);
  });
});

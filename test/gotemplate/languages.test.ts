import { opened } from '../../src/evaluated/opened.js';
import { type EvaluatedValue, scalar, valueFrom } from '../../src/evaluated/value.js';
import { fillText } from '../../src/gotemplate/fill.js';
import { applicationSet, HELM, HELMFILE, type TemplateLanguage } from '../../src/gotemplate/languages.js';
import { positionedAt } from '../../src/yaml/positioned.js';
import { describe, expect, it } from '../support/jest.js';

const DATA = {
  name: 'prod',
  version: '1.22.2',
  count: 3,
  off: false,
  labels: { 'istio.io/rev': 'stable', app: 'x' },
  list: ['a', 'b'],
  nested: { deep: { value: 'v' } },
};

interface Options {
  readonly language?: TemplateLanguage;
  readonly isOpen?: boolean;
  readonly data?: unknown;
}

function fill(template: string, { language = HELM, isOpen = false, data = DATA }: Options = {}) {
  const value = valueFrom(positionedAt('values.yaml', 7, data));
  const dot: EvaluatedValue = isOpen
    ? opened(value, { what: 'elsewhere', at: { file: 'x.yaml', line: 1 } })
    : value;
  const host = {
    language,
    steps: { left: 20_000 },
    readFile: () => undefined,
    // A text with a gap in it.
    fill: () => ({
      ...scalar('a: mark', value.at),
      gaps: new Map([['mark', { what: 'elsewhere', at: value.at }]]),
    }),
  };
  return fillText(template, dot, 'template.yaml', host);
}

/** The text; undefined where anything in it is not decided. */
function text(template: string, options?: Options): string | undefined {
  const result = fill(template, options);
  if (!result.ok || result.filled.gaps.size > 0 || result.filled.assumed.length > 0) return undefined;
  return result.filled.text;
}

describe('gotemplate/languages: Helm', () => {
  it.each([
    ['{{.name}}-{{ .version }}', 'prod-1.22.2'],
    ['{{ $.nested.deep.value }}', 'v'],
    ['{{ index .labels "istio.io/rev" }}', 'stable'],
    ['{{ get .labels "app" }}{{ get .labels "none" }}', 'x'],
    ['{{ .missing | default "x" }}', 'x'],
    ['{{ .missing.deeper }}', undefined],
    ['{{ default "x" .missing.deeper }}', 'x'],
    ['{{ .name | upper | quote }}', '"PROD"'],
    ['{{ printf "%s-%d" .name .count }}', 'prod-3'],
    ['{{ if eq .name "prod" }}yes{{ else }}no{{ end }}', 'yes'],
    ['{{ if .off }}a{{ else if .missing }}b{{ else }}c{{ end }}', 'c'],
    ['{{ if and .name (not .off) }}a{{ end }}', 'a'],
    ['{{ range .none }}x{{ else }}empty{{ end }}', 'empty'],
    ['{{ with .nested.deep }}{{ .value }}{{ $.name }}{{ end }}', 'vprod'],
    ['{{ $x := .name }}{{ $x }}', 'prod'],
    ['{{ (index .labels "app") }}{{/* note }} */}}', 'x'],
    ['{{ `{{name}}` }}', '{{name}}'],
    ['{{ .version | replace "." "-" | trimSuffix "-2" }}', '1-22'],
    ['{{ define "n" }}<{{ .name }}>{{ end }}{{ include "n" . | upper }}', '<PROD>'],
    ['{{ block "n" .name }}<{{ . }}>{{ end }}', '<prod>'],
    ['{{ .list }} {{ .nested }}', '[a b] map[deep:map[value:v]]'],
    ['{{ range until 3 }}{{ . }}{{ end }}{{ join "," (untilStep 0 6 2) }}', '0120,2,4'],
    ['{{ add .count 2 | mul 3 }}{{ div 7 2 }}{{ max 1 .count }}', '1533'],
    ['{{ sortAlpha (list "b" "a" "b") | uniq | join "" }}', 'ab'],
    ['{{ keys (pick .labels "app") | first }}{{ len (omit .labels "app") }}', 'app1'],
    ['{{ regexReplaceAll "[.]\\\\d+$" .version "" }}{{ regexMatch "^1[.]" .version }}', '1.22true'],
    ['{{ "YQ==" | b64dec }}{{ "a" | b64enc }}{{ repeat 2 "x" }}', 'aYQ==xx'],
    ['{{ required "a version" .version }}', '1.22.2'],
    ['{{ required "a version" .missing }}', undefined],
    ['{{ fail "no" }}', undefined],
    ['{{ include "x" . }}', undefined],
    ['{{ template "x" }}', undefined],
    ['{{ lookup "v1" "Secret" "a" "b" }}', undefined],
    ['{{ .name.Get "x" }}', undefined],
    ['{{ regexMatch "(" .name }}', undefined],
    ['{{ div 1 0 }}', undefined],
    ['{{ if .name }}', undefined],
    ['{{ with .name }}a{{ else with .off }}b{{ end }}', undefined],
    ['{{ if .name }}a{{ else nonsense }}b{{ end }}', undefined],
    ['{{ end }}', undefined],
    ['{{ .name', undefined],
    ['{{ .name )', undefined],
    ['{{ .constructor }}{{ .__proto__ }}', ''],
  ])('%s', (template, expected) => {
    expect(text(template)).toBe(expected);
  });

  it('does not take for empty what may be somewhere else', () => {
    expect(text('{{ .missing | default "x" }}', { isOpen: true })).toBeUndefined();
    expect(text('{{ .labels.missing }}', { isOpen: true })).toBeUndefined();
    expect(text('{{ .name }}', { isOpen: true })).toBe('prod');
  });

  it('names the cause in what is made of a text with a gap in it', () => {
    const result = fill('a: {{ tpl .name . | fromYaml }}');
    const { gaps, assumed } = result.ok ? result.filled : { gaps: new Map(), assumed: [] };
    expect([...gaps.values(), ...assumed].map(({ what }) => what)).toEqual(['elsewhere']);
  });

  it('says which values were written out as they are, and where they stand', () => {
    const result = fill('a: {{ .name }}\nb:\n  {{- toYaml .nested | nindent 2 }}\n');
    const filled = result.ok ? result.filled : undefined;
    expect(filled?.text).toBe('a: prod\nb:\n  deep:\n    value: v\n');
    expect(filled?.origins).toContainEqual({ line: 1, text: 'prod', at: { file: 'values.yaml', line: 7 } });
    expect(filled?.blocks).toMatchObject([
      { line: 2, value: { kind: 'map', at: { file: 'values.yaml', line: 7 } } },
    ]);
  });
});

describe('gotemplate/languages: what a missing key is', () => {
  it.each([
    ['Helm', HELM, '', undefined],
    ['Helmfile', HELMFILE, undefined, undefined],
    ['ApplicationSets', applicationSet([]), '<no value>', '<no value>'],
    ['ApplicationSets that refuse it', applicationSet(['missingkey=error']), undefined, undefined],
    ['ApplicationSets that take it for nothing', applicationSet(['missingkey=zero']), '', undefined],
  ])('to %s', (_name, language, missing, below) => {
    expect(text('{{ .missing }}', { language })).toBe(missing);
    expect(text('{{ .missing.below }}', { language })).toBe(below);
  });

  it('knows the functions that ApplicationSets have', () => {
    const language = applicationSet([]);
    expect(text('{{ normalize "Big_Name." }} {{ slugify "A b!c" }}', { language })).toBe('big-name a-b-c');
    expect(text('{{ if .labels.none }}a{{ else }}b{{ end }}', { language })).toBe('b');
    expect(text('{{ normalize .name }}')).toBeUndefined();
    expect(text('{{ include "x" . }}', { language })).toBeUndefined();
  });
});

describe('gotemplate/languages: templates that are made to keep somebody busy', () => {
  const twenty = { l: Array(20).fill(1), name: 'x' };
  it.each([
    ['loops in loops', `${'{{ range $.l }}'.repeat(10)}x${'{{ end }}'.repeat(10)}`],
    ['a sequence without an end', '{{ range untilStep 0 1 0 }}x{{ end }}'],
    ['a huge sequence', '{{ range until 1000000000 }}x{{ end }}'],
    ['a huge text', '{{ repeat 1000000000 "x" }}'],
    ['a text that doubles', `{{ $a := "xxxxxxxx" }}${'{{ $a = printf "%s%s" $a $a }}'.repeat(60)}{{ $a }}`],
    ['lists that double', `{{ $a := list 1 }}${'{{ $a = list $a $a }}'.repeat(200)}{{ toJson $a }}`],
    [
      'work on a long text in a loop',
      `{{ $a := repeat 1000000 "ab" }}${'{{ range $.l }}'.repeat(4)}{{ $b := replace "a" "c" $a }}${'{{ end }}'.repeat(4)}`,
    ],
    ['replacing everything by much', '{{ $a := repeat 1000000 "a" }}{{ replace "a" $a $a }}'],
    ['indenting everything', '{{ $a := repeat 1000000 "\\n" }}{{ indent 1000 $a }}'],
    ['a template that calls itself', '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}'],
    [
      'a template that calls itself twice',
      '{{ define "a" }}{{ include "a" . }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
    ],
    [
      'a deep template that calls itself',
      `{{ define "a" }}${'{{ if 1 }}'.repeat(95)}{{ template "a" . }}${'{{ end }}'.repeat(95)}{{ end }}{{ template "a" . }}`,
    ],
    ['parentheses', `{{ ${'('.repeat(500)}1${')'.repeat(500)} }}`],
    ['blocks', '{{ if 1 }}'.repeat(500)],
    ['a cut-off string', '{{ "aaa'],
    ['a cut-off comment', '{{/* aaa'],
  ])('%s', (_name, template) => {
    expect(text(template, { data: twenty })).toBeUndefined();
  });
});

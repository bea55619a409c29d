import type { DataPath, ScalarValue, YamlHome } from '../../src/model.js';
import { setInYaml } from '../../src/overrides/edit-yaml.js';
import { describe, expect, it } from '../support/jest.js';

const PIN: DataPath = ['pilot', 'env', 'ENABLE_AUTO_SNI'];

interface Case {
  readonly name: string;
  readonly text: string;
  readonly path?: DataPath;
  readonly value?: ScalarValue;
  readonly document?: number;
  readonly home?: YamlHome;
  readonly after: string;
  readonly line: number;
}

interface Refused extends Omit<Case, 'after' | 'line'> {
  readonly why: RegExp;
}

const PIN_LINES = 'pilot:\n  env:\n    ENABLE_AUTO_SNI: "false"';

const CASES: readonly Case[] = [
  { name: 'an empty file', text: '', after: `${PIN_LINES}\n`, line: 3 },
  { name: 'a file of blank lines', text: '\n\n', after: `${PIN_LINES}\n`, line: 3 },
  {
    name: 'a file of comments',
    text: '# ours\n\n# keep\n',
    after: `# ours\n\n# keep\n${PIN_LINES}\n`,
    line: 6,
  },
  { name: 'a comment without line break', text: '# ours', after: `# ours\n${PIN_LINES}`, line: 4 },
  { name: 'a lone document start', text: '---\n', after: `---\n${PIN_LINES}\n`, line: 4 },
  {
    name: 'an empty document with comments',
    text: '--- # a\n# b\n',
    after: `--- # a\n# b\n${PIN_LINES}\n`,
    line: 5,
  },
  { name: 'a null document', text: 'null\n', after: `${PIN_LINES}\n`, line: 3 },
  {
    name: 'an empty flow document',
    text: '{} # none\n',
    path: ['a'],
    value: 'b',
    after: 'a: b # none\n',
    line: 1,
  },
  { name: 'other keys', text: 'global:\n  hub: x\n', after: `global:\n  hub: x\n${PIN_LINES}\n`, line: 5 },
  { name: 'no line break at the end', text: 'a: 1', after: `a: 1\n${PIN_LINES}`, line: 4 },
  {
    name: 'an existing parent',
    text: 'pilot:\n  cpu: 1 # enough\n\n# mesh\nmeshConfig: {}\n',
    after: 'pilot:\n  cpu: 1 # enough\n  env:\n    ENABLE_AUTO_SNI: "false"\n\n# mesh\nmeshConfig: {}\n',
    line: 4,
  },
  {
    name: 'an existing environment, four spaces',
    text: 'pilot:\n    env:\n        A: "1"\n        # B: "2"\nz: 1\n',
    after: 'pilot:\n    env:\n        A: "1"\n        ENABLE_AUTO_SNI: "false"\n        # B: "2"\nz: 1\n',
    line: 4,
  },
  {
    name: 'four spaces carried on to new mappings',
    text: 'global:\n    hub: x\npilot:\n    cpu: 1\n',
    after: 'global:\n    hub: x\npilot:\n    cpu: 1\n    env:\n        ENABLE_AUTO_SNI: "false"\n',
    line: 6,
  },
  {
    name: 'a parent without value',
    text: 'pilot: # none\nb: 1\n',
    after: 'pilot: # none\n  env:\n    ENABLE_AUTO_SNI: "false"\nb: 1\n',
    line: 3,
  },
  {
    name: 'a parent without value, comments below',
    text: 'pilot:\n  # env: {}\n',
    after: 'pilot:\n  env:\n    ENABLE_AUTO_SNI: "false"\n  # env: {}\n',
    line: 3,
  },
  {
    name: 'a null parent',
    text: 'pilot: null # none\nb: 1\n',
    after: 'pilot: # none\n  env:\n    ENABLE_AUTO_SNI: "false"\nb: 1\n',
    line: 3,
  },
  { name: 'a tilde parent', text: 'pilot:\n  env: ~', after: PIN_LINES, line: 3 },
  {
    name: 'an empty flow parent',
    text: 'pilot: {} # none\nb: 1\n',
    after: 'pilot: # none\n  env:\n    ENABLE_AUTO_SNI: "false"\nb: 1\n',
    line: 3,
  },
  {
    name: 'a flow parent',
    text: 'pilot: {cpu: 1} # x\n',
    after: 'pilot: {cpu: 1, env: {ENABLE_AUTO_SNI: "false"}} # x\n',
    line: 1,
  },
  {
    name: 'a flow parent with spaces',
    text: 'pilot: { cpu: 1 }\n',
    after: 'pilot: { cpu: 1, env: { ENABLE_AUTO_SNI: "false" } }\n',
    line: 1,
  },
  {
    name: 'a flow parent with a trailing comma',
    text: 'pilot: {cpu: 1,}\n',
    after: 'pilot: {cpu: 1, env: {ENABLE_AUTO_SNI: "false"},}\n',
    line: 1,
  },
  {
    name: 'an empty flow parent inside of flow',
    text: 'pilot: {env: {}}\n',
    after: 'pilot: {env: {ENABLE_AUTO_SNI: "false"}}\n',
    line: 1,
  },
  {
    name: 'a null parent inside of flow',
    text: 'pilot: {env: , a: 1}\n',
    after: 'pilot: {env: {ENABLE_AUTO_SNI: "false"} , a: 1}\n',
    line: 1,
  },
  {
    name: 'flow over several lines',
    text: 'pilot: {\n  cpu: 1, # enough\n  mem: 2 # enough\n}\n',
    path: ['pilot', 'x'],
    value: 'v',
    after: 'pilot: {\n  cpu: 1, # enough\n  mem: 2, # enough\n  x: v\n}\n',
    line: 4,
  },
  {
    name: 'flow over several lines with a trailing comma',
    text: '{\n  cpu: 1,\n}\n',
    path: ['x'],
    value: 'v',
    after: '{\n  cpu: 1,\n  x: v,\n}\n',
    line: 3,
  },
  {
    name: 'JSON',
    text: '{\n  "pilot": {\n    "cpu": "1"\n  }\n}\n',
    after: '{\n  "pilot": {\n    "cpu": "1",\n    "env": {"ENABLE_AUTO_SNI": "false"}\n  }\n}\n',
    line: 4,
  },
  {
    name: 'JSON on one line',
    text: '{"pilot": {"env": {}}}',
    after: '{"pilot": {"env": {"ENABLE_AUTO_SNI": "false"}}}',
    line: 1,
  },
  {
    name: 'an existing plain value',
    text: 'pilot:\n  env:\n    ENABLE_AUTO_SNI: true # new\n',
    after: 'pilot:\n  env:\n    ENABLE_AUTO_SNI: "false" # new\n',
    line: 3,
  },
  {
    name: 'an existing boolean of the same look',
    text: 'pilot: {env: {ENABLE_AUTO_SNI: false}}',
    after: 'pilot: {env: {ENABLE_AUTO_SNI: "false"}}',
    line: 1,
  },
  {
    name: 'an existing single-quoted value',
    text: "pilot:\n  env:\n    ENABLE_AUTO_SNI: 'true'\n    B: 1\n",
    after: "pilot:\n  env:\n    ENABLE_AUTO_SNI: 'false'\n    B: 1\n",
    line: 3,
  },
  {
    name: 'an existing value without value',
    text: 'pilot:\n  env:\n    ENABLE_AUTO_SNI: # todo\n',
    after: 'pilot:\n  env:\n    ENABLE_AUTO_SNI: "false" # todo\n',
    line: 3,
  },
  {
    name: 'a value that is there already',
    text: `# same\n${PIN_LINES}\n`,
    after: `# same\n${PIN_LINES}\n`,
    line: 4,
  },
  {
    name: 'the last of two equal keys',
    text: 'a: 1\na: 2\n',
    path: ['a'],
    value: 3,
    after: 'a: 1\na: 3\n',
    line: 2,
  },
  {
    name: 'a block string as last value',
    text: 'a: |\n  x\n\n  y\n\n\n# c\n',
    path: ['b'],
    value: 'z',
    after: 'a: |\n  x\n\n  y\nb: z\n\n\n# c\n',
    line: 5,
  },
  {
    name: 'a block string that keeps its line breaks',
    text: 'a: |+\n  x\n\n\nc: 1\n',
    path: ['d'],
    value: 'z',
    after: 'a: |+\n  x\n\n\nc: 1\nd: z\n',
    line: 6,
  },
  {
    name: 'a list as last value, at its parent’s column',
    text: 'a:\n- b: 1\n- c # d\n',
    path: ['e'],
    value: 'f',
    after: 'a:\n- b: 1\n- c # d\ne: f\n',
    line: 4,
  },
  {
    name: 'CRLF',
    text: 'a: 1\r\npilot:\r\n  cpu: 1\r\n',
    after: 'a: 1\r\npilot:\r\n  cpu: 1\r\n  env:\r\n    ENABLE_AUTO_SNI: "false"\r\n',
    line: 5,
  },
  {
    name: 'one document of several',
    text: 'a: 1\n---\n# two\nb: 1\n---\nc: 1\n',
    document: 1,
    path: ['x', 'w'],
    value: 'z',
    after: 'a: 1\n---\n# two\nb: 1\nx:\n  w: z\n---\nc: 1\n',
    line: 6,
  },
  {
    name: 'an empty document among several',
    text: 'a: 1\n---\n---\nc: 1\n',
    document: 1,
    path: ['x'],
    value: 'z',
    after: 'a: 1\n---\nx: z\n---\nc: 1\n',
    line: 3,
  },
  {
    name: 'a document that is ended',
    text: 'a: 1\n...\n',
    path: ['x'],
    value: 'z',
    after: 'a: 1\nx: z\n...\n',
    line: 2,
  },
  {
    name: 'an anchor that nobody uses',
    text: 'pilot: &p\n  env: &e\n    A: "1"\n',
    after: 'pilot: &p\n  env: &e\n    A: "1"\n    ENABLE_AUTO_SNI: "false"\n',
    line: 4,
  },
  {
    name: 'a key beside a merge',
    text: 'base: &b {A: "1"}\npilot:\n  env:\n    <<: *b\n',
    after: 'base: &b {A: "1"}\npilot:\n  env:\n    <<: *b\n    ENABLE_AUTO_SNI: "false"\n',
    line: 5,
  },
  {
    name: 'an alias as value',
    text: 'x: &x "true"\npilot: {env: {ENABLE_AUTO_SNI: *x}}\n',
    after: 'x: &x "true"\npilot: {env: {ENABLE_AUTO_SNI: "false"}}\n',
    line: 2,
  },
  {
    name: 'templates in quotes and comments',
    text: '# {{ x }}\na: "{{ x }}"\n',
    path: ['b'],
    value: true,
    after: '# {{ x }}\na: "{{ x }}"\nb: true\n',
    line: 3,
  },
  {
    name: 'a key that needs quotes',
    text: 'a: 1\n',
    path: ['on', 'x: y'],
    value: 'no',
    after: 'a: 1\n"on":\n  "x: y": "no"\n',
    line: 3,
  },
  {
    name: 'keys of prototypes',
    text: 'a: 1\n',
    path: ['__proto__', 'constructor'],
    value: 'x',
    after: 'a: 1\n__proto__:\n  constructor: x\n'.replace('__proto__', '"__proto__"'),
    line: 3,
  },
  {
    name: 'a list item',
    text: 's:\n  - name: a\n    tls:\n      mode: SIMPLE\n  - name: b\n',
    path: ['s', 0, 'tls', 'sni'],
    value: 'a.example.com',
    after: 's:\n  - name: a\n    tls:\n      mode: SIMPLE\n      sni: a.example.com\n  - name: b\n',
    line: 5,
  },
  {
    name: 'a new key of a list item',
    text: 's:\n- name: a\n- name: b\n',
    path: ['s', 0, 'tls', 'sni'],
    value: 'x',
    after: 's:\n- name: a\n  tls:\n    sni: x\n- name: b\n',
    line: 4,
  },
];

const BLOCK: YamlHome = { style: 'block-string', blockPath: ['helm', 'values'] };
const BLOCK_CASES: readonly Case[] = [
  {
    name: 'a block string',
    text: 'helm:\n  values: |\n    # ours\n    pilot:\n      cpu: 1\n\n    global: {}\n  other: 1\n',
    home: BLOCK,
    after:
      'helm:\n  values: |\n    # ours\n    pilot:\n      cpu: 1\n      env:\n        ENABLE_AUTO_SNI: "false"\n\n    global: {}\n  other: 1\n',
    line: 7,
  },
  {
    name: 'a block string without line break at its end',
    text: 'helm:\n  values: |-\n    global:\n      hub: x',
    home: BLOCK,
    after:
      'helm:\n  values: |-\n    global:\n      hub: x\n    pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"',
    line: 7,
  },
  {
    name: 'a block string with CRLF, deeper indentation and a wide step',
    text: 'helm:\r\n  values: |\r\n        pilot:\r\n            cpu: 1\r\n\r\n  other: 1\r\n',
    home: BLOCK,
    after:
      'helm:\r\n  values: |\r\n        pilot:\r\n            cpu: 1\r\n            env:\r\n                ENABLE_AUTO_SNI: "false"\r\n\r\n  other: 1\r\n',
    line: 6,
  },
  {
    name: 'a value inside a block string',
    text: 'helm:\n  values: |\n    pilot: {env: {ENABLE_AUTO_SNI: "true"}}\n',
    home: BLOCK,
    after: 'helm:\n  values: |\n    pilot: {env: {ENABLE_AUTO_SNI: "false"}}\n',
    line: 3,
  },
  {
    name: 'an empty mapping inside a block string',
    text: 'helm:\n  values: |\n    {}\nz: 1\n',
    home: BLOCK,
    after: 'helm:\n  values: |\n    pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"\nz: 1\n',
    line: 5,
  },
  {
    name: 'an empty block string',
    text: 'helm:\n  values: |\nz: 1\n',
    home: BLOCK,
    after: 'helm:\n  values: |\n    pilot:\n      env:\n        ENABLE_AUTO_SNI: "false"\nz: 1\n',
    line: 5,
  },
  {
    name: 'an empty block string that strips',
    text: 'helm:\n  values: |- # none\n',
    home: BLOCK,
    path: ['a'],
    value: 'b',
    after: 'helm:\n  values: |- # none\n    a: b\n',
    line: 3,
  },
  {
    name: 'a block string of comments only',
    text: 'helm:\n  values: |\n    # nothing yet\n\n',
    home: BLOCK,
    path: ['a'],
    value: 'b',
    after: 'helm:\n  values: |\n    # nothing yet\n    a: b\n\n',
    line: 4,
  },
  {
    name: 'an indentation indicator',
    text: 'helm:\n  values: |2\n    a: 1\n',
    home: BLOCK,
    path: ['b'],
    value: 'c',
    after: 'helm:\n  values: |2\n    a: 1\n    b: c\n',
    line: 4,
  },
  {
    name: 'a block string in a list',
    text: 'sources:\n  - helm:\n      values: |\n        a: 1\n  - x: 1\n',
    home: { style: 'block-string', blockPath: ['sources', 0, 'helm', 'values'] },
    path: ['b'],
    value: 'c',
    after: 'sources:\n  - helm:\n      values: |\n        a: 1\n        b: c\n  - x: 1\n',
    line: 5,
  },
];

const REFUSED: readonly Refused[] = [
  { name: 'a scalar parent', text: 'pilot: 1\n', why: /`pilot` is not a mapping/ },
  { name: 'a list parent', text: 'pilot:\n- a\n', why: /`pilot` is a list/ },
  {
    name: 'a mapping where the value goes',
    text: 'pilot: {env: {ENABLE_AUTO_SNI: {a: 1}}}',
    why: /holds a mapping or list/,
  },
  { name: 'a list document', text: '- a\n', why: /the document is a list/ },
  { name: 'a list item that is not there', text: 'a: [b]\n', path: ['a', 2], why: /has no item 2/ },
  {
    name: 'an anchor used elsewhere',
    text: 'pilot: &p\n  env: {}\nother: *p\n',
    why: /`pilot` is an anchor that other places use/,
  },
  { name: 'an alias on the way', text: 'x: &x {A: "1"}\npilot: {env: *x}\n', why: /`pilot.env` is an alias/ },
  {
    name: 'an anchored value used elsewhere',
    text: 'pilot: {env: {ENABLE_AUTO_SNI: &v "true"}}\nb: *v\n',
    why: /is an anchor/,
  },
  {
    name: 'a merged parent',
    text: 'x: &x {env: {A: "1"}}\npilot:\n  <<: *x\n',
    why: /`pilot.env` comes from a merge key/,
  },
  { name: 'a Go template', text: 'a: {{ .Values.x }}\n', why: /Go template/ },
  { name: 'a Go template in a plain scalar', text: 'a: b-{{ .Values.x }}\n', why: /Go template/ },
  { name: 'Go control structures', text: '{{- if .Values.x }}\na: 1\n{{- end }}\n', why: /./ },
  { name: 'broken YAML', text: 'a: "b\n', why: /line \d+ does not parse/ },
  { name: 'a document that is not there', text: 'a: 1\n', document: 3, why: /no YAML document number 4/ },
  {
    name: 'a block that would lose its comment',
    text: 'pilot:\n  env:\n    ENABLE_AUTO_SNI: | # why\n      true\n',
    why: /lose a comment/,
  },
  { name: 'an empty path', text: 'a: 1\n', path: [], why: /whole document/ },
  { name: 'a folded block', text: 'helm:\n  values: >\n    a: 1\n', home: BLOCK, why: /not a literal block/ },
  { name: 'a quoted string', text: 'helm:\n  values: "a: 1"\n', home: BLOCK, why: /not a literal block/ },
  { name: 'no block', text: 'helm: {}\n', home: BLOCK, why: /not a literal block/ },
  {
    name: 'a template in a block',
    text: 'helm:\n  values: |\n    a: {{ .x }}\n',
    home: BLOCK,
    why: /in `helm.values`, it is a Go template/,
  },
  {
    name: 'broken YAML in a block',
    text: 'helm:\n  values: |\n    a: "b\n',
    home: BLOCK,
    why: /in `helm.values`, line/,
  },
];

describe('overrides/edit-yaml', () => {
  it.each([...CASES, ...BLOCK_CASES])('sets a value in $name', entry => {
    const path = entry.path ?? PIN;
    const value = entry.value ?? 'false';
    const edited = setInYaml(entry.text, entry.document ?? 0, path, value, entry.home);
    expect(edited).toEqual({ ok: true, text: entry.after, line: entry.line });
    // Once more changes nothing.
    expect(setInYaml(entry.after, entry.document ?? 0, path, value, entry.home)).toEqual(edited);
  });

  it.each(REFUSED)('refuses $name', entry => {
    const edited = setInYaml(
      entry.text,
      entry.document ?? 0,
      entry.path ?? PIN,
      entry.value ?? 'false',
      entry.home,
    );
    expect(edited).toEqual({ ok: false, why: expect.stringMatching(entry.why) });
  });

  it('writes strings so that YAML 1.1 reads them as strings', () => {
    for (const value of [
      'true',
      'False',
      'yes',
      'off',
      'y',
      'null',
      '',
      '1',
      '1.20',
      '1e3',
      '0x1f',
      '1:30',
      '~',
      '-',
      ' a',
      'a: b',
      '#x',
      'é',
      '@x',
    ]) {
      const edited = setInYaml('a: 1\n', 0, ['b'], value);
      expect(edited).toMatchObject({ ok: true, text: `a: 1\nb: ${JSON.stringify(value)}\n` });
    }
  });

  it('adds a field to a resource among others', () => {
    const rule =
      'kind: DestinationRule\nspec:\n  host: x\n  trafficPolicy:\n    tls:\n      mode: SIMPLE # TLS\n';
    const edited = setInYaml(
      `kind: A\n---\n${rule}---\nkind: B\n`,
      1,
      ['spec', 'trafficPolicy', 'tls', 'sni'],
      'db.example.com',
    );
    expect(edited).toEqual({
      ok: true,
      line: 9,
      text: `kind: A\n---\n${rule}      sni: db.example.com\n---\nkind: B\n`,
    });
  });
});

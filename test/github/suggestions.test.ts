import { createClient } from '../../src/github/client.js';
import { publish } from '../../src/github/publish.js';
import { readDiffLines } from '../../src/github/pull-diff.js';
import { makeSuggestions, suggestionsOf } from '../../src/github/suggestions.js';
import type { Override, YamlChange } from '../../src/model.js';
import { applyChange } from '../../src/overrides/changes.js';
import { patchOf } from '../../src/overrides/select.js';
import { afterEach, describe, expect, it } from '../support/jest.js';
import { type Fault, type Loopback, type LoopbackOptions, startLoopback } from './loopback.js';
import { report } from './report.js';

const APPLICATION = [
  'spec:',
  '  source:',
  '    targetRevision: 1.22.2',
  '    helm:',
  '      valuesObject:',
  '        global: {hub: x}',
  '  project: default',
  '',
].join('\n');
/** The pull request moves line 3; GitHub shows three lines around it. */
const DIFF = [
  '@@ -1,6 +1,6 @@ spec',
  ' spec:',
  '   source:',
  '-    targetRevision: 1.20.6',
  '+    targetRevision: 1.22.2',
  '     helm:',
  '       valuesObject:',
  '         global: {hub: x}',
].join('\n');

let loopback: Loopback | undefined;
afterEach(async () => {
  await loopback?.close();
  expect(loopback?.violations ?? []).toEqual([]);
  loopback = undefined;
});

async function patch(path: readonly string[], value: string, text = APPLICATION) {
  const change: YamlChange = {
    op: 'set',
    file: 'apps/istiod.yaml',
    document: 0,
    home: { style: 'mapping' },
    path,
    value,
  };
  const edited = applyChange(text, change);
  if (!edited.ok) throw new Error(edited.why);
  const override: Override = {
    kind: 'pin',
    target: 'values',
    path: path.slice(4).join('.'),
    value,
    verified: true,
    weakens: null,
    note: 'n',
    written: {
      changes: [change],
      edits: [{ file: change.file, before: text, after: edited.text }],
      needsReview: false,
    },
  };
  const [finding] = report().findings;
  if (!finding) throw new Error('no finding');
  return patchOf({
    findings: [{ ...finding, exposure: 'exposed', accepted: null, overrides: [override] }],
  });
}

const PIN = ['spec', 'source', 'helm', 'valuesObject', 'pilot'];
const diffs = new Map([['apps/istiod.yaml', readDiffLines(DIFF)]]);

describe('suggestionsOf', () => {
  it('replaces the line before what is new', async () => {
    expect(suggestionsOf(await patch(PIN, 'x'), diffs)).toMatchObject([
      {
        file: 'apps/istiod.yaml',
        line: 6,
        endLine: 6,
        text: '        global: {hub: x}\n        pilot: x',
      },
    ]);
  });

  it('replaces just the line that changes', async () => {
    const set = await patch([...PIN.slice(0, 4), 'global', 'hub'], 'other');
    expect(suggestionsOf(set, diffs)).toMatchObject([
      { line: 6, endLine: 6, text: '        global: {hub: other}' },
    ]);
  });

  it.each([
    ['outside of the diff', ['spec', 'project'], APPLICATION],
    ['of lines that merging has moved', PIN, `# new on the base\n${APPLICATION}`],
  ])('leaves changes %s to the comment', async (_, path, text) => {
    expect(suggestionsOf(await patch(path, 'x', text), diffs)).toEqual([]);
  });

  it('suggests nothing that a reader would not see', async () => {
    const set = await patch(PIN, 'x\u202ey');
    const hostile = {
      ...set,
      edits: set.edits.map(edit => ({ ...edit, after: edit.after.replace('\\u202e', '\u202e') })),
    };
    expect(suggestionsOf(hostile, diffs)).toEqual([]);
  });
});

describe('makeSuggestions', () => {
  const place = { owner: 'o', repo: 'r', pullRequest: 7 };
  const commit = 'c'.repeat(40);

  async function client(options: LoopbackOptions) {
    loopback = await startLoopback(options);
    return createClient({ token: 'ghs_suggestions', apiUrl: loopback.url, retryUnit: 1 });
  }

  it('makes each one once', async () => {
    const github = await client({ changed: { 'apps/istiod.yaml': DIFF, 'README.md': '@@ -0,0 +1 @@\n+x' } });
    expect(await makeSuggestions(github, place, commit, await patch(PIN, '```'))).toBe(1);
    expect(await makeSuggestions(github, place, commit, await patch(PIN, '```'))).toBe(0);
    expect(loopback?.reviews).toHaveLength(1);
    expect(loopback?.reviews[0]).toMatchObject({
      path: 'apps/istiod.yaml',
      line: 6,
      side: 'RIGHT',
      commit_id: commit,
    });
    expect(loopback?.reviews[0]?.body).toContain(
      '````suggestion\n        global: {hub: x}\n        pilot: "```"\n````\n<!-- istio-preflight:suggestion:',
    );
  });

  it.each<[string, Fault]>([
    ['carried out', { cut: 'after' }],
    ['not carried out', { cut: 'before' }],
  ])('makes them once where the answer is lost and it was %s', async (_, fault) => {
    const github = await client({
      changed: { 'apps/istiod.yaml': DIFF },
      fault: ({ method }, before) => (method === 'POST' && before === 0 ? fault : undefined),
    });
    expect(await makeSuggestions(github, place, commit, await patch(PIN, 'x'))).toBe(1);
    expect(loopback?.reviews).toHaveLength(1);
  });

  it('is one of the surfaces of a pull request', async () => {
    const github = await client({ changed: { 'apps/istiod.yaml': DIFF } });
    const set = await patch(PIN, 'x');
    const findings = set.chosen.map(({ finding }) => finding);
    const said: string[] = [];
    const note = (text: string): void => void said.push(text);
    const nothing = (): void => {};
    const toolkit = {
      getInput: () => '',
      setSecret: nothing,
      setFailed: nothing,
      debug: nothing,
      error: nothing,
    };
    await publish(
      { ...report(), findings },
      {
        toolkit: { ...toolkit, warning: note, info: note, setOutput: nothing },
        render: () => 'report',
        files: {},
        patch: set,
        access: { token: 'ghs_suggestions', fromFork: false, client: async () => github },
        comment: { mode: 'always', place, key: '', commit, run: 1 },
      },
    );
    expect(loopback?.reviews).toHaveLength(1);
    expect(said).toContain('suggestions made: 1');
  });

  it('asks for no comments where there is nothing to suggest', async () => {
    const github = await client({ changed: { 'README.md': '@@ -0,0 +1 @@\n+x' } });
    expect(await makeSuggestions(github, place, commit, await patch(PIN, 'x'))).toBe(0);
    expect(loopback?.requests.map(({ path }) => path)).toEqual(['/repos/o/r/pulls/7/files']);
  });
});

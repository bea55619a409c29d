/**
 * A pull request whose files, names and values want to break out of every surface, through the bundled action: what
 * GitHub's runner and pages would act on is ours alone.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../../src/model.js';
import { expectBalanced, expectInert } from '../report/hostile.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '../support/jest.js';
import { destinationRule, umbrella } from '../support/scenario.js';
import { MINUTES, openStage, pullRequest, reportOf, type Stage } from './stage.js';

/** Names of files: Git takes all but NUL in them. */
const FILES = [
  '@everyone please',
  '<img src=x onerror=alert(1)>',
  '::error::pwned',
  'a%0A::set-output name=verdict::pass',
  'line\n::warning::break',
  'carriage\r::stop-commands::x',
  '##[command]rm',
  'right\u202eleft',
  'escape\u001b[31m',
  '[link](javascript:alert(1))',
  'ghadelimiter_0<<EOF\nverdict=pass',
  '```suggestion',
  'tick`tick``',
  '<details><summary>x',
  '<!-- istio-preflight:report -->',
  '--> out',
  'q?a=b#L1',
  'back\\slash|pipe',
  '%2e%2e%2fup',
  '-n --flag',
  'ünï çödé 🔥',
];

/** Of the resource in each file; they can hold what a path can't. */
const NAMES = [
  ...FILES.slice(2),
  '[x](https://evil.example/) https://evil.example/ www.evil.example',
  '</details></summary><script src=//evil.example/x></script>',
];

let stage: Stage;

beforeAll(async () => {
  const rules = FILES.map((name, n) => [
    `config/${name}.yaml`,
    destinationRule(undefined, `db${n}.example.com`, JSON.stringify(NAMES[n])),
  ]);
  const values = `istiod:\n  pilot:\n    env:\n      ${JSON.stringify(FILES.join(' '))}: ${JSON.stringify(NAMES.join('\n'))}\n`;
  stage = await openStage({
    base: Object.fromEntries(rules),
    head: { ...umbrella('1.22.2', values), [`config/${FILES[4]}/other.yaml`]: destinationRule() },
  });
}, 5 * MINUTES);

afterEach(() => stage.settle());

afterAll(() => stage.close());

const OUTPUTS =
  'verdict exposed critical high medium low from to report-json report-html patch comment-url'.split(' ');
/** Workflow commands that the action itself gives; what follows the colons is escaped by GitHub's toolkit. */
const COMMAND = /^::(?:add-mask|debug|error|warning|notice)(?: title=[^\n]*)?::/;

/** Where a log, split as the runner splits it, holds a command that is not ours, or a mark of the log viewer. */
function strangeLines(log: string): readonly string[] {
  return log.split(/\r\n|\r|\n/).filter(line => {
    // The runner takes a line for one command: what its properties and text hold is no other one.
    return /^\s*::/.test(line) ? !COMMAND.test(line) : line.includes('##[');
  });
}

/** Addresses on the pages are the server's and the knowledge's own; hostile ones stay what they are, to be found. */
function inertText(markdown: string): string {
  return markdown
    .replace(/<!-- istio-preflight:(?:report|state [A-Za-z0-9+/=]*) -->\n?/g, '')
    .replace(/https:\/\/(?!evil\.example)[\w.-]+\//g, 'https://code.example/');
}

function expectInertPages(pages: readonly string[]): void {
  for (const page of pages) {
    expectBalanced(inertText(page));
    expectInert(inertText(page));
  }
}

function placesOf(report: Report): ReadonlySet<string> {
  return new Set(report.findings.flatMap(({ locations }) => locations.map(({ file }) => file)));
}

describe('a hostile pull request', () => {
  it(
    'breaks out of no surface',
    async () => {
      for (const node of stage.nodes) {
        const at = await stage.github();
        const workspace = await stage.checkout();
        const inputs = { 'sarif-file': 'out/a.sarif' };
        const ran = await stage.act(node, { api: at.url, workspace, inputs });
        expect([ran.code, [...ran.outputs.keys()]]).toEqual([1, OUTPUTS]);
        expect(ran.outputs.get('verdict')).toBe('fail');
        expect(ran.outputs.get('to')).toBe('1.22.2');
        expect(strangeLines(ran.log)).toEqual([]);
        expectInertPages([at.comments[0]?.body ?? '', ran.summary, at.checkRuns[0]?.summary ?? '']);

        // The places themselves are told to the letter, where a program reads them.
        const files = FILES.map(name => `config/${name}.yaml`);
        const report = await reportOf(ran);
        for (const file of files) expect(placesOf(report)).toContain(file);
        const marked = new Set(at.checkRuns[0]?.annotations.map(annotation => annotation.path));
        for (const file of files) expect(marked).toContain(file);
        for (const { title = '', message } of at.checkRuns[0]?.annotations ?? [])
          expect(`${title}${message}`).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);

        const sarif = JSON.parse(await readFile(path.join(workspace, 'out/a.sarif'), 'utf8'));
        const uris: string[] = sarif.runs[0].results.map(
          (result: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
            result.locations[0].physicalLocation.artifactLocation.uri,
        );
        for (const uri of uris) expect(uri).toMatch(/^[A-Za-z0-9._~!$&'()*+,;=@%/-]+$/);
        expect(uris.map(decodeURIComponent)).toEqual(expect.arrayContaining(files));

        const page = await readFile(ran.outputs.get('report-html') ?? '', 'utf8');
        expect(page).not.toMatch(/<img|onerror=alert\(1\)>|<!-- istio-preflight:report/);
        for (const hidden of ['\u202e', '\u001b']) expect(page).not.toContain(hidden);
      }
    },
    5 * MINUTES,
  );

  it(
    'does so with a token that can only read, either, where the workflow marks the lines',
    async () => {
      const at = await stage.github({
        fault: ({ method }) => (method === 'GET' ? undefined : { status: 403, message: 'nope' }),
      });
      const payload = pullRequest(stage.commits, { fork: true });
      const ran = await stage.act(stage.nodes.at(-1), {
        api: at.url,
        workspace: await stage.checkout(),
        payload,
      });
      expect(ran.code).toBe(1);
      expect(strangeLines(ran.log)).toEqual([]);
      const marks = ran.log.split('\n').filter(line => /^::error title=.*file=/.test(line));
      expect(marks).toHaveLength(9);
      // A file of such a name can't add a property or end the command: colons, commas and line ends are encoded.
      for (const mark of marks)
        expect(mark).toMatch(/^::error title=[^:,]*,file=[^:,]*,line=\d+(?:,endLine=\d+)?::/);
    },
    5 * MINUTES,
  );

  it(
    'brings nothing into the outputs by a version of its own making',
    async () => {
      const version = '1.22.2\nghadelimiter_0\nverdict<<EOF\npass\nEOF\n::set-output name=verdict::pass';
      const files = umbrella(JSON.stringify(version));
      const head = stage.push('refs/pull/8/head', stage.commits.base, files);
      const at = await stage.github();
      const ran = await stage.act(stage.nodes[0], {
        api: at.url,
        workspace: await stage.checkout('refs/pull/8/head'),
        payload: pullRequest({ ...stage.commits, head }),
      });
      expect([...ran.outputs.keys()]).toEqual(OUTPUTS);
      expect([ran.code, ran.outputs.get('verdict')]).toEqual([1, expect.stringMatching(/fail|incomplete/)]);
      expect(ran.outputs.get('to')).toBe('undecided');
      expect(strangeLines(ran.log)).toEqual([]);
      expectInertPages([at.comments[0]?.body ?? '', ran.summary]);
    },
    5 * MINUTES,
  );
});

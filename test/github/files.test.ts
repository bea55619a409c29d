import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../../src/github/files.js';
import { patchOf } from '../../src/overrides/select.js';
import { afterAll, describe, expect, it } from '../support/jest.js';
import { removeFolders, temporaryFolder } from '../tree/support.js';
import { report } from './report.js';

afterAll(removeFolders);

function recorder() {
  const warnings: string[] = [];
  return { warnings, warning: (text: string) => void warnings.push(text) };
}

describe('writeFiles', () => {
  it('writes what has an output to the runner’s folder, and the rest only where it is asked for', async () => {
    const folder = temporaryFolder();
    const { reportJson = '', reportHtml = '' } = await writeFiles(
      { report: report() },
      {},
      folder,
      recorder(),
    );
    expect(JSON.parse(readFileSync(reportJson, 'utf8'))).toMatchObject({ schemaVersion: 1 });
    expect(readFileSync(reportHtml, 'utf8')).toMatch(/^<!doctype html>/);
    expect([reportJson, reportHtml].every(path => path.startsWith(folder))).toBe(true);
  });

  it('writes the overrides as one patch, and none where there is nothing to write', async () => {
    const folder = temporaryFolder();
    expect((await writeFiles({ report: report() }, {}, folder, recorder())).patch).toBeUndefined();
    const [finding] = report().findings;
    if (!finding) throw new Error('no finding');
    const change = {
      op: 'set',
      file: 'values.yaml',
      document: 0,
      home: { style: 'mapping' },
      path: ['a'],
      value: 2,
    } as const;
    const override = {
      kind: 'pin',
      target: 'values',
      verified: true,
      weakens: null,
      note: 'n',
      written: {
        changes: [change],
        edits: [{ file: 'values.yaml', before: 'a: 1\n', after: 'a: 2\n' }],
        needsReview: false,
      },
    } as const;
    const exposed = { ...finding, exposure: 'exposed', accepted: null, overrides: [override] } as const;
    const given = { ...report(), findings: [exposed] };
    const judged = { report: given, patch: await patchOf(given) };
    const { patch = '' } = await writeFiles(judged, {}, folder, recorder());
    expect(readFileSync(patch, 'utf8')).toContain('-a: 1\n+a: 2\n');
  });

  it('writes to where the user wants it, making folders', async () => {
    const folder = temporaryFolder();
    const sarifFile = join(folder, 'a/b.sarif');
    const htmlFile = join(folder, 'c/d.html');
    const paths = await writeFiles({ report: report() }, { sarifFile, htmlFile }, folder, recorder());
    expect(JSON.parse(readFileSync(sarifFile, 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(paths.reportHtml).toBe(htmlFile);
    expect(existsSync(htmlFile)).toBe(true);
  });

  it('turns a file that can’t be written into a warning, and writes the others', async () => {
    const folder = temporaryFolder();
    const toolkit = recorder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder'));
    const given = { sarifFile: join(folder, 'file/x.sarif'), htmlFile: join(folder, 'folder') };
    const paths = await writeFiles({ report: report() }, given, folder, toolkit);
    expect(paths.reportHtml).toBeUndefined();
    expect(existsSync(paths.reportJson ?? '')).toBe(true);
    expect(toolkit.warnings).toEqual([
      expect.stringMatching(/^report\.html could not be written: EISDIR/),
      expect.stringMatching(/^report\.sarif could not be written: /),
    ]);
  });
});

/** Overrides on real upgrade incidents, kept outside of this repository: applied by Git, and judged again. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Report, Tree } from '../../src/model.js';
import { patchOf } from '../../src/overrides/select.js';
import { judgeTogether } from '../../src/overrides/together.js';
import { parsePolicy } from '../../src/policy/policy.js';
import { run } from '../../src/session.js';
import { folderTree } from '../../src/tree/folder.js';
import { overlay } from '../../src/tree/overlay.js';
import { testHelms } from '../support/helm.js';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';
import { sharedCharts } from '../support/shared.js';
import { removeFolders, temporaryFolder } from '../tree/support.js';

const cases = join(process.env.PREFLIGHT_SHARED ?? '../shared', 'cases');
const charts = sharedCharts();
const isAtHand = existsSync(cases) && charts !== undefined;
if (!isAtHand) console.log('skipped: PREFLIGHT_SHARED has no cases and charts');
/** Every other incident by default, all of them by PREFLIGHT_ALL_CASES=1. */
const STEP = process.env.PREFLIGHT_ALL_CASES === '1' ? 1 : 2;
const names = isAtHand
  ? readdirSync(cases)
      .filter(name => existsSync(join(cases, name, 'exposed/head')))
      .filter((_, index) => index % STEP === 0)
  : [];

afterAll(removeFolders);

let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

function judge(base: Tree, head: Tree): Promise<Report> {
  return run({
    base,
    head,
    from: [],
    to: [],
    values: [],
    charts: charts ? [charts] : [],
    policy: parsePolicy('.istio-preflight.yaml', ''),
    offline: true,
    env: { ...process.env, HELM_BIN: helm ?? '' },
  });
}

/** What there is to mend by a setting or a field: told by a path, or by the setting behind the change. */
const mendable: { readonly name: string; readonly rule: string; readonly isPatched: boolean }[] = [];

function isMendable({ exposure, severity, overrides }: Finding): boolean {
  return exposure === 'exposed' && severity !== 'info' && overrides.some(({ path }) => path !== undefined);
}

(isAtHand ? describe : describe.skip)('overrides on incidents', () => {
  it.each(names)(
    '%s',
    async name => {
      const [base, head] = await Promise.all(
        ['base', 'head'].map(side => folderTree(join(cases, name, 'exposed', side), { name: side })),
      );
      if (!base || !head) throw new Error('no trees');
      const report = await judge(base, head);
      for (const finding of report.findings.filter(isMendable)) {
        const isPatched = finding.overrides.some(({ patch, verified }) => patch && verified !== false);
        mendable.push({ name, rule: finding.rule, isPatched });
      }

      for (const { patch } of report.findings.flatMap(({ overrides }) => overrides))
        if (patch) apply(join(cases, name, 'exposed/head'), patch);

      // What gives up security may bring other findings about, and is refused then: nobody gets it unasked.
      const selection = { rules: [], pins: true, fixes: true, weakening: false };
      const { text, edits, chosen } = await patchOf(report, selection);
      if (chosen.length === 0) return;
      const folder = apply(join(cases, name, 'exposed/head'), text);
      for (const { file, after } of edits) expect(readFileSync(join(folder, file), 'utf8')).toBe(after);

      const mended = await judge(base, overlay(head, edits));
      expect(judgeTogether(report, mended, chosen)).toEqual({ ok: true, idle: [] });
      expect(mended.scope.judged).toEqual(report.scope.judged);
      expect(
        (await patchOf(mended, { ...selection, rules: chosen.map(({ finding }) => finding.rule) })).text,
      ).toBe('');
    },
    120_000,
  );

  it('have a patch for at least nine in ten of what a setting or a field mends', () => {
    const without = mendable.filter(({ isPatched }) => !isPatched);
    expect(mendable.length).toBeGreaterThan(20);
    expect(without.length / mendable.length).toBeLessThanOrEqual(0.1);
  });
});

/** Applies a patch to a copy of a folder, as a person would. */
function apply(folder: string, patch: string): string {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: '/', GIT_DIR: '/nonexistent' };
  execFileSync('git', ['apply'], { cwd: copy, input: patch, env, stdio: 'pipe' });
  return copy;
}

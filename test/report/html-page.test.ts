/** The HTML report in a real browser, opened from disk. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Report } from '../../src/model.js';
import { renderHtml } from '../../src/report/html.js';
import { chromiumPath, launchChromium } from '../support/chromium.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '../support/jest.js';
import { HOSTILE } from './hostile.js';
import { hostileReport } from './hostile-report.js';
import { sampleChange, sampleReport } from './sample.js';

if (chromiumPath === undefined)
  console.warn(
    'No chromium on this machine (CHROMIUM_BIN names one): tests of the HTML report in a browser are skipped',
  );
const withChromium = chromiumPath === undefined ? describe.skip : describe;

const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  namespace: '',
  name: 'reader',
};
const changes = [
  sampleChange({
    path: 'spec.replicas',
    before: 2,
    after: 1,
    effect: 'availability',
    risk: 'medium',
    cause: 'values',
  }),
  sampleChange({
    path: 'data.script[line 7]',
    before: 'one\nsame',
    after: 'two\nsame',
    effect: 'injection',
    risk: 'low',
  }),
  sampleChange({
    resource: role,
    path: 'rules[secrets][get]',
    op: 'added',
    before: undefined,
    after: 'get',
    effect: 'rbac',
    risk: 'high',
    note: 'far-reaching permission gained',
  }),
  sampleChange({
    path: 'metadata.labels["helm.sh/chart"]',
    effect: 'metadata',
    risk: 'none',
    noise: 'version-label',
  }),
];

withChromium('report/html in a browser', () => {
  let browser: Browser;
  let folder: string;
  let faults: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    folder = mkdtempSync(join(tmpdir(), 'preflight-page-'));
  }, 60_000);
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page from disk, without a network; whatever the browser complains of, and every request, is kept. */
  async function open(report: Report, options: BrowserContextOptions = {}): Promise<Page> {
    const file = join(folder, 'report.html');
    writeFileSync(file, renderHtml(report));
    faults = [];
    const page = await (await browser.newContext({ offline: true, ...options })).newPage();
    page.on('console', message => faults.push(message.text()));
    page.on('pageerror', error => faults.push(error.message));
    page.on('dialog', dialog => faults.push(`dialog ${dialog.message()}`));
    page.on('request', request => {
      if (request.url() !== pathToFileURL(file).href) faults.push(`request ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  const shown = async (page: Page): Promise<string[]> =>
    (await page.locator('.resource:not([hidden]) > summary').allTextContents()).map(text =>
      text.replace(/\d.*$/, '').trim(),
    );

  it('loads without a network and without a complaint, and draws a resource when it is opened', async () => {
    const page = await open(sampleReport({ changes }));
    expect(await page.locator('.d2h-diff-table').count()).toBe(0);
    expect(await shown(page)).toEqual(['ClusterRole/reader', 'Deployment/istio-system/istiod']);
    await page.locator('.resource', { hasText: 'ClusterRole/reader' }).locator('summary').click();
    await page.locator('.d2h-diff-table').first().waitFor();
    expect(await page.locator('.d2h-diff-table').count()).toBe(1);
    expect(await page.locator('.d2h-ins .d2h-code-line-ctn').first().textContent()).toContain('get');
    expect(await page.locator('.note').textContent()).toBe('far-reaching permission gained');
    await page.locator('#side-by-side').check();
    await page.locator('.d2h-file-side-diff').nth(1).waitFor();
    expect(faults).toEqual([]);
  }, 30_000);

  it('filters by risk, effect and cause, searches, and shows noise when asked', async () => {
    const page = await open(sampleReport({ changes }));
    const matches = () => page.locator('#matches').textContent();
    expect(await matches()).toBe('3 of 4 changes, in 2 resources');
    await page.locator('[data-facet=risk][data-value=high]').click();
    expect(await shown(page)).toEqual(['ClusterRole/reader']);
    await page.locator('[data-facet=risk][data-value=medium]').click();
    expect(await matches()).toBe('2 of 4 changes, in 2 resources');
    await page.locator('[data-facet=cause][data-value="your values"]').click();
    expect(await shown(page)).toEqual(['Deployment/istio-system/istiod']);
    await page.locator('#clear').click();
    await page.locator('[data-facet=effect][data-value="sidecar injection"]').click();
    expect(await matches()).toBe('1 of 4 changes, in 1 resource');
    await page.locator('.resource:not([hidden]) > summary').click();
    await page.locator('.change').first().waitFor();
    expect(await page.locator('.change').count()).toBe(1);
    expect(await page.locator('.d2h-cntx .d2h-code-line-ctn').first().textContent()).toContain('same');
    await page.locator('#clear').click();
    await page.locator('#search').fill('SECRETS get');
    expect(await shown(page)).toEqual(['ClusterRole/reader']);
    await page.locator('#search').fill('nothing has this');
    expect(await matches()).toBe('no change matches');
    await page.locator('#clear').click();
    await page.locator('#show-noise').check();
    expect(await matches()).toBe('4 of 4 changes, in 2 resources');
    expect(faults).toEqual([]);
  }, 30_000);

  it('opens the finding that a link of the fleet leads to', async () => {
    const page = await open(sampleReport({ changes }));
    const finding = page.locator('#finding-default-changed');
    expect(await finding.getAttribute('open')).toBeNull();
    await page.evaluate('location.hash = "finding-default-changed"');
    await page.locator('#finding-default-changed[open]').waitFor();
    expect(faults).toEqual([]);
  }, 30_000);

  it('fits a phone, and follows light and dark', async () => {
    const background = (page: Page) =>
      page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await open(sampleReport({ changes }), {
      viewport: { width: 360, height: 740 },
      colorScheme: 'light',
    });
    for (const summary of await light.locator('.resource > summary').all()) await summary.click();
    expect(await light.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    const bright = await background(light);
    const dark = await open(sampleReport({ changes }), { colorScheme: 'dark' });
    expect(await background(dark)).not.toBe(bright);
    await dark.locator('#theme').click();
    expect(await background(dark)).toBe(bright);
  }, 30_000);

  it('runs nothing that a pull request holds', async () => {
    for (let seed = 0; seed < HOSTILE.length; seed += 1) {
      const page = await open(hostileReport(seed));
      await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
      await page.locator('.d2h-diff-table').first().waitFor();
      expect(await page.locator('img, iframe, b, .page script, [onerror]').count()).toBe(0);
      expect(await page.locator('#resources .change').count()).toBe(2);
      expect(faults).toEqual([]);
      await page.context().close();
    }
  }, 120_000);

  it('would not run it even if it got into the page: the policy names every script', async () => {
    const page = await open(sampleReport({ changes }));
    await page.evaluate(
      'document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\\"document.title=1\\">")',
    );
    await page.evaluate(
      '{ const s = document.createElement("script"); s.textContent = "document.title = 2"; document.body.append(s); }',
    );
    await page.waitForTimeout(100);
    expect(await page.title()).toContain('fail');
    expect(faults.some(fault => fault.includes('Content Security Policy'))).toBe(true);
  }, 30_000);
});

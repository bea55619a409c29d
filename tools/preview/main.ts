/**
 * Screenshots of a comment: `node build/tools/preview/main.js comment.md folder` writes PNGs in light, dark and on a
 * phone, folded as GitHub shows it and unfolded. Needs a Chromium: `CHROMIUM_BIN`, else the one of Debian.
 */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { previewPage, type Theme } from './page.js';

/** Pixels. */
const FIRST_SCREEN = 1300;
const WIDTHS = { desktop: 900, phone: 390 } as const;

async function main([source, folder]: readonly string[]): Promise<void> {
  if (!source || !folder) throw new Error('usage: preview MARKDOWN-FILE FOLDER');
  mkdirSync(folder, { recursive: true });
  const markdown = readFileSync(source, 'utf8');
  const executablePath = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
  // The sandbox does not start for root in a container; the page is our own and asks nothing of a network.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    for (const [name, width] of Object.entries(WIDTHS)) {
      for (const theme of ['light', 'dark'] satisfies Theme[]) {
        for (const open of [false, true]) {
          const page = await browser.newPage({ viewport: { width, height: 800 } });
          await page.setContent(previewPage(markdown, theme, open));
          const file = join(folder, `${name}-${theme}${open ? '-open' : ''}.png`);
          await page.screenshot({ path: file, fullPage: true });
          // What is seen before anybody scrolls far.
          if (!open)
            await page.screenshot({
              path: join(folder, `${name}-${theme}-top.png`),
              clip: { x: 0, y: 0, width, height: FIRST_SCREEN },
            });
          await page.close();
          process.stdout.write(`${file}\n`);
        }
      }
    }
  } finally {
    await browser.close();
  }
}

await main(process.argv.slice(2));

/**
 * Screenshots of what people see: `node build/tools/preview/main.js FOLDER FILE …` writes PNGs of each file in light, in
 * dark and on a phone. A Markdown file (the comment, the job summary, the text of the check run) is shown as GitHub shows
 * it, folded and unfolded; an HTML file (the report) as it is. Needs a Chromium: `CHROMIUM_BIN`, else the one of Debian.
 */

import { mkdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { previewPage, type Theme } from './page.js';

/** Pixels. */
const FIRST_SCREEN = 1300;
/** Chromium draws no picture that is higher. */
const HIGHEST = 16_000;
const WIDTHS = { desktop: 900, phone: 390 } as const;
const THEMES = ['light', 'dark'] as const satisfies readonly Theme[];

interface Shot {
  readonly name: string;
  readonly content: string;
  readonly width: number;
  readonly theme: Theme;
  /** The first screen by itself, too: what is seen before anybody scrolls far. */
  readonly top: boolean;
}

async function main([folder, ...files]: readonly string[]): Promise<void> {
  if (!folder || files.length === 0) throw new Error('usage: preview FOLDER FILE...');
  mkdirSync(folder, { recursive: true });
  const executablePath = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
  // The sandbox does not start for root in a container; the page is our own and asks nothing of a network.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    for (const shot of files.flatMap(shotsOf))
      for (const file of await take(browser, shot, folder)) process.stdout.write(`${file}\n`);
  } finally {
    await browser.close();
  }
}

function shotsOf(file: string): readonly Shot[] {
  const text = readFileSync(file, 'utf8');
  const name = basename(file, extname(file));
  return Object.entries(WIDTHS).flatMap(([device, width]) =>
    THEMES.flatMap((theme): Shot[] => {
      const shot = { name: `${name}-${device}-${theme}`, width, theme };
      if (extname(file) === '.html') return [{ ...shot, content: text, top: true }];
      return [
        { ...shot, content: previewPage(text, theme, false), top: true },
        { ...shot, name: `${shot.name}-open`, content: previewPage(text, theme, true), top: false },
      ];
    }),
  );
}

async function take(
  browser: Browser,
  { name, content, width, theme, top }: Shot,
  folder: string,
): Promise<readonly string[]> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: theme });
  try {
    await page.setContent(content);
    const height = await page.evaluate('document.documentElement.scrollHeight');
    const whole = join(folder, `${name}.png`);
    await page.screenshot({
      path: whole,
      fullPage: true,
      clip: { x: 0, y: 0, width, height: Math.min(Number(height), HIGHEST) },
    });
    if (!top) return [whole];
    const first = join(folder, `${name}-top.png`);
    await page.screenshot({
      path: first,
      fullPage: true,
      clip: { x: 0, y: 0, width, height: Math.min(Number(height), FIRST_SCREEN) },
    });
    return [whole, first];
  } finally {
    await page.close();
  }
}

await main(process.argv.slice(2));

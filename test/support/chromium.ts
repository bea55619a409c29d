/** A headless Chromium of this machine, for tests of pages. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM_BIN ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The program; undefined where there is none. */
export const chromiumPath = PLACES.find(path => path !== '' && existsSync(path));

export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('no chromium');
  // The sandbox does not start for root in a container. Pages here are our own, without a network.
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
}

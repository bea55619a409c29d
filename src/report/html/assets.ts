/** What every HTML report carries inside itself: style, scripts and their licences; packed by `tools/pack-html.mjs`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsFolder } from '../../assets.js';

export interface PageAssets {
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  /** Licences of the scripts that others wrote. */
  readonly notices: string;
}

let loaded: PageAssets | undefined;

/** Read when the first page is written. @throws where the installation is damaged */
export function pageAssets(): PageAssets {
  const read = (name: string): string => readFileSync(join(assetsFolder(), 'html', name), 'utf8');
  loaded ??= {
    styles: [read('diff2html.css'), read('report.css')],
    scripts: [read('diff2html.js'), read('report.js')],
    notices: read('notices.txt'),
  };
  return loaded;
}

// Packs what every HTML report carries inside itself: diff2html, the page's own script and style, and the licences.
// `node tools/pack-html.mjs [BUILD-FOLDER]` fills `BUILD-FOLDER/src/assets/html/`.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [build = 'build'] = process.argv.slice(2);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { resolve } = createRequire(import.meta.url);
const library = dirname(resolve('diff2html/package.json'));
const folder = join(build, 'src/assets/html');
const page = 'src/report/html/page';

mkdirSync(folder, { recursive: true });
copyFileSync(join(library, 'bundles/js/diff2html.min.js'), join(folder, 'diff2html.js'));
copyFileSync(join(library, 'bundles/css/diff2html.min.css'), join(folder, 'diff2html.css'));
copyFileSync(join(root, page, 'report.css'), join(folder, 'report.css'));
copyFileSync(join(build, page, 'report.js'), join(folder, 'report.js'));
writeFileSync(join(folder, 'notices.txt'), notices());

/** The bundle of diff2html holds two packages of others. */
function notices() {
  const inside = createRequire(join(library, 'package.json'));
  const diff = dirname(inside.resolve('diff/package.json'));
  const hogan = dirname(inside.resolve('@profoundlogic/hogan/package.json'));
  return [
    ['diff2html', join(library, 'LICENSE.md')],
    ['diff', join(diff, 'LICENSE')],
    ['@profoundlogic/hogan', join(hogan, 'LICENSE')],
  ]
    .map(([name, file]) => `${name}\n\n${readFileSync(file, 'utf8').trim()}\n`)
    .join('\n\n');
}

// Packs what `--version` says beside the knowledge: the bundle travels without package.json.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rsort } from 'semver';

const [build = 'build'] = process.argv.slice(2);
const { version } = read('package.json');
const [knowledge] = rsort(Object.keys(read('knowledge/facts/index.json').releases));
const assets = join(build, 'src/assets');
mkdirSync(assets, { recursive: true });
writeFileSync(join(assets, 'version.json'), `${JSON.stringify({ version, knowledge })}\n`);

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

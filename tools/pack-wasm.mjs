// Packs the HCL parser beside the knowledge: a bundler can't follow how a wasm loader finds its files.
// `node tools/pack-wasm.mjs [BUILD-FOLDER]` fills `BUILD-FOLDER/src/assets/wasm/`.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const [build = 'build'] = process.argv.slice(2);
const { resolve } = createRequire(import.meta.url);
const runtime = dirname(resolve('web-tree-sitter'));
const grammar = dirname(resolve('@tree-sitter-grammars/tree-sitter-hcl/package.json'));
const folder = join(build, 'src/assets/wasm');

mkdirSync(folder, { recursive: true });
copyFileSync(join(runtime, 'web-tree-sitter.js'), join(folder, 'web-tree-sitter.js'));
copyFileSync(join(runtime, 'web-tree-sitter.wasm'), join(folder, 'web-tree-sitter.wasm'));
copyFileSync(join(grammar, 'tree-sitter-terraform.wasm'), join(folder, 'tree-sitter-terraform.wasm'));
// The licences of what is shipped travel with it.
copyFileSync(join(runtime, 'LICENSE'), join(folder, 'LICENSE.web-tree-sitter'));
copyFileSync(join(grammar, 'LICENSE'), join(folder, 'LICENSE.tree-sitter-hcl'));
// Node decides by the nearest package.json whether a `.js` file is an ES module.
writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');

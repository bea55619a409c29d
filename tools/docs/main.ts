/** `npm run docs`: writes the pages that follow from code and knowledge: views, rules, and the rules' index. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generatedDocs } from './generate.js';

await rm('docs/rules', { recursive: true, force: true });
for (const [path, text] of await generatedDocs()) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** `node main.js --istio CLONE [--api CLONE] [--release X.Y.Z] [--output FOLDER]`: writes `knowledge/facts/`. */
import { parseArgs } from 'node:util';
import { generate } from './generate.js';

const usage =
  'usage: facts --istio PATH_TO_CLONE [--api PATH_TO_CLONE_OF_ISTIO_API] [--release X.Y.Z] [--output FOLDER]';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      istio: { type: 'string' },
      api: { type: 'string' },
      release: { type: 'string' },
      output: { type: 'string', default: 'knowledge/facts' },
    },
  });
  if (values.istio === undefined) throw new Error(usage);
  const result = await generate({
    istio: values.istio,
    output: values.output,
    ...(values.api === undefined ? {} : { api: values.api }),
    ...(values.release === undefined ? {} : { release: values.release }),
    report: message => console.error(message),
  });
  console.log(`${result.releases} releases, ${result.settings} settings, ${result.problems} problems`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

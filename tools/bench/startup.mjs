// What the command itself costs before it does anything, beside an empty Node, in the same run.
import { execute } from './calls.mjs';
import { median, time } from './figures.mjs';

const AIM_MS = 30;

export async function benchStartup(cli, runs) {
  const figures = { node: [], command: [] };
  for (let run = 0; run < runs; run += 1) {
    figures.node.push(await time(() => execute(process.execPath, ['-e', '0'])));
    figures.command.push(await time(() => execute(process.execPath, [cli, '--version'])));
  }
  const [node, command] = [median(figures.node), median(figures.command)];
  const more = command - node;
  console.log('\nstart-up (--version)');
  console.log(
    `  command ${command.toFixed(0)} ms, empty Node ${node.toFixed(0)} ms: ${more.toFixed(0)} ms more, aim: at most ${AIM_MS}${more <= AIM_MS ? '' : ' (missed)'}`,
  );
}

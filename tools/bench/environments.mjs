// The founding example as a repository with many environments: to see how the time grows with their number.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes both sides of the example with its cluster `count` times over. Each has a destination and a size of its own,
 * so that none of them renders to the same as another.
 * @param {string} example folder that holds `before` and `after`
 * @param {string} target a folder that does not exist yet
 */
export function manyEnvironments(example, target, count) {
  for (const side of ['before', 'after']) {
    cpSync(join(example, side, 'apps'), join(target, side, 'apps'), { recursive: true });
    for (let number = 1; number <= count; number += 1)
      writeEnvironment(
        join(example, side, 'clusters/prod'),
        join(target, side, `clusters/env-${number}`),
        number,
      );
  }
}

function writeEnvironment(source, target, number) {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source)) {
    const text = readFileSync(join(source, name), 'utf8')
      .replace('https://kubernetes.default.svc', `https://env-${number}.example.com`)
      .replace(/^( {2}name: .+)$/m, `$1-env-${number}`)
      .replace(/(autoscaleMin|maxReplicas): \d+/, `$1: ${10 + number}`);
    writeFileSync(join(target, name), text);
  }
}

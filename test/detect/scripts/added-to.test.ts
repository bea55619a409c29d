// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Lists of a script that more is added to, and that are a command as a whole. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(script: string) {
  const { installations, problems } = await detect(memoryTree({ 'up.sh': script }));
  return {
    installed: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.line}`),
    blocking: problems.filter(({ blocking }) => blocking).map(({ why }) => why),
  };
}

const RUN = 'helm upgrade --install istiod istio/istiod "${args[@]}"\n';

describe('detect/scripts: lists that are added to', () => {
  it.each([
    [`args=(--namespace istio-system)\nargs+=(--version 1.22.2)\n${RUN}`, 2],
    [`install() {\n  local args=()\n  args+=(\n    --version 1.22.2\n    --wait\n  )\n  ${RUN}}\n`, 4],
    ['cmd=(helm upgrade --install istiod istio/istiod)\ncmd+=(--version 1.22.2)\n"${cmd[@]}"\n', 2],
    ['cmd=(helm upgrade --install istiod istio/istiod --version 1.22.2)\nlog "${cmd[@]}"\n', undefined],
  ])('are all of it: %j', async (script, line) => {
    const { installed, blocking } = await found(script);
    expect(installed).toEqual(line === undefined ? [] : [`istiod 1.22.2 ${line}`]);
    expect(blocking).toEqual([]);
  });

  it.each([
    `args=(--version 1.22.2)\nif [ "$ENV" = prod ]; then\n  args+=(-f prod.yaml)\nfi\n${RUN}`,
    `if [ "$A" ]; then\n  args=(--version 1.22.2)\nelse\n  args+=(-f prod.yaml)\nfi\n${RUN}`,
    `all() {\n  args=(--version 1.22.2)\n}\nprod() {\n  args+=(-f prod.yaml)\n}\n${RUN}`,
    `args=(--version 1.22.2)\n[[ -n "$VALUES" ]] && args+=(-f "$VALUES")\n${RUN}`,
  ])('are not known as a whole where more is added under a condition: %j', async script => {
    const { installed, blocking } = await found(script);
    const line = script.split('\n').findIndex(one => one.includes('--version')) + 1;
    expect(installed).toEqual([`istiod 1.22.2 ${line}`]);
    expect(blocking.join()).toContain('it may hold more flags');
  });
});

describe('detect/scripts: hostile lists and settings', () => {
  const names = Array.from({ length: 3000 }, (_, index) => `N${index}=v${index}\n`).join('');

  it.each([
    ['lists without an end', `# istio helm\na=(x)\n${'true && a+=(x)\n'.repeat(50_000)}`],
    ['additions on one line', `# istio helm\n${'a+=(x) '.repeat(100_000)}\n`],
    [
      'names that are set and read',
      `# istio helm\nsource env.sh\n${'export a b; '.repeat(50_000)}\n${'for '.repeat(50_000)}\n`,
    ],
  ])('are read in no time: %s', async (_, text) => {
    const start = process.cpuUsage();
    await detect(memoryTree({ 'up.sh': text, 'env.sh': names }));
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(20_000);
  });
});

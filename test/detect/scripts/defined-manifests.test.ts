/** Resources of the mesh that a Makefile holds in definitions, and hands to kubectl. */

import { readSide } from '../../../src/analysis/side.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const DEFINED = `NS := shop
define BANK
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: bank
  namespace: $(NS)
spec:
  host: $(HOST)
  subsets: [{name: all, labels: {key: $$KEY}}]
endef
export BANK
`;

async function rules(files: Files) {
  const { resources } = await readSide(memoryTree(files), { versions: [], values: [] });
  return resources.map(
    ({ name, namespace, data }) =>
      `${namespace}/${name} ${data.file}:${data.lineOf([])}-${data.lineOf(['spec', 'host'])}`,
  );
}

describe('detect/scripts: definitions of make', () => {
  it.each([
    ['the environment', 'up:\n\t@echo "$$BANK" | kubectl apply -f -\n'],
    ['a name', "up:\n\techo '$(BANK)' | $(KUBECTL) apply -f -\n"],
    ['a file', 'up:\n\t$(file >rule.yaml,$(BANK))\n\tkubectl apply -f rule.yaml\n'],
    [
      'what takes it away again',
      'up:\n\techo "$${BANK}" | tee x | kubectl apply -f -\ndown:\n\techo "$$BANK" | kubectl delete -f -\n',
    ],
  ])('are applied by way of %s', async (_, recipes) => {
    expect(await rules({ Makefile: `${DEFINED}${recipes}` })).toEqual(['shop/bank Makefile:3-9']);
  });

  it('are applied in the namespace of the command, and by Makefiles that include them', async () => {
    const bare = DEFINED.replace('  namespace: $(NS)\n', '');
    expect(await rules({ Makefile: `${bare}up:\n\techo "$$BANK" | kubectl apply -n pay -f -\n` })).toEqual([
      'pay/bank Makefile:3-8',
    ]);
    const including =
      'include rules.mk\n# For networking.istio.io/v1\nup:\n\techo "$$BANK" | kubectl apply -f -\n';
    expect(await rules({ Makefile: including, 'rules.mk': DEFINED })).toEqual(['shop/bank rules.mk:3-9']);
  });

  it.each([
    ['nothing', 'up:\n\tkubectl apply -f rules/\n'],
    ['a comment', 'up:\n\t# echo "$$BANK" | kubectl apply -f -\n'],
    ['another name', 'up:\n\techo "$$BANK_EU" | kubectl apply -f -\n'],
    ['what takes it away', 'down:\n\techo "$$BANK" | $(KUBECTL) delete -f -\n'],
  ])('are not applied by %s', async (_, recipes) => {
    expect(await rules({ Makefile: `${DEFINED}${recipes}` })).toEqual([]);
  });
});

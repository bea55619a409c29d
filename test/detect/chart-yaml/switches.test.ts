/** Charts of Istio that a chart's own values switch off, for those who deploy it from elsewhere. */

import { detect } from '../../../src/detect/detect.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

function chart(version: string, more = 'condition: mesh.enabled'): Files {
  return {
    'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- {name: istiod, repository: "${ISTIO}", version: ${version}, ${more}}\n`,
    'mesh/values.yaml': 'mesh: {enabled: false}\ntags: {istio: false}\n',
  };
}

async function told(files: Files): Promise<readonly string[]> {
  return (await unreadForms(memoryTree(files))).map(
    ({ what, file, line, weak, fingerprint }) => `${what} ${file}:${line} ${weak} ${fingerprint}`,
  );
}

describe('detect: dependencies that are off', () => {
  it.each(['condition: mesh.enabled', 'tags: [istio]'])(
    'are told where their version moves: %s',
    async how => {
      expect((await detect(memoryTree(chart('1.24.2', how)))).installations).toEqual([]);
      const before = await told(chart('1.24.2', how));
      expect(before).toEqual([
        expect.stringMatching(/^chart istiod of mesh\/Chart.yaml mesh\/Chart.yaml:5 true /),
      ]);
      expect(await told(chart('1.24.2', how))).toEqual(before);
      expect(await told(chart('1.24.3', how))).not.toEqual(before);
    },
  );

  it.each(['Makefile', 'deploy.sh'])(
    'are told where %s deploys the chart with flags that it is given',
    async file => {
      const run = (flags: string): Files => ({
        [file]: `deploy:\n\thelm upgrade --install mesh ./mesh -n istio-system ${flags}\n`,
      });
      const before = await told({ ...chart('1.24.2'), ...run('$(HELM_OPTIONS)') });
      expect(before).toEqual([
        expect.stringMatching(/^chart istiod of mesh\/Chart.yaml mesh\/Chart.yaml:5 true /),
      ]);
      expect(await told({ ...chart('1.24.3'), ...run('$(HELM_OPTIONS)') })).not.toEqual(before);
      expect(await told({ ...chart('1.24.2'), ...run('--wait') })).toEqual([]);
      expect(await told({ ...chart('1.24.2'), ...run('--set mesh.enabled=true $(HELM_OPTIONS)') })).toEqual(
        [],
      );
    },
  );

  it('are nobody’s where the chart is deployed without them, or brings them', async () => {
    const application =
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh}\nspec: {source: {repoURL: "https://git/x", path: mesh}}\n';
    expect(await told({ ...chart('1.24.2'), 'app.yaml': application })).toEqual([]);
    expect(await told({ ...chart('1.24.2'), 'mesh/values.yaml': 'mesh: {enabled: true}\n' })).toEqual([]);
  });
});

describe('detect: dependencies that a Makefile switches on', () => {
  const RUN = 'deploy:\n\thelm upgrade --install mesh ../mesh -n istio-system $(FLAGS)\n';
  const EVAL = 'feature-mesh:\n\t$(eval FLAGS := $(FLAGS) --set mesh.enabled=true)\n';
  const FEATURES =
    'include ../common.mk\nfeatures := $(subst $(comma), ,$(FEATURES))\nfeatures := $(foreach f,$(features),feature-$(f))\nFLAGS := $(FLAGS) --set a=b\n';

  async function found(files: Files): Promise<readonly string[]> {
    const { installations } = await detect(memoryTree({ ...chart('1.24.2'), ...files }));
    return installations.map(({ chart: name, version, at }) => `${name} ${version} ${at.file}:${at.line}`);
  }

  it.each([
    [
      'by flags that are added',
      { 'ci/Makefile': `FLAGS := --wait\nFLAGS += --set mesh.enabled=true\n${RUN}` },
    ],
    ['by flags of themselves', { 'ci/Makefile': `FLAGS := $(FLAGS) --set mesh.enabled=true\n${RUN}` }],
    [
      'in a rule that is needed',
      { 'ci/Makefile': `${EVAL}${RUN.replace('deploy:', 'deploy: feature-mesh')}` },
    ],
    [
      'in rules of the features that are on by default',
      {
        'common.mk': 'comma := ,\nFEATURES ?= dns,mesh,logs\n',
        'ci/Makefile': `${FEATURES}${EVAL}feature-dns:\n\techo\n${RUN.replace('deploy:', 'deploy: $(features)')}`,
      },
    ],
  ])('are read: %s', async (_, files) => {
    expect(await found(files)).toEqual(['istiod 1.24.2 mesh/Chart.yaml:5']);
  });

  it.each([
    ['in a rule that is not needed', { 'ci/Makefile': `${EVAL}${RUN}` }],
    [
      'under a condition',
      { 'ci/Makefile': `ifeq ($(MESH),1)\nFLAGS += --set mesh.enabled=true\nendif\n${RUN}` },
    ],
    [
      'in rules of features that are off by default',
      {
        'common.mk': 'comma := ,\nFEATURES ?= dns,logs\n',
        'ci/Makefile': `${FEATURES}${EVAL}feature-dns:\n\techo\n${RUN.replace('deploy:', 'deploy: $(features)')}`,
      },
    ],
    [
      'in one of two rules that say otherwise',
      {
        'ci/Makefile': `${EVAL}${EVAL.replace('feature-mesh', 'no-mesh').replace('true', 'false')}${RUN.replace('deploy:', 'deploy: feature-mesh no-mesh')}`,
      },
    ],
  ])('are told: %s', async (_, files) => {
    expect(await found(files)).toEqual([]);
    expect(await told({ ...chart('1.24.2'), ...files })).not.toEqual(
      await told({ ...chart('1.24.3'), ...files }),
    );
  });
});

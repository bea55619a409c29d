// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and workflows write their variables like this
/** Versions that workflows and scripts hand to make. */

import { planes } from '../../../support/found.js';
import { describe, expect, it } from '../../../support/jest.js';

type Files = Readonly<Record<string, string>>;

const INSTALL =
  'ISTIO_VERSION ?=\n.PHONY: mesh\nmesh: tools\n\t$(TOOLS)/istio-$(ISTIO_VERSION)/bin/istioctl install -y\nlint:\n\ttrue\n';
const CI = '.github/workflows/ci.yaml';

function workflow(steps: string): string {
  return `on: push\njobs:\n  e2e:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix:\n        istio:\n        - 1.23.4\n        - 1.24.2\n    steps:\n${steps}`;
}

const ROWS = [`1.23.4 ${CI}:8`, `1.24.2 ${CI}:9`];

describe('detect/scripts/make-calls', () => {
  it.each([
    ['before it', '    - run: |\n        make lint\n        ISTIO_VERSION=${{ matrix.istio }} make mesh\n'],
    ['behind it', '    - run: make mesh ISTIO_VERSION=${{ matrix.istio }}\n'],
    [
      'in the environment',
      '    - env:\n        ISTIO_VERSION: ${{ matrix.istio }}\n      run: make -j4 mesh\n',
    ],
    ['for what needs the target', '    - run: make ISTIO_VERSION="${{ matrix.istio }}" e2e\n'],
  ])('hands each version of a matrix to make, %s', async (_, steps) => {
    const files = { [CI]: workflow(steps), Makefile: `${INSTALL}e2e: mesh\n\tgo test ./e2e\n` };
    expect(await planes(files)).toEqual(ROWS);
  });

  it.each([
    ['-C', '    - run: make -C deploy mesh ISTIO_VERSION=${{ matrix.istio }}\n'],
    ['its whole flag', '    - run: make --directory=./deploy mesh ISTIO_VERSION=${{ matrix.istio }}\n'],
    ['going there', '    - run: cd deploy && make mesh ISTIO_VERSION=${{ matrix.istio }}\n'],
    [
      'a working folder',
      '    - working-directory: deploy\n      run: make mesh ISTIO_VERSION=${{ matrix.istio }}\n',
    ],
  ])('finds the Makefile of another folder by %s', async (_, steps) => {
    expect(await planes({ [CI]: workflow(steps), 'deploy/Makefile': INSTALL })).toEqual(ROWS);
  });

  it('follows names that are otherwise set where nobody gives a version', async () => {
    const home = (use: string): string => `\tUSE := ${use}\n\tHOME_DIR := tools/istio-$(USE)\n`;
    const latest = '$(shell ./latest.sh)';
    const makefile = `ISTIO_VERSION ?=\nifeq (,$(ISTIO_VERSION))\n${home(latest)}else\nifeq (latest,$(ISTIO_VERSION))\n${home(latest)}else\n${home('$(ISTIO_VERSION)')}endif\nendif\nmesh:\n\t$(HOME_DIR)/bin/istioctl install -y\n`;
    const files = {
      [CI]: workflow('    - run: ISTIO_VERSION=${{ matrix.istio }} make mesh\n'),
      Makefile: makefile,
    };
    expect(await planes(files)).toEqual(ROWS);
  });

  it('tells the goals of a Makefile apart whose istioctl is found by itself', async () => {
    const makefile =
      'ISTIO_VERSION ?= 1.22.1\nmesh:\n\tcurl -L https://istio.io/downloadIstio | ISTIO_VERSION=$(ISTIO_VERSION) sh -\n\tistioctl install -y\nlint:\n\ttrue\n';
    const of = (goal: string): Files => ({
      'up.sh': `# istio\nISTIO_VERSION=1.24.2 make ${goal}\n`,
      Makefile: makefile,
    });
    expect(await planes(of('lint'))).toEqual(['1.22.1 Makefile:1']);
    expect(await planes(of('mesh'))).toEqual(['1.22.1 Makefile:1', '1.24.2 up.sh:2']);
  });

  it('keeps what a Makefile says for those that run it by hand', async () => {
    const makefile = INSTALL.replace('?=', '?= 1.22.1');
    const files = { 'up.sh': '# istio\nISTIO_VERSION=1.24.2 make mesh\n', Makefile: makefile };
    expect(await planes(files)).toEqual(['1.22.1 Makefile:1', '1.24.2 up.sh:2']);
  });

  it.each([
    ['run other targets', '    - run: make lint ISTIO_VERSION=${{ matrix.istio }}\n'],
    ['run another file', '    - run: make -f other.mk mesh ISTIO_VERSION=${{ matrix.istio }}\n'],
    ['run it elsewhere', '    - run: make -C other mesh ISTIO_VERSION=${{ matrix.istio }}\n'],
    ['give another name', '    - run: make mesh OTHER_VERSION=${{ matrix.istio }}\n'],
  ])('takes nothing from steps that %s', async (_, steps) => {
    const files = { [CI]: workflow(steps), Makefile: INSTALL.replace('?=', '?= 1.22.1') };
    expect(await planes(files)).toEqual(['1.22.1 Makefile:1']);
  });

  it('hands it to what Helm is run for', async () => {
    const makefile =
      'VERSION ?= 1.22.1\nmesh:\n\thelm upgrade --install istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version $(VERSION)\n';
    const files = {
      [CI]: workflow('    - run: make mesh VERSION=${{ matrix.istio }}\n'),
      Makefile: makefile,
    };
    expect(await planes(files)).toEqual(['1.22.1 Makefile:1', ...ROWS]);
  });

  it('takes the tool that a Makefile brings for what its script runs', async () => {
    const makefile = (version: string, path: string): string =>
      `ISTIOCTL_VERSION ?= ${version}\nmesh: bin/istioctl\n\t@${path}./scripts/mesh.sh\nbin/istioctl:\n\t$(call go-install-tool,bin/istioctl,istio.io/istio/istioctl/cmd/istioctl,$(ISTIOCTL_VERSION))\n`;
    const files = (path: string): Files => ({
      'dev/Makefile': makefile('1.24.2', path),
      'dev/scripts/mesh.sh': 'istioctl install -y\n',
      'e2e/Makefile': makefile('1.23.4', '').replace('./scripts/mesh.sh', 'true'),
    });
    expect(await planes(files('export PATH="$(LOCALBIN):$$PATH" && '))).toEqual(['1.24.2 dev/Makefile:1']);
    expect(await planes(files(''))).toEqual(['null dev/scripts/mesh.sh:1']);
  });

  it('hands what stands before a script to it', async () => {
    const files = {
      'up.sh': '# istio\nISTIO_VERSION=1.24.2 ./hack/mesh.sh\n',
      'hack/mesh.sh': 'tools/istio-$ISTIO_VERSION/bin/istioctl install -y\n',
    };
    expect(await planes(files)).toEqual(['1.24.2 up.sh:2']);
  });

  it('hands what another Makefile gives one in its folder, without a word of Helm', async () => {
    const files = {
      Makefile: 'deploy:\n\t$(MAKE) -C istio install VERSION=1.24.2\n',
      'istio/Makefile':
        'VERSION ?=\ninstall:\n\thelm upgrade --install istiod istio/istiod --version $(VERSION)\n',
    };
    expect(await planes(files)).toEqual(['1.24.2 Makefile:2']);
  });

  it.each(['include .env\nexport\n', '-include .env\n.EXPORT_ALL_VARIABLES:\n'])(
    'hands what it includes to the shell of its recipes: %j',
    async head => {
      const recipe = `mesh:\n\tc=istiod; helm upgrade --install $$c istio/istiod --version "$\${ISTIO_VERSION}"\n`;
      const files = { Makefile: `${head}${recipe}`, '.env': 'ISTIO_VERSION=1.24.2\n' };
      expect(await planes(files)).toEqual(['1.24.2 .env:1']);
    },
  );
});

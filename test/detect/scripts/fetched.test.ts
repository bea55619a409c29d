// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
import { planes } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const OPERATOR =
  'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec: {}\n';
const FETCH = 'curl -L https://istio.io/downloadIstio |';

describe('detect/scripts: istioctl that other scripts fetch', () => {
  it('is what an IstioOperator is installed with that no command is handed', async () => {
    const files = { 'env.sh': `${FETCH} ISTIO_VERSION=1.22.2 TARGET_ARCH=x86_64 sh -\n` };
    expect(await planes({ ...files, 'istio/config.yaml': OPERATOR })).toEqual(['1.22.2 env.sh:1']);
  });

  it('is what the environment names for a download script that is kept and run later', async () => {
    const fetched =
      'VERSION="1.22.2"\ncurl -sLo bin/downloadIstio https://istio.io/downloadIstio\nexport ISTIO_VERSION=${VERSION}\nbin/downloadIstio\nmv istio-${VERSION}/bin/istioctl bin/\n';
    const Makefile = 'ISTIOCTL ?= bin/istioctl\nistio:\n\t./hack/fetch.sh\n\t$(ISTIOCTL) install -y\n';
    expect(await planes({ Makefile, 'hack/fetch.sh': fetched })).toEqual(['1.22.2 hack/fetch.sh:1']);
    const other = fetched.replace('export ISTIO_VERSION', 'OTHER');
    expect(await planes({ Makefile, 'hack/fetch.sh': other })).toEqual(['null Makefile:4']);
  });

  it('is not, where it is fetched for what a command is handed', async () => {
    const files = {
      'ci/tools.sh': `${FETCH} ISTIO_VERSION=1.22.2 sh -\n`,
      'ci/install.sh': 'istioctl install -y -f op.yaml\n',
      'ci/op.yaml': OPERATOR,
      'mesh/other.yaml': OPERATOR.replace('name: mesh', 'name: other'),
    };
    expect(await planes(files)).toEqual(['1.22.2 ci/tools.sh:1', 'null mesh/other.yaml:2']);
  });

  it('is not, where what fetches it runs it on something else', async () => {
    const files = { 'ci/test.sh': `${FETCH} ISTIO_VERSION=1.22.2 sh -\nistioctl analyze other/\n` };
    expect(await planes({ ...files, 'istio/config.yaml': OPERATOR })).toEqual(['null istio/config.yaml:2']);
  });

  it('is that of the scripts that lie nearest', async () => {
    const files = Object.fromEntries(
      ['production', 'single-node'].flatMap((folder, index) => [
        [`${folder}/prepare.sh`, `${FETCH} ISTIO_VERSION=1.2${index}.1 sh -\n`],
        [`${folder}/mesh.sh`, 'istioctl install -f "$WORK_DIR/op.yaml" -y\n'],
        [`${folder}/op.yaml`, OPERATOR],
      ]),
    );
    expect(await planes(files)).toEqual([
      '1.20.1 production/prepare.sh:1',
      '1.21.1 single-node/prepare.sh:1',
    ]);
  });

  it('is open where they differ, or where one fetches the newest', async () => {
    const mesh = { 'mesh/op.yaml': OPERATOR, 'mesh/a.sh': `${FETCH} ISTIO_VERSION=1.22.2 sh -\n` };
    for (const other of [`${FETCH} ISTIO_VERSION=1.23.0 sh -\n`, `${FETCH} sh -\n`])
      expect(await planes({ ...mesh, 'mesh/b.sh': other })).toEqual(['null mesh/op.yaml:2']);
  });

  it.each([
    ['goes into its folder', 'cd /istio*\nexport PATH=$PWD/bin:$PATH\nistioctl install -y\n', 4],
    ['copies it', 'sudo cp istio-*/bin/istioctl /usr/local/bin/\nistioctl install -y\n', 3],
    ['runs it there', './istio-1.*/bin/istioctl install -y\n', 2],
    ['finds it', 'cd "$(find . -maxdepth 1 -name "istio-*")"\nbin/istioctl install -y\n', 3],
    ['has it where the script puts it', 'export PATH=$HOME/.istioctl/bin:$PATH\nistioctl install -y\n', 3],
  ])('is the newest one of a script that fetches that and %s', async (_, run, line) => {
    const files = { '.tool-versions': 'istioctl 1.22.2\n', 'start.sh': 'istioctl install -y\n' };
    expect(await planes({ ...files, 'ci/install.sh': `${FETCH} sh -\n${run}` })).toEqual([
      '1.22.2 .tool-versions:1',
      `null ci/install.sh:${line}`,
    ]);
  });

  it.each([
    ['says which one', `export ISTIO_VERSION=1.22.2\n${FETCH} sh -\ncd istio-*\nbin/istioctl install -y\n`],
    ['only removes what it fetched', `${FETCH} sh -\nrm -rf istio-*\nistioctl install -y\n`],
    ['fetches samples alone', `istioctl install -y\n${FETCH} sh -\nkubectl apply -f samples\n`],
  ])('is not the newest one of a script that %s', async (_, script) => {
    const [only = ''] = await planes({ '.tool-versions': 'istioctl 1.22.2\n', 'install.sh': script });
    expect(only.split(' ')[0]).toBe('1.22.2');
  });

  it('is the release that those hand over who run what fetches it', async () => {
    const files = {
      'ci/up.sh': 'ISTIO_VERSION=1.24.1 ./ci/mesh.sh\n',
      'ci/mesh.sh': `${FETCH} sh -\ncd istio-*\nbin/istioctl install -y\n`,
      '.tool-versions': 'istioctl 1.22.2\n',
    };
    expect(await planes(files)).toEqual(['1.24.1 ci/up.sh:1']);
  });

  it('is of the version that a function is called with, or what that is without one', async () => {
    const functions = [
      'install_helm() {',
      '  local version="${1:-3.17.3}"',
      '  curl -fsSL "https://get.helm.sh/helm-v${version}-linux-amd64.tar.gz" -o helm.tgz',
      '}',
      'install_istioctl() {',
      '  local version="${1:-1.24.1}"',
      `  ${FETCH} ISTIO_VERSION="\${version}" sh -`,
      '}',
      'install_helm "3.17.3"',
    ].join('\n');
    const files = { 'phase2.sh': 'istioctl install -f op.yaml -y\n', 'op.yaml': OPERATOR };
    expect(await planes({ ...files, 'phase1.sh': `${functions}\ninstall_istioctl "1.23.4"\n` })).toEqual([
      '1.23.4 phase1.sh:10',
    ]);
    expect(await planes({ ...files, 'phase1.sh': `${functions}\ninstall_istioctl\n` })).toEqual([
      '1.24.1 phase1.sh:6',
    ]);
  });

  it('counts once what a command takes out of a chart as it stands', async () => {
    const files = {
      'Chart.yaml': 'apiVersion: v2\nname: mesh\nversion: 0.1.0\n',
      'templates/operator.yaml': OPERATOR.replace('spec: {}', 'spec: {tag: 1.22.2}'),
      'install.sh': 'istioctl install -f templates/operator.yaml -y\n',
    };
    expect(await planes(files)).toEqual(['1.22.2 templates/operator.yaml:4']);
  });

  it('is what a Kubefile of Sealos runs, each of whose items is a command', async () => {
    const fetch =
      '#!/bin/bash\nversion=1.22.2\nwget -q https://github.com/istio/istio/releases/download/${version}/istio-${version}-linux-amd64.tar.gz\n';
    const run = 'FROM scratch\nCOPY . .\nCMD ["cp opt/istioctl /usr/bin/","istioctl install -y"]\n';
    expect(await planes({ 'mesh/init.sh': fetch, 'mesh/Kubefile': run })).toEqual(['1.22.2 mesh/init.sh:2']);
    const charts =
      'ENV CHART_VERSION=1.21.0\nCMD ["helm upgrade -i istiod istio/istiod --version $(CHART_VERSION)"]\n';
    expect(await planes({ Kubefile: charts })).toEqual(['1.21.0 Kubefile:1']);
  });

  it('is that of the list of versions, where nothing else of the tree names one', async () => {
    const files = {
      'versions.yaml': 'k3d: "5.8.3"\nistio: "1.22.2" # pinned\n',
      'up.sh': 'k3d cluster create\nistioctl install --set profile=demo -y\n',
    };
    expect(await planes(files)).toEqual(['1.22.2 versions.yaml:2']);
    expect(await planes({ ...files, 'ci/versions.yaml': 'istio: 1.21.0\n' })).toEqual(['null up.sh:2']);
  });

  it('is that of a file which holds nothing else', async () => {
    const files = {
      'third_party/istio_version.txt': '1.22.2\n',
      'hack/up.sh': 'export PATH="third_party/istio/bin:$PATH"\nistioctl "${FLAGS[@]}" install -y\n',
    };
    expect(await planes(files)).toEqual(['1.22.2 third_party/istio_version.txt:1']);
  });
});

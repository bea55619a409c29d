import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function plane(files: Record<string, string>) {
  const { installations, problems } = await detect(memoryTree(files));
  const found = installations.filter(({ chart }) => chart === 'istiod' || chart === 'base');
  const [last] = found.filter(({ chart }) => chart === 'istiod').concat(found);
  return {
    where: last && `${last.version} ${last.at.file}:${last.at.line}`,
    why: problems.map(({ why }) => why).join('\n'),
  };
}

const LATEST = 'curl -L https://istio.io/downloadIstio | sh -\n';

describe('detect/scripts: the release that was unpacked', () => {
  it.each([
    ['cd istio-1.15.3/', `${LATEST}cd istio-1.15.3/\t\nexport PATH=$PWD/bin:$PATH\nistioctl install -y\n`, 2],
    ['no download', 'cd istio-1.15.3\nexport PATH=$PWD/bin:$PATH\nistioctl install -y\n', 1],
    ['pushd', 'pushd ~/istio-1.15.3\nistioctl install -y\n', 1],
    ['what is left again', 'cd istio-1.15.3\nPATH=$PWD/bin:$PATH\ncd ..\nistioctl install -y\n', 1],
    ['PATH', 'export PATH="$PATH:/root/istio-1.15.3/bin"\nistioctl install -y\n', 1],
    ['PATH of a variable', 'D=/opt/istio-1.15.3\nexport PATH="$D/bin:$PATH"\nistioctl install -y\n', 1],
    ['a copy of its tools', 'sudo mv istio-1.15.3/bin/istioctl /usr/local/bin\nistioctl install -y\n', 1],
    ['a variable for a folder', 'ISTIO_HOME=istio-1.15.3\n$ISTIO_HOME/bin/istioctl install -y\n', 1],
    ['going into a variable', 'ISTIO_DIR="istio-1.15.3"\ncd "${ISTIO_DIR}"\nistioctl install -y\n', 1],
    ['a shell in the command', 'bash -c "cd istio-1.15.3 && istioctl install -y"\n', 1],
    [
      'PATH, whatever is done to the tools',
      'export PATH=$PWD/istio-1.15.3/bin:$PATH\nchmod +x istio-1.15.4/bin/istioctl\nistioctl install -y\n',
      1,
    ],
    [
      'a download within a text that a shell is handed',
      `sh "curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.15.3 TARGET_ARCH=x86_64 sh -"\nsh "/opt/tools/istioctl install -y"\n`,
      1,
    ],
    [
      'the same behind a flag',
      `bash -c 'curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.15.3 sh -'\n/usr/local/bin/istioctl install -y\n`,
      1,
    ],
    ['helm', 'cd istio-1.15.3\nhelm install istio-base manifests/charts/base -n istio-system\n', 1],
    [
      'helm and a variable',
      '\nISTIO_HOME=istio-1.15.3\nhelm install d $ISTIO_HOME/manifests/charts/istio-control/istio-discovery\n',
      2,
    ],
  ])('reads %s', async (_, text, line) => {
    expect(await plane({ 'install.sh': text })).toEqual({ where: `1.15.3 install.sh:${line}`, why: '' });
  });

  it.each([
    'cd istio-$ISTIO_VERSION\nistioctl install -y\n',
    'cd "istio-${ISTIO_VERSION}"\nhelm install d manifests/charts/istio-control/istio-discovery\n',
    'helm install d istio-$ISTIO_VERSION/manifests/charts/istio-control/istio-discovery\n',
    'ISTIO_DIR=istio-${ISTIO_VERSION}\n$ISTIO_DIR/bin/istioctl install -y\n',
    'export PATH=/opt/istio-$ISTIO_VERSION/bin:$PATH\nistioctl install -y\n',
  ])('follows a variable that another file decides: %j', async text => {
    const files = {
      'a/install.sh': `source ../versions.env\n${text}`,
      'versions.env': 'ISTIO_VERSION=1.15.3\n',
    };
    expect(await plane(files)).toEqual({ where: '1.15.3 versions.env:1', why: '' });
    const { where, why } = await plane({ 'a/install.sh': text });
    expect(where).toMatch(/^null a\/install\.sh:/);
    expect(why).not.toContain('newest');
  });

  it.each([
    'sudo mv "$ISTIO_DIR/bin/istioctl" /usr/local/bin\nistioctl',
    '"$ISTIO_DIR/bin/istioctl"',
    'cd $ISTIO_DIR\nistioctl',
  ])('lets whoever runs the script decide: %j', async tool => {
    const text = `ISTIO_VERSION="\${1:-1.14.1}"\nISTIO_DIR="istio-\${ISTIO_VERSION}"\n${tool} install -y\n`;
    const caller = 'env:\n  ISTIO_VERSION: 1.15.3\nsteps:\n- run: ./install.sh ${ISTIO_VERSION}\n';
    expect((await plane({ 'install.sh': text, 'action.yml': caller })).where).toBe('1.15.3 action.yml:2');
    expect((await plane({ 'install.sh': text })).where).toBe('1.14.1 install.sh:1');
  });

  it.each([
    'export ISTIO_VERSION ?= 1.2.6\nget:\n\tcurl -L https://git.io/getLatestIstio | sh -\nmesh:\n\thelm template tmp/istio-*/install/kubernetes/helm/istio --name istio > cp.yaml\n',
    'VERSION?=1.2.6\nmesh: get\n\thelm install work/istio/install/kubernetes/helm/istio --name istio\nget:\n\twget https://github.com/istio/istio/releases/download/$(VERSION)/istio-$(VERSION)-linux.tar.gz\n',
  ])('takes what the script names or fetches where the folder has no version: %j', async text => {
    expect(await plane({ Makefile: text })).toEqual({ where: '1.2.6 Makefile:1', why: '' });
  });

  it('reads the folder that a task of Ansible names below its command', async () => {
    const tasks = [
      '- name: other',
      '  shell: istio-1.20.0/bin/istioctl version',
      '- name: install Istio',
      '  shell: helm install base manifests/charts/base',
      '  args:',
      '    chdir: /opt/istio-1.15.3',
      '- name: next',
      '  shell: ls',
      '  args:',
      '    chdir: /opt/istio-1.14.0',
      '',
    ];
    const found = await plane({ 'roles/mesh/tasks/main.yml': tasks.join('\n') });
    expect(found.where).toBe('1.15.3 roles/mesh/tasks/main.yml:6');
  });

  it('takes the release that was gone into last', async () => {
    const text =
      'cd istio-1.14.0\nistioctl version\ncd ../istio-1.15.3\nistioctl upgrade -y\ncd ../istio-1.16.0\n';
    expect((await plane({ 'up.sh': text })).where).toBe('1.15.3 up.sh:3');
  });

  it.each([
    'curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.16.0 sh -\ncd istio-1.15.3\nistioctl install -y\n',
    'ISTIO_VERSION=1.16.0\ncd istio-1.15.3\nistioctl install -y\n',
  ])('leaves open what contradicts itself: %j', async text => {
    const { where, why } = await plane({ 'install.sh': text });
    expect(where).toMatch(/^null install\.sh/);
    expect(why).toContain('it goes into istio-1.15.3, and line 1 names 1.16.0');
  });

  it('says of a chart in a folder only where a download is the newest that it is', async () => {
    const { where, why } = await plane({
      'install.sh': `${LATEST}cd istio-*\nhelm install istio-base manifests/charts/base\n`,
    });
    expect(where).toBe('null install.sh:1');
    expect(why).toContain('the newest release is fetched when this runs');
    const unpacked = await plane({
      'install.sh': 'cd istio-*\nhelm install istio-base manifests/charts/base\n',
    });
    expect(unpacked.where).toBe('null install.sh:2');
    expect(unpacked.why).toContain('the release which was unpacked before');
    expect(unpacked.why).not.toContain('newest');
  });

  it('takes no half of a version', async () => {
    const text =
      'ISTIO_VERSION=1.15\ncd istio-$ISTIO_VERSION\nhelm install istio-base manifests/charts/base\n';
    const { where, why } = await plane({ 'install.sh': text });
    expect(where).toBe('null install.sh:1');
    expect(why).toContain('`1.15`, which is no whole version');
  });

  it('passes over what is only talked about', async () => {
    const text = 'echo cd istio-1.14.0\necho "then cd istio-1.13.0"\nistioctl install -y\n';
    expect((await plane({ 'install.sh': text })).where).toBe('null install.sh:3');
  });
});

import { detect } from '../../../src/detect/detect.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(files: Record<string, string>) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    problems: problems.map(({ why }) => why).join('\n'),
  };
}

const RAW = 'https://raw.githubusercontent.com/istio/istio';

describe('detect/scripts: manifests that a command prints', () => {
  const LINES = [
    'apiVersion: sailoperator.io/v1',
    'kind: Istio',
    'metadata: {name: default}',
    'spec:',
    '  version: $(ISTIO_VERSION)',
  ];
  const printed = (lines: readonly string[], rest: string): string =>
    `mesh:\n\t@printf '%s\\n' \\\n${lines.map(line => `\t\t'${line}' \\\n`).join('')}\t\t${rest}\n`;

  it.each(['1.26.3', 'v1.26-latest'])('are applied through a pipe, at release %s', async version => {
    const { charts } = await found({
      'vars.mk': `ISTIO_VERSION ?= ${version}\n`,
      'mesh.mk': printed(LINES, '| kubectl apply -f -'),
    });
    expect(charts).toEqual([`istiod ${version.replace(/^v/, '')} vars.mk:1`]);
  });

  it('keep their lines', async () => {
    const lines = [...LINES.slice(0, -1), '  version: v1.26.3'];
    expect((await found({ 'mesh.mk': printed(lines, '| oc create -f -') })).charts).toEqual([
      'istiod 1.26.3 mesh.mk:7',
    ]);
    const text = `kubectl version\necho "${lines.join('\n')}" | kubectl apply -f -\n`;
    expect((await found({ 'mesh.sh': text })).charts).toEqual(['istiod 1.26.3 mesh.sh:6']);
  });

  it.each(['', '| tee mesh.yaml', '| kubectl delete -f -'])('are none with %j', async rest => {
    expect((await found({ 'mesh.mk': printed(LINES, rest) })).charts).toEqual([]);
  });
});

describe('detect/scripts: heredocs', () => {
  const sail = (version: string): string =>
    `cat <<EOF | oc apply -f -\napiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec:\n  values:\n    pilot:\n      jwksResolverExtraRootCA: |\n\${EXTRA_ROOT_CA}\n      env: {A: b}\n  version: ${version}\nEOF\n`;

  it('hold lines that are nothing but a variable, which the script indents', async () => {
    expect((await found({ 'mesh.sh': sail('v1.26.3') })).charts).toEqual(['istiod 1.26.3 mesh.sh:11']);
  });

  it('take a variable below a field for no part of it', async () => {
    const text = sail('v1.26.3').replace(/EOF\n$/, '$$MORE\nEOF\n');
    expect(text).toContain('\n$MORE\n');
    const { charts, problems } = await found({ 'mesh.sh': text });
    expect(charts).toEqual([]);
    expect(problems).toContain("what it writes can't be read as YAML");
  });

  it('take their version from what a variable is where nobody sets it', async () => {
    for (const fallback of [
      ': "${ISTIO_VERSION:="v1.27.3"}"',
      ': ${ISTIO_VERSION:=v1.27.3}',
      ": '${ISTIO_VERSION=1.27.3}' # newest",
    ])
      expect(
        (await found({ 'setup.sh': `#\n${fallback}\n./mesh.sh\n`, 'mesh.sh': sail('${ISTIO_VERSION}') }))
          .charts,
      ).toEqual(['istiod 1.27.3 setup.sh:2']);
  });
});

describe('detect/scripts: manifests of a release', () => {
  it.each([
    ['cd istio-1.4.3 && kubectl apply -f install/kubernetes/istio-demo.yaml\n', 1],
    ['V=1\nkubectl create -f istio-1.4.3/install/kubernetes/istio-demo-auth.yaml\n', 2],
    ['ISTIO_HOME=/opt/istio-1.4.3\nkubectl apply -f $ISTIO_HOME/install/kubernetes/istio.yaml\n', 1],
    ['bash -c "kubectl apply -f istio-1.4.3/install/kubernetes/istio.yaml"\n', 1],
    [`kubectl apply -f ${RAW}/1.4.3/install/kubernetes/istio-demo.yaml\n`, 1],
    [
      `ISTIO_VERSION=1.4.3\n\nkubectl apply -f ${RAW}/\${ISTIO_VERSION}/install/kubernetes/istio-demo.yaml\n`,
      1,
    ],
    [
      'curl -L https://git.io/getLatestIstio | ISTIO_VERSION=1.4.3 sh -\ncd istio-*\nkubectl apply -f install/kubernetes/istio-demo.yaml\n',
      1,
    ],
  ])('are a mesh: %j', async (text, line) => {
    const { charts, problems } = await found({ 'install.sh': text });
    expect(charts).toEqual([`base 1.4.3 install.sh:${line}`, `istiod 1.4.3 install.sh:${line}`]);
    expect(problems).toMatch(/^the manifest \S+\.yaml of the release is applied as it stands: .*$/);
    expect(await unreadForms(memoryTree({ 'install.sh': text }))).toEqual([]);
  });

  it('point at the download where that fetches the newest release', async () => {
    const files = {
      Makefile: [
        'mesh:',
        '\tcd mesh && bash install.sh',
        '\tcd mesh/istio-* && \\',
        '\t\tkubectl apply -f install/kubernetes/istio-demo.yaml\n',
      ].join('\n'),
      'mesh/install.sh': '#!/bin/bash\n\ncurl -L https://git.io/getLatestIstio | sh -\n',
    };
    const { charts, problems } = await found(files);
    expect(charts).toEqual(['base null mesh/install.sh:3', 'istiod null mesh/install.sh:3']);
    expect(problems).toContain('the newest release is fetched when this runs');
    expect(await unreadForms(memoryTree(files))).toEqual([]);
    const fixed = {
      ...files,
      'mesh/install.sh': 'curl -L https://git.io/getLatestIstio | ISTIO_VERSION=1.4.3 sh -\n',
    };
    expect((await found(fixed)).charts).toEqual([
      'base 1.4.3 mesh/install.sh:1',
      'istiod 1.4.3 mesh/install.sh:1',
    ]);
  });

  it.each([
    'kubectl apply -f install/kubernetes/istio-demo.yaml\n',
    `kubectl apply -f ${RAW}/release-1.4/install/kubernetes/istio-demo.yaml\n`,
  ])('are told with an open version: %j', async text => {
    const { charts, problems } = await found({ 'install.sh': text });
    expect(charts).toEqual(['base null install.sh:1', 'istiod null install.sh:1']);
    expect(problems).not.toContain('newest');
  });

  it('are not what is deleted, shown or merely named alike', async () => {
    const text = [
      'kubectl delete -f istio-1.4.3/install/kubernetes/istio-demo.yaml',
      'echo kubectl apply -f istio-1.4.3/install/kubernetes/istio-demo.yaml',
      'kubectl apply -f istio-1.4.3/samples/bookinfo/networking/bookinfo-gateway.yaml',
      'kubectl apply -f istio-demo.yaml\n',
    ];
    expect((await found({ 'install.sh': text.join('\n') })).charts).toEqual([]);
  });

  it('are read where they lie in the tree', async () => {
    const { charts } = await found({
      'install.sh': 'kubectl apply -f install/kubernetes/istio-demo.yaml\n',
      'install/kubernetes/istio-demo.yaml':
        'kind: Namespace\napiVersion: v1\nmetadata: {name: istio-system}\n',
    });
    expect(charts).toEqual([]);
  });

  it('tells of a download that nothing here applies', async () => {
    const forms = await unreadForms(
      memoryTree({ 'get.sh': 'curl -L https://git.io/getLatestIstio | sh -\n' }),
    );
    expect(forms).toMatchObject([{ what: 'download of Istio in a script' }]);
  });
});

describe('detect/scripts: manifests of several charts', () => {
  const application = (chart: string, version: string): string =>
    `cat <<EOF | kubectl apply -f -\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: "istio-${chart}"}\nspec:\n  destination: {namespace: istio-system}\n  source:\n    repoURL: https://istio-release.storage.googleapis.com/charts\n    chart: "${chart}"\n    targetRevision: "${version}"\nEOF\n`;

  it.each([
    ['a loop', `for c in base istiod; do\n${application('$c', '1.22.3')}done\n`, 11],
    [
      'a loop, in a version of the script',
      `V=1.22.3\nfor c in base istiod; do\n${application('$' + '{c}', '$V')}done\n`,
      1,
    ],
    ['a function', `app() {\nlocal name=$1\n${application('$name', '1.22.3')}}\napp base\napp istiod\n`, 12],
    [
      'a function, in a version that it is given',
      `app() {\n${application('$1', '$2')}}\nV=1.22.3\napp base $V\napp istiod $V\n`,
      14,
    ],
  ])('are those that %s writes', async (_, script, line) => {
    expect((await found({ 'up.sh': script })).charts.sort()).toEqual([
      `base 1.22.3 up.sh:${line}`,
      `istiod 1.22.3 up.sh:${line}`,
    ]);
  });
});

describe('detect/scripts: what is written for Argo CD and Flux', () => {
  const script = (command: string): string =>
    [
      'cluster=$1',
      'version=$(jq -er .istio_version environments/$cluster.json)',
      command,
      'apiVersion: argoproj.io/v1alpha1',
      'kind: Application',
      'metadata: {name: istiod}',
      'spec:',
      '  sources:',
      '    - repoURL: https://istio-release.storage.googleapis.com/charts',
      '      chart: istiod',
      '      targetRevision: $version',
      '      helm: {valueFiles: [\\$config/istiod.yaml]}',
      '    - {repoURL: "https://git.corp/config", targetRevision: HEAD, ref: config}',
      '  destination: {namespace: istio-system}',
      'EOF',
      '',
    ].join('\n');
  const ENVIRONMENT = { 'environments/prod.json': '{\n  "istio_version": "1.24.2"\n}\n' };

  it.each(['kubectl apply -f - <<EOF', 'cat <<EOF > deploy/istiod/application.yaml'])(
    'takes versions as the script does: %s',
    async command => {
      const { charts, problems } = await found({ ...ENVIRONMENT, 'scripts/mesh.sh': script(command) });
      expect(charts).toEqual(['istiod 1.24.2 environments/prod.json:2']);
      expect(problems).toContain('the source it refers to is https://git.corp/config');
    },
  );

  it('is one for each environment where these disagree', async () => {
    const { charts } = await found({
      ...ENVIRONMENT,
      'environments/dev.json': '{\n  "istio_version": "1.25.1"\n}\n',
      'scripts/mesh.sh': script('cat <<EOF > deploy/istiod.yaml'),
    });
    expect(charts.sort()).toEqual([
      'istiod 1.24.2 environments/prod.json:2',
      'istiod 1.25.1 environments/dev.json:2',
    ]);
  });

  it('is one for each environment with what is the same in all of them', async () => {
    const text = `BASE=1.21.0\n${script('kubectl apply -f - <<EOF')}`.replace(
      '  sources:\n',
      '  sources:\n    - {repoURL: "https://istio-release.storage.googleapis.com/charts", chart: base, targetRevision: $BASE}\n',
    );
    const { charts } = await found({
      ...ENVIRONMENT,
      'environments/dev.json': '{\n  "istio_version": "1.25.1"\n}\n',
      'scripts/mesh.sh': text,
    });
    expect(new Set(charts)).toEqual(
      new Set([
        'base 1.21.0 scripts/mesh.sh:1',
        'istiod 1.24.2 environments/prod.json:2',
        'istiod 1.25.1 environments/dev.json:2',
      ]),
    );
  });

  it.each([
    ['a file of the machine', 'cat <<EOF > /tmp/istiod.yaml', {}],
    [
      'one that is kept here',
      'cat <<EOF > "$ROOT/apps/istiod.yaml"',
      { 'apps/istiod.yaml': 'kind: ConfigMap\n' },
    ],
  ])('is none in %s', async (_, command, files) => {
    expect((await found({ ...ENVIRONMENT, ...files, 'scripts/mesh.sh': script(command) })).charts).toEqual(
      [],
    );
  });
});

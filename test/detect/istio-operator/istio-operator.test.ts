import { detect } from '../../../src/detect/detect.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import { lookup, mergedValues } from '../../../src/detect/values/values.js';
import type { Installation } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

function operator(spec: string): string {
  return `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: mesh}\nspec:\n${spec}`;
}

async function charts(
  files: Record<string, string>,
): Promise<readonly (readonly [string, string, string])[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, release }) => [chart, release.releaseName, release.namespace] as const);
}

async function plane(files: Record<string, string>): Promise<Installation> {
  const { installations } = await detect(memoryTree(files));
  const found = installations.filter(({ chart }) => chart === 'istiod');
  expect(found).toHaveLength(1);
  return found[0] as Installation;
}

describe('detect/istio-operator', () => {
  it.each([
    ['profile: default', ['base', 'istiod', 'gateway']],
    ['profile: minimal', ['base', 'istiod']],
    ['profile: ambient', ['base', 'istiod', 'cni', 'ztunnel']],
    ['profile: demo', ['base', 'istiod', 'gateway', 'gateway']],
    ['profile: preview', ['base', 'istiod', 'gateway']],
    ['profile: stable', ['base', 'istiod', 'gateway']],
    ['profile: openshift', ['base', 'istiod', 'cni', 'gateway']],
    ['profile: openshift-ambient', ['base', 'istiod', 'cni', 'ztunnel']],
    ['profile: remote', ['istiod']],
    ['profile: external', ['istiod']],
    ['profile: empty', []],
    ['profile: minimal\n  components: {cni: {enabled: true}, base: {enabled: false}}', ['istiod', 'cni']],
    ['components: {ingressGateways: [{name: istio-ingressgateway, enabled: false}]}', ['base', 'istiod']],
  ])('knows what `%s` installs', async (spec, expected) => {
    const found = await charts({ 'op.yaml': operator(`  tag: 1.22.2\n  ${spec}\n`) });
    expect(found.map(([chart]) => chart)).toEqual(expected);
  });

  it('names the chart that remote clusters got until 1.23, and knows what they get from then on', async () => {
    const remote = async (tag: string) =>
      detect(memoryTree({ 'op.yaml': operator(`  tag: ${tag}\n  profile: remote\n`) }));
    expect((await remote('1.23.2')).problems).toMatchObject([
      { what: 'profile remote', why: expect.stringContaining('istiod-remote'), line: 6, blocking: false },
    ]);
    const { installations, problems } = await remote('1.24.0');
    expect(installations.map(({ chart }) => chart)).toEqual(['base', 'istiod']);
    expect(problems).toEqual([]);
  });

  it('reads variables and settings of istiod that flags set, with what files set beside them', async () => {
    const files = {
      'op.yaml': operator(
        '  tag: 1.22.2\n  profile: minimal\n  components: {pilot: {k8s: {env: [{name: A, value: "1"}], replicaCount: 2}}}\n',
      ),
      'x.sh':
        'istioctl install -f op.yaml --set components.pilot.k8s.env[0].value=2 \\\n  --set components.pilot.k8s.env[1].name=B --set components.pilot.k8s.env[1].value=3\n',
    };
    const { release } = await plane(files);
    expect(['A', 'B'].map(name => lookup(release.values, ['pilot', 'env', name])?.value)).toEqual([2, 3]);
    expect(release.afterHelm).toMatchObject([
      { kind: 'Deployment', name: 'istiod', at: { file: 'x.sh', line: 2 } },
      { value: { spec: { replicas: 2 } } },
    ]);
  });

  it('names gateways and namespaces as they are called there', async () => {
    const spec = dedent(`
        tag: 1.22.2
        components:
          pilot: {namespace: mesh}
          ingressGateways:
          - name: edge
            namespace: edge-ns
            enabled: true
      `).replace(/^/gm, '  ');
    expect(await charts({ 'op.yaml': operator(spec) })).toEqual([
      ['base', 'base', 'istio-system'],
      ['istiod', 'istiod', 'mesh'],
      ['gateway', 'istio-ingressgateway', 'istio-system'],
      ['gateway', 'edge', 'edge-ns'],
    ]);
  });

  it('lays values over the fields, and variables of istiod over both, each with its line', async () => {
    const { release, version, at, revision } = await plane({
      'op.yaml': operator(
        dedent(`
          tag: 1.22.2-distroless
          revision: canary
          meshConfig: {trustDomain: fields, accessLogFile: /dev/stdout}
          values:
            meshConfig: {trustDomain: values}
            pilot:
              env: {A: values, B: values}
          components:
            pilot:
              k8s:
                env:
                - name: B
                  value: k8s
        `).replace(/^/gm, '  '),
      ),
    });
    expect({ version, at, revision }).toEqual({
      version: '1.22.2',
      at: { file: 'op.yaml', line: 5 },
      revision: 'canary',
    });
    expect(mergedValues(release.values)).toEqual({
      defaultRevision: '',
      global: { configValidation: true, tag: '1.22.2-distroless' },
      revision: 'canary',
      meshConfig: { trustDomain: 'values', accessLogFile: '/dev/stdout' },
      pilot: { env: { A: 'values', B: 'k8s' } },
    });
    const line = (...path: string[]) => lookup(release.values, path)?.line;
    expect([
      line('pilot', 'env', 'A'),
      line('pilot', 'env', 'B'),
      line('meshConfig', 'accessLogFile'),
    ]).toEqual([11, 17, 7]);
    expect(release).toMatchObject({ form: 'istio-operator', deployer: 'operator', problems: [] });
    const home = release.values.flatMap(layer =>
      layer.kind === 'document' && layer.home ? [layer.home.path] : [],
    );
    expect(home).toEqual([['spec', 'values']]);
  });

  it.each([
    ['openshift-ambient', '1.23.6', { profile: 'openshift-ambient' }],
    ['openshift-ambient', '1.24.0', { profile: 'ambient', global: { platform: 'openshift', tag: '1.24.0' } }],
    ['openshift', '1.24.0', { global: { platform: 'openshift', tag: '1.24.0' } }],
    ['external', '1.21.0', {}],
    ['external', '1.22.0', { profile: 'external' }],
    ['remote', '1.23.0', {}],
  ])('hands the profile %s on to the charts of %s', async (profile, tag, expected) => {
    const { release } = await plane({ 'op.yaml': operator(`  tag: ${tag}\n  profile: ${profile}\n`) });
    const values = mergedValues(release.values);
    expect(values).toMatchObject(expected);
    if (!('profile' in expected)) expect(values).not.toHaveProperty('profile');
  });

  it('takes the version of the istioctl that installs it', async () => {
    const spec = operator('  profile: minimal\n');
    const script =
      'ISTIO_VERSION=1.22.2\ncurl -L https://istio.io/downloadIstio | sh -\nistioctl install -y -f mesh/op.yaml\n';
    expect(await plane({ 'mesh/op.yaml': spec, 'install.sh': script })).toMatchObject({
      version: '1.22.2',
      at: { file: 'install.sh', line: 1 },
      release: { declared: { file: 'mesh/op.yaml', line: 1 } },
    });
    expect(await plane({ 'mesh/op.yaml': spec, '.tool-versions': 'istioctl 1.24.1\n' })).toMatchObject({
      version: '1.24.1',
      at: { file: '.tool-versions', line: 1 },
    });
    expect(
      await plane({ 'mesh/op.yaml': spec, 'a.sh': 'istio-1.23.4/bin/istioctl install -f mesh/op.yaml\n' }),
    ).toMatchObject({
      version: '1.23.4',
    });
  });

  it('says that nothing tells the version, and where to look', async () => {
    const { installations, problems } = await detect(
      memoryTree({
        'mesh/op.yaml': operator('  profile: minimal\n'),
        'a.sh': 'istioctl install -f mesh/op.yaml\n',
      }),
    );
    expect(installations.map(({ version, at }) => [version, at])).toEqual([
      [null, { file: 'a.sh', line: 1 }],
      [null, { file: 'a.sh', line: 1 }],
    ]);
    expect(problems[0]).toMatchObject({
      why: expect.stringContaining('the tree does not decide its version'),
      blocking: true,
    });
  });

  it('merges the files and flags of one istioctl, and two runs over the same files', async () => {
    const files = {
      'a/profile.yaml': operator('  tag: 1.22.2\n  profile: minimal\n'),
      'a/extra.yaml': operator('  meshConfig: {accessLogFile: x}\n'),
      'a/sync.sh':
        'istioctl manifest generate -f profile.yaml -f extra.yaml --set values.pilot.env.A=1 -r blue\nistioctl manifest generate -f profile.yaml -f extra.yaml -r blue --set components.cni.enabled=true\n',
    };
    const { release } = await plane(files);
    expect(mergedValues(release.values)).toMatchObject({
      meshConfig: { accessLogFile: 'x' },
      pilot: { env: { A: 1 } },
      revision: 'blue',
    });
    expect((await charts(files)).map(([chart]) => chart)).toEqual(['base', 'istiod', 'cni']);
    expect(await unreadForms(memoryTree(files))).toEqual([]);
  });

  it('reads istioctl behind an expression of GitHub Actions', async () => {
    const version = '$' + '{{ env.ISTIO_VERSION }}';
    const files = {
      'mesh/op.yaml': operator('  profile: minimal\n'),
      '.github/workflows/mesh.yml': dedent(`
        env: {ISTIO_VERSION: 1.24.0}
        jobs:
          mesh:
            steps:
            - run: curl -L https://istio.io/downloadIstio | ISTIO_VERSION=${version} sh -
            - run: ./istio-${version}/bin/istioctl install -y -f mesh/op.yaml
      `),
    };
    expect(await plane(files)).toMatchObject({ version: '1.24.0' });
    expect(await unreadForms(memoryTree(files))).toEqual([]);
  });

  it('reads istioctl with flags alone', async () => {
    const script =
      'ISTIO_VER="1.22.2"\n${ROOT}/bin/istio-${ISTIO_VER}/bin/istioctl install --set profile=minimal \\\n  --set meshConfig.accessLogFile=/dev/stdout --set values.pilot.env.A=x -y\n';
    const { release, version, at } = await plane({ 'install.sh': script });
    expect({ version, at }).toEqual({ version: '1.22.2', at: { file: 'install.sh', line: 1 } });
    expect(release).toMatchObject({ form: 'istioctl', declared: { file: 'install.sh', line: 2 } });
    expect(mergedValues(release.values)).toEqual({
      defaultRevision: '',
      global: { configValidation: true },
      meshConfig: { accessLogFile: '/dev/stdout' },
      pilot: { env: { A: 'x' } },
    });
  });

  it('judges what was rendered from it where the two disagree', async () => {
    const deployment =
      'kind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec: {template: {spec: {containers: [{name: discovery, image: "docker.io/istio/pilot:1.24.1"}]}}}\n';
    const { installations, problems } = await detect(
      memoryTree({
        'mesh/op.yaml': operator('  tag: 1.22.2\n  profile: minimal\n'),
        'mesh/out/install.yaml': deployment,
      }),
    );
    expect(installations.map(({ chart, version, at }) => [chart, version, at.file])).toEqual([
      ['base', '1.24.1', 'mesh/out/install.yaml'],
      ['istiod', '1.24.1', 'mesh/out/install.yaml'],
    ]);
    expect(problems).toMatchObject([
      { why: expect.stringContaining('half a bump'), file: 'mesh/op.yaml', line: 5, blocking: false },
    ]);
  });

  it('goes by what was rendered of each part, and tells what istiod puts into pods', async () => {
    const workload = (kind: string, name: string, image: string): string =>
      `kind: ${kind}\nspec: {template: {spec: {containers: [{name: main, image: "docker.io/istio/${image}"}]}}}\nmetadata: {name: ${name}, namespace: istio-system}\n---\n`;
    const { installations, problems } = await detect(
      memoryTree({
        'mesh/op.yaml': operator('  tag: 1.22.2\n  profile: minimal\n  components: {cni: {enabled: true}}\n'),
        'mesh/out/install.yaml': `${workload('DaemonSet', 'istio-cni-node', 'install-cni:1.24.1')}${workload('Deployment', 'istiod', 'pilot:1.22.2')}kind: ConfigMap\nmetadata: {name: istio-sidecar-injector, namespace: istio-system}\ndata: {values: '{"global": {"tag": "1.24.2"}}'}\n`,
      }),
    );
    expect(
      installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
    ).toEqual([
      'base 1.22.2 mesh/op.yaml:5',
      'istiod 1.22.2 mesh/op.yaml:5',
      'cni 1.24.1 mesh/out/install.yaml:2',
    ]);
    expect(problems).toMatchObject([
      {
        why: expect.stringContaining('sidecars get the image of 1.24.2'),
        file: 'mesh/out/install.yaml',
        line: 11,
      },
    ]);
  });

  it('takes the version of the operator in the cluster', async () => {
    const deployment =
      'kind: Deployment\nmetadata: {name: istio-operator}\nspec: {template: {spec: {containers: [{image: "docker.io/istio/operator:1.13.3"}]}}}\n';
    const files = { 'op.yaml': operator('  profile: minimal\n'), 'operator.yaml': deployment };
    expect(await plane(files)).toMatchObject({ version: '1.13.3', at: { file: 'operator.yaml' } });
    expect(await unreadForms(memoryTree(files))).toEqual([]);
  });

  it('takes the version of the operator that a package of Zarf brings', async () => {
    const zarf =
      'kind: ZarfPackageConfig\ncomponents:\n- name: mesh\n  images:\n  - docker.io/istio/proxyv2:1.22.2\n  - docker.io/istio/operator:1.22.2\n';
    expect(await plane({ 'op.yaml': operator('  profile: minimal\n'), 'zarf.yaml': zarf })).toMatchObject({
      version: '1.22.2',
      at: { file: 'zarf.yaml', line: 6 },
    });
  });

  it('takes the template that a playbook fills in for the file that it hands to istioctl', async () => {
    const playbook =
      "- hosts: all\n  tasks:\n  - template: {src: mesh/plane.yaml.j2, dest: .mesh/plane.yaml}\n  - shell: |\n      bash -l <<'END'\n      istioctl install -f .mesh/plane.yaml --set profile=minimal -y\n      END\n";
    const files = {
      'plays/mesh.yml': playbook,
      'templates/plane.yaml.j2': operator('  meshConfig:\n    trustDomain: example.com\n'),
      'vars/mesh.yml': 'istio_version: "1.22.2"\n',
    };
    const { installations, problems } = await detect(memoryTree(files));
    expect(problems).toEqual([]);
    expect(installations.map(({ chart, version }) => `${chart} ${version}`)).toEqual([
      'base 1.22.2',
      'istiod 1.22.2',
    ]);
    expect(mergedValues(installations[1]?.release.values ?? [])).toMatchObject({
      meshConfig: { trustDomain: 'example.com' },
    });

    const renamed = playbook
      .replace(
        '{src: mesh/plane.yaml.j2, dest: .mesh/plane.yaml}',
        '\n      src: "{{ x }}/plane.yaml.j2"\n      dest: .mesh/own.yaml',
      )
      .replace('-f .mesh/plane.yaml', '-f .mesh/own.yaml');
    expect((await detect(memoryTree({ ...files, 'plays/mesh.yml': renamed }))).problems).toEqual([]);
  });

  it('takes the version of the istioctl that a script finds first', async () => {
    const script = (path: string): string =>
      `export PATH="${path}"\ncat op.yaml | envsubst | istioctl install -y -f -\n`;
    const files = { 'op.yaml': operator('  profile: minimal\n') };
    expect(await plane({ ...files, 'up.sh': script('$PATH:~/tools/istio-1.22.2/bin') })).toMatchObject({
      version: '1.22.2',
      at: { file: 'up.sh', line: 1 },
    });
    expect(await plane({ ...files, 'up.sh': script('$PATH:~/tools/bin') })).toMatchObject({ version: null });
    const named = `MESH="\${MESH:-1.22.2}"\n${script('$PWD/istio-$MESH/bin:$PATH')}`;
    expect(await plane({ ...files, 'up.sh': named })).toMatchObject({
      version: '1.22.2',
      at: { file: 'up.sh', line: 1 },
    });
  });

  it('takes the release that a script has Istio’s download script fetch', async () => {
    const script = (...versions: string[]): string =>
      [
        ...versions.map(
          version => `curl -sL https://istio.io/downloadIstioctl | ISTIO_VERSION=${version} sh -`,
        ),
        '$HOME/.istioctl/bin/istioctl manifest generate > istio.yaml',
        '',
      ].join('\n');
    expect(await plane({ 'test/library.sh': script('1.22.2') })).toMatchObject({
      version: '1.22.2',
      at: { file: 'test/library.sh', line: 1 },
    });
    expect(await plane({ 'test/library.sh': script('1.22.2', '1.23.0') })).toMatchObject({ version: null });
  });

  it('reads the istioctl that installs the operator in the cluster with the IstioOperators that it acts on', async () => {
    const makefile =
      'ISTIOVERSION = 1.22.5\nistio:\n\tcurl -sSL https://istio.io/downloadIstio | ISTIO_VERSION=$(ISTIOVERSION) sh -\n\t$(ISTIOCTL) operator init --operatorNamespace istio-system\n\tkubectl apply -f op.yaml\n';
    const files = { 'op.yaml': operator('  profile: minimal\n'), Makefile: makefile };
    expect(await plane(files)).toMatchObject({ version: '1.22.5', at: { file: 'Makefile', line: 1 } });
    expect(await unreadForms(memoryTree(files))).toEqual([]);
    expect(await unreadForms(memoryTree({ Makefile: makefile }))).toHaveLength(1);
    const tagged = { ...files, Makefile: 'x:\n\tistioctl operator init --tag 1.21.3\n' };
    expect(await plane(tagged)).toMatchObject({ version: '1.21.3', at: { file: 'Makefile', line: 2 } });
  });

  it('reads `istioctl upgrade` like `istioctl install`', async () => {
    const files = {
      'op.yaml': operator('  profile: minimal\n'),
      'a.sh': 'istio-1.24.3/bin/istioctl upgrade -y -f op.yaml --set meshConfig.trustDomain=corp\n',
    };
    const { version, release } = await plane(files);
    expect(version).toBe('1.24.3');
    expect(mergedValues(release.values)).toMatchObject({ meshConfig: { trustDomain: 'corp' } });
  });

  it('takes variables of istiod that overlays set for values', async () => {
    const overlays = [
      '      k8s:',
      '        overlays:',
      '        - kind: Deployment',
      '          name: istiod',
      '          patches:',
      '          - path: spec.template.spec.containers.[name:discovery].env.[name:A].value',
      '            value: "1"',
      '          - path: spec.template.spec.containers.[name:discovery].env[-1]',
      '            value: {name: B, value: "2"}',
      '',
    ].join('\n');
    const { release } = await plane({
      'op.yaml': operator(`  tag: 1.22.2\n  components:\n    pilot:\n${overlays}`),
    });
    expect(release.valuesUnknown).toBeUndefined();
    const pins = ['A', 'B'].map(name => lookup(release.values, ['pilot', 'env', name]));
    expect(pins.map(pin => `${pin?.value} ${pin?.file}:${pin?.line}`)).toEqual([
      '1 op.yaml:14',
      '2 op.yaml:16',
    ]);
  });

  it.each([
    [
      'overlays',
      '      k8s: {overlays: [{kind: Deployment, name: istiod, patches: [{path: "spec.template.spec.containers[0].env"}]}]}\n',
    ],
    ['valueFrom', '      k8s: {env: [{name: A, valueFrom: {configMapKeyRef: {name: x}}}]}\n'],
  ])('knows the settings with %s only where they are rendered', async (_, k8s) => {
    const { release } = await plane({
      'op.yaml': operator(`  tag: 1.22.2\n  components:\n    pilot:\n${k8s}`),
    });
    expect(release).toMatchObject({ valuesUnknown: true, settledByRender: true, problems: [] });
    expect(release.afterHelm).toMatchObject([{ kind: 'Deployment', name: 'istiod', at: { line: 8 } }]);
  });

  it.each([
    'spec: 3',
    'spec: {components: [1]}',
    'spec: {components: {ingressGateways: {a: 1}}, values: [1]}',
    'spec: {tag: {a: 1}, profile: [x]}',
    'spec: {profile: nobody-knows}',
    '',
  ])('survives an IstioOperator with %j', async spec => {
    const text = `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\n${spec}\n`;
    const { installations } = await detect(memoryTree({ 'op.yaml': text }));
    expect(installations.every(({ version }) => version === null)).toBe(true);
  });

  it('leaves the expectations of tests and other groups alone', async () => {
    expect(
      await charts({
        'tests/op-assert.yaml': operator('  tag: 1.22.2\n'),
        'charts/mesh/test/snapshots/default.snap.yaml': operator('  tag: 1.22.2\n'),
        'charts/mesh/tests/__snapshot__/op_test.yaml': operator('  tag: 1.22.2\n'),
        'x.yaml': 'apiVersion: example.com/v1\nkind: IstioOperator\nspec: {tag: 1.22.2}\n',
        '.archive/op.yaml': operator('  tag: 1.22.2\n'),
      }),
    ).toEqual([]);
  });
});

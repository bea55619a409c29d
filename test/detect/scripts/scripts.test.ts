import { detect } from '../../../src/detect/detect.js';
import { unreadForms } from '../../../src/detect/unread/forms.js';
import { mergedValues } from '../../../src/detect/values/values.js';
import type { Installation } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function installed(files: Record<string, string>): Promise<readonly Installation[]> {
  return (await detect(memoryTree(files))).installations;
}

async function only(files: Record<string, string>): Promise<Installation> {
  const found = await installed(files);
  expect(found).toHaveLength(1);
  return found[0] as Installation;
}

describe('detect/scripts: helm', () => {
  it('reads version, values in Helm’s order, name and namespace', async () => {
    const found = await only({
      'ops/install.sh': [
        '#!/bin/sh',
        'ISTIO_VERSION="1.22.2"',
        'helm repo add mesh https://istio-release.storage.googleapis.com/charts',
        'helm upgrade --install plane mesh/istiod \\',
        '  --version "${ISTIO_VERSION}" -n istio-system \\',
        '  --set "pilot.env.A=set,pilot.env.B=x\\,y" \\',
        '  -f values.yaml --set-string=pilot.env.C=1 --wait --timeout 5m',
        '',
      ].join('\n'),
      'ops/values.yaml': 'pilot: {env: {A: file, D: file}}\n',
    });
    expect(found).toMatchObject({
      chart: 'istiod',
      version: '1.22.2',
      at: { file: 'ops/install.sh', line: 2 },
      release: {
        form: 'script',
        deployer: 'helm',
        releaseName: 'plane',
        namespace: 'istio-system',
        problems: [],
      },
    });
    expect(found.release.chart).toMatchObject({
      repository: 'https://istio-release.storage.googleapis.com/charts',
    });
    expect(mergedValues(found.release.values)).toEqual({
      pilot: { env: { A: 'set', B: 'x,y', C: '1', D: 'file' } },
    });
    expect(found.release.values.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'ops/values.yaml:1',
      'ops/install.sh:6',
      'ops/install.sh:6',
      'ops/install.sh:7',
    ]);
  });

  it.each([
    ['Makefile', 'V ?= 1.22.2\nmesh:\n\t$(HELM) upgrade -i istiod istio/istiod --version $(V)\n', 1],
    ['install.ps1', '$V = "1.22.2"\nhelm upgrade --install istiod istio/istiod --version $V\n', 1],
    ['env.ps1', '$env:V = "1.22.2"\nhelm upgrade --install istiod istio/istiod --version $env:V\n', 1],
    ['install.bat', 'set V=1.22.2\r\nhelm upgrade --install istiod istio/istiod --version %V%\r\n', 1],
    ['nested.sh', 'V=1.22.2\nW=${GIVEN:-$V}\nhelm upgrade --install istiod istio/istiod --version "$W"\n', 1],
    ['Makefile', 'V := 1.22.2\nmesh:\n\t@helm install istiod istio/istiod --version=$(V)\n', 1],
    [
      'Taskfile.yml',
      'vars:\n  V: 1.22.2\ntasks:\n  mesh:\n    cmds:\n    - helm install istiod istio/istiod --version {{.V}}\n',
      2,
    ],
    ['Justfile', 'v := "1.22.2"\nmesh:\n  helm install istiod istio/istiod --version {{v}}\n', 1],
    [
      '.github/workflows/ci.yaml',
      'env:\n  V: 1.22.2\njobs:\n  a:\n    steps:\n    - run: |\n        helm install istiod istio/istiod --version ${{ env.V }}\n',
      2,
    ],
    [
      '.github/workflows/ci.yaml',
      'jobs:\n  a:\n    steps:\n    - run: >-\n        helm install istiod\n        istio/istiod\n        --version 1.22.2\n',
      7,
    ],
    [
      '.gitlab-ci.yml',
      'variables: {}\nx:\n  script:\n    - helm install istiod oci://gcr.io/istio-release/charts/istiod --version 1.22.2\n',
      4,
    ],
    ['a.sh', 'helm install istiod https://example.com/istiod-1.22.2.tgz # istio\n', 1],
    [
      'a.sh',
      'helm template istiod istiod --repo https://istio-release.storage.googleapis.com/charts --version v1.22.2 > out.yaml\n',
      1,
    ],
    [
      'a.sh',
      'V=${V:-1.22.2}\nif ! sudo helm install istiod istio/istiod --version "$V"; then exit 1; fi\n',
      1,
    ],
    ['a.sh', 'bash -c "helm install istiod istio/istiod --version 1.22.2"\n', 1],
    ['a.sh', 'I=istio\nhelm install --version 1.22.2 istiod "$I"/istiod\n', 2],
    [
      'a.sh',
      'helm install istiod istio-1.22.2/manifests/charts/istio-control/istio-discovery -n istio-system\n',
      1,
    ],
  ])('finds the version in %s: %j', async (file, text, line) => {
    expect(await only({ [file]: text })).toMatchObject({
      chart: 'istiod',
      version: '1.22.2',
      at: { file, line },
    });
    expect(await unreadForms(memoryTree({ [file]: text }))).toEqual([]);
  });

  it('follows names from file to file, and says what only a run decides', async () => {
    const script = 'helm install istiod istio/istiod --version $ISTIO_VERSION\n';
    expect(await only({ 'a.sh': script, 'versions.env': '# istio\nISTIO_VERSION=1.24.1\n' })).toMatchObject({
      version: '1.24.1',
      at: { file: 'versions.env', line: 2 },
    });
    const computed = 'ISTIO_VERSION=$(go list -m -f "{{.Version}}" istio.io/istio)\n';
    const { installations, problems } = await detect(
      memoryTree({ 'a.sh': computed + script, 'versions.env': '# istio\nISTIO_VERSION=1.24.1\n' }),
    );
    expect(installations).toMatchObject([{ version: null }]);
    expect(problems).toMatchObject([
      { why: expect.stringContaining('computed when this runs'), blocking: true },
    ]);
  });

  it('reads a default in quotes, what a shell is fed, and arguments in a list', async () => {
    const istioctl = async (file: string, text: string): Promise<unknown> =>
      (await installed({ [file]: text })).map(({ chart, version, at }) => `${chart} ${version} ${at.line}`);
    expect(
      await istioctl('a.sh', 'V=${V:-"1.22.2"}\nhelm upgrade --install base istio/base --version $V\n'),
    ).toEqual(['base 1.22.2 1']);
    expect(
      await istioctl('b.sh', 'helm upgrade --install base istio/base --version "${V:-\'1.22.2\'}"\n'),
    ).toEqual(['base 1.22.2 1']);
    expect(
      await istioctl('c.sh', "bash -l <<'END'\nhelm install base istio/base --version 1.22.2\nEND\n"),
    ).toEqual(['base 1.22.2 2']);
    expect(
      await istioctl(
        'roles/mesh/tasks/main.yml',
        '- ansible.builtin.command:\n    argv:\n      - /usr/bin/helm\n      - install\n      - base\n      - istio/base\n      - --version\n      - 1.22.2\n  environment:\n    A: b\n',
      ),
    ).toEqual(['base 1.22.2 8']);
  });

  it('takes a command without a version as floating', async () => {
    const { installations, problems } = await detect(
      memoryTree({ 'a.sh': 'helm install istiod istio/istiod\n' }),
    );
    expect(installations).toMatchObject([{ version: null, at: { line: 1 } }]);
    expect(problems).toMatchObject([{ why: expect.stringContaining('the newest one is taken') }]);
  });

  it('reads values that the script itself holds', async () => {
    const heredoc =
      'cat > /tmp/v.yaml <<EOF\npilot:\n  env:\n    A: "1"\nEOF\nhelm install istiod istio/istiod --version 1.22.2 -f /tmp/v.yaml\n';
    const piped =
      'helm install istiod istio/istiod --version 1.22.2 -f - <<EOF\npilot:\n  env:\n    A: "1"\nEOF\n';
    for (const [text, line] of [
      [heredoc, 4],
      [piped, 4],
    ] as const) {
      const { release } = await only({ 'a.sh': text });
      const [layer] = release.values;
      expect(layer?.kind === 'document' && layer.data.lineOf(['pilot', 'env', 'A'])).toBe(line);
      expect(release.valuesUnknown).toBeUndefined();
    }
  });

  it.each([
    ['-f missing.yaml', 'values file missing.yaml'],
    ['-f ../../etc/passwd', 'values file ../../etc/passwd'],
    ['-f $FILE', 'values file $FILE'],
    ['--reuse-values', '--reuse-values'],
    ['--post-renderer ./fix.sh', '--post-renderer'],
    ['"${FLAGS[@]}"', '${FLAGS[@]}'],
    ['--set-file a=b', '--set-file'],
  ])('does not claim to know the values with %s', async (flag, what) => {
    const { release } = await only({
      'a.sh': `helm upgrade -i istiod istio/istiod --version 1.22.2 ${flag}\n`,
    });
    expect(release.valuesUnknown).toBe(true);
    expect(release.problems).toMatchObject([{ what, file: 'a.sh', line: 1, blocking: true }]);
  });

  it('takes the whole text of a file for the value that is set to it', async () => {
    const { release } = await only({
      'deploy/a.sh':
        'helm upgrade -i istiod istio/istiod --version 1.22.2 --set-file pilot.a=mesh.txt --set pilot.a=b\n',
      'deploy/mesh.txt': 'mode: [x, y]\n',
    });
    expect([release.valuesUnknown, release.problems]).toEqual([undefined, []]);
    expect(mergedValues(release.values)).toEqual({ pilot: { a: 'mode: [x, y]\n' } });
  });

  it('knows which value a flag leaves open', async () => {
    const { release } = await only({
      'a.sh':
        'helm upgrade -i istiod istio/istiod --version 1.22.2 --set pilot.env.A=$A --set meshConfig.x=$B --set global.network=$C\n',
    });
    expect(release.valuesUnknown).toBeUndefined();
    expect(release.openValues?.map(({ path, what }) => [path.join('.'), what])).toEqual([
      ['pilot.env.A', '$A'],
      ['meshConfig.x', '$B'],
    ]);
    expect(release.problems.map(({ what, blocking }) => [what, blocking])).toEqual([
      ['--set pilot.env.A', false],
      ['--set meshConfig.x', true],
      ['--set global.network', false],
    ]);
  });

  it('is not sure of a release that one file installs in two ways', async () => {
    const { release } = await only({
      'a.sh':
        'helm install istiod istio/istiod --version 1.22.2\nhelm upgrade istiod istio/istiod --version 1.22.2 --set a=b\n',
    });
    expect(release).toMatchObject({ valuesUnknown: true, declared: { line: 2 } });
  });

  it('tells a look at a chart from its installation', async () => {
    const looks =
      'helm template istiod istio/istiod --version 1.22.2 | yq e .data > x.yaml\nhelm template istiod istio/istiod --version 1.22.2 -s templates/role.yaml\n';
    expect(await installed({ 'a.sh': looks })).toEqual([]);
    expect(await unreadForms(memoryTree({ 'a.sh': looks }))).toEqual([]);
    const applied = 'helm template istiod istio/istiod --version 1.22.2 | kubectl apply -f -\n';
    expect(await installed({ 'a.sh': applied })).toHaveLength(1);
  });

  it('passes over comments, talk, other charts and manifests', async () => {
    const files = {
      'a.sh':
        '# helm install istiod istio/istiod --version 1.22.2\necho "helm install istiod istio/istiod"\nhelm install kiali kiali/kiali-server # istio\nhelm uninstall istiod\nhelm repo add istio https://x\n',
      'job.yaml': 'kind: Job # istio\nspec: {args: ["helm install istiod istio/istiod"]}\n',
      'vendor/x/a.sh': 'helm install istiod istio/istiod --version 1.22.2\n',
    };
    expect(await detect(memoryTree(files))).toMatchObject({ installations: [], problems: [] });
  });

  it.each([
    '"',
    "'",
    '`',
    '$(',
    '${',
    '<<EOF',
    '\\',
    'helm',
    'helm install',
    'helm install istiod istio/istiod --version',
    'a'.repeat(100_000),
    "it's helm install istiod",
    '{{ {{ {{',
    '((((',
    'helm install istiod istio/istiod --set {{{,,,===',
  ])('survives a script of %j', async text => {
    const found = await installed({ 'a.sh': `# istio helm istioctl\n${text}` });
    expect(found.every(({ version }) => version === null)).toBe(true);
  });
});

describe('detect/scripts: what only talks, and what is quoted', () => {
  const versions = async (text: string): Promise<readonly string[]> =>
    (await detect(memoryTree({ 'mesh.sh': text }))).installations
      .filter(({ chart }) => chart === 'istiod')
      .map(({ version, at }) => `${version} ${at.line}`);

  it.each([
    'Write-Host "Run: istioctl install --set tag=1.22.2"\n',
    'log_info "istioctl install --set tag=1.22.2"\n',
    'print_error "istioctl install --set tag=1.22.2"\n',
  ])('takes no advice for a command: %s', async text => {
    expect(await versions(`# istio\n${text}`)).toEqual([]);
  });

  it('takes no release out of advice', async () => {
    const advice =
      'log_error "get it: curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.21.0 sh - && PATH=$PWD/istio-1.21.0/bin:$PATH"';
    expect(await versions(`command -v istioctl || ${advice}\nistioctl install -y\n`)).toEqual(['null 2']);
  });

  it('finds commands in the texts of texts that run elsewhere', async () => {
    const text = `ID=$(aws ssm send-command --parameters 'commands=[
  "cd /tmp",
  "'"$SETUP"'",
  "bash -c \\"cd /opt && ls\\"",
  "sudo istioctl install -y --set tag=1.22.2"
]')\n`;
    expect(await versions(text)).toEqual(['1.22.2 5']);
  });

  it('ends a line where a backquote ends what a shell runs', async () => {
    expect(await versions('cd `ls | grep istio`\nbin/istioctl install --set tag=1.22.2\n')).toEqual([
      '1.22.2 2',
    ]);
  });

  it.each(['envsubst < mesh.yaml.tmpl |', 'cat mesh.yaml.tmpl | envsubst |', 'envsubst <mesh.yaml.tmpl |'])(
    'reads the IstioOperator that `%s` feeds to istioctl',
    async fed => {
      const operator =
        'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {profile: minimal, tag: "${ISTIO_VERSION}"}\n';
      const script = `export ISTIO_VERSION=1.22.1\n${fed} istio-\${ISTIO_VERSION}/bin/istioctl install -y -f -\n`;
      const { installations } = await detect(memoryTree({ 'up.sh': script, 'mesh.yaml.tmpl': operator }));
      expect(
        installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`),
      ).toEqual(['base 1.22.1 up.sh:1', 'istiod 1.22.1 up.sh:1']);
    },
  );

  it('takes an apostrophe for none of a quote', async () => {
    expect(await versions("echo it's fine\nistioctl install --set tag=1.22.2\n")).toEqual(['1.22.2 2']);
  });

  it('takes quotes of what runs within quotes for none of the text around it', async () => {
    const before = [
      `ok "kubectl $(kubectl version -o json | grep -o '"gitVersion": "[^"]*"' | head -1)"`,
      `ok "at $(date "+%H") of $(echo "$(hostname)")"`,
      'ok "a bracket $( that nothing closes"',
    ];
    for (const line of before)
      expect(
        await versions(`${line}\nlog_info "Run: istioctl install -y"\nistioctl install --set tag=1.22.2\n`),
      ).toEqual(['1.22.2 3']);
  });

  describe('detect/scripts: where output goes', () => {
    const installs = async (script: string): Promise<readonly string[]> => {
      const { installations } = await detect(memoryTree({ 'a.sh': script }));
      return installations.map(({ chart, at }) => `${chart} ${at.line}`);
    };
    const RENDER = 'helm template istiod istio/istiod --version 1.22.2';

    it('is nowhere that anything is applied from', async () => {
      expect(await installs(`${RENDER} > /dev/null\n`)).toEqual([]);
      expect(await installs(`out="$(mktemp)"\n${RENDER} > "$out"\ngrep -q istiod "$out"\n`)).toEqual([]);
    });

    it('may be a file that is applied', async () => {
      expect(await installs(`out="$(mktemp)"\n${RENDER} > "$out"\nkubectl apply -f "$out"\n`)).toEqual([
        'istiod 2',
      ]);
      for (const use of [
        'cat "$out" | kubectl apply -f -',
        'mv "$out" mesh.yaml',
        'grep -v x "$out" | kubectl apply -f -',
      ])
        expect(await installs(`out="$(mktemp)"\n${RENDER} > "$out"\n${use}\n`)).toEqual(['istiod 2']);
      expect(await installs(`${RENDER} > mesh.yaml\n`)).toEqual(['istiod 1']);
    });

    it('is another thing than where errors go', async () => {
      expect(await installs(`${RENDER} 2>/dev/null | kubectl apply -f -\n`)).toEqual(['istiod 1']);
      expect(await installs('helm install istio/istiod --generate-name 2> /dev/null\n')).toEqual([
        'istiod 1',
      ]);
    });
  });
});

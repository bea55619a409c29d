import { unreadForms } from '../../../src/detect/unread/forms.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { dedent } from '../../support/yaml.js';

async function forms(files: Record<string, string>) {
  return unreadForms(memoryTree(files));
}

async function fingerprints(files: Record<string, string>): Promise<string[]> {
  return (await forms(files)).map(({ fingerprint }) => fingerprint);
}

const DECLARATIONS: readonly (readonly [form: string, file: string, line: number, text: string])[] = [
  [
    'rendered manifests',
    'app.yaml',
    8,
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n      - image: docker.io/istio/proxyv2:1.22.2\n',
  ],
  [
    'Argo CD ApplicationSet',
    'set.yaml',
    1,
    'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec: {template: {spec: {source: {chart: istiod}}}}\n',
  ],
  [
    'patch of an Argo CD Application',
    'patch.yaml',
    1,
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec: {source: {targetRevision: 1.22.2}}\n',
  ],
  ['script', 'Makefile', 2, 'mesh:\n\tistioctl operator init --tag 1.22.2\n'],
  ['script', 'pull.sh', 1, 'helm pull istio/istiod --version 1.22.2\n'],
  [
    'Sail operator',
    'tag.yaml',
    3,
    'apiVersion: sailoperator.io/v1\nkind: IstioRevisionTag\nspec: {targetRef: {kind: Istio, name: default}}\n',
  ],
  ['script', '.github/workflows/e2e.yaml', 1, 'run: curl -L https://istio.io/downloadIstio | sh -\n'],
  [
    'template of a Helm chart',
    'apps/templates/istio.yaml',
    2,
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    chart: istiod\n    targetRevision: {{ tpl .Values.version . }}\n',
  ],
];

describe('detect/unread-forms', () => {
  it.each(DECLARATIONS)('names %s in %s with its line', async (form, file, line, text) => {
    const extra = { 'apps/Chart.yaml': 'name: apps\n' };
    expect(await forms({ ...extra, [file]: text })).toMatchObject([
      { file, line, why: expect.stringContaining(`(${form})`) },
    ]);
  });

  it.each(DECLARATIONS)('sees %s in %s move, and stay', async (_form, file, _line, text) => {
    const extra = { 'apps/Chart.yaml': 'name: apps\n' };
    const before = await fingerprints({ ...extra, [file]: text });
    expect(await fingerprints({ ...extra, [file]: text, 'other.yaml': 'kind: Service\n' })).toEqual(before);
    const moved = text.replace(
      /(istiod|istioctl|downloadIstio|v1\.24\.1|v2\.6|default|1\.22\.2)(?![\s\S]*(istiod|istioctl|downloadIstio|v1\.24\.1|v2\.6|default|1\.22\.2))/,
      '$1-istiod',
    );
    expect(moved).not.toBe(text);
    const after = await fingerprints({ ...extra, [file]: moved });
    expect(after).not.toEqual(before);
  });

  it('says nothing of forms that are read, of Istio resources and of prose', async () => {
    const quiet = {
      'mesh/Chart.yaml':
        'name: mesh\ndependencies:\n- {name: istiod, version: 1.22.2, repository: "https://istio-release.storage.googleapis.com/charts"}\n',
      'app.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec: {source: {repoURL: x, chart: istiod, targetRevision: 1.22.2}}\n',
      'rule.yaml':
        'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {annotations: {note: "see istioctl install"}}\n',
      'notes.sh': '# helm upgrade --install istiod istio/istiod\necho istio\n',
      'vpc.tf': 'resource "aws_vpc" "istio" {\n  cidr = "10.0.0.0/8"\n}\n',
      'kiali.yaml':
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: kiali, namespace: istio-system}\nspec: {}\n',
    };
    expect(await forms(quiet)).toEqual([]);
  });

  it('follows a version that stands in another file', async () => {
    const script = (version: string) => ({
      'install.sh': `VERSION=${version}\nOTHER=1\nistioctl operator init --tag $VERSION\n`,
    });
    expect(await fingerprints(script('1.22.2'))).not.toEqual(await fingerprints(script('1.20.6')));
  });

  it('says of an ApplicationSet whose charts are read what of it is open', async () => {
    const set = (chart: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: mesh}\nspec:\n  generators: [{clusters: {}}]\n  template:\n    spec:\n      source: {chart: ${chart}, repoURL: "oci://r.example/acme-istio", targetRevision: 1.22.2, helm: {valueFiles: ["{{name}}.yaml"]}}\n`;
    expect(await forms({ 'a.yaml': set('istiod') })).toMatchObject([
      { what: 'ApplicationSet mesh', why: expect.stringContaining('not all of its values') },
    ]);
    expect(await forms({ 'a.yaml': set('peering') })).toMatchObject([
      { why: "chart peering is not one of Istio's own charts: what it installs is not known" },
    ]);
  });

  it('is not misled by a broken neighbour', async () => {
    const found = await forms({
      'a.yaml': dedent(`
      apiVersion: sailoperator.io/v1
      kind: IstioRevisionTag
      ---
      a: [
      ---
      apiVersion: sailoperator.io/v1
      kind: IstioRevisionTag
      spec: {}
    `),
    });
    expect(found.map(({ line }) => line)).toEqual([1, 8]);
  });

  it.each([
    'curl -sL https://istio.io/downloadIstioctl | ISTIO_VERSION=1.22.2 sh -\n',
    'curl -LO https://github.com/istio/istio/releases/download/1.22.2/istioctl-1.22.2-linux-amd64.tar.gz\n',
  ])('takes the tool alone for no installation: %s', async text => {
    expect(await forms({ 'tools.sh': text })).toEqual([]);
    expect(await forms({ 'tools.sh': `${text}istioctl operator init\n` })).toHaveLength(1);
  });

  it('takes a script that fetches istioctl to uninstall Istio for no installation', async () => {
    const text = 'curl -L https://istio.io/downloadIstio | sh -\nistioctl uninstall -y --purge\n';
    expect(await unreadForms(memoryTree({ 'remove.sh': text }))).toEqual([]);
    expect(await unreadForms(memoryTree({ 'fetch.sh': text.split('\n')[0] ?? '' }))).toHaveLength(1);
  });

  it('sees settings move in a folder of many', async () => {
    const tag =
      'apiVersion: sailoperator.io/v1\nkind: IstioRevisionTag\nspec: {targetRef: {kind: Istio, name: default}}\n';
    const files = (last: string): Record<string, string> => {
      const settings = Array.from({ length: 60 }, (_, index) => [
        `a/values-${index + 10}.yaml`,
        'istio: 1\n',
      ]);
      return { ...Object.fromEntries(settings), 'a/tag.yaml': tag, 'a/values-99.yaml': `istio: ${last}\n` };
    };
    expect(await fingerprints(files('1'))).not.toEqual(await fingerprints(files('2')));
  });

  it('sees what a command says at its end, however long it is', async () => {
    const sets = Array.from({ length: 300 }, (_, index) => `  --set meshConfig.a${index}=${index} \\\n`).join(
      '',
    );
    const pull = (version: string): Record<string, string> => ({
      'pull.sh': `helm pull istio/istiod \\\n${sets}  --version ${version}\n`,
    });
    expect(await fingerprints(pull('1.22.2'))).not.toEqual(await fingerprints(pull('1.22.3')));
  });
});

describe('detect/unread/forms: what charts of applications are told of Istio', () => {
  const script = (flags: string): { 'up.sh': string } => ({
    'up.sh': `kubectl label ns shop istio-injection=enabled\nhelm install shop acme/shop --wait ${flags}\n`,
  });

  it.each([
    ['a host', '--set istio.host=$HOST --set-string istio.gateway="mesh/edge"', false],
    ['that it brings Istio', '--set istio.enabled=true', true],
    ['which release it brings', '--set global.istio.version=1.22.2', true],
  ])('is no installation, unless it says so: %s', async (_, flags, isTold) => {
    expect((await unreadForms(memoryTree(script(flags)))).length > 0).toBe(isTold);
  });
});

/** Resources of the mesh that a tree keeps beside what it deploys: taken not to be deployed, and told. */
import { readSide } from '../../../src/analysis/side.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import { application, type Files } from '../../support/scenario.js';

/** Names of the rules that count, and why others do not. */
async function rules(files: Files) {
  const side = await readSide(memoryTree({ 'mesh/istiod.yaml': application('1.22.2'), ...files }), {
    versions: [],
    values: [],
  });
  const kept = side.problems.filter(({ what, assumption }) => assumption && what.includes('DestinationRule'));
  return {
    found: side.resources.flatMap(({ kind, name }) => (kind === 'DestinationRule' ? [name] : [])).sort(),
    told: kept.map(({ what, why }) => `${what}: ${why}`),
  };
}

function rule(name: string): string {
  return `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: ${name}}\nspec: {host: ${name}.example.com, trafficPolicy: {tls: {mode: SIMPLE}}}\n`;
}

function deploys(path: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec:\n  source: {repoURL: "https://git.example.com/x.git", path: ${path}}\n  destination: {namespace: shop}\n`;
}

const SHOP: Files = {
  'argocd/shop.yaml': deploys('shop'),
  'shop/kustomization.yaml': 'resources: [db.yaml]\n',
  'shop/db.yaml': rule('db'),
  'shop/fax.yaml': rule('fax'),
};

describe('resources that are left out', () => {
  it('leaves out what the kustomization of a deployed folder does not take in', async () => {
    expect(await rules(SHOP)).toEqual({
      found: ['db'],
      told: [
        expect.stringMatching(/^DestinationRule fax: taken not to be deployed: .*shop\/kustomization.yaml/),
      ],
    });
  });

  it('counts what something else refers to, also by its path from there', async () => {
    const { found } = await rules({ ...SHOP, 'shop/fax.sh': 'kubectl apply -f fax.yaml # istio.io\n' });
    expect(found).toEqual(['db', 'fax']);
    const other = await rules({ ...SHOP, 'ops/up.sh': 'kubectl apply -f ../shop/fax.yaml # istio.io\n' });
    expect(other.found).toEqual(['db', 'fax']);
  });

  it('counts all of a tree that does not tell who deploys it', async () => {
    const { 'argocd/shop.yaml': _, ...files } = SHOP;
    expect((await rules({ ...files, 'legacy-erp/dr.yaml': rule('erp') })).found).toEqual([
      'db',
      'erp',
      'fax',
    ]);
  });

  it.each([
    ['a script that says nothing of Istio', { 'up.sh': 'kubectl apply -f shop/fax.yaml\n' }],
    ['a pipeline', { '.gitlab-ci.yml': 'up:\n  script: [cd shop && kubectl apply -f fax.yaml]\n' }],
    ['a Makefile beside it', { 'shop/Makefile': 'up:\n\tkubectl apply -f .\n' }],
  ])('counts what %s may mean', async (_, more) => {
    expect((await rules({ ...SHOP, ...(more as Files) })).found).toEqual(['db', 'fax']);
  });

  it('counts examples below what is applied as a whole, and files called old in a folder that is', async () => {
    const files = {
      'apps/samples/dr.yaml': rule('lab'),
      'apps/db/dr.yaml': rule('db'),
      'apps/db/fax-old.yaml': rule('fax'),
      'up.sh': 'kubectl apply -R -f apps\n',
    };
    expect((await rules(files)).found).toEqual(['db', 'fax', 'lab']);
  });

  it('leaves out a folder that a kustomization has commented out, with a kustomization of its own', async () => {
    const { found } = await rules({
      ...SHOP,
      'shop/kustomization.yaml': 'resources:\n- db.yaml\n# - map\n',
      'shop/map/kustomization.yaml': 'resources: [map.yaml]\n',
      'shop/map/map.yaml': rule('map'),
    });
    expect(found).toEqual(['db']);
  });

  it('leaves out what an Application deploys that a deployed kustomization has commented out', async () => {
    const files: Files = {
      'root.yaml': deploys('argocd'),
      'argocd/kustomization.yaml': 'resources:\n- shop.yaml\n# - fax.yaml\n',
      'argocd/shop.yaml': deploys('shop'),
      'argocd/fax.yaml': deploys('fax'),
      'shop/db.yaml': rule('db'),
      'fax/dr.yaml': rule('fax'),
    };
    expect(await rules(files)).toEqual({
      found: ['db'],
      told: [
        expect.stringContaining(
          'argocd/fax.yaml:1 deploys the folder that it is in, and argocd/kustomization.yaml',
        ),
      ],
    });
    const { 'root.yaml': _, ...alone } = files;
    expect((await rules(alone)).found).toEqual(['db', 'fax']);
    // What is merely not listed may be applied by hand, as the first Application of all is.
    const byHand = { ...files, 'argocd/kustomization.yaml': 'resources: [shop.yaml]\n' };
    expect((await rules(byHand)).found).toEqual(['db', 'fax']);
    expect((await rules({ ...files, 'other.yaml': deploys('fax') })).found).toEqual(['db', 'fax']);
  });

  it('leaves out a base that no overlay takes in, beside bases that some do', async () => {
    const files: Files = {
      'argocd/shop.yaml': deploys('overlays/live'),
      'overlays/live/kustomization.yaml': 'resources: [../../bases/db]\n',
      'bases/db/kustomization.yaml': 'resources: [dr.yaml]\n',
      'bases/db/dr.yaml': rule('db'),
      'bases/erp/kustomization.yaml': 'resources: [dr.yaml]\n',
      'bases/erp/dr.yaml': rule('erp'),
    };
    expect((await rules(files)).found).toEqual(['db']);
    const taken = { 'overlays/test/kustomization.yaml': 'resources: [../../bases/erp]\n' };
    expect((await rules({ ...files, ...taken })).found).toEqual(['db', 'erp']);
  });

  it('leaves out what is marked as local, where Kustomize builds it', async () => {
    const local = rule('fax').replace(
      '{name: fax}',
      '{name: fax, annotations: {config.kubernetes.io/local-config: "true"}}',
    );
    const files = { 'shop/db.yaml': rule('db'), 'shop/fax.yaml': local, 'argocd/shop.yaml': deploys('shop') };
    expect((await rules(files)).found).toEqual(['db', 'fax']);
    const built = { ...files, 'shop/kustomization.yaml': 'resources: [db.yaml, fax.yaml]\n' };
    expect((await rules(built)).found).toEqual(['db']);
  });

  it('leaves out what only a component has that no kustomization takes in', async () => {
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml]\n';
    const files = {
      'argocd/shop.yaml': deploys('shop'),
      'shop/kustomization.yaml': 'resources: [db.yaml]\ncomponents: [../parts/used]\n',
      'shop/db.yaml': rule('db'),
      'parts/used/kustomization.yaml': component,
      'parts/used/a.yaml': rule('used'),
      'parts/spare/kustomization.yaml': component,
      'parts/spare/a.yaml': rule('spare'),
    };
    expect((await rules(files)).found).toEqual(['db', 'used']);
  });

  it('leaves out folders that a set of Applications excludes, and those of examples', async () => {
    const set =
      'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: apps}\nspec:\n  generators:\n  - git:\n      repoURL: https://git.example.com/x.git\n      directories: [{path: apps/*}, {path: apps/fax, exclude: true}]\n  template:\n    metadata: {name: "{{path.basename}}"}\n    spec:\n      source: {repoURL: "https://git.example.com/x.git", path: "{{path}}"}\n      destination: {namespace: apps}\n';
    const files = {
      'argocd/set.yaml': set,
      'apps/db/dr.yaml': rule('db'),
      'apps/fax/dr.yaml': rule('fax'),
      'examples/partner.yaml': rule('partner'),
    };
    expect((await rules(files)).found).toEqual(['db']);
    expect((await rules({ ...files, 'up.sh': 'kubectl apply -f examples/ # istio.io\n' })).found).toEqual([
      'db',
      'partner',
    ]);
  });

  it('leaves out folders that the values of an app of apps switch off', async () => {
    const files = (telephony: string): Files => ({
      'root/Chart.yaml': 'apiVersion: v2\nname: root\nversion: 1.0.0\n',
      'root/values.yaml': `apps:\n  shop: {enabled: true, path: apps/shop}\n  telephony: {enabled: ${telephony}, path: apps/telephony}\n`,
      'root/templates/apps.yaml': `{{- range $name, $app := .Values.apps }}\n{{- if $app.enabled }}\n---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {{ $name }}\nspec:\n  source:\n    repoURL: https://git.example.com/x.git\n    path: {{ $app.path }}\n  destination:\n    namespace: {{ $name }}\n{{- end }}\n{{- end }}\n`,
      'apps/shop/dr.yaml': rule('shop'),
      'apps/telephony/dr.yaml': rule('sip'),
    });
    expect((await rules(files('false'))).found).toEqual(['shop']);
    expect((await rules(files('true'))).found).toEqual(['shop', 'sip']);
  });
});

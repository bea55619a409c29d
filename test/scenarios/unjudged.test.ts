/** Installations that nobody can judge: that one goes, or comes, is told as one that changes is. */
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files } from '../support/scenario.js';

const OTHER: Files = { 'README.md': 'some words\n' };

function ofArgo(source: string): Files {
  return {
    'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istio}\nspec:\n  source: ${source}\n  destination: {namespace: istio-system}\n`,
  };
}

const FORMS: readonly (readonly [form: string, files: Files])[] = [
  [
    'a control plane of OpenShift',
    {
      'mesh.yaml':
        'apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: basic}\nspec: {version: v2.5}\n',
    },
  ],
  [
    'the add-on of AKS',
    {
      'main.tf':
        'resource "azurerm_kubernetes_cluster" "one" {\n  name = "one"\n  service_mesh_profile {\n    mode = "Istio"\n    revisions = ["asm-1-22"]\n  }\n}\n',
    },
  ],
  [
    'a module that is asked for Istio',
    {
      'main.tf':
        'module "addons" {\n  source = "git::https://git.corp/m.git?ref=v1"\n  enable_istio = true\n}\n',
    },
  ],
  [
    'a unit that is asked for Istio',
    {
      'live/terragrunt.hcl':
        'terraform {\n  source = "git::https://git.corp/addons.git?ref=v1"\n}\ninputs = {\n  istio-operator = {\n    enabled = true\n  }\n}\n',
    },
  ],
  [
    'a vendor’s chart',
    ofArgo('{repoURL: "https://charts.rancher.io", chart: rancher-istio, targetRevision: 104.0.0}'),
  ],
  [
    'a path of another repository',
    ofArgo('{repoURL: "https://git.corp/istio.git", path: istio, targetRevision: main}'),
  ],
  [
    'a vendor’s chart of a command',
    { Makefile: 'mesh:\n\thelm install rancher-istio rancher/rancher-istio --version 104.0.0\n' },
  ],
  [
    'a base of another repository',
    { 'kustomization.yaml': 'resources:\n- https://github.com/acme/istio//base?ref=v1.2.0\n' },
  ],
];

describe('installations that nobody can judge', () => {
  it.each(FORMS)('are told where they go: %s', async (_, files) => {
    const { verdict, incomplete } = await analyse({ ...OTHER, ...files }, OTHER);
    expect(verdict).toBe('incomplete');
    expect(incomplete.map(({ why }) => why).join()).toContain('this change removes it');
  });

  it.each(FORMS)('are told where they come: %s', async (_, files) => {
    expect((await analyse(OTHER, { ...OTHER, ...files })).verdict).toBe('incomplete');
  });

  it.each(FORMS)('are no question beside what changes elsewhere: %s', async (_, files) => {
    expect((await analyse({ ...OTHER, ...files }, files)).verdict).toBe('no-upgrade');
  });

  it('are told beside an upgrade of something else', async () => {
    const files = FORMS[0]?.[1] ?? {};
    const { incomplete } = await analyse(
      { ...files, 'istiod.yaml': application('1.24.2') },
      { 'istiod.yaml': application('1.25.1') },
    );
    expect(incomplete.map(({ why }) => why).join()).toContain('this change removes it');
  });

  it('are told once, with what comes instead', async () => {
    const { 'mesh.yaml': plane = '' } = FORMS[0]?.[1] ?? {};
    const { upgrades, incomplete } = await analyse(
      { 'mesh.yaml': plane },
      { 'mesh.yaml': application('1.24.2') },
    );
    expect(upgrades.map(({ kind }) => kind)).toEqual(['install']);
    expect(incomplete.map(({ why }) => why).join()).not.toContain('this change removes it');
  });

  const [, vendors = {}] = FORMS.find(([form]) => form === 'a vendor’s chart') ?? [];
  const listed = (names: string, kustomization = 'kustomization.yaml'): Files => ({
    ...Object.fromEntries(Object.entries(vendors).map(([name, text]) => [`apps/vendor/${name}`, text])),
    'apps/other.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n',
    [`apps/${kustomization}`]: `resources: [${names}]\n`,
  });

  it.each(['vendor/app.yaml', './vendor/app.yaml'])(
    'are told where a kustomization no longer names %s',
    async name => {
      const { verdict, incomplete } = await analyse(listed(`other.yaml, ${name}`), listed('other.yaml'));
      expect(verdict).toBe('incomplete');
      expect(incomplete.map(({ why }) => why).join()).toContain('leaves it out of its kustomization');
    },
  );

  it.each(['kustomization.yaml', 'kustomization.yml', 'Kustomization'])(
    'are told where a %s begins to name them',
    async kustomization => {
      const { incomplete } = await analyse(
        listed('other.yaml', kustomization),
        listed('other.yaml, vendor/app.yaml', kustomization),
      );
      expect(incomplete.map(({ why }) => why).join()).toContain('takes it into a kustomization');
    },
  );

  it('are no question where a folder of its own takes the place of the entry', async () => {
    const before = listed('other.yaml, vendor/app.yaml');
    const after = {
      ...listed('other.yaml, vendor'),
      'apps/vendor/kustomization.yaml': 'resources: [app.yaml]\n',
    };
    expect((await analyse(before, after)).verdict).toBe('no-upgrade');
  });

  it('are no question where the entry goes to another kustomization, or another entry goes', async () => {
    const moved = await analyse(
      { ...listed('other.yaml, vendor/app.yaml'), 'kustomization.yaml': 'resources: [apps]\n' },
      { ...listed('other.yaml'), 'kustomization.yaml': 'resources: [apps, apps/vendor/app.yaml]\n' },
    );
    expect(moved.verdict).toBe('no-upgrade');
    const other = await analyse(listed('other.yaml, vendor/app.yaml'), listed('vendor/app.yaml'));
    expect(other.verdict).toBe('no-upgrade');
  });
});

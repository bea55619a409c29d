/** Loops of Jinja around documents of templates. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

function chart(name: string, version: string): string {
  return `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: istio-${name}\n  namespace: kube-system\nspec:\n  repo: https://istio-release.storage.googleapis.com/charts\n  chart: ${name}\n  version: ${version}\n  targetNamespace: istio-system\n`;
}

async function places(files: Files): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort();
}

describe('detect: loops around documents of a template', () => {
  it.each<[string, Files, readonly string[]]>([
    [
      'a list that is written out',
      {
        'roles/mesh/templates/istio.yaml.j2': `# {{ ansible_managed }}\nkind: Namespace\n{% for chart in ['base', 'istiod'] %}\n---\n${chart('{{ chart }}', '{{ mesh_version }}')}{% if chart == 'istiod' %}\n  valuesContent: |-\n    pilot: {}\n{% endif %}\n{% endfor %}\n`,
        'roles/mesh/defaults/main.yml': 'mesh_version: 1.22.2\n',
      },
      ['base 1.22.2 roles/mesh/defaults/main.yml:1', 'istiod 1.22.2 roles/mesh/defaults/main.yml:1'],
    ],
    [
      'mappings of a variable, each with a version',
      {
        'roles/mesh/templates/istio.yaml.j2': `{% for one in istio_charts %}\n---\n${chart('{{ one.name }}', "{{ one['version'] }}")}{%- endfor %}\n`,
        'roles/mesh/defaults/main.yml':
          'istio_charts:\n  - name: base\n    version: 1.22.2\n  - {name: istiod, version: 1.22.3}\n',
      },
      ['base 1.22.2 roles/mesh/defaults/main.yml:3', 'istiod 1.22.3 roles/mesh/defaults/main.yml:4'],
    ],
    [
      'entries of a mapping',
      {
        'roles/mesh/templates/istio.yaml.j2': `{% for name, version in istio.charts.items() %}\n---\n${chart('{{ name }}', '{{ version }}')}{% endfor %}\n`,
        'group_vars/all.yml': 'istio:\n  charts:\n    base: 1.22.2\n    istiod: 1.22.3\n',
      },
      ['base 1.22.2 group_vars/all.yml:3', 'istiod 1.22.3 group_vars/all.yml:4'],
    ],
    [
      'loops within each other',
      {
        'istio.yml.j2': `{% for version in ['1.22.2'] %}\n{% for name in ['base', 'istiod'] %}\n---\n${chart('{{ name }}', '{{ version }}')}{% endfor %}\n{% endfor %}\n---\n${chart('cni', '1.22.4')}`,
      },
      ['base 1.22.2 istio.yml.j2:1', 'cni 1.22.4 istio.yml.j2:25', 'istiod 1.22.2 istio.yml.j2:1'],
    ],
  ])('are a document for each turn of %s', async (_, files, expected) => {
    expect(await places(files)).toEqual(expected);
  });

  it('leave a document as it is where nobody can tell what they go through', async () => {
    const files = {
      'istio.yml.j2': `{% for name in groups['mesh'] %}\n---\n${chart('istiod', '1.22.2')}{% endfor %}\n`,
    };
    expect(await places(files)).toEqual(['istiod 1.22.2 istio.yml.j2:11']);
  });

  it('survive ends without a beginning, and loops without an end', async () => {
    const files = {
      'istio.yml.j2': `{% endfor %}\n{% for a in ['x'] %}\n{% for b in %}\n---\n${chart('istiod', '1.22.2')}`,
    };
    expect(await places(files)).toEqual(['istiod 1.22.2 istio.yml.j2:13']);
  });
});

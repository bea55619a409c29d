/** An app of apps whose templates are left to others: whatever decides its version is followed, and nothing else. */

import { unreadForms } from '../../../src/detect/unread/forms.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

type Files = Readonly<Record<string, string>>;

/** Takes its version from a template that is not here, so that only Helm can tell what comes out. */
const TEMPLATE = `{{- range .Values.apps }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: one
spec:
  source: {repoURL: {{ .repo }}, chart: {{ .chart }}, targetRevision: {{ include "version" .revision }}}
{{- end }}
`;

function generic(istio: string, grafana: string): Files {
  return {
    'root/Chart.yaml': 'apiVersion: v2\nname: root\nversion: 0.1.0\n',
    'root/templates/apps.yaml': TEMPLATE,
    'root/values.yaml': `apps:
- {chart: istiod, repo: "https://istio-release.storage.googleapis.com/charts", revision: ${istio}}
- {chart: grafana, repo: "https://grafana.github.io/helm-charts", revision: ${grafana}}
`,
  };
}

function named(version: string, file = 'values.yaml'): Files {
  return {
    'root/Chart.yaml': 'apiVersion: v2\nname: root\nversion: 0.1.0\n',
    'root/values.yaml': 'mesh: {version: 1.20.6}\n',
    'root/templates/istiod.yaml': TEMPLATE.replace('{{ .chart }}', 'istiod')
      .replace('.revision', '$.Values.mesh.version')
      .replace(/\{\{- range.*\n|\{\{- end \}\}\n/g, ''),
    [`root/${file}`]: `mesh: {version: ${version}}\n`,
  };
}

async function fingerprints(files: Files): Promise<readonly string[]> {
  return (await unreadForms(memoryTree(files))).map(({ file, fingerprint }) => `${file} ${fingerprint}`);
}

describe('detect/unread-templates', () => {
  it('follows a version in the values of a template that names nothing', async () => {
    const before = await fingerprints(generic('1.20.6', '1.0.0'));
    expect(before).toEqual([expect.stringMatching(/^root\/templates\/apps\.yaml /)]);
    expect(await fingerprints(generic('1.22.2', '1.0.0'))).not.toEqual(before);
    expect(await fingerprints(generic('1.20.6', '2.0.0'))).toEqual(before);
  });

  it('follows a value that a template names, through every values file of the chart', async () => {
    const before = await fingerprints(named('1.20.6'));
    expect(before).toHaveLength(1);
    expect(await fingerprints(named('1.22.2'))).not.toEqual(before);
    const production = await fingerprints(named('1.20.6', 'values-prod.yaml'));
    expect(await fingerprints(named('1.22.2', 'values-prod.yaml'))).not.toEqual(production);
  });

  it('follows what an Application gives to the chart', async () => {
    const parent = (version: string): Files => ({
      ...named('1.20.6'),
      'parent.yaml': JSON.stringify({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'root' },
        spec: { source: { path: 'root', helm: { valuesObject: { mesh: { version } } } } },
      }),
    });
    expect(await fingerprints(parent('1.22.2'))).not.toEqual(await fingerprints(parent('1.20.6')));
  });

  it('does not mind comments', async () => {
    const files = named('1.20.6');
    const commented = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        path,
        path.endsWith('Chart.yaml') ? text : `# hello\n${text}`,
      ]),
    );
    const marks = (all: readonly string[]): readonly string[] => all.map(entry => entry.split(' ')[1] ?? '');
    expect(marks(await fingerprints(commented))).toEqual(marks(await fingerprints(files)));
  });

  it('says nothing of charts that install other things', async () => {
    const files = generic('1.20.6', '1.0.0');
    const other = files['root/values.yaml']
      ?.split('\n')
      .filter(line => !line.includes('istiod'))
      .join('\n');
    expect(await fingerprints({ ...files, 'root/values.yaml': other ?? '' })).toEqual([]);
  });
});

describe('detect/unread-templates: values files that nothing names', () => {
  it('sees a version move in one beside a chart that is read by its defaults', async () => {
    const plain = (version: string): Files =>
      Object.fromEntries(
        Object.entries(named(version, 'values-prod.yaml')).map(([path, text]) => [
          path,
          text
            .replace('{{ include "name" . }}', 'istiod')
            .replace('{{ .repo }}', 'https://istio.example.com/istio'),
        ]),
      );
    const before = await fingerprints(plain('1.20.6'));
    expect(before).toHaveLength(1);
    expect(await fingerprints(plain('1.22.2'))).not.toEqual(before);
  });
});

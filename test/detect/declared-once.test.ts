/** Charts that deploy charts that deploy Istio: each is read with what is given to it on the way, and with nothing else. */

import { detect } from '../../src/detect/detect.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const GIT = 'https://git.acme.example/platform.git';
const CHARTS = 'https://istio-release.storage.googleapis.com/charts';
const VERSION = '{{ .Values.istio.version }}';
const GIT_REPOSITORY = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: platform, namespace: flux-system}
spec: {url: ${GIT}, interval: 1m}
`;

/** Who deploys `charts/root`, with a version of their own, and the line where that stands. */
const OUTER: Record<string, { readonly files: Files; readonly at: string }> = {
  'an Application': {
    files: {
      'apps/root.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: root, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: argocd}
  source:
    repoURL: ${GIT}
    path: charts/root
    helm:
      valuesObject:
        istio: {version: 1.25.1}
`,
    },
    at: 'apps/root.yaml:12',
  },
  'a HelmRelease': {
    files: {
      'clusters/root.yaml': `${GIT_REPOSITORY}---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: root, namespace: flux-system}
spec:
  chart:
    spec:
      chart: ./charts/root
      sourceRef: {kind: GitRepository, name: platform}
  values:
    istio: {version: 1.25.1}
`,
    },
    at: 'clusters/root.yaml:15',
  },
  Helmfile: {
    files: {
      'helmfile.yaml':
        'releases:\n  - name: root\n    chart: ./charts/root\n    values:\n      - istio: {version: 1.25.1}\n',
    },
    at: 'helmfile.yaml:5',
  },
  Fleet: {
    files: {
      'fleet/fleet.yaml': 'helm:\n  chart: ../charts/root\n  values:\n    istio: {version: 1.25.1}\n',
    },
    at: 'fleet/fleet.yaml:4',
  },
  Kustomize: {
    files: {
      'deploy/kustomization.yaml':
        'helmGlobals: {chartHome: ../charts}\nhelmCharts:\n  - name: root\n    releaseName: root\n    valuesInline:\n      istio: {version: 1.25.1}\n',
    },
    at: 'deploy/kustomization.yaml:6',
  },
  'a script': {
    files: {
      'up.sh':
        '# Istio\nhelm upgrade --install root charts/root -n argocd \\\n  --set istio.version=1.25.1\n',
    },
    at: 'up.sh:3',
  },
  Ansible: {
    files: {
      'site.yml':
        '- hosts: localhost\n  tasks:\n    - name: mesh\n      kubernetes.core.helm:\n        name: root\n        chart_ref: "{{ playbook_dir }}/charts/root"\n        release_namespace: argocd\n        values:\n          istio:\n            version: 1.25.1\n',
    },
    at: 'site.yml:10',
  },
  Tilt: {
    files: {
      Tiltfile: "k8s_yaml(helm('charts/root', name='root', set=['istio.version=1.25.1']))\n",
    },
    at: 'Tiltfile:1',
  },
  'an umbrella that nobody deploys': {
    files: {
      'charts/umbrella/Chart.yaml':
        'apiVersion: v2\nname: umbrella\nversion: 0.1.0\ndependencies:\n  - {name: root, version: 0.1.0, repository: "file://../root"}\n',
      'charts/umbrella/values.yaml': 'root:\n  istio:\n    version: 1.25.1\n',
    },
    at: 'charts/umbrella/values.yaml:3',
  },
};

const INNER: Record<string, string> = {
  Application: `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: istiod, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: istio-system}
  source:
    repoURL: ${CHARTS}
    chart: istiod
    targetRevision: ${VERSION}
`,
  HelmRelease: `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: istio, namespace: flux-system}
spec: {url: ${CHARTS}, interval: 1h}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: istiod, namespace: flux-system}
spec:
  chart:
    spec:
      chart: istiod
      version: ${VERSION}
      sourceRef: {kind: HelmRepository, name: istio}
`,
  Istio: `apiVersion: sailoperator.io/v1
kind: Istio
metadata: {name: default}
spec:
  namespace: istio-system
  version: v${VERSION}
`,
};

const NEXT_APPLICATION = (folder: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${folder}, namespace: argocd}
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: argocd}
  source:
    repoURL: ${GIT}
    path: charts/${folder}
    helm:
      parameters:
        - {name: istio.version, value: ${VERSION}}
`;
const NEXT_HELM_RELEASE = (folder: string): string => `${GIT_REPOSITORY}---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${folder}, namespace: flux-system}
spec:
  chart:
    spec:
      chart: ./charts/${folder}
      sourceRef: {kind: GitRepository, name: platform}
  values:
    istio:
      version: ${VERSION}
`;

const chart = (name: string, template: string): Files => ({
  [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
  [`charts/${name}/values.yaml`]: 'istio:\n  version: 1.20.0\n',
  [`charts/${name}/templates/declared.yaml`]: template,
});

const WAYS: Record<string, (inner: string) => Files> = {
  itself: inner => chart('root', inner),
  'an Application of another chart': inner => ({
    ...chart('root', NEXT_APPLICATION('next')),
    ...chart('next', inner),
  }),
  'a HelmRelease of another chart': inner => ({
    ...chart('root', NEXT_HELM_RELEASE('next')),
    ...chart('next', inner),
  }),
  'two Applications': inner => ({
    ...chart('root', NEXT_APPLICATION('middle')),
    ...chart('middle', NEXT_APPLICATION('next')),
    ...chart('next', inner),
  }),
};

async function found(files: Files) {
  const { installations } = await detect(memoryTree(files));
  return installations
    .filter(one => one.chart === 'istiod')
    .map(({ istioVersion, at }) => `${istioVersion} ${at.file}:${at.line}`);
}

const CASES = Object.keys(OUTER).flatMap(outer =>
  Object.keys(WAYS).flatMap(way => Object.keys(INNER).map(inner => [outer, way, inner] as const)),
);

describe('detect: charts that deploy charts', () => {
  it.each(CASES)(
    'are read once, where %s deploys one that by %s deploys Istio by %s',
    async (outer, way, inner) => {
      const { files, at } = OUTER[outer] ?? { files: {}, at: '' };
      expect(await found({ ...files, ...WAYS[way]?.(INNER[inner] ?? '') })).toEqual([`1.25.1 ${at}`]);
    },
  );

  it.each(Object.keys(WAYS))(
    'are read by their own values where nobody deploys the outermost: %s',
    async way => {
      const own = await found({ ...WAYS[way]?.(INNER.HelmRelease ?? '') });
      expect(own).toEqual(['1.20.0 charts/root/values.yaml:2']);
    },
  );

  it('are read by their own values where a chart around them switches them off', async () => {
    const files = {
      ...chart('root', INNER.Application ?? ''),
      'charts/umbrella/Chart.yaml':
        'apiVersion: v2\nname: umbrella\nversion: 0.1.0\ndependencies:\n  - {name: root, version: 0.1.0, repository: "file://../root", condition: root.enabled}\n',
      'charts/umbrella/values.yaml': 'root:\n  enabled: false\n',
    };
    expect(await found(files)).toEqual(['1.20.0 charts/root/values.yaml:2']);
  });

  it('are read where they deploy each other', async () => {
    const files = {
      ...chart('root', `${NEXT_HELM_RELEASE('next')}---\n${INNER.HelmRelease}`),
      ...chart('next', NEXT_HELM_RELEASE('root')),
    };
    expect(await found(files)).toEqual(expect.arrayContaining([expect.stringMatching(/^1\.20\.0 /)]));
  });
});

/** Charts that Bazel fetches. */

import { inOrder } from '../../support/found.js';
import { describe, expect, it } from '../../support/jest.js';

const REPO = 'https://istio-release.storage.googleapis.com/charts';

describe('detect/scripts/bazel', () => {
  it('reads a comprehension, and a version that is loaded', async () => {
    const files = {
      'WORKSPACE.bazel': `load("//platform:versions.bzl", "PROTO_VERSION", MESH = "ISTIO_VERSION")\n\n[helm_import_repository(\n    name = "istio_" + chart,\n    chart_name = chart,\n    repository = "${REPO}",\n    version = MESH,\n) for chart in [\n    "base",\n    "istiod",\n]]\n\nhelm_import_repository(\n    name = "cert_manager",\n    chart_name = "cert-manager",\n    repository = "https://charts.jetstack.io",\n    version = "v1.14.5",\n)\n`,
      'platform/versions.bzl': 'PROTO_VERSION = "1.19.3"\nISTIO_VERSION = "1.21.6"\n',
    };
    expect(await inOrder(files)).toEqual([
      'base 1.21.6 platform/versions.bzl:2',
      'istiod 1.21.6 platform/versions.bzl:2',
    ]);
  });

  it('reads a module', async () => {
    const module = `helm = use_extension("@rules_helm//helm:extensions.bzl", "helm")\nhelm.import_repository(\n    name = "istiod",\n    chart_name = "istiod",\n    repository = "${REPO}",\n    version = "1.24.2",\n)\n# helm.import_repository(name = "base", chart_name = "base", repository = "${REPO}", version = "1.20.1")\n`;
    expect(await inOrder({ 'MODULE.bazel': module })).toEqual(['istiod 1.24.2 MODULE.bazel:6']);
  });

  it('reads a loop of a macro, with what its parameter is by itself', async () => {
    const macro = `load(":repo.bzl", "REPO")\n\ndef mesh_charts(version = "1.23.4"):\n    for chart in ["base", "istiod"]:\n        helm_import_repository(\n            name = chart,\n            chart_name = chart,\n            repository = REPO,\n            version = version,\n        )\n    helm_import_repository(name = "gw", chart_name = "gateway", repository = REPO, version = "1.23.5")\n`;
    expect(
      await inOrder({
        'mesh/charts.bzl': `# istio-release\n${macro}`,
        'mesh/repo.bzl': `REPO = "${REPO}"\n`,
      }),
    ).toEqual([
      'base 1.23.4 mesh/charts.bzl:4',
      'istiod 1.23.4 mesh/charts.bzl:4',
      'gateway 1.23.5 mesh/charts.bzl:12',
    ]);
  });
});

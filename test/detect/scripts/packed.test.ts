/** Charts that are pulled for a program of Go, which carries them inside itself. */

import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

async function found(files: Record<string, string>): Promise<readonly string[]> {
  const { installations } = await detect(memoryTree(files));
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const URL = 'https://istio-release.storage.googleapis.com/charts';

function embedding(patterns: string): string {
  return `package charts\n\nimport "embed"\n\n//go:embed ${patterns}\nvar FS embed.FS\n`;
}

describe('detect/scripts/packed-charts', () => {
  it('reads what `go generate` pulls', async () => {
    const pull = (chart: string): string =>
      `//go:generate helm pull ${chart} --repo ${URL} --version 1.24.2 -d charts\n`;
    const program = `package bundle\n\nimport "embed"\n\n${pull('base')}${pull('istiod')}//go:generate helm pull keycloak --repo https://charts.example.com --version 24.4.1 -d charts\n\n//go:embed charts\nvar charts embed.FS\n`;
    expect(await found({ 'pkg/bundle/bundle.go': program })).toEqual([
      'base 1.24.2 pkg/bundle/bundle.go:5',
      'istiod 1.24.2 pkg/bundle/bundle.go:6',
    ]);
    const shell =
      'package mesh\n\n//go:generate sh -c "rm -rf charts && helm pull oci://gcr.io/istio-release/charts/istiod --version 1.26.0 --untar -d charts"\n';
    expect(
      await found({ 'mesh/gen.go': shell, 'mesh/embed.go': embedding('all:charts/istiod charts/x.yaml') }),
    ).toEqual(['istiod 1.26.0 mesh/gen.go:3']);
  });

  it('reads what scripts and Makefiles pull', async () => {
    const makefile = `ISTIO_VERSION ?= 1.24.2\ncharts:\n\thelm pull istiod --repo ${URL} --version $(ISTIO_VERSION) --destination internal/charts\n`;
    expect(await found({ Makefile: makefile, 'internal/charts/charts.go': embedding('"*.tgz"') })).toEqual([
      'istiod 1.24.2 Makefile:1',
    ]);
    const script = `V=1.23.4\nfor c in base istiod; do\n  helm pull istio/$c --version "$V" --untar --untardir pkg/charts\ndone\n`;
    const files = { 'hack/vendor.sh': script, 'pkg/embed.go': embedding('charts/base charts/istiod/*') };
    expect(await found(files)).toEqual(['base 1.23.4 hack/vendor.sh:1', 'istiod 1.23.4 hack/vendor.sh:1']);
  });

  it('leaves what nothing carries, and what a command installs', async () => {
    const script = 'helm pull istio/istiod --version 1.24.2 --untar -d charts\n';
    expect(await found({ 'pull.sh': script, 'pkg/embed.go': embedding('static') })).toEqual([]);
    const both = {
      'pull.sh': `${script}helm install istiod ./charts/istiod\n`,
      'main.go': embedding('charts'),
    };
    expect(await found(both)).toEqual(['istiod 1.24.2 pull.sh:1']);
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write so
/** Tools that a script runs by a name of its own, and what it hands to them that a command prints. */
import { detect } from '../../../src/detect/detect.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';
import type { Files } from '../../support/scenario.js';

async function found(files: Files) {
  const { installations, problems } = await detect(memoryTree(files));
  return {
    charts: installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`).sort(),
    blocking: problems
      .filter(({ blocking }) => blocking)
      .map(({ why, file, line }) => `${why} ${file}:${line}`),
  };
}

const FETCH = 'curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.22.2 sh -\n';

describe('detect/scripts: tools by names of a script', () => {
  it.each([
    ['istioctl', `${FETCH}BIN=\${BIN:-.}\nCLI="$BIN/istioctl"\n\${CLI} install -y --set profile=minimal\n`],
    [
      'istioctl with flags',
      `${FETCH}RUN="istioctl --context dev"\nsudo $RUN install -y --set profile=minimal\n`,
    ],
  ])('reads %s', async (_, text) => {
    const { charts } = await found({ 'up.sh': text });
    expect(charts).toEqual(['base 1.22.2 up.sh:1', 'istiod 1.22.2 up.sh:1']);
  });

  it('reads Helm', async () => {
    const text = 'H="/opt/bin/helm"\n$H upgrade --install istiod istio/istiod --version 1.22.2\n';
    expect((await found({ 'up.sh': text })).charts).toEqual(['istiod 1.22.2 up.sh:2']);
  });

  it('takes names for nothing else, whatever they come to', async () => {
    const doubling = Array.from({ length: 40 }, (_, at) => `N${at + 1}="$N${at}$N${at}"\n`).join('');
    const text = `N0=istioctl\n${doubling}$N40 install\nX="$X helm"\n$X upgrade --install istiod istio/istiod\n`;
    expect((await found({ 'up.sh': text })).charts).toEqual([]);
  });

  it('reads what istioctl is handed beside lines that a command prints, and tells these', async () => {
    const text = `${FETCH}cat <<EOF | istioctl install -y -f -\nkind: IstioOperator\napiVersion: install.istio.io/v1alpha1\nspec:\n  profile: minimal\n  meshConfig:\n    trustDomainAliases:\n$(aliases "$1" | sed 's/^/      /')\nEOF\n`;
    expect(await found({ 'up.sh': text })).toEqual({
      charts: ['base 1.22.2 up.sh:1', 'istiod 1.22.2 up.sh:1'],
      blocking: ['a part of it is what a command prints when this runs up.sh:9'],
    });
  });

  it('tells what istioctl is handed that is no YAML', async () => {
    const text = `${FETCH}istioctl install -y -f - <<EOF\nkind: IstioOperator\n  spec: [\nEOF\n`;
    const { charts, blocking } = await found({ 'up.sh': text });
    expect(charts).toContain('istiod 1.22.2 up.sh:1');
    expect(blocking).toEqual([expect.stringMatching(/^it can’t be read as YAML: .* up\.sh:\d+$/)]);
  });
});

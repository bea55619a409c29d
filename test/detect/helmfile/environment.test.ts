/** Versions that a state of Helmfile takes from variables of the environment. */

import { detect } from '../../../src/detect/detect.js';
import { helmfile } from '../../../src/detect/helmfile/helmfile.js';
import type { Detection } from '../../../src/model.js';
import { memoryTree } from '../../../src/tree/memory.js';
import { describe, expect, it } from '../../support/jest.js';

function state(version: string): string {
  return `repositories:\n- name: istio\n  url: https://istio-release.storage.googleapis.com/charts\nreleases:\n- name: istiod\n  chart: istio/istiod\n  version: ${version}\n`;
}

async function found(version: string, files: Readonly<Record<string, string>> = {}): Promise<Detection> {
  return detect(memoryTree({ 'helmfile.yaml': state(version), ...files }), [helmfile]);
}

function briefly({ installations }: Detection): readonly string[] {
  return installations.map(({ chart, version, at }) => `${chart} ${version} ${at.file}:${at.line}`);
}

const REQUIRED = '{{ requiredEnv "ISTIO_VERSION" }}';

describe('detect: helmfile, versions from the environment', () => {
  it.each([
    ['settings', { '.env': 'export ISTIO_VERSION=1.25.1\n' }, 'istiod 1.25.1 .env:1'],
    [
      'a pipeline',
      { '.github/workflows/a.yaml': 'on: push\nenv:\n  ISTIO_VERSION: v1.25.2\njobs: {}\n' },
      'istiod 1.25.2 .github/workflows/a.yaml:3',
    ],
  ])('are what %s set them to', async (_what, files, expected) => {
    const detection = await found(REQUIRED, files);
    expect(briefly(detection)).toEqual([expected]);
    expect(detection.problems).toEqual([]);
  });

  it('are undecided where several places set them', async () => {
    const detection = await found(REQUIRED, {
      'a/.env': 'ISTIO_VERSION=1.25.1\n',
      'b/.env': 'ISTIO_VERSION=1.24.6\n',
    });
    expect(briefly(detection)).toEqual(['istiod null helmfile.yaml:7']);
    expect(detection.problems).toEqual([
      expect.objectContaining({
        blocking: true,
        why: expect.stringMatching(/1\.25\.1 in a\/\.env:1, 1\.24\.6 in b\/\.env:1/),
      }),
    ]);
  });

  it.each([
    '{{ env "ISTIO_VERSION" | default "1.25.3" }}',
    '{{ default "1.25.3" (env "ISTIO_VERSION") }}',
    '{{ coalesce (env "ISTIO_VERSION") "1.25.3" }}',
    `'{{ or (env "ISTIO_VERSION") "v1.25.3" }}'`,
  ])('are what `%s` falls back to where nobody sets them, which is said', async version => {
    const detection = await found(version);
    expect(briefly(detection)).toEqual(['istiod 1.25.3 helmfile.yaml:7']);
    expect(detection.problems).toEqual([
      expect.objectContaining({
        blocking: false,
        assumption: true,
        why: expect.stringContaining('ISTIO_VERSION'),
      }),
    ]);
    expect(briefly(await found(version, { '.env': 'ISTIO_VERSION=1.24.6\n' }))).toEqual([
      'istiod 1.24.6 .env:1',
    ]);
  });

  it('takes no default that is no version, and none of what is not a variable', async () => {
    expect(briefly(await found('{{ env "ISTIO_VERSION" | default "latest" }}'))).toEqual([
      'istiod null helmfile.yaml:7',
    ]);
    expect(briefly(await found('{{ exec "./version.sh" (list "istio") | default "1.25.3" }}'))).toEqual([
      'istiod null helmfile.yaml:7',
    ]);
  });
});

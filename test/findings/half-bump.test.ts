/** Places that should agree on a version and don't are told, with both lines; no Helm is needed for that. */

import type { Report } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files, umbrella } from '../support/scenario.js';

function bumps(report: Report): readonly string[] {
  return report.findings
    .filter(({ rule }) => rule === 'half-bump')
    .map(({ title, severity, locations: [at] }) => `${severity} ${at?.file}:${at?.line} ${title}`);
}

function locked(version: string): Files {
  const entry = (name: string): string =>
    `- name: ${name}\n  repository: https://istio-release.storage.googleapis.com/charts\n  version: ${version}\n`;
  return { 'mesh/Chart.lock': `dependencies:\n${entry('base')}${entry('istiod')}generated: "2024-01-01"\n` };
}

describe('findings/half-bump', () => {
  it('tells a lock that was left behind, and nothing of one that was not', async () => {
    const before = { ...umbrella('1.20.6'), ...locked('1.20.6') };
    const report = await analyse(before, { ...umbrella('1.22.2'), ...locked('1.20.6') });
    expect(bumps(report)).toEqual([
      'high mesh/Chart.lock:4 Half a bump: base is 1.22.2 in one place and 1.20.6 in another',
      'high mesh/Chart.lock:7 Half a bump: istiod is 1.22.2 in one place and 1.20.6 in another',
    ]);
    expect(report.verdict).toBe('fail');
    expect(report.incomplete.filter(({ why }) => why.includes('half a bump'))).toEqual([]);
    expect(bumps(await analyse(before, { ...umbrella('1.22.2'), ...locked('1.22.2') }))).toEqual([]);
  });

  it('stays incomplete where the other place is newer than what is judged', async () => {
    const before = { ...umbrella('1.20.6'), ...locked('1.20.6') };
    const report = await analyse(before, { ...umbrella('1.20.6'), ...locked('1.22.2') });
    expect(report.verdict).toBe('incomplete');
    expect(report.incomplete).toContainEqual(
      expect.objectContaining({ file: 'mesh/Chart.lock', line: 4, blocking: true }),
    );
  });

  it.each([
    ['of another minor', '1.20.6', 'high'],
    ['of a vendor, of another patch', '1.22.4-distroless', 'low'],
    ['of the chart itself', '1.22.2-distroless', undefined],
    ['that names no release', 'my-build', undefined],
  ])('tells an image tag %s', async (_name, tag, severity) => {
    const helm = `valuesObject: {global: {tag: ${tag}}}`;
    const report = await analyse(
      { 'istiod.yaml': application('1.20.6') },
      { 'istiod.yaml': application('1.22.2', helm) },
    );
    const version = tag.replace(/-.*/, '');
    expect(bumps(report)).toEqual(
      severity === undefined
        ? []
        : [`${severity} istiod.yaml:12 Half a bump: istiod is 1.22.2 in one place and ${version} in another`],
    );
  });

  it.each([
    ['docker.io/istio/pilot:1.20.6', '1.20.6'],
    ['registry.acme.example:5000/mesh/pilot:1.24.1-distroless', '1.24.1'],
    ['docker.io/istio/pilot:1.22.2', undefined],
    ['docker.io/istio/pilot@sha256:0123', undefined],
    ['pilot:1.20.6', undefined],
  ])('tells the image %s as a whole', async (image, version) => {
    const helm = `valuesObject: {pilot: {image: "${image}"}, global: {tag: 1.22.2}}`;
    const report = await analyse(
      { 'istiod.yaml': application('1.20.6') },
      { 'istiod.yaml': application('1.22.2', helm) },
    );
    expect(bumps(report)).toEqual(
      version === undefined
        ? []
        : [`high istiod.yaml:12 Half a bump: istiod is 1.22.2 in one place and ${version} in another`],
    );
  });

  it.each([
    ['global: {proxy: {image: "docker.io/istio/proxyv2:1.24.1"}}', '1.24.1'],
    ['global: {proxy_init: {image: "registry.example/istio/proxyv2:1.20.6-distroless"}}', '1.20.6'],
    ['global: {proxy: {image: proxyv2}}', undefined],
    ['global: {proxy: {image: "docker.io/istio/proxyv2:1.22.2-debug"}}', undefined],
  ])('tells the proxy that pods are given: %s', async (values, version) => {
    const report = await analyse(
      { 'istiod.yaml': application('1.20.6') },
      { 'istiod.yaml': application('1.22.2', `valuesObject: {${values}}`) },
    );
    expect(bumps(report)).toEqual(
      version === undefined
        ? []
        : [`high istiod.yaml:12 Half a bump: istiod is 1.22.2 in one place and ${version} in another`],
    );
  });

  it('tells images that a package of Zarf does not bring, and never calls a move of them alone safe', async () => {
    const zarf = (chart: string, image: string): Files => ({
      'zarf.yaml': `kind: ZarfPackageConfig\ncomponents:\n- name: mesh\n  charts:\n  - name: istiod\n    url: https://istio-release.storage.googleapis.com/charts\n    version: ${chart}\n    namespace: istio-system\n  images: ["docker.io/istio/pilot:${image}"]\n`,
    });
    const report = await analyse(zarf('1.20.6', '1.20.6'), zarf('1.22.2', '1.20.6'));
    expect(bumps(report)).toEqual([
      'high zarf.yaml:9 Half a bump: istiod is 1.22.2 in one place and 1.20.6 in another',
    ]);
    const [found] = report.findings.filter(({ rule }) => rule === 'half-bump');
    expect(found?.summary).toBe(
      'The package brings 1.20.6, and its chart asks for 1.22.2; judged as 1.22.2. A cluster that fetches nothing by itself does not have the image that the chart asks for: its pods don’t start.',
    );
    const alone = await analyse(zarf('1.20.6', '1.20.6'), zarf('1.20.6', '1.22.2'));
    expect(alone.verdict).toBe('incomplete');
  });

  it('tells what was so before as lesser', async () => {
    const base = { ...umbrella('1.22.2', 'istiod: {global: {tag: 1.20.6}}\n') };
    const head = { ...umbrella('1.22.2', 'istiod: {global: {tag: 1.20.6}, pilot: {env: {A: "1"}}}\n') };
    expect(bumps(await analyse(base, head))).toEqual([
      'low mesh/values.yaml:1 Half a bump: istiod is 1.22.2 in one place and 1.20.6 in another',
    ]);
  });
});

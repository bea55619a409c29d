import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { type DiffInput, diffRelease, type ReleaseDiff } from '../../src/diff/diff-release.js';
import type { RenderedDocument } from '../../src/model.js';

export const CHARTS = path.join(process.env.PREFLIGHT_SHARED ?? '../shared', 'charts');
export const hasCharts = existsSync(CHARTS);

/** Documents of a YAML text, as a renderer would hand them over. */
export function documents(yaml: string, source = 'istiod/templates/all.yaml'): RenderedDocument[] {
  const result: RenderedDocument[] = [];
  for (const [index, value] of loadAll(yaml, null, { json: true }).entries()) {
    if (value === null || value === undefined) continue;
    result.push({ source, index, value: value as Record<string, unknown> });
  }
  return result;
}

/** Diff of two manifests without a third render. */
export function diffYaml(before: string, after: string, input: Partial<DiffInput> = {}): ReleaseDiff {
  return diffRelease({
    before: documents(before),
    after: documents(after),
    crossed: null,
    upgradeOf: () => 'prod/istiod',
    versions: { from: '1.20.6', to: '1.22.2' },
    namespace: 'istio-system',
    ...input,
  });
}

/** Manifests of one of Istio's charts; undefined where that release has no such chart, or refuses the values. */
export function renderChart(helm: string, version: string, chart: string, values = ''): string | undefined {
  const archive = path.join(CHARTS, version, `${chart}-${version}.tgz`);
  if (!existsSync(archive)) return undefined;
  const options = [
    '--namespace',
    'istio-system',
    '--include-crds',
    '--is-upgrade',
    '--kube-version',
    '1.30.0',
  ];
  try {
    return execFileSync(helm, ['template', chart, archive, ...options, '--values', '-'], {
      encoding: 'utf8',
      input: values,
      maxBuffer: 64_000_000,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch (error) {
    // Old charts know fewer values; whatever they do with the defaults has to work.
    if (values !== '') return undefined;
    throw error;
  }
}

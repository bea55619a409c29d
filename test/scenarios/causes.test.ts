/** Whose doing a change of the manifests is, where charts and values move in the same commit. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { unpackChart } from '../../src/charts/unpack.js';
import type { Cause, Report } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const withCharts = charts === undefined ? it.skip : it;

let helm: string;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path ?? '';
});

async function compare(base: Files, head: Files): Promise<Report> {
  return await analyse(base, head, { helm, ...(charts === undefined ? {} : { charts }) });
}

/** The cause of each change, by kind and path; of the mesh's Deployment and HorizontalPodAutoscaler only. */
function causes({ changes }: Report): Readonly<Record<string, Cause>> {
  const istiod = changes.filter(({ resource }) => /^(Deployment|Horizontal)/.test(resource.kind));
  return Object.fromEntries(istiod.map(change => [`${change.resource.kind} ${change.path}`, change.cause]));
}

/** One of Istio's charts as a folder of the tree. */
async function copyOf(chart: string, version: string, folder: string): Promise<Files> {
  const archive = path.join(charts ?? '', version, `${chart}-${version}.tgz`);
  const files = await unpackChart(await readFile(archive));
  return Object.fromEntries(
    [...files].map(([name, content]) => [`${folder}/${name}`, Buffer.from(content).toString('utf8')]),
  );
}

const MIN = 'HorizontalPodAutoscaler spec.minReplicas';
const IMAGE = 'Deployment spec.template.spec.containers[discovery].image';
const STATUS = 'Deployment spec.template.spec.containers[discovery].env[PILOT_ENABLE_STATUS].value';

function values(replicas: number, status: boolean): string {
  return `pilot:\n  autoscaleMin: ${replicas}\n  env:\n    PILOT_ENABLE_STATUS: "${status}"\n`;
}

function nested(text: string): string {
  return `istiod:\n${text.replace(/^(?=.)/gm, '  ')}`;
}

describe('causes', () => {
  withCharts('an umbrella: of the bump and of its values', async () => {
    const report = await compare(
      umbrella('1.20.6', nested(values(2, false))),
      umbrella('1.22.2', nested(values(4, true))),
    );
    expect(causes(report)).toMatchObject({ [IMAGE]: 'version', [MIN]: 'values', [STATUS]: 'values' });
  });

  withCharts('an umbrella whose own template moves as well: that is the author, not the bump', async () => {
    const template = (text: string): Files => ({
      'mesh/templates/note.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: note}\ndata: {text: ${text}}\n`,
    });
    const { changes } = await compare(
      { ...umbrella('1.20.6'), ...template('old') },
      { ...umbrella('1.22.2'), ...template('new') },
    );
    expect(changes.filter(({ resource }) => resource.name === 'note')).toMatchObject([
      { path: 'data.text', cause: 'values' },
    ]);
  });

  withCharts('the same leaf moved by both', async () => {
    // Both the default of 1.22 and the author's value are another tag than before.
    const { changes } = await compare(
      umbrella('1.20.6'),
      umbrella('1.22.2', 'istiod:\n  pilot:\n    tag: 1.22.2-debug\n'),
    );
    expect(changes).toContainEqual(
      expect.objectContaining({ path: IMAGE.replace('Deployment ', ''), cause: 'both' }),
    );
  });

  withCharts('an Application: of the bump and of its values', async () => {
    const inline = (text: string): string => `values: |\n${text.replace(/^(?=.)/gm, '  ')}`.trimEnd();
    const report = await compare(
      { 'apps/istiod.yaml': application('1.20.6', inline(values(2, false))) },
      { 'apps/istiod.yaml': application('1.22.2', inline(values(4, true))) },
    );
    expect(causes(report)).toMatchObject({ [IMAGE]: 'version', [MIN]: 'values', [STATUS]: 'values' });
  });

  // No charts but those of the trees: what stands there is what counts.
  withCharts("an unpacked copy of Istio's chart, below an umbrella", async () => {
    const mesh = async (version: string, text: string): Promise<Files> => ({
      'mesh/Chart.yaml': [
        'apiVersion: v2',
        'name: mesh',
        'version: 0.1.0',
        'dependencies:',
        '- name: istiod',
        `  version: ${version}`,
        '  repository: file://./charts/istiod',
        '',
      ].join('\n'),
      'mesh/values.yaml': nested(text),
      ...(await copyOf('istiod', version, 'mesh/charts/istiod')),
    });
    const [base, head] = await Promise.all([
      mesh('1.20.6', values(2, false)),
      mesh('1.22.2', values(4, true)),
    ]);
    const report = await analyse(base, head, { helm });
    expect(causes(report)).toMatchObject({ [IMAGE]: 'version', [MIN]: 'values', [STATUS]: 'values' });
  });

  withCharts("an unpacked copy of Istio's chart, deployed by itself", async () => {
    const app = (text: string): string =>
      application('main', `valuesObject:\n${text.replace(/^(?=.)/gm, '  ')}`.trimEnd())
        .replace(/repoURL: .*/, 'repoURL: https://github.com/example/platform.git')
        .replace(/chart: .*/, 'path: charts/istiod');
    const tree = async (version: string, text: string): Promise<Files> => ({
      'apps/istiod.yaml': app(text),
      ...(await copyOf('istiod', version, 'charts/istiod')),
    });
    const [base, head] = await Promise.all([
      tree('1.20.6', values(2, false)),
      tree('1.22.2', values(4, true)),
    ]);
    const report = await analyse(base, head, { helm });
    expect(causes(report)).toMatchObject({ [IMAGE]: 'version', [MIN]: 'values', [STATUS]: 'values' });
  });
});

describe('what could not be taken along into a chart', () => {
  withCharts('is named and does not block', async () => {
    const extra: Files = {
      'mesh/templates/files.yaml': '{{- range $name, $text := .Files.Glob "notes/*" }}{{ end }}\n',
      'mesh/notes/a:b.txt': 'a name that not every system can write\n',
    };
    const { incomplete } = await compare(
      { ...umbrella('1.20.6'), ...extra },
      { ...umbrella('1.22.2'), ...extra },
    );
    expect(incomplete).toContainEqual(
      expect.objectContaining({
        file: 'mesh/notes/a:b.txt',
        blocking: false,
        why: expect.stringContaining('left out'),
      }),
    );
  });
});

/** Charts of a tree that would take more time than anybody has: what lies beyond a bound is named. */

import { readSide } from '../../src/analysis/side.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';
import type { Files } from '../support/scenario.js';

const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';
const OWN = `- {name: istiod, version: 1.24.2, repository: "${REPOSITORY}"}\n`;

function read(files: Files) {
  return readSide(memoryTree(files), { versions: [], values: [] });
}

/** Folders of charts, each with dependencies on others by their numbers. */
function charts(count: number, needs: (index: number) => readonly number[]): Files {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return Object.fromEntries(
    numbers.map(index => [
      `c${index}/Chart.yaml`,
      `apiVersion: v2\nname: c${index}\nversion: 1.0.0\ndependencies:\n${needs(index)
        .map(
          (to, nth) => `- {name: c${to}, alias: a${nth}, version: 1.0.0, repository: "file://../c${to}"}\n`,
        )
        .join('')}${index === count - 1 ? OWN : ''}`,
    ]),
  );
}

/** A template of an Application, with a line that is written piece by piece. */
function template(ranges: number): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec: {source: {chart: istiod, repoURL: "${REPOSITORY}", targetRevision: 1.24.2}}\n${'{{ range $.Values.l }}'.repeat(ranges)}# x${'{{ end }}'.repeat(ranges)}\n`;
}

function chartWith(templates: number): Files {
  const files: Record<string, string> = {
    'Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 1.0.0\n`,
    'values.yaml': `l: [${'1,'.repeat(50)}1]\n`,
  };
  for (let index = 0; index < templates; index++) files[`templates/a${index}.yaml`] = template(8);
  return files;
}

describe('hostile charts', () => {
  it('names once what is wrong with a chart that is needed twice on every level', async () => {
    const { problems } = await read(charts(24, index => [index + 1, index + 1]));
    const missing = problems.filter(({ why }) => why.includes('there is no Chart.yaml in c24'));
    expect(missing.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'c23/Chart.yaml:5',
      'c23/Chart.yaml:6',
    ]);
  });

  it('names charts in a ring that need the next two', async () => {
    const { problems } = await read(charts(40, index => [(index + 1) % 40, (index + 2) % 40]));
    expect(problems).toContainEqual(
      expect.objectContaining({ why: 'charts are nested more than 20 deep', blocking: true }),
    );
    expect(problems.length).toBeLessThan(100);
  });

  it('fills templates up to a bound, and names those that take more', async () => {
    const { detection, problems, unread } = await read(chartWith(60));
    const [first] = detection.installations;
    expect(first?.version).toBe('1.24.2');
    expect(problems).toContainEqual(
      expect.objectContaining({
        file: 'templates/a0.yaml',
        why: expect.stringContaining('too large'),
        blocking: true,
      }),
    );
    const told = new Set([...problems, ...unread].map(({ file }) => file));
    expect(
      Object.keys(chartWith(60)).filter(path => path.startsWith('templates/') && !told.has(path)),
    ).toEqual([]);
  });
});

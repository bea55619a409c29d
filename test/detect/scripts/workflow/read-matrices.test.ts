/** Matrices of a workflow that a job before them reads out of a file. */

import { all as found } from '../../../support/found.js';
import { describe, expect, it } from '../../../support/jest.js';

const CI = '.github/workflows/rollout.yml';
const HELM = 'helm upgrade --install istiod oci://gcr.io/istio-release/charts/istiod';
const expression = (text: string): string => `$\{{ ${text} }}`;

function workflow(print: string, matrix: string, version: string): string {
  return `jobs:\n  list:\n    outputs:\n      clusters: ${expression('steps.read.outputs.all')}\n    steps:\n      - id: read\n        run: |\n          ${print}\n  mesh:\n    needs: list\n    strategy:\n      matrix:${matrix}\n    steps:\n      - run: ${HELM} --version ${expression(version)}\n`;
}

const READ = expression('fromJSON(needs.list.outputs.clusters)');
const ECHO = (command: string): string => `echo "all=$(${command})" >> "$GITHUB_OUTPUT"`;
const CLUSTERS = '[\n  {"name": "eu", "istio": "1.24.1"},\n  {"name": "us", "istio": "1.23.4"}\n]\n';
const BOTH = ['istiod 1.23.4 clusters.json:3', 'istiod 1.24.1 clusters.json:2'];

describe('detect/scripts/workflow/read-matrices', () => {
  it.each([
    ['jq', 'jq -c . clusters.json'],
    ['jq, by its input', 'jq -c . < ./clusters.json'],
    ['cat', 'cat clusters.json'],
    ['both', 'cat clusters.json | jq -c .'],
  ])('are what the file holds: %s', async (_, command) => {
    const text = workflow(ECHO(command), `\n        cluster: ${READ}`, 'matrix.cluster.istio');
    expect(await found({ [CI]: text, 'clusters.json': CLUSTERS })).toEqual(BOTH);
  });

  it.each([
    ['as a whole', ` ${READ}`, `{"include": ${CLUSTERS.trim()}}\n`, 'jq -c . clusters.json'],
    [
      'as what is added',
      `\n        include: ${READ}`,
      `{"all": ${CLUSTERS.trim()}}\n`,
      'jq -c .all clusters.json',
    ],
  ])('are read %s', async (_, matrix, clusters, command) => {
    const text = workflow(ECHO(command), matrix, 'matrix.istio');
    expect(await found({ [CI]: text, 'clusters.json': clusters })).toEqual(BOTH);
  });

  it.each([
    ['what is picked of it', 'jq -c "map(select(.on))" clusters.json'],
    ['another command', './list.sh'],
  ])('stay open by %s', async (_, command) => {
    const text = workflow(ECHO(command), `\n        cluster: ${READ}`, 'matrix.cluster.istio');
    expect(await found({ [CI]: text, 'clusters.json': CLUSTERS })).toEqual([`istiod null ${CI}:15`]);
  });
});

/** Line breaks that Go's YAML knows beside "\n": a version behind one is the one that is installed. */

import { readDeclarations } from '../../src/analysis/side.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

describe('detect: line breaks', () => {
  it.each(['\r', '\u0085', '\u2028', '\u2029'])('reads the version behind one (%j)', async end => {
    const chart = `apiVersion: v2\nname: mesh\nversion: 1.0.0\ndependencies:\n- name: istiod\n  repository: ${ISTIO}\n  version: 1.20.6 # pinned${end}  version: 1.22.2\n`;
    const { detection } = await readDeclarations(memoryTree({ 'mesh/Chart.yaml': chart }));
    expect(detection.installations.map(({ version }) => version)).toEqual(['1.22.2']);
    expect(detection.problems.filter(({ blocking }) => blocking)).toEqual([]);
  });

  it.each(['\r', '\u0085', '\u2028', '\u2029'])('names a document behind one (%j)', async end => {
    const application = (name: string, version: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}}\nspec: {source: {repoURL: "${ISTIO}", chart: ${name}, targetRevision: ${version}}}\n`;
    const text = `${application('base', '1.20.6')}# note${end}---${end}${application('istiod', '1.22.2')}`;
    const { problems } = await readDeclarations(memoryTree({ 'apps.yaml': text }));
    expect(problems).toContainEqual(expect.objectContaining({ file: 'apps.yaml', line: 5, blocking: true }));
  });

  it('names an Application behind two byte order marks', async () => {
    const text = `\ufeff\ufeffapiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: istiod}\nspec: {source: {repoURL: "${ISTIO}", chart: istiod, targetRevision: 1.22.2}}\n`;
    const { problems } = await readDeclarations(memoryTree({ 'app.yaml': text }));
    expect(problems).toContainEqual(expect.objectContaining({ file: 'app.yaml', line: 1, blocking: true }));
  });
});

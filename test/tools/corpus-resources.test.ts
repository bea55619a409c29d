/**
 * Which DestinationRules an upgrade exposes in repositories that people wrote who had not seen the detectors, and where. None of
 * Istio's charts are needed: what is asked for is whose a rule is, and how it is applied.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyse } from '../../tools/score/analyse.js';
import { readResources } from '../../tools/score/corpus.js';
import { compareResources } from '../../tools/score/resources.js';
import { testHelms } from '../support/helm.js';
import { describe, expect, it } from '../support/jest.js';

const CORPUS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../test/corpus');

describe('written repositories with DestinationRules', () => {
  const charts = mkdtempSync(path.join(tmpdir(), 'no-charts-'));
  const helm = testHelms().then(all => all.find(({ version }) => version.startsWith('3.')));

  it.each(readResources(CORPUS).map(one => [one.name, one] as const))('%s', async (_name, one) => {
    const report = await analyse(one.before, one.after, charts, (await helm)?.path);
    expect(compareResources(one.expected, report)).toEqual(one.known);
  });
});

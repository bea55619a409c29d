/**
 * Which DestinationRules an upgrade exposes in repositories that people wrote who had not seen the detectors, and where.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readResources } from '../../tools/score/corpus.js';
import { compareResources, reportOn } from '../../tools/score/resources.js';
import { testHelms } from '../support/helm.js';
import { describe, expect, it } from '../support/jest.js';

const CORPUS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../test/corpus');

describe('written repositories with DestinationRules', () => {
  const helm = testHelms().then(all => all.find(({ version }) => version.startsWith('3.')));

  it.each(readResources(CORPUS).map(one => [one.name, one] as const))('%s', async (_name, one) => {
    const report = await reportOn(one, (await helm)?.path);
    expect(compareResources(one.expected, report)).toEqual(one.known);
  });
});

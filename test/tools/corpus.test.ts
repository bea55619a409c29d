/**
 * What people wrote who had not seen the detectors stays as it is read today. A case that gets better fails, too: what it
 * lists as `known` is no longer true then.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { detect } from '../../src/detect/detect.js';
import { groupBy } from '../../src/grouped.js';
import { compareChange } from '../../tools/score/changes.js';
import { compareInstallations, differences } from '../../tools/score/compare.js';
import { readChanges, readTrees } from '../../tools/score/corpus.js';
import { judged } from '../../tools/score/judged.js';
import { describe, expect, it } from '../support/jest.js';

const CORPUS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../test/corpus');

describe('written repositories', () => {
  it.each([...groupBy(readTrees(CORPUS), ({ form }) => form)])(
    '%s: chart, version and line are found',
    async (_form, cases) => {
      const wrong = await Promise.all(
        cases.map(async ({ name, tree, installations }) => {
          const detection = await detect(tree);
          return [name, differences(compareInstallations(installations, detection.installations))] as const;
        }),
      );
      expect(Object.fromEntries(wrong)).toEqual(knownOf(cases));
    },
  );
});

describe('written pull requests', () => {
  it.each([...groupBy(readChanges(CORPUS), ({ form }) => form)])(
    '%s: what moves is named, and nothing else',
    async (_form, cases) => {
      const wrong = await Promise.all(
        cases.map(
          async ({ name, before, after, expected }) =>
            [name, compareChange(expected, await judged(before, after))] as const,
        ),
      );
      expect(Object.fromEntries(wrong)).toEqual(knownOf(cases));
    },
  );
});

function knownOf(cases: readonly { readonly name: string; readonly known: readonly string[] }[]): object {
  return Object.fromEntries(cases.map(({ name, known }) => [name, known]));
}

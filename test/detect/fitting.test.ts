/** Files that a name with holes may mean. */

import { filesFitting } from '../../src/detect/fitting.js';
import { memoryTree } from '../../src/tree/memory.js';
import { describe, expect, it } from '../support/jest.js';

const tree = memoryTree({
  'envs/prod.tfvars': '',
  'envs/eu/prod.tfvars': '',
  'envs/dev.tfvars': '',
  'envs/de+v.yaml': '',
});

describe('detect: names that are filled in', () => {
  it.each([
    ['a name without holes', '', ['envs/dev.tfvars'], ['envs/dev.tfvars']],
    ['a name', '', ['envs/', '.tfvars'], ['envs/dev.tfvars', 'envs/prod.tfvars']],
    ['a folder and a name', 'envs', ['', '/', '.tfvars'], ['envs/eu/prod.tfvars']],
    ['what is no pattern', 'envs', ['de+', '.yaml'], ['envs/de+v.yaml']],
    ['what is not there', '', ['envs/test.tfvars'], []],
    ['what leads out', 'envs', ['../../', '.tfvars'], []],
  ])('%s', (_, folder, parts, expected) => {
    expect(filesFitting(tree, folder, parts)).toEqual(expected);
  });

  it('takes no longer for many holes', () => {
    const long = memoryTree({ [`${'a'.repeat(240)}.yaml`]: '' });
    expect(filesFitting(long, '', [...Array.from({ length: 30 }, () => 'a'), 'b.yaml'])).toEqual([]);
  });
});

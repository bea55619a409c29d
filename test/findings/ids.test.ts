/** Every finding that no rule makes has a name that the command line knows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FINDING_IDS } from '../../src/findings/ids.js';

describe('FINDING_IDS', () => {
  it('holds the names that the sources give, and no others', () => {
    const given = ['src/findings', 'src/analysis'].flatMap(folder =>
      readdirSync(folder)
        .filter(file => file.endsWith('.ts'))
        .flatMap(file => [...readFileSync(join(folder, file), 'utf8').matchAll(/^\s+rule: '([a-z-]+)'/gm)])
        .map(([, id]) => id),
    );
    expect([...new Set(given)].sort()).toEqual([...FINDING_IDS]);
  });
});

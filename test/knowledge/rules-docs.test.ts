import { readdirSync, readFileSync } from 'node:fs';
import { generatedDocs } from '../../tools/docs/generate.js';
import { describe, expect, it } from '../support/jest.js';

const guide = readFileSync('docs/writing-rules.md', 'utf8');
const schema = JSON.parse(readFileSync('knowledge/schema/rule.schema.json', 'utf8')) as {
  properties: Record<string, unknown>;
};
const generated = await generatedDocs();

describe('generated pages (`npm run docs` writes them)', () => {
  it.each([...generated])('%s is what rules and code say', (path, text) => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('leaves no page of a rule that is gone', () => {
    const pages = readdirSync('docs/rules').map(name => `docs/rules/${name}`);
    expect(pages.filter(path => !generated.has(path))).toEqual([]);
  });
});

describe('docs/writing-rules', () => {
  it.each(Object.keys(schema.properties))('explains the field %s', field => {
    expect(guide.split('## Expressions')[0]).toContain(`\`${field}\``);
  });
});

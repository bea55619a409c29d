import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { viewDefinitions } from '../../src/mesh/views/index.js';

const guide = readFileSync('docs/writing-rules.md', 'utf8');
const schema = JSON.parse(readFileSync('knowledge/schema/rule.schema.json', 'utf8')) as {
  properties: Record<string, unknown>;
};

describe('docs/writing-rules', () => {
  it.each(viewDefinitions.map(view => [view.name, view] as const))(
    'documents the view %s as it is',
    (name, view) => {
      const rows = Object.entries(view.fields).map(([field, holds]) => `| \`${field}\` | ${holds} |\n`);
      const places = Object.entries(view.places).map(([place, where]) => `\`${place}\` (${where})`);
      const section = [
        `### ${name}\n\n${view.summary}.\n\n| field | holds |\n| --- | --- |\n`,
        ...rows,
        `\nPlaces: ${places.join(', ')}.\n`,
      ];
      expect(guide).toContain(section.join(''));
    },
  );

  it.each(Object.keys(schema.properties))('explains the field %s', field => {
    expect(guide.split('## Expressions')[0]).toContain(`\`${field}\``);
  });
});

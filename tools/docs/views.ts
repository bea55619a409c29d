/** The page of the views: every field and place, as the code documents it. */
import type { ViewDefinition } from '../../src/mesh/view.js';

export function viewsPage(views: readonly ViewDefinition[]): string {
  return [
    '# Views',
    'What a rule can look at (see [writing-rules.md](writing-rules.md)). This page is written by `npm run docs`.',
    ...views.map(section),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function section({ name, summary, fields, places }: ViewDefinition): string {
  const rows = Object.entries(fields).map(([field, holds]) => `| \`${field}\` | ${cell(holds)} |`);
  const named = Object.entries(places).map(([place, where]) => `\`${place}\` (${where})`);
  return [
    `## ${name}\n\n${summary}.\n`,
    ['| field | holds |', '| --- | --- |', ...rows].join('\n'),
    named.length > 0 ? `\nPlaces: ${named.join(', ')}.` : '\nPlaces: none.',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** Files of settings as programs read them: YAML and JSON, JSON5, TOML, and lines of `key = value`. */
import type { DataPath, Positioned } from '../../model.js';
import { parseYaml } from '../../yaml/positioned.js';
import { valueAt } from '../../yaml/value-at.js';
import type { DetectContext } from '../detector.js';
import { withoutComments } from './text.js';

/** How their names end, for patterns. */
export const ENDINGS = '(?:json[5c]?|ya?ml|toml|ini|cfg|properties)';

const SETTINGS = new RegExp(`\\.${ENDINGS}$`);

export function isSettingsFile(path: string): boolean {
  return SETTINGS.test(path);
}

/** What a file of settings holds, document by document; nothing where it can't be read. */
export async function settingsOf(context: DetectContext, file: string): Promise<readonly Positioned[]> {
  if (/\.(?:json|ya?ml)$/.test(file)) return (await context.yaml(file)).documents.map(({ data }) => data);
  const text = await context.text(file);
  if (text === undefined) return [];
  if (file.endsWith('.toml')) {
    // Few trees have such a file: its parser is not loaded for the others.
    const { parseToml } = await import('../../toml/positioned.js');
    const data = parseToml(file, text);
    return data ? [data] : [];
  }
  // But for its comments, JSON5 as people write it is YAML.
  if (/\.json[5c]$/.test(file))
    return parseYaml(file, withoutComments('settings.js', text)).documents.map(({ data }) => data);
  return [linesOfSettings(file, text)];
}

/** Longer lines are no settings of people. */
const MAX_LINE = 2000;
const LINE = /^\s*(?:export\s+)?["']?([\w.-]{1,200})["']?\s*[=:]\s*(.*)$/;

/** `[mesh]` and `outbound = ALLOW_ANY` of INI, `mesh.outbound=…` of properties, `export MESH_OUTBOUND="…"` of the environment. */
export function linesOfSettings(file: string, text: string): Positioned {
  const sections = new Map<string, Map<string, string>>();
  const lines = new Map<string, number>();
  let section = '';
  for (const [index, line] of text.split('\n').entries()) {
    if (line.length > MAX_LINE || /^\s*[#;!]/.test(line)) continue;
    const head = /^\s*\[([^[\]\n]{1,200})\]\s*$/.exec(line)?.[1];
    if (head !== undefined) section = head.trim();
    const [, key, value = ''] = head === undefined ? (LINE.exec(line) ?? []) : [];
    if (key === undefined) continue;
    const own = sections.get(section) ?? new Map<string, string>();
    sections.set(section, own.set(key, value.trim().replace(/^(["'])(.*)\1$/, '$2')));
    lines.set(JSON.stringify(section === '' ? [key] : [section, key]), index + 1);
  }
  const whole = Object.fromEntries([
    ...(sections.get('') ?? []),
    ...[...sections].flatMap(([name, own]) => (name === '' ? [] : [[name, Object.fromEntries(own)]])),
  ]);
  return positioned(file, whole, lines, []);
}

function positioned(
  file: string,
  whole: unknown,
  lines: ReadonlyMap<string, number>,
  base: DataPath,
): Positioned {
  const lineOf = (path: DataPath): number => lines.get(JSON.stringify([...base, ...path])) ?? 1;
  return {
    file,
    value: valueAt(whole, base),
    lineOf,
    endLineOf: lineOf,
    at: path => positioned(file, whole, lines, [...base, ...path]),
  };
}

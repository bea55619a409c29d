/** What a template does with a value decides how it can be tried. */
import { readingOf } from '../../src/analysis/open/reads.js';
import type { StagedChart } from '../../src/model.js';
import { describe, expect, it } from '../support/jest.js';

function reading(action: string): string {
  const files = new Map([['templates/a.yaml', Buffer.from(`a: {{ ${action} }}\n`)]]);
  const found = readingOf({ files } as unknown as StagedChart, ['app', 'mode']);
  return found.kind === 'shown' ? ['shown', ...found.literals].join(' ') : found.kind;
}

describe('analysis/open/reads', () => {
  it.each([
    ['.Values.app.name', 'shown'],
    ['.Values.shop.name', 'unread'],
    ['.Values.app.mode', 'shown'],
    ['if .Values.app.mode', 'shown'],
    ['if eq .Values.app.mode "full"', 'shown full'],
    ['if eq (toString .Values.app.mode) "full"', 'shown full'],
    ['if .Values.app.mode | eq `full`', 'shown full'],
    ['if or (eq .Values.app.mode "full") (hasPrefix "half" .Values.app.mode)', 'shown full half'],
    ['if has .Values.app.mode (list "full" "half")', 'shown full half'],
    ['ternary "a" "b" (eq .Values.app.mode "full")', 'shown a b full'],
    ['if empty .Values.app.mode', 'shown'],
  ])('tries what stands in %s', (action, expected) => {
    expect(reading(action)).toBe(expected);
  });

  it.each([
    'if eq .Values.app.mode .Values.app.other',
    'if eq .Values.app.mode .Values.app.other | default "full"',
    'if eq (default "full" .Values.app.mode) .Values.app.other',
    'if has .Values.app.mode .Values.app.modes',
    'if eq (printf "%s-x" .Values.app.mode) "full-x"',
    'if eq .Values.app.mode 3',
    'if gt (len .Values.app.mode) 4',
    'range .Values.app.mode',
    'if eq .Values.app.mode "a\\"b"',
  ])('does not know what hangs on it in %s', action => {
    expect(reading(action)).toBe('compared');
  });
});

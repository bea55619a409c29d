/** What `explain` prints: one rule, or the history of one setting. */
import type { Rule } from '../rules/rule.js';
import { visible } from './escape.js';
import { wrap } from './wrap.js';

/** The defaults of one setting over all releases that the knowledge covers. */
export interface SettingHistory {
  readonly name: string;
  readonly histories: readonly ComponentHistory[];
}

/** The same name may be read by several components, or stand for several kinds of setting. */
export interface ComponentHistory {
  readonly component: string;
  readonly kind: string;
  /** In the order of releases; a gap between two ranges means that the setting did not exist there. */
  readonly ranges: readonly DefaultRange[];
}

export interface DefaultRange {
  /** First and last release with this default. */
  readonly from: string;
  readonly to: string;
  /** As Go spells it; nothing set is the empty string. */
  readonly default: string;
}

const DEFAULT_WIDTH = 100;

/** One rule for reading in a terminal; ends with a line break. */
export function explainRule(rule: Rule, width = DEFAULT_WIDTH): string {
  const { knob, pin } = rule;
  const kinds = rule.kinds.length === 0 ? 'the installation itself' : rule.kinds.join(', ');
  return paragraphs([
    wrap(`${rule.id} (${rule.severity}): ${rule.title}`, width),
    wrap(rule.summary, width),
    wrap(`Changes ${rule.component} since Istio ${rule.since.join(', ')}. Judged on: ${kinds}.`, width),
    knob
      ? wrap(
          `Setting: ${knob.name} (${knob.kind}), ${spelt(knob.old)} before, ${spelt(knob.new)} after.${knob.removed === undefined ? '' : ` No longer read from Istio ${knob.removed} on.`}`,
          width,
        )
      : '',
    pin ? wrap(`To keep the old behaviour for now: ${keep(rule)} ${pin.note}`, width, '', '  ') : '',
    pin?.weakens ? wrap(`That gives up security: ${pin.weakens}`, width, '', '  ') : '',
    ...rule.fixes.map(fix =>
      wrap(
        `Lasting fix: ${fix.note}${fix.weakens === undefined ? '' : ` This gives up security: ${fix.weakens}`}`,
        width,
        '',
        '  ',
      ),
    ),
    rule.question === '' ? '' : `Ask the cluster (reads only):\n  ${visible(rule.question)}`,
    rule.references.length === 0
      ? ''
      : `Sources:\n${rule.references.map(address => `  ${visible(address)}`).join('\n')}`,
  ]);
}

/** The history of one setting for reading in a terminal; ends with a line break. */
export function explainSetting(setting: SettingHistory, width = DEFAULT_WIDTH): string {
  if (setting.histories.length === 0) return `${visible(setting.name)}: not known in any release.\n`;
  const blocks = setting.histories.map(({ component, kind, ranges }) =>
    [wrap(`${setting.name} (${kind}), read by ${component}:`, width), ...rangeLines(ranges)].join('\n'),
  );
  return paragraphs(blocks);
}

function rangeLines(ranges: readonly DefaultRange[]): string[] {
  const rows = ranges.map(range => ({
    releases: range.from === range.to ? range.from : `${range.from} to ${range.to}`,
    value: spelt(range.default),
  }));
  const width = Math.max(0, ...rows.map(row => row.releases.length));
  return rows.map(row => `  ${row.releases.padEnd(width)}  ${row.value}`);
}

function keep(rule: Rule): string {
  return rule.knob ? `set ${rule.knob.name} to ${spelt(rule.knob.old)}.` : '';
}

function spelt(value: string): string {
  return value === '' ? 'not set' : visible(value);
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

/**
 * Templates of ResourceSets: Go templates between `<<` and `>>`, in which `inputs` is what the set is filled with.
 * Source: https://fluxoperator.dev/docs/crd/resourceset/#resources-configuration
 */
import { GAP_MARK } from '../../evaluated/marks.js';
import { type EvaluatedMap, mapOf } from '../../evaluated/value.js';
import { fillText } from '../../gotemplate/fill.js';
import type { TemplateLanguage } from '../../gotemplate/languages.js';
import type { FilledTemplate } from '../../gotemplate/output.js';
import type { Position } from '../../model.js';
import type { Filled } from '../reshaped.js';
import { asYaml } from './substitute.js';

/** Of what the operator adds to Sprig's functions, `slugify` stays open. */
const LANGUAGE: TemplateLanguage = { functions: {}, missingKey: 'error' };
/** Stands for the template itself, among the files that values come from. */
const TEXT = '';

/** What a template is filled with. */
export interface SetFilling {
  readonly inputs: EvaluatedMap;
  /** Counts down; shared by all that one set makes. */
  readonly steps: { left: number };
}

/** More than filling the objects of any set takes. */
export const MAX_STEPS = 500_000;

/** One text of an object, filled in; undefined where there is nothing to fill in, or none of it is decided. */
export function fillInputs(text: string, filling: SetFilling): Filled | undefined {
  if (!text.includes('<<')) return undefined;
  let at: Position | undefined;
  let isFilled = false;
  const fill = (template: string): string => {
    const whole = decided(template, filling);
    if (whole) {
      at = placeOf(whole);
      isFilled = true;
      return whole.text;
    }
    if (hasBlocks(template)) return template;
    // One action that nobody can decide here leaves the others as they are.
    return actionsOf(template)
      .map(({ text: part, isAction }) => {
        const found = isAction ? decided(part, filling) : undefined;
        isFilled ||= found !== undefined;
        return found?.text ?? part;
      })
      .join('');
  };
  // The operator fills in the YAML that it writes of an object, in which a text that needs no quotes has none.
  const value = text.includes('\n') ? fill(text) : asYaml(text, fill);
  return isFilled ? { value, ...(at ? { at } : {}) } : undefined;
}

/** A whole text of documents, filled in. What is not decided stands in it as `<< … >>`; undefined where lines hang on that. */
export function fillDocuments(text: string, filling: SetFilling): FilledTemplate | undefined {
  const filled = filledBy(text, filling);
  if (!filled || filled.assumed.length > 0) return undefined;
  const spelt = filled.text.replace(MARKS, mark => {
    const what = (filled.gaps.get(mark)?.what ?? 'a value').replace(/[<>:#\n]/g, '');
    return `<< ${what} of the inputs >>`;
  });
  return { ...filled, text: spelt };
}

const MARKS = new RegExp(GAP_MARK, 'g');

/** True for a template of which parts are left out or repeated. */
export function hasBlocks(text: string): boolean {
  return /<<-?\s*(if|range|with|end|else|define|block|template|\$)/.test(text);
}

function decided(text: string, filling: SetFilling): FilledTemplate | undefined {
  const filled = filledBy(text, filling);
  return filled && filled.gaps.size === 0 && filled.assumed.length === 0 ? filled : undefined;
}

function filledBy(text: string, filling: SetFilling): FilledTemplate | undefined {
  const { inputs, steps } = filling;
  const host = {
    language: LANGUAGE,
    steps,
    readFile: () => undefined,
    fill: () => inputs,
  };
  const template = inBraces(text);
  if (template === undefined || steps.left < 0) return undefined;
  const result = fillText(template, mapOf({ inputs }, inputs.at), TEXT, host);
  return result.ok ? result.filled : undefined;
}

/** Where the one value that a text is the whole of is written. */
function placeOf({ text, origins }: FilledTemplate): Position | undefined {
  const [only] = origins;
  return only && only.text === text.trim() && only.at.file !== TEXT ? only.at : undefined;
}

interface Part {
  readonly text: string;
  readonly isAction: boolean;
}

/** The template as Go's own delimiters have it, line by line; undefined where an action is not closed. */
function inBraces(text: string): string | undefined {
  const parts = actionsOf(text);
  if (parts.some(({ isAction, text: part }) => isAction && !part.endsWith('>>'))) return undefined;
  return parts
    .map(({ text: part, isAction }) =>
      isAction
        ? `{{${named(part.slice(2, -2))}}}`
        : // Braces of other templates are plain text here.
          part.replace(/\{{2,}|\{$/g, braces => `{{"${braces}"}}`),
    )
    .join('');
}

/** `inputs` is a function of the operator's: here, what the template is filled with has it. Words in quotes stay. */
function named(action: string): string {
  let made = '';
  for (let position = 0; position < action.length; ) {
    const rest = endOfWord(action, position);
    const word = action.slice(position, rest);
    const before = action[position - 1] ?? ' ';
    made += word === 'inputs' && !/[.$]/.test(before) ? '$.inputs' : word;
    position = rest;
  }
  return made;
}

/** The end of the word, of the text in quotes, or of the one character at a position. */
function endOfWord(action: string, start: number): number {
  const first = action[start] ?? '';
  let end = start + 1;
  if (/["'`]/.test(first)) {
    while (end < action.length && action[end] !== first) end += action[end] === '\\' && first !== '`' ? 2 : 1;
    return Math.min(end + 1, action.length);
  }
  if (/\w/.test(first)) while (/\w/.test(action[end] ?? '')) end++;
  return end;
}

/** Text and actions in turn. An action that is not closed has no `>>` at its end. */
function actionsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  for (let position = 0; position < text.length; ) {
    const open = text.indexOf('<<', position);
    const end = open < 0 ? text.length : open;
    if (end > position) parts.push({ text: text.slice(position, end), isAction: false });
    if (open < 0) break;
    let close = open + 2;
    while (close < text.length && !text.startsWith('>>', close)) close = endOfWord(text, close);
    position = Math.min(close + 2, text.length);
    parts.push({ text: text.slice(open, position), isAction: true });
  }
  return parts;
}

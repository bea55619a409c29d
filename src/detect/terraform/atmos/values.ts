/** Values of stacks of Atmos, of which some show only when it runs. */
import { withLeaves } from '../../../evaluated/laid-over.js';
import { type EvaluatedValue, unknown } from '../../../evaluated/value.js';

/** `!env ISTIO`, `"!template {{ .a }}"`: https://atmos.tools/functions/yaml */
const FUNCTION = /(?:^|[\s'"])![a-z][\w.:-]{0,50}(?=[\s'"]|$)/;

/** Atmos fills in templates of Go before it reads the data, and calls functions after it: what one stands for is not told here. */
export function withoutFunctions(value: EvaluatedValue, text: string): EvaluatedValue {
  const lines = text.split('\n');
  return withLeaves(value, leaf => {
    const { at } = leaf;
    const written = leaf.kind === 'scalar' ? String(leaf.value) : '';
    const isOpen = written.includes('{{') || FUNCTION.test((lines[at.line - 1] ?? '').slice(0, MAX_LINE));
    return isOpen ? unknown(written.slice(0, 100), at) : leaf;
  });
}

/** Longer than any line that a person writes. */
const MAX_LINE = 2000;

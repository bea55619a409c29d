/** Parts of lines, and some of the lines, as `head`, `tail`, `cut` and `tr` take them. */
import { cutRow, fieldsOf, joined, type Row, textOf } from './printed-rows.js';
import { argumentsOf, type Call, changed, inputOf, kept, ordered, type Printed } from './tool-calls.js';

/** `head -n 1`, `tail -n +2`, `head -1` */
export function cutOff(call: Call, isTail: boolean): Printed | undefined {
  const { of, flags, rest } = argumentsOf(
    call.given.map(word => ({ ...word, text: word.text.replace(/^-(?=\d)/, '-n') })),
    'n',
  );
  const input = ordered(inputOf(rest, call));
  const count = of('n') ?? '10';
  if (!input || !/^\+?\d{1,4}$/.test(count) || flags.some(flag => flag !== 'n')) return undefined;
  if (!isTail) return { rows: input.rows.slice(0, Number(count)) };
  const from = count.startsWith('+') ? Number(count) - 1 : input.rows.length - Number(count);
  return { rows: input.rows.slice(Math.max(from, 0)) };
}

/** `cut -d= -f2`, `cut -d, -f1,3` */
export function cut(call: Call): Printed | undefined {
  const { of, flags, rest } = argumentsOf(call.given, 'df');
  const separator = of('d') ?? '\t';
  // They are printed in their own order, however they are asked for.
  const numbers = (of('f') ?? '')
    .split(',')
    .toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
  const found = inputOf(rest, call);
  const input = flags.includes('s') ? kept(found, row => textOf(row).includes(separator)) : found;
  if (separator.length !== 1 || flags.some(flag => !/^[dfs]$/.test(flag))) return undefined;
  if (!numbers.every(one => /^\d{1,2}-?$/.test(one))) return undefined;
  return changed(input, row => {
    const fields = fieldsOf(row, separator);
    if (fields.length === 1) return row;
    const own = numbers.flatMap(one =>
      one.endsWith('-') ? fields.slice(Number.parseInt(one, 10) - 1) : [fields[Number(one) - 1] ?? []],
    );
    return joined(own, separator);
  });
}

/** `tr -d '"'`, `tr ',' ' '` */
export function translated({ given, input }: Call): Printed | undefined {
  const { flags, rest } = argumentsOf(given, '');
  const [from = '', to = ''] = rest.map(({ text }) =>
    text.replace(/\\n/g, '\n').replace(/\\r/g, '\r').replace(/\\t/g, '\t'),
  );
  const isDeleting = flags.includes('d') || flags.includes('s');
  if (flags.some(flag => !/^[ds]$/.test(flag)) || from.includes('\n') || /[[\\-]/.test(from))
    return undefined;
  if (flags.includes('s') && to !== '') return undefined;
  if (flags.includes('s') || (from.length === to.length && !isDeleting))
    return split(
      changed(input, row => {
        const letters = row.map(word => ({ ...word, text: withLetters(word.text, from, to || from) }));
        return flags.includes('s') ? squeezed(letters, from) : letters;
      }),
    );
  return isDeleting && to === ''
    ? changed(input, row => row.map(word => ({ ...word, text: withLetters(word.text, from, '') })))
    : undefined;
}

/** One of each letter that stands there several times. */
function squeezed(row: Row, letters: string): Row {
  let last = '';
  return row.map(word => {
    const text = [...word.text].filter(letter => {
      const isAgain = letter === last && letters.includes(letter);
      last = letter;
      return !isAgain;
    });
    return { ...word, text: text.join('') };
  });
}

/** Lines that have ends in them now. */
function split(input: Printed | undefined): Printed | undefined {
  if (!input?.rows.some(row => textOf(row).includes('\n'))) return input;
  const rows = input.rows.flatMap(row => {
    const text = textOf(row);
    let start = 0;
    return text.split('\n').map(line => {
      const end = start + line.length;
      const own = cutRow(row, start, end);
      start = end + 1;
      return own;
    });
  });
  return { ...input, rows };
}

function withLetters(text: string, from: string, to: string): string {
  return [...text]
    .map(letter => (from.includes(letter) ? (to[from.indexOf(letter)] ?? '') : letter))
    .join('');
}

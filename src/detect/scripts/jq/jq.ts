/** Calls of jq and yq: the file, and what their filters find in variables. */
import { append } from '../../../append.js';
import type { Row } from '../printed-rows.js';
import { placeOf, type Word } from '../text.js';
import type { Call, Printed } from '../tool-calls.js';
import { filtered } from './filters.js';

/** `jq -r --arg name istiod '.charts[] | select(.name == $name) | .version' charts.json` */
export function asked(call: Call): Printed | undefined {
  const given: Word[] = [];
  const named = new Map<string, string>();
  const { given: all, known, settings } = call;
  for (let index = 0; index < all.length; index++) {
    const word = all[index];
    const { text = '' } = word ?? {};
    if (/^--(?:arg|argjson)$/.test(text)) {
      named.set(all[index + 1]?.text ?? '', all[index + 2]?.text ?? '');
      index += 2;
    } else if (/^-{1,2}(?:o|p|P|I|output-format|input-format|indent)$/.test(text)) index++;
    else if (word && !/^-(?!$)/.test(text) && !/^(?:<|e|eval|-)$/.test(text)) given.push(word);
  }
  const [filter, file, ...others] = given;
  if (!filter || others.length > 0) return undefined;
  // What is in place edited prints nothing.
  if (all.some(({ text }) => /^-(?:[a-z]{0,4}i[a-z]{0,4}|-in-?place)$/.test(text))) return undefined;
  // Of all documents as one list, of none, and of lines.
  if (all.some(({ text }) => /^-(?:[a-z]{0,4}[snR][a-zR]{0,4}|-(?:slurp|null-input|raw-input))$/.test(text)))
    return undefined;
  const source = file ? known.source(file.text) : call.input?.source;
  const embedded = source ? undefined : call.input?.rows.flat()[0];
  const documents = source?.documents ?? (embedded ? (known.source(embedded.text)?.documents ?? []) : []);
  if (documents.length === 0) return undefined;
  const variable = (name: string): string | undefined => {
    const value = named.get(name) ?? settings.get(name) ?? known.variable(name);
    // What is handed over may be a variable of the shell itself.
    const inner = /^\$\{?([A-Za-z_]\w{0,80})\}?$/.exec(value ?? '')?.[1];
    const text = inner === undefined ? value : known.variable(inner);
    return text === undefined || /[$`]/.test(text) ? undefined : text;
  };
  const rows: Row[] = [];
  for (const data of documents) {
    const found = filtered(data, filter.text.replaceAll('$$', '$'), placeOf(filter), variable);
    if (!found) return undefined;
    append(rows, found);
  }
  return { rows };
}

/** A piece of a file that holds one document. */
export interface Chunk {
  readonly text: string;
  /** Lines before it. */
  readonly line: number;
}

/** Cuts a text at its document markers, without reading the documents. */
export function splitDocuments(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let current: string[] = [];
  let start = 0;
  const lines = text.split('\n');
  for (const [number, line] of lines.entries()) {
    if (/^---(\s|$)/.test(line) && number > start) {
      chunks.push({ text: current.join('\n'), line: start });
      current = [];
      start = number;
    }
    current.push(line);
  }
  chunks.push({ text: current.join('\n'), line: start });
  return chunks;
}

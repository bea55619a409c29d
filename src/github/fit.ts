/** Renders a report that may be `maxLength` characters long. */
export type Render = (maxLength: number) => string;

/**
 * A rendering that surely fits. The renderer leaves out sections by itself; where what it gives is still too long by
 * this surface's own measure, it is asked for less, and at last replaced, never cut through its markup.
 * @param measure length as the surface counts it
 * @param fallback short text for when nothing else fits
 */
export function fitInto(
  render: Render,
  limit: number,
  measure: (text: string) => number,
  fallback: string,
): string {
  let maxLength = limit;
  for (let attempt = 0; attempt < 5; attempt++) {
    const text = render(maxLength);
    const length = measure(text);
    if (length <= limit) return text;
    maxLength = Math.floor(Math.min(maxLength * 0.9, (maxLength * limit * 0.95) / length));
  }
  return fallback;
}

export function characters(text: string): number {
  return text.length;
}

export function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

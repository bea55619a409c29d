/** Texts with names filled in. */

/** More than names add to a text of people: one that stands for itself many times over, again and again, grows without end. */
const MAX_ADDED = 20_000;

/**
 * @param pattern what stands for something, anywhere in the text
 * @param standsFor what a match of it stands for; undefined where nothing tells
 */
export function filledText(
  text: string,
  pattern: RegExp,
  standsFor: (...match: readonly string[]) => string | undefined,
): string {
  let left = MAX_ADDED;
  return text.replace(pattern, (...match) => {
    const [whole = ''] = match;
    const value = left < 0 ? undefined : standsFor(...match);
    left -= value?.length ?? 0;
    return left < 0 ? whole : (value ?? whole);
  });
}

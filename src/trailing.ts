/** Without the characters of one kind at the end of a text. `/\/+$/` tries every run of them anew, which takes minutes for long ones. */
export function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end--;
  return text.slice(0, end);
}

/** Kinds of objects in texts that are no YAML yet. */

/** Kinds of the objects of a text, whatever it is before something fills it in. */
export function kindsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(KIND)].map(([, kind = '']) => kind))];
}

const KIND = /^[ \t-]{0,40}kind:[ \t]{0,9}["']?([A-Za-z]{1,60})/gm;

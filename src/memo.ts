/** What follows from an object alone is made once, and kept for as long as the object is. */
export function oncePer<Key extends object, Result extends NonNullable<unknown> | undefined>(
  make: (key: Key) => Result,
): (key: Key) => Result {
  const made = new WeakMap<Key, { readonly result: Result }>();
  return key => {
    const known = made.get(key);
    if (known) return known.result;
    const result = make(key);
    made.set(key, { result });
    return result;
  };
}

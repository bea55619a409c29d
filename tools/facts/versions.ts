/** Order of releases. */

/** Which tags are stable releases that the facts cover. */
export function isCovered(tag: string): boolean {
  const match = /^1\.(\d+)\.\d+$/.exec(tag);
  return match !== null && Number(match[1]) >= oldestMinor;
}

const oldestMinor = 16;

/** Negative when `a` is the older one; both are `X.Y.Z`. */
export function compareReleases(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (const [index, part] of left.entries()) {
    const difference = part - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

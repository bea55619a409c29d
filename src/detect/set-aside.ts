/** True for files that are kept but not deployed: archives, vendored code, test data, expectations of tests. */
export function isSetAside(path: string): boolean {
  return (
    /(^|\/)([._]?archived?|attic|graveyard|node_modules|vendor|testdata)\//i.test(path) ||
    /(^|[-/.\d])assert(s|ion|ions)?\.ya?ml$/i.test(path)
  );
}

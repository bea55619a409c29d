/** True for files that are kept but not deployed: archives, vendored code, test data, expectations of tests. */
export function isSetAside(path: string): boolean {
  return (
    isArchived(path) ||
    /(^|\/)(node_modules|vendor)\//i.test(path) ||
    /(^|[-/.\d])assert(s|ion|ions)?\.ya?ml$/i.test(path) ||
    // What tests of charts expect to be rendered (helm-unittest, jest).
    /\.snap(\.ya?ml)?$|(^|\/)__snapshots?__\//i.test(path)
  );
}

/**
 * True for what a package manager brought along with code: `node_modules`, and the modules of Go by the host that they come from.
 * Charts in a folder that is merely called `vendor` may well be deployed.
 * Source: https://go.dev/ref/mod#vendoring
 */
export function isBroughtAlong(path: string): boolean {
  return /(?:^|\/)(?:node_modules|vendor\/(?:[\w-]{1,60}\.){1,5}[a-z]{2,10})\//.test(path);
}

/** True for manifests that nobody applies from where they stand: those of archives, test data and documentation. */
export function isKeptOnly(path: string): boolean {
  return isArchived(path) || /(^|\/)docs?\//i.test(path);
}

/** True for archives (also misspelt, or marked by a letter so that they sort last) and test data. */
export function isArchived(path: string): boolean {
  return /(^|\/)([._]|[a-z]{1,2}[-_])?(archie?ved?s?[-_]?\d{0,3}|obsolete(d|ly|s)?|deprecated|attic|graveyard|testdata)\//i.test(
    path,
  );
}

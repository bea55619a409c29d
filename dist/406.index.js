export const id = 406;
export const ids = [406,218];
export const modules = {

/***/ 84406:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   coverage: () => (/* binding */ coverage),
/* harmony export */   coverageKinds: () => (/* binding */ coverageKinds),
/* harmony export */   curatedMinors: () => (/* binding */ curatedMinors),
/* harmony export */   knownChanges: () => (/* binding */ knownChanges)
/* harmony export */ });
/* harmony import */ var semver__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(62088);
/* harmony import */ var _releases_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(70218);
/** Which behaviour changes of Istio somebody has looked at: each is judged by a rule, or the ledger says why it isn't. */


/** The processes whose variables act on a mesh; the tools' own are of no interest here. */
const PROCESSES = new Set(['pilot', 'proxy', 'cni']);
const coverageKinds = ['env', 'meshConfig', 'values', 'note'];
/** Holds the changes against the rules and the ledger. */
function coverage(facts, rules, ledger) {
    const judged = new Set(rules.flatMap(coveredBy));
    const explained = new Set(ledger.map(entry => `${entry.minor} ${entry.kind} ${entry.name}`));
    const changes = knownChanges(facts);
    const open = changes.filter(({ kind, name }) => !judged.has(`${kind} ${name}`));
    const uncovered = open.filter(({ version, kind, name }) => !explained.has(`${(0,_releases_js__WEBPACK_IMPORTED_MODULE_1__.minorOf)(version)} ${kind} ${name}`));
    return {
        changes: changes.length,
        rules: changes.length - open.length,
        ledger: open.length - uncovered.length,
        uncovered,
    };
}
/** Minors of which every change is judged or explained. */
function curatedMinors(facts, { uncovered }) {
    const minors = new Set(facts.releases.map(_releases_js__WEBPACK_IMPORTED_MODULE_1__.minorOf));
    for (const { version } of uncovered)
        minors.delete((0,_releases_js__WEBPACK_IMPORTED_MODULE_1__.minorOf)(version));
    return [...minors];
}
/** `kind name` of all that a rule answers for. */
function coveredBy({ knob, covers }) {
    const kinds = {
        env: 'env',
        proxyMetadata: 'env',
        meshConfig: 'meshConfig',
        values: 'values',
    };
    const kind = knob && kinds[knob.kind];
    return [
        ...(kind ? [`${kind} ${knob.name}`] : []),
        ...(covers ?? []).map(covered => `${covered.kind} ${covered.name}`),
    ];
}
/**
 * Every change of a variable's default, every removal, every variable that a patch brings, every entry of a
 * compatibility profile, and every release note that somebody has to look at, in order of releases; a change that was backported stands at each release that brought it.
 */
function knownChanges(facts) {
    const found = new Map();
    const noted = new Set();
    const add = (change) => {
        const key = `${change.version} ${change.kind} ${change.name}`;
        if (!found.has(key))
            found.set(key, change);
    };
    for (const version of facts.releases) {
        const previous = predecessor(facts, version);
        if (previous === undefined)
            continue;
        for (const { name, upgradeNotes, speaksOfChange } of facts.notes(previous, version)) {
            const counts = upgradeNotes.length > 0 || speaksOfChange;
            if (counts && !noted.has(name))
                add({ version, kind: 'note', name });
            noted.add(name);
        }
        for (const change of facts.changes(previous, version)) {
            if (isChangeOfBehaviour(change, version))
                add({ version, kind: 'env', name: change.name });
        }
        const before = new Set(profileEntries(facts, previous).map(({ name }) => name));
        for (const entry of profileEntries(facts, version)) {
            if (!before.has(entry.name))
                add({ version, ...entry });
        }
    }
    return [...found.values()];
}
/** The release that one continues: the patch before it, or the first of the minor before. */
function predecessor(facts, version) {
    const index = facts.releases.indexOf(version);
    if ((0,semver__WEBPACK_IMPORTED_MODULE_0__.patch)(version) > 0)
        return facts.releases[index - 1];
    // Later patches of the older minor hold backports of what this release had from the start, or gets later.
    return facts.releases.find(release => release.startsWith(`${(0,semver__WEBPACK_IMPORTED_MODULE_0__.major)(version)}.${(0,semver__WEBPACK_IMPORTED_MODULE_0__.minor)(version) - 1}.`));
}
/**
 * What arrives with a minor was not there to be relied on; if it came switched on, a compatibility profile says so. A
 * variable that arrives in a patch is the switch for something that this patch does differently.
 */
function isChangeOfBehaviour({ kind, component, before }, version) {
    return kind === 'env' && PROCESSES.has(component) && (before !== undefined || (0,semver__WEBPACK_IMPORTED_MODULE_0__.patch)(version) > 0);
}
/** What the newest compatibility version of a release restores: the changes of that very minor. */
function profileEntries(facts, release) {
    const version = `${(0,semver__WEBPACK_IMPORTED_MODULE_0__.major)(release)}.${(0,semver__WEBPACK_IMPORTED_MODULE_0__.minor)(release) - 1}`;
    const paths = leaves(facts.compatibilityProfile('istiod', release, version), []);
    // A misspelt name in a shipped profile sets nothing.
    return paths.filter(path => path.every(key => /^\w+$/.test(key))).map(entryOf);
}
function entryOf(path) {
    const name = path.at(-1) ?? '';
    const home = path.slice(0, -1).join('.');
    if (home === 'pilot.env' || home.endsWith('.proxyMetadata'))
        return { kind: 'env', name };
    if (path[0] === 'meshConfig')
        return { kind: 'meshConfig', name: path.slice(1).join('.') };
    return { kind: 'values', name: (path[0] === 'cni' ? path.slice(1) : path).join('.') };
}
function leaves(value, path) {
    if (typeof value !== 'object' || value === null)
        return path.length === 0 ? [] : [path];
    return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}
//# sourceMappingURL=coverage.js.map

/***/ }),

/***/ 70218:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RELEASES_FILE: () => (/* binding */ RELEASES_FILE),
/* harmony export */   bulletinAddress: () => (/* binding */ bulletinAddress),
/* harmony export */   isUnfixed: () => (/* binding */ isUnfixed),
/* harmony export */   loadReleases: () => (/* binding */ loadReleases),
/* harmony export */   minorOf: () => (/* binding */ minorOf),
/* harmony export */   releasesOf: () => (/* binding */ releasesOf)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var semver__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(62088);
/** What is known of Istio's releases as a whole: how long they are supported, on what, and what is wrong with them. */



/** Name of the packed file within the folder of assets. */
const RELEASES_FILE = 'releases.json';
const loaded = new Map();
/**
 * Opens the packed data; read once per folder.
 * @param folder the folder of assets
 * @throws where the packed file is missing or damaged: the build is broken
 */
function loadReleases(folder) {
    const known = loaded.get(folder);
    if (known)
        return known;
    const releases = releasesOf(JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, RELEASES_FILE), 'utf8')));
    loaded.set(folder, releases);
    return releases;
}
function releasesOf(file) {
    const byMinor = new Map(file.minors.map(support => [support.minor, support]));
    // A plan asks for the same releases again and again, and ranges are slow to read.
    const concerning = new Map();
    return {
        sources: file.sources,
        steps: file.steps,
        support: version => byMinor.get(minorOf(version)),
        bulletins(version) {
            const known = concerning.get(version);
            if (known)
                return known;
            const found = file.bulletins
                .filter(bulletin => isIn(version, bulletin.affected) || isUnfixed(bulletin, version))
                .toSorted((a, b) => (b.cvss ?? 0) - (a.cvss ?? 0) || (a.id < b.id ? 1 : -1));
            concerning.set(version, found);
            return found;
        },
        publishedAfter: day => file.bulletins.filter(({ published }) => published > day),
        helmWindow: version => file.windows.find(({ releases }) => isIn(version, releases)),
        refusals: (chart, version) => file.refusals.filter(refusal => refusal.chart === chart && isIn(version, refusal.releases)),
        unpublished: version => file.unpublished.find(({ release }) => release === version),
        regressions: version => file.regressions.filter(({ releases }) => isIn(version, releases)),
        skew: (component, controlPlane) => file.skew.find(rule => rule.component === component && isIn(controlPlane, rule.releases)),
    };
}
/** True where the bulletin does not name the release, which is older than the fix all the same. */
function isUnfixed({ unfixed = [] }, version) {
    return isIn(version, unfixed);
}
function isIn(version, ranges) {
    return ranges.some(range => (0,semver__WEBPACK_IMPORTED_MODULE_2__.satisfies)(version, range));
}
/** `1.22` of `1.22.2`. */
function minorOf(version) {
    const known = (0,semver__WEBPACK_IMPORTED_MODULE_2__.coerce)(version);
    return known ? `${known.major}.${known.minor}` : '';
}
/** Where a bulletin is published. */
function bulletinAddress({ id, source }) {
    return source ?? `https://istio.io/latest/news/security/${id.toLowerCase()}/`;
}
//# sourceMappingURL=releases.js.map

/***/ })

};

export const id = 648;
export const ids = [648,218];
export const modules = {

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

/***/ }),

/***/ 61648:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   refusalOf: () => (/* binding */ refusalOf)
/* harmony export */ });
/* harmony import */ var _knowledge_releases_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(70218);

/** Names that mean another release tomorrow. */
const MOVING = /^(?:latest|stable|newest|current|main|master|head|default)$/i;
const MINOR = /^v?(\d{1,3}\.\d{1,3})(?:\.[x*])?$/;
/**
 * Why a plan can't go there, and what to ask for instead; undefined where nothing speaks against trying.
 * @param target as given with `--to`: `1.22.2` or `istiod=1.22.2`
 */
function refusalOf(target, facts, releases) {
    const version = target.slice(target.indexOf('=') + 1).trim();
    if (MOVING.test(version))
        return `${version} names no release, and means another one tomorrow; give one such as ${facts.newest}, the newest that is known`;
    const minor = MINOR.exec(version)?.[1];
    if (minor !== undefined) {
        const patch = facts.releases.findLast(release => (0,_knowledge_releases_js__WEBPACK_IMPORTED_MODULE_0__.minorOf)(release) === minor) ??
            releases.support(`${minor}.0`)?.newest;
        return patch === undefined
            ? `${version} names no patch, and no release of it is known; give one such as ${facts.newest}`
            : `${version} names no patch; give one such as ${patch}, the newest of ${minor} that is known`;
    }
    const unpublished = releases.unpublished(version.replace(/^v/, ''));
    return (unpublished &&
        `${version} was never published; give ${unpublished.instead}, which took its place (${unpublished.source})`);
}
//# sourceMappingURL=target.js.map

/***/ })

};

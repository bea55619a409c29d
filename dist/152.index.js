export const id = 152;
export const ids = [152];
export const modules = {

/***/ 8152:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   coverageText: () => (/* binding */ coverageText),
/* harmony export */   factsText: () => (/* binding */ factsText)
/* harmony export */ });
/** One line per range of releases, made for searching: `env ENABLE_AUTO_SNI (pilot)  1.21.0 to 1.25.5  true`. */
function factsText({ versions, settings }) {
    const lines = settings.flatMap(({ kind, name, component, history }) => history.map(range => {
        const releases = range.from === range.to ? range.from : `${range.from} to ${range.to}`;
        return `${kind} ${name} (${component})  ${releases}  ${range.default === '' ? '(empty)' : range.default}`;
    }));
    return `${[`Istio ${versions[0] ?? ''} to ${versions.at(-1) ?? ''}`, ...lines].join('\n')}\n`;
}
/** The counts, and what is left to curate by release. */
function coverageText({ changes, rules, ledger, uncovered }, newest) {
    const head = `${changes} changes of behaviour up to Istio ${newest}: ${rules} judged by rules, ${ledger} explained in the ledger, ` +
        `${uncovered.length} open.`;
    const lines = [];
    let version = '';
    for (const change of uncovered) {
        if (change.version !== version)
            lines.push('', `${change.version}:`);
        version = change.version;
        lines.push(`  ${change.name} (${change.kind})`);
    }
    return `${[head, ...lines].join('\n')}\n`;
}
//# sourceMappingURL=knowledge.js.map

/***/ })

};

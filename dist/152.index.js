export const id = 152;
export const ids = [152];
export const modules = {

/***/ 18152:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   coverageText: () => (/* binding */ coverageText),
/* harmony export */   factsText: () => (/* binding */ factsText),
/* harmony export */   rulesJson: () => (/* binding */ rulesJson),
/* harmony export */   rulesText: () => (/* binding */ rulesText)
/* harmony export */ });
/** One line per rule: `auto-sni  since 1.21.0  critical  istiod  TLS origination …`. */
function rulesText(rules) {
    const rows = rules.map(({ id, since, severity, component, title }) => [
        id,
        `since ${since.join(', ')}`,
        severity,
        component,
        title,
    ]);
    const widths = [0, 1, 2, 3].map(column => Math.max(0, ...rows.map(row => row[column]?.length ?? 0)));
    return rows
        .map(row => `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`)
        .join('');
}
function rulesJson(rules) {
    const listed = rules.map(({ id, title, component, since, until, severity, knob, references }) => ({
        id,
        title,
        component,
        since,
        ...(until ? { until } : {}),
        severity,
        ...(knob ? { knob } : {}),
        references,
    }));
    return `${JSON.stringify({ rules: listed }, undefined, 2)}\n`;
}
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

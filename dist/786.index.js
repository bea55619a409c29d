export const id = 786;
export const ids = [786];
export const modules = {

/***/ 23786:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseToml: () => (/* binding */ parseToml)
/* harmony export */ });
/* harmony import */ var toml_eslint_parser__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9605);
/* harmony import */ var _yaml_value_at_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83876);
/** TOML read with positions: lists of versions and settings of tools whose lines reach the report. Source: https://toml.io/en/v1.0.0 */


/** Longer than settings that people write. */
const MAX_LENGTH = 100_000;
/** @returns undefined for what is no TOML, or longer than what people write */
function parseToml(file, text) {
    if (text.length > MAX_LENGTH)
        return undefined;
    try {
        const program = (0,toml_eslint_parser__WEBPACK_IMPORTED_MODULE_0__/* .parseTOML */ .MD)(text);
        return positioned(file, (0,toml_eslint_parser__WEBPACK_IMPORTED_MODULE_0__/* .getStaticTOMLValue */ .AY)(program), linesOf(program), []);
    }
    catch {
        return undefined;
    }
}
function positioned(file, whole, lines, base) {
    const nearest = (path) => {
        const full = [...base, ...path];
        for (let length = full.length; length >= 0; length--) {
            const found = lines.get(JSON.stringify(full.slice(0, length)));
            if (found)
                return found;
        }
        return { first: 1, last: 1 };
    };
    return {
        file,
        value: (0,_yaml_value_at_js__WEBPACK_IMPORTED_MODULE_1__/* .valueAt */ .f)(whole, base),
        lineOf: path => nearest(path).first,
        endLineOf: path => nearest(path).last,
        at: path => positioned(file, whole, lines, [...base, ...path]),
    };
}
/** Lines of each part, by its path. */
function linesOf(program) {
    const found = new Map();
    const put = (path, node) => {
        const key = JSON.stringify(path);
        if (!found.has(key))
            found.set(key, { first: node.loc.start.line, last: node.loc.end.line });
    };
    const pairs = (body, base) => {
        for (const pair of body) {
            const path = [...base, ...pair.key.keys.map(nameOf)];
            put(path, pair);
            content(pair.value, path);
        }
    };
    const content = (node, path) => {
        if (node.type === 'TOMLInlineTable')
            pairs(node.body, path);
        if (node.type !== 'TOMLArray')
            return;
        for (const [index, element] of node.elements.entries()) {
            put([...path, index], element);
            content(element, [...path, index]);
        }
    };
    for (const part of program.body.flatMap(({ body }) => body)) {
        if (part.type === 'TOMLKeyValue')
            pairs([part], []);
        else {
            put(part.resolvedKey, part);
            pairs(part.body, part.resolvedKey);
        }
    }
    return found;
}
function nameOf(key) {
    return key.type === 'TOMLBare' ? key.name : key.value;
}
//# sourceMappingURL=positioned.js.map

/***/ })

};

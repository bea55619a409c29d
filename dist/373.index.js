export const id = 373;
export const ids = [373];
export const modules = {

/***/ 8373:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RULES_FILE: () => (/* binding */ RULES_FILE),
/* harmony export */   SCHEMA_FILE: () => (/* binding */ SCHEMA_FILE),
/* harmony export */   loadRules: () => (/* binding */ loadRules)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/** The rules of the knowledge base, as packed at build time: validated there, only read here. */


/** Name of the packed file within the folder of assets. */
const RULES_FILE = 'rules.json';
/** Name of the form of a rule, beside it. */
const SCHEMA_FILE = 'rule.schema.json';
const loaded = new Map();
/**
 * All rules, in order of release and id; read once per folder.
 * @param folder the folder of assets
 * @throws where the packed file is missing or damaged: the build is broken
 */
function loadRules(folder) {
    const known = loaded.get(folder);
    if (known)
        return known;
    const rules = JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, RULES_FILE), 'utf8'));
    loaded.set(folder, rules);
    return rules;
}
//# sourceMappingURL=rules.js.map

/***/ })

};

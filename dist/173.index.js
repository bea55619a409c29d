export const id = 173;
export const ids = [173];
export const modules = {

/***/ 95173:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LEDGER_FILE: () => (/* binding */ LEDGER_FILE),
/* harmony export */   loadLedger: () => (/* binding */ loadLedger)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/** The ledger of the knowledge base, as packed at build time: validated there, only read here. */


/** Name of the packed file within the folder of assets. */
const LEDGER_FILE = 'ledger.json';
/**
 * All entries, in order of minor and name; none where no ledger was packed.
 * @param folder the folder of assets
 */
function loadLedger(folder) {
    const file = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, LEDGER_FILE);
    return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(file) ? JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(file, 'utf8')) : [];
}
//# sourceMappingURL=ledger.js.map

/***/ })

};

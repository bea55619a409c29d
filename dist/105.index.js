export const id = 105;
export const ids = [105];
export const modules = {

/***/ 78934:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ checkChartSources)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var _charts_sources_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1669);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(27406);
/** What a user may give with `--charts`: looked at before any work is done with it. */



/**
 * @param folderOf from the value to the folder that it names
 * @throws {UsageError} for what is neither a folder that exists nor the address of a repository or registry
 */
async function checkChartSources(sources, folderOf = source => source) {
    for (const source of sources) {
        if ((0,_charts_sources_js__WEBPACK_IMPORTED_MODULE_1__/* .isUrl */ .gU)(source)) {
            const place = (0,_charts_sources_js__WEBPACK_IMPORTED_MODULE_1__/* .remoteSource */ .gA)(source);
            // Without TLS only what this machine itself serves.
            if (!place || (place.url.startsWith('http://') && !(0,_charts_sources_js__WEBPACK_IMPORTED_MODULE_1__/* .isLoopback */ .U9)(place)))
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UsageError */ .e(`--charts ${withoutUser(source)}: give an https:// Helm repository or an oci:// registry, without credentials; ` +
                    'for a private one, pull the charts in a step before this one and give their folder');
        }
        else if (!(await isFolder(folderOf(source)))) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UsageError */ .e(`--charts ${source}: there is no such folder`);
        }
    }
}
/** An error message ends up in logs. */
function withoutUser(address) {
    return address.replace(/\/\/[^/]*@/, '//***@');
}
async function isFolder(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path).then(found => found.isDirectory(), () => false);
}
//# sourceMappingURL=chart-sources.js.map

/***/ }),

/***/ 5901:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runCheck: () => (/* binding */ runCheck),
/* harmony export */   z: () => (/* binding */ withInput)
/* harmony export */ });
/* harmony import */ var _chart_sources_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78934);
/* harmony import */ var _detect_explicit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25145);
/* harmony import */ var _mesh_exported_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(72384);
/* harmony import */ var _policy_policy_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(23845);
/* harmony import */ var _session_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(92817);
/* harmony import */ var _tree_open_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(49012);
/** The command `check`: from flags to a report. */






/**
 * Opens the two trees, reads the policy of the base, analyses.
 * @throws {UsageError} for what the user can mend
 */
async function runCheck(options, ports) {
    return withInput(options, ports, _session_js__WEBPACK_IMPORTED_MODULE_4__/* .run */ .eF);
}
/**
 * Makes the input of an analysis out of options; the trees are open for as long as `use` takes.
 * @throws {UsageError} for what the user can mend
 */
async function withInput(options, ports, use) {
    const from = (0,_detect_explicit_js__WEBPACK_IMPORTED_MODULE_1__/* .parseVersionOverrides */ .Xx)('--from', options.from);
    const to = (0,_detect_explicit_js__WEBPACK_IMPORTED_MODULE_1__/* .parseVersionOverrides */ .Xx)('--to', options.to);
    await (0,_chart_sources_js__WEBPACK_IMPORTED_MODULE_0__/* .checkChartSources */ .n)(options.charts);
    const values = await (0,_detect_explicit_js__WEBPACK_IMPORTED_MODULE_1__/* .readExplicitValues */ .VL)(options.values, ports.readFile);
    const manifests = await (0,_mesh_exported_js__WEBPACK_IMPORTED_MODULE_2__/* .readManifests */ .PX)(options.manifests);
    const trees = await (0,_tree_open_js__WEBPACK_IMPORTED_MODULE_5__/* .openTrees */ .k)({
        repo: options.repo,
        ...(options.base !== undefined ? { base: options.base } : {}),
        ...(options.head !== undefined ? { head: options.head } : {}),
        to: to.length > 0,
        offline: options.offline === true,
    });
    try {
        const policy = await (0,_policy_policy_js__WEBPACK_IMPORTED_MODULE_3__/* .loadPolicy */ .tb)(trees.base, options.config, ports.readFile);
        const input = {
            base: trees.base,
            head: trees.head,
            from,
            to,
            charts: options.charts,
            values,
            manifests,
            policy,
            ...(options.kubeVersion ? { kubeVersion: options.kubeVersion } : {}),
            ...(options.failOn ? { failOn: options.failOn } : {}),
            offline: options.offline === true,
            env: ports.env,
            progress: ports.progress,
        };
        return await use(input, trees.headFolder);
    }
    finally {
        await trees.close();
    }
}
//# sourceMappingURL=check.js.map

/***/ }),

/***/ 27579:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ findingsWithoutRule)
/* harmony export */ });
/**
 * The findings that no rule is behind, each with when it is made, for `explain`. `docs/settings.md` has the same list with
 * severities; a test holds the two, and the code, together.
 */
const findingsWithoutRule = new Map([
    [
        'base-behind',
        'istiod goes to a newer minor, and the one base chart of its environment, which brings the custom resource definitions, stays on an older one.',
    ],
    [
        'cni-bin-dir',
        'The CNI chart guesses the folder of plugins on GKE, which depends on who runs Helm: the repository can’t tell.',
    ],
    [
        'compatibility-gap',
        'compatibilityVersion leaves out what the profiles beside it restore, or is set for istiod and not for the CNI.',
    ],
    [
        'crd-rejects',
        'The new release’s definition of a kind refuses a resource of this repository that the old one took.',
    ],
    [
        'dead-setting',
        'The new release no longer looks at a setting of this repository that an earlier one did look at. Setting it is without effect, and without a warning.',
    ],
    [
        'default-changed',
        'Defaults moved inside a binary, and no rule judges them. One finding a chart, as a list.',
    ],
    [
        'envoyfilter-left-behind',
        'An EnvoyFilter’s version match holds for the proxies of the old release and for none of the new one.',
    ],
    [
        'envoyfilter-triage',
        'An EnvoyFilter patches what no release promises to keep: it is listed with what it stands on and what is known to have moved under it. Only a test can tell.',
    ],
    [
        'gateway-dropped',
        'From 1.24 on istioctl takes the last list of gateways alone: one that only the profile or an earlier file names is installed no more.',
    ],
    [
        'half-bump',
        'Chart.yaml, Chart.lock, a vendored copy, an image tag, an IstioOperator or the istioctl that runs it name different releases.',
    ],
    [
        'helm-rejects-gateway-schema',
        'The gateway chart of this release ships a schema that newer versions of Helm refuse: which Helm deploys is not in the repository.',
    ],
    [
        'immutable-field',
        'The new manifests differ from the old ones in a field that Kubernetes refuses to change: the deploy stops there.',
    ],
    [
        'kubernetes-version',
        'The new release supports no Kubernetes as old as that of a cluster which is declared here; or, going back, none as new.',
    ],
    [
        'pin-dies-soon',
        'One of the next three minors no longer takes a pin, or a compatibilityVersion, that is in force here.',
    ],
    [
        'pin-not-needed',
        'A setting keeps the old behaviour, and without it nothing in this repository is exposed: all was judged once more with such settings taken out.',
    ],
    ['render-fails', 'The chart rendered before the change, and refuses the author’s own values after it.'],
    [
        'retired-source',
        'Charts or images come from one of Istio’s places at Google, which go in December 2026.',
    ],
    [
        'unknown-setting',
        'No release ever looked at this setting, and it is a near miss of one that is known, or stands where another process would read it.',
    ],
    [
        'version-skew',
        'The change leaves a gateway, ztunnel, the CNI or base at another version than the istiod of its mesh.',
    ],
]);
//# sourceMappingURL=without-rule.js.map

/***/ }),

/***/ 97105:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runFix: () => (/* binding */ runFix)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/src/check.js
var check = __webpack_require__(5901);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
// EXTERNAL MODULE: ./build/src/findings/without-rule.js
var without_rule = __webpack_require__(27579);
// EXTERNAL MODULE: ./build/src/knowledge/facts/nearest.js
var nearest = __webpack_require__(79848);
;// CONCATENATED MODULE: ./build/src/known-rules.js
/** Whether what the user calls a rule is one. */



/**
 * @param rules ids of all rules that judge, the organisation's own among them
 * @throws {UsageError} for a name that no finding can have, with the nearest that one can
 */
function requireKnownRules(option, names, rules) {
    const known = new Set([...rules, ...without_rule/* findingsWithoutRule */.t.keys()]);
    for (const name of names) {
        if (known.has(name))
            continue;
        const near = (0,nearest/* nearestName */.q)(name, known);
        throw new errors/* UsageError */.e(`${option} ${name}: no finding has that name${near === undefined ? '' : `; did you mean ${near}?`}`);
    }
}
//# sourceMappingURL=known-rules.js.map
// EXTERNAL MODULE: ./build/src/overrides/settle.js + 1 modules
var settle = __webpack_require__(77763);
// EXTERNAL MODULE: ./build/src/session.js + 56 modules
var session = __webpack_require__(92817);
;// CONCATENATED MODULE: ./build/src/fix.js
/** The command `fix`: from flags to one patch, judged as a whole before anybody sees it. */







/**
 * Analyses, picks the overrides, and analyses again with all of them in place: what does not help is left out.
 * @throws {UsageError} for what the user can mend
 */
async function runFix(options, ports) {
    return (0,check/* withInput */.z)(options, ports, async (input, folder) => {
        if (options.write && folder === undefined)
            throw new errors/* UsageError */.e('--write changes files: give a folder or the working tree as --head, no revision');
        const result = await (0,session/* withTools */.YP)(input, opening => fixTree(input, options.selection, opening));
        if (options.write && folder !== undefined)
            await writeEdits(folder, result.patch.edits);
        return result;
    });
}
async function fixTree(input, selection, opening) {
    if (selection.rules.length > 0)
        requireKnownRules('--only', selection.rules, await (0,session/* rulesOf */.fD)(input, opening));
    const report = await (0,session/* analyse */.KH)(input, opening);
    return { report, ...(await (0,settle/* settledPatch */.q)(report, selection, (0,session/* editsIn */.JK)(input, opening))) };
}
/**
 * Writes the files of a folder.
 * @throws {UsageError} where one of them is not as it was read, or leads out of the folder; none is written then
 */
async function writeEdits(folder, edits) {
    const root = await (0,promises_.realpath)(folder);
    for (const edit of edits)
        await checkEdit(root, edit);
    for (const { file, after } of edits)
        await (0,promises_.writeFile)((0,external_node_path_.join)(root, file), after);
}
async function checkEdit(root, { file, before, creates }) {
    const path = (0,external_node_path_.join)(root, file);
    const parent = await (0,promises_.realpath)((0,external_node_path_.dirname)(path));
    if (parent !== root && !parent.startsWith(root + external_node_path_.sep))
        throw new errors/* UsageError */.e(`${file} leads out of ${root}: apply the patch yourself`);
    const found = await (0,promises_.lstat)(path).catch(() => undefined);
    if (creates) {
        if (found)
            throw new errors/* UsageError */.e(`${file} is there by now: run it again`);
        return;
    }
    if (!found?.isFile())
        throw new errors/* UsageError */.e(`${file} is no plain file: apply the patch yourself`);
    if ((await (0,promises_.readFile)(path, 'utf8')) !== before)
        throw new errors/* UsageError */.e(`${file} is not as it was read: run it again`);
}
//# sourceMappingURL=fix.js.map

/***/ })

};

export const id = 338;
export const ids = [338];
export const modules = {

/***/ 8338:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runCheck: () => (/* binding */ runCheck)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./build/src/charts/sources.js
var charts_sources = __webpack_require__(1669);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
;// CONCATENATED MODULE: ./build/src/chart-sources.js
/** What a user may give with `--charts`: looked at before any work is done with it. */



/**
 * @param folderOf from the value to the folder that it names
 * @throws {UsageError} for what is neither a folder that exists nor the address of a repository or registry
 */
async function checkChartSources(sources, folderOf = source => source) {
    for (const source of sources) {
        if ((0,charts_sources/* isUrl */.gU)(source)) {
            if (!(0,charts_sources/* remoteSource */.gA)(source))
                throw new errors/* UsageError */.e(`--charts ${withoutUser(source)}: give an https:// Helm repository or an oci:// registry, without credentials; ` +
                    'for a private one, pull the charts in a step before this one and give their folder');
        }
        else if (!(await isFolder(folderOf(source)))) {
            throw new errors/* UsageError */.e(`--charts ${source}: there is no such folder`);
        }
    }
}
/** An error message ends up in logs. */
function withoutUser(address) {
    return address.replace(/\/\/[^/]*@/, '//***@');
}
async function isFolder(path) {
    return (0,promises_.stat)(path).then(found => found.isDirectory(), () => false);
}
//# sourceMappingURL=chart-sources.js.map
// EXTERNAL MODULE: ./build/src/detect/explicit.js
var explicit = __webpack_require__(5145);
// EXTERNAL MODULE: ./build/src/policy/policy.js
var policy_policy = __webpack_require__(728);
// EXTERNAL MODULE: ./build/src/session.js + 145 modules
var session = __webpack_require__(4038);
// EXTERNAL MODULE: ./build/src/tree/open.js + 1 modules
var tree_open = __webpack_require__(4326);
;// CONCATENATED MODULE: ./build/src/check.js
/** The command `check`: from flags to a report. */





/**
 * Opens the two trees, reads the policy of the base, analyses.
 * @throws {UsageError} for what the user can mend
 */
async function runCheck(options, ports) {
    const from = (0,explicit/* parseVersionOverrides */.Xx)('--from', options.from);
    const to = (0,explicit/* parseVersionOverrides */.Xx)('--to', options.to);
    await checkChartSources(options.charts);
    const values = await (0,explicit/* readExplicitValues */.VL)(options.values, ports.readFile);
    const trees = await (0,tree_open/* openTrees */.k)({
        repo: options.repo,
        ...(options.base !== undefined ? { base: options.base } : {}),
        ...(options.head !== undefined ? { head: options.head } : {}),
        to: to.length > 0,
        offline: options.offline === true,
    });
    try {
        const policy = await (0,policy_policy/* loadPolicy */.tb)(trees.base, options.config, ports.readFile);
        return await (0,session/* run */.e)({
            base: trees.base,
            head: trees.head,
            from,
            to,
            charts: options.charts,
            values,
            policy,
            ...(options.kubeVersion ? { kubeVersion: options.kubeVersion } : {}),
            ...(options.failOn ? { failOn: options.failOn } : {}),
            offline: options.offline === true,
            env: ports.env,
            progress: ports.progress,
        });
    }
    finally {
        await trees.close();
    }
}
//# sourceMappingURL=check.js.map

/***/ })

};

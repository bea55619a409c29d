export const id = 969;
export const ids = [969];
export const modules = {

/***/ 65969:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   downloadHelm: () => (/* binding */ downloadHelm)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76760);
/* harmony import */ var tar__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(98697);
/** A pinned Helm, downloaded through the runner's tool cache; used only when its checksum is right. */





const TOOL = 'preflight-helm';
const REACH_TIMEOUT_MS = 8_000;
/**
 * The executable of a Helm release: from the tool cache, else downloaded, verified and put there.
 * Never throws; `why` is half a sentence.
 */
async function downloadHelm(download, folders) {
    const { release, platform } = download;
    const expected = release.sha256[platform];
    if (expected === undefined)
        return { ok: false, why: `no Helm ${release.version} is pinned for ${platform}` };
    const windows = platform.startsWith('windows-');
    const archive = `helm-v${release.version}-${platform}.${windows ? 'zip' : 'tar.gz'}`;
    const url = `${download.baseUrl.replace(/\/+$/, '')}/${archive}`;
    try {
        return await withToolCache(folders, async (tools) => {
            // The checksum is part of the name, so that a cache filled for another release is never taken for this one.
            const name = `${TOOL}-${expected.slice(0, 12)}`;
            const cached = tools.find(name, release.version, platform);
            const executable = windows ? 'helm.exe' : 'helm';
            if (cached && (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.existsSync)(node_path__WEBPACK_IMPORTED_MODULE_3__.join(cached, executable)))
                return { ok: true, path: node_path__WEBPACK_IMPORTED_MODULE_3__.join(cached, executable) };
            const unreachable = await whyUnreachable(url, folders.env);
            if (unreachable)
                return { ok: false, why: `${url} can't be reached (${unreachable})` };
            const work = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdtemp)(node_path__WEBPACK_IMPORTED_MODULE_3__.join(folders.workFolder, 'helm-download-'));
            try {
                const file = await tools.downloadTool(url, node_path__WEBPACK_IMPORTED_MODULE_3__.join(work, archive));
                const found = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256')
                    .update(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.readFile)(file))
                    .digest('hex');
                if (found !== expected) {
                    return {
                        ok: false,
                        why: `${url} is not what was pinned (sha256 ${found} instead of ${expected}) and was not run`,
                    };
                }
                const unpacked = node_path__WEBPACK_IMPORTED_MODULE_3__.join(work, 'unpacked');
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)(unpacked);
                if (windows)
                    await tools.extractZip(file, unpacked);
                else
                    await (0,tar__WEBPACK_IMPORTED_MODULE_4__/* .extract */ .o6)({ file, cwd: unpacked, strict: true }, [`${platform}/${executable}`]);
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.chmod)(node_path__WEBPACK_IMPORTED_MODULE_3__.join(unpacked, platform, executable), 0o755);
                const folder = await tools.cacheDir(node_path__WEBPACK_IMPORTED_MODULE_3__.join(unpacked, platform), name, release.version, platform);
                return { ok: true, path: node_path__WEBPACK_IMPORTED_MODULE_3__.join(folder, executable) };
            }
            finally {
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(work, { recursive: true, force: true });
            }
        });
    }
    catch (cause) {
        return { ok: false, why: `${url} could not be downloaded (${messageOf(cause)})` };
    }
}
/** The tool cache waits half a minute before it gives up on a network that isn't there: ask briefly first. */
async function whyUnreachable(url, env) {
    const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
    if (proxies.some(name => env[name]))
        return undefined;
    try {
        await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
        return undefined;
    }
    catch (cause) {
        return messageOf(cause.cause ?? cause);
    }
}
/**
 * The tool cache takes its folders from the runner's variables only and talks on standard output, which is the
 * report's: outside of Actions it is given folders, and what it says to people goes to standard error.
 */
async function withToolCache(folders, use) {
    const defaults = {
        RUNNER_TEMP: node_path__WEBPACK_IMPORTED_MODULE_3__.join(folders.workFolder, 'tools'),
        RUNNER_TOOL_CACHE: node_path__WEBPACK_IMPORTED_MODULE_3__.join(folders.cacheFolder, 'tools'),
    };
    const given = [];
    for (const [name, folder] of Object.entries(defaults)) {
        if (process.env[name])
            continue;
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)(folder, { recursive: true });
        process.env[name] = folder;
        given.push(name);
    }
    const write = process.stdout.write;
    process.stdout.write = ((text) => String(text).startsWith('::debug::') || process.stderr.write(text));
    try {
        return await use(await Promise.all(/* import() */[__webpack_require__.e(942), __webpack_require__.e(58), __webpack_require__.e(805)]).then(__webpack_require__.bind(__webpack_require__, 59805)));
    }
    finally {
        process.stdout.write = write;
        for (const name of given)
            delete process.env[name];
    }
}
function messageOf(cause) {
    return ((cause instanceof Error
        ? cause.message || String(cause.code)
        : String(cause)).split('\n')[0] ?? '');
}
//# sourceMappingURL=helm-download.js.map

/***/ })

};

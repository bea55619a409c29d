export const id = 205;
export const ids = [205];
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

/***/ 36205:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runInventory: () => (/* binding */ runInventory)
});

// EXTERNAL MODULE: ./build/src/analysis/kubernetes.js
var analysis_kubernetes = __webpack_require__(78062);
// EXTERNAL MODULE: ./build/src/analysis/meshes.js + 1 modules
var meshes = __webpack_require__(71903);
// EXTERNAL MODULE: ./build/src/analysis/releases.js + 6 modules
var releases = __webpack_require__(80431);
// EXTERNAL MODULE: ./build/src/analysis/resources.js + 4 modules
var analysis_resources = __webpack_require__(1489);
// EXTERNAL MODULE: ./build/src/analysis/side.js + 29 modules
var analysis_side = __webpack_require__(6689);
;// CONCATENATED MODULE: ./build/src/analysis/inventory.js





/**
 * Reads a tree; charts that bring resources of the mesh along are rendered.
 * @param opening Helm, charts and knowledge, made ready while the tree is read
 */
async function takeInventory(tree, given, opening, kubernetes) {
    const [side, { ports }] = await Promise.all([(0,analysis_side/* readSide */.wU)(tree, given), opening]);
    const { installations } = side.detection;
    const kubeVersion = kubernetes ?? (0,analysis_kubernetes/* defaultKubernetesVersion */.CF)(installations.flatMap(({ istioVersion }) => istioVersion ?? []));
    const { resources, unrendered } = await (0,analysis_resources/* resourcesOf */.F)(side, {
        ofAfter: release => (0,releases/* renderRelease */.c)(release, side.tree, kubeVersion, ports),
        // Nothing is judged here: what may be there is counted as it stands.
        effectsOf: () => Promise.resolve(undefined),
    }, ports);
    return {
        installations,
        resources: (0,meshes/* countKinds */.x)(resources),
        incomplete: unique([
            ...side.problems.filter(({ onlyAsNews }) => !onlyAsNews),
            ...unreadProblems(side),
            ...unrendered.flatMap(({ problems }) => problems),
        ]),
    };
}
/** Several charts may lack the same thing. */
function unique(problems) {
    return [...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values()];
}
function unreadProblems({ unread }) {
    return unread.map(({ what, why, file, line }) => ({ what, why, file, line, blocking: true }));
}
//# sourceMappingURL=inventory.js.map
// EXTERNAL MODULE: ./build/src/chart-sources.js
var chart_sources = __webpack_require__(78934);
// EXTERNAL MODULE: ./build/src/detect/explicit.js
var explicit = __webpack_require__(25145);
// EXTERNAL MODULE: ./build/src/mesh/exported.js
var exported = __webpack_require__(72384);
// EXTERNAL MODULE: ./build/src/policy/ignore.js
var ignore = __webpack_require__(64852);
// EXTERNAL MODULE: ./build/src/policy/policy.js + 1 modules
var policy_policy = __webpack_require__(23845);
// EXTERNAL MODULE: ./build/src/session.js + 56 modules
var session = __webpack_require__(92817);
// EXTERNAL MODULE: ./build/src/tree/open.js
var tree_open = __webpack_require__(49012);
;// CONCATENATED MODULE: ./build/src/inventory.js
/** The command `detect`: from flags to what a tree installs. */








/**
 * Opens the tree, reads its policy, takes the inventory.
 * @throws {UsageError} for what the user can mend
 */
async function runInventory(options, ports) {
    await (0,chart_sources/* checkChartSources */.n)(options.charts);
    const values = await (0,explicit/* readExplicitValues */.VL)(options.values, ports.readFile);
    const manifests = await (0,exported/* readManifests */.PX)(options.manifests);
    const offline = options.offline === true;
    const trees = await (0,tree_open/* openTrees */.k)({
        repo: options.repo,
        ...(options.head !== undefined ? { head: options.head } : {}),
        // There is nothing to compare with.
        to: true,
        offline,
    });
    try {
        const policy = await (0,policy_policy/* loadPolicy */.tb)(trees.head, options.config, ports.readFile);
        const tree = (0,ignore/* withoutPaths */.f)(trees.head, policy.ignorePaths);
        return await (0,session/* withTools */.YP)({ charts: options.charts, policy, offline, env: ports.env }, opening => takeInventory(tree, { versions: [], values, manifests }, opening.full(), options.kubeVersion ?? policy.kubeVersion));
    }
    finally {
        await trees.close();
    }
}
//# sourceMappingURL=inventory.js.map

/***/ }),

/***/ 49012:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ openTrees)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(27406);
/* harmony import */ var _folder_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(47196);
/* harmony import */ var _git_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(12526);
/* harmony import */ var _revisions_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(56160);
/* harmony import */ var _run_git_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8562);







/**
 * Opens the two trees of a comparison, by the command line's rules: head is the working tree if not given; base is the
 * merge base of head with the default branch, or head itself where a version to go to was given.
 * @throws {UsageError} for a name that is nothing or two things, for a base that must be named, and for a commit that
 * can't be had
 */
async function openTrees(input) {
    const place = await open(input);
    const { repository } = place;
    try {
        const head = await openSide(place, 'head', input.head);
        const base = await openBase(place, head);
        const commits = { ...commitOf('base', base), ...commitOf('head', head) };
        const headFolder = head.folder === undefined ? {} : { headFolder: head.folder };
        return {
            base: base.tree,
            head: head.tree,
            commits,
            ...headFolder,
            close: async () => repository?.close(),
        };
    }
    catch (error) {
        await repository?.close();
        throw error instanceof _run_git_js__WEBPACK_IMPORTED_MODULE_5__/* .GitError */ .XS ? new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(error.message) : error;
    }
}
async function open(input) {
    if (!(await isFolder(input.repo)))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(`--repo ${input.repo}: there is no such folder`);
    try {
        const repository = await (0,_git_js__WEBPACK_IMPORTED_MODULE_3__/* .openRepository */ .h_)(input.repo, settings(input));
        return { repository, input, none: `${input.repo} is in no Git repository` };
    }
    catch (error) {
        if (!(error instanceof _run_git_js__WEBPACK_IMPORTED_MODULE_5__/* .GitError */ .XS))
            throw error;
        // Two folders can be compared without Git.
        if (error.missing)
            return { repository: undefined, input, none: error.message };
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(error.message);
    }
}
async function openBase(place, head) {
    const { repository, input } = place;
    if (input.base !== undefined)
        return openSide(place, 'base', input.base);
    if (input.to === true)
        return head;
    if (repository === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(`${place.none}: name what to compare with by --base`);
    if (head.commit === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(`--head ${input.head} is a folder: name what to compare it with by --base`);
    const options = fetchOptions(input);
    const branch = await (0,_revisions_js__WEBPACK_IMPORTED_MODULE_4__/* .defaultBranch */ .OR)(repository, options);
    if (branch === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e('the repository has no origin/HEAD, main or master: name the base by --base');
    const commit = await (0,_revisions_js__WEBPACK_IMPORTED_MODULE_4__/* .mergeBase */ .wu)(repository, head.commit, branch.commit, options);
    const name = `merge base of ${head.tree.name} and ${branch.name} (${commit.slice(0, 12)})`;
    return { tree: await repository.tree(commit, name), commit, isCommit: true };
}
async function openSide(place, side, given) {
    const { repository, input } = place;
    if (given === undefined)
        return openWorkingTree(place);
    if (given === '')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(`--${side} is empty: give a Git revision or a folder`);
    const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(input.cwd ?? process.cwd(), given);
    const isThere = await isFolder(folder);
    if (/^(?:\.{0,2}[/\\]|\.{1,2}$)/.test(given)) {
        if (!isThere)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(`--${side} ${given}: there is no such folder`);
        return openFolder(place, given, folder);
    }
    if (repository === undefined) {
        if (isThere)
            return openFolder(place, given, folder);
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(`--${side} ${given}: there is no such folder, and ${place.none}`);
    }
    // A folder of that name settles a name that this clone does not know: nothing is asked of the remote.
    const find = isThere
        ? (0,_revisions_js__WEBPACK_IMPORTED_MODULE_4__/* .resolveRevision */ .eZ)(repository, given)
        : (0,_revisions_js__WEBPACK_IMPORTED_MODULE_4__/* .findRevision */ .pV)(repository, given, fetchOptions(input));
    const commit = await find;
    if (commit !== undefined && isThere)
        throw twoThings(side, given);
    if (commit !== undefined)
        return { tree: await repository.tree(commit, given), commit, isCommit: true };
    if (isThere)
        return openFolder(place, given, folder);
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(`--${side} ${given}: neither a revision of ${input.repo} nor a folder`);
}
async function openWorkingTree({ repository, input }) {
    if (repository === undefined)
        return {
            tree: await (0,_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .folderTree */ .j)(input.repo, { ...settings(input), name: input.repo }),
            folder: (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(input.repo),
        };
    if (repository.bare)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(`${input.repo} is a bare repository: name the revision by --head`);
    const tree = await (0,_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .folderTree */ .j)(repository.folder, { ...settings(input), name: 'working tree' });
    return { tree, folder: repository.folder, ...(await basedOn(repository)) };
}
async function openFolder({ repository, input }, name, folder) {
    const tree = await (0,_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .folderTree */ .j)(folder, { ...settings(input), name });
    const isWorkingTree = repository !== undefined &&
        !repository.bare &&
        (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(repository.folder)) === (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.realpath)(folder));
    return { tree, folder, ...(isWorkingTree ? await basedOn(repository) : {}) };
}
async function basedOn(repository) {
    const commit = await (0,_revisions_js__WEBPACK_IMPORTED_MODULE_4__/* .resolveRevision */ .eZ)(repository, 'HEAD');
    return commit === undefined ? {} : { commit };
}
function commitOf(name, side) {
    return side.isCommit === true && side.commit !== undefined ? { [name]: side.commit } : {};
}
function fetchOptions(input) {
    return { offline: input.offline };
}
function settings(input) {
    return { trusted: input.trusted ?? false, ...(input.limits === undefined ? {} : { limits: input.limits }) };
}
function twoThings(side, name) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UsageError */ .e(`--${side} ${name} is both a revision and a folder: write ./${name} for the folder, or refs/heads/${name} (or another full name) for the revision`);
}
async function isFolder(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path).then(found => found.isDirectory(), () => false);
}
//# sourceMappingURL=open.js.map

/***/ }),

/***/ 56160:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   OR: () => (/* binding */ defaultBranch),
/* harmony export */   ZQ: () => (/* binding */ commitParents),
/* harmony export */   eZ: () => (/* binding */ resolveRevision),
/* harmony export */   pV: () => (/* binding */ findRevision),
/* harmony export */   q$: () => (/* binding */ ensureCommit),
/* harmony export */   wu: () => (/* binding */ mergeBase)
/* harmony export */ });
/* unused harmony export isShallow */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(27406);
/* harmony import */ var _run_git_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8562);


/** Milliseconds that one fetch may take. */
const FETCH_TIMEOUT = 180_000;
/** By how many commits a shallow clone is deepened, one after the other, in search of a merge base. */
const DEEPENINGS = [50, 200, 1000, 5000];
const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** The commit that a revision names in this clone, without any fetching; undefined where there is none. */
async function resolveRevision(repository, revision) {
    // Git itself refuses names with these; a name with `-` in front would be read as an option.
    if (revision === '' || revision.startsWith('-') || /[\0\n]/.test(revision))
        return undefined;
    const found = await repository.git([
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${revision}^{commit}`,
    ]);
    if (found.code !== 0)
        return undefined;
    const id = found.stdout.toString('utf8').trim();
    return FULL_ID.test(id) ? id : undefined;
}
/** True for a clone that does not have all of its history. */
async function isShallow(repository) {
    const asked = await repository.git(['rev-parse', '--is-shallow-repository']);
    return asked.stdout.toString('utf8').trim() === 'true';
}
/**
 * Makes sure that a commit is in the clone; fetches just that one where it is not.
 * @param id full id of the commit
 * @throws {UsageError} where it is not there and may or can not be fetched; says what to do
 */
async function ensureCommit(repository, id, options) {
    if (!FULL_ID.test(id))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .e(`${JSON.stringify(id)} is not the full id of a commit`);
    if ((await resolveRevision(repository, id)) !== undefined)
        return;
    const failure = await fetchRefs(repository, [id], options);
    if (failure === undefined && (await resolveRevision(repository, id)) !== undefined)
        return;
    throw missingCommit(id.slice(0, 12), failure ?? 'the remote did not send it');
}
/**
 * The commit that a name stands for: in this clone, else the branch or tag of the remote, which is fetched where it is
 * not there either.
 * @returns undefined where nobody knows the name
 * @throws {UsageError} for a commit's full id that can't be had
 */
async function findRevision(repository, revision, options) {
    const here = await resolveRevision(repository, revision);
    if (here !== undefined)
        return here;
    if (FULL_ID.test(revision)) {
        await ensureCommit(repository, revision, options);
        return revision;
    }
    for (const { there, here: ref } of remoteRefs(revision, options.remote ?? 'origin')) {
        if (!(await isRefName(repository, there)))
            continue;
        const tracked = await resolveRevision(repository, ref);
        if (tracked !== undefined)
            return tracked;
        if ((await fetchRefs(repository, [`${there}:${ref}`], options)) !== undefined)
            continue;
        const fetched = await resolveRevision(repository, ref);
        if (fetched !== undefined)
            return fetched;
    }
    return undefined;
}
/** What a name may stand for at the remote, a branch before a tag, and where it is kept here. */
function remoteRefs(name, remote) {
    const [, kind, rest = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(name) ?? [];
    const branch = { there: `refs/heads/${rest || name}`, here: `refs/remotes/${remote}/${rest || name}` };
    const tag = { there: `refs/tags/${rest || name}`, here: `refs/tags/${rest || name}` };
    if (kind === 'heads')
        return [branch];
    return kind === 'tags' ? [tag] : [branch, tag];
}
/**
 * The branch that changes are merged into: what the remote calls its HEAD, else `main` or `master`, the remote's before
 * a local one.
 * @returns name and commit; undefined where none is there
 */
async function defaultBranch(repository, options) {
    const remote = options.remote ?? 'origin';
    const head = await repository.git(['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`]);
    const named = head.code === 0 ? [head.stdout.toString('utf8').trim()] : [];
    const usual = ['main', 'master'].map(name => `refs/remotes/${remote}/${name}`);
    for (const ref of [...named, ...usual, 'refs/heads/main', 'refs/heads/master']) {
        const commit = await resolveRevision(repository, ref);
        if (commit !== undefined)
            return { name: ref.replace(/^refs\/(?:heads|remotes)\//, ''), commit };
    }
    return fetchDefaultBranch(repository, remote, options);
}
/**
 * The best common ancestor of two commits. A shallow clone is deepened step by step until there is one.
 * @throws {UsageError} where the two have none, or the clone does not reach it and may or can not be deepened
 */
async function mergeBase(repository, one, other, options) {
    const found = await commonAncestor(repository, one, other);
    if (found !== undefined)
        return found;
    if (!(await isShallow(repository))) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .e(`${short(one)} and ${short(other)} have no common ancestor; name the base with --base`);
    }
    for (const depth of DEEPENINGS) {
        const failure = await fetchRefs(repository, [one, other], options, [`--deepen=${depth}`]);
        if (failure !== undefined)
            throw shallowClone(one, other, failure);
        const deeper = await commonAncestor(repository, one, other);
        if (deeper !== undefined)
            return deeper;
        if (!(await isShallow(repository)))
            break;
    }
    throw shallowClone(one, other, 'their history was followed thousands of commits back');
}
/** The parents of a commit, as the commit itself names them: also those beyond the edge of a shallow clone. */
async function commitParents(repository, commit) {
    // rev-list and ^1 hide the parents at the edge of a shallow clone; the commit itself does not.
    const raw = await repository.git(['cat-file', 'commit', commit]);
    const [header = ''] = raw.stdout.toString('utf8').split('\n\n');
    return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(match => match[1] ?? '');
}
async function commonAncestor(repository, one, other) {
    const found = await repository.git(['merge-base', one, other]);
    const id = found.stdout.toString('utf8').trim();
    return found.code === 0 && FULL_ID.test(id) ? id : undefined;
}
async function isRefName(repository, ref) {
    return !/[\0\n]/.test(ref) && (await repository.git(['check-ref-format', ref])).code === 0;
}
async function fetchDefaultBranch(repository, remote, options) {
    if (options.offline || !(await hasRemote(repository, remote)))
        return undefined;
    const asked = await repository.git(['ls-remote', '--symref', remote, 'HEAD'], { timeout: FETCH_TIMEOUT });
    const branch = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(asked.stdout.toString('utf8'))?.[1];
    if (branch === undefined)
        return undefined;
    const commit = await findRevision(repository, branch, options);
    return commit === undefined ? undefined : { name: `${remote}/${branch}`, commit };
}
/** @returns why it failed, or undefined where it did not */
async function fetchRefs(repository, refs, options, depth) {
    const remote = options.remote ?? 'origin';
    if (options.offline)
        return 'nothing is fetched with --offline';
    if (!(await hasRemote(repository, remote)))
        return `the clone has no remote ${remote}`;
    // A depth would make a whole clone shallow: it is given only where the clone already is.
    const bound = depth ?? ((await isShallow(repository)) ? ['--depth=1'] : []);
    const flags = ['--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--quiet', ...bound];
    const fetched = await repository.git(['fetch', ...flags, '--end-of-options', remote, ...refs], {
        timeout: FETCH_TIMEOUT,
    });
    return fetched.code === 0 ? undefined : (0,_run_git_js__WEBPACK_IMPORTED_MODULE_0__/* .gitMessage */ .Uu)(fetched);
}
async function hasRemote(repository, remote) {
    return (await repository.git(['config', '--get', `remote.${remote}.url`])).code === 0;
}
function missingCommit(commit, why) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .e(`commit ${commit} is not in this clone and could not be fetched (${why}); check out with more history (with actions/checkout: fetch-depth: 2 for pull requests, fetch-depth: 0 otherwise)`);
}
function shallowClone(one, other, why) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .e(`this shallow clone does not reach the merge base of ${short(one)} and ${short(other)} (${why}); check out the whole history (with actions/checkout: fetch-depth: 0), or name the base with --base`);
}
function short(commit) {
    return commit.slice(0, 12);
}
//# sourceMappingURL=revisions.js.map

/***/ })

};

export const id = 683;
export const ids = [683];
export const modules = {

/***/ 5683:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runAction: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(6058);
// EXTERNAL MODULE: ./build/src/detect/explicit.js
var explicit = __webpack_require__(5145);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/tree/revisions.js
var revisions = __webpack_require__(6160);
;// CONCATENATED MODULE: ./build/src/github/comparison.js


const ONLINE = { offline: false };
/**
 * Turns an event into the two commits to compare, in the clone at hand; fetches what a shallow one lacks. The action's
 * inputs go before the event.
 * @throws {UsageError} where a commit can't be had
 */
async function resolveComparison(event, inputs, repository) {
    const { base, head } = inputs;
    if (base !== undefined && head !== undefined)
        return { base, head };
    if (head !== undefined)
        return inputs.to ? { head } : { ...(await baseOf(event, head, repository)), head };
    const found = await fromEvent(event, repository);
    if (base !== undefined)
        return { base, head: found.head };
    return inputs.to ? { head: found.head } : found;
}
async function fromEvent(event, repository) {
    switch (event.how) {
        case 'pull-request':
            return fromPullRequest(event.base, event.head, repository);
        case 'range':
            await (0,revisions/* ensureCommit */.q$)(repository, event.head, ONLINE);
            await (0,revisions/* ensureCommit */.q$)(repository, event.base, ONLINE);
            return { base: event.base, head: event.head };
        case 'checkout':
            return fromCheckout(repository);
    }
}
/**
 * What is checked out by default is the merge commit that GitHub makes of the target branch (first parent) and the pull
 * request's head (second parent); against its first parent it is exactly what merging changes. Where something else is
 * checked out, the pull request's head is compared with where it left its target branch.
 */
async function fromPullRequest(base, head, repository) {
    const checkedOut = await (0,revisions/* resolveRevision */.eZ)(repository, 'HEAD');
    if (checkedOut !== undefined && checkedOut !== head) {
        const parents = await (0,revisions/* commitParents */.ZQ)(repository, checkedOut);
        const [first, second] = parents;
        if (parents.length === 2 && first !== undefined && second === head) {
            await (0,revisions/* ensureCommit */.q$)(repository, first, ONLINE);
            return { base: first, head: checkedOut };
        }
    }
    await (0,revisions/* ensureCommit */.q$)(repository, head, ONLINE);
    await (0,revisions/* ensureCommit */.q$)(repository, base, ONLINE);
    return { base: await (0,revisions/* mergeBase */.wu)(repository, base, head, ONLINE), head };
}
/** On the default branch itself: the last step of it, as its merge base would be the checkout itself. */
async function fromCheckout(repository) {
    const head = await (0,revisions/* resolveRevision */.eZ)(repository, 'HEAD');
    if (head === undefined)
        throw new errors/* UsageError */.e('nothing is checked out: run actions/checkout before this action');
    const branch = await (0,revisions/* defaultBranch */.OR)(repository, ONLINE);
    const left = branch === undefined ? head : await (0,revisions/* mergeBase */.wu)(repository, branch.commit, head, ONLINE);
    if (left !== head)
        return { base: left, head };
    const [first] = await (0,revisions/* commitParents */.ZQ)(repository, head);
    if (first === undefined)
        throw new errors/* UsageError */.e('the commit that is checked out has no parent to compare with; give the input base or to');
    await (0,revisions/* ensureCommit */.q$)(repository, first, ONLINE);
    return { base: first, head };
}
/** The base for a head that was given: for a pull request where it left the target branch, else the default. */
async function baseOf(event, head, repository) {
    if (event.how !== 'pull-request')
        return {};
    const commit = await (0,revisions/* findRevision */.pV)(repository, head, ONLINE);
    if (commit === undefined)
        return {};
    await (0,revisions/* ensureCommit */.q$)(repository, event.base, ONLINE);
    return { base: await (0,revisions/* mergeBase */.wu)(repository, event.base, commit, ONLINE) };
}
//# sourceMappingURL=comparison.js.map
;// CONCATENATED MODULE: ./build/src/github/event.js

const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/**
 * Reads an event's payload (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
 * @param name `GITHUB_EVENT_NAME`
 * @param payload the content of the file at `GITHUB_EVENT_PATH`
 * @throws {UsageError} where the event lacks what it should have, or deletes what would be looked at
 */
function readEvent(name, payload) {
    const nothing = { fromFork: false, typed: {} };
    switch (name) {
        case 'pull_request':
        case 'pull_request_target':
            return pullRequest(name, payload);
        case 'merge_group': {
            const base = commit(name, payload, 'merge_group', 'base_sha');
            const head = commit(name, payload, 'merge_group', 'head_sha');
            return { ...nothing, comparison: { how: 'range', base, head } };
        }
        case 'push':
            return { ...nothing, comparison: push(payload) };
        case 'workflow_dispatch':
            return { ...nothing, comparison: { how: 'checkout' }, typed: typedInputs(payload) };
        default:
            return { ...nothing, comparison: { how: 'checkout' } };
    }
}
function pullRequest(name, payload) {
    const number = at(payload, 'pull_request', 'number');
    if (typeof number !== 'number' || !Number.isSafeInteger(number))
        throw incompleteEvent(name, 'pull_request.number');
    const base = commit(name, payload, 'pull_request', 'base', 'sha');
    const head = commit(name, payload, 'pull_request', 'head', 'sha');
    const from = at(payload, 'pull_request', 'head', 'repo', 'full_name');
    const into = at(payload, 'pull_request', 'base', 'repo', 'full_name');
    return {
        comparison: { how: 'pull-request', base, head },
        pullRequest: number,
        // The repository of a deleted fork is null.
        fromFork: into !== undefined && from !== into,
        typed: {},
    };
}
function push(payload) {
    if (at(payload, 'deleted') === true)
        throw new errors/* UsageError */.e('this push deletes its branch: there is nothing to look at');
    const before = commit('push', payload, 'before');
    // A new branch has only zeros here: nothing was pushed to before.
    if (/^0+$/.test(before))
        return { how: 'checkout' };
    return { how: 'range', base: before, head: commit('push', payload, 'after') };
}
function typedInputs(payload) {
    const typed = {};
    for (const name of ['base', 'head', 'from', 'to']) {
        const value = at(payload, 'inputs', name);
        if (typeof value === 'string' && value.trim() !== '')
            typed[name] = value.trim();
    }
    return typed;
}
function commit(event, payload, ...path) {
    const value = at(payload, ...path);
    if (typeof value !== 'string' || !FULL_ID.test(value))
        throw incompleteEvent(event, path.join('.'));
    return value;
}
function incompleteEvent(event, path) {
    return new errors/* UsageError */.e(`the ${event} event has no valid ${path}; give the inputs base and head`);
}
function at(value, ...path) {
    let found = value;
    for (const key of path) {
        if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key))
            return undefined;
        found = found[key];
    }
    return found;
}
//# sourceMappingURL=event.js.map
;// CONCATENATED MODULE: ./build/src/github/inputs.js


const FAIL_ON = ['critical', 'high', 'medium', 'low', 'never'];
const COMMENT = ['always', 'on-findings', 'never'];
/**
 * Reads the inputs. Lists are one item a line.
 * @param get gives an input by name, '' where there is none
 * @param workspace folder that relative paths are relative to
 * @throws {UsageError} that names the input and what it may be
 */
function readInputs(get, workspace) {
    const workingDirectory = (0,external_node_path_.resolve)(workspace, get('working-directory').trim() || '.');
    const list = (name) => get(name)
        .split('\n')
        .map(item => item.trim())
        .filter(item => item !== '');
    const optional = (name) => get(name).trim() || undefined;
    const base = optional('base');
    const head = optional('head');
    const kubeVersion = optional('kube-version');
    const config = optional('config');
    const failOn = optional('fail-on');
    return {
        ...(base === undefined ? {} : { base }),
        ...(head === undefined ? {} : { head }),
        ...(kubeVersion === undefined ? {} : { kubeVersion: checkKubeVersion(kubeVersion) }),
        ...(config === undefined ? {} : { config }),
        ...(failOn === undefined ? {} : { failOn: oneOf('fail-on', failOn, FAIL_ON) }),
        from: list('from'),
        to: list('to'),
        charts: list('charts').map(source => source.includes('://') ? source : (0,external_node_path_.resolve)(workingDirectory, source)),
        values: list('values'),
        comment: oneOf('comment', optional('comment') ?? 'on-findings', COMMENT),
        token: get('github-token').trim(),
        workingDirectory,
    };
}
function checkKubeVersion(given) {
    if (/^v?\d+\.\d+(\.\d+)?$/.test(given))
        return given.replace(/^v/, '');
    throw new errors/* UsageError */.e(`input kube-version is ${JSON.stringify(given)}: give a Kubernetes version such as 1.29 or 1.29.4`);
}
function oneOf(name, given, allowed) {
    const found = allowed.find(value => value === given);
    if (found === undefined)
        throw new errors/* UsageError */.e(`input ${name} is ${JSON.stringify(given)}: it may be ${allowed.join(', ')}`);
    return found;
}
//# sourceMappingURL=inputs.js.map
;// CONCATENATED MODULE: ./build/src/github/links.js
/**
 * Links to lines of a commit as GitHub shows it.
 * @param server `GITHUB_SERVER_URL`
 * @param repository `owner/name`
 */
function lineLinks(server, repository, commit) {
    return ({ file, line, endLine }) => {
        // Parentheses would end a Markdown link; encodeURIComponent leaves them.
        const path = file
            .split('/')
            .map(part => encodeURIComponent(part).replace(/[()'*!]/g, encodeByte))
            .join('/');
        const lines = endLine === undefined || endLine === line ? `L${line}` : `L${line}-L${endLine}`;
        // ?plain=1: a Markdown file or a notebook has lines only in its plain view.
        return `${server}/${repository}/blob/${commit}/${path}?plain=1#${lines}`;
    };
}
function encodeByte(character) {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
//# sourceMappingURL=links.js.map
// EXTERNAL MODULE: ./build/src/exit-code.js
var exit_code = __webpack_require__(2075);
;// CONCATENATED MODULE: ./build/src/github/toolkit.js
/** Characters that a terminal or the log viewer acts on, line ends apart. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
/**
 * Text from a repository as it may stand in the runner's log: the runner takes a line that starts with `::`, or one that
 * holds `##[`, for a command.
 */
function logText(text) {
    return text
        .replace(CONTROL, ' ')
        .replaceAll('##[', '## [')
        .replace(/^(\s*):(?=:)/gm, '$1: ');
}
/** The same as one line of bounded length, for annotations and messages. */
function oneLine(text, maxLength = 1000) {
    const line = text.replace(CONTROL, ' ').replace(/\s+/g, ' ').trim();
    return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
//# sourceMappingURL=toolkit.js.map
;// CONCATENATED MODULE: ./build/src/github/outputs.js


const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
/**
 * GitHub keeps ten errors and ten warnings of one step; one of each is left for the verdict and for what could not be
 * published.
 */
const MAX_ANNOTATIONS = 9;
/** Exposed findings that nobody accepted, worst first. */
function standing(report) {
    const exposed = report.findings.filter(finding => finding.exposure === 'exposed' && finding.accepted === null);
    return exposed.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
/** True where the report holds something that a reader of the pull request should know. */
function isWorthTelling(report) {
    if (report.verdict === 'fail' || report.verdict === 'incomplete' || report.verdict === 'attention')
        return true;
    return report.findings.some(finding => finding.exposure === 'exposed' || finding.exposure === 'possible');
}
/** Sets the step's outputs, as `action.yml` names them. */
function setOutputs(report, files, toolkit) {
    const exposed = standing(report);
    toolkit.setOutput('verdict', report.verdict);
    toolkit.setOutput('exposed', exposed.length);
    for (const severity of SEVERITIES) {
        if (severity === 'info')
            continue;
        toolkit.setOutput(severity, exposed.filter(finding => finding.severity === severity).length);
    }
    toolkit.setOutput('from', versions(report, 'from'));
    toolkit.setOutput('to', versions(report, 'to'));
    toolkit.setOutput('report-json', files.reportJson ?? '');
    toolkit.setOutput('comment-url', files.commentUrl ?? '');
}
/** Marks the lines of exposed findings in the pull request's files: errors at or above `fail-on`, warnings below. */
function annotate(report, toolkit) {
    const left = { error: MAX_ANNOTATIONS, warning: MAX_ANNOTATIONS };
    for (const finding of standing(report)) {
        const level = reaches(finding.severity, report.failOn) ? 'error' : 'warning';
        const [place] = finding.locations;
        if (place === undefined || left[level] === 0)
            continue;
        left[level] -= 1;
        toolkit[level](oneLine(place.message ?? finding.summary), {
            title: oneLine(`${finding.title} (${finding.severity})`, 200),
            file: place.file,
            startLine: place.line,
            ...(place.endLine === undefined ? {} : { endLine: place.endLine }),
        });
    }
}
/** Lets the step fail or pass as the verdict has it, with one line that says why. */
function conclude(report, toolkit) {
    const line = oneLine(logText(`${report.verdict}: ${report.reason}`));
    if ((0,exit_code/* exitCodeOf */.F)(report) !== 0)
        toolkit.setFailed(line);
    else
        toolkit.info(line);
}
function reaches(severity, failOn) {
    if (failOn === 'never')
        return false;
    return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}
/** Each version once, in the report's order. */
function versions(report, side) {
    return [...new Set(report.upgrades.flatMap(upgrade => upgrade[side]?.version ?? []))].join(',');
}
//# sourceMappingURL=outputs.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/src/github/failure.js

/** The HTTP status of a failed request; undefined where there was no answer, or the error is another one. */
function statusOf(error) {
    if (typeof error !== 'object' || error === null || !('status' in error))
        return undefined;
    return typeof error.status === 'number' ? error.status : undefined;
}
/** True where the request may have been carried out although it failed: no answer, or the server's own failure. */
function mayHaveHappened(error) {
    const status = statusOf(error);
    return status === undefined || status >= 500;
}
/** Why a request for a comment failed, as one sentence that says what to do. */
function describeFailure(error, fromFork) {
    const said = oneLine(error instanceof Error ? error.message : String(error), 200);
    const status = statusOf(error);
    if (status === 403 && /locked/i.test(said))
        return 'the conversation of the pull request is locked, so nothing could be written to it';
    if (status === 401)
        return `GitHub does not know the token (401): check the input github-token`;
    if ((status === 403 && /rate limit/i.test(said)) || status === 429)
        return `GitHub's rate limit is used up (${said})`;
    if (status === 403 || status === 404) {
        if (fromFork)
            return `the token can only read (${status}), as for every pull request from a fork; the report is in the job summary`;
        return `the token may not do it (${status}): give the job the permission pull-requests: write`;
    }
    return `GitHub failed (${status ?? 'no answer'}: ${said})`;
}
//# sourceMappingURL=failure.js.map
;// CONCATENATED MODULE: ./build/src/github/comment.js


/** GitHub's limit of a comment's body (it answers 422 with this number beyond it). */
const MAX_COMMENT_LENGTH = 65_536;
/** The author of what the token that every workflow gets writes. */
const WORKFLOW_AUTHOR = 'github-actions[bot]';
/** Pages of 100 comments that are looked through. */
const MAX_PAGES = 50;
/** The hidden first line by which the comment is found again. */
function markerOf(key) {
    // A hash: no text of a user's can end the HTML comment early.
    const suffix = key === '' ? '' : `:${(0,external_node_crypto_.createHash)('sha256').update(key).digest('hex').slice(0, 12)}`;
    return `<!-- istio-preflight:report${suffix} -->`;
}
/** Characters that are left for the body beside the marker. */
function bodyRoom(key) {
    return MAX_COMMENT_LENGTH - markerOf(key).length - 1;
}
/**
 * Keeps one comment on a pull request: made once, updated in place where its text changed, and any duplicates of ours
 * removed. Ours is what has the marker *and* was written by the token's own author.
 * @throws what the API answers where it refuses; nothing is half done that a next run does not mend
 */
async function keepComment(client, place, comment, token) {
    const marker = markerOf(comment.key);
    const body = `${marker}\n${comment.body}`;
    if (body.length > MAX_COMMENT_LENGTH)
        throw new Error(`the comment has ${body.length} characters, more than GitHub takes`);
    const author = await authorOf(client, token);
    const find = async () => {
        const marked = (await listComments(client, place)).filter(known => known.body.startsWith(marker));
        const ours = marked.filter(known => known.author === author);
        return ours.length > 0 || marked.length === 0 ? ours : ofThisApp(client, marked);
    };
    const [first, ...duplicates] = await find();
    const result = await bringUpToDate(client, place, first, body, comment.create, find);
    for (const duplicate of duplicates)
        await remove(client, place, duplicate);
    return result;
}
async function bringUpToDate(client, place, existing, body, create, find) {
    if (existing === undefined)
        return create ? createOnce(client, place, body, find) : { action: 'none' };
    if (sameText(existing.body, body))
        return { action: 'unchanged', url: existing.url };
    try {
        await client.rest.issues.updateComment({ ...repository(place), comment_id: existing.id, body });
        return { action: 'updated', url: existing.url };
    }
    catch (error) {
        // Somebody deleted it meanwhile; a 404 may also hide a missing permission, which the creation then tells.
        if (statusOf(error) !== 404 || !create)
            throw error;
        return createOnce(client, place, body, find);
    }
}
/** Creates the comment; where GitHub failed without saying whether it did, looks before it tries once more. */
async function createOnce(client, place, body, find) {
    for (let attempt = 1;; attempt++) {
        try {
            const { data } = await client.rest.issues.createComment({
                ...repository(place),
                issue_number: place.pullRequest,
                body,
            });
            return { action: 'created', url: data.html_url };
        }
        catch (error) {
            if (!mayHaveHappened(error))
                throw error;
            const made = (await find()).find(known => sameText(known.body, body));
            if (made !== undefined)
                return { action: 'created', url: made.url };
            if (attempt === 2)
                throw error;
        }
    }
}
async function remove(client, place, comment) {
    try {
        await client.rest.issues.deleteComment({ ...repository(place), comment_id: comment.id });
    }
    catch (error) {
        // Gone already, by another run or by an attempt whose answer was lost.
        if (statusOf(error) !== 404)
            throw error;
    }
}
async function listComments(client, place) {
    const found = [];
    const pages = client.paginate.iterator(client.rest.issues.listComments, {
        ...repository(place),
        issue_number: place.pullRequest,
        per_page: 100,
    });
    let count = 0;
    for await (const { data } of pages) {
        for (const { id, html_url: url, body, user } of data)
            found.push({ id, url, body: body ?? '', author: user?.login ?? '' });
        count += 1;
        if (count === MAX_PAGES)
            break;
    }
    return found.sort((a, b) => a.id - b.id);
}
/**
 * Who the token writes as. A person's token says so; the token of an installation (`ghs_`), such as the workflow's, may
 * not ask: GET /user answers it with 403.
 */
async function authorOf(client, token) {
    if (token.startsWith('ghs_'))
        return WORKFLOW_AUTHOR;
    try {
        const { data } = await client.rest.users.getAuthenticated();
        return data.login;
    }
    catch (error) {
        const status = statusOf(error);
        if (status === 401 || mayHaveHappened(error))
            throw error;
        return WORKFLOW_AUTHOR;
    }
}
/**
 * Those of the comments that the token of another GitHub App wrote itself. Asked only where somebody else than the
 * workflow left a comment with the marker, as only GraphQL tells such a token its name.
 */
async function ofThisApp(client, marked) {
    const bots = marked.filter(known => known.author.endsWith('[bot]'));
    if (bots.length === 0)
        return [];
    try {
        const { viewer } = await client.graphql('query { viewer { login } }');
        return bots.filter(known => known.author === viewer.login);
    }
    catch {
        return [];
    }
}
/** GitHub keeps line ends as they were typed in its editor, and may drop space at the end. */
function sameText(one, other) {
    const normal = (text) => text.replaceAll('\r\n', '\n').trimEnd();
    return normal(one) === normal(other);
}
function repository(place) {
    return { owner: place.owner, repo: place.repo };
}
//# sourceMappingURL=comment.js.map
;// CONCATENATED MODULE: ./build/src/github/fit.js
/**
 * A rendering that surely fits. The renderer leaves out sections by itself; where what it gives is still too long by
 * this surface's own measure, it is asked for less, and at last replaced, never cut through its markup.
 * @param measure length as the surface counts it
 * @param fallback short text for when nothing else fits
 */
function fitInto(render, limit, measure, fallback) {
    let maxLength = limit;
    for (let attempt = 0; attempt < 5; attempt++) {
        const text = render(maxLength);
        const length = measure(text);
        if (length <= limit)
            return text;
        maxLength = Math.floor(Math.min(maxLength * 0.9, (maxLength * limit * 0.95) / length));
    }
    return fallback;
}
function characters(text) {
    return text.length;
}
function bytes(text) {
    return Buffer.byteLength(text, 'utf8');
}
//# sourceMappingURL=fit.js.map
;// CONCATENATED MODULE: ./build/src/github/publish.js





/** GitHub takes 1 MiB of summary from one step. */
const MAX_SUMMARY_BYTES = 1024 * 1024 - 4096;
/**
 * Puts the report on every surface of GitHub. A surface that fails becomes a warning: it neither hides the others nor
 * the verdict.
 */
async function publish(report, context) {
    const { toolkit } = context;
    const attempt = async (what, work) => {
        try {
            await work();
        }
        catch (error) {
            toolkit.warning(oneLine(logText(`${what}: ${error instanceof Error ? error.message : String(error)}`)));
        }
    };
    let comment;
    await attempt('the lines could not be marked', () => annotate(report, toolkit));
    await attempt('the job summary could not be written', () => writeSummary(report, context));
    await attempt('the comment could not be written', async () => {
        comment = await writeComment(report, context);
    });
    const commentUrl = comment?.url;
    const files = {
        ...(context.reportJson === undefined ? {} : { reportJson: context.reportJson }),
        ...(commentUrl === undefined ? {} : { commentUrl }),
    };
    await attempt('the outputs could not be set', () => setOutputs(report, files, toolkit));
    return commentUrl === undefined ? {} : { commentUrl };
}
async function writeSummary(report, context) {
    if (context.addSummary === undefined)
        return;
    const render = (maxLength) => context.render(report, { maxLength, ...linkOf(context) });
    await context.addSummary(fitInto(render, MAX_SUMMARY_BYTES, bytes, shortest(report)));
}
async function writeComment(report, context) {
    const { comment, toolkit } = context;
    if (comment === undefined || comment.mode === 'never')
        return undefined;
    if (comment.token === '') {
        toolkit.warning('no comment was written: the input github-token is empty');
        return undefined;
    }
    const rest = context.addSummary === undefined ? {} : { rest: 'all of it is in the job summary' };
    const render = (maxLength) => context.render(report, { maxLength, ...rest, ...linkOf(context) });
    const body = fitInto(render, bodyRoom(comment.key), characters, shortest(report));
    const create = comment.mode === 'always' || isWorthTelling(report);
    try {
        const client = await comment.client();
        const result = await keepComment(client, comment.place, { key: comment.key, body, create }, comment.token);
        if (result.action !== 'none')
            toolkit.info(`comment ${result.action}: ${result.url ?? ''}`);
        return result;
    }
    catch (error) {
        toolkit.warning(oneLine(`no comment was written: ${describeFailure(error, comment.fromFork)}`));
        return undefined;
    }
}
function linkOf(context) {
    return context.link === undefined ? {} : { link: context.link };
}
/** For when not even the shortest rendering fits: nothing in it can be markup. */
function shortest(report) {
    const reason = oneLine(report.reason, 500).replace(/[^\p{L}\p{N} .,;:/()-]/gu, ' ');
    return `istio-preflight: ${report.verdict}. ${reason} The whole report is too long for this place; it is in the file of the output report-json.\n`;
}
//# sourceMappingURL=publish.js.map
;// CONCATENATED MODULE: ./build/src/github/run.js


/**
 * @throws {UsageError} where the event's file is there but can't be read
 */
async function readRun(env, cwd) {
    return {
        event: { name: env.GITHUB_EVENT_NAME ?? '', payload: await readPayload(env.GITHUB_EVENT_PATH) },
        repository: env.GITHUB_REPOSITORY ?? '',
        apiUrl: env.GITHUB_API_URL || 'https://api.github.com',
        serverUrl: env.GITHUB_SERVER_URL || 'https://github.com',
        workspace: env.GITHUB_WORKSPACE || cwd,
        temporary: env.RUNNER_TEMP || undefined,
        summary: env.GITHUB_STEP_SUMMARY || undefined,
    };
}
async function readPayload(path) {
    if (!path)
        return {};
    try {
        return JSON.parse(await (0,promises_.readFile)(path, 'utf8'));
    }
    catch (error) {
        throw new errors/* UsageError */.e(`the event's file ${path} can't be read: ${error.message}`);
    }
}
//# sourceMappingURL=run.js.map
// EXTERNAL MODULE: ./build/src/policy/policy.js
var policy_policy = __webpack_require__(728);
// EXTERNAL MODULE: ./build/src/report/json.js
var json = __webpack_require__(7912);
// EXTERNAL MODULE: ./build/src/report/markdown.js + 4 modules
var markdown = __webpack_require__(404);
// EXTERNAL MODULE: ./build/src/session.js + 145 modules
var session = __webpack_require__(4038);
// EXTERNAL MODULE: ./build/src/tree/git.js + 1 modules
var git = __webpack_require__(4610);
// EXTERNAL MODULE: ./build/src/tree/open.js + 1 modules
var tree_open = __webpack_require__(4326);
;// CONCATENATED MODULE: ./build/src/action.js
/** Door: the GitHub Action. The event says what is compared; the report goes to every surface of GitHub. */




















/**
 * Runs the action from its environment: reads inputs and event, analyses, publishes, and lets the step fail or pass.
 * Never throws: what goes wrong fails the step with one line.
 * @param judge the analysis; a port for tests
 */
async function runAction(judge = analyseTrees) {
    try {
        const run = await readRun(process.env, process.cwd());
        const given = readInputs(name => core.getInput(name), run.workspace);
        if (given.token !== '')
            core.setSecret(given.token);
        const event = readEvent(run.event.name, run.event.payload);
        await judgeAndPublish(run, withTyped(given, event), event, judge);
    }
    catch (error) {
        core.setFailed(failureLine(error));
        core.debug(logText(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    }
}
async function judgeAndPublish(run, inputs, event, judge) {
    const trusted = process.env.GITHUB_ACTIONS === 'true';
    const comparison = await findComparison(inputs, event, trusted);
    const trees = await (0,tree_open/* openTrees */.k)({
        repo: inputs.workingDirectory,
        cwd: inputs.workingDirectory,
        ...comparison,
        to: inputs.to.length > 0,
        offline: false,
        trusted,
    });
    try {
        core.info(logText(`comparing ${trees.base.name} with ${trees.head.name}`));
        const report = await judge({ trees, inputs, progress: phase => core.info(logText(`${phase} …`)) });
        const reportJson = await writeReport(report, run);
        const head = trees.commits.head;
        const comment = commentContext(run, inputs, event);
        const { summary } = run;
        await publish(report, {
            toolkit: core,
            render: markdown/* renderMarkdown */.G,
            ...(head === undefined || run.repository === ''
                ? {}
                : { link: lineLinks(run.serverUrl, run.repository, head) }),
            ...(summary === undefined ? {} : { addSummary: markdown => (0,promises_.appendFile)(summary, `${markdown}\n`) }),
            ...(comment === undefined ? {} : { comment }),
            ...(reportJson === undefined ? {} : { reportJson }),
        });
        conclude(report, core);
    }
    finally {
        await trees.close();
    }
}
/** The one call into the core. */
async function analyseTrees({ trees, inputs, progress }) {
    const read = (file) => (0,promises_.readFile)((0,external_node_path_.resolve)(inputs.workingDirectory, file), 'utf8');
    const policy = await (0,policy_policy/* loadPolicy */.tb)(trees.base, inputs.config, read);
    return (0,session/* run */.e)({
        base: trees.base,
        head: trees.head,
        from: (0,explicit/* parseVersionOverrides */.Xx)('--from', inputs.from),
        to: (0,explicit/* parseVersionOverrides */.Xx)('--to', inputs.to),
        charts: inputs.charts,
        values: await (0,explicit/* readExplicitValues */.VL)(inputs.values, read),
        policy,
        ...(inputs.kubeVersion === undefined ? {} : { kubeVersion: inputs.kubeVersion }),
        ...(inputs.failOn === undefined ? {} : { failOn: inputs.failOn }),
        offline: false,
        env: process.env,
        progress,
    });
}
/** What somebody typed when starting the workflow stands in for inputs that the workflow does not set. */
function withTyped(inputs, { typed }) {
    const base = inputs.base ?? typed.base;
    const head = inputs.head ?? typed.head;
    return {
        ...inputs,
        ...(base === undefined ? {} : { base }),
        ...(head === undefined ? {} : { head }),
        from: inputs.from.length > 0 || typed.from === undefined ? inputs.from : [typed.from],
        to: inputs.to.length > 0 || typed.to === undefined ? inputs.to : [typed.to],
    };
}
async function findComparison(inputs, event, trusted) {
    const given = {
        ...(inputs.base === undefined ? {} : { base: inputs.base }),
        ...(inputs.head === undefined ? {} : { head: inputs.head }),
    };
    const repository = await (0,git/* openRepository */.h_)(inputs.workingDirectory, { trusted });
    // Two folders can be compared without a repository; whatever else is missing, opening the trees says it.
    if (repository === undefined)
        return given;
    try {
        return await resolveComparison(event.comparison, { ...given, to: inputs.to.length > 0 }, repository);
    }
    finally {
        await repository.close();
    }
}
function commentContext(run, inputs, event) {
    const [owner, repo] = run.repository.split('/');
    if (event.pullRequest === undefined || !owner || !repo)
        return undefined;
    return {
        mode: inputs.comment,
        place: { owner, repo, pullRequest: event.pullRequest },
        key: inputs.workingDirectory === run.workspace ? '' : inputs.workingDirectory.replace(run.workspace, ''),
        token: inputs.token,
        fromFork: event.fromFork,
        client: async () => {
            const { createClient } = await Promise.all(/* import() */[__webpack_require__.e(159), __webpack_require__.e(330)]).then(__webpack_require__.bind(__webpack_require__, 6330));
            return createClient({ token: inputs.token, apiUrl: run.apiUrl });
        },
    };
}
/** @returns its path; undefined where it could not be written, which is a warning */
async function writeReport(report, run) {
    try {
        const folder = await (0,promises_.mkdtemp)((0,external_node_path_.join)(run.temporary ?? (0,external_node_os_.tmpdir)(), 'istio-preflight-report-'));
        const path = (0,external_node_path_.join)(folder, 'report.json');
        await (0,promises_.writeFile)(path, (0,json/* renderJson */.h)(report));
        return path;
    }
    catch (error) {
        core.warning(oneLine(`the report could not be written: ${error.message}`));
        return undefined;
    }
}
/** Options are named by the command line's spelling in messages; here they are inputs. */
function failureLine(error) {
    if (error instanceof errors/* UsageError */.e)
        return oneLine(logText(error.message.replace(/(^|[\s(])--([a-z])/g, '$1$2')));
    return oneLine(logText(`internal error, please report it: ${error instanceof Error ? error.message : String(error)}`));
}
//# sourceMappingURL=action.js.map

/***/ })

};

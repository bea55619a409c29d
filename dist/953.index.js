export const id = 953;
export const ids = [953];
export const modules = {

/***/ 19569:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runAction: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 8 modules
var core = __webpack_require__(46058);
// EXTERNAL MODULE: ./build/src/detect/explicit.js
var explicit = __webpack_require__(25145);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
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
            return { ...nothing, comparison: { how: 'range', base, head }, commit: head };
        }
        case 'push':
            return { ...nothing, ...push(payload) };
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
        commit: head,
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
    const head = commit('push', payload, 'after');
    if (/^0+$/.test(before))
        return { comparison: { how: 'checkout' }, commit: head };
    return { comparison: { how: 'range', base: before, head }, commit: head };
}
/** Under which names of a workflow's own inputs what is typed is found. */
const TYPED = {
    base: ['base'],
    head: ['head', 'ref', 'branch'],
    from: ['from'],
    to: ['to', 'version', 'target-version'],
    failOn: ['fail-on'],
};
function typedInputs(payload) {
    const typed = {};
    for (const [key, names] of Object.entries(TYPED)) {
        const values = names.map(name => at(payload, 'inputs', name));
        const value = values.find(given => typeof given === 'string' && given.trim() !== '');
        if (typeof value === 'string')
            typed[key] = value.trim();
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
/** What stands at a path of a payload; undefined where there is nothing. */
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
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: ./build/src/report/registry.js + 20 modules
var registry = __webpack_require__(56567);
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
        .replace(/^([^\S\r\n\u2028\u2029]*):(?=:)/gm, '$1: ');
}
/** The same as one line of bounded length, for annotations and messages. */
function oneLine(text, maxLength = 1000) {
    const line = text.replace(CONTROL, ' ').replace(/\s+/g, ' ').trim();
    return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
//# sourceMappingURL=toolkit.js.map
;// CONCATENATED MODULE: ./build/src/github/files.js





/**
 * Writes the reports that are files, for `actions/upload-artifact` and other steps. One that can't be written becomes a
 * warning.
 * @param folder where files go that nobody named a place for; the machine's own if undefined
 */
async function writeFiles({ report, patch }, inputs, folder, toolkit, options = {}) {
    const formatted = (format) => () => registry.FORMATS.get(format)?.(report, options) ?? '';
    const surfaces = [
        { text: formatted('json'), name: 'report.json', output: 'reportJson' },
        { text: formatted('html'), name: 'report.html', output: 'reportHtml', path: inputs.htmlFile },
        { text: formatted('sarif'), name: 'report.sarif', path: inputs.sarifFile },
        { text: () => patch?.text ?? '', name: 'fix.patch', output: 'patch' },
    ];
    const paths = {};
    let own;
    for (const { text, name, output, path } of surfaces) {
        if (path === undefined && output === undefined)
            continue;
        try {
            const content = text();
            if (content === '')
                continue;
            own ??= (0,promises_.mkdtemp)((0,external_node_path_.join)(folder ?? (0,external_node_os_.tmpdir)(), 'istio-preflight-report-'));
            const file = path ?? (0,external_node_path_.join)(await own, name);
            await write(file, content);
            if (output !== undefined)
                paths[output] = file;
        }
        catch (error) {
            toolkit.warning(oneLine(logText(`${name} could not be written: ${error.message}`)));
        }
    }
    return paths;
}
async function write(file, text) {
    await (0,promises_.mkdir)((0,external_node_path_.dirname)(file), { recursive: true });
    await (0,promises_.writeFile)(file, text);
}
//# sourceMappingURL=files.js.map
;// CONCATENATED MODULE: ./build/src/github/inputs.js


const FAIL_ON = ['critical', 'high', 'medium', 'low', 'never'];
/** `true` and `false` are what YAML people write for always and never. */
const CHECK_RUN = {
    auto: 'auto',
    always: 'always',
    true: 'always',
    never: 'never',
    false: 'never',
};
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
    const sarifFile = optional('sarif-file');
    const htmlFile = optional('html-file');
    return {
        ...(base === undefined ? {} : { base }),
        ...(head === undefined ? {} : { head }),
        ...(kubeVersion === undefined ? {} : { kubeVersion: checkKubeVersion(kubeVersion) }),
        ...(config === undefined ? {} : { config }),
        ...(failOn === undefined ? {} : { failOn: readFailOn(failOn) }),
        ...(htmlFile === undefined ? {} : { htmlFile: (0,external_node_path_.resolve)(workingDirectory, htmlFile) }),
        ...(sarifFile === undefined ? {} : { sarifFile: (0,external_node_path_.resolve)(workingDirectory, sarifFile) }),
        from: list('from'),
        to: list('to'),
        charts: list('charts').map(source => source.includes('://') ? source : (0,external_node_path_.resolve)(workingDirectory, source)),
        values: list('values'),
        manifests: list('manifests'),
        comment: oneOf('comment', optional('comment') ?? 'on-findings', COMMENT),
        checkRun: readCheckRun(optional('check-run') ?? 'auto'),
        token: get('github-token').trim(),
        workingDirectory,
    };
}
/** @throws {UsageError} that says what it may be */
function readFailOn(given) {
    return oneOf('fail-on', given, FAIL_ON);
}
function readCheckRun(given) {
    return CHECK_RUN[oneOf('check-run', given, Object.keys(CHECK_RUN))] ?? 'auto';
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
var exit_code = __webpack_require__(42075);
;// CONCATENATED MODULE: ./build/src/github/outputs.js


const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
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
    toolkit.setOutput('report-html', files.reportHtml ?? '');
    toolkit.setOutput('patch', files.patch ?? '');
    toolkit.setOutput('comment-url', files.commentUrl ?? '');
}
/** Lets the step fail or pass as the verdict has it, with one line that says why. */
function conclude(report, toolkit) {
    const line = oneLine(logText(`${report.verdict}: ${report.reason}`));
    if ((0,exit_code/* exitCodeOf */.F)(report) !== 0)
        toolkit.setFailed(line);
    else
        toolkit.info(line);
}
/**
 * Workflows put outputs into scripts, and versions are what a pull request says they are: anything but letters, digits and
 * what versions and simple ranges are made of stays out of them.
 */
const PLAIN_VERSION = /^[\w.+~^*-]{1,100}$/;
/** Each version once, in the report's order. */
function versions(report, side) {
    const found = report.upgrades.flatMap(upgrade => upgrade[side]?.version ?? []);
    return [...new Set(found.map(version => (PLAIN_VERSION.test(version) ? version : 'undecided')))].join(',');
}
//# sourceMappingURL=outputs.js.map
// EXTERNAL MODULE: ./build/src/report/marks.js
var report_marks = __webpack_require__(84658);
;// CONCATENATED MODULE: ./build/src/github/annotations.js

/**
 * GitHub keeps ten errors and ten warnings of one step
 * (https://docs.github.com/en/rest/checks/runs and https://github.com/orgs/community/discussions/26680); one of each is
 * left for the verdict and for what could not be published.
 */
const MAX_ANNOTATIONS = 9;
const MAX_TITLE = 200;
/**
 * Marks lines by workflow commands, worst first: each finding's first place before anybody's second. What is not known
 * has no room here.
 */
function annotate(marks, toolkit) {
    for (const level of ['error', 'warning']) {
        for (const mark of firstOf(marks, level)) {
            const { place } = mark;
            toolkit[level](oneLine(mark.message), {
                title: oneLine(mark.title, MAX_TITLE),
                file: place.file,
                startLine: place.line,
                ...(place.endLine === undefined ? {} : { endLine: place.endLine }),
            });
        }
    }
}
function firstOf(marks, level) {
    const members = marks.filter(mark => mark.level === level);
    const ordered = [...members.filter(mark => mark.isFirst), ...members.filter(mark => !mark.isFirst)];
    return ordered.slice(0, MAX_ANNOTATIONS);
}
//# sourceMappingURL=annotations.js.map
// EXTERNAL MODULE: ./build/src/report/escape.js
var report_escape = __webpack_require__(96209);
// EXTERNAL MODULE: ./build/src/report/view.js + 1 modules
var view = __webpack_require__(26873);
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
const COMMENT_SURFACE = {
    permission: 'pull-requests: write',
    purpose: 'to write the comment',
    instead: 'the report is in the job summary',
};
const CHECK_SURFACE = {
    permission: 'checks: write',
    purpose: 'to make the check run',
    instead: 'the lines are marked by the workflow itself',
};
/** True where the token may not do it, by whichever of its two ways GitHub says so. */
function isRefused(error) {
    const status = statusOf(error);
    return (status === 403 || status === 404) && !isRateLimit(error) && !isLocked(error);
}
/** Why a request failed, as one sentence that says what to do. */
function describeFailure(error, fromFork, surface = COMMENT_SURFACE) {
    const said = oneLine(error instanceof Error ? error.message : String(error), 200);
    const status = statusOf(error);
    if (isLocked(error))
        return 'the conversation of the pull request is locked, so nothing could be written to it';
    if (status === 401)
        return `GitHub does not know the token (401): check the input github-token`;
    if (isRateLimit(error))
        return `GitHub's rate limit is used up (${said})`;
    if (status === 410)
        return `issues and comments are turned off in this repository (410); ${surface.instead}`;
    if (status === 403 || status === 404) {
        if (fromFork)
            return `the token can only read (${status}), as for every pull request from a fork; ${surface.instead}`;
        return `the token may not do it (${status}): give the job the permission ${surface.permission}, which it needs ${surface.purpose}; ${surface.instead}`;
    }
    return `GitHub failed (${status ?? 'no answer'}: ${said}); ${surface.instead}`;
}
function isRateLimit(error) {
    const status = statusOf(error);
    return status === 429 || (status === 403 && /rate limit/i.test(messageOf(error)));
}
function isLocked(error) {
    return statusOf(error) === 403 && /locked/i.test(messageOf(error));
}
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}
//# sourceMappingURL=failure.js.map
;// CONCATENATED MODULE: ./build/src/github/check-run.js




/** GitHub takes so many bytes of summary, so many annotations in one request, and so many characters of a title. */
const MAX_CHECK_SUMMARY = 65_535;
const BATCH = 50;
const check_run_MAX_TITLE = 255;
/** GitHub takes 64 KB; nobody reads so much in an annotation. */
const MAX_MESSAGE = 4_000;
/** Ten requests: well below what makes GitHub slow a token down. */
const MAX_MARKS = 500;
const LEVELS = {
    error: 'failure',
    warning: 'warning',
    note: 'notice',
};
/** What a required check goes by: `neutral` lets a merge pass without calling it a success. */
function conclusionOf(report) {
    if ((0,exit_code/* exitCodeOf */.F)(report) !== 0)
        return 'failure';
    return report.verdict === 'pass' || report.verdict === 'no-upgrade' ? 'success' : 'neutral';
}
/** The line that stands beside the check: what happens, or what is not known. */
function checkTitle(report) {
    const { subject, outcome } = (0,view/* viewReport */.a)(report).headline;
    const advise = report.mode === 'advise' ? 'Advising only: ' : '';
    return (0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(`${advise}${subject}: ${outcome}`).replaceAll('`', ''), check_run_MAX_TITLE);
}
/**
 * Makes a check run, concluded at once, so that the verdict stands whatever becomes of the annotations, which follow
 * fifty at a time.
 * @throws what the API answers where no check run could be made
 */
async function makeCheckRun(client, place, check) {
    const annotations = check.marks.slice(0, MAX_MARKS).map(annotationOf);
    const made = await create(client, place, check, annotations.slice(0, BATCH));
    const url = made.url;
    for (let done = BATCH; done < annotations.length; done += BATCH) {
        const isAdded = await append(client, place, check, made.id, annotations.slice(done, done + BATCH), done);
        if (!isAdded)
            return { url, missing: annotations.length - done };
    }
    return { url, missing: 0 };
}
function annotationOf({ level, title, message, place, advice }) {
    return {
        path: place.file,
        start_line: place.line,
        end_line: Math.max(place.line, place.endLine ?? 0),
        annotation_level: LEVELS[level],
        title: (0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(title), check_run_MAX_TITLE),
        message: (0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(message) || (0,report_escape/* visible */.RK)(title), MAX_MESSAGE),
        ...(advice === '' ? {} : { raw_details: (0,report_escape/* clip */.$Q)(advice.split('\n').map(report_escape/* visible */.RK).join('\n'), MAX_MESSAGE) }),
    };
}
async function create(client, place, check, annotations) {
    const { owner, repo, commit } = place;
    for (let attempt = 1;; attempt++) {
        try {
            const { data } = await client.rest.checks.create({
                owner,
                repo,
                head_sha: commit,
                name: check.name,
                external_id: check.externalId,
                ...(check.detailsUrl === undefined ? {} : { details_url: check.detailsUrl }),
                status: 'completed',
                conclusion: check.conclusion,
                output: { title: check.title, summary: check.summary, annotations },
            });
            return { id: data.id, url: data.html_url ?? '' };
        }
        catch (error) {
            if (!mayHaveHappened(error))
                throw error;
            const made = await find(client, place, check);
            if (made !== undefined)
                return made;
            if (attempt === 2)
                throw error;
        }
    }
}
/** This attempt's check run, where its creation was carried out although the answer got lost. */
async function find(client, { owner, repo, commit }, check) {
    const { data } = await client.rest.checks.listForRef({
        owner,
        repo,
        ref: commit,
        check_name: check.name,
        filter: 'all',
        per_page: 100,
    });
    const made = data.check_runs.find(run => run.external_id === check.externalId);
    return made === undefined ? undefined : { id: made.id, url: made.html_url ?? '' };
}
/**
 * GitHub adds annotations to those that are there: a request that was carried out must not be repeated.
 * @param before how many are there already
 * @returns false where they could not be added
 */
async function append(client, { owner, repo }, check, id, annotations, before) {
    for (let attempt = 1; attempt <= 2; attempt++) {
        try {
            await client.rest.checks.update({
                owner,
                repo,
                check_run_id: id,
                output: { title: check.title, summary: check.summary, annotations },
            });
            return true;
        }
        catch (error) {
            if (!mayHaveHappened(error))
                return false;
            const count = await countAnnotations(client, owner, repo, id);
            if (count === undefined)
                return false;
            if (count >= before + annotations.length)
                return true;
        }
    }
    return false;
}
async function countAnnotations(client, owner, repo, id) {
    try {
        const { data } = await client.rest.checks.get({ owner, repo, check_run_id: id });
        return data.output.annotations_count;
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=check-run.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
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
    const author = await authorOf(client, token);
    const find = async () => {
        const marked = (await listComments(client, place)).filter(known => known.body.startsWith(marker));
        const ours = marked.filter(known => known.author === author);
        return ours.length > 0 || marked.length === 0 ? ours : ofThisApp(client, marked);
    };
    const desk = { client, place, comment, marker, find };
    const [first, ...duplicates] = await find();
    const result = await bringUpToDate(desk, first);
    await removeAll(desk, duplicates);
    return result.action === 'created' ? settle(desk, result) : result;
}
async function bringUpToDate(desk, existing) {
    const { client, place, comment } = desk;
    if (existing === undefined)
        return comment.create ? createOnce(desk) : { action: 'none' };
    if (comment.isNewer?.(existing.body) === true)
        return { action: 'outdated', url: existing.url };
    const body = textOf(desk, existing.body);
    if (sameText(existing.body, body))
        return { action: 'unchanged', url: existing.url };
    try {
        await client.rest.issues.updateComment({ ...repository(place), comment_id: existing.id, body });
        return { action: 'updated', url: existing.url };
    }
    catch (error) {
        // Somebody deleted it meanwhile; a 404 may also hide a missing permission, which the creation then tells.
        if (statusOf(error) !== 404 || !comment.create)
            throw error;
        return createOnce(desk);
    }
}
function textOf({ comment, marker }, existing) {
    const body = `${marker}\n${comment.body(existing)}`;
    if (body.length > MAX_COMMENT_LENGTH)
        throw new Error(`the comment has ${body.length} characters, more than GitHub takes`);
    return body;
}
/** Creates the comment; where GitHub failed without saying whether it did, looks before it tries once more. */
async function createOnce(desk) {
    const { client, place, find } = desk;
    const body = textOf(desk, undefined);
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
/**
 * Another run may have looked, found nothing and made its comment at the same moment. Both look again, and both keep the
 * oldest. What can't be settled now, the next run settles.
 */
async function settle(desk, created) {
    try {
        const [oldest, ...others] = await desk.find();
        if (oldest === undefined || others.length === 0)
            return created;
        const kept = await bringUpToDate({ ...desk, comment: { ...desk.comment, create: false } }, oldest);
        await removeAll(desk, others);
        return { ...created, ...(kept.url === undefined ? {} : { url: kept.url }) };
    }
    catch {
        return created;
    }
}
async function removeAll(desk, comments) {
    for (const { id } of comments) {
        try {
            await desk.client.rest.issues.deleteComment({ ...repository(desk.place), comment_id: id });
        }
        catch (error) {
            // Gone already, by another run or by an attempt whose answer was lost; or left to the next run.
            if (statusOf(error) === undefined)
                throw error;
        }
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
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
// EXTERNAL MODULE: ./build/src/report/fingerprint.js
var fingerprint = __webpack_require__(49080);
;// CONCATENATED MODULE: ./build/src/github/state.js
/**
 * What a comment remembers of the run that wrote it: to tell the next one what is new, fixed and the same. It stands in
 * the comment itself, hidden, and is read as what it is: text that others may have edited.
 */



const PREFIX = '<!-- istio-preflight:state ';
const SUFFIX = ' -->';
/** More places are not remembered, and so not compared: room in a comment is for what is read. */
const MAX_PLACES = 300;
const MAX_LABEL = 90;
const MAX_STATE_BYTES = 128 * 1024;
const PRINT_LENGTH = 12;
/** The places of a report; undefined where there are too many to remember. */
function snapshotOf(report, commit) {
    const found = (0,report_marks/* marksOf */.O)(report).flatMap(mark => mark.of ?? []);
    if (found.length > MAX_PLACES)
        return undefined;
    const prints = (0,fingerprint/* fingerprints */.W)(found);
    const places = found.map(({ finding, location }, index) => {
        const label = `${finding.rule}: ${location.resource ?? location.file}`;
        return [prints[index]?.slice(0, PRINT_LENGTH) ?? '', label.slice(0, MAX_LABEL)];
    });
    return { commit, places };
}
/**
 * What this run remembers, given what the comment remembers so far. A run over the same commit again compares with what
 * the first one compared with, so that it says the same.
 */
function nextState(snapshot, run, known) {
    const before = known?.commit === snapshot.commit ? known.before : known;
    return {
        ...snapshot,
        run,
        ...(before === undefined ? {} : { before: { commit: before.commit, places: before.places } }),
    };
}
/** What changed from one snapshot to the next. */
function progressOf({ places, before }) {
    if (before === undefined)
        return undefined;
    const old = new Set(before.places.map(([print]) => print));
    const now = new Set(places.map(([print]) => print));
    return {
        since: before.commit,
        added: places.filter(([print]) => !old.has(print)).map(([, label]) => label),
        fixed: before.places.filter(([print]) => !now.has(print)).map(([, label]) => label),
        same: places.filter(([print]) => old.has(print)).length,
    };
}
/** A line that shows nothing; base64 has no character that could end the HTML comment. */
function writeState(state) {
    const { run, commit, places, before } = state;
    const plain = JSON.stringify({ v: 1, run, commit, places, before });
    return `${PREFIX}${(0,external_node_zlib_.deflateRawSync)(plain).toString('base64')}${SUFFIX}`;
}
/** What a comment remembers; undefined where it remembers nothing that can be understood. */
function readState(body) {
    const start = body.lastIndexOf(PREFIX);
    const end = body.indexOf(SUFFIX, start);
    if (start < 0 || end < 0)
        return undefined;
    try {
        const packed = Buffer.from(body.slice(start + PREFIX.length, end), 'base64');
        const data = JSON.parse((0,external_node_zlib_.inflateRawSync)(packed, { maxOutputLength: MAX_STATE_BYTES }).toString('utf8'));
        return isState(data) ? data : undefined;
    }
    catch {
        return undefined;
    }
}
function isState(data) {
    if (!isSnapshot(data))
        return false;
    const { v, run, before } = data;
    return v === 1 && Number.isSafeInteger(run) && (before === undefined || isSnapshot(before));
}
function isSnapshot(data) {
    if (typeof data !== 'object' || data === null)
        return false;
    const { commit, places } = data;
    if (typeof commit !== 'string' || !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(commit))
        return false;
    return Array.isArray(places) && places.length <= MAX_PLACES && places.every(isPlace);
}
function isPlace(data) {
    return (Array.isArray(data) &&
        data.length === 2 &&
        typeof data[0] === 'string' &&
        typeof data[1] === 'string' &&
        data[1].length <= MAX_LABEL);
}
//# sourceMappingURL=state.js.map
// EXTERNAL MODULE: ./node_modules/diff/libesm/patch/create.js + 1 modules
var patch_create = __webpack_require__(85725);
;// CONCATENATED MODULE: ./build/src/github/pull-diff.js
/** The lines of a pull request's diff, as GitHub shows them: only they can carry a suggestion. */
/** Reads the `patch` of one file as GitHub's API gives it: hunks without the header of the file. */
function readDiffLines(patch) {
    const lines = new Map();
    let hunk = 0;
    let number = 0;
    for (const line of patch.split('\n')) {
        const header = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
        if (header) {
            hunk += 1;
            number = Number(header[1]);
        }
        else if (line.startsWith('+') || line.startsWith(' ')) {
            lines.set(number, { text: line.slice(1), hunk });
            number += 1;
        }
    }
    return { at: line => lines.get(line) };
}
//# sourceMappingURL=pull-diff.js.map
;// CONCATENATED MODULE: ./build/src/github/suggestions.js
/** Overrides as suggestions that an author takes with one click, where the pull request's diff shows their lines. */





/** More than this many would bury the conversation; the patch and the comment have all. */
const MAX_SUGGESTIONS = 10;
/** Pages of 100 that are looked through. */
const suggestions_MAX_PAGES = 30;
/**
 * The changes of a patch that stand within the diff of the pull request; those that don't are left to the comment.
 * @param diffs lines of each file that the pull request changes
 */
function suggestionsOf({ edits, chosen }, diffs) {
    return edits.flatMap(edit => {
        const diff = diffs.get(edit.file);
        if (!diff || edit.creates)
            return [];
        const overrides = chosen.filter(({ override }) => override.written?.edits.some(({ file }) => file === edit.file));
        return hunksOf(edit).flatMap(({ line, old, text }) => {
            if (!isShown(diff, line, old) || (0,report_escape/* visibleLines */.gB)(text) !== text)
                return [];
            return [{ file: edit.file, line, endLine: line + old.length - 1, text, overrides }];
        });
    });
}
/** Each change with the line before it where nothing is replaced: a suggestion can't stand between two lines. */
function hunksOf({ file, before, after }) {
    const { hunks } = (0,patch_create/* structuredPatch */.YB)(file, file, before, after, undefined, undefined, { context: 1 });
    return hunks.flatMap(({ oldStart, lines }) => {
        const kept = lines.filter(line => !line.startsWith('\\'));
        let line = oldStart;
        const olds = () => kept.filter(one => !one.startsWith('+')).length;
        if (kept.at(-1)?.startsWith(' ') && olds() > 1)
            kept.pop();
        if (kept[0]?.startsWith(' ') && olds() > 1) {
            kept.shift();
            line += 1;
        }
        const old = kept.filter(one => !one.startsWith('+')).map(one => one.slice(1));
        const text = kept
            .filter(one => !one.startsWith('-'))
            .map(one => one.slice(1))
            .join('\n');
        return old.length > 0 ? [{ line, old, text }] : [];
    });
}
/** True where the diff shows these very lines, in one piece: it is of the branch, not of what merging makes of it. */
function isShown(diff, line, old) {
    const hunk = diff.at(line)?.hunk;
    return old.every((text, index) => {
        const shown = diff.at(line + index);
        return shown !== undefined && shown.hunk === hunk && shown.text === text;
    });
}
/**
 * Makes the suggestions that the pull request does not have yet, as one review: whoever follows the pull request is told
 * once. GitHub itself marks those as outdated whose lines change.
 * @returns how many were made
 * @throws what the API answers where it refuses
 */
async function makeSuggestions(client, place, commit, patch) {
    const wanted = suggestionsOf(patch, await readDiffs(client, place)).slice(0, MAX_SUGGESTIONS);
    for (let attempt = 1;; attempt++) {
        const missing = await withoutKnown(wanted, client, place);
        // The first attempt may have been carried out although its answer was lost.
        if (missing.length === 0)
            return attempt === 1 ? 0 : wanted.length;
        try {
            await review(client, place, commit, missing);
            return missing.length;
        }
        catch (error) {
            if (attempt === 2 || !mayHaveHappened(error))
                throw error;
        }
    }
}
async function withoutKnown(wanted, client, place) {
    if (wanted.length === 0)
        return [];
    const known = await knownBodies(client, place);
    return wanted.filter(suggestion => !known.some(body => body.includes(suggestions_markerOf(suggestion))));
}
async function review(client, { owner, repo, pullRequest }, commit, suggestions) {
    await client.rest.pulls.createReview({
        owner,
        repo,
        pull_number: pullRequest,
        commit_id: commit,
        event: 'COMMENT',
        body: 'What istio-preflight would change in lines of this pull request, to take over with a click:',
        comments: suggestions.map(suggestion => {
            const { file: path, line, endLine } = suggestion;
            return {
                path,
                side: 'RIGHT',
                line: endLine,
                ...(endLine > line ? { start_line: line, start_side: 'RIGHT' } : {}),
                body: `${bodyOf(suggestion)}\n${suggestions_markerOf(suggestion)}`,
            };
        }),
    });
}
async function readDiffs(client, place) {
    const diffs = new Map();
    const pages = client.paginate.iterator(client.rest.pulls.listFiles, parametersOf(place));
    let count = 0;
    for await (const { data } of pages) {
        for (const { filename, patch } of data)
            if (patch)
                diffs.set(filename, readDiffLines(patch));
        count += 1;
        if (count === suggestions_MAX_PAGES)
            break;
    }
    return diffs;
}
async function knownBodies(client, place) {
    const bodies = [];
    const pages = client.paginate.iterator(client.rest.pulls.listReviewComments, parametersOf(place));
    let count = 0;
    for await (const { data } of pages) {
        for (const { body } of data)
            bodies.push(body);
        count += 1;
        if (count === suggestions_MAX_PAGES)
            break;
    }
    return bodies;
}
function parametersOf({ owner, repo, pullRequest }) {
    return { owner, repo, pull_number: pullRequest, per_page: 100 };
}
/** The hidden line by which a suggestion is known again: a hash of what it says, where. */
function suggestions_markerOf({ file, text }) {
    const digest = (0,external_node_crypto_.createHash)('sha256').update(`${file}\n${text}`).digest('hex').slice(0, 16);
    return `<!-- istio-preflight:suggestion:${digest} -->`;
}
function bodyOf({ text, overrides }) {
    const fence = (0,report_escape/* fenceFor */.Lt)(text);
    const reasons = overrides.map(({ finding, override }) => `- ${(0,report_escape/* code */.aY)(finding.rule)}: ${(0,report_escape/* prose */.CS)(finding.title)}: ${whatOf(override)}`);
    return [...reasons, '', `${fence}suggestion`, text, fence].join('\n');
}
function whatOf({ kind, path, value, verified }) {
    const what = value === undefined ? (0,report_escape/* code */.aY)(path ?? '') : `${(0,report_escape/* code */.aY)(path ?? '')}: ${(0,report_escape/* code */.aY)(value)}`;
    const proof = verified === true ? 'proven by rendering again' : 'to be checked by a person';
    return `${kind === 'pin' ? 'keeps the old behaviour for now' : 'mends it'} by ${what} (${proof})`;
}
//# sourceMappingURL=suggestions.js.map
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
            return await work();
        }
        catch (error) {
            toolkit.warning(oneLine(logText(`${what}: ${error instanceof Error ? error.message : String(error)}`)));
            return undefined;
        }
    };
    await attempt('the job summary could not be written', () => writeSummary(report, context));
    const marks = (await attempt('what to mark could not be told', () => (0,report_marks/* marksOf */.O)(report).flatMap(mark => located(mark, context)))) ?? [];
    const isMarked = await attempt('the check run could not be made', () => writeCheckRun(report, marks, context));
    if (isMarked !== true)
        await attempt('the lines could not be marked', () => annotate(marks, toolkit));
    const comment = await attempt('the comment could not be written', () => writeComment(report, context));
    await attempt('the suggestions could not be made', () => suggest(context));
    const published = comment?.url === undefined ? {} : { commentUrl: comment.url };
    await attempt('the outputs could not be set', () => setOutputs(report, { ...context.files, ...published }, toolkit));
    return published;
}
function located(mark, { locate }) {
    const file = locate ? locate(mark.place.file) : mark.place.file;
    return file === undefined ? [] : [{ ...mark, place: { ...mark.place, file } }];
}
async function writeSummary(report, context) {
    if (context.addSummary === undefined)
        return;
    const render = (maxLength) => context.render(report, { maxLength, ...linkOf(context) });
    await context.addSummary(fitInto(render, MAX_SUMMARY_BYTES, bytes, shortest(report)));
}
/** @returns true where there is a check run that marks the lines */
async function writeCheckRun(report, marks, context) {
    const { checkRun, access, toolkit } = context;
    if (checkRun === undefined || checkRun.mode === 'never' || access === undefined || access.token === '')
        return false;
    const render = (maxLength) => context.render(report, { maxLength, ...restOf(context), ...linkOf(context) });
    try {
        const { url, missing } = await makeCheckRun(await access.client(), checkRun.place, {
            ...checkRun,
            ...(context.runUrl === undefined ? {} : { detailsUrl: context.runUrl }),
            conclusion: conclusionOf(report),
            title: checkTitle(report),
            summary: fitInto(render, MAX_CHECK_SUMMARY, bytes, shortest(report)),
            marks,
        });
        toolkit.info(logText(`check run made: ${url}`));
        const unmarked = missing + Math.max(0, marks.length - MAX_MARKS);
        if (unmarked > 0)
            toolkit.info(`${unmarked} lines are not marked in the check run; the report has them`);
        return true;
    }
    catch (error) {
        const line = oneLine(`no check run was made: ${describeFailure(error, access.fromFork, CHECK_SURFACE)}`);
        // Nobody asked for it by name: that the job has no permission for it is no news.
        if (checkRun.mode === 'auto' && isRefused(error))
            toolkit.info(line);
        else
            toolkit.warning(line);
        return false;
    }
}
async function writeComment(report, context) {
    const { comment, access, toolkit } = context;
    if (comment === undefined || comment.mode === 'never' || access === undefined)
        return undefined;
    if (access.token === '') {
        toolkit.warning('no comment was written: the input github-token is empty');
        return undefined;
    }
    const create = comment.mode === 'always' || isWorthTelling(report);
    try {
        const result = await keepComment(await access.client(), comment.place, {
            key: comment.key,
            create,
            body: existing => commentBody(report, context, comment, existing),
            isNewer: existing => (readState(existing)?.run ?? 0) > comment.run && comment.run > 0,
        }, access.token);
        if (result.action === 'outdated')
            toolkit.info('the comment was left alone: a later run of this workflow has written it');
        else if (result.action !== 'none')
            toolkit.info(`comment ${result.action}: ${result.url ?? ''}`);
        return result;
    }
    catch (error) {
        toolkit.warning(oneLine(`no comment was written: ${describeFailure(error, access.fromFork)}`));
        return undefined;
    }
}
/** Suggestions need the same permission as the comment; that they can't be made is said once, by the comment. */
async function suggest({ comment, access, toolkit, patch }) {
    if (comment === undefined || comment.mode === 'never' || access === undefined || access.token === '')
        return;
    if (patch === undefined || patch.edits.length === 0)
        return;
    try {
        const made = await makeSuggestions(await access.client(), comment.place, comment.commit, patch);
        if (made > 0)
            toolkit.info(`suggestions made: ${made}`);
    }
    catch (error) {
        toolkit.info(oneLine(`no suggestion was made: ${describeFailure(error, access.fromFork)}`));
    }
}
function commentBody(report, context, { key, commit, run }, existing) {
    const snapshot = snapshotOf(report, commit);
    const state = snapshot && nextState(snapshot, run, existing === undefined ? undefined : readState(existing));
    const hidden = state === undefined ? '' : `\n${writeState(state)}\n`;
    const progress = state && progressOf(state);
    const render = (maxLength) => context.render(report, { maxLength, progress, ...restOf(context), ...linkOf(context) });
    return `${fitInto(render, bodyRoom(key) - hidden.length, characters, shortest(report))}${hidden}`;
}
function linkOf(context) {
    return context.link === undefined ? {} : { link: context.link };
}
function restOf({ addSummary, runUrl }) {
    return addSummary === undefined ? {} : { rest: 'all of it is in the job summary', restUrl: runUrl };
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
        commit: env.GITHUB_SHA ?? '',
        id: Number.parseInt(env.GITHUB_RUN_ID ?? '', 10) || 0,
        attempt: Number.parseInt(env.GITHUB_RUN_ATTEMPT ?? '', 10) || 1,
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
// EXTERNAL MODULE: ./build/src/tree/git.js + 2 modules
var git = __webpack_require__(12526);
// EXTERNAL MODULE: ./build/src/tree/open.js
var tree_open = __webpack_require__(49012);
// EXTERNAL MODULE: ./build/src/tree/run-git.js
var run_git = __webpack_require__(8562);
// EXTERNAL MODULE: ./build/src/append.js
var src_append = __webpack_require__(1585);
// EXTERNAL MODULE: ./build/src/grouped.js
var grouped = __webpack_require__(60315);
// EXTERNAL MODULE: ./build/src/tree/blob-tree.js + 1 modules
var blob_tree = __webpack_require__(36366);
// EXTERNAL MODULE: ./build/src/tree/candidates.js
var candidates = __webpack_require__(57518);
// EXTERNAL MODULE: ./build/src/tree/content.js
var content = __webpack_require__(69779);
// EXTERNAL MODULE: ./build/src/tree/entries.js
var tree_entries = __webpack_require__(98594);
// EXTERNAL MODULE: ./build/src/tree/listing.js
var tree_listing = __webpack_require__(91718);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./node_modules/tar/dist/esm/parse.js + 7 modules
var parse = __webpack_require__(10253);
;// CONCATENATED MODULE: ./build/src/github/blob-spool.js
/** Blobs that came in one piece, kept in a file of the run's own: a repository may be larger than memory. */




class BlobSpool {
    folder;
    file;
    #places = new Map();
    #end = 0;
    constructor(folder, file) {
        this.folder = folder;
        this.file = file;
    }
    /** @param folder where the file goes; the machine's own for such files if undefined */
    static async create(folder) {
        const own = await (0,promises_.mkdtemp)((0,external_node_path_.join)(folder ?? (0,external_node_os_.tmpdir)(), 'istio-preflight-blobs-'));
        return new BlobSpool(own, await (0,promises_.open)((0,external_node_path_.join)(own, 'blobs'), 'wx+', 0o600));
    }
    /** Bytes of all that is kept. */
    get size() {
        return this.#end;
    }
    has(id) {
        return this.#places.has(id);
    }
    /** What is kept under an id is what Git names by it: whoever adds has checked that. */
    async add(id, content) {
        if (this.#places.has(id))
            return;
        const at = this.#end;
        this.#end += content.length;
        if (content.length > 0)
            await this.file.write(content, 0, content.length, at);
        this.#places.set(id, { at, size: content.length });
    }
    async read(id) {
        const place = this.#places.get(id);
        if (place === undefined)
            return undefined;
        const content = new Uint8Array(place.size);
        if (place.size > 0)
            await this.file.read(content, 0, place.size, place.at);
        return content;
    }
    async close() {
        await this.file.close();
        await (0,promises_.rm)(this.folder, { recursive: true, force: true });
    }
}
/**
 * The id that Git gives a blob.
 * @param like an id of the same repository: its length tells SHA-1 from SHA-256
 */
function blobId(content, like) {
    return (0,external_node_crypto_.createHash)(like.length === 64 ? 'sha256' : 'sha1')
        .update(`blob ${content.length}\0`)
        .update(content)
        .digest('hex');
}
//# sourceMappingURL=blob-spool.js.map
;// CONCATENATED MODULE: ./build/src/github/archive.js
/**
 * All files of a commit in one request: the archive that GitHub makes of it. Nothing of it is believed, neither names nor
 * modes: a file is taken only if its content has the id of a blob that the commit's tree lists.
 */




/** Bytes, unpacked, that are read of one archive, and kept of all. */
const MAX_UNPACKED = 4 * 1024 ** 3;
const MAX_KEPT = 1024 ** 3;
/** Bytes that may wait to be written before more is unpacked. */
const MAX_WAITING = 16 * 1024 ** 2;
/** Milliseconds that one archive may take. */
const PATIENCE = 300_000;
const ATTEMPTS = 2;
/**
 * Keeps what an archive holds of the blobs that are wanted. Files that are missing in it, or different, as attributes in
 * the repository can have it, are simply not kept.
 * @param wanted bytes of each blob by its id
 * @throws where the archive can't be had, or goes over the bounds; what came before stays kept
 */
async function keepArchive(source, commit, wanted, spool) {
    for (let attempt = 1;; attempt++) {
        try {
            return await unpack(await download(source, commit), wanted, spool);
        }
        catch (error) {
            // A connection that breaks in the middle is nothing that the client repeats.
            if (attempt === ATTEMPTS || 'status' in error)
                throw error;
        }
    }
}
/** GitHub answers with the address of another host, which is asked without the token. */
async function download({ owner, repo, client }, ref) {
    const { data } = await client.rest.repos.downloadTarballArchive({
        owner,
        repo,
        ref,
        request: { parseSuccessResponseBody: false, patience: PATIENCE },
    });
    if (data instanceof ReadableStream)
        return external_node_stream_.Readable.fromWeb(data);
    throw new Error('GitHub gave no archive');
}
async function unpack(packed, wanted, spool) {
    const sizes = new Set(wanted.values());
    const like = wanted.keys().next().value ?? '';
    const waiting = [];
    let waitingBytes = 0;
    const take = (content) => {
        const id = blobId(content, like);
        if (!wanted.has(id) || spool.has(id) || spool.size + content.length > MAX_KEPT)
            return;
        waitingBytes += content.length;
        waiting.push(spool.add(id, content));
    };
    let failure;
    const parser = new parse/* Parser */.i({ onReadEntry: entry => readEntry(entry, sizes, take) });
    parser.on('error', error => {
        failure = error;
    });
    const unpacked = packed.pipe((0,external_node_zlib_.createGunzip)());
    packed.on('error', error => unpacked.destroy(error));
    let bytes = 0;
    for await (const chunk of unpacked) {
        bytes += chunk.length;
        if (bytes > MAX_UNPACKED)
            throw new Error(`its archive unpacks to more than ${MAX_UNPACKED} bytes`);
        parser.write(chunk);
        if (failure !== undefined)
            throw failure;
        if (waitingBytes < MAX_WAITING)
            continue;
        await Promise.all(waiting.splice(0));
        waitingBytes = 0;
    }
    parser.end();
    await Promise.all(waiting);
}
/** Only what could be a wanted blob is put together; the target of a link is one, too. */
function readEntry(entry, sizes, take) {
    if (entry.type === 'SymbolicLink')
        take(Buffer.from(entry.linkpath ?? ''));
    if (entry.type !== 'File' || !sizes.has(entry.size))
        return void entry.resume();
    const chunks = [];
    entry.on('data', (chunk) => chunks.push(chunk));
    entry.on('end', () => take(Buffer.concat(chunks)));
}
//# sourceMappingURL=archive.js.map
;// CONCATENATED MODULE: ./build/src/github/api-blobs.js
/**
 * The content of a repository's files through GitHub's API: a few one by one, many by the archive of the commit. A
 * workflow's token has 1,000 requests an hour (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */




const MAX_FILES = 500;
const SINGLY = 60;
function apiBlobs(source) {
    const { owner, repo, client, folder, maxFiles = MAX_FILES, singly = SINGLY } = source;
    const single = new Map();
    let spool;
    /** Why an archive could not be had. */
    let lacking = '';
    async function kept(id) {
        return spool === undefined ? undefined : (await spool).read(id);
    }
    async function read(id) {
        const content = await kept(id);
        if (content !== undefined)
            return content;
        const known = single.get(id);
        if (known !== undefined)
            return known;
        if (single.size >= maxFiles)
            throw new Error(tooMany(maxFiles, lacking));
        const asked = client.rest.git
            .getBlob({ owner, repo, file_sha: id })
            .then(({ data }) => new Uint8Array(Buffer.from(data.content, 'base64')));
        single.set(id, asked);
        return asked;
    }
    /** @returns whether it was had; that it was not is said where it matters. */
    async function fetchArchive(commit, all) {
        spool ??= BlobSpool.create(folder);
        try {
            const opened = await spool;
            const wanted = all.filter(({ type, id, size }) => type === 'blob' && size <= content/* DEFAULT_LIMITS */.dR.rawBytes && !opened.has(id));
            await keepArchive(source, commit, new Map(wanted.map(({ id, size }) => [id, size])), opened);
            return true;
        }
        catch (error) {
            lacking = oneLine(error instanceof Error ? error.message : String(error), 200);
            return false;
        }
    }
    return {
        async of(commit, wanted, all) {
            let archive;
            const fetched = () => {
                archive ??= fetchArchive(commit, all);
                return archive;
            };
            const opened = await spool;
            const missing = new Set(wanted.map(({ id }) => id).filter(id => !single.has(id) && opened?.has(id) !== true));
            if (missing.size > singly)
                await fetched();
            return async (id) => {
                try {
                    return await read(id);
                }
                catch (error) {
                    // What is not given by itself may still be in the archive.
                    const content = (await fetched()) ? await kept(id) : undefined;
                    if (content === undefined)
                        throw error;
                    return content;
                }
            };
        },
        close: async () => spool?.then(opened => opened.close(), () => { }),
    };
}
function tooMany(maxFiles, lacking) {
    const why = lacking === '' ? '' : `, as the archive could not be had (${lacking})`;
    return `more than ${maxFiles} files would have to be read one by one${why}; run actions/checkout before this action`;
}
//# sourceMappingURL=api-blobs.js.map
;// CONCATENATED MODULE: ./build/src/github/api-tree.js
/** A commit's tree, read through GitHub's API: for jobs without a checkout. */








/** Requests for the listing of one tree that is too large for a single answer. */
const MAX_LISTINGS = 100;
const AT_ONCE = 8;
function apiTrees(repository) {
    const { owner, repo, client } = repository;
    const blobs = apiBlobs(repository);
    const texts = new content/* BoundedCache */.Ij(content/* DEFAULT_LIMITS */.dR.cacheBytes);
    return {
        async tree(commit, name) {
            const { data } = await client.rest.git.getCommit({ owner, repo, commit_sha: commit });
            const listing = await listTree({ owner, repo, client }, data.tree.sha);
            const read = await blobs.of(commit, listing.entries.filter(isWanted), listing.entries);
            const { entries, problems } = await (0,tree_listing/* readListing */.v)(listing.entries, read);
            const index = (0,tree_entries/* indexEntries */.n)(entries, [...listing.problems, ...problems]);
            return new blob_tree/* BlobTree */.q(name, index, {
                read,
                search: () => search(index, read),
                texts,
                limits: content/* DEFAULT_LIMITS */.dR,
            });
        },
        close: () => blobs.close(),
    };
}
/** Where a link leads is read with the listing, and what may matter is searched. */
function isWanted({ path, mode, size }) {
    return mode === '120000' || ((0,candidates/* isCandidateName */.Xd)(path) && size <= content/* DEFAULT_LIMITS */.dR.rawBytes);
}
async function search(index, read) {
    const files = index.paths.flatMap(path => {
        const found = (0,candidates/* isCandidateName */.Xd)(path) ? index.resolve(path) : undefined;
        return found?.kind === 'file' ? [{ ...found.file, path }] : [];
    });
    // What is too large to be searched counts as one that matters: whoever picks says that it was not read.
    const large = files.filter(({ size }) => size > content/* DEFAULT_LIMITS */.dR.rawBytes);
    const small = files.filter(({ size }) => size <= content/* DEFAULT_LIMITS */.dR.rawBytes);
    const byId = new Map(small.map(file => [file.id, file]));
    // What surely matters comes first, in case there is not room for all.
    const ordered = [...byId.values()].sort((left, right) => likelihood(right.path) - likelihood(left.path));
    const matching = new Set();
    const unread = [];
    await inParallel(ordered, async ({ id, path }) => {
        try {
            const text = Buffer.from(await read(id)).toString('latin1');
            if ((0,candidates/* isCandidateText */.p_)(text))
                matching.add(id);
        }
        catch (error) {
            unread.push({ path, why: error.message });
        }
    });
    (0,src_append/* append */.B)(index.problems, unreadProblems(unread));
    const found = small.filter(({ id }) => matching.has(id));
    return new Set([...found, ...large].map(({ path }) => path));
}
/** Every entry of a tree: in one request, or folder by folder where GitHub cuts that short. */
async function listTree({ owner, repo, client }, root) {
    const whole = await client.rest.git.getTree({ owner, repo, tree_sha: root, recursive: '1' });
    if (!whole.data.truncated)
        return { entries: whole.data.tree.flatMap(entry => listed(entry, '')), problems: [] };
    const entries = [];
    const waiting = [{ folder: '', id: root }];
    let requests = 0;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (requests === MAX_LISTINGS) {
            const why = `its tree is too large to be listed through the API, from ${JSON.stringify(next.folder)} on; run actions/checkout before this action`;
            return { entries, problems: [{ what: 'the repository', why, blocking: true }] };
        }
        requests += 1;
        const { folder } = next;
        const { data } = await client.rest.git.getTree({ owner, repo, tree_sha: next.id });
        for (const entry of data.tree) {
            if (entry.type === 'tree' && entry.sha)
                waiting.push({ folder: join(folder, entry.path), id: entry.sha });
            else
                (0,src_append/* append */.B)(entries, listed(entry, folder));
        }
    }
    return { entries, problems: [] };
}
/** Folders have no entry of their own. */
function listed({ path = '', mode = '', type = '', sha, size = 0 }, folder) {
    return type === 'tree' || !sha ? [] : [{ path: join(folder, path), mode, type, id: sha, size }];
}
function join(folder, name = '') {
    return folder === '' ? name : `${folder}/${name}`;
}
function likelihood(path) {
    return (/istio/i.test(path) ? 2 : 0) + (/(^|\/)(Chart\.(yaml|lock)|values[^/]*\.yaml)$/.test(path) ? 1 : 0);
}
/** One problem for all files with the same reason. */
function unreadProblems(unread) {
    const reasons = new Map();
    for (const { path, why } of unread)
        (0,grouped/* addTo */.D)(reasons, why, path);
    return [...reasons].map(([why, paths]) => {
        const [first = ''] = paths.sort();
        const more = paths.length > 1 ? ` and ${paths.length - 1} more files` : '';
        return { what: `${first}${more}`, why: `could not be read through the API: ${why}`, blocking: true };
    });
}
async function inParallel(items, work) {
    const queue = items.values();
    const worker = async () => {
        for (const item of queue)
            await work(item);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
//# sourceMappingURL=api-tree.js.map
;// CONCATENATED MODULE: ./build/src/github/api-comparison.js
/** What is compared where nothing is checked out: the same two commits, found through the API. */




const api_comparison_FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/**
 * Opens both trees through the API.
 * @param commit `GITHUB_SHA`: what the event is about, for a pull request its merge commit
 * @throws {UsageError} where a commit can't be had; says what to do
 */
async function openApiTrees(event, inputs, commit, repository) {
    const trees = apiTrees(repository);
    try {
        const commits = await findCommits(event, inputs, commit, repository);
        const head = await trees.tree(commits.head, inputs.head ?? commits.head);
        const base = commits.base === commits.head ? head : await trees.tree(commits.base, inputs.base ?? commits.base);
        return { base, head, commits, close: () => trees.close() };
    }
    catch (error) {
        await trees.close();
        if (error instanceof errors/* UsageError */.e)
            throw error;
        throw new errors/* UsageError */.e(describe(error));
    }
}
async function findCommits(event, inputs, commit, repository) {
    const named = {
        base: inputs.base === undefined ? undefined : await revision(inputs.base, repository),
        head: inputs.head === undefined ? undefined : await revision(inputs.head, repository),
    };
    if (named.base !== undefined && named.head !== undefined)
        return { base: named.base, head: named.head };
    if (named.head !== undefined) {
        const { head } = named;
        if (inputs.to)
            return { base: head, head };
        const from = event.how === 'pull-request' ? event.base : await defaultBranch(repository);
        return { base: await mergeBase(from, head, repository), head };
    }
    const found = await fromEvent(event, commit, inputs.to, repository);
    return { base: named.base ?? (inputs.to ? found.head : found.base), head: found.head };
}
async function fromEvent(event, commit, to, repository) {
    switch (event.how) {
        case 'pull-request': {
            const merge = event.merge ?? commit;
            const [first, second] = api_comparison_FULL_ID.test(merge) ? await parents(merge, repository) : [];
            if (first !== undefined && second === event.head)
                return { base: first, head: merge };
            return { base: await mergeBase(event.base, event.head, repository), head: event.head };
        }
        case 'range':
            return { base: event.base, head: event.head };
        case 'checkout': {
            if (!api_comparison_FULL_ID.test(commit))
                throw new errors/* UsageError */.e('nothing is checked out, and GITHUB_SHA names no commit');
            // Nothing is compared with an earlier state: one is not looked for.
            if (to)
                return { base: commit, head: commit };
            const left = await mergeBase(await defaultBranch(repository), commit, repository);
            if (left !== commit)
                return { base: left, head: commit };
            const [first] = await parents(commit, repository);
            if (first === undefined)
                throw new errors/* UsageError */.e(`${commit.slice(0, 12)} has no parent to compare with; give the input base or to`);
            return { base: first, head: commit };
        }
    }
}
/** A branch, a tag, or the full id of a commit. */
async function revision(name, { owner, repo, client }) {
    if (api_comparison_FULL_ID.test(name))
        return name;
    const short = name.replace(/^refs\//, '');
    const refs = /^(?:heads|tags)\//.test(short) ? [short] : [`heads/${short}`, `tags/${short}`];
    for (const ref of refs) {
        try {
            const { data } = await client.rest.git.getRef({ owner, repo, ref });
            if (data.object.type === 'commit')
                return data.object.sha;
        }
        catch (error) {
            if (statusOf(error) !== 404)
                throw error;
        }
    }
    throw new errors/* UsageError */.e(`nothing is checked out, and ${JSON.stringify(name)} is no branch, tag or full id of a commit in ${owner}/${repo}; run actions/checkout before this action`);
}
async function parents(commit, { owner, repo, client }) {
    const { data } = await client.rest.git.getCommit({ owner, repo, commit_sha: commit });
    return data.parents.map(({ sha }) => sha);
}
async function mergeBase(base, head, { owner, repo, client }) {
    const { data } = await client.rest.repos.compareCommitsWithBasehead({
        owner,
        repo,
        basehead: `${base}...${head}`,
        per_page: 1,
    });
    return data.merge_base_commit.sha;
}
async function defaultBranch(repository) {
    const { owner, repo, client } = repository;
    const { data } = await client.rest.repos.get({ owner, repo });
    return revision(`refs/heads/${data.default_branch}`, repository);
}
function describe(error) {
    const status = statusOf(error);
    const said = oneLine(error instanceof Error ? error.message : String(error), 200);
    const why = status === 403 || status === 404
        ? `the token may not read it (${status}): give the job the permission contents: read`
        : `${status ?? 'no answer'}: ${said}`;
    return `nothing is checked out, and the repository could not be read through the API (${why}); run actions/checkout before this action`;
}
//# sourceMappingURL=api-comparison.js.map
// EXTERNAL MODULE: ./build/src/tree/revisions.js
var revisions = __webpack_require__(56160);
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
    const found = await comparison_fromEvent(event, repository);
    if (base !== undefined)
        return { base, head: found.head };
    return inputs.to ? { head: found.head } : found;
}
async function comparison_fromEvent(event, repository) {
    switch (event.how) {
        case 'pull-request':
            return fromPullRequest(event, repository);
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
async function fromPullRequest({ base, head, merge }, repository) {
    const merged = merge === undefined ? undefined : await obtain(repository, merge);
    const checkedOut = merged ?? (await (0,revisions/* resolveRevision */.eZ)(repository, 'HEAD'));
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
/** A commit that is there or can be had; undefined where it can't, as for a merge that GitHub has made anew since. */
async function obtain(repository, commit) {
    try {
        await (0,revisions/* ensureCommit */.q$)(repository, commit, ONLINE);
        return commit;
    }
    catch (error) {
        if (error instanceof errors/* UsageError */.e)
            return undefined;
        throw error;
    }
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
;// CONCATENATED MODULE: ./build/src/github/sides.js







/**
 * Both trees: of the checkout, of folders that the inputs name, or through the API where there is neither, or where the
 * checkout lacks a commit that it has no way to fetch.
 * @throws {UsageError} where they can't be had; says what to do
 */
async function openSides(run, inputs, event, ports) {
    const { workingDirectory: repo, base, head } = inputs;
    const trusted = process.env.GITHUB_ACTIONS === 'true';
    const given = {
        ...(base === undefined ? {} : { base }),
        ...(head === undefined ? {} : { head }),
        to: inputs.to.length > 0,
    };
    const [owner, name] = run.repository.split('/');
    const canAsk = Boolean(owner && name && inputs.token !== '');
    const ask = async () => {
        const repository = { owner: owner ?? '', repo: name ?? '', client: await ports.connect() };
        return openApiTrees(event.comparison, given, run.commit, { ...repository, folder: run.temporary });
    };
    const opened = await openCheckout(repo, trusted);
    if (opened === undefined && canAsk && (base === undefined || head === undefined)) {
        ports.say('nothing is checked out: reading the repository through the API');
        return ask();
    }
    try {
        // Two folders can be compared without a repository; whatever else is missing, opening the trees says it.
        const comparison = opened ? await resolveComparison(event.comparison, given, opened) : given;
        return await (0,tree_open/* openTrees */.k)({ repo, cwd: repo, ...comparison, to: given.to, offline: false, trusted });
    }
    catch (error) {
        // A checkout without credentials can fetch nothing; what the token may read is another way to the same commits.
        if (!(error instanceof errors/* UsageError */.e) || opened === undefined || !canAsk)
            throw error;
        const trees = await ask().catch(() => undefined);
        if (trees === undefined)
            throw error;
        ports.say('the checkout lacks a commit that it can not fetch: reading the repository through the API');
        return trees;
    }
    finally {
        await opened?.close();
    }
}
/** The repository that a folder belongs to; undefined where there is none, no folder, or no Git to ask. */
async function openCheckout(folder, trusted) {
    const isThere = await (0,promises_.stat)(folder).then(() => true, () => false);
    if (!isThere)
        return undefined;
    try {
        return await (0,git/* openRepository */.h_)(folder, { trusted });
    }
    catch (error) {
        if (error instanceof run_git/* GitError */.XS && error.missing)
            return undefined;
        throw error instanceof run_git/* GitError */.XS ? new errors/* UsageError */.e(error.message) : error;
    }
}
//# sourceMappingURL=sides.js.map
;// CONCATENATED MODULE: ./build/src/github/surfaces.js


/** Name of the check run, which differs from the usual name of the job: a branch rule has to tell the two apart. */
const CHECK_NAME = 'istio-preflight verdict';
/** The surfaces that this run has, by its event and inputs; those that it does not have are absent. */
function surfacesOf(run, inputs, event, client) {
    const [owner, repo] = run.repository.split('/');
    if (!owner || !repo)
        return {};
    const access = { token: inputs.token, fromFork: event.fromFork, client };
    const runUrl = run.id === 0 ? undefined : `${run.serverUrl}/${run.repository}/actions/runs/${run.id}`;
    const { commit, pullRequest } = event;
    if (commit === undefined)
        return { access, runUrl };
    const key = keyOf(inputs.workingDirectory, run.workspace);
    const checkRun = {
        mode: inputs.checkRun,
        place: { owner, repo, commit },
        name: key === '' ? CHECK_NAME : `${CHECK_NAME} (${key})`,
        externalId: (0,external_node_crypto_.randomUUID)(),
    };
    if (pullRequest === undefined)
        return { access, runUrl, checkRun };
    const place = { owner, repo, pullRequest };
    return { access, runUrl, checkRun, comment: { mode: inputs.comment, place, key, commit, run: run.id } };
}
/** What tells several of this action in one workflow apart: the working directory; '' for the workspace itself. */
function keyOf(workingDirectory, workspace) {
    return (0,external_node_path_.relative)(workspace, workingDirectory).split(external_node_path_.sep).join('/');
}
//# sourceMappingURL=surfaces.js.map
;// CONCATENATED MODULE: ./build/src/github/workflow-run.js
/**
 * A run that follows another one (`workflow_run`): it has the repository's own rights, which a pull request from a fork
 * does not get, and runs none of the fork's code. GitHub names no pull request of a fork in this event, so it is looked up.
 */



const LOOK_UP = {
    permission: 'pull-requests: write',
    purpose: 'to find the pull request and to comment on it',
    instead: 'nothing was judged',
};
/**
 * The pull request that the followed run was about.
 * @returns undefined where no open pull request has that commit as its head any more
 * @throws {UsageError} where the followed run was about something else
 */
async function followPullRequest(payload, { owner, repo, client }) {
    const followed = at(payload, 'workflow_run', 'event');
    if (followed !== 'pull_request')
        throw new errors/* UsageError */.e(`this run follows one for ${JSON.stringify(followed)}, not for a pull request: give the job the condition github.event.workflow_run.event == 'pull_request'`);
    const commit = at(payload, 'workflow_run', 'head_sha');
    const branch = at(payload, 'workflow_run', 'head_branch');
    const from = at(payload, 'workflow_run', 'head_repository', 'owner', 'login');
    if (typeof commit !== 'string' || typeof branch !== 'string' || typeof from !== 'string')
        throw new errors/* UsageError */.e('the workflow_run event names no commit, branch and repository of its head');
    const { data } = await client.rest.pulls
        .list({ owner, repo, state: 'open', head: `${from}:${branch}`, per_page: 100 })
        .catch(error => {
        throw new errors/* UsageError */.e(`the pull request can't be looked up: ${describeFailure(error, false, LOOK_UP)}`);
    });
    const pull = data.find(({ head }) => head.sha === commit);
    if (pull === undefined)
        return undefined;
    return {
        comparison: {
            how: 'pull-request',
            base: pull.base.sha,
            head: commit,
            ...(pull.merge_commit_sha === null ? {} : { merge: pull.merge_commit_sha }),
        },
        pullRequest: pull.number,
        commit,
        // This run's token is the repository's own.
        fromFork: false,
        typed: {},
    };
}
//# sourceMappingURL=workflow-run.js.map
// EXTERNAL MODULE: ./build/src/mesh/exported.js
var exported = __webpack_require__(72384);
// EXTERNAL MODULE: ./build/src/overrides/select.js
var overrides_select = __webpack_require__(5235);
// EXTERNAL MODULE: ./build/src/overrides/settle.js + 1 modules
var overrides_settle = __webpack_require__(77763);
// EXTERNAL MODULE: ./build/src/policy/policy.js + 1 modules
var policy_policy = __webpack_require__(23845);
// EXTERNAL MODULE: ./build/src/report/markdown.js + 7 modules
var markdown = __webpack_require__(56819);
// EXTERNAL MODULE: ./build/src/session.js + 56 modules
var session = __webpack_require__(92817);
;// CONCATENATED MODULE: ./build/src/action.js
/** Door: the GitHub Action. The event says what is compared; the report goes to every surface of GitHub. */






















/** Reading a repository file by file takes a while, and there is no verdict without it. */
const READING_BUDGET_MS = 600_000;
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
        const event = await findEvent(run, given);
        if (event === undefined) {
            core.info('no open pull request has this commit as its head any more: there is nothing to judge');
            return;
        }
        await judgeAndPublish(run, withTyped(given, event), event, judge);
    }
    catch (error) {
        core.setFailed(failureLine(error));
        core.debug(logText(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    }
}
/** @returns undefined where the event is about a pull request that has moved on */
async function findEvent(run, inputs) {
    const { name, payload } = run.event;
    if (name !== 'workflow_run')
        return readEvent(name, payload);
    const [owner, repo] = run.repository.split('/');
    if (!owner || !repo || inputs.token === '')
        throw new errors/* UsageError */.e('a workflow_run is looked up through the API: give the input github-token');
    return followPullRequest(payload, { owner, repo, client: await connect(run, inputs) });
}
async function judgeAndPublish(run, inputs, event, judge) {
    const trees = await openSides(run, inputs, event, {
        connect: () => connect(run, inputs, READING_BUDGET_MS),
        say: core.info,
    });
    try {
        core.info(logText(`comparing ${trees.base.name} with ${trees.head.name}`));
        const judged = await judge({ trees, inputs, progress: phase => core.info(logText(`${phase} …`)) });
        const { report, patch } = judged;
        const head = trees.commits.head;
        const { summary } = run;
        const link = head === undefined || run.repository === ''
            ? {}
            : { link: linksInto(trees.head, lineLinks(run.serverUrl, run.repository, head)) };
        await publish(report, {
            toolkit: core,
            render: markdown/* renderMarkdown */.G,
            ...link,
            locate: placesIn(trees, inputs, run),
            ...(summary === undefined ? {} : { addSummary: markdown => (0,promises_.appendFile)(summary, `${markdown}\n`) }),
            ...surfacesOf(run, inputs, event, () => connect(run, inputs)),
            files: await writeFiles(judged, inputs, run.temporary, core, link),
            ...(patch ? { patch } : {}),
        });
        conclude(report, core);
    }
    finally {
        await trees.close();
    }
}
/** Where files of the head are in the workspace; a head that is a folder of it has paths of its own. */
function placesIn({ head, commits }, inputs, { workspace }) {
    const folder = commits.head === undefined
        ? (0,external_node_path_.relative)(workspace, (0,external_node_path_.resolve)(inputs.workingDirectory, inputs.head ?? '.'))
        : '';
    const isInside = folder !== '..' && !folder.startsWith(`..${external_node_path_.sep}`) && !(0,external_node_path_.isAbsolute)(folder);
    return file => (isInside && head.has(file) ? (0,external_node_path_.join)(folder, file).split(external_node_path_.sep).join('/') : undefined);
}
/** Only what is in the repository has an address there; resources from elsewhere are named, not linked. */
function linksInto(tree, address) {
    return position => (tree.has(position.file) ? address(position) : undefined);
}
/** The one call into the core; the patch is judged as a whole with the same tools. */
async function analyseTrees(analysis) {
    const input = await inputOf(analysis);
    return (0,session/* withTools */.YP)(input, async (opening) => {
        const report = await (0,session/* analyse */.KH)(input, opening);
        try {
            const { patch } = await (0,overrides_settle/* settledPatch */.q)(report, overrides_select/* EVERYTHING_SAFE */.im, (0,session/* editsIn */.JK)(input, opening));
            return { report, patch };
        }
        catch (error) {
            // The verdict stands without it.
            core.warning(oneLine(logText(`the patch could not be judged, so there is none: ${String(error)}`)));
            return { report };
        }
    });
}
async function inputOf({ trees, inputs, progress }) {
    const read = (file) => (0,promises_.readFile)((0,external_node_path_.resolve)(inputs.workingDirectory, file), 'utf8');
    const policy = await (0,policy_policy/* loadPolicy */.tb)(trees.base, inputs.config, read);
    return {
        base: trees.base,
        head: trees.head,
        from: (0,explicit/* parseVersionOverrides */.Xx)('--from', inputs.from),
        to: (0,explicit/* parseVersionOverrides */.Xx)('--to', inputs.to),
        charts: inputs.charts,
        values: await (0,explicit/* readExplicitValues */.VL)(inputs.values, read),
        manifests: await (0,exported/* readManifests */.PX)(inputs.manifests, name => (0,external_node_path_.resolve)(inputs.workingDirectory, name)),
        policy,
        ...(inputs.kubeVersion === undefined ? {} : { kubeVersion: inputs.kubeVersion }),
        ...(inputs.failOn === undefined ? {} : { failOn: inputs.failOn }),
        offline: false,
        env: process.env,
        progress,
    };
}
/** What somebody typed when starting the workflow stands in for inputs that the workflow does not set. */
function withTyped(inputs, { typed }) {
    const base = inputs.base ?? typed.base;
    const head = inputs.head ?? typed.head;
    const failOn = inputs.failOn ?? (typed.failOn === undefined ? undefined : readFailOn(typed.failOn));
    return {
        ...inputs,
        ...(failOn === undefined ? {} : { failOn }),
        ...(base === undefined ? {} : { base }),
        ...(head === undefined ? {} : { head }),
        from: inputs.from.length > 0 || typed.from === undefined ? inputs.from : [typed.from],
        to: inputs.to.length > 0 || typed.to === undefined ? inputs.to : [typed.to],
    };
}
async function connect(run, { token }, budget) {
    const { createClient } = await Promise.all(/* import() */[__webpack_require__.e(159), __webpack_require__.e(330)]).then(__webpack_require__.bind(__webpack_require__, 26330));
    return createClient({ token, apiUrl: run.apiUrl, ...(budget === undefined ? {} : { budget }) });
}
/** Options are named by the command line's spelling in messages; here they are inputs. */
function failureLine(error) {
    if (error instanceof errors/* UsageError */.e)
        return oneLine(logText(error.message.replace(/(^|[\s(])--([a-z])/g, '$1$2')));
    return oneLine(logText(`internal error, please report it: ${error instanceof Error ? error.message : String(error)}`));
}
//# sourceMappingURL=action.js.map

/***/ }),

/***/ 78340:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   assetsFolder: () => (/* binding */ assetsFolder)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73136);
/** Where the knowledge is found at run time: beside the compiled file, or beside the bundle. */


/** Folder of the packed knowledge: `rules.json` and `facts/`. Filled by `tools/pack-knowledge.ts`. */
function assetsFolder() {
    // Not `new URL('assets/', import.meta.url)`: the bundler would take that for a file to copy, and mangle it.
    return (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)((0,node_url__WEBPACK_IMPORTED_MODULE_1__.fileURLToPath)(import.meta.url)), 'assets');
}
//# sourceMappingURL=assets.js.map

/***/ }),

/***/ 27406:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ UsageError),
/* harmony export */   m: () => (/* binding */ describeReadFailure)
/* harmony export */ });
/**
 * The user asked for something that can't be done as asked: wrong usage or configuration (exit code 2).
 * The message is one line: what, where, and how to mend it.
 */
class UsageError extends Error {
    name = 'UsageError';
}
/** Why a file that the user named can't be read, in words rather than in codes of the system where they are common. */
function describeReadFailure(cause) {
    const { code, message } = cause;
    if (code === 'ENOENT')
        return 'there is no such file';
    if (code === 'EISDIR')
        return 'this is a folder, give a file';
    if (code === 'EACCES')
        return 'reading it is not permitted';
    return message;
}
//# sourceMappingURL=errors.js.map

/***/ }),

/***/ 42075:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ exitCodeOf)
/* harmony export */ });
/** The process's exit code for a report; 2 is wrong usage and 4 an internal error. */
function exitCodeOf({ verdict, mode }) {
    if (mode === 'advise')
        return 0;
    switch (verdict) {
        case 'fail':
            return 1;
        case 'incomplete':
            return 3;
        case 'attention':
        case 'pass':
        case 'no-upgrade':
            return 0;
    }
}
//# sourceMappingURL=exit-code.js.map

/***/ }),

/***/ 28009:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ packedVersion),
/* harmony export */   f: () => (/* binding */ toolVersion)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _assets_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78340);
/** What this package is, and up to where it knows. */



/** As packed beside the knowledge, since the bundle travels without package.json. */
function packedVersion() {
    return JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)((0,_assets_js__WEBPACK_IMPORTED_MODULE_2__.assetsFolder)(), 'version.json'), 'utf8'));
}
function toolVersion() {
    return packedVersion().version;
}
//# sourceMappingURL=version.js.map

/***/ })

};

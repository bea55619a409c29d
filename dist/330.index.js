export const id = 330;
export const ids = [330];
export const modules = {

/***/ 26330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createClient: () => (/* binding */ createClient)
/* harmony export */ });
/* harmony import */ var _actions_github__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(22270);
/* harmony import */ var _octokit_plugin_retry__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(49735);
/* harmony import */ var _octokit_plugin_throttling__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(86856);



const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_BUDGET = 180_000;
/** Seconds that are waited for a rate limit to end; what takes longer is given up. */
const LONGEST_WAIT = 20;
/**
 * GitHub's REST API with bounded patience: what only reads, or can be repeated without harm, is retried twice after a
 * failure of the server or the network. What adds something is never repeated blindly, as it may have been carried out.
 * All of a run's calls share one budget of time: a GitHub that hangs must not keep the verdict waiting.
 */
function createClient(options) {
    const mayWait = (seconds, _, __, retried) => retried < 1 && seconds <= LONGEST_WAIT;
    const unit = options.retryUnit ?? 1000;
    const client = (0,_actions_github__WEBPACK_IMPORTED_MODULE_0__/* .getOctokit */ .Q)(options.token, {
        baseUrl: options.apiUrl,
        userAgent: 'istio-preflight',
        retry: { retries: 2, retryAfterBaseValue: unit },
        // GitHub counts by token.
        throttle: {
            id: options.token,
            onRateLimit: mayWait,
            onSecondaryRateLimit: mayWait,
            retryAfterBaseValue: unit,
        },
        log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    }, wholeAnswers, limitsByStatus, _octokit_plugin_retry__WEBPACK_IMPORTED_MODULE_1__/* .retry */ .L, _octokit_plugin_throttling__WEBPACK_IMPORTED_MODULE_2__/* .throttling */ .A);
    const budget = AbortSignal.timeout(options.budget ?? DEFAULT_BUDGET);
    client.hook.before('request', request => {
        // A call that downloads much asks for more.
        const patience = Number(request.request.patience ?? options.timeout ?? DEFAULT_TIMEOUT);
        const signal = AbortSignal.any([AbortSignal.timeout(patience), budget]);
        request.request = { ...request.request, signal };
        if (addsSomething(request))
            request.request.retries = 0;
    });
    return client;
}
/**
 * An answer that breaks off in the middle is handed on by Octokit as the text that came, or as none: a list of comments
 * that looks empty. It is a failure of the network, to be repeated where that does no harm.
 */
function wholeAnswers({ hook }) {
    hook.after('request', ({ data, headers }, options) => {
        if (typeof data !== 'string' || !/\bjson\b/.test(headers['content-type'] ?? ''))
            return;
        throw Object.assign(new Error('the answer broke off'), { status: 500, request: options });
    });
}
/**
 * The throttling plugin knows a secondary limit by GitHub's words. A 429 that says when to come back is one whatever its
 * words are, also from what stands before a GitHub Enterprise Server; waiting for it is then that plugin's alone.
 */
function limitsByStatus({ hook }) {
    hook.error('request', (error, options) => {
        const isLimit = 'status' in error && error.status === 429 && 'response' in error;
        if (isLimit && error.response?.headers['retry-after'] !== undefined) {
            options.request.retries = 0;
            if (!/secondary rate/i.test(error.message))
                error.message += ' (a secondary rate limit)';
        }
        throw error;
    });
}
/** Done twice, these would be there twice: comments and check runs are made, annotations are added to a check run. */
function addsSomething({ method, url }) {
    return method === 'POST' || (method === 'PATCH' && /\/check-runs\//.test(url ?? ''));
}
function ignore() { }
//# sourceMappingURL=client.js.map

/***/ })

};

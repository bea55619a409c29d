export const id = 257;
export const ids = [257];
export const modules = {

/***/ 8340:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ assetsFolder)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3136);
/** Where the knowledge is found at run time: beside the compiled file, or beside the bundle. */


/** Folder of the packed knowledge: `rules.json` and `facts/`. Filled by `tools/pack-knowledge.ts`. */
function assetsFolder() {
    // Not `new URL('assets/', import.meta.url)`: the bundler would take that for a file to copy, and mangle it.
    return (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)((0,node_url__WEBPACK_IMPORTED_MODULE_1__.fileURLToPath)(import.meta.url)), 'assets');
}
//# sourceMappingURL=assets.js.map

/***/ }),

/***/ 7344:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ parseSetKey),
/* harmony export */   I: () => (/* binding */ assignedValue)
/* harmony export */ });
/** Helm refuses larger list indexes (pkg/strvals, MaxIndex). */
const MAX_INDEX = 65536;
/** The path that a key names, `pilot.env.A` or `hosts[0].name`; undefined where Helm would refuse it. */
function parseSetKey(key) {
    const path = [];
    let segment = '';
    let afterIndex = false;
    for (let position = 0; position < key.length; position++) {
        const char = key[position];
        if (char === '\\') {
            position++;
            segment += key[position] ?? '';
        }
        else if (char === '.') {
            if (!afterIndex && segment === '')
                return undefined;
            if (segment !== '')
                path.push(segment);
            segment = '';
            afterIndex = false;
        }
        else if (char === '[') {
            const end = key.indexOf(']', position);
            const index = end < 0 ? '' : key.slice(position + 1, end);
            if (!/^\d+$/.test(index) || Number(index) > MAX_INDEX)
                return undefined;
            if (segment !== '')
                path.push(segment);
            if (path.length === 0)
                return undefined;
            path.push(Number(index));
            segment = '';
            afterIndex = true;
            position = end;
        }
        else {
            segment += char;
        }
    }
    if (segment !== '')
        path.push(segment);
    return path.length === 0 ? undefined : path;
}
/** What an assignment sets, as the type that Helm gives it; `null` removes the key. */
function assignedValue(assignment) {
    const { flag, value } = assignment;
    if (flag === '--set-file' || flag === '--set-literal')
        return value;
    if (flag === '--set-json')
        return parseJson(value);
    const typed = flag === '--set' ? typedValue : withoutEscapes;
    if (value.startsWith('{') && value.endsWith('}'))
        return splitList(value.slice(1, -1)).map(typed);
    return typed(value);
}
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return text;
    }
}
function typedValue(raw) {
    if (raw === 'true')
        return true;
    if (raw === 'false')
        return false;
    if (raw === 'null')
        return null;
    // A leading zero makes it a string, so that it survives.
    if (/^-?[1-9]\d{0,15}$|^0$/.test(raw))
        return Number(raw);
    return withoutEscapes(raw);
}
function withoutEscapes(raw) {
    return raw.replace(/\\(.)/gs, '$1');
}
function splitList(inner) {
    if (inner === '')
        return [];
    const items = [];
    let item = '';
    for (let position = 0; position < inner.length; position++) {
        const char = inner[position];
        if (char === '\\') {
            item += char + (inner[position + 1] ?? '');
            position++;
        }
        else if (char === ',') {
            items.push(item);
            item = '';
        }
        else {
            item += char;
        }
    }
    return [...items, item];
}
//# sourceMappingURL=helm-set.js.map

/***/ }),

/***/ 6987:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ lookup),
/* harmony export */   T: () => (/* binding */ mergedValues)
/* harmony export */ });
/* harmony import */ var _helm_set_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7344);

/**
 * The value at a path of one chart of a release, and who wrote it. `null` removes a value, as in Helm. A path below
 * `global` also finds what the charts above set: there the outermost chart wins, as in Helm.
 * @param layers the release's layers, later ones winning
 * @param path below the chart's values; or below the release's, when `valuesPath` is left out
 * @param valuesPath where the chart's values stand below the release's
 * @returns undefined where nothing sets it, or something removes it
 */
function lookup(layers, path, valuesPath = []) {
    const whole = [...valuesPath, ...path];
    const root = merge(layers);
    const globalAt = valuesPath.length > 0 ? valuesPath.length : whole.indexOf('global');
    if (globalAt <= 0 || whole[globalAt] !== 'global')
        return describe(find(root, whole));
    const below = whole.slice(globalAt);
    let merged;
    for (let depth = globalAt; depth >= 0; depth--) {
        const here = find(root, [...whole.slice(0, depth), ...below]);
        if (here)
            merged = merged ? overlay(merged, here) : here;
    }
    return describe(merged);
}
/**
 * The values of one chart of a release, merged as Helm merges them before the chart's own defaults, `global` of
 * the charts above included; removed keys are left out.
 */
function mergedValues(layers, valuesPath = []) {
    const own = find(merge(layers), valuesPath);
    const values = own?.children ? plain(own) : {};
    const global = lookup(layers, ['global'], valuesPath)?.value;
    return global === undefined ? values : { ...values, global };
}
const merged = new WeakMap();
function merge(layers) {
    const known = merged.get(layers);
    if (known !== undefined)
        return known ?? undefined;
    let root;
    for (const layer of layers) {
        const node = layerNode(layer, root);
        if (node)
            root = root ? overlay(root, node) : node;
    }
    merged.set(layers, root ?? null);
    return root;
}
function layerNode(layer, lower) {
    if (layer.kind === 'assignment')
        return assignmentNode(layer, lower);
    if (!isRecord(layer.data.value))
        return undefined;
    const below = layer.below ?? [];
    return wrap(layer, below, [], below.length, nodeOf(layer, layer.data.value, []));
}
function assignmentNode(layer, lower) {
    const path = (0,_helm_set_js__WEBPACK_IMPORTED_MODULE_0__/* .parseSetKey */ .F)(layer.key);
    if (!path)
        return undefined;
    const listAt = path.findIndex(key => typeof key === 'number');
    const value = (0,_helm_set_js__WEBPACK_IMPORTED_MODULE_0__/* .assignedValue */ .I)(layer);
    if (listAt < 0)
        return wrap(layer, path, path, 0, nodeOf(layer, value, path));
    // An index changes one item of the list as merged so far.
    const holder = path.slice(0, listAt);
    const current = find(lower, holder);
    const list = setInside(current ? plain(current) : [], path.slice(listAt), value);
    return wrap(layer, holder, path, 0, { origin: { layer, path }, shadowed: [], value: list });
}
/** The maps around a node that stands at `path` of the release's values. */
function wrap(layer, path, own, skip, inner) {
    let node = inner;
    for (let depth = path.length - 1; depth >= 0; depth--) {
        const origin = { layer, path: skip > 0 ? [] : own };
        node = { origin, shadowed: [], children: new Map([[String(path[depth]), node]]) };
    }
    return node;
}
/** Deeper than any honest values file; what is below stays one value. */
const MAX_DEPTH = 100;
function nodeOf(layer, value, path) {
    const origin = { layer, path };
    if (!isRecord(value) || path.length > MAX_DEPTH)
        return { origin, shadowed: [], value };
    const children = new Map();
    for (const [key, child] of Object.entries(value))
        children.set(key, nodeOf(layer, child, [...path, key]));
    return { origin, shadowed: [], children };
}
/** The upper node over the lower one: maps merge, anything else replaces. */
function overlay(lower, upper) {
    const shadowed = [...upper.shadowed, lower.origin, ...lower.shadowed];
    if (!upper.children || !lower.children)
        return { ...upper, shadowed };
    const children = new Map(lower.children);
    for (const [key, child] of upper.children) {
        const below = children.get(key);
        children.set(key, below ? overlay(below, child) : child);
    }
    return { origin: upper.origin, shadowed, children };
}
function find(root, path) {
    let node = root;
    for (const [depth, key] of path.entries()) {
        if (!node)
            return undefined;
        if (node.children) {
            node = node.children.get(String(key));
            continue;
        }
        return insideLeaf(node, path.slice(depth));
    }
    return node;
}
/** A part of a list: it is written where its layer wrote it. */
function insideLeaf(node, rest) {
    let value = node.value;
    for (const key of rest) {
        if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
            return undefined;
        value = value[key];
    }
    const { origin } = node;
    const path = origin.layer.kind === 'document' ? [...origin.path, ...rest] : origin.path;
    return { origin: { layer: origin.layer, path }, shadowed: [], value };
}
function describe(node) {
    if (!node || (!node.children && (node.value === null || node.value === undefined)))
        return undefined;
    const { layer, path } = node.origin;
    return {
        ...positionOf(node.origin),
        value: plain(node),
        layer,
        path,
        shadowed: node.shadowed.map(positionOf),
    };
}
function positionOf({ layer, path }) {
    if (layer.kind === 'assignment')
        return { file: layer.file, line: layer.line };
    const own = layer.data.at(path);
    // A part that was put in from another file is written there.
    if (own.file !== layer.file)
        return { file: own.file, line: own.lineOf([]) };
    return { file: layer.file, line: layer.data.lineOf(path) };
}
function plain(node) {
    if (!node.children)
        return node.value;
    const entries = [];
    for (const [key, child] of node.children) {
        if (child.children || (child.value !== null && child.value !== undefined))
            entries.push([key, plain(child)]);
    }
    return Object.fromEntries(entries);
}
function setInside(current, path, value) {
    const [key, ...rest] = path;
    if (key === undefined)
        return value;
    if (typeof key === 'number') {
        const list = Array.isArray(current) ? [...current] : [];
        while (list.length < key)
            list.push(null);
        list[key] = setInside(list[key], rest, value);
        return list;
    }
    const record = isRecord(current) ? current : {};
    const child = Object.hasOwn(record, key) ? record[key] : undefined;
    return Object.fromEntries([
        ...Object.entries(record).filter(([name]) => name !== key),
        [key, setInside(child, rest, value)],
    ]);
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
//# sourceMappingURL=values.js.map

/***/ }),

/***/ 7406:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ UsageError)
/* harmony export */ });
/**
 * The user asked for something that can't be done as asked: wrong usage or configuration (exit code 2).
 * The message is one line: what, where, and how to mend it.
 */
class UsageError extends Error {
    name = 'UsageError';
}
//# sourceMappingURL=errors.js.map

/***/ }),

/***/ 2075:
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

/***/ 1063:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ valueRemovedIn),
/* harmony export */   L: () => (/* binding */ chartValues)
/* harmony export */ });
/* harmony import */ var _written_values_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1198);

/**
 * Maps that are copied to the root of the values before anything reads them, from 1.24 on; a key below them is as
 * alive as the same key at the root. Source: zzy_descope_legacy.yaml of the istiod and cni charts.
 */
const LIFTED = { istiod: 'pilot', cni: 'cni' };
const known = new WeakMap();
/** Undefined where the facts hold no such chart at that release. */
function chartValues(facts, chart, version) {
    const release = facts.answering(version);
    if (release === undefined)
        return undefined;
    const cache = known.get(facts) ?? new Map();
    known.set(facts, cache);
    const key = `${chart} ${release}`;
    if (!cache.has(key))
        cache.set(key, readChart(facts, chart, release));
    return cache.get(key);
}
/** The first release, before or at `version`, that no longer knows a value; undefined where none before it did. */
function valueRemovedIn(facts, chart, keys, version) {
    const end = facts.releases.indexOf(facts.answering(version) ?? '');
    const container = LIFTED[chart];
    let last = -1;
    for (const kind of ['valuesRead', 'values']) {
        for (const { name, component, history } of facts.all(kind)) {
            if (component !== chart || name === container || !isRelated((0,_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(keys), name))
                continue;
            for (const { to } of history) {
                const at = facts.releases.indexOf(to);
                if (at < end)
                    last = Math.max(last, at);
            }
        }
    }
    return last < 0 ? undefined : facts.releases[last + 1];
}
/** True where one of two names is the other, or lies below it. */
function isRelated(one, other) {
    const [short, long] = one.length <= other.length ? [one, other] : [other, one];
    return long.startsWith(short) && ['', '.', '['].includes(long.charAt(short.length));
}
function readChart(facts, chart, release) {
    const read = namesAt(facts, 'valuesRead', chart, release);
    const defaults = namesAt(facts, 'values', chart, release);
    if (read.size === 0 && defaults.size === 0)
        return undefined;
    const container = LIFTED[chart];
    // Only a release that copies the map reads all of it; before, templates read its keys one by one.
    const lifts = container !== undefined && read.delete(container);
    const template = new Family(read);
    const defaulted = new Family(defaults);
    function spellings(keys) {
        return lifts && keys.length > 1 && keys[0] === container ? [keys, keys.slice(1)] : [keys];
    }
    return {
        useOf(keys) {
            const paths = spellings(keys);
            if (paths.some(path => template.touches(path)))
                return 'template';
            return paths.some(path => defaulted.touches(path)) ? 'default' : 'no';
        },
        defaultOf(keys) {
            for (const path of spellings(keys)) {
                const value = facts.defaultAt('values', (0,_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(path), chart, release);
                if (value !== undefined)
                    return value;
            }
            return undefined;
        },
        keysBelow(keys) {
            const above = spellings([...keys, '']).map(path => (0,_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(path.slice(0, -1)));
            return [...new Set(above.flatMap(path => [...template.keysBelow(path), ...defaulted.keysBelow(path)]))];
        },
        names: [...new Set([...[...read].sort(), ...[...defaults].sort()])],
    };
}
function namesAt(facts, kind, chart, release) {
    const names = new Set();
    for (const { name, component } of facts.all(kind)) {
        if (component === chart && facts.defaultAt(kind, name, component, release) !== undefined)
            names.add(name);
    }
    return names;
}
/** Dotted names with everything above them. */
class Family {
    names;
    #above = new Set();
    constructor(names) {
        this.names = names;
        for (const name of names) {
            for (let at = 0; at < name.length; at++) {
                if (name[at] === '.' || name[at] === '[')
                    this.#above.add(name.slice(0, at));
            }
        }
    }
    keysBelow(path) {
        const start = path === '' ? '' : `${path}.`;
        return [...this.names]
            .filter(name => name.startsWith(start))
            .map(name => name.slice(start.length).split(/[.[]/)[0] ?? '');
    }
    /** True for a path that is one of the names, lies below one, or has one below it. */
    touches(keys) {
        if (this.#above.has((0,_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(keys)))
            return true;
        return keys.some((_, depth) => this.names.has((0,_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(keys.slice(0, depth + 1))));
    }
}
//# sourceMappingURL=chart-values.js.map

/***/ }),

/***/ 4429:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X$: () => (/* binding */ isKnownAt),
/* harmony export */   Zl: () => (/* binding */ meshFieldsBeside),
/* harmony export */   ec: () => (/* binding */ meshField)
/* harmony export */ });
/* harmony import */ var semver__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2088);
/**
 * Fields of the mesh config and when they came and went; istiod ignores any other without a word.
 * Source: https://github.com/istio/api, mesh/v1alpha1/config.proto and proxy.proto at every release tag from 1.16.0 on.
 */

const MESH = fields('accessLogEncoding accessLogFile accessLogFormat ca caCertificates certificates configSources connectTimeout ' +
    'defaultConfig defaultDestinationRuleExportTo defaultHttpRetryPolicy defaultProviders defaultServiceExportTo ' +
    'defaultVirtualServiceExportTo disableEnvoyListenerLog discoverySelectors dnsRefreshRate enableAutoMtls ' +
    'enableEnvoyAccessLogService enablePrometheusMerge enableTracing extensionProviders h2UpgradePolicy ' +
    'inboundClusterStatName ingressClass ingressControllerMode ingressSelector ingressService localityLbSetting meshMTLS ' +
    'outboundClusterStatName outboundTrafficPolicy pathNormalization protocolDetectionTimeout proxyHttpPort ' +
    'proxyListenPort rootNamespace serviceSettings tcpKeepalive trustDomain trustDomainAliases verifyCertificateAtClient', {
    hboneIdleTimeout: { since: '1.29.0' },
    inboundTrafficPolicy: { since: '1.22.0' },
    proxyInboundListenPort: { since: '1.18.0' },
    serviceScopeConfigs: { since: '1.27.0' },
    thriftConfig: { until: '1.17.0' },
    tlsDefaults: { since: '1.18.0' },
});
const PROXY = fields('availabilityZone binaryPath caCertificatesPem concurrency configPath controlPlaneAuthPolicy customConfigFile ' +
    'discoveryAddress discoveryRefreshDelay drainDuration envoyAccessLogService envoyMetricsService ' +
    'envoyMetricsServiceAddress extraStatTags gatewayTopology holdApplicationUntilProxyStarts image interceptionMode ' +
    'meshId privateKeyProvider proxyAdminPort proxyBootstrapTemplatePath proxyMetadata proxyStatsMatcher readinessProbe ' +
    'runtimeValues sds serviceCluster statNameLength statsdUdpAddress statusPort terminationDrainDuration tracing ' +
    'tracingServiceName zipkinAddress', {
    fileFlushInterval: { since: '1.29.0' },
    fileFlushMinSizeKb: { since: '1.29.0' },
    parentShutdownDuration: { until: '1.17.0' },
    proxyHeaders: { since: '1.19.0' },
    statsCompression: { since: '1.29.0' },
});
/** The field that keys below `meshConfig` name or lie in, in either of the two spellings that istiod takes. */
function meshField(keys) {
    const { table, prefix, key } = step(keys);
    const name = key === undefined ? undefined : camelCase(key);
    const field = name === undefined ? undefined : table.get(name);
    return field && { name: `${prefix}${name}`, ...field };
}
/** Names beside which a key stands, for finding what a mistyped one was meant to be; without their prefix. */
function meshFieldsBeside(keys, version) {
    const { table, prefix } = step(keys);
    const names = [...table].filter(([, field]) => isKnownAt(field, version)).map(([name]) => name);
    return { depth: prefix === '' ? 0 : 1, names };
}
/** True where a release knows a field. */
function isKnownAt({ since, until }, version) {
    if (since !== undefined && (0,semver__WEBPACK_IMPORTED_MODULE_0__.compare)(version, since) < 0)
        return false;
    return until === undefined || (0,semver__WEBPACK_IMPORTED_MODULE_0__.compare)(version, until) < 0;
}
function step([first, second]) {
    const isProxy = first !== undefined && camelCase(first) === 'defaultConfig' && second !== undefined;
    return isProxy
        ? { table: PROXY, prefix: 'defaultConfig.', key: second }
        : { table: MESH, prefix: '', key: first };
}
function fields(always, others) {
    const all = always.split(' ').map(name => [name, {}]);
    return new Map([...all, ...Object.entries(others)]);
}
/** Protobuf's JSON reader takes `access_log_file` for `accessLogFile`. */
function camelCase(key) {
    return key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
//# sourceMappingURL=mesh-fields.js.map

/***/ }),

/***/ 2624:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Hk: () => (/* binding */ READERS),
  Yr: () => (/* binding */ isNodeMetadata),
  Yz: () => (/* binding */ isReadAt),
  QK: () => (/* binding */ isReader),
  _0: () => (/* binding */ notReadSince),
  nf: () => (/* binding */ writtenVariables)
});

// EXTERNAL MODULE: ./build/src/findings/chart-values.js
var chart_values = __webpack_require__(1063);
// EXTERNAL MODULE: ./node_modules/semver/index.js
var semver = __webpack_require__(2088);
;// CONCATENATED MODULE: ./build/src/findings/template-variables.js
/**
 * Variables that no binary registers and that the injection templates look at, in istiod's environment or in the
 * proxy metadata: they have no default of their own, and are alive all the same.
 * Source: https://github.com/istio/istio, manifests/charts/istio-control/istio-discovery/files at every release tag.
 */

const VARIABLES = [
    { name: 'ENABLE_LEGACY_FSGROUP_INJECTION', reader: 'pilot', until: '1.19.0' },
    { name: 'ENABLE_NATIVE_SIDECARS', reader: 'pilot', until: '1.27.0' },
    { name: 'IPTABLES_TRACE_LOGGING', reader: 'proxy' },
    { name: 'ISTIO_META_NETWORK', reader: 'pilot' },
    { name: 'PILOT_ENABLE_INBOUND_PASSTHROUGH', reader: 'pilot', until: '1.22.0' },
];
/** True where the templates of a release look at a variable. */
function isReadByTemplates(name, reader, version) {
    return VARIABLES.some(variable => variable.name === name &&
        variable.reader === reader &&
        (variable.until === undefined || (0,semver.compare)(version, variable.until) < 0));
}
/** The release whose templates no longer look at it. */
function templatesStopReading(name, reader) {
    return VARIABLES.find(variable => variable.name === name && variable.reader === reader)?.until;
}
//# sourceMappingURL=template-variables.js.map
// EXTERNAL MODULE: ./build/src/findings/written-values.js
var written_values = __webpack_require__(1198);
;// CONCATENATED MODULE: ./build/src/findings/variables.js



const READERS = ['pilot', 'proxy', 'cni'];
function isReader(process) {
    return READERS.some(reader => reader === process);
}
const ISTIOD = { reader: 'pilot', kind: 'env', component: 'istiod' };
const CNI = { reader: 'cni', kind: 'env', component: 'cni' };
/** Per chart. ztunnel's variables are its own: istio/istio does not register them. */
const HOMES = {
    istiod: [
        { ...ISTIOD, path: ['pilot', 'env'] },
        { ...ISTIOD, path: ['env'] },
        {
            path: ['meshConfig', 'defaultConfig', 'proxyMetadata'],
            reader: 'proxy',
            kind: 'proxyMetadata',
            component: 'proxy',
        },
    ],
    cni: [
        { ...CNI, path: ['cni', 'env'] },
        { ...CNI, path: ['env'] },
    ],
    gateway: [{ path: ['env'], reader: 'proxy', kind: 'env', component: 'gateway' }],
};
/** The variables that an installation's values set where its chart hands them on, in the order of the values. */
function writtenVariables({ installation }, facts) {
    const { chart, istioVersion } = installation;
    if (istioVersion === null)
        return [];
    const values = (0,chart_values/* chartValues */.L)(facts, chart, istioVersion);
    return (HOMES[chart] ?? []).flatMap(home => {
        if (values?.useOf([...home.path, 'NAME'].map(String)) === 'no')
            return [];
        return (0,written_values/* writtenEntries */.Mp)(installation, home.path).map(entry => ({
            ...entry,
            name: entry.keys.at(-1) ?? '',
            home,
        }));
    });
}
/** True where a process looks at a variable, or a template does that is rendered with its environment. */
function isReadAt(facts, name, reader, version) {
    return (facts.defaultAt('env', name, reader, version) !== undefined ||
        facts.defaultAt('envRead', name, reader, version) !== undefined ||
        isReadByTemplates(name, reader, version));
}
/** The release from which on a process no longer looks at a variable; undefined while one does, or none ever did. */
function notReadSince(facts, name, reader) {
    if (isReadAt(facts, name, reader, facts.newest))
        return undefined;
    const ends = [
        facts.removedIn('env', name, reader),
        facts.removedIn('envRead', name, reader),
        templatesStopReading(name, reader),
    ].filter(end => end !== undefined);
    return ends.toSorted((a, b) => facts.releases.indexOf(a) - facts.releases.indexOf(b)).at(-1);
}
/** `ISTIO_META_X` in the proxy's environment becomes metadata `X` of the proxy, whatever the name: never unread. */
function isNodeMetadata(name, reader) {
    return reader === 'proxy' && /^ISTIO_META(JSON)?_/.test(name);
}
//# sourceMappingURL=variables.js.map

/***/ }),

/***/ 1198:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ writtenValues),
/* harmony export */   Mp: () => (/* binding */ writtenEntries),
/* harmony export */   XJ: () => (/* binding */ valueName),
/* harmony export */   qt: () => (/* binding */ spellValue)
/* harmony export */ });
/* harmony import */ var _detect_values_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6987);
/** What the author wrote for one chart: every leaf of the values, with the line that decides it. */

/** Keys under which charts keep their defaults. Source: zzz_profile.yaml of the charts from 1.21 on. */
const WRAPPERS = new Set(['defaults', '_internal_defaults_do_not_set']);
/**
 * Leaves of the values that reach the chart, in the order in which they are merged; a list is one leaf, an empty map
 * is none. What the chart itself brings along is left out.
 */
function writtenValues(installation) {
    const known = read.get(installation);
    if (known)
        return known;
    const values = readValues(installation);
    read.set(installation, values);
    return values;
}
const read = new WeakMap();
function readValues(installation) {
    const { valuesPath } = installation;
    const layers = authoredLayers(installation);
    const leaves = [];
    for (const written of leafPaths((0,_detect_values_js__WEBPACK_IMPORTED_MODULE_0__/* .mergedValues */ .T)(layers, valuesPath), [])) {
        const found = (0,_detect_values_js__WEBPACK_IMPORTED_MODULE_0__/* .lookup */ .$)(layers, written, valuesPath);
        if (!found)
            continue;
        const [first, ...rest] = written;
        leaves.push({
            keys: first !== undefined && WRAPPERS.has(first) ? rest : written,
            written,
            value: found.value,
            place: { file: found.file, line: found.line },
        });
    }
    return leaves;
}
/** Keys directly below a map of the values, with their values and lines; none where there is no map. */
function writtenEntries(installation, path) {
    return writtenValues(installation).filter(({ keys }) => keys.length === path.length + 1 && path.every((key, depth) => keys[depth] === key));
}
/** Spelt as in the facts: nothing as the empty string, lists and maps as compact JSON. */
function spellValue(value) {
    if (value === null || value === undefined)
        return '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
/** `pilot.env.X`, `podAnnotations["example.com/key"]`: as the facts name values. */
function valueName(keys) {
    return keys.reduce((path, key) => /^[A-Za-z0-9_-]+$/.test(key)
        ? `${path}${path === '' ? '' : '.'}${key}`
        : `${path}[${JSON.stringify(key)}]`, '');
}
/** An unpacked copy of Istio's own chart in the tree brings its defaults as the lowest layer: nobody wrote those here. */
function authoredLayers({ release, valuesPath }) {
    const isOwn = release.chart.kind === 'tree' && release.chart.own !== undefined;
    return release.values.filter(layer => {
        if (layer.kind !== 'document' || layer.source !== 'default')
            return true;
        const below = layer.below ?? [];
        const isInside = valuesPath.length <= below.length && valuesPath.every((key, at) => below[at] === key);
        return !(isInside && (valuesPath.length > 0 || isOwn));
    });
}
function leafPaths(value, path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        return [path];
    return Object.entries(value).flatMap(([key, child]) => leafPaths(child, [...path, key]));
}
//# sourceMappingURL=written-values.js.map

/***/ }),

/***/ 3800:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  loadFacts: () => (/* binding */ loadFacts),
  printFacts: () => (/* reexport */ printFacts),
  settingKinds: () => (/* reexport */ settingKinds)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./build/src/knowledge/facts/model.js
/** What the generated facts hold, in memory and on disk. */
const settingKinds = [
    'env',
    'envRead',
    'values',
    'valuesRead',
    'chart',
    'meshConfig',
    'proxyConfig',
    'crd',
    'floor',
    'revision',
];
/** Stands in stored defaults for the version of the release that is asked about. */
const versionPlaceholder = '{version}';
//# sourceMappingURL=model.js.map
;// CONCATENATED MODULE: ./build/src/knowledge/facts/table.js
/** Settings of one kind, found by name and component. */

class SettingTable {
    settings;
    #byName = new Map();
    /** @param settings sorted by name, then component */
    constructor(settings) {
        this.settings = settings;
        for (const setting of settings) {
            const list = this.#byName.get(setting.name);
            if (list === undefined)
                this.#byName.set(setting.name, [setting]);
            else
                list.push(setting);
        }
    }
    named(name) {
        return this.#byName.get(name) ?? [];
    }
    find(name, component) {
        return this.named(name).find(setting => setting.component === component);
    }
    /** What differs between two releases of the list. */
    changes(from, to, list) {
        const changes = [];
        for (const setting of this.settings) {
            const before = storedDefault(setting, from, list);
            const after = storedDefault(setting, to, list);
            if (before === after)
                continue;
            changes.push({
                kind: setting.kind,
                name: setting.name,
                component: setting.component,
                ...(before === undefined ? {} : { before: spell(before, from) }),
                ...(after === undefined ? {} : { after: spell(after, to) }),
            });
        }
        return changes;
    }
}
/**
 * A setting's default in a release of the list; undefined where it does not exist.
 * @param version what the default should spell where it is the release's own version, if not `release`
 */
function defaultIn(setting, release, list, version = release) {
    const stored = storedDefault(setting, release, list);
    return stored === undefined ? undefined : spell(stored, version);
}
/** The range that a release of the list falls into, if any. */
function rangeAt(history, release, list) {
    return history.find(range => list.isWithin(release, range.from, range.to));
}
function storedDefault(setting, release, list) {
    return rangeAt(setting.history, release, list)?.default;
}
function spell(stored, version) {
    return stored === versionPlaceholder ? version : stored;
}
//# sourceMappingURL=table.js.map
;// CONCATENATED MODULE: ./build/src/knowledge/facts/files.js
/** The files of a facts folder, each read on first use. */



const knownSchema = 1;
/** Throws when the index is missing, broken, or of an unknown form. */
function openFacts(folder) {
    const index = readJson(folder, 'index');
    if (index.schemaVersion !== knownSchema) {
        throw new Error(`${(0,external_node_path_.join)(folder, 'index.json')}: form ${index.schemaVersion} of the facts is not known: update`);
    }
    let profiles;
    let notes;
    return {
        index,
        settings: kind => readJson(folder, kind).settings.map(row => readSetting(kind, row)),
        profiles() {
            profiles ??= readProfiles(readJson(folder, 'profiles'));
            return profiles;
        },
        notes() {
            notes ??= readJson(folder, 'notes').notes.map(readNote);
            return notes;
        },
    };
}
function readProfiles({ profiles, documents }) {
    const settings = profiles.map(([component = '', name = '', ...cells]) => ({
        kind: 'chart',
        name,
        component,
        history: readHistory(cells),
    }));
    return { table: new SettingTable(settings), documents };
}
function readSetting(kind, [name = '', component = '', type = '', ...cells]) {
    const history = readHistory(cells);
    return type === '' ? { kind, name, component, history } : { kind, name, component, type, history };
}
function readNote([name, kind, area, upgradeNotes, ...cells]) {
    const history = [];
    for (let index = 0; index + 1 < cells.length; index += 2) {
        history.push({ from: cells[index] ?? '', to: cells[index + 1] ?? '', default: '' });
    }
    return { note: { name, kind, area, upgradeNotes }, history };
}
function readHistory(cells) {
    const history = [];
    for (let index = 0; index + 2 < cells.length; index += 3) {
        history.push({ from: cells[index] ?? '', to: cells[index + 1] ?? '', default: cells[index + 2] ?? '' });
    }
    return history;
}
/** Throws an error that names the file when it is missing or broken. */
function readJson(folder, name) {
    const path = (0,external_node_path_.join)(folder, `${name}.json`);
    const text = (0,external_node_fs_.readFileSync)(path, 'utf8');
    try {
        return JSON.parse(text);
    }
    catch (cause) {
        throw new Error(`${path}: is no JSON`, { cause });
    }
}
//# sourceMappingURL=files.js.map
// EXTERNAL MODULE: ./build/src/knowledge/facts/nearest.js
var nearest = __webpack_require__(9848);
;// CONCATENATED MODULE: ./build/src/knowledge/facts/releases.js
/** The list of releases that the facts hold, and where a version stands in it. */
class ReleaseList {
    releases;
    #position;
    /** @param releases sorted by version */
    constructor(releases) {
        this.releases = releases;
        this.#position = new Map(releases.map((release, index) => [release, index]));
    }
    /** Empty when the list is. */
    get newest() {
        return this.releases.at(-1) ?? '';
    }
    classify(version) {
        if (this.#position.has(version))
            return 'known';
        const parts = parse(version);
        if (parts === undefined)
            return 'invalid';
        const patches = this.#patchesOf(parts);
        const newest = patches.at(-1);
        if (newest !== undefined)
            return compare(parts, parse(newest)) > 0 ? 'newer-patch' : 'unknown-patch';
        return compare(parts, parse(this.releases[0] ?? '')) < 0 ? 'too-old' : 'unknown-minor';
    }
    answering(version) {
        if (this.#position.has(version))
            return version;
        const parts = parse(version);
        if (parts === undefined || this.classify(version) !== 'newer-patch')
            return undefined;
        return this.#patchesOf(parts).at(-1);
    }
    /** The release after one of the list; undefined after the newest. */
    after(release) {
        const position = this.#position.get(release);
        return position === undefined ? undefined : this.releases[position + 1];
    }
    /** Whether `release` comes after `other`; both are of the list. */
    isAfter(release, other) {
        return (this.#position.get(release) ?? -1) > (this.#position.get(other) ?? -1);
    }
    /** Whether `release` lies between two others, both included; all are of the list. */
    isWithin(release, from, to) {
        return !this.isAfter(from, release) && !this.isAfter(release, to);
    }
    #patchesOf([major, minor]) {
        return this.releases.filter(release => release.startsWith(`${major}.${minor}.`));
    }
}
function parse(version) {
    const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
    return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}
function compare(a, b) {
    if (b === undefined)
        return 0;
    return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
//# sourceMappingURL=releases.js.map
;// CONCATENATED MODULE: ./build/src/knowledge/facts/print.js

/** All settings, sorted by kind, name and component; defaults that spell the release's version are written out. */
function printFacts(facts) {
    return {
        versions: facts.releases,
        settings: settingKinds.flatMap(kind => facts.all(kind).map(setting => print(setting, facts.releases))),
    };
}
function print(setting, releases) {
    return { ...setting, history: setting.history.flatMap(range => spellOut(range, releases)) };
}
function spellOut(range, releases) {
    if (range.default !== versionPlaceholder)
        return [range];
    return releases
        .slice(releases.indexOf(range.from), releases.indexOf(range.to) + 1)
        .map(release => ({ from: release, to: release, default: release }));
}
//# sourceMappingURL=print.js.map
;// CONCATENATED MODULE: ./build/src/knowledge/facts.js
/**
 * Every default of every release, looked up. The facts are generated (see docs/facts.md); nothing here judges them.
 *
 * Versions are `X.Y.Z`. A newer patch of a known minor is answered with the newest known patch of that minor; any
 * other release that the facts do not hold has no settings.
 */







/**
 * Opens a facts folder. Reads the index now and each other file on its first use.
 * Throws when the folder holds no facts, or facts of a newer form than this program knows.
 */
function loadFacts(folder) {
    const files = openFacts(folder);
    const list = new ReleaseList(Object.keys(files.index.releases));
    const tables = new Map();
    function table(kind) {
        const known = tables.get(kind);
        if (known !== undefined)
            return known;
        const opened = new SettingTable(files.settings(kind));
        tables.set(kind, opened);
        return opened;
    }
    function find(kind, name, component) {
        return table(kind).find(name, component);
    }
    function profileAt(chart, version, name) {
        const release = list.answering(version);
        if (release === undefined)
            return undefined;
        const file = files.profiles();
        const found = file.table.find(name, chart);
        const id = found === undefined ? undefined : defaultIn(found, release, list);
        return id === undefined ? undefined : file.documents[id];
    }
    return {
        releases: list.releases,
        newest: list.newest,
        digest: files.index.digest,
        classify: version => list.classify(version),
        answering: version => list.answering(version),
        settings: (kind, name) => table(kind).named(name),
        all: kind => table(kind).settings,
        defaultAt(kind, name, component, version) {
            const release = list.answering(version);
            const setting = release === undefined ? undefined : table(kind).find(name, component);
            return release === undefined || setting === undefined
                ? undefined
                : defaultIn(setting, release, list, version);
        },
        removedIn(kind, name, component) {
            const last = find(kind, name, component)?.history.at(-1);
            return last === undefined ? undefined : list.after(last.to);
        },
        introducedIn: (kind, name, component) => find(kind, name, component)?.history[0]?.from,
        changes(from, to) {
            const [before, after] = [list.answering(from), list.answering(to)];
            if (before === undefined || after === undefined)
                return [];
            return settingKinds.flatMap(kind => table(kind).changes(before, after, list));
        },
        compatibilityProfile: (chart, release, compatibilityVersion) => profileAt(chart, release, `compatibility-version-${compatibilityVersion}`),
        profile: profileAt,
        profiles(chart, version) {
            const release = list.answering(version);
            if (release === undefined)
                return [];
            return files
                .profiles()
                .table.settings.filter(entry => entry.component === chart && defaultIn(entry, release, list) !== undefined)
                .map(entry => entry.name);
        },
        readsValue(chart, path, version) {
            const release = list.answering(version);
            if (release === undefined)
                return undefined;
            let isKnownChart = false;
            for (const kind of ['values', 'valuesRead']) {
                for (const setting of table(kind).settings) {
                    if (setting.component !== chart || defaultIn(setting, release, list) === undefined)
                        continue;
                    isKnownChart = true;
                    if (isSameOrInside(path, setting.name) || isSameOrInside(setting.name, path))
                        return true;
                }
            }
            return isKnownChart ? false : undefined;
        },
        nearest(kind, name, version, component) {
            const release = version === undefined ? undefined : list.answering(version);
            const names = new Set();
            for (const setting of table(kind).settings) {
                if (component !== undefined && setting.component !== component)
                    continue;
                if (release !== undefined && defaultIn(setting, release, list) === undefined)
                    continue;
                names.add(setting.name);
            }
            return (0,nearest/* nearestName */.q)(name, names);
        },
        notes(from, to) {
            const [first, last] = [list.answering(from), list.answering(to)];
            if (first === undefined || last === undefined)
                return [];
            return files
                .notes()
                .filter(({ history }) => rangeAt(history, last, list) && !rangeAt(history, first, list))
                .map(({ note }) => note);
        },
    };
}
/** Whether a path of values is another, or lies below it. */
function isSameOrInside(path, outer) {
    if (!path.startsWith(outer))
        return false;
    const next = path.charAt(outer.length);
    return next === '' || next === '.' || next === '[';
}
//# sourceMappingURL=facts.js.map

/***/ }),

/***/ 9848:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ nearestName)
/* harmony export */ });
/** "Did you mean": the name that a mistyped one is closest to. */
/**
 * The most similar of the names, ties in favour of the first in alphabetical order; undefined when more than a
 * third of the letters differ. Case and the separators `_`, `-` and `.` weigh nothing: `enableAutoSni` finds
 * `ENABLE_AUTO_SNI`. The name itself is never the answer.
 */
function nearestName(name, candidates) {
    const wanted = simplify(name);
    let best;
    let bestDistance = Math.floor(wanted.length / 3) + 1;
    for (const candidate of [...candidates].sort()) {
        if (candidate === name)
            continue;
        const distance = editDistance(wanted, simplify(candidate), bestDistance);
        if (distance >= bestDistance)
            continue;
        best = candidate;
        bestDistance = distance;
    }
    return best;
}
function simplify(name) {
    return name.toLowerCase().replaceAll(/[_.-]/g, '');
}
/** Insertions, deletions, substitutions and swaps of neighbours; `limit` when there are at least that many. */
function editDistance(a, b, limit) {
    if (Math.abs(a.length - b.length) >= limit)
        return limit;
    let beforeLast = [];
    let last = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
        const row = [i];
        for (let j = 1; j <= b.length; j++) {
            const same = a[i - 1] === b[j - 1];
            let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
            if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
                cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
            }
            row.push(cost);
        }
        if (Math.min(...row) >= limit)
            return limit;
        beforeLast = last;
        last = row;
    }
    return Math.min(last[b.length] ?? limit, limit);
}
//# sourceMappingURL=nearest.js.map

/***/ }),

/***/ 8373:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RULES_FILE: () => (/* binding */ RULES_FILE),
/* harmony export */   loadRules: () => (/* binding */ loadRules)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/** The rules of the knowledge base, as packed at build time: validated there, only read here. */


/** Name of the packed file within the folder of assets. */
const RULES_FILE = 'rules.json';
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

/***/ }),

/***/ 7607:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hc: () => (/* binding */ viewDiff),
/* harmony export */   Ru: () => (/* binding */ valueText)
/* harmony export */ });
/* unused harmony export resourceName */
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6209);
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5796);


const RISKS = ['high', 'medium', 'low', 'none'];
/** A value of the diff on one line: as JSON; cut text as the text it is. */
function valueText(value, truncated) {
    return (0,_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .visible */ .RK)(truncated && typeof value === 'string' ? value : JSON.stringify(value));
}
function viewDiff(changes) {
    const loud = changes.filter(change => change.risk !== 'none');
    const byEffect = (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .groupBy */ .$z)(loud, change => change.effect);
    const effects = [...byEffect]
        .map(([effect, members]) => ({ effect, changes: merge(members) }))
        .sort((left, right) => (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .effectRank */ .mJ)(left.effect) - (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .effectRank */ .mJ)(right.effect));
    const noise = countNoise(changes);
    return {
        effects,
        shown: effects.reduce((sum, group) => sum + group.changes.length, 0),
        noise,
        hidden: noise.reduce((sum, kind) => sum + kind.count, 0),
    };
}
/** `Kind/namespace/name`, without a namespace where there is none. */
function resourceName(resource) {
    return [resource.kind, resource.namespace, resource.name].filter(part => part !== '').join('/');
}
function merge(changes) {
    const same = (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .groupBy */ .$z)(changes, change => JSON.stringify([
        change.resource,
        change.op,
        change.path,
        change.before,
        change.after,
        change.digest,
        change.cause,
        change.risk,
    ]));
    const merged = [];
    for (const members of same.values()) {
        const [first] = members;
        if (!first)
            continue;
        merged.push({
            resource: resourceName(first.resource),
            op: first.op,
            path: first.path,
            ...('before' in first && { before: first.before }),
            ...('after' in first && { after: first.after }),
            truncated: first.truncated === true,
            cause: first.cause,
            risk: first.risk,
            upgrades: [...new Set(members.map(change => change.upgrade))].sort(_order_js__WEBPACK_IMPORTED_MODULE_0__/* .byText */ .z4),
        });
    }
    return merged.sort(byRisk);
}
function byRisk(left, right) {
    return (RISKS.indexOf(left.risk) - RISKS.indexOf(right.risk) ||
        (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .byText */ .z4)(left.resource, right.resource) ||
        (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .byText */ .z4)(left.path, right.path));
}
function countNoise(changes) {
    const quiet = changes.filter(change => change.risk === 'none');
    return [...(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .groupBy */ .$z)(quiet, change => change.noise ?? 'other')]
        .map(([kind, members]) => ({ kind, count: members.length }))
        .sort((left, right) => right.count - left.count || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .byText */ .z4)(left.kind, right.kind));
}
//# sourceMappingURL=diff-view.js.map

/***/ }),

/***/ 6209:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $Q: () => (/* binding */ clip),
/* harmony export */   CS: () => (/* binding */ prose),
/* harmony export */   Dy: () => (/* binding */ webAddress),
/* harmony export */   Km: () => (/* binding */ splitParagraphs),
/* harmony export */   Lt: () => (/* binding */ fenceFor),
/* harmony export */   OF: () => (/* binding */ fenced),
/* harmony export */   RK: () => (/* binding */ visible),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   gB: () => (/* binding */ visibleLines),
/* harmony export */   h8: () => (/* binding */ htmlCode),
/* harmony export */   nf: () => (/* binding */ link),
/* harmony export */   pj: () => (/* binding */ plain),
/* harmony export */   qN: () => (/* binding */ paragraphs),
/* harmony export */   qy: () => (/* binding */ html)
/* harmony export */ });
/**
 * Everything that a surface prints came from a pull request: names, paths, values, messages. These functions
 * are the only way for such text into Markdown or HTML; each returns something that is inert where it is put.
 */
/**
 * What is not seen but changes what is: control characters, direction marks, joiners, tags, separators,
 * halves of characters.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Breaks up what GitHub would turn into a mention, a reference or a link; is not seen itself. */
const SEPARATOR = '\u200b';
/** One line in which every control character and unseen character is spelt out (`\u001b`); white space becomes a space. */
function visible(text) {
    return text.replace(/\s+/gu, ' ').replace(UNSEEN, spellOut).trim();
}
/** The same for text of several lines: line breaks and tabs stay. */
function visibleLines(text) {
    return text
        .replace(/\r\n?/g, '\n')
        .replace(UNSEEN, character => character === '\n' || character === '\t' ? character : spellOut(character));
}
/** At most `max` characters, the last one an ellipsis where something was cut; never half a character. */
function clip(text, max) {
    if (text.length <= max)
        return text;
    const cut = text.slice(0, Math.max(0, max - 1));
    return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
/** Plain text inside a Markdown line: nothing in it is markup, a mention, a reference or a link. */
function plain(text) {
    return brokenUp(text)
        .replace(/[\\`*_[\]|~$]/g, '\\$&')
        .replace(/[&<>]/g, entity)
        .replace(/^[-+=#]/, '\\$&')
        .replace(/^(\d+)([.)])/, '$1\\$2')
        .replaceAll(SEPARATOR, '&#8203;');
}
/** Like `plain`, except that `code` between backticks stays code: for sentences that people wrote. */
function prose(text) {
    return visible(text)
        .split(/(`[^`]+`)/)
        .map(part => (/^`[^`]+`$/.test(part) ? code(part.slice(1, -1)) : padded(part)))
        .join('');
}
/**
 * Sentences in paragraphs: an empty line starts another, and one whose lines are all indented by four spaces is
 * quoted as it is (what a tool printed).
 */
function paragraphs(text) {
    return splitParagraphs(text)
        .map(({ quoted, text: part }) => (quoted ? fenced('text', part) : prose(part)))
        .join('\n\n');
}
/** The paragraphs of a text, not escaped; quoted ones without their indent. */
function splitParagraphs(text) {
    const parts = visibleLines(text).split(/\n[\t ]*\n/);
    return parts
        .filter(part => part.trim() !== '')
        .map(part => {
        const quoted = part.split('\n').every(line => /^( {4}|\s*$)/.test(line));
        return { quoted, text: quoted ? part.replace(/^ {4}/gm, '') : part };
    });
}
/** A Markdown code span: its delimiter is longer than any run of backticks in the text. Not for table cells. */
function code(text) {
    const line = visible(text);
    if (line === '')
        return '` `';
    const ticks = '`'.repeat(longestRun(line) + 1);
    const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
    return `${ticks}${pad}${line}${pad}${ticks}`;
}
/** A fenced code block: its fence is longer than any run of backticks in the text. */
function fenced(language, text) {
    const lines = visibleLines(text).replace(/\n+$/, '');
    const fence = fenceFor(lines);
    return `${fence}${language}\n${lines}\n${fence}`;
}
/** A fence that nothing in the text can close. */
function fenceFor(text) {
    return '`'.repeat(Math.max(3, longestRun(text) + 1));
}
/**
 * Text for places where Markdown is not read or cuts through code spans: `<summary>` lines and table cells.
 * Entities keep it from being either HTML or Markdown.
 */
function html(text) {
    return brokenUp(text)
        .replace(/[&<>"'`*_[\]|~$\\]/g, entity)
        .replaceAll(SEPARATOR, '&#8203;');
}
/** Code for the same places. */
function htmlCode(text) {
    return `<code>${html(text) || ' '}</code>`;
}
/** A Markdown link around a label that is already escaped; the label alone where the address is not a plain web address. */
function link(label, address) {
    const target = webAddress(address);
    return target === undefined ? label : `[${label}](${target})`;
}
/** The address, spelt so that it can't leave a Markdown link; undefined for anything but http and https. */
function webAddress(address) {
    if (address === undefined || !URL.canParse(address))
        return undefined;
    const url = new URL(address);
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
        return undefined;
    return url.href.replace(/[()<>[\]|\\`"' ]/g, character => `%${hex(character, 2).toUpperCase()}`);
}
/** One line in which nothing reads as a mention, a reference to an issue, or an address. */
function brokenUp(text) {
    return visible(text)
        .replace(/@/g, `@${SEPARATOR}`)
        .replace(/#(?=\d)/g, `#${SEPARATOR}`)
        .replace(/\bGH-(?=\d)/gi, match => `${match.slice(0, 2)}${SEPARATOR}-`)
        .replace(/:\/\//g, `:${SEPARATOR}//`)
        .replace(/\bwww\./gi, match => `${match.slice(0, 3)}${SEPARATOR}.`);
}
function padded(part) {
    // `plain` trims and treats the start of its text as the start of a line; between code spans it is neither.
    const [, before = '', text = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(part) ?? [];
    return `${before}${plain(text)}${after}`;
}
function spellOut(character) {
    const digits = hex(character, 4);
    return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits}`;
}
function entity(character) {
    if (character === '&')
        return '&amp;';
    if (character === '<')
        return '&lt;';
    if (character === '>')
        return '&gt;';
    return `&#${character.charCodeAt(0)};`;
}
function hex(character, width) {
    return (character.codePointAt(0) ?? 0).toString(16).padStart(width, '0');
}
function longestRun(text) {
    let longest = 0;
    for (const run of text.match(/`+/g) ?? [])
        longest = Math.max(longest, run.length);
    return longest;
}
//# sourceMappingURL=escape.js.map

/***/ }),

/***/ 7912:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ renderJson)
/* harmony export */ });
/* unused harmony export reportToJson */
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5796);

/** Steps of an analysis in their order; others follow by name. */
const STEPS = ['detect', 'charts', 'render', 'diff', 'evaluate', 'verify', 'total'];
function renderJson(report) {
    return `${JSON.stringify(reportToJson(report), null, 2)}\n`;
}
/** The published form of a report as plain data; absent fields are absent, not null. */
function reportToJson(report) {
    const { tool, scope } = report;
    return {
        schemaVersion: report.schemaVersion,
        tool: { name: tool.name, version: tool.version, helm: tool.helm, knowledge: tool.knowledge },
        verdict: report.verdict,
        reason: report.reason,
        failOn: report.failOn,
        mode: report.mode,
        scope: { declared: scope.declared, judged: sortedBy(scope.judged, _order_js__WEBPACK_IMPORTED_MODULE_0__/* .byText */ .z4) },
        kubeVersion: report.kubeVersion,
        upgrades: report.upgrades.map(upgradeToJson),
        knownChanges: report.knownChanges,
        findings: report.findings.map(findingToJson),
        changes: report.changes.map(changeToJson),
        restarts: report.restarts.map(({ what, why, upgrade }) => ({ what, why, upgrade })),
        incomplete: report.incomplete.map(problemToJson),
        timings: sortedBy(report.timings, byStep),
    };
}
function upgradeToJson(upgrade) {
    return {
        id: upgrade.id,
        chart: upgrade.chart,
        releaseName: upgrade.releaseName,
        namespace: upgrade.namespace,
        revision: upgrade.revision,
        environment: upgrade.environment,
        form: upgrade.form,
        kind: upgrade.kind,
        deployer: upgrade.deployer,
        from: versionToJson(upgrade.from),
        to: versionToJson(upgrade.to),
        values: upgrade.values.map(({ source, file, line }) => ({ source, file, line })),
    };
}
function versionToJson(version) {
    return version && { version: version.version, file: version.file, line: version.line };
}
function findingToJson(finding) {
    const { knob } = finding;
    return {
        rule: finding.rule,
        title: finding.title,
        summary: finding.summary,
        severity: finding.severity,
        exposure: finding.exposure,
        introducedIn: finding.introducedIn,
        removedIn: finding.removedIn,
        knob: knob && { kind: knob.kind, name: knob.name, from: knob.from, to: knob.to },
        upgrades: [...finding.upgrades],
        component: finding.component,
        evidence: finding.evidence,
        locations: finding.locations.map(locationToJson),
        question: finding.question,
        overrides: finding.overrides.map(overrideToJson),
        references: [...finding.references],
        accepted: acceptanceToJson(finding.accepted),
    };
}
function locationToJson(location) {
    const { file, line, endLine, resource, message } = location;
    return { file, line, endLine: endLine ?? line, resource, message };
}
function overrideToJson(override) {
    return {
        kind: override.kind,
        target: override.target,
        file: override.file,
        line: override.line,
        path: override.path,
        value: override.value,
        patch: override.patch,
        worksUntil: override.worksUntil,
        verified: override.verified,
        weakens: override.weakens,
        note: override.note,
    };
}
function acceptanceToJson(accepted) {
    return (accepted && { reason: accepted.reason, until: accepted.until, file: accepted.file, line: accepted.line });
}
function changeToJson(change) {
    const { apiVersion, kind, namespace, name } = change.resource;
    return {
        upgrade: change.upgrade,
        resource: { apiVersion, kind, namespace, name },
        op: change.op,
        path: change.path,
        before: change.before,
        after: change.after,
        truncated: change.truncated,
        digest: change.digest,
        cause: change.cause,
        effect: change.effect,
        risk: change.risk,
        noise: change.noise,
    };
}
function problemToJson(problem) {
    const { what, why, file, line, blocking } = problem;
    return { what, why, file, line, blocking };
}
function sortedBy(record, compare) {
    return Object.fromEntries(Object.entries(record).sort(([left], [right]) => compare(left, right)));
}
function byStep(left, right) {
    const rank = (step) => (STEPS.includes(step) ? STEPS.indexOf(step) : STEPS.length - 1.5);
    return rank(left) - rank(right) || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .byText */ .z4)(left, right);
}
//# sourceMappingURL=json.js.map

/***/ }),

/***/ 404:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  G: () => (/* binding */ renderMarkdown)
});

;// CONCATENATED MODULE: ./build/src/report/budget.js
/**
 * Fits a text made of sections into a limit. Room is given out by rank; a section that gets too little says in
 * one line what it left out. Nothing is ever cut inside: fences and details stay balanced.
 */
const GAP = '\n\n';
/** Share of what is left that one section may take before the others have had their turn. */
const FIRST_SHARE = 0.6;
/** So many items of a list are written in full before the others get a line each, if they take no more than this share. */
const EARLY = 5;
const EARLY_SHARE = 0.6;
/** The sections in their order, at most `limit` characters together; the first section is kept whatever happens. */
function assemble(sections, limit) {
    const kept = dropUntilShortFits(sections, limit);
    const texts = new Map(kept.map(section => [section, section.short]));
    let free = limit - lengthOf([...texts.values()]);
    for (const share of [FIRST_SHARE, 1]) {
        for (const section of kept.toSorted((left, right) => left.rank - right.rank)) {
            const current = texts.get(section) ?? section.short;
            const text = section.fit(Math.floor(current.length + free * share));
            if (text === current || text.length > current.length + free)
                continue;
            texts.set(section, text);
            free -= text.length - current.length;
        }
    }
    return kept.map(section => texts.get(section)).join(GAP);
}
/** A section with a few forms, richest first. */
function choice(rank, forms) {
    const short = forms.at(-1) ?? '';
    return { rank, short, fit: room => forms.find(form => form.length <= room) ?? short };
}
/** A section that holds a list: what comes first in full, what fits of the rest in brief, and a count of what does not. */
function list(section) {
    return { rank: section.rank, short: section.short, fit: room => fitList(section, room) };
}
function fitList({ items, short, separator, write }, room) {
    const cost = (block) => block.length + separator.length;
    const everything = items.reduce((sum, item) => sum + cost(item.full), write([], 0).length);
    if (everything <= room) {
        return write(items.map(item => item.full), 0);
    }
    const frame = write([], items.length).length;
    const blocks = [];
    let used = frame;
    for (const item of items) {
        const isEarly = used + cost(item.full) <= frame + (room - frame) * EARLY_SHARE;
        const block = isEarly && blocks.length < EARLY ? item.full : (item.brief ?? item.full);
        if (used + cost(block) > room)
            break;
        blocks.push(block);
        used += cost(block);
    }
    if (blocks.length === 0)
        return short;
    for (const [index, block] of blocks.entries()) {
        const full = items[index]?.full ?? block;
        if (used - block.length + full.length > room)
            break;
        blocks[index] = full;
        used += full.length - block.length;
    }
    return write(blocks, items.length - blocks.length);
}
function dropUntilShortFits(sections, limit) {
    const [first] = sections;
    const kept = [...sections];
    const expendable = sections.slice(1).toSorted((left, right) => right.rank - left.rank);
    for (const section of expendable) {
        if (lengthOf(kept.map(member => member.short)) <= limit)
            break;
        kept.splice(kept.indexOf(section), 1);
    }
    return first ? kept : [];
}
function lengthOf(texts) {
    return texts.reduce((sum, text) => sum + text.length + GAP.length, 0);
}
//# sourceMappingURL=budget.js.map
// EXTERNAL MODULE: ./build/src/report/escape.js
var report_escape = __webpack_require__(6209);
// EXTERNAL MODULE: ./build/src/report/diff-view.js
var diff_view = __webpack_require__(7607);
// EXTERNAL MODULE: ./build/src/report/order.js
var order = __webpack_require__(5796);
// EXTERNAL MODULE: ./build/src/report/snippet.js
var report_snippet = __webpack_require__(5977);
// EXTERNAL MODULE: ./build/src/report/words.js
var words = __webpack_require__(3629);
;// CONCATENATED MODULE: ./build/src/report/markdown-finding.js




const SEVERITY_MARKS = {
    critical: '🔴',
    high: '🟠',
    medium: '🟡',
    low: '🔵',
    info: '⚪',
};
const MAX_TITLE = 200;
const MAX_TEXT = 1_500;
const MAX_NAME = 250;
const MAX_PLACES = 30;
const MAX_REFERENCES = 6;
const MAX_OVERRIDES = 6;
/** `🔴 critical: what changes (auto-sni)`. */
function findingTitle(finding) {
    const mark = SEVERITY_MARKS[finding.severity];
    return `${mark} ${finding.severity}: ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(finding.title, MAX_TITLE))} (${(0,report_escape/* code */.aY)((0,report_escape/* clip */.$Q)(finding.rule, MAX_NAME))})`;
}
/** `file:line`, linked where the place has an address. */
function placeLink(position, linkTo) {
    const { file, line } = position;
    if (line === undefined)
        return (0,report_escape/* code */.aY)((0,report_escape/* clip */.$Q)(file, MAX_NAME));
    return (0,report_escape/* link */.nf)((0,report_escape/* code */.aY)(`${(0,report_escape/* clip */.$Q)(file, MAX_NAME)}:${line}`), addressOf({ ...position, line }, linkTo));
}
/** The address of a place; halves of characters, which no address can spell, are replaced. */
function addressOf(position, linkTo) {
    return linkTo({ ...position, file: position.file.replace(/\p{Cs}/gu, '\ufffd') });
}
/** A finding that asks for something: what, since when, where, and what to do. */
function findingBlock(finding, linkTo) {
    return `#### ${findingTitle(finding)}\n\n${findingBody(finding, linkTo)}`;
}
/** A finding that the cluster has to answer: the question first, what to do folded away. */
function possibleBlock(finding, linkTo) {
    const overrides = finding.overrides
        .slice(0, MAX_OVERRIDES)
        .map(override => overrideBlock(override, linkTo));
    return join([
        `#### ${findingTitle(finding)}`,
        (0,report_escape/* paragraphs */.qN)((0,report_escape/* clip */.$Q)(finding.summary, MAX_TEXT)),
        changeLine(finding),
        locationList(finding.locations, linkTo),
        questionBlock(finding),
        overrides.length > 0 ? details('If it does hit you', overrides.join('\n\n')) : '',
        referenceLine(finding),
    ]);
}
/** A finding below the level that fails: folded under its title. */
function lesserBlock(finding, linkTo) {
    const title = `${SEVERITY_MARKS[finding.severity]} ${finding.severity}: ${(0,report_escape/* html */.qy)((0,report_escape/* clip */.$Q)(finding.title, MAX_TITLE))}`;
    return details(title, findingBody(finding, linkTo));
}
/** One line for a finding: title, first place, what happens there. */
function findingLine(finding, linkTo) {
    const [first] = finding.locations;
    if (!first)
        return `- ${findingTitle(finding)}`;
    const more = finding.locations.length - 1;
    const rest = more > 0 ? ` and ${(0,order/* count */.U9)(more, 'more place')}` : '';
    return `- ${findingTitle(finding)}: ${locationText(first, linkTo)}${rest}`;
}
/** What is taken on, by whom it is written down, and until when. */
function acceptedLine(finding, linkTo) {
    const { accepted } = finding;
    if (!accepted)
        return findingLine(finding, linkTo);
    const where = placeLink(accepted, linkTo);
    return `- ${findingTitle(finding)}: accepted until ${(0,report_escape/* plain */.pj)(accepted.until)} at ${where}: ${(0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(accepted.reason, MAX_TEXT))}`;
}
function problemLine(problem, linkTo) {
    const { file, line } = problem;
    const place = file === undefined ? '' : ` (${placeLink({ file, ...(line !== undefined && { line }) }, linkTo)})`;
    return `- **${(0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(problem.what, MAX_NAME))}**${place}: ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(problem.why, MAX_TEXT))}`;
}
/** A collapsed block; `summary` is our own words or already escaped for HTML. */
function details(summary, body) {
    return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
function locationText(location, linkTo) {
    const resource = location.resource === undefined ? '' : ` ${(0,report_escape/* code */.aY)((0,report_escape/* clip */.$Q)(location.resource, MAX_NAME))}`;
    const message = location.message === undefined ? '' : `: ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(location.message, MAX_TEXT))}`;
    return `${placeLink(location, linkTo)}${resource}${message}`;
}
function findingBody(finding, linkTo) {
    return join([
        (0,report_escape/* paragraphs */.qN)((0,report_escape/* clip */.$Q)(finding.summary, MAX_TEXT)),
        changeLine(finding),
        locationList(finding.locations, linkTo),
        ...finding.overrides.slice(0, MAX_OVERRIDES).map(override => overrideBlock(override, linkTo)),
        referenceLine(finding),
    ]);
}
function changeLine(finding) {
    const change = (0,words/* changeSentence */.y6)(finding);
    const where = finding.upgrades.slice(0, 4).map(id => (0,report_escape/* code */.aY)((0,report_escape/* clip */.$Q)(id, MAX_NAME)));
    const more = finding.upgrades.length > 4 ? ` and ${finding.upgrades.length - 4} more` : '';
    const upgrades = where.length > 0 ? `Through ${where.join(', ')}${more}.` : '';
    return [change === '' ? '' : `${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(change, MAX_TEXT))}.`, upgrades]
        .filter(part => part !== '')
        .join(' ');
}
/** Places one under the other; what happens at the same place stands together under it. */
function locationList(locations, linkTo) {
    const shown = locations.slice(0, MAX_PLACES);
    const together = (0,order/* groupBy */.$z)(shown, ({ file, line, resource }) => JSON.stringify([file, line, resource]));
    const lines = [...together.values()].flatMap(members => {
        const [first] = members;
        if (!first || members.length === 1)
            return first ? [`- ${locationText(first, linkTo)}`] : [];
        const { message: _, ...place } = first;
        const messages = members.map(member => `  - ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(member.message ?? '', MAX_TEXT))}`);
        return [`- ${locationText(place, linkTo)}`, ...messages];
    });
    const more = locations.length - shown.length;
    return [...lines, ...(more > 0 ? [`- and ${(0,order/* count */.U9)(more, 'more place')}, in the JSON report`] : [])].join('\n');
}
function questionBlock(finding) {
    if (finding.question === undefined || finding.exposure !== 'possible')
        return '';
    return `**To settle it**, ask the cluster (reads only):\n\n${(0,report_escape/* fenced */.OF)('sh', (0,report_escape/* clip */.$Q)(finding.question, MAX_TEXT))}`;
}
function overrideBlock(override, linkTo) {
    const { file, line } = override;
    const place = file === undefined ? '' : `: ${placeLink({ file, ...(line !== undefined && { line }) }, linkTo)}`;
    const snippet = (0,report_snippet/* snippetOf */.V)(override);
    const notes = [(0,words/* proofSentence */.U$)(override), override.note].filter(note => note !== '').join(' ');
    return join([
        `**${(0,report_escape/* prose */.CS)((0,words/* overrideTitle */.tW)(override))}**${place}`,
        (0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(notes, MAX_TEXT)),
        override.weakens === null
            ? ''
            : `⚠️ **This gives up security:** ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(override.weakens, MAX_TEXT))}`,
        snippet ? (0,report_escape/* fenced */.OF)(snippet.language, snippet.text) : missingSnippet(override),
    ]);
}
function missingSnippet(override) {
    return override.patch === undefined ? '' : 'The patch is too long to read here; the JSON report holds it.';
}
function referenceLine(finding) {
    const links = finding.references
        .slice(0, MAX_REFERENCES)
        .map(address => (0,report_escape/* link */.nf)((0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(shortAddress(address), 80)), address));
    return links.length > 0 ? `Sources: ${links.join(' · ')}` : '';
}
function shortAddress(address) {
    if (!URL.canParse(address))
        return address;
    const url = new URL(address);
    return `${url.hostname}${url.pathname}`;
}
function join(blocks) {
    return blocks.filter(block => block !== '').join('\n\n');
}
//# sourceMappingURL=markdown-finding.js.map
;// CONCATENATED MODULE: ./build/src/report/markdown-diff.js
/** The diff of rendered manifests in Markdown: one collapsed block per effect, in lines that GitHub colors. */






const markdown_diff_MAX_NAME = 250;
const MAX_VALUE = 200;
/** @param rest where what is left out can be found; escaped */
function diffSections(view, rest, firstRank) {
    const { diff } = view;
    if (diff.shown === 0 && diff.hidden === 0)
        return [];
    const noise = (0,report_escape/* plain */.pj)((0,words/* noiseSentence */.iS)(view));
    const heading = `### Rendered manifests\n\n${(0,order/* count */.U9)(diff.shown, 'change')} by effect. ${noise}`.trimEnd();
    return [
        choice(firstRank, [
            heading,
            `### Rendered manifests\n\n${(0,order/* count */.U9)(diff.shown, 'change')}, ${(0,order/* count */.U9)(diff.hidden, 'change')} hidden.`,
        ]),
        ...diff.effects.map(effect => effectSection(effect, view, rest, firstRank + 1 + (0,order/* effectRank */.mJ)(effect.effect))),
    ];
}
function effectSection(effect, view, rest, rank) {
    const title = `${(0,order/* effectName */.lt)(effect.effect)}: ${(0,order/* count */.U9)(effect.changes.length, 'change')}`;
    const items = [...(0,order/* groupBy */.$z)(effect.changes, change => change.resource)].map(([resource, changes]) => ({
        full: resourceLines(resource, changes, view),
        brief: `@@ ${markdown_diff_name(resource)}: ${(0,order/* count */.U9)(changes.length, 'change')} @@`,
    }));
    const fence = (0,report_escape/* fenceFor */.Lt)(items.map(item => item.full).join('\n'));
    return list({
        rank,
        short: `- ${title}, left out here; ${rest}`,
        items,
        separator: '\n',
        write: (blocks, leftOut) => {
            const note = leftOut > 0 ? `\n\n${(0,order/* count */.U9)(leftOut, 'resource')} left out here; ${rest}` : '';
            return details(title, `${fence}diff\n${blocks.join('\n')}\n${fence}${note}`);
        },
    });
}
function resourceLines(resource, changes, view) {
    return [`@@ ${markdown_diff_name(resource)} @@`, ...changes.flatMap(change => changeLines(change, view))].join('\n');
}
function changeLines(change, view) {
    const path = change.path === '' ? 'whole resource' : (0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(change.path), markdown_diff_MAX_NAME);
    const note = changeNote(change, view);
    if (change.op === 'added')
        return [`+ ${path}${shown(change.after, change)}${note}`];
    if (change.op === 'removed')
        return [`- ${path}${shown(change.before, change)}${note}`];
    return [`- ${path}${shown(change.before, change)}`, `+ ${path}${shown(change.after, change)}${note}`];
}
/** Who caused it, where that is not the release; and where, in a fleet. */
function changeNote(change, view) {
    const cause = change.cause === 'version'
        ? []
        : [change.cause === 'values' ? 'by your values' : 'by release and values'];
    const risk = change.risk === 'high' ? ['high risk'] : [];
    const environments = new Set(change.upgrades.map(id => view.environmentOf(id)));
    const fleet = environments.size > 1 ? [`in ${environments.size} environments`] : [];
    const notes = [...risk, ...cause, ...fleet];
    return notes.length > 0 ? `   # ${notes.join(', ')}` : '';
}
function shown(value, { truncated }) {
    return value === undefined ? '' : `: ${(0,report_escape/* clip */.$Q)((0,diff_view/* valueText */.Ru)(value, truncated), MAX_VALUE)}`;
}
function markdown_diff_name(resource) {
    return (0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(resource), markdown_diff_MAX_NAME);
}
//# sourceMappingURL=markdown-diff.js.map
;// CONCATENATED MODULE: ./build/src/report/markdown-head.js
/** The first lines of the Markdown report: what happens, the way out, what was looked at and what is not known. */



const markdown_head_MAX_TEXT = 600;
/** A longer command gets a block of its own below the heading. */
const MAX_QUESTION_IN_HEADING = 140;
function heading(view) {
    const { subject, outcome, question } = view.headline;
    const line = `### ${words/* VERDICT_MARKS */.rE[view.verdict]} ${(0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(subject, markdown_head_MAX_TEXT))}: ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(outcome, markdown_head_MAX_TEXT))}`;
    if (question === undefined)
        return line;
    if (question.length <= MAX_QUESTION_IN_HEADING)
        return `${line}. Ask the cluster: ${(0,report_escape/* code */.aY)(question)}`;
    return `${line}. Ask the cluster:\n\n${(0,report_escape/* fenced */.OF)('sh', (0,report_escape/* clip */.$Q)(question, 1_500))}`;
}
function shortHeading(view) {
    return `### ${words/* VERDICT_MARKS */.rE[view.verdict]} ${(0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(view.headline.subject, 80))}: ${view.verdict}`;
}
function summary(view, linkTo) {
    const lines = [
        worstLine(view, linkTo),
        wayOutLine(view, linkTo),
        ...(view.upgrades.length > 0 ? [(0,report_escape/* plain */.pj)((0,words/* changesSentence */.Vj)(view))] : []),
        missingLine(view),
        restartLine(view),
        (0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)((0,words/* scopeSentence */.i9)(view), markdown_head_MAX_TEXT)),
    ];
    if (view.verdict !== 'no-upgrade')
        lines.push(`Verdict ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)((0,words/* verdictSentence */.BT)(view), markdown_head_MAX_TEXT))}`);
    return lines
        .filter(line => line !== '')
        .map(line => `- ${line}`)
        .join('\n');
}
function summaryLine(view) {
    return `Verdict \`${view.verdict}\`. ${(0,report_escape/* plain */.pj)((0,words/* changesSentence */.Vj)(view))}`;
}
function worstLine(view, linkTo) {
    const { worst } = view;
    if (!worst)
        return '';
    const [first] = worst.locations;
    const place = first
        ? `: ${locationText({ ...first, ...(first.message && { message: (0,report_escape/* clip */.$Q)(first.message, markdown_head_MAX_TEXT) }) }, linkTo)}`
        : '';
    return `**${worst.exposure === 'exposed' ? 'Worst' : 'Worst that is not known'}:** ${findingTitle(worst)}${place}`;
}
function wayOutLine({ wayOut }, linkTo) {
    if (!wayOut)
        return '';
    const { file, line } = wayOut;
    const place = file === undefined ? '' : ` at ${placeLink({ file, ...(line !== undefined && { line }) }, linkTo)}`;
    const setting = (0,words/* settingOf */.y7)(wayOut);
    const proven = wayOut.verified === true ? ' (proven by rendering again)' : ' (not proven; see below)';
    return `**Way out:** ${(0,report_escape/* prose */.CS)((0,words/* overrideTitle */.tW)(wayOut))}${setting === '' ? '' : `: ${(0,report_escape/* code */.aY)((0,report_escape/* clip */.$Q)(setting, 250))}`}${place}${proven}`;
}
function missingLine(view) {
    const what = (0,words/* missingSentence */.UI)(view);
    return what === '' ? '' : `**Not analysed:** ${(0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(what, markdown_head_MAX_TEXT))}`;
}
function restartLine(view) {
    const what = (0,words/* restartSentence */.xg)(view);
    return what === '' ? '' : `Restarts when this merges: ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(what, markdown_head_MAX_TEXT))}`;
}
//# sourceMappingURL=markdown-head.js.map
// EXTERNAL MODULE: ./build/src/report/view.js + 1 modules
var report_view = __webpack_require__(6873);
;// CONCATENATED MODULE: ./build/src/report/markdown.js








const DEFAULT_MAX_LENGTH = 65_000;
const markdown_MAX_TEXT = 600;
const OPEN_ROWS = 8;
/**
 * Renders the comment: what matters in the first lines, then what to do, then what was looked at. Longer than
 * allowed, it leaves out the least important first and says so. Whatever the report holds, the text is inert.
 */
function renderMarkdown(report, options = {}) {
    const view = (0,report_view/* viewReport */.a)(report);
    const rest = `${(0,report_escape/* plain */.pj)(options.rest ?? 'all of it is in the JSON report')}.`;
    const page = { view, linkTo: options.link ?? (() => undefined), rest };
    const marker = options.marker === undefined ? '' : `${options.marker}\n`;
    const limit = (options.maxLength ?? DEFAULT_MAX_LENGTH) - marker.length - 1;
    return `${marker}${assemble(sections(page), limit)}\n`;
}
/** In the order of the page; ranks say who gets room first. */
function sections(page) {
    const { view } = page;
    return [
        choice(0, [heading(view), shortHeading(view)]),
        choice(1, [summary(view, page.linkTo), summaryLine(view)]),
        ...findings(page, 2, (0,words/* exposedHeading */.t7)(view), view.groups.exposed, findingBlock),
        ...findings(page, 4, 'What this repository can’t tell', view.groups.possible, possibleBlock),
        ...problems(page, 3),
        ...findings(page, 5, 'Also changes here, below the level that fails', view.groups.lesser, lesserBlock),
        ...upgrades(page, 4),
        ...folded(page, 6, 'Held back by a setting in force', view.groups.mitigated, mitigatedLine, true),
        ...folded(page, 7, 'Accepted', view.groups.accepted, acceptedLine, true),
        ...folded(page, 9, 'Checked and not affected', view.groups.notExposed, checkedLine, false),
        ...restarts(page, 8),
        ...diffSections(view, page.rest, 10),
        choice(1, [`<sub>${(0,report_escape/* html */.qy)((0,report_escape/* clip */.$Q)((0,words/* toolLine */.py)(view), markdown_MAX_TEXT))}</sub>`]),
    ];
}
function findings(page, rank, title, members, block) {
    if (members.length === 0)
        return [];
    const head = `### ${title} (${members.length})`;
    const items = members.map(finding => ({
        full: block(finding, page.linkTo),
        brief: findingLine(finding, page.linkTo),
    }));
    return [
        section(page, rank, items, '\n\n', `${(0,order/* count */.U9)(members.length, 'finding')} (${title})`, body => `${head}\n\n${body}`),
    ];
}
function folded(page, rank, title, members, line, open) {
    if (members.length === 0)
        return [];
    const head = `${title} (${members.length})`;
    const items = members.map(finding => ({ full: line(finding, page.linkTo) }));
    const frame = (body) => (open ? `### ${head}\n\n${body}` : details(head, body));
    return [section(page, rank, items, '\n', `${(0,order/* count */.U9)(members.length, 'finding')} (${title})`, frame)];
}
function problems(page, rank) {
    const { blocking, other } = page.view.incomplete;
    const lines = (members) => members.map(problem => ({ full: problemLine(problem, page.linkTo) }));
    const found = [];
    if (blocking.length > 0) {
        const title = `Could not be analysed (${blocking.length})`;
        found.push(section(page, rank, lines(blocking), '\n', title, body => `### ${title}\n\n${body}`));
    }
    if (other.length > 0) {
        const title = `Not analysed, without weight for the verdict (${other.length})`;
        found.push(section(page, rank, lines(other), '\n', title, body => details(title, body)));
    }
    return found;
}
function upgrades(page, rank) {
    const rows = page.view.upgrades;
    if (rows.length === 0)
        return [];
    const head = '| Environment | Charts | Istio | Kind | Where |\n| --- | --- | --- | --- | --- |';
    const title = `What moves (${(0,order/* count */.U9)(rows.length, 'row')})`;
    const items = rows.map(row => ({ full: upgradeRow(row, page.linkTo) }));
    return [
        section(page, rank, items, '\n', title, body => rows.length > OPEN_ROWS ? details(title, `${head}\n${body}`) : `### What moves\n\n${head}\n${body}`),
    ];
}
function upgradeRow(row, linkTo) {
    const [place] = row.places;
    const address = place ? (0,report_escape/* webAddress */.Dy)(addressOf(place, linkTo)) : undefined;
    const label = place ? (0,report_escape/* htmlCode */.h8)(`${(0,report_escape/* clip */.$Q)(place.file, 120)}:${place.line}`) : '';
    const more = row.places.length > 1 ? ` and ${row.places.length - 1} more` : '';
    const cells = [
        (0,report_escape/* htmlCode */.h8)((0,report_escape/* clip */.$Q)(row.environment || '.', 120)),
        (0,report_escape/* html */.qy)((0,report_escape/* clip */.$Q)(row.charts.join(', '), 200)),
        (0,report_escape/* html */.qy)((0,report_escape/* clip */.$Q)((0,words/* versionStep */.dc)(row), 120)),
        (0,report_escape/* html */.qy)((0,report_escape/* clip */.$Q)(row.revision === '' ? row.kind : `${row.kind}, revision ${row.revision}`, 120)),
        `${address === undefined ? label : `<a href="${address}">${label}</a>`}${more}`,
    ];
    return `| ${cells.join(' | ')} |`;
}
/** A resource is code; a description of several is not. */
function restarting(what, max) {
    return what.includes(' ') ? (0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(what, max)) : (0,report_escape/* code */.aY)((0,report_escape/* clip */.$Q)(what, max));
}
function restarts(page, rank) {
    const members = page.view.restarts;
    if (members.length === 0)
        return [];
    const several = new Set(page.view.upgrades.map(row => row.environment)).size > 1;
    const items = members.map(restart => {
        const where = several ? ` (${(0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(restart.environments.join(', '), 200))})` : '';
        return { full: `- ${restarting(restart.what, 250)}: ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(restart.why, markdown_MAX_TEXT))}${where}` };
    });
    const title = `What restarts when this merges (${members.length})`;
    return [section(page, rank, items, '\n', title, body => details(title, body))];
}
function mitigatedLine(finding, linkTo) {
    const until = finding.removedIn === undefined ? '' : `; works until Istio ${(0,report_escape/* plain */.pj)(finding.removedIn)}`;
    const places = finding.locations.slice(0, 3).map(location => locationText(location, linkTo));
    return `- ${findingTitle(finding)}${places.length > 0 ? `: ${places.join('; ')}` : ''}${until}`;
}
function checkedLine(finding, linkTo) {
    const [first] = finding.locations;
    const seen = first ? locationText(first, linkTo) : (0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(finding.summary, markdown_MAX_TEXT));
    return `- ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(finding.title, 200))} (${(0,report_escape/* code */.aY)(finding.rule)}): ${seen}`;
}
function section(page, rank, items, separator, title, frame) {
    const note = (leftOut) => `${separator === '\n' ? '\n' : ''}_Left out here for length: ${leftOut}; ${page.rest}_`;
    return list({
        rank,
        items,
        separator,
        short: `_Left out here for length: ${title}; ${page.rest}_`,
        write: (blocks, leftOut) => frame([...blocks, ...(leftOut > 0 ? [note(leftOut)] : [])].join(separator)),
    });
}
//# sourceMappingURL=markdown.js.map

/***/ }),

/***/ 5796:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $z: () => (/* binding */ groupBy),
/* harmony export */   Ej: () => (/* binding */ byChart),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   kU: () => (/* binding */ atOrAbove),
/* harmony export */   lt: () => (/* binding */ effectName),
/* harmony export */   mJ: () => (/* binding */ effectRank),
/* harmony export */   oC: () => (/* binding */ SEVERITIES),
/* harmony export */   qs: () => (/* binding */ severityRank),
/* harmony export */   z4: () => (/* binding */ byText)
/* harmony export */ });
/** Worst first. */
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
/** What may hurt most first. */
const EFFECTS = {
    immutable: 'fields that can’t be changed in place',
    security: 'security',
    rbac: 'permissions (RBAC)',
    webhook: 'webhooks',
    'crd-schema': 'custom resource definitions',
    'mesh-config': 'mesh configuration',
    injection: 'sidecar injection',
    network: 'network',
    availability: 'availability',
    resources: 'resources',
    metadata: 'labels and annotations',
    other: 'everything else',
};
/** Position of a severity, 0 for the worst; for sorting. */
function severityRank(severity) {
    return SEVERITIES.indexOf(severity);
}
/** Whether a severity is at or above the level that fails the check. */
function atOrAbove(severity, level) {
    return level !== 'never' && severityRank(severity) <= severityRank(level);
}
function effectRank(effect) {
    return Object.keys(EFFECTS).indexOf(effect);
}
function effectName(effect) {
    return EFFECTS[effect];
}
/** Istio's charts in the order in which they are upgraded; others come first, by name. */
const CHARTS = ['base', 'istiod', 'cni', 'ztunnel', 'ambient', 'gateway'];
function byChart(left, right) {
    return CHARTS.indexOf(left) - CHARTS.indexOf(right) || byText(left, right);
}
/** Compares text by code units: the same on every machine, whatever its language. */
function byText(left, right) {
    return left < right ? -1 : left > right ? 1 : 0;
}
/** Members by key, keys in the order in which they first appear. */
function groupBy(members, keyOf) {
    const groups = new Map();
    for (const member of members) {
        const key = keyOf(member);
        const group = groups.get(key);
        if (group)
            group.push(member);
        else
            groups.set(key, [member]);
    }
    return groups;
}
/** `1 change`, `2 changes`; thousands are set apart. */
function count(number, singular, plural = `${singular}s`) {
    return `${grouped(number)} ${number === 1 ? singular : plural}`;
}
function grouped(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
//# sourceMappingURL=order.js.map

/***/ }),

/***/ 5977:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ snippetOf),
/* harmony export */   d: () => (/* binding */ scalar)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/** What an override writes, as text to copy. */

/** Longer patches are for `git apply`, not for reading. */
const MAX_LINES = 60;
const MAX_CHARACTERS = 4_000;
/** The override's patch, else its value under its path as YAML; undefined where it has neither or is too long to read. */
function snippetOf(override) {
    const { patch, path, value } = override;
    if (patch !== undefined)
        return readable({ language: 'diff', text: patch });
    if (path === undefined || value === undefined)
        return undefined;
    return readable({ language: 'yaml', text: nested(path, value) });
}
function readable(snippet) {
    const { text } = snippet;
    return text.length > MAX_CHARACTERS || text.split('\n').length > MAX_LINES ? undefined : snippet;
}
function nested(path, value) {
    const keys = path.split('.');
    // Keys with dots in them, and indexes of lists, can't be told apart from a dotted path: shown as they come.
    if (keys.some(key => !/^[\w-]+$/.test(key)))
        return `${path}: ${scalar(path, value)}`;
    return keys
        .map((key, depth) => `${'  '.repeat(depth)}${key}:`)
        .join('\n')
        .concat(` ${scalar(path, value)}`);
}
/** A value as YAML. Environment variables and proxy metadata are strings, whatever they look like; elsewhere `true` means true. */
function scalar(path, value) {
    const isText = /\b(env|proxyMetadata)\b/.test(path) || !/^(true|false|null|-?\d+(\.\d+)?)$/.test(value);
    return isText ? (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .stringify */ .As)(value, { lineWidth: 0 }).trimEnd() : value;
}
//# sourceMappingURL=snippet.js.map

/***/ }),

/***/ 6873:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ viewReport)
});

// EXTERNAL MODULE: ./build/src/report/diff-view.js
var diff_view = __webpack_require__(7607);
// EXTERNAL MODULE: ./build/src/report/order.js
var order = __webpack_require__(5796);
;// CONCATENATED MODULE: ./build/src/report/headline.js

/** Pairs of versions spelt out in a headline; the table of upgrades has them all. */
const MAX_PAIRS = 2;
function viewHeadline(facts) {
    return { subject: subject(facts.report.upgrades), question: undefined, ...outcome(facts) };
}
function outcome({ report, groups, changes, blocking }) {
    switch (report.verdict) {
        case 'no-upgrade':
            return { outcome: 'no version, chart, revision or values of Istio change here' };
        case 'pass':
            return { outcome: passed(report, groups, changes) };
        case 'fail':
            return { outcome: failed(report, groups) };
        case 'incomplete':
            return { outcome: unanalysed(blocking) };
        case 'attention':
            return undecided(report, groups);
    }
}
function passed(report, groups, changes) {
    const exposed = [...groups.exposed, ...groups.lesser];
    if (report.failOn === 'never' && exposed.length > 0) {
        return `${severities(exposed)} ${exposed.length === 1 ? 'change hits' : 'changes hit'} what is configured here; nothing fails this check`;
    }
    if (exposed.length > 0)
        return `nothing at or above ${report.failOn} hits what is configured here; ${severities(exposed)} below it`;
    if (changes.known === 0)
        return 'no known change of behaviour is part of this';
    return `${(0,order/* count */.U9)(changes.known, 'known change')} checked, none at or above ${report.failOn} hits what is configured here`;
}
function failed(report, groups) {
    const { exposed } = groups;
    if (exposed.length === 0)
        return withoutStop(report.reason);
    return `${severities(exposed)} ${exposed.length === 1 ? 'change hits' : 'changes hit'} what is configured here`;
}
function unanalysed(blocking) {
    const [first] = blocking;
    if (!first)
        return 'not judged, something that matters could not be analysed';
    const rest = blocking.length > 1 ? ` (and ${blocking.length - 1} more)` : '';
    return `not judged, could not analyse ${first.what}${rest}`;
}
/** All that keeps this from being decided, what may hurt most first. */
function undecided(report, groups) {
    const parts = [];
    const has = (kind) => report.upgrades.some(upgrade => upgrade.kind === kind);
    const exposed = groups.exposed.length > 0 ? severities(groups.exposed) : undefined;
    if (exposed && has('canary'))
        parts.push(`${exposed} waiting for when traffic moves to the new revision`);
    if (has('downgrade'))
        parts.push(exposed ? `a downgrade, ${exposed} going back` : 'a downgrade');
    const open = groups.possible.filter(finding => (0,order/* atOrAbove */.kU)(finding.severity, report.failOn));
    const [first] = open;
    if (first) {
        const rest = open.length > 1 ? ` (and ${open.length - 1} more)` : '';
        parts.push(`not known whether this hits you: ${first.title}${rest}`);
        return { outcome: parts.join('; '), question: questionOf(open) };
    }
    if (has('downgrade'))
        parts.push('not known is what the newer release has already written to the cluster');
    if (parts.length === 0)
        parts.push(`not fully known: ${withoutStop(report.reason)}`);
    return { outcome: parts.join('; ') };
}
function withoutStop(sentence) {
    return sentence.replace(/\.$/, '');
}
function questionOf(findings) {
    return findings.find(finding => finding.question !== undefined)?.question;
}
/** `1 critical and 2 high`. */
function severities(findings) {
    const parts = order/* SEVERITIES */.oC.map(severity => ({
        severity,
        number: findings.filter(finding => finding.severity === severity).length,
    }))
        .filter(entry => entry.number > 0)
        .map(entry => `${entry.number} ${entry.severity}`);
    return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '0');
}
function subject(upgrades) {
    if (upgrades.length === 0)
        return 'Istio';
    const pairs = [...new Set(upgrades.map(pair))];
    const shown = pairs.slice(0, MAX_PAIRS).join(', ');
    return `Istio ${shown}${pairs.length > MAX_PAIRS ? ` and ${pairs.length - MAX_PAIRS} more` : ''}`;
}
function pair(upgrade) {
    const { from, to } = upgrade;
    if (from === null && to === null)
        return 'of unknown version';
    if (from === null)
        return `${to?.version} added`;
    if (to === null)
        return `${from.version} removed`;
    return from.version === to.version ? `${to.version}, values changed` : `${from.version} → ${to.version}`;
}
//# sourceMappingURL=headline.js.map
;// CONCATENATED MODULE: ./build/src/report/view.js



function viewReport(report) {
    const groups = groupFindings(report);
    const changes = countKnownChanges(report, groups);
    const environments = new Map(report.upgrades.map(upgrade => [upgrade.id, upgrade.environment]));
    const environmentOf = (upgrade) => environments.get(upgrade) ?? '';
    const incomplete = {
        blocking: report.incomplete.filter(problem => problem.blocking),
        other: report.incomplete.filter(problem => !problem.blocking),
    };
    return {
        verdict: report.verdict,
        failOn: report.failOn,
        advise: report.mode === 'advise',
        headline: viewHeadline({ report, groups, changes, blocking: incomplete.blocking }),
        reason: report.reason,
        worst: groups.exposed[0] ?? groups.possible[0] ?? groups.lesser[0],
        wayOut: soonest(groups.exposed[0]?.overrides ?? []),
        changes,
        groups,
        upgrades: tabulate(report.upgrades),
        scope: report.scope,
        kubeVersion: report.kubeVersion,
        diff: (0,diff_view/* viewDiff */.Hc)(report.changes),
        restarts: viewRestarts(report, environmentOf),
        incomplete,
        tool: report.tool,
        environmentOf,
    };
}
function groupFindings({ findings, failOn }) {
    const sorted = findings.toSorted(byWeight);
    // Where nothing fails the check, what would by default still stands out.
    const level = failOn === 'never' ? 'high' : failOn;
    const open = sorted.filter(finding => finding.accepted === null);
    const exposed = open.filter(finding => finding.exposure === 'exposed');
    return {
        exposed: exposed.filter(finding => (0,order/* atOrAbove */.kU)(finding.severity, level)),
        lesser: exposed.filter(finding => !(0,order/* atOrAbove */.kU)(finding.severity, level)),
        possible: open.filter(finding => finding.exposure === 'possible'),
        mitigated: open.filter(finding => finding.exposure === 'mitigated'),
        notExposed: open.filter(finding => finding.exposure === 'not-exposed'),
        accepted: sorted.filter(finding => finding.accepted !== null),
    };
}
function byWeight(left, right) {
    const place = (finding) => finding.locations[0]?.file ?? '';
    const line = (finding) => finding.locations[0]?.line ?? 0;
    return ((0,order/* severityRank */.qs)(left.severity) - (0,order/* severityRank */.qs)(right.severity) ||
        (0,order/* byText */.z4)(left.rule, right.rule) ||
        (0,order/* byText */.z4)(place(left), place(right)) ||
        line(left) - line(right));
}
function soonest(overrides) {
    const harmless = overrides.filter(override => override.weakens === null && override.verified !== false);
    return (harmless.find(override => override.verified === true) ??
        harmless.find(override => override.kind === 'pin') ??
        harmless[0]);
}
function countKnownChanges(report, groups) {
    const seen = new Set();
    const countNew = (findings) => {
        const before = seen.size;
        for (const finding of findings)
            seen.add(identity(finding));
        return seen.size - before;
    };
    const serious = countNew(groups.exposed);
    const exposed = serious + countNew(groups.lesser);
    const possible = countNew(groups.possible);
    const accepted = countNew(groups.accepted);
    const mitigated = countNew(groups.mitigated);
    const notExposed = countNew(groups.notExposed);
    return {
        known: Math.max(seen.size, report.knownChanges ?? 0),
        exposed,
        serious,
        possible,
        mitigated,
        accepted,
        notExposed,
    };
}
/** Findings from facts alone share a rule id: the setting tells them apart. */
function identity(finding) {
    return JSON.stringify([finding.rule, finding.knob?.kind, finding.knob?.name]);
}
function tabulate(upgrades) {
    const together = (0,order/* groupBy */.$z)(upgrades, upgrade => JSON.stringify([
        upgrade.environment,
        upgrade.kind,
        upgrade.revision,
        upgrade.from?.version ?? null,
        upgrade.to?.version ?? null,
    ]));
    const rows = [];
    for (const members of together.values()) {
        const [first] = members;
        if (!first)
            continue;
        const places = members.map(upgrade => upgrade.to ?? upgrade.from).filter(place => place !== null);
        rows.push({
            environment: first.environment,
            kind: first.kind,
            charts: [...new Set(members.map(upgrade => upgrade.chart))].sort(order/* byChart */.Ej),
            revision: first.revision,
            from: first.from?.version ?? null,
            to: first.to?.version ?? null,
            places: [...new Map(places.map(place => [`${place.file}:${place.line}`, place])).values()],
        });
    }
    return rows;
}
function viewRestarts(report, environmentOf) {
    return [...(0,order/* groupBy */.$z)(report.restarts, restart => restart.what)]
        .map(([what, members]) => ({
        what,
        why: [...new Set(members.map(restart => restart.why))].join('; '),
        environments: [...new Set(members.map(restart => environmentOf(restart.upgrade)))].sort(order/* byText */.z4),
    }))
        .sort((left, right) => (0,order/* byText */.z4)(left.what, right.what));
}
//# sourceMappingURL=view.js.map

/***/ }),

/***/ 3629:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BT: () => (/* binding */ verdictSentence),
/* harmony export */   U$: () => (/* binding */ proofSentence),
/* harmony export */   UI: () => (/* binding */ missingSentence),
/* harmony export */   Vj: () => (/* binding */ changesSentence),
/* harmony export */   dc: () => (/* binding */ versionStep),
/* harmony export */   i9: () => (/* binding */ scopeSentence),
/* harmony export */   iS: () => (/* binding */ noiseSentence),
/* harmony export */   py: () => (/* binding */ toolLine),
/* harmony export */   rE: () => (/* binding */ VERDICT_MARKS),
/* harmony export */   t7: () => (/* binding */ exposedHeading),
/* harmony export */   tW: () => (/* binding */ overrideTitle),
/* harmony export */   xg: () => (/* binding */ restartSentence),
/* harmony export */   y6: () => (/* binding */ changeSentence),
/* harmony export */   y7: () => (/* binding */ settingOf)
/* harmony export */ });
/* unused harmony export holdsUntil */
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6209);
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5796);
/* harmony import */ var _snippet_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5977);



const VERDICT_MARKS = {
    fail: '❌',
    incomplete: '❌',
    attention: '⚠️',
    pass: '✅',
    'no-upgrade': '➖',
};
const SCOPES = {
    complete: 'all of the mesh’s configuration is declared to be in this repository, so what is not here does not exist',
    partial: 'more of the mesh’s configuration lives elsewhere, so what is not here is not known',
    unknown: 'more of the mesh’s configuration may live elsewhere, so a kind that is absent here is not ruled out',
};
/** How many workloads a sentence names, and how long a name may be. */
const MAX_NAMED = 4;
const MAX_NAME = 120;
/** `2 of 14 known changes hit …`: what became of every known change. */
function changesSentence(view) {
    const { changes, failOn, incomplete } = view;
    const isPartial = incomplete.blocking.length > 0;
    if (changes.known === 0) {
        return isPartial
            ? 'No change of behaviour could be judged.'
            : 'No known change of behaviour is part of this.';
    }
    const level = failOn === 'never' ? 'high' : failOn;
    const serious = changes.exposed > 0 ? ` (${changes.serious} at or above ${level})` : '';
    const fates = [
        `${changes.exposed} ${changes.exposed === 1 ? 'hits' : 'hit'} what is configured here${serious}`,
        ...(changes.possible > 0 ? [`${changes.possible} can’t be decided from here`] : []),
        ...(changes.accepted > 0 ? [`${changes.accepted} accepted`] : []),
        ...(changes.mitigated > 0 ? [`${changes.mitigated} held back by a setting`] : []),
        ...(changes.notExposed > 0 ? [`${changes.notExposed} checked and not affected`] : []),
    ];
    return `${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(changes.known, 'known change')}${isPartial ? ' could be judged' : ''}: ${fates.join(', ')}.`;
}
/** What was looked at, and what this repository can't know. */
function scopeSentence({ scope, upgrades }) {
    if (upgrades.length === 0)
        return `Judged: nothing, since nothing moves. Scope \`${scope.declared}\`.`;
    const kinds = Object.entries(scope.judged).filter(([, number]) => number > 0);
    const judged = kinds.length === 0
        ? 'no Istio resources, since none were found'
        : kinds.map(([kind, number]) => `${number} ${kind}`).join(', ');
    return `Judged: ${judged}. Scope \`${scope.declared}\`: ${SCOPES[scope.declared]}.`;
}
/** Heading over the exposed findings. */
function exposedHeading(view) {
    if (view.verdict === 'fail')
        return 'What this breaks';
    return view.upgrades.some(row => row.kind === 'canary')
        ? 'What waits for traffic to move'
        : 'What changes here';
}
/** `Since 1.21.0: ENABLE_AUTO_SNI false → true; the setting is gone in 1.26.0`. */
function changeSentence(finding) {
    const { knob, introducedIn, removedIn } = finding;
    const gone = removedIn === undefined ? '' : `; the setting is no longer read from ${removedIn} on`;
    if (!knob)
        return introducedIn === '' ? '' : `Since Istio ${introducedIn}${gone}`;
    const since = introducedIn === '' ? '' : ` since Istio ${introducedIn}`;
    return `\`${ticksOut(knob.name)}\` goes from \`${value(knob.from)}\` to \`${value(knob.to)}\`${since}${gone}`;
}
/** What an override does, and how surely. */
function overrideTitle(override) {
    if (override.kind === 'fix')
        return 'Lasting fix';
    const until = override.worksUntil === undefined ? '' : `, works until Istio ${override.worksUntil}`;
    return `Keep the old behaviour for now${until}`;
}
/** What the report stands without, in a line; empty where nothing is missing. */
function missingSentence({ incomplete }) {
    const whats = [...new Set([...incomplete.blocking, ...incomplete.other].map(problem => problem.what))];
    if (whats.length === 0)
        return '';
    const named = whats.slice(0, MAX_NAMED);
    const more = whats.length - named.length;
    return `${named.map(what => (0,_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .clip */ .$Q)(what, MAX_NAME)).join(', ')}${more > 0 ? `, and ${more} more` : ''}: see below.`;
}
/** `pilot.env.ENABLE_AUTO_SNI: false`: what an override sets; empty where it sets nothing that can be named. */
function settingOf(override) {
    if (override.path === undefined)
        return '';
    return override.value === undefined
        ? override.path
        : `${override.path}: ${(0,_snippet_js__WEBPACK_IMPORTED_MODULE_1__/* .scalar */ .d)(override.path, override.value)}`;
}
function proofSentence(override) {
    if (override.verified === true) {
        return 'Proven: rendered again with it, the setting arrives where it is read and nothing else moves.';
    }
    if (override.verified === false)
        return 'Tried by rendering again: it has no effect here.';
    return 'This repository can’t prove it.';
}
/** Until when the setting that holds a change back works; empty where that is not known. */
function holdsUntil(finding) {
    return finding.removedIn === undefined ? '' : `works until Istio ${finding.removedIn}`;
}
/** `1.20.6 → 1.22.2`. */
function versionStep(row) {
    if (row.from === row.to)
        return row.to ?? 'unknown';
    return `${row.from ?? 'none'} → ${row.to ?? 'none'}`;
}
/** `Deployment/istio-system/istiod, and 2 more below.`; what is not one resource is told further down. */
function restartSentence({ restarts }) {
    if (restarts.length === 0)
        return '';
    const resources = restarts.filter(restart => !restart.what.includes(' '));
    const named = resources.slice(0, MAX_NAMED).map(restart => `\`${ticksOut((0,_escape_js__WEBPACK_IMPORTED_MODULE_2__/* .clip */ .$Q)(restart.what, MAX_NAME))}\``);
    const more = restarts.length - named.length;
    if (named.length === 0)
        return `${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(more, 'note')} below.`;
    return `${named.join(', ')}${more > 0 ? `, and ${more} more below` : ''}.`;
}
function noiseSentence(view) {
    const { hidden, noise } = view.diff;
    if (hidden === 0)
        return '';
    const kinds = noise.map(({ kind, count: number }) => `${kind} ${number}`).join(', ');
    return `${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(hidden, 'change')} hidden as part of the bump itself: ${kinds}.`;
}
/** `fail at fail-on: high`, and what it rests on. */
function verdictSentence(view) {
    const advise = view.advise ? ', advising only: nothing fails for now' : '';
    return `\`${view.verdict}\` at \`fail-on: ${view.failOn}\`${advise}. ${view.reason}`;
}
function toolLine({ tool, kubeVersion }) {
    const kubernetes = kubeVersion === undefined ? '' : ` · rendered for Kubernetes ${kubeVersion}`;
    const helm = tool.helm === null ? 'nothing rendered: no Helm' : `Helm ${tool.helm.replace(/^v/, '')}`;
    return `${tool.name} ${tool.version} · knowledge up to Istio ${tool.knowledge} · ${helm}${kubernetes}`;
}
function value(text) {
    return text === '' ? 'not set' : ticksOut(text);
}
/** For names inside a sentence whose code stands between backticks. */
function ticksOut(text) {
    return text.replaceAll('`', '’');
}
//# sourceMappingURL=words.js.map

/***/ }),

/***/ 8009:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ packedVersion),
/* harmony export */   f: () => (/* binding */ toolVersion)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _assets_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8340);
/** What this package is, and up to where it knows. */



/** As packed beside the knowledge, since the bundle travels without package.json. */
function packedVersion() {
    return JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)((0,_assets_js__WEBPACK_IMPORTED_MODULE_2__/* .assetsFolder */ .w)(), 'version.json'), 'utf8'));
}
function toolVersion() {
    return packedVersion().version;
}
//# sourceMappingURL=version.js.map

/***/ }),

/***/ 5918:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ww: () => (/* binding */ parseEmbedded),
  hN: () => (/* binding */ parseYaml),
  aN: () => (/* binding */ positionedAt),
  fK: () => (/* binding */ valueAt)
});

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./build/src/yaml/split.js
/** Cuts a text at its document markers, without reading the documents. */
function splitDocuments(text) {
    const chunks = [];
    let current = [];
    let start = 0;
    const lines = text.split('\n');
    for (const [number, line] of lines.entries()) {
        if (/^---(\s|$)/.test(line) && number > start) {
            chunks.push({ text: current.join('\n'), line: start });
            current = [];
            start = number;
        }
        current.push(line);
    }
    chunks.push({ text: current.join('\n'), line: start });
    return chunks;
}
//# sourceMappingURL=split.js.map
;// CONCATENATED MODULE: ./build/src/yaml/text-memo.js
/** Results by the text that they were made from; the oldest go when the texts get too many. */
class TextMemo {
    limit;
    kept = new Map();
    size = 0;
    /** @param limit of all texts together, in characters */
    constructor(limit) {
        this.limit = limit;
    }
    /** @param name what else the result depends on: texts are compared with those of the same name only */
    get(name, text, make) {
        const entries = this.kept.get(name) ?? [];
        const known = entries.find(entry => entry.text === text);
        if (known)
            return known.result;
        const result = make();
        if (text.length > this.limit)
            return result;
        this.kept.delete(name);
        this.kept.set(name, [...entries, { text, result }]);
        this.size += text.length;
        this.trim();
        return result;
    }
    trim() {
        for (const [name, entries] of this.kept) {
            if (this.size <= this.limit)
                return;
            for (const { text } of entries)
                this.size -= text.length;
            this.kept.delete(name);
        }
    }
}
//# sourceMappingURL=text-memo.js.map
;// CONCATENATED MODULE: ./build/src/yaml/positioned.js
/**
 * YAML (and so JSON) read with positions: for files of the repository, whose lines reach the report.
 * Rendered manifests are read by a faster loader, since nobody points at their lines.
 */



/** Text whose documents are kept at most, in characters: about what a large repository declares. */
const MAX_KEPT_CHARACTERS = 16 * 1024 * 1024;
/** More anchors than any honest file has: past this a document is refused, not expanded. */
const MAX_ALIASES = 1000;
/**
 * Parses every document of a file. One broken document costs that document only.
 * @param firstLine line of the file on which `text` starts: for text embedded in a file
 */
function parseYaml(file, text, firstLine = 1) {
    return parsedFiles.get(JSON.stringify([file, firstLine]), text, () => readYaml(file, text, firstLine));
}
/**
 * Several rooms read the same files, of two trees that are mostly equal, and proofs read them all again. What was
 * read is never changed.
 */
const parsedFiles = new TextMemo(MAX_KEPT_CHARACTERS);
function readYaml(file, text, firstLine) {
    const whole = parseChunk(file, text, firstLine, 0);
    if (whole.errors.length === 0)
        return { file, ...whole };
    // A broken document can swallow its neighbours (an unclosed quote): read each one by itself.
    const documents = [];
    const errors = [];
    let index = 0;
    for (const chunk of splitDocuments(text)) {
        const part = parseChunk(file, chunk.text, firstLine + chunk.line, index);
        documents.push(...part.documents);
        errors.push(...part.errors);
        index = Math.max(index + 1, ...part.documents.map(document => document.index + 1));
    }
    return { file, documents, errors };
}
/** Data that is not read from YAML text but stands at one place of a file. */
function positionedAt(file, line, value) {
    return {
        file,
        value,
        lineOf: () => line,
        endLineOf: () => line,
        at: path => positionedAt(file, line, valueAt(value, path)),
    };
}
/** The part of plain data at a path; undefined where there is nothing. Reads own keys only. */
function valueAt(value, path) {
    let current = value;
    for (const key of path) {
        if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key))
            return undefined;
        current = current[key];
    }
    return current;
}
/**
 * YAML inside a string of a document (Argo CD's `helm.values: |`), positioned in the file that holds it.
 * In a literal block every line is exact; in other styles all lines are the string's own.
 */
function parseEmbedded(holder, path) {
    const text = valueAt(holder.value, path);
    if (typeof text !== 'string')
        return undefined;
    const literalLine = knowsLiteralLines(holder) ? holder.literalContentLine(path) : undefined;
    if (literalLine !== undefined)
        return parseYaml(holder.file, text, literalLine);
    const line = holder.lineOf(path);
    const parsed = parseYaml(holder.file, text);
    return {
        file: holder.file,
        documents: parsed.documents.map(document => ({
            index: document.index,
            line,
            data: positionedAt(holder.file, line, document.data.value),
        })),
        errors: parsed.errors.map(error => ({ line, message: error.message })),
    };
}
function knowsLiteralLines(data) {
    return 'literalContentLine' in data;
}
function parseChunk(file, text, firstLine, firstIndex) {
    const counter = new dist/* LineCounter */.HN();
    const documents = [];
    const errors = [];
    const lineAt = (offset) => counter.linePos(offset).line + firstLine - 1;
    const parsed = (0,dist/* parseAllDocuments */.hR)(text, {
        lineCounter: counter,
        merge: true,
        // Kubernetes and Helm let the last of two equal keys win.
        uniqueKeys: false,
        logLevel: 'silent',
        prettyErrors: false,
    });
    if (!Array.isArray(parsed))
        return { documents, errors };
    for (const [number, document] of parsed.entries()) {
        const [error] = document.errors;
        if (error) {
            errors.push({ line: lineAt(error.pos[0]), message: error.message });
            continue;
        }
        if (document.contents === null)
            continue;
        let value;
        try {
            value = document.toJS({ maxAliasCount: MAX_ALIASES });
        }
        catch (cause) {
            errors.push({ line: lineAt(document.range[0]), message: cause.message });
            continue;
        }
        if (value === null || value === undefined)
            continue;
        const line = lineAt(document.contents.range?.[0] ?? document.range[0]);
        const data = new PositionedNode(file, value, document, document.contents, line, lineAt);
        documents.push({ index: firstIndex + number, line, data });
    }
    return { documents, errors };
}
class PositionedNode {
    file;
    value;
    document;
    node;
    line;
    lineAt;
    constructor(file, value, document, node, line, lineAt) {
        this.file = file;
        this.value = value;
        this.document = document;
        this.node = node;
        this.line = line;
        this.lineAt = lineAt;
    }
    lineOf(path) {
        return this.walk(path).line;
    }
    endLineOf(path) {
        const { node, line } = this.walk(path);
        const end = node?.range?.[1];
        // A node's end is the offset after it, which for blocks is the start of the next line.
        return end === undefined ? line : Math.max(line, this.lineAt(Math.max(end - 1, 0)));
    }
    at(path) {
        if (path.length === 0)
            return this;
        const { node, line, found } = this.walk(path);
        const value = valueAt(this.value, path);
        return new PositionedNode(this.file, value, this.document, found ? node : null, line, this.lineAt);
    }
    /** For a literal block (`|`) at the path: the line of its first line of content. */
    literalContentLine(path) {
        const { node, found } = this.walk(path);
        if (!found || !(0,dist/* isScalar */.jn)(node) || node.type !== dist/* Scalar */.X5.BLOCK_LITERAL || !node.range)
            return undefined;
        return this.lineAt(node.range[0]) + 1;
    }
    walk(path) {
        let node = this.resolve(this.node);
        let line = this.line;
        for (const key of path) {
            const step = this.step(node, key);
            if (!step)
                return { node, line, found: false };
            node = this.resolve(step.value);
            line = step.offset === undefined ? line : this.lineAt(step.offset);
        }
        return { node, line, found: true };
    }
    step(node, key) {
        if ((0,dist/* isSeq */.oP)(node)) {
            const item = node.items[Number(key)];
            return item ? { value: item, offset: item.range?.[0] } : undefined;
        }
        if ((0,dist/* isMap */.jh)(node))
            return this.stepIntoMap(node, String(key));
        return undefined;
    }
    stepIntoMap(map, key) {
        for (const pair of map.items.toReversed()) {
            if ((0,dist/* isScalar */.jn)(pair.key) && String(pair.key.value) === key) {
                return { value: pair.value, offset: pair.key.range?.[0] };
            }
        }
        // A merged key stands where the anchored mapping wrote it.
        for (const pair of map.items) {
            if (!(0,dist/* isScalar */.jn)(pair.key) || pair.key.source !== '<<')
                continue;
            const merged = this.resolve(pair.value);
            for (const source of (0,dist/* isSeq */.oP)(merged) ? merged.items : [merged]) {
                const target = this.resolve(source);
                const step = (0,dist/* isMap */.jh)(target) ? this.stepIntoMap(target, key) : undefined;
                if (step)
                    return step;
            }
        }
        return undefined;
    }
    resolve(node) {
        return (0,dist/* isAlias */.Vj)(node) ? (node.resolve(this.document) ?? null) : node;
    }
}
//# sourceMappingURL=positioned.js.map

/***/ })

};

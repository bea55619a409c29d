export const id = 9;
export const ids = [9,800,373];
export const modules = {

/***/ 1585:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ append),
/* harmony export */   R: () => (/* binding */ addAll)
/* harmony export */ });
/**
 * Adds the items of one list to another. `into.push(...items)` would hand them over on the stack, which some hundred
 * thousand overflow: as many as a pull request likes to write.
 */
function append(into, items) {
    for (const item of items)
        into.push(item);
}
/** The same for sets, beside it. */
function addAll(into, items) {
    for (const item of items)
        into.add(item);
}
//# sourceMappingURL=append.js.map

/***/ }),

/***/ 7269:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ writtenValues),
/* harmony export */   Mp: () => (/* binding */ writtenEntries),
/* harmony export */   XJ: () => (/* binding */ valueName),
/* harmony export */   qt: () => (/* binding */ spellValue)
/* harmony export */ });
/* harmony import */ var _detect_values_values_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(80948);
/* harmony import */ var _memo_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(48167);
/** What the author wrote for one chart: every leaf of the values, with the line that decides it. */


/** Keys under which charts keep their defaults. Source: zzz_profile.yaml of the charts from 1.21 on. */
const WRAPPERS = new Set(['defaults', '_internal_defaults_do_not_set']);
/**
 * Leaves of the values that reach the chart, in the order in which they are merged; a list is one leaf, an empty map
 * is none. What the chart itself brings along is left out.
 */
const writtenValues = (0,_memo_js__WEBPACK_IMPORTED_MODULE_1__/* .oncePer */ .P)(readValues);
function readValues(installation) {
    const { valuesPath } = installation;
    const layers = authoredLayers(installation);
    const leaves = [];
    for (const written of leafPaths((0,_detect_values_values_js__WEBPACK_IMPORTED_MODULE_0__/* .mergedValues */ .T)(layers, valuesPath), [])) {
        const found = (0,_detect_values_values_js__WEBPACK_IMPORTED_MODULE_0__/* .lookup */ .$I)(layers, written, valuesPath);
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

/***/ 77145:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   bX: () => (/* binding */ stringAt),
/* harmony export */   gT: () => (/* binding */ listAt),
/* harmony export */   u4: () => (/* binding */ isRecord),
/* harmony export */   zR: () => (/* binding */ recordAt)
/* harmony export */ });
/* harmony import */ var _yaml_positioned_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(18486);

function stringAt(value, path) {
    const found = (0,_yaml_positioned_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(value, path);
    if (typeof found === 'string')
        return found;
    // YAML reads an unquoted 1.20 or 12 as a number: a version or a name may be written so.
    return typeof found === 'number' ? String(found) : undefined;
}
function listAt(value, path) {
    const found = (0,_yaml_positioned_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(value, path);
    return Array.isArray(found) ? found : [];
}
function recordAt(value, path) {
    const found = (0,_yaml_positioned_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(value, path);
    return isRecord(found) ? found : undefined;
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
//# sourceMappingURL=data.js.map

/***/ }),

/***/ 25679:
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

/***/ 80948:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $I: () => (/* binding */ lookup),
/* harmony export */   EB: () => (/* binding */ evaluatedValues),
/* harmony export */   T: () => (/* binding */ mergedValues)
/* harmony export */ });
/* harmony import */ var _evaluated_value_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78298);
/* harmony import */ var _memo_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48167);
/* harmony import */ var _yaml_positioned_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18486);
/* harmony import */ var _helm_set_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(25679);
/**
 * Helm's values, merged with positions: which line of which file decides a value, and which lines it overrides.
 * It serves line numbers; what a setting amounts to is asked of Helm itself.
 */




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
/** The values of a release as templates are filled with them, each with the place that it is written at. */
function evaluatedValues(layers) {
    const root = merge(layers);
    const values = root && evaluated(root);
    return values?.kind === 'map' ? values : (0,_evaluated_value_js__WEBPACK_IMPORTED_MODULE_0__/* .mapOf */ .A7)({}, { file: layers[0]?.file ?? '', line: 1 });
}
function evaluated({ origin, children, value }) {
    const at = positionOf(origin);
    if (!children) {
        const { layer, path } = origin;
        const isWritten = layer.kind === 'document' && typeof value === 'object';
        const found = (0,_evaluated_value_js__WEBPACK_IMPORTED_MODULE_0__/* .valueFrom */ .IK)(isWritten ? layer.data.at(path) : (0,_yaml_positioned_js__WEBPACK_IMPORTED_MODULE_1__/* .positionedAt */ .aN)(at.file, at.line, value));
        return found.kind === 'scalar' ? { ...found, at } : found;
    }
    const entries = [...children].filter(([, child]) => child.children || (child.value !== null && child.value !== undefined));
    return (0,_evaluated_value_js__WEBPACK_IMPORTED_MODULE_0__/* .mapOf */ .A7)(Object.fromEntries(entries.map(([key, child]) => [key, evaluated(child)])), at);
}
const merge = (0,_memo_js__WEBPACK_IMPORTED_MODULE_2__/* .oncePer */ .P)((layers) => {
    let root;
    for (const layer of layers) {
        const node = layerNode(layer, root);
        // All of these nodes are made here: with a copy of the map for each layer, many layers took minutes.
        if (node)
            root = root ? overlay(root, node, true) : node;
    }
    return root;
});
function layerNode(layer, lower) {
    if (layer.kind === 'assignment')
        return assignmentNode(layer, lower);
    if (!isRecord(layer.data.value))
        return undefined;
    const below = layer.below ?? [];
    return wrap(layer, below, [], below.length, nodeOf(layer, layer.data.value, []));
}
function assignmentNode(layer, lower) {
    const path = (0,_helm_set_js__WEBPACK_IMPORTED_MODULE_3__/* .parseSetKey */ .F)(layer.key);
    if (!path)
        return undefined;
    const listAt = path.findIndex(key => typeof key === 'number');
    const value = (0,_helm_set_js__WEBPACK_IMPORTED_MODULE_3__/* .assignedValue */ .I)(layer);
    if (listAt < 0)
        return wrap(layer, path, path, 0, nodeOf(layer, value, path));
    // An index changes one item of the list as merged so far.
    const holder = path.slice(0, listAt);
    const current = find(lower, holder);
    const list = setInside(current ? plain(current) : [], path.slice(listAt), value);
    return wrap(layer, holder, path, 0, { origin: { layer, path }, value: list });
}
/** The maps around a node that stands at `path` of the release's values. */
function wrap(layer, path, own, skip, inner) {
    let node = inner;
    for (let depth = path.length - 1; depth >= 0; depth--) {
        const origin = { layer, path: skip > 0 ? [] : own };
        node = { origin, children: new Map([[String(path[depth]), node]]) };
    }
    return node;
}
/** Deeper than any honest values file; what is below stays one value. */
const MAX_DEPTH = 100;
function nodeOf(layer, value, path) {
    const origin = { layer, path };
    if (!isRecord(value) || path.length > MAX_DEPTH)
        return { origin, value };
    const children = new Map();
    for (const [key, child] of Object.entries(value))
        children.set(key, nodeOf(layer, child, [...path, key]));
    return { origin, children };
}
/**
 * The upper node over the lower one: maps merge, anything else replaces.
 * @param mayChange the maps of the lower one may become those of the result
 */
function overlay(lower, upper, mayChange = false) {
    const shadowed = shadowing(upper.shadowed, { origin: lower.origin, older: lower.shadowed });
    if (!upper.children || !lower.children)
        return { ...upper, shadowed };
    const children = mayChange ? lower.children : new Map(lower.children);
    for (const [key, child] of upper.children) {
        const below = children.get(key);
        children.set(key, below ? overlay(below, child, mayChange) : child);
    }
    return { origin: upper.origin, shadowed, children };
}
function shadowing(nearer, older) {
    let all = older;
    for (const origin of originsOf(nearer).toReversed())
        all = { origin, older: all };
    return all;
}
function originsOf(shadowed) {
    const origins = [];
    for (let one = shadowed; one; one = one.older)
        origins.push(one.origin);
    return origins;
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
    return { origin: { layer: origin.layer, path }, value };
}
function describe(node) {
    if (!node || (!node.children && (node.value === null || node.value === undefined)))
        return undefined;
    const { layer, path } = node.origin;
    const { shadowed } = node;
    return {
        ...positionOf(node.origin),
        value: plain(node),
        layer,
        path,
        // Few ask for them, and there may be thousands.
        get shadowed() {
            return originsOf(shadowed).map(positionOf);
        },
    };
}
function positionOf({ layer, path }) {
    if (layer.kind === 'assignment')
        return layer.setAt ?? { file: layer.file, line: layer.line };
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

/***/ 78298:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A7: () => (/* binding */ mapOf),
/* harmony export */   Dx: () => (/* binding */ linesOf),
/* harmony export */   IK: () => (/* binding */ valueFrom),
/* harmony export */   L5: () => (/* binding */ unknown),
/* harmony export */   V2: () => (/* binding */ failure),
/* harmony export */   b6: () => (/* binding */ textOf),
/* harmony export */   d_: () => (/* binding */ scalar),
/* harmony export */   dc: () => (/* binding */ gapsOf),
/* harmony export */   iT: () => (/* binding */ gapOf),
/* harmony export */   kZ: () => (/* binding */ isNull)
/* harmony export */ });
/* harmony import */ var _detect_data_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77145);
/** What an expression amounts to, as far as the tree decides it, and where that is written. */

function scalar(value, at) {
    return { kind: 'scalar', value, at };
}
function mapOf(values, at) {
    const entries = Object.entries(values).map(([key, value]) => [
        key,
        { at: value.at, value },
    ]);
    return { kind: 'map', entries: new Map(entries), at };
}
function unknown(what, at) {
    return { kind: 'unknown', gap: { what, at }, at };
}
/** An error at run time, which `try` and `can` catch. */
function failure(what, at) {
    return { kind: 'unknown', gap: { what, at, fails: true }, at };
}
function isNull(value) {
    return value === undefined || (value.kind === 'scalar' && value.value === null);
}
/** The text of a scalar that the tree decides wholly; numbers and booleans as HCL writes them in a text. */
function textOf(value) {
    if (value?.kind !== 'scalar' || value.value === null || value.gaps)
        return undefined;
    return String(value.value);
}
/** Where the lines of a text are written, in the file of its place; undefined where that is not known. */
function linesOf({ lines, wholeFile }, text) {
    return lines ?? (wholeFile === undefined ? undefined : text.split('\n').map((_, index) => index + 1));
}
/** What keeps a value, or a part of a text, from being decided. */
function gapOf(value) {
    return gapsOf(value)[0];
}
/** All that keep a text or the whole of a value from being decided. */
function gapsOf(value) {
    if (value?.kind === 'unknown')
        return [value.gap];
    return value?.kind === 'scalar' ? [...(value.gaps?.values() ?? [])] : [];
}
/** Data of a YAML or JSON file as a value, with the places that it is written at. */
function valueFrom(data) {
    const at = { file: data.file, line: data.lineOf([]) };
    const { value } = data;
    if (Array.isArray(value))
        return { kind: 'list', items: value.map((_, index) => valueFrom(data.at([index]))), at };
    if ((0,_detect_data_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(value)) {
        const entries = Object.keys(value).map((key) => {
            const place = { file: data.file, line: data.lineOf([key]) };
            const inner = valueFrom(data.at([key]));
            // A scalar's line is the one that its key stands on, unless it was filled in from another file.
            const isHere = inner.kind === 'scalar' && inner.at.file === data.file;
            return [key, { at: place, value: isHere ? { ...inner, at: place } : inner }];
        });
        return { kind: 'map', entries: new Map(entries), at };
    }
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        return scalar(value, at);
    return scalar(null, at);
}
//# sourceMappingURL=value.js.map

/***/ }),

/***/ 81063:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ valueRemovedIn),
/* harmony export */   L: () => (/* binding */ chartValues)
/* harmony export */ });
/* harmony import */ var _behaviour_written_values_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7269);
/* harmony import */ var _memo_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(48167);
/** Which values a chart of one release looks at. */


/**
 * Maps that are copied to the root of the values before anything reads them, from 1.24 on; a key below them is as
 * alive as the same key at the root. Source: zzy_descope_legacy.yaml of the istiod and cni charts.
 */
const LIFTED = { istiod: 'pilot', cni: 'cni' };
const readOf = (0,_memo_js__WEBPACK_IMPORTED_MODULE_1__/* .oncePer */ .P)((_facts) => new Map());
/** Undefined where the facts hold no such chart at that release. */
function chartValues(facts, chart, version) {
    const release = facts.answering(version);
    if (release === undefined)
        return undefined;
    const cache = readOf(facts);
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
            if (component !== chart || name === container || !isRelated((0,_behaviour_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(keys), name))
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
                const value = facts.defaultAt('values', (0,_behaviour_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(path), chart, release);
                if (value !== undefined)
                    return value;
            }
            return undefined;
        },
        keysBelow(keys) {
            const above = spellings([...keys, '']).map(path => (0,_behaviour_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(path.slice(0, -1)));
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
        if (this.#above.has((0,_behaviour_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(keys)))
            return true;
        return keys.some((_, depth) => this.names.has((0,_behaviour_written_values_js__WEBPACK_IMPORTED_MODULE_0__/* .valueName */ .XJ)(keys.slice(0, depth + 1))));
    }
}
//# sourceMappingURL=chart-values.js.map

/***/ }),

/***/ 74429:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Zl: () => (/* binding */ meshFieldsBeside),
/* harmony export */   bm: () => (/* binding */ isFieldKnownAt),
/* harmony export */   e3: () => (/* binding */ fieldUnknownAt),
/* harmony export */   ec: () => (/* binding */ meshField)
/* harmony export */ });
/**
 * The deepest field that keys below `meshConfig` name or lie in, in either of the two spellings that istiod takes;
 * undefined where the first of them, or one right below a message, is none.
 */
function meshField(keys, facts) {
    const { known, rest } = walk(keys, facts);
    if (known === '' || (rest.length > 0 && namesBelow(known, facts).length > 0))
        return undefined;
    return described(known, facts);
}
/** The outermost field on the way to what keys name that a release does not know, and another one does. */
function fieldUnknownAt(keys, version, facts) {
    const parts = walk(keys, facts).known.split('.');
    const names = parts.map((_, depth) => parts.slice(0, depth + 1).join('.'));
    const name = names.find(part => part !== '' && !isFieldKnownAt(part, version, facts));
    return name === undefined ? undefined : described(name, facts);
}
function described(known, facts) {
    const history = facts.settings('meshField', known)[0]?.history ?? [];
    const since = history[0]?.from;
    const until = facts.removedIn('meshField', known, 'pilot');
    return {
        name: known,
        ...(since === undefined || since === facts.releases[0] ? {} : { since }),
        ...(until === undefined ? {} : { until }),
    };
}
/** Names beside which the first unknown key stands, for finding what a mistyped one was meant to be. */
function meshFieldsBeside(keys, version, facts) {
    const { known, rest } = walk(keys, facts);
    const names = namesBelow(known, facts).filter(name => isFieldKnownAt(known === '' ? name : `${known}.${name}`, version, facts));
    return { depth: keys.length - rest.length, names };
}
/** True where a release knows a field. */
function isFieldKnownAt(name, version, facts) {
    return facts.defaultAt('meshField', name, 'pilot', version) !== undefined;
}
/** The longest known path at the start of keys, and what is left of them. */
function walk(keys, facts) {
    let known = '';
    for (const [depth, key] of keys.entries()) {
        const name = known === '' ? camelCase(key) : `${known}.${camelCase(key)}`;
        if (facts.settings('meshField', name).length === 0)
            return { known, rest: keys.slice(depth) };
        known = name;
    }
    return { known, rest: [] };
}
/** Names of the fields right below a message; none for a scalar or a map. */
function namesBelow(above, facts) {
    const prefix = above === '' ? '' : `${above}.`;
    return facts
        .all('meshField')
        .filter(({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes('.'))
        .map(({ name }) => name.slice(prefix.length))
        .filter(name => name !== '');
}
/** Protobuf's JSON reader takes `access_log_file` for `accessLogFile`. */
function camelCase(key) {
    return key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
//# sourceMappingURL=mesh-fields.js.map

/***/ }),

/***/ 42624:
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

// EXTERNAL MODULE: ./build/src/behaviour/written-values.js
var written_values = __webpack_require__(7269);
// EXTERNAL MODULE: ./build/src/findings/chart-values.js
var chart_values = __webpack_require__(81063);
// EXTERNAL MODULE: ./node_modules/semver/index.js
var semver = __webpack_require__(62088);
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

/***/ 53800:
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
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
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
    'meshField',
    'annotation',
    'label',
    'crd',
    'crdField',
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
            if (notes === undefined) {
                const file = readJson(folder, 'notes');
                const changes = new Set(file.changes);
                notes = file.notes.map(row => readNote(row, changes));
            }
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
function readNote([name, kind, area, upgradeNotes, ...cells], changes) {
    const history = [];
    for (let index = 0; index + 1 < cells.length; index += 2) {
        history.push({ from: cells[index] ?? '', to: cells[index + 1] ?? '', default: '' });
    }
    return { note: { name, kind, area, upgradeNotes, speaksOfChange: changes.has(name) }, history };
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
var nearest = __webpack_require__(79848);
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

/***/ 79848:
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

/***/ }),

/***/ 48167:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ oncePer)
/* harmony export */ });
/** What follows from an object alone is made once, and kept for as long as the object is. */
function oncePer(make) {
    const made = new WeakMap();
    return key => {
        const known = made.get(key);
        if (known)
            return known.result;
        const result = make(key);
        made.set(key, { result });
        return result;
    };
}
//# sourceMappingURL=memo.js.map

/***/ }),

/***/ 36688:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ tooDeepAt),
/* harmony export */   g: () => (/* binding */ TOO_DEEP)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38815);
/**
 * How deep a text of YAML is nested, told before it is parsed: the parser descends once a level, and V8 ends the whole process
 * where the stack runs out while it compiles a regular expression. Such an end can't be caught.
 */

/** More than any honest file has, and few enough for everything that walks through data. */
const MAX_DEPTH = 400;
/** What opens levels at the start of a line: its indentation, and the marks of nested lists and keys. */
const DEEP_LINE = new RegExp(`^(?:[ \\t]|[-?](?=[ \\t])){${MAX_DEPTH + 1}}`, 'm');
const OPENERS = /[[{]/g;
/** The offset at which a text is nested too deep; undefined where it is not. */
function tooDeepAt(text) {
    const line = DEEP_LINE.exec(text);
    if (line)
        return line.index;
    const mayBe = (text.match(OPENERS)?.length ?? 0) > MAX_DEPTH || hasManyValues(text);
    return mayBe ? tooDeepWithin(text) : undefined;
}
const [COLON, COMMA, BREAK, OPEN, CLOSE] = [...':,\n{}'].map(char => char.charCodeAt(0));
const [OPEN_LIST, CLOSE_LIST] = [...'[]'].map(char => char.charCodeAt(0));
/**
 * Whether colons may follow each other without an end of what they are in: `a: b: c`, where each is a mapping in the one before. Quotes
 * are not looked at: a text with that many is rare, and read token by token.
 */
function hasManyValues(text) {
    let depth = 0;
    let values = 0;
    for (let index = 0; index < text.length; index++) {
        const code = text.charCodeAt(index);
        if (code === COLON) {
            if (++values > MAX_DEPTH)
                return true;
        }
        else if (code === COMMA || (code === BREAK && depth === 0))
            values = 0;
        else if (code === OPEN || code === OPEN_LIST)
            depth += 1;
        else if ((code === CLOSE || code === CLOSE_LIST) && depth > 0)
            depth -= 1;
    }
    return false;
}
/** What it says of a text that is not read for it. */
const TOO_DEEP = 'it is nested deeper than anybody reads';
/** Brackets count where they are brackets, not in texts and comments: what splits the text knows. */
function tooDeepWithin(text) {
    let depth = 0;
    let offset = 0;
    // Colons and question marks since something ended that they were in.
    let values = 0;
    for (const token of new yaml__WEBPACK_IMPORTED_MODULE_0__/* .Lexer */ .JG().lex(text)) {
        if (token === '[' || token === '{')
            depth += 1;
        else if (token === ']' || token === '}')
            depth -= 1;
        if (token === ':' || token === '?')
            values += 1;
        else if (token === ',' || token === '}' || token === ']' || (depth === 0 && token.endsWith('\n')))
            values = 0;
        if (depth > MAX_DEPTH || values > MAX_DEPTH)
            return offset;
        // The lexer's own marks (of a document, a scalar, the flow's end) stand nowhere in the text.
        if (!isMark(token))
            offset += token.length;
    }
    return undefined;
}
function isMark(token) {
    return token === '\u0002' || token === '\u0018' || token === '\u001f';
}
//# sourceMappingURL=depth.js.map

/***/ }),

/***/ 16640:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ withPlainBreaks)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38815);
/**
 * Line breaks of YAML 1.1 that YAML 1.2 has no more: a carriage return alone, NEL, LS and PS. Helm, Kubernetes, Flux, Argo
 * CD, Kustomize, Helmfile, Terraform and Ansible all read by libyaml or a port of it, to which they end a line and so a
 * comment (https://yaml.org/spec/1.1/#b-char, `is_break` of go-yaml's yamlprivateh.go).
 */

const BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/;
const BREAKS = new RegExp(BREAK, 'g');
/** Markers of documents after such a break: tools that cut a file at "\n---" first read one document, others two. */
const MARKER = /(?:\r(?!\n)|[\u0085\u2028\u2029])(?:---|\.\.\.)(?=[\s\u0085]|$)/;
/** A byte order mark where a line starts, other than the one that starts the file. */
const MARK_WITHIN = /(?:\n|^\ufeff)\ufeff/;
/** A text with "\n" for each of these breaks, every character in its place; refused where tools do not agree on it. */
function withPlainBreaks(text) {
    const mark = MARK_WITHIN.exec(text);
    if (mark) {
        const message = 'a byte order mark stands where a line starts, which is part of the first word to some tools';
        return { ok: false, offset: mark.index + mark[0].length - 1, message };
    }
    const first = BREAK.exec(text);
    if (!first)
        return { ok: true, text };
    const marker = MARKER.exec(text);
    if (marker) {
        const message = `a document starts after ${nameOf(marker[0])}, which ends a line to some tools and not to others`;
        return { ok: false, offset: marker.index, message };
    }
    const plain = replaced(text, quotesIn(text));
    // What stood in quotes when a break ended no line may stand elsewhere now.
    const left = outsideOf(quotesIn(plain), plain);
    if (left === undefined)
        return { ok: true, text: plain };
    const message = `${nameOf(plain.slice(left))} stands where it can't be told whether it ends a line`;
    return { ok: false, offset: left, message };
}
/** Quoted scalars, in which such a break is text. */
function quotesIn(text) {
    const spans = [];
    let offset = 0;
    let before = '';
    for (const token of new yaml__WEBPACK_IMPORTED_MODULE_0__/* .Lexer */ .JG().lex(text)) {
        // The lexer's own marks stand nowhere in the text; what follows a scalar's is plain, or a block.
        const isMark = token === '\u0002' || token === '\u0018' || token === SCALAR;
        if (before !== SCALAR && /^["']/.test(token))
            spans.push([offset, offset + token.length]);
        if (!isMark)
            offset += token.length;
        before = token;
    }
    return spans;
}
const SCALAR = '\u001f';
function replaced(text, quotes) {
    let plain = '';
    let end = 0;
    for (const [from, to] of quotes) {
        plain += text.slice(end, from).replace(BREAKS, '\n') + text.slice(from, to);
        end = to;
    }
    return plain + text.slice(end).replace(BREAKS, '\n');
}
function outsideOf(quotes, text) {
    let at = 0;
    for (const { index } of text.matchAll(BREAKS)) {
        while ((quotes[at]?.[1] ?? Number.POSITIVE_INFINITY) <= index)
            at += 1;
        if (!(index >= (quotes[at]?.[0] ?? Number.POSITIVE_INFINITY)))
            return index;
    }
    return undefined;
}
function nameOf(text) {
    if (text.startsWith('\r'))
        return 'a carriage return without a line feed';
    return `U+${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
//# sourceMappingURL=line-breaks.js.map

/***/ }),

/***/ 95606:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   eV: () => (/* binding */ parseDocuments),
/* harmony export */   gB: () => (/* binding */ plainYaml),
/* harmony export */   qu: () => (/* binding */ dataOf),
/* harmony export */   xV: () => (/* binding */ lineStartsOf)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38815);
/* harmony import */ var _depth_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(36688);
/* harmony import */ var _line_breaks_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(16640);
/** Texts of YAML as documents and plain data, within bounds: whatever the text, there is an answer soon. */



/** More anchors than any honest file has: past this a document is refused, not expanded. */
const MAX_ALIASES = 1000;
/**
 * Keys that are collections, within such keys: each is written out as text, on every level once more. A template that is
 * read as it stands, `{{ .Values.x }}`, has one.
 */
const MAX_KEYS_IN_KEYS = 4;
/** Every document of a text, with the errors that each has. */
function parseDocuments(text, lineCounter) {
    const offset = (0,_depth_js__WEBPACK_IMPORTED_MODULE_1__/* .tooDeepAt */ .U)(text);
    if (offset !== undefined)
        return { ok: false, refusal: { offset, message: _depth_js__WEBPACK_IMPORTED_MODULE_1__/* .TOO_DEEP */ .g } };
    const plain = (0,_line_breaks_js__WEBPACK_IMPORTED_MODULE_2__/* .withPlainBreaks */ .V)(text);
    if (!plain.ok)
        return { ok: false, refusal: plain };
    const documents = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseAllDocuments */ .hR)(plain.text, {
        ...(lineCounter ? { lineCounter } : {}),
        merge: true,
        // Kubernetes and Helm let the last of two equal keys win.
        uniqueKeys: false,
        logLevel: 'silent',
        prettyErrors: false,
    });
    // Lines are those that an editor counts.
    if (lineCounter && plain.text !== text)
        lineCounter.lineStarts = lineStartsOf(text);
    return { ok: true, documents: Array.isArray(documents) ? documents : [] };
}
function lineStartsOf(text) {
    return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
/** A document without errors as plain data. What no tool that deploys takes, and what would not come to an end, is refused. */
function dataOf(document) {
    const walked = walk(document);
    if ('message' in walked)
        return { ok: false, refusal: walked };
    try {
        return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }), targets: walked };
    }
    catch (cause) {
        return { ok: false, refusal: { offset: document.range[0], message: cause.message } };
    }
}
/**
 * The first document of a text as plain data, where nobody asks for lines.
 * @throws {Error} where it can't be read; one line says why
 */
function plainYaml(text) {
    const parsed = parseDocuments(text);
    if (!parsed.ok)
        throw new Error(parsed.refusal.message);
    const [document] = parsed.documents;
    if (!document)
        return undefined;
    const [error] = document.errors;
    if (error)
        throw new Error(error.message);
    const read = dataOf(document);
    if (!read.ok)
        throw new Error(read.refusal.message);
    return read.value;
}
/** Goes through a document in the order in which it is written, as an alias stands for the last anchor before it. */
function walk(document) {
    const anchors = new Map();
    const targets = new Map();
    const waiting = [{ node: document.contents, holders: undefined, keys: 0 }];
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
        const { node, holders, keys } = step;
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isAlias */ .Vj)(node)) {
            const target = anchors.get(node.source);
            if (target && isAmong(target, holders))
                return refusal(document, node, `the anchor ${JSON.stringify(node.source)} holds itself`);
            if (target)
                targets.set(node, target);
            continue;
        }
        const { anchor } = (node ?? {});
        if (anchor !== undefined)
            anchors.set(anchor, node);
        if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isCollection */ .P3)(node))
            continue;
        const within = { node, outer: holders };
        const parts = [];
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node)) {
            for (const { key, value } of node.items) {
                if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isCollection */ .P3)(key) && keys >= MAX_KEYS_IN_KEYS)
                    return refusal(document, key, 'keys stand in keys, deeper than anybody reads');
                parts.push({ node: key, holders: within, keys: keys + 1 }, { node: value, holders: within, keys });
            }
        }
        else {
            for (const item of node.items)
                parts.push({ node: item, holders: within, keys });
        }
        for (let part = parts.pop(); part !== undefined; part = parts.pop())
            waiting.push(part);
    }
    return targets;
}
function isAmong(target, holders) {
    for (let holder = holders; holder; holder = holder.outer)
        if (holder.node === target)
            return true;
    return false;
}
function refusal(document, { range }, message) {
    return { offset: range?.[0] ?? document.range[0], message };
}
//# sourceMappingURL=parse.js.map

/***/ }),

/***/ 18486:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Kl: () => (/* reexport */ faultOf),
  Tm: () => (/* binding */ literalLineOf),
  ww: () => (/* binding */ parseEmbedded),
  hN: () => (/* binding */ parseYaml),
  VV: () => (/* binding */ placeIn),
  aN: () => (/* binding */ positionedAt),
  GH: () => (/* binding */ startOf),
  fK: () => (/* reexport */ value_at/* valueAt */.f)
});

// EXTERNAL MODULE: ./build/src/append.js
var append = __webpack_require__(1585);
// EXTERNAL MODULE: ./build/src/yaml/depth.js
var depth = __webpack_require__(36688);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
// EXTERNAL MODULE: ./build/src/yaml/parse.js
var parse = __webpack_require__(95606);
// EXTERNAL MODULE: ./build/src/yaml/value-at.js
var value_at = __webpack_require__(83876);
;// CONCATENATED MODULE: ./build/src/yaml/nodes.js
/** YAML read with the node of every part, which is what lines are taken from: exact in all cases, and slow. */



/** What is wrong, on one line: what a reader of YAML says may be a drawing of several. */
function faultOf({ message }) {
    return message.replace(/\s+/g, ' ').trim();
}
/**
 * @param firstLine line of the file on which `text` starts
 * @param firstIndex number of its first document within the file
 */
function readNodes(file, text, firstLine, firstIndex) {
    const counter = new dist/* LineCounter */.HN();
    const documents = [];
    const errors = [];
    const lineAt = (offset) => counter.linePos(offset).line + firstLine - 1;
    const parsed = (0,parse/* parseDocuments */.eV)(text, counter);
    if (!parsed.ok) {
        const { offset, message } = parsed.refusal;
        // Nothing was parsed, so that no lines were counted.
        return { documents, errors: [{ line: firstLine + linesBefore(text, offset), message }] };
    }
    for (const [number, document] of parsed.documents.entries()) {
        const [error] = document.errors;
        if (error) {
            errors.push({ line: lineAt(error.pos[0]), message: error.message });
            continue;
        }
        if (document.contents === null)
            continue;
        const read = (0,parse/* dataOf */.qu)(document);
        if (!read.ok) {
            errors.push({ line: lineAt(read.refusal.offset), message: read.refusal.message });
            continue;
        }
        const { value, targets } = read;
        if (value === null || value === undefined)
            continue;
        const line = lineAt(document.contents.range?.[0] ?? document.range[0]);
        const data = new PositionedNode(file, value, targets, document.contents, line, lineAt);
        documents.push({ index: firstIndex + number, line, data });
    }
    return { documents, errors };
}
/**
 * The nodes of a text that holds one document, of which another reader has the value: those of what could be made of it
 * where the two disagree.
 */
function nodesOf(file, text, firstLine, value) {
    const counter = new dist/* LineCounter */.HN();
    const lineAt = (offset) => counter.linePos(offset).line + firstLine - 1;
    const parsed = (0,parse/* parseDocuments */.eV)(text, counter);
    const document = parsed.ok ? parsed.documents.findLast(({ contents }) => contents !== null) : undefined;
    if (!document)
        return undefined;
    const line = lineAt(document.contents?.range?.[0] ?? document.range[0]);
    // What has anchors is read with nodes from the beginning.
    return new PositionedNode(file, value, new Map(), document.contents, line, lineAt);
}
function linesBefore(text, offset) {
    return text.slice(0, offset).split('\n').length - 1;
}
const entries = new WeakMap();
/** Sought once for each mapping: whoever reads all keys of a long one asks for each of them. */
function entriesOf(map) {
    const known = entries.get(map);
    if (known)
        return known;
    const own = new Map();
    const merging = [];
    for (const { key, value } of map.items) {
        if (!(0,dist/* isScalar */.jn)(key))
            continue;
        own.set(String(key.value), { value: value, offset: key.range?.[0] });
        if (key.source === '<<')
            merging.push(value);
    }
    const found = { own, merging };
    entries.set(map, found);
    return found;
}
class PositionedNode {
    file;
    value;
    targets;
    node;
    line;
    lineAt;
    constructor(file, value, targets, node, line, lineAt) {
        this.file = file;
        this.value = value;
        this.targets = targets;
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
        const value = (0,value_at/* valueAt */.f)(this.value, path);
        return new PositionedNode(this.file, value, this.targets, found ? node : null, line, this.lineAt);
    }
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
            // A text that an alias stands for is written at its anchor.
            const offset = (0,dist/* isAlias */.Vj)(step.value) && (0,dist/* isScalar */.jn)(node) ? node.range?.[0] : step.offset;
            line = offset === undefined ? line : this.lineAt(offset);
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
        const { own, merging } = entriesOf(map);
        const found = own.get(key);
        if (found)
            return found;
        // A merged key stands where the anchored mapping wrote it.
        for (const value of merging) {
            const merged = this.resolve(value);
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
        return (0,dist/* isAlias */.Vj)(node) ? (this.targets.get(node) ?? null) : node;
    }
}
//# sourceMappingURL=nodes.js.map
// EXTERNAL MODULE: ./node_modules/js-yaml/dist/js-yaml.mjs
var js_yaml = __webpack_require__(33243);
// EXTERNAL MODULE: ./build/src/yaml/split.js
var split = __webpack_require__(20957);
;// CONCATENATED MODULE: ./build/src/yaml/quick.js
/**
 * YAML read for its values, some ten times as fast as with nodes. Most of what is read is looked at and laid aside; where a
 * line is asked for, the one document is read once more with its nodes.
 */




/** What plain scalars are in YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema). */
const SCALARS = [
    { pattern: /^(?:~|[Nn]ull|NULL)?$/, value: () => null },
    { pattern: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/, value: text => /^t/i.test(text) },
    { pattern: /^[-+]?[0-9]+$/, value: text => Number.parseInt(text, 10) },
    { pattern: /^0o[0-7]+$/, value: text => Number.parseInt(text.slice(2), 8) },
    { pattern: /^0x[0-9a-fA-F]+$/, value: text => Number.parseInt(text.slice(2), 16) },
    { pattern: /^[-+]?\.(?:inf|Inf|INF)$/, value: text => (text.startsWith('-') ? -Infinity : Infinity) },
    { pattern: /^\.(?:nan|NaN|NAN)$/, value: () => Number.NaN },
    {
        pattern: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
        value: text => Number.parseFloat(text),
    },
];
/** A text that is none of them begins otherwise. */
const MAY_BE_SCALAR = /^(?:[-+.0-9~]|[Nn]ull|NULL|[TtFf][rRaA]|$)/;
/** A type by a name of its own: a document that writes out a tag is none for this reader. */
const CORE = new js_yaml/* Schema */.Sj({
    implicit: [
        new js_yaml/* Type */.ZU('core', {
            kind: 'scalar',
            resolve: (text) => MAY_BE_SCALAR.test(text) && SCALARS.some(({ pattern }) => pattern.test(text)),
            construct: (text) => SCALARS.find(({ pattern }) => pattern.test(text))?.value(text),
        }),
    ],
});
/**
 * What the two readers take differently. Prose that looks alike is read carefully for nothing.
 */
const OTHERWISE = new RegExp([
    // Merge keys.
    String.raw `<<[ \t]*:`,
    // Ends of documents, and directives.
    String.raw `^(?:\.\.\.(?:\s|$)|%)`,
    // Items that are empty, or begin on the next line.
    String.raw `^[ \t]*-[ \t]*(?:#.*)?$`,
    // Line breaks of YAML 1.1, and byte order marks besides the file's own.
    String.raw `\r(?!\n)`,
    String.raw `[\u0085\u2028\u2029]|(?:\n|\ufeff)\ufeff`,
].join('|'), 'm');
/**
 * @param firstLine line of the file on which `text` starts
 * @returns undefined for a text that only the careful reader can judge: broken, with anchors, or rare in another way
 */
function readQuickly(file, text, firstLine, firstIndex) {
    if (OTHERWISE.test(text))
        return undefined;
    const roots = new Roots();
    let values;
    try {
        values = (0,js_yaml/* loadAll */.gh)(text, null, { schema: CORE, json: true, listener: roots.listener });
    }
    catch {
        return undefined;
    }
    const chunks = new Chunks(text, values.length);
    return values.flatMap((value, number) => {
        const root = roots.lines[number];
        if (value === null || value === undefined || root === undefined)
            return [];
        const line = root + firstLine;
        const read = () => {
            const chunk = chunks.around(root);
            return nodesOf(file, chunk.text, firstLine + chunk.line, value);
        };
        return [{ index: firstIndex + number, line, data: new LazilyPositioned(file, value, read, line) }];
    });
}
/** Notes on which line, from 0, the content of each document starts. */
class Roots {
    lines = [];
    #depth = 0;
    listener = (event, state) => {
        if (event === 'open') {
            if (this.#depth === 0)
                this.lines.push(state.line);
            this.#depth += 1;
            return;
        }
        this.#depth -= 1;
        if (isForCareful(state))
            throw new Error('read with nodes');
    };
}
/**
 * Anchors, since aliases may multiply without taking space and have two places; and keys that are mappings (an unquoted
 * `{{ name }}` is one to YAML) or nothing, which each reader spells in its way.
 */
function isForCareful(state) {
    if ('anchor' in state && state.anchor !== null)
        return true;
    return (state.kind === 'mapping' &&
        (Object.hasOwn(state.result, '[object Object]') || Object.hasOwn(state.result, 'null')));
}
/** The documents' texts, cut when the first is asked for. */
class Chunks {
    text;
    count;
    #cut;
    constructor(text, count) {
        this.text = text;
        this.count = count;
    }
    /** @param line from 0 */
    around(line) {
        const whole = { text: this.text, line: 0 };
        if (this.count < 2)
            return whole;
        this.#cut ??= (0,split/* splitDocuments */.Z)(this.text);
        const chunk = this.#cut.findLast(({ line: start }) => start <= line) ?? whole;
        // The cut takes the line end with it.
        return chunk === this.#cut.at(-1) ? chunk : { ...chunk, text: `${chunk.text}\n` };
    }
}
/** A value whose places are found when they are asked for. */
class LazilyPositioned {
    file;
    value;
    read;
    ownLine;
    #nodes;
    /** @param ownLine where the value itself stands, as far as that is known */
    constructor(file, value, read, ownLine) {
        this.file = file;
        this.value = value;
        this.read = read;
        this.ownLine = ownLine;
    }
    lineOf(path) {
        if (path.length === 0 && this.ownLine !== undefined)
            return this.ownLine;
        return this.nodes?.lineOf(path) ?? this.ownLine ?? 1;
    }
    endLineOf(path) {
        return this.nodes?.endLineOf(path) ?? this.lineOf([]);
    }
    at(path) {
        if (path.length === 0)
            return this;
        return new LazilyPositioned(this.file, (0,value_at/* valueAt */.f)(this.value, path), () => this.nodes?.at(path), undefined);
    }
    literalContentLine(path) {
        return this.nodes?.literalContentLine(path);
    }
    get nodes() {
        this.#nodes ??= { found: this.read() };
        return this.#nodes.found;
    }
}
//# sourceMappingURL=quick.js.map
// EXTERNAL MODULE: ./build/src/yaml/text-memo.js
var text_memo = __webpack_require__(61913);
;// CONCATENATED MODULE: ./build/src/yaml/positioned.js
/**
 * YAML (and so JSON) read with positions: for files of the repository, whose lines reach the report. Rendered manifests
 * are read elsewhere, since nobody points at their lines.
 */









/** Text whose documents are kept at most, in characters: what a large repository declares, with its CRDs. */
const MAX_KEPT_CHARACTERS = 64 * 1024 * 1024;
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
const parsedFiles = new text_memo/* TextMemo */.O(MAX_KEPT_CHARACTERS);
function readYaml(file, text, firstLine) {
    const quick = (0,depth/* tooDeepAt */.U)(text) === undefined ? readQuickly(file, text, firstLine, 0) : undefined;
    if (quick)
        return { file, documents: quick, errors: [] };
    const whole = readNodes(file, text, firstLine, 0);
    if (whole.errors.length === 0)
        return { file, ...whole };
    // A broken document can swallow its neighbours (an unclosed quote): read each one by itself.
    const documents = [];
    const errors = [];
    let index = 0;
    for (const chunk of (0,split/* splitDocuments */.Z)(text)) {
        const part = readNodes(file, chunk.text, firstLine + chunk.line, index);
        (0,append/* append */.B)(documents, part.documents);
        (0,append/* append */.B)(errors, part.errors);
        index = part.documents.reduce((next, document) => Math.max(next, document.index + 1), index + 1);
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
        at: path => positionedAt(file, line, (0,value_at/* valueAt */.f)(value, path)),
    };
}
/** Where a part is written, which may be in another file than the whole: a patch over it, say. */
function placeIn(data, path) {
    const part = data.at(path);
    if (part.file !== data.file) {
        const line = part.lineOf([]);
        return { file: part.file, line, endLine: Math.max(line, part.endLineOf([])) };
    }
    const line = data.lineOf(path);
    return { file: data.file, line, endLine: Math.max(line, data.endLineOf(path)) };
}
/** The line on which a part begins, with its file. */
function startOf(data, path = []) {
    const { file, line } = placeIn(data, path);
    return { file, line };
}
/**
 * YAML inside a string of a document (Argo CD's `helm.values: |`), positioned in the file that holds it.
 * In a literal block every line is exact; in other styles all lines are the string's own.
 */
function parseEmbedded(holder, path) {
    const text = (0,value_at/* valueAt */.f)(holder.value, path);
    if (typeof text !== 'string')
        return undefined;
    const part = holder.at(path);
    if (part.file !== holder.file)
        return parseEmbedded(part, []);
    const literalLine = literalLineOf(holder, path);
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
/** For a literal block (`|`) at the path: the line of its first line of content; undefined for anything else. */
function literalLineOf(data, path) {
    return knowsLiteralLines(data) ? data.literalContentLine(path) : undefined;
}
function knowsLiteralLines(data) {
    return 'literalContentLine' in data;
}
//# sourceMappingURL=positioned.js.map

/***/ }),

/***/ 20957:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ splitDocuments)
/* harmony export */ });
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

/***/ }),

/***/ 61913:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ TextMemo)
/* harmony export */ });
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

/***/ }),

/***/ 83876:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ valueAt)
/* harmony export */ });
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
//# sourceMappingURL=value-at.js.map

/***/ })

};

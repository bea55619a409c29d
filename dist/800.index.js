export const id = 800;
export const ids = [800];
export const modules = {

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

/***/ })

};

export const id = 0;
export const ids = [0];
export const modules = {

/***/ 30000:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkRules: () => (/* binding */ checkRules)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/src/append.js
var append = __webpack_require__(1585);
// EXTERNAL MODULE: ./build/src/assets.js
var assets = __webpack_require__(78340);
// EXTERNAL MODULE: ./build/src/knowledge/rules.js
var knowledge_rules = __webpack_require__(8373);
// EXTERNAL MODULE: ./build/src/policy/policy.js + 1 modules
var policy = __webpack_require__(23845);
// EXTERNAL MODULE: ./build/src/rules/check.js
var check = __webpack_require__(17073);
// EXTERNAL MODULE: ./build/src/analysis/ports.js
var analysis_ports = __webpack_require__(77508);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
// EXTERNAL MODULE: ./build/src/analysis/compare.js + 59 modules
var compare = __webpack_require__(85438);
// EXTERNAL MODULE: ./build/src/analysis/proposals.js + 8 modules
var proposals = __webpack_require__(97746);
// EXTERNAL MODULE: ./build/src/analysis/side.js + 29 modules
var side = __webpack_require__(6689);
// EXTERNAL MODULE: ./build/src/analysis/trials.js
var trials = __webpack_require__(42639);
// EXTERNAL MODULE: ./build/src/behaviour/behaviour.js
var behaviour = __webpack_require__(43309);
// EXTERNAL MODULE: ./build/src/behaviour/in-force.js
var in_force = __webpack_require__(15104);
// EXTERNAL MODULE: ./build/src/overrides/changes.js + 6 modules
var overrides_changes = __webpack_require__(95543);
// EXTERNAL MODULE: ./build/src/tree/candidates.js
var candidates = __webpack_require__(57518);
;// CONCATENATED MODULE: ./build/src/tree/memory.js

/** A tree of texts by path, searched by the same names and words as any other. */
function memoryTree(files) {
    return new MemoryTree(files);
}
/** A class, as the trees of repositories are: a method that is taken out of its tree fails here as it does there. */
class MemoryTree {
    files;
    name = 'memory';
    paths;
    problems = [];
    constructor(files) {
        this.files = files;
        this.paths = Object.keys(files).sort();
    }
    has(path) {
        return Object.hasOwn(this.files, path);
    }
    below(folder) {
        return folder === '' ? this.paths : this.paths.filter(path => path.startsWith(`${folder}/`));
    }
    async candidates() {
        return this.paths.filter(path => (0,candidates/* isCandidateName */.Xd)(path) && (0,candidates/* isCandidateText */.p_)(this.files[path] ?? ''));
    }
    async code() {
        return this.paths.filter(path => (0,candidates/* isCodeName */.hX)(path) && (0,candidates/* isCodeText */.N7)(this.files[path] ?? ''));
    }
    async read(path) {
        const text = this.has(path) ? this.files[path] : undefined;
        return text === undefined
            ? { ok: false, why: 'there is no such file', missing: true }
            : { ok: true, text };
    }
}
//# sourceMappingURL=memory.js.map
// EXTERNAL MODULE: ./build/src/tree/overlay.js
var overlay = __webpack_require__(41890);
// EXTERNAL MODULE: ./build/src/rules/engine.js + 6 modules
var engine = __webpack_require__(14597);
;// CONCATENATED MODULE: ./build/src/rules/examples.js
/**
 * A rule's examples as small repositories: one chart of Istio that goes from one release to another, its values, and
 * resources, taken through the whole analysis.
 */











const RESOURCES_FILE = 'config/resources.yaml';
const VALUES_FILE = 'istio/values.yaml';
/** Where the example says that its finding points, in the repository that is made of it; undefined where it does not say. */
function placeOf({ line, valuesLine, deployer = 'helm' }) {
    if (line !== undefined)
        return { file: RESOURCES_FILE, line };
    if (valuesLine === undefined)
        return undefined;
    const { file, above } = DECLARATIONS[deployer].values;
    return { file, line: valuesLine + above };
}
/** Takes an example through the analysis, with this rule alone. */
async function runExample(rule, example, ports) {
    const { comparison } = await compareExample(rule, example, ports);
    return resultOf(comparison);
}
/**
 * Takes an example through the analysis once more, with all that the rule's fixes write in its files; undefined where they
 * write nothing. Those that give up security are left out.
 */
async function runMended(rule, example, ports) {
    const { before, after, comparison, options } = await compareExample(rule, example, ports);
    const read = (0,trials/* readerOf */.T)(after);
    const proposer = { facts: ports.facts, rules: [rule], read, sharedFiles: new Set() };
    const proposed = await Promise.all(comparison.judged.map(judged => (0,proposals/* proposeForRule */.Q)(judged, proposer)));
    const changes = proposed
        .flatMap(({ candidates }) => candidates)
        .filter(({ override }) => override.kind === 'fix' && override.weakens === null)
        .flatMap(candidate => candidate.changes);
    if (changes.length === 0)
        return undefined;
    const { edits } = await (0,overrides_changes/* combineChanges */.V)(changes, read);
    const mended = await (0,side/* readSide */.wU)((0,overlay/* overlay */.L)(after.tree, edits), { versions: [], values: [] });
    return resultOf(await (0,compare/* compare */.U)(before, mended, options, { ...ports, rules: [rule] }));
}
function resultOf({ judged, problems }) {
    return { findings: judged.map(({ finding }) => finding), problems };
}
async function compareExample(rule, example, ports) {
    const { from, to } = releasesOf(rule, example, ports.facts);
    const given = { versions: [], values: [] };
    const valuesBefore = example.valuesBefore ?? example.values;
    const [before, after] = await Promise.all([
        (0,side/* readSide */.wU)(memoryTree(filesOf(rule, example, from, valuesBefore)), given),
        (0,side/* readSide */.wU)(memoryTree(filesOf(rule, example, to, example.values)), given),
    ]);
    const options = {
        scope: 'complete',
        explicit: false,
        ...(example.kubeVersion ? { kubeVersion: example.kubeVersion } : {}),
    };
    const comparison = await (0,compare/* compare */.U)(before, after, options, { ...ports, rules: [rule] });
    return { before, after, options, comparison };
}
/**
 * The releases that an example goes from and to: as it says, else from the last one without the change, on the branch
 * before, to the one that brought it.
 * @throws where no release without the change comes before
 */
function releasesOf(rule, example, facts) {
    const to = example.to ?? rule.since.at(-1) ?? '';
    if (example.from !== undefined)
        return { from: example.from, to };
    const older = facts.releases.slice(0, Math.max(facts.releases.indexOf(to), 0));
    const from = older.findLast(release => !(0,behaviour/* hasArrived */.iU)(rule, release));
    if (from === undefined)
        throw new Error(`${rule.id}: no release before ${to} is without the change`);
    return { from, to };
}
/** An example with the rule's own setting at its old value: what holds the change back. */
function withPin(rule, example) {
    const { knob } = rule;
    if (!knob || !(0,behaviour/* isSetting */.BX)(knob) || !rule.pin)
        return undefined;
    if (knob.old === '')
        return undefined;
    const values = (0,dist/* parseDocument */.Tp)(example.values || '{}');
    for (const setting of [{ ...knob, value: knob.old }, ...(rule.pin.also ?? [])]) {
        const [path] = (0,in_force/* valuesPathsOf */.WW)(setting, (0,engine/* chartOf */.I)(rule.component));
        if (!path)
            return undefined;
        values.setIn(path, setting.value);
    }
    return { ...example, name: `${example.name}, pinned`, values: String(values) };
}
function filesOf(rule, example, version, values = '') {
    const chart = (0,engine/* chartOf */.I)(rule.component);
    const deployer = example.deployer ?? 'helm';
    return {
        [RESOURCES_FILE]: example.resources,
        ...DECLARATIONS[deployer].declare(chart, version, values),
    };
}
const REPOSITORY = 'https://istio-release.storage.googleapis.com/charts';
/** The ways in which an example can be deployed. */
const DECLARATIONS = {
    helm: {
        values: { file: VALUES_FILE, above: 1 },
        declare: (chart, version, values) => ({
            'istio/Chart.yaml': [
                'apiVersion: v2',
                'name: istio',
                'version: 0.1.0',
                'dependencies:',
                `- {name: ${chart}, version: ${version}, repository: ${REPOSITORY}}`,
                '',
            ].join('\n'),
            ...(values.trim() === '' ? {} : { [VALUES_FILE]: `${chart}:\n${indented(values, 2)}` }),
        }),
    },
    argocd: {
        values: { file: VALUES_FILE, above: 1 },
        declare: (chart, version, values) => ({
            'istio/application.yaml': [
                'apiVersion: argoproj.io/v1alpha1',
                'kind: Application',
                `metadata: {name: ${chart}, namespace: argocd}`,
                'spec:',
                '  destination: {server: https://kubernetes.default.svc, namespace: istio-system}',
                '  sources:',
                `  - {repoURL: ${REPOSITORY}, chart: ${chart}, targetRevision: ${version}, helm: {valueFiles: [$tree/${VALUES_FILE}]}}`,
                '  - {repoURL: https://git.example.com/platform.git, targetRevision: main, ref: tree}',
                '',
            ].join('\n'),
            [VALUES_FILE]: `# values of ${chart}\n${values}`,
        }),
    },
    operator: {
        values: { file: 'istio/operator.yaml', above: 7 },
        declare: (_chart, version, values) => ({
            'istio/operator.yaml': [
                'apiVersion: install.istio.io/v1alpha1',
                'kind: IstioOperator',
                'metadata: {name: istio, namespace: istio-system}',
                'spec:',
                `  tag: ${version}`,
                '  profile: minimal',
                ...(values.trim() === '' ? [] : ['  values:', indented(values, 4)]),
            ].join('\n'),
        }),
    },
    flux: {
        values: { file: 'istio/release.yaml', above: 6 },
        declare: (chart, version, values) => ({
            'istio/repository.yaml': [
                'apiVersion: source.toolkit.fluxcd.io/v1',
                'kind: HelmRepository',
                'metadata: {name: istio, namespace: istio-system}',
                `spec: {url: ${REPOSITORY}}`,
                '',
            ].join('\n'),
            'istio/release.yaml': [
                'apiVersion: helm.toolkit.fluxcd.io/v2',
                'kind: HelmRelease',
                `metadata: {name: ${chart}, namespace: istio-system}`,
                'spec:',
                `  chart: {spec: {chart: ${chart}, version: ${version}, sourceRef: {kind: HelmRepository, name: istio}}}`,
                ...(values.trim() === '' ? [] : ['  values:', indented(values, 4)]),
            ].join('\n'),
        }),
    },
};
function indented(text, by) {
    return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
//# sourceMappingURL=examples.js.map
// EXTERNAL MODULE: ./build/src/rules/rule.js
var rule = __webpack_require__(11543);
;// CONCATENATED MODULE: ./build/src/rules/prove.js



/** A message shorter than this says nothing to a person. */
const LEAST_MESSAGE = 20;
/** Everything that a rule has to show. Without Helm a rule about rendered manifests can show nothing: it is left out. */
function trialsOf(rule) {
    const { exposed, possible = [], mitigated = [], safe } = rule.examples;
    const first = exposed[0] ?? possible[0];
    const pinned = first && withPin(rule, first);
    return [
        ...exposed.map(example => speaks(rule, example, 'exposed')),
        ...possible.map(example => speaks(rule, example, 'possible')),
        ...mitigated.map(example => speaks(rule, example, 'mitigated')),
        ...safe.map(example => isSilent(rule, example)),
        ...(pinned ? [isHeldBack(rule, pinned)] : []),
        ...(exposed.length > 0 && rule.fixes.some(isWritten) ? [mends(rule, exposed)] : []),
        ...(first && rule.until === undefined ? [tellsTheWayBack(rule, first)] : []),
    ];
}
/** The example's findings all have this exposure, and the first points where the example says. */
function speaks(rule, example, exposure) {
    return {
        name: `is ${exposure}: ${example.name}`,
        async run(ports) {
            const { findings, problems } = await runExample(rule, example, ports);
            const missing = blocking(problems, ports);
            if (missing.length > 0)
                return `can't be analysed: ${missing.join('; ')}`;
            const [finding] = findings;
            if (!finding || findings.some(found => found.exposure !== exposure))
                return `is ${findings.map(found => found.exposure).join(', ') || 'not spoken of'}`;
            const [at] = finding.locations;
            if ((at?.message?.length ?? 0) <= LEAST_MESSAGE)
                return `says too little: ${JSON.stringify(at?.message)}`;
            if (exposure === 'mitigated')
                return undefined;
            if (exposure === 'possible' && finding.question !== rule.question)
                return 'does not ask its question';
            return misplaced(finding, example);
        },
    };
}
/** One that names no place points at the installation. */
function misplaced({ locations }, example) {
    const [at] = locations;
    const place = placeOf(example);
    const isRight = place
        ? at?.file === place.file && at.line === place.line
        : at?.file.startsWith('istio/') === true;
    return isRight
        ? undefined
        : `points at ${at?.file}:${at?.line}, not at ${place ? `${place.file}:${place.line}` : 'the installation'}`;
}
function isSilent(rule, example) {
    return {
        name: `is safe: ${example.name}`,
        async run(ports) {
            const { findings, problems } = await runExample(rule, example, ports);
            const missing = blocking(problems, ports);
            if (missing.length > 0)
                return `can't be analysed: ${missing.join('; ')}`;
            const told = findings.filter(({ exposure }) => exposure === 'exposed' || exposure === 'possible');
            return told.length === 0
                ? undefined
                : told.map(({ exposure, locations }) => `${exposure}: ${locations[0]?.message}`).join('; ');
        },
    };
}
function isHeldBack(rule, pinned) {
    return {
        name: `is held back by its pin: ${pinned.name}`,
        async run(ports) {
            const { findings } = await runExample(rule, pinned, ports);
            const exposures = findings.map(({ exposure }) => exposure);
            return exposures.includes('mitigated') && !exposures.includes('exposed')
                ? undefined
                : `is ${exposures.join(', ') || 'not spoken of'}`;
        },
    };
}
/** What a patch can be made of, unasked. */
function isWritten(fix) {
    return fix.weakens === undefined && (0,rule/* stepsOf */.B)(fix).length > 0;
}
/** With what the fixes write, the rule has nothing left to tell; and there is an example that they write something in. */
function mends(rule, examples) {
    return {
        name: 'is mended by its fixes',
        async run(ports) {
            let written = 0;
            for (const example of examples) {
                const mended = await runMended(rule, example, ports);
                if (!mended)
                    continue;
                written++;
                const left = mended.findings.filter(({ exposure }) => exposure === 'exposed');
                if (left.length > 0)
                    return `${example.name}: still says ${left[0]?.locations[0]?.message}`;
            }
            return written > 0 ? undefined : 'no example is changed by them';
        },
    };
}
/** What is said of an upgrade must not be said of the downgrade. */
function tellsTheWayBack(rule, example) {
    return {
        name: `tells the way back as well: ${example.name}`,
        async run(ports) {
            const { from, to } = releasesOf(rule, example, ports.facts);
            const { values = '', valuesBefore = values } = example;
            const back = { ...example, from: to, to: from, values: valuesBefore, valuesBefore: values };
            const forth = await messagesOf(rule, example, ports);
            const same = (await messagesOf(rule, back, ports)).filter(message => forth.includes(message));
            return same.length === 0 ? undefined : `says the same of the way back: ${same[0]}`;
        },
    };
}
async function messagesOf(rule, example, ports) {
    const { findings } = await runExample(rule, example, ports);
    return findings.flatMap(({ exposure, locations }) => exposure === 'not-exposed' ? [] : locations.map(({ message }) => message ?? ''));
}
/** Where there is no Helm, what it would have rendered is missing, which is no fault of the rule. */
function blocking(problems, ports) {
    if (!(0,analysis_ports/* hasRenderer */.s)(ports))
        return [];
    return problems.filter(problem => problem.blocking).map(({ what, why }) => `${what}: ${why}`);
}
//# sourceMappingURL=prove.js.map
// EXTERNAL MODULE: ./build/src/session.js + 56 modules
var session = __webpack_require__(92817);
;// CONCATENATED MODULE: ./build/src/knowledge-check.js
/** The command `knowledge check`: whether rules are well formed, and hold on their own examples. */









/** Checks each file's form, then takes the examples of those that are well formed through the whole analysis. */
async function checkRules(input) {
    const read = (0,check/* createRuleReader */.Q)(JSON.parse((0,external_node_fs_.readFileSync)((0,external_node_path_.join)((0,assets.assetsFolder)(), knowledge_rules.SCHEMA_FILE), 'utf8')));
    const lines = [];
    const rules = [];
    let failed = 0;
    for (const file of input.files) {
        const found = read(file, await input.readFile(file));
        if (found.ok)
            rules.push(found.rule);
        else {
            failed += found.faults.length;
            (0,append/* append */.B)(lines, found.faults.map(({ line, message }) => `${file}:${line}: ${message}`));
        }
    }
    let held = 0;
    await (0,session/* withTools */.YP)({ ...input, policy: (0,policy/* parsePolicy */.ON)('', '') }, async (opening) => {
        const { ports, tool } = await opening.full();
        if (rules.length > 0 && tool.helm === null)
            lines.push('No Helm here: examples are judged by their values and the facts alone.');
        for (const rule of rules) {
            for (const trial of trialsOf(rule)) {
                const fault = await trial.run(ports);
                if (fault === undefined)
                    held += 1;
                else {
                    failed += 1;
                    lines.push(`${rule.id}: ${trial.name}: ${fault}`);
                }
            }
        }
    });
    lines.push(`${rules.length} of ${input.files.length} rules are well formed; ${held} trials hold, ${failed} faults.`);
    return { text: `${lines.join('\n')}\n`, ok: failed === 0 };
}
//# sourceMappingURL=knowledge-check.js.map

/***/ }),

/***/ 17073:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ createRuleReader)
/* harmony export */ });
/* unused harmony export faultsOf */
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var ajv__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(42463);
/* harmony import */ var semver__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(62088);
/* harmony import */ var _behaviour_behaviour_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(43309);
/* harmony import */ var _behaviour_in_force_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(15104);
/* harmony import */ var _mesh_views_index_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(95052);
/* harmony import */ var _overrides_fix_path_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(70294);
/* harmony import */ var _yaml_positioned_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(18486);
/* harmony import */ var _condition_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(85712);
/* harmony import */ var _engine_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(14597);
/* harmony import */ var _rule_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(11543);
/**
 * Reads rules out of YAML and checks them: their form by the published schema, then what a schema can't say. For the
 * knowledge base at build time, for an organisation's own rules when they are used.
 */











/**
 * Makes a reader of rules.
 * @param schema the content of `knowledge/schema/rule.schema.json`
 */
function createRuleReader(schema) {
    const validate = new ajv__WEBPACK_IMPORTED_MODULE_8__.Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
    return (file, text) => readRule(file, text, validate);
}
function readRule(file, text, validate) {
    const { documents, errors } = (0,_yaml_positioned_js__WEBPACK_IMPORTED_MODULE_5__/* .parseYaml */ .hN)(file, text);
    const [error] = errors;
    if (error)
        return { ok: false, faults: [{ file, line: error.line, message: error.message }] };
    const [document, second] = documents;
    if (!document || second)
        return { ok: false, faults: [{ file, line: second?.line ?? 1, message: 'a rule is one document' }] };
    const { data } = document;
    const rule = data.value;
    if (!validate(rule)) {
        const faults = (validate.errors ?? []).map(({ instancePath, message, params }) => {
            const path = pathOf(instancePath);
            const extra = detailOf(params);
            return {
                file,
                line: data.lineOf(path),
                message: `${path.join('.') || 'the rule'} ${message ?? 'is not right'}${extra}`,
            };
        });
        return { ok: false, faults };
    }
    const faults = faultsOf(rule, file).map(({ at, message }) => ({
        file,
        line: data.lineOf(at),
        message,
    }));
    return faults.length > 0 ? { ok: false, faults } : { ok: true, rule };
}
/** What the schema's own message leaves out: the key that is too much, the values that may stand there. */
function detailOf(params) {
    if ('additionalProperty' in params)
        return ` (${String(params.additionalProperty)})`;
    if (Array.isArray(params.allowedValues))
        return ` (${params.allowedValues.join(', ')})`;
    return '';
}
/** What the schema can't say: expressions compile, views, fields and places exist, releases are in order. */
function faultsOf(rule, file) {
    const faults = [];
    const fault = (at, message) => {
        faults.push({ at, message });
    };
    if (rule.id !== (0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(file).replace(/\.ya?ml$/, ''))
        fault(['id'], `the id ${rule.id} is not the file's name`);
    for (const field of ['since', 'until']) {
        const releases = rule[field] ?? [];
        if (releases.toSorted(semver__WEBPACK_IMPORTED_MODULE_1__.compare).join() !== releases.join())
            fault([field], `${field} is not in order`);
    }
    if (rule.examples.exposed.length + (rule.examples.possible ?? []).length === 0)
        fault(['examples'], 'no example that it speaks of: exposed, or possible for a rule that can only ask');
    if (rule.pin && !(rule.knob && (0,_behaviour_behaviour_js__WEBPACK_IMPORTED_MODULE_2__/* .isSetting */ .BX)(rule.knob)))
        fault(['pin'], 'a pin without a setting');
    for (const [index, setting] of (rule.pin?.also ?? []).entries()) {
        if ((0,_behaviour_in_force_js__WEBPACK_IMPORTED_MODULE_3__/* .valuesPathsOf */ .WW)(setting, (0,_engine_js__WEBPACK_IMPORTED_MODULE_7__/* .chartOf */ .I)(rule.component)).length === 0)
            fault(['pin', 'also', index], `the chart of ${rule.component} has no value that sets ${setting.name}`);
    }
    const view = _mesh_views_index_js__WEBPACK_IMPORTED_MODULE_4__/* .viewDefinitions */ .k.find(definition => definition.name === rule.each);
    if (!view) {
        fault(['each'], `there is no view ${rule.each}`);
        return faults;
    }
    if (rule.at !== undefined && !Object.hasOwn(view.places, rule.at))
        fault(['at'], `${rule.each} has no place ${rule.at}`);
    for (const [index, fix] of rule.fixes.entries()) {
        if (fix.at !== undefined && !Object.hasOwn(view.places, fix.at))
            fault(['fixes', index, 'at'], `${rule.each} has no place ${fix.at}`);
        for (const { at, step } of placedSteps(fix, index)) {
            for (const path of pathsIn(step)) {
                if (!(0,_overrides_fix_path_js__WEBPACK_IMPORTED_MODULE_9__/* .parseFixPath */ .El)(path))
                    fault(at, `${path} is no path`);
            }
        }
        if (new Set((0,_rule_js__WEBPACK_IMPORTED_MODULE_10__/* .stepsOf */ .B)(fix).map(({ values }) => values !== undefined)).size > 1)
            fault(['fixes', index, 'steps'], 'steps are all on the resource, or all in values');
    }
    const settings = new Set((rule.reads ?? []).map(({ kind, name }) => `${kind}.${name}`));
    for (const { at, source } of expressionsOf(rule)) {
        const where = at.join('.');
        const expression = (0,_condition_js__WEBPACK_IMPORTED_MODULE_6__/* .compileExpression */ .Wo)(source);
        if (!expression.ok) {
            fault(at, `${where}: ${expression.error}`);
            continue;
        }
        for (const field of (0,_condition_js__WEBPACK_IMPORTED_MODULE_6__/* .fieldsRead */ .cn)(expression.ast, 'item')) {
            if (!Object.hasOwn(view.fields, field))
                fault(at, `${where}: items of ${rule.each} have no field ${field}`);
            else if (where === 'relevant')
                fault(at, `${where}: is asked before there are items`);
        }
        for (const [, kind, setting] of source.matchAll(/\b(?:before|after)\.(env|proxyMetadata)\.(\w+)/g)) {
            if (!settings.has(`${kind}.${setting}`))
                fault(at, `${where}: reads ${kind}.${setting} without naming it in reads`);
        }
    }
    return faults;
}
function pathsIn({ set, remove, move, values }) {
    const moved = values && 'to' in values ? [values.to] : [];
    return [set?.path, remove?.path, move?.path, move?.to, values?.path, ...moved].filter(path => path !== undefined);
}
/** The steps of a fix, each with its own path in the rule. */
function placedSteps(fix, index) {
    const at = ['fixes', index];
    return (0,_rule_js__WEBPACK_IMPORTED_MODULE_10__/* .stepsOf */ .B)(fix).map((step, number) => ({ at: fix.steps ? [...at, 'steps', number] : at, step }));
}
function expressionsOf(rule) {
    const fixes = rule.fixes.flatMap((fix, index) => [
        ...(fix.when === undefined ? [] : [{ at: ['fixes', index, 'when'], source: fix.when }]),
        ...placedSteps(fix, index).flatMap(({ at, step: { set, values } }) => [
            ...(set ? [{ at: [...at, 'set', 'value'], source: set.value }] : []),
            ...(values && 'value' in values ? [{ at: [...at, 'values', 'value'], source: values.value }] : []),
        ]),
    ]);
    return [
        ...(rule.relevant === undefined ? [] : [{ at: ['relevant'], source: rule.relevant }]),
        { at: ['when'], source: rule.when },
        ...(rule.possible === undefined ? [] : [{ at: ['possible'], source: rule.possible }]),
        { at: ['message'], source: rule.message },
        ...fixes,
    ];
}
/** A JSON pointer as a path. */
function pathOf(pointer) {
    return pointer
        .split('/')
        .slice(1)
        .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
        .map(part => (/^\d+$/.test(part) ? Number(part) : part));
}
//# sourceMappingURL=check.js.map

/***/ })

};

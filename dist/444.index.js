export const id = 444;
export const ids = [444];
export const modules = {

/***/ 55444:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   loadOwnRules: () => (/* binding */ loadOwnRules)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var picomatch__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(14006);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(27406);
/* harmony import */ var _rules_check_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(17073);
/* harmony import */ var _rules_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8373);
/** An organisation's own rules: the same form as the knowledge base's, read from its tree. Loaded only where there are any. */






/** More files than this are no rules. */
const MAX_FILES = 500;
/**
 * Reads the rules that the patterns of a policy name.
 * @param tree the base: a change does not soften its own judgement
 * @param patterns globs over paths of the tree; a leading `./` is dropped
 * @param taken ids of the rules that there are already
 * @param assets the folder of assets
 * @throws {UsageError} naming file and line of the first fault, or the pattern that nothing matches
 */
async function loadOwnRules(tree, patterns, taken, assets) {
    const read = (0,_rules_check_js__WEBPACK_IMPORTED_MODULE_2__/* .createRuleReader */ .Q)(JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(assets, _rules_js__WEBPACK_IMPORTED_MODULE_3__.SCHEMA_FILE), 'utf8')));
    const rules = new Map();
    for (const path of pathsOf(tree, patterns)) {
        const content = await tree.read(path);
        if (!content.ok)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UsageError */ .e(`${path}: ${content.why}`);
        const found = read(path, content.text);
        if (!found.ok) {
            const [fault] = found.faults;
            const more = found.faults.length > 1 ? ` (and ${found.faults.length - 1} more)` : '';
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UsageError */ .e(`${path}:${fault?.line ?? 1}: ${fault?.message ?? 'is no rule'}${more}`);
        }
        const { id } = found.rule;
        if (taken.has(id) || rules.has(id))
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UsageError */ .e(`${path}:1: there is a rule ${id} already`);
        rules.set(id, found.rule);
    }
    return [...rules.values()];
}
function pathsOf(tree, patterns) {
    const paths = new Set();
    for (const pattern of patterns) {
        const matches = picomatch__WEBPACK_IMPORTED_MODULE_5__(pattern.replace(/^\.\//, ''));
        const found = tree.paths.filter(path => matches(path));
        if (found.length === 0)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UsageError */ .e(`\`rules\`: nothing in ${tree.name} matches ${pattern}`);
        for (const path of found)
            paths.add(path);
    }
    if (paths.size > MAX_FILES)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UsageError */ .e(`\`rules\` names ${paths.size} files; ${MAX_FILES} at most`);
    return [...paths].toSorted();
}
//# sourceMappingURL=own-rules.js.map

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

export const id = 224;
export const ids = [224];
export const modules = {

/***/ 224:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runCli: () => (/* binding */ runCli)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./node_modules/commander/esm.mjs
var esm = __webpack_require__(8179);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(7406);
// EXTERNAL MODULE: ./build/src/exit-code.js
var exit_code = __webpack_require__(2075);
// EXTERNAL MODULE: ./build/src/assets.js
var assets = __webpack_require__(8340);
// EXTERNAL MODULE: ./build/src/knowledge/facts.js + 5 modules
var knowledge_facts = __webpack_require__(3800);
// EXTERNAL MODULE: ./build/src/knowledge/rules.js
var knowledge_rules = __webpack_require__(8373);
// EXTERNAL MODULE: ./build/src/report/escape.js
var report_escape = __webpack_require__(6209);
;// CONCATENATED MODULE: ./build/src/report/wrap.js
/** Text for a terminal: one line in, lines of a given width out. */

/** Widths below this are not honoured. */
const NARROWEST = 40;
/**
 * Breaks text at spaces; words longer than a line (paths) stay whole. Control characters are spelt out.
 * @param indent put before every line, and part of the width
 * @param hang put after the indent on every line but the first
 */
function wrap(text, width, indent = '', hang = '') {
    const room = Math.max(width, NARROWEST);
    const lines = [];
    let line = indent;
    let empty = true;
    for (const word of (0,report_escape/* visible */.RK)(text).split(' ')) {
        if (!empty && line.length + 1 + word.length > room) {
            lines.push(line);
            line = `${indent}${hang}`;
            empty = true;
        }
        line += empty ? word : ` ${word}`;
        empty = false;
    }
    lines.push(line);
    return lines.join('\n');
}
//# sourceMappingURL=wrap.js.map
;// CONCATENATED MODULE: ./build/src/report/explain.js


const DEFAULT_WIDTH = 100;
/** One rule for reading in a terminal; ends with a line break. */
function explainRule(rule, width = DEFAULT_WIDTH) {
    const { knob, pin } = rule;
    const kinds = rule.kinds.length === 0 ? 'the installation itself' : rule.kinds.join(', ');
    return paragraphs([
        wrap(`${rule.id} (${rule.severity}): ${rule.title}`, width),
        wrap(rule.summary, width),
        wrap(`Changes ${rule.component} since Istio ${rule.since.join(', ')}. Judged on: ${kinds}.`, width),
        knob
            ? wrap(`Setting: ${knob.name} (${knob.kind}), ${spelt(knob.old)} before, ${spelt(knob.new)} after.${knob.removed === undefined ? '' : ` No longer read from Istio ${knob.removed} on.`}`, width)
            : '',
        pin ? wrap(`To keep the old behaviour for now: ${keep(rule)} ${pin.note}`, width, '', '  ') : '',
        pin?.weakens ? wrap(`That gives up security: ${pin.weakens}`, width, '', '  ') : '',
        ...rule.fixes.map(fix => wrap(`Lasting fix: ${fix.note}${fix.weakens === undefined ? '' : ` This gives up security: ${fix.weakens}`}`, width, '', '  ')),
        rule.question === '' ? '' : `Ask the cluster (reads only):\n  ${(0,report_escape/* visible */.RK)(rule.question)}`,
        rule.references.length === 0
            ? ''
            : `Sources:\n${rule.references.map(address => `  ${(0,report_escape/* visible */.RK)(address)}`).join('\n')}`,
    ]);
}
/** The history of one setting for reading in a terminal; ends with a line break. */
function explainSetting(setting, width = DEFAULT_WIDTH) {
    if (setting.histories.length === 0)
        return `${(0,report_escape/* visible */.RK)(setting.name)}: not known in any release.\n`;
    const blocks = setting.histories.map(({ component, kind, ranges }) => [wrap(`${setting.name} (${kind}), read by ${component}:`, width), ...rangeLines(ranges)].join('\n'));
    return paragraphs(blocks);
}
function rangeLines(ranges) {
    const rows = ranges.map(range => ({
        releases: range.from === range.to ? range.from : `${range.from} to ${range.to}`,
        value: spelt(range.default),
    }));
    const width = Math.max(0, ...rows.map(row => row.releases.length));
    return rows.map(row => `  ${row.releases.padEnd(width)}  ${row.value}`);
}
function keep(rule) {
    return rule.knob ? `set ${rule.knob.name} to ${spelt(rule.knob.old)}.` : '';
}
function spelt(value) {
    return value === '' ? 'not set' : (0,report_escape/* visible */.RK)(value);
}
function paragraphs(parts) {
    return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}
//# sourceMappingURL=explain.js.map
// EXTERNAL MODULE: ./build/src/findings/chart-values.js
var chart_values = __webpack_require__(1063);
// EXTERNAL MODULE: ./build/src/findings/mesh-fields.js
var mesh_fields = __webpack_require__(4429);
// EXTERNAL MODULE: ./build/src/findings/variables.js + 1 modules
var variables = __webpack_require__(2624);
// EXTERNAL MODULE: ./build/src/yaml/positioned.js + 2 modules
var positioned = __webpack_require__(5918);
;// CONCATENATED MODULE: ./build/src/knowledge/compatibility-releases.js
/** Which compatibility versions set a value of the istiod chart, and in which releases. */

const PREFIX = 'compatibility-version-';
/** `1.20 in 1.21.0 to 1.23.6`, one entry per compatibility version of istiod and unbroken run of releases. */
function compatibilityReleases(facts, path) {
    const runs = new Map();
    const open = new Map();
    for (const release of facts.releases) {
        const versions = facts
            .profiles('istiod', release)
            .filter(name => name.startsWith(PREFIX))
            .map(name => name.slice(PREFIX.length));
        const setting = versions.filter(version => (0,positioned/* valueAt */.fK)(facts.compatibilityProfile('istiod', release, version), path) !== undefined);
        for (const version of open.keys())
            if (!setting.includes(version))
                open.delete(version);
        for (const version of setting) {
            const start = open.get(version) ?? release;
            open.set(version, start);
            runs.set(`${version} ${start}`, { version, from: start, to: release });
        }
    }
    return [...runs.values()].map(({ version, from, to }) => `${version} in ${from}${from === to ? '' : ` to ${to}`}`);
}
//# sourceMappingURL=compatibility-releases.js.map
;// CONCATENATED MODULE: ./build/src/setting-history.js
/** One setting by any of its names, and what became of it, in words. */




/** Kinds that people ask for by name; the others only help to answer. */
const ASKED = [
    'env',
    'envRead',
    'values',
    'meshConfig',
    'proxyConfig',
    'crd',
    'floor',
];
const READERS = {
    pilot: 'istiod',
    proxy: 'the proxy',
    cni: 'the CNI',
    operator: 'the operator',
    istioctl: 'istioctl',
};
/** Charts that are installed today; older ones are told of only where nothing else has the name. */
const CHARTS = new Set(['base', 'istiod', 'gateway', 'cni', 'ztunnel', 'ambient']);
/**
 * The settings that a name stands for: a variable, a value of a chart (`pilot.cni.enabled`), a field of the mesh config
 * (`meshConfig.accessLogFile`), or the place where one of these is set (`pilot.env.ENABLE_AUTO_SNI`).
 */
function settingsNamed(facts, name) {
    const found = ASKED.flatMap(kind => facts.settings(kind, name));
    const home = HOMES.find(({ prefix }) => name.startsWith(prefix));
    if (found.length === 0 && home) {
        found.push(...home.kinds.flatMap(kind => facts.settings(kind, name.slice(home.prefix.length))));
    }
    if (found.length === 0)
        found.push(...facts.settings('valuesRead', name));
    const current = found.filter(({ kind, component }) => !isValue(kind) || CHARTS.has(component));
    return current.length > 0 ? current : found;
}
/** Where settings are set in the values, most specific first. */
const HOMES = [
    { prefix: 'meshConfig.defaultConfig.proxyMetadata.', kinds: ['env', 'envRead'] },
    { prefix: 'meshConfig.defaultConfig.', kinds: ['proxyConfig'] },
    { prefix: 'meshConfig.', kinds: ['meshConfig'] },
    { prefix: 'defaultConfig.', kinds: ['proxyConfig'] },
    { prefix: 'pilot.env.', kinds: ['env', 'envRead'] },
    { prefix: 'cni.env.', kinds: ['env', 'envRead'] },
    { prefix: 'env.', kinds: ['env', 'envRead'] },
];
/** One sentence or a few: when it came, how its default moved, when it went, what restores the old one. */
function historyInWords(facts, setting) {
    const { kind, name, component, history } = setting;
    const first = history[0];
    if (!first)
        return '';
    const subject = subjectOf(setting);
    const sentences = [
        first.from === facts.releases[0]
            ? `${subject} is as old as what is known here (${first.from}).`
            : `${subject} came with ${first.from}.`,
    ];
    for (const [at, range] of history.entries()) {
        const earlier = history[at - 1];
        if (earlier === undefined)
            continue;
        if (facts.releases.indexOf(range.from) > facts.releases.indexOf(earlier.to) + 1)
            sentences.push(`It was missing between ${earlier.to} and ${range.from}.`);
        if (earlier.default !== range.default)
            sentences.push(`Its default went from ${spell(earlier.default)} to ${spell(range.default)} in ${range.from}.`);
    }
    const gone = goneSince(facts, setting);
    if (gone !== undefined) {
        sentences.push(`Nothing looks at it any more from ${gone} on; setting it is without effect, and without a warning.`);
    }
    else {
        const byDefault = facts.defaultAt(kind, name, component, facts.newest);
        const hasDefault = kind !== 'valuesRead' && kind !== 'envRead' && byDefault !== undefined;
        sentences.push(`It is still looked at in ${facts.newest}${hasDefault ? `, with ${spell(byDefault)} by default` : ''}.`);
    }
    const home = VARIABLES[component];
    const restored = kind === 'env' && home ? compatibilityReleases(facts, [...home, name]) : [];
    if (restored.length > 0)
        sentences.push(`compatibilityVersion sets it: ${restored.join('; ')}.`);
    return sentences.join(' ');
}
/** Where the istiod chart sets the variables of a process. */
const VARIABLES = {
    pilot: ['pilot', 'env'],
    proxy: ['meshConfig', 'defaultConfig', 'proxyMetadata'],
};
/** The first release from which on nothing looks at a setting; undefined while something does. */
function goneSince(facts, { kind, name, component }) {
    if (kind === 'env' || kind === 'envRead') {
        return (0,variables/* isReader */.QK)(component)
            ? (0,variables/* notReadSince */._0)(facts, name, component)
            : facts.removedIn(kind, name, component);
    }
    if (!isValue(kind))
        return facts.removedIn(kind, name, component);
    const keys = name.split('.');
    const isAlive = (0,chart_values/* chartValues */.L)(facts, component, facts.newest)?.useOf(keys) !== 'no';
    return isAlive && CHARTS.has(component) ? undefined : (0,chart_values/* valueRemovedIn */.$)(facts, component, keys, facts.newest);
}
function isValue(kind) {
    return kind === 'values' || kind === 'valuesRead';
}
/** What is known of a field of the mesh config without a default of its own; undefined for any other name. */
function meshFieldInWords(facts, name) {
    const keys = name.split('.');
    const field = keys[0] === 'meshConfig' ? (0,mesh_fields/* meshField */.ec)(keys.slice(1)) : undefined;
    if (!field)
        return undefined;
    const came = field.since === undefined ? `was there before ${facts.releases[0]}` : `came with ${field.since}`;
    const went = (0,mesh_fields/* isKnownAt */.X$)(field, facts.newest)
        ? `is still known to ${facts.newest}`
        : `is gone since ${field.until}: istiod ignores it without a word`;
    return `meshConfig.${field.name} ${came} and ${went}. Its default, if any, is not written down in Istio's own code.`;
}
function subjectOf({ kind, component, name }) {
    switch (kind) {
        case 'env':
        case 'envRead':
            return `${name}, a variable of ${READERS[component] ?? component},`;
        case 'values':
        case 'valuesRead':
            return `${name}, a value of the ${component} chart,`;
        case 'meshConfig':
            return `meshConfig.${name}`;
        case 'proxyConfig':
            return `meshConfig.defaultConfig.${name}`;
        default:
            return name;
    }
}
function spell(value) {
    return value === '' ? 'nothing' : value;
}
//# sourceMappingURL=setting-history.js.map
;// CONCATENATED MODULE: ./build/src/explain.js
/** The command `explain`: one rule, or one setting's history of defaults. */








const WIDTH = 100;
/** @throws {UsageError} for a name that is neither, with the nearest that is */
function explain(name) {
    const rules = (0,knowledge_rules.loadRules)((0,assets/* assetsFolder */.w)());
    const rule = rules.find(({ id }) => id === name);
    if (rule)
        return explainRule(rule);
    const facts = (0,knowledge_facts.loadFacts)((0,external_node_path_.join)((0,assets/* assetsFolder */.w)(), 'facts'));
    const settings = settingsNamed(facts, name);
    if (settings.length > 0) {
        const table = explainSetting({
            name,
            histories: settings.map(({ component, kind, history }) => ({ component, kind, ranges: history })),
        });
        const words = [...settings.map(setting => historyInWords(facts, setting)), ...judgedBy(rules, name)];
        return `${table}\n${words.map(text => wrap(text, WIDTH)).join('\n\n')}\n`;
    }
    const field = meshFieldInWords(facts, name);
    if (field !== undefined)
        return `${wrap(field, WIDTH)}\n`;
    const near = nearestOf(facts, name);
    const known = rules.map(({ id }) => id).join(', ');
    throw new errors/* UsageError */.e(`${name} is neither a rule nor a setting that any release reads${near ? `; did you mean ${near}?` : ''} (rules: ${known})`);
}
/** The rules that judge a setting, by the last part of its name. */
function judgedBy(rules, name) {
    const about = rules.filter(({ knob }) => knob && (name === knob.name || name.endsWith(`.${knob.name}`)));
    return about.length === 0 ? [] : [`Judged by: ${about.map(({ id }) => id).join(', ')}.`];
}
function nearestOf(facts, name) {
    const kinds = name.includes('.')
        ? ['values', 'valuesRead', 'env']
        : ['env', 'values'];
    for (const kind of kinds) {
        const near = facts.nearest(kind, name);
        if (near !== undefined)
            return near;
    }
    return undefined;
}
//# sourceMappingURL=explain.js.map
;// CONCATENATED MODULE: ./build/src/knowledge-command.js
/** The command `knowledge`: what the package knows of Istio's releases, and what nobody has curated yet. */



/**
 * Adds `knowledge facts` and `knowledge coverage` to the program.
 * @param print takes the whole output of a command
 */
function addKnowledgeCommands(program, print = text => {
    process.stdout.write(text);
}) {
    const knowledge = program.command('knowledge').description('look after the knowledge base');
    knowledge
        .command('facts')
        .description('every setting with its defaults in every release')
        .addOption(formatOption())
        .action(async ({ format }) => {
        await print(await facts(format));
    });
    knowledge
        .command('coverage')
        .description('behaviour changes that neither a rule nor the ledger speaks of')
        .addOption(formatOption())
        .action(async ({ format }) => {
        await print(await coverage(format));
    });
}
/** What `knowledge facts` prints; ends with a line break. */
async function facts(format, folder = (0,assets/* assetsFolder */.w)()) {
    const [{ loadFacts, printFacts }, { factsText }] = await Promise.all([
        Promise.resolve(/* import() */).then(__webpack_require__.bind(__webpack_require__, 3800)),
        __webpack_require__.e(/* import() */ 152).then(__webpack_require__.bind(__webpack_require__, 8152)),
    ]);
    const printed = printFacts(loadFacts((0,external_node_path_.join)(folder, 'facts')));
    return format === 'json' ? `${JSON.stringify(printed)}\n` : factsText(printed);
}
/** What `knowledge coverage` prints; ends with a line break. */
async function coverage(format, folder = (0,assets/* assetsFolder */.w)()) {
    const [{ loadFacts }, { loadRules }, { loadLedger }, covered, { coverageText }] = await Promise.all([
        Promise.resolve(/* import() */).then(__webpack_require__.bind(__webpack_require__, 3800)),
        Promise.resolve(/* import() */).then(__webpack_require__.bind(__webpack_require__, 8373)),
        __webpack_require__.e(/* import() */ 173).then(__webpack_require__.bind(__webpack_require__, 5173)),
        __webpack_require__.e(/* import() */ 406).then(__webpack_require__.bind(__webpack_require__, 4406)),
        __webpack_require__.e(/* import() */ 152).then(__webpack_require__.bind(__webpack_require__, 8152)),
    ]);
    const known = loadFacts((0,external_node_path_.join)(folder, 'facts'));
    const result = covered.coverage(known, loadRules(folder), loadLedger(folder));
    return format === 'json' ? `${JSON.stringify(result, undefined, 2)}\n` : coverageText(result, known.newest);
}
function formatOption() {
    return new esm/* Option */.c$('--format <format>', 'how to print it').choices(['text', 'json']).default('text');
}
//# sourceMappingURL=knowledge-command.js.map
// EXTERNAL MODULE: ./build/src/report/json.js
var json = __webpack_require__(7912);
// EXTERNAL MODULE: ./build/src/report/markdown.js + 4 modules
var markdown = __webpack_require__(404);
// EXTERNAL MODULE: ./node_modules/picocolors/picocolors.js
var picocolors = __webpack_require__(7336);
;// CONCATENATED MODULE: ./build/src/report/pen.js
/** What text for a terminal is written with. */

const pen_DEFAULT_WIDTH = 100;
function createPen({ color = false, width = pen_DEFAULT_WIDTH }) {
    const colors = picocolors.createColors(color);
    const bySeverity = {
        critical: text => colors.bold(colors.red(text)),
        high: colors.red,
        medium: colors.yellow,
        low: colors.blue,
        info: colors.dim,
    };
    return { width, colors, severity: severity => bySeverity[severity](severity) };
}
//# sourceMappingURL=pen.js.map
// EXTERNAL MODULE: ./build/src/report/diff-view.js
var diff_view = __webpack_require__(7607);
// EXTERNAL MODULE: ./build/src/report/order.js
var order = __webpack_require__(5796);
// EXTERNAL MODULE: ./build/src/report/words.js
var words = __webpack_require__(3629);
;// CONCATENATED MODULE: ./build/src/report/text-diff.js
/** The diff of rendered manifests for a terminal: counts by effect, and the changes that carry risk. */





const MAX_VALUE = 120;
/** Changes shown for one effect; the rest is counted. */
const MAX_CHANGES = 5;
function textDiff(view, pen) {
    const { diff } = view;
    if (diff.shown === 0 && diff.hidden === 0)
        return [];
    const noise = (0,words/* noiseSentence */.iS)(view);
    return [
        pen.colors.bold(`Rendered manifests (${(0,order/* count */.U9)(diff.shown, 'change')})`),
        ...diff.effects.map(effect => effectText(effect, pen)),
        ...(noise === '' ? [] : [wrap(noise, pen.width, '  ')]),
    ];
}
function effectText({ effect, changes }, pen) {
    const shown = changes.slice(0, MAX_CHANGES);
    const lines = [...(0,order/* groupBy */.$z)(shown, change => change.resource)].flatMap(([resource, members]) => [
        `    ${(0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(resource), 200)}`,
        ...members.flatMap(change => changeLines(change, pen)),
    ]);
    const more = changes.length - shown.length;
    const rest = more > 0 ? [`    and ${(0,order/* count */.U9)(more, 'more change', 'more changes')}: --format json has them all`] : [];
    return [`  ${(0,order/* effectName */.lt)(effect)}: ${(0,order/* count */.U9)(changes.length, 'change')}`, ...lines, ...rest].join('\n');
}
function changeLines(change, { colors }) {
    const path = change.path === '' ? 'whole resource' : (0,report_escape/* visible */.RK)(change.path);
    const note = change.cause === 'version'
        ? ''
        : colors.dim(change.cause === 'values' ? '  (your values)' : '  (release and values)');
    if (change.op === 'added')
        return [`      ${colors.green(`+ ${path}${shown(change.after, change)}`)}${note}`];
    if (change.op === 'removed')
        return [`      ${colors.red(`- ${path}${shown(change.before, change)}`)}${note}`];
    return [
        `      ${colors.yellow('~')} ${path}: ${value(change.before, change)} → ${value(change.after, change)}${note}`,
    ];
}
function shown(data, change) {
    return data === undefined ? '' : `: ${value(data, change)}`;
}
function value(data, { truncated }) {
    return data === undefined ? 'nothing' : (0,report_escape/* clip */.$Q)((0,diff_view/* valueText */.Ru)(data, truncated), MAX_VALUE);
}
//# sourceMappingURL=text-diff.js.map
// EXTERNAL MODULE: ./build/src/report/snippet.js
var report_snippet = __webpack_require__(5977);
;// CONCATENATED MODULE: ./build/src/report/text-finding.js





const MAX_PLACES = 30;
const MAX_TITLE = 200;
/** `file:line  Kind/namespace/name`. */
function placeText(location) {
    const resource = location.resource === undefined ? '' : `  ${(0,report_escape/* visible */.RK)(location.resource)}`;
    return `${(0,report_escape/* visible */.RK)(location.file)}:${location.line}${resource}`;
}
function findingText(finding, pen) {
    return [
        head(finding, pen),
        places(finding, pen),
        question(finding, pen),
        ...finding.overrides.map(override => overrideText(override, pen)),
        sources(finding),
    ]
        .filter(part => part !== '')
        .join('\n\n');
}
function head(finding, pen) {
    const title = wrap(`${finding.severity}: ${(0,report_escape/* clip */.$Q)(finding.title, MAX_TITLE)} (${finding.rule})`, pen.width, '  ', '  ');
    const change = (0,words/* changeSentence */.y6)(finding).replaceAll('`', '');
    return [
        pen.colors.bold(title.replace(finding.severity, pen.severity(finding.severity))),
        ...(0,report_escape/* splitParagraphs */.Km)(finding.summary).map(part => part.quoted ? quote(part.text) : wrap(part.text, pen.width, '    ')),
        ...(change === '' ? [] : [wrap(`${change}.`, pen.width, '    ')]),
        ...(finding.upgrades.length > 0
            ? [wrap(`Through ${finding.upgrades.join(', ')}.`, pen.width, '    ')]
            : []),
    ].join('\n');
}
/** Places one under the other; what happens at the same place stands together under it. */
function places(finding, pen) {
    const shown = finding.locations.slice(0, MAX_PLACES);
    const lines = [...(0,order/* groupBy */.$z)(shown, placeText)].flatMap(([place, members]) => [
        `    ${pen.colors.cyan(place)}`,
        ...members.flatMap(({ message }) => message === undefined ? [] : [wrap(message, pen.width, '      ', '  ')]),
    ]);
    const more = finding.locations.length - shown.length;
    return [...lines, ...(more > 0 ? [`    and ${more} more places: --format json has them all`] : [])].join('\n');
}
function quote(text) {
    return text
        .split('\n')
        .map(line => `      ${line}`)
        .join('\n');
}
function question(finding, pen) {
    if (finding.question === undefined || finding.exposure !== 'possible')
        return '';
    return `    ${pen.colors.bold('To settle it')}, ask the cluster (reads only):\n      ${(0,report_escape/* visible */.RK)(finding.question)}`;
}
function overrideText(override, pen) {
    const { file, line } = override;
    const place = file === undefined ? '' : `  ${(0,report_escape/* visible */.RK)(file)}${line === undefined ? '' : `:${line}`}`;
    const note = [(0,words/* proofSentence */.U$)(override), override.note].filter(part => part !== '').join(' ');
    const weakens = override.weakens === null ? [] : [wrap(`This gives up security: ${override.weakens}`, pen.width, '    ')];
    return [
        `    ${pen.colors.bold((0,words/* overrideTitle */.tW)(override))}${place}`,
        wrap(note, pen.width, '    '),
        ...weakens,
        ...snippetLines(override, pen),
    ].join('\n');
}
function snippetLines(override, pen) {
    const snippet = (0,report_snippet/* snippetOf */.V)(override);
    if (!snippet)
        return override.patch === undefined
            ? []
            : ['    The patch is too long to read here: --format json has it.'];
    return [
        '',
        ...(0,report_escape/* visibleLines */.gB)(snippet.text)
            .trimEnd()
            .split('\n')
            .map(line => `      ${snippet.language === 'diff' ? patchLine(line, pen) : line}`),
    ];
}
function patchLine(line, { colors }) {
    if (line.startsWith('+'))
        return colors.green(line);
    return line.startsWith('-') ? colors.red(line) : line;
}
function sources(finding) {
    return finding.references.map(address => `    ${(0,report_escape/* visible */.RK)(address)}`).join('\n');
}
//# sourceMappingURL=text-finding.js.map
// EXTERNAL MODULE: ./build/src/report/view.js + 1 modules
var report_view = __webpack_require__(6873);
;// CONCATENATED MODULE: ./build/src/report/text.js







const LABEL = 12;
const MAX_LISTED = 200;
/** Renders the report for reading in a terminal; ends with a line break. */
function renderText(report, options = {}) {
    const view = (0,report_view/* viewReport */.a)(report);
    const pen = createPen(options);
    const { groups, incomplete } = view;
    const blocks = [
        headline(view, pen),
        overview(view, pen),
        ...block((0,words/* exposedHeading */.t7)(view), groups.exposed, finding => findingText(finding, pen), pen),
        ...block('What this repository can’t tell', groups.possible, finding => findingText(finding, pen), pen),
        ...block('Also changes here, below the level that fails', groups.lesser, finding => findingText(finding, pen), pen),
        ...block('Could not be analysed', incomplete.blocking, problem => problemText(problem, pen), pen),
        ...block('Held back by a setting in force', groups.mitigated, finding => brief(finding, pen), pen),
        ...block('Accepted', groups.accepted, finding => accepted(finding, pen), pen),
        ...block('Checked and not affected', groups.notExposed, finding => brief(finding, pen), pen),
        ...block('Not analysed, without weight for the verdict', incomplete.other, problem => problemText(problem, pen), pen),
        ...block('What restarts when this merges', view.restarts, restart => restartText(restart, pen), pen),
        ...textDiff(view, pen),
        pen.colors.dim(wrap((0,words/* toolLine */.py)(view), pen.width)),
        // A long report scrolls away: the answer stands where the eye is when it ends.
        headline(view, pen),
    ];
    return `${blocks.filter(part => part !== '').join('\n\n')}\n`;
}
function headline(view, pen) {
    const { subject, outcome, question } = view.headline;
    const word = view.verdict.toUpperCase();
    const ask = question === undefined ? '' : `. Ask the cluster: ${question}`;
    return `${verdictColour(view.verdict, pen)(word)}  ${(0,report_escape/* visible */.RK)(`${subject}: ${outcome}${ask}`)}`;
}
function verdictColour(verdict, { colors }) {
    if (verdict === 'fail' || verdict === 'incomplete')
        return text => colors.bold(colors.red(text));
    if (verdict === 'attention')
        return text => colors.bold(colors.yellow(text));
    return text => colors.bold(colors.green(text));
}
function overview(view, pen) {
    const { worst } = view;
    const [first] = worst?.locations ?? [];
    const missing = (0,words/* missingSentence */.UI)(view);
    const lines = [
        ...(worst
            ? [labelled('worst', `${worst.severity}: ${(0,report_escape/* clip */.$Q)(worst.title, 200)} (${worst.rule})`, pen)]
            : []),
        ...(first ? [labelled('', placeText(first), pen)] : []),
        ...(view.wayOut ? [labelled('way out', wayOutText(view.wayOut), pen)] : []),
        ...view.upgrades
            .slice(0, MAX_LISTED)
            .map((row, index) => labelled(index === 0 ? 'moves' : '', `${row.environment || '.'}: ${row.charts.join(', ')} ${(0,words/* versionStep */.dc)(row)} (${row.kind}${row.revision === '' ? '' : `, revision ${row.revision}`})`, pen)),
        ...(view.upgrades.length > 0 ? [labelled('looked at', (0,words/* changesSentence */.Vj)(view), pen)] : []),
        labelled(view.upgrades.length > 0 ? '' : 'looked at', (0,words/* scopeSentence */.i9)(view).replaceAll('`', ''), pen),
        ...(missing === '' ? [] : [labelled('missing', missing, pen)]),
        ...(view.restarts.length > 0
            ? [labelled('restarts', (0,words/* restartSentence */.xg)(view).replaceAll('`', ''), pen)]
            : []),
        ...(view.verdict === 'no-upgrade'
            ? []
            : [labelled('verdict', (0,words/* verdictSentence */.BT)(view).replaceAll('`', ''), pen)]),
    ];
    return lines.join('\n');
}
function restartText(restart, pen) {
    return wrap(`${restart.what}: ${restart.why}`, pen.width, '  ', '  ');
}
function wayOutText(override) {
    const { file, line } = override;
    const place = file === undefined ? '' : ` at ${file}${line === undefined ? '' : `:${line}`}`;
    const setting = (0,words/* settingOf */.y7)(override);
    const proven = override.verified === true ? ' (proven by rendering again)' : ' (not proven; see below)';
    return `${(0,words/* overrideTitle */.tW)(override)}${setting === '' ? '' : `: ${setting}`}${place}${proven}`;
}
function labelled(label, text, { width, colors }) {
    const body = wrap(text, width, ' '.repeat(LABEL)).slice(LABEL);
    return `  ${colors.dim(label.padEnd(LABEL - 2))}${body}`;
}
function block(title, members, write, { colors }) {
    if (members.length === 0)
        return [];
    const shown = members.slice(0, MAX_LISTED).map(write);
    const more = members.length - shown.length;
    const separator = shown.some(text => text.includes('\n\n')) ? '\n\n' : '\n';
    const rest = more > 0 ? [`  and ${more} more: --format json has them all`] : [];
    return [`${colors.bold(`${title} (${members.length})`)}\n\n${[...shown, ...rest].join(separator)}`];
}
function brief(finding, pen) {
    const until = finding.exposure === 'mitigated' && finding.removedIn !== undefined
        ? `, works until Istio ${finding.removedIn}`
        : '';
    const head = title(finding, until, pen);
    const places = finding.locations
        .slice(0, 3)
        .map(location => wrap(`${placeText(location)}${location.message === undefined ? '' : `: ${location.message}`}`, pen.width, '    ', '  '));
    return [head, ...places].join('\n');
}
function accepted(finding, pen) {
    const { accepted: acceptance } = finding;
    const until = acceptance ? `, accepted until ${acceptance.until}` : '';
    const why = acceptance
        ? [wrap(`${acceptance.file}:${acceptance.line}: ${acceptance.reason}`, pen.width, '    ')]
        : [];
    return [title(finding, until, pen), ...why].join('\n');
}
function title(finding, suffix, pen) {
    const text = wrap(`${finding.severity}: ${(0,report_escape/* clip */.$Q)(finding.title, 200)} (${finding.rule})${suffix}`, pen.width, '  ', '  ');
    return text.replace(finding.severity, pen.severity(finding.severity));
}
function problemText(problem, pen) {
    const place = problem.file === undefined
        ? ''
        : ` (${problem.file}${problem.line === undefined ? '' : `:${problem.line}`})`;
    return wrap(`${problem.what}${place}: ${problem.why}`, pen.width, '  ', '  ');
}
//# sourceMappingURL=text.js.map
;// CONCATENATED MODULE: ./build/src/report/registry.js



/** Renderers by the name that `--format` takes. */
const FORMATS = new Map([
    ['text', renderText],
    ['markdown', markdown/* renderMarkdown */.G],
    ['json', json/* renderJson */.h],
]);
//# sourceMappingURL=registry.js.map
;// CONCATENATED MODULE: ./build/src/report/output.js
/** Where a report goes: `text`, `json=report.json`. */

/** Reads `FORMAT[=FILE]`; undefined where that names no format, or an empty file. */
function parseOutput(text) {
    const [format = '', ...rest] = text.split('=');
    if (!FORMATS.has(format))
        return undefined;
    if (!text.includes('='))
        return { format };
    const file = rest.join('=');
    return file === '' ? undefined : { format, file };
}
//# sourceMappingURL=output.js.map
// EXTERNAL MODULE: ./build/src/version.js
var src_version = __webpack_require__(8009);
;// CONCATENATED MODULE: ./build/src/cli.js
/** Door: the command line. Results on standard output, progress on standard error, verdicts as exit codes. */










/** Exit codes besides the verdict's. */
const USAGE = 2;
const INTERNAL = 4;
/**
 * Runs the command line.
 * @param argv arguments without the interpreter and the script
 * @returns the exit code
 */
async function runCli(argv) {
    let code = 0;
    const program = createProgram(result => {
        code = result;
    });
    try {
        await program.parseAsync([...argv], { from: 'user' });
        return code;
    }
    catch (error) {
        if (error instanceof esm/* CommanderError */.b7) {
            if (error.exitCode === 0)
                return 0;
            complain(`${usageMessage(error)}; --help shows the options`);
            return USAGE;
        }
        if (error instanceof errors/* UsageError */.e) {
            complain(error.message);
            return USAGE;
        }
        if (error instanceof OutputError) {
            complain(error.message);
            return INTERNAL;
        }
        const trace = error instanceof Error ? error.stack : undefined;
        process.stderr.write(`istio-preflight: internal error, please report it: ${trace ?? String(error)}\n`);
        return INTERNAL;
    }
}
/** Commander's own words, without its prefix; asked for nothing, it has none. */
function usageMessage({ code, message }) {
    return code === 'commander.help'
        ? 'give a command: check, explain or knowledge'
        : message.replace(/^error: /, '');
}
/** Standard output could not be written to. */
class OutputError extends Error {
    name = 'OutputError';
}
function createProgram(exit) {
    const { version, knowledge } = (0,src_version/* packedVersion */.F)();
    const program = new esm/* Command */.uB('istio-preflight')
        .description('Tells what an Istio upgrade breaks in this repository, where, and what mends it.')
        .version(`${version} (knowledge up to Istio ${knowledge})`, '--version')
        .exitOverride()
        // What went wrong is said in one line, by whoever catches it.
        .configureOutput({ writeErr: () => { } });
    program
        .command('check')
        .description('what does this change break?')
        .option('--base <ref|dir>', 'a Git revision of --repo, or a folder (default: merge base with the default branch)')
        .option('--head <ref|dir>', 'a Git revision of --repo, or a folder (default: the working tree)')
        .option('--repo <dir>', 'the Git repository', '.')
        .option('--from <version>', 'replaces the detected versions of the base: X.Y.Z, or chart=X.Y.Z; repeatable', collect, [])
        .option('--to <version>', 'replaces the detected versions of the head: X.Y.Z, or chart=X.Y.Z; repeatable', collect, [])
        .option('--charts <source>', 'a folder, https:// Helm repository or oci:// registry to take charts from; repeatable', collect, [])
        .option('--values <file>', 'values for installations whose values are not in the tree; repeatable', collect, [])
        .option('--kube-version <version>', 'Kubernetes version to render and judge for', kubeVersion)
        .option('--config <file>', 'policy file (default: .istio-preflight.yaml of the base)')
        .option('--format <format[=file]>', 'text, markdown or json; repeatable', collectFormat, [])
        .addOption(new esm/* Option */.c$('--fail-on <level>', 'severity from which an exposed finding fails the check').choices([
        'critical',
        'high',
        'medium',
        'low',
        'never',
    ]))
        .option('--offline', 'no network at all')
        .action(async (flags) => exit(await check(flags)));
    program
        .command('explain <rule-or-setting>')
        .description("one rule, or one setting's history of defaults")
        .action(async (name) => print(explain(name)));
    addKnowledgeCommands(program, print);
    return program;
}
async function check(flags) {
    const { runCheck } = await Promise.all(/* import() */[__webpack_require__.e(489), __webpack_require__.e(580), __webpack_require__.e(338)]).then(__webpack_require__.bind(__webpack_require__, 8338));
    const report = await runCheck(flags, {
        env: process.env,
        progress: process.stderr.isTTY
            ? phase => process.stderr.write(`istio-preflight: ${phase} …\n`)
            : () => { },
        readFile: file => (0,promises_.readFile)((0,external_node_path_.resolve)(file), 'utf8'),
    });
    const outputs = flags.format.length > 0 ? flags.format : [defaultOutput()];
    for (const output of outputs)
        await write(report, output);
    return (0,exit_code/* exitCodeOf */.F)(report);
}
async function write(report, output) {
    const render = FORMATS.get(output.format);
    if (!render)
        throw new Error(`no renderer for ${output.format}`);
    const text = render(report, { color: output.file === undefined && useColor() });
    if (output.file === undefined)
        return print(text);
    try {
        await (0,promises_.writeFile)(output.file, text);
    }
    catch (error) {
        throw new errors/* UsageError */.e(`--format ${output.format}=${output.file}: can't be written: ${error.message}`);
    }
}
/** A reader that has seen enough (`| head`) is no failure, and changes no exit code. */
async function print(text) {
    const error = await new Promise(resolve => {
        // Told twice, as an event and to the callback: without a listener the event would end the process.
        process.stdout.once('error', resolve);
        process.stdout.write(text, resolve);
    });
    if (error && error.code !== 'EPIPE')
        throw new OutputError(`the results can't be written to standard output: ${error.message}`);
}
function defaultOutput() {
    return { format: process.stdout.isTTY ? 'text' : 'markdown' };
}
function useColor() {
    return process.stdout.isTTY === true && !process.env.NO_COLOR;
}
function collect(value, previous) {
    return [...previous, value];
}
function collectFormat(value, previous) {
    const parsed = parseOutput(value);
    if (!parsed)
        throw new esm/* InvalidArgumentError */.Di(`${[...FORMATS.keys()].join(', ')}, optionally with =FILE.`);
    return [...previous, parsed];
}
function kubeVersion(value) {
    if (!/^v?\d+\.\d+(\.\d+)?$/.test(value))
        throw new esm/* InvalidArgumentError */.Di('a Kubernetes version: 1.29 or 1.29.4.');
    return value.replace(/^v/, '');
}
function complain(message) {
    process.stderr.write(`istio-preflight: ${oneLine(message)}\n`);
}
/** Messages quote what they complain of: nothing in it may move the terminal's cursor. */
function oneLine(text) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    return text.replace(/\s*[\u0000-\u001f\u007f-\u009f\u2028\u2029]\s*/g, ' ').trim();
}
//# sourceMappingURL=cli.js.map

/***/ })

};

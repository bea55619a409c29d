export const id = 744;
export const ids = [744];
export const modules = {

/***/ 41744:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  explain: () => (/* binding */ explain)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/src/assets.js
var assets = __webpack_require__(78340);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
// EXTERNAL MODULE: ./build/src/findings/without-rule.js
var without_rule = __webpack_require__(27579);
// EXTERNAL MODULE: ./build/src/knowledge/facts/nearest.js
var nearest = __webpack_require__(79848);
// EXTERNAL MODULE: ./build/src/knowledge/facts.js + 5 modules
var knowledge_facts = __webpack_require__(53800);
// EXTERNAL MODULE: ./build/src/knowledge/rules.js
var knowledge_rules = __webpack_require__(8373);
// EXTERNAL MODULE: ./build/src/report/escape.js
var report_escape = __webpack_require__(96209);
// EXTERNAL MODULE: ./build/src/report/wrap.js
var wrap = __webpack_require__(60238);
;// CONCATENATED MODULE: ./build/src/report/explain.js


const DEFAULT_WIDTH = 100;
/** One rule for reading in a terminal; ends with a line break. */
function explainRule(rule, width = DEFAULT_WIDTH) {
    const { knob, pin } = rule;
    const kinds = rule.kinds.length === 0 ? 'the installation itself' : rule.kinds.join(', ');
    return paragraphs([
        (0,wrap/* wrap */.L)(`${rule.id} (${rule.severity}): ${rule.title}`, width),
        (0,wrap/* wrap */.L)(rule.summary, width),
        (0,wrap/* wrap */.L)(`Changes ${rule.component} since Istio ${rule.since.join(', ')}. Judged on: ${kinds}.`, width),
        knob
            ? (0,wrap/* wrap */.L)(`Setting: ${knob.name} (${knob.kind}), ${spelt(knob.old)} before, ${spelt(knob.new)} after.${knob.removed === undefined ? '' : ` No longer read from Istio ${knob.removed} on.`}`, width)
            : '',
        pin ? (0,wrap/* wrap */.L)(`To keep the old behaviour for now: ${keep(rule)} ${pin.note}`, width, '', '  ') : '',
        pin?.weakens ? (0,wrap/* wrap */.L)(`That gives up security: ${pin.weakens}`, width, '', '  ') : '',
        ...rule.fixes.map(fix => (0,wrap/* wrap */.L)(`Lasting fix: ${fix.note}${fix.weakens === undefined ? '' : ` This gives up security: ${fix.weakens}`}`, width, '', '  ')),
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
    const blocks = setting.histories.map(({ component, kind, ranges }) => [(0,wrap/* wrap */.L)(`${setting.name} (${kind}), read by ${component}:`, width), ...rangeLines(ranges)].join('\n'));
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
// EXTERNAL MODULE: ./build/src/append.js
var append = __webpack_require__(1585);
// EXTERNAL MODULE: ./build/src/findings/chart-values.js
var chart_values = __webpack_require__(81063);
// EXTERNAL MODULE: ./build/src/findings/mesh-fields.js
var mesh_fields = __webpack_require__(74429);
// EXTERNAL MODULE: ./build/src/findings/variables.js + 1 modules
var variables = __webpack_require__(42624);
// EXTERNAL MODULE: ./build/src/yaml/positioned.js + 2 modules
var positioned = __webpack_require__(18486);
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
    'annotation',
    'label',
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
        (0,append/* append */.B)(found, home.kinds.flatMap(kind => facts.settings(kind, name.slice(home.prefix.length))));
    }
    if (found.length === 0)
        (0,append/* append */.B)(found, facts.settings('valuesRead', name));
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
    const field = keys[0] === 'meshConfig' ? (0,mesh_fields/* meshField */.ec)(keys.slice(1), facts) : undefined;
    if (!field)
        return undefined;
    const came = field.since === undefined ? `was there before ${facts.releases[0]}` : `came with ${field.since}`;
    const went = (0,mesh_fields/* isFieldKnownAt */.bm)(field.name, facts.newest, facts)
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
        case 'annotation':
            return `the annotation ${name}`;
        case 'label':
            return `the label ${name}`;
        default:
            return name;
    }
}
function spell(value) {
    return value === '' ? 'nothing' : value;
}
//# sourceMappingURL=setting-history.js.map
;// CONCATENATED MODULE: ./build/src/explain.js
/** The command `explain`: one rule, one finding without a rule, or one setting's history of defaults. */










const WIDTH = 100;
const WHERE_DESCRIBED = 'How severe it is, and what is kept quiet: docs/settings.md.';
/** @throws {UsageError} for a name that is neither, with the nearest that is */
function explain(name) {
    const rules = (0,knowledge_rules.loadRules)((0,assets.assetsFolder)());
    const rule = rules.find(({ id }) => id === name);
    if (rule)
        return explainRule(rule);
    const withoutRule = without_rule/* findingsWithoutRule */.t.get(name);
    if (withoutRule !== undefined)
        return `${name} (found without a rule)\n\n${(0,wrap/* wrap */.L)(withoutRule, WIDTH)}\n\n${WHERE_DESCRIBED}\n`;
    const facts = (0,knowledge_facts.loadFacts)((0,external_node_path_.join)((0,assets.assetsFolder)(), 'facts'));
    const settings = settingsNamed(facts, name);
    if (settings.length > 0) {
        const table = explainSetting({
            name,
            histories: settings.map(({ component, kind, history }) => ({ component, kind, ranges: history })),
        });
        const words = [...settings.map(setting => historyInWords(facts, setting)), ...judgedBy(rules, name)];
        return `${table}\n${words.map(text => (0,wrap/* wrap */.L)(text, WIDTH)).join('\n\n')}\n`;
    }
    const field = meshFieldInWords(facts, name);
    if (field !== undefined)
        return `${(0,wrap/* wrap */.L)(field, WIDTH)}\n`;
    const near = nearestOf(facts, rules, name);
    throw new errors/* UsageError */.e(`${name} is neither a rule nor a setting that any release reads${near ? `; did you mean ${near}?` : ''} ` +
        '(`knowledge list` prints the rules, `knowledge facts` the settings)');
}
/** The rules that judge a setting, by the last part of its name. */
function judgedBy(rules, name) {
    const about = rules.filter(({ knob }) => knob && (name === knob.name || name.endsWith(`.${knob.name}`)));
    return about.length === 0 ? [] : [`Judged by: ${about.map(({ id }) => id).join(', ')}.`];
}
function nearestOf(facts, rules, name) {
    const ids = [...rules.map(({ id }) => id), ...without_rule/* findingsWithoutRule */.t.keys()];
    // Rules are named with hyphens, settings never are.
    if (name.includes('-'))
        return (0,nearest/* nearestName */.q)(name, ids);
    const kinds = name.includes('.')
        ? ['values', 'valuesRead', 'env']
        : ['env', 'values'];
    for (const kind of kinds) {
        const near = facts.nearest(kind, name);
        if (near !== undefined)
            return near;
    }
    return (0,nearest/* nearestName */.q)(name, ids);
}
//# sourceMappingURL=explain.js.map

/***/ }),

/***/ 27579:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ findingsWithoutRule)
/* harmony export */ });
/**
 * The findings that no rule is behind, each with when it is made, for `explain`. `docs/settings.md` has the same list with
 * severities; a test holds the two, and the code, together.
 */
const findingsWithoutRule = new Map([
    [
        'base-behind',
        'istiod goes to a newer minor, and the one base chart of its environment, which brings the custom resource definitions, stays on an older one.',
    ],
    [
        'cni-bin-dir',
        'The CNI chart guesses the folder of plugins on GKE, which depends on who runs Helm: the repository can’t tell.',
    ],
    [
        'compatibility-gap',
        'compatibilityVersion leaves out what the profiles beside it restore, or is set for istiod and not for the CNI.',
    ],
    [
        'crd-rejects',
        'The new release’s definition of a kind refuses a resource of this repository that the old one took.',
    ],
    [
        'dead-setting',
        'The new release no longer looks at a setting of this repository that an earlier one did look at. Setting it is without effect, and without a warning.',
    ],
    [
        'default-changed',
        'Defaults moved inside a binary, and no rule judges them. One finding a chart, as a list.',
    ],
    [
        'envoyfilter-left-behind',
        'An EnvoyFilter’s version match holds for the proxies of the old release and for none of the new one.',
    ],
    [
        'envoyfilter-triage',
        'An EnvoyFilter patches what no release promises to keep: it is listed with what it stands on and what is known to have moved under it. Only a test can tell.',
    ],
    [
        'gateway-dropped',
        'From 1.24 on istioctl takes the last list of gateways alone: one that only the profile or an earlier file names is installed no more.',
    ],
    [
        'half-bump',
        'Chart.yaml, Chart.lock, a vendored copy, an image tag, an IstioOperator or the istioctl that runs it name different releases.',
    ],
    [
        'helm-rejects-gateway-schema',
        'The gateway chart of this release ships a schema that newer versions of Helm refuse: which Helm deploys is not in the repository.',
    ],
    [
        'immutable-field',
        'The new manifests differ from the old ones in a field that Kubernetes refuses to change: the deploy stops there.',
    ],
    [
        'kubernetes-version',
        'The new release supports no Kubernetes as old as that of a cluster which is declared here; or, going back, none as new.',
    ],
    [
        'pin-dies-soon',
        'One of the next three minors no longer takes a pin, or a compatibilityVersion, that is in force here.',
    ],
    [
        'pin-not-needed',
        'A setting keeps the old behaviour, and without it nothing in this repository is exposed: all was judged once more with such settings taken out.',
    ],
    ['render-fails', 'The chart rendered before the change, and refuses the author’s own values after it.'],
    [
        'retired-source',
        'Charts or images come from one of Istio’s places at Google, which go in December 2026.',
    ],
    [
        'unknown-setting',
        'No release ever looked at this setting, and it is a near miss of one that is known, or stands where another process would read it.',
    ],
    [
        'version-skew',
        'The change leaves a gateway, ztunnel, the CNI or base at another version than the istiod of its mesh.',
    ],
]);
//# sourceMappingURL=without-rule.js.map

/***/ }),

/***/ 96209:
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
    const lines = visibleLines(text).replace(/(?<!\n)\n+$/, '');
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
    const behind = part.trimStart();
    const text = behind.trimEnd();
    const before = part.slice(0, part.length - behind.length);
    return `${before}${plain(text)}${behind.slice(text.length)}`;
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

/***/ 60238:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ wrap)
/* harmony export */ });
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(96209);
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
    for (const word of (0,_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .visible */ .RK)(text).split(' ')) {
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

/***/ })

};

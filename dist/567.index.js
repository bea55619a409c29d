export const id = 567;
export const ids = [567];
export const modules = {

/***/ 57336:
/***/ ((module) => {

let p = process || {}, argv = p.argv || [], env = p.env || {}
let isColorSupported =
	!(!!env.NO_COLOR || argv.includes("--no-color")) &&
	(!!env.FORCE_COLOR || argv.includes("--color") || p.platform === "win32" || ((p.stdout || {}).isTTY && env.TERM !== "dumb") || !!env.CI)

let formatter = (open, close, replace = open) =>
	input => {
		let string = "" + input, index = string.indexOf(close, open.length)
		return ~index ? open + replaceClose(string, close, replace, index) + close : open + string + close
	}

let replaceClose = (string, close, replace, index) => {
	let result = "", cursor = 0
	do {
		result += string.substring(cursor, index) + replace
		cursor = index + close.length
		index = string.indexOf(close, cursor)
	} while (~index)
	return result + string.substring(cursor)
}

let createColors = (enabled = isColorSupported) => {
	let f = enabled ? formatter : () => String
	return {
		isColorSupported: enabled,
		reset: f("\x1b[0m", "\x1b[0m"),
		bold: f("\x1b[1m", "\x1b[22m", "\x1b[22m\x1b[1m"),
		dim: f("\x1b[2m", "\x1b[22m", "\x1b[22m\x1b[2m"),
		italic: f("\x1b[3m", "\x1b[23m"),
		underline: f("\x1b[4m", "\x1b[24m"),
		inverse: f("\x1b[7m", "\x1b[27m"),
		hidden: f("\x1b[8m", "\x1b[28m"),
		strikethrough: f("\x1b[9m", "\x1b[29m"),

		black: f("\x1b[30m", "\x1b[39m"),
		red: f("\x1b[31m", "\x1b[39m"),
		green: f("\x1b[32m", "\x1b[39m"),
		yellow: f("\x1b[33m", "\x1b[39m"),
		blue: f("\x1b[34m", "\x1b[39m"),
		magenta: f("\x1b[35m", "\x1b[39m"),
		cyan: f("\x1b[36m", "\x1b[39m"),
		white: f("\x1b[37m", "\x1b[39m"),
		gray: f("\x1b[90m", "\x1b[39m"),

		bgBlack: f("\x1b[40m", "\x1b[49m"),
		bgRed: f("\x1b[41m", "\x1b[49m"),
		bgGreen: f("\x1b[42m", "\x1b[49m"),
		bgYellow: f("\x1b[43m", "\x1b[49m"),
		bgBlue: f("\x1b[44m", "\x1b[49m"),
		bgMagenta: f("\x1b[45m", "\x1b[49m"),
		bgCyan: f("\x1b[46m", "\x1b[49m"),
		bgWhite: f("\x1b[47m", "\x1b[49m"),

		blackBright: f("\x1b[90m", "\x1b[39m"),
		redBright: f("\x1b[91m", "\x1b[39m"),
		greenBright: f("\x1b[92m", "\x1b[39m"),
		yellowBright: f("\x1b[93m", "\x1b[39m"),
		blueBright: f("\x1b[94m", "\x1b[39m"),
		magentaBright: f("\x1b[95m", "\x1b[39m"),
		cyanBright: f("\x1b[96m", "\x1b[39m"),
		whiteBright: f("\x1b[97m", "\x1b[39m"),

		bgBlackBright: f("\x1b[100m", "\x1b[49m"),
		bgRedBright: f("\x1b[101m", "\x1b[49m"),
		bgGreenBright: f("\x1b[102m", "\x1b[49m"),
		bgYellowBright: f("\x1b[103m", "\x1b[49m"),
		bgBlueBright: f("\x1b[104m", "\x1b[49m"),
		bgMagentaBright: f("\x1b[105m", "\x1b[49m"),
		bgCyanBright: f("\x1b[106m", "\x1b[49m"),
		bgWhiteBright: f("\x1b[107m", "\x1b[49m"),
	}
}

module.exports = createColors()
module.exports.createColors = createColors


/***/ }),

/***/ 84804:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ tellAlike)
/* harmony export */ });
/* harmony import */ var _grouped_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(60315);
/** Findings that say the same of several installations, told as one: a fleet is one report, not one for each cluster. */

/** In the order of the first of each. */
function tellAlike(findings) {
    return [...(0,_grouped_js__WEBPACK_IMPORTED_MODULE_0__/* .groupBy */ .$)(findings, sameness).values()].flatMap(([first, ...others]) => first ? [{ finding: together(first, others), others }] : []);
}
function together(first, others) {
    const all = [first, ...others];
    const places = all.flatMap(({ locations }) => locations);
    return {
        ...first,
        upgrades: [...new Set(all.flatMap(({ upgrades }) => upgrades))],
        locations: [...new Map(places.map(place => [placeKey(place), place])).values()],
    };
}
function placeKey({ file, line, resource, message }) {
    return JSON.stringify([file, line, resource, message]);
}
function sameness(finding) {
    const { rule, title, summary, severity, exposure, knob, question, absent, accepted, conditions } = finding;
    const whether = conditions?.map(({ what }) => what);
    return JSON.stringify([
        rule,
        title,
        summary,
        severity,
        exposure,
        knob,
        question,
        absent,
        accepted,
        whether,
    ]);
}
//# sourceMappingURL=alike.js.map

/***/ }),

/***/ 97607:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hc: () => (/* binding */ viewDiff),
/* harmony export */   Ru: () => (/* binding */ valueText),
/* harmony export */   Ye: () => (/* binding */ mergedChanges)
/* harmony export */ });
/* unused harmony export resourceName */
/* harmony import */ var _grouped_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(60315);
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(96209);
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(95796);
/** The diff of rendered manifests, arranged for reading: by effect, riskiest first, the same change in several installations once. */



const RISKS = ['high', 'medium', 'low', 'none'];
/** A value of the diff on one line: as JSON; cut text as the text it is. */
function valueText(value, truncated) {
    return (0,_escape_js__WEBPACK_IMPORTED_MODULE_1__/* .visible */ .RK)(truncated && typeof value === 'string' ? value : JSON.stringify(value));
}
/** @param counts noise by layer as the analysis counted it, where it did */
function viewDiff(changes, counts = {}) {
    const loud = changes.filter(change => change.risk !== 'none');
    const byEffect = (0,_grouped_js__WEBPACK_IMPORTED_MODULE_2__/* .groupBy */ .$)(loud, change => change.effect);
    const effects = [...byEffect]
        .map(([effect, members]) => ({ effect, changes: mergedChanges(members) }))
        .sort((left, right) => (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .effectRank */ .mJ)(left.effect) - (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .effectRank */ .mJ)(right.effect));
    const noise = viewNoise(changes, counts);
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
/** The same change of several upgrades once; riskiest first, then by resource and path. */
function mergedChanges(changes) {
    const same = (0,_grouped_js__WEBPACK_IMPORTED_MODULE_2__/* .groupBy */ .$)(changes, change => JSON.stringify([
        change.resource,
        change.op,
        change.path,
        change.before,
        change.after,
        change.digest,
        change.cause,
        change.effect,
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
            whole: first.whole ?? {
                ...('before' in first && { before: first.before }),
                ...('after' in first && { after: first.after }),
            },
            cause: first.cause,
            effect: first.effect,
            risk: first.risk,
            ...(first.noise !== undefined && { noise: first.noise }),
            ...(first.note !== undefined && { note: first.note }),
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
function viewNoise(changes, counts) {
    const quiet = (0,_grouped_js__WEBPACK_IMPORTED_MODULE_2__/* .groupBy */ .$)(changes.filter(change => change.risk === 'none'), change => change.noise ?? 'other');
    const kinds = [...new Set([...quiet.keys(), ...Object.keys(counts)])];
    return kinds
        .map(kind => {
        const members = quiet.get(kind) ?? [];
        return { kind, count: Math.max(members.length, counts[kind] ?? 0), changes: mergedChanges(members) };
    })
        .sort((left, right) => right.count - left.count || (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .byText */ .z4)(left.kind, right.kind));
}
//# sourceMappingURL=diff-view.js.map

/***/ }),

/***/ 51224:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B9: () => (/* binding */ elsewhereSentences),
/* harmony export */   _p: () => (/* binding */ ELSEWHERE_TITLE),
/* harmony export */   o5: () => (/* binding */ groupByKinds)
/* harmony export */ });
/* harmony import */ var _grouped_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(60315);
/** What stays open only because the repository holds none of the resources that a change acts on, gathered by their kinds. */

const ELSEWHERE_TITLE = 'Depends on what is not in this repository';
/** @param findings worst first: so come the groups, and what is in them */
function groupByKinds(findings) {
    const absent = findings.filter(finding => finding.absent !== undefined);
    return [...(0,_grouped_js__WEBPACK_IMPORTED_MODULE_0__/* .groupBy */ .$)(absent, finding => finding.absent?.join(' or ') ?? '')].map(([kinds, members]) => ({
        kinds,
        findings: members,
    }));
}
/** Why they are open, and what settles all of them at once. `code` stands between backticks. */
function elsewhereSentences(scope) {
    const why = scope === 'partial'
        ? 'These changes act on kinds of which more live elsewhere, as the scope says.'
        : 'These changes act on kinds of which this repository holds none for workloads.';
    const settle = '`istio-preflight export` prints one read-only command that collects them from a cluster; given as `manifests`, they are judged like the rest.';
    const declare = scope === 'partial' ? '' : ' If there are none anywhere, `scope: complete` in the policy says so.';
    return `${why} To settle all of them at once: ${settle}${declare}`;
}
//# sourceMappingURL=elsewhere.js.map

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

/***/ 49080:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ fingerprints)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(95796);
/** What makes a finding at a place the same one in another run: not its line, which moves, nor its words, which improve. */


/**
 * A fingerprint for each place of a finding, in the order given: 32 hexadecimal digits, unique among them. Places that
 * nothing but their line tells apart are numbered from the top of the file.
 */
function fingerprints(places) {
    const same = new Map();
    const found = new Map();
    const ordered = places.toSorted((left, right) => (0,_order_js__WEBPACK_IMPORTED_MODULE_1__/* .byText */ .z4)(left.location.file, right.location.file) || left.location.line - right.location.line);
    for (const place of ordered) {
        const identity = identityOf(place);
        const number = same.get(identity) ?? 0;
        same.set(identity, number + 1);
        found.set(place, (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(`${identity}#${number}`).digest('hex').slice(0, 32));
    }
    return places.map(place => found.get(place) ?? '');
}
function identityOf({ finding, location }) {
    const { rule, knob } = finding;
    return JSON.stringify([rule, knob?.kind ?? '', knob?.name ?? '', location.file, location.resource ?? '']);
}
//# sourceMappingURL=fingerprint.js.map

/***/ }),

/***/ 56819:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  G: () => (/* binding */ renderMarkdown)
});

// EXTERNAL MODULE: ./build/src/report/alike.js
var alike = __webpack_require__(84804);
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
// EXTERNAL MODULE: ./build/src/report/elsewhere.js
var elsewhere = __webpack_require__(51224);
// EXTERNAL MODULE: ./build/src/report/escape.js
var report_escape = __webpack_require__(96209);
// EXTERNAL MODULE: ./build/src/grouped.js
var grouped = __webpack_require__(60315);
// EXTERNAL MODULE: ./build/src/report/diff-view.js
var diff_view = __webpack_require__(97607);
// EXTERNAL MODULE: ./build/src/report/order.js
var order = __webpack_require__(95796);
// EXTERNAL MODULE: ./build/src/report/snippet.js
var report_snippet = __webpack_require__(15977);
// EXTERNAL MODULE: ./build/src/report/words.js
var words = __webpack_require__(43629);
;// CONCATENATED MODULE: ./build/src/report/markdown-finding.js
/** Findings in Markdown: each as a block to read and as one line. */





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
/** Installations of a fleet whose ways out are spelt out. */
const MAX_OTHERS = 12;
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
function findingBlock(told, linkTo) {
    return `#### ${findingTitle(told.finding)}\n\n${findingBody(told, linkTo)}`;
}
/** A finding that the cluster has to answer: where and how to ask it; why, and what to do about it, folded away. */
function possibleBlock(told, linkTo) {
    const { finding } = told;
    const more = join([
        (0,report_escape/* paragraphs */.qN)((0,report_escape/* clip */.$Q)(finding.summary, MAX_TEXT)),
        changeLine(finding),
        ...waysOut(told, linkTo),
        referenceLine(finding),
    ]);
    return join([
        `#### ${findingTitle(finding)}`,
        locationList(finding.locations, linkTo),
        questionBlock(finding),
        details('What changes, and what to do if it hits you', more),
    ]);
}
/** The same under its title alone: for those that can wait. */
function foldedPossible(told, linkTo) {
    const { finding } = told;
    return details(foldedTitle(finding), join([
        locationList(finding.locations, linkTo),
        questionBlock(finding),
        (0,report_escape/* paragraphs */.qN)((0,report_escape/* clip */.$Q)(finding.summary, MAX_TEXT)),
        changeLine(finding),
        ...waysOut(told, linkTo),
        referenceLine(finding),
    ]));
}
/** What a change of behaviour is about and how to ask whether it matters, without places: for what is about nothing here. */
function placelessBody(finding) {
    return join([
        (0,report_escape/* paragraphs */.qN)((0,report_escape/* clip */.$Q)(finding.summary, MAX_TEXT)),
        changeLine(finding),
        questionBlock(finding),
        referenceLine(finding),
    ]);
}
/** A finding below the level that fails: folded under its title. */
function lesserBlock(told, linkTo) {
    return details(foldedTitle(told.finding), findingBody(told, linkTo));
}
function foldedTitle({ severity, title }) {
    return `${SEVERITY_MARKS[severity]} ${severity}: ${(0,report_escape/* html */.qy)((0,report_escape/* clip */.$Q)(title, MAX_TITLE))}`;
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
/** Where first, then why, then what to do about it. */
function findingBody(told, linkTo) {
    const { finding } = told;
    return join([
        locationList(finding.locations, linkTo),
        (0,report_escape/* paragraphs */.qN)((0,report_escape/* clip */.$Q)(finding.summary, MAX_TEXT)),
        changeLine(finding),
        ...waysOut(told, linkTo),
        referenceLine(finding),
    ]);
}
/** The ways out of the first installation; those of the others, which differ in where they are written, folded away. */
function waysOut({ finding, others }, linkTo) {
    const own = overrideBlocks(finding.overrides, linkTo);
    const rest = others.slice(0, MAX_OTHERS).flatMap(other => {
        const blocks = overrideBlocks(other.overrides, linkTo);
        return blocks.length > 0 ? [[`For ${upgradeNames(other)}:`, ...blocks].join('\n\n')] : [];
    });
    if (rest.length === 0)
        return own;
    const more = others.length - MAX_OTHERS;
    const note = more > 0 ? [`and for ${more} more, in the JSON report`] : [];
    const title = `The same for ${(0,order/* count */.U9)(others.length, 'more installation')}`;
    return [...own, details(title, [...rest, ...note].join('\n\n'))];
}
/** The lasting fix and the quickest pin; whatever else there is, and what gives up security, is folded away. */
function overrideBlocks(overrides, linkTo) {
    const harmless = overrides.filter(({ weakens }) => weakens === null);
    const shown = [
        harmless.find(({ kind, verified }) => kind === 'pin' && verified === true) ??
            harmless.find(({ kind }) => kind === 'pin'),
        harmless.find(({ kind }) => kind === 'fix'),
    ].filter(override => override !== undefined);
    const others = overrides.filter(override => !shown.includes(override)).slice(0, MAX_OVERRIDES);
    const folded = others.map(override => overrideBlock(override, linkTo)).join('\n\n');
    return [
        ...shown.map(override => overrideBlock(override, linkTo)),
        ...(others.length > 0 ? [details((0,order/* count */.U9)(others.length, 'other way', 'other ways'), folded)] : []),
    ];
}
function changeLine(finding) {
    const change = (0,words/* changeSentence */.y6)(finding);
    const upgrades = finding.upgrades.length > 0 ? `Through ${upgradeNames(finding)}.` : '';
    return [change === '' ? '' : `${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(change, MAX_TEXT))}.`, upgrades]
        .filter(part => part !== '')
        .join(' ');
}
function upgradeNames({ upgrades }) {
    const named = upgrades.slice(0, 4).map(id => (0,report_escape/* code */.aY)((0,report_escape/* clip */.$Q)(id, MAX_NAME)));
    return `${named.join(', ')}${upgrades.length > 4 ? ` and ${upgrades.length - 4} more` : ''}`;
}
/** Places one under the other; what happens at the same place stands together under it. */
function locationList(locations, linkTo) {
    const shown = locations.slice(0, MAX_PLACES);
    const together = (0,grouped/* groupBy */.$)(shown, ({ file, line, resource }) => JSON.stringify([file, line, resource]));
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
        .map(address => (0,report_escape/* link */.nf)((0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(shortAddress(address), 60)), address));
    return links.length > 0 ? `<sub>Sources: ${links.join(' · ')}</sub>` : '';
}
/** A name for an address that tells what is there: host, and for GitHub the repository, with the last part of the path. */
function shortAddress(address) {
    if (!URL.canParse(address))
        return address;
    const { hostname, pathname } = new URL(address);
    const parts = pathname.split('/').filter(part => part !== '');
    const issue = /^\/[^/]+\/([^/]+)\/(issues|pull)\/(\d+)$/.exec(pathname);
    if (hostname === 'github.com' && issue)
        return `${issue[1]} ${issue[2] === 'pull' ? 'pull' : 'issue'} ${issue[3]}`;
    return parts.length === 0 ? hostname : `${hostname} … ${decoded(parts.at(-1) ?? '')}`;
}
function decoded(part) {
    try {
        return decodeURIComponent(part);
    }
    catch {
        return part;
    }
}
function join(blocks) {
    return blocks.filter(block => block !== '').join('\n\n');
}
//# sourceMappingURL=markdown-finding.js.map
;// CONCATENATED MODULE: ./build/src/report/markdown-diff.js
/** The diff of rendered manifests in Markdown: one collapsed block per effect, in lines that GitHub colors. */







const markdown_diff_MAX_NAME = 250;
const MAX_VALUE = 200;
const MAX_NOTE = 300;
/** After everything that matters. */
const NOISE_RANK = 1_000;
/** @param rest where what is left out can be found; escaped */
function diffSections(view, rest, firstRank, showNoise) {
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
        ...diff.effects.map(effect => effectSection((0,order/* effectName */.lt)(effect.effect), effect.changes, view, rest, firstRank + 1 + (0,order/* effectRank */.mJ)(effect.effect))),
        ...(showNoise ? diff.noise : []).flatMap(({ kind, changes }) => changes.length === 0 ? [] : [effectSection(`noise, ${(0,report_escape/* html */.qy)(kind)}`, changes, view, rest, NOISE_RANK)]),
    ];
}
function effectSection(name, all, view, rest, rank) {
    const title = `${name}: ${(0,order/* count */.U9)(all.length, 'change')}`;
    const items = [...(0,grouped/* groupBy */.$)(all, change => change.resource)].map(([resource, changes]) => ({
        full: resourceLines(resource, changes, view),
        brief: `@@ ${named(resource)}: ${(0,order/* count */.U9)(changes.length, 'change')} @@`,
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
    return [`@@ ${named(resource)} @@`, ...changes.flatMap(change => changeLines(change, view))].join('\n');
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
    const meaning = change.note === undefined ? [] : [(0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(change.note), MAX_NOTE)];
    const notes = [...risk, ...cause, ...fleet, ...meaning];
    return notes.length > 0 ? `   # ${notes.join(', ')}` : '';
}
/** The beginning of a whole resource says less than its name. */
function shown(value, { path, truncated }) {
    return value === undefined || path === '' ? '' : `: ${(0,report_escape/* clip */.$Q)((0,diff_view/* valueText */.Ru)(value, truncated), MAX_VALUE)}`;
}
function named(resource) {
    return (0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(resource), markdown_diff_MAX_NAME);
}
//# sourceMappingURL=markdown-diff.js.map
;// CONCATENATED MODULE: ./build/src/report/markdown-elsewhere.js
/** What hangs on kinds that are not in the repository, in Markdown. */




const markdown_elsewhere_MAX_NAME = 250;
/** Places named for a group; its findings point at the same few versions. */
const markdown_elsewhere_MAX_PLACES = 3;
/** The changes that act on one kind: their titles, then what they are and how to ask for each, folded away. */
function elsewhereItem({ kinds, findings }, linkTo) {
    const changes = (0,order/* count */.U9)(findings.length, 'change');
    const places = (0,grouped/* groupBy */.$)(findings.flatMap(({ locations }) => locations), ({ file, line }) => `${file}:${line}`);
    const shown = [...places.values()].slice(0, markdown_elsewhere_MAX_PLACES).flatMap(([first]) => first ?? []);
    const more = places.size > shown.length ? ` and ${(0,order/* count */.U9)(places.size - shown.length, 'more place')}` : '';
    const through = shown.map(({ file, line }) => placeLink({ file, line }, linkTo)).join(', ');
    const head = `**${(0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(kinds, markdown_elsewhere_MAX_NAME))}**: ${changes} through ${through}${more}`;
    const titles = findings.map(finding => `- ${findingTitle(finding)}`).join('\n');
    const bodies = findings.map(finding => `#### ${findingTitle(finding)}\n\n${placelessBody(finding)}`);
    const summary = `What changes for ${(0,report_escape/* html */.qy)((0,report_escape/* clip */.$Q)(kinds, markdown_elsewhere_MAX_NAME))}, and how to ask the cluster`;
    return {
        full: `${head}\n\n${titles}\n\n${details(summary, bodies.join('\n\n'))}`,
        brief: `${head}\n\n${titles}`,
    };
}
//# sourceMappingURL=markdown-elsewhere.js.map
;// CONCATENATED MODULE: ./build/src/report/markdown-head.js
/** The first lines of the Markdown report: what happens, the way out, what was looked at and what is not known. */




const markdown_head_MAX_TEXT = 600;
/** Characters of the first line: what a notification and a phone show. The findings have all of it. */
const MAX_SUBJECT = 80;
const MAX_SENTENCE = 190;
/** All of it; a command that does not fit in here gets a block of its own. */
const MAX_HEADING = 200;
function heading(view) {
    const { subject, outcome, question } = view.headline;
    const what = (0,report_escape/* clip */.$Q)(subject, MAX_SUBJECT);
    const happens = clipped(outcome, MAX_SENTENCE - what.length);
    const line = `### ${words/* VERDICT_MARKS */.rE[view.verdict]} ${(0,report_escape/* plain */.pj)(what)}: ${(0,report_escape/* prose */.CS)(happens)}`;
    if (question === undefined)
        return line;
    const whole = `${line}. Ask the cluster: ${(0,report_escape/* code */.aY)(question)}`;
    if (whole.length <= MAX_HEADING)
        return whole;
    return `${line}. This command tells:\n\n${(0,report_escape/* fenced */.OF)('sh', (0,report_escape/* clip */.$Q)(question, 1_500))}`;
}
/** A sentence that is cut leaves no code open. */
function clipped(outcome, room) {
    const text = (0,report_escape/* clip */.$Q)(outcome, room);
    return (text.match(/`/g) ?? []).length % 2 === 0 ? text : text.replace(/`([^`]*)$/, '$1');
}
function shortHeading(view) {
    return `### ${words/* VERDICT_MARKS */.rE[view.verdict]} ${(0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(view.headline.subject, 80))}: ${view.verdict}`;
}
/** What the answer rests on: the worst and the way out for themselves, then what was looked at, one line each. */
function summary(view, linkTo) {
    const answer = [worstLine(view, linkTo), wayOutLine(view, linkTo)].filter(line => line !== '');
    const lines = [
        ...(view.upgrades.length > 0 ? [(0,report_escape/* plain */.pj)((0,words/* changesSentence */.Vj)(view))] : []),
        missingLine(view),
        policyLine(view),
        restartLine(view),
        (0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)((0,words/* scopeSentence */.i9)(view), markdown_head_MAX_TEXT)).replace(/^Judged:/, '**$&**'),
        assumptionLine(view),
        ...(view.verdict === 'no-upgrade'
            ? []
            : [`**Verdict:** ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)((0,words/* verdictSentence */.BT)(view), markdown_head_MAX_TEXT))}`]),
    ].filter(line => line !== '');
    const facts = lines.map(line => `- ${line}`).join('\n');
    return [...answer, facts].join('\n\n');
}
function summaryLine(view) {
    return `Verdict \`${view.verdict}\`. ${(0,report_escape/* plain */.pj)((0,words/* changesSentence */.Vj)(view))}`;
}
/** What happens there stands in the finding itself; here the place is enough, unless the place says it all. */
function worstLine(view, linkTo) {
    const { worst } = view;
    if (!worst)
        return '';
    const [first] = worst.locations;
    const more = worst.locations.length > 1 ? ` and ${(0,order/* count */.U9)(worst.locations.length - 1, 'more place')}` : '';
    const { message: _, ...place } = first ?? { file: '', line: 0 };
    const where = first ? `: ${locationText(place, linkTo)}${more}` : '';
    return `**${worst.exposure === 'exposed' ? 'Worst' : 'Worst that is not known'}:** ${findingTitle(worst)}${where}`;
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
function assumptionLine(view) {
    const what = (0,words/* assumptionSentence */.Fr)(view);
    return what === '' ? '' : `**Taken to be so:** ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(what, markdown_head_MAX_TEXT))}`;
}
function policyLine(view) {
    const what = (0,words/* policySentence */.Yi)(view);
    return what === '' ? '' : `**Policy:** ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(what, markdown_head_MAX_TEXT))}`;
}
function restartLine(view) {
    const what = (0,words/* restartSentence */.xg)(view);
    return what === '' ? '' : `**Restarts when this merges:** ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(what, markdown_head_MAX_TEXT))}`;
}
//# sourceMappingURL=markdown-head.js.map
// EXTERNAL MODULE: ./build/src/report/plan-view.js
var plan_view = __webpack_require__(72791);
;// CONCATENATED MODULE: ./build/src/report/markdown-plan.js





const markdown_plan_MAX_TEXT = 400;
const MAX_RULES = 12;
/** Where a plan was asked for, and nothing moves. */
function nothingToPlan({ verdict, upgrades }) {
    if (verdict !== 'no-upgrade' || upgrades.length > 0)
        return [];
    return [choice(1, [plan_view/* NOTHING_TO_PLAN */.sH])];
}
/**
 * @param rest where what is left out is found: a sentence, escaped
 * @param open not folded: the plan is what was asked for
 */
function planSections(plan, linkTo, { rank, rest, open }) {
    if (!plan)
        return [];
    const title = `The plan: ${(0,plan_view/* planSentence */.th)(plan)}`;
    const items = [
        { full: overview(plan, linkTo) },
        ...plan.hops.map(hop => ({
            full: hopBlock(hop, linkTo),
            brief: `**${(0,report_escape/* plain */.pj)(hop.from)} → ${(0,report_escape/* plain */.pj)(hop.to)}**: ${(0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(hop.why, markdown_plan_MAX_TEXT))}`,
        })),
    ];
    return [
        list({
            rank,
            items,
            separator: '\n\n',
            short: `_Left out here for length: the plan (${(0,order/* count */.U9)(plan.hops.length, 'hop')}); ${rest}_`,
            write: (blocks, leftOut) => {
                const body = [
                    ...blocks,
                    ...(leftOut > 0 ? [`_Left out here for length: ${leftOut} hops; ${rest}_`] : []),
                ].join('\n\n');
                return open ? `### ${(0,report_escape/* plain */.pj)(title)}\n\n${body}` : details((0,report_escape/* html */.qy)(title), body);
            },
        }),
    ];
}
function overview(plan, linkTo) {
    const rows = plan.hops.map(({ from, to, kubernetes: window, findings, mends, rollback }) => `| ${(0,report_escape/* html */.qy)(from)} → ${(0,report_escape/* html */.qy)(to)} | ${(0,report_escape/* html */.qy)((0,plan_view/* windowText */.Kn)(window))} | ${rules(findings)} | ${mends.length} | ${way(rollback.safe)} |`);
    return [
        ...(plan.hops.length > 1 ? [(0,report_escape/* fenced */.OF)('mermaid', (0,plan_view/* planDiagram */.V$)(plan))] : []),
        [
            '| Hop | Kubernetes | Bites here | Bulletins mended | Way back |',
            '| --- | --- | --- | --- | --- |',
            ...rows,
        ].join('\n'),
        ...(plan.fleet.length > 1 ? [fleet(plan.fleet)] : []),
        bullets((0,plan_view/* planPoints */.Ne)(plan), linkTo),
    ].join('\n\n');
}
function rules(findings) {
    if (findings.length === 0)
        return 'nothing known';
    const shown = findings.slice(0, MAX_RULES).map(rule => (0,report_escape/* htmlCode */.h8)(rule));
    return `${shown.join(', ')}${findings.length > MAX_RULES ? ` and ${findings.length - MAX_RULES} more` : ''}`;
}
function way(safe) {
    if (safe === null)
        return 'not known';
    return safe ? 'open' : '**blocked**';
}
function fleet(rows) {
    const lines = rows.map(row => {
        const { environment, charts, stops, kubernetes, gatewayApi, shares } = (0,plan_view/* fleetCells */.O8)(row);
        const cells = [
            String(row.wave),
            (0,report_escape/* htmlCode */.h8)((0,report_escape/* clip */.$Q)(environment, 120)),
            ...[charts, stops, kubernetes, gatewayApi, shares].map(text => (0,report_escape/* html */.qy)((0,report_escape/* clip */.$Q)(text, markdown_plan_MAX_TEXT))),
        ];
        return `| ${cells.join(' | ')} |`;
    });
    return [
        '| Wave | Environment | Charts | Stops | Kubernetes | Gateway API | Shares values with |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        ...lines,
    ].join('\n');
}
function hopBlock(hop, linkTo) {
    const { pullRequest } = hop;
    const edits = pullRequest.edits.map(edit => {
        const { from, to, file, line } = edit;
        const { chart, note } = (0,plan_view/* editWords */.uf)(edit);
        return `- ${(0,report_escape/* plain */.pj)(chart)}: ${(0,report_escape/* code */.aY)(from)} to ${(0,report_escape/* code */.aY)(to)} at ${placeLink({ file, line }, linkTo)}${note}`;
    });
    return details((0,report_escape/* html */.qy)(`${hop.from} → ${hop.to}: ${(0,report_escape/* clip */.$Q)(hop.reasons[0]?.text ?? '', markdown_plan_MAX_TEXT)}`), [
        part('Why this release', hop.reasons, linkTo),
        part('Before', hop.before, linkTo),
        part('In this order', hop.during, linkTo),
        part('Versions side by side', hop.skew, linkTo),
        part('After', hop.after, linkTo),
        part('The way back', (0,plan_view/* rollbackSentences */.zv)(hop), linkTo),
        edits.length > 0 ? `**Pull request** ${(0,report_escape/* code */.aY)(pullRequest.title)}\n\n${edits.join('\n')}` : '',
    ]
        .filter(text => text !== '')
        .join('\n\n'));
}
function part(title, statements, linkTo) {
    return statements.length === 0 ? '' : `**${title}**\n\n${bullets(statements, linkTo)}`;
}
function bullets(statements, linkTo) {
    return statements.map(statement => `- ${sourced(statement, linkTo)}`).join('\n');
}
function sourced(statement, linkTo) {
    const { text, source } = statement;
    const address = source === undefined ? undefined : (0,report_escape/* webAddress */.Dy)(source);
    const { shown, more } = (0,plan_view/* placesOf */.ek)(statement);
    const places = [
        ...shown.map(position => placeLink(position, linkTo)),
        ...(more > 0 ? [`${more} more`] : []),
    ];
    return [
        (0,report_escape/* plain */.pj)((0,report_escape/* clip */.$Q)(text, markdown_plan_MAX_TEXT)),
        ...(places.length > 0 ? [`: ${places.join(', ')}`] : []),
        ...(address === undefined ? [] : [` (<a href="${address}">source</a>)`]),
    ].join('');
}
//# sourceMappingURL=markdown-plan.js.map
// EXTERNAL MODULE: ./build/src/report/policy-view.js
var policy_view = __webpack_require__(27948);
;// CONCATENATED MODULE: ./build/src/report/progress.js
/** What became of a pull request's findings since its last push. */
/** `Since abc1234: 1 new, 2 fixed, 3 the same.`; empty where there was and is nothing. */
function progressSentence({ since, added, fixed, same }) {
    if (added.length + fixed.length + same === 0)
        return '';
    return `Since \`${since.slice(0, 7)}\`: ${added.length} new, ${fixed.length} fixed, ${same} the same.`;
}
//# sourceMappingURL=progress.js.map
// EXTERNAL MODULE: ./build/src/report/view.js + 1 modules
var report_view = __webpack_require__(26873);
;// CONCATENATED MODULE: ./build/src/report/markdown.js














const DEFAULT_MAX_LENGTH = 65_000;
const markdown_MAX_TEXT = 600;
const OPEN_ROWS = 8;
const OPEN_QUESTIONS = 4;
/**
 * Renders the comment: what matters in the first lines, then what to do, then what was looked at. Longer than
 * allowed, it leaves out the least important first and says so. Whatever the report holds, the text is inert.
 */
function renderMarkdown(report, options = {}) {
    const view = (0,report_view/* viewReport */.a)(report);
    const rest = `${(0,report_escape/* link */.nf)((0,report_escape/* plain */.pj)(options.rest ?? 'all of it is in the JSON report'), options.restUrl)}.`;
    const { progress, showNoise = false } = options;
    const page = {
        view,
        linkTo: options.link ?? (() => undefined),
        rest,
        run: runLink(options.restUrl),
        progress,
        showNoise,
        planFirst: options.planFirst === true,
    };
    const marker = options.marker === undefined ? '' : `${options.marker}\n`;
    const limit = (options.maxLength ?? DEFAULT_MAX_LENGTH) - marker.length - 1;
    return `${marker}${assemble(sections(page), limit)}\n`;
}
/** GitHub lists a run's artifacts, the report as one page among them, at this place of its page. */
function runLink(url) {
    const address = (0,report_escape/* webAddress */.Dy)(url);
    return address === undefined ? '' : ` · <a href="${address}#artifacts">this run, its summary and files</a>`;
}
/** In the order of the page; ranks say who gets room first. */
function sections(page) {
    const { view } = page;
    return [
        choice(0, [heading(view), shortHeading(view)]),
        choice(1, [summary(view, page.linkTo), summaryLine(view)]),
        ...progressed(page, 3),
        ...(page.planFirst
            ? [
                ...nothingToPlan(view),
                ...planSections(view.plan, page.linkTo, { rank: 2, rest: page.rest, open: true }),
            ]
            : []),
        ...findings(page, 2, (0,words/* exposedHeading */.t7)(view), view.groups.exposed, findingBlock),
        ...findings(page, 4, 'What this repository can’t tell', view.groups.undecided, openQuestion(view)),
        ...markdown_elsewhere(page, 5),
        ...problems(page, 3),
        ...findings(page, 5, 'Also changes here, below the level that fails', view.groups.lesser, lesserBlock),
        ...upgrades(page, 4),
        ...folded(page, 6, 'Held back by a setting in force', view.groups.mitigated, mitigatedLine, true),
        ...folded(page, 7, 'Accepted', view.groups.accepted, acceptedLine, true),
        ...policy(page, 7),
        ...folded(page, 9, 'Checked and not affected', view.groups.notExposed, checkedLine, false),
        ...restarts(page, 8),
        ...(page.planFirst
            ? []
            : planSections(view.plan, page.linkTo, { rank: 9, rest: page.rest, open: false })),
        ...diffSections(view, page.rest, 10, page.showNoise),
        choice(1, [`<sub>${(0,report_escape/* html */.qy)((0,report_escape/* clip */.$Q)((0,words/* toolLine */.py)(view), markdown_MAX_TEXT))}${page.run}</sub>`]),
    ];
}
/** The first questions that decide the check stand open; the others are folded under their titles. */
function openQuestion({ groups, failOn }) {
    const level = failOn === 'never' ? 'high' : failOn;
    const deciding = groups.undecided.filter(({ severity }) => (0,order/* atOrAbove */.kU)(severity, level));
    const open = new Set([...new Set(deciding.map(({ rule }) => rule))].slice(0, OPEN_QUESTIONS));
    return (told, linkTo) => open.has(told.finding.rule) ? possibleBlock(told, linkTo) : foldedPossible(told, linkTo);
}
function findings(page, rank, title, members, block) {
    if (members.length === 0)
        return [];
    const all = (0,alike/* tellAlike */.s)(members);
    const head = `### ${title} (${all.length})`;
    const items = all.map(told => ({
        full: block(told, page.linkTo),
        brief: findingLine(told.finding, page.linkTo),
    }));
    return [
        section(page, rank, items, '\n\n', `${(0,order/* count */.U9)(all.length, 'finding')} (${title})`, body => `${head}\n\n${body}`),
    ];
}
/** Why and how to settle it once, then each kind with what acts on it. */
function markdown_elsewhere({ view, linkTo, rest }, rank) {
    const groups = view.groups.elsewhere;
    if (groups.length === 0)
        return [];
    const total = groups.reduce((sum, { findings }) => sum + findings.length, 0);
    const title = `${elsewhere/* ELSEWHERE_TITLE */._p} (${total})`;
    const items = groups.map(group => elsewhereItem(group, linkTo));
    const why = (0,report_escape/* prose */.CS)((0,elsewhere/* elsewhereSentences */.B9)(view.scope.declared));
    return [section({ rest }, rank, items, '\n\n', title, body => `### ${title}\n\n${why}\n\n${body}`)];
}
function folded(page, rank, title, members, line, open) {
    if (members.length === 0)
        return [];
    const all = (0,alike/* tellAlike */.s)(members);
    const head = `${title} (${all.length})`;
    const items = all.map(({ finding }) => ({ full: line(finding, page.linkTo) }));
    const frame = (body) => (open ? `### ${head}\n\n${body}` : details(head, body));
    return [section(page, rank, items, '\n', `${(0,order/* count */.U9)(all.length, 'finding')} (${title})`, frame)];
}
/** New and fixed ones by name, folded under the count. */
function progressed({ progress, rest }, rank) {
    const sentence = progress ? (0,report_escape/* prose */.CS)(progressSentence(progress)) : '';
    if (!progress || sentence === '')
        return [];
    const line = (word) => (label) => ({ full: `- ${word} ${(0,report_escape/* code */.aY)((0,report_escape/* clip */.$Q)(label, 200))}` });
    const items = [...progress.added.map(line('new:')), ...progress.fixed.map(line('fixed:'))];
    if (items.length === 0)
        return [choice(rank, [sentence])];
    const note = (leftOut) => (leftOut > 0 ? `\n- and ${leftOut} more; ${rest}` : '');
    return [
        list({
            rank,
            items,
            separator: '\n',
            short: sentence,
            write: (blocks, leftOut) => details((0,report_escape/* html */.qy)(progressSentence(progress).replaceAll('`', '')), `${blocks.join('\n')}${note(leftOut)}`),
        }),
    ];
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
function policy(page, rank) {
    const found = page.view.policy ? (0,policy_view/* policyItems */.R)(page.view.policy) : [];
    if (found.length === 0)
        return [];
    const items = found.map(({ place, text }) => ({
        full: `- ${placeLink(place, page.linkTo)}: ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(text, markdown_MAX_TEXT))}`,
    }));
    return [section(page, rank, items, '\n', 'Policy', body => `### Policy\n\n${body}`)];
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
        const meanwhile = restart.meanwhile === undefined ? '' : ` Meanwhile: ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(restart.meanwhile, markdown_MAX_TEXT))}.`;
        return {
            full: `- ${restarting(restart.what, 250)}: ${(0,report_escape/* prose */.CS)((0,report_escape/* clip */.$Q)(restart.why, markdown_MAX_TEXT))}${where}.${meanwhile}`,
        };
    });
    const title = `What restarts when this merges (${members.length})`;
    return [section(page, rank, items, '\n', title, body => details(title, body))];
}
function mitigatedLine(finding, linkTo) {
    const until = finding.removedIn === undefined ? '' : `; works until Istio ${(0,report_escape/* plain */.pj)(finding.removedIn)}`;
    const places = finding.locations.slice(0, 3).map(location => locationText(location, linkTo));
    const more = finding.locations.length - places.length;
    const rest = more > 0 ? ` and ${(0,order/* count */.U9)(more, 'more place')}` : '';
    return `- ${findingTitle(finding)}${places.length > 0 ? `: ${places.join('; ')}${rest}` : ''}${until}`;
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

/***/ 84658:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ marksOf)
/* harmony export */ });
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(95796);
/* harmony import */ var _words_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(43629);


/** All marks, worst first. What was accepted, is held back, or was checked and is fine has none. */
function marksOf(report) {
    const findings = report.findings
        .filter(finding => finding.accepted === null && levelOf(finding, report) !== undefined)
        .toSorted((left, right) => rank(left, report) - rank(right, report) ||
        _order_js__WEBPACK_IMPORTED_MODULE_0__/* .SEVERITIES */ .oC.indexOf(left.severity) - _order_js__WEBPACK_IMPORTED_MODULE_0__/* .SEVERITIES */ .oC.indexOf(right.severity) ||
        (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .byText */ .z4)(left.rule, right.rule));
    const marks = [...problemMarks(report), ...findings.flatMap(finding => findingMarks(finding, report))];
    return marks.toSorted((left, right) => LEVELS.indexOf(left.level) - LEVELS.indexOf(right.level));
}
const LEVELS = ['error', 'warning', 'note'];
/** How loudly a finding is told; undefined where it is not marked at all. */
function levelOf(finding, report) {
    const level = report.failOn === 'never' ? 'high' : report.failOn;
    if (finding.exposure === 'possible')
        return (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .atOrAbove */ .kU)(finding.severity, level) ? 'note' : undefined;
    if (finding.exposure !== 'exposed')
        return undefined;
    const fails = report.verdict === 'fail' && report.mode !== 'advise' && (0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .atOrAbove */ .kU)(finding.severity, report.failOn);
    if (fails)
        return 'error';
    return finding.severity === 'low' || finding.severity === 'info' ? 'note' : 'warning';
}
function rank(finding, report) {
    return LEVELS.indexOf(levelOf(finding, report) ?? 'note');
}
function findingMarks(finding, report) {
    const level = levelOf(finding, report);
    if (level === undefined)
        return [];
    return placesOf(finding, report).map((location, index) => ({
        level,
        rule: finding.rule,
        title: `${finding.title} (${finding.severity})`,
        message: location.message ?? finding.summary,
        place: location,
        advice: adviceOf(finding),
        of: { finding, location },
        isFirst: index === 0,
    }));
}
/** The finding's own places; without any, the line of the version that brings it. */
function placesOf(finding, report) {
    if (finding.locations.length > 0)
        return finding.locations;
    const upgrade = report.upgrades.find(({ id }) => finding.upgrades.includes(id));
    const version = upgrade?.to ?? upgrade?.from;
    return version ? [{ file: version.file, line: version.line }] : [];
}
function adviceOf({ exposure, question, overrides }) {
    const ask = exposure === 'possible' && question !== undefined ? [`Ask the cluster: ${question}`] : [];
    const ways = overrides
        .filter(({ weakens, verified }) => weakens === null && verified !== false)
        .map(override => {
        const { kind, file, line, worksUntil, verified, note } = override;
        const what = kind === 'fix' ? 'Lasting fix' : 'Keep the old behaviour for now';
        const until = worksUntil === undefined ? '' : `, works until Istio ${worksUntil}`;
        const where = file === undefined ? '' : ` at ${file}${line === undefined ? '' : `:${line}`}`;
        const proven = verified === true ? ' (proven by rendering again)' : '';
        return `${what}${until}: ${(0,_words_js__WEBPACK_IMPORTED_MODULE_1__/* .settingOf */ .y7)(override) || note}${where}${proven}`;
    });
    return [...ask, ...ways].join('\n');
}
function problemMarks(report) {
    const blocking = report.incomplete.filter(problem => problem.blocking && problem.file !== undefined);
    const gaps = blocking.map(({ what, why, file = '', line = 1 }) => ({
        level: report.mode === 'advise' ? 'warning' : 'error',
        rule: 'incomplete',
        title: `Could not be analysed: ${what}`,
        message: why,
        place: { file, line },
        advice: '',
        isFirst: true,
    }));
    const { policy } = report;
    const mistakes = (policy?.head?.mistakes ?? []).map(({ line, message }) => ({
        level: 'warning',
        rule: 'policy',
        title: 'Mistake in the changed policy',
        message,
        place: { file: policy?.file ?? '', line },
        advice: '',
        isFirst: true,
    }));
    return [...gaps, ...mistakes];
}
//# sourceMappingURL=marks.js.map

/***/ }),

/***/ 95796:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
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
/** `1 change`, `2 changes`; thousands are set apart. */
function count(number, singular, plural = `${singular}s`) {
    return `${grouped(number)} ${number === 1 ? singular : plural}`;
}
function grouped(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
//# sourceMappingURL=order.js.map

/***/ }),

/***/ 72791:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kn: () => (/* binding */ windowText),
/* harmony export */   Ne: () => (/* binding */ planPoints),
/* harmony export */   O8: () => (/* binding */ fleetCells),
/* harmony export */   V$: () => (/* binding */ planDiagram),
/* harmony export */   ek: () => (/* binding */ placesOf),
/* harmony export */   sH: () => (/* binding */ NOTHING_TO_PLAN),
/* harmony export */   th: () => (/* binding */ planSentence),
/* harmony export */   uf: () => (/* binding */ editWords),
/* harmony export */   zv: () => (/* binding */ rollbackSentences)
/* harmony export */ });
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(95796);

const NOTHING_TO_PLAN = 'Nothing to plan: everything of Istio that is installed here is at the release that was asked for.';
/** Places that one statement names. */
const MAX_PLACES = 3;
/** `1.20.6 → 1.22.2 in 2 hops, one minor at a time`. */
function planSentence({ from, to, hops, method, direction }) {
    const pace = hops.some(isTwoMinors) ? 'two minors at a time' : 'one minor at a time';
    const way = method === 'canary' && direction === 'upgrade' ? `${pace} by revisions` : pace;
    const back = direction === 'downgrade' ? 'back ' : '';
    return `${from} → ${to} ${back}in ${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(hops.length, 'hop')}, ${way}`;
}
function isTwoMinors({ from, to }) {
    return Math.abs(byMinor(from, to)) > 1;
}
/** `Kubernetes 1.29 is inside what 1.22.2 supports (1.27 to 1.30)`, for each version; nothing where the window is not known. */
function kubernetesSentences({ to, kubernetes }) {
    const { supported, given, clusters, source } = kubernetes;
    if (supported === null)
        return [];
    const [from, until] = supported;
    const window = `${from} to ${until}`;
    const versions = given === null ? [...new Set(clusters.map(({ version }) => version))].toSorted(byMinor) : [given];
    if (versions.length === 0)
        return [
            { text: `${to} supports Kubernetes ${window}; nothing here says which one the clusters run`, source },
        ];
    return versions.map(version => {
        const at = clusters
            .filter(cluster => cluster.version === version)
            .map(({ file, line }) => ({ file, line }));
        const isInside = byMinor(from, version) <= 0 && byMinor(version, until) <= 0;
        return {
            text: `Kubernetes ${version} is ${isInside ? 'inside' : 'outside'} what ${to} supports (${window})`,
            source,
            ...(at.length > 0 ? { at } : {}),
        };
    });
}
/** `1.9` before `1.10`. */
function byMinor(one, other) {
    return Number(one.split('.')[1]) - Number(other.split('.')[1]);
}
/** How long each end is supported: `1.20.6: support ended 2024-06-25`. */
function supportSentences({ support }) {
    return support.map(({ version, ends, ended, source }) => ({
        text: ends === null
            ? `${version} is supported; no end is announced`
            : ended === true
                ? `support for ${version} ended on ${ends}`
                : `${version} is supported until ${ends}`,
        source,
    }));
}
/** What hangs on vulnerabilities: one statement for each that is mended, or left. */
function bulletinSentences({ bulletins, to, direction }) {
    const { mended, open } = bulletins;
    const move = direction === 'downgrade' ? 'The downgrade' : 'The upgrade';
    return [
        ...mended.map(bulletin => ({
            text: `${move} mends ${named(bulletin)}: ${bulletin.about}`,
            source: bulletin.source,
        })),
        ...open.map(bulletin => ({
            text: `${to} is concerned by ${named(bulletin)}: ${bulletin.about}${fixes(bulletin, to)}. It matters to ${bulletin.concerns}`,
            source: bulletin.source,
        })),
    ];
}
function named({ id, cvss }) {
    return `${id}${cvss === null ? '' : ` (CVSS ${cvss})`}`;
}
/** A fix on a newer minor is none for who stays. */
function fixes({ mendedIn }, to) {
    if (mendedIn.length === 0)
        return '; no release is known to mend it';
    const minor = to.split('.').slice(0, 2).join('.');
    const isOwn = mendedIn.some(version => version.startsWith(`${minor}.`));
    return isOwn
        ? `; mended in ${mendedIn.join(' and ')}`
        : `; no patch of ${minor} mends it, ${mendedIn.join(' and ')} ${mendedIn.length === 1 ? 'does' : 'do'}`;
}
/** All that is to be said of the plan as a whole, in order. */
function planPoints(plan) {
    return [
        ...kubernetesSentences(plan),
        ...supportSentences(plan),
        ...bulletinSentences(plan),
        ...plan.notes,
        ...fleetPoints(plan),
    ];
}
/** What does not fit now is told as that; what does not fit afterwards is there already, or comes with the change. */
function fleetPoints({ fleet }) {
    return fleet.flatMap(({ skewNow, skew }) => [
        ...skewNow.map(statement => ({ ...statement, text: `Now: ${statement.text}` })),
        ...skew.map(statement => ({ ...statement, text: `After this change: ${statement.text}` })),
    ]);
}
/** What is known of the way back of a hop. */
function rollbackSentences({ rollback, from, to }) {
    const { safe, blockers, notes } = rollback;
    if (safe === null)
        return [
            {
                text: `What blocks the way between ${from} and ${to} is not known: the knowledge does not hold both releases`,
                source: 'https://github.com/istio/istio/releases',
            },
            ...notes,
        ];
    if (!safe)
        return [...blockers, ...notes];
    return [
        {
            text: 'Nothing known blocks the way back: the older CRDs serve every kind, version, field and choice that is used here, and list all that is stored; the older release has every chart that is installed here',
            source: 'https://github.com/istio/istio/tree/master/manifests/charts/base',
        },
        ...notes,
    ];
}
/** A few of the places that a statement speaks of, and how many more there are. */
function placesOf({ at = [] }) {
    return { shown: at.slice(0, MAX_PLACES), more: Math.max(at.length - MAX_PLACES, 0) };
}
/** A diagram for whatever renders Mermaid. Only releases and counts stand in it: nothing of the repository. */
function planDiagram({ from, hops }) {
    const name = (index) => `r${index}`;
    const lines = hops.map(({ to, findings, rollback }, index) => {
        const bites = findings.length > 0 ? `|"${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(findings.length, 'change')}"| ` : '';
        const mark = rollback.safe === false ? ' (way back blocked)' : '';
        return `  ${name(index)} -->${bites === '' ? ' ' : bites}${name(index + 1)}["${to}${mark}"]`;
    });
    return ['flowchart LR', `  ${name(0)}["${from}"]`, ...lines].join('\n');
}
/** `1.27 to 1.29`. */
function windowText(kubernetes) {
    if (kubernetes === null)
        return 'none for both';
    return kubernetes.from === kubernetes.to ? kubernetes.from : `${kubernetes.from} to ${kubernetes.to}`;
}
/** `istiod: 1.20.6 → 1.21.6`, in three parts, and what to know of it. */
function editWords({ chart, computed }) {
    return { chart, note: computed ? ' (put together there: the line does not spell it)' : '' };
}
/** What one column of the table of environments says. */
function fleetCells({ environment, charts, stops, kubernetes, gatewayApi, sharesValuesWith, }) {
    const moves = Object.entries(charts).map(([chart, { from, to }]) => from === to ? `${chart} ${from ?? '-'}` : `${chart} ${from ?? '-'} → ${to ?? '-'}`);
    return {
        environment: environment || '.',
        charts: moves.join(', '),
        stops: stops.join(', '),
        kubernetes: kubernetes.join(', ') || '?',
        gatewayApi: gatewayApi.join(', ') || '?',
        shares: sharesValuesWith.map(name => name || '.').join(', '),
    };
}
//# sourceMappingURL=plan-view.js.map

/***/ }),

/***/ 27948:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ policyItems)
/* harmony export */ });
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(96209);

const MAX_VALUE = 200;
function policyItems({ file, idle, head }) {
    return [
        ...(head?.mistakes ?? []).map(({ line, message }) => ({
            place: { file, line },
            text: `mistake in the changed policy: ${message}. Merged like this, every later run stops here.`,
        })),
        ...(head?.changes ?? []).map(change => ({
            place: { file, line: change.line },
            text: `${changeText(change)}; in force once this is merged`,
        })),
        ...idle.map(({ of, why, reason, until, file: at, line }) => ({
            place: { file: at, line },
            text: why === 'expired'
                ? `accepted until ${until}, which is over, so it counts again: ${quoted(of)} (${reason})`
                : `accepted until ${until}, but nothing found here needs it: ${quoted(of)} (${reason})`,
        })),
    ];
}
function changeText({ key, before, after }) {
    if (before === undefined)
        return `${quoted(key)} added: ${quoted(after ?? '')}`;
    if (after === undefined)
        return `${quoted(key)} removed: ${quoted(before)}`;
    return `${quoted(key)} changed from ${quoted(before)} to ${quoted(after)}`;
}
function quoted(text) {
    return `\`${(0,_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .clip */ .$Q)(text, MAX_VALUE).replaceAll('`', '’')}\``;
}
//# sourceMappingURL=policy-view.js.map

/***/ }),

/***/ 56567:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  FORMATS: () => (/* binding */ FORMATS)
});

// EXTERNAL MODULE: ./build/src/grouped.js
var grouped = __webpack_require__(60315);
// EXTERNAL MODULE: ./build/src/report/escape.js
var report_escape = __webpack_require__(96209);
// EXTERNAL MODULE: ./build/src/report/order.js
var order = __webpack_require__(95796);
// EXTERNAL MODULE: ./build/src/report/words.js
var words = __webpack_require__(43629);
;// CONCATENATED MODULE: ./build/src/report/html/markup.js
/** HTML by construction: what is put into a template is text, unless it was made by a template itself. */

/** A piece of HTML that is safe to stand between tags. */
class Markup {
    text;
    constructor(text) {
        this.text = text;
    }
}
/** Template for HTML: `markup\`<p>${text}</p>\``. Attributes stand in double quotes. */
function markup(fixed, ...parts) {
    return new Markup(fixed.map((piece, index) => piece + written(parts[index])).join(''));
}
/** Pieces one after the other. */
function join(pieces, separator = '') {
    return new Markup(pieces.map(written).join(written(separator)));
}
/** Like text, except that what stands between backticks is code: for sentences that people wrote. */
function prose(text) {
    return join(oneLine(text)
        .split(/(`[^`]+`)/)
        .map(part => (/^`[^`]+`$/.test(part) ? markup `<code>${part.slice(1, -1)}</code>` : part)));
}
/** Sentences in paragraphs; one whose lines are all indented is quoted as it is. */
function paragraphs(text) {
    return join((0,report_escape/* splitParagraphs */.Km)(text).map(part => part.quoted ? markup `<pre>${lines(part.text)}</pre>` : markup `<p>${prose(part.text)}</p>`));
}
/** Text of several lines, for `<pre>`: line breaks stay. */
function lines(text) {
    return new Markup(escaped((0,report_escape/* visibleLines */.gB)(text)));
}
/** A link that opens elsewhere; the label alone where the address is not a plain web address. */
function outside(label, address) {
    const target = (0,report_escape/* webAddress */.Dy)(address);
    if (target === undefined)
        return join([label]);
    return markup `<a href="${target}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}
function written(part) {
    if (part === undefined)
        return '';
    if (part instanceof Markup)
        return part.text;
    if (typeof part === 'object')
        return part.map(written).join('');
    return escaped(oneLine(String(part)));
}
/** White space becomes a space, which separates words also at either end. */
function oneLine(text) {
    return (0,report_escape/* visibleLines */.gB)(text).replace(/\s+/g, ' ');
}
function escaped(text) {
    return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
//# sourceMappingURL=markup.js.map
;// CONCATENATED MODULE: ./build/src/report/html/parts.js


const MAX_NAME = 250;
function section(id, title, number, body) {
    const badge = number === undefined ? '' : markup ` <span class="count">${number}</span>`;
    return markup `<section id="${id}"><h2>${title}${badge}</h2>
${body}
</section>
`;
}
function severityChip(severity) {
    return markup `<span class="chip ${severity}">${severity}</span>`;
}
/** `file:line`, linked where the place has an address. */
function place(position, linkTo) {
    const { file, line } = position;
    const label = markup `<code class="place">${(0,report_escape/* clip */.$Q)(file, MAX_NAME)}${line === undefined ? '' : `:${line}`}</code>`;
    if (line === undefined)
        return label;
    return outside(label, linkTo({ file: file.replace(/\p{Cs}/gu, '\ufffd'), line }));
}
/** Text that people copy: a command, a patch, a setting. */
function copyable(body, label) {
    return markup `<div class="copyable"><pre tabindex="0">${body}</pre><button type="button" class="copy" data-copy aria-label="Copy ${label}">copy</button></div>`;
}
/** Where a finding stands on the page; the number tells apart those of one rule. */
function parts_anchors(findings) {
    const taken = new Map();
    return new Map(findings.map(finding => {
        const name = `finding-${finding.rule.replace(/[^\w-]/g, '-')}`;
        const number = (taken.get(name) ?? 0) + 1;
        taken.set(name, number);
        return [finding, number === 1 ? name : `${name}-${number}`];
    }));
}
function listed(items, name = '') {
    return markup `<ul class="${name}">${join(items.map(item => markup `<li>${item}</li>`))}</ul>`;
}
//# sourceMappingURL=parts.js.map
;// CONCATENATED MODULE: ./build/src/report/html/answers.js
/** The first screen: is it safe, what breaks, where, what to do. */






const MAX_TEXT = 600;
const MAX_PLACES = 3;
/** Changes named beside the worst. */
const MAX_NAMED = 3;
const MARKS = {
    fail: '✕',
    incomplete: '?',
    attention: '!',
    pass: '✓',
    'no-upgrade': '–',
};
function hero(view) {
    const { subject, outcome } = view.headline;
    return markup `<header class="hero ${view.verdict}">
<div class="mark" aria-hidden="true">${MARKS[view.verdict]}</div>
<div>
<p class="verdict">${view.verdict}<span> at fail-on: ${view.failOn}</span></p>
<h1>${(0,report_escape/* clip */.$Q)(subject, MAX_TEXT)}</h1>
<p class="outcome">${prose((0,report_escape/* clip */.$Q)(sentence(outcome), MAX_TEXT))}</p>
</div>
</header>
`;
}
function answers(view, linkTo, anchorOf) {
    if (view.verdict === 'no-upgrade')
        return markup ``;
    return markup `<div class="answers">
<div class="answer"><h2>What breaks</h2>${whatBreaks(view, anchorOf)}</div>
<div class="answer"><h2>Where</h2>${where(view, linkTo)}</div>
<div class="answer"><h2>What to do</h2>${whatToDo(view, linkTo, anchorOf)}</div>
</div>
${knowledgeBar(view)}
`;
}
function whatBreaks(view, anchorOf) {
    const { worst, groups, incomplete } = view;
    const [missing] = incomplete.blocking;
    const unknown = missing
        ? markup `<p class="unknown"><strong>Not known:</strong> ${(0,report_escape/* clip */.$Q)(missing.what, 200)} could not be analysed.</p>`
        : '';
    if (!worst) {
        const nothing = missing
            ? ''
            : markup `<p>Nothing that is known to change acts on what is configured here.</p>`;
        return [nothing, unknown];
    }
    const all = [...groups.exposed, ...groups.possible, ...groups.lesser];
    const rules = [...(0,grouped/* groupBy */.$)(all, ({ rule }) => rule).values()];
    const named = rules.filter(([first]) => first?.rule !== worst.rule && groups.exposed.includes(first));
    const more = rules.length - 1 - named.slice(0, MAX_NAMED).length;
    const lead = worst.exposure === 'exposed' ? '' : markup `<p class="hint">Not decided by this repository:</p>`;
    return [
        lead,
        markup `<p class="lead">${title(worst, anchorOf)}</p>`,
        spread(worst, all, view),
        named.slice(0, MAX_NAMED).flatMap(([first]) => (first ? [markup `<p>${title(first, anchorOf)}</p>`] : [])),
        unknown,
        more > 0
            ? markup `<p class="hint">and <a href="#findings">${(0,order/* count */.U9)(more, 'more change')} to look at</a></p>`
            : '',
    ];
}
function title(finding, anchorOf) {
    return markup `${severityChip(finding.severity)} <a href="#${anchorOf(finding)}">${prose((0,report_escape/* clip */.$Q)(finding.title, 200))}</a>`;
}
/** In how many environments the same change hits. */
function spread(worst, all, view) {
    const same = all.filter(({ rule, exposure }) => rule === worst.rule && exposure === worst.exposure);
    const environments = new Set(same.flatMap(({ upgrades }) => upgrades.map(view.environmentOf)));
    return environments.size > 1 ? markup `<p class="hint">in ${environments.size} environments</p>` : '';
}
function where(view, linkTo) {
    const locations = view.worst?.locations ?? [];
    const shown = locations.slice(0, MAX_PLACES);
    if (shown.length === 0) {
        const places = view.upgrades.flatMap(row => row.places.slice(0, 1)).slice(0, MAX_PLACES);
        return listed(places.map(at => place(at, linkTo)), 'places');
    }
    const rest = locations.length - shown.length;
    return [
        listed(shown.map(location => [
            place(location, linkTo),
            location.resource === undefined
                ? ''
                : markup ` <span class="resource-name">${(0,report_escape/* clip */.$Q)(location.resource, 200)}</span>`,
            location.message === undefined
                ? ''
                : markup `<span class="message">${prose((0,report_escape/* clip */.$Q)(location.message, MAX_TEXT))}</span>`,
        ]), 'places'),
        rest > 0 ? markup `<p class="hint">and ${(0,order/* count */.U9)(rest, 'more place')}</p>` : '',
    ];
}
function whatToDo(view, linkTo, anchorOf) {
    const { wayOut, worst, incomplete } = view;
    const steps = [];
    const [missing] = incomplete.blocking;
    if (wayOut)
        steps.push(wayOutStep(wayOut, linkTo));
    const fix = worst?.exposure === 'exposed' ? worst.overrides.find(({ kind }) => kind === 'fix') : undefined;
    if (worst && fix && fix !== wayOut)
        steps.push(markup `<p><strong>Then, for good:</strong> <a href="#${anchorOf(worst)}">the lasting fix</a>${at(fix, linkTo)}</p>`);
    if (missing)
        steps.push(problemStep(missing, linkTo));
    const question = view.headline.question ?? worst?.question;
    if (steps.length === 0 && question !== undefined)
        steps.push(markup `<p>Ask the cluster what this repository can’t tell (reads only):</p>`, copyable(lines(question), 'command'));
    if (steps.length === 0)
        steps.push(markup `<p>${nothingToDo(view)}</p>`);
    return steps;
}
function wayOutStep(override, linkTo) {
    const setting = (0,words/* settingOf */.y7)(override);
    const proven = override.verified === true
        ? markup ` <span class="chip proven" title="Rendered again with it: it arrives, and nothing else moves">proven</span>`
        : '';
    return markup `<p><strong>${(0,words/* overrideTitle */.tW)(override)}</strong>${proven}</p>
${setting === '' ? '' : copyable(lines(setting), 'setting')}<p>${at(override, linkTo, '')}</p>`;
}
function at(override, linkTo, lead = ' at ') {
    return override.file === undefined
        ? ''
        : [lead, place({ file: override.file, line: override.line }, linkTo)];
}
function problemStep(problem, linkTo) {
    const where = problem.file === undefined ? '' : [' ', place({ file: problem.file, line: problem.line }, linkTo)];
    return markup `<p><strong>Make it readable:</strong> ${prose((0,report_escape/* clip */.$Q)(problem.why, MAX_TEXT))}${where}</p>`;
}
function nothingToDo(view) {
    if (view.groups.lesser.length > 0)
        return 'Nothing has to be done before merging; skim what changes below that level.';
    return view.restarts.length > 0 ? 'Nothing before merging. Mind what restarts.' : 'Nothing.';
}
/** What became of every known change, as one bar and in words. */
function knowledgeBar(view) {
    const { changes } = view;
    const parts = FATES.map(([name, words]) => ({ name, words, number: changes[name] })).filter(({ number }) => number > 0);
    const total = parts.reduce((sum, { number }) => sum + number, 0);
    let x = 0;
    const bars = parts.map(({ name, number }) => {
        const width = (number / total) * 1000;
        const bar = markup `<rect class="${name}" x="${x.toFixed(1)}" y="0" width="${Math.max(width - 4, 1).toFixed(1)}" height="8" rx="2"/>`;
        x += width;
        return bar;
    });
    const level = view.failOn === 'never' ? 'high' : view.failOn;
    const legend = parts.map(({ name, words, number }) => {
        const serious = name === 'exposed' ? ` (${changes.serious} at or above ${level})` : '';
        return markup `<li><span class="dot ${name}"></span>${number} ${words}${serious}</li>`;
    });
    const assumption = (0,words/* assumptionSentence */.Fr)(view);
    return markup `<div class="known">
${total === 0 ? '' : markup `<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">${bars}</svg><ul class="legend">${legend}</ul>`}
<p class="hint">${total === 0 ? (0,words/* changesSentence */.Vj)(view) : ''} ${prose((0,report_escape/* clip */.$Q)((0,words/* scopeSentence */.i9)(view), MAX_TEXT))}</p>
${assumption === '' ? '' : markup `<p class="hint">Taken to be so: ${prose((0,report_escape/* clip */.$Q)(assumption, MAX_TEXT))}</p>`}
<p class="hint">Verdict ${prose((0,report_escape/* clip */.$Q)((0,words/* verdictSentence */.BT)(view), MAX_TEXT))}</p>
</div>`;
}
const FATES = [
    ['exposed', 'hit what is configured here'],
    ['possible', 'can’t be decided from here'],
    ['accepted', 'accepted'],
    ['mitigated', 'held back by a setting'],
    ['notExposed', 'checked, not affected'],
];
function sentence(text) {
    const first = text.charAt(0).toUpperCase() + text.slice(1);
    return /[.?!]$/.test(first) ? first : `${first}.`;
}
//# sourceMappingURL=answers.js.map
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/src/assets.js
var assets = __webpack_require__(78340);
;// CONCATENATED MODULE: ./build/src/report/html/assets.js
/** What every HTML report carries inside itself: style, scripts and their licences; packed by `tools/pack-html.mjs`. */



let loaded;
/** Read when the first page is written. @throws where the installation is damaged */
function pageAssets() {
    const read = (name) => (0,external_node_fs_.readFileSync)((0,external_node_path_.join)((0,assets.assetsFolder)(), 'html', name), 'utf8');
    loaded ??= {
        styles: [read('diff2html.css'), read('report.css')],
        scripts: [read('diff2html.js'), read('report.js')],
        notices: read('notices.txt'),
    };
    return loaded;
}
//# sourceMappingURL=assets.js.map
// EXTERNAL MODULE: ./node_modules/diff/libesm/diff/array.js
var array = __webpack_require__(61318);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
// EXTERNAL MODULE: ./build/src/report/diff-view.js
var diff_view = __webpack_require__(97607);
;// CONCATENATED MODULE: ./build/src/report/html/diff.js
/** The rendered diff as the page's own script draws it: the frame, and the data. */








/** Longest value that the page holds, in characters; the rest is said to be missing. */
const MAX_VALUE = 60_000;
const MAX_LINE = 2_000;
const MAX_EDITS = 2_000;
function diffData(view, changes) {
    const merged = (0,diff_view/* mergedChanges */.Ye)(changes).toSorted((left, right) => (0,order/* byText */.z4)(left.resource, right.resource) ||
        (0,order/* effectRank */.mJ)(left.effect) - (0,order/* effectRank */.mJ)(right.effect) ||
        (0,order/* byText */.z4)(left.path, right.path));
    return { changes: merged.map(change => pageChange(change, view)) };
}
function diffSection(view, showNoise) {
    const { diff } = view;
    if (diff.shown === 0 && diff.hidden === 0)
        return markup ``;
    const noise = diff.hidden === 0
        ? ''
        : markup `<label class="switch"><input type="checkbox" id="show-noise"${new Markup(showNoise ? ' checked' : '')}> show noise <span class="count">${diff.hidden}</span></label>`;
    return section('diff', 'Rendered manifests', diff.shown, markup `<p class="hint">${(0,order/* count */.U9)(diff.shown, 'change')} by meaning. ${(0,words/* noiseSentence */.iS)(view)}</p>
<div class="toolbar" id="toolbar" hidden>
<input type="search" id="search" placeholder="Search resource, path, value …  ( / )" aria-label="Search the changes" autocomplete="off" spellcheck="false">
<div class="filters" id="filters"></div>
<div class="options">${noise}<label class="switch"><input type="checkbox" id="side-by-side"> side by side</label><button type="button" id="clear">clear filters</button><output id="matches" aria-live="polite"></output></div>
</div>
<noscript><p class="unknown">The diff is drawn by the page’s own script, which this browser does not run. The JSON report holds the same changes.</p></noscript>
<div id="resources"></div>`);
}
function pageChange(change, view) {
    const place = /^(.*)\[line (\d+)\]$/s.exec(change.path);
    const where = [...new Set(change.upgrades.map(id => view.environmentOf(id)))].sort(order/* byText */.z4);
    return {
        resource: (0,report_escape/* visible */.RK)(change.resource),
        path: (0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(place?.[1] ?? change.path), 500),
        ...(place && { line: Number(place[2]) }),
        lines: compared(valueLines(change.whole.before, place !== null), valueLines(change.whole.after, place !== null)),
        risk: change.risk,
        effect: (0,order/* effectName */.lt)(change.effect),
        cause: CAUSES[change.cause],
        ...(change.noise !== undefined && { noise: change.noise }),
        ...(change.note !== undefined && { note: (0,report_escape/* visible */.RK)(change.note) }),
        where: where.map(name => (0,report_escape/* visible */.RK)(name) || '.'),
    };
}
const CAUSES = {
    version: 'release',
    values: 'your values',
    both: 'release and values',
};
function compared(before, after) {
    const parts = (0,array/* diffArrays */.E)([...before], [...after], { maxEditLength: MAX_EDITS });
    if (!parts)
        return [...before.map(line => `-${line}`), ...after.map(line => `+${line}`)];
    return parts.flatMap(part => part.value.map(line => `${part.removed ? '-' : part.added ? '+' : ' '}${line}`));
}
/**
 * A value as YAML, text as it is; no lines for nothing.
 * @param isText lines of a text, also where it is only one
 */
function valueLines(value, isText) {
    if (value === undefined)
        return [];
    const text = typeof value === 'string' && (isText || value.includes('\n'))
        ? value
        : (0,dist/* stringify */.As)(value, { lineWidth: 0 });
    const shown = (0,report_escape/* clip */.$Q)((0,report_escape/* visibleLines */.gB)(text).replace(/\n+$/, ''), MAX_VALUE);
    const lines = shown.split('\n').map(line => (0,report_escape/* clip */.$Q)(line, MAX_LINE));
    return text.length > MAX_VALUE + 1 ? [...lines, '… cut here: too long for this page'] : lines;
}
//# sourceMappingURL=diff.js.map
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./build/src/report/html/document.js
/**
 * The HTML document around a report: one file, which asks nothing of a network and runs no script but its own. The
 * policy names those by digest, so that even markup that slipped through could do nothing.
 */


function writeDocument(page, assets) {
    const styles = assets.styles.map(closedText);
    const scripts = assets.scripts.map(closedText);
    const policy = [
        "default-src 'none'",
        `style-src ${styles.map(digest).join(' ')}`,
        `script-src ${scripts.map(digest).join(' ')}`,
        "base-uri 'none'",
        "form-action 'none'",
    ].join('; ');
    const { text } = markup `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${page.title}</title>
${styles.map(style => new Markup(`<style>${style}</style>\n`))}</head>
<body>
${page.body}
<script type="application/json" id="report-data">${new Markup(inertJson(page.data))}</script>
${scripts.map(script => new Markup(`<script>${script}</script>\n`))}</body>
</html>
`;
    return text;
}
/** JSON in which nothing can end a script element or begin a comment. */
function inertJson(data) {
    return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
/** @throws where an asset would end its own element: a mistake of ours, never of a pull request */
function closedText(text) {
    if (/<\/(script|style)|<!--/i.test(text))
        throw new Error('an asset of the HTML report closes its own element');
    return text;
}
function digest(text) {
    return `'sha256-${(0,external_node_crypto_.createHash)('sha256').update(text).digest('base64')}'`;
}
//# sourceMappingURL=document.js.map
// EXTERNAL MODULE: ./build/src/report/elsewhere.js
var elsewhere = __webpack_require__(51224);
// EXTERNAL MODULE: ./build/src/report/snippet.js
var report_snippet = __webpack_require__(15977);
;// CONCATENATED MODULE: ./build/src/report/html/findings.js
/** Findings with their evidence, and what mends them. */








const findings_MAX_TEXT = 3_000;
const findings_MAX_PLACES = 100;
/** More findings that ask for nothing are folded away together. */
const MAX_QUIET = 4;
function findingSections(view, page) {
    const { groups } = view;
    const shown = (title, members) => group(title, members, page, true);
    const quiet = (title, members) => group(title, members, page, false);
    const total = [
        groups.exposed,
        groups.possible,
        groups.lesser,
        groups.mitigated,
        groups.accepted,
        groups.notExposed,
    ]
        .map(({ length }) => length)
        .reduce((sum, length) => sum + length, 0);
    if (total === 0)
        return markup ``;
    const blocks = [
        shown((0,words/* exposedHeading */.t7)(view), groups.exposed),
        shown('What this repository can’t tell', groups.undecided),
        findings_elsewhere(view, page),
        shown('Also changes here, below the level that fails', groups.lesser),
        quiet('Held back by a setting in force', groups.mitigated),
        quiet('Accepted', groups.accepted),
        quiet('Checked and not affected', groups.notExposed),
    ];
    return section('findings', 'Findings', total, join(blocks));
}
/** Of several findings of one rule, as in a fleet, the first is open; the rest opens at a touch. */
function group(title, members, page, isOpen) {
    if (members.length === 0)
        return markup ``;
    const head = markup `<h3>${title} <span class="count">${members.length}</span></h3>`;
    const articles = members.map((finding, index) => article(finding, page, isOpen && members.findIndex(({ rule }) => rule === finding.rule) === index));
    if (isOpen || members.length <= MAX_QUIET)
        return markup `<div class="group">${head}${articles}</div>`;
    return markup `<details class="group quiet"><summary>${head}</summary>${articles}</details>`;
}
/** What hangs on kinds that are not here: why and how to settle it once, then each kind with its changes, all closed. */
function findings_elsewhere({ groups, scope }, page) {
    const total = groups.elsewhere.reduce((sum, { findings }) => sum + findings.length, 0);
    if (total === 0)
        return markup ``;
    const kinds = groups.elsewhere.map(({ kinds, findings }) => markup `<h4>${(0,report_escape/* clip */.$Q)(kinds, 250)}</h4>${findings.map(finding => article(finding, page, false))}`);
    return markup `<div class="group"><h3>${elsewhere/* ELSEWHERE_TITLE */._p} <span class="count">${total}</span></h3>
<p class="hint">${prose((0,elsewhere/* elsewhereSentences */.B9)(scope.declared))}</p>${kinds}</div>`;
}
function article(finding, page, isOpen) {
    const open = isOpen && finding.severity !== 'low' && finding.severity !== 'info' ? ' open' : '';
    return markup `<details class="finding ${finding.severity} ${finding.exposure}" id="${page.anchorOf(finding)}"${new Markup(open)}>
<summary>${severityChip(finding.severity)}<span class="finding-title">${prose((0,report_escape/* clip */.$Q)(finding.title, 300))}</span><code class="rule">${(0,report_escape/* clip */.$Q)(finding.rule, 120)}</code>${environments(finding, page)}</summary>
<div class="finding-body">
${paragraphs((0,report_escape/* clip */.$Q)(finding.summary, findings_MAX_TEXT))}
${changeLine(finding)}
${evidence(finding.locations, page.linkTo)}
${question(finding)}
${acceptance(finding, page.linkTo)}
${finding.overrides.map(override => overrideBlock(override, page.linkTo))}
${sources(finding)}
</div>
</details>
`;
}
/** Where, in a fleet. */
function environments({ upgrades }, { environmentOf, isFleet }) {
    if (!isFleet)
        return '';
    const names = [...new Set(upgrades.map(environmentOf))];
    const more = names.length > 2 ? ` and ${names.length - 2} more` : '';
    return markup `<span class="hint">${(0,report_escape/* clip */.$Q)(names.slice(0, 2).join(', '), 120)}${more}</span>`;
}
function changeLine(finding) {
    const change = (0,words/* changeSentence */.y6)(finding);
    const through = finding.upgrades.length > 0 ? markup `Through ${named(finding.upgrades)}.` : '';
    if (change === '' && through === '')
        return '';
    return markup `<p class="facts">${change === '' ? '' : prose(`${(0,report_escape/* clip */.$Q)(change, findings_MAX_TEXT)}.`)} ${through}</p>`;
}
function named(ids) {
    const shown = ids.slice(0, 6).map(id => markup `<code>${(0,report_escape/* clip */.$Q)(id, 200)}</code>`);
    const more = ids.length > 6 ? ` and ${ids.length - 6} more` : '';
    return markup `${join(shown, ', ')}${more}`;
}
/** Places one under the other; what happens at the same place stands together under it. */
function evidence(locations, linkTo) {
    if (locations.length === 0)
        return '';
    const shown = locations.slice(0, findings_MAX_PLACES);
    const together = (0,grouped/* groupBy */.$)(shown, ({ file, line, resource }) => JSON.stringify([file, line, resource]));
    const items = [...together.values()].flatMap(members => {
        const [first] = members;
        if (!first)
            return [];
        const name = first.resource === undefined
            ? ''
            : markup ` <span class="resource-name">${(0,report_escape/* clip */.$Q)(first.resource, 250)}</span>`;
        const messages = members.map(({ message }) => message === undefined ? '' : markup `<span class="message">${prose((0,report_escape/* clip */.$Q)(message, findings_MAX_TEXT))}</span>`);
        return [[place(first, linkTo), name, ...messages]];
    });
    const more = locations.length - shown.length;
    return [
        markup `<h4>Evidence</h4>`,
        listed(items, 'places'),
        more > 0 ? markup `<p class="hint">and ${(0,order/* count */.U9)(more, 'more place')}, in the JSON report</p>` : '',
    ];
}
function question(finding) {
    if (finding.question === undefined || finding.exposure !== 'possible')
        return '';
    return [markup `<h4>To settle it, ask the cluster</h4>`, copyable(lines(finding.question), 'command')];
}
function acceptance({ accepted }, linkTo) {
    if (!accepted)
        return '';
    return markup `<p><strong>Accepted until ${accepted.until}</strong> at ${place(accepted, linkTo)}: ${prose((0,report_escape/* clip */.$Q)(accepted.reason, findings_MAX_TEXT))}</p>`;
}
function overrideBlock(override, linkTo) {
    const { file, line, verified } = override;
    const where = file === undefined ? '' : [' ', place({ file, line }, linkTo)];
    const chip = verified === true ? markup ` <span class="chip proven">proven</span>` : '';
    const notes = [(0,words/* proofSentence */.U$)(override), override.note].filter(note => note !== '').join(' ');
    const weakens = override.weakens === null
        ? ''
        : markup `<p class="weakens"><strong>This gives up security:</strong> ${prose((0,report_escape/* clip */.$Q)(override.weakens, findings_MAX_TEXT))}</p>`;
    return markup `<div class="override ${override.kind}"><h4>${(0,words/* overrideTitle */.tW)(override)}${chip}${where}</h4>
<p>${prose((0,report_escape/* clip */.$Q)(notes, findings_MAX_TEXT))}</p>
${weakens}${snippet(override)}</div>`;
}
function snippet(override) {
    const found = (0,report_snippet/* snippetOf */.V)(override);
    if (!found)
        return override.patch === undefined
            ? ''
            : markup `<p class="hint">The patch is too long to read here; the JSON report holds it.</p>`;
    const text = (0,report_escape/* visibleLines */.gB)(found.text).replace(/\n+$/, '');
    if (found.language !== 'diff')
        return copyable(lines(text), 'setting');
    return copyable(join(text.split('\n').map(patchLine)), 'patch');
}
function patchLine(line) {
    const isHeader = /^(diff --git |--- |\+\+\+ |@@ )/.test(line);
    const kind = isHeader ? 'meta' : line.startsWith('+') ? 'ins' : line.startsWith('-') ? 'del' : 'same';
    return markup `<span class="line ${kind}">${lines(`${line}\n`)}</span>`;
}
function sources({ references }) {
    if (references.length === 0)
        return '';
    return [
        markup `<h4>Sources</h4>`,
        listed(references.map(address => outside((0,report_escape/* clip */.$Q)(shortAddress(address), 120), address)), 'sources'),
    ];
}
function shortAddress(address) {
    if (!URL.canParse(address))
        return address;
    const url = new URL(address);
    return `${url.hostname}${url.pathname}`;
}
//# sourceMappingURL=findings.js.map
;// CONCATENATED MODULE: ./build/src/report/html/fleet.js
/** The fleet: every environment and component, where it goes, and which findings it has. */





const EXPOSURES = {
    exposed: 'hits',
    possible: 'not known',
    mitigated: 'held back',
    'not-exposed': 'not affected',
};
function fleet(report, linkTo, anchorOf) {
    const { upgrades } = report;
    if (upgrades.length === 0)
        return markup ``;
    const rows = upgrades.toSorted((left, right) => (0,order/* byText */.z4)(left.environment, right.environment) ||
        (0,order/* byChart */.Ej)(left.chart, right.chart) ||
        (0,order/* byText */.z4)(left.id, right.id));
    const findings = byUpgrade(report.findings);
    const changes = (0,grouped/* groupBy */.$)(report.changes, change => change.upgrade);
    let last;
    const body = rows.map(upgrade => {
        const isSame = upgrade.environment === last;
        last = upgrade.environment;
        return markup `<tr class="${isSame ? 'same' : ''}">
<th scope="row" data-label="Environment">${(0,report_escape/* clip */.$Q)(upgrade.environment || '.', 120)}</th>
<td data-label="Component">${component(upgrade)}</td>
<td data-label="Istio">${step(upgrade)}<div class="hint">${upgrade.kind}${fleet_where(upgrade, linkTo)}</div></td>
<td data-label="Findings">${chips(findings.get(upgrade.id) ?? [], anchorOf)}</td>
<td data-label="Manifests">${risks(changes.get(upgrade.id) ?? [])}</td>
</tr>`;
    });
    return section('fleet', 'Fleet', rows.length, markup `<div class="scroll"><table class="fleet">
<thead><tr><th scope="col">Environment</th><th scope="col">Component</th><th scope="col">Istio</th><th scope="col">Findings</th><th scope="col">Manifest changes</th></tr></thead>
<tbody>${body}</tbody></table></div>
<p class="hint key"><span class="chip high">rule</span> hits what is configured here <span class="chip high possible">rule</span> not decided by this repository <span class="chip high mitigated">rule</span> held back or accepted</p>`);
}
function component({ chart, revision, releaseName }) {
    const rest = [
        ...(releaseName !== '' && releaseName !== chart ? [`release ${(0,report_escape/* clip */.$Q)(releaseName, 80)}`] : []),
        ...(revision === '' ? [] : [`revision ${(0,report_escape/* clip */.$Q)(revision, 80)}`]),
    ];
    return [
        markup `<strong>${chart}</strong>`,
        rest.length > 0 ? markup `<div class="hint">${rest.join(', ')}</div>` : '',
    ];
}
function step({ from, to }) {
    if (from !== null && to !== null && from.version === to.version)
        return markup `<span class="version">${to.version}</span>`;
    return markup `<span class="version">${from?.version ?? 'none'} → ${to?.version ?? 'none'}</span>`;
}
function fleet_where(upgrade, linkTo) {
    const at = upgrade.to ?? upgrade.from;
    return at === null ? '' : [', ', place(at, linkTo)];
}
function chips(findings, anchorOf) {
    if (findings.length === 0)
        return markup `<span class="hint">none</span>`;
    const shown = findings.filter(({ exposure }) => exposure !== 'not-exposed').toSorted(byWeight);
    const clear = findings.length - shown.length;
    const rest = clear > 0 ? markup `<span class="hint">${clear} checked, not affected</span>` : '';
    return join([
        ...shown.map(finding => {
            const kind = finding.accepted ? 'mitigated' : finding.exposure;
            const title = `${finding.severity}, ${finding.accepted ? 'accepted' : EXPOSURES[finding.exposure]}: ${(0,report_escape/* clip */.$Q)(finding.title, 200)}`;
            return markup `<a class="chip ${finding.severity} ${kind}" href="#${anchorOf(finding)}" title="${title}">${(0,report_escape/* clip */.$Q)(finding.rule, 60)}</a> `;
        }),
        rest,
    ]);
}
const WEIGHTS = ['exposed', 'possible', 'mitigated', 'not-exposed'];
function byWeight(left, right) {
    return (WEIGHTS.indexOf(left.exposure) - WEIGHTS.indexOf(right.exposure) ||
        (0,order/* severityRank */.qs)(left.severity) - (0,order/* severityRank */.qs)(right.severity) ||
        (0,order/* byText */.z4)(left.rule, right.rule));
}
function byUpgrade(findings) {
    const pairs = findings.flatMap(finding => finding.upgrades.map(id => ({ id, finding })));
    return new Map([...(0,grouped/* groupBy */.$)(pairs, pair => pair.id)].map(([id, members]) => [id, members.map(member => member.finding)]));
}
function risks(changes) {
    const parts = ['high', 'medium', 'low']
        .map(risk => ({ risk, number: changes.filter(change => change.risk === risk).length }))
        .filter(({ number }) => number > 0);
    if (parts.length === 0)
        return markup `<span class="hint">none</span>`;
    return join(parts.map(({ risk, number }) => markup `<span class="risk"><span class="dot risk-${risk}"></span>${number} ${risk}</span> `));
}
//# sourceMappingURL=fleet.js.map
;// CONCATENATED MODULE: ./build/src/report/html/lists.js



const lists_MAX_TEXT = 1_500;
function restarts(view) {
    const members = view.restarts;
    if (members.length === 0)
        return markup ``;
    const several = new Set(view.upgrades.map(row => row.environment)).size > 1;
    const rows = members.map(restart => {
        const environments = several
            ? markup `<td data-label="Where">${(0,report_escape/* clip */.$Q)(restart.environments.join(', '), 300)}</td>`
            : '';
        const meanwhile = restart.meanwhile === undefined
            ? ''
            : markup `<span class="message hint">Meanwhile: ${prose((0,report_escape/* clip */.$Q)(restart.meanwhile, lists_MAX_TEXT))}</span>`;
        const what = restart.what.includes(' ')
            ? prose((0,report_escape/* clip */.$Q)(restart.what, 250))
            : markup `<code>${(0,report_escape/* clip */.$Q)(restart.what, 250)}</code>`;
        return markup `<tr><th scope="row" data-label="What">${what}</th><td data-label="Why">${prose((0,report_escape/* clip */.$Q)(restart.why, lists_MAX_TEXT))}${meanwhile}</td>${environments}</tr>`;
    });
    const where = several ? markup `<th scope="col">Where</th>` : '';
    return section('restarts', 'What restarts when this merges', members.length, markup `<div class="scroll"><table class="restarts"><thead><tr><th scope="col">What</th><th scope="col">Why</th>${where}</tr></thead><tbody>${rows}</tbody></table></div>`);
}
function problems(view, linkTo) {
    const { blocking, other } = view.incomplete;
    const total = blocking.length + other.length;
    if (total === 0)
        return markup ``;
    const group = (title, members, name) => members.length === 0
        ? markup ``
        : markup `<div class="group"><h3>${title} <span class="count">${members.length}</span></h3>${listed(members.map(problem => problemText(problem, linkTo)), name)}</div>`;
    return section('incomplete', 'Not analysed', total, join([
        group('Keeps this from being judged', blocking, 'problems blocking'),
        group('Without weight for the verdict', other, 'problems'),
    ]));
}
function problemText(problem, linkTo) {
    const { what, why, file, line } = problem;
    const where = file === undefined ? '' : markup ` ${place({ file, line }, linkTo)}`;
    return markup `<strong>${(0,report_escape/* clip */.$Q)(what, 300)}</strong>${where}<span class="message">${prose((0,report_escape/* clip */.$Q)(why, lists_MAX_TEXT))}</span>`;
}
//# sourceMappingURL=lists.js.map
// EXTERNAL MODULE: ./build/src/report/plan-view.js
var plan_view = __webpack_require__(72791);
;// CONCATENATED MODULE: ./build/src/report/html/plan.js





const plan_MAX_TEXT = 600;
function planSection({ plan }, linkTo) {
    if (!plan)
        return markup ``;
    const points = (0,plan_view/* planPoints */.Ne)(plan);
    return section('plan', 'The plan', plan.hops.length, join([
        markup `<p>${(0,plan_view/* planSentence */.th)(plan)}</p>`,
        chain(plan),
        waves(plan),
        ...plan.hops.map(hop => hopBlock(hop, linkTo)),
        markup `<div class="group"><h3>What is known of these releases</h3>${statements(points, linkTo, 'problems')}</div>`,
    ]));
}
function chain({ from, hops }) {
    const steps = hops.map(({ to, findings, rollback }) => {
        const bites = findings.length > 0 ? (0,order/* count */.U9)(findings.length, 'change') : 'nothing known';
        const blocked = rollback.safe === false ? markup `<span class="hint">way back blocked</span>` : '';
        return markup `<li><span class="hop-bites">${bites}</span><span class="version">${to}</span>${blocked}</li>`;
    });
    return markup `<ol class="chain" aria-label="Releases to stop at"><li><span class="version">${from}</span></li>${steps}</ol>`;
}
const COLUMNS = ['Wave', 'Environment', 'Charts', 'Stops', 'Kubernetes', 'Gateway API', 'Shares values with'];
/** Who goes first, where there are several environments. */
function waves({ fleet }) {
    if (fleet.length < 2)
        return markup ``;
    const head = COLUMNS.map(name => markup `<th scope="col">${name}</th>`);
    const rows = fleet.map(row => {
        const { environment, charts, stops, kubernetes, gatewayApi, shares } = (0,plan_view/* fleetCells */.O8)(row);
        const cells = [environment, charts, stops, kubernetes, gatewayApi, shares].map((text, index) => markup `<td data-label="${COLUMNS[index + 1] ?? ''}">${(0,report_escape/* clip */.$Q)(text, plan_MAX_TEXT)}</td>`);
        return markup `<tr><th scope="row" data-label="Wave">${row.wave}</th>${cells}</tr>`;
    });
    return markup `<div class="scroll"><table class="restarts waves"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
function hopBlock(hop, linkTo) {
    const { pullRequest } = hop;
    const edits = pullRequest.edits.map(edit => {
        const { from, to, file, line } = edit;
        const { chart, note } = (0,plan_view/* editWords */.uf)(edit);
        return markup `${chart}: <code>${from}</code> to <code>${to}</code> at ${place({ file, line }, linkTo)}${note}`;
    });
    return markup `<details class="finding hop">
<summary><span class="finding-title"><span class="version">${hop.from} → ${hop.to}</span></span><span class="hint">Kubernetes ${(0,plan_view/* windowText */.Kn)(hop.kubernetes)}</span></summary>
<div class="finding-body">
${part('Why this release', statements(hop.reasons, linkTo))}
${part('Bites here', hop.findings.length > 0 ? listed(hop.findings.map(rule => markup `<code>${(0,report_escape/* clip */.$Q)(rule, 120)}</code>`)) : '')}
${part('Before', statements(hop.before, linkTo))}
${part('In this order', statements(hop.during, linkTo))}
${part('Versions side by side', statements(hop.skew, linkTo))}
${part('After', statements(hop.after, linkTo))}
${part('The way back', statements((0,plan_view/* rollbackSentences */.zv)(hop), linkTo))}
${part(pullRequest.title, edits.length > 0 ? listed(edits) : '')}
</div>
</details>
`;
}
function part(title, body) {
    return body === '' ? markup `` : markup `<h4>${title}</h4>${body}`;
}
function statements(members, linkTo, name = '') {
    if (members.length === 0)
        return '';
    return listed(members.map(statement => {
        const { text, source } = statement;
        const { shown, more } = (0,plan_view/* placesOf */.ek)(statement);
        const places = shown.map(position => markup ` ${place(position, linkTo)}`);
        const rest = more > 0 ? ` and ${more} more` : '';
        const address = source === undefined ? '' : markup ` (${outside('source', source)})`;
        return markup `${prose((0,report_escape/* clip */.$Q)(text, plan_MAX_TEXT))}${places}${rest}${address}`;
    }), name);
}
//# sourceMappingURL=plan.js.map
// EXTERNAL MODULE: ./build/src/report/view.js + 1 modules
var report_view = __webpack_require__(26873);
;// CONCATENATED MODULE: ./build/src/report/html.js












/**
 * Renders the page: the answer on the first screen, then the fleet, findings, the plan, restarts, and the whole diff. Whatever
 * the report holds, it is text on the page.
 */
function renderHtml(report, options = {}) {
    const view = (0,report_view/* viewReport */.a)(report);
    const linkTo = options.link ?? (() => undefined);
    const names = parts_anchors(report.findings);
    const anchorOf = (finding) => names.get(finding) ?? 'findings';
    const isFleet = new Set(report.upgrades.map(({ environment }) => environment)).size > 1;
    const assets = pageAssets();
    const body = markup `<div class="page">
${hero(view)}${answers(view, linkTo, anchorOf)}${navigation(view)}<main>
${problemsFirst(view) ? problems(view, linkTo) : ''}${fleet(report, linkTo, anchorOf)}${findingSections(view, { linkTo, anchorOf, environmentOf: view.environmentOf, isFleet })}${planSection(view, linkTo)}${restarts(view)}${diffSection(view, options.showNoise === true)}${problemsFirst(view) ? '' : problems(view, linkTo)}</main>
<footer><p>${(0,words/* toolLine */.py)(view)}</p>
<details><summary>Licences of what draws the diff</summary><pre>${lines(assets.notices)}</pre></details></footer>
</div>`;
    const { subject, outcome } = view.headline;
    return writeDocument({ title: `${view.verdict}: ${subject}: ${outcome}`, body, data: diffData(view, report.changes) }, assets);
}
function problemsFirst(view) {
    return view.incomplete.blocking.length > 0;
}
function navigation(view) {
    const { groups, diff, incomplete } = view;
    const findings = Object.values(groups).reduce((sum, members) => sum + members.length, 0);
    const entries = [
        ['fleet', 'Fleet', view.upgrades.length],
        ['findings', 'Findings', findings],
        ['plan', 'Plan', view.plan?.hops.length ?? 0],
        ['restarts', 'Restarts', view.restarts.length],
        ['diff', 'Manifests', diff.shown + diff.hidden],
        ['incomplete', 'Not analysed', incomplete.blocking.length + incomplete.other.length],
    ];
    const links = entries
        .filter(([, , number]) => number > 0)
        .map(([id, title]) => markup `<a href="#${id}">${title}</a>`);
    return markup `<nav aria-label="Sections">${links}<button type="button" id="theme" hidden aria-label="Theme">auto</button></nav>
`;
}
//# sourceMappingURL=html.js.map
;// CONCATENATED MODULE: ./build/src/report/plan-json.js
/** Places that one statement has in JSON. */
const plan_json_MAX_PLACES = 100;
function planToJson(plan) {
    const { from, to, method, direction, kubernetes, support, bulletins } = plan;
    return {
        from,
        to,
        method,
        direction,
        hops: plan.hops.map(hopToJson),
        kubernetes: {
            supported: kubernetes.supported,
            given: kubernetes.given,
            ok: kubernetes.ok,
            clusters: kubernetes.clusters.map(({ version, environments, file, line }) => ({
                version,
                environments,
                file,
                line,
            })),
            source: kubernetes.source,
        },
        support: support.map(({ version, ends, ended, source }) => ({ version, ends, ended, source })),
        bulletins: {
            mended: bulletins.mended.map(bulletinToJson),
            open: bulletins.open.map(bulletinToJson),
        },
        fleet: plan.fleet.map(fleetToJson),
        notes: plan.notes.map(statementToJson),
    };
}
function hopToJson(hop) {
    const { from, to, why, kubernetes, helm, findings, mends, rollback, pullRequest } = hop;
    return {
        from,
        to,
        why,
        reasons: hop.reasons.map(statementToJson),
        kubernetes: kubernetes && { from: kubernetes.from, to: kubernetes.to },
        helm: helm && { range: helm.range, builtWith: helm.builtWith },
        gatewayApi: hop.gatewayApi,
        gatewayApiBuiltWith: hop.gatewayApiBuiltWith,
        before: hop.before.map(statementToJson),
        during: hop.during.map(statementToJson),
        after: hop.after.map(statementToJson),
        skew: hop.skew.map(statementToJson),
        findings,
        mends,
        rollback: {
            safe: rollback.safe,
            blockers: rollback.blockers.map(statementToJson),
            notes: rollback.notes.map(statementToJson),
        },
        pullRequest: {
            title: pullRequest.title,
            edits: pullRequest.edits.map(edit => ({
                chart: edit.chart,
                from: edit.from,
                to: edit.to,
                file: edit.file,
                line: edit.line,
                computed: edit.computed,
            })),
        },
    };
}
function fleetToJson(row) {
    const { environment, wave, charts, stops, kubernetes, gatewayApi, sharesValuesWith } = row;
    return {
        environment,
        wave,
        charts,
        stops,
        kubernetes,
        gatewayApi,
        sharesValuesWith,
        skewNow: row.skewNow.map(statementToJson),
        skew: row.skew.map(statementToJson),
    };
}
function bulletinToJson(bulletin) {
    const { id, published, cvss, cves, about, concerns, mendedIn, source } = bulletin;
    return { id, published, cvss, cves, about, concerns, mendedIn, source };
}
function statementToJson({ text, source, at }) {
    return { text, source, at: at?.slice(0, plan_json_MAX_PLACES).map(({ file, line }) => ({ file, line })) };
}
//# sourceMappingURL=plan-json.js.map
;// CONCATENATED MODULE: ./build/src/report/json.js


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
        scope: {
            declared: scope.declared,
            judged: sortedBy(scope.judged, order/* byText */.z4),
            shared: scope.shared,
            assumptions: scope.assumptions?.map(({ what, why, file, line }) => ({ what, why, file, line })),
            envoy: scope.envoy && envoyToJson(scope.envoy),
        },
        policy: report.policy && policyToJson(report.policy),
        kubeVersion: report.kubeVersion,
        upgrades: report.upgrades.map(upgradeToJson),
        knownChanges: report.knownChanges,
        findings: report.findings.map(findingToJson),
        changes: report.changes.map(changeToJson),
        plan: report.plan && planToJson(report.plan),
        restarts: report.restarts.map(({ what, why, meanwhile, upgrade }) => ({ what, why, meanwhile, upgrade })),
        noise: report.noise && sortedBy(report.noise, order/* byText */.z4),
        incomplete: report.incomplete.map(problemToJson),
        timings: sortedBy(report.timings, byStep),
    };
}
function policyToJson({ file, origin, idle, head }) {
    return {
        file,
        origin,
        idle: idle.map(({ of, why, reason, until, file: at, line }) => ({
            of,
            why,
            reason,
            until,
            file: at,
            line,
        })),
        head: head && {
            changes: head.changes.map(({ key, before, after, line }) => ({ key, before, after, line })),
            mistakes: head.mistakes.map(({ line, message }) => ({ line, message })),
        },
    };
}
function envoyToJson({ from, to, rules, flags, unread }) {
    return { from, to, rules, flags, unread };
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
    if (!version)
        return null;
    const { istioVersion, file, line } = version;
    return { version: version.version, ...(istioVersion ? { istioVersion } : {}), file, line };
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
        conditions: finding.conditions?.map(conditionToJson),
        question: finding.question,
        absent: finding.absent && [...finding.absent],
        overrides: finding.overrides.map(overrideToJson),
        references: [...finding.references],
        accepted: acceptanceToJson(finding.accepted),
    };
}
function locationToJson(location) {
    const { file, line, endLine, resource, message, condition } = location;
    return {
        file,
        line,
        endLine: endLine ?? line,
        resource,
        message,
        condition: condition && conditionToJson(condition),
    };
}
function conditionToJson({ what, file, line }) {
    return { what, file, line };
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
        note: change.note,
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
    return rank(left) - rank(right) || (0,order/* byText */.z4)(left, right);
}
//# sourceMappingURL=json.js.map
// EXTERNAL MODULE: ./build/src/report/markdown.js + 7 modules
var markdown = __webpack_require__(56819);
// EXTERNAL MODULE: ./build/src/report/fingerprint.js
var fingerprint = __webpack_require__(49080);
// EXTERNAL MODULE: ./build/src/report/marks.js
var marks = __webpack_require__(84658);
;// CONCATENATED MODULE: ./build/src/report/sarif.js
/**
 * The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), within what GitHub's
 * code scanning takes (https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif/results-exceed-limit).
 * One result for each place that is marked: whoever mends one of three places sees that alert closed.
 */





/** GitHub keeps so many results of a run. */
const MAX_RESULTS = 5000;
const MAX_NOTIFICATIONS = 200;
const MAX_TITLE = 300;
const sarif_MAX_TEXT = 3000;
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
function renderSarif(report) {
    const found = (0,marks/* marksOf */.O)(report).flatMap(mark => (mark.of ? [{ mark, ...mark.of }] : []));
    const prints = (0,fingerprint/* fingerprints */.W)(found);
    const results = found.map(({ mark, finding }, index) => ({
        mark,
        finding,
        fingerprint: prints[index] ?? '',
    }));
    const kept = results.slice(0, MAX_RESULTS);
    const rules = [...(0,grouped/* groupBy */.$)(kept, ({ finding }) => finding.rule)].sort(([left], [right]) => (0,order/* byText */.z4)(left, right));
    const indexes = new Map(rules.map(([id], index) => [id, index]));
    const { tool } = report;
    const run = {
        tool: {
            driver: {
                name: tool.name,
                semanticVersion: tool.version,
                informationUri: 'https://github.com/istio-preflight/istio-preflight',
                rules: rules.map(([id, members]) => ruleOf(id, members)),
            },
        },
        columnKind: 'utf16CodeUnits',
        // GitHub reads addresses without a base as paths in the repository; other readers resolve this one.
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'Root of the repository' } } },
        invocations: [
            {
                executionSuccessful: report.verdict !== 'incomplete',
                toolExecutionNotifications: notifications(report, results.length - kept.length),
            },
        ],
        results: kept.map(result => resultOf(result, indexes.get(result.finding.rule) ?? -1)),
        properties: { verdict: report.verdict, failOn: report.failOn, knowledge: tool.knowledge },
    };
    return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}
function ruleOf(id, members) {
    const titles = new Set(members.map(({ finding }) => finding.title));
    const [first] = members;
    // Findings from facts alone share a rule, but not what they say.
    const title = titles.size === 1 && first ? sarif_text(first.finding.title, MAX_TITLE) : sarif_words(id);
    const summary = titles.size === 1 && first ? sarif_text(first.finding.summary, sarif_MAX_TEXT) : title;
    const [reference] = first?.finding.references ?? [];
    return {
        id,
        name: id.replace(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_, letter) => letter.toUpperCase()),
        shortDescription: { text: title },
        fullDescription: { text: summary },
        help: {
            text: [summary, ...(first?.finding.references ?? [])].map(line => sarif_text(line, sarif_MAX_TEXT)).join('\n'),
        },
        ...(reference !== undefined && URL.canParse(reference) ? { helpUri: new URL(reference).href } : {}),
        properties: {
            tags: ['istio', 'upgrade'],
            'problem.severity': first ? problemSeverity(first.mark) : 'warning',
        },
    };
}
function resultOf({ mark, finding, fingerprint }, ruleIndex) {
    const { place, message, advice, level } = mark;
    const { resource } = mark.of?.location ?? {};
    return {
        ruleId: finding.rule,
        ruleIndex,
        level,
        message: {
            text: [`${sarif_text(finding.title, MAX_TITLE)}: ${sarif_text(message, sarif_MAX_TEXT)}`, ...sarif_lines(advice)].join('\n'),
        },
        locations: [
            {
                physicalLocation: {
                    artifactLocation: { uri: uriOf(place.file), uriBaseId: '%SRCROOT%' },
                    region: { startLine: place.line, endLine: Math.max(place.line, place.endLine ?? 0) },
                },
                ...(resource === undefined
                    ? {}
                    : { logicalLocations: [{ fullyQualifiedName: sarif_text(resource, MAX_TITLE), kind: 'resource' }] }),
            },
        ],
        partialFingerprints: { 'istioPreflightFinding/v1': fingerprint },
        properties: {
            severity: finding.severity,
            exposure: finding.exposure,
            introducedIn: finding.introducedIn,
            upgrades: finding.upgrades.slice(0, 100),
        },
    };
}
function notifications(report, leftOut) {
    const problems = report.incomplete.slice(0, MAX_NOTIFICATIONS).map(problemOf);
    const rest = report.incomplete.length - problems.length;
    const notes = [
        ...(rest > 0 ? [`${rest} more things could not be analysed; the JSON report names them`] : []),
        ...(leftOut > 0 ? [`${leftOut} more results are in the JSON report`] : []),
    ];
    return [...problems, ...notes.map(note => ({ level: 'note', message: { text: note } }))];
}
function problemOf({ what, why, file, line, blocking }) {
    return {
        level: blocking ? 'error' : 'note',
        message: { text: `${sarif_text(what, MAX_TITLE)}: ${sarif_text(why, sarif_MAX_TEXT)}` },
        ...(file === undefined
            ? {}
            : {
                locations: [
                    {
                        physicalLocation: {
                            artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
                            ...(line === undefined ? {} : { region: { startLine: line } }),
                        },
                    },
                ],
            }),
    };
}
/** GitHub's own scale, for rules. */
function problemSeverity({ level }) {
    return level === 'note' ? 'recommendation' : level;
}
/** A path of the tree as a relative address: no scheme, no host, no step upwards can come out of it. */
function uriOf(file) {
    const path = file
        .replace(/\p{Cs}/gu, '\ufffd')
        .split('/')
        .filter(part => part !== '' && part !== '.' && part !== '..')
        .map(part => encodeURIComponent(part).replace(/[!'()*]/g, sarif_byte))
        .join('/');
    return path === '' ? '.' : path;
}
function sarif_byte(character) {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
/** SARIF messages are plain text in which `[text](target)` is a link (section 3.11.6) and `{0}` an argument (3.11.5). */
function sarif_text(given, max) {
    return (0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(given), max)
        .replace(/\]\(/g, '\\](')
        .replace(/\{(\d+)\}/g, '{{$1}}');
}
function sarif_lines(advice) {
    return advice === '' ? [] : advice.split('\n').map(line => sarif_text(line, sarif_MAX_TEXT));
}
function sarif_words(id) {
    return sarif_text(id.replaceAll('-', ' '), MAX_TITLE);
}
//# sourceMappingURL=sarif.js.map
// EXTERNAL MODULE: ./build/src/report/alike.js
var alike = __webpack_require__(84804);
// EXTERNAL MODULE: ./node_modules/picocolors/picocolors.js
var picocolors = __webpack_require__(57336);
;// CONCATENATED MODULE: ./build/src/report/pen.js
/** What text for a terminal is written with. */

const DEFAULT_WIDTH = 100;
function createPen({ color = false, width = DEFAULT_WIDTH }) {
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
// EXTERNAL MODULE: ./build/src/report/policy-view.js
var policy_view = __webpack_require__(27948);
// EXTERNAL MODULE: ./build/src/report/wrap.js
var wrap = __webpack_require__(60238);
;// CONCATENATED MODULE: ./build/src/report/text-diff.js
/** The diff of rendered manifests for a terminal: counts by effect, and the changes that carry risk. */






const text_diff_MAX_VALUE = 120;
/** Changes shown for one effect; the rest is counted. */
const MAX_CHANGES = 5;
function textDiff(view, pen, showNoise) {
    const { diff } = view;
    if (diff.shown === 0 && diff.hidden === 0)
        return [];
    const noise = (0,words/* noiseSentence */.iS)(view);
    return [
        pen.colors.bold(`Rendered manifests (${(0,order/* count */.U9)(diff.shown, 'change')})`),
        ...diff.effects.map(effect => effectText(effect, pen)),
        ...(noise === '' ? [] : [(0,wrap/* wrap */.L)(noise, pen.width, '  ')]),
        ...(showNoise ? diff.noise.map(kind => noiseText(kind, pen)) : []),
    ];
}
function effectText({ effect, changes }, pen) {
    const shown = changes.slice(0, MAX_CHANGES);
    const lines = [...(0,grouped/* groupBy */.$)(shown, change => change.resource)].flatMap(([resource, members]) => [
        `    ${(0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(resource), 200)}`,
        ...members.flatMap(change => changeLines(change, pen)),
    ]);
    const more = changes.length - shown.length;
    const rest = more > 0 ? [`    and ${(0,order/* count */.U9)(more, 'more change', 'more changes')}: --format json has them all`] : [];
    return [`  ${(0,order/* effectName */.lt)(effect)}: ${(0,order/* count */.U9)(changes.length, 'change')}`, ...lines, ...rest].join('\n');
}
/** All of it: it was asked for. */
function noiseText({ kind, count: number, changes }, pen) {
    const lines = [...(0,grouped/* groupBy */.$)(changes, change => change.resource)].flatMap(([resource, members]) => [
        `    ${(0,report_escape/* clip */.$Q)((0,report_escape/* visible */.RK)(resource), 200)}`,
        ...members.flatMap(change => changeLines(change, pen)),
    ]);
    return [`  ${(0,report_escape/* visible */.RK)(kind)}: ${(0,order/* count */.U9)(number, 'change')}`, ...lines].join('\n');
}
function changeLines(change, pen) {
    const note = change.note === undefined ? [] : [(0,wrap/* wrap */.L)(change.note, pen.width, '          ')];
    return [...text_diff_valueLines(change, pen), ...note.map(pen.colors.dim)];
}
function text_diff_valueLines(change, { colors }) {
    const where = change.path === '' ? 'whole resource' : (0,report_escape/* visible */.RK)(change.path);
    const path = change.risk === 'high' ? colors.bold(where) : where;
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
/** The beginning of a whole resource says less than its name. */
function shown(data, change) {
    return data === undefined || change.path === '' ? '' : `: ${value(data, change)}`;
}
function value(data, { truncated }) {
    return data === undefined ? 'nothing' : (0,report_escape/* clip */.$Q)((0,diff_view/* valueText */.Ru)(data, truncated), text_diff_MAX_VALUE);
}
//# sourceMappingURL=text-diff.js.map
;// CONCATENATED MODULE: ./build/src/report/text-elsewhere.js




const text_elsewhere_MAX_TITLE = 200;
/** Why and how to settle it once, then each kind with the changes that act on it; nothing where there are none. */
function elsewhereText({ groups, scope }, pen) {
    if (groups.elsewhere.length === 0)
        return [];
    const total = groups.elsewhere.reduce((sum, { findings }) => sum + findings.length, 0);
    const why = (0,elsewhere/* elsewhereSentences */.B9)(scope.declared).replaceAll('`', '');
    const explain = 'istio-preflight explain RULE tells what each is about.';
    return [
        [
            pen.colors.bold(`${elsewhere/* ELSEWHERE_TITLE */._p} (${total})`),
            (0,wrap/* wrap */.L)(`${why} ${explain}`, pen.width, '  '),
            ...groups.elsewhere.map(group => groupText(group, pen)),
        ].join('\n\n'),
    ];
}
function groupText({ kinds, findings }, pen) {
    const head = (0,wrap/* wrap */.L)(`${kinds}: ${(0,order/* count */.U9)(findings.length, 'change')}`, pen.width, '  ');
    return [pen.colors.bold(head), ...findings.map(finding => changeText(finding, pen))].join('\n');
}
function changeText({ severity, title, rule, question }, pen) {
    const text = (0,wrap/* wrap */.L)(`${severity}: ${(0,report_escape/* clip */.$Q)(title, text_elsewhere_MAX_TITLE)} (${rule})`, pen.width, '    ', '  ');
    const ask = question === undefined ? '' : `\n      ${(0,report_escape/* visible */.RK)(question)}`;
    return `${text.replace(severity, pen.severity(severity))}${ask}`;
}
//# sourceMappingURL=text-elsewhere.js.map
;// CONCATENATED MODULE: ./build/src/report/text-finding.js
/** One finding for a terminal. */





const text_finding_MAX_PLACES = 30;
const text_finding_MAX_TITLE = 200;
/** `file:line  Kind/namespace/name`. */
function placeText(location) {
    const resource = location.resource === undefined ? '' : `  ${(0,report_escape/* visible */.RK)(location.resource)}`;
    return `${(0,report_escape/* visible */.RK)(location.file)}:${location.line}${resource}`;
}
function findingText({ finding, others }, pen) {
    return [
        head(finding, pen),
        places(finding, pen),
        text_finding_question(finding, pen),
        ...finding.overrides.map(override => overrideText(override, pen)),
        ...others.flatMap(other => otherWays(other, pen)),
        text_finding_sources(finding),
    ]
        .filter(part => part !== '')
        .join('\n\n');
}
/** The ways out of another installation, which differ in where they are written. */
function otherWays({ overrides, upgrades }, pen) {
    if (overrides.length === 0)
        return [];
    const whose = (0,wrap/* wrap */.L)(`For ${upgrades.join(', ')}:`, pen.width, '    ');
    return [whose, ...overrides.map(override => overrideText(override, pen))];
}
function head(finding, pen) {
    const title = (0,wrap/* wrap */.L)(`${finding.severity}: ${(0,report_escape/* clip */.$Q)(finding.title, text_finding_MAX_TITLE)} (${finding.rule})`, pen.width, '  ', '  ');
    const change = (0,words/* changeSentence */.y6)(finding).replaceAll('`', '');
    return [
        pen.colors.bold(title.replace(finding.severity, pen.severity(finding.severity))),
        ...(0,report_escape/* splitParagraphs */.Km)(finding.summary).map(part => part.quoted ? quote(part.text) : (0,wrap/* wrap */.L)(part.text, pen.width, '    ')),
        ...(change === '' ? [] : [(0,wrap/* wrap */.L)(`${change}.`, pen.width, '    ')]),
        ...(finding.upgrades.length > 0
            ? [(0,wrap/* wrap */.L)(`Through ${finding.upgrades.join(', ')}.`, pen.width, '    ')]
            : []),
    ].join('\n');
}
/** Places one under the other; what happens at the same place stands together under it. */
function places(finding, pen) {
    const shown = finding.locations.slice(0, text_finding_MAX_PLACES);
    const lines = [...(0,grouped/* groupBy */.$)(shown, placeText)].flatMap(([place, members]) => [
        `    ${pen.colors.cyan(place)}`,
        ...members.flatMap(({ message }) => message === undefined ? [] : [(0,wrap/* wrap */.L)(message, pen.width, '      ', '  ')]),
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
function text_finding_question(finding, pen) {
    if (finding.question === undefined || finding.exposure !== 'possible')
        return '';
    return `    ${pen.colors.bold('To settle it')}, ask the cluster (reads only):\n      ${(0,report_escape/* visible */.RK)(finding.question)}`;
}
function overrideText(override, pen) {
    const { file, line } = override;
    const place = file === undefined ? '' : `  ${(0,report_escape/* visible */.RK)(file)}${line === undefined ? '' : `:${line}`}`;
    const note = [(0,words/* proofSentence */.U$)(override), override.note].filter(part => part !== '').join(' ');
    const weakens = override.weakens === null ? [] : [(0,wrap/* wrap */.L)(`This gives up security: ${override.weakens}`, pen.width, '    ')];
    return [
        `    ${pen.colors.bold((0,words/* overrideTitle */.tW)(override))}${place}`,
        (0,wrap/* wrap */.L)(note, pen.width, '    '),
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
            .map(line => `      ${snippet.language === 'diff' ? text_finding_patchLine(line, pen) : line}`),
    ];
}
function text_finding_patchLine(line, { colors }) {
    if (line.startsWith('+'))
        return colors.green(line);
    return line.startsWith('-') ? colors.red(line) : line;
}
function text_finding_sources(finding) {
    return finding.references.map(address => `    ${(0,report_escape/* visible */.RK)(address)}`).join('\n');
}
//# sourceMappingURL=text-finding.js.map
;// CONCATENATED MODULE: ./build/src/report/text-plan.js



function textPlan(plan, pen) {
    if (!plan)
        return [];
    const { colors, width } = pen;
    const points = (0,plan_view/* planPoints */.Ne)(plan);
    const fleet = plan.fleet.length > 1 ? plan.fleet.map(row => (0,wrap/* wrap */.L)(fleetLine(row), width, '  ', '  ')) : [];
    const hops = plan.hops.map(hop => {
        const lines = [
            `  ${colors.bold((0,report_escape/* visible */.RK)(`${hop.from} → ${hop.to}`))}`,
            ...hop.reasons.map(reason => line('why', told(reason))),
            line('Kubernetes', (0,plan_view/* windowText */.Kn)(hop.kubernetes)),
            ...(hop.findings.length > 0 ? [line('bites here', hop.findings.join(', '))] : []),
            ...(hop.mends.length > 0 ? [line('mends', hop.mends.join(', '))] : []),
            ...hop.before.map(step => line('before', told(step))),
            ...hop.during.map((step, index) => line(`${index + 1}.`, told(step))),
            ...hop.skew.map(step => line('skew', told(step))),
            ...hop.after.map(step => line('after', told(step))),
            ...(0,plan_view/* rollbackSentences */.zv)(hop).map(step => line('way back', told(step))),
            line('title', hop.pullRequest.title),
            ...hop.pullRequest.edits.map(edit => {
                const { chart, note } = (0,plan_view/* editWords */.uf)(edit);
                return line('edit', `${edit.file}:${edit.line}: ${chart} ${edit.from} → ${edit.to}${note}`);
            }),
        ];
        return lines.join('\n');
    });
    const heading = colors.bold(`The plan: ${(0,plan_view/* planSentence */.th)(plan)}`);
    const overview = points.map(point => (0,wrap/* wrap */.L)(told(point), width, '  ', '  ')).join('\n');
    return [
        `${heading}\n\n${[overview, ...(fleet.length > 0 ? [fleet.join('\n')] : []), ...hops].join('\n\n')}`,
    ];
    function line(label, text) {
        return `    ${colors.dim(label.padEnd(11))}${(0,wrap/* wrap */.L)(text, width, ' '.repeat(15)).slice(15)}`;
    }
}
/** A statement with the places that it speaks of; sources are in the other formats. */
function told(statement) {
    const { shown, more } = (0,plan_view/* placesOf */.ek)(statement);
    const places = [...shown.map(({ file, line }) => `${file}:${line}`), ...(more > 0 ? [`${more} more`] : [])];
    return places.length === 0 ? statement.text : `${statement.text}: ${places.join(', ')}`;
}
function fleetLine(row) {
    const { environment, charts, stops, kubernetes, gatewayApi, shares } = (0,plan_view/* fleetCells */.O8)(row);
    return [
        `wave ${row.wave}: ${environment}: ${charts}`,
        `stops ${stops}`,
        `Kubernetes ${kubernetes}`,
        `Gateway API ${gatewayApi}`,
        ...(shares === '' ? [] : [`shares values with ${shares}`]),
    ].join('; ');
}
//# sourceMappingURL=text-plan.js.map
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
        ...(options.planFirst
            ? [view.verdict === 'no-upgrade' ? plan_view/* NOTHING_TO_PLAN */.sH : '', ...textPlan(view.plan, pen)]
            : []),
        ...block((0,words/* exposedHeading */.t7)(view), (0,alike/* tellAlike */.s)(groups.exposed), told => findingText(told, pen), pen),
        ...block('What this repository can’t tell', (0,alike/* tellAlike */.s)(groups.undecided), told => findingText(told, pen), pen),
        ...elsewhereText(view, pen),
        ...block('Also changes here, below the level that fails', (0,alike/* tellAlike */.s)(groups.lesser), told => findingText(told, pen), pen),
        ...block('Could not be analysed', incomplete.blocking, problem => text_problemText(problem, pen), pen),
        ...block('Held back by a setting in force', (0,alike/* tellAlike */.s)(groups.mitigated), told => brief(told.finding, pen), pen),
        ...block('Accepted', (0,alike/* tellAlike */.s)(groups.accepted), told => accepted(told.finding, pen), pen),
        ...block('Policy', view.policy ? (0,policy_view/* policyItems */.R)(view.policy) : [], item => policyText(item, pen), pen),
        ...block('Checked and not affected', (0,alike/* tellAlike */.s)(groups.notExposed), told => brief(told.finding, pen), pen),
        ...block('Not analysed, without weight for the verdict', incomplete.other, problem => text_problemText(problem, pen), pen),
        ...block('What restarts when this merges', view.restarts, restart => restartText(restart, pen), pen),
        ...(options.planFirst ? [] : textPlan(view.plan, pen)),
        ...textDiff(view, pen, options.showNoise === true),
        pen.colors.dim((0,wrap/* wrap */.L)((0,words/* toolLine */.py)(view), pen.width)),
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
    const policy = (0,words/* policySentence */.Yi)(view).replaceAll('`', '');
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
        ...(0,words/* assumptionSentences */.eq)(view)
            .slice(0, MAX_LISTED)
            .map((text, index) => labelled(index === 0 ? 'taken as' : '', text.replaceAll('`', ''), pen)),
        ...(missing === '' ? [] : [labelled('missing', missing, pen)]),
        ...(policy === '' ? [] : [labelled('policy', policy, pen)]),
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
    const lines = [(0,wrap/* wrap */.L)(`${restart.what}: ${restart.why}`, pen.width, '  ', '  ')];
    if (restart.meanwhile !== undefined)
        lines.push((0,wrap/* wrap */.L)(`meanwhile: ${restart.meanwhile}`, pen.width, '    ', '  '));
    return lines.join('\n');
}
function wayOutText(override) {
    const { file, line } = override;
    const place = file === undefined ? '' : ` at ${file}${line === undefined ? '' : `:${line}`}`;
    const setting = (0,words/* settingOf */.y7)(override);
    const proven = override.verified === true ? ' (proven by rendering again)' : ' (not proven; see below)';
    return `${(0,words/* overrideTitle */.tW)(override)}${setting === '' ? '' : `: ${setting}`}${place}${proven}`;
}
function labelled(label, text, { width, colors }) {
    const body = (0,wrap/* wrap */.L)(text, width, ' '.repeat(LABEL)).slice(LABEL);
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
    const head = text_title(finding, until, pen);
    const places = finding.locations
        .slice(0, 3)
        .map(location => (0,wrap/* wrap */.L)(`${placeText(location)}${location.message === undefined ? '' : `: ${location.message}`}`, pen.width, '    ', '  '));
    const more = finding.locations.length - places.length;
    const rest = more > 0 ? [`    and ${more} more places: --format json has them all`] : [];
    return [head, ...places, ...rest].join('\n');
}
function accepted(finding, pen) {
    const { accepted: acceptance } = finding;
    const until = acceptance ? `, accepted until ${acceptance.until}` : '';
    const why = acceptance
        ? [(0,wrap/* wrap */.L)(`${acceptance.file}:${acceptance.line}: ${acceptance.reason}`, pen.width, '    ')]
        : [];
    return [text_title(finding, until, pen), ...why].join('\n');
}
function text_title(finding, suffix, pen) {
    const text = (0,wrap/* wrap */.L)(`${finding.severity}: ${(0,report_escape/* clip */.$Q)(finding.title, 200)} (${finding.rule})${suffix}`, pen.width, '  ', '  ');
    return text.replace(finding.severity, pen.severity(finding.severity));
}
function policyText({ place, text }, pen) {
    return (0,wrap/* wrap */.L)(`${place.file}:${place.line}: ${text.replaceAll('`', '')}`, pen.width, '  ', '  ');
}
function text_problemText(problem, pen) {
    const place = problem.file === undefined
        ? ''
        : ` (${problem.file}${problem.line === undefined ? '' : `:${problem.line}`})`;
    return (0,wrap/* wrap */.L)(`${problem.what}${place}: ${problem.why}`, pen.width, '  ', '  ');
}
//# sourceMappingURL=text.js.map
;// CONCATENATED MODULE: ./build/src/report/registry.js





const RENDERERS = {
    text: renderText,
    markdown: markdown/* renderMarkdown */.G,
    json: renderJson,
    sarif: renderSarif,
    html: renderHtml,
};
/** Renderers by the name that `--format` takes. */
const FORMATS = new Map(Object.entries(RENDERERS));
//# sourceMappingURL=registry.js.map

/***/ }),

/***/ 15977:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ snippetOf),
/* harmony export */   d: () => (/* binding */ scalar)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38815);
/** What an override writes, as text to copy. */

/** Longer patches are for `git apply`, not for reading. */
const MAX_LINES = 60;
const MAX_CHARACTERS = 4_000;
/** The override's patch, else its value under its path as YAML; undefined where it has neither or is too long to read. */
function snippetOf(override) {
    const { patch, path, value } = override;
    if (patch !== undefined)
        return readable({ language: 'diff', text: withoutGitHeader(patch) });
    if (path === undefined || value === undefined)
        return undefined;
    return readable({ language: 'yaml', text: nested(path, value) });
}
/** A patch without the line that says in Git's words what the next two say; `git apply` does without it, too. */
function withoutGitHeader(patch) {
    return patch.replace(/^diff --git [^\n]*\n(?=--- )/gm, '');
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

/***/ 26873:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ viewReport)
});

// EXTERNAL MODULE: ./build/src/grouped.js
var grouped = __webpack_require__(60315);
// EXTERNAL MODULE: ./build/src/report/diff-view.js
var diff_view = __webpack_require__(97607);
// EXTERNAL MODULE: ./build/src/report/elsewhere.js
var elsewhere = __webpack_require__(51224);
// EXTERNAL MODULE: ./build/src/report/order.js
var order = __webpack_require__(95796);
;// CONCATENATED MODULE: ./build/src/report/headline.js

/** Pairs of versions spelt out in a headline; the table of upgrades has them all. */
const MAX_PAIRS = 2;
function viewHeadline(facts) {
    return { subject: subject(facts.report.upgrades), question: undefined, ...outcome(facts) };
}
function outcome({ report, groups, changes, blocking }) {
    switch (report.verdict) {
        case 'no-upgrade':
            // Without any upgrade, only that is told which this change does to what is taken not to be deployed.
            return report.scope.assumptions
                ? { outcome: 'nothing changes of what is taken to be deployed, and something does of the rest' }
                : { outcome: 'no version, chart, revision or values of Istio change here' };
        case 'pass':
            return { outcome: passed(report, groups, changes) };
        case 'fail':
            return { outcome: failed(report, groups, changes) };
        case 'incomplete':
            return { outcome: unanalysed(blocking) };
        case 'attention':
            return undecided(report, groups);
    }
}
function passed(report, groups, changes) {
    return `${passedOutcome(report, groups, changes)}${openBelow(report, groups)}`;
}
function passedOutcome(report, groups, changes) {
    const exposed = [...groups.exposed, ...groups.lesser];
    if (report.failOn === 'never' && exposed.length > 0) {
        return `${hits(report, exposed, changes)}; nothing fails this check`;
    }
    if (exposed.length > 0)
        return `nothing at or above ${report.failOn} hits what is configured here; ${severities(exposed)} below it`;
    if (changes.known === 0)
        return 'no known change of behaviour is part of this';
    return `${(0,order/* count */.U9)(changes.known, 'known change')} checked, none at or above ${report.failOn} hits what is configured here`;
}
/** What was not decided, though too small to hold the check up, is not left for the reader to find. */
function openBelow({ failOn }, { possible }) {
    if (possible.length === 0)
        return '';
    const level = failOn === 'never' ? '' : ` below ${failOn}`;
    return `; ${(0,order/* count */.U9)(new Set(possible.map(({ rule }) => rule)).size, 'change')}${level} can’t be decided from here`;
}
function failed(report, { exposed }, changes) {
    return exposed.length === 0 ? withoutStop(report.reason) : hits(report, exposed, changes);
}
/** How many of how many, and where of several environments. */
function hits({ upgrades }, exposed, { known }) {
    const [noun, verb] = exposed.length === 1 ? ['change', 'hits'] : ['changes', 'hit'];
    const ids = new Set(exposed.flatMap(finding => finding.upgrades));
    const all = new Set(upgrades.map(({ environment }) => environment));
    const hit = new Set(upgrades.filter(({ id }) => ids.has(id)).map(({ environment }) => environment));
    const where = all.size > 1 ? `, in ${hit.size} of ${all.size} environments` : '';
    return `${severities(exposed)} ${noun} of ${known} known ${verb} what is configured here${where}`;
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
        const what = open.length > 1 ? `${open.length} changes hit you, the worst` : 'this hits you';
        parts.push(`not known whether ${what}: ${first.title}`);
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
/**
 * One view of a report for every surface that people read: what matters first, sorted worst first, the same
 * thing in several environments said once. Holds text as it came; each surface escapes for itself.
 */





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
        policy: report.policy,
        kubeVersion: report.kubeVersion,
        diff: (0,diff_view/* viewDiff */.Hc)(report.changes, report.noise),
        restarts: viewRestarts(report, environmentOf),
        plan: report.plan,
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
    const possible = open.filter(finding => finding.exposure === 'possible');
    return {
        exposed: exposed.filter(finding => (0,order/* atOrAbove */.kU)(finding.severity, level)),
        lesser: exposed.filter(finding => !(0,order/* atOrAbove */.kU)(finding.severity, level)),
        possible,
        undecided: possible.filter(finding => finding.absent === undefined),
        elsewhere: (0,elsewhere/* groupByKinds */.o5)(possible),
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
    const together = (0,grouped/* groupBy */.$)(upgrades, upgrade => JSON.stringify([
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
    return [...(0,grouped/* groupBy */.$)(report.restarts, restart => restart.what)]
        .map(([what, members]) => ({
        what,
        why: [...new Set(members.map(restart => restart.why))].join('; '),
        ...meanwhileOf(members),
        environments: [...new Set(members.map(restart => environmentOf(restart.upgrade)))].sort(order/* byText */.z4),
    }))
        .sort((left, right) => (0,order/* byText */.z4)(left.what, right.what));
}
function meanwhileOf(restarts) {
    const texts = [...new Set(restarts.flatMap(({ meanwhile }) => meanwhile ?? []))];
    return texts.length > 0 ? { meanwhile: texts.join('; ') } : {};
}
//# sourceMappingURL=view.js.map

/***/ }),

/***/ 43629:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BT: () => (/* binding */ verdictSentence),
/* harmony export */   Fr: () => (/* binding */ assumptionSentence),
/* harmony export */   U$: () => (/* binding */ proofSentence),
/* harmony export */   UI: () => (/* binding */ missingSentence),
/* harmony export */   Vj: () => (/* binding */ changesSentence),
/* harmony export */   Yi: () => (/* binding */ policySentence),
/* harmony export */   dc: () => (/* binding */ versionStep),
/* harmony export */   eq: () => (/* binding */ assumptionSentences),
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
/* harmony import */ var _grouped_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(60315);
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(96209);
/* harmony import */ var _order_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(95796);
/* harmony import */ var _snippet_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15977);
/** Sentences that every surface says in the same words. Plain text; `code` stands between backticks. */




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
    const shared = scope.shared
        ? ` ${scope.shared} of them could be any environment's, as far as the repository tells: each environment is judged with them.`
        : '';
    const parts = [`Judged: ${judged}.${shared}`, `Scope \`${scope.declared}\`: ${SCOPES[scope.declared]}.`];
    return [...parts, ...dataPlaneSentences({ scope, upgrades })].join(' ');
}
/** What of the proxies' own code is known, as far as another one comes along. */
function dataPlaneSentences({ scope, upgrades }) {
    const { envoy } = scope;
    const movesZtunnel = upgrades.some(({ charts }) => charts.includes('ztunnel'));
    return [
        ...(envoy ? [envoySentence(envoy)] : []),
        ...(movesZtunnel ? ['Of ztunnel only what Istio’s release notes name is known.'] : []),
    ];
}
function envoySentence({ from, to, rules, flags, unread }) {
    const known = [
        ...(rules > 0 ? [`${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(rules, 'rule')} came of its changes`] : []),
        ...(flags > 0
            ? [`${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(flags, 'removed runtime flag')} ${flags === 1 ? 'is' : 'are'} looked for`]
            : []),
    ].join(' and ');
    const rest = 'what else changed in it shows only as far as Istio’s own notes name it';
    const unreadOnes = unread.length > 0 ? ` Nobody went through the changes of Envoy ${unread.join(', ')}.` : '';
    return `Envoy ${from === null ? '' : `${from} → `}${to} comes along: ${known === '' ? '' : `${known}; `}${rest}.${unreadOnes}`;
}
/** `HelmRepository istio (a.yaml:14, and 3 more places): …`: what was taken to be so; each with a sentence of its own. */
function assumptionSentences({ scope }) {
    const together = (0,_grouped_js__WEBPACK_IMPORTED_MODULE_2__/* .groupBy */ .$)(scope.assumptions ?? [], ({ what, why }) => JSON.stringify([what, why]));
    return [...together.values()].flatMap(members => {
        const [first] = members;
        if (!first)
            return [];
        const more = members.length > 1 ? `, and ${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(members.length - 1, 'more place')}` : '';
        const place = first.file === undefined ? '' : ` (${ticksOut(first.file)}:${first.line ?? 1}${more})`;
        return [`${(0,_escape_js__WEBPACK_IMPORTED_MODULE_3__/* .clip */ .$Q)(first.what, MAX_NAME)}${place}: ${first.why}.`];
    });
}
/** The same in one line; empty where nothing was assumed. */
function assumptionSentence(view) {
    const sentences = assumptionSentences(view);
    const more = sentences.length - MAX_NAMED;
    return [...sentences.slice(0, MAX_NAMED), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
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
    return [settingSentence(finding), conditionSentence(finding)].filter(part => part !== '').join('. ');
}
/** What all of a finding hangs on; empty where it holds in any case. */
function conditionSentence({ conditions = [] }) {
    if (conditions.length === 0)
        return '';
    const named = conditions
        .slice(0, MAX_NAMED)
        .map(({ what }) => `\`${(0,_escape_js__WEBPACK_IMPORTED_MODULE_3__/* .clip */ .$Q)(what.replaceAll('`', ''), MAX_NAME)}\``);
    const more = conditions.length - named.length;
    return `Only if ${named.join(' or ')}${more > 0 ? ` or one of ${more} more` : ''}`;
}
function settingSentence({ knob, introducedIn, removedIn }) {
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
    return `${named.map(what => (0,_escape_js__WEBPACK_IMPORTED_MODULE_3__/* .clip */ .$Q)(what, MAX_NAME)).join(', ')}${more > 0 ? `, and ${more} more` : ''}: see below.`;
}
/** What the change does to the policy, and which accepted risks count again; empty where there is nothing to tell. */
function policySentence({ policy }) {
    if (!policy)
        return '';
    const { head, idle, file } = policy;
    const expired = idle.filter(({ why }) => why === 'expired').length;
    const parts = [
        ...(head && head.mistakes.length > 0
            ? [`the changed \`${ticksOut(file)}\` has ${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(head.mistakes.length, 'mistake')}`]
            : []),
        ...(head && head.changes.length > 0
            ? [`this changes the policy (${changedKeys(head.changes)}), which counts once it is merged`]
            : []),
        ...(expired > 0 ? [`${(0,_order_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(expired, 'accepted risk')} expired`] : []),
    ];
    return parts.length > 0 ? `${parts.join('; ')}: see below.` : '';
}
function changedKeys(changes) {
    return [...new Set(changes.map(({ key }) => key))].join(', ');
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
    const named = resources.slice(0, MAX_NAMED).map(restart => `\`${ticksOut((0,_escape_js__WEBPACK_IMPORTED_MODULE_3__/* .clip */ .$Q)(restart.what, MAX_NAME))}\``);
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
function toolLine({ tool, kubeVersion, verdict, }) {
    const kubernetes = kubeVersion === undefined ? '' : ` · rendered for Kubernetes ${kubeVersion}`;
    const missing = verdict === 'no-upgrade' ? 'nothing to render' : 'nothing rendered: no Helm';
    const helm = tool.helm === null ? missing : `Helm ${tool.helm.replace(/^v/, '')}`;
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

export const id = 946;
export const ids = [946];
export const modules = {

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

/***/ 94946:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fixSummary: () => (/* binding */ fixSummary)
/* harmony export */ });
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(96209);

/**
 * One line an override, one a finding that is left, one for the verdict; ends with a line break.
 * @param asked the rules that somebody named, each of which should have something to mend
 */
function fixSummary({ patch, report, after }, written, asked = []) {
    const { chosen, passedOver, edits } = patch;
    const done = chosen.map(({ finding, override }) => `${finding.rule}: ${whatOf(override)} at ${placeOf(override)} (${proofOf(override)})`);
    const left = passedOver.map(({ finding, why }) => `${finding.rule}: not written, ${why.replace(/\.$/, '')}`);
    const exposed = report.findings.filter(({ exposure }) => exposure === 'exposed');
    const unmet = asked
        .filter(name => !exposed.some(({ rule }) => rule === name))
        .map(name => `--only ${name}: no exposed finding has this name`);
    const files = `${edits.length} file${edits.length === 1 ? '' : 's'}`;
    const head = edits.length === 0
        ? 'nothing to write'
        : `${written ? 'changed' : 'a patch of'} ${files}; with it: ${after.verdict}. ${after.reason}`;
    return [...new Set([...done, ...left, ...unmet]), head].map(line => `${(0,_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .visible */ .RK)(line)}\n`).join('');
}
function whatOf({ kind, path, value, written }) {
    if (value !== undefined)
        return `${kind} ${path ?? ''}: ${value}`;
    const op = written?.changes[0]?.op;
    return `${kind} ${op === 'move' ? 'moves' : 'takes out'} ${path ?? ''}`;
}
function placeOf({ file, line }) {
    return line === undefined ? (file ?? '') : `${file ?? ''}:${line}`;
}
function proofOf({ verified, note, kind }) {
    if (verified === true)
        return 'proven by rendering again';
    return kind === 'fix' ? `check: ${note}` : `not proven: ${note}`;
}
//# sourceMappingURL=fix-summary.js.map

/***/ })

};

export const id = 220;
export const ids = [220];
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

/***/ 45220:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   inventoryJson: () => (/* binding */ inventoryJson),
/* harmony export */   inventoryText: () => (/* binding */ inventoryText)
/* harmony export */ });
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(96209);

function inventoryJson({ installations, resources, incomplete }) {
    const plain = {
        installations: installations.map(installationToJson),
        resources,
        incomplete: incomplete.map(({ what, why, file, line, blocking }) => ({
            what,
            why,
            file,
            line,
            blocking,
        })),
    };
    return `${JSON.stringify(plain, null, 2)}\n`;
}
/** One line an installation, then the counts, then what is not known. */
function inventoryText({ installations, resources, incomplete }) {
    const rows = installations.map(row);
    const widths = [0, 1, 2].map(column => Math.max(0, ...rows.map(cells => cells[column]?.length ?? 0)));
    const lines = rows.map(cells => cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd());
    const counts = Object.entries(resources).map(([kind, count]) => `${count} ${(0,_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .visible */ .RK)(kind)}`);
    return [
        ...(lines.length > 0 ? lines : ['no installation of Istio found']),
        '',
        `resources: ${counts.length > 0 ? counts.join(', ') : 'none'}`,
        ...(incomplete.length > 0 ? ['', 'not known:', ...incomplete.map(problemLine)] : []),
        '',
    ].join('\n');
}
/** Name, version, place and form. */
function row(installation) {
    const { id, version, istioVersion, at, release } = installation;
    const own = istioVersion !== null && istioVersion !== version ? ` (Istio ${istioVersion})` : '';
    return [id, `${version ?? 'not decided'}${own}`, `${at.file}:${at.line}`, release.form].map(_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .visible */ .RK);
}
function problemLine({ what, why, file, line }) {
    const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
    return (0,_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .visible */ .RK)(`- ${what}: ${why}${place}`).replace(/^-/, '  -');
}
function installationToJson(installation) {
    const { id, chart, version, istioVersion, at, release, revision, environment } = installation;
    return {
        id,
        chart,
        version,
        istioVersion,
        file: at.file,
        line: at.line,
        releaseName: release.releaseName,
        namespace: release.namespace,
        revision,
        environment,
        form: release.form,
        values: release.values.map(({ source, file, line }) => ({ source, file, line })),
    };
}
//# sourceMappingURL=inventory.js.map

/***/ })

};

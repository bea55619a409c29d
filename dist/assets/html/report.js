"use strict";
/**
 * What runs in the page: draws a resource's changes when it is opened, filters and searches, copies. A classic script
 * without imports, since it stands inside the file. Text of the report goes into the page as text, or through
 * diff2html, which escapes it; the page's policy runs no script but this one and the library.
 */
(() => {
    const RISKS = ['high', 'medium', 'low', 'none'];
    const FACETS = ['risk', 'effect', 'cause', 'where'];
    const NAMES = {
        risk: 'Risk',
        effect: 'Effect',
        cause: 'Cause',
        where: 'Where',
    };
    /** More environments than this are searched for, not chosen. */
    const MAX_CHOICES = 24;
    const changes = readChanges();
    const texts = new WeakMap();
    const chosen = {
        risk: new Set(),
        effect: new Set(),
        cause: new Set(),
        where: new Set(),
    };
    theme();
    copying();
    if (changes.length > 0 && document.getElementById('resources'))
        diff();
    function readChanges() {
        return JSON.parse(document.getElementById('report-data')?.textContent ?? '{}').changes ?? [];
    }
    // ------------------------------------------------------------ the diff
    function diff() {
        const search = input('search');
        const noise = input('show-noise');
        const sides = input('side-by-side');
        for (const facet of FACETS)
            addFilter(facet);
        element('toolbar').hidden = false;
        search?.addEventListener('input', update);
        noise?.addEventListener('change', update);
        sides?.addEventListener('change', update);
        element('clear').addEventListener('click', () => {
            if (search)
                search.value = '';
            for (const facet of FACETS)
                chosen[facet].clear();
            for (const button of document.querySelectorAll('#filters button'))
                button.setAttribute('aria-pressed', 'false');
            update();
        });
        document.addEventListener('keydown', event => {
            const isTyping = event.target instanceof HTMLInputElement;
            if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey)
                return;
            event.preventDefault();
            search?.focus();
        });
        const groups = new Map();
        for (const change of changes)
            groups.set(change.resource, [...(groups.get(change.resource) ?? []), change]);
        const drawers = [...groups].sort(byWorst).map(([name, members]) => resource(name, members));
        element('resources').append(...drawers.map(drawer => drawer.root));
        update();
        function update() {
            const terms = (search?.value ?? '')
                .toLowerCase()
                .split(/\s+/)
                .filter(term => term !== '');
            const isSplit = sides?.checked === true;
            let shown = 0;
            let resources = 0;
            for (const drawer of drawers) {
                const number = drawer.show(change => matches(change, terms, noise?.checked === true), isSplit);
                shown += number;
                if (number > 0)
                    resources += 1;
            }
            element('matches').textContent =
                shown === 0
                    ? 'no change matches'
                    : `${shown} of ${changes.length} changes, in ${resources} ${resources === 1 ? 'resource' : 'resources'}`;
        }
    }
    function matches(change, terms, withNoise) {
        if (change.risk === 'none' && !withNoise)
            return false;
        for (const facet of FACETS) {
            const wanted = chosen[facet];
            if (wanted.size > 0 && !valuesOf(change, facet).some(value => wanted.has(value)))
                return false;
        }
        return terms.length === 0 || terms.every(term => textOf(change).includes(term));
    }
    function textOf(change) {
        const known = texts.get(change);
        if (known !== undefined)
            return known;
        const { resource, path, lines, note = '', noise = '', effect, where } = change;
        const text = [resource, path, note, noise, effect, ...where, ...lines.map(line => line.slice(1))]
            .join('\n')
            .toLowerCase();
        texts.set(change, text);
        return text;
    }
    function valuesOf(change, facet) {
        return facet === 'where' ? change.where : [change[facet]];
    }
    /** A row of toggles; none pressed means all. */
    function addFilter(facet) {
        const counts = new Map();
        for (const change of changes) {
            if (change.risk === 'none' && facet !== 'where')
                continue;
            for (const value of valuesOf(change, facet))
                counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        if (counts.size < 2 || counts.size > MAX_CHOICES)
            return;
        const sorted = [...counts].sort(([one, left], [other, right]) => facet === 'risk' ? RISKS.indexOf(one) - RISKS.indexOf(other) : right - left || (one < other ? -1 : 1));
        const row = make('div', 'filter', make('span', 'filter-name', NAMES[facet]));
        row.setAttribute('role', 'group');
        row.setAttribute('aria-label', NAMES[facet]);
        for (const [value, number] of sorted) {
            const button = make('button', 'toggle', value, make('span', 'count', String(number)));
            button.setAttribute('type', 'button');
            button.setAttribute('aria-pressed', 'false');
            button.dataset.facet = facet;
            button.dataset.value = value;
            button.addEventListener('click', () => {
                const isOn = !chosen[facet].delete(value);
                if (isOn)
                    chosen[facet].add(value);
                button.setAttribute('aria-pressed', String(isOn));
                input('search')?.dispatchEvent(new Event('input'));
            });
            row.append(button);
        }
        element('filters').append(row);
    }
    // ------------------------------------------------------------ one resource
    function resource(name, members) {
        const counter = make('span', 'count');
        const summary = make('summary', '', make('span', `dot risk-${worst(members)}`), make('span', 'resource-name', name), counter);
        const body = make('div', 'changes');
        const root = make('details', 'resource', summary, body);
        let visible = [];
        let isSplit = false;
        root.addEventListener('toggle', () => draw());
        function draw() {
            body.replaceChildren(...(root.open ? visible.map(change => changeBlock(change, isSplit)) : []));
        }
        function show(isShown, split) {
            const next = members.filter(isShown);
            const isSame = split === isSplit &&
                next.length === visible.length &&
                next.every((change, index) => change === visible[index]);
            visible = next;
            isSplit = split;
            root.hidden = next.length === 0;
            counter.textContent =
                next.length === members.length ? String(next.length) : `${next.length} of ${members.length}`;
            if (!isSame && root.open)
                draw();
            return next.length;
        }
        return { root, show };
    }
    function changeBlock(change, isSplit) {
        const place = change.path === '' ? 'whole resource' : change.path;
        const line = change.line === undefined ? '' : ` line ${change.line}`;
        const head = make('div', 'change-head', make('code', 'path', `${place}${line}`), make('span', `chip risk-${change.risk}`, change.noise ?? `${change.risk} risk`), make('span', 'chip plain', change.effect), make('span', 'chip plain', change.cause));
        if (change.where.length > 1)
            head.append(make('span', 'chip plain', `${change.where.length} environments`));
        const block = make('div', 'change', head);
        if (change.note !== undefined)
            block.append(make('p', 'note', change.note));
        block.append(table(change, isSplit));
        return block;
    }
    function table(change, isSplit) {
        const start = change.line ?? 1;
        let oldNumber = start;
        let newNumber = start;
        const lines = change.lines.map((content) => {
            if (content.startsWith('-'))
                return { type: 'delete', content, oldNumber: oldNumber++, newNumber: undefined };
            if (content.startsWith('+'))
                return { type: 'insert', content, oldNumber: undefined, newNumber: newNumber++ };
            return { type: 'context', content, oldNumber: oldNumber++, newNumber: newNumber++ };
        });
        const file = {
            oldName: change.resource,
            newName: change.resource,
            addedLines: lines.filter(({ type }) => type === 'insert').length,
            deletedLines: lines.filter(({ type }) => type === 'delete').length,
            isCombined: false,
            isGitDiff: true,
            language: 'yaml',
            blocks: [{ header: '', oldStartLine: start, newStartLine: start, lines }],
        };
        const holder = make('div', change.line === undefined && lines.length < 4 ? 'drawn short' : 'drawn');
        holder.tabIndex = 0;
        holder.innerHTML = Diff2Html.html([file], {
            drawFileList: false,
            outputFormat: isSplit ? 'side-by-side' : 'line-by-line',
            matching: 'lines',
            matchingMaxComparisons: 500,
        });
        return holder;
    }
    function worst(members) {
        return RISKS.find(risk => members.some(change => change.risk === risk)) ?? 'none';
    }
    function byWorst([one, left], [other, right]) {
        return RISKS.indexOf(worst(left)) - RISKS.indexOf(worst(right)) || (one < other ? -1 : 1);
    }
    // ------------------------------------------------------------ the rest of the page
    function theme() {
        const button = document.getElementById('theme');
        if (!button)
            return;
        const names = ['auto', 'light', 'dark'];
        button.hidden = false;
        button.addEventListener('click', () => {
            const next = names[(names.indexOf(document.documentElement.dataset.theme ?? 'auto') + 1) % names.length] ?? 'auto';
            document.documentElement.dataset.theme = next;
            button.textContent = next;
        });
    }
    function copying() {
        for (const button of document.querySelectorAll('[data-copy]')) {
            button.addEventListener('click', () => {
                const text = button.parentElement?.querySelector('pre')?.textContent ?? '';
                navigator.clipboard.writeText(text).then(() => said(button, 'copied'), () => said(button, 'press Ctrl+C'));
            });
        }
    }
    function said(button, word) {
        button.textContent = word;
        setTimeout(() => {
            button.textContent = 'copy';
        }, 1500);
    }
    function make(tag, name, ...children) {
        const made = document.createElement(tag);
        if (name !== '')
            made.className = name;
        made.append(...children);
        return made;
    }
    function element(id) {
        const found = document.getElementById(id);
        if (!found)
            throw new Error(`the page has no ${id}`);
        return found;
    }
    function input(id) {
        const found = document.getElementById(id);
        return found instanceof HTMLInputElement ? found : undefined;
    }
    // A link to a finding opens it.
    function openTarget() {
        const target = location.hash === '' ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)));
        for (let part = target; part; part = part.parentElement) {
            if (part instanceof HTMLDetailsElement)
                part.open = true;
        }
        if (target)
            requestAnimationFrame(() => target.scrollIntoView());
    }
    window.addEventListener('hashchange', openTarget);
    openTarget();
})();

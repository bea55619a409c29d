export const id = 296;
export const ids = [296];
export const modules = {

/***/ 78340:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   assetsFolder: () => (/* binding */ assetsFolder)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73136);
/** Where the knowledge is found at run time: beside the compiled file, or beside the bundle. */


/** Folder of the packed knowledge: `rules.json` and `facts/`. Filled by `tools/pack-knowledge.ts`. */
function assetsFolder() {
    // Not `new URL('assets/', import.meta.url)`: the bundler would take that for a file to copy, and mangle it.
    return (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)((0,node_url__WEBPACK_IMPORTED_MODULE_1__.fileURLToPath)(import.meta.url)), 'assets');
}
//# sourceMappingURL=assets.js.map

/***/ }),

/***/ 15296:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runCli: () => (/* binding */ runCli)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/commander/esm.mjs
var esm = __webpack_require__(48179);
;// CONCATENATED MODULE: ./build/src/options.js
/** What options of several commands have in common. */

/** For options that may be given more than once. */
function collect(value, previous) {
    return [...previous, value];
}
/** @throws {InvalidArgumentError} for what is no Kubernetes version */
function kubeVersion(value) {
    if (!/^v?\d+\.\d+(\.\d+)?$/.test(value))
        throw new esm/* InvalidArgumentError */.Di('a Kubernetes version: 1.29 or 1.29.4.');
    return value.replace(/^v/, '');
}
//# sourceMappingURL=options.js.map
;// CONCATENATED MODULE: ./build/src/report/format-names.js
/** The names that `--format` takes, apart from the renderers, so that reading options loads none of them. */
const FORMAT_NAMES = ['text', 'markdown', 'json', 'sarif', 'html'];
//# sourceMappingURL=format-names.js.map
;// CONCATENATED MODULE: ./build/src/report/output.js
/** Where a report goes: `text`, `json=report.json`. */

/** Reads `FORMAT[=FILE]`; undefined where that names no format, or an empty file. */
function parseOutput(text) {
    const [name, ...rest] = text.split('=');
    const format = FORMAT_NAMES.find(known => known === name);
    if (format === undefined)
        return undefined;
    if (!text.includes('='))
        return { format };
    const file = rest.join('=');
    return file === '' ? undefined : { format, file };
}
//# sourceMappingURL=output.js.map
;// CONCATENATED MODULE: ./build/src/check-options.js
/** The options that every command has which compares two sides. */




/** Adds them; returns the command. */
function addCheckOptions(command) {
    return command
        .option('--base <ref|dir>', 'a Git revision of --repo, or a folder (default: merge base with the default branch)')
        .option('--head <ref|dir>', 'a Git revision of --repo, or a folder (default: the working tree)')
        .option('--repo <dir>', 'the Git repository', '.')
        .option('--from <version>', 'replaces the detected versions of the base: X.Y.Z, or chart=X.Y.Z; repeatable', collect, [])
        .option('--to <version>', 'replaces the detected versions of the head: X.Y.Z, or chart=X.Y.Z; repeatable', collect, [])
        .option('--charts <source>', 'a folder, https:// Helm repository or oci:// registry to take charts from; repeatable', collect, [])
        .option('--values <file>', 'values for installations whose values are not in the tree; repeatable', collect, [])
        .option('--manifests <dir>', 'more Istio resources to judge, e.g. the export of a cluster: a folder or file; repeatable', collect, [])
        .option('--kube-version <version>', 'Kubernetes version to render and judge for', kubeVersion)
        .option('--config <file>', 'policy file (default: .istio-preflight.yaml of the base)')
        .option('--format <format[=file]>', `${FORMAT_NAMES.join(', ')}; repeatable (default: text on a terminal, else markdown)`, collectFormat, [])
        .addOption(new esm/* Option */.c$('--fail-on <level>', 'severity from which an exposed finding fails the check; without it the policy decides, else high').choices(['critical', 'high', 'medium', 'low', 'never']))
        .option('--show-noise', 'lists what of the diff is only counted else: version labels, image tags, checksums')
        .option('--offline', 'no network at all');
}
function collectFormat(value, previous) {
    const parsed = parseOutput(value);
    if (!parsed)
        throw new esm/* InvalidArgumentError */.Di(`${FORMAT_NAMES.join(', ')}, optionally with =FILE.`);
    return [...previous, parsed];
}
//# sourceMappingURL=check-options.js.map
;// CONCATENATED MODULE: ./build/src/cli-help.js
/** How the command line explains itself: Commander's help with small amendments. */

/** For the end of the help of commands that end with a verdict. */
const EXIT_CODES = `
Exit codes:
  0  pass, attention or no-upgrade; any verdict with \`mode: advise\`
  1  fail: an exposed finding at or above --fail-on
  2  wrong usage or configuration
  3  incomplete: something that matters could not be analysed
  4  internal error`;
/** Without saying of lists that nobody giving them leaves them empty. */
const helpConfiguration = {
    optionDescription(option) {
        const isEmptyList = Array.isArray(option.defaultValue) && option.defaultValue.length === 0;
        const shown = isEmptyList
            ? Object.assign(Object.create(option), { defaultValue: undefined })
            : option;
        return esm/* Help */._V.prototype.optionDescription.call(this, shown);
    },
};
/** What to say where a command is named that needs another after it: `check, plan or fix`. */
function commandsOf(command) {
    const names = command.commands.map(sub => sub.name());
    const last = names.pop() ?? '';
    return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}
//# sourceMappingURL=cli-help.js.map
;// CONCATENATED MODULE: ./build/src/detect-command.js
/** The command `detect`: what Istio a tree installs, and where each part of that is written. */




/** @param print takes the whole output of a command */
function addDetectCommand(program, print) {
    program
        .command('detect')
        .description('what Istio does this tree install?')
        .option('--head <ref|dir>', 'a Git revision of --repo, or a folder (default: the working tree)')
        .option('--repo <dir>', 'the Git repository', '.')
        .option('--charts <source>', 'where charts come from that the tree’s own are made with; repeatable', collect, [])
        .option('--values <file>', 'values for installations whose values are not in the tree; repeatable', collect, [])
        .option('--manifests <dir>', 'more Istio resources to count; repeatable', collect, [])
        .option('--kube-version <version>', 'Kubernetes version to render for', kubeVersion)
        .option('--config <file>', 'policy file (default: .istio-preflight.yaml of the tree)')
        .addOption(new esm/* Option */.c$('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
        .option('--offline', 'no network at all')
        .action(async (flags) => {
        const [{ runInventory }, { inventoryJson, inventoryText }] = await Promise.all([
            Promise.all(/* import() */[__webpack_require__.e(88), __webpack_require__.e(815), __webpack_require__.e(243), __webpack_require__.e(758), __webpack_require__.e(9), __webpack_require__.e(817), __webpack_require__.e(205)]).then(__webpack_require__.bind(__webpack_require__, 36205)),
            __webpack_require__.e(/* import() */ 220).then(__webpack_require__.bind(__webpack_require__, 45220)),
        ]);
        const inventory = await runInventory(flags, {
            env: process.env,
            readFile: file => (0,promises_.readFile)((0,external_node_path_.resolve)(file), 'utf8'),
        });
        await print(flags.format === 'json' ? inventoryJson(inventory) : inventoryText(inventory));
    });
}
//# sourceMappingURL=detect-command.js.map
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
// EXTERNAL MODULE: ./build/src/exit-code.js
var exit_code = __webpack_require__(42075);
;// CONCATENATED MODULE: ./build/src/mesh/export-script.js
/** The one command that writes the resources of a cluster that the rules look at, for `--manifests`. */
/** Kubernetes' own kinds that are looked at (`resource.ts`), as kubectl names them: every cluster has these. */
const BUILT_IN = [
    'namespaces',
    'services',
    'ingresses.networking.k8s.io',
    'networkpolicies.networking.k8s.io',
    'deployments.apps',
    'statefulsets.apps',
    'daemonsets.apps',
    'cronjobs.batch',
    'horizontalpodautoscalers.autoscaling',
    'poddisruptionbudgets.policy',
];
/** Of those that a cluster may lack. */
const ADDED = ['istio.io', 'gateway.networking.k8s.io', 'gateway.networking.x-k8s.io'];
/** What is written where. */
const FOLDER = 'istio-export';
/**
 * A shell command with a comment above it. It reads only, and no Secret: which resources there are is asked of the
 * cluster, since one that lacks a kind (the Gateway API is often not installed) refuses to list any.
 */
function exportScript() {
    const groups = ADDED.map(group => group.replaceAll('.', '\\.')).join('|');
    const listed = `$(kubectl api-resources --verbs=list --output=name | grep -E '\\.(${groups})$' | sed 's/^/,/' | tr -d '\\n')`;
    const command = [
        `mkdir -p ${FOLDER}`,
        `kubectl get "${BUILT_IN.join(',')}${listed}" --all-namespaces --output=yaml > ${FOLDER}/cluster.yaml`,
    ].join(' && ');
    return [
        `# Reads only, no Secrets. Then: istio-preflight check --manifests ${FOLDER} ...`,
        '# Environment variables that Deployments spell out are written along: treat the file accordingly.',
        command,
        '',
    ].join('\n');
}
//# sourceMappingURL=export-script.js.map
;// CONCATENATED MODULE: ./build/src/export-command.js

/** @param print takes the whole output of a command */
function addExportCommand(program, print) {
    program
        .command('export')
        .description('the read-only kubectl command that collects what the rules look at, for --manifests')
        .action(async () => {
        await print(exportScript());
    });
}
//# sourceMappingURL=export-command.js.map
;// CONCATENATED MODULE: ./build/src/fix-command.js
/** The command `fix`: the patch on standard output, what it does and leaves on standard error. */







function addFixCommand(program, ports) {
    const command = program.command('fix').description('the overrides as one patch that `git apply` takes');
    addCheckOptions(command)
        .option('--write', 'change the files instead of printing the patch')
        .option('--only <rule>', 'only for the findings of this rule; repeatable', collect, [])
        .option('--pins', 'only settings that keep the old behaviour for now; with --fixes, where no fix can be written')
        .option('--fixes', 'lasting changes, also those that somebody who knows the workloads has to look at')
        .option('--allow-weakening', 'also what gives up security')
        .addHelpText('after', `${EXIT_CODES}\nThe verdict is the one that the patch leaves.`)
        .action(async (flags) => ports.exit(await fix(flags, ports)));
}
/** @returns the exit code of the verdict that the patch leaves */
async function fix(flags, ports) {
    const toStdout = flags.format.find(({ file }) => file === undefined);
    if (toStdout && flags.write !== true)
        throw new errors/* UsageError */.e(`--format ${toStdout.format}: standard output is for the patch, name a file for the report: ${toStdout.format}=FILE`);
    const [{ runFix }, { fixSummary }] = await Promise.all([
        Promise.all(/* import() */[__webpack_require__.e(88), __webpack_require__.e(815), __webpack_require__.e(243), __webpack_require__.e(758), __webpack_require__.e(9), __webpack_require__.e(817), __webpack_require__.e(858), __webpack_require__.e(105)]).then(__webpack_require__.bind(__webpack_require__, 97105)),
        __webpack_require__.e(/* import() */ 946).then(__webpack_require__.bind(__webpack_require__, 94946)),
    ]);
    const selection = {
        rules: flags.only,
        pins: flags.pins === true,
        fixes: flags.fixes === true,
        weakening: flags.allowWeakening === true,
    };
    const result = await runFix({ ...flags, selection, write: flags.write === true }, {
        env: process.env,
        progress: process.stderr.isTTY
            ? phase => process.stderr.write(`istio-preflight: ${phase} …\n`)
            : () => { },
        readFile: file => (0,promises_.readFile)((0,external_node_path_.resolve)(file), 'utf8'),
    });
    for (const output of flags.format)
        await ports.write(result.after, output);
    process.stderr.write(fixSummary(result, flags.write === true, flags.only));
    if (flags.write !== true)
        await ports.print(result.patch.text);
    return (0,exit_code/* exitCodeOf */.F)(result.after);
}
//# sourceMappingURL=fix-command.js.map
// EXTERNAL MODULE: ./build/src/assets.js
var assets = __webpack_require__(78340);
;// CONCATENATED MODULE: ./build/src/knowledge-command.js
/** The command `knowledge`: what the package knows of Istio's releases, and what nobody has curated yet. */





/** A rule that does not hold, a change that nobody looked at. */
const FAILED = 1;
/**
 * Adds `knowledge list`, `check`, `facts` and `coverage` to the program.
 * @param print takes the whole output of a command
 * @param exit takes an exit code that is not 0
 */
function addKnowledgeCommands(program, print = text => {
    process.stdout.write(text);
}, exit = code => {
    process.exitCode = code;
}) {
    const knowledge = program.command('knowledge').description('look after the knowledge base');
    knowledge
        .command('list')
        .description('the rules, in order of releases')
        .addOption(formatOption())
        .action(async ({ format }) => {
        await print(await list(format));
    });
    knowledge
        .command('check')
        .description('whether rules are well formed and hold on their own examples')
        .argument('<file...>', 'rules of your own')
        .option('--charts <source>', 'where charts come from; repeatable', knowledge_command_collect, [])
        .option('--offline', 'no network at all')
        .action(async (files, flags) => {
        const { checkRules } = await Promise.all(/* import() */[__webpack_require__.e(88), __webpack_require__.e(815), __webpack_require__.e(243), __webpack_require__.e(758), __webpack_require__.e(463), __webpack_require__.e(9), __webpack_require__.e(817), __webpack_require__.e(0)]).then(__webpack_require__.bind(__webpack_require__, 30000));
        const { text, ok } = await checkRules({
            files,
            charts: flags.charts,
            offline: flags.offline === true,
            env: process.env,
            readFile: file => (0,promises_.readFile)(file, 'utf8').catch(cause => {
                throw new errors/* UsageError */.e(`${file}: ${(0,errors/* describeReadFailure */.m)(cause)}`);
            }),
        });
        await print(text);
        if (!ok)
            exit(FAILED);
    });
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
        const { text, isWhole } = await coverage(format);
        await print(text);
        if (!isWhole)
            exit(FAILED);
    });
}
/** What `knowledge list` prints; ends with a line break. */
async function list(format, folder = (0,assets.assetsFolder)()) {
    const [{ loadRules }, { rulesText, rulesJson }] = await Promise.all([
        __webpack_require__.e(/* import() */ 373).then(__webpack_require__.bind(__webpack_require__, 8373)),
        __webpack_require__.e(/* import() */ 152).then(__webpack_require__.bind(__webpack_require__, 18152)),
    ]);
    const rules = loadRules(folder);
    return format === 'json' ? rulesJson(rules) : rulesText(rules);
}
/** What `knowledge facts` prints; ends with a line break. */
async function facts(format, folder = (0,assets.assetsFolder)()) {
    const [{ loadFacts, printFacts }, { factsText }] = await Promise.all([
        __webpack_require__.e(/* import() */ 800).then(__webpack_require__.bind(__webpack_require__, 53800)),
        __webpack_require__.e(/* import() */ 152).then(__webpack_require__.bind(__webpack_require__, 18152)),
    ]);
    const printed = printFacts(loadFacts((0,external_node_path_.join)(folder, 'facts')));
    return format === 'json' ? `${JSON.stringify(printed)}\n` : factsText(printed);
}
/** What `knowledge coverage` prints, which ends with a line break, and whether nothing is open. */
async function coverage(format, folder = (0,assets.assetsFolder)()) {
    const [{ loadFacts }, { loadRules }, { loadLedger }, covered, { coverageText }] = await Promise.all([
        __webpack_require__.e(/* import() */ 800).then(__webpack_require__.bind(__webpack_require__, 53800)),
        __webpack_require__.e(/* import() */ 373).then(__webpack_require__.bind(__webpack_require__, 8373)),
        __webpack_require__.e(/* import() */ 173).then(__webpack_require__.bind(__webpack_require__, 95173)),
        Promise.all(/* import() */[__webpack_require__.e(88), __webpack_require__.e(406)]).then(__webpack_require__.bind(__webpack_require__, 84406)),
        __webpack_require__.e(/* import() */ 152).then(__webpack_require__.bind(__webpack_require__, 18152)),
    ]);
    const known = loadFacts((0,external_node_path_.join)(folder, 'facts'));
    const result = covered.coverage(known, loadRules(folder), loadLedger(folder));
    const text = format === 'json' ? `${JSON.stringify(result, undefined, 2)}\n` : coverageText(result, known.newest);
    return { text, isWhole: result.uncovered.length === 0 };
}
function knowledge_command_collect(value, previous) {
    return [...previous, value];
}
function formatOption() {
    return new esm/* Option */.c$('--format <format>', 'how to print it').choices(['text', 'json']).default('text');
}
//# sourceMappingURL=knowledge-command.js.map
// EXTERNAL MODULE: ./build/src/version.js
var src_version = __webpack_require__(28009);
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
            complain(`${usageMessage(error, program, argv)}; --help shows the options`);
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
/** Commander's own words, without its prefix and full stop; where a command is missing, it has none. */
function usageMessage({ code, message }, program, argv) {
    if (code !== 'commander.help')
        return message.replace(/^error: /, '').replace(/\.$/, '');
    const group = program.commands.find(command => command.name() === argv[0]) ?? program;
    return `give a command${group === program ? '' : ` of ${group.name()}`}: ${commandsOf(group)}`;
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
        .configureHelp(helpConfiguration)
        // What went wrong is said in one line, by whoever catches it.
        .configureOutput({ writeErr: () => { } });
    addCheckOptions(program.command('check').description('what does this change break?'))
        .addHelpText('after', EXIT_CODES)
        .action(async (flags) => exit(await check(flags)));
    addCheckOptions(program
        .command('plan')
        .description('what if this tree went to another release, given with --to: the hops, their order, and what bites where'))
        .addHelpText('after', EXIT_CODES)
        .action(async (flags) => exit(await plan(flags)));
    addFixCommand(program, { print, write, exit });
    addDetectCommand(program, print);
    addExportCommand(program, print);
    program
        .command('explain <rule-or-setting>')
        .description("one rule or finding, or one setting's history of defaults")
        .action(async (name) => {
        const { explain } = await Promise.all(/* import() */[__webpack_require__.e(88), __webpack_require__.e(815), __webpack_require__.e(243), __webpack_require__.e(9), __webpack_require__.e(744)]).then(__webpack_require__.bind(__webpack_require__, 41744));
        await print(explain(name));
    });
    addKnowledgeCommands(program, print, exit);
    return program;
}
/** The same analysis; what is asked for is the way, so that it comes first. */
async function plan(flags) {
    if (flags.to.length === 0)
        throw new errors/* UsageError */.e('plan: --to says which release to go to');
    await refuseTargets(flags.to);
    return check(flags, { planFirst: true });
}
/** @throws {UsageError} for a target that is known to be no release */
async function refuseTargets(targets) {
    const [{ refusalOf }, { loadFacts }, { loadReleases }, { assetsFolder }] = await Promise.all([
        Promise.all(/* import() */[__webpack_require__.e(88), __webpack_require__.e(648)]).then(__webpack_require__.bind(__webpack_require__, 61648)),
        __webpack_require__.e(/* import() */ 800).then(__webpack_require__.bind(__webpack_require__, 53800)),
        Promise.all(/* import() */[__webpack_require__.e(88), __webpack_require__.e(218)]).then(__webpack_require__.bind(__webpack_require__, 70218)),
        Promise.resolve(/* import() */).then(__webpack_require__.bind(__webpack_require__, 78340)),
    ]);
    const folder = assetsFolder();
    const [facts, releases] = [loadFacts((0,external_node_path_.join)(folder, 'facts')), loadReleases(folder)];
    for (const target of targets) {
        const why = refusalOf(target, facts, releases);
        if (why !== undefined)
            throw new errors/* UsageError */.e(`--to ${target}: ${why}`);
    }
}
async function check(flags, options = {}) {
    const { runCheck } = await Promise.all(/* import() */[__webpack_require__.e(88), __webpack_require__.e(815), __webpack_require__.e(243), __webpack_require__.e(758), __webpack_require__.e(9), __webpack_require__.e(817), __webpack_require__.e(901)]).then(__webpack_require__.bind(__webpack_require__, 5901));
    const report = await runCheck(flags, {
        env: process.env,
        progress: process.stderr.isTTY
            ? phase => process.stderr.write(`istio-preflight: ${phase} …\n`)
            : () => { },
        readFile: file => (0,promises_.readFile)((0,external_node_path_.resolve)(file), 'utf8'),
    });
    const outputs = flags.format.length > 0 ? flags.format : [defaultOutput()];
    for (const output of outputs)
        await write(report, output, { ...options, showNoise: flags.showNoise === true });
    return (0,exit_code/* exitCodeOf */.F)(report);
}
async function write(report, output, options = {}) {
    const { FORMATS } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(567), __webpack_require__.e(336)]).then(__webpack_require__.bind(__webpack_require__, 56567));
    const render = FORMATS.get(output.format);
    if (!render)
        throw new Error(`no renderer for ${output.format}`);
    const text = render(report, { ...options, color: output.file === undefined && useColor() });
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
function complain(message) {
    process.stderr.write(`istio-preflight: ${oneLine(message)}\n`);
}
/** Messages quote what they complain of: nothing in it may move the terminal's cursor. */
function oneLine(text) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    return text.replace(/\s*[\u0000-\u001f\u007f-\u009f\u2028\u2029]\s*/g, ' ').trim();
}
//# sourceMappingURL=cli.js.map

/***/ }),

/***/ 27406:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ UsageError),
/* harmony export */   m: () => (/* binding */ describeReadFailure)
/* harmony export */ });
/**
 * The user asked for something that can't be done as asked: wrong usage or configuration (exit code 2).
 * The message is one line: what, where, and how to mend it.
 */
class UsageError extends Error {
    name = 'UsageError';
}
/** Why a file that the user named can't be read, in words rather than in codes of the system where they are common. */
function describeReadFailure(cause) {
    const { code, message } = cause;
    if (code === 'ENOENT')
        return 'there is no such file';
    if (code === 'EISDIR')
        return 'this is a folder, give a file';
    if (code === 'EACCES')
        return 'reading it is not permitted';
    return message;
}
//# sourceMappingURL=errors.js.map

/***/ }),

/***/ 42075:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ exitCodeOf)
/* harmony export */ });
/** The process's exit code for a report; 2 is wrong usage and 4 an internal error. */
function exitCodeOf({ verdict, mode }) {
    if (mode === 'advise')
        return 0;
    switch (verdict) {
        case 'fail':
            return 1;
        case 'incomplete':
            return 3;
        case 'attention':
        case 'pass':
        case 'no-upgrade':
            return 0;
    }
}
//# sourceMappingURL=exit-code.js.map

/***/ }),

/***/ 28009:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ packedVersion),
/* harmony export */   f: () => (/* binding */ toolVersion)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _assets_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78340);
/** What this package is, and up to where it knows. */



/** As packed beside the knowledge, since the bundle travels without package.json. */
function packedVersion() {
    return JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)((0,_assets_js__WEBPACK_IMPORTED_MODULE_2__.assetsFolder)(), 'version.json'), 'utf8'));
}
function toolVersion() {
    return packedVersion().version;
}
//# sourceMappingURL=version.js.map

/***/ })

};

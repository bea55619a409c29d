/**
 * Resources of the mesh that commands change on their way to the cluster, or there: `sed` and `yq` on a file of the tree, `kubectl patch`.
 * What they hold then is not looked at.
 */
import { RE2JS } from 're2js';
import type { MeshResource, Problem, Tree } from '../../model.js';
import { contextOf } from '../context.js';
import type { DetectContext } from '../detector.js';
import { fileNamed, withoutHome } from '../scripts/own-folder.js';
import { unfoldScalars } from '../scripts/yaml-lines.js';
import { commandLines } from './text.js';

/** Names that kubectl knows a kind by: https://github.com/istio/api/tree/master/kubernetes, https://gateway-api.sigs.k8s.io/reference/spec/ */
const KINDS: readonly (readonly [kind: string, names: string])[] = [
  ['DestinationRule', 'destinationrule destinationrules dr'],
  ['VirtualService', 'virtualservice virtualservices vs'],
  ['Gateway', 'gateway gateways gw'],
  ['ServiceEntry', 'serviceentry serviceentries se'],
  ['Sidecar', 'sidecar sidecars'],
  ['EnvoyFilter', 'envoyfilter envoyfilters'],
  ['WorkloadEntry', 'workloadentry workloadentries we'],
  ['WorkloadGroup', 'workloadgroup workloadgroups wg'],
  ['ProxyConfig', 'proxyconfig proxyconfigs'],
  ['AuthorizationPolicy', 'authorizationpolicy authorizationpolicies ap'],
  ['PeerAuthentication', 'peerauthentication peerauthentications pa'],
  ['RequestAuthentication', 'requestauthentication requestauthentications ra'],
  ['Telemetry', 'telemetry telemetries'],
  ['WasmPlugin', 'wasmplugin wasmplugins'],
  ['HTTPRoute', 'httproute httproutes'],
  ['GRPCRoute', 'grpcroute grpcroutes'],
  ['TLSRoute', 'tlsroute tlsroutes'],
  ['TCPRoute', 'tcproute tcproutes'],
];
const MEANT: ReadonlySet<string> = new Set(KINDS.map(([kind]) => kind));
const KIND_OF: ReadonlyMap<string, string> = new Map(
  KINDS.flatMap(([kind, names]) => names.split(' ').map(name => [name, kind] as const)),
);

/** Longer than a command of people, and more of them than a script has. */
const MAX_COMMAND = 4000;
const MAX_FOUND = 20;
const COMMANDS = /\b(?:sed|yq|kubectl|oc)\b/;
/** `kubectl -n shop patch`, `oc patch` */
const PATCH = /\b(?:kubectl|oc)\b[^|;&\n]{0,400}?\spatch\s([^|;&\n]{1,400})/g;
/** Flags of kubectl that have a value of their own. */
const VALUED = /^(?:-n|-p|--namespace|--type|--patch|--context|--kubeconfig)$/;
const YQ = /\byq\b/;
/** An assignment of yq, and the words that version 3 changes something by. */
const ASSIGNS = /(?<![=!<>|])(?:\||\+|\*)?=(?![=~])|\bdel\(|\byq\s+(?:w|write|d|delete|m|merge|p|prefix)\s/;
const SELECTED = /\.kind\s{0,9}==\s{0,9}\\?["'](\w{1,60})/g;
const SED = /\bsed\b/;
/** `sed -E`, `sed -ri` */
const EXTENDED = /\bsed\s(?:[^|;]{0,100}\s)?-(?:\w{0,6}[Er]|-regexp-extended)/;
/** `s/A/B/`, `s#A#B#`, `s|A|B|` */
const SUBSTITUTION = /(?<![\w/])s([/#|,:@!])((?:\\.|(?!\1)[^\\\n]){1,300})\1/g;

/** Names that are there to be filled in; resources that hold one are asked about. */
const NAME = /^(?:\\\$\\?\{?\w+\\?\}?|__\w+__|@\w+@|\{\{[^{}]*\}\}|#\\?\{[\w.-]+\\?\}#?|<[\w-]+>)$/;

/** Told of scripts and pipelines, at the line of the command. */
export async function editedResources(
  tree: Tree,
  resources: readonly MeshResource[],
): Promise<readonly Problem[]> {
  const context = await contextOf(tree);
  const byFile = new Map<string, MeshResource[]>();
  for (const resource of resources) {
    if (!MEANT.has(resource.kind)) continue;
    const { file } = resource.data;
    byFile.set(file, [...(byFile.get(file) ?? []), resource]);
  }
  const found: Problem[] = [];
  for (const path of context.candidates) {
    if (byFile.has(path) || context.charts.isTemplate(path) || context.isSetAside(path)) continue;
    const text = (await context.text(path)) ?? '';
    if (!COMMANDS.test(text)) continue;
    const lines = /\.ya?ml$/i.test(path) ? unfoldScalars(text) : text;
    let own = 0;
    for (const { line, text: command } of commandLines(lines)) {
      if (!COMMANDS.test(command) || own >= MAX_FOUND) continue;
      for (const edit of await editsIn(context, path, command.slice(0, MAX_COMMAND), byFile)) {
        own++;
        const why = `\`${edit.by}\` changes it outside of what is read here: what it holds then is not looked at`;
        found.push({ what: edit.what, why, file: path, line, blocking: true, mayHold: edit.kinds });
      }
    }
  }
  return found;
}

interface Edit {
  readonly what: string;
  readonly by: string;
  readonly kinds: readonly string[];
}

async function editsIn(
  context: DetectContext,
  script: string,
  command: string,
  byFile: ReadonlyMap<string, readonly MeshResource[]>,
): Promise<readonly Edit[]> {
  const found: Edit[] = [];
  for (const [, given = ''] of command.matchAll(PATCH)) {
    const kind = patchedKind(given);
    if (kind !== undefined) found.push({ what: `${kind} in ${script}`, by: 'kubectl patch', kinds: [kind] });
  }
  const isYq = YQ.test(command) && ASSIGNS.test(command);
  const replaced = SED.test(command) ? [...command.matchAll(SUBSTITUTION)].map(match => match[2] ?? '') : [];
  const patterns = replaced.filter(pattern => !NAME.test(pattern));
  if (!isYq && patterns.length === 0) return found;
  for (const word of new Set(command.split(/[\s"'`()|;&<>=]+/))) {
    const file = /\.(?:ya?ml|json)$/i.test(word) ? fileNamed(context, script, withoutHome(word)) : undefined;
    const held = file === undefined ? undefined : byFile.get(file);
    if (file === undefined || !held) continue;
    const kinds = isYq
      ? selectedAmong(held, command)
      : await replacedAmong(
          context,
          held,
          patterns.map(pattern => testOf(pattern, EXTENDED.test(command))),
        );
    if (kinds.length > 0) found.push({ what: file, by: isYq ? 'yq' : 'sed', kinds });
  }
  return found;
}

function patchedKind(given: string): string | undefined {
  const words = given.trim().split(/\s+/);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (VALUED.test(word)) index++;
    else if (!word.startsWith('-')) return KIND_OF.get(word.replace(/[/.].*$/, '').toLowerCase());
  }
  return undefined;
}

/** Kinds of those that an expression means: all, or those that it selects. */
function selectedAmong(held: readonly MeshResource[], command: string): readonly string[] {
  const selected = new Set([...command.matchAll(SELECTED)].map(match => match[1] ?? ''));
  return kindsOf(held.filter(({ kind }) => selected.size === 0 || selected.has(kind)));
}

/** Kinds of those in whose text a pattern of sed is. */
async function replacedAmong(
  context: DetectContext,
  held: readonly MeshResource[],
  tests: readonly ((line: string) => boolean)[],
): Promise<readonly string[]> {
  const lines = ((await context.text(held[0]?.data.file ?? '')) ?? '').split('\n');
  return kindsOf(
    held.filter(({ data }) => {
      const own = lines.slice(data.lineOf([]) - 1, data.endLineOf([]));
      return own.some(line => tests.some(test => test(line)));
    }),
  );
}

/** In time in proportion to the line; a pattern that is filled in may be anything. */
function testOf(pattern: string, isExtended: boolean): (line: string) => boolean {
  if (/\$[{(]?\w/.test(pattern)) return () => true;
  const swapped = (_: string, marked?: string, bare?: string): string => marked ?? `\\${bare}`;
  try {
    // Basic expressions mark what extended ones have bare, and the other way around.
    const compiled = RE2JS.compile(
      isExtended ? pattern : pattern.replace(/\\([(){}|+?])|([(){}|+?])/g, swapped),
    );
    return line => compiled.matcher(line).find();
  } catch {
    return line => line.includes(pattern);
  }
}

function kindsOf(resources: readonly MeshResource[]): readonly string[] {
  return [...new Set(resources.map(({ kind }) => kind))].sort();
}

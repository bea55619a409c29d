/** Installations of Istio in Terraform, scripts and templates: recognised by their text. */

import { namesIstio } from '../declaring-text.js';
import { handedOnAt } from '../scripts/programs/handed-on.js';
import { istioctlPlaces } from '../scripts/tool-paths.js';

export interface UnreadText {
  readonly what: string;
  readonly form: string;
  readonly line: number;
  /** The parts of the file that decide what is installed. */
  readonly relevant: readonly string[];
  /** What stays as it was is not worth a word. */
  readonly weak?: true;
}

interface Installing {
  readonly what: string;
  readonly pattern: RegExp;
  /** It merely has to do with an installation: worth a word where it moves. */
  readonly weak?: true;
}

/** A command that installs Istio; the words may stand on continued lines. */
const COMMANDS: readonly Installing[] = [
  {
    what: 'istioctl',
    pattern:
      /\bistioctl["']?\s+(?:[^|;&]*\s)?(?:install|upgrade|manifest\s+(?:apply|generate)|operator\s+init)\b/,
  },
  {
    what: 'helm',
    pattern:
      /\bhelm3?["']?\s+(?:[^|;&]*\s)?(?:install|upgrade|template|pull)\b[^|;&]*(?:\bistio\b|istiod|istio-|ztunnel)/i,
  },
  {
    what: 'download of Istio',
    // The tool alone installs nothing.
    pattern:
      /istio\.io\/downloadIstio(?!ctl)|git\.io\/getLatestIstio\b|github\.com\/istio\/istio\/releases\/download(?!\S*\/istioctl-)/i,
  },
];

const BESIDE: readonly Installing[] = [
  { what: 'image of istioctl', pattern: /(?:^|[\s"'=/])istio\/istioctl:[^\s"']+/, weak: true },
  {
    what: 'definitions of Istio',
    pattern:
      /(?:raw\.githubusercontent\.com\/istio\/istio|github\.com\/istio\/istio\/raw)\/[^\s/]+\/manifests\/charts\/base\//,
    weak: true,
  },
  { what: 'arkade', pattern: /\barkade\s+install\s+istio\b/, weak: true },
];

/** What charts of applications are told of Istio: a host, a gateway; not that they bring it. */
const OF_APPLICATIONS =
  /--set(?:-string)?[ =]["']?(?![\w.-]*(?:enabled?|install\w*|version|tag)=)[\w.-]{0,200}=\S{0,500}/g;

const UNINSTALL = /\bistioctl["']?\s+(?:x\s+|experimental\s+)?uninstall\b/;

/** Shell scripts, Makefiles, workflows and whatever else runs commands. */
export function unreadCommands(text: string): UnreadText | undefined {
  const lines = commandLines(text);
  for (const kinds of [COMMANDS, BESIDE]) {
    for (const { line, text: command } of lines) {
      const start = command.slice(0, MAX_COMMAND).replace(OF_APPLICATIONS, ' ');
      const found = kinds.find(({ pattern }) => pattern.test(start));
      // A script that fetches istioctl to take Istio away installs nothing.
      if (!found || (found.what.startsWith('download') && UNINSTALL.test(text))) continue;
      const { what, weak } = found;
      const relevant = relevantCommands(text);
      return { what: `${what} in a script`, form: 'script', line, relevant, ...(weak ? { weak } : {}) };
    }
  }
  return undefined;
}

/** Words of one command, as code hands them to a process: each in quotes of its own, or all in one. */
const IN_CODE = new RegExp(
  String.raw`["'\`]istioctl["'\`]?[\s,]+["'\`]?(?:install|upgrade|manifest|operator)\b` +
    String.raw`|["'\`]helm3?["'\`]?[\s,]+["'\`]?(?:--?[\w.=/:-]{1,120}["'\`]?[\s,]{1,60}["'\`]?){0,4}(?:install|upgrade|template)\b` +
    String.raw`[^;)]{0,400}?(?:\bistio\b|istiod|istio-|ztunnel)`,
  'i',
);

const ABOUT = /istio|ztunnel|version/i;

/** `v = …`, `const v = …`, `v := …` */
const ASSIGNED = /^[ \t]*(?:(?:export|const|let|var|final|val)[ \t]+)*([A-Za-z_]\w{0,80})[ \t]*:?=(?!=)/;

/** A command that code runs. */
export function unreadCodeCommand(text: string): UnreadText | undefined {
  const lines = text.split('\n').map(line => (isComment(line.trim()) ? '' : line));
  const whole = lines.map(line => line.slice(0, MAX_LINE)).join('\n');
  const index = IN_CODE.exec(whole)?.index ?? istioctlPlaces(whole)[0]?.index ?? handedOnAt(whole);
  if (index === undefined) return undefined;
  const line = whole.slice(0, index).split('\n').length;
  const about = lines.filter(one => ABOUT.test(one));
  // What these lines name under a name of its own decides as much.
  const names = new Set(about.flatMap(one => one.match(/[A-Za-z_]\w*/g) ?? []));
  const given = lines.filter(one => !ABOUT.test(one) && names.has(ASSIGNED.exec(one)?.[1] ?? ''));
  const relevant = [...about, ...given].map(one => one.trim());
  return { what: 'a command in code', form: 'code', line, relevant };
}

/** Line of the first resource in a template that installs something by itself: an Application, a HelmRelease. */
export function writesInstaller(text: string): number | undefined {
  if (!/\b(argoproj\.io|helm\.toolkit\.fluxcd\.io|install\.istio\.io|sailoperator\.io)\//.test(text))
    return undefined;
  const kind = text.split('\n').findIndex(line => INSTALLER.test(line));
  return kind < 0 ? undefined : kind + 1;
}

const INSTALLER =
  /^\s*kind:\s*["']?(Application|ApplicationSet|HelmRelease|IstioOperator|Istio|IstioCNI|ZTunnel)\b/;

/** Templates that write what installs Istio. */
export function unreadTemplate(text: string): UnreadText | undefined {
  const line = writesInstaller(text);
  const ofItsCharts =
    /istiod|ztunnel|istio-release|istio\/(base|cni|gateway)|chart:\s*["']?istio|install\.istio\.io|sailoperator\.io/i;
  if (line === undefined || !ofItsCharts.test(text)) return undefined;
  const kind = (text.split('\n')[line - 1] ?? '').trim().replace(/^kind:\s*/, '');
  return { what: kind, form: 'template of a Helm chart', line, relevant: [text] };
}

/** Lines anywhere in the tree that look as if they set Istio's version: `istio_version = "1.22.2"`. */
export function versionLines(text: string): readonly string[] {
  if (!/istio/i.test(text)) return [];
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(
      line =>
        !isComment(line) &&
        /istio[\w.-]{0,100}(version|tag|ver)\b|(version|tag)[\w.-]{0,100}istio/i.test(line) &&
        /[:=]/.test(line),
    );
}

/** At most as much of a command, or of a line of code, is looked at for what it is; all of it may decide what it does. */
const MAX_COMMAND = 4000;
const MAX_LINE = 2000;
/** A line that goes on below. */
const CONTINUED = /\\\s{0,99}$/;

/** Each command on one line, with the first of those that it had; without comments. */
export function commandLines(text: string): { line: number; text: string }[] {
  const commands: { line: number; text: string }[] = [];
  let parts: string[] = [];
  let start = 1;
  for (const [index, line] of text.split('\n').entries()) {
    if (isComment(line.trim())) continue;
    if (parts.length === 0) start = index + 1;
    parts.push(line.replace(CONTINUED, ''));
    if (CONTINUED.test(line)) continue;
    commands.push({ line: start, text: parts.join(' ') });
    parts = [];
  }
  if (parts.length > 0) commands.push({ line: start, text: parts.join(' ') });
  return commands;
}

/** The commands, and the variables that they name. */
function relevantCommands(text: string): readonly string[] {
  const lines = commandLines(text).map(({ text: command }) => command.trim());
  const commands = lines.filter(namesIstio);
  const names = new Set(
    commands.flatMap(line => [...line.matchAll(/\$[{(]?(\w+)/g)].map(match => match[1] ?? '')),
  );
  return [
    ...commands,
    ...lines.filter(line =>
      names.has(/^(?:export\s+|local\s+|readonly\s+)?(\w+)\s*[:?]?[:=]/.exec(line)?.[1] ?? ''),
    ),
  ];
}

function isComment(line: string): boolean {
  return line.startsWith('#') || line.startsWith('//');
}

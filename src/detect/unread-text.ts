/** Installations of Istio in Terraform, scripts and templates: recognised by their text. */

export interface UnreadText {
  readonly what: string;
  readonly form: string;
  readonly line: number;
  /** The parts of the file that decide what is installed. */
  readonly relevant: readonly string[];
}

/** A command that installs Istio; the words may stand on continued lines. */
const COMMANDS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
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
    pattern: /istio\.io\/downloadIstio|github\.com\/istio\/istio\/releases\/download/i,
  },
];

/** HCL blocks that install a chart of Istio. */
export function unreadTerraform(path: string, text: string): UnreadText | undefined {
  if (!/\.(tf|hcl)$/i.test(path)) return undefined;
  const blocks = topLevelBlocks(text).filter(({ text: block }) => /istio|ztunnel/i.test(block));
  const first =
    blocks.find(({ text: block }) => /^\s*(resource|module)\b/.test(block) && installsChart(block)) ??
    blocks.find(() => isTerragrunt(path));
  if (!first) return undefined;
  const relevant = blocks.map(({ text: block }) => block);
  return { what: first.text.split('{')[0]?.trim() || path, form: 'Terraform', line: first.line, relevant };
}

/** Shell scripts, Makefiles, workflows and whatever else runs commands. */
export function unreadCommands(text: string): UnreadText | undefined {
  for (const { line, text: command } of commandLines(text)) {
    const found = COMMANDS.find(({ pattern }) => pattern.test(command));
    if (found)
      return { what: `${found.what} in a script`, form: 'script', line, relevant: relevantCommands(text) };
  }
  return undefined;
}

/** Templates of Helm charts that write what installs Istio: an app of apps. */
export function unreadTemplate(text: string): UnreadText | undefined {
  if (!/\b(argoproj\.io|helm\.toolkit\.fluxcd\.io|install\.istio\.io|sailoperator\.io)\//.test(text))
    return undefined;
  const lines = text.split('\n');
  const kind = lines.findIndex(line =>
    /^\s*kind:\s*["']?(Application|ApplicationSet|HelmRelease|IstioOperator|Istio|IstioCNI|ZTunnel)\b/.test(
      line,
    ),
  );
  if (
    kind < 0 ||
    !/istiod|ztunnel|istio-release|istio\/(base|cni|gateway)|chart:\s*["']?istio|install\.istio\.io|sailoperator\.io/i.test(
      text,
    )
  )
    return undefined;
  return {
    what: (lines[kind] ?? '').trim().replace(/^kind:\s*/, ''),
    form: 'template of a Helm chart',
    line: kind + 1,
    relevant: [text],
  };
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
        /istio[\w.-]*(version|tag|ver)\b|(version|tag)[\w.-]*istio/i.test(line) &&
        /[:=]/.test(line),
    );
}

/** Names that a Terraform block takes its values from. */
export function referencedNames(blocks: readonly string[]): ReadonlySet<string> {
  const names = blocks.flatMap(block =>
    [...block.matchAll(/\b(?:var|local)\.(\w+)/g)].map(match => match[1] ?? ''),
  );
  return new Set(names.filter(name => name !== ''));
}

/** Where those names get their values: blocks `variable "x"`, lines `x = …`. */
export function definitionsOf(names: ReadonlySet<string>, text: string): readonly string[] {
  const blocks = topLevelBlocks(text).filter(({ text: block }) =>
    names.has(/^variable\s+"([^"]+)"/.exec(block)?.[1] ?? ''),
  );
  const lines = text.split('\n').filter(line => names.has(/^\s*"?(\w+)"?\s*=/.exec(line)?.[1] ?? ''));
  return [...blocks.map(({ text: block }) => block), ...lines.map(line => line.trim())];
}

function installsChart(block: string): boolean {
  return /"helm_release"|\bchart(_version|_name)?\s*=|\bhelm_|istio[\w-]*_version|repository\s*=/.test(block);
}

function isTerragrunt(path: string): boolean {
  return /(^|\/)terragrunt\.hcl$/.test(path);
}

function topLevelBlocks(text: string): { line: number; text: string }[] {
  const blocks: { line: number; text: string }[] = [];
  let current: string[] = [];
  let start = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (isComment(line.trim()) || (current.length === 0 && line.trim() === '')) continue;
    if (current.length === 0) start = index + 1;
    current.push(line);
    // A block ends at a brace in the first column, or is one line that opens none.
    if (
      /^[}\]]/.test(line) ||
      (current.length === 1 && !/[{[(]\s*$/.test(line) && !/<<-?\w+\s*$/.test(line))
    ) {
      blocks.push({ line: start, text: current.join('\n') });
      current = [];
    }
  }
  if (current.length > 0) blocks.push({ line: start, text: current.join('\n') });
  return blocks;
}

function commandLines(text: string): { line: number; text: string }[] {
  const commands: { line: number; text: string }[] = [];
  let current = '';
  let start = 1;
  for (const [index, line] of text.split('\n').entries()) {
    if (isComment(line.trim())) continue;
    if (current === '') start = index + 1;
    // Longer than any command that a person writes.
    if (current.length < 4000) current += `${line.slice(0, 2000).replace(/\\\s*$/, '')} `;
    if (/\\\s*$/.test(line)) continue;
    commands.push({ line: start, text: current });
    current = '';
  }
  if (current !== '') commands.push({ line: start, text: current });
  return commands;
}

/** The commands, and the variables that they name. */
function relevantCommands(text: string): readonly string[] {
  const lines = commandLines(text).map(({ text: command }) => command.trim());
  const commands = lines.filter(line => /istio|ztunnel/i.test(line));
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

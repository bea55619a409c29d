/** Versions that stand anywhere in the tree under a name, for declarations that take theirs by that name. */

import { append } from '../append.js';
import type { Position } from '../model.js';
import { withPlainScalars } from '../yaml/plain-scalars.js';
import { lineAt } from './code/text.js';
import type { DetectContext } from './detector.js';
import { oncePerTree } from './once.js';
import { asShell, isPowerShell } from './scripts/powershell.js';

/** `ISTIO_VERSION=1.22.2`, `istio_helm_version: "1.22.1"`, `VERSION ?= 1.2.3`, `X=${X:-1.2.3}`, `X=${X:-"1.2.3"}`. */
export interface NamedVersion {
  readonly name: string;
  readonly version: string;
  readonly at: Position;
  /** What a variable of Terraform is where nobody gives it a value. */
  readonly isDefault?: true;
}

const DEFINITION =
  /^[ \t]*(?:-[ \t]+)?(?:(?:export|local|readonly|declare(?:[ \t]+-\w+)?|ARG|ENV|set)[ \t]+)*["']?(?:\$(?:(?:env|script|global):)?)?([A-Za-z_][\w.-]{0,100})["']?[ \t]*(?:[:?]{0,2}=|:)[ \t]*(?:&[\w-]{1,100}[ \t]{1,100})?["']?(?:\$\{\w+:?[-=]["']?)?(v?\d{1,4}\.\d{1,4}(?:\.\d{1,4}[\w.+-]{0,60}|-latest))["']?\}?["']?[ \t]*,?[ \t]*(?:[#;].*)?$/;

/** `: "${ISTIO_VERSION:="1.22.2"}"`: what a variable is where nobody sets it. */
const FALLBACK =
  /^[ \t]*:[ \t]+["']?\$\{([A-Za-z_]\w{0,100}):?=["']?(v?\d{1,4}\.\d{1,4}(?:\.\d{1,4}[\w.+-]{0,60}|-latest))["']?\}["']?[ \t]*(?:#.*)?$/;

/** `istio_version := env_var_or_default("ISTIO_VERSION", "1.22.2")` of just. */
const OF_JUST =
  /^(?:export[ \t]+)?([A-Za-z_][\w-]{0,100})[ \t]*:=[ \t]*env(?:_var_or_default)?\([ \t]*["']\w{1,80}["'][ \t]*,[ \t]*["'](v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["'][ \t]*\)/;

/** `string(name: 'ISTIO_VERSION', defaultValue: '1.22.2')` of Jenkins. */
const OF_JENKINS =
  /\bname:[ \t]*["']([A-Za-z_]\w{0,100})["'][ \t]*,[ \t]*defaultValue:[ \t]*["'](v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']/;

/** `env: {ISTIO_VERSION: 1.22.2}` */
const IN_BRACES =
  /[{,][ \t]*["']?([A-Za-z_][\w.-]{0,100})["']?[ \t]*[:=][ \t]*["']?(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']?(?=[ \t]*[,}])/g;

/** `istioVersion:` of an input, or `- name: ISTIO_VERSION` in a list, whose lines below give it a value. */
const BLOCK =
  /^[ \t]*(?:([A-Za-z_][\w.-]*(?:ver|version|tag)):|-[ \t]+name:[ \t]*["']?([A-Za-z_][\w.-]*(?:ver|version|tag))["']?)[ \t]*$/i;
const GIVEN =
  /^[ \t]+(?:default|value):[ \t]*["']?(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']?[ \t]*(?:#.*)?$/i;

/** Actions of GitHub that bring istioctl: `uses: acme/setup-istioctl@v1`. */
const SETUP = /^[ \t]*(?:-[ \t]+)?uses:[ \t]*["']?[\w.-]+\/[\w./-]{0,100}istio[\w./-]{0,100}@/i;
const SETUP_VERSION =
  /^[ \t]+(?:version|istio(?:ctl)?[_-]?version):[ \t]*["']?(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']?[ \t]*(?:#.*)?$/i;

/** `variable "istio_version" {` of Terraform, and its default. */
const VARIABLE = /^variable[ \t]+"?([A-Za-z_][\w-]{0,100})"?[ \t]*\{/;
const DEFAULT = /^[ \t]+default[ \t]*=[ \t]*"(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})"[ \t]*(?:[#/].*)?$/;

const LABELS = /^[ \t]*(?:(?:"[^"\n]{1,100}"|[\w#-]{1,100}):[ \t]+){1,5}(?=["\w][\w-]{0,100}"?:[ \t]*")/;

/** Both on one line: `variable "istio_version" { default = "1.22.2" }`. */
const IN_ONE =
  /^variable[ \t]+"?[A-Za-z_][\w-]{0,100}"?[ \t]*\{(?:[^{}"]|"[^"]{0,200}"){0,900}?(?<![\w-])default[ \t]*=[ \t]*"(v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})"/;

/** What a line begins with is a definition; what people write behind it may be longer. */
const MAX_LINE = 1000;

/** Every definition of the tree, in order of file and line; read once. */
export const namedVersions = oncePerTree(readAll);

/** A version under a name of its own, or one that a block of that name gives. */
export function versionsIn(file: string, text: string): readonly NamedVersion[] {
  const found: NamedVersion[] = file.endsWith('.nix') ? packagesOfNix(file, text) : [];
  let block: { readonly name: string; readonly indent: number; readonly given?: RegExp } | undefined;
  const plain = /\.ya?ml$/i.test(file) ? withPlainScalars(text) : text;
  for (const [index, whole] of plain.split('\n').entries()) {
    const written = whole.slice(0, MAX_LINE);
    // `"eu-1": istio: "1.22.2"` of CUE: labels within labels.
    const line = file.endsWith('.cue') ? written.replace(LABELS, '') : written;
    const indent = line.search(/\S/);
    if (block && indent >= 0 && indent <= block.indent) block = undefined;
    const opened = BLOCK.exec(line);
    if (opened) block = { name: opened[1] ?? opened[2] ?? '', indent };
    // What the action is given stands below the dash of its step, beside `uses` where that has none.
    if (SETUP.test(line))
      block = {
        name: 'istioctl',
        indent: line[indent] === '-' ? indent : indent - 1,
        given: SETUP_VERSION,
      };
    const variable = /\.(tf|tofu)$/i.test(file) ? VARIABLE.exec(line)?.[1] : undefined;
    if (variable !== undefined) block = { name: variable, indent, given: DEFAULT };
    const inOne = variable === undefined ? undefined : IN_ONE.exec(line)?.[1];
    if (variable !== undefined && inOne !== undefined) {
      found.push({ name: variable, version: inOne, at: { file, line: index + 1 }, isDefault: true });
      continue;
    }
    const given = block && (block.given ?? GIVEN).exec(line)?.[1];
    if (block && given) {
      const isDefault = block.given === DEFAULT ? { isDefault: true as const } : {};
      found.push({ name: block.name, version: given, at: { file, line: index + 1 }, ...isDefault });
    }
    const tool = istioctlIn(file, line);
    const match =
      tool ??
      DEFINITION.exec(line.trimEnd()) ??
      FALLBACK.exec(line) ??
      OF_JUST.exec(line) ??
      OF_JENKINS.exec(line);
    // A file of settings may be all of one line.
    const pairs = match ? [match] : whole.matchAll(IN_BRACES);
    for (const [, name, version] of pairs) {
      if (name !== undefined && version !== undefined)
        found.push({ name, version, at: { file, line: index + 1 } });
    }
  }
  return found;
}

/** `pname = "istioctl"; version = "1.22.2";` of a package, in either order. */
function packagesOfNix(file: string, text: string): NamedVersion[] {
  const found: NamedVersion[] = [];
  for (const { index } of text.matchAll(/\bpname[ \t]{0,9}=[ \t]{0,9}"istioctl"[ \t]{0,9};/g)) {
    const from = Math.max(0, index - NEAR);
    const start = from + text.slice(from, index).lastIndexOf('{') + 1;
    const [around = ''] = text.slice(start, index + NEAR).split('{');
    const own = /(?<![\w.])version[ \t]{0,9}=[ \t]{0,9}"(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})"/.exec(
      around,
    );
    if (own?.[1])
      found.push({ name: 'istioctl', version: own[1], at: { file, line: lineAt(text, start + own.index) } });
  }
  return found;
}

/** How far a version of a package stands from its name. */
const NEAR = 1000;

/** How managers of tools write istioctl: asdf, mise, aqua, devbox. */
const TOOLS: readonly (readonly [files: RegExp, line: RegExp])[] = [
  [/\.tool-versions$/, /^(istioctl)\s+(\d+\.\d+\.\d+\S*)/],
  [
    /mise[\w.-]*\.toml$|mise\/config\.toml$/,
    /^\s*["']?(?:\w+:)?(?:istio\/istio\/?)?(istioctl|istio)?["']?\s*=\s*(?:\[\s*|\{\s*version\s*=\s*)?["']v?(\d+\.\d+\.\d+[\w.+-]*)["']/,
  ],
  [/aqua[\w.-]*\.ya?ml$/, /^\s*(?:-\s*)?name:\s*istio\/istio(?:\/(istioctl))?@v?(\d+\.\d+\.\d+[\w.+-]*)/],
  // What `get_url` and `unarchive` of Ansible fetch: Istio's release, or the tool of it.
  [
    /\.ya?ml$/,
    /^\s*(?:-\s*)?(url|src):\s*["']?https:\/\/github\.com\/istio\/istio\/releases\/download\/v?(\d+\.\d+\.\d+[\w.+-]*)\/istio/,
  ],
  [/devbox\.json$/, /["'](istioctl)@v?(\d+\.\d+\.\d+[\w.+-]*)["']/],
];

/** As if it were `istioctl = 1.22.2`. */
function istioctlIn(file: string, line: string): readonly [string, string, string] | undefined {
  if (!/istio/.test(line)) return undefined;
  for (const [files, pattern] of TOOLS) {
    const version = files.test(file) ? pattern.exec(line)?.[2] : undefined;
    if (version !== undefined) return [line, 'istioctl', version];
  }
  return undefined;
}

export function isIstioVersionName(name: string): boolean {
  return (
    name === 'istioctl' ||
    /^(default[_-])?istio(ctl)?[_.-]?((helm|chart|release)[_.-]?)?(ver|version|tag|release)([_-]?default)?$/i.test(
      name,
    )
  );
}

const VERSION = /^v?\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60}$/;

/** True for a version and nothing else. */
export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

async function readAll(context: DetectContext): Promise<readonly NamedVersion[]> {
  const found: NamedVersion[] = [];
  for (const path of context.candidates) {
    if (/(^|\/)(Chart\.(yaml|lock)|package-lock\.json)$/.test(path)) continue;
    const text = await context.text(path);
    if (text === undefined || ofProxy(path, text)) continue;
    append(found, versionsIn(path, isPowerShell(path) ? asShell(text) : text));
  }
  for (const path of context.tree.paths) {
    if (!OF_ISTIO_ALONE.test(path) || context.isSetAside(path)) continue;
    const text = ((await context.text(path)) ?? '').trim();
    if (isVersion(text)) found.push({ name: 'istio_version', version: text, at: { file: path, line: 1 } });
  }
  return found;
}

/**
 * What a proxy said of itself (`istioctl proxy-config … -o json`, `config_dump`): the version is among what it tells its control plane.
 * Source: https://github.com/istio/istio/blob/1.22.2/pkg/model/proxy.go (`BootstrapNodeMetadata`)
 */
function ofProxy(path: string, text: string): boolean {
  return (
    /\.(?:json|ya?ml|txt|log)$/i.test(path) &&
    /["']?INSTANCE_IPS["']?[ \t]*:|type\.googleapis\.com\/envoy\.(?:admin|config\.bootstrap)/.test(text)
  );
}

/** A file that holds the version and nothing else: `.istio-version`, `third_party/istio_version.txt`. */
const OF_ISTIO_ALONE = /(?:^|\/)\.?istio(?:ctl)?[._-]?version(?:\.txt)?$/i;

/**
 * Resources of the mesh that are plainly written somewhere in the tree, in a form that is not read: other languages, templates of
 * other tools, texts inside of objects. Whether a change acts on them is not known, and silence would read as safe.
 */

import { append } from '../../append.js';
import type { DataPath, Positioned, Problem, Tree } from '../../model.js';
import { parseEmbedded, valueAt, type YamlFile } from '../../yaml/positioned.js';
import { MESH_RESOURCE } from '../chart-relevance.js';
import { codeFiles } from '../code/files.js';
import { contextOf } from '../context.js';
import { listAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { holds } from '../holds.js';
import { oncePerTree } from '../once.js';
import { baseName } from '../tree-path.js';

/** By the ends of names: what writes the resource there. `.gotmpl` and Helm's own templates are read where they are used. */
const LANGUAGES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\.(jsonnet|libsonnet)$/i, 'Jsonnet'],
  [/\.cue$/i, 'CUE'],
  [/\.nix$/i, 'Nix'],
  [/\.(j2|jinja)$/i, 'a Jinja template'],
  [/\.(tpl|tmpl|tftpl|template)$/i, 'a template'],
];

/** What is not known to deploy anything. */
const CODE = 'code';

/** What code that hands a manifest to a cluster speaks of. */
const APPLIES = /kubectl|kubernetes|kube[_-]?client|client-go|CustomObjects?Api|server-?side-?apply/i;

/** The beginning of a manifest, in a text or in code that applies it: programs name kinds of the mesh for much else. */
function isApplied(path: string, text: string): boolean {
  const isText = /(^|\/)[^./]+$|\.txt$/i.test(path);
  return APPLIED.test(text) && (isText || APPLIES.test(text));
}

/** Objects whose texts something else applies, if anything does. */
const CARRIER =
  /^(ConfigMap|Secret|Job|CronJob|Pod|Task|Workflow|WorkflowTemplate|ClusterWorkflowTemplate|CronWorkflow)$/;

/** The beginning of a manifest of Istio's in some text; Istio's own templates name the Gateway API only. */
const APPLIED = /\bapiVersion["']?\s*:\s*["']?(networking|security|telemetry|extensions)\.istio\.io\/v/;
const KIND =
  /\bkind["']?\s*[:=]\s*["']?(DestinationRule|VirtualService|ServiceEntry|Gateway|Sidecar|EnvoyFilter|WorkloadEntry|WorkloadGroup|ProxyConfig|AuthorizationPolicy|PeerAuthentication|RequestAuthentication|Telemetry|WasmPlugin|HTTPRoute|GRPCRoute|TLSRoute|TCPRoute)\b/;
const isOfTheMesh = holds(MESH_RESOURCE);
/** Constructors of generated classes: `new networking.v1.DestinationRule(`. */
const CONSTRUCTOR =
  /\bnew\s+[\w.]*?(DestinationRule|VirtualService|ServiceEntry|EnvoyFilter|AuthorizationPolicy|PeerAuthentication|RequestAuthentication)(V\w+)?\(/;

/**
 * @param isRead true for files whose resources are read, by whatever form
 * @param valuesOf whose values a file holds: of a chart of the tree, which is rendered with them, or of one that is elsewhere
 */
export async function unreadResources(
  tree: Tree,
  isRead: (path: string) => boolean,
  valuesOf: (path: string) => 'here' | 'elsewhere' | undefined,
): Promise<readonly Problem[]> {
  const context = await contextOf(tree);
  const found: Problem[] = [];
  for (const [path, language] of filesOf(context)) {
    if (isRead(path)) continue;
    const text = (await context.text(path)) ?? '';
    const written = language === CODE && !isApplied(path, text) ? undefined : whatIsWritten(text);
    if (written && !(await filling(context)).some(text => text.includes(baseName(path))))
      found.push(problemOf(path, language, written));
  }
  for (const path of context.candidates) {
    if (!/\.(ya?ml|json)$/i.test(path) || context.isSetAside(path) || context.charts.isTemplate(path))
      continue;
    const values = context.charts.isPart(path) ? 'here' : valuesOf(path);
    append(found, await inObjects(context, path, values));
  }
  return found;
}

/** Files of Terraform that fill in templates, which they name, and what they can't decide of them; read once per tree. */
const filling = oncePerTree(async ({ tree, text }): Promise<readonly string[]> => {
  const paths = tree.paths.filter(path => /\.(tf|tofu|hcl)$/i.test(path)).slice(0, MAX_FILLING);
  const texts = await Promise.all(paths.map(text));
  return texts.flatMap(content => (content?.includes('templatefile(') ? [content] : []));
});

/** More files of Terraform than any repository has. */
const MAX_FILLING = 5000;

interface Written {
  readonly kind: string;
  /** All that it holds. */
  readonly kinds: readonly string[];
  readonly line: number;
}

function whatIsWritten(text: string): Written | undefined {
  const isMesh = MESH_RESOURCE.test(text);
  const match = (isMesh ? KIND.exec(text) : null) ?? (/istio/i.test(text) ? CONSTRUCTOR.exec(text) : null);
  if (!match?.[1]) return undefined;
  return { kind: match[1], kinds: kindsIn(text), line: text.slice(0, match.index).split('\n').length };
}

function kindsIn(text: string): readonly string[] {
  const found = [KIND, CONSTRUCTOR].flatMap(pattern => [...text.matchAll(new RegExp(pattern, 'g'))]);
  return [...new Set(found.map(([, kind = '']) => kind))];
}

function filesOf(context: DetectContext): readonly (readonly [path: string, language: string])[] {
  const templates = context.candidates.flatMap(path => {
    if (context.isSetAside(path) || context.charts.isPart(path)) return [];
    const language = LANGUAGES.find(([pattern]) => pattern.test(path))?.[1];
    return language === undefined ? [] : [[path, language] as const];
  });
  const projects = codeFiles(context);
  const known = new Set(projects.map(([path]) => path));
  const code = context.code.filter(path => !known.has(path) && !context.isSetAside(path));
  return [...projects, ...templates, ...code.map(path => [path, CODE] as const)];
}

/**
 * Texts of ConfigMaps and the like, what policies of Kyverno generate, and texts among the values of charts that are no YAML
 * before the chart fills them in.
 */
async function inObjects(
  context: DetectContext,
  path: string,
  values: 'here' | 'elsewhere' | undefined,
): Promise<readonly Problem[]> {
  const text = await context.text(path);
  if (text === undefined || !isOfTheMesh(path, text)) return [];
  const { documents } = await context.yaml(path);
  return documents.flatMap(({ data }) => {
    const kind = stringAt(data.value, ['kind']) ?? '';
    const isPolicy = /^(Cluster)?(Generating)?Policy$/.test(kind) && isKyverno(data.value);
    if (isPolicy) return problemsOf(path, 'generated by a policy', generated(data));
    // What a ConfigMap or a Secret holds in the open is read: see `appliedTexts`.
    const counts = kind === 'ConfigMap' || kind === 'Secret' ? isBroken : () => true;
    if (CARRIER.test(kind)) return problemsOf(path, `a text in a ${kind}`, inTexts(data, [], counts));
    if (values === 'here' || (kind === '' && values === undefined) || DESCRIBES.test(kind)) return [];
    return problemsOf(path, 'a text that a chart fills in', inTexts(data, [], isBroken));
  });
}

/** Definitions of kinds, and what operators show of them in a console: their texts describe resources, and are applied nowhere. */
const DESCRIBES = /^(?:CustomResourceDefinition|ClusterServiceVersion)$/;

/** One for all of them, at the first. */
function problemsOf(path: string, language: string, written: readonly Written[]): readonly Problem[] {
  const [first] = written;
  const kinds = [...new Set(written.flatMap(one => one.kinds))];
  return first ? [problemOf(path, language, { ...first, kinds })] : [];
}

function isBroken(parsed: YamlFile | undefined): boolean {
  return parsed !== undefined && parsed.errors.length > 0;
}

/** Texts that hold a manifest and count; texts within texts are looked into. */
function inTexts(
  data: Positioned,
  path: DataPath,
  counts: (parsed: YamlFile | undefined) => boolean,
): readonly Written[] {
  const value = valueAt(data.value, path);
  if (typeof value === 'string') {
    const kind = APPLIED.test(value) ? KIND.exec(value)?.[1] : undefined;
    if (kind === undefined) return [];
    const parsed = parseEmbedded(data, path);
    if (counts(parsed)) return [{ kind, kinds: kindsIn(value), line: data.lineOf(path) }];
    return (parsed?.documents ?? []).flatMap(document => inTexts(document.data, [], counts));
  }
  if (typeof value !== 'object' || value === null) return [];
  const keys: readonly (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap(key => inTexts(data, [...path, key], counts));
}

function isKyverno(value: unknown): boolean {
  return /^(policies\.)?kyverno\.io\//.test(stringAt(value, ['apiVersion']) ?? '');
}

function generated(data: Positioned): readonly Written[] {
  return listAt(data.value, ['spec', 'rules']).flatMap((rule, index): readonly Written[] => {
    const kind = stringAt(rule, ['generate', 'kind']);
    if (kind === undefined || !MESH_RESOURCE.test(stringAt(rule, ['generate', 'apiVersion']) ?? ''))
      return [];
    return [{ kind, kinds: [kind], line: data.lineOf(['spec', 'rules', index, 'generate', 'kind']) }];
  });
}

/** More kinds are not named. */
const MAX_NAMED = 4;

function problemOf(path: string, language: string, { kind, kinds, line }: Written): Problem {
  const named = kinds.length > 0 ? kinds.slice(0, MAX_NAMED).join(', ') : kind;
  return {
    what: path,
    why: `writes resources of the mesh (${named}) in a form that is not read (${language}): whether a change acts on them is not known; give what it becomes with --manifests`,
    file: path,
    line,
    blocking: true,
    mayHold: kinds,
  };
}

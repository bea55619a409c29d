/** Resources of the mesh that Terraform applies: `kubectl_manifest`, `kubernetes_manifest`, and values of library charts. */
import { append } from '../../append.js';
import {
  type OpenPath,
  plainValue,
  positionedValue,
  withLines,
  withoutMarks,
} from '../../evaluated/plain.js';
import type { EvaluatedScalar, EvaluatedValue } from '../../evaluated/value.js';
import type { DataPath, EmbeddedManifest, Position, Positioned, Problem } from '../../model.js';
import { parseYaml, valueAt } from '../../yaml/positioned.js';
import { MESH_RESOURCE } from '../chart-relevance.js';
import { isRecord, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { manifestsInValues, resourcesWithin } from '../embedded.js';
import { decidedBy } from '../fingerprint.js';
import { reshaped } from '../reshaped.js';
import { describeOpen } from '../values/open.js';
import type { ManifestUse } from './applied.js';
import { withEntriesPlaced, withVersionsPlaced } from './filled-parts.js';
import { gapFiles } from './gap-files.js';
import type { ChartUse } from './uses.js';
import { terraformValues } from './values.js';

export interface TerraformManifests {
  readonly manifests: readonly EmbeddedManifest[];
  readonly problems: readonly Problem[];
}

/** What something is, and at which version: told by its own name where the tree does not decide it. */
const IDENTITY = /^(name|namespace|chart(_?name)?|tag|image|(chart_?)?version|target_?[rR]evision)$/;

/** An object that is applied. A version that the tree does not decide stands there by its name: `${var.istio_version}`. */
export interface TerraformObject {
  readonly data: Positioned;
  readonly open: readonly OpenPath[];
}

/** The objects that one resource applies, whatever they are. */
export function objectsOf(use: ManifestUse): readonly TerraformObject[] {
  return partsOf(use)
    .map(named)
    .filter(({ data }) => isManifest(data.value));
}

/** True for a file of the tree that is applied as it is. */
export function isWholeFile({ value }: ManifestUse): boolean {
  return value.kind === 'scalar' && value.wholeFile !== undefined;
}

/** The arguments of a resource, a version where it is written. */
export function argumentsOf(value: EvaluatedValue): TerraformObject {
  return named(fromMap(withEntriesPlaced(value)));
}

function named({ data, open }: Part): TerraformObject {
  const value = open
    .filter(({ path }) => IDENTITY.test(String(path.at(-1))))
    .reduce((whole, { path, gap }) => placed(whole, path, `\${${gap.what}}`), data.value);
  return { data: reshaped(data, value), open };
}

function placed(value: unknown, path: DataPath, content: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value === undefined ? content : value;
  const inner = placed(valueAt(value, [key]), rest, content);
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return { ...(isRecord(value) ? value : {}), [key]: inner };
}

function partsOf({ value }: ManifestUse): readonly Part[] {
  return value.kind === 'map'
    ? [fromMap(withEntriesPlaced(value))]
    : value.kind === 'scalar'
      ? fromText(value)
      : [];
}

/** That a text of the mesh's can't be read; nothing for other texts. */
function brokenText({ address, value }: ManifestUse): readonly Problem[] {
  if (value.kind !== 'scalar' || value.encoded) return [];
  const text = String(value.value);
  const [error] = MESH_RESOURCE.test(text) ? parseYaml(value.at.file, text).errors : [];
  if (!error) return [];
  const line = value.lines?.[error.line - 1] ?? value.at.line;
  const why = `it can't be read as YAML: ${error.message}`;
  return [{ what: `what ${address} applies`, why, file: value.at.file, line, blocking: true, hides: true }];
}

/** What one resource applies; nothing for what has nothing to do with the mesh. */
export function manifestsOf(context: DetectContext, use: ManifestUse): TerraformManifests {
  const { address, declared, provider, condition } = use;
  const beside = {
    ...(provider === '' ? {} : { destination: asOfHelm(provider) }),
    ...(condition ? { condition } : {}),
  };
  const manifests: EmbeddedManifest[] = [];
  const problems: Problem[] = [...brokenText(use)];
  for (const { data, open } of partsOf(use)) {
    const found = resourcesWithin(data);
    // What rules look at besides (Services, workloads, namespaces) is a manifest as a whole: the mesh takes what it needs.
    const applied = found.length === 0 && isManifest(data.value) ? [data] : found;
    append(
      manifests,
      applied.map(part => ({ data: part, namespace: '', declared, ...beside })),
    );
    if (found.length > 0 && open.length > 0) append(problems, openProblems(context, address, data, open));
  }
  return { manifests, problems };
}

/** Charts go to `helm.prod`, manifests to `kubernetes.prod` or `kubectl.prod`: one alias stands for one cluster. */
function asOfHelm(provider: string): string {
  return provider.replace(/^[\w-]{1,60}\./, 'helm.');
}

function isManifest(value: unknown): boolean {
  return ['apiVersion', 'kind'].every(key => stringAt(value, [key]) !== undefined);
}

/** What a chart that is not at hand is given to write out. */
export async function manifestsOfChart(
  context: DetectContext,
  use: ChartUse,
  namespace: string,
): Promise<readonly EmbeddedManifest[]> {
  const { layers } = await terraformValues(context, use);
  return manifestsInValues(layers, namespace, use.declared);
}

interface Part {
  readonly data: Positioned;
  readonly open: readonly OpenPath[];
}

function fromMap(value: EvaluatedValue): Part {
  return { data: positionedValue(value), open: plainValue(value).open };
}

function fromText(item: EvaluatedScalar): readonly Part[] {
  if (item.encoded) return [fromMap(withEntriesPlaced(item.encoded))];
  const { at, gaps, lines = [at.line] } = item;
  return parseYaml(at.file, String(item.value)).documents.map(document => {
    const filled = gaps ? withoutMarks(document.data.value, gaps) : { value: document.data.value, open: [] };
    const data = withLines(document.data, filled.value, lines);
    return { data: withVersionsPlaced(data, document.data, item), open: filled.open };
  });
}

function kindsIn(data: Positioned): readonly string[] {
  return resourcesWithin(data).flatMap(({ value }) => stringAt(value, ['kind']) ?? []);
}

/** What a resource is called matters little; what its spec says is judged. */
function openProblems(
  context: DetectContext,
  address: string,
  data: Positioned,
  open: readonly OpenPath[],
): readonly Problem[] {
  const at: Position = { file: data.file, line: data.lineOf([]) };
  const what = `${stringAt(data.value, ['kind']) ?? 'manifest'} of ${address}`;
  const isSpec = ({ path }: OpenPath): boolean => path.length === 0 || path[0] === 'spec';
  return [
    [open.filter(isSpec), true],
    [open.filter(path => !isSpec(path)), false],
  ].flatMap(([paths, blocking]) =>
    Array.isArray(paths) && paths.length > 0
      ? [
          {
            what,
            why: `the tree does not decide ${describeOpen(paths)}`,
            ...at,
            blocking: blocking === true,
            ...(blocking === true ? { mayHold: kindsIn(data) } : {}),
            ...decidedBy(data.value),
            others: gapFiles(
              context,
              paths.map(({ gap }) => gap),
            ),
          },
        ]
      : [],
  );
}

/** What data sources of a module say that the tree decides: texts that `template_file` fills in, documents of a text. */
import { type EvaluatedValue, scalar } from '../../evaluated/value.js';
import type { HclBlock, HclExpression } from '../../hcl/syntax.js';
import { FILE_DOCUMENTS, fileDocuments } from './file-documents.js';
import { attributeOf, type LocatedBlock } from './files.js';
import { REMOTE_STATE, remoteOutput } from './remote-states.js';
import { keyOf, mapOf, type Names, repetitionsOf } from './repetitions.js';
import type { ModuleInstance } from './scope.js';

export interface DataSource {
  /** How many names of the path it takes. */
  readonly used: number;
  /** Undefined where the tree does not decide it. */
  value(): EvaluatedValue | undefined;
}

/**
 * @param path what follows `data.TYPE.NAME`
 * @returns undefined for what only a run tells
 */
export function dataSource(
  located: LocatedBlock,
  path: readonly string[],
  instance: ModuleInstance,
): DataSource | undefined {
  const [type] = located.block.labels;
  const isRepeated = ['count', 'for_each'].some(name => attributeOf(located.block, name));
  if (type === REMOTE_STATE) return isRepeated ? undefined : stateOf(located, path, instance);
  if (type === FILE_DOCUMENTS) return isRepeated ? undefined : documentsOf(located, path, instance);
  if (type !== 'template_file') return undefined;
  const [key, attribute] = isRepeated ? path : [undefined, path[0]];
  if (attribute !== 'rendered') return undefined;
  return {
    used: isRepeated ? 2 : 1,
    value: () => {
      const names = isRepeated ? copyOf(located, key ?? '', instance) : new Map();
      return names && rendered(located, instance, names);
    },
  };
}

/** `outputs.NAME`, and `outputs` as a whole. */
function stateOf(
  located: LocatedBlock,
  [outputs, output]: readonly string[],
  instance: ModuleInstance,
): DataSource | undefined {
  if (outputs !== 'outputs') return undefined;
  return { used: output === undefined ? 1 : 2, value: () => remoteOutput(located, output, instance) };
}

function documentsOf(
  located: LocatedBlock,
  [attribute]: readonly string[],
  instance: ModuleInstance,
): DataSource | undefined {
  if (attribute !== 'documents' && attribute !== 'manifests') return undefined;
  return { used: 1, value: () => fileDocuments(located, attribute, instance) };
}

/** What `count` and `each` are in one copy. */
function copyOf({ block, file }: LocatedBlock, key: string, instance: ModuleInstance): Names | undefined {
  const at = { file, line: block.line };
  if (attributeOf(block, 'count') && /^\d{1,4}$/.test(key))
    return new Map([['count', mapOf([['index', scalar(Number(key), at)]], at)]]);
  const copies = repetitionsOf(block, file, instance);
  return copies === 'undecided' ? undefined : copies.find(names => keyOf(names) === `["${key}"]`);
}

/** What `template_file` is filled with. */
export function varsOf(block: HclBlock): HclExpression | undefined {
  const written = attributeOf(block, 'vars')?.value;
  // Terraform before 0.12 knew them as a block.
  const entries = block.body.blocks
    .filter(({ type }) => type === 'vars')
    .flatMap(({ body }) => body.attributes)
    .map(({ name, line, value }) => ({ line, key: { kind: 'literal' as const, value: name, line }, value }));
  return written ?? (entries.length > 0 ? { kind: 'object', line: block.line, entries } : undefined);
}

/**
 * `template` filled with `vars`, as `templatefile` does it.
 * Source: https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
 */
function rendered(
  { block, file }: LocatedBlock,
  instance: ModuleInstance,
  names: Names,
): EvaluatedValue | undefined {
  const template = attributeOf(block, 'template');
  const text = template && instance.valueOf(template.value, file, names);
  if (text?.kind !== 'scalar' || text.gaps) return text;
  const parts = instance.files.parser.parseTemplate(String(text.value));
  if (!parts) return undefined;
  if (parts.every(({ kind }) => kind === 'text')) return text;
  const given = new Map<string, EvaluatedValue>();
  const vars = varsOf(block);
  const values = vars && instance.valueOf(vars, file, names);
  if (values?.kind === 'map') for (const [name, entry] of values.entries) given.set(name, entry.value);
  const filled = instance.fillFile(text.at.file, parts, given);
  const { lines } = text;
  if (text.wholeFile !== undefined || filled.kind !== 'scalar' || !lines) return filled;
  // A text inside of the module: its lines are those of the module's file.
  const placed = filled.lines?.map(line => lines[line - 1] ?? text.at.line);
  return { ...filled, at: text.at, ...(placed ? { lines: placed } : {}) };
}

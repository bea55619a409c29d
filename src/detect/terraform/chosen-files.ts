/** Files that an expression names by what whoever runs the root gives it: `file("config/${var.environment}.yaml")`. */
import { GAP_MARK } from '../../evaluated/marks.js';
import type { EvaluatedScalar, Gap } from '../../evaluated/value.js';
import type { Position, Tree } from '../../model.js';
import { filesFitting } from '../fitting.js';
import { resolveInTree } from '../tree-path.js';

/** What such an expression is seen from. */
export interface ChoosingRoot {
  readonly tree: Tree;
  /** Where plain paths start. */
  readonly folder: string;
  /** What stands for the repository in paths. */
  readonly treeRoot: string;
  /** The name of what whoever runs the root gives it: `terraform.workspace`, `var.environment`; undefined for anything else. */
  givenName(gap: Gap): string | undefined;
  /** The variable whose default stands there, and is this text. */
  variableAt(at: Position, text: string): string | undefined;
}

export interface ChosenFiles {
  /** `terraform.workspace` or `var.environment` */
  readonly by: string;
  /** What it may be, by the files that are there. */
  readonly names: readonly string[];
}

const MARKS = new RegExp(GAP_MARK, 'g');
/** What a default gives is one of several; of other variables than these a file is chosen for what it is. */
export const OF_ENVIRONMENTS =
  /env|stage|cluster|region|account|tenant|tier|workspace|context|site|landscape|platform/i;
/** More files than environments have. */
const MAX_NAMES = 60;

/** @param path what an expression names, of which a part is filled in */
export function chosenFiles(root: ChoosingRoot, path: EvaluatedScalar): ChosenFiles | undefined {
  const text = String(path.value ?? '');
  const gaps = [...new Map([...(path.gaps?.values() ?? [])].map(gap => [gap.what, gap])).values()];
  const [gap, ...others] = gaps;
  if (gap) {
    const by = others.length === 0 ? root.givenName(gap) : undefined;
    const names = by === undefined ? [] : namesOf(root, text.split(MARKS));
    return by === undefined || names.length === 0 ? undefined : { by, names };
  }
  for (const { text: filled, at } of (path.filled ?? []).toReversed()) {
    const variable = /^[\w.-]{1,80}$/.test(filled) ? root.variableAt(at, filled) : undefined;
    if (variable === undefined || !OF_ENVIRONMENTS.test(variable)) continue;
    const names = namesOf(root, text.split(wordOf(filled)));
    if (names.length > 1 && names.includes(filled)) return { by: `var.${variable}`, names };
  }
  return undefined;
}

/** That very name, and no part of another. */
function wordOf(text: string): RegExp {
  return new RegExp(`(?<![\\w-])${text.replace(/[.]/g, '\\.')}(?![\\w-])`);
}

/** What may stand between the parts, the same everywhere. */
function namesOf({ tree, folder, treeRoot }: ChoosingRoot, parts: readonly string[]): readonly string[] {
  const [first = '', second = ''] = parts;
  if (parts.length < 2) return [];
  const fromRoot = first.startsWith(`${treeRoot}/`);
  const own = fromRoot ? [first.slice(treeRoot.length + 1), ...parts.slice(1)] : parts;
  const from = fromRoot ? '' : folder;
  const start = resolveInTree(from, `${own[0]}\u0001`)?.slice(0, -1);
  if (start === undefined) return [];
  const names = filesFitting(tree, from, own).flatMap(file => {
    const rest = file.slice(start.length);
    const end = own.length === 2 ? rest.length - second.length : rest.indexOf(second);
    const name = rest.slice(0, Math.max(0, end));
    return name !== '' && resolveInTree(from, own.join(name)) === file ? [name] : [];
  });
  const found = [...new Set(names)].sort();
  return found.length > MAX_NAMES ? [] : found;
}

/**
 * What a name of a loop stands for, round by round: `c.mesh.version` in `for (const c of clusters)`, `r.mesh_version` in
 * `for r in REGIONS:`. Texts are without comments.
 */
import { oncePer } from '../../memo.js';
import type { DetectContext } from '../detector.js';
import { fieldsOf } from './arguments.js';
import type { CodeFile } from './blocks.js';
import { literalIn, openOf, type Piece, piecesOf } from './literals.js';
import { type Loop, loopsOf, valueIn } from './loops.js';
import { leaveMore } from './more.js';
import { scopeOf } from './scope.js';

/** Of one round: a piece of a file, and the fields of it that are left to be looked for. */
export interface Item {
  readonly file: CodeFile;
  readonly piece: Piece;
  readonly keys: readonly string[];
  /** What the item calls itself; '' where it doesn't. */
  readonly name: string;
}

const loopsByFile = oncePer((_: DetectContext) => new Map<string, Promise<readonly Loop[]>>());

/** The loops of a file, found once. */
export function loopsIn(context: DetectContext, file: CodeFile): Promise<readonly Loop[]> {
  const known = loopsByFile(context);
  const { path, text } = file;
  const more = (): void => leaveMore(context, file);
  const found = known.get(path) ?? scopeOf(context, path, text).then(scope => loopsOf(path, scope, more));
  known.set(path, found);
  return found;
}

/**
 * The innermost loop around a place that has a name, item by item; those are left out that have none of the objects in which a field is
 * looked for: what runs in their rounds doesn't ask for it.
 * @param after where the function begins that the loop is in
 */
export async function itemsNamed(
  context: DetectContext,
  file: CodeFile,
  [root = '', ...keys]: readonly string[],
  place: number,
  after: number,
): Promise<readonly Item[] | undefined> {
  const loops = (await loopsIn(context, file)).filter(
    ({ body, names }) =>
      names.has(root) && body.start >= after && body.start <= place && place < body.start + body.text.length,
  );
  const loop = loops.toSorted((left, right) => right.body.start - left.body.start)[0];
  if (!loop) return undefined;
  const home = loop.home ?? file;
  return loop.items.flatMap((item): readonly Item[] => {
    const name = nameOf(home, item);
    const base = valueIn(item, root, loop.names, loop.order);
    if (typeof base !== 'object') return [];
    const [first, ...rest] = keys;
    const field = first === undefined ? undefined : valueIn(item, `${root}.${first}`, loop.names, loop.order);
    if (typeof field === 'object') return [{ file: home, piece: field, keys: rest, name }];
    const holder = rest.length === 0 ? undefined : fieldsOf(home.text, base, keys.slice(0, 1));
    return holder === 'absent' ? [] : [{ file: home, piece: base, keys, name }];
  });
}

const NAMES =
  /^\s*["']?(?:name|environment|env|stage|cluster(?:_?[nN]ame)?|region|id|key|stack)["']?\s*[:=]\s*["'`]([\w.-]{1,60})["'`]/i;
const ENTRY = /^\s*["']?([\w.-]{1,60})["']?\s*:/;
const VERSION = /^v?\d{1,4}\.\d{1,4}/;

/** By a field that is for that, by the key of an entry, else by its first text. */
function nameOf({ text }: CodeFile, item: Piece): string {
  const open = openOf(item);
  if (open === undefined) return ENTRY.exec(item.text)?.[1] ?? '';
  const pieces = piecesOf(text, open);
  const named = pieces.map(piece => NAMES.exec(piece.text)?.[1]).find(one => one !== undefined);
  const texts = pieces.flatMap(piece => literalIn(piece.text) ?? []);
  return named ?? texts.find(one => /^[\w.-]{1,60}$/.test(one) && !VERSION.test(one)) ?? '';
}

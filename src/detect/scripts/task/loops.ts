/** What tasks of Task do for each of a list: https://taskfile.dev/docs/guide#looping-over-values */
import type { DataPath, Positioned } from '../../../model.js';
import { isRecord, recordAt, stringAt } from '../../data.js';
import { filledWord, type Given } from '../recipes.js';
import type { Command, Word } from '../text.js';

/** More items than people list, and more commands than all loops of a file come to. */
const MAX_ITEMS = 30;
const MAX_COMMANDS = 3000;

/** Lines of a command that runs once for each of these. */
export interface Loop {
  readonly from: number;
  readonly to: number;
  readonly rounds: readonly Given[];
}

/**
 * What each round gives names to: of `for: [base, istiod]`, of `for: {var: CHARTS, split: ',', as: CHART}`, and of
 * `for: {matrix: {CHART: [base, istiod]}}`.
 * @param task where the task stands
 * @param at where its `for` does
 * @returns undefined where nothing in the file tells
 */
export function roundsAt(data: Positioned, task: DataPath, at: DataPath): readonly Given[] | undefined {
  const { value } = data.at(at);
  if (Array.isArray(value))
    return value.length > MAX_ITEMS ? undefined : itemsAt(data, at).map(named('ITEM'));
  if (isRecord(value) && isRecord(value.matrix)) return ofMatrix(data, task, [...at, 'matrix']);
  const name = isRecord(value) ? stringAt(value, ['var']) : undefined;
  if (name === undefined) return undefined;
  const place = [
    [...task, 'vars', name],
    ['vars', name],
  ].find(path => data.at(path).value !== undefined);
  const rounds = place && listed(data, place, stringAt(value, ['split']), stringAt(value, ['as']) ?? 'ITEM');
  return rounds && rounds.length > 0 && rounds.length <= MAX_ITEMS ? rounds : undefined;
}

/** `{{.ITEM.CHART}}` in each combination; a list may be that of a variable: `CHART: {ref: .CHARTS}` */
function ofMatrix(data: Positioned, task: DataPath, at: DataPath): readonly Given[] | undefined {
  let rounds: readonly Given[] = [new Map()];
  for (const key of Object.keys(recordAt(data.value, at) ?? {})) {
    const { value } = data.at([...at, key]);
    const name = /^\.(\w{1,80})$/.exec(stringAt(value, ['ref']) ?? '')?.[1];
    const places =
      name === undefined
        ? [[...at, key]]
        : [
            [...task, 'vars', name],
            ['vars', name],
          ];
    const place = places.find(path => Array.isArray(data.at(path).value));
    const words = place && itemsAt(data, place);
    if (!words || words.length * rounds.length > MAX_ITEMS) return undefined;
    rounds = rounds.flatMap(round => words.map(word => new Map([...round, [`ITEM.${key}`, word]])));
  }
  return rounds;
}

function named(name: string): (word: Word) => Given {
  return word => new Map([[name, word]]);
}

function itemsAt(data: Positioned, path: DataPath): readonly Word[] {
  const { value } = data.at(path);
  return (Array.isArray(value) ? value : []).map((item, index) => ({
    text: String(item),
    line: data.lineOf([...path, index]),
  }));
}

/** Of a text, a list, and `{map: {base: 1.22.2}}`. */
function listed(
  data: Positioned,
  place: DataPath,
  separator: string | undefined,
  as: string,
): readonly Given[] | undefined {
  const { value } = data.at(place);
  if (Array.isArray(value))
    return value.some(one => typeof one === 'object')
      ? value.map((one, index) => fieldsAt(data, [...place, index], one, as))
      : itemsAt(data, place).map(named(as));
  if (typeof value === 'string') {
    if (value.includes('{{')) return undefined;
    const first = data.lineOf(place) + (value.includes('\n') ? 1 : 0);
    return value
      .split('\n')
      .flatMap((line, index) =>
        line
          .split(separator === undefined || separator === '' ? /\s+/ : separator)
          .map(text => ({ text: text.trim(), line: first + index })),
      )
      .filter(({ text }) => text !== '')
      .map(named(as));
  }
  const map = isRecord(value) && isRecord(value.map) ? value.map : undefined;
  if (!map) return undefined;
  return Object.entries(map).map(([key, one]) => {
    const line = data.lineOf([...place, 'map', key]);
    return new Map([
      ['KEY', { text: key, line }],
      [as, { text: String(one), line }],
    ]);
  });
}

/** `{{.ITEM.version}}` of an item that has it. */
function fieldsAt(data: Positioned, path: DataPath, item: unknown, as: string): Given {
  return new Map(
    Object.entries(isRecord(item) ? item : {}).flatMap(([key, one]) =>
      typeof one === 'string' || typeof one === 'number'
        ? [[`${as}.${key}`, { text: String(one), line: data.lineOf([...path, key]) }] as const]
        : [],
    ),
  );
}

/** The commands, with those of a loop once for each round. */
export function looped(commands: readonly Command[], loops: readonly Loop[]): readonly Command[] {
  if (loops.length === 0) return commands;
  let left = MAX_COMMANDS;
  return commands.flatMap(command => {
    const line = command.words[0]?.line ?? 0;
    const loop = loops.find(({ from, to }) => from <= line && line <= to);
    if (!loop || left < 0) return [command];
    left -= loop.rounds.length;
    return loop.rounds.map(round => ({
      ...command,
      words: command.words.map(word => filledWord(word, round)),
    }));
  });
}

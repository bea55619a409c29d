/**
 * Charts that are fields of an object which code goes through, or is handed, by its class: `for (Addon addon : Addon.values())
 * HelmChart.Builder.create(…).chart(addon.chart())` of an enum of Java, `for addon in Addon:` of Python, `Addon.entries.forEach { addon
 * -> … }` of Kotlin, `foreach (Release r in releases)` of C#. Texts are without comments.
 */
import { argumentOf } from './arguments.js';
import { bracketsIn, type CodeFile, endingOf } from './blocks.js';
import type { Call, Calling } from './calls.js';
import { dotted } from './expressions.js';
import { type Instances, instancesOfClass } from './instances.js';
import { type Piece, trimmed } from './literals.js';
import { classIn } from './made.js';
import { typeOfName } from './owners.js';

export interface TypedObjects extends Pick<Instances, 'calls'> {
  /** What words are of the object that a call makes. */
  valueOf(call: Call, words: string): Piece | 'absent' | undefined;
}

const WORDS = /^([A-Za-z_$][\w$]{0,60})\.([A-Za-z_$][\w$]{0,60})$/;
/** More places at which a file goes through something. */
const MAX_PLACES = 200;

/**
 * @param words `addon.chart`, of `addon.chart()` as well
 * @param isHanded whoever calls this hands the object over: only those of an enum are known without the calls
 */
export async function typedObjects(
  calling: Calling,
  file: CodeFile,
  words: string,
  index: number,
  isHanded: boolean,
): Promise<TypedObjects | undefined> {
  const [, root = '', field = ''] = WORDS.exec(dotted(words)) ?? [];
  if (root === '' || !/\.(?:java|kt|cs|py)$/.test(file.path)) return undefined;
  const type =
    ofRound(file.text, root, index) ?? typeOfName(file, bracketsIn(calling.context, file), root, index);
  if (type === undefined) return undefined;
  const [home, ...others] = (await calling.files()).filter(
    one => endingOf(one.path) === endingOf(file.path) && classIn(one, type) !== undefined,
  );
  if (!home || others.length > 0) return undefined;
  const made = await instancesOfClass(calling, home, type);
  if (!made || (isHanded && !made.isEnum) || positionIn(made, home, type, field) === undefined)
    return undefined;
  return {
    calls: made.calls,
    valueOf(call, other) {
      const [, holder, key = ''] = WORDS.exec(dotted(other)) ?? [];
      const position = holder === root ? positionIn(made, home, type, key) : undefined;
      if (position === undefined) return undefined;
      const value = argumentOf(call, position, key, []);
      return typeof value === 'object' ? trimmed(value.piece) : value;
    },
  };
}

/** Which argument of the constructor a field is, or what a method gives that returns one. */
function positionIn(
  { positionOf }: Pick<Instances, 'positionOf'>,
  home: CodeFile,
  type: string,
  name: string,
): number | undefined {
  const body = classIn(home, type);
  const method = new RegExp(
    `(?<![\\w$.])${name.replaceAll('$', '\\$')}\\(\\s{0,9}\\)\\s{0,20}(?:\\{\\s{0,99}(?:return\\s{1,9}(?:this\\.)?([A-Za-z_$][\\w$]{0,80})\\s{0,9};\\s{0,99}\\})?|=>?\\s)`,
  ).exec(body ? home.text.slice(body.start, body.end) : '');
  if (method) return method[1] === undefined ? undefined : positionOf(method[1]);
  const plain = /^get([A-Z])(\w{0,80})$/.exec(name);
  return positionOf(name) ?? (plain ? positionOf(`${plain[1]?.toLowerCase()}${plain[2]}`) : undefined);
}

/** `for addon in Addon:`, `for (addon in Addon.entries)`, `Arrays.stream(Addon.values()).forEach(addon -> …)` */
function ofRound(text: string, name: string, index: number): string | undefined {
  const own = name.replaceAll('$', '\\$');
  const rounds = new RegExp(
    `\\bfor\\s{0,9}\\(?\\s{0,9}${own}\\s{1,9}in\\s{1,9}([A-Z]\\w{0,80})(?:\\.values\\(\\)|\\.entries)?\\s{0,9}[):]|\\b([A-Z]\\w{0,80})\\.(?:values\\(\\)|entries)\\)?[^;{}]{0,200}[({]\\s{0,20}\\(?${own}\\)?\\s{0,9}->`,
    'g',
  );
  let found: string | undefined;
  let count = 0;
  for (const match of text.matchAll(rounds)) {
    if (match.index > index || count++ > MAX_PLACES) break;
    found = match[1] ?? match[2];
  }
  return found;
}

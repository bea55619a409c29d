/** What a file of a program declares, and what that is made of there. */
import { escapeForRegExp } from '../../escape-regexp.js';
import { oncePer } from '../../memo.js';
import type { CodeFile } from './blocks.js';
import { fieldAt } from './literals.js';
import { originIn } from './reach.js';
import { Statements } from './statements.js';
import { lineAt } from './text.js';

/** More names than a file declares. */
const MAX_DECLARED = 2000;
const NAME = '([A-Za-z_$][\\w$]{0,80})';

const OF_SCRIPT = new RegExp(
  `^\\s{0,99}(?:export\\s{1,9})?(?:default\\s{1,9})?(?:declare\\s{1,9})?(?:(?:async\\s{1,9})?function\\b\\s{0,9}\\*?|(?:abstract\\s{1,9})?class|(?:const\\s{1,9})?enum|const|let|var)\\s{1,9}${NAME}|^[ \\t]{0,9}(?:module\\.)?exports\\.${NAME}\\s{0,9}=(?!=)`,
  'gm',
);
const OF_PYTHON = new RegExp(
  `^(?:(?:async[ \\t]{1,9})?def|class)[ \\t]{1,9}${NAME}|^${NAME}[ \\t]{0,9}(?::[^=\\n]{1,80})?=(?!=)`,
  'gm',
);
/** Functions, and constants that stand alone or in a list of them, which is indented once. */
const OF_GO = new RegExp(
  `^(?:func|const|var|type)[ \\t]{1,9}${NAME}|^\\t${NAME}(?:[ \\t]{1,99}[\\w.*[\\]]{1,80})?[ \\t]{0,99}=(?!=)`,
  'gm',
);

/** Where each name is declared first. */
const declaredIn = oncePer(({ path, text }: CodeFile): ReadonlyMap<string, number> => {
  const pattern = path.endsWith('.py') ? OF_PYTHON : path.endsWith('.go') ? OF_GO : OF_SCRIPT;
  const found = new Map<string, number>();
  for (const { index, 0: whole, 1: first, 2: second } of text.matchAll(pattern)) {
    const name = first ?? second ?? '';
    if (found.size < MAX_DECLARED && !found.has(name)) found.set(name, index + whole.length - name.length);
  }
  return found;
});

/** The statements that make it, in a file that declares it. */
export function declarationOf(file: CodeFile, name: string): string | undefined {
  if (!declaredIn(file).has(name)) return undefined;
  // Of more than can be followed it may be anything.
  return originIn(file, [])(name, 1)?.text ?? file.text;
}

/** What it says of one of its fields: of an object, of a class, of an enumeration. */
export function fieldOf(file: CodeFile, name: string, field: string): string | undefined {
  // What is assigned to it further down counts as well.
  if (isAssignedLater(file, name, field)) return undefined;
  const piece = fieldAt(file.text, [name, field]);
  if (!piece) return memberOf(file, name, field);
  // A name there is made of other statements of the file.
  return originIn(file, [])(piece.text, lineAt(file.text, piece.start))?.text ?? file.text;
}

/** `settings.outbound = …`, `settings["outbound"] = …`, `Object.assign(settings, …)` */
function isAssignedLater({ text }: CodeFile, name: string, field: string): boolean {
  const [own, inner] = [name, field].map(escapeForRegExp);
  return new RegExp(
    `(?<![\\w.$])${own}(?:\\.${inner}\\b|\\[["'\`]${inner}["'\`]\\]|\\[[A-Za-z_]\\w{0,80}\\])[^=\\n;]{0,100}=(?![=>])|\\b(?:assign|merge|update)\\(\\s{0,9}${own}\\b|(?<![\\w.$])${own}\\.update\\(`,
  ).test(text);
}

function memberOf(file: CodeFile, name: string, field: string): string | undefined {
  const index = declaredIn(file).get(name);
  if (index === undefined || !/^[\w$]{1,80}$/.test(field)) return undefined;
  const statements = new Statements(file.text);
  const head = lineAt(file.text, index) - 1;
  if (!/\b(?:class|enum)\s/.test(statements.line(head))) return undefined;
  const member = new RegExp(
    `^\\s*(?:\\w{1,20}\\s{1,9}){0,5}${escapeForRegExp(field)}\\s{0,9}(?::[^=\\n]{1,80})?=(?!=)`,
  );
  for (let line = head + 1; line < statements.endOf(head); line++) {
    if (!member.test(statements.line(line))) continue;
    // The next member of an enumeration is another one.
    const isWhole = ALONE.test(statements.line(line));
    const statement = isWhole ? statements.line(line) : statements.text(line, statements.endOf(line));
    return originIn(file, [])(statement, line + 1)?.text ?? file.text;
  }
  return undefined;
}

const ALONE = /^[^()[\]{}]{1,500},\s*$/;

/** `export default { … }`, `module.exports = { … }` */
const DEFAULT =
  /^[ \t]{0,9}(?:export[ \t]{1,9}default\b|module\.exports[ \t]{0,9}=|exports\.default[ \t]{0,9}=)/m;

/** What a file exports under no name. */
export function defaultOf(file: CodeFile): string | undefined {
  const found = DEFAULT.exec(file.text);
  if (!found) return undefined;
  const statements = new Statements(file.text);
  const line = lineAt(file.text, found.index);
  const statement = statements.text(line - 1, statements.endOf(line - 1));
  return originIn(file, [])(statement, line)?.text ?? file.text;
}

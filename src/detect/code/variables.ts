/**
 * Variables that a program declares for what it makes, and what they are otherwise: `new TerraformVariable(this, "istio_version",
 * { default: "1.22.2" })` of CDKTF, whose value is `istioVersion.stringValue`, and `new CfnParameter(this, "IstioVersion", { default:
 * "1.22.2" })` of the CDK, whose value is `version.valueAsString`.
 * Source: https://developer.hashicorp.com/terraform/cdktf/concepts/variables-and-outputs and
 * https://docs.aws.amazon.com/cdk/v2/guide/parameters.html
 */

import type { DetectContext } from '../detector.js';
import { ancestors, baseName, folderOf, inFolder } from '../tree-path.js';
import type { Constant } from './constants.js';
import { fieldAmong, literalIn, openOf, type Piece, piecesOf, trimmed, wholeVersion } from './literals.js';
import { declaringFiles, type Scope } from './scope.js';
import { lineAt } from './text.js';

/** More places at which a program gives one name a value. */
const MAX_PLACES = 20;
/** Longer than a statement of people that declares one. */
const MAX_STATEMENT = 1500;

/** What is asked of one: `.stringValue`, `.string_value`, `.StringValue()`, `.getStringValue()`, `.valueAsString`; of a local, `.asString`. */
const ASKED =
  /^\*?(?:(?:this|self)\.)?([A-Za-z_]\w{0,80})\.(?:(?:get)?_?(?:string_?value|value(?:_?as_?string)?|as_?string|expression|to_?string))(?:\(\)?)?$/i;
/** What declares one, before its bracket. */
const DECLARES =
  /^(?:new\s{1,9}|&)?(?:\w{1,60}\.){0,4}(?:New_?)?(TerraformVariable|TerraformLocal|CfnParameter)(?:\.Builder\s{0,20}\.create)?\s{0,9}\(/;

/** @param words what the program asks for: `istioVersion.stringValue` */
export async function variableConstant(
  context: DetectContext,
  scope: Scope,
  words: string,
): Promise<Constant | undefined> {
  const name = ASKED.exec(words)?.[1];
  const [own] = scope;
  if (name === undefined || !own) return undefined;
  const { files } = declaringFiles(scope, own, [name]);
  for (const { path, text } of files) {
    const declared = declaredIn(text, name);
    if (!declared) continue;
    const set = declared.key === undefined ? undefined : await setFor(context, path, declared.key);
    if (set) return set;
    const version = declared.value && wholeVersion(literalIn(declared.value.text));
    if (!declared.value || version === undefined) return undefined;
    const at = { file: path, line: lineAt(text, trimmed(declared.value).start) };
    return { version, at, isDefault: true };
  }
  return undefined;
}

interface Declared {
  /** Under which name whoever runs it gives a value. */
  readonly key?: string;
  /** What counts otherwise. */
  readonly value?: Piece;
}

/** The only declaration of a name in a text. */
function declaredIn(text: string, name: string): Declared | undefined {
  const assigned = new RegExp(
    `(?<![\\w.$])(?:(?:this|self)\\.)?${name}\\b(?:\\s{0,9}:\\s{0,9}[\\w.]{1,60})?\\s{0,9}:?=(?![=>])\\s{0,99}`,
    'g',
  );
  const found: Declared[] = [];
  for (const match of [...text.matchAll(assigned)].slice(0, MAX_PLACES)) {
    const start = match.index + match[0].length;
    const [head = '', kind] = DECLARES.exec(text.slice(start, start + 400)) ?? [];
    if (head === '') continue;
    const pieces = piecesOf(text, start + head.length - 1);
    if (kind === 'TerraformLocal') {
      const value = fieldAmong(pieces.slice(2), 'expression') ?? pieces[2];
      found.push(value ? { value } : {});
      continue;
    }
    const key = literalIn(pieces[1]?.text ?? '');
    const value =
      defaultAmong(pieces) ??
      pieces.slice(2).flatMap(piece => defaultWithin(text, piece) ?? [])[0] ??
      ofBuilder(text, start);
    found.push({
      ...(kind === 'TerraformVariable' && key !== undefined ? { key } : {}),
      ...(value ? { value } : {}),
    });
  }
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

function defaultAmong(pieces: readonly Piece[]): Piece | undefined {
  for (const name of ['default', 'Default', '_default', 'default_']) {
    const found = fieldAmong(pieces, name);
    if (found) return found;
  }
  return undefined;
}

/** `{ default: "1.22.2" }`, `&cdktf.TerraformVariableConfig{ Default: jsii.String("1.22.2") }`, `new CfnParameterProps { Default = … }` */
function defaultWithin(text: string, piece: Piece): Piece | undefined {
  const open = openOf(piece);
  return open === undefined ? undefined : defaultAmong(piecesOf(text, open));
}

/** `TerraformVariable.Builder.create(this, "istio_version")._default("1.22.2").build()` */
function ofBuilder(text: string, start: number): Piece | undefined {
  const statement = text.slice(start, start + MAX_STATEMENT).split(';')[0] ?? '';
  const found = /\.(?:_default|defaultValue|default)\(\s{0,20}("[^"\n]{1,100}")/.exec(statement);
  const [whole = '', value = ''] = found ?? [];
  return found ? { text: value, start: start + found.index + whole.length - value.length } : undefined;
}

/** What files of values give a variable that Terraform reads by itself, in the folder of the project. */
async function setFor(context: DetectContext, path: string, key: string): Promise<Constant | undefined> {
  const root = ancestors(path).find(folder => context.tree.has(inFolder(folder, 'cdktf.json')));
  if (root === undefined || !/^\w{1,80}$/.test(key)) return undefined;
  const files = context.tree.paths.filter(
    file => folderOf(file) === root && /^(?:terraform|[\w.-]{1,80}\.auto)\.tfvars$/.test(baseName(file)),
  );
  // Those of the second kind count before the others.
  const inOrder = files.toSorted((left, right) => Number(IS_AUTO.test(left)) - Number(IS_AUTO.test(right)));
  let found: Constant | undefined;
  for (const file of inOrder) {
    for (const [index, line] of ((await context.text(file)) ?? '').split('\n').entries()) {
      const [, name, value = ''] = LINE.exec(line) ?? [];
      const version = name === key ? wholeVersion(value) : undefined;
      if (version !== undefined) found = { version, at: { file, line: index + 1 } };
    }
  }
  return found;
}

const IS_AUTO = /\.auto\.tfvars$/;
const LINE = /^[ \t]{0,20}(\w{1,80})[ \t]{0,40}=[ \t]{0,40}"([^"]{1,100})"/;

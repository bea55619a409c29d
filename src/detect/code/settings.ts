/** Settings of Pulumi that code asks for: by a key, or as an object that holds several. */
import type { CodeFile } from './blocks.js';
import { dotted, type Expression, expressionAt, settingOf } from './expressions.js';
import { fieldAt } from './literals.js';
import { ownOf, type Scope } from './scope.js';

export interface NamedSetting extends Expression {
  /** The file that asks for it, where that is not the place itself. */
  readonly file?: CodeFile;
}

/** The setting that a version is: asked for in its place, or under the name that stands there. */
export function settingIn(
  scope: Scope,
  expression: Expression | undefined,
  word: string,
): NamedSetting | undefined {
  if (expression?.key !== undefined) return expression;
  const parts = dotted(word).split('.');
  const name = parts.at(-1) ?? '';
  const files = ownOf(scope);
  for (const file of parts.length > 1 ? files : []) {
    const field = fieldAt(file.text, parts);
    const found = field && expressionAt(file.text, field.start);
    if (found?.key !== undefined) return { ...found, file };
  }
  // `settings.istioVersion` of `settings = Settings(istioVersion=config.get("istioVersion"))`, of whatever makes it.
  const isField = parts.length > 1 && !/^(?:chart_?)?version$/i.test(name);
  for (const file of files) {
    const found = settingOf(file.text, name, isField);
    if (found) return { ...found, file };
  }
  return undefined;
}

export interface ObjectSetting {
  readonly key: string;
  readonly settings: string;
  /** Keys within what stands there. */
  readonly path: readonly string[];
}

/** More names that stand for parts of one another than people write. */
const MAX_PARTS = 4;

const OBJECT =
  /^((?:[A-Za-z_]\w{0,80}\.){1,3})(?:[gG]et|[rR]equire|[tT]ry)_?(?:[oO]bject)(?:<[^()]{0,200}>)?\(\s{0,9}(?:ctx\s{0,9},\s{0,9})?["'`]([\w:.-]{1,100})["'`]/;

/**
 * `istio.version` of `charts = config.require_object("charts")` and `istio = charts["istio"]`; in Go
 * `cfg.RequireObject("charts", &charts)`.
 */
export function objectSettingIn(scope: Scope, name: string): ObjectSetting | undefined {
  let parts = dotted(name).split('.');
  const text = scope[0]?.text ?? '';
  for (let step = 0; step < MAX_PARTS; step++) {
    const [root = '', ...path] = parts;
    if (!/^[A-Za-z_]\w{0,80}$/.test(root)) return undefined;
    const [, filled = '', key] = filledFrom(text, root) ?? [];
    if (key !== undefined)
      return {
        key,
        settings: filled,
        path: path.map(one => taggedAs(scope, one)),
      };
    const assigned = new RegExp(
      `(?<![\\w.$])${root}\\b(?:\\s{0,9}:[^=\\n]{1,60})?\\s{0,9}:?=(?![=>])\\s{0,20}`,
    ).exec(text);
    if (!assigned) return undefined;
    const behind = text.slice(assigned.index + assigned[0].length, assigned.index + assigned[0].length + 500);
    const asked = OBJECT.exec(behind);
    if (asked) return { key: asked[2] ?? '', settings: (asked[1] ?? '').replace(/\.$/, ''), path };
    const other = expressionAt(behind, 0)?.name;
    if (other === undefined || other === root) return undefined;
    parts = [...other.split('.'), ...path];
  }
  return undefined;
}

/** What a field of Go is called in settings: ``Version string `json:"istioVersion"` ``, else as it is but for its first letter. */
function taggedAs(scope: Scope, field: string): string {
  const tagged = new RegExp(
    `^\\s{0,20}${field}[ \\t]{1,40}[\\w.*[\\]]{1,60}[ \\t]{1,40}\`[^\`\\n]{0,100}?\\b(?:json|pulumi|yaml):"([\\w.-]{1,60})`,
    'm',
  );
  const tags = new Set(scope.flatMap(({ text }) => tagged.exec(text)?.[1] ?? []));
  return tags.size === 1 ? ([...tags][0] ?? field) : field.replace(/^[A-Z]/, first => first.toLowerCase());
}

/** `cfg.RequireObject("charts", &charts)` */
function filledFrom(text: string, name: string): RegExpExecArray | null {
  if (!/^[A-Za-z_]\w{0,80}$/.test(name)) return null;
  return new RegExp(
    `\\b([A-Za-z_]\\w{0,80})\\.(?:Get|Require|Try)Object\\(\\s{0,9}["\`]([\\w:.-]{1,100})["\`]\\s{0,9},\\s{0,9}&${name}\\s{0,9}\\)`,
  ).exec(text);
}

/** Whether a name is given such an object at a place, or one is filled into it elsewhere in the text. */
export function holdsSettings(text: string, name: string, place: number): boolean {
  return OBJECT.test(text.slice(place, place + 500)) || filledFrom(text, name) !== null;
}

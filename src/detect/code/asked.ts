/** Values that code asks whatever runs it for: the context of the CDK, the environment of a process. */
import { startOf } from '../../yaml/positioned.js';
import { stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { ancestors, inFolder } from '../tree-path.js';
import type { CodeFile } from './blocks.js';
import type { Handed } from './callers.js';
import { dotted, type Expression, expressionAt } from './expressions.js';
import { wholeVersion } from './literals.js';

/** The context of the CDK, and the environment as Python asks for it. */
export const ASKED = /(?:\.((?:try)?[gG]etContext|(?:try_)?get_context)|\benviron\.get|\bgetenv)$/;

/** `(… as Addons)`, `…!` */
const IS_OF = '(?:\\s{0,9}as\\s{1,9}[\\w.<>, ]{1,80}\\)|\\)|!){0,2}';
const FIELD = '\\s{0,50}(?:[?!]?\\.[A-Za-z_$][\\w$]{0,80}|(?:\\?\\.)?\\[["\'][\\w-]{1,80}["\']\\])';
/** Fields of what is asked for, `.istio`, `?.istio`, `["istio"]`, but no method that is called of it. */
const FIELDS = `${IS_OF}((?:${FIELD}){0,4})(?![\\w$]|[ \\t]{0,9}[([]|\\s{0,50}\\??\\.\\w)`;
const KEY = '["\'`]([\\w:./@-]{1,100})["\'`]';
const ASKS = `^[\\w.]{1,100}(?:<[^<>()]{1,60}>)?\\(\\s{0,20}${KEY}\\s{0,20}`;

/** How much stands before the question itself: `(app.node.tryGetContext("addons") as Addons).istio`. */
export function beforeAsked(text: string, start: number): number {
  return BEFORE.exec(text.slice(start, start + 200))?.[0].length ?? 0;
}

const BEFORE = /^\(\s{0,9}(?=[\w$.]{1,100}\.(?:tryG|g)etContext\()/;

/** `os.getenv("ISTIO_VERSION", "1.22.2")`, `tryGetContext("version") ?? "1.22.2"`. */
export function otherwiseOf(text: string, start: number): Expression | undefined {
  const before = OTHERWISE.exec(text.slice(start, start + 600))?.[0];
  return before === undefined ? undefined : expressionAt(text, start + before.length);
}

const OTHERWISE = new RegExp(
  `${ASKS}(?:,\\s{0,20}(?:default\\s?=\\s?)?|\\)${FIELDS}\\s{0,20}(?:\\?\\?|\\|\\||\\bor\\b)\\s{0,20})`,
);
const OF_CONTEXT = new RegExp(`${ASKS}\\)${FIELDS}`);

/**
 * `app.node.tryGetContext("istioVersion")` of the CDK, by the `cdk.json` of the app.
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
export async function ofContext(
  context: DetectContext,
  { path, text }: CodeFile,
  start: number,
  keys: readonly string[],
): Promise<readonly Handed[] | undefined> {
  const [, key, fields = ''] = OF_CONTEXT.exec(text.slice(start, start + 600)) ?? [];
  const app = ancestors(path).find(one => context.tree.has(inFolder(one, 'cdk.json')));
  if (key === undefined || app === undefined) return undefined;
  const inner = dotted(fields.replace(/[\s!]/g, '').replace(/\?\.(?=\[)/g, '')).split('.');
  const own = [key, ...inner.filter(one => one !== ''), ...keys];
  return (
    (await saidIn(context, inFolder(app, 'cdk.json'), ['context', ...own])) ??
    saidIn(context, inFolder(app, 'cdk.context.json'), own)
  );
}

async function saidIn(
  context: DetectContext,
  file: string,
  within: readonly string[],
): Promise<readonly Handed[] | undefined> {
  if (!context.tree.has(file)) return undefined;
  const data = (await context.yaml(file)).documents[0]?.data;
  const value = data?.at(within).value;
  if (data && typeof value === 'boolean')
    return [{ version: undefined, text: String(value), at: startOf(data, within), environment: '' }];
  const said = data && stringAt(data.value, within);
  const version = wholeVersion(said);
  return data && said !== undefined && (version !== undefined || ADDRESS.test(said))
    ? [{ version, text: said, at: startOf(data, within), environment: '' }]
    : undefined;
}

const ADDRESS = /^(?:https|oci):\/\//;

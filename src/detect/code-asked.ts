/** Values that code asks whatever runs it for: the context of the CDK, the environment of a process. */
import { startOf } from '../yaml/positioned.js';
import type { CodeFile } from './code-blocks.js';
import type { Handed } from './code-callers.js';
import { type Expression, expressionAt } from './code-expressions.js';
import { stringAt } from './data.js';
import type { DetectContext } from './detector.js';
import { ancestors, inFolder } from './tree-path.js';

const VERSION = /^v?(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})$/;

/** The context of the CDK, and the environment as Python asks for it. */
export const ASKED = /(?:\.(tryGetContext|try_get_context)|\benviron\.get|\bgetenv)$/;

/** `os.getenv("ISTIO_VERSION", "1.22.2")`, `tryGetContext("version") ?? "1.22.2"`. */
export function otherwiseOf(text: string, start: number): Expression | undefined {
  const before =
    /^[\w.]{1,100}\(\s{0,20}["'`][\w:./-]{1,100}["'`]\s{0,20}(?:,\s{0,20}(?:default\s?=\s?)?|\)\s{0,20}(?:\?\?|\|\||\bor\b)\s{0,20})/.exec(
      text.slice(start, start + 400),
    )?.[0];
  return before === undefined ? undefined : expressionAt(text, start + before.length);
}

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
  const key = /^[\w.]{1,100}\(\s{0,9}["'`]([\w:./-]{1,100})["'`]\s{0,9}\)/.exec(
    text.slice(start, start + 300),
  )?.[1];
  const app = ancestors(path)
    .map(folder => inFolder(folder, 'cdk.json'))
    .find(one => context.tree.has(one));
  if (key === undefined || app === undefined) return undefined;
  const data = (await context.yaml(app)).documents[0]?.data;
  const within = ['context', key, ...keys];
  const value = data?.at(within).value;
  if (data && typeof value === 'boolean')
    return [{ version: undefined, text: String(value), at: startOf(data, within), environment: '' }];
  const written = data && stringAt(data.value, within);
  const version = VERSION.exec(written ?? '')?.[1];
  return data && written !== undefined && (version !== undefined || ADDRESS.test(written))
    ? [{ version, text: written, at: startOf(data, within), environment: '' }]
    : undefined;
}

const ADDRESS = /^(?:https|oci):\/\//;

/**
 * What code installs only where a setting says so that nothing in the tree switches on: `if (valueFromContext(scope, "mesh", false)) {`
 * of EKS Blueprints, `tryGetContext("mesh")` of the CDK, `config.getBoolean("mesh")` of Pulumi, `process.env.MESH === "true"`.
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/context.html and https://www.pulumi.com/docs/iac/concepts/config/
 */

import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { settingTexts } from '../setting-texts.js';
import { assignedOnce, conditionsAround } from './conditions.js';
import type { Source } from './decided.js';

/** A name, or what is asked of one. */
const OF = '(?:[\\w$]{1,60}\\??\\.){0,5}';
const KEY = '["\'`]([\\w.:/-]{1,100})["\'`]';
const IS_TRUE = '(?:\\s{0,9}===?\\s{0,9}(?:true|True|["\'`](?:true|True|1|yes|on)["\'`]))?';
const OR_FALSE = '(?:\\s{0,9}(?:\\?\\?|\\|\\||\\bor\\b)\\s{0,9}(?:false|False))?';
const ASKS = [
  // What is otherwise, is said: only `false` is off.
  `${OF}valueFromContext\\(\\s{0,9}[\\w$.]{1,60}\\s{0,9},\\s{0,9}${KEY}\\s{0,9},\\s{0,9}(?:false|False)\\s{0,9}\\)`,
  `${OF}(?:tryGetContext|try_get_context)\\(\\s{0,9}(?:ctx\\s{0,9},\\s{0,9})?${KEY}\\s{0,9}\\)`,
  'process\\.env\\.(\\w{1,80})',
  `os\\.(?:environ\\.get|getenv)\\(\\s{0,9}${KEY}\\s{0,9}\\)`,
  `os\\.Getenv\\(\\s{0,9}${KEY}\\s{0,9}\\)`,
].map(asked);
/** Of other programs, flags have such names, and defaults of their own. */
const OF_PULUMI = asked(
  `${OF}(?:getBoolean|get_bool|GetBool)\\(\\s{0,9}(?:ctx\\s{0,9},\\s{0,9})?${KEY}\\s{0,9}\\)`,
);

function asked(pattern: string): RegExp {
  return new RegExp(`^\\(?${pattern}\\)?${IS_TRUE}${OR_FALSE}$`);
}

const NAME = /^[A-Za-z_$][\w$]{0,80}$/;
/** Longer than a file that hands settings over. */
const MAX_TEXT = 1_000_000;

const PROGRAM = /\.(?:[mc]?[jt]sx?|py|go)$/;

/** The setting around a place without which the code there does nothing; none where it runs, or where that can't be told. */
export async function offAt(
  { context, path, tool, text }: Pick<Source, 'context' | 'path' | 'tool' | 'text'>,
  index: number,
): Promise<{ readonly offBy?: string }> {
  if (!PROGRAM.test(path)) return {};
  const patterns = tool === 'Pulumi' ? [...ASKS, OF_PULUMI] : ASKS;
  for (const { text: condition } of conditionsAround(context, { path, text }, index)) {
    // Of several conditions, one that does not hold is enough.
    const isEither = /\|\||\bor\b/.test(condition);
    for (const part of isEither ? [condition] : condition.split(/&&|\band\b/)) {
      const key = keyOf(text, part.trim(), patterns);
      if (key !== undefined && !(await isGiven(context, key))) return { offBy: key };
    }
  }
  return {};
}

function keyOf(text: string, condition: string, patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const key = pattern.exec(condition)?.[1];
    if (key !== undefined) return key;
  }
  if (!NAME.test(condition)) return undefined;
  // `const mesh = …;`
  const said = assignedOnce(text, condition);
  return typeof said !== 'object' || NAME.test(said.text) ? undefined : keyOf('', said.text, patterns);
}

/** Whether anything in the tree gives a setting another value than what switches it off; also where not all of it is looked through. */
async function isGiven(context: DetectContext, key: string): Promise<boolean> {
  const name = key.replace(/^.*:/, '').replace(/[.$/-]/g, found => `\\${found}`);
  // `mesh: true`, `MESH=1`, `pulumi config set mesh true`, `setConfig("mesh", { value: "true" })`
  const given = new RegExp(
    `(?<![\\w.-])${name}["'\`]?\\s{0,20}[:=]\\s{0,20}(?!["']?(?:false|False|0|no|off)\\b|["']{2}|=|\\s{0,20}(?:process|os)\\.)\\S|\\bconfig[ \\t]{1,9}set[ \\t][^\\n]{0,100}?(?<![\\w.-])${name}["']?[ \\t]{1,9}["']?(?!(?:false|False|0|no|off)\\b)[^\\s-]`,
  );
  const texts = await settings(context);
  return !texts || texts.some(text => given.test(text));
}

const settings = oncePerTree(readSettings);

/** Texts that may hand a setting over; undefined where there is more than is read. */
async function readSettings(context: DetectContext): Promise<readonly string[] | undefined> {
  const texts = await settingTexts(context);
  const found = texts
    ?.filter(({ path }) => SETTINGS.test(path) && !context.isSetAside(path))
    .map(({ text }) => text);
  return found?.every(text => text.length <= MAX_TEXT) ? found : undefined;
}

/** What tools read by themselves, and what people and pipelines run them with. */
const SETTINGS =
  /(?:^|\/)(?:cdk[\w.]*\.json|Pulumi[\w.-]*\.ya?ml|package\.json|Makefile[\w.]*|[Jj]ustfile|Taskfile\.ya?ml|Dockerfile[\w.-]*|\.env[\w.]*|buildspec[\w.-]*\.ya?ml|\.gitlab-ci\.yml|\.travis\.yml|Jenkinsfile[\w.-]*|(?:azure|bitbucket)-pipelines[\w.-]*\.ya?ml|cloudbuild[\w.-]*\.ya?ml|(?:docker-)?compose[\w.-]*\.ya?ml|[\w.-]{1,80}\.(?:sh|bash|ps1|env|mk|groovy))$|(?:^|\/)\.github\/(?:workflows|actions)\/.{1,200}\.ya?ml$|(?:^|\/)\.circleci\/[^/]{1,100}\.ya?ml$/;

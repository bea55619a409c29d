/** Variables of the environment that programs read without a word on what they are otherwise: `os.environ["ISTIO_VERSION"]`. */
import { withoutComments } from '../../code/text.js';
import type { DetectContext } from '../../detector.js';
import type { DecidedVersion } from '../../istio/published-release.js';
import { isIstioVersionName } from '../../version-index.js';
import type { ScriptFile } from '../file.js';

const READS =
  /\benviron(?:\.get\(|\[)\s{0,9}["'](\w{1,80})["']\s{0,9}[\])]|\b(?:os\.)?(?:getenv|Getenv|LookupEnv|GetEnvironmentVariable)\(\s{0,9}["'](\w{1,80})["']\s{0,9}\)|\bprocess\.env\.(\w{1,80})|\bENV(?:\.fetch\(|\[)\s{0,9}["'](\w{1,80})["']\s{0,9}[\])]/g;

/** Istio's release that a program has from its environment, by what the tree gives that name: settings of tests, of pipelines. */
export async function environmentRelease(
  context: DetectContext,
  script: ScriptFile,
  line: number,
): Promise<DecidedVersion | undefined> {
  const text = withoutComments(script.path, (await context.text(script.path)) ?? '');
  const names = new Set(
    [...text.matchAll(READS)]
      .flatMap(match => match.slice(1).filter(name => name !== undefined))
      .filter(isIstioVersionName),
  );
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) return undefined;
  return script.version({ text: `\${${name}}`, line }, { file: script.path, line });
}

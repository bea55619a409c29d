/** Comments for Renovate, which say of which chart the version below is. Source: https://docs.renovatebot.com/modules/manager/regex/ */
import { readChartReference } from '../chart-reference.js';
import type { CodeEvidence } from './evidence.js';

const COMMENT = /^[ \t]*(?:#|\/\/)[ \t]*renovate:[ \t]*(.*)$/;

/** `# renovate: datasource=helm depName=istiod registryUrl=…` above a line with a version. */
export function inComments(path: string, text: string): readonly CodeEvidence[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const [, words] = COMMENT.exec(line) ?? [];
    if (words === undefined || !/\bdatasource=(helm|docker)\b/.test(words)) return [];
    const read = (key: string): string | undefined => new RegExp(`\\b${key}=(\\S+)`).exec(words)?.[1];
    const name = read('depName') ?? read('packageName');
    const version = /["'=: ]v?(\d+\.\d+\.\d+[\w.+-]*)/.exec(lines[index + 1] ?? '')?.[1];
    if (name === undefined || version === undefined) return [];
    const at = { file: path, line: index + 2 };
    const chart = readChartReference(name, read('registryUrl'));
    return [{ tool: 'Renovate', chart, version, at, declared: at }];
  });
}

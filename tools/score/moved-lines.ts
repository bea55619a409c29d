/** Lines of a change by which Istio may have moved. */
import { NOT_DECLARING, OF_ISTIO, VERSION } from './version-lines.js';

/** As many as show what a change is about. */
const MOST = 6;

/**
 * Lines with a version that a change writes in place of others with another one, beside a word of Istio's.
 * @param diff as `git diff` prints it
 * @returns `FILE: LINE`, none where no such version moves
 */
export function movedLines(diff: string): readonly string[] {
  const found: string[] = [];
  for (const part of diff.split(/^diff --git /m).slice(1)) {
    const file = /^\+\+\+ b\/(.+)$/m.exec(part)?.[1];
    if (file === undefined || NOT_DECLARING.test(file)) continue;
    for (const hunk of part.split(/^@@ .*$/m).slice(1)) {
      if (!OF_ISTIO.test(`${file}\n${hunk}`)) continue;
      const [old, now] = ['-', '+'].map(sign => versionsOf(hunk, sign));
      const isNew = ({ version }: Versioned): boolean => old?.every(one => one.version !== version) ?? false;
      if (old?.length) for (const one of now?.filter(isNew) ?? []) found.push(`${file}: ${one.text}`);
    }
  }
  return found.slice(0, MOST);
}

/** Whether a change, or what stands around it, has a word of meshes, or of what brings or runs in one. */
export function speaksOfMesh(diff: string): boolean {
  return /istio|mesh|envoy|ztunnel|kubeflow|knative|sail/i.test(diff);
}

interface Versioned {
  readonly version: string;
  readonly text: string;
}

function versionsOf(hunk: string, sign: string): readonly Versioned[] {
  return hunk.split('\n').flatMap(line => {
    const version = line.startsWith(sign) ? VERSION.exec(line.slice(1))?.[0] : undefined;
    return version === undefined ? [] : [{ version, text: line.slice(1).trim() }];
  });
}

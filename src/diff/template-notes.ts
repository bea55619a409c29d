/** What can be read off changed lines of an injection template, in words. */
import type { Hunk } from './lines.js';

/** Words of Kubernetes' pod fields, and what a change of them is about for the pods that are injected. */
const TOPICS: readonly (readonly [RegExp, string])[] = [
  [/\binitContainers:|\brestartPolicy: Always\b/, 'order of containers'],
  [
    /\b(securityContext|privileged|capabilities|runAs(User|Group|NonRoot)|allowPrivilegeEscalation|readOnlyRootFilesystem|seccompProfile|(NET|SYS)_[A-Z]+)\b/,
    'security context',
  ],
  [/\b(livenessProbe|readinessProbe|startupProbe|preStop|postStart):/, 'probes and lifecycle'],
  [/\b(limits|requests|resources):/, 'resources'],
  [/\b(hostPath|volumes|volumeMounts|mountPath|emptyDir|projected):/, 'volumes'],
  [/\bimage:/, 'image'],
  [/\b(containerPort|ports):/, 'ports'],
];

/** `for injected pods: env JWT_POLICY gone, volumes`; undefined where nothing can be told. */
export function templateNote(hunk: Hunk): string | undefined {
  const before = envNames(hunk.before);
  const after = envNames(hunk.after);
  const all = [...hunk.before, ...hunk.after].join('\n');
  const parts = [
    ...[...before].filter(name => !after.has(name)).map(name => `env ${name} gone`),
    ...[...after].filter(name => !before.has(name)).map(name => `env ${name} new`),
    ...TOPICS.filter(([words]) => words.test(all)).map(([, topic]) => topic),
  ];
  return parts.length === 0 ? undefined : `for injected pods: ${parts.join(', ')}`;
}

function envNames(lines: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const line of lines) {
    const name = /^\s*- name: "?([A-Z][A-Z0-9_]+)"?\s*$/.exec(line)?.[1];
    if (name !== undefined) names.add(name);
  }
  return names;
}

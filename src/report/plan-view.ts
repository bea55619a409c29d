/** The plan in words that every surface shares; each surface escapes for itself. */
import type { Hop, Plan, Statement } from '../model.js';
import { count } from './order.js';

/** `1.20.6 → 1.22.2 in 2 hops, one minor at a time`. */
export function planSentence({ from, to, hops, method, direction }: Plan): string {
  const way = method === 'canary' ? 'two minors at a time by revisions' : 'one minor at a time';
  const back = direction === 'downgrade' ? 'back ' : '';
  return `${from} → ${to} ${back}in ${count(hops.length, 'hop')}, ${way}`;
}

/** `Kubernetes 1.29 is inside what 1.22.2 supports (1.27 to 1.30)`; empty where the window is not known. */
function kubernetesSentence({ to, kubernetes }: Plan): string {
  const { supported, given, ok } = kubernetes;
  if (supported === null) return '';
  const window = `${supported[0]} to ${supported[1]}`;
  if (given === null)
    return `${to} supports Kubernetes ${window}; nothing here says which one the clusters run`;
  return ok === true
    ? `Kubernetes ${given} is inside what ${to} supports (${window})`
    : `Kubernetes ${given} is outside what ${to} supports (${window})`;
}

/** How long each end is supported: `1.20.6: support ended 2024-06-25`. */
function supportSentences({ support }: Plan): readonly Statement[] {
  return support.map(({ version, ends, ended, source }) => ({
    text:
      ends === null
        ? `${version} is supported; no end is announced`
        : ended === true
          ? `support for ${version} ended on ${ends}`
          : `${version} is supported until ${ends}`,
    source,
  }));
}

/** What hangs on vulnerabilities: `mends 4 security bulletins, the worst of them ISTIO-SECURITY-2024-004 (7.5)`. */
function bulletinSentences({ bulletins, to }: Plan): readonly Statement[] {
  const { mended, open } = bulletins;
  return [
    ...(mended[0]
      ? [
          {
            text: `The upgrade mends ${count(mended.length, 'security bulletin')}: ${mended.map(({ id }) => id).join(', ')}`,
            source: mended[0].source,
          },
        ]
      : []),
    ...open.map(({ id, cvss, about, concerns, source }) => ({
      text: `${to} is concerned by ${id}${cvss === null ? '' : ` (CVSS ${cvss})`}: ${about}. It matters to ${concerns}`,
      source,
    })),
  ];
}

/** All that is to be said of the plan as a whole, in order. */
export function planPoints(plan: Plan): readonly Statement[] {
  const kubernetes = kubernetesSentence(plan);
  return [
    ...(kubernetes === '' ? [] : [{ text: kubernetes }]),
    ...supportSentences(plan),
    ...bulletinSentences(plan),
    ...plan.notes,
    ...plan.fleet.flatMap(({ skew }) => skew),
  ];
}

/** What is known of the way back of a hop. */
export function rollbackSentences({ rollback, from }: Hop): readonly Statement[] {
  if (rollback.safe === true)
    return [
      {
        text: `The CRDs of ${from} serve every kind and version that is used here, and all that is stored: nothing known blocks the way back (single fields are not compared)`,
      },
    ];
  if (rollback.safe === null) return [{ text: `Whether ${from} can be gone back to is not known` }];
  return rollback.blockers;
}

/** A diagram for whatever renders Mermaid. Only releases and counts stand in it: nothing of the repository. */
export function planDiagram({ from, hops }: Plan): string {
  const name = (index: number): string => `r${index}`;
  const lines = hops.map(({ to, findings, rollback }, index) => {
    const bites = findings.length > 0 ? `|"${count(findings.length, 'change')}"| ` : '';
    const mark = rollback.safe === false ? ' (no way back)' : '';
    return `  ${name(index)} -->${bites === '' ? ' ' : bites}${name(index + 1)}["${to}${mark}"]`;
  });
  return ['flowchart LR', `  ${name(0)}["${from}"]`, ...lines].join('\n');
}

/** `1.27 to 1.29`. */
export function windowText(kubernetes: Hop['kubernetes']): string {
  if (kubernetes === null) return 'none for both';
  return kubernetes.from === kubernetes.to ? kubernetes.from : `${kubernetes.from} to ${kubernetes.to}`;
}

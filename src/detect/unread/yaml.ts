/** Installations of Istio in YAML forms that are not read yet: recognised, so that a bump there is never passed over. */
import type { Positioned } from '../../model.js';
import { listAt, stringAt } from '../data.js';
import { isRenderedWorkload } from '../rendered/workloads.js';

export interface UnreadDocument {
  /** What it is, in the reader's words. */
  readonly what: string;
  /** Name of the form: `helmfile`. */
  readonly form: string;
  readonly line: number;
}

/** What a YAML document installs in a form that is not read; undefined for everything else. */
export function recogniseUnread(data: Positioned): UnreadDocument | undefined {
  for (const recogniser of RECOGNISERS) {
    const found = recogniser(data);
    if (found) return found;
  }
  return undefined;
}

type Recogniser = (data: Positioned) => UnreadDocument | undefined;

const RECOGNISERS: readonly Recogniser[] = [operators, rendered];

/** Tags of revisions that the Sail operator moves: which control plane they select is not followed. */
function operators(data: Positioned): UnreadDocument | undefined {
  const api = stringAt(data.value, ['apiVersion']) ?? '';
  const isTag = kindOf(data) === 'IstioRevisionTag' && /^(sailoperator|operator\.istio)\.io\//.test(api);
  const what = `${kindOf(data)} ${nameOf(data)}`.trim();
  return isTag ? { what, form: 'Sail operator', line: data.lineOf(['spec']) } : undefined;
}

/** Manifests of Istio's own parts, rendered before they were committed, and sidecars injected by hand. */
function rendered(data: Positioned): UnreadDocument | undefined {
  if (kindOf(data) !== 'Deployment' && kindOf(data) !== 'DaemonSet') return undefined;
  if (isRenderedWorkload({ kind: kindOf(data), data })) return undefined;
  for (const [index, container] of listAt(data.value, ['spec', 'template', 'spec', 'containers']).entries()) {
    const image = stringAt(container, ['image']) ?? '';
    if (
      !/(^|\/)([\w.-]*istio-)?pilot(:|@|$)|istio[-/](operator|proxyv2|install-cni|ztunnel)(:|@|$)/.test(image)
    )
      continue;
    const line = data.lineOf(['spec', 'template', 'spec', 'containers', index, 'image']);
    return { what: `${kindOf(data)} ${nameOf(data)}`, form: 'rendered manifests', line };
  }
  return undefined;
}

function kindOf(data: Positioned): string {
  return stringAt(data.value, ['kind']) ?? '';
}

function nameOf(data: Positioned): string {
  return stringAt(data.value, ['metadata', 'name']) ?? '';
}

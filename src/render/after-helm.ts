/** Changes that the deploying tool makes in what Helm rendered: settings and overlays of an IstioOperator. */
import { isRecord, stringAt } from '../detect/data.js';
import type { ObjectPatch, Problem, RenderedDocument } from '../model.js';
import { writeOverlay } from './overlay-path.js';
import { strategicMerge } from './strategic-merge.js';

export interface AfterHelm {
  readonly documents: readonly RenderedDocument[];
  /** Changes that found nothing to act on: istioctl does without them, or stops. */
  readonly problems: readonly Problem[];
}

/** The documents with the patches applied in their order. */
export function applyAfterHelm(
  documents: readonly RenderedDocument[],
  patches: readonly ObjectPatch[],
): AfterHelm {
  let current = documents;
  const problems: Problem[] = [];
  for (const patch of patches) {
    let found = false;
    const missed: string[] = [];
    current = current.map(document => {
      if (!isMeant(document, patch)) return document;
      found = true;
      const outcome = patchedObject(document.value, patch);
      if (typeof outcome === 'string') missed.push(outcome);
      return typeof outcome === 'string' ? document : { ...document, value: outcome };
    });
    const why = found ? missed[0] : 'the charts render no such object';
    if (why !== undefined && (patch.how === 'write' || found)) problems.push(problemOf(patch, why));
  }
  return { documents: current, problems };
}

function isMeant({ value }: RenderedDocument, { kind, name }: ObjectPatch): boolean {
  return value.kind === kind && stringAt(value, ['metadata', 'name']) === name;
}

/** The object, or why it stays as it is. */
function patchedObject(
  value: RenderedDocument['value'],
  patch: ObjectPatch,
): Readonly<Record<string, unknown>> | string {
  if (patch.how === 'write') {
    const outcome = writeOverlay(value, patch.path, patch.value);
    if (!outcome.ok) return outcome.why;
    return isRecord(outcome.value) ? outcome.value : 'it leaves no object';
  }
  const merged = strategicMerge(value, patch.value);
  return isRecord(merged) ? oneLimit(merged) : 'it leaves no object';
}

/** A budget has one limit: the one that somebody set wins over the chart's `minAvailable`. */
function oneLimit(object: Record<string, unknown>): Readonly<Record<string, unknown>> {
  const { kind, spec } = object;
  if (kind !== 'PodDisruptionBudget' || !isRecord(spec)) return object;
  if (spec.maxUnavailable === undefined || spec.minAvailable === undefined) return object;
  const { minAvailable: _, ...rest } = spec;
  return { ...object, spec: rest };
}

function problemOf(patch: ObjectPatch, why: string): Problem {
  const path = patch.how === 'write' ? ` ${patch.path}` : '';
  return {
    what: `overlay of ${patch.kind} ${patch.name}${path}`,
    why: `it changes nothing: ${why}`,
    file: patch.at.file,
    line: patch.at.line,
    blocking: false,
  };
}

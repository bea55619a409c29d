/** Problems of values that are left open, once Helm told what hangs on each: what moves nothing of Istio stops nothing. */
import { openProblem } from '../../detect/values/open-together.js';
import { resourceFrom, subjectOf } from '../../mesh/resource.js';
import type { Installation, OpenCause, Problem, RenderedDocument } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { isOfChart, movedDocuments, type OpenEffect } from './effects.js';

/** What hangs on the open values of a release. */
export interface SettledRelease {
  readonly id: string;
  readonly namespace: string;
  readonly effects: readonly OpenEffect[];
  /** Charts of Istio inside the release. */
  readonly installations: readonly Installation[];
}

/** Tells what hangs on what is open; drops the weight of what nothing of Istio hangs on. */
export function settleOpen(
  problems: readonly Problem[],
  releases: readonly SettledRelease[],
): readonly Problem[] {
  const byId = new Map(releases.map(release => [release.id, release]));
  return problems.flatMap(problem => settled(problem, byId));
}

/** `open`: anything may hang on it; `hard`: what resources hold does; `soft`: it is looked at where it matters; `idle`: nothing does. */
type Weight = 'open' | 'hard' | 'soft' | 'idle';

interface Weighed {
  readonly cause: OpenCause;
  readonly weight: Weight;
  readonly hanging: readonly string[];
  /** Kinds of resources that may hold something which no render shows. */
  readonly unseen: readonly string[];
}

function settled(problem: Problem, releases: ReadonlyMap<string, SettledRelease>): readonly Problem[] {
  const { leavesOpen } = problem;
  if (!leavesOpen) return [problem];
  const weighed = leavesOpen.map(cause => weigh(cause, releases));
  const [idle, others] = [weighed.filter(isIdle), weighed.filter(one => !isIdle(one))];
  const told: Problem[] = [];
  if (idle.length > 0) {
    const { why, ...rest } = openProblem(
      problem,
      idle.map(({ cause }) => cause),
    );
    told.push({
      ...rest,
      why: `${why}: nothing of Istio hangs on it, as renders show`,
      blocking: false,
      assumption: true,
    });
  }
  if (others.length === 0) return told;
  const rest =
    idle.length === 0
      ? problem
      : openProblem(
          problem,
          others.map(({ cause }) => cause),
        );
  const hanging = [...new Set(others.flatMap(({ hanging: own }) => own))];
  const stops = others.some(({ weight }) => weight === 'open' || weight === 'hard');
  const what = hanging.length > 0 ? `; what hangs on it: ${few(hanging)}` : '';
  const kinds = [...new Set(others.flatMap(({ unseen }) => unseen))].sort();
  return [
    ...told,
    {
      ...rest,
      why: `${rest.why}${what}`,
      blocking: rest.blocking && stops,
      ...(kinds.length > 0 ? { mayHold: kinds } : {}),
    },
  ];
}

function isIdle({ weight }: Weighed): boolean {
  return weight === 'idle';
}

function weigh(cause: OpenCause, releases: ReadonlyMap<string, SettledRelease>): Weighed {
  const release = cause.release === undefined ? undefined : releases.get(cause.release);
  const effect = release?.effects.find(({ open }) => open.path.join('.') === cause.key);
  if (!release || !effect?.known) return { cause, weight: 'open', hanging: [], unseen: cause.mayHold ?? [] };
  const own = (document: RenderedDocument): boolean =>
    release.installations.some(installation => isOfChart(document, installation));
  const subjects = (documents: readonly RenderedDocument[]): readonly string[] =>
    documents.flatMap(document => (own(document) ? [] : subjectIn(document, release.namespace)));
  const changed = subjects(effect.changed);
  const coming = subjects(effect.coming.map(({ document }) => document));
  const ofIstio = movedDocuments(effect).filter(own).map(nameOf);
  const hanging = [...changed, ...coming, ...ofIstio];
  if (hanging.length === 0) return { cause, weight: 'idle', hanging, unseen: [] };
  const isMesh = ofIstio.length > 0 && effect.ways.length > 0 && movesMesh(effect, own);
  if (changed.length > 0 || (isMesh && !effect.open.condition))
    return { cause, weight: 'hard', hanging, unseen: effect.changed.flatMap(kindOf) };
  return { cause, weight: 'soft', hanging, unseen: [] };
}

/** Rules look at the mesh config as a whole. */
function movesMesh(effect: OpenEffect, own: (document: RenderedDocument) => boolean): boolean {
  return movedDocuments(effect).some(
    document =>
      own(document) &&
      document.value.kind === 'ConfigMap' &&
      typeof (document.value.data as Record<string, unknown> | undefined)?.mesh === 'string',
  );
}

function kindOf({ value: { kind } }: RenderedDocument): readonly string[] {
  return typeof kind === 'string' ? [kind] : [];
}

function subjectIn({ value }: RenderedDocument, namespace: string): readonly string[] {
  const resource = resourceFrom(positionedAt('', 1, value), 'template', namespace);
  return resource ? [subjectOf(resource)] : [];
}

function nameOf({ value }: RenderedDocument): string {
  const { name } = (value.metadata ?? {}) as Record<string, unknown>;
  return `${String(value.kind)}/${String(name)}`;
}

const MAX_NAMED = 5;

function few(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).join(', ');
  return names.length > MAX_NAMED ? `${shown} and ${names.length - MAX_NAMED} more` : shown;
}

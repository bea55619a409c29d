/**
 * IstioOperators that nobody acts on: no istioctl of the tree is handed them, no operator is installed that would read
 * them, they name no version, and something else installs the same control plane (another run of istioctl among it). They are
 * taken to install nothing, and that is said.
 */

import type { DeployedFolder, Problem, Release } from '../../model.js';
import { NOTHING_ASIDE, type TakenAside, takenAside } from '../aside/taken-aside.js';
import type { DetectContext } from '../detector.js';
import { separate } from '../environments.js';
import type { FoundInstallation } from '../installations.js';
import { baseName } from '../tree-path.js';
import { mayBeHandedOn } from './handed-on.js';
import { type OperatorCandidate, operatorCandidates } from './installs.js';

/** Forms that hold what an IstioOperator becomes, or are IstioOperators themselves. */
const OWN_FORMS: ReadonlySet<string> = new Set(['istio-operator', 'istioctl', 'rendered-manifests']);

export async function idleOperators(
  context: DetectContext,
  installations: readonly FoundInstallation[],
  folders: readonly DeployedFolder[],
): Promise<TakenAside> {
  if (!installations.some(({ release }) => release.form === 'istio-operator')) return NOTHING_ASIDE;
  const unrun = new Map<string, OperatorCandidate>();
  for (const candidate of await operatorCandidates(context))
    if (isUnrun(candidate)) unrun.set(placeOf(candidate.declared), candidate);
  const suspects = installations.filter(
    ({ release }) => release.form === 'istio-operator' && unrun.has(placeOf(release.declared)),
  );
  if (suspects.length === 0) return NOTHING_ASIDE;
  const others = installations.filter(one => !suspects.includes(one));
  const runsIstioctl = await holdsAny(context, ISTIOCTL);
  const planes = others.filter(
    ({ chart, release: { form } }) =>
      chart === 'istiod' && (!OWN_FORMS.has(form) || (runsIstioctl && form === 'istioctl')),
  );
  if (planes.length === 0 || (await holdsAny(context, OPERATOR))) return NOTHING_ASIDE;

  const { environments, of } = separate(others, [...new Set(others.map(({ release }) => release))], folders);
  const releases = new Set<Release>();
  const problems: Problem[] = [];
  for (const [place, candidate] of unrun) {
    const group = suspects.filter(({ release }) => placeOf(release.declared) === place);
    const control = group.find(({ chart }) => chart === 'istiod');
    const file = candidate.declared.file;
    const [owner, ...rivals] = environments.filter(({ owns }) => owns(file));
    const plane = planes.find(
      ({ revision, release }) =>
        revision === control?.revision &&
        owner?.name === of(release) &&
        !standApart(file, release.declared.file),
    );
    if (!plane || rivals.length > 0 || group.some(({ release: { chart } }) => 'rendered' in chart)) continue;
    if (await isRunByHand(context, candidate)) continue;
    // One that says what is to be installed may be handed to istioctl by somebody; settings alone are laid over what is.
    if (runsIstioctl && (!isSettingsOnly(candidate) || (await mayBeHandedOn(context, candidate.files))))
      continue;
    for (const { release } of group) releases.add(release);
    problems.push(setAside(candidate, plane, group));
  }
  return { releases, problems };
}

function isUnrun({ form, command, tag, tool }: OperatorCandidate): boolean {
  return form === 'istio-operator' && !command && !tag && !tool;
}

function isSettingsOnly({ spec }: OperatorCandidate): boolean {
  return !['profile', 'revision', 'hub'].some(field => spec.read([field]) !== undefined);
}

function placeOf({ file, line }: OperatorCandidate['declared']): string {
  return `${file}:${line}`;
}

/** Folders whose folders are a cluster each. */
const CLUSTERS = /^(clusters?|env(ironment)?s?|overlays|regions?|stages?|live|sites|tenants)$/i;

/** Two files of different clusters, as far as the names of folders tell. */
function standApart(left: string, right: string): boolean {
  const [one, other] = [left.split('/'), right.split('/')];
  let common = 0;
  while (one[common] === other[common] && common < one.length - 1) common++;
  return CLUSTERS.test(one[common - 1] ?? '');
}

function setAside(
  { declared }: OperatorCandidate,
  { release, chart }: FoundInstallation,
  group: readonly FoundInstallation[],
): Problem {
  const { file, line } = release.declared;
  const why = `no istioctl and no operator of this repository acts on it, it names no version, and the same control plane is installed elsewhere (${chart} in ${file}:${line}): it is taken to install nothing`;
  return takenAside(`IstioOperator ${declared.file}`, why, declared, group);
}

/** What installs Istio's operator: istioctl, its chart, its image. */
const OPERATOR =
  /istioctl\b(?:(?!istioctl\b).)*\boperator\b|istio(-release)?\/operator[:@]|\/istio-operator(?=["'\s]|$)|(?:chart(?:_ref|Name)?|name|remoteChart)["']?\s*[:=]\s*["']?istio-operator["']?/im;
/** What runs istioctl. */
const ISTIOCTL = /istioctl\b(?:(?!istioctl\b).)*\b(?:install|upgrade|apply|generate|init)\b/i;

async function holdsAny(context: DetectContext, pattern: RegExp): Promise<boolean> {
  for (const path of context.candidates) {
    const text = await context.text(path);
    if (text !== undefined && pattern.test(text)) return true;
  }
  return false;
}

/** More texts for people than any repository has. */
const MAX_TEXTS = 500;

/** A text for people says to hand one of its files to istioctl. */
async function isRunByHand(context: DetectContext, { files }: OperatorCandidate): Promise<boolean> {
  const names = files.map(file => baseName(file));
  for (const path of context.tree.paths
    .filter(one => /\.(md|adoc|rst|txt)$/i.test(one))
    .slice(0, MAX_TEXTS)) {
    const lines = (await context.text(path))?.split('\n') ?? [];
    if (lines.some(line => line.includes('istioctl') && names.some(name => line.includes(name)))) return true;
  }
  return false;
}

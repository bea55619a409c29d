/** Resources of the repository that the definitions of the new release refuse: found before the API server does. */
import { documentsOf, type InstallationState } from '../behaviour/state.js';
import { newViolations, type Violation } from '../diff/crds/violations.js';
import { field, fieldAt, list, text } from '../diff/values.js';
import type { Mesh } from '../mesh/mesh.js';
import { subjectOf } from '../mesh/resource.js';
import type { Finding, Location, MeshResource, RenderedDocument, Upgrade } from '../model.js';

/** Places of one definition that a finding names. */
const MAX_PLACES = 100;

/** One finding for each kind that has resources which the new definition refuses and the old one took. */
export function crdRejects(
  upgrade: Upgrade,
  before: InstallationState,
  after: InstallationState,
  mesh: Mesh,
): Finding[] {
  const old = new Map(definitions(before).map(document => [nameOf(document), document]));
  return definitions(after).flatMap(document => {
    const known = old.get(nameOf(document));
    if (!known || known.value === document.value) return [];
    return rejected(upgrade, known, document, mesh, after);
  });
}

function definitions(state: InstallationState): readonly RenderedDocument[] {
  return documentsOf(state).filter(({ value }) => value.kind === 'CustomResourceDefinition');
}

function nameOf({ value }: RenderedDocument): string {
  return text(fieldAt(value, ['metadata', 'name']));
}

function rejected(
  upgrade: Upgrade,
  before: RenderedDocument,
  after: RenderedDocument,
  mesh: Mesh,
  state: InstallationState,
): Finding[] {
  const group = text(fieldAt(after.value, ['spec', 'group']));
  const kind = text(fieldAt(after.value, ['spec', 'names', 'kind']));
  const resources = mesh.ofKind(kind, group);
  const checked = resources.map(resource => check(resource, before, after));
  const refused = checked.flatMap(({ violations }) => violations);
  const undecided = checked.flatMap(({ undecided: open }) => open);
  return [
    ...(refused.length > 0 ? [finding(upgrade, state, kind, 'exposed', refused)] : []),
    ...(undecided.length > 0 ? [finding(upgrade, state, kind, 'possible', undecided)] : []),
  ];
}

function check(resource: MeshResource, before: RenderedDocument, after: RenderedDocument) {
  const version = resource.apiVersion.split('/')[1] ?? '';
  const [old, now] = [schemaOf(before, version), schemaOf(after, version)];
  if (now === undefined) return { violations: [], undecided: [] };
  const { violations, undecided } = newViolations(old, now, resource.value);
  return {
    violations: violations.map(violation => place(resource, violation, 'the new definition')),
    undecided: undecided.map(violation =>
      place(resource, violation, 'not decided here, the new definition asks for'),
    ),
  };
}

function place(resource: MeshResource, { path, why }: Violation, words: string): Location {
  const { data } = resource;
  const where = path.length === 0 ? '' : `${path.join('.')}: `;
  return {
    file: data.file,
    line: data.lineOf(path),
    resource: subjectOf(resource),
    message: `${where}${words} ${why}`,
  };
}

function schemaOf({ value }: RenderedDocument, version: string): unknown {
  const found = list(fieldAt(value, ['spec', 'versions'])).find(
    entry => text(field(entry, 'name')) === version,
  );
  return fieldAt(found, ['schema', 'openAPIV3Schema']);
}

function finding(
  upgrade: Upgrade,
  state: InstallationState,
  kind: string,
  exposure: 'exposed' | 'possible',
  locations: readonly Location[],
): Finding {
  const isSure = exposure === 'exposed';
  return {
    rule: 'crd-rejects',
    title: isSure
      ? `The new definition of ${kind} refuses resources of this repository`
      : `The new definition of ${kind} has checks that could not be made here`,
    summary: isSure
      ? 'The API server checks resources against their definition when they are written. These were taken so far and will be refused the next time that they are applied, also where the change itself is elsewhere; what is in the cluster stays as it is until then.'
      : 'The API server checks resources against their definition when they are written. Some checks are new, and in a form that can’t be evaluated outside of it.',
    severity: isSure ? 'high' : 'low',
    exposure,
    introducedIn: state.installation.istioVersion ?? '',
    knob: { kind: 'crd', name: kind, from: 'accepted', to: isSure ? 'refused' : 'not known' },
    upgrades: [upgrade.id],
    component: state.installation.chart,
    evidence: 'resource',
    locations: locations.slice(0, MAX_PLACES),
    ...(isSure ? {} : { question: `kubectl apply --dry-run=server -f ${quoted(locations[0]?.file ?? '')}` }),
    overrides: [],
    references: [
      'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation',
    ],
    accepted: null,
  };
}

/** A file's name as a shell takes it for one word, whatever it holds. */
function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) && !file.startsWith('-') ? file : `'./${file.replaceAll("'", "'\\''")}'`;
}

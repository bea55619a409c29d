/**
 * A view is a list of what rules judge: typed, positioned, total. Total means that every documented field of every
 * item is present whatever the resource holds, so that a condition never fails on an absent one.
 */
import type { InstallationState } from '../behaviour/state.js';
import type { Facts } from '../knowledge/facts.js';
import type { DataPath, Location, MeshResource, Upgrade } from '../model.js';
import { placeIn } from '../yaml/positioned.js';
import type { Mesh } from './mesh.js';
import { subjectOf } from './resource.js';

/** A control plane on one side of the change, whatever rule is judged. */
export interface ControlPlane {
  /** Istio's version; '' where undecided. */
  readonly version: string;
  readonly meshConfig: Readonly<Record<string, unknown>>;
}

/** What a control plane does on one side of the change; a rule's `before` and `after`. */
export interface Side extends ControlPlane {
  /** The rule's own setting in force. */
  readonly value: string;
  /** Settings of istiod that the rule says it reads. */
  readonly env: Readonly<Record<string, string>>;
  readonly proxyMetadata: Readonly<Record<string, string>>;
}

/** What views are made from besides the mesh: nothing of a rule's own, so that rules share a view's items. */
export interface ViewInput {
  readonly before: ControlPlane;
  readonly after: ControlPlane;
  /** The installation whose upgrade is judged. */
  readonly subject: Subject;
}

/** What a rule's conditions see. */
export interface ViewContext extends ViewInput {
  readonly before: Side;
  readonly after: Side;
}

/** What is judged: one installation on both sides, with its values, its render, and what is known of its releases. */
export interface Subject {
  readonly upgrade: Upgrade;
  readonly before: InstallationState;
  readonly after: InstallationState;
  readonly facts: Facts;
  readonly kubernetes: KubernetesVersion;
}

/** The version of Kubernetes that is judged for. */
export interface KubernetesVersion {
  /** `1.29.0` */
  readonly version: string;
  /** False: nobody says which it is, and this is one that the target supports. */
  readonly declared: boolean;
}

export interface ViewItem {
  /** The variable `item` of a rule's conditions: every field that the view documents. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Named places; `at` is the one that findings point at, absent only where the item stands in no resource. */
  readonly places: Readonly<Record<string, Location>>;
  /** The same places as paths within the resource, for those who edit it. */
  readonly paths: Readonly<Record<string, DataPath>>;
  /** `DestinationRule/namespace/name`. */
  readonly subject: string;
  /** Absent for an item that stands for the mesh, an installation or a setting. */
  readonly resource?: MeshResource;
}

export type View = (mesh: Mesh, input: ViewInput) => readonly ViewItem[];

/** What a field holds, in a sentence, by its name. */
export type FieldDocumentation = Readonly<Record<string, string>>;

export interface ViewDefinition {
  readonly name: string;
  /** What one item is. */
  readonly summary: string;
  readonly fields: FieldDocumentation;
  /** Names that `at:` of a rule may give. */
  readonly places: FieldDocumentation;
  readonly items: View;
}

/** Makes an item out of a part of a resource. Paths need not exist: the place is then the deepest part that does. */
export function itemAt(
  resource: MeshResource,
  paths: Readonly<Record<string, DataPath>> & { readonly at: DataPath },
  value: Readonly<Record<string, unknown>>,
): ViewItem {
  const subject = subjectOf(resource);
  let places: Readonly<Record<string, Location>> | undefined;
  return {
    value,
    paths,
    subject,
    resource,
    // Lines are looked up for what a finding points at, which few of the judged items are.
    get places() {
      places ??= placesIn(resource, paths, subject);
      return places;
    },
  };
}

function placesIn(
  { data }: MeshResource,
  paths: Readonly<Record<string, DataPath>>,
  subject: string,
): Readonly<Record<string, Location>> {
  const places: Record<string, Location> = {};
  for (const [name, path] of Object.entries(paths)) {
    places[name] = { ...placeIn(data, path), resource: subject };
  }
  return places;
}

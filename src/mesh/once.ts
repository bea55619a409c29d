/**
 * Views whose items several rules share: made once, since many rules look at the same view. What a view may depend on
 * is all that it is given, so none can be remembered for more than it was made from.
 */
import { oncePer } from '../memo.js';
import type { Mesh } from './mesh.js';
import type { View, ViewInput, ViewItem } from './view.js';

/** A view that depends on nothing but the mesh. */
export function oncePerMesh(view: (mesh: Mesh) => readonly ViewItem[]): View {
  return oncePer(view);
}

/** The two releases of a change, by Istio's version; '' where undecided. */
export interface Releases {
  readonly before: { readonly version: string };
  readonly after: { readonly version: string };
}

/** A view that depends on the mesh and on the two releases, not on what is installed. */
export function oncePerReleases(view: (mesh: Mesh, releases: Releases) => readonly ViewItem[]): View {
  const itemsOf = oncePer((_mesh: Mesh) => new Map<string, readonly ViewItem[]>());
  return (mesh, { before, after }) => {
    const ofMesh = itemsOf(mesh);
    const key = `${before.version}\n${after.version}`;
    const items = ofMesh.get(key) ?? view(mesh, { before, after });
    ofMesh.set(key, items);
    return items;
  };
}

/**
 * Any view: rules are judged one after the other on the same change of the same mesh. Only the last change is kept for
 * each mesh, as a fleet has many.
 */
export function oncePerChange(view: View): View {
  const last = new WeakMap<
    Mesh,
    { readonly madeFrom: readonly unknown[]; readonly items: readonly ViewItem[] }
  >();
  return (mesh, input) => {
    const madeFrom = partsOf(input);
    const known = last.get(mesh);
    if (known?.madeFrom.every((part, index) => part === madeFrom[index])) return known.items;
    const items = view(mesh, input);
    last.set(mesh, { madeFrom, items });
    return items;
  };
}

/** All that a view can read of its input: texts, and objects that nobody changes. */
function partsOf({ before, after, subject }: ViewInput): readonly unknown[] {
  return [
    before.version,
    before.meshConfig,
    after.version,
    after.meshConfig,
    subject.upgrade,
    subject.before,
    subject.after,
    subject.facts,
    subject.kubernetes,
  ];
}

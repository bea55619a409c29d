/** Views whose items several rules share: made once, since many rules look at the same view. */
import type { Mesh } from './mesh.js';
import type { View, ViewContext, ViewItem } from './view.js';

/** A view that depends on nothing but the mesh. */
export function oncePerMesh(view: View): View {
  return onceBy(view, () => '');
}

/** A view that depends on the mesh and on the two releases, not on a rule's own setting or what is installed. */
export function oncePerReleases(view: View): View {
  return onceBy(view, ({ before, after }) => `${before.version}\n${after.version}`);
}

function onceBy(view: View, keyOf: (context: ViewContext) => string): View {
  const known = new WeakMap<Mesh, Map<string, readonly ViewItem[]>>();
  return (mesh, context) => {
    const ofMesh = known.get(mesh) ?? new Map<string, readonly ViewItem[]>();
    known.set(mesh, ofMesh);
    const key = keyOf(context);
    const items = ofMesh.get(key) ?? view(mesh, context);
    ofMesh.set(key, items);
    return items;
  };
}

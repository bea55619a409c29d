import { createMesh } from '../../src/mesh/mesh.js';
import { oncePerChange, oncePerMesh, oncePerReleases } from '../../src/mesh/once.js';
import type { ViewItem } from '../../src/mesh/view.js';
import { describe, expect, it } from '../support/jest.js';
import { contextOf } from './mesh-of.js';

function itemOf(value: Readonly<Record<string, unknown>>): ViewItem {
  return { value, places: {}, paths: {}, subject: 'mesh' };
}

describe('mesh/once', () => {
  it('makes the items of a mesh once, whatever the change', () => {
    const view = oncePerMesh(({ rootNamespace }) => [itemOf({ rootNamespace })]);
    const [mesh, other] = [createMesh([]), createMesh([], { rootNamespace: 'mesh-root' })];
    const items = view(mesh, contextOf());
    expect(view(mesh, contextOf({}, { version: '1.30.0' }))).toBe(items);
    expect(view(other, contextOf())).toEqual([itemOf({ rootNamespace: 'mesh-root' })]);
  });

  it('makes the items of two releases once, and those of others anew', () => {
    const view = oncePerReleases((_mesh, { before, after }) => [
      itemOf({ releases: [before.version, after.version] }),
    ]);
    const mesh = createMesh([]);
    const items = view(mesh, contextOf());
    expect(view(mesh, contextOf())).toBe(items);
    expect(view(mesh, contextOf({}, { version: '1.30.0' }))).not.toEqual(items);
    expect(view(mesh, contextOf())).toBe(items);
  });

  it('makes the items of a change once, whatever a rule reads for itself', () => {
    const view = oncePerChange((_mesh, { after }) => [itemOf({ ...after.meshConfig })]);
    const mesh = createMesh([]);
    const context = contextOf();
    const items = view(mesh, context);
    const { before, after } = context;
    const ofRule = { ...context, before: { ...before, value: 'a' }, after: { ...after, env: { A: 'b' } } };
    expect(view(mesh, ofRule)).toBe(items);
  });

  it('makes the items of another change, or of another mesh, anew', () => {
    let made = 0;
    const view = oncePerChange(() => {
      made += 1;
      return [itemOf({ made })];
    });
    const mesh = createMesh([]);
    const context = contextOf();
    const { before, after, subject } = context;
    const others = [
      { ...context, before: { ...before, version: '1.19.0' } },
      { ...context, before: { ...before, meshConfig: {} } },
      { ...context, after: { ...after, version: '1.30.0' } },
      { ...context, after: { ...after, meshConfig: {} } },
      { ...context, subject: { ...subject, upgrade: { ...subject.upgrade } } },
      { ...context, subject: { ...subject, before: { ...subject.before } } },
      { ...context, subject: { ...subject, after: { ...subject.after } } },
      { ...context, subject: { ...subject, kubernetes: { version: '1.31.0', declared: true } } },
    ];
    const all = [
      view(mesh, context),
      ...others.map(other => view(mesh, other)),
      view(createMesh([]), context),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

/** Judging resources with texts that the tree does not decide: what acts whatever fills them is exposed, else it is possible. */
import type { Mesh } from '../mesh/mesh.js';
import { meshFilledWith, openResources } from '../mesh/placeholders.js';
import { compileExpression, literalsIn } from './condition.js';
import type { Rule } from './rule.js';

/** One way to fill them all, and in whose words a reader is told of them. */
export interface Fillings {
  readonly meshes: readonly Mesh[];
  /** `${DB_HOST}` and others of a resource; of all, where it is not among those that have any. */
  placeholdersOf(resource: object | undefined): readonly string[];
}

/** Fits hosts within the mesh and outside of it, numbers and switches. */
const USUAL = ['filled-in', 'filled-in.example.com', '*', '443', 'true'];

/**
 * Words of Istio's API that views tell settings by: modes of TLS, protocols, how hosts are resolved and where they are, what
 * policies do. Source: https://istio.io/latest/docs/reference/config/networking/
 */
const WORDS = (
  'SIMPLE MUTUAL ISTIO_MUTUAL DISABLE PASSTHROUGH STRICT PERMISSIVE HTTP HTTP2 HTTPS TLS TCP GRPC ' +
  'DNS DNS_ROUND_ROBIN STATIC NONE MESH_EXTERNAL MESH_INTERNAL ALLOW DENY CUSTOM LOCALHOST'
).split(' ');

/** More than the longest list of any rule. */
const MAX_COMPARED = 20;

/** What a rule's conditions compare with is what could make a difference to it; undefined where no text is open. */
export function fillingsOf({ when, possible }: Rule, mesh: Mesh): Fillings | undefined {
  const open = openResources(mesh);
  if (open.length === 0) return undefined;
  const compared = [when, ...(possible === undefined ? [] : [possible])].flatMap(source => {
    const compiled = compileExpression(source);
    return compiled.ok ? literalsIn(compiled.ast) : [];
  });
  const words = open.some(({ isWhole }) => isWhole) ? WORDS : [];
  const own = compared.filter(text => text !== '').slice(0, MAX_COMPARED);
  const texts = new Set([...USUAL, ...words, ...own]);
  const all = [...new Set(open.flatMap(({ placeholders }) => placeholders))];
  return {
    meshes: [undefined, ...texts].map(text => meshFilledWith(mesh, text)),
    placeholdersOf: resource => open.find(one => one.resource === resource)?.placeholders ?? all,
  };
}

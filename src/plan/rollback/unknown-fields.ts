/**
 * Fields and choices of the repository's resources that the older definitions do not know. The API server drops such
 * fields, or `kubectl apply` refuses them: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning.
 */
import { addTo } from '../../grouped.js';
import type { Facts } from '../../knowledge/facts.js';
import type { DataPath, Position, Statement } from '../../model.js';
import { type Ages, type ByDefinition, definitionsOf } from './crds.js';

/** Deeper than any honest resource. */
const MAX_DEPTH = 64;

/** What only the newer definition of one kind allows. */
interface News {
  /** By place: names of fields, and at `PLACE=` texts. */
  readonly allowed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Places on the way to those: nothing else of a resource is looked at. */
  readonly onTheWay: ReadonlySet<string>;
}

export function unknownFields(
  { older, newer }: Ages,
  resources: ByDefinition,
  facts: Facts,
): readonly Statement[] {
  const found = new Map<string, Position[]>();
  for (const [name, members] of resources) {
    const news = newsBetween(name.slice(0, name.indexOf('/')), { older, newer }, facts);
    if (news.allowed.size === 0) continue;
    for (const { kind, value, data } of members)
      walk(value.spec, 'spec', ['spec'], news, (what, path) => {
        const key = `${kind} ${what}`;
        addTo(found, key, { file: data.file, line: data.lineOf(path) });
      });
  }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, at]) => ({
      text: `The definitions of ${older} do not know ${what}: once they are back the API server drops it, or refuses what holds it`,
      source: definitionsOf(older),
      at,
    }));
}

/** Only places that both definitions have: what is below a new field goes with it. */
function newsBetween(kind: string, { older, newer }: Ages, facts: Facts): News {
  const allowed = new Map<string, ReadonlySet<string>>();
  const onTheWay = new Set<string>();
  for (const { component: place } of facts.settings('crdField', kind)) {
    const [old, now] = [older, newer].map(release => facts.defaultAt('crdField', kind, place, release));
    if (old === undefined || now === undefined || old === now) continue;
    const known = new Set(old.split(','));
    const fresh = now.split(',').filter(name => !known.has(name));
    if (fresh.length === 0) continue;
    allowed.set(place, new Set(fresh));
    for (const { index } of place.matchAll(/$|[.[{=]/g)) onTheWay.add(place.slice(0, index));
    for (const { index } of place.matchAll(/[\]}]/g)) onTheWay.add(place.slice(0, index + 1));
  }
  return { allowed, onTheWay };
}

function walk(
  value: unknown,
  place: string,
  path: DataPath,
  news: News,
  hear: (what: string, path: DataPath) => void,
): void {
  if (path.length > MAX_DEPTH || !news.onTheWay.has(place)) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, `${place}[]`, [...path, index], news, hear);
    return;
  }
  if (typeof value === 'string') {
    if (news.allowed.get(`${place}=`)?.has(value)) hear(`${place}: ${value}`, path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const fresh = news.allowed.get(place);
  for (const [key, child] of Object.entries(value)) {
    const at = [...path, key];
    if (fresh?.has(key)) {
      hear(`${place}.${key}`, at);
      continue;
    }
    walk(child, `${place}.${key}`, at, news, hear);
    // A mapping of anything has one place for all of its values.
    walk(child, `${place}{}`, at, news, hear);
  }
}

/** ConfigMaps that Terraform makes, as far as its expressions decide what they hold. */
import { partAt } from '../../evaluated/part.js';
import { type EvaluatedValue, textOf } from '../../evaluated/value.js';
import type { Position } from '../../model.js';
import type { NamedResource } from './uses.js';

export interface TerraformConfigMap {
  /** What is decided, and the same wherever the resource is evaluated. */
  readonly data: ReadonlyMap<string, { readonly value: string; readonly at: Position }>;
  /** Nothing else is in it. */
  readonly isWhole: boolean;
}

/** By name; several of one name, or several ways to run one, are one that is whole only where they agree. */
export function configMapsIn(resources: readonly NamedResource[]): ReadonlyMap<string, TerraformConfigMap> {
  const found = new Map<string, TerraformConfigMap>();
  for (const { value } of resources) {
    const name = textOf(partAt(partAt(value, 'metadata'), 'name'));
    if (name === undefined) continue;
    const own = configMap(partAt(value, 'data'));
    const known = found.get(name);
    found.set(name, known ? agreed(known, own) : own);
  }
  return found;
}

function configMap(data: EvaluatedValue | undefined): TerraformConfigMap {
  const found = new Map<string, { value: string; at: Position }>();
  if (data?.kind !== 'map') return { data: found, isWhole: data === undefined };
  let isWhole = data.open === undefined;
  for (const [key, { value }] of data.entries) {
    const text = textOf(value);
    if (text === undefined) isWhole = false;
    else found.set(key, { value: text, at: value.at });
  }
  return { data: found, isWhole };
}

function agreed(left: TerraformConfigMap, right: TerraformConfigMap): TerraformConfigMap {
  const same = [...left.data].filter(([key, { value }]) => right.data.get(key)?.value === value);
  const isSame = same.length === left.data.size && same.length === right.data.size;
  return { data: new Map(same), isWhole: isSame && left.isWhole && right.isWhole };
}

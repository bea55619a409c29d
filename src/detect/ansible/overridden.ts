/** Defaults of roles that something else outweighs for every host that a role is for. */
import { append } from '../../append.js';
import type { Position } from '../../model.js';
import { isRecord } from '../data.js';
import type { DetectContext } from '../detector.js';
import { placesOfData } from '../places.js';
import { baseName } from '../tree-path.js';
import { ansiblePlaces } from './places.js';
import { isOutweighed } from './variables.js';

export async function overriddenInAnsible(context: DetectContext): Promise<readonly Position[]> {
  const { variables } = await ansiblePlaces(context);
  const merges = await mergesMappings(context);
  const found: Position[] = [];
  for (const [name, files] of variables) {
    for (const { kind, data } of files) {
      if (kind !== 'defaults') continue;
      if (merges && isRecord(data.at([name]).value)) continue;
      if (await isOutweighed(context, name, data.file)) append(found, placesOfData(data, [name]));
    }
  }
  return found;
}

/** Source: https://docs.ansible.com/ansible/latest/reference_appendices/config.html#default-hash-behaviour */
async function mergesMappings(context: DetectContext): Promise<boolean> {
  for (const path of context.tree.paths.filter(one => baseName(one) === 'ansible.cfg'))
    if (/^\s{0,9}hash_behaviour\s{0,9}=\s{0,9}merge\b/m.test((await context.text(path)) ?? '')) return true;
  return false;
}

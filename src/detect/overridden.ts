/**
 * Places that give something a value which is never in force: whatever takes it from there takes another one, which counts more. What
 * moves there moves nothing. Defaults of roles of Ansible and of definitions of Crossplane are none of these: others than those of this tree
 * may take them, or take them by ways that are not followed.
 */
import { readFlux } from './flux/objects.js';
import { oncePerTree } from './once.js';
import { placeKey } from './places.js';
import { overriddenInTerraform } from './terraform/overridden.js';

/** As `file:line`. */
export const overriddenPlaces = oncePerTree(async (context): Promise<ReadonlySet<string>> => {
  const { overridden } = await readFlux(context);
  return new Set([...overridden, ...(await overriddenInTerraform(context))].map(placeKey));
});

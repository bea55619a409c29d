/**
 * Places that give something a value which is never in force: whatever takes it from there takes another one, which counts more. What
 * moves there moves nothing.
 */
import { overriddenInAnsible } from './ansible/overridden.js';
import { overriddenInCrossplane } from './crossplane/overridden.js';
import { readFlux } from './flux/objects.js';
import { oncePerTree } from './once.js';
import { placeKey } from './places.js';
import { overriddenInTerraform } from './terraform/overridden.js';

/** As `file:line`. */
export const overriddenPlaces = oncePerTree(async (context): Promise<ReadonlySet<string>> => {
  const { overridden } = await readFlux(context);
  const others = [
    await overriddenInTerraform(context),
    await overriddenInCrossplane(context),
    await overriddenInAnsible(context),
  ];
  return new Set([...overridden, ...others.flat()].map(placeKey));
});

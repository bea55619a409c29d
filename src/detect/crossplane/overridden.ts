/** Defaults of definitions that all who ask for what these define say themselves. */
import type { Position } from '../../model.js';
import { listAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { placeKey, placesOfValue } from '../places.js';
import { compositesIn, declaredIn } from './declared.js';
import { defaultsIn } from './defaults.js';

export async function overriddenInCrossplane(context: DetectContext): Promise<readonly Position[]> {
  const declared = await declaredIn(context);
  const composites = declared.definitions.length > 0 ? await compositesIn(context, declared) : [];
  const inForce = new Set(composites.flatMap(({ value }) => placesOfValue(value)).map(placeKey));
  const asked = new Set(composites.map(({ definition }) => definition));
  return declared.definitions
    .filter(definition => asked.has(definition))
    .flatMap(({ data }) =>
      listAt(data.value, ['spec', 'versions']).flatMap((_, index) =>
        defaultsIn(data.at(['spec', 'versions', index, 'schema', 'openAPIV3Schema'])),
      ),
    )
    .filter(place => !inForce.has(placeKey(place)));
}

/** Layers of noise of the team's own. */
import type { OwnLayer } from '../diff/noise/own-layers.js';
import type { Positioned } from '../model.js';
import { valueAt } from '../yaml/positioned.js';
import { asList, asPattern, asText, fail, readAll } from './values.js';

const KEYS = ['name', 'paths', 'resources'];

/** @throws {PolicyError} naming file and line of everything that is wrong */
export function readNoise(data: Positioned, key: string): readonly OwnLayer[] {
  const entries = asList(data, [key]);
  return readAll(
    data.file,
    entries.map((_, index) => () => readLayer(data, [key, index])),
  );
}

function readLayer(data: Positioned, path: readonly [string, number]): OwnLayer {
  const entry = valueAt(data.value, path);
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    fail(data, path, 'a layer of noise is a mapping');
  for (const key of Object.keys(entry)) {
    if (!KEYS.includes(key))
      fail(data, [...path, key], `\`${key}\` is no key of a layer of noise: ${KEYS.join(', ')}`);
  }
  for (const key of ['name', 'paths'])
    if (!Object.hasOwn(entry, key)) fail(data, path, `a layer of noise has \`${key}\``);
  const texts = (key: string): string[] =>
    asList(data, [...path, key]).map((_, index) => asText(data, [...path, key, index]));
  return {
    name: asPattern(data, [...path, 'name'], /^[\w-]{1,60}$/, 'a name of letters, digits and hyphens'),
    paths: texts('paths'),
    ...(Object.hasOwn(entry, 'resources') ? { resources: texts('resources') } : {}),
  };
}

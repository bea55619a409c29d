/** All views, by the name that a rule's `each` gives. A new view is one file and one line here. */
import type { View, ViewDefinition } from '../view.js';
import { discoveredNamespaces } from './discovered-namespaces.js';
import { externalNameUses } from './external-name-uses.js';
import { meshes } from './meshes.js';
import { serviceEntryPorts } from './service-entry-ports.js';
import { tlsOriginations } from './tls-originations.js';
import { virtualServiceOverlaps } from './virtual-service-overlaps.js';

export const viewDefinitions: readonly ViewDefinition[] = [
  discoveredNamespaces,
  externalNameUses,
  meshes,
  serviceEntryPorts,
  tlsOriginations,
  virtualServiceOverlaps,
];

export const views: ReadonlyMap<string, View> = new Map(
  viewDefinitions.map(({ name, items }) => [name, items]),
);

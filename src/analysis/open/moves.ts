/** What open values move of what rules ask for by name: variables of a chart's process, and the mesh config. */
import { isDeepStrictEqual } from 'node:util';
import {
  environmentIn,
  type InstallationState,
  meshConfigIn,
  type OpenMoves,
} from '../../behaviour/state.js';
import type { RenderedDocument } from '../../model.js';
import { isOfChart, movedDocuments, type OpenEffect } from './effects.js';

/** The state with what its open values move, as far as that could be found out. */
export function withMoves(
  state: InstallationState,
  effects: readonly OpenEffect[] | undefined,
): InstallationState {
  const known = (effects ?? []).filter(effect => effect.known);
  if (known.length === 0) return state;
  return { ...state, moves: known.map(effect => movesOf(effect, state)) };
}

function movesOf(effect: OpenEffect, { installation, rendering }: InstallationState): OpenMoves {
  const own = movedDocuments(effect).filter(document => isOfChart(document, installation));
  const held = (rendering?.ok ? rendering.documents : []).filter(document =>
    isOfChart(document, installation),
  );
  const env = new Set<string>();
  for (const way of effect.ways) {
    const others = way.filter(document => isOfChart(document, installation));
    for (const name of movedVariables(
      environmentIn(held, installation.chart),
      environmentIn(others, installation.chart),
    ))
      env.add(name);
  }
  const mesh = effect.ways.some(
    way =>
      !isDeepStrictEqual(
        meshConfigIn(held),
        meshConfigIn(way.filter(document => isOfChart(document, installation))),
      ),
  );
  return { open: effect.open, env, mesh, documents: own.map(kindOf) };
}

function movedVariables(
  held: ReadonlyMap<string, unknown> | undefined,
  other: ReadonlyMap<string, unknown> | undefined,
): readonly string[] {
  const names = new Set([...(held?.keys() ?? []), ...(other?.keys() ?? [])]);
  return [...names].filter(name => !isDeepStrictEqual(held?.get(name), other?.get(name)));
}

function kindOf({ value }: RenderedDocument): string {
  return String(value.kind ?? '');
}

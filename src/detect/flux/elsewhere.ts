/** Kustomizations of Flux whose path is not in this tree, where they speak of Istio: which state of it is deployed, their source says. */
import type { Position, Problem, Release } from '../../model.js';
import { namesIstio } from '../declaring-text.js';
import { fingerprintOf } from '../fingerprint.js';
import { chartElsewhere, releaseElsewhere } from '../istio/elsewhere.js';
import type { BuiltObject } from '../kustomize/objects.js';
import { placeOf, readText } from '../layered.js';
import { type ElsewherePath, type FluxTree, specOf } from './objects.js';

export interface FoundElsewhere {
  readonly releases: readonly Release[];
  readonly problems: readonly Problem[];
}

export function deployedElsewhere({ elsewhere, documents }: FluxTree): FoundElsewhere {
  const releases: Release[] = [];
  const problems: Problem[] = [];
  for (const one of elsewhere.filter(({ name, path }) => namesIstio(`${name} ${path}`))) {
    const sources = documents.filter(({ kind, name }) => `${kind}/${name}` === one.source);
    const states = sources.map(stateOf);
    const [state] = states;
    // All that decides it here; where its source is not here, whatever stands beside it may.
    const digest = fingerprintOf([one.spec, ...sources.map(specOf)]);
    const problem = { ...notHere(one, states), ...(state ? { digest } : {}) };
    const chart = state && chartElsewhere(one.path, state.at);
    if (!chart) {
      problems.push(problem);
      continue;
    }
    const look = `it is that of ${one.path} in ${state.text}, which is not in this repository`;
    releases.push(
      releaseElsewhere(chart, look, digest, {
        id: `flux:${one.at.file}:${one.name}`,
        form: 'flux',
        deployer: 'flux',
        declared: one.at,
        releaseName: one.name,
        namespace: one.namespace ?? 'istio-system',
      }),
    );
  }
  return { releases, problems };
}

interface State {
  /** `https://github.com/acme/mesh at v1.8.0` */
  readonly text: string;
  readonly at: Position;
}

const REFERENCES = ['tag', 'semver', 'commit', 'branch', 'name', 'digest'];

function stateOf({ object }: BuiltObject): State {
  const url = readText(object, ['spec', 'url']) ?? readText(object, ['spec', 'bucketName']) ?? 'its source';
  const key = REFERENCES.find(name => readText(object, ['spec', 'ref', name]) !== undefined);
  const path = key === undefined ? ['spec', 'url'] : ['spec', 'ref', key];
  const ref = key === undefined ? '' : ` at ${readText(object, path)}`;
  return { text: `${url}${ref}`, at: placeOf(object, path) };
}

function notHere({ name, path, at }: ElsewherePath, states: readonly State[]): Problem {
  const from = states.length > 0 ? ` of ${states.map(({ text }) => text).join(', ')}` : '';
  return {
    what: `Kustomization ${name}`,
    why: `it deploys the path ${path || './'}${from}, which is not in this repository`,
    ...at,
    blocking: true,
    unjudged: true,
  };
}

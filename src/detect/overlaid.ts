/** Manifests that declare an installation, on each of the ways on which overlays and deployers bring them to a cluster. */
import type { DeployedFolder, Position, Problem } from '../model.js';
import { readArgo } from './argocd/argocd.js';
import type { DetectContext } from './detector.js';
import { fleetFolders } from './fleet-folders.js';
import { readFlux } from './flux/objects.js';
import type { Interest } from './kustomize/builder.js';
import { type Variant, variantsOf } from './kustomize/variants.js';
import type { Layered } from './layered.js';
import { mergedData } from './layered-data.js';
import { type Manifest, manifestsWith } from './manifests.js';
import { unfilledByTerraform } from './terraform/terraform.js';

export interface OverlaidManifest extends Manifest {
  /** Its own writing, and the patches over it. */
  readonly writings: Layered;
  /** What tells it from the same manifest elsewhere: its own place, or that of the overlay. */
  readonly declared: Position;
  readonly destination: string;
  /** How it gets there; undefined where nothing takes it in. */
  readonly way?: Variant;
  /** As it stands in its file. */
  readonly written: Manifest;
}

export interface OverlaidManifests {
  readonly manifests: readonly OverlaidManifest[];
  /** What generators of Kustomize make of these kinds. */
  readonly generated: readonly Variant[];
  readonly problems: readonly Problem[];
}

/**
 * What nothing takes in stays as it is; patches are no manifests of their own.
 * @param more manifests of files that are no candidates
 */
export async function overlaidManifests(
  context: DetectContext,
  pattern: RegExp,
  interest: Interest,
  more: readonly Manifest[] = [],
): Promise<OverlaidManifests> {
  const isUnfilled = await unfilledByTerraform(context);
  const written = [...(await manifestsWith(context, pattern)), ...more].filter(
    ({ apiVersion, kind, data }) => interest(apiVersion, kind) && !isUnfilled(data),
  );
  if (written.length === 0) return NONE;
  return onWays(context, written, interest, await deployedFolders(context));
}

/** Folders that Flux, Argo CD and Fleet deploy. */
export async function deployedFolders(context: DetectContext): Promise<readonly DeployedFolder[]> {
  return [
    ...(await readFlux(context)).folders,
    ...((await readArgo(context)).deployedFolders ?? []),
    ...(await fleetFolders(context)),
  ];
}

const NONE: OverlaidManifests = { manifests: [], generated: [], problems: [] };

/** @param deployed folders that something deploys by themselves */
export async function onWays(
  context: DetectContext,
  written: readonly Manifest[],
  interest: Interest,
  deployed: readonly DeployedFolder[],
): Promise<OverlaidManifests> {
  const files = written.map(({ file }) => file);
  const variants = await variantsOf(context, interest, deployed, files);
  return {
    manifests: written.flatMap(manifest => {
      const ways = variants.of(manifest.file, manifest.data.lineOf([]));
      return ways ? ways.map(way => onWay(manifest, way, ways)) : [asWritten(manifest)];
    }),
    generated: variants.generated,
    problems: variants.problems,
  };
}

/** A manifest as it stands. */
export function asWritten(manifest: Manifest): OverlaidManifest {
  const { data, document, base: path, file, embedded } = manifest;
  return {
    ...manifest,
    writings: [embedded ? { data } : { data, document, path }],
    declared: { file, line: data.lineOf([]) },
    destination: '',
    written: manifest,
  };
}

function onWay(manifest: Manifest, way: Variant, ways: readonly Variant[]): OverlaidManifest {
  const { object, destination } = way;
  const { object: writings, name, namespace, chain } = object;
  const files = ways.map(way => new Set(way.object.chain.map(({ file }) => file)));
  const own = chain.find(({ file }) => files.filter(others => others.has(file)).length === 1);
  const [start, outermost] = [chain[0], chain.at(-1)];
  const declared = (ways.length === 1 ? start : (own ?? outermost)) ?? asWritten(manifest).declared;
  const data = mergedData(writings);
  return { ...manifest, data, name, namespace, writings, declared, destination, way, written: manifest };
}

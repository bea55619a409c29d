/** Istio's own custom resources: which versions a release serves and stores. */
import type { SettingAt } from './ranges.js';
import { isRecord, listAt, textAt } from './records.js';
import type { ReleaseSource } from './source.js';

const crdFiles = /^manifests\/charts\/base\/(crds|files)\/crd-[^/]*\.yaml$/;

/** One setting for each version of each resource: `virtualservices.networking.istio.io/v1`. */
export async function readCrds(release: ReleaseSource): Promise<readonly SettingAt[]> {
  const settings: SettingAt[] = [];
  for (const entry of release.matching(crdFiles)) {
    settings.push(...((await release.documents(entry, readCrd)) ?? []));
  }
  return settings;
}

function readCrd(document: unknown): readonly SettingAt[] {
  if (!isRecord(document) || document.kind !== 'CustomResourceDefinition') return [];
  const name = textAt(document.metadata, 'name');
  return listAt(document.spec, 'versions').map(version => ({
    kind: 'crd',
    name: `${name}/${textAt(version, 'name')}`,
    component: 'base',
    default: stateOf(version),
  }));
}

function stateOf(version: unknown): string {
  if (!isRecord(version) || version.served !== true) return 'unserved';
  return version.storage === true ? 'served,storage' : 'served';
}

/** The release of Istio's operator by the image that a Deployment runs, or that a package brings along. */
import type { DataPath, Positioned } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { listAt, stringAt } from '../data.js';
import type { DecidedVersion } from '../istio/published-release.js';
import { istioVersionOf } from '../istio/version.js';
import { CONTAINERS } from '../rendered/workloads.js';

/** Whoever mirrors it. */
export const OPERATOR_IMAGE = /istio[\w.-]{0,40}\/operator(?::([^@\s"']{1,100}))?/;

/** The release that the version of a chart of that name says; those before 1.0 are of Banzai Cloud's operator. */
export function releaseOfOperatorChart(version: string | null | undefined): string | null {
  const release = istioVersionOf(version);
  return release?.startsWith('0.') ? null : release;
}

/** Of a Deployment. */
export function operatorImages(data: Positioned): readonly DecidedVersion[] {
  const images = listAt(data.value, CONTAINERS).map((_, index) => [...CONTAINERS, index, 'image']);
  return images.flatMap(path => operatorImageAt(data, path));
}

/** @returns none for another image, and for a tag that names no release */
export function operatorImageAt(data: Positioned, path: DataPath): readonly DecidedVersion[] {
  const tag = OPERATOR_IMAGE.exec(stringAt(data.value, path) ?? '')?.[1];
  const version = istioVersionOf(tag);
  return tag === undefined || version === null
    ? []
    : [{ version, at: data.originIn?.(path, tag) ?? startOf(data, path) }];
}

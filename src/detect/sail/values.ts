/**
 * What charts that are not at hand make of their values: the Sail operator's `Istio`, `IstioCNI` and `ZTunnel`, whose `spec` such
 * values hold as it stands (`istioCNI: {spec: {version: v1.27.3}}`). Chart, version and line are plain; what the chart adds is not known.
 */
import { append } from '../../append.js';
import type { DataPath, IstioChart, Positioned, Release } from '../../model.js';
import { startOf } from '../../yaml/positioned.js';
import { ISTIO_REPOSITORY } from '../chart-reference.js';
import { isRecord, stringAt } from '../data.js';
import { namesIstio } from '../declaring-text.js';
import type { DetectContext, Detector } from '../detector.js';
import { publishedRelease } from '../istio/published-release.js';
import { eachPart } from '../parts.js';

/** Of values: they yield to whatever is read at the same place. */
export const SAIL_VALUES = 'sail-values';

export const sailValues: Detector = {
  form: SAIL_VALUES,
  async detect(context) {
    const releases: Release[] = [];
    for (const path of context.candidates) {
      if (!/\.ya?ml$/i.test(path) || context.isSetAside(path) || context.charts.isTemplate(path)) continue;
      const text = await context.text(path);
      if (text === undefined || !namesIstio(text) || !VERSION.test(text)) continue;
      for (const { data } of await documentsOf(context, path)) append(releases, inValues(context, data));
    }
    return { releases, problems: [] };
  },
};

/** The operator's versions have a `v`; charts of Istio have none. Source: https://github.com/istio-ecosystem/sail-operator */
const VERSION = /\bversion["']?:[ \t]*["']?v1\.\d{1,3}(?:\.\d|-latest)/;
const IS_VERSION = /^v1\.\d{1,3}(?:\.\d{1,3}|-latest)$/;

/** Fields of `spec` besides its version, of which at least one stands beside it. */
const BESIDE = ['namespace', 'updateStrategy', 'profile', 'values'];

async function documentsOf(context: DetectContext, path: string) {
  return (await context.yaml(path)).documents.filter(
    ({ data }) => isRecord(data.value) && data.value.apiVersion === undefined,
  );
}

function inValues(context: DetectContext, data: Positioned): readonly Release[] {
  const found: Release[] = [];
  eachPart(context, data, {
    matters: part => typeof part === 'string' && IS_VERSION.test(part),
    what: 'what it hands to the Sail operator',
    visit(value, path) {
      if (!isSpec(value, path)) return false;
      const holder = data.at(path.slice(0, -1)).value;
      if (!isRecord(holder) || holder.enabled !== false) found.push(release(data, path));
      return true;
    },
  });
  return found;
}

function isSpec(value: object, path: DataPath): boolean {
  return (
    path.at(-1) === 'spec' &&
    IS_VERSION.test(stringAt(value, ['version']) ?? '') &&
    BESIDE.some(key => Object.hasOwn(value, key))
  );
}

/** Which of the operator's resources it is, by the key that it stands under. */
function chartAt(path: DataPath): IstioChart {
  const words = path.filter(part => typeof part === 'string').join(' ');
  if (/cni/i.test(words)) return 'cni';
  return /ztunnel/i.test(words) ? 'ztunnel' : 'istiod';
}

function release(data: Positioned, path: DataPath): Release {
  const chart = chartAt(path);
  const at = startOf(data, [...path, 'version']);
  const declared = startOf(data, path.slice(0, -1));
  const name = stringAt(data.value, [...path.slice(0, -1), 'name']) ?? chart;
  const why =
    'the chart that makes a resource of the Sail operator of these values is not in this repository: what else it sets is not known';
  const text = stringAt(data.value, [...path, 'version']) ?? '';
  const version = /-latest$/.test(text) ? null : text.replace(/^v/, '');
  return publishedRelease({
    id: `${SAIL_VALUES}:${data.file}:${path.join('.')}`,
    form: SAIL_VALUES,
    deployer: 'operator',
    declared,
    releaseName: name,
    namespace: stringAt(data.value, [...path, 'namespace']) ?? 'istio-system',
    name: chart,
    repository: ISTIO_REPOSITORY,
    version: version === null ? { version: null, at, look: `it floats: ${text}` } : { version, at },
    values: [],
    problems: [{ what: `values of ${name}`, why, ...declared, blocking: true }],
    valuesUnknown: true,
  });
}

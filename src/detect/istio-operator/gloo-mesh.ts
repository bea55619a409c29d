/**
 * Gloo Mesh's lifecycle managers: each of their installations carries an IstioOperator's spec, of which those of gateways take
 * gateways alone. Gloo sets values of its own beside it, such as each cluster's trust domain.
 * Source: https://docs.solo.io/gloo-mesh-core/latest/reference/api/istio_lifecycle_manager,
 * https://docs.solo.io/gloo-mesh-enterprise/latest/reference/api/gateway_lifecycle_manager/.
 */
import type { Positioned, Problem } from '../../model.js';
import { positionedAt } from '../../yaml/positioned.js';
import { carriedManifests } from '../carried.js';
import { listAt, recordAt, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { fingerprintOf } from '../fingerprint.js';
import { asWritten, type OverlaidManifest, overlaidManifests } from '../overlaid.js';
import { wrapped } from '../reshaped.js';
import type { OperatorCandidate } from './installs.js';
import { operatorSpec } from './spec.js';
import { tagOf } from './tag.js';

const MANAGERS = /IstioLifecycleManager|GatewayLifecycleManager/;

export async function glooCandidates(context: DetectContext): Promise<readonly OperatorCandidate[]> {
  const overlaid = await overlaidManifests(context, MANAGERS, isManager);
  const carried = (await carriedManifests(context, MANAGERS, isManager)).map(asWritten);
  const found: OperatorCandidate[] = [];
  for (const manifest of [...overlaid.manifests, ...carried]) {
    if (context.isSetAside(manifest.file)) continue;
    for (const index of listAt(manifest.data.value, ['spec', 'installations']).keys()) {
      const installation = manifest.data.at(['spec', 'installations', index]);
      if (recordAt(installation.value, ['istioOperatorSpec']))
        found.push(await candidate(context, manifest, installation, index, overlaid.problems));
    }
  }
  return found;
}

function isManager(apiVersion: string, kind: string): boolean {
  return MANAGERS.test(kind) && apiVersion.startsWith('admin.gloo.solo.io/');
}

async function candidate(
  context: DetectContext,
  { declared, document, file, name, kind, data }: OverlaidManifest,
  installation: Positioned,
  index: number,
  problems: readonly Problem[],
): Promise<OperatorCandidate> {
  const own = { data: wrapped(installation.at(['istioOperatorSpec']), ['spec']) };
  const given = { data: givenBeside(installation, kind.startsWith('Gateway')) };
  const spec = operatorSpec([own, given]);
  const why = 'Gloo Mesh sets values of its own beside what stands here: these are not known';
  const digest = fingerprintOf(recordAt(data.value, ['spec']));
  const known = { what: `${kind} ${name}`, why, ...declared, blocking: true, digest };
  return {
    id: `istio-operator:${declared.file}:${declared.line}:${document}:${name}:${index}`,
    form: 'istio-operator',
    declared,
    spec,
    tag: await tagOf(context, spec),
    tool: undefined,
    files: [file],
    problems: [...problems, known],
    valuesUnknown: true,
  };
}

/** The revision stands beside the spec, under a name of its own; `auto` is whatever Gloo makes of the version. */
function givenBeside(installation: Positioned, onlyGateways: boolean): Positioned {
  const keys = ['revision', 'gatewayRevision'];
  const key = keys.find(name => !['', 'auto', undefined].includes(stringAt(installation.value, [name])));
  const revision = key === undefined ? undefined : stringAt(installation.value, [key]);
  return positionedAt(installation.file, installation.lineOf(key === undefined ? [] : [key]), {
    spec: { ...(revision === undefined ? {} : { revision }), ...(onlyGateways ? { profile: 'empty' } : {}) },
  });
}

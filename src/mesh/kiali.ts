/**
 * Where Kiali is declared without a Deployment of its own in the repository: as the operator's resource, or as an
 * Application or HelmRelease of its chart.
 * Sources: https://kiali.io/docs/configuration/kialis.kiali.io/ (spec.deployment.namespace), https://github.com/kiali/helm-charts
 */
import type { DataPath } from '../model.js';
import { listAt, textAt } from './read.js';

export interface KialiDeclaration {
  /** The namespace that it runs in; '' for that of the declaration itself. */
  readonly namespace: string;
  /** What says that it is Kiali, within the resource. */
  readonly path: DataPath;
}

const CHART = 'kiali-server';

/** Undefined for a resource that declares no Kiali. */
export function kialiIn(group: string, kind: string, value: unknown): KialiDeclaration | undefined {
  switch (`${group}/${kind}`) {
    case 'kiali.io/Kiali':
      return { namespace: textAt(value, ['spec', 'deployment', 'namespace']), path: ['metadata', 'name'] };
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return chartAt(value, [['spec', 'chart', 'spec', 'chart']], ['spec', 'targetNamespace']);
    case 'argoproj.io/Application': {
      const sources = listAt(value, ['spec', 'sources']).map((_, index) => [
        'spec',
        'sources',
        index,
        'chart',
      ]);
      return chartAt(value, [['spec', 'source', 'chart'], ...sources], ['spec', 'destination', 'namespace']);
    }
    default:
      return undefined;
  }
}

function chartAt(
  value: unknown,
  paths: readonly DataPath[],
  namespacePath: DataPath,
): KialiDeclaration | undefined {
  const path = paths.find(one => textAt(value, one) === CHART);
  return path && { namespace: textAt(value, namespacePath), path };
}

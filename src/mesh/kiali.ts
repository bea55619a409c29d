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
  /** What declares it within the resource. */
  readonly path: DataPath;
}

const CHART = 'kiali-server';

/** The operator's chart makes a Kiali of what its values hold below `cr`. */
const OPERATOR_CHART = 'kiali-operator';

/** Undefined for a resource that declares no Kiali. */
export function kialiIn(group: string, kind: string, value: unknown): KialiDeclaration | undefined {
  switch (`${group}/${kind}`) {
    case 'kiali.io/Kiali':
      return { namespace: textAt(value, ['spec', 'deployment', 'namespace']), path: ['metadata', 'name'] };
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return (
        chartAt(value, [['spec', 'chart', 'spec', 'chart']], ['spec', 'targetNamespace']) ??
        createdBy(value, ['spec', 'chart', 'spec', 'chart'], ['spec', 'values', 'cr'])
      );
    case 'argoproj.io/Application': {
      const sources = listAt(value, ['spec', 'sources']).map((_, index) => [
        'spec',
        'sources',
        index,
        'chart',
      ]);
      return (
        chartAt(value, [['spec', 'source', 'chart'], ...sources], ['spec', 'destination', 'namespace']) ??
        createdBy(value, ['spec', 'source', 'chart'], ['spec', 'source', 'helm', 'valuesObject', 'cr'])
      );
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

function createdBy(value: unknown, chart: DataPath, cr: DataPath): KialiDeclaration | undefined {
  if (textAt(value, chart) !== OPERATOR_CHART || textAt(value, [...cr, 'create']) !== 'true')
    return undefined;
  return { namespace: textAt(value, [...cr, 'namespace']), path: cr };
}

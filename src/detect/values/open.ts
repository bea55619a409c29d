/** Values that the tree leaves open: which of them may decide how Istio behaves, and what follows for a release. */
import type { OpenPath } from '../../evaluated/plain.js';
import type { ChartReference, DataPath, OpenValue, Position, Problem, TreeChart } from '../../model.js';

/**
 * Keys that only say where and how large something runs, how it is called and reached. Whatever they hold, no setting of
 * istiod, of a proxy or of the mesh follows from it.
 */
const HARMLESS =
  /^(annotations|.*Annotations|labels|.*Labels|resources|.*[rR]esources|replicaCount|replicas|autoscal.*|minReplicas|maxReplicas|nodeSelector|tolerations|affinity|topologySpreadConstraints|imagePullSecrets|imagePullPolicy|priorityClassName|podDisruptionBudget|service|loadBalancerIP|loadBalancerSourceRanges|externalIPs|ingressPorts|clusterName|network|networkGateway|meshID|meshNetworks|istioNamespace|rootNamespace|hub|tag|variant|serviceAccount|serviceAccountAnnotations|terminationGracePeriodSeconds|extraContainerArgs|name|namespaceOverride|caAddress|remotePilotAddress|externalIstiod|logging|level|resourceQuotas|excludeNamespaces|cniBinDir|cniConfDir|zipkin|address)$/;

/**
 * True where a value at this path may decide behaviour: the whole of the values (`[]`) always may.
 * @param chart whose values they are; absent: one of Istio's own. Of the values of other charts nothing is known by their names
 */
export function decidesBehaviour(path: DataPath, chart?: ChartReference): boolean {
  if (chart && !isOfIstio(path, chart)) return true;
  return !path.some(key => typeof key === 'string' && HARMLESS.test(key));
}

/** True for values of Istio's own charts: the release's whole, or below the key of a dependency. */
function isOfIstio(path: DataPath, chart: ChartReference): boolean {
  if (chart.kind === 'published' || chart.own !== undefined) return true;
  const [key, ...rest] = path;
  if (key === 'global') return bringsOne(chart);
  const dependency = chart.dependencies.find(entry => entry.key === key);
  if (!dependency) return false;
  return (
    dependency.chart !== undefined || (dependency.tree !== undefined && isOfIstio(rest, dependency.tree))
  );
}

/** `global` is everybody's: its keys mean what they mean to Istio where nothing but Istio is there to read them. */
function bringsOne({ dependencies }: TreeChart): boolean {
  return dependencies.length > 0 && dependencies.every(({ chart }) => chart !== undefined);
}

/** How problems begin that a version given from outside settles. */
export const UNDECIDED_VERSION = 'the tree does not decide its version';

/** What values that are open come to for their release. */
export interface OpenOutcome {
  /** Some of them may be anything at all. */
  readonly unknown: boolean;
  /** Those that stand at a path of their own, and may decide behaviour. */
  readonly open: readonly OpenValue[];
  readonly problems: readonly Problem[];
}

/**
 * Sorts open values by what they may do. What stands below `pilot.env` is asked for by its name wherever it matters, and
 * answers that it is not known: it is told, and stops nothing. Whatever else decides behaviour may be looked at as a whole.
 */
export function openOutcome(
  what: string,
  found: readonly OpenPath[],
  at: Position,
  chart?: ChartReference,
): OpenOutcome {
  const deciding = found.filter(({ path }) => decidesBehaviour(path, chart));
  // What hangs on a condition is judged both ways.
  const asked = deciding.filter(({ path, condition }) => isVariable(path) || condition);
  const others = deciding.filter(({ path, condition }) => !isVariable(path) && !condition);
  const harmless = found.filter(({ path }) => !decidesBehaviour(path, chart));
  const problems = [
    [others, true],
    [[...asked, ...harmless], false],
  ] as const;
  return {
    unknown: deciding.some(({ path }) => path.length === 0),
    open: deciding
      .filter(({ path }) => path.length > 0)
      .map(({ path, gap, condition }) => ({
        path,
        what: gap.what,
        at: gap.at,
        ...(condition ? { condition } : {}),
      })),
    problems: problems.flatMap(([open, blocking]) =>
      open.length === 0
        ? []
        : [
            {
              what,
              why: `the tree does not decide ${describeOpen(open)}`,
              ...at,
              blocking,
              leavesOpen: open.map(({ path, gap }) => ({ key: path.join('.'), what: gap.what, at: gap.at })),
            },
          ],
    ),
  };
}

/** `pilot.env.NAME`, or `env.NAME` of another chart, also below the key of a dependency; or all of them. */
export function isVariable(path: DataPath): boolean {
  return path.at(-2) === 'env' || path.at(-1) === 'env';
}

/** A few of them in words, with the places to look at. */
export function describeOpen(open: readonly OpenPath[]): string {
  const shown = open.slice(0, 4).map(({ path, gap }) => {
    const place = `${gap.at.file}:${gap.at.line}`;
    return path.length === 0
      ? `\`${gap.what}\` (${place})`
      : `\`${path.join('.')}\` (\`${gap.what}\`, ${place})`;
  });
  return open.length > 4 ? `${shown.join(', ')} and ${open.length - 4} more` : shown.join(', ');
}

/** The fields of a release that say what of its values is not known. */
export function unknownFields(
  unknown: boolean,
  open: readonly OpenValue[],
): { readonly valuesUnknown?: true; readonly openValues?: readonly OpenValue[] } {
  return { ...(unknown ? { valuesUnknown: true } : {}), ...(open.length > 0 ? { openValues: open } : {}) };
}

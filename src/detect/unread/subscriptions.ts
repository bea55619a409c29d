/**
 * Subscriptions of OLM to operators that install Istio. The releases of Istio that one knows come with its own version: what an
 * `Istio` object without a patch stands for (`v1.26-latest`), and what it still installs, moves with it.
 * Source: https://olm.operatorframework.io/docs/concepts/crds/subscription/, https://operator-framework.github.io/operator-controller/,
 * https://open-cluster-management.io/docs/getting-started/integration/policy-controllers/ and
 * https://github.com/istio-ecosystem/sail-operator
 */
import type { DataPath, Tree } from '../../model.js';
import { contextOf } from '../context.js';
import { stringAt } from '../data.js';
import { fingerprintOf } from '../fingerprint.js';
import { manifestsWith } from '../manifests.js';
import type { UnreadForm } from './forms.js';

const OPERATORS = /^(?:servicemeshoperator3?|sailoperator|ossm3?|istio(?:-?operator)?)$/;

/** How OLM, in both of its majors, and policies of Open Cluster Management ask for an operator. */
const SHAPES: readonly {
  readonly group: string;
  readonly kind: string;
  readonly path: DataPath;
  readonly name: string;
  /** The surest first. */
  readonly decides: readonly string[];
}[] = [
  {
    group: 'operators.coreos.com/',
    kind: 'Subscription',
    path: ['spec'],
    name: 'name',
    decides: ['startingCSV', 'channel'],
  },
  {
    group: 'olm.operatorframework.io/',
    kind: 'ClusterExtension',
    path: ['spec', 'source', 'catalog'],
    name: 'packageName',
    decides: ['version', 'channels'],
  },
  {
    group: 'policy.open-cluster-management.io/',
    kind: 'OperatorPolicy',
    path: ['spec', 'subscription'],
    name: 'name',
    decides: ['startingCSV', 'channel'],
  },
];
const ASKED = /operators\.coreos\.com|olm\.operatorframework\.io|OperatorPolicy/;

export async function unreadSubscriptions(tree: Tree): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const found: UnreadForm[] = [];
  for (const { data, file, kind, apiVersion } of await manifestsWith(context, ASKED)) {
    const shape = SHAPES.find(one => one.kind === kind && apiVersion.startsWith(one.group));
    if (!shape || context.isSetAside(file)) continue;
    const text = (key: string): string => stringAt(data.value, [...shape.path, key]) ?? '';
    const name = text(shape.name);
    if (!OPERATORS.test(name)) continue;
    const key = shape.decides.find(one => text(one) !== '') ?? shape.name;
    found.push({
      what: `operator ${name}${key === shape.name ? '' : ` ${text(key)}`}`,
      why: 'which releases of Istio it installs, and what a version without a patch stands for, is decided in the operator: see its release notes',
      file,
      line: data.lineOf([...shape.path, key]),
      fingerprint: fingerprintOf([file, name, ...shape.decides.map(text)]),
      weak: true,
    });
  }
  return found;
}

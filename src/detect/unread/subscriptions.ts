/**
 * Subscriptions of OLM to operators that install Istio. The releases of Istio that one knows come with its own version: what an
 * `Istio` object without a patch stands for (`v1.26-latest`), and what it still installs, moves with it.
 * Source: https://olm.operatorframework.io/docs/concepts/crds/subscription/ and https://github.com/istio-ecosystem/sail-operator
 */
import type { Tree } from '../../model.js';
import { isSetAside } from '../aside/set-aside.js';
import { contextOf } from '../context.js';
import { stringAt } from '../data.js';
import { fingerprintOf } from '../fingerprint.js';
import { manifestsWith } from '../manifests.js';
import type { UnreadForm } from './forms.js';

const OPERATORS = /^(?:servicemeshoperator3?|sailoperator|ossm3?|istio(?:-?operator)?)$/;

export async function unreadSubscriptions(tree: Tree): Promise<readonly UnreadForm[]> {
  const context = await contextOf(tree);
  const found: UnreadForm[] = [];
  for (const { data, file, kind, apiVersion } of await manifestsWith(context, /operators\.coreos\.com/)) {
    if (kind !== 'Subscription' || !apiVersion.startsWith('operators.coreos.com/') || isSetAside(file))
      continue;
    const text = (key: string): string => stringAt(data.value, ['spec', key]) ?? '';
    const name = text('name');
    if (!OPERATORS.test(name)) continue;
    const key = ['startingCSV', 'channel'].find(one => text(one) !== '') ?? 'name';
    found.push({
      what: `operator ${name}${key === 'name' ? '' : ` ${text(key)}`}`,
      why: 'which releases of Istio it installs, and what a version without a patch stands for, is decided in the operator: see its release notes',
      file,
      line: data.lineOf(['spec', key]),
      fingerprint: fingerprintOf([file, name, text('startingCSV'), text('channel')]),
      weak: true,
    });
  }
  return found;
}

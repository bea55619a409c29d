/**
 * DestinationRules, and how istiod puts several for one host together.
 * Source: https://github.com/istio/istio/blob/1.24.0/pilot/pkg/model/destination_rule.go (mergeDestinationRule): rules for
 * one host in one namespace are one rule; from 1.24 only where they are exported to the same namespaces.
 */
import { groupBy } from '../../grouped.js';
import type { MeshResource } from '../../model.js';
import { exportToOf, mayMeet } from '../export-to.js';
import { isWildcard } from '../hosts.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { listAt, mappingAt, textAt, textMapAt } from '../read.js';
import { subjectOf } from '../resource.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const destinationRules: ViewDefinition = {
  name: 'destinationRules',
  summary: 'A DestinationRule, with the others of its namespace for the same host',
  places: {
    at: 'its host',
    exportTo: 'its exportTo',
    subsets: 'its subsets',
    trafficPolicy: 'its trafficPolicy',
  },
  fields: {
    host: 'the host, short names made full',
    isWildcardHost: 'whether the host is a wildcard',
    namespace: 'its namespace',
    exportTo: 'namespaces that it is exported to, as written; [] for the default',
    hasWorkloadSelector: 'whether it holds for selected workloads only',
    setsTrafficPolicy: 'whether it has a traffic policy outside of subsets',
    subsets: 'names of its subsets',
    duplicateSubsets: 'names that more than one of its own subsets has',
    routedSubsets: 'those of its subsets that a route of this repository leads to',
    others:
      'the other DestinationRules of the namespace for this very host, as `DestinationRule/namespace/name`',
    apart:
      'those of them, in the order of files before this one, with the same selector or likewise none, that are exported to other namespaces',
    apartMeet: 'whether some namespace may see this one and one of `apart`',
    apartRoutedSubsets: 'the routed subsets of this one and of `apart`',
    swallowedBy:
      'for a rule without workloadSelector, exported to `.` only: those with a workloadSelector, which are exported in the same way',
    unselected:
      'for a rule with workloadSelector: those without one that bring subsets or a traffic policy, and are not exported to `.` only',
  },
  items: oncePerMesh(rules),
};

interface Rule {
  readonly resource: MeshResource;
  readonly host: string;
  /** Selected rules are never exported; `.` is what istiod takes for them. */
  readonly exportTo: readonly string[];
  readonly selector: string;
  readonly subsets: readonly string[];
  readonly routed: readonly string[];
  readonly setsTrafficPolicy: boolean;
}

function rules(mesh: Mesh): readonly ViewItem[] {
  const all = mesh.ofKind('DestinationRule', 'networking.istio.io').map(resource => ruleOf(mesh, resource));
  const keyOf = ({ resource, host }: Rule): string => `${resource.namespace} ${host}`;
  const groups = groupBy(all, keyOf);
  return all.map(rule => itemOf(rule, groups.get(keyOf(rule)) ?? []));
}

function ruleOf(mesh: Mesh, resource: MeshResource): Rule {
  const host = mesh.resolve(textAt(resource.value, ['spec', 'host']), resource.namespace);
  const isSelected = mappingAt(resource.value, ['spec', 'workloadSelector']) !== undefined;
  const labels = textMapAt(resource.value, ['spec', 'workloadSelector', 'matchLabels']);
  const subsets = listAt(resource.value, ['spec', 'subsets'])
    .map(subset => textAt(subset, ['name']))
    .filter(name => name !== '');
  const reached =
    subsets.length === 0 ? new Set<string>() : new Set(mesh.routesTo(host).map(route => route.subset));
  return {
    resource,
    host,
    exportTo: isSelected ? ['.'] : exportToOf(resource),
    selector: isSelected ? JSON.stringify([...labels].toSorted()) : '',
    subsets,
    routed: [...new Set(subsets)].filter(name => reached.has(name)),
    setsTrafficPolicy: mappingAt(resource.value, ['spec', 'trafficPolicy']) !== undefined,
  };
}

/** Many rules for one host are nobody's habit; a few say what there is to say. */
const MAX_NAMED = 10;

function itemOf(rule: Rule, group: readonly Rule[]): ViewItem {
  const others = group.length > 1 ? group.filter(other => other !== rule) : [];
  const before = others.length > 0 ? group.slice(0, Math.min(group.indexOf(rule), MAX_NAMED)) : [];
  const apart = before.filter(
    other => other.selector === rule.selector && !sameNames(other.exportTo, rule.exportTo),
  );
  const isPrivate = sameNames(rule.exportTo, ['.']);
  const named = (some: readonly Rule[]): readonly string[] =>
    some.slice(0, MAX_NAMED).map(({ resource }) => subjectOf(resource));
  return itemAt(
    rule.resource,
    {
      at: ['spec', 'host'],
      exportTo: ['spec', 'exportTo'],
      subsets: ['spec', 'subsets'],
      trafficPolicy: ['spec', 'trafficPolicy'],
    },
    {
      host: rule.host,
      isWildcardHost: isWildcard(rule.host),
      namespace: rule.resource.namespace,
      exportTo: exportToOf(rule.resource),
      hasWorkloadSelector: rule.selector !== '',
      setsTrafficPolicy: rule.setsTrafficPolicy,
      subsets: [...new Set(rule.subsets)],
      duplicateSubsets: duplicates(rule.subsets),
      routedSubsets: rule.routed,
      others: named(others),
      apart: named(apart),
      apartMeet: apart.some(other => mayMeet(other.exportTo, rule.exportTo, rule.resource.namespace)),
      apartRoutedSubsets:
        apart.length === 0 ? [] : [...new Set([rule, ...apart].flatMap(({ routed }) => routed))].toSorted(),
      swallowedBy:
        rule.selector === '' && isPrivate ? named(others.filter(other => other.selector !== '')) : [],
      unselected:
        rule.selector === ''
          ? []
          : named(
              others.filter(
                other =>
                  other.selector === '' &&
                  !sameNames(other.exportTo, ['.']) &&
                  (other.setsTrafficPolicy || other.subsets.length > 0),
              ),
            ),
    },
  );
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

function duplicates(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  return [...twice].toSorted();
}

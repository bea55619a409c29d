/** AuthorizationPolicies as a whole: what is attached to what, and which parts of requests decide. */
import type { MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { policyTargets, TARGET_FIELDS } from '../policy-targets.js';
import { listAt, mappingAt, textAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const authorizationPolicies: ViewDefinition = {
  name: 'authorizationPolicies',
  summary: 'An AuthorizationPolicy',
  places: { at: 'its name', action: 'its action', rules: 'its rules' },
  fields: {
    ...TARGET_FIELDS,
    action: '`ALLOW` (also where none is written), `DENY`, `AUDIT` or `CUSTOM`',
    provider: "the provider of a CUSTOM policy; '' without one",
    isDryRun: 'whether it is annotated as a dry run',
    rules: 'number of its rules',
    operationFields: 'fields of operations that its rules name, such as `paths` or `notHosts`',
    sourceFields: 'fields of sources that its rules name, such as `principals` or `notNamespaces`',
    conditionKeys: 'keys of its conditions, such as `request.auth.claims[sub]`',
    usesHttp: 'whether some rule asks for what only HTTP requests have',
  },
  items: oncePerMesh(mesh =>
    mesh.ofKind('AuthorizationPolicy', 'security.istio.io').map(policy => item(policy, mesh)),
  ),
};

/** What only requests have; the rest connections have as well. Source: https://istio.io/latest/docs/ops/configuration/security/security-policy-examples/ */
const HTTP_OPERATIONS = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'];
const HTTP_SOURCES = ['requestPrincipals', 'notRequestPrincipals'];

function item(policy: MeshResource, mesh: Mesh): ViewItem {
  const rules = listAt(policy.value, ['spec', 'rules']);
  const operationFields = fieldsOf(rules, 'to', 'operation');
  const sourceFields = fieldsOf(rules, 'from', 'source');
  const conditionKeys = unique(
    rules.flatMap(rule => listAt(rule, ['when']).map(condition => textAt(condition, ['key']))),
  );
  return itemAt(
    policy,
    { at: ['metadata', 'name'], action: ['spec', 'action'], rules: ['spec', 'rules'] },
    {
      ...policyTargets(policy, mesh),
      action: textAt(policy.value, ['spec', 'action']) || 'ALLOW',
      provider: textAt(policy.value, ['spec', 'provider', 'name']),
      isDryRun: textAt(policy.value, ['metadata', 'annotations', 'istio.io/dry-run']) === 'true',
      rules: rules.length,
      operationFields,
      sourceFields,
      conditionKeys,
      usesHttp:
        operationFields.some(field => HTTP_OPERATIONS.includes(field)) ||
        sourceFields.some(field => HTTP_SOURCES.includes(field)) ||
        conditionKeys.some(key => key.startsWith('request.')),
    },
  );
}

function fieldsOf(rules: readonly unknown[], list: string, part: string): readonly string[] {
  return unique(
    rules.flatMap(rule => listAt(rule, [list]).flatMap(entry => Object.keys(mappingAt(entry, [part]) ?? {}))),
  );
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.filter(text => text !== ''))].toSorted();
}

/** The single matches of AuthorizationPolicies: one list of values that requests are held against. */
import type { DataPath, MeshResource } from '../../model.js';
import type { Mesh } from '../mesh.js';
import { oncePerMesh } from '../once.js';
import { policyTargets, TARGET_FIELDS } from '../policy-targets.js';
import { listAt, mappingAt, textAt, textsAt } from '../read.js';
import { itemAt, type ViewDefinition, type ViewItem } from '../view.js';

export const authorizationMatches: ViewDefinition = {
  name: 'authorizationMatches',
  summary: 'A list of values in a rule of an AuthorizationPolicy: of a source, an operation or a condition',
  places: { at: 'the list, or the condition' },
  fields: {
    ...TARGET_FIELDS,
    action: '`ALLOW` (also where none is written), `DENY`, `AUDIT` or `CUSTOM`',
    part: '`source`, `operation` or `condition`',
    field:
      'the field, without its `not`: `principals`, `paths`; of a condition its key: `request.auth.claims[sub]`',
    negated: 'whether requests must not have the values',
    values: 'the values',
    siblings: 'fields and keys of the same rule, as written',
  },
  items: oncePerMesh(mesh =>
    mesh.ofKind('AuthorizationPolicy', 'security.istio.io').flatMap(policy => matchesOf(policy, mesh)),
  ),
};

interface Match {
  readonly part: 'source' | 'operation' | 'condition';
  readonly written: string;
  readonly negated: boolean;
  readonly values: readonly string[];
  readonly path: DataPath;
}

function matchesOf(policy: MeshResource, mesh: Mesh): readonly ViewItem[] {
  const shared = {
    ...policyTargets(policy, mesh),
    action: textAt(policy.value, ['spec', 'action']) || 'ALLOW',
  };
  return listAt(policy.value, ['spec', 'rules']).flatMap((rule, index) => {
    const path = ['spec', 'rules', index];
    const matches = [
      ...listMatches(rule, path, 'from', 'source'),
      ...listMatches(rule, path, 'to', 'operation'),
      ...conditions(rule, path),
    ];
    const siblings = [...new Set(matches.map(({ written }) => written))].toSorted();
    return matches.map(({ part, written, negated, values, path: at }) =>
      itemAt(
        policy,
        { at },
        {
          ...shared,
          part,
          field: part !== 'condition' && negated ? withoutNot(written) : written,
          negated,
          values,
          siblings,
        },
      ),
    );
  });
}

function listMatches(
  rule: unknown,
  path: DataPath,
  list: 'from' | 'to',
  part: 'source' | 'operation',
): readonly Match[] {
  return listAt(rule, [list]).flatMap((entry, index) =>
    Object.keys(mappingAt(entry, [part]) ?? {}).map(written => ({
      part,
      written,
      negated: /^not[A-Z]/.test(written),
      values: textsAt(entry, [part, written]),
      path: [...path, list, index, part, written],
    })),
  );
}

function conditions(rule: unknown, path: DataPath): readonly Match[] {
  return listAt(rule, ['when']).flatMap((condition, index) =>
    (['values', 'notValues'] as const).flatMap(field => {
      const values = textsAt(condition, [field]);
      if (values.length === 0) return [];
      return [
        {
          part: 'condition' as const,
          written: textAt(condition, ['key']),
          negated: field === 'notValues',
          values,
          path: [...path, 'when', index],
        },
      ];
    }),
  );
}

function withoutNot(field: string): string {
  return `${field.charAt(3).toLowerCase()}${field.slice(4)}`;
}

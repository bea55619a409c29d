/** Small releases, rules and findings for the tests of this room. */
import type {
  Change,
  Finding,
  Installation,
  Release,
  ValuesAssignment,
  ValuesDocument,
  ValuesLayer,
} from '../../src/model.js';
import type { ReadText } from '../../src/overrides/changes.js';
import type { Rule } from '../../src/rules/rule.js';
import { parseEmbedded, parseYaml, positionedAt } from '../../src/yaml/positioned.js';

/** Reads from texts instead of a tree. */
export function reader(files: Readonly<Record<string, string>>): ReadText {
  return async file => (Object.hasOwn(files, file) ? files[file] : undefined);
}

/** A values file as a layer. */
export function fileLayer(file: string, text: string, fields: Partial<ValuesDocument> = {}): ValuesDocument {
  const document = parseYaml(file, text).documents[0];
  const home = { document: document?.index ?? 0, path: [], style: 'mapping' } as const;
  const data = document?.data ?? positionedAt(file, 1, {});
  return { kind: 'document', source: 'file', file, line: document?.line ?? 1, text, data, home, ...fields };
}

/** `helm.values` or `helm.valuesObject` of an Application as a layer. */
export function inlineLayer(file: string, text: string, key: 'values' | 'valuesObject'): ValuesDocument {
  const data = parseYaml(file, text).documents[0]?.data;
  if (!data) throw new Error('no document');
  const path = ['spec', 'source', 'helm', key];
  const inner = key === 'values' ? parseEmbedded(data, path)?.documents[0]?.data : data.at(path);
  if (!inner) throw new Error('no values');
  const style = key === 'values' ? 'block-string' : 'mapping';
  const line = data.lineOf(path);
  return {
    kind: 'document',
    source: 'inline',
    file,
    line,
    text: '',
    data: inner,
    home: { document: 0, path, style },
  };
}

export function assignment(file: string, line: number, key: string, value: string): ValuesAssignment {
  return { kind: 'assignment', source: 'set', file, line, flag: '--set', key, value };
}

export function release(values: readonly ValuesLayer[], fields: Partial<Release> = {}): Release {
  return {
    id: 'istiod',
    form: 'helm-chart',
    deployer: 'helm',
    declared: { file: 'mesh/Chart.yaml', line: 1 },
    releaseName: 'istiod',
    namespace: 'istio-system',
    destination: '',
    chart: { kind: 'published', name: 'istiod', version: '1.22.2', at: { file: 'mesh/Chart.yaml', line: 5 } },
    values,
    problems: [],
    ...fields,
  };
}

export function installation(
  values: readonly ValuesLayer[],
  fields: Partial<Installation> = {},
): Installation {
  return {
    id: 'istiod',
    release: release(values),
    chart: 'istiod',
    version: '1.22.2',
    istioVersion: '1.22.2',
    at: { file: 'mesh/Chart.yaml', line: 5 },
    valuesPath: [],
    chartPath: 'istiod',
    revision: '',
    environment: '',
    ...fields,
  };
}

export function rule(fields: Partial<Rule> = {}): Rule {
  return {
    id: 'auto-sni',
    title: 'SNI is set automatically',
    summary: 'x',
    component: 'istiod',
    since: ['1.21.0'],
    severity: 'critical',
    knob: { kind: 'env', name: 'ENABLE_AUTO_SNI', old: 'false', new: 'true', removed: '1.26.0' },
    evidence: 'resource',
    each: 'tlsOriginations',
    when: 'true',
    message: '"x"',
    kinds: ['DestinationRule'],
    question: 'kubectl get destinationrules -A',
    pin: { weakens: null, note: 'Servers are asked for as before.' },
    fixes: [],
    references: [],
    examples: { exposed: [], safe: [] },
    ...fields,
  };
}

export function finding(fields: Partial<Finding> = {}): Finding {
  return {
    rule: 'auto-sni',
    title: 'SNI is set automatically',
    summary: 'x',
    severity: 'critical',
    exposure: 'exposed',
    introducedIn: '1.21.0',
    upgrades: ['istiod'],
    component: 'istiod',
    evidence: 'resource',
    locations: [{ file: 'rules.yaml', line: 7, resource: 'DestinationRule/default/db' }],
    overrides: [],
    references: [],
    accepted: null,
    ...fields,
  };
}

export function change(path: string, after: unknown, fields: Partial<Change> = {}): Change {
  return {
    upgrade: 'istiod',
    resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'istio-system', name: 'istiod' },
    op: 'changed',
    path,
    after,
    cause: 'values',
    effect: 'other',
    risk: 'low',
    ...fields,
  };
}

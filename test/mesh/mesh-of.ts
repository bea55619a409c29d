/** Helpers of the tests: a mesh out of YAML, and a rule judged on it without control planes. */

import { loadFacts } from '../../src/knowledge/facts.js';
import { resourcesOf } from '../../src/mesh/collect.js';
import { createMesh, type Mesh, type MeshOptions } from '../../src/mesh/mesh.js';
import type { Side, Subject, ViewContext, ViewItem } from '../../src/mesh/view.js';
import { views } from '../../src/mesh/views/index.js';
import type { IstioChart, Location } from '../../src/model.js';
import { compileExpression } from '../../src/rules/condition.js';
import type { Rule } from '../../src/rules/rule.js';
import { parseYaml, valueAt } from '../../src/yaml/positioned.js';
import { chartState, chartUpgrade } from '../support/chart-state.js';

const facts = loadFacts('knowledge/facts');

export const FILE = 'config/resources.yaml';

export function meshOf(yaml: string, options?: MeshOptions): Mesh {
  const file = parseYaml(FILE, yaml);
  if (file.errors.length > 0) throw new Error(JSON.stringify(file.errors));
  return createMesh(resourcesOf(file, 'file'), options);
}

export function side(part: Partial<Side> = {}): Side {
  return { value: '', version: '1.20.6', env: {}, proxyMetadata: {}, meshConfig: {}, ...part };
}

export function contextOf(before: Partial<Side> = {}, after: Partial<Side> = {}): ViewContext {
  const sides = { before: side(before), after: side({ version: '1.22.2', ...after }) };
  return {
    ...sides,
    subject: subjectOf(
      sides.before.version,
      sides.after.version,
      'pilot: {replicaCount: 2}\nmeshConfig: {extensionProviders: [{name: a, zipkin: {}}]}\n',
    ),
  };
}

/** An upgrade of one chart with these values, with nothing rendered. */
export function subjectOf(from: string, to: string, values = '', chart: IstioChart = 'istiod'): Subject {
  const [before, after] = [chartState(chart, from, values), chartState(chart, to, values)];
  const kubernetes = { version: '1.30.0', declared: false };
  return { upgrade: chartUpgrade(before, after), before, after, facts, kubernetes };
}

export function itemsOf(view: string, mesh: Mesh, context = contextOf()): readonly ViewItem[] {
  const items = views.get(view)?.(mesh, context);
  if (!items) throw new Error(`there is no view ${view}`);
  return items;
}

export interface Verdict {
  readonly exposure: 'exposed' | 'possible' | 'none';
  readonly subject: string;
  readonly at: Location | undefined;
  readonly message: string;
}

/** What a rule says of each item of a mesh when its behaviour goes from old to new. Fails where an expression does. */
export function judge(rule: Rule, mesh: Mesh, context: ViewContext): readonly Verdict[] {
  return itemsOf(rule.each, mesh, context).map(item => {
    const ask = (source: string): unknown => {
      const compiled = compileExpression(source);
      const result = compiled.ok
        ? compiled.evaluate({
            item: item.value,
            mesh: mesh.summary,
            before: context.before,
            after: context.after,
          })
        : compiled;
      if (!result.ok) throw new Error(`${rule.id}: ${source}: ${result.error}`);
      return result.value;
    };
    const acts = ask(rule.when) === true;
    const maybe = !acts && rule.possible !== undefined && ask(rule.possible) === true;
    return {
      exposure: acts ? 'exposed' : maybe ? 'possible' : 'none',
      subject: item.subject,
      at: item.places[rule.at ?? 'at'],
      message: String(ask(rule.message)),
    };
  });
}

/** A rule's own change, between the release before it and the one that brings it, with values of the istiod chart. */
export function changeOf(rule: Rule, values: unknown = {}): ViewContext {
  const env = Object.fromEntries((rule.reads ?? []).map(({ name }) => [name, 'true']));
  const written = valueAt(values, ['meshConfig']);
  const meshConfig =
    typeof written === 'object' && written !== null ? (written as Record<string, unknown>) : {};
  const after = rule.since.at(-1) ?? '';
  return contextOf(
    {
      value: rule.knob?.old ?? 'false',
      version: '1.20.1',
      env: Object.fromEntries((rule.reads ?? []).map(({ name }) => [name, 'false'])),
      meshConfig:
        rule.knob?.kind === 'meshConfig'
          ? withPath(meshConfig, rule.knob.name.split('.'), rule.knob.old)
          : meshConfig,
    },
    { value: rule.knob?.new ?? 'true', version: after, env, meshConfig },
  );
}

function withPath(
  base: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: string,
): Record<string, unknown> {
  const [key = '', ...rest] = path;
  const below = valueAt(base, [key]);
  const inner = typeof below === 'object' && below !== null ? (below as Record<string, unknown>) : {};
  return { ...base, [key]: rest.length === 0 ? value : withPath(inner, rest, value) };
}

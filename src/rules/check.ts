/**
 * Reads rules out of YAML and checks them: their form by the published schema, then what a schema can't say. For the
 * knowledge base at build time, for an organisation's own rules when they are used.
 */
import { basename } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { compare } from 'semver';
import { isSetting } from '../behaviour/behaviour.js';
import { valuesPathsOf } from '../behaviour/in-force.js';
import { viewDefinitions } from '../mesh/views/index.js';
import { parseFixPath } from '../overrides/fix-path.js';
import { parseYaml } from '../yaml/positioned.js';
import { compileExpression, fieldsRead } from './condition.js';
import { chartOf } from './engine.js';
import { type Rule, type RuleFix, type RuleStep, stepsOf } from './rule.js';

export interface RuleFault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export type ReadRule =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly faults: readonly RuleFault[] };

/**
 * Makes a reader of rules.
 * @param schema the content of `knowledge/schema/rule.schema.json`
 */
export function createRuleReader(schema: object): (file: string, text: string) => ReadRule {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<Rule>(schema);
  return (file, text) => readRule(file, text, validate);
}

function readRule(file: string, text: string, validate: ValidateFunction<Rule>): ReadRule {
  const { documents, errors } = parseYaml(file, text);
  const [error] = errors;
  if (error) return { ok: false, faults: [{ file, line: error.line, message: error.message }] };
  const [document, second] = documents;
  if (!document || second)
    return { ok: false, faults: [{ file, line: second?.line ?? 1, message: 'a rule is one document' }] };
  const { data } = document;
  const rule = data.value;
  if (!validate(rule)) {
    const faults = (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const path = pathOf(instancePath);
      const extra = detailOf(params);
      return {
        file,
        line: data.lineOf(path),
        message: `${path.join('.') || 'the rule'} ${message ?? 'is not right'}${extra}`,
      };
    });
    return { ok: false, faults };
  }
  const faults = faultsOf(rule, file).map(({ at, message }) => ({
    file,
    line: data.lineOf(at),
    message,
  }));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, rule };
}

/** What the schema's own message leaves out: the key that is too much, the values that may stand there. */
function detailOf(params: Readonly<Record<string, unknown>>): string {
  if ('additionalProperty' in params) return ` (${String(params.additionalProperty)})`;
  if (Array.isArray(params.allowedValues)) return ` (${params.allowedValues.join(', ')})`;
  return '';
}

interface Fault {
  /** Path of the field at fault. */
  readonly at: readonly (string | number)[];
  readonly message: string;
}

/** What the schema can't say: expressions compile, views, fields and places exist, releases are in order. */
export function faultsOf(rule: Rule, file: string): readonly Fault[] {
  const faults: Fault[] = [];
  const fault = (at: Fault['at'], message: string): void => {
    faults.push({ at, message });
  };
  if (rule.id !== basename(file).replace(/\.ya?ml$/, ''))
    fault(['id'], `the id ${rule.id} is not the file's name`);
  for (const field of ['since', 'until'] as const) {
    const releases = rule[field] ?? [];
    if (releases.toSorted(compare).join() !== releases.join()) fault([field], `${field} is not in order`);
  }
  if (rule.examples.exposed.length + (rule.examples.possible ?? []).length === 0)
    fault(['examples'], 'no example that it speaks of: exposed, or possible for a rule that can only ask');
  if (rule.pin && !(rule.knob && isSetting(rule.knob))) fault(['pin'], 'a pin without a setting');
  for (const [index, setting] of (rule.pin?.also ?? []).entries()) {
    if (valuesPathsOf(setting, chartOf(rule.component)).length === 0)
      fault(['pin', 'also', index], `the chart of ${rule.component} has no value that sets ${setting.name}`);
  }

  const view = viewDefinitions.find(definition => definition.name === rule.each);
  if (!view) {
    fault(['each'], `there is no view ${rule.each}`);
    return faults;
  }
  if (rule.at !== undefined && !Object.hasOwn(view.places, rule.at))
    fault(['at'], `${rule.each} has no place ${rule.at}`);
  for (const [index, fix] of rule.fixes.entries()) {
    if (fix.at !== undefined && !Object.hasOwn(view.places, fix.at))
      fault(['fixes', index, 'at'], `${rule.each} has no place ${fix.at}`);
    for (const { at, step } of placedSteps(fix, index)) {
      for (const path of pathsIn(step)) {
        if (!parseFixPath(path)) fault(at, `${path} is no path`);
      }
    }
    if (new Set(stepsOf(fix).map(({ values }) => values !== undefined)).size > 1)
      fault(['fixes', index, 'steps'], 'steps are all on the resource, or all in values');
  }
  const settings = new Set((rule.reads ?? []).map(({ kind, name }) => `${kind}.${name}`));
  for (const { at, source } of expressionsOf(rule)) {
    const where = at.join('.');
    const expression = compileExpression(source);
    if (!expression.ok) {
      fault(at, `${where}: ${expression.error}`);
      continue;
    }
    for (const field of fieldsRead(expression.ast, 'item')) {
      if (!Object.hasOwn(view.fields, field))
        fault(at, `${where}: items of ${rule.each} have no field ${field}`);
      else if (where === 'relevant') fault(at, `${where}: is asked before there are items`);
    }
    for (const [, kind, setting] of source.matchAll(/\b(?:before|after)\.(env|proxyMetadata)\.(\w+)/g)) {
      if (!settings.has(`${kind}.${setting}`))
        fault(at, `${where}: reads ${kind}.${setting} without naming it in reads`);
    }
  }
  return faults;
}

function pathsIn({ set, remove, move, values }: RuleStep): readonly string[] {
  const moved = values && 'to' in values ? [values.to] : [];
  return [set?.path, remove?.path, move?.path, move?.to, values?.path, ...moved].filter(
    path => path !== undefined,
  );
}

/** The steps of a fix, each with its own path in the rule. */
function placedSteps(
  fix: RuleFix,
  index: number,
): readonly { readonly at: Fault['at']; readonly step: RuleStep }[] {
  const at = ['fixes', index];
  return stepsOf(fix).map((step, number) => ({ at: fix.steps ? [...at, 'steps', number] : at, step }));
}

function expressionsOf(rule: Rule): { readonly at: Fault['at']; readonly source: string }[] {
  const fixes = rule.fixes.flatMap((fix, index) => [
    ...(fix.when === undefined ? [] : [{ at: ['fixes', index, 'when'], source: fix.when }]),
    ...placedSteps(fix, index).flatMap(({ at, step: { set, values } }) => [
      ...(set ? [{ at: [...at, 'set', 'value'], source: set.value }] : []),
      ...(values && 'value' in values ? [{ at: [...at, 'values', 'value'], source: values.value }] : []),
    ]),
  ]);
  return [
    ...(rule.relevant === undefined ? [] : [{ at: ['relevant'], source: rule.relevant }]),
    { at: ['when'], source: rule.when },
    ...(rule.possible === undefined ? [] : [{ at: ['possible'], source: rule.possible }]),
    { at: ['message'], source: rule.message },
    ...fixes,
  ];
}

/** A JSON pointer as a path. */
function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map(part => (/^\d+$/.test(part) ? Number(part) : part));
}

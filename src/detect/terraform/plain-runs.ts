/** Runs of a root module without any file of variables that is given by name. */
import { type EvaluatedValue, textOf } from '../../evaluated/value.js';
import { baseName } from '../tree-path.js';
import type { TerraformModule } from './files.js';
import type { GivenValues } from './given.js';
import type { Variant } from './variants.js';

type Values = ReadonlyMap<string, EvaluatedValue>;

/** What such a run takes, from what counts least to what counts most. */
interface Taken {
  readonly environment: Values;
  /** Of the files that Terraform reads by itself. */
  readonly own: Values;
  readonly commandLine: Values;
}

/**
 * One with all that commands give; where some of them leave a part of that out, one without it, too.
 * Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
export function plainRuns(taken: Taken, { leftOut }: GivenValues): readonly Variant[] {
  const { environment, own, commandLine } = taken;
  const whole: Values = new Map([...environment, ...own, ...commandLine]);
  const kept = (values: Values): Values => new Map([...values].filter(([name]) => !leftOut.has(name)));
  const rest: Values = new Map([...kept(environment), ...own, ...kept(commandLine)]);
  const moved = [...whole].flatMap(([name, value]) => {
    const other = rest.get(name);
    return other && textOf(other) === textOf(value) ? [] : [name];
  });
  if (moved.length === 0) return [{ name: '', inputs: whole }];
  return [
    { name: `with-${moved.sort().join('-')}`, inputs: whole },
    { name: '', inputs: rest },
  ];
}

/**
 * Whether it is run so beside runs with files: a command says so; or no command says otherwise, files that are read by themselves give
 * it something, and nothing is missing.
 */
export function isRunPlain(
  { blocks }: TerraformModule,
  { environment, own, commandLine }: Taken,
  { isPlain }: GivenValues,
): boolean {
  if (isPlain !== undefined) return isPlain;
  const variables = blocks.flatMap(({ block }) => (block.type === 'variable' ? [block] : []));
  const isFilled = variables.every(
    ({ labels: [name = ''], body }) =>
      body.attributes.some(attribute => attribute.name === 'default') ||
      [environment, own, commandLine].some(values => values.has(name)),
  );
  return isFilled && variables.some(({ labels: [name = ''] }) => own.has(name));
}

/** `terraform.tfvars`, `terraform.tfvars.json`, and then the others by their names. */
export function inOrder(automatic: readonly string[]): readonly string[] {
  const rank = (path: string): number =>
    ['terraform.tfvars', 'terraform.tfvars.json', baseName(path)].indexOf(baseName(path));
  return automatic.toSorted((one, other) => {
    const [a, b] = [baseName(one), baseName(other)];
    return rank(one) - rank(other) || (a < b ? -1 : a > b ? 1 : 0);
  });
}

/** Comparisons and choices. */
import { satisfies, valid } from 'semver';
import {
  type EvaluatedGap,
  type EvaluatedValue,
  failure,
  isNull,
  scalar,
  textOf,
} from '../evaluated/value.js';
import type { TemplateFunction } from './functions.js';
import { isTrue } from './truth.js';

export const logicFunctions: Readonly<Record<string, TemplateFunction>> = {
  eq: ([first, ...others], at) => {
    if (!first || others.some(other => equal(first, other) === undefined)) return undefined;
    return scalar(
      others.some(other => equal(first, other)),
      at,
    );
  },
  ne: ([left, right], at) => {
    const same = left && right && equal(left, right);
    return same === undefined ? undefined : scalar(!same, at);
  },
  lt: (args, at) => compared(args, at, order => order < 0),
  le: (args, at) => compared(args, at, order => order <= 0),
  gt: (args, at) => compared(args, at, order => order > 0),
  ge: (args, at) => compared(args, at, order => order >= 0),
  not: ([value], at) => {
    const decided = value && isTrue(value);
    return decided === undefined ? undefined : scalar(!decided, at);
  },
  and: args => args.find(argument => isTrue(argument) !== true) ?? args.at(-1),
  or: args => firstTrue(args) ?? args.at(-1),
  default: ([fallback, value]) => {
    if (!value) return fallback;
    const decided = isTrue(value);
    if (value.kind === 'unknown') return value.gap.fails ? fallback : elseTo(value, fallback);
    return decided === false ? fallback : value;
  },
  coalesce: firstTrue,
  ternary: ([yes, no, test]) => {
    const decided = test && isTrue(test);
    return decided === undefined ? undefined : decided ? yes : no;
  },
  empty: ([value], at) => {
    const decided = value && isTrue(value);
    return decided === undefined ? undefined : scalar(!decided, at);
  },
  required: ([message, value], at) =>
    isNull(value) || textOf(value) === '' ? failure(textOf(message) ?? 'a value', at) : value,
  semverCompare: ([range, version], at) => {
    const [wanted, given] = [textOf(range), textOf(version)];
    const plain = given === undefined ? null : valid(given, { loose: true });
    return wanted === undefined || plain === null ? undefined : scalar(satisfies(plain, wanted), at);
  },
};

function equal(left: EvaluatedValue, right: EvaluatedValue): boolean | undefined {
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    if (left.gaps || right.gaps) return undefined;
    return isNull(left) || isNull(right) ? isNull(left) === isNull(right) : left.value === right.value;
  }
  return left.kind === 'unknown' || right.kind === 'unknown' ? undefined : false;
}

function firstTrue(args: readonly EvaluatedValue[]): EvaluatedValue | undefined {
  const at = args.findIndex(argument => isTrue(argument) !== false);
  const [found, next] = args.slice(at < 0 ? args.length : at);
  return found?.kind === 'unknown' ? (elseTo(found, next) ?? found) : found;
}

/** `env "ISTIO_VERSION" | default "1.22.2"`: still not decided here, but it is known what it is where nobody sets the variable. */
function elseTo(value: EvaluatedGap, fallback: EvaluatedValue | undefined): EvaluatedGap | undefined {
  const { environment } = value.gap;
  if (!environment || environment.otherwise || fallback?.kind !== 'scalar') return undefined;
  return { ...value, gap: { ...value.gap, environment: { ...environment, otherwise: fallback } } };
}

function compared(
  [left, right]: readonly EvaluatedValue[],
  at: EvaluatedValue['at'],
  holds: (order: number) => boolean,
): EvaluatedValue | undefined {
  const [one, other] = [Number(textOf(left) ?? Number.NaN), Number(textOf(right) ?? Number.NaN)];
  return Number.isNaN(one) || Number.isNaN(other) ? undefined : scalar(holds(one - other), at);
}

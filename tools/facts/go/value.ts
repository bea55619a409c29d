/** What an expression evaluates to, how Go converts it and how it is spelt. */
import { spellDuration, spellFloat } from './spelling.js';

/** A whole number; a duration counts nanoseconds. */
export interface WholeValue {
  readonly type: 'int' | 'duration';
  readonly value: bigint;
}
export interface FloatValue {
  readonly type: 'float';
  readonly value: number;
}
export interface StringValue {
  readonly type: 'string';
  readonly value: string;
}
export interface BoolValue {
  readonly type: 'bool';
  readonly value: boolean;
}
export interface ListValue {
  readonly type: 'list';
  readonly items: readonly Value[];
}
export type Value = WholeValue | FloatValue | StringValue | BoolValue | ListValue;

/** Converts to a type as written in Go; a type that is not basic leaves the value as it is. */
export function convert(value: Value, type: string): Value {
  if (type === 'time.Duration' && (value.type === 'int' || value.type === 'float')) {
    return { type: 'duration', value: BigInt(value.value) };
  }
  if (/^float(32|64)$/.test(type) && (value.type === 'int' || value.type === 'duration')) {
    return { type: 'float', value: Number(value.value) };
  }
  if (/^u?int(8|16|32|64)?$/.test(type) && (value.type === 'float' || value.type === 'duration')) {
    return { type: 'int', value: value.type === 'float' ? BigInt(Math.trunc(value.value)) : value.value };
  }
  return value;
}

/** The value as Go spells it: durations as `1h0m0s`, numbers in shortest form, lists as compact JSON. */
export function spell(value: Value): string {
  switch (value.type) {
    case 'string':
      return value.value;
    case 'bool':
      return String(value.value);
    case 'int':
      return value.value.toString();
    case 'float':
      return spellFloat(value.value);
    case 'duration':
      return spellDuration(value.value);
    case 'list':
      return JSON.stringify(value.items.map(spell));
  }
}

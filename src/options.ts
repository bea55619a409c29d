/** What options of several commands have in common. */
import { InvalidArgumentError } from 'commander';

/** For options that may be given more than once. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** @throws {InvalidArgumentError} for what is no Kubernetes version */
export function kubeVersion(value: string): string {
  if (!/^v?\d+\.\d+(\.\d+)?$/.test(value))
    throw new InvalidArgumentError('a Kubernetes version: 1.29 or 1.29.4.');
  return value.replace(/^v/, '');
}

/** The options that every command has which compares two sides. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from './check.js';
import { collect, kubeVersion } from './options.js';
import { FORMAT_NAMES } from './report/format-names.js';
import { type Output, parseOutput } from './report/output.js';

export interface CheckFlags extends CheckOptions {
  readonly format: readonly Output[];
  readonly showNoise?: boolean;
}

/** Adds them; returns the command. */
export function addCheckOptions(command: Command): Command {
  return command
    .option(
      '--base <ref|dir>',
      'a Git revision of --repo, or a folder (default: merge base with the default branch)',
    )
    .option('--head <ref|dir>', 'a Git revision of --repo, or a folder (default: the working tree)')
    .option('--repo <dir>', 'the Git repository', '.')
    .option(
      '--from <version>',
      'replaces the detected versions of the base: X.Y.Z, or chart=X.Y.Z; repeatable',
      collect,
      [],
    )
    .option(
      '--to <version>',
      'replaces the detected versions of the head: X.Y.Z, or chart=X.Y.Z; repeatable',
      collect,
      [],
    )
    .option(
      '--charts <source>',
      'a folder, https:// Helm repository or oci:// registry to take charts from; repeatable',
      collect,
      [],
    )
    .option(
      '--values <file>',
      'values for installations whose values are not in the tree; repeatable',
      collect,
      [],
    )
    .option(
      '--manifests <dir>',
      'more Istio resources to judge, e.g. the export of a cluster: a folder or file; repeatable',
      collect,
      [],
    )
    .option('--kube-version <version>', 'Kubernetes version to render and judge for', kubeVersion)
    .option('--config <file>', 'policy file (default: .istio-preflight.yaml of the base)')
    .option(
      '--format <format[=file]>',
      `${FORMAT_NAMES.join(', ')}; repeatable (default: text on a terminal, else markdown)`,
      collectFormat,
      [],
    )
    .addOption(
      new Option(
        '--fail-on <level>',
        'severity from which an exposed finding fails the check; without it the policy decides, else high',
      ).choices(['critical', 'high', 'medium', 'low', 'never']),
    )
    .option(
      '--show-noise',
      'lists what of the diff is only counted else: version labels, image tags, checksums',
    )
    .option('--offline', 'no network at all');
}

function collectFormat(value: string, previous: readonly Output[]): readonly Output[] {
  const parsed = parseOutput(value);
  if (!parsed) throw new InvalidArgumentError(`${FORMAT_NAMES.join(', ')}, optionally with =FILE.`);
  return [...previous, parsed];
}

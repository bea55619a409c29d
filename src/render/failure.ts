/** What Helm's errors mean, in words without this machine's paths. */
import type { RenderFailureReason } from '../model.js';
import type { HelmOutcome } from './environment.js';

export interface RenderFailure {
  readonly ok: false;
  readonly reason: RenderFailureReason;
  readonly message: string;
}

const MAX_MESSAGE = 4000;

/** Helm's own words, by what they are about; the first that fits. */
const REASONS: readonly (readonly [RegExp, RenderFailureReason])[] = [
  [/values don't meet the specifications of the schema/, 'schema'],
  [/values-layer-\d+\.yaml/, 'values'],
  [
    /failed parsing --set|failed to parse .*values|cannot load values\.yaml|error converting YAML to JSON.*values/i,
    'values',
  ],
  [
    /execution error at|error calling|template: |parse error at|parse error \(|YAML parse error|executing "|function ".*" not defined/,
    'template',
  ],
];

/**
 * Why a render failed.
 * @param folders folders of this run that may occur in the message, with what to call them
 */
export function failureOf(
  outcome: HelmOutcome,
  timeoutMs: number,
  folders: readonly (readonly [folder: string, name: string])[],
): RenderFailure {
  if (outcome.stopped === 'timeout') {
    const seconds = Math.round(timeoutMs / 1000);
    return {
      ok: false,
      reason: 'timeout',
      message: `Helm did not finish within ${seconds} seconds and was stopped`,
    };
  }
  if (outcome.stopped === 'output')
    return { ok: false, reason: 'helm', message: 'the chart renders to more than is read' };
  const message = plainMessage(outcome.stderr, folders);
  const reason = REASONS.find(([pattern]) => pattern.test(outcome.stderr))?.[1] ?? 'helm';
  return { ok: false, reason, message };
}

/** Helm's message without its prefix, its advice on flags, its warnings and the run's own folders. */
export function plainMessage(stderr: string, folders: readonly (readonly [string, string])[]): string {
  // Warnings come first; the error is from the last `Error:` on.
  const start = stderr.lastIndexOf('\nError: ');
  let message = (start === -1 ? stderr : stderr.slice(start + 1)).replace(/^Error: /, '');
  for (const [folder, name] of folders) message = message.replaceAll(folder, name);
  message = message
    .split('\n')
    .filter(line => !/^Use --debug flag to render out invalid YAML/.test(line))
    .join('\n')
    .trim();
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
}

import type { AnnotationProperties } from '@actions/core';

/** The part of `@actions/core` that is used; a port, so that tests see what the runner would. */
export interface Toolkit {
  getInput(name: string): string;
  setSecret(secret: string): void;
  setOutput(name: string, value: string | number): void;
  setFailed(message: string): void;
  error(message: string, properties?: AnnotationProperties): void;
  warning(message: string, properties?: AnnotationProperties): void;
  info(message: string): void;
  debug(message: string): void;
}

/** Characters that a terminal or the log viewer acts on, line ends apart. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text from a repository as it may stand in the runner's log: the runner takes a line that starts with `::`, or one that
 * holds `##[`, for a command.
 */
export function logText(text: string): string {
  return text
    .replace(CONTROL, ' ')
    .replaceAll('##[', '## [')
    .replace(/^([^\S\r\n\u2028\u2029]*):(?=:)/gm, '$1: ');
}

/** The same as one line of bounded length, for annotations and messages. */
export function oneLine(text: string, maxLength = 1000): string {
  const line = text.replace(CONTROL, ' ').replace(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

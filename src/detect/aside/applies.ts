/** What texts of scripts and pipelines say of applying files, and what of it goes without saying. */
import { COMMENT_LINES } from './samples.js';

/** kubectl, which takes objects as they are written. */
export const APPLIES = /\b(?:kubectl|oc)\b[^\n]{0,300}\b(?:apply|create|replace)\b/;
/** The same, and kapp. */
export const APPLIES_OR_DEPLOYS = /\b(?:kubectl|oc|kapp)\b[^\n]{0,300}\b(?:apply|create|replace|deploy)\b/;

/** Without comments, each command on a line. */
export function saidIn(text: string): string {
  return text.replace(COMMENT_LINES, '').replace(/\\\r?\n/g, ' ');
}

/** It goes through a folder by a pattern or a variable: `services/*`, `services/$NAME`. */
export function goesThrough(text: string, folder: string): boolean {
  return folder !== '' && [`${folder}/*`, `${folder}/$`].some(open => text.includes(open));
}

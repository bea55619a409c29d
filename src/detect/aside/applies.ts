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

/** The same without what only looks, takes away or leaves out. */
export function withoutLeaving(text: string): string {
  return saidIn(text)
    .split('\n')
    .filter(line => !LEAVES.test(line))
    .join('\n');
}

/** What only looks, takes away or leaves out; and filters of paths, as pipelines have them. */
export const LEAVES =
  /--dry-run\b|\bdelete\b|\bkube(?:conform|val|-linter)\b|\bconftest\b|\b(?:yaml)?lint\b|exclude|ignore|-not\b|-prune\b|!\s*-path|\bgrep\s+-v\b|^[ \t]*-[ \t]*["']?!?[\w./-]{0,200}\/\*\*["']?[ \t]*$/i;

/** It goes through a folder by a pattern or a variable: `services/*`, `services/$NAME`. */
export function goesThrough(text: string, folder: string): boolean {
  return folder !== '' && [`${folder}/*`, `${folder}/$`].some(open => text.includes(open));
}

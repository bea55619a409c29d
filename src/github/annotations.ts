import type { Mark, MarkLevel } from '../report/marks.js';
import { oneLine, type Toolkit } from './toolkit.js';

/**
 * GitHub keeps ten errors and ten warnings of one step
 * (https://docs.github.com/en/rest/checks/runs and https://github.com/orgs/community/discussions/26680); one of each is
 * left for the verdict and for what could not be published.
 */
const MAX_ANNOTATIONS = 9;
const MAX_TITLE = 200;

/**
 * Marks lines by workflow commands, worst first: each finding's first place before anybody's second. What is not known
 * has no room here.
 */
export function annotate(marks: readonly Mark[], toolkit: Pick<Toolkit, 'error' | 'warning'>): void {
  for (const level of ['error', 'warning'] as const) {
    for (const mark of firstOf(marks, level)) {
      const { place } = mark;
      toolkit[level](oneLine(mark.message), {
        title: oneLine(mark.title, MAX_TITLE),
        file: place.file,
        startLine: place.line,
        ...(place.endLine === undefined ? {} : { endLine: place.endLine }),
      });
    }
  }
}

function firstOf(marks: readonly Mark[], level: MarkLevel): readonly Mark[] {
  const members = marks.filter(mark => mark.level === level);
  const ordered = [...members.filter(mark => mark.isFirst), ...members.filter(mark => !mark.isFirst)];
  return ordered.slice(0, MAX_ANNOTATIONS);
}

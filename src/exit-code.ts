import type { Report } from './model.js';

/** The process's exit code for a report; 2 is wrong usage and 4 an internal error. */
export function exitCodeOf({ verdict, mode }: Pick<Report, 'verdict' | 'mode'>): number {
  if (mode === 'advise') return 0;
  switch (verdict) {
    case 'fail':
      return 1;
    case 'incomplete':
      return 3;
    case 'attention':
    case 'pass':
    case 'no-upgrade':
      return 0;
  }
}

/** Problems of one cause as one: a release that is out of reach is said once, not for each chart and side; what one file lacks at several lines, too. */
import { groupBy } from '../grouped.js';
import type { Problem, Together } from '../model.js';

/** As many places are named. */
const MAX_PLACES = 3;

/** In the order of the first of each. */
export function foldProblems(problems: readonly Problem[]): readonly Problem[] {
  const groups = groupBy(problems, ({ together, what, why, blocking }) =>
    JSON.stringify([...(together ? [together.kind, together.why] : [what, why]), blocking]),
  );
  return [...groups.values()].flatMap(members => {
    const [first] = members;
    const told = members.flatMap(({ together }) => together ?? []);
    if (!first || members.length < 2) return members;
    const { why } = told[0] ?? first;
    return [
      { ...first, why: `${why}${otherPlaces(members)}`, ...(told.length > 0 ? { what: whatOf(told) } : {}) },
    ];
  });
}

/** `charts base, istiod of Istio 1.12.1, 1.13.3`. */
function whatOf(told: readonly Together[]): string {
  const names = [...new Set(told.map(({ name }) => name))];
  const versions = [...new Set(told.map(({ version }) => version))];
  const [one = '', several = ''] = told[0]?.kind ?? [];
  const kind = names.length === 1 ? one : several;
  return `${kind}${kind === '' ? '' : ' '}${names.join(', ')} of Istio ${versions.join(', ')}`;
}

function otherPlaces(members: readonly Problem[]): string {
  const places = [...new Set(members.map(({ file, line }) => `${file}:${line}`))].slice(1);
  if (places.length === 0) return '';
  const more = places.length - MAX_PLACES;
  return `; also for ${places.slice(0, MAX_PLACES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Runs of istioctl in jobs of one pipeline, which run on machines of their own. */
import { groupBy } from '../../grouped.js';
import type { IstioctlCommand } from '../scripts/istioctl.js';

/** Jobs whose releases stand in places of their own install each for itself; those that name none go with the first. */
export function byJob(group: readonly IstioctlCommand[]): readonly (readonly IstioctlCommand[])[] {
  const jobs = groupBy(group, jobOf);
  if (jobs.size < 2) return [group];
  const places = groupBy([...jobs.values()], placesOf);
  const named = [...places].flatMap(([place, own]) => (place === '' ? [] : [own.flat()]));
  if (named.length < 2) return [group];
  const [first = [], ...others] = named;
  const rest = (places.get('') ?? []).flat();
  return [[...first, ...rest], ...others.map(own => own.map(inJob))];
}

function jobOf({ script, at }: IstioctlCommand): string {
  return script.workflow?.jobAt(at.line) ?? '';
}

/** '' where a job is of none, or does not say where its release stands. */
function placesOf(commands: readonly IstioctlCommand[]): string {
  const [first] = commands;
  if (first === undefined || jobOf(first) === '') return '';
  const places = commands.flatMap(({ version }) =>
    version?.version || version?.environments ? [`${version.at.file}:${version.at.line}`] : [],
  );
  return [...new Set(places)].sort().join(' ');
}

function inJob(command: IstioctlCommand): IstioctlCommand {
  return { ...command, variant: [command.variant, jobOf(command)].filter(Boolean).join('-') };
}

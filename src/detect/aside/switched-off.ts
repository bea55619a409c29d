/**
 * Entries of settings that name a chart of Istio and a version, and say themselves that they are off: `enabled: false` beside
 * the chart's name. What installs them is not known; unless other settings of the tree switch the same entry on, they are
 * taken not to be deployed.
 */

import { groupBy } from '../../grouped.js';
import { oncePer } from '../../memo.js';
import type { DataPath, Release, ValuesLayer } from '../../model.js';
import { notedWhy } from '../code/item-switches.js';
import { isRecord, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { isDisabledInGarden } from '../garden.js';
import type { FoundInstallation } from '../installations.js';
import { oncePerTree } from '../once.js';
import { eachPart } from '../parts.js';
import { LISTED_CHART, NAMED_CHART } from '../weak-evidence.js';
import { type TakenAside, takenAside } from './taken-aside.js';

/**
 * Of installations that nothing else says: those that a rendering repeats are left out before.
 * @param parents all releases that files declare
 */
export async function switchedOffEntries(
  context: DetectContext,
  installations: readonly FoundInstallation[],
  parents: readonly Release[],
): Promise<TakenAside> {
  const releases = new Set<Release>();
  const problems: TakenAside['problems'][number][] = [];
  // Values that stand beside the chart that they are for are no values of the other entries there.
  const filled = new Set(
    parents.flatMap(({ values, declared }) => values.flatMap(filesOf).filter(file => file !== declared.file)),
  );
  // What values of a chart come to is for its templates to say.
  const isForChart = (file: string): boolean =>
    filled.has(file) || context.charts.holding(file) !== undefined;
  const entries = groupBy(
    installations.filter(
      ({ release }) => release.form === LISTED_CHART && !isForChart(release.declared.file),
    ),
    ({ release }) => release,
  );
  for (const [release, own] of groupBy(installations, one => one.release)) {
    const { declared, releaseName, form } = release;
    if (form !== NAMED_CHART || !(await isDisabledInGarden(context, declared))) continue;
    releases.add(release);
    const why = 'taken not to be deployed: the action of Garden says `disabled: true` itself';
    problems.push(takenAside(releaseName, why, declared, own));
  }
  for (const [release, own] of entries) {
    const { declared, releaseName } = release;
    const off = (await switchesIn(context, declared.file)).find(
      ({ isOn, line }) => !isOn && line === declared.line,
    );
    if (!off || (await isSwitchedOn(context, off.names))) continue;
    releases.add(release);
    const why = `taken not to be deployed: \`${off.key}: false\` stands beside it, and nothing in this repository switches it on`;
    problems.push(takenAside(releaseName, why, declared, own));
  }
  for (const [release, own] of groupBy(installations, one => one.release)) {
    const { chart, declared, releaseName } = release;
    const off = chart.kind === 'published' ? notedWhy(context, chart.name, declared) : undefined;
    if (off === undefined || releases.has(release)) continue;
    releases.add(release);
    const why = `taken not to be deployed: ${off}`;
    problems.push(takenAside(releaseName, why, declared, own));
  }
  return { releases, problems };
}

function filesOf(layer: ValuesLayer): readonly string[] {
  return layer.kind === 'document' ? [layer.file] : [];
}

interface Switch {
  /** As written. */
  readonly key: string;
  readonly isOn: boolean;
  /** Where the entry begins. */
  readonly line: number;
  /** What other settings may call the entry. */
  readonly names: readonly string[];
}

const SETTINGS = /\.(?:ya?ml|json)$/i;
const SWITCHES_ON = /(?:enabled?|install(?:ed)?|deploy(?:ed)?)["']?[ \t]{0,20}:[ \t]{0,20}true\b/i;
const SWITCH = /^(?:enabled?|install(?:ed)?|deploy(?:ed)?)$/i;

/** Read once for each file. */
function switchesIn(context: DetectContext, file: string): Promise<readonly Switch[]> {
  const known = switchesByFile(context);
  const found = known.get(file) ?? readSwitches(context, file);
  known.set(file, found);
  return found;
}

const switchesByFile = oncePer((_: DetectContext) => new Map<string, Promise<readonly Switch[]>>());

async function readSwitches(context: DetectContext, file: string): Promise<readonly Switch[]> {
  if (!SETTINGS.test(file)) return [];
  const found: Switch[] = [];
  for (const { data } of (await context.yaml(file)).documents) {
    eachPart(context, data, {
      matters: () => false,
      what: 'what it switches off',
      visit(value, path) {
        const [key, isOn] = Object.entries(value).find(([name]) => SWITCH.test(name)) ?? [];
        if (key !== undefined && typeof isOn === 'boolean')
          found.push({ key, isOn, line: data.lineOf(path), names: namesOf(value, path) });
        return false;
      },
    });
  }
  return found;
}

/** The key that an entry stands under; in a list, what it calls itself. */
function namesOf(value: object, path: DataPath): readonly string[] {
  const last = path.at(-1);
  const own = isRecord(value) ? ['name', 'chart', 'releaseName'].map(key => stringAt(value, [key])) : [];
  return [typeof last === 'string' ? last : undefined, ...own].filter(name => name !== undefined);
}

async function isSwitchedOn(context: DetectContext, names: readonly string[]): Promise<boolean> {
  for (const { file, text } of await switchingOn(context)) {
    if (!names.some(name => text.includes(name))) continue;
    const on = await namesOn(context, file);
    if (names.some(name => on.has(name))) return true;
  }
  const given = await switchedByCommands(context);
  return names.some(name => given.has(name));
}

/** `--set istiod.enabled=true`, whatever it is handed to. */
const GIVEN = /\b([\w-]{1,100})\.(?:enabled?|install(?:ed)?|deploy(?:ed)?)=true\b/gi;

/** What commands of files that speak of Istio switch on. */
const switchedByCommands = oncePerTree(async (context: DetectContext): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for (const file of context.candidates)
    for (const [, name = ''] of ((await context.text(file)) ?? '').matchAll(GIVEN)) found.add(name);
  return found;
});

/** Settings that switch something on; those of an environment need not speak of Istio. */
const switchingOn = oncePerTree(async (context: DetectContext) => {
  const found: { readonly file: string; readonly text: string }[] = [];
  for (const file of context.tree.paths) {
    if (!SETTINGS.test(file) || context.isSetAside(file)) continue;
    const text = (await context.text(file)) ?? '';
    if (SWITCHES_ON.test(text)) found.push({ file, text });
  }
  return found;
});

function namesOn(context: DetectContext, file: string): Promise<ReadonlySet<string>> {
  const known = namesByFile(context);
  const found =
    known.get(file) ??
    switchesIn(context, file).then(
      switches => new Set(switches.flatMap(({ isOn, names }) => (isOn ? names : []))),
    );
  known.set(file, found);
  return found;
}

const namesByFile = oncePer((_: DetectContext) => new Map<string, Promise<ReadonlySet<string>>>());

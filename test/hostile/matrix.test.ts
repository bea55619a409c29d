/**
 * Every form in which Istio is declared, and every place of its resources, with every mutation of every file: before the
 * change, after it, and on both sides. All of them with PREFLIGHT_HOSTILE=all; else one in a few, always the same ones.
 */

import { bumps, type Judged, judged } from '../../tools/score/judged.js';
import { describe, expect, it } from '../support/jest.js';
import { umbrella } from '../support/scenario.js';
import { bytesTree, type Content, type Contents } from './bytes-tree.js';
import { type Files, FROM, type HostileForm, INSTALLATIONS, neighbour, RESOURCES, TO } from './forms.js';
import { MUTATIONS, type Mutation } from './mutations.js';

/** Without a divisor in common with the number of mutations, so that each meets every form in some file. */
const STEP = process.env.PREFLIGHT_HOSTILE === 'all' ? 1 : 19;
const SIDES = ['before', 'after', 'on both sides'] as const;
type Sides = (typeof SIDES)[number];

interface Trial {
  readonly file: string;
  readonly mutation: Mutation;
  readonly sides: Sides;
}

let count = 0;

function trialsOf(files: Files, sides: readonly Sides[]): readonly Trial[] {
  return Object.keys(files).flatMap(file =>
    MUTATIONS.filter(({ fits }) => fits?.(files[file] ?? '') ?? true).flatMap(mutation =>
      sides.flatMap(side => (count++ % STEP === 0 ? [{ file, mutation, sides: side }] : [])),
    ),
  );
}

function mutated(files: Files, { file, mutation }: Trial): Contents {
  return { ...files, [file]: mutation.apply(files[file] ?? '') };
}

function label({ file, mutation, sides }: Trial): string {
  return `${file}: ${mutation.name}, ${sides}`;
}

/** A file is named by its place, or in the words about something that it decides. */
function names({ blocking }: Judged, file: string): boolean {
  return blocking.some(problem => problem.file === file || `${problem.what} ${problem.why}`.includes(file));
}

function isSame(left: Content, right: Content): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

describe('hostile files: installations', () => {
  const other = 'gateway 1.21.0 -> 1.23.0';

  async function faultOf(form: HostileForm, trial: Trial): Promise<string | undefined> {
    const base = { ...form.files(FROM), ...neighbour('1.21.0') };
    const head = { ...form.files(TO), ...neighbour('1.23.0') };
    const result = await judged(
      bytesTree(trial.sides === 'after' ? base : mutated(base, trial)),
      bytesTree(trial.sides === 'before' ? head : mutated(head, trial)),
    );
    const found = bumps(result);
    if (!found.includes(other)) return `${label(trial)}: lost the gateway, and found ${found.join(', ')}`;
    if (found.some(bump => bump.startsWith('istiod') && bump.endsWith(`${FROM} -> ${TO}`))) return undefined;
    // A version that is open makes the report incomplete by itself.
    if (names(result, trial.file) || found.some(bump => / null( |$)/.test(bump))) return undefined;
    // What is cut off or emptied installs nothing any more.
    if (trial.mutation.mayRemove) return undefined;
    const [old = '', now = ''] = [base[trial.file], head[trial.file]];
    if (trial.sides === 'on both sides') {
      if (isSame(trial.mutation.apply(old), trial.mutation.apply(now))) return undefined;
      if (trial.mutation.isUnsearched) return undefined;
    }
    return `${label(trial)}: ${found.join(', ')} and ${JSON.stringify(result.problems.map(({ what, why }) => [what, why]))}`;
  }

  it.each(INSTALLATIONS.map(form => [form.name, form] as const))('%s', async (_, form) => {
    const plain = await judged(
      bytesTree({ ...form.files(FROM), ...neighbour('1.21.0') }),
      bytesTree({ ...form.files(TO), ...neighbour('1.23.0') }),
    );
    expect(bumps(plain)).toEqual(expect.arrayContaining([`istiod ${FROM} -> ${TO}`, other]));
    const faults: string[] = [];
    for (const trial of trialsOf(form.files(TO), SIDES)) {
      const fault = await faultOf(form, trial);
      if (fault) faults.push(fault);
    }
    expect(faults).toEqual([]);
  });
});

describe('hostile files: resources', () => {
  async function faultOf(form: HostileForm, trial: Trial): Promise<string | undefined> {
    const files = form.files('');
    const before = trial.sides === 'after' ? files : mutated(files, trial);
    const result = await judged(
      bytesTree({ ...umbrella(FROM), ...before }),
      bytesTree({ ...umbrella(TO), ...mutated(files, trial) }),
    );
    if (!bumps(result).includes(`istiod ${FROM} -> ${TO}`)) return `${label(trial)}: lost the upgrade`;
    if (hasRule(result) || trial.mutation.mayRemove) return undefined;
    const isTold = trial.sides === 'after' ? names(result, trial.file) : tells(result, trial.file);
    if (isTold || (trial.mutation.isUnsearched && trial.sides === 'on both sides')) return undefined;
    return `${label(trial)}: ${JSON.stringify(result.problems.map(({ what, why }) => [what, why]))}`;
  }

  it.each(RESOURCES.map(form => [form.name, form] as const))('%s', async (_, form) => {
    const plain = await judged(
      bytesTree({ ...umbrella(FROM), ...form.files('') }),
      bytesTree({ ...umbrella(TO), ...form.files('') }),
    );
    expect(hasRule(plain)).toBe(true);
    const faults: string[] = [];
    for (const trial of trialsOf(form.files(''), ['after', 'on both sides'])) {
      const fault = await faultOf(form, trial);
      if (fault) faults.push(fault);
    }
    expect(faults).toEqual([]);
  });
});

function hasRule({ resources }: Judged): boolean {
  return resources.some(({ kind, name }) => kind === 'DestinationRule' && name === 'db');
}

/** What was as unreadable before the change is told all the same, without weight. */
function tells({ problems }: Judged, file: string): boolean {
  return problems.some(problem => problem.file === file || `${problem.what} ${problem.why}`.includes(file));
}

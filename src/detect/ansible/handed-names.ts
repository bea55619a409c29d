/**
 * Names that tasks hand to the files of tasks and the roles that they include: what those are, and what stands behind them by default,
 * only each call tells. Those that a play gives a role are among its variables.
 * Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_reuse.html
 */

import { valueAt } from '../../yaml/positioned.js';
import { isRecord, stringAt } from '../data.js';
import type { DetectContext } from '../detector.js';
import { oncePerTree } from '../once.js';
import { CALLS, eachEntry, fileCalledBy, roleCalledBy } from './entries.js';
import { genericTasks } from './generic.js';
import { roleOf } from './places.js';
import { LOOPS } from './tasks.js';

export const handedNames = oncePerTree(async (context: DetectContext): Promise<ReadonlySet<string>> => {
  const names = new Set<string>();
  for (const file of new Set([...context.candidates, ...(await genericTasks(context))])) {
    if (!/\.ya?ml$/i.test(file) || context.isSetAside(file) || context.charts.isTemplate(file)) continue;
    if (!CALLS.test((await context.text(file)) ?? '')) continue;
    for (const { data } of (await context.yaml(file)).documents)
      eachEntry(data, ({ value, isRole }) => {
        const isFile = !isRole && fileCalledBy(value) !== undefined;
        const isCalled = isFile || (!isRole && roleOf(file) !== undefined && roleCalledBy({ value, isRole }));
        if (isCalled) for (const name of givenBy(value)) names.add(name);
        return true;
      });
  }
  return names;
});

function givenBy(task: unknown): readonly string[] {
  const vars = valueAt(task, ['vars']);
  const isLooped = LOOPS.some(key => valueAt(task, [key]) !== undefined);
  const item = isLooped ? [stringAt(task, ['loop_control', 'loop_var']) ?? 'item'] : [];
  return [...(isRecord(vars) ? Object.keys(vars) : []), ...item];
}

import { UsageError } from '../errors.js';

/** What an event of GitHub says about what is to be compared. Commits are full ids. */
export type EventComparison =
  /** A pull request: its merge commit against the first parent, where that is checked out. */
  | {
      readonly how: 'pull-request';
      readonly base: string;
      readonly head: string;
      /** The merge commit where it is known by name; else it is looked for in what is checked out. */
      readonly merge?: string;
    }
  /** Two commits, compared as they are. */
  | { readonly how: 'range'; readonly base: string; readonly head: string }
  /** What is checked out, against where it left the default branch; else against its first parent. */
  | { readonly how: 'checkout' };

export interface EventContext {
  readonly comparison: EventComparison;
  /** Number of the pull request that a comment goes to. */
  readonly pullRequest?: number;
  /** The commit that the event is about, as GitHub shows checks at it: a pull request's own head, not its merge. */
  readonly commit?: string;
  /** The pull request comes from another repository: the token of its run can only read. */
  readonly fromFork: boolean;
  /** What a person typed when starting the workflow by hand; the action's own inputs go first. */
  readonly typed: {
    readonly base?: string;
    readonly head?: string;
    readonly from?: string;
    readonly to?: string;
    readonly failOn?: string;
  };
}

const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Reads an event's payload (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
 * @param name `GITHUB_EVENT_NAME`
 * @param payload the content of the file at `GITHUB_EVENT_PATH`
 * @throws {UsageError} where the event lacks what it should have, or deletes what would be looked at
 */
export function readEvent(name: string, payload: unknown): EventContext {
  const nothing = { fromFork: false, typed: {} };
  switch (name) {
    case 'pull_request':
    case 'pull_request_target':
      return pullRequest(name, payload);
    case 'merge_group': {
      const base = commit(name, payload, 'merge_group', 'base_sha');
      const head = commit(name, payload, 'merge_group', 'head_sha');
      return { ...nothing, comparison: { how: 'range', base, head }, commit: head };
    }
    case 'push':
      return { ...nothing, ...push(payload) };
    case 'workflow_dispatch':
      return { ...nothing, comparison: { how: 'checkout' }, typed: typedInputs(payload) };
    default:
      return { ...nothing, comparison: { how: 'checkout' } };
  }
}

function pullRequest(name: string, payload: unknown): EventContext {
  const number = at(payload, 'pull_request', 'number');
  if (typeof number !== 'number' || !Number.isSafeInteger(number))
    throw incompleteEvent(name, 'pull_request.number');
  const base = commit(name, payload, 'pull_request', 'base', 'sha');
  const head = commit(name, payload, 'pull_request', 'head', 'sha');
  const from = at(payload, 'pull_request', 'head', 'repo', 'full_name');
  const into = at(payload, 'pull_request', 'base', 'repo', 'full_name');
  return {
    comparison: { how: 'pull-request', base, head },
    pullRequest: number,
    commit: head,
    // The repository of a deleted fork is null.
    fromFork: into !== undefined && from !== into,
    typed: {},
  };
}

function push(payload: unknown): Pick<EventContext, 'comparison' | 'commit'> {
  if (at(payload, 'deleted') === true)
    throw new UsageError('this push deletes its branch: there is nothing to look at');
  const before = commit('push', payload, 'before');
  // A new branch has only zeros here: nothing was pushed to before.
  const head = commit('push', payload, 'after');
  if (/^0+$/.test(before)) return { comparison: { how: 'checkout' }, commit: head };
  return { comparison: { how: 'range', base: before, head }, commit: head };
}

/** Under which names of a workflow's own inputs what is typed is found. */
const TYPED = {
  base: ['base'],
  head: ['head', 'ref', 'branch'],
  from: ['from'],
  to: ['to', 'version', 'target-version'],
  failOn: ['fail-on'],
} as const satisfies Record<keyof EventContext['typed'], readonly string[]>;

function typedInputs(payload: unknown): EventContext['typed'] {
  const typed: Record<string, string> = {};
  for (const [key, names] of Object.entries(TYPED)) {
    const values = names.map(name => at(payload, 'inputs', name));
    const value = values.find(given => typeof given === 'string' && given.trim() !== '');
    if (typeof value === 'string') typed[key] = value.trim();
  }
  return typed;
}

function commit(event: string, payload: unknown, ...path: readonly string[]): string {
  const value = at(payload, ...path);
  if (typeof value !== 'string' || !FULL_ID.test(value)) throw incompleteEvent(event, path.join('.'));
  return value;
}

function incompleteEvent(event: string, path: string): UsageError {
  return new UsageError(`the ${event} event has no valid ${path}; give the inputs base and head`);
}

/** What stands at a path of a payload; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

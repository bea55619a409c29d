import { UsageError } from '../../src/errors.js';
import { readEvent } from '../../src/github/event.js';
import { describe, expect, it } from '../support/jest.js';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const ZERO = '0'.repeat(40);

function pull(changes: object = {}): unknown {
  const side = (sha: string, name: string) => ({ sha, repo: { full_name: name } });
  return { pull_request: { number: 7, base: side(A, 'o/r'), head: side(B, 'o/r'), ...changes } };
}

describe('readEvent', () => {
  it('reads a pull request', () => {
    for (const name of ['pull_request', 'pull_request_target']) {
      expect(readEvent(name, pull())).toEqual({
        comparison: { how: 'pull-request', base: A, head: B },
        pullRequest: 7,
        commit: B,
        fromFork: false,
        typed: {},
      });
    }
  });

  it('knows a fork, also one that is gone', () => {
    for (const repo of [{ full_name: 'm/r' }, null]) {
      expect(readEvent('pull_request', pull({ head: { sha: B, repo } })).fromFork).toBe(true);
    }
  });

  it('reads a merge group and a push', () => {
    expect(readEvent('merge_group', { merge_group: { base_sha: A, head_sha: B } })).toEqual({
      comparison: { how: 'range', base: A, head: B },
      commit: B,
      fromFork: false,
      typed: {},
    });
    expect(readEvent('push', { before: A, after: B }).comparison).toEqual({ how: 'range', base: A, head: B });
    expect(readEvent('push', { before: ZERO, after: B }).comparison).toEqual({ how: 'checkout' });
    expect(() => readEvent('push', { before: A, after: ZERO, deleted: true })).toThrow(/deletes its branch/);
  });

  it('reads what was typed by hand', () => {
    const inputs = { to: ' 1.22.2 ', base: 'main', from: '', head: 5, other: 'x' };
    expect(readEvent('workflow_dispatch', { inputs })).toEqual({
      comparison: { how: 'checkout' },
      fromFork: false,
      typed: { to: '1.22.2', base: 'main' },
    });
    const other = { version: '1.23.0', branch: 'next', 'fail-on': 'low' };
    expect(readEvent('workflow_dispatch', { inputs: other }).typed).toEqual({
      to: '1.23.0',
      head: 'next',
      failOn: 'low',
    });
    for (const payload of [{}, { inputs: null }, null])
      expect(readEvent('workflow_dispatch', payload).typed).toEqual({});
  });

  it('takes any other event for what is checked out', () => {
    for (const name of ['schedule', 'workflow_call', '', 'repository_dispatch']) {
      expect(readEvent(name, { inputs: { to: '1.22.2' } })).toEqual({
        comparison: { how: 'checkout' },
        fromFork: false,
        typed: {},
      });
    }
  });

  it('names what an event lacks, and takes nothing for a commit that is none', () => {
    const broken: [string, unknown, string][] = [
      ['pull_request', {}, 'pull_request.number'],
      ['pull_request', pull({ base: { sha: '--upload-pack=x' } }), 'pull_request.base.sha'],
      ['pull_request', pull({ head: { sha: A.slice(1) } }), 'pull_request.head.sha'],
      ['pull_request', pull({ number: '7' }), 'pull_request.number'],
      ['merge_group', { merge_group: { base_sha: A } }, 'merge_group.head_sha'],
      ['push', [], 'before'],
      ['push', null, 'before'],
    ];
    for (const [name, payload, path] of broken) {
      expect(() => readEvent(name, payload)).toThrow(UsageError);
      expect(() => readEvent(name, payload)).toThrow(path);
    }
  });
});

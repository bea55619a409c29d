import { openApiTrees } from '../../src/github/api-comparison.js';
import { apiTrees } from '../../src/github/api-tree.js';
import { createClient } from '../../src/github/client.js';
import type { ComparisonInputs } from '../../src/github/comparison.js';
import type { EventComparison } from '../../src/github/event.js';
import { gitTree } from '../../src/tree/git.js';
import { afterAll, afterEach, describe, expect, it } from '../support/jest.js';
import { commit, git, removeFolders, repository } from '../tree/support.js';
import { type Loopback, type LoopbackOptions, startLoopback } from './loopback.js';

let loopback: Loopback;
let tokens = 0;

afterEach(async () => {
  await loopback.close();
  expect(loopback.violations).toEqual([]);
});
afterAll(removeFolders);

interface More {
  readonly fault?: LoopbackOptions['fault'];
  readonly maxFiles?: number;
  readonly singly?: number;
}

async function api(folder: string, more: More = {}) {
  loopback = await startLoopback({ repository: folder, fault: more.fault });
  const client = createClient({ token: `ghs_t${tokens++}`, apiUrl: loopback.url, retryUnit: 1 });
  return {
    owner: 'o',
    repo: 'r',
    client,
    ...(more.maxFiles === undefined ? {} : { maxFiles: more.maxFiles }),
    ...(more.singly === undefined ? {} : { singly: more.singly }),
  };
}

const FILES = {
  'apps/istiod.yaml': 'chart: istiod\n',
  'apps/plain.yaml': 'a: 1\n',
  'docs/istio.md': 'istio\n',
  'bin/tool': Buffer.from([0, 1, 2]),
  'link.yaml': { link: 'apps/istiod.yaml' },
  'out.yaml': { link: '../../etc/passwd' },
  'ünï cödé/Chart.yaml': 'name: istio-wrapper\n',
};

describe('apiTrees', () => {
  it('gives what Git gives of the same commit', async () => {
    const folder = repository();
    const id = commit(folder, FILES);
    const tree = await apiTrees(await api(folder)).tree(id, 'main');
    const same = await gitTree(folder, id);
    expect(tree.paths).toEqual(same.paths);
    expect(await tree.candidates()).toEqual(await same.candidates());
    expect(await tree.candidates()).toEqual(['apps/istiod.yaml', 'link.yaml', 'ünï cödé/Chart.yaml']);
    for (const path of [...tree.paths, 'apps', 'none']) {
      expect(await tree.read(path)).toEqual(await same.read(path));
      expect(await tree.bytes?.(path)).toEqual(await same.bytes?.(path));
    }
    expect(tree.problems).toEqual(same.problems);
  });

  it('reads what both sides have once', async () => {
    const folder = repository();
    const before = commit(folder, FILES);
    const after = commit(folder, { 'apps/istiod.yaml': 'chart: istiod\nversion: 2\n' });
    const trees = apiTrees(await api(folder));
    for (const id of [before, after]) await (await trees.tree(id, id)).candidates();
    const blobs = loopback.requests.map(({ path }) => path).filter(path => path.includes('/blobs/'));
    expect(new Set(blobs).size).toBe(blobs.length);
    expect(blobs).toHaveLength(6);
  });

  it('names what it did not read, the likeliest read first, and claims nothing of the rest', async () => {
    const folder = repository();
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`a/${n}.yaml`, `istio: ${n}\n`]));
    const id = commit(folder, { ...many, 'z/istio/values.yaml': 'istio: z\n' });
    const fault: LoopbackOptions['fault'] = ({ path }) =>
      path.includes('/tarball/') ? { status: 404 } : undefined;
    const tree = await apiTrees(await api(folder, { maxFiles: 4, fault })).tree(id, 'main');
    expect(await tree.candidates()).toContain('z/istio/values.yaml');
    expect(tree.problems).toEqual([
      {
        what: expect.stringMatching(/^a\/\d\.yaml and 5 more files$/),
        why: expect.stringMatching(/more than 4 files .* run actions\/checkout/),
        blocking: true,
      },
    ]);
    expect(await tree.read('a/8.yaml')).toMatchObject({ ok: false });
  });

  it('names a file that the API does not give', async () => {
    const folder = repository();
    const id = commit(folder, { 'a.yaml': 'istio\n' });
    const fault: LoopbackOptions['fault'] = ({ path }) =>
      /\/(?:blobs|tarball)\//.test(path) ? { status: 500 } : undefined;
    const tree = await apiTrees(await api(folder, { fault })).tree(id, 'main');
    expect(await tree.candidates()).toEqual([]);
    expect(tree.problems).toMatchObject([{ what: 'a.yaml', blocking: true }]);
  });
});

describe('a tree of many files', () => {
  const MANY = Object.fromEntries(
    Array.from({ length: 150 }, (_, n) => [`apps/${n}.yaml`, n % 3 ? `a: ${n}\n` : `istio: ${n}\n`]),
  );

  async function asGitHasIt(folder: string, id: string, more: More = {}) {
    const trees = apiTrees(await api(folder, more));
    try {
      const tree = await trees.tree(id, 'main');
      const same = await gitTree(folder, id);
      expect(await tree.candidates()).toEqual(await same.candidates());
      expect(tree.problems).toEqual(same.problems);
      for (const path of tree.paths) expect(await tree.read(path)).toEqual(await same.read(path));
      return loopback.requests.map(({ path }) => path.replace(/\/[^/]*$/, ''));
    } finally {
      await trees.close();
    }
  }

  it('comes in one archive, which is asked for without the token', async () => {
    const folder = repository();
    const id = commit(folder, { ...FILES, ...MANY, 'empty.yaml': '' });
    expect(await asGitHasIt(folder, id)).toEqual([
      '/repos/o/r/git/commits',
      '/repos/o/r/git/trees',
      '/repos/o/r/tarball',
      '/o/r/legacy.tar.gz',
    ]);
    expect(loopback.tokens.size).toBe(1);
  });

  it('has what an archive leaves out or changes all the same', async () => {
    const folder = repository();
    const attributes = 'hidden.yaml export-ignore\nsubst.yaml export-subst\ncrlf.yaml text eol=crlf\n';
    const id = commit(folder, {
      ...MANY,
      '.gitattributes': attributes,
      'hidden.yaml': 'istio: hidden\n',
      'subst.yaml': 'istio: $Format:%H$\n',
      'crlf.yaml': 'istio: lines\n',
    });
    const asked = await asGitHasIt(folder, id);
    expect(asked.filter(path => path.endsWith('/blobs'))).toHaveLength(3);
  });

  it('asks for the second side only what it does not have', async () => {
    const folder = repository();
    const before = commit(folder, MANY);
    const after = commit(folder, { 'apps/1.yaml': 'istio: new\n' });
    const trees = apiTrees(await api(folder));
    for (const id of [after, before]) await (await trees.tree(id, id)).candidates();
    await trees.close();
    const asked = loopback.requests.map(({ path }) => path).filter(path => /tarball|blobs/.test(path));
    expect(asked).toEqual([expect.stringContaining(after), expect.stringContaining('/blobs/')]);
  });

  it('survives an archive that breaks off, and one that can not be had', async () => {
    const folder = repository();
    const id = commit(folder, MANY);
    const breaks: LoopbackOptions['fault'] = ({ path }, before) =>
      path.includes('legacy.tar') && before === 0 ? { cut: 'within' } : undefined;
    expect(await asGitHasIt(folder, id, { fault: breaks })).toHaveLength(6);
    await loopback.close();
    const missing: LoopbackOptions['fault'] = ({ path }) =>
      path.includes('/tarball/') ? { status: 404 } : undefined;
    const asked = await asGitHasIt(folder, id, { fault: missing });
    expect(asked.filter(path => path.endsWith('/blobs'))).toHaveLength(150);
  });

  it('takes from the archive what is refused by itself', async () => {
    const folder = repository();
    const id = commit(folder, FILES);
    const fault: LoopbackOptions['fault'] = ({ path }) =>
      path.includes('/blobs/') && path.endsWith(git(folder, 'rev-parse', `${id}:apps/istiod.yaml`))
        ? { status: 403 }
        : undefined;
    expect(await asGitHasIt(folder, id, { fault })).toContain('/repos/o/r/tarball');
  });
});

describe('openApiTrees', () => {
  /** Main moved on after the pull request left it; the merge is GitHub's. */
  function pull() {
    const folder = repository();
    const fork = commit(folder, { 'a.yaml': 'istio: 1\n' });
    git(folder, 'checkout', '--quiet', '-b', 'feature');
    const head = commit(folder, { 'b.yaml': 'istio: 2\n' });
    git(folder, 'checkout', '--quiet', 'main');
    const base = commit(folder, { 'c.yaml': 'istio: 3\n' });
    git(folder, 'checkout', '--quiet', '--detach');
    git(folder, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'feature');
    const merge = git(folder, 'rev-parse', 'HEAD');
    git(folder, 'checkout', '--quiet', 'main');
    return { folder, fork, head, base, merge };
  }

  it.each<[string, EventComparison['how'], keyof ReturnType<typeof pull>, Partial<ComparisonInputs>, string]>(
    [
      ['the merge with its first parent', 'pull-request', 'merge', {}, 'base merge'],
      ['the head with where it left, without a merge', 'pull-request', 'head', {}, 'fork head'],
      ['the two ends of a range', 'range', 'base', {}, 'fork head'],
      ['a checkout on the default branch with its parent', 'checkout', 'base', {}, 'fork base'],
      ['another commit with where it left', 'checkout', 'head', {}, 'fork head'],
      ['a commit with itself for a version to go to', 'checkout', 'base', { to: true }, 'base base'],
      ['branches by name', 'checkout', 'base', { base: 'main', head: 'feature' }, 'base head'],
      ['a named head with where it left', 'checkout', 'base', { head: 'feature' }, 'fork head'],
      ['a named head with itself', 'checkout', 'base', { head: 'feature', to: true }, 'head head'],
    ],
  )('compares %s', async (_, how, commitOf, inputs, expected) => {
    const given = pull();
    const event = (
      how === 'range'
        ? { how, base: given.fork, head: given.head }
        : { how, base: given.base, head: given.head }
    ) as EventComparison;
    const opened = await openApiTrees(
      event,
      { to: false, ...inputs },
      given[commitOf],
      await api(given.folder),
    );
    const [base = '', head = ''] = expected.split(' ') as (keyof typeof given)[];
    expect(opened.commits).toEqual({
      base: given[base as keyof typeof given],
      head: given[head as keyof typeof given],
    });
    expect(opened.base === opened.head).toBe(base === head);
  });

  it('says in one sentence what to do where that fails', async () => {
    const { folder, base, head, merge } = pull();
    const event = { how: 'pull-request', base, head } as const;
    for (const status of [403, 404]) {
      const refused = await api(folder, { fault: () => ({ status }) });
      await expect(openApiTrees(event, { to: false }, merge, refused)).rejects.toThrow(
        /contents: read.*actions\/checkout/,
      );
      await loopback.close();
    }
    await expect(
      openApiTrees({ how: 'checkout' }, { to: false, head: 'nope' }, merge, await api(folder)),
    ).rejects.toThrow(/"nope" is no branch/);
  });
});

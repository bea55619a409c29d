import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../src/errors.js';
import { type OpenTrees, type OpenTreesInput, openTrees } from '../../src/tree/open.js';
import { afterAll, describe, expect, it } from '../support/jest.js';
import { commit, git, removeFolders, repository, temporaryFolder, write } from './support.js';

const opened: OpenTrees[] = [];

afterAll(async () => {
  for (const one of opened) await one.close();
  removeFolders();
});

async function open(input: Omit<OpenTreesInput, 'offline'> & { offline?: boolean }): Promise<OpenTrees> {
  const trees = await openTrees({ offline: false, cwd: input.repo, ...input });
  opened.push(trees);
  return trees;
}

async function text(tree: OpenTrees['base'], path = 'a.yaml'): Promise<string | undefined> {
  const read = await tree.read(path);
  return read.ok ? read.text : undefined;
}

/** main: 1, 2; feature (from 1): 3; the work tree on feature: 4. */
function branches(): { folder: string; first: string; second: string; third: string } {
  const folder = repository();
  const first = commit(folder, { 'a.yaml': '1' });
  git(folder, 'branch', 'feature');
  const second = commit(folder, { 'a.yaml': '2' });
  git(folder, 'checkout', '--quiet', 'feature');
  const third = commit(folder, { 'a.yaml': '3' });
  write(folder, { 'a.yaml': '4' });
  return { folder, first, second, third };
}

/** A shallow clone over `file://`, as a runner has it. */
function shallowClone(origin: string, ...flags: string[]): string {
  const folder = join(temporaryFolder(), 'clone');
  git(origin, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  git(temporaryFolder(), 'clone', '--quiet', '--depth=1', ...flags, `file://${origin}`, folder);
  return folder;
}

describe('openTrees', () => {
  it('compares the working tree with the merge base of the default branch', async () => {
    const { folder, first } = branches();
    const { base, head, commits } = await open({ repo: folder });
    expect([await text(base), await text(head)]).toEqual(['1', '4']);
    expect(commits).toEqual({ base: first });
    expect(head.name).toBe('working tree');
    expect(base.name).toContain(first.slice(0, 12));
  });

  it('compares a revision with its own merge base, and finds the repository from below', async () => {
    const { folder, third } = branches();
    mkdirSync(join(folder, 'sub'));
    const { base, head, commits } = await open({ repo: join(folder, 'sub'), head: 'feature' });
    expect([await text(base), await text(head)]).toEqual(['1', '3']);
    expect(commits.head).toBe(third);
  });

  it('takes both sides by name', async () => {
    const { folder } = branches();
    const { base, head } = await open({ repo: folder, base: 'main', head: 'HEAD' });
    expect([await text(base), await text(head)]).toEqual(['2', '3']);
    expect([base.name, head.name]).toEqual(['main', 'HEAD']);
  });

  it('compares head with itself where a version to go to is given, unless there is a base', async () => {
    const { folder } = branches();
    const same = await open({ repo: folder, to: true });
    expect(same.base).toBe(same.head);
    const plain = temporaryFolder();
    write(plain, { 'a.yaml': '5' });
    expect(await text((await open({ repo: plain, to: true })).base)).toBe('5');
    expect(await text((await open({ repo: folder, to: true, base: 'main' })).base)).toBe('2');
  });

  it('compares folders, with and without a repository', async () => {
    const plain = temporaryFolder();
    write(plain, { 'before/a.yaml': '1', 'after/a.yaml': '2' });
    for (const [base, head] of [
      ['before', './after'],
      [join(plain, 'before'), 'after/'],
    ] as const) {
      const trees = await open({ repo: plain, base, head });
      expect([await text(trees.base), await text(trees.head)]).toEqual(['1', '2']);
    }
    await expect(open({ repo: plain, head: 'after' })).rejects.toThrow(/in no Git repository.*--base/);
    await expect(open({ repo: plain, base: 'main' })).rejects.toThrow(/no such folder/);
  });

  it('takes folders without Git on the machine', async () => {
    const plain = temporaryFolder();
    write(plain, { 'before/a.yaml': '1', 'after/a.yaml': '2' });
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      const { base, head } = await open({ repo: plain, base: 'before', head: 'after' });
      expect([await text(base), await text(head)]).toEqual(['1', '2']);
      await expect(open({ repo: plain, base: 'main' })).rejects.toThrow(/Git could not be started/);
    } finally {
      process.env.PATH = path;
    }
  });

  it('refuses a name that is both a revision and a folder, and takes each of its full names', async () => {
    const { folder } = branches();
    write(folder, { 'main/a.yaml': 'folder' });
    await expect(open({ repo: folder, base: 'main' })).rejects.toThrow(/write \.\/main .* refs\/heads\/main/);
    expect(await text((await open({ repo: folder, base: './main', head: 'HEAD' })).base)).toBe('folder');
    expect(await text((await open({ repo: folder, base: 'refs/heads/main' })).base)).toBe('2');
  });

  it('refuses names that are nothing, empty or options', async () => {
    const { folder } = branches();
    for (const base of [
      'nowhere',
      '',
      '--upload-pack=touch /tmp/x',
      '-n',
      './nowhere',
      'a\nb',
      'HEAD..main',
    ]) {
      const failure = open({ repo: folder, base });
      await expect(failure).rejects.toThrow(UsageError);
      await expect(failure).rejects.toThrow('--base');
    }
    await expect(open({ repo: join(folder, 'nowhere') })).rejects.toThrow(/--repo .* no such folder/);
  });

  it('asks for a base where none can be found', async () => {
    const folder = repository();
    commit(folder, { 'a.yaml': '1', 'sub/b.yaml': '1' });
    git(folder, 'branch', '--move', 'main', 'trunk');
    await expect(open({ repo: folder })).rejects.toThrow(/no origin\/HEAD, main or master.*--base/);
    await expect(open({ repo: folder, head: './sub' })).rejects.toThrow(/is a folder.*--base/);
    expect(await text((await open({ repo: folder, base: 'trunk', head: '.' })).head)).toBe('1');
  });

  it('tells of histories without a common ancestor', async () => {
    const { folder } = branches();
    git(folder, 'checkout', '--quiet', '--orphan', 'other');
    commit(folder, {});
    await expect(open({ repo: folder })).rejects.toThrow(/no common ancestor.*--base/);
  });

  it('fetches just the missing commit into a shallow clone', async () => {
    const { folder, first, second } = branches();
    const clone = shallowClone(folder, '--branch=feature');
    const { base } = await open({ repo: clone, base: first });
    expect(await text(base)).toBe('1');
    expect(() => git(clone, 'cat-file', '-e', second)).toThrow();
    expect(await text((await open({ repo: clone, base: 'main' })).base)).toBe('2');
  });

  it('leaves a whole clone whole when it fetches', async () => {
    const { folder } = branches();
    const clone = join(temporaryFolder(), 'clone');
    git(folder, 'clone', '--quiet', '--single-branch', '--branch=feature', `file://${folder}`, clone);
    expect(await text((await open({ repo: clone, base: 'main' })).base)).toBe('2');
    expect(git(clone, 'rev-parse', '--is-shallow-repository')).toBe('false');
  });

  it('deepens a shallow clone to the merge base', async () => {
    const { folder, first } = branches();
    for (let n = 0; n < 60; n++) git(folder, 'commit', '--quiet', '--allow-empty', '--message', String(n));
    const clone = shallowClone(folder, '--branch=feature');
    const { base, commits } = await open({ repo: clone, head: 'HEAD' });
    expect(commits.base).toBe(first);
    expect(await text(base)).toBe('1');
  });

  it('says what to do where it may not or can not fetch', async () => {
    const { folder, first } = branches();
    const clone = shallowClone(folder, '--branch=feature');
    await expect(open({ repo: clone, base: first, offline: true })).rejects.toThrow(
      /--offline.*fetch-depth: 2/,
    );
    await expect(open({ repo: clone, base: 'f'.repeat(40) })).rejects.toThrow(
      /could not be fetched \(.+\).*fetch-depth/,
    );
    git(clone, 'remote', 'remove', 'origin');
    await expect(open({ repo: clone, base: first })).rejects.toThrow(/no remote origin.*fetch-depth/);
    git(clone, 'remote', 'add', 'origin', `file://${folder}/not-there`);
    await expect(open({ repo: clone, base: first })).rejects.toThrow(UsageError);
    const apart = shallowClone(folder, '--branch=feature', '--no-single-branch');
    await expect(open({ repo: apart, offline: true })).rejects.toThrow(
      /merge base.*--offline.*fetch-depth: 0/,
    );
  });

  it('runs no hook and leaves no lock, no FETCH_HEAD and no checkout behind', async () => {
    const { folder, first } = branches();
    const clone = shallowClone(folder, '--branch=feature');
    write(clone, { '.git/hooks/reference-transaction': '#!/bin/sh\ntouch "$GIT_DIR/ran"\n' });
    execFileSync('chmod', ['+x', join(clone, '.git/hooks/reference-transaction')]);
    const before = git(clone, 'status', '--porcelain');
    await (await open({ repo: clone, base: first, head: 'main' })).base.candidates();
    const left = execFileSync('ls', ['-a', join(clone, '.git')], { encoding: 'utf8' }).split('\n');
    expect(left.filter(name => /^(?:ran|FETCH_HEAD|.*\.lock)$/.test(name))).toEqual([]);
    expect(git(clone, 'status', '--porcelain')).toBe(before);
  });
});

const isRoot = process.getuid?.() === 0;

(isRoot ? describe : describe.skip)('a checkout of another user (run as root only)', () => {
  it('is refused with the way to mend it, unless it is trusted', async () => {
    const { folder } = branches();
    execFileSync('chown', ['-R', '12345:12345', folder]);
    await expect(open({ repo: folder })).rejects.toThrow(/belongs to another user.*safe\.directory/);
    const { base, head } = await open({ repo: folder, trusted: true });
    expect([await text(base), await text(head)]).toEqual(['1', '4']);
    await base.candidates();
  });
});

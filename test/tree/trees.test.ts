import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '../../src/model.js';
import { folderTree } from '../../src/tree/folder.js';
import { gitTree, openRepository, type Repository } from '../../src/tree/git.js';
import { afterAll, describe, expect, it } from '../support/jest.js';
import { commit, git, removeFolders, repository, temporaryFolder, write } from './support.js';

const opened: Repository[] = [];

afterAll(async () => {
  for (const one of opened) await one.close();
  removeFolders();
});

async function atHead(folder: string, limits = {}): Promise<Tree> {
  const repo = await openRepository(folder, { limits });
  if (repo === undefined) throw new Error('no repository');
  opened.push(repo);
  return repo.tree(git(folder, 'rev-parse', 'HEAD'), 'HEAD');
}

const FILES = {
  'apps/istiod.yaml': 'kind: Application\napiVersion: argoproj.io/v1alpha1\n',
  'apps/a space/\u00fcml\u00e4ut \u{1f680}.yaml': 'host: x.ISTIO.io\n',
  'apps/new\nline.yml': 'kind: "Service"\n',
  'apps/web.yaml': 'kind: Deployment\n',
  'apps/quiet.yaml': 'kind: ConfigMap\n',
  'docs/notes.md': 'istio\n',
  Makefile: 'deploy:\n\tistioctl install\n',
  'lock/package-lock.json': '{}\n',
  'chart/Chart.lock': 'repository: https://istio-release\n',
};
const CANDIDATES = [
  'Makefile',
  'apps/a space/\u00fcml\u00e4ut \u{1f680}.yaml',
  'apps/istiod.yaml',
  'apps/new\nline.yml',
  'apps/web.yaml',
  'chart/Chart.lock',
];

/** The same files, read as a commit, as a work tree, and as a plain folder. */
async function threeWays(files: Parameters<typeof write>[1], limits = {}): Promise<Record<string, Tree>> {
  const repo = repository();
  commit(repo, files);
  const plain = temporaryFolder();
  write(plain, files);
  return {
    commit: await atHead(repo, limits),
    'work tree': await folderTree(repo, { limits }),
    folder: await folderTree(plain, { limits }),
  };
}

describe('a tree, read as a commit, as a work tree and as a plain folder', () => {
  it('lists, finds and reads the same', async () => {
    for (const [way, tree] of Object.entries(await threeWays(FILES))) {
      expect([way, tree.paths]).toEqual([way, Object.keys(FILES).sort()]);
      expect([way, await tree.candidates()]).toEqual([way, CANDIDATES]);
      for (const [path, text] of Object.entries(FILES))
        expect(await tree.read(path)).toEqual({ ok: true, text });
      expect(tree.has('apps/istiod.yaml')).toBe(true);
      expect(tree.has('apps')).toBe(false);
      expect(tree.has('__proto__')).toBe(false);
      expect(tree.below('chart')).toEqual(['chart/Chart.lock']);
      expect(tree.below('char')).toEqual([]);
      expect(tree.below('')).toEqual(tree.paths);
      expect(await tree.read('nowhere.yaml')).toEqual({
        ok: false,
        why: 'is not there',
        missing: true,
      });
      expect(await tree.read('apps')).toEqual({ ok: false, why: 'is a folder' });
      expect((await tree.read('../../etc/passwd')).ok).toBe(false);
      expect(tree.problems).toEqual([]);
    }
  });

  it('follows links inside, never outside, and names the ones that lead out', async () => {
    const files = {
      'base/values.yaml': 'istio: 1\n',
      'base/templates/a.yaml': 'kind: Service\n',
      'prod/values.yaml': { link: '../base/values.yaml' },
      'prod/chart': { link: '../base' },
      'prod/templates/more': { link: '../../base/templates' },
      'loop/a.yaml': { link: 'b.yaml' },
      'loop/b.yaml': { link: 'a.yaml' },
      'loop/self': { link: '.' },
      'out/passwd.yaml': { link: '/etc/passwd' },
      'out/up.yaml': { link: '../../../etc/passwd' },
      'out/folder': { link: '../..' },
      'out/picture.png': { link: '/x.png' },
      'gone.yaml': { link: 'not-there.yaml' },
    };
    for (const [way, tree] of Object.entries(await threeWays(files))) {
      expect([way, tree.paths]).toEqual([
        way,
        ['base/templates/a.yaml', 'base/values.yaml', 'prod/values.yaml'],
      ]);
      expect(await tree.read('prod/values.yaml')).toEqual({ ok: true, text: 'istio: 1\n' });
      expect(await tree.read('prod/chart/templates/a.yaml')).toEqual({ ok: true, text: 'kind: Service\n' });
      expect(tree.has('prod/chart/values.yaml')).toBe(true);
      expect(
        ['prod/values.yaml', 'base/values.yaml', 'none.yaml'].map(path => tree.realPath?.(path)),
      ).toEqual(['base/values.yaml', 'base/values.yaml', 'none.yaml']);
      expect(tree.below('prod/chart')).toEqual(['prod/chart/templates/a.yaml', 'prod/chart/values.yaml']);
      expect(tree.below('prod')).toEqual([
        'prod/chart/templates/a.yaml',
        'prod/chart/values.yaml',
        'prod/templates/more/a.yaml',
        'prod/values.yaml',
      ]);
      expect(tree.below('loop')).toEqual([]);
      expect(await tree.candidates()).toEqual(tree.paths);
      for (const path of [
        'out/passwd.yaml',
        'out/up.yaml',
        'out/folder/x.yaml',
        'loop/a.yaml',
        'gone.yaml',
      ]) {
        expect([way, path, (await tree.read(path)).ok]).toEqual([way, path, false]);
      }
      expect(tree.problems.map(problem => [problem.what, problem.blocking])).toEqual([
        ['out/folder', false],
        ['out/passwd.yaml', true],
        ['out/up.yaml', true],
      ]);
    }
  });

  it('says of what it does not read why', async () => {
    const files = {
      'bin.yaml': Buffer.from([0x69, 0x73, 0x74, 0x69, 0x6f, 0, 1]),
      'latin.yaml': Buffer.from('istio: caf\u00e9', 'latin1'),
      'wide.yaml': Buffer.from('\ufeffistio: 1', 'utf16le'),
      'lfs.yaml': 'version https://git-lfs.github.com/spec/v1\noid sha256:istio\n',
      'big.yaml': `istio: ${'x'.repeat(5000)}`,
      'big-and-dull.json': 'x'.repeat(5000),
      'chart.tgz': Buffer.from([0x1f, 0x8b, 0, 0xff]),
    };
    for (const [way, tree] of Object.entries(await threeWays(files, { textBytes: 4000 }))) {
      expect([way, await tree.read('bin.yaml')]).toEqual([way, { ok: false, why: 'is binary, not text' }]);
      expect(await tree.read('latin.yaml')).toEqual({ ok: false, why: 'is not UTF-8 text' });
      expect(await tree.read('wide.yaml')).toEqual({ ok: true, text: '\ufeffistio: 1' });
      expect(await tree.read('lfs.yaml')).toMatchObject({
        ok: false,
        why: expect.stringContaining('lfs: true'),
      });
      expect(await tree.read('big.yaml')).toMatchObject({ ok: false, why: expect.stringContaining('MiB') });
      expect([...((await tree.bytes?.('chart.tgz')) ?? [])]).toEqual([0x1f, 0x8b, 0, 0xff]);
      expect(await tree.candidates()).not.toContain('big.yaml');
      expect(tree.problems.map(problem => [problem.what, problem.blocking])).toEqual([['big.yaml', true]]);
    }
  });

  it('finds words at the seams of a large file', async () => {
    const plain = temporaryFolder();
    write(plain, {
      'a.yaml': `${'x'.repeat(65_536 - 3)}istio${'x'.repeat(100_000)}`,
      'b.yaml': 'x'.repeat(200_000),
    });
    const tree = await folderTree(plain, { limits: { textBytes: 1000 } });
    expect(await tree.candidates()).toEqual([]);
    expect(tree.problems.map(problem => problem.what)).toEqual(['a.yaml']);
  });

  it('bounds how many candidates there are, and says so', async () => {
    const files = Object.fromEntries([1, 2, 3, 4].map(n => [`${n}.yaml`, 'istio\n']));
    for (const tree of Object.values(await threeWays(files, { candidates: 3 }))) {
      expect(await tree.candidates()).toEqual(['1.yaml', '2.yaml', '3.yaml']);
      expect(tree.problems).toMatchObject([
        { blocking: true, why: expect.stringContaining('the last 1 by name') },
      ]);
    }
  });

  it('forgets least recently read text, and can read it again', async () => {
    const files = { 'a.yaml': 'istio a', 'b.yaml': 'istio b' };
    for (const tree of Object.values(await threeWays(files, { cacheBytes: 8 }))) {
      for (const path of ['a.yaml', 'b.yaml', 'a.yaml']) {
        expect(await tree.read(path)).toEqual({ ok: true, text: files[path as 'a.yaml'] });
      }
    }
  });
});

describe('a commit', () => {
  it('is searched whatever its attributes and the configuration say', async () => {
    const repo = repository();
    commit(repo, { '.gitattributes': '*.yaml binary -text diff=evil filter=evil\n', 'a.yaml': 'istio\n' });
    const marker = join(temporaryFolder(), 'ran');
    git(repo, 'config', 'diff.evil.textconv', `touch ${marker}; cat`);
    git(repo, 'config', 'color.ui', 'always');
    git(repo, 'config', 'grep.patternType', 'perl');
    git(repo, 'config', 'grep.fullName', 'true');
    const tree = await atHead(repo);
    expect(await tree.candidates()).toEqual(['a.yaml']);
    expect(() => execFileSync('ls', [marker], { stdio: 'pipe' })).toThrow();
  });

  it('does not see the work tree', async () => {
    const repo = repository();
    commit(repo, { 'a.yaml': 'istio: old\n' });
    write(repo, { 'a.yaml': 'istio: new\n', 'b.yaml': 'istio\n' });
    const tree = await atHead(repo);
    expect(tree.paths).toEqual(['a.yaml']);
    expect(await tree.read('a.yaml')).toEqual({ ok: true, text: 'istio: old\n' });
  });

  it('notes a submodule without following it', async () => {
    const inner = repository();
    const id = commit(inner, { 'istio.yaml': 'istio\n' });
    const repo = repository();
    write(repo, { 'a.yaml': 'istio\n' });
    git(repo, 'update-index', '--add', '--cacheinfo', `160000,${id},vendor/inner`);
    git(repo, 'add', 'a.yaml');
    git(repo, 'commit', '--quiet', '--message', 'x');
    mkdirSync(join(repo, 'vendor/inner'), { recursive: true });
    for (const tree of [await atHead(repo), await folderTree(repo)]) {
      expect(tree.paths).toEqual(['a.yaml']);
      expect(tree.problems).toMatchObject([{ what: 'vendor/inner', blocking: false }]);
      expect(tree.problems[0]).not.toHaveProperty('about');
    }
  });

  it('tells the commit of a submodule that is called after Istio: another one is news', async () => {
    const id = 'a'.repeat(40);
    const repo = repository();
    git(repo, 'update-index', '--add', '--cacheinfo', `160000,${id},vendor/istio-config`);
    git(repo, 'commit', '--quiet', '--message', 'x');
    mkdirSync(join(repo, 'vendor/istio-config'), { recursive: true });
    for (const tree of [await atHead(repo), await folderTree(repo)])
      expect(tree.problems).toMatchObject([{ what: 'vendor/istio-config', blocking: true, about: id }]);
  });

  it('leaves out paths that no checkout would create', async () => {
    const repo = repository();
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], {
      cwd: repo,
      input: 'istio\n',
      encoding: 'utf8',
    }).trim();
    const entry = Buffer.concat([Buffer.from('100644 a.yaml\0'), Buffer.from(blob, 'hex')]);
    const inner = execFileSync('git', ['hash-object', '-w', '-t', 'tree', '--stdin', '--literally'], {
      cwd: repo,
      input: entry,
      encoding: 'utf8',
    }).trim();
    const outer = Buffer.concat([Buffer.from('40000 ..\0'), Buffer.from(inner, 'hex')]);
    const tree = execFileSync('git', ['hash-object', '-w', '-t', 'tree', '--stdin', '--literally'], {
      cwd: repo,
      input: outer,
      encoding: 'utf8',
    }).trim();
    git(repo, 'update-ref', 'refs/heads/main', git(repo, 'commit-tree', tree, '-m', 'evil'));
    const hostile = await atHead(repo);
    expect(hostile.paths).toEqual([]);
    expect(await hostile.candidates()).toEqual([]);
    expect(hostile.problems).toMatchObject([{ what: '"../a.yaml"', blocking: true }]);
  });

  it('refuses hostile and unknown names', async () => {
    const repo = repository();
    commit(repo, { 'a.yaml': 'istio\n' });
    for (const name of ['--output=/tmp/x', '-h', 'nowhere', 'HEAD:a.yaml', '']) {
      await expect(gitTree(repo, name)).rejects.toThrow(/not a revision|has no revision/);
    }
    expect((await gitTree(repo, 'main')).paths).toEqual(['a.yaml']);
  });

  it('says of a blob that is gone that it could not be read, and reads the next', async () => {
    const repo = repository();
    commit(repo, { 'a.yaml': 'istio: a\n', 'b.yaml': 'istio: b\n' });
    const tree = await atHead(repo);
    const id = git(repo, 'rev-parse', 'HEAD:a.yaml');
    rmSync(join(repo, '.git/objects', id.slice(0, 2), id.slice(2)));
    const [a, b] = await Promise.all([tree.read('a.yaml'), tree.read('b.yaml')]);
    expect(a).toMatchObject({ ok: false, why: expect.stringContaining('missing') });
    expect(b).toEqual({ ok: true, text: 'istio: b\n' });
  });

  it('reads many files at once through one reader, each whole', async () => {
    const repo = repository();
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`${n}.yaml`, `${n}\n`.repeat(n * 7)]),
    );
    commit(repo, files);
    const tree = await atHead(repo);
    await Promise.all(
      Object.entries(files).map(async ([path, text]) =>
        expect(await tree.read(path)).toEqual({ ok: true, text }),
      ),
    );
  });
});

describe('a folder', () => {
  it('in a work tree holds what is tracked or new, as it is on disk, and nothing that is ignored', async () => {
    const repo = repository();
    commit(repo, {
      '.gitignore': 'build/\n',
      'a.yaml': 'istio: old\n',
      'gone.yaml': 'istio\n',
      'sub/c.yaml': 'istio\n',
    });
    write(repo, { 'a.yaml': 'nothing\n', 'new.yaml': 'istio\n', 'build/b.yaml': 'istio\n' });
    rmSync(join(repo, 'gone.yaml'));
    const tree = await folderTree(repo);
    expect(tree.paths).toEqual(['.gitignore', 'a.yaml', 'new.yaml', 'sub/c.yaml']);
    expect(await tree.candidates()).toEqual(['new.yaml', 'sub/c.yaml']);
    expect((await folderTree(join(repo, 'sub'))).paths).toEqual(['c.yaml']);
    expect(await (await folderTree(join(repo, 'sub'))).candidates()).toEqual(['c.yaml']);
  });

  it('that is itself ignored holds all of it', async () => {
    const repo = repository();
    commit(repo, { '.gitignore': 'out/\n' });
    write(repo, { 'out/rendered/a.yaml': 'istio\n' });
    for (const folder of ['out', 'out/rendered']) {
      expect((await folderTree(join(repo, folder))).paths).toHaveLength(1);
    }
  });

  it('outside of Git leaves out node_modules', async () => {
    const plain = temporaryFolder();
    write(plain, { 'a.yaml': 'istio\n', 'node_modules/x/b.yaml': 'istio\n' });
    expect((await folderTree(plain)).paths).toEqual(['a.yaml']);
  });

  it('says what a sparse checkout leaves out', async () => {
    const repo = repository();
    commit(repo, { 'in/a.yaml': 'istio\n', 'out/b.yaml': 'istio\n' });
    git(repo, 'sparse-checkout', 'set', 'in');
    const tree = await folderTree(repo);
    expect(tree.paths).toEqual(['in/a.yaml']);
    expect(tree.problems).toMatchObject([
      { what: 'the working tree', blocking: true, why: expect.stringContaining('out/b.yaml') },
    ]);
  });

  it('that is not there is an error', async () => {
    await expect(folderTree(join(temporaryFolder(), 'no'))).rejects.toThrow();
  });
});

describe('openRepository', () => {
  it('gives nothing outside of Git, and finds the top from below and from a bare repository', async () => {
    expect(await openRepository(temporaryFolder())).toBeUndefined();
    const repo = repository();
    commit(repo, { 'sub/a.yaml': 'istio\n' });
    expect((await openRepository(join(repo, 'sub')))?.folder).toBe(git(repo, 'rev-parse', '--show-toplevel'));
    const bare = join(temporaryFolder(), 'bare.git');
    git(repo, 'clone', '--quiet', '--bare', repo, bare);
    expect(await openRepository(bare)).toMatchObject({ folder: bare, bare: true });
    expect((await gitTree(bare, 'main')).paths).toEqual(['sub/a.yaml']);
  });

  it('is not led elsewhere by the environment of a hook', async () => {
    const repo = repository();
    commit(repo, { 'a.yaml': 'istio\n' });
    process.env.GIT_DIR = '/nowhere';
    try {
      expect((await gitTree(repo, 'main')).paths).toEqual(['a.yaml']);
    } finally {
      delete process.env.GIT_DIR;
    }
  });
});

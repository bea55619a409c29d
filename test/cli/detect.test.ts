/** The commands that judge nothing: what a tree installs, and how to collect what is not in it. */
import { execFile } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '../support/jest.js';
import { application, destinationRule } from '../support/scenario.js';
import { istioPreflight, workspace, writeTree } from './support.js';

const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const execute = promisify(execFile);

let root = '';
let remove = async (): Promise<void> => {};

beforeAll(async () => {
  ({ folder: root, remove } = await workspace());
  await writeTree(root, {
    'tree/apps/istiod.yaml': application('1.22.2', 'values: |\n  pilot: {env: {A: "1"}}'),
    'tree/apps/other.yaml': application('{{ version }}', '', 'undecided'),
    'tree/config/rule.yaml': destinationRule(),
    'plain/apps/istiod.yaml': application('1.20.6'),
    'export/all.yaml': `apiVersion: v1\nkind: List\nitems:\n${destinationRule()
      .split('\n')
      .map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
      .join('\n')}\n`,
    'empty/readme.md': 'nothing\n',
  });
});
afterAll(() => remove());

describe('detect', () => {
  it('prints what the schema says', async () => {
    const ended = await istioPreflight(['detect', '--head', './tree', '--offline', '--format', 'json'], {
      cwd: root,
    });
    const printed = JSON.parse(ended.stdout);
    const { Ajv2020 } = await import('ajv/dist/2020.js');
    const schema = JSON.parse(await readFile(path.join(REPOSITORY, 'schema/detect.schema.json'), 'utf8'));
    const validate = new Ajv2020({ allErrors: true }).compile(schema);
    expect(validate(printed) ? [] : validate.errors).toEqual([]);
    expect(printed.installations[0]).toEqual({
      id: 'apps/istiod/istiod',
      chart: 'istiod',
      version: '1.22.2',
      istioVersion: '1.22.2',
      file: 'apps/istiod.yaml',
      line: 10,
      releaseName: 'istiod',
      namespace: 'istio-system',
      revision: '',
      environment: 'apps/istiod',
      form: 'argocd',
      values: [{ source: 'inline', file: 'apps/istiod.yaml', line: 12 }],
    });
    expect(printed.installations[1]).toMatchObject({ version: null, istioVersion: null });
    expect(printed.resources).toEqual({ DestinationRule: 1 });
    expect(printed.incomplete).toContainEqual(
      expect.objectContaining({ file: 'apps/other.yaml', blocking: true }),
    );
    expect([ended.code, ended.stderr]).toEqual([0, '']);
  });

  it('prints lines for people', async () => {
    const { stdout, code } = await istioPreflight(['detect', '--head', './plain', '--offline'], {
      cwd: root,
    });
    expect(stdout).toBe('apps/istiod  1.20.6  apps/istiod.yaml:10  argocd\n\nresources: none\n');
    expect(code).toBe(0);
  });

  it('refuses what is no tree in one line', async () => {
    const { stderr, code } = await istioPreflight(['detect', '--head', './nowhere'], { cwd: root });
    expect(stderr).toMatch(/^istio-preflight: --head \.\/nowhere: [^\n]*\n$/);
    expect(code).toBe(2);
  });
});

describe('check --manifests', () => {
  const sides = ['--base', './plain', '--head', './plain', '--to', '1.22.2', '--format', 'json'];
  const run = (...args: readonly string[]) =>
    istioPreflight(['check', '--offline', ...sides, ...args], { cwd: root });

  it('judges an export beside the tree, and names its lines', async () => {
    expect((await run()).stdout).not.toMatch(/"rule": "auto-sni",[^{]*"exposure": "exposed"/);
    for (const given of ['export', './export/', 'export/all.yaml']) {
      const { stdout, code } = await run('--manifests', given);
      expect(JSON.parse(stdout).findings).toContainEqual(
        expect.objectContaining({
          rule: 'auto-sni',
          exposure: 'exposed',
          locations: [expect.objectContaining({ file: 'export/all.yaml', line: 12 })],
        }),
      );
      expect(code).toBe(1);
    }
  });

  it('counts what the tree holds as well only once, as the tree has it', async () => {
    const { stdout } = await istioPreflight(
      [
        'check',
        '--offline',
        '--head',
        './tree',
        '--to',
        '1.24.0',
        '--manifests',
        'export',
        '--format',
        'json',
      ],
      { cwd: root },
    );
    expect(JSON.parse(stdout).scope.judged).toEqual({ DestinationRule: 1 });
  });

  it('never takes an export without resources for one', async () => {
    for (const name of ['empty', 'nowhere']) {
      const { stderr, code } = await run('--manifests', name);
      expect(stderr).toMatch(/^istio-preflight: --manifests (empty|nowhere): [^\n]*\n$/);
      expect(code).toBe(2);
    }
    await writeTree(root, {
      'broken/all.yaml': 'kind: DestinationRule\napiVersion: networking.istio.io/v1\nspec: [\n',
    });
    const { stdout } = await run('--manifests', 'broken');
    expect(JSON.parse(stdout).incomplete).toContainEqual(
      expect.objectContaining({ file: 'broken/all.yaml', blocking: true }),
    );
  });
});

describe('export', () => {
  it('prints a shell command that lists what the cluster has, reads only, and no Secret', async () => {
    const { stdout, code } = await istioPreflight(['export'], { cwd: root });
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[",]secrets/i);
    expect(stdout).not.toMatch(/kubectl (?!get|api-resources)/);
    const bin = path.join(root, 'bin');
    await writeTree(bin, {
      kubectl: [
        '#!/bin/sh',
        'if [ "$1" = api-resources ]; then',
        '  printf "%s\\n" secrets destinationrules.networking.istio.io gateways.gateway.networking.k8s.io foo.example.com',
        'else printf "%s\\n" "$@"; fi',
        '',
      ].join('\n'),
    });
    await chmod(path.join(bin, 'kubectl'), 0o755);
    await execute('sh', ['-c', stdout], { cwd: root, env: { PATH: `${bin}:${process.env.PATH}` } });
    const [verb, kinds, ...rest] = (
      await readFile(path.join(root, 'istio-export/cluster.yaml'), 'utf8')
    ).split('\n');
    expect([verb, ...rest]).toEqual(['get', '--all-namespaces', '--output=yaml', '']);
    const named = kinds?.split(',') ?? [];
    expect(named).toContain('destinationrules.networking.istio.io');
    expect(named).toContain('gateways.gateway.networking.k8s.io');
    expect(named.filter(kind => /^secrets|example/.test(kind))).toEqual([]);
  });
});

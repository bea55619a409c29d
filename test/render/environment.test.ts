import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { closedEnvironment, runHelm } from '../../src/render/environment.js';
import { testHelms } from '../support/helm.js';
import { describe, expect, it } from '../support/jest.js';
import { helmAt, temporaryFolder } from '../support/rendering.js';

const posix = process.platform === 'win32' ? it.skip : it;

async function program(body: string): Promise<{ file: string; folder: string }> {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'helm');
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
  return { file, folder };
}

describe('render/environment', () => {
  posix('passes on how to reach the network, and no secrets or settings', async () => {
    const { file, folder } = await program('env');
    const environment = await closedEnvironment(path.join(folder, 'homes'), {
      PATH: process.env.PATH,
      HTTPS_PROXY: 'http://proxy.example:3128',
      GITHUB_TOKEN: 'secret-1',
      'INPUT_GITHUB-TOKEN': 'secret-2',
      KUBECONFIG: '/home/me/.kube/config',
      HELM_PLUGINS: '/home/me/plugins',
      HELM_REGISTRY_CONFIG: '/home/me/registry.json',
      HELM_KUBETOKEN: 'secret-3',
      DOCKER_CONFIG: '/home/me/.docker',
      HOME: '/home/me',
    });
    const { stdout } = await runHelm(file, [], { environment, cwd: folder, timeoutMs: 5_000 });
    expect(stdout).toContain('HTTPS_PROXY=http://proxy.example:3128');
    expect(stdout).not.toMatch(/secret|\/home\/me|REGISTRY_CONFIG/);
    expect(stdout).toContain(`HOME=${path.join(folder, 'homes')}`);
  });

  posix('kills what the program started, too', async () => {
    const { file, folder } = await program('(sleep 2; echo alive > late.txt) &\nsleep 60');
    const outcome = await runHelm(file, [], {
      environment: { PATH: process.env.PATH ?? '' },
      cwd: folder,
      timeoutMs: 200,
    });
    expect(outcome).toMatchObject({ ok: false, stopped: 'timeout' });
    await wait(2_500);
    await expect(readFile(path.join(folder, 'late.txt'))).rejects.toThrow('ENOENT');
  });

  posix('stops a program that does not stop talking', async () => {
    const { file, folder } = await program('yes');
    const options = {
      environment: { PATH: process.env.PATH ?? '' },
      cwd: folder,
      timeoutMs: 10_000,
      maxOutputBytes: 10_000,
    };
    expect(await runHelm(file, [], options)).toMatchObject({ ok: false, stopped: 'output' });
  });

  it('says that there is no such program', async () => {
    const folder = await temporaryFolder();
    const outcome = await runHelm(path.join(folder, 'helm'), [], {
      environment: {},
      cwd: folder,
      timeoutMs: 1_000,
    });
    expect(outcome).toMatchObject({ ok: false, stopped: 'start' });
  });

  posix("runs none of the runner's plugins", async () => {
    const home = await temporaryFolder();
    const plugin = path.join(home, 'plugins', 'hello');
    await mkdir(plugin, { recursive: true });
    await writeFile(
      path.join(plugin, 'plugin.yaml'),
      'name: hello\nversion: 0.1.0\nusage: x\ndescription: x\ncommand: /bin/echo pwned\n',
    );
    for (const { path: executable } of await testHelms()) {
      const helm = await helmAt(executable, home, {
        ...process.env,
        HELM_PLUGINS: path.join(home, 'plugins'),
      });
      const options = { environment: helm.environment, cwd: home, timeoutMs: 20_000 };
      expect((await runHelm(helm.path, ['hello'], options)).stdout).not.toContain('pwned');
      const plain = {
        ...options,
        environment: { ...helm.environment, HELM_PLUGINS: path.join(home, 'plugins') },
      };
      // The control: with the runner's folder the plugin of Helm 3 does run.
      if (helm.major === 3) expect((await runHelm(helm.path, ['hello'], plain)).stdout).toContain('pwned');
    }
  });
});

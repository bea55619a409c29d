// The `helm template` calls of a run: recorded by a stand-in for Helm, and made again without the program around them.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * A stand-in that keeps, of each `helm template`, the arguments, the folder it ran in with its values, the chart, and
 * how it ended (a values schema may be meant to refuse); then it is Helm.
 * @param {string} helm the real one
 * @param {string} folder a new folder for the records
 * @returns {string} what to put into HELM_BIN
 */
export function recordingHelm(helm, folder) {
  mkdirSync(folder);
  const path = join(folder, 'helm');
  const lines = [
    '#!/bin/sh',
    `[ "$1" = template ] || exec "${helm}" "$@"`,
    `call=$(mktemp -d "${folder}/call-XXXXXX")`,
    'for last; do :; done',
    'cp -r . "$call/cwd"; mkdir "$call/chart"; cp -r "$last" "$call/chart"; printf "%s\\n" "$@" > "$call/args"',
    `"${helm}" "$@"`,
    'code=$?; echo $code > "$call/code"; exit $code',
    '',
  ];
  writeFileSync(path, lines.join('\n'));
  chmodSync(path, 0o755);
  return path;
}

/**
 * What a recording Helm kept.
 * @returns {{ args: string[], cwd: string, code: number }[]}
 */
export function recordedCalls(folder) {
  const names = readdirSync(folder).filter(name => name.startsWith('call-'));
  return names.map(name => {
    const call = join(folder, name);
    const [chart] = readdirSync(join(call, 'chart'));
    if (chart === undefined) throw new Error(`${call} holds no chart`);
    const args = readFileSync(join(call, 'args'), 'utf8').trimEnd().split('\n');
    args[args.length - 1] = join(call, 'chart', chart);
    return { args, cwd: join(call, 'cwd'), code: Number(readFileSync(join(call, 'code'), 'utf8')) };
  });
}

/** Makes the calls again, as many at once as the program does, in an environment without anything of this machine's. */
export async function replay(helm, calls, home) {
  const queue = [...calls];
  const env = { PATH: process.env.PATH, HOME: home };
  const worker = async () => {
    for (let call = queue.shift(); call; call = queue.shift())
      await execute(helm, call.args, { cwd: call.cwd, env, codes: [call.code], stderr: 'ignore' });
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** Runs a program to its end. @throws where it ends with another code than those expected */
export function execute(command, args, { cwd, env = process.env, codes = [0], stderr = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', stderr] });
    child.stdout.resume();
    child.on('error', reject);
    child.on('close', code =>
      codes.includes(code) ? resolve() : reject(new Error(`${command} ended with ${code}`)),
    );
  });
}

/** What a program prints. @throws where it fails */
export function capture(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', part => {
      text += part;
    });
    child.on('error', reject);
    child.on('close', code =>
      code === 0 ? resolve(text) : reject(new Error(`${command} ended with ${code}`)),
    );
  });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readInputs } from '../../src/github/inputs.js';
import { setOutputs } from '../../src/github/outputs.js';
import { report } from './report.js';

const manifest = parse(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { default?: string; description: string }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
};

describe('action.yml', () => {
  it('has the inputs that are read, and no others', () => {
    const asked = new Set<string>();
    readInputs(name => {
      asked.add(name);
      return '';
    }, '/work');
    expect(Object.keys(manifest.inputs).sort()).toEqual([...asked].sort());
  });

  it('has defaults that are valid', () => {
    expect(() => readInputs(name => manifest.inputs[name]?.default ?? '', '/work')).not.toThrow();
    // What the policy decides has no default here: it would win over the policy.
    for (const name of ['fail-on', 'kube-version'])
      expect(manifest.inputs[name]).not.toHaveProperty('default');
  });

  it('has the outputs that are set, and no others', () => {
    const set: string[] = [];
    const nothing = (): void => {};
    const toolkit = {
      getInput: () => '',
      setSecret: nothing,
      setFailed: nothing,
      error: nothing,
      warning: nothing,
    };
    const setOutput = (name: string): void => void set.push(name);
    setOutputs(report(), {}, { ...toolkit, info: nothing, debug: nothing, setOutput });
    expect(Object.keys(manifest.outputs).sort()).toEqual(set.sort());
  });

  it('runs the bundle on Node 24', () => {
    expect(manifest.runs).toEqual({ using: 'node24', main: 'dist/action.js' });
  });
});

describe('examples/workflows', () => {
  const folder = 'examples/workflows';
  for (const name of readdirSync(folder)) {
    const workflow = parse(readFileSync(join(folder, name), 'utf8')) as {
      on: Record<string, unknown>;
      permissions: Record<string, string>;
      jobs: Record<
        string,
        { 'timeout-minutes': number; steps: { uses?: string; with?: Record<string, unknown> }[] }
      >;
    };
    const steps = Object.values(workflow.jobs).flatMap(job => job.steps);
    const ours = steps.filter(step => step.uses?.startsWith('istio-preflight/'));

    it(`${name} asks for no more than it needs`, () => {
      const comments = 'pull_request' in workflow.on ? { 'pull-requests': 'write' } : {};
      expect(workflow.permissions).toEqual({ contents: 'read', ...comments });
      expect(workflow.on).not.toHaveProperty('pull_request_target');
      for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
    });

    it(`${name} uses this action with inputs that it has, and others by commit`, () => {
      expect(ours).toHaveLength(1);
      for (const step of ours) {
        for (const input of Object.keys(step.with ?? {})) expect(manifest.inputs).toHaveProperty([input]);
      }
      for (const step of steps) if (!ours.includes(step)) expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
    });
  }
});

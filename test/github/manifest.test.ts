import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readInputs } from '../../src/github/inputs.js';
import { setOutputs } from '../../src/github/outputs.js';
import { describe, expect, it } from '../support/jest.js';
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

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions?: Record<string, string>;
  readonly jobs: Record<
    string,
    {
      readonly 'timeout-minutes': number;
      readonly permissions?: Record<string, string>;
      readonly steps: {
        readonly uses?: string;
        readonly run?: string;
        readonly with?: Record<string, unknown>;
      }[];
    }
  >;
}

function workflows(folder: string): [string, Workflow][] {
  const names = readdirSync(folder);
  return names.map(name => [name, parse(readFileSync(join(folder, name), 'utf8')) as Workflow]);
}

const isOurs = (uses = ''): boolean => uses.startsWith('istio-preflight/') || uses === './';

describe('workflows', () => {
  const all = [...workflows('examples/workflows'), ...workflows('.github/workflows')];

  it.each(all)('%s takes other actions by commit, and says which version that is', (_, workflow) => {
    for (const { uses } of Object.values(workflow.jobs).flatMap(job => job.steps))
      if (uses !== undefined && !isOurs(uses)) expect(uses).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
  });

  it('has a version beside every commit', () => {
    for (const folder of ['examples/workflows', '.github/workflows']) {
      for (const name of readdirSync(folder)) {
        for (const line of readFileSync(join(folder, name), 'utf8').split('\n'))
          if (/@[0-9a-f]{40}/.test(line)) expect(line).toMatch(/# v\d+\.\d+\.\d+$/);
      }
    }
  });

  it.each(all)(
    '%s has a bound of time, permissions by name, and nothing of a pull request in a script',
    (_, workflow) => {
      expect(workflow.permissions).toBeDefined();
      expect(workflow.on).not.toHaveProperty('pull_request_target');
      for (const job of Object.values(workflow.jobs)) {
        expect(job['timeout-minutes']).toBeGreaterThan(0);
        for (const { run } of job.steps) expect(run ?? '').not.toMatch(/\$\{\{(?! *matrix\.)/);
      }
    },
  );

  it.each(all)('%s uses this action with inputs that it has', (_, workflow) => {
    for (const job of Object.values(workflow.jobs)) {
      for (const step of job.steps.filter(({ uses }) => isOurs(uses)))
        for (const input of Object.keys(step.with ?? {})) expect(manifest.inputs).toHaveProperty([input]);
    }
  });

  it('are skipped for no path: a required check would wait for ever', () => {
    for (const [, { on }] of all) {
      for (const trigger of Object.values(on))
        if (typeof trigger === 'object' && trigger !== null)
          expect(Object.keys(trigger)).not.toContain('paths');
    }
  });

  const NEEDS: Readonly<Record<string, Record<string, string>>> = {
    'pull-request.yml': { contents: 'read', checks: 'write', 'pull-requests': 'write' },
    'fork-comment.yml': { contents: 'read', checks: 'write', 'pull-requests': 'write' },
    'code-scanning.yml': { contents: 'read', 'security-events': 'write' },
  };

  it.each(workflows('examples/workflows'))('%s asks for no more than it needs', (name, workflow) => {
    expect(workflow.permissions).toEqual(NEEDS[name] ?? { contents: 'read' });
    const ours = Object.values(workflow.jobs).flatMap(job => job.steps.filter(({ uses }) => isOurs(uses)));
    expect(ours).toHaveLength(1);
  });
});

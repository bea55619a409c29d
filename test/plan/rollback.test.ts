/** What blocks the way back. */

import { chartState } from '../support/chart-state.js';
import { describe, expect, it } from '../support/jest.js';
import { installed, planOf, saying, upgradeOf } from '../support/plans.js';

const resource = (kind: string, apiVersion: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, namespace: b}\nspec:\n${spec}`;

function backOf(from: string, to: string, resources = '') {
  return planOf([upgradeOf(from, to)], { resources })?.hops.map(({ rollback }) => rollback) ?? [];
}

describe('plan/rollback', () => {
  it('is blocked by resources in a version that the older CRDs do not serve', () => {
    const [first, second] = backOf(
      '1.21.6',
      '1.23.6',
      resource('VirtualService', 'networking.istio.io/v1', '  hosts: [a]\n'),
    );
    expect(first).toMatchObject({ safe: false });
    expect(first?.blockers).toEqual([
      {
        text: '1 resource here uses virtualservices.networking.istio.io/v1, which 1.21.6 does not serve',
        source: 'https://github.com/istio/istio/blob/1.21.6/manifests/charts/base/crds/crd-all.gen.yaml',
        at: [{ file: 'config/resources.yaml', line: 1 }],
      },
    ]);
    expect(second).toMatchObject({ safe: true, blockers: [] });
  });

  it('is blocked by single fields that only the newer CRDs know, at their lines', () => {
    const spec =
      '  rules:\n  - from:\n    - source:\n        serviceAccounts: [b/c]\n        namespaces: [d]\n';
    const [first, second] = backOf(
      '1.24.6',
      '1.26.8',
      resource('AuthorizationPolicy', 'security.istio.io/v1', spec),
    );
    expect(first?.blockers).toEqual([
      {
        text: expect.stringContaining(
          'do not know AuthorizationPolicy spec.rules[].from[].source.serviceAccounts',
        ),
        source: 'https://github.com/istio/istio/blob/1.24.6/manifests/charts/base/files/crd-all.gen.yaml',
        at: [{ file: 'config/resources.yaml', line: 8 }],
      },
    ]);
    expect(second).toMatchObject({ safe: true });
  });

  it('knows fields below maps and lists, and choices that are new', () => {
    const spec = '  targetRefs:\n  - {kind: Service, name: x, group: ""}\n  phase: AUTHN\n';
    const rollback = backOf(
      '1.21.6',
      '1.22.8',
      resource('WasmPlugin', 'extensions.istio.io/v1alpha1', spec),
    )[0];
    expect(rollback?.blockers.map(({ at }) => at)).toEqual([[{ file: 'config/resources.yaml', line: 5 }]]);
  });

  it('takes a hop of a downgrade for the way back that it is', () => {
    const spec = '  rules:\n  - from:\n    - source:\n        serviceAccounts: [b/c]\n';
    const policy = resource('AuthorizationPolicy', 'security.istio.io/v1', spec);
    const hops = planOf([upgradeOf('1.26.1', '1.24.3')], { resources: policy })?.hops ?? [];
    expect(hops.map(({ rollback }) => rollback.safe)).toEqual([true, false]);
    expect(saying(hops[1]?.rollback.blockers)).toContain('definitions of 1.24.3 do not know');
    expect(hops[1]?.before[0]).toEqual(hops[1]?.rollback.blockers[0]);
  });

  it('remembers in which version objects were stored on the way down', () => {
    const plan = planOf([upgradeOf('1.28.10', '1.21.6')]);
    const blocked = plan?.hops.filter(({ rollback }) => rollback.safe === false).map(({ to }) => to);
    expect(blocked).toEqual(['1.21.6']);
    expect(saying(plan?.hops.at(-1)?.rollback.blockers)).toContain('destinationrules.networking.istio.io/v1');
    // Whoever never stored v1 has nothing of it.
    expect(backOf('1.22.8', '1.21.6')).toEqual([expect.objectContaining({ safe: true })]);
  });

  it('is blocked by charts that the older release does not have', () => {
    const at = { file: 'ztunnel.yaml', line: 4 };
    const plan = planOf([upgradeOf('1.17.8', '1.18.7')], {
      beside: [installed('ztunnel', '1.18.7', { at })],
    });
    expect(plan?.hops[0]?.rollback.blockers).toEqual([
      expect.objectContaining({
        text: expect.stringContaining('There is no ztunnel chart in 1.17.8'),
        at: [at],
      }),
    ]);
  });

  it('is blocked by what Kubernetes never changes in place, as the diff has it', () => {
    const changes = [
      {
        effect: 'immutable',
        op: 'changed',
        risk: 'high',
        path: 'spec.selector',
        resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'istio-system', name: 'gw' },
      },
    ] as const;
    const one = planOf([upgradeOf('1.20.8', '1.21.6')], { changes });
    expect(saying(one?.hops[0]?.rollback.blockers)).toContain('Deployment/istio-system/gw (spec.selector)');
    // Over several hops it is not known which one brings it: said of the whole.
    const two = planOf([upgradeOf('1.20.8', '1.22.8')], { changes });
    expect(two?.hops.map(({ rollback }) => rollback.safe)).toEqual([true, true]);
    expect(saying(two?.notes)).toContain('Deployment/istio-system/gw (spec.selector)');
  });

  it.each([
    ['helm', 'Helm leaves the definitions of 1.24.6 that are annotated to be kept in place'],
    ['flux', 'Flux leaves the definitions of 1.24.6 that are annotated to be kept in place'],
    ['argocd', 'Argo CD writes the definitions of 1.23.6 over those of 1.24.6'],
  ] as const)('says what %s makes of the definitions across 1.24', (deployer, text) => {
    const upgrades = [
      upgradeOf('1.23.6', '1.24.6'),
      upgradeOf('1.23.6', '1.24.6', { chart: 'base', deployer }),
    ];
    expect(saying(planOf(upgrades)?.hops[0]?.rollback.notes)).toContain(text);
    const later = [upgradeOf('1.24.6', '1.25.5'), upgradeOf('1.24.6', '1.25.5', { chart: 'base', deployer })];
    expect(planOf(later)?.hops[0]?.rollback.notes).toEqual([]);
  });

  it('is blocked where Helm would delete a definition that has resources here', () => {
    const upgrades = (deployer: 'helm' | 'argocd') => [
      upgradeOf('1.23.6', '1.24.6'),
      upgradeOf('1.23.6', '1.24.6', { chart: 'base', deployer }),
    ];
    const group = resource('WorkloadGroup', 'networking.istio.io/v1beta1', '  template: {}\n');
    const back = (deployer: 'helm' | 'argocd', resources: string) =>
      planOf(upgrades(deployer), { resources })?.hops[0]?.rollback;
    expect(back('helm', group)).toMatchObject({
      safe: false,
      blockers: [
        {
          text: expect.stringContaining('Helm deletes the definition of workloadgroups.networking.istio.io'),
          at: [{ file: 'config/resources.yaml', line: 1 }],
        },
      ],
    });
    expect(back('helm', '')).toMatchObject({ safe: true });
    expect(saying(back('helm', '')?.notes)).toContain(
      'kubectl annotate crd workloadgroups.networking.istio.io',
    );
    expect(saying(back('argocd', group)?.blockers)).toBe('');
  });

  it('tells settings that only the newer release reads', () => {
    const values = [
      'pilot:',
      '  env:',
      '    ENABLE_NATIVE_SIDECARS: "true"',
      '    PILOT_ENABLE_IP_AUTOALLOCATE: "true"',
      'meshConfig:',
      '  accessLogFile: /dev/stdout',
      '  defaultConfig: {statsCompression: true}',
      '',
    ].join('\n');
    const upgrade = upgradeOf('1.21.6', '1.23.6');
    const after = chartState('istiod', '1.23.6', values).installation;
    const notes = planOf([{ ...upgrade, after }])?.hops.map(({ rollback }) => rollback.notes) ?? [];
    expect(saying(notes.flat())).toContain('does not read');
    const [first] = notes.flat();
    expect(first).toMatchObject({
      text: expect.stringMatching(/does not read .*PILOT_ENABLE_IP_AUTOALLOCATE/),
      at: expect.arrayContaining([{ file: 'values.yaml', line: 4 }]),
    });
    expect(saying(notes.flat())).not.toMatch(/ENABLE_NATIVE_SIDECARS|accessLogFile/);
  });

  it('is not known beyond the knowledge', () => {
    expect(backOf('1.30.3', '1.31.0')).toEqual([expect.objectContaining({ safe: null })]);
  });
});

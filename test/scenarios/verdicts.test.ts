/**
 * What each kind of change must come to, over whole repositories. Every scenario runs with real Helm and charts where
 * they can be had, and again without either: what facts and rules alone show must not differ.
 */

import type { Verdict } from '../../src/model.js';
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import {
  analyse,
  application,
  destinationRule,
  type Files,
  findings,
  places,
  type ScenarioOptions,
  umbrella,
} from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const RULE = destinationRule();
const RULE_FILE = 'config/datastore.yaml';
const PIN = 'istiod:\n  pilot:\n    env:\n      ENABLE_AUTO_SNI: "false"\n';

interface Scenario {
  readonly name: string;
  readonly base: Files;
  readonly head: Files;
  readonly options?: ScenarioOptions;
  readonly verdict: Verdict | readonly Verdict[];
  /** `rule exposure` or `rule exposure file:line` that must be there. */
  readonly findings?: readonly string[];
  /** `rule exposure` that must not be. */
  readonly without?: readonly string[];
  /** Only where charts can be had. */
  readonly needsCharts?: true;
}

const founding: Files = { [RULE_FILE]: RULE };

const scenarios: readonly Scenario[] = [
  {
    name: 'the founding incident',
    base: { ...umbrella('1.20.6'), ...founding },
    head: { ...umbrella('1.22.2'), ...founding },
    verdict: 'fail',
    findings: [`auto-sni exposed ${RULE_FILE}:9`],
  },
  {
    name: 'mended by sni',
    base: { ...umbrella('1.20.6'), ...founding },
    head: { ...umbrella('1.22.2'), [RULE_FILE]: destinationRule('mode: SIMPLE\nsni: db.example.com') },
    verdict: ['pass', 'attention'],
    without: ['auto-sni exposed', 'auto-sni possible'],
  },
  {
    name: 'pinned by environment',
    base: { ...umbrella('1.20.6', PIN), ...founding },
    head: { ...umbrella('1.22.2', PIN), ...founding },
    verdict: ['pass', 'attention'],
    findings: ['auto-sni mitigated mesh/values.yaml:4'],
    without: ['auto-sni exposed'],
  },
  {
    name: 'pinned by compatibilityVersion',
    base: { ...umbrella('1.20.6'), ...founding },
    head: { ...umbrella('1.22.2', 'istiod:\n  compatibilityVersion: "1.20"\n'), ...founding },
    verdict: ['pass', 'attention'],
    findings: ['auto-sni mitigated mesh/values.yaml:2'],
    without: ['auto-sni exposed'],
  },
  {
    name: 'a pin that the target no longer reads',
    base: { ...umbrella('1.25.5', PIN), ...founding },
    head: { ...umbrella('1.26.0', PIN), ...founding },
    verdict: 'fail',
    findings: ['dead-setting exposed mesh/values.yaml:4', `auto-sni exposed ${RULE_FILE}:9`],
  },
  {
    name: 'a values-only edit that removes the pin',
    base: { ...umbrella('1.22.2', PIN), ...founding },
    head: { ...umbrella('1.22.2', 'istiod:\n  pilot:\n    replicaCount: 2\n'), ...founding },
    verdict: 'fail',
    findings: [`auto-sni exposed ${RULE_FILE}:9`],
  },
  {
    name: 'a values-only edit that does not matter',
    base: { ...umbrella('1.22.2', PIN), ...founding },
    head: { ...umbrella('1.22.2', `${PIN}    replicaCount: 2\n`), ...founding },
    verdict: 'pass',
    without: ['auto-sni exposed', 'auto-sni possible'],
  },
  {
    name: "a pin in Argo CD's values that valuesObject replaces",
    base: { 'apps/istiod.yaml': application('1.20.6'), ...founding },
    head: {
      'apps/istiod.yaml': application(
        '1.22.2',
        'values: |\n  pilot:\n    env:\n      ENABLE_AUTO_SNI: "false"\nvaluesObject:\n  pilot:\n    replicaCount: 2',
      ),
      ...founding,
    },
    verdict: 'fail',
    findings: [`auto-sni exposed ${RULE_FILE}:9`],
  },
  {
    name: "a pin in Argo CD's valuesObject",
    base: { 'apps/istiod.yaml': application('1.20.6'), ...founding },
    head: {
      'apps/istiod.yaml': application(
        '1.22.2',
        'valuesObject:\n  pilot:\n    env:\n      ENABLE_AUTO_SNI: "false"',
      ),
      ...founding,
    },
    verdict: ['pass', 'attention'],
    findings: ['auto-sni mitigated apps/istiod.yaml:15'],
  },
  {
    name: 'an umbrella with alias and global values',
    base: { ...aliased('1.20.6'), ...founding },
    head: { ...aliased('1.22.2'), ...founding },
    verdict: ['pass', 'attention'],
    findings: ['auto-sni mitigated mesh/values.yaml:6'],
    without: ['auto-sni exposed'],
  },
  {
    name: 'a second control plane beside the first',
    base: { 'apps/istiod.yaml': application('1.20.6'), ...founding },
    head: {
      'apps/istiod.yaml': application('1.20.6'),
      'apps/canary.yaml': application('1.22.2', 'valuesObject:\n  revision: 1-22', 'istiod-1-22'),
      ...founding,
    },
    verdict: 'attention',
    findings: [`auto-sni exposed ${RULE_FILE}:9`],
  },
  {
    name: 'the revision tag moved to the new control plane',
    base: { ...revisions(['prod'], []), ...founding },
    head: { ...revisions([], ['prod']), ...founding },
    verdict: 'fail',
    findings: [`auto-sni exposed ${RULE_FILE}:9`],
  },
  {
    name: 'a platform repository with nothing but a mesh-wide ISTIO_MUTUAL rule',
    base: { ...umbrella('1.20.6'), 'config/mtls.yaml': meshWide() },
    head: { ...umbrella('1.22.2'), 'config/mtls.yaml': meshWide() },
    verdict: 'attention',
    findings: ['auto-sni possible'],
    without: ['auto-sni exposed'],
  },
  {
    name: 'a revert',
    base: { ...umbrella('1.22.2'), ...founding },
    head: { ...umbrella('1.20.6'), ...founding },
    verdict: 'attention',
    findings: [`auto-sni exposed ${RULE_FILE}:9`],
  },
  {
    name: 'two environments of which the harmless one moves',
    base: {
      ...environment('prod', '1.20.6', RULE),
      ...environment('dev', '1.20.6', destinationRule('mode: SIMPLE\nsni: db.example.com')),
    },
    head: {
      ...environment('prod', '1.20.6', RULE),
      ...environment('dev', '1.22.2', destinationRule('mode: SIMPLE\nsni: db.example.com')),
    },
    verdict: ['pass', 'attention'],
    without: ['auto-sni exposed', 'auto-sni possible'],
  },
  {
    name: 'a DestinationRule in a template of a chart',
    base: { ...umbrella('1.20.6'), ...workload() },
    head: { ...umbrella('1.22.2'), ...workload() },
    verdict: 'fail',
    findings: ['auto-sni exposed apps/shop/templates/rule.yaml:10'],
    needsCharts: true,
  },
  {
    name: 'a patch bump',
    base: { ...umbrella('1.22.1'), ...founding },
    head: { ...umbrella('1.22.2'), ...founding },
    verdict: 'pass',
    without: ['auto-sni exposed'],
  },
  {
    name: 'no change',
    base: { ...umbrella('1.22.2'), ...founding },
    head: { ...umbrella('1.22.2'), ...founding, 'README.md': 'other things\n' },
    verdict: 'no-upgrade',
  },
  {
    name: 'versions given by hand where nothing is declared',
    base: founding,
    head: founding,
    options: { from: ['1.20.6'], to: ['1.22.2'] },
    verdict: 'fail',
    findings: [`auto-sni exposed ${RULE_FILE}:9`],
  },
];

const UNKNOWN: Scenario = {
  name: 'an unknown target',
  base: { ...umbrella('1.22.2'), ...founding },
  head: { ...umbrella('1.99.0'), ...founding },
  verdict: 'incomplete',
};

const charts = sharedCharts();
let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

describe('scenarios, rendered', () => {
  for (const scenario of [...scenarios, UNKNOWN]) {
    (charts ? it : it.skip)(`${scenario.name}`, async () => {
      const report = await analyse(scenario.base, scenario.head, {
        ...scenario.options,
        ...(helm ? { helm } : {}),
        ...(charts ? { charts } : {}),
      });
      check(scenario, report);
      expect([scenario.verdict].flat()).toContain(report.verdict);
    });
  }
});

describe('scenarios, from facts and rules alone', () => {
  for (const scenario of [...scenarios, UNKNOWN].filter(({ needsCharts }) => !needsCharts)) {
    it(`${scenario.name}`, async () => {
      const report = await analyse(scenario.base, scenario.head, scenario.options);
      check(scenario, report);
      // What was not rendered is not vouched for.
      const expected = [scenario.verdict]
        .flat()
        .flatMap(verdict => (verdict === 'fail' || verdict === 'no-upgrade' ? [verdict] : ['incomplete']));
      expect(expected).toContain(report.verdict);
    });
  }
});

function check(scenario: Scenario, report: Awaited<ReturnType<typeof analyse>>): void {
  for (const expected of scenario.findings ?? []) {
    const [rule = '', exposure, place] = expected.split(' ');
    const found = findings(report, rule, exposure as 'exposed');
    expect({ expected, found: found.length }).toEqual({ expected, found: expect.any(Number) });
    expect(found.length).toBeGreaterThan(0);
    if (place) expect(places(found)).toContain(place);
  }
  for (const unexpected of scenario.without ?? []) {
    const [rule = '', exposure] = unexpected.split(' ');
    expect({
      unexpected,
      found: findings(report, rule, exposure as 'exposed').map(({ locations }) => locations),
    }).toEqual({ unexpected, found: [] });
  }
}

function aliased(version: string): Files {
  return {
    'mesh/Chart.yaml': `apiVersion: v2\nname: mesh\nversion: 0.1.0\ndependencies:\n- name: istiod\n  alias: controlplane\n  version: ${version}\n  repository: https://istio-release.storage.googleapis.com/charts\n`,
    'mesh/values.yaml':
      'global:\n  hub: registry.example.com/istio\ncontrolplane:\n  pilot:\n    env:\n      ENABLE_AUTO_SNI: "false"\n',
  };
}

function revisions(oldTags: readonly string[], newTags: readonly string[]): Files {
  const values = (revision: string, tags: readonly string[]): string =>
    `valuesObject:\n  revision: ${revision}\n  revisionTags: ${JSON.stringify(tags)}`;
  return {
    'apps/istiod-1-20.yaml': application('1.20.6', values('1-20', oldTags), 'istiod-1-20'),
    'apps/istiod-1-22.yaml': application('1.22.2', values('1-22', newTags), 'istiod-1-22'),
  };
}

function meshWide(): string {
  return 'apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nmetadata: {name: default, namespace: istio-system}\nspec:\n  host: "*.local"\n  trafficPolicy:\n    tls: {mode: ISTIO_MUTUAL}\n';
}

function environment(name: string, version: string, rule: string): Files {
  return { ...umbrella(version, '', `clusters/${name}/mesh`), [`clusters/${name}/apps/rule.yaml`]: rule };
}

function workload(): Files {
  const template = destinationRule()
    .replace('spec:', '  labels: {app: {{ .Release.Name | quote }}}\nspec:')
    .replace('db.example.com', '{{ .Values.host }}');
  return {
    'apps/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
    'apps/shop/values.yaml': 'host: db.example.com\n',
    'apps/shop/templates/rule.yaml': template,
  };
}

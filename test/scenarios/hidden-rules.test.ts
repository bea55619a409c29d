/** Rules that a chart of the tree writes, and that can't be seen: they were as closed before, and the upgrade acts on them all the same. */
import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';
import { dedent } from '../support/yaml.js';

const charts = sharedCharts();
const test = charts ? it : it.skip;

let helm: string | undefined;
beforeAll(async () => {
  if (charts) [helm] = (await testHelms()).map(({ path }) => path);
}, 300_000);

/** A chart that writes a rule only for who asks for one. */
const CHART: Files = {
  'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'charts/shop/templates/rule.yaml': dedent(`
    {{- with .Values.partner }}
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: partner}
    spec:
      host: {{ .host }}
      trafficPolicy: {tls: {mode: SIMPLE}}
    {{- end }}
  `),
};

function shop(valueFiles: string): string {
  return dedent(`
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: shop, namespace: argocd}
    spec:
      destination: {server: https://kubernetes.default.svc, namespace: shop}
      sources:
      - repoURL: https://git.example.com/platform.git
        path: charts/shop
        helm: {valueFiles: [${valueFiles}]}
      - {repoURL: https://git.example.com/team.git, ref: team}
  `);
}

describe('scenarios: hidden rules', () => {
  async function judge(files: Files) {
    const all = { ...CHART, ...files };
    const { verdict, incomplete } = await analyse(
      { ...all, 'apps/istiod.yaml': application('1.20.6') },
      { ...all, 'apps/istiod.yaml': application('1.22.2') },
      { ...(charts ? { charts } : {}), ...(helm === undefined ? {} : { helm }) },
    );
    return { verdict, told: incomplete.filter(({ blocking }) => blocking).map(({ what }) => what) };
  }

  test('values of another repository keep an upgrade from being judged', async () => {
    expect(await judge({ 'apps/shop.yaml': shop('$team/values.yaml') })).toEqual({
      verdict: 'incomplete',
      told: ['values file $team/values.yaml'],
    });
  });

  test('a chart that can’t be rendered does, too', async () => {
    const broken = { 'charts/shop/templates/broken.yaml': '{{ fail "not today" }}\n' };
    const { verdict, told } = await judge({ 'apps/shop.yaml': shop(''), ...broken });
    expect(verdict).toBe('incomplete');
    expect(told).toEqual(['render of argocd:apps/shop.yaml:shop#0']);
  });

  test('values that are here decide', async () => {
    const { verdict, told } = await judge({ 'apps/shop.yaml': shop('') });
    expect(told).toEqual([]);
    expect(verdict).not.toBe('incomplete');
  });
});

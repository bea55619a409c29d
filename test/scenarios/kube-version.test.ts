/** Charts that accept only some versions of Kubernetes, where nobody says which one there is. */

import { testHelms } from '../support/helm.js';
import { beforeAll, describe, expect, it } from '../support/jest.js';
import { analyse, destinationRule, findings, places, umbrella } from '../support/scenario.js';
import { sharedCharts } from '../support/shared.js';

const charts = sharedCharts();
const withCharts = charts ? it : it.skip;
let helm: string | undefined;
beforeAll(async () => {
  helm = (await testHelms())[0]?.path;
});

async function exposed(range: string, policy: string): Promise<readonly string[]> {
  const files = {
    'shop/Chart.yaml': `apiVersion: v2\nname: shop\nversion: 0.1.0\nkubeVersion: '${range}'\n`,
    'shop/templates/rule.yaml': destinationRule(),
  };
  const report = await analyse(
    { ...umbrella('1.20.6'), ...files },
    { ...umbrella('1.22.2'), ...files },
    { ...(helm ? { helm } : {}), ...(charts ? { charts } : {}), policy },
  );
  const assumed = report.scope.assumptions?.some(({ why }) =>
    why.includes('only some versions of Kubernetes'),
  );
  expect(assumed === true).toBe(policy === '');
  return places(findings(report, 'auto-sni', 'exposed'));
}

describe('charts that refuse versions of Kubernetes', () => {
  withCharts.each(['>=1.20.0-0 <1.25.0-0', '>= 1.40.0', '>=1.20.0-0, <1.25.0-0'])(
    'renders for one that it accepts: %s',
    async range => {
      expect(await exposed(range, '')).toEqual(['shop/templates/rule.yaml:9']);
    },
  );

  withCharts('leaves it refused where somebody says which version there is', async () => {
    expect(await exposed('>= 1.40.0', 'kube-version: "1.29"\n')).toEqual([]);
  });
});

/**
 * One chart of the tree that writes a DestinationRule for one of its values, deployed in every way that people have for it, by files
 * that never speak of Istio. `test/corpus/deployers/NAME.yaml`: `files` that hand the chart `FLAG`, and `outcome`: `read` where that
 * decides, `asked` where it is left open and both are thought of, `told` where it is said that what deploys the chart is not read.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { testHelms } from '../support/helm.js';
import { describe, expect, it } from '../support/jest.js';
import { analyse, application, type Files, places } from '../support/scenario.js';

const FOLDER = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../test/corpus/deployers');
const TEMPLATE = 'charts/shop/templates/partner.yaml';

interface Deployer {
  readonly outcome: 'read' | 'asked' | 'told';
  readonly files: Files;
}

/** @param own what the chart's own values say */
function repository(version: string, own: string, { files }: Deployer, given: string): Files {
  return {
    'mesh/istiod.yaml': application(version),
    'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
    'charts/shop/values.yaml': `app:\n  flag: ${own}\n`,
    [TEMPLATE]:
      '{{- if eq (toString .Values.app.flag) "full" }}\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: partner\nspec:\n  host: api.partner.example\n  trafficPolicy:\n    tls:\n      mode: SIMPLE\n{{- end }}\n',
    ...Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, text.replaceAll('FLAG', given)]),
    ),
  };
}

const deployers = readdirSync(FOLDER)
  .sort()
  .map(
    file =>
      [
        file.replace(/\.yaml$/, ''),
        parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Deployer,
      ] as const,
  );

describe('a chart whose resources hang on what deploys it', () => {
  const helm = testHelms().then(all => all.find(({ version }) => version.startsWith('3.')));

  it.each(deployers)('%s', async (_name, deployer) => {
    const options = { helm: (await helm)?.path ?? '' };
    for (const [own, given] of [
      ['none', 'full'],
      ['full', 'none'],
    ] as const) {
      const report = await analyse(
        repository('1.20.6', own, deployer, given),
        repository('1.21.6', own, deployer, given),
        options,
      );
      const found = report.findings
        .filter(({ rule }) => rule === 'auto-sni')
        .flatMap(finding => places([finding]).map(place => `${finding.exposure} ${place}`))
        .filter(place => place.includes(TEMPLATE));
      const unread = report.incomplete.filter(
        ({ blocking, what }) => blocking && what.includes('charts/shop'),
      );
      switch (deployer.outcome) {
        case 'read':
          expect([found, unread]).toEqual([given === 'full' ? [`exposed ${TEMPLATE}:9`] : [], []]);
          break;
        case 'asked':
          expect([found, unread]).toEqual([[`possible ${TEMPLATE}:9`], []]);
          break;
        case 'told':
          expect(unread).toHaveLength(1);
          break;
      }
    }
  });
});
